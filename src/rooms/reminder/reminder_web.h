/* reminder_web.h - reminders that were seen, lead times, and what became of missed clocks. /
 */
#ifndef ROOMS_REMINDER_REMINDER_WEB_H
#define ROOMS_REMINDER_REMINDER_WEB_H

#include "guard/job.h"
#include "web/reply.h"

enum err reminder_seen_do(struct job *job, const struct request *request, struct reply *reply);
enum err reminder_leads_show(struct job *job, const struct request *request, struct reply *reply);
enum err reminder_leads_do(struct job *job, const struct request *request, struct reply *reply);

enum err missed_list_show(struct job *job, const struct request *request, struct reply *reply);
enum err missed_answer_show(struct job *job, const struct request *request, struct reply *reply);
enum err missed_answer_do(struct job *job, const struct request *request, struct reply *reply);
/* Numbers, and nobody's record. */
enum err missed_counts_show(struct job *job, const struct request *request, struct reply *reply);

#endif
