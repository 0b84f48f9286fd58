#include "rooms/plan/plan.h"

#include "rooms/plan/plan_floor.h"
#include "rooms/plan/plan_inner.h"

/* A search is cut off, and its gap told, when it has solved so often, or looked at so many pairs: a
 * page must be there in a fifth of a second. */
enum { SOLVES_OF_PLAN = 200, PAIRS_OF_PLAN = 600000 };
enum { SOLVES_OF_TRY = 50, PAIRS_OF_TRY = 50000 };
enum { SOLVES_OF_FORCED = 20, PAIRS_OF_FORCED = 60000 };

static size_t solves_most(const struct plan_today *plan, size_t solves, size_t pairs)
{
    size_t most = pairs / (plan->pairs.count + 1) + 1;
    return most < solves ? most : solves;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static struct match_score score_of(const struct plan_today *plan, uint32_t household, uint32_t room)
{
    const struct placement_queue_household *who = &plan->waiting.at[household];
    const struct match_room *of = &who->rooms[room];
    struct match_score score = match_score(&who->facts, &plan->waiting.facts.houses[of->house], of,
                                           &plan->problem->weights);
    score.terms[MATCH_TERM_FLOOR] = plan_floor_bonus(plan, household);
    score.total += score.terms[MATCH_TERM_FLOOR];
    return score;
}

/* The room she would like best but the advised one. Another room of the same house counts only if
 * she would like it more. */
static uint32_t other_of(const struct plan_today *plan, uint32_t household, uint32_t advised)
{
    const struct match_room *rooms = plan->waiting.facts.rooms;
    uint32_t best = PLAN_NONE;
    int32_t most = -1;
    int32_t own = advised == PLAN_NONE ? -1 : plan_score_of(plan, household, advised);
    for (uint32_t room = 0; room < plan->waiting.facts.room_count; room++) {
        int32_t score = plan_score_of(plan, household, room);
        bool is_alike = advised != PLAN_NONE && rooms[room].house == rooms[advised].house &&
                        score <= own;
        if (room == advised || is_alike || score <= most)
            continue;
        most = score;
        best = room;
    }
    return best;
}

static void fill_lines(struct plan_today *plan, const uint32_t *room_of, struct plan_line *lines)
{
    for (uint32_t i = 0; i < plan->waiting.count; i++) {
        struct plan_line *line = &lines[i];
        line->room = room_of[i];
        line->other = other_of(plan, i, line->room);
        if (line->room != PLAN_NONE) {
            line->place = PLAN_ADVISED;
            line->score = score_of(plan, i, line->room);
        }
        if (line->other != PLAN_NONE)
            line->other_score = score_of(plan, i, line->other);
    }
}

/* ---- envy ------------------------------------------------------------------------------------ */

static void count_envy(struct plan_today *plan)
{
    for (uint32_t i = 0; i < plan->waiting.count; i++) {
        struct plan_envy *envy = &plan->envy[plan->problem->households[i].tier];
        const struct plan_line *own = &plan->lines[i];
        int32_t points = own->room == PLAN_NONE ? -1 : own->score.total, most = points;
        for (uint32_t k = i + 1; k < plan->waiting.count; k++) {
            uint32_t room = plan->lines[k].room;
            int32_t score = room == PLAN_NONE ? -1 : plan_score_of(plan, i, room);
            most = score > most ? score : most;
        }
        envy->households += most > points;
        if (own->room != PLAN_NONE && most - points > envy->most_points)
            envy->most_points = most - points;
    }
}

/* ---- the plan -------------------------------------------------------------------------------- */

enum err plan_make(struct job *job, struct plan_today *out_plan)
{
    struct plan_today plan = {0};
    struct plan_best best;
    struct match_weights weights = match_weights_on(date_in_london(job->now));
    enum err err = placement_queue(job, &plan.waiting);
    if (err != OK)
        return err;
    struct plan_line *lines = ARENA_MANY(job->arena, struct plan_line, plan.waiting.count);
    plan_pairs_fill(job->arena, &weights, &plan, lines);
    err = plan_floor_best(job->arena, &plan, (struct plan_floor_effort){
        .of_plan = solves_most(&plan, SOLVES_OF_PLAN, PAIRS_OF_PLAN),
        .of_try = solves_most(&plan, SOLVES_OF_TRY, PAIRS_OF_TRY),
    }, &best);
    if (err != OK)
        return err;
    fill_lines(&plan, best.room_of, lines);
    plan.lines = lines;
    plan.objective = best.objective;
    plan.bound = best.bound;
    plan.facts = plan_digest(&plan.waiting, &weights);
    count_envy(&plan);
    *out_plan = plan;
    return OK;
}

enum err plan_force(struct job *job, const struct plan_today *plan, uint32_t household,
                    uint32_t room, struct plan_forced *out_forced)
{
    const struct placement_queue_household *who = &plan->waiting.at[household];
    struct plan_forced forced = {0};
    struct plan_best best;
    must(!who->is_later);
    forced.check = match_check(&who->facts, &plan->waiting.facts.houses[who->rooms[room].house],
                               &who->rooms[room]);
    *out_forced = forced;
    if ((forced.check.fails | forced.check.asks) != 0)
        return OK;
    forced.score = score_of(plan, household, room);
    enum err err = plan_best(job->arena, &(struct plan_best_case){
        .plan = plan,
        .forced = {household, room},
        .solves_most = solves_most(plan, SOLVES_OF_FORCED, PAIRS_OF_FORCED),
    }, &best);
    if (err != OK)
        return err;
    forced.objective = best.objective;
    forced.bound = best.bound;
    forced.room_of = best.room_of;
    *out_forced = forced;
    return OK;
}

uint32_t plan_find_household(const struct plan_today *plan, struct referral_id referral)
{
    for (uint32_t i = 0; i < plan->waiting.count; i++)
        if (plan->waiting.at[i].referral.value == referral.value)
            return i;
    return PLAN_NONE;
}

uint32_t plan_find_room(const struct plan_today *plan, struct room_id room)
{
    for (uint32_t i = 0; i < plan->waiting.facts.room_count; i++)
        if (plan->waiting.facts.rooms[i].id == room.value)
            return i;
    return PLAN_NONE;
}
