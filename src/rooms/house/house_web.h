/* house_web.h - what is done to one house: its address, what it takes, rooms out of order.
 *
 * The page of a house and the list of houses show who is in which room, so they stand in room
 * board.
 */
#ifndef ROOMS_HOUSE_HOUSE_WEB_H
#define ROOMS_HOUSE_HOUSE_WEB_H

#include "guard/job.h"
#include "web/reply.h"

/* The form asks why; only the answer to its POST holds the address, once, for five minutes: then
 * the browser is sent back to the form. */
enum err house_address_show(struct job *job, const struct request *request, struct reply *reply);
enum err house_address_do(struct job *job, const struct request *request, struct reply *reply);

enum err house_edit_show(struct job *job, const struct request *request, struct reply *reply);
enum err house_edit_do(struct job *job, const struct request *request, struct reply *reply);

enum err void_new_show(struct job *job, const struct request *request, struct reply *reply);
enum err void_new_do(struct job *job, const struct request *request, struct reply *reply);
enum err void_end_show(struct job *job, const struct request *request, struct reply *reply);
enum err void_end_do(struct job *job, const struct request *request, struct reply *reply);

#endif
