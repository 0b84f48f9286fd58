/* pattern.h - the whole-house rules, solved by patterns. Inside match/ only.
 *
 * A pattern is what one house may take in together: households with a room each that keep every
 * rule of that house. A plan is one pattern a house, no household in two of them. A price on each
 * household parts the houses from each other: at any prices of 0 or more,
 *
 *     sum of the prices + over all houses, the best of (weight - prices) among its patterns
 *
 * is at least what any plan weighs, because a plan's patterns are among those and no household
 * counts twice. Finding good prices is guided by floating point; the bound is worked out afterwards
 * in integers from whatever prices were found, and only that decides.
 *
 * Numbers here are of the pattern world: households that are not fixed by rank, houses by their
 * first room's rank, open rooms of a house by kind, then rank. So equal problems give equal plans
 * whatever the order of their rows. */
#ifndef MATCH_PATTERN_H
#define MATCH_PATTERN_H

#include "match/plan.h"

/* How much one household housed weighs, by tier, before its score: more than all that the tiers
 * below and the scores can add up to. */
struct pattern_weights {
    int64_t of_tier[PLAN_TIERS];
};

struct pattern_household {
    uint32_t of_problem;
    uint16_t persons;
    uint8_t modes;
    bool night, complex;
    uint32_t conflict_first, conflict_count; /* in conflicts[] */
};

/* Rooms of a house that differ in nothing that counts: who fits in one fits in all, as well. */
struct pattern_kind {
    uint32_t room_first, room_count; /* in rooms[] */
};

struct pattern_house {
    uint32_t kind_first, kind_count;     /* in kinds[] */
    uint32_t room_count;
    uint32_t option_first, option_count; /* in options[] */
    int32_t persons_left, complex_left, night_left; /* after the fixed pairs */
    uint8_t modes;
};

/* A household that fits in at least one room of a house. */
struct pattern_option {
    uint32_t household;
    uint32_t weight_first; /* in weights[], one for each kind of the house; 0: does not fit */
};

struct pattern_world {
    const struct plan_problem *problem;
    struct pattern_household *households;
    struct pattern_house *houses;
    struct pattern_kind *kinds;
    uint32_t *rooms; /* of the problem, kind by kind */
    struct pattern_option *options;
    int64_t *weights;
    uint32_t *conflicts;
    uint32_t household_count, house_count;
    uint32_t rooms_most, options_most; /* of a house */
    struct pattern_weights weigh;
    int64_t fixed_weight; /* of all fixed pairs */
};

/* ERR_TOO_LARGE when weights do not fit. The fixed pairs must keep the rules. */
CHECKED enum err pattern_load(struct arena *arena, const struct plan_problem *problem,
                              struct pattern_world *out_world);

/* The objective that a weight stands for, at most. */
struct plan_objective pattern_objective(const struct pattern_weights *weigh, int64_t weight);

/* ---- the best pattern of a house at prices ------------------------------------------------ */

struct pattern_place {
    uint32_t household;
    uint32_t kind; /* of the house, counted from 0 */
};

struct pattern {
    uint32_t house;
    uint32_t count;
    struct pattern_place *places; /* as many as a house has rooms at most */
};

/* What branching has decided. A household with a house set may live there only, and earns the
 * reward when it does; a pair that is shut is out. */
struct pattern_choice {
    uint32_t household, house;
    bool is_set; /* else shut */
};

struct pattern_pricer {
    const struct pattern_world *world;
    int64_t *prices;     /* by household, in units of 1 / 2^bits of a weight */
    unsigned bits;
    int64_t reward;      /* a weight */
    uint32_t *set_house; /* by household; PLAN_NONE: none */
    bool *is_barred;     /* by household: takes no part */
    uint64_t *shut;      /* a bit for each option */
    uint64_t steps, steps_most;
    struct pattern_item *items; /* of a house, the best first */
    int64_t *sums;              /* of the values of items before */
    int64_t *table;             /* of a house that is slow to look through, see pattern_price.c */
    uint32_t *kinds_left;       /* rooms by kind */
    int64_t *kind_prices;
    struct pattern_place *chosen, *best;
};

struct pattern_pricer pattern_pricer_make(struct arena *arena, const struct pattern_world *world);

/* Sets or takes back a choice. */
void pattern_choose(struct pattern_pricer *pricer, struct pattern_choice choice, bool is_made);
bool pattern_is_open(const struct pattern_pricer *pricer, uint32_t house, uint32_t household);

/* The best value of a house's patterns, 0 for the empty one; fills *out_pattern. When the steps
 * run out the pattern is the best found so far and the value returned is no less than the best. */
int64_t pattern_best(struct pattern_pricer *pricer, uint32_t house, struct pattern *out_pattern);

/* The bound at the prices of now, in whole weights, with rewards counted as earned. */
int64_t pattern_bound(struct pattern_pricer *pricer);

/* ---- the master: which patterns together, in fractions ------------------------------------- */

struct pattern_master;
struct pattern_master *pattern_master_make(struct arena *arena, struct pattern_pricer *pricer);

/* Goes to the best mixture when a household that stays unplaced earns an estimate of its price.
 * Near the prices wanted from the first step on, houses are quick to ask; whatever the estimates,
 * solving afterwards ends at the same value. */
void pattern_master_start(struct pattern_master *master, const int64_t *estimates);

/* On to the best mixture of patterns from where it is; leaves its prices in the pricer. */
void pattern_master_solve(struct pattern_master *master);

/* How much of a pattern the mixture holds, for those with more than nothing; in their order of
 * share, then place. Valid until the next solve. */
struct pattern_share {
    double share;
    const struct pattern *pattern;
};
size_t pattern_master_shares(struct pattern_master *master, const struct pattern_share **out);

#endif
