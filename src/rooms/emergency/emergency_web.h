/* emergency_web.h - opening a record in an emergency, and the guardian's list of it. */
#ifndef ROOMS_EMERGENCY_EMERGENCY_WEB_H
#define ROOMS_EMERGENCY_EMERGENCY_WEB_H

#include "guard/job.h"
#include "web/reply.h"
#include "web/request.h"

CHECKED enum err emergency_new_show(struct job *job, const struct request *request,
                                    struct reply *reply);
CHECKED enum err emergency_open_do(struct job *job, const struct request *request,
                                   struct reply *reply);
CHECKED enum err emergency_mine_show(struct job *job, const struct request *request,
                                     struct reply *reply);
CHECKED enum err emergency_list_show(struct job *job, const struct request *request,
                                     struct reply *reply);
CHECKED enum err emergency_review_show(struct job *job, const struct request *request,
                                       struct reply *reply);
CHECKED enum err emergency_review_do(struct job *job, const struct request *request,
                                     struct reply *reply);

#endif
