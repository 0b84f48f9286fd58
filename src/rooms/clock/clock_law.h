/* clock_law.h - inner header: one person's decisions and facts as the law's facts, and their
 * clocks. /
 */
#ifndef ROOMS_CLOCK_CLOCK_LAW_H
#define ROOMS_CLOCK_CLOCK_LAW_H

#include "guard/job.h"
#include "law/clock.h"

/* The facts that the clocks are computed from; they live in the arena. */
CHECKED enum err clock_case(struct job *job, struct person_id person, struct law_case *out_case);

/* Reads all that is known of a person and computes the clocks; what it points to lives in the
 * arena. Reads through job->db, so inside job_write it sees what was just written. */
CHECKED enum err clock_compute(struct job *job, struct person_id person,
                               struct law_clocks *out_clocks);

#endif
