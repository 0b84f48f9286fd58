/* person_web.h - finding people and writing down who they are. The person's page is room record.
 */
#ifndef ROOMS_PERSON_PERSON_WEB_H
#define ROOMS_PERSON_PERSON_WEB_H

#include "guard/job.h"
#include "person_view.h"
#include "web/reply.h"

enum err people_show(struct job *job, const struct request *request, struct reply *reply);
enum err person_edit_show(struct job *job, const struct request *request, struct reply *reply);
enum err person_edit_do(struct job *job, const struct request *request, struct reply *reply);

/* Search as the view of a page: also for the search before a referral is started. Adds the line
 * "searched" to the log and commits it. */
CHECKED enum err people_view(struct job *job, struct pairs query,
                             struct person_people_view *out_view);

#endif
