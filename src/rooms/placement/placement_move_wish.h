/* placement_move_wish.h - whether who lives in a room wants to be moved: her own word.
 *
 * Moves that are imposed harm (000 Rec 1h, 3f): nobody is in a plan of moves without a word of her
 * own that she asks for one or agrees to one, also for every other adult of the household. It is
 * asked again after MOVE_WISH_DAYS: a wish of last month is no consent of today. The last word
 * counts, and "stays" ends the matter at once. The wish is no yes to a room: that is asked when one
 * is found (placement_move), and her present room is hers until she has arrived in the other.
 */
#ifndef ROOMS_PLACEMENT_PLACEMENT_MOVE_WISH_H
#define ROOMS_PLACEMENT_PLACEMENT_MOVE_WISH_H

#include "guard/job.h"

enum { MOVE_WISH_DAYS = 28 };

struct placement_move_wish {
    int64_t number;         /* 1, 2, 3 of each stay */
    struct str wish;        /* codes move_wish: asks, agrees, stays */
    struct instant said_at;
    bool counts;            /* not "stays", and not too long ago */
};
/* The last word. ERR_NOT_FOUND: she has not been asked. */
CHECKED enum err placement_move_wish_last(struct job *job, struct placement_id placement,
                                          struct placement_move_wish *out_wish);

/* Writes her word down. With a wish to move the desk sees the household again while it counts, so
 * that it can look for a room. ERR_CONFLICT: she does not live there, or another word came at the
 * same moment. */
CHECKED enum err placement_move_wish(struct job *job, struct placement_id placement,
                                     struct str wish);

/* Why planned moves of this stay were advised, each as it was kept then; JSON, in the arena. */
struct placement_move_why {
    struct str explanation;
    struct instant decided_at;
};
CHECKED enum err placement_move_whys(struct job *job, struct placement_id placement,
                                     const struct placement_move_why **out_whys,
                                     size_t *out_count);

#endif
