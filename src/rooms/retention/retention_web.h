/* retention_web.h - whose records may be erased, and what two people say of one. */
#ifndef ROOMS_RETENTION_RETENTION_WEB_H
#define ROOMS_RETENTION_RETENTION_WEB_H

#include "guard/job.h"
#include "web/reply.h"
#include "web/request.h"

CHECKED enum err retention_list_show(struct job *job, const struct request *request,
                                     struct reply *reply);
CHECKED enum err retention_show_show(struct job *job, const struct request *request,
                                     struct reply *reply);
CHECKED enum err retention_hold_do(struct job *job, const struct request *request,
                                   struct reply *reply);
CHECKED enum err retention_lift_do(struct job *job, const struct request *request,
                                   struct reply *reply);
CHECKED enum err retention_propose_do(struct job *job, const struct request *request,
                                      struct reply *reply);
CHECKED enum err retention_withdraw_do(struct job *job, const struct request *request,
                                       struct reply *reply);
CHECKED enum err retention_confirm_do(struct job *job, const struct request *request,
                                      struct reply *reply);

#endif
