/* plan_floor.h - the floor for complex needs. Inside this room.
 *
 * Whoever needs a place that is staffed for complex needs fits fewer rooms, and a plan that looks
 * at fit alone gives them fewer rooms still (placement.md 7: 66% of them against 72 to 76% by a
 * careful hand). So there is a floor: within a tier, the share of households with complex needs
 * that are advised a room must not be less than the share of the others, as far as places for them
 * allow.
 *
 * It is kept by points that everybody can see: of each tier the smallest bonus, the same for every
 * household with complex needs in it, at which the floor holds; the plan is then the best for those
 * scores, with its proof. Points come after the tiers, so the floor never changes how many of a
 * tier are housed; it decides between plans that house as many. The greater the bonus of a tier
 * the more of them are housed, as plans are best for their scores, so halving finds the smallest.
 *
 * From which day there is a floor, its greatest bonus, who answers for it and why is a row of
 * match_weight_rows (MATCH_TERM_FLOOR). Where the greatest bonus does not reach the floor, the
 * smallest that houses as many as that one does is taken: more need places, not points. A bonus is
 * the same for all of a tier, so where many fit alike one point more may house many more of them at
 * once, beyond the floor.
 */
#ifndef ROOMS_PLAN_PLAN_FLOOR_H
#define ROOMS_PLAN_PLAN_FLOOR_H

#include "rooms/plan/plan_best.h"

/* Of one tier, who is looked at, and how many of them are advised a room. */
struct plan_shares {
    int64_t complex, complex_housed;
    int64_t others, others_housed;
};
void plan_floor_shares(const struct plan_today *plan, const uint32_t *room_of,
                       struct plan_shares shares[PLAN_TIERS]);
/* complex_housed / complex is not less than others_housed / others. */
bool plan_floor_holds(const struct plan_shares *shares);

/* Gives whoever has complex needs these points more, by tier, in plan->pairs and plan->scores,
 * which become new arrays in the arena; plan->bonuses says so. */
void plan_floor_apply(struct arena *arena, struct plan_today *plan,
                      const int32_t bonuses[PLAN_TIERS]);
/* The bonus of one household. */
int32_t plan_floor_bonus(const struct plan_today *plan, uint32_t household);

/* How often pairs may be solved: for the plan itself, and for each try on the way to a bonus. */
struct plan_floor_effort {
    size_t of_plan, of_try;
};

/* The best plan with the floor: finds the bonuses, applies them, fills plan->floors. With a search
 * that was cut off a bonus may not be the smallest. Never fewer with complex needs, and never fewer
 * of a tier, than without the floor: else there is none. */
CHECKED enum err plan_floor_best(struct arena *arena, struct plan_today *plan,
                                 struct plan_floor_effort effort, struct plan_best *out_best);

#endif
