/* plan_inner.h - what the files of this room share. Nobody else includes it.
 */
#ifndef ROOMS_PLAN_PLAN_INNER_H
#define ROOMS_PLAN_PLAN_INNER_H

#include "rooms/plan/plan.h"

/* ---- plan_pairs.c: which pairs are possible, by the matcher's own rules and weights ---------- */

/* Fills pairs, scores and problem, and of each line place, suitable_count and to_ask_count as far
 * as they follow from the facts alone: PLAN_NEEDED where a room suits her. */
void plan_pairs_fill(struct arena *arena, const struct match_weights *weights,
                     struct plan_today *plan, struct plan_line *lines);

static inline int32_t plan_score_of(const struct plan_today *plan, uint32_t household,
                                    uint32_t room)
{
    return plan->scores[(size_t)household * plan->waiting.facts.room_count + room];
}

/* ---- plan_lawful.c: may they live together? -------------------------------------------------- */

/* Households together in one house; the last of the queue first. */
struct plan_group {
    uint32_t house;
    uint32_t *at;
    size_t count;
};

bool plan_is_lawful(struct arena *arena, const struct placement_queue *waiting,
                    const struct plan_group *group);
/* The kinds of house that this one can be with the household in it (bits of match_mode). */
uint8_t plan_modes_with(struct arena *arena, const struct placement_queue *waiting,
                        uint32_t house, uint32_t household);
/* Of a plan by household, a house whose households cannot all live there, and a smallest group of
 * them that cannot; false when there is none. */
bool plan_find_unlawful(struct arena *arena, const struct placement_queue *waiting,
                        const uint32_t *room_of, struct plan_group *out_group);
/* Makes a plan lawful: takes households out, the last of the queue first but never kept's, and then
 * puts whoever has no room into the best one left where that is lawful. */
void plan_mend(struct arena *arena, const struct plan_today *plan, uint32_t kept,
               uint32_t *room_of);

/* ---- plan_digest.c --------------------------------------------------------------------------- */

uint64_t plan_digest(const struct placement_queue *waiting, const struct match_weights *weights);

#endif
