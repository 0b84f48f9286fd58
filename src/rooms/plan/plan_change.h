/* plan_change.h - what changed since a plan was shown, so that nobody acts on an old one unaware.
 */
#ifndef ROOMS_PLAN_PLAN_CHANGE_H
#define ROOMS_PLAN_PLAN_CHANGE_H

#include "rooms/plan/plan.h"

enum { CHANGES_MOST = 20, CHANGES_DAYS_BACK = 1 };

struct plan_change {
    struct instant at;
    struct str change;     /* codes plan_change */
    struct referral_id referral; /* 0: it is about a house */
    struct str ref, alias;       /* the referral's, or the house's */
};
struct plan_changes {
    const struct plan_change *at;
    size_t count;
};

/* Oldest first, from the log; what concerns referrals that the asker is not tied to is left out. A
 * hold that ran out by itself, or a new day, is a change without a line. */
CHECKED enum err plan_changes(struct job *job, struct instant since,
                              struct plan_changes *out_changes);

#endif
