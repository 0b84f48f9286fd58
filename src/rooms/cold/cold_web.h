/* cold_web.h - which records are cold, who asks for one, and what two people say of it. */
#ifndef ROOMS_COLD_COLD_WEB_H
#define ROOMS_COLD_COLD_WEB_H

#include "guard/job.h"
#include "web/reply.h"
#include "web/request.h"

CHECKED enum err cold_ask_show(struct job *job, const struct request *request,
                               struct reply *reply);
CHECKED enum err cold_ask_do(struct job *job, const struct request *request, struct reply *reply);
CHECKED enum err cold_own_end_do(struct job *job, const struct request *request,
                                 struct reply *reply);
CHECKED enum err cold_list_show(struct job *job, const struct request *request,
                                struct reply *reply);
CHECKED enum err cold_thaw_show(struct job *job, const struct request *request,
                                struct reply *reply);
CHECKED enum err cold_confirm_do(struct job *job, const struct request *request,
                                 struct reply *reply);
CHECKED enum err cold_refuse_do(struct job *job, const struct request *request,
                                struct reply *reply);
CHECKED enum err cold_seen_do(struct job *job, const struct request *request,
                              struct reply *reply);
CHECKED enum err cold_unreadable_seen_do(struct job *job, const struct request *request,
                                         struct reply *reply);
CHECKED enum err cold_end_do(struct job *job, const struct request *request, struct reply *reply);

#endif
