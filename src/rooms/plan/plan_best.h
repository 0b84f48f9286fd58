/* plan_best.h - the best plan that is lawful for whole houses too. Inside this room.
 *
 * The best by pairs alone comes from match/plan.h. Three things make it lawful for houses:
 *   how many households a house can hold at most by its licence is part of the pairs: rooms above
 *   that number are filled by nobody, each as a household of its own that outweighs all others;
 *   where those put into one house share no kind of house, each kind is tried in turn, without
 *   whoever cannot live in it;
 *   where they cannot live together for another reason, at least one of them must not be in that
 *   house: each is tried in turn.
 * No plan of such a branch is better than the best by pairs alone in it, so a lawful plan that no
 * branch can beat is the best of all. The search may be cut off: it then has the best plan it saw,
 * and the bound says what none can pass.
 */
#ifndef ROOMS_PLAN_PLAN_BEST_H
#define ROOMS_PLAN_PLAN_BEST_H

#include "rooms/plan/plan.h"

struct plan_best_case {
    const struct plan_today *plan; /* waiting, problem, pairs, scores */
    struct plan_fixed forced;      /* a pair that must be in it; household PLAN_NONE: none */
    size_t solves_most;            /* how often pairs are solved before the search is cut off; 1 or
                                    * more */
};

struct plan_best {
    const uint32_t *room_of; /* by household, in the arena */
    struct plan_objective objective, bound; /* equal unless the search was cut off */
};

CHECKED enum err plan_best(struct arena *arena, const struct plan_best_case *of,
                           struct plan_best *out_best);

#endif
