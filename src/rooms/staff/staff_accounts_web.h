/* staff_accounts_web.h - who has an account, and one-time codes for who has lost the way in.
 *
 * Administrators give codes and end sessions; they and the guardian are the second person who
 * confirms a code (guard/renewal.h).
 */
#ifndef ROOMS_STAFF_STAFF_ACCOUNTS_WEB_H
#define ROOMS_STAFF_STAFF_ACCOUNTS_WEB_H

#include "guard/job.h"
#include "web/reply.h"

enum err accounts_show(struct job *job, const struct request *request, struct reply *reply);
enum err one_time_show(struct job *job, const struct request *request, struct reply *reply);
enum err one_time_do(struct job *job, const struct request *request, struct reply *reply);
enum err one_time_confirm_do(struct job *job, const struct request *request, struct reply *reply);
enum err account_sessions_end_do(struct job *job, const struct request *request,
                                 struct reply *reply);

#endif
