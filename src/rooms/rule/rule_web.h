/* rule_web.h - the law for whoever wants to read it: every rule as a sentence, its history, the
 * bank holidays, and what if.
 *
 * The law is public and so are these pages; only the what-if of a person needs the right to read
 * her. It stores nothing; its request is a POST because days of a person do not stand in a URL. /
 */
#ifndef ROOMS_RULE_RULE_WEB_H
#define ROOMS_RULE_RULE_WEB_H

#include "guard/job.h"
#include "web/reply.h"

enum err rule_list_show(struct job *job, const struct request *request, struct reply *reply);
enum err rule_show_show(struct job *job, const struct request *request, struct reply *reply);
enum err rule_holidays_show(struct job *job, const struct request *request, struct reply *reply);

/* Without a person, by the fields of the query. */
enum err rule_what_if_show(struct job *job, const struct request *request, struct reply *reply);
/* The form filled with what is known of the job's target; and what follows from what was sent. */
enum err rule_what_if_person_show(struct job *job, const struct request *request,
                                  struct reply *reply);
enum err rule_what_if_person_do(struct job *job, const struct request *request,
                                struct reply *reply);

#endif
