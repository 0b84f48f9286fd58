/* staff_web.h - the door: signing in and out, sessions, and the demo's table of logins.
 */
#ifndef ROOMS_STAFF_STAFF_WEB_H
#define ROOMS_STAFF_STAFF_WEB_H

#include "guard/job.h"
#include "web/reply.h"

enum err sign_in_show(struct job *job, const struct request *request, struct reply *reply);
enum err sign_in_do(struct job *job, const struct request *request, struct reply *reply);
enum err sign_out_do(struct job *job, const struct request *request, struct reply *reply);

enum err sessions_show(struct job *job, const struct request *request, struct reply *reply);
enum err session_end_do(struct job *job, const struct request *request, struct reply *reply);
enum err sessions_end_all_do(struct job *job, const struct request *request, struct reply *reply);

/* 404 unless every person in the database is invented. */
enum err demo_show(struct job *job, const struct request *request, struct reply *reply);
enum err demo_qr_show(struct job *job, const struct request *request, struct reply *reply);

#endif
