/* plan_price.h - what each rule of fairness costs tonight, and what each term that could stand for
 * where somebody comes from does.
 *
 * A rule that nobody can price is argued about for ever. So the plan of the moment is made again
 * without one of them, from the same pairs, and told beside the plan: who would have a room then,
 * and how well the rooms would fit (placement.md 7, "price of fairness beside every rule"). The
 * terms LANGUAGE, PROVIDER and AREA go with nationality and with where somebody was found, though
 * neither is read: without each of them one sees what it moves (proxies).
 *
 * Nothing is changed by asking; rules of who may live where are not priced, they are no matter of
 * fairness but of safety.
 */
#ifndef ROOMS_PLAN_PLAN_PRICE_H
#define ROOMS_PLAN_PLAN_PRICE_H

#include "rooms/plan/plan.h"

enum plan_priced {
    PLAN_PRICED_TIERS,       /* urgent before others: all count alike */
    PLAN_PRICED_WAITING,     /* long waits count */
    PLAN_PRICED_FAMILY_ROOM, /* a family room is kept for a family */
    PLAN_PRICED_FLOOR,       /* the floor for complex needs */
    PLAN_PRICED_LANGUAGE,
    PLAN_PRICED_PROVIDER,
    PLAN_PRICED_AREA
};
enum { PLAN_PRICED = PLAN_PRICED_AREA + 1 };

/* A row of the table of what is priced. */
struct plan_price_rule {
    enum plan_priced priced;
    const char *name;   /* stable: "family_room" */
    uint32_t terms;     /* bits of match_term that count for nothing without it */
    bool is_of_tiers;   /* tiers count for nothing without it */
    bool is_of_floor;   /* there is no floor without it */
    bool is_proxy;      /* else it is a rule of fairness */
    const char *source; /* "000 Rec 3b" */
};
extern const struct plan_price_rule plan_price_rules[PLAN_PRICED]; /* at the index of priced */

/* Whose share one looks at; somebody can be in several. */
enum plan_stratum { PLAN_STRATUM_COMPLEX, PLAN_STRATUM_STEP_FREE, PLAN_STRATUM_CHILDREN };
enum { PLAN_STRATA = PLAN_STRATUM_CHILDREN + 1 };

/* How many households a plan houses, and the sum of their points. */
struct plan_tally {
    int64_t housed[PLAN_TIERS];
    int64_t strata[PLAN_STRATA];
    int64_t points; /* of the terms that remain, in both plans; the floor is in neither */
};
struct plan_price {
    struct plan_tally with, without;
    int64_t moved;  /* households that would be advised another room, one or none any more */
    bool is_proven; /* both plans are the best there is */
};
CHECKED enum err plan_price(const struct plan_today *plan, enum plan_priced priced,
                            struct plan_price *out_price);

#endif
