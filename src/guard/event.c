#include "guard/event.h"

#include "guard/job.h"

enum err event_happened(struct job *job, enum event event, int64_t id)
{
    must(db_is_writing(job->db));
    for (size_t i = 0; i < job->reaction_count; i++) {
        if (job->reactions[i].event != event)
            continue;
        enum err err = job->reactions[i].react(job, id);
        if (err != OK)
            return err;
    }
    return OK;
}
