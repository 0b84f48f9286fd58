/* event.h - what happened in one room that others must follow, in the same transaction.
 *
 * A room says what happened; which room does what about it is one table, app/after.c. So a negative
 * decision ends support without the decision room knowing the placement room.
 */
#ifndef GUARD_EVENT_H
#define GUARD_EVENT_H

#include "base/base.h"

struct job;

/* In the comment: what id is. */
#define EVENT_LIST(EVENT)                                                                        \
    EVENT(referral_started)      /* referral */                                                   \
    EVENT(referral_answered)     /* referral */                                                   \
    EVENT(person_changed)        /* person */                                                     \
    EVENT(household_changed)     /* household */                                                  \
    EVENT(placement_offered)     /* placement */                                                  \
    EVENT(placement_accepted)    /* placement */                                                  \
    EVENT(placement_arrived)     /* placement */                                                  \
    EVENT(placement_not_arrived) /* placement */                                                  \
    EVENT(placement_departed)    /* placement */                                                  \
    EVENT(placement_freed)       /* placement: ended without a stay */                            \
    EVENT(referral_unable)       /* referral */                                                   \
    EVENT(decision_added)        /* person */                                                      \
    EVENT(fact_recorded)         /* person: what happened, a step, a move */                       \
    EVENT(follow_up_done)        /* follow-up */                                                   \
    EVENT(room_voided)           /* void: a room is out of order; a reaction may refuse it */

#define LISTED(name) EVENT_##name,
enum event { EVENT_NONE, EVENT_LIST(LISTED) EVENT_COUNT };
#undef LISTED

struct event_reaction {
    enum event event;
    enum err (*react)(struct job *job, int64_t id);
};

/* Runs the job's reactions to this event, in the table's order; the first refusal undoes all.
 * Inside job_write only. A job without reactions (a room's own test) does nothing. */
CHECKED enum err event_happened(struct job *job, enum event event, int64_t id);

#endif
