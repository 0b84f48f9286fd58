#include "rooms/plan/plan_floor.h"

#include <string.h>

#include "rooms/plan/plan_inner.h"

enum { TRY_MEMORY = 64 << 20, ROUNDS = 2 };

static bool is_complex(const struct plan_today *plan, uint32_t household)
{
    return plan->waiting.at[household].facts.complex_needs == MATCH_YES;
}

static uint8_t tier_of(const struct plan_today *plan, uint32_t household)
{
    return plan->problem->households[household].tier;
}

/* ---- shares ---------------------------------------------------------------------------------- */

void plan_floor_shares(const struct plan_today *plan, const uint32_t *room_of,
                       struct plan_shares shares[PLAN_TIERS])
{
    memset(shares, 0, PLAN_TIERS * sizeof(*shares));
    for (uint32_t i = 0; i < plan->waiting.count; i++) {
        const struct placement_queue_household *who = &plan->waiting.at[i];
        struct plan_shares *of = &shares[tier_of(plan, i)];
        bool is_housed = room_of[i] != PLAN_NONE;
        if (who->is_later || who->gaps != 0)
            continue;
        if (is_complex(plan, i)) {
            of->complex++;
            of->complex_housed += is_housed;
        } else {
            of->others++;
            of->others_housed += is_housed;
        }
    }
}

bool plan_floor_holds(const struct plan_shares *shares)
{
    return shares->complex_housed * shares->others >= shares->others_housed * shares->complex;
}

/* ---- bonuses --------------------------------------------------------------------------------- */

int32_t plan_floor_bonus(const struct plan_today *plan, uint32_t household)
{
    return is_complex(plan, household) ? plan->bonuses[tier_of(plan, household)] : 0;
}

void plan_floor_apply(struct arena *arena, struct plan_today *plan,
                      const int32_t bonuses[PLAN_TIERS])
{
    size_t cells = plan->waiting.count * plan->waiting.facts.room_count;
    struct plan_edge *pairs = ARENA_MANY(arena, struct plan_edge, plan->pairs.count);
    int32_t *scores = ARENA_MANY(arena, int32_t, cells);
    if (cells > 0)
        memcpy(scores, plan->scores, cells * sizeof(*scores));
    for (size_t e = 0; e < plan->pairs.count; e++) {
        const struct plan_edge *pair = &plan->pairs.at[e];
        int32_t more = is_complex(plan, pair->household)
                           ? bonuses[tier_of(plan, pair->household)] : 0;
        pairs[e] = *pair;
        pairs[e].score += more;
        scores[(size_t)pair->household * plan->waiting.facts.room_count + pair->room] += more;
    }
    for (size_t tier = 0; tier < PLAN_TIERS; tier++)
        plan->bonuses[tier] += bonuses[tier];
    plan->pairs.at = pairs;
    plan->scores = scores;
}

/* ---- looking for them ------------------------------------------------------------------------ */

struct raising {
    const struct plan_today *plan; /* without any bonus */
    size_t solves_most;
    int32_t step, most;            /* most is a whole number of steps */
    int32_t bonuses[PLAN_TIERS];
    struct plan_shares shares[PLAN_TIERS]; /* what these bonuses come to */
    bool is_exact;                 /* no try was cut off */
};

/* What the bonuses come to with this one of a tier. */
static enum err try_one(struct raising *raising, size_t tier, int32_t bonus,
                        struct plan_shares shares[PLAN_TIERS])
{
    struct arena own = arena_make(TRY_MEMORY);
    struct plan_today plan = *raising->plan;
    struct plan_best best;
    int32_t bonuses[PLAN_TIERS];
    memcpy(bonuses, raising->bonuses, sizeof(bonuses));
    bonuses[tier] = bonus;
    plan_floor_apply(&own, &plan, bonuses);
    enum err err = plan_best(&own, &(struct plan_best_case){
        .plan = &plan,
        .forced = {PLAN_NONE, PLAN_NONE},
        .solves_most = raising->solves_most,
    }, &best);
    if (err == OK) {
        plan_floor_shares(&plan, best.room_of, shares);
        raising->is_exact &= plan_compare(&best.objective, &best.bound) == 0;
    }
    arena_free(&own);
    return err;
}

static void take(struct raising *raising, size_t tier, int32_t bonus,
                 const struct plan_shares shares[PLAN_TIERS])
{
    raising->bonuses[tier] = bonus;
    memcpy(raising->shares, shares, sizeof(raising->shares));
}

/* The smallest bonus of one tier, the others staying as they are: at which the floor holds, or as
 * many are housed as by the greatest bonus. */
static enum err raise_tier(struct raising *raising, size_t tier)
{
    struct plan_shares shares[PLAN_TIERS];
    int32_t low = raising->bonuses[tier], high = raising->most;
    if (plan_floor_holds(&raising->shares[tier]) || high <= low)
        return OK;
    enum err err = try_one(raising, tier, high, shares);
    if (err != OK)
        return err;
    int64_t housed_most = shares[tier].complex_housed;
    if (housed_most <= raising->shares[tier].complex_housed)
        return OK; /* points cannot make places */
    take(raising, tier, high, shares);
    while (high - low > raising->step) {
        int32_t middle = low + (high - low) / raising->step / 2 * raising->step;
        err = try_one(raising, tier, middle, shares);
        if (err != OK)
            return err;
        if (plan_floor_holds(&shares[tier]) || shares[tier].complex_housed >= housed_most)
            take(raising, tier, high = middle, shares);
        else
            low = middle;
    }
    return OK;
}

/* A tier's bonus can change what another tier is given, so they are looked at once more. */
static enum err raise_all(struct raising *raising)
{
    enum err err = OK;
    for (int round = 0; round < ROUNDS; round++)
        for (size_t tier = 0; err == OK && tier < PLAN_TIERS; tier++)
            err = raise_tier(raising, tier);
    return err;
}

static bool all_hold(const struct plan_shares shares[PLAN_TIERS])
{
    bool is_so = true;
    for (size_t tier = 0; tier < PLAN_TIERS; tier++)
        is_so &= plan_floor_holds(&shares[tier]);
    return is_so;
}

/* Nobody pays with a place of an earlier tier, nor the stratum itself with one of its own. */
static bool is_better(const struct plan_best *best, const struct plan_best *plain,
                      const struct plan_shares shares[PLAN_TIERS],
                      const struct plan_shares plain_shares[PLAN_TIERS])
{
    bool is_so = true;
    for (size_t tier = 0; tier < PLAN_TIERS; tier++)
        is_so &= best->objective.housed[tier] >= plain->objective.housed[tier] &&
                 shares[tier].complex_housed >= plain_shares[tier].complex_housed;
    return is_so;
}

static void fill_floors(struct plan_today *plan, const struct plan_shares plain[PLAN_TIERS],
                        const struct plan_shares shares[PLAN_TIERS])
{
    for (size_t tier = 0; tier < PLAN_TIERS; tier++)
        plan->floors[tier] = (struct plan_floor){
            .bonus = plan->bonuses[tier],
            .complex = shares[tier].complex,
            .complex_housed = shares[tier].complex_housed,
            .complex_housed_without = plain[tier].complex_housed,
            .others = shares[tier].others,
            .others_housed = shares[tier].others_housed,
            .holds = plan_floor_holds(&shares[tier]),
        };
}

enum err plan_floor_best(struct arena *arena, struct plan_today *plan,
                         struct plan_floor_effort effort, struct plan_best *out_best)
{
    const struct match_weight *weight = &plan->problem->weights.of[MATCH_TERM_FLOOR];
    struct plan_best_case of = {plan, {PLAN_NONE, PLAN_NONE}, effort.of_plan};
    struct plan_shares plain_shares[PLAN_TIERS], shares[PLAN_TIERS];
    struct plan_best plain, best;
    enum err err = plan_best(arena, &of, &plain);
    if (err != OK)
        return err;
    plan_floor_shares(plan, plain.room_of, plain_shares);
    fill_floors(plan, plain_shares, plain_shares);
    *out_best = plain;
    plan->is_floor_exact = true;
    if (weight->points <= 0 || all_hold(plain_shares))
        return OK;
    struct raising raising = {.plan = plan, .solves_most = effort.of_try, .step = weight->points,
                              .most = weight->most / weight->points * weight->points,
                              .is_exact = true};
    memcpy(raising.shares, plain_shares, sizeof(raising.shares));
    err = raise_all(&raising);
    if (err != OK)
        return err;
    struct plan_today raised = *plan;
    plan_floor_apply(arena, &raised, raising.bonuses);
    of.plan = &raised;
    err = plan_best(arena, &of, &best);
    if (err != OK)
        return err;
    plan_floor_shares(&raised, best.room_of, shares);
    plan->is_floor_exact = raising.is_exact;
    if (!is_better(&best, &plain, shares, plain_shares))
        return OK;
    fill_floors(&raised, plain_shares, shares);
    raised.is_floor_exact = raising.is_exact;
    *plan = raised;
    *out_best = best;
    return OK;
}
