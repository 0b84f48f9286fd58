/* staff_renewal_web.h - passwords and code apps made anew (guard/renewal.h): the worker's pages.
 *
 * /sign-in/renew and /renewal are of who holds a one-time code: nobody is signed in there. The rest
 * stands beside /sessions.
 */
#ifndef ROOMS_STAFF_STAFF_RENEWAL_WEB_H
#define ROOMS_STAFF_STAFF_RENEWAL_WEB_H

#include "guard/job.h"
#include "web/reply.h"

enum err renew_show(struct job *job, const struct request *request, struct reply *reply);
enum err renew_do(struct job *job, const struct request *request, struct reply *reply);
enum err renewal_show(struct job *job, const struct request *request, struct reply *reply);
enum err renewal_do(struct job *job, const struct request *request, struct reply *reply);
/* The new app's secret as a picture: of who holds a code, or is signed in and sets one up. Without
 * a way, here and above, one is led to /sign-in/renew. */
enum err renewal_qr_show(struct job *job, const struct request *request, struct reply *reply);

enum err password_show(struct job *job, const struct request *request, struct reply *reply);
enum err password_do(struct job *job, const struct request *request, struct reply *reply);
enum err code_app_show(struct job *job, const struct request *request, struct reply *reply);
enum err code_app_do(struct job *job, const struct request *request, struct reply *reply);
enum err code_app_first_do(struct job *job, const struct request *request, struct reply *reply);

#endif
