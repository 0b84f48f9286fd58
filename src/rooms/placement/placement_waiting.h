/* placement_waiting.h - everybody who waits for a room, asked about every room.
 *
 * For counts: which rule keeps how many out today, how many rooms suit whom. One household after
 * the other against one reading of all houses, so a hundred who wait cost a hundred questions to
 * the engine and not a hundred readings of the country. Opening the answers of everybody is slow
 * and sensitive: the caller has written a line of the log before (fairness/fairness.h).
 */
#ifndef ROOMS_PLACEMENT_PLACEMENT_WAITING_H
#define ROOMS_PLACEMENT_PLACEMENT_WAITING_H

#include "guard/job.h"
#include "match/match.h"

/* One who waits, while it is looked at. Nothing of it outlives the call. */
struct placement_waiting {
    struct referral_id referral;
    const struct match_household *household;
    const struct match_answer *answer;
};
typedef enum err placement_waiting_look(void *with, const struct placement_waiting *waiting);

/* Every household without a room, held or offered (referral state unplaced), oldest call first;
 * ends with the first look that is not OK. Takes memory of its own, not the job's. */
CHECKED enum err placement_each_waiting(struct job *job, placement_waiting_look *look, void *with);

#endif
