/* plan_best.h - the best plan that is lawful for whole houses too. Inside this room.
 *
 * The best by pairs alone comes from match/plan.h. Where the households it puts into one house
 * cannot all live there, at least one of them must not be in that house: each is tried in turn. No
 * plan of such a branch is better than the best by pairs alone in it, so the first lawful plan that
 * no branch can beat is the best of all.
 */
#ifndef ROOMS_PLAN_PLAN_BEST_H
#define ROOMS_PLAN_PLAN_BEST_H

#include "rooms/plan/plan.h"

struct plan_best_case {
    const struct placement_waiting *waiting;
    const struct plan_problem *problem;
    struct plan_edges pairs;
    struct plan_fixed forced; /* a pair that must be in it; household PLAN_NONE: none */
    int32_t forced_score;
    size_t solves_most;       /* how often the pairs are solved before the search is cut off */
};

struct plan_best {
    const uint32_t *room_of; /* by household, in the arena */
    struct plan_objective objective, bound; /* equal unless the search was cut off */
};

CHECKED enum err plan_best(struct arena *arena, const struct plan_best_case *of,
                           struct plan_best *out_best);

#endif
