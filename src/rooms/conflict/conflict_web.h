/* conflict_web.h - keeping a worker from a person, and the guardian's list of it. */
#ifndef ROOMS_CONFLICT_CONFLICT_WEB_H
#define ROOMS_CONFLICT_CONFLICT_WEB_H

#include "guard/job.h"
#include "web/reply.h"
#include "web/request.h"

CHECKED enum err conflict_new_show(struct job *job, const struct request *request,
                                   struct reply *reply);
CHECKED enum err conflict_new_do(struct job *job, const struct request *request,
                                 struct reply *reply);
CHECKED enum err conflict_list_show(struct job *job, const struct request *request,
                                    struct reply *reply);
CHECKED enum err conflict_end_do(struct job *job, const struct request *request,
                                 struct reply *reply);

#endif
