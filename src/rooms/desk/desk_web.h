/* desk_web.h - the queue of the placement desk, and taking a referral over.
 */
#ifndef ROOMS_DESK_DESK_WEB_H
#define ROOMS_DESK_DESK_WEB_H

#include "guard/job.h"
#include "web/reply.h"

enum err desk_show(struct job *job, const struct request *request, struct reply *reply);
enum err desk_take_do(struct job *job, const struct request *request, struct reply *reply);

#endif
