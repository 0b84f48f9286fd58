/* calendar_web.h - the page of calendar links, and the calendar itself. /
 */
#ifndef ROOMS_CALENDAR_CALENDAR_WEB_H
#define ROOMS_CALENDAR_CALENDAR_WEB_H

#include "guard/job.h"
#include "web/reply.h"

enum err calendar_links_show(struct job *job, const struct request *request, struct reply *reply);
/* Answers with the page that shows the link, once: it never stands in an address of ours. */
enum err calendar_link_do(struct job *job, const struct request *request, struct reply *reply);
enum err calendar_end_do(struct job *job, const struct request *request, struct reply *reply);

/* For whoever has the link; 404 for anything else. */
enum err calendar_feed_show(struct job *job, const struct request *request, struct reply *reply);

#endif
