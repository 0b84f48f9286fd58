/* contact_web.h - writing a quick note, and ticking off what had to follow.
 */
#ifndef ROOMS_CONTACT_CONTACT_WEB_H
#define ROOMS_CONTACT_CONTACT_WEB_H

#include "guard/job.h"
#include "web/reply.h"

enum err contact_note_show(struct job *job, const struct request *request, struct reply *reply);
enum err contact_note_do(struct job *job, const struct request *request, struct reply *reply);
enum err follow_up_done_do(struct job *job, const struct request *request, struct reply *reply);

#endif
