/* audit_web.h - the log on a page: who looked, who did, why; for auditors.
 *
 * ?ref= narrows to one person, referral or house; ?before= goes back in time. The log is
 * guard/audit.h; this room gives its lines the references that people say on the phone.
 */
#ifndef ROOMS_AUDIT_AUDIT_WEB_H
#define ROOMS_AUDIT_AUDIT_WEB_H

#include "guard/audit.h"
#include "guard/job.h"
#include "web/reply.h"

enum err audit_show(struct job *job, const struct request *request, struct reply *reply);

/* What a person may see of the log about herself: role, reason, day and hour. Her worker shows or
 * prints it; that is a reading too. ?before= goes back in time. */
enum err audit_looked_show(struct job *job, const struct request *request, struct reply *reply);

/* Lines kept from that list (audit_suppression.h). */
enum err suppression_list_show(struct job *job, const struct request *request, struct reply *reply);
enum err suppression_show_show(struct job *job, const struct request *request, struct reply *reply);
enum err suppression_ask_do(struct job *job, const struct request *request, struct reply *reply);
enum err suppression_confirm_do(struct job *job, const struct request *request,
                                struct reply *reply);
enum err suppression_end_do(struct job *job, const struct request *request, struct reply *reply);

/* An instant in an address, to the millisecond, as the lines are. */
struct str audit_before_text(struct arena *arena, struct instant before);

/* Why somebody looked or acted; empty where none was said, as in what is refused for that. */
struct str audit_purpose(const struct audit_entry *entry);

#endif
