/* entitlement_web.h - the page of what a person is to be paid, and the forms behind it.
 */
#ifndef ROOMS_ENTITLEMENT_ENTITLEMENT_WEB_H
#define ROOMS_ENTITLEMENT_ENTITLEMENT_WEB_H

#include "guard/job.h"
#include "web/reply.h"

enum err entitlement_show(struct job *job, const struct request *request, struct reply *reply);
enum err situation_new_show(struct job *job, const struct request *request, struct reply *reply);
enum err situation_new_do(struct job *job, const struct request *request, struct reply *reply);
enum err payment_new_show(struct job *job, const struct request *request, struct reply *reply);
enum err payment_new_do(struct job *job, const struct request *request, struct reply *reply);
enum err payment_cancel_do(struct job *job, const struct request *request, struct reply *reply);

#endif
