/* record_web.h - the page of one person, composed of what the other rooms know of her.
 */
#ifndef ROOMS_RECORD_RECORD_WEB_H
#define ROOMS_RECORD_RECORD_WEB_H

#include "guard/job.h"
#include "web/reply.h"

enum err record_show(struct job *job, const struct request *request, struct reply *reply);

#endif
