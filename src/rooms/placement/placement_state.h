/* placement_state.h - which action leads from which state to which: one table.
 *
 * What is not in the table is refused with ERR_CONFLICT, on the page, in JSON and from the command
 * line alike. Inside the placement room only.
 */
#ifndef ROOMS_PLACEMENT_PLACEMENT_STATE_H
#define ROOMS_PLACEMENT_PLACEMENT_STATE_H

#include "base/base.h"

#define PLACEMENT_STATE_LIST(STATE)                                                              \
    STATE(held) STATE(offered) STATE(accepted) STATE(arrived) STATE(departed)                     \
    STATE(declined) STATE(lapsed) STATE(withdrawn) STATE(not_arrived)

#define PLACEMENT_ACTION_LIST(ACTION)                                                            \
    ACTION(offer)                                                                                 \
    ACTION(release)     /* the desk gives the room back */                                        \
    ACTION(lapse)       /* its time is over */                                                    \
    ACTION(accept)                                                                                \
    ACTION(decline)                                                                               \
    ACTION(wish)        /* the person says yes, or needs time */                                  \
    ACTION(refuse)      /* the person says no */                                                  \
    ACTION(arrive)                                                                                \
    ACTION(not_arrive)                                                                            \
    ACTION(extend)                                                                                \
    ACTION(settle)      /* the desk decides what follows from a warning */                        \
    ACTION(move)        /* plans, does or cancels a move */                                       \
    ACTION(depart)

#define LISTED(name) PLACEMENT_##name,
enum placement_state { PLACEMENT_STATE_LIST(LISTED) PLACEMENT_STATES };
#undef LISTED
#define LISTED(name) ACTION_##name,
enum placement_action { PLACEMENT_ACTION_LIST(LISTED) PLACEMENT_ACTIONS };
#undef LISTED

const char *placement_state_name(enum placement_state state);
const char *placement_action_name(enum placement_action action);

/* The state with that name; a name that is none is a bug. */
enum placement_state placement_state_of(struct str name);

/* Where the action leads. ERR_CONFLICT: not from this state. */
CHECKED enum err placement_state_after(enum placement_state state, enum placement_action action,
                                       enum placement_state *out_state);

/* The room is taken by it. */
bool placement_state_is_live(enum placement_state state);
/* It ends by itself when its time is over. */
bool placement_state_is_timed(enum placement_state state);

/* The state of the referral that goes with it (codes referral_state). */
struct str placement_state_referral(enum placement_state state);

#endif
