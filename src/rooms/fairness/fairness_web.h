/* fairness_web.h - who gets a room, by group, on a page; ?need= chooses a kind of need.
 */
#ifndef ROOMS_FAIRNESS_FAIRNESS_WEB_H
#define ROOMS_FAIRNESS_FAIRNESS_WEB_H

#include "guard/job.h"
#include "web/reply.h"

enum err fairness_show(struct job *job, const struct request *request, struct reply *reply);
/* Counts now; when it was done in the last ten minutes, says so and shows that. */
enum err fairness_count_do(struct job *job, const struct request *request, struct reply *reply);

/* The same for another page that shows what was counted; afterwards the browser goes to url. */
CHECKED enum err fairness_count_for(struct job *job, struct str url, struct reply *reply);

#endif
