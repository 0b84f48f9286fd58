/* today_web.h - a worker's day: what is overdue, due today, this week and next; arrivals; drafts.
 *
 * Only of people tied to the asker's circles, and only as far back as it can still be acted on: the
 * person's own page has everything. A provider's manager sees her circles' follow-ups, not the
 * clocks of all the provider's people.
 */
#ifndef ROOMS_TODAY_TODAY_WEB_H
#define ROOMS_TODAY_TODAY_WEB_H

#include "guard/job.h"
#include "web/reply.h"

enum err today_show(struct job *job, const struct request *request, struct reply *reply);

/* Ticks a follow-up off and comes back to the day. */
enum err today_done_do(struct job *job, const struct request *request, struct reply *reply);

#endif
