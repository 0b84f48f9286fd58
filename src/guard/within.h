/* within.h - work that is a write of its own, or part of one that is under way.
 *
 * Inside guard only. */
#ifndef GUARD_WITHIN_H
#define GUARD_WITHIN_H

#include "guard/job.h"

static inline CHECKED enum err within_write(struct job *job,
                                            enum err (*work)(struct job *job, void *with),
                                            void *with)
{
    bool is_writing = job->db != NULL && db_is_writing(job->db);
    return is_writing ? work(job, with) : job_write(job, work, with);
}

#endif
