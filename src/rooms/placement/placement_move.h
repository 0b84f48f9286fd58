/* placement_move.h - the receiving house's answer to a planned move from another provider's house.
 *
 * A move inside one provider is that provider's own affair. Another provider's house is asked on
 * its own screen, and the move may not be done before its yes. It is told what a house is told
 * before it accepts: shape and needs of the household, the room and the days, no name, and not
 * where she lives now. So its tie is a relation of its own, receiving, which opens the question and
 * nothing else, and ends with it: when the move is done, cancelled or declined.
 */
#ifndef ROOMS_PLACEMENT_PLACEMENT_MOVE_H
#define ROOMS_PLACEMENT_PLACEMENT_MOVE_H

#include "guard/job.h"

struct move_asked {
    struct placement_id placement; /* the stay that the move ends */
    struct referral_id referral;
    struct str ref, house_alias, room_name; /* of the referral; of the receiving house */
    struct date from_on, until_on;
    struct instant answered_at; /* INSTANT_NONE: not yet */
};
/* ERR_NOT_FOUND: there is no such move, or it is over. */
CHECKED enum err move_get(struct job *job, struct task_id move, struct move_asked *out_move);
/* The referral that a move belongs to: its record for rights. ERR_NOT_FOUND. */
CHECKED enum err move_referral(struct db *db, struct arena *arena, struct task_id move,
                               struct referral_id *out_referral);

/* The house's yes: on the day the move may be done. ERR_CONFLICT: it is answered. */
CHECKED enum err move_accept(struct job *job, struct task_id move);
/* Its no, with a reason (codes decline_reason). The room is free again, she keeps the one she has,
 * and her house is to look with her for another: a follow-up. */
CHECKED enum err move_decline(struct job *job, struct task_id move, struct str reason);

/* The last no to a move of this stay. ERR_NOT_FOUND: none. */
struct move_declined {
    struct str house_alias, reason;
    struct instant answered_at;
};
CHECKED enum err move_last_declined(struct job *job, struct placement_id placement,
                                    struct move_declined *out_declined);

#endif
