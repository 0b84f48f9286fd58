#include "law/list.h"
#include "rooms/placement/placement_words.h"
#include "rooms/plan/plan_change.h"
#include "rooms/plan/plan_view_web.h"

#include "web/words.h"

struct str plan_facts_text(struct arena *arena, uint64_t facts)
{
    return str_format(arena, "%016llx", (unsigned long long)facts);
}

struct str plan_place_code(enum plan_place place)
{
    must(place < codes_plan_place.count);
    return str_of(codes_plan_place.codes[place].code);
}

struct str plan_tier_code(unsigned tier)
{
    must(tier < codes_plan_tier.count);
    return str_of(codes_plan_tier.codes[tier].code);
}

struct plan_choice_view plan_choice_of(const struct plan_telling *telling, uint32_t room,
                                       const struct match_score *score)
{
    const struct placement_queue *waiting = &telling->plan->waiting;
    const struct match_room *of = &waiting->facts.rooms[room];
    const struct placement_house_name *house = &waiting->houses[of->house];
    struct arena *arena = telling->job->arena;
    struct placement_term_view *terms = ARENA_MANY(arena, struct placement_term_view, MATCH_TERMS);
    struct plan_choice_view choice = {
        .room = {of->id},
        .alias = house->alias,
        .name = waiting->rooms[room].name,
        .area = list_name(arena, STR("area"), house->area,
                          language_table[telling->language].code),
        .total = score->total,
    };
    for (unsigned term = 0; term < MATCH_TERMS; term++)
        if (score->terms[term] != 0)
            terms[choice.terms.count++] =
                (struct placement_term_view){placement_term_word(term), score->terms[term]};
    choice.terms.at = terms;
    return choice;
}

static int64_t above(int64_t number)
{
    return number > 0 ? number : 0;
}

struct plan_cost_view plan_cost_of(const struct plan_today *plan, const struct plan_forced *forced)
{
    int64_t housed[PLAN_TIERS];
    for (size_t tier = 0; tier < PLAN_TIERS; tier++)
        housed[tier] = forced->objective.housed[tier] - plan->objective.housed[tier];
    int64_t points = forced->objective.score - plan->objective.score;
    return (struct plan_cost_view){
        .is_there = true,
        .is_proven = plan_compare(&forced->objective, &forced->bound) == 0 &&
                     plan_compare(&plan->objective, &plan->bound) == 0,
        .urgent_lost = above(-housed[0]),
        .soon_lost = above(-housed[1]),
        .later_lost = above(-housed[2]),
        .soon_won = above(housed[1]),
        .later_won = above(housed[2]),
        .points_lost = above(-points),
        .points_won = above(points),
    };
}

struct placement_why_view *plan_whys(struct arena *arena, uint32_t rules,
                                     int (*word_of)(unsigned rule), size_t *out_count)
{
    struct placement_why_view *whys = ARENA_MANY(arena, struct placement_why_view, MATCH_RULES);
    size_t count = 0;
    for (unsigned rule = 0; rule < MATCH_RULES; rule++)
        if (rules & ~MATCH_SECRET_RULES & MATCH_BIT(rule))
            whys[count++] = (struct placement_why_view){
                word_of(rule), placement_owner_word(match_rules[rule].owner)};
    *out_count = count;
    return whys;
}

struct plan_seen plan_seen_of(const struct job *job, struct str facts, int64_t at_ms)
{
    int64_t first = job->now.ms - CHANGES_DAYS_BACK * MS_PER_DAY;
    int64_t ms = at_ms < first ? first : at_ms > job->now.ms ? job->now.ms : at_ms;
    return (struct plan_seen){facts, {ms}};
}

enum err plan_changes_view(struct job *job, struct instant since,
                           const struct plan_change_view **out_at, size_t *out_count)
{
    struct plan_changes changes;
    enum err err = plan_changes(job, since, &changes);
    if (err != OK)
        return err;
    struct plan_change_view *lines =
        ARENA_MANY(job->arena, struct plan_change_view, changes.count);
    for (size_t i = 0; i < changes.count; i++) {
        const struct plan_change *change = &changes.at[i];
        lines[i] = (struct plan_change_view){change->at, change->change, change->ref,
                                             change->alias};
        if (change->referral.value != 0)
            job_audit(job, VERB_read, RECORD_referral, change->referral.value);
    }
    *out_at = lines;
    *out_count = changes.count;
    return OK;
}

/* ---- moves ----------------------------------------------------------------------------------- */

static struct str alias_of(const struct plan_today *plan, uint32_t room)
{
    return plan->waiting.houses[plan->waiting.facts.rooms[room].house].alias;
}

static struct plan_step_view step_of(const struct plan_telling *telling,
                                     const struct plan_step *step)
{
    const struct placement_queue *waiting = &telling->plan->waiting;
    return (struct plan_step_view){
        .ref = waiting->movers[step->mover].ref,
        .said = waiting->movers[step->mover].said,
        .from_alias = alias_of(telling->plan, step->from),
        .from_name = waiting->rooms[step->from].name,
        .to_alias = alias_of(telling->plan, step->to),
        .to_name = waiting->rooms[step->to].name,
        .score_now = step->score_now,
        .score = step->score.total,
        .at = step->at,
        .is_later = step->at.ms > telling->job->now.ms,
        .ready_at = step->ready_at,
        .is_ready_later = step->ready_at.ms > step->at.ms,
    };
}

struct plan_advice_view plan_advice_of(const struct plan_telling *telling,
                                       const struct plan_advice *advice)
{
    const struct plan_today *plan = telling->plan;
    struct arena *arena = telling->job->arena;
    const struct plan_step *first = &advice->steps[0];
    struct plan_step_view *steps = ARENA_MANY(arena, struct plan_step_view, advice->count);
    struct plan_placed_view *placed =
        ARENA_MANY(arena, struct plan_placed_view, advice->placed_count);
    for (size_t i = 0; i < advice->count; i++)
        steps[i] = step_of(telling, &advice->steps[i]);
    for (size_t i = 0; i < advice->placed_count; i++) {
        const struct plan_placed *one = &advice->placed[i];
        placed[i] = (struct plan_placed_view){
            .ref = plan->waiting.at[one->household].ref,
            .tier = plan_tier_code(plan->problem->households[one->household].tier),
            .alias = alias_of(plan, one->room),
            .name = plan->waiting.rooms[one->room].name,
        };
    }
    return (struct plan_advice_view){
        .is_there = true,
        .placement = plan->waiting.movers[first->mover].placement,
        .room = {plan->waiting.facts.rooms[first->to].id},
        .steps = {steps, advice->count},
        .placed = {placed, advice->placed_count},
        .urgent = advice->gained[0],
        .soon = advice->gained[1],
        .later = advice->gained[2],
    };
}
