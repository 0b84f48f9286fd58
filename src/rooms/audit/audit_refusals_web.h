/* audit_refusals_web.h - what was refused, on a page: counts, and what is too much (refusal.h).
 *
 * For who reads the log; the guardian says that she has looked into an alarm.
 */
#ifndef ROOMS_AUDIT_AUDIT_REFUSALS_WEB_H
#define ROOMS_AUDIT_AUDIT_REFUSALS_WEB_H

#include "guard/job.h"
#include "web/reply.h"

enum err refusals_show(struct job *job, const struct request *request, struct reply *reply);
enum err refusal_seen_do(struct job *job, const struct request *request, struct reply *reply);

#endif
