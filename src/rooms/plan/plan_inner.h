/* plan_inner.h - what the files of this room share. Nobody else includes it.
 */
#ifndef ROOMS_PLAN_PLAN_INNER_H
#define ROOMS_PLAN_PLAN_INNER_H

#include "rooms/plan/plan.h"

/* ---- plan_pairs.c: which pairs are possible, by the matcher's own rules and weights ------------ */

/* Fills pairs, scores and problem, and of each line place, suitable_count and to_ask_count as far
 * as they follow from the facts alone: PLAN_NEEDED where a room suits her. */
void plan_pairs_fill(struct arena *arena, const struct match_weights *weights,
                     struct plan_today *plan, struct plan_line *lines);

static inline int32_t plan_score_of(const struct plan_today *plan, uint32_t household,
                                    uint32_t room)
{
    return plan->scores[(size_t)household * plan->waiting.facts.room_count + room];
}

/* ---- plan_digest.c --------------------------------------------------------------------------- */

uint64_t plan_digest(const struct placement_waiting *waiting, const struct match_weights *weights);

#endif
