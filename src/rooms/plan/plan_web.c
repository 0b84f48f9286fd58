#include "rooms/placement/placement_words.h"
#include "rooms/plan/plan_view_web.h"
#include "rooms/plan/plan_web.h"

#include "plan_page.h"
#include "web/words.h"

/* What another room would cost is worked out for the first households of the queue: at most so
 * many, and fewer where there are many pairs to look at each time. */
enum { COSTS_MOST = 25, COST_PAIRS_MOST = 200000 };

static size_t costs_most(const struct plan_today *plan)
{
    size_t most = COST_PAIRS_MOST / (plan->pairs.count + 1);
    return most < COSTS_MOST ? most : COSTS_MOST;
}

static enum err fill_other(const struct plan_telling *telling, uint32_t household, bool is_costed,
                           struct plan_row_view *row)
{
    const struct plan_line *line = &telling->plan->lines[household];
    struct plan_forced forced;
    if (line->other == PLAN_NONE)
        return OK;
    int64_t more = line->other_score.total - line->score.total;
    row->has_other = true;
    row->other = plan_choice_of(telling, line->other, &line->other_score);
    if (line->place == PLAN_ADVISED) {
        row->other_more = more > 0 ? more : 0;
        row->other_less = more < 0 ? -more : 0;
    }
    if (!is_costed)
        return OK;
    enum err err = plan_force(telling->job, telling->plan, household, line->other, &forced);
    if (err == OK)
        row->cost = plan_cost_of(telling->plan, &forced);
    return err;
}

static struct plan_row_view row_of(const struct plan_telling *telling, uint32_t household)
{
    const struct placement_queue_household *who = &telling->plan->waiting.at[household];
    const struct plan_line *line = &telling->plan->lines[household];
    struct plan_row_view row = {
        .ref = who->ref,
        .tier = plan_tier_code(telling->plan->problem->households[household].tier),
        .waiting_since = who->created_at,
        .waiting_hours = (telling->job->now.ms - who->created_at.ms) / MS_PER_HOUR,
        .waiting_days = (telling->job->now.ms - who->created_at.ms) / MS_PER_DAY,
        .needed_at = who->facts.needed_at,
        .place = plan_place_code(line->place),
        .advised = PLAN_CHOICE_NONE,
        .other = PLAN_CHOICE_NONE,
        .suitable = line->suitable_count,
        .to_ask = line->to_ask_count,
    };
    row.has_room = line->room != PLAN_NONE;
    if (row.has_room)
        row.advised = plan_choice_of(telling, line->room, &line->score);
    row.gaps.at = plan_whys(telling->job->arena, who->gaps, placement_ask_word, &row.gaps.count);
    return row;
}

static enum err fill_rows(const struct plan_telling *telling, struct plan_view *view)
{
    const struct plan_today *plan = telling->plan;
    struct plan_row_view *rows =
        ARENA_MANY(telling->job->arena, struct plan_row_view, plan->waiting.count);
    size_t costs_left = costs_most(plan);
    enum err err = OK;
    for (uint32_t i = 0; err == OK && i < plan->waiting.count; i++) {
        bool is_costed = costs_left > 0 && plan->lines[i].other != PLAN_NONE;
        rows[i] = row_of(telling, i);
        err = fill_other(telling, i, is_costed, &rows[i]);
        costs_left -= is_costed;
        job_audit(telling->job, VERB_read, RECORD_referral, plan->waiting.at[i].referral.value);
    }
    view->rows.at = rows;
    view->rows.count = plan->waiting.count;
    return err;
}

static void fill_tiers(const struct plan_telling *telling, struct plan_view *view)
{
    const struct plan_today *plan = telling->plan;
    struct plan_tier_view *tiers =
        ARENA_MANY(telling->job->arena, struct plan_tier_view, PLAN_TIERS);
    for (unsigned tier = 0; tier < PLAN_TIERS; tier++)
        tiers[tier] = (struct plan_tier_view){
            .tier = plan_tier_code(tier),
            .housed = plan->objective.housed[tier],
            .bound = plan->bound.housed[tier],
            .envious = plan->envy[tier].households,
            .envy_points = plan->envy[tier].most_points,
        };
    for (size_t i = 0; i < plan->waiting.count; i++)
        tiers[plan->problem->households[i].tier].waiting++;
    view->tiers.at = tiers;
    view->tiers.count = PLAN_TIERS;
}

static enum err fill_moves(const struct plan_telling *telling, struct plan_view *view)
{
    struct job *job = telling->job;
    const struct placement_queue *waiting = &telling->plan->waiting;
    struct plan_moves moves;
    enum err err = plan_moves(job, telling->plan, &moves);
    if (err != OK)
        return err;
    struct plan_advice_view *views = ARENA_MANY(job->arena, struct plan_advice_view, moves.count);
    for (size_t i = 0; i < moves.count; i++)
        views[i] = plan_advice_of(telling, &moves.at[i]);
    for (size_t i = 0; i < waiting->mover_count; i++)
        job_audit(job, VERB_read, RECORD_referral, waiting->movers[i].referral.value);
    view->movers = moves.movers;
    view->moves.at = views;
    view->moves.count = moves.count;
    view->is_moves_cut = moves.is_cut;
    return OK;
}

enum err plan_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct plan_view *view = ARENA_NEW(job->arena, struct plan_view);
    struct plan_today plan;
    struct plan_telling telling = {job, &plan, words_choose(request->languages)};
    enum err err = plan_make(job, &plan);
    if (err == OK)
        err = fill_rows(&telling, view);
    if (err == OK)
        err = fill_moves(&telling, view);
    if (err != OK)
        return err;
    fill_tiers(&telling, view);
    view->made_at = job->now;
    view->made_ms = job->now.ms;
    view->facts = plan_facts_text(job->arena, plan.facts);
    view->is_proven = plan_compare(&plan.objective, &plan.bound) == 0;
    view->score = plan.objective.score;
    view->score_bound = plan.bound.score;
    view->is_cut = plan.waiting.is_cut;
    view->rooms = (int64_t)plan.waiting.facts.room_count;
    view->possible = (int64_t)plan.pairs.count;
    reply_plan(reply, view);
    return OK;
}
