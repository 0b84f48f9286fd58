#include "rooms/plan/plan_price.h"

#include <string.h>

#include "rooms/plan/plan_floor.h"
#include "rooms/plan/plan_inner.h"

/* All prices together must be there in a fifth of a second: a search without a rule is cut off when
 * it has solved so often, or looked at so many pairs. */
enum { PRICE_MEMORY = 128 << 20, SOLVES_OF_PRICE = 30, PAIRS_OF_PRICE = 80000 };

#define TERM_BIT(term) (UINT32_C(1) << MATCH_TERM_##term)

const struct plan_price_rule plan_price_rules[PLAN_PRICED] = {
    {.priced = PLAN_PRICED_TIERS, .name = "tiers", .is_of_tiers = true,
     .source = "placement model 3.2"},
    {.priced = PLAN_PRICED_WAITING, .name = "waiting", .terms = TERM_BIT(WAITING),
     .source = "placement model 7"},
    {.priced = PLAN_PRICED_FAMILY_ROOM, .name = "family_room",
     .terms = TERM_BIT(SIZE) | TERM_BIT(SELF_CONTAINED), .source = "000 Rec 3h"},
    {.priced = PLAN_PRICED_FLOOR, .name = "floor", .is_of_floor = true,
     .source = "placement model 7"},
    {.priced = PLAN_PRICED_LANGUAGE, .name = "language", .terms = TERM_BIT(LANGUAGE),
     .is_proxy = true, .source = "000 Rec 3e"},
    {.priced = PLAN_PRICED_PROVIDER, .name = "provider", .terms = TERM_BIT(PROVIDER),
     .is_proxy = true, .source = "000 Rec 3f"},
    {.priced = PLAN_PRICED_AREA, .name = "area", .terms = TERM_BIT(AREA), .is_proxy = true,
     .source = "000 Rec 3b"},
};

/* ---- counting a plan ------------------------------------------------------------------------- */

static bool is_of(const struct match_household *facts, enum plan_stratum stratum)
{
    switch (stratum) {
    case PLAN_STRATUM_COMPLEX:
        return facts->complex_needs == MATCH_YES;
    case PLAN_STRATUM_STEP_FREE:
        return facts->step_free == MATCH_YES;
    case PLAN_STRATUM_CHILDREN:
        return facts->is_family == MATCH_YES;
    }
    must(false);
    return false;
}

static struct plan_tally count(const struct plan_today *plan,
                                   const struct match_weights *weights, const uint32_t *room_of)
{
    struct plan_tally counts = {0};
    for (uint32_t i = 0; i < plan->waiting.count; i++) {
        const struct placement_queue_household *who = &plan->waiting.at[i];
        if (room_of[i] == PLAN_NONE)
            continue;
        const struct match_room *room = &who->rooms[room_of[i]];
        counts.housed[plan->problem->households[i].tier]++;
        for (unsigned stratum = 0; stratum < PLAN_STRATA; stratum++)
            counts.strata[stratum] += is_of(&who->facts, (enum plan_stratum)stratum);
        counts.points += match_score(&who->facts, &plan->waiting.facts.houses[room->house], room,
                                     weights).total;
    }
    return counts;
}

/* ---- the plan without it --------------------------------------------------------------------- */

static struct match_weights weights_without(const struct plan_today *plan, uint32_t terms)
{
    struct match_weights weights = plan->problem->weights;
    for (unsigned term = 0; term < MATCH_TERMS; term++)
        if (terms & UINT32_C(1) << term)
            weights.of[term].points = 0;
    return weights;
}

static void forget_tiers(struct arena *arena, struct plan_today *plan)
{
    struct plan_problem *problem = ARENA_NEW(arena, struct plan_problem);
    *problem = *plan->problem;
    struct plan_household *households =
        ARENA_MANY(arena, struct plan_household, problem->household_count);
    for (uint32_t i = 0; i < problem->household_count; i++) {
        households[i] = problem->households[i];
        households[i].tier = 0;
    }
    problem->households = households;
    plan->problem = problem;
}

/* The other rules stay as they are: also the bonuses that the floor came to. */
static struct plan_today plan_without(struct arena *arena, const struct plan_today *plan,
                                      const struct plan_price_rule *rule,
                                      const struct match_weights *weights)
{
    struct plan_today without = {.waiting = plan->waiting};
    struct plan_line *lines = ARENA_MANY(arena, struct plan_line, plan->waiting.count);
    plan_pairs_fill(arena, weights, &without, lines);
    if (!rule->is_of_floor)
        plan_floor_apply(arena, &without, plan->bonuses);
    if (rule->is_of_tiers)
        forget_tiers(arena, &without);
    return without;
}

static const uint32_t *rooms_of(struct arena *arena, const struct plan_today *plan)
{
    uint32_t *room_of = ARENA_MANY(arena, uint32_t, plan->waiting.count);
    for (size_t i = 0; i < plan->waiting.count; i++)
        room_of[i] = plan->lines[i].room;
    return room_of;
}

static void compare(const struct plan_today *plan, const struct match_weights *weights,
                    const uint32_t *with, const uint32_t *without, struct plan_price *price)
{
    price->with = count(plan, weights, with);
    price->without = count(plan, weights, without);
    for (size_t i = 0; i < plan->waiting.count; i++)
        price->moved += with[i] != without[i];
}

enum err plan_price(const struct plan_today *plan, enum plan_priced priced,
                    struct plan_price *out_price)
{
    const struct plan_price_rule *rule = &plan_price_rules[priced];
    const struct match_weights weights = weights_without(plan, rule->terms);
    size_t most = PAIRS_OF_PRICE / (plan->pairs.count + 1) + 1;
    struct arena own = arena_make(PRICE_MEMORY);
    struct plan_today without = plan_without(&own, plan, rule, &weights);
    struct plan_price price = {0};
    struct plan_best best;
    enum err err = plan_best(&own, &(struct plan_best_case){
        .plan = &without,
        .forced = {PLAN_NONE, PLAN_NONE},
        .solves_most = most < SOLVES_OF_PRICE ? most : SOLVES_OF_PRICE,
    }, &best);
    if (err == OK) {
        compare(plan, &weights, rooms_of(&own, plan), best.room_of, &price);
        price.is_proven = plan_compare(&best.objective, &best.bound) == 0 &&
                          plan_compare(&plan->objective, &plan->bound) == 0;
        *out_price = price;
    }
    arena_free(&own);
    return err;
}
