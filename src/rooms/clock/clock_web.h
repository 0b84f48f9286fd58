/* clock_web.h - a person's clocks with their reasons, and the forms for what starts them.
 *
 * The form for a decision is here and not with the decision: it needs the day of the referral,
 * which is one of this room's facts. /
 */
#ifndef ROOMS_CLOCK_CLOCK_WEB_H
#define ROOMS_CLOCK_CLOCK_WEB_H

#include "clock_view.h"
#include "guard/job.h"
#include "web/reply.h"

/* The clocks that run, for a page of another room: {>clock_strip strip=...}. The person must be the
 * job's target, and the right to read her checked. */
CHECKED enum err clock_strip_view(struct job *job, struct person_id person,
                                  struct clock_strip_view *out_strip);

enum err clock_all_show(struct job *job, const struct request *request, struct reply *reply);
enum err clock_decision_show(struct job *job, const struct request *request, struct reply *reply);
enum err clock_decision_do(struct job *job, const struct request *request, struct reply *reply);
enum err clock_fact_show(struct job *job, const struct request *request, struct reply *reply);
enum err clock_fact_do(struct job *job, const struct request *request, struct reply *reply);

#endif
