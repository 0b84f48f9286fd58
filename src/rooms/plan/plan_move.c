#include "rooms/plan/plan_move.h"

#include <string.h>

#include "plan_move_sql.h"
#include "rooms/placement/placement_move_wish.h"
#include "rooms/plan/plan_best.h"
#include "rooms/plan/plan_inner.h"

/* The page must be there in a fifth of a second: the search is cut off when it has tried so many
 * chains, or looked at so many pairs. */
enum { MOVES_MEMORY = 128 << 20, CHAINS_TRIED_MOST = 400, PAIRS_OF_MOVES = 1000000 };
enum { SOLVES_OF_CHAIN = 10 };

struct search {
    const struct plan_today *plan;
    struct plan_move_refused_rows refused;
    struct instant now;
    struct plan_objective base; /* nothing without a further chain is better */
    struct placement_queue_move moves[PLAN_CHAIN_MOST * PLAN_ADVICES_MOST];
    size_t move_count; /* of chains found, and of the one that is tried */
    struct plan_step steps[PLAN_CHAIN_MOST];
    size_t length;              /* of the chains that are tried */
    struct plan_advice best;
    int64_t best_fit;
    struct plan_objective best_bound;
    uint32_t *room_of, *best_room_of; /* by household */
    size_t chains_left;
    int64_t pairs_left;
    bool is_cut;
};

/* ---- one chain, whole ------------------------------------------------------------------------ */

static bool is_wanted(const struct plan_today *plan, uint32_t room)
{
    for (size_t i = 0; i < plan->pairs.count; i++)
        if (plan->pairs.at[i].room == room)
            return true;
    return false;
}

/* When a room that was left is ready for who comes after. */
static struct instant ready_at(const struct match_room *room, struct instant left_at)
{
    bool is_ready = room->turnaround.is_on != MATCH_YES ||
                    room->turnaround.until.ms <= left_at.ms;
    return is_ready ? left_at : room->turnaround.until;
}

static const struct match_room *with_left_open(const struct search *search, struct arena *arena,
                                               const struct match_room *rooms)
{
    const struct placement_queue *waiting = &search->plan->waiting;
    struct match_room *open = ARENA_MANY(arena, struct match_room, waiting->facts.room_count);
    memcpy(open, rooms, waiting->facts.room_count * sizeof(*open));
    for (size_t i = 0; i < search->move_count; i++)
        open[waiting->movers[search->moves[i].mover].room].turnaround.is_on = MATCH_NO;
    return open;
}

/* Who has no room without the chain can have one that was left as soon as it is ready, also if that
 * is later than she needs one; whoever has a room tonight is not told to wait for it. */
static void open_left(const struct search *search, struct arena *arena,
                      struct placement_queue *after)
{
    struct { const struct match_room *as_is, *open; } days[QUEUE_DAYS_AHEAD + 1];
    size_t day_count = 0;
    struct placement_queue_household *at =
        ARENA_MANY(arena, struct placement_queue_household, after->count);
    for (size_t i = 0; i < after->count; i++) {
        at[i] = after->at[i];
        if (search->room_of[i] != PLAN_NONE || at[i].is_later)
            continue;
        size_t day = 0;
        while (day < day_count && days[day].as_is != at[i].rooms)
            day++;
        if (day == day_count) {
            days[day].as_is = at[i].rooms;
            days[day].open = with_left_open(search, arena, at[i].rooms);
            day_count++;
        }
        at[i].rooms = days[day].open;
    }
    after->at = at;
}

/* The best for everyone who waits after the moves; false: the room that is left suits nobody. */
static bool solve(struct search *search, struct arena *arena, struct plan_best *out_best)
{
    struct plan_today after = {0};
    after.waiting =
        placement_queue_after(arena, &search->plan->waiting, search->moves, search->move_count);
    open_left(search, arena, &after.waiting);
    for (size_t i = 0; i < search->length; i++)
        search->steps[i].ready_at =
            ready_at(&after.waiting.facts.rooms[search->steps[i].from], search->steps[i].at);
    struct plan_line *lines = ARENA_MANY(arena, struct plan_line, after.waiting.count);
    plan_pairs_fill(arena, &search->plan->problem->weights, &after, lines);
    search->pairs_left -= (int64_t)after.pairs.count + 1;
    search->chains_left--;
    if (!is_wanted(&after, search->steps[search->length - 1].from))
        return false;
    return plan_best(arena, &(struct plan_best_case){
        .plan = &after,
        .forced = {PLAN_NONE, PLAN_NONE},
        .solves_most = SOLVES_OF_CHAIN,
    }, out_best) == OK;
}

static int64_t fit_of(const struct search *search)
{
    int64_t fit = 0;
    for (size_t i = 0; i < search->length; i++)
        fit += search->steps[i].score.total;
    return fit;
}

/* More have a room, in no tier fewer; then by the tiers, then by the fit of who moves. */
static bool is_better(const struct search *search, const int64_t gained[PLAN_TIERS], int64_t fit)
{
    int64_t all = 0;
    for (size_t tier = 0; tier < PLAN_TIERS; tier++) {
        if (gained[tier] < 0)
            return false;
        all += gained[tier];
    }
    if (all == 0)
        return false;
    for (size_t tier = 0; tier < PLAN_TIERS; tier++)
        if (gained[tier] != search->best.gained[tier])
            return gained[tier] > search->best.gained[tier];
    return fit > search->best_fit;
}

static void keep(struct search *search, const struct plan_best *best,
                 const int64_t gained[PLAN_TIERS])
{
    search->best_fit = fit_of(search);
    search->best_bound = best->bound;
    search->best.count = search->length;
    for (size_t i = 0; i < search->length; i++)
        search->best.steps[i] = search->steps[i];
    for (size_t tier = 0; tier < PLAN_TIERS; tier++)
        search->best.gained[tier] = gained[tier];
    for (size_t i = 0; i < search->plan->waiting.count; i++)
        search->best_room_of[i] = best->room_of[i];
}

static void try_chain(struct search *search)
{
    struct arena arena = arena_make(MOVES_MEMORY);
    struct plan_best best;
    int64_t gained[PLAN_TIERS];
    if (solve(search, &arena, &best)) {
        for (size_t tier = 0; tier < PLAN_TIERS; tier++)
            gained[tier] = best.objective.housed[tier] - search->base.housed[tier];
        if (is_better(search, gained, fit_of(search)))
            keep(search, &best, gained);
    }
    arena_free(&arena);
}

/* ---- all chains of one length ---------------------------------------------------------------- */

static bool is_moved(const struct search *search, uint32_t mover)
{
    for (size_t i = 0; i < search->move_count; i++)
        if (search->moves[i].mover == mover)
            return true;
    return false;
}

static bool is_refused(const struct search *search, const struct placement_queue_mover *mover)
{
    for (size_t i = 0; i < search->refused.count; i++) {
        const struct plan_move_refused_row *no = &search->refused.at[i];
        if (no->placement.value == mover->placement.value && no->wish == mover->wish)
            return true;
    }
    return false;
}

static bool is_spent(struct search *search)
{
    search->is_cut |= search->chains_left == 0 || search->pairs_left <= 0;
    return search->is_cut;
}

static void grow(struct search *search, size_t depth);

/* She moves there, if every rule passes as things are after the moves before. */
static void step(struct search *search, const struct match_facts *facts, uint32_t mover,
                 uint32_t room, size_t depth)
{
    const struct placement_queue_mover *who = &search->plan->waiting.movers[mover];
    const struct match_weights *weights = &search->plan->problem->weights;
    const struct match_room *to = &facts->rooms[room], *from = &facts->rooms[who->room];
    struct instant at = depth == 0 ? search->now
                                   : ready_at(to, search->steps[depth - 1].at);
    struct match_household then = who->facts;
    then.needed_at = at;
    struct match_check check = match_check(&then, &facts->houses[to->house], to);
    if ((check.fails | check.asks) != 0)
        return;
    search->steps[depth] = (struct plan_step){
        .mover = mover,
        .from = who->room,
        .to = room,
        .score = match_score(&then, &facts->houses[to->house], to, weights),
        .score_now = match_score(&then, &facts->houses[from->house], from, weights).total,
        .at = at,
    };
    search->moves[search->move_count++] = (struct placement_queue_move){mover, room, at};
    grow(search, depth + 1);
    search->move_count--;
}

/* The first into any room, each further one into the room that the one before it left. */
static void grow(struct search *search, size_t depth)
{
    const struct placement_queue *waiting = &search->plan->waiting;
    if (depth == search->length) {
        try_chain(search);
        return;
    }
    for (uint32_t mover = 0; mover < waiting->mover_count && !is_spent(search); mover++) {
        if (is_moved(search, mover) || is_refused(search, &waiting->movers[mover]))
            continue;
        struct arena arena = arena_make(MOVES_MEMORY);
        struct match_facts facts = placement_queue_for_mover(&arena, waiting, search->moves,
                                                             search->move_count, mover);
        uint32_t first = depth == 0 ? 0 : search->steps[depth - 1].from;
        uint32_t end = depth == 0 ? (uint32_t)facts.room_count : first + 1;
        for (uint32_t room = first; room < end && !is_spent(search); room++)
            if (room != waiting->movers[mover].room)
                step(search, &facts, mover, room, depth);
        arena_free(&arena);
    }
}

/* ---- chain upon chain ------------------------------------------------------------------------ */

/* The shortest chain that gains something, the best of its length. */
static bool find(struct search *search)
{
    search->best = (struct plan_advice){0};
    search->best_fit = -1;
    for (search->length = 1; search->length <= PLAN_CHAIN_MOST; search->length++) {
        grow(search, 0);
        if (search->best.count > 0)
            return true;
    }
    return false;
}

static void list_placed(struct search *search, struct job *job)
{
    size_t waiting = search->plan->waiting.count;
    struct plan_placed *placed = ARENA_MANY(job->arena, struct plan_placed, waiting);
    size_t count = 0;
    for (uint32_t i = 0; i < waiting; i++) {
        if (search->best_room_of[i] != PLAN_NONE && search->room_of[i] == PLAN_NONE)
            placed[count++] = (struct plan_placed){i, search->best_room_of[i]};
        search->room_of[i] = search->best_room_of[i];
    }
    search->best.placed = placed;
    search->best.placed_count = count;
}

static void settle(struct search *search)
{
    for (size_t i = 0; i < search->best.count; i++) {
        const struct plan_step *one = &search->best.steps[i];
        search->moves[search->move_count++] =
            (struct placement_queue_move){one->mover, one->to, one->at};
    }
    search->base = search->best_bound;
}

/* Somebody is without a room who could be helped by one more. */
static bool is_any_left(const struct search *search)
{
    const struct placement_queue *waiting = &search->plan->waiting;
    for (size_t i = 0; i < waiting->count; i++)
        if (search->room_of[i] == PLAN_NONE && !waiting->at[i].is_later &&
            waiting->at[i].gaps == 0)
            return true;
    return false;
}

enum err plan_moves(struct job *job, const struct plan_today *plan, struct plan_moves *out_moves)
{
    struct search search = {
        .plan = plan,
        .now = job->now,
        .base = plan->bound,
        .room_of = ARENA_MANY(job->arena, uint32_t, plan->waiting.count),
        .best_room_of = ARENA_MANY(job->arena, uint32_t, plan->waiting.count),
        .chains_left = CHAINS_TRIED_MOST,
        .pairs_left = PAIRS_OF_MOVES,
    };
    struct instant since = instant_add_ms(job->now, -MOVE_WISH_DAYS * MS_PER_DAY);
    enum err err = sql_plan_move_refused(job->db, job->arena, since, &search.refused);
    if (err != OK)
        return err;
    struct plan_moves moves = {.movers = (int64_t)plan->waiting.mover_count};
    for (size_t i = 0; i < plan->waiting.count; i++)
        search.room_of[i] = plan->lines[i].room;
    while (moves.count < PLAN_ADVICES_MOST && is_any_left(&search) && find(&search)) {
        list_placed(&search, job);
        settle(&search);
        moves.at[moves.count++] = search.best;
    }
    moves.is_cut = search.is_cut;
    *out_moves = moves;
    return OK;
}

/* ---- what is kept ---------------------------------------------------------------------------- */

static void explain_step(struct buf *out, const struct plan_today *plan,
                         const struct plan_step *one)
{
    const struct placement_queue *waiting = &plan->waiting;
    const struct placement_queue_mover *mover = &waiting->movers[one->mover];
    buf_format(out, "{\"referral\":\"%.*s\",\"wish\":%lld,\"said\":\"%.*s\",",
               STR_ARGS(mover->ref), (long long)mover->wish, STR_ARGS(mover->said));
    buf_format(out, "\"from\":%lld,\"to\":%lld,\"score_now\":%d,\"score\":%d}",
               (long long)waiting->facts.rooms[one->from].id,
               (long long)waiting->facts.rooms[one->to].id, one->score_now, one->score.total);
}

struct str plan_move_explain(struct job *job, const struct plan_today *plan,
                             const struct plan_advice *advice)
{
    struct buf out = buf_make(job->arena, 512);
    struct str at = instant_text(job->arena, job->now);
    buf_format(&out, "{\"at\":\"%.*s\",\"facts\":\"%016llx\",\"moves\":[", STR_ARGS(at),
               (unsigned long long)plan->facts);
    for (size_t i = 0; i < advice->count; i++) {
        buf_add_c(&out, i == 0 ? "" : ",");
        explain_step(&out, plan, &advice->steps[i]);
    }
    buf_format(&out, "],\"gained\":[%lld,%lld,%lld],\"placed\":[",
               (long long)advice->gained[0], (long long)advice->gained[1],
               (long long)advice->gained[2]);
    for (size_t i = 0; i < advice->placed_count; i++)
        buf_format(&out, "%s\"%.*s\"", i == 0 ? "" : ",",
                   STR_ARGS(plan->waiting.at[advice->placed[i].household].ref));
    buf_add_c(&out, "]}");
    return buf_text(&out);
}

struct refusing {
    const struct placement_queue_mover *mover;
    struct room_id room;
    struct str reason, explanation;
};

static enum err refuse_work(struct job *job, void *with)
{
    const struct refusing *refusing = with;
    enum err err = sql_plan_move_refuse(job->db, &(struct plan_move_refuse_in){
        .placement = refusing->mover->placement,
        .wish = refusing->mover->wish,
        .room = refusing->room,
        .reason = refusing->reason,
        .explanation = refusing->explanation,
        .now = job->now,
        .staff = job->asker.staff,
    });
    if (err == OK)
        job_audit(job, VERB_declined, RECORD_placement, refusing->mover->referral.value);
    return err;
}

enum err plan_move_refuse(struct job *job, const struct plan_today *plan,
                          const struct plan_advice *advice, struct str reason)
{
    const struct plan_step *first = &advice->steps[0];
    return job_write(job, refuse_work, &(struct refusing){
        .mover = &plan->waiting.movers[first->mover],
        .room = {plan->waiting.facts.rooms[first->to].id},
        .reason = reason,
        .explanation = plan_move_explain(job, plan, advice),
    });
}
