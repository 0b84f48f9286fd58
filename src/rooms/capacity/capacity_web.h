/* capacity_web.h - the page that asks how many rooms would be enough.
 */
#ifndef ROOMS_CAPACITY_CAPACITY_WEB_H
#define ROOMS_CAPACITY_CAPACITY_WEB_H

#include "guard/job.h"
#include "web/reply.h"

enum err capacity_show(struct job *job, const struct request *request, struct reply *reply);

#endif
