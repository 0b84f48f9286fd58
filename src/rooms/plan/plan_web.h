/* plan_web.h - everyone's plan for the desk, and "why not this room?".
 */
#ifndef ROOMS_PLAN_PLAN_WEB_H
#define ROOMS_PLAN_PLAN_WEB_H

#include "guard/job.h"
#include "web/reply.h"

enum err plan_show(struct job *job, const struct request *request, struct reply *reply);
/* What each rule of fairness costs at this moment, and what the proxies move: differences of the
 * plan to the plan without it. No referral is named, but a difference of one beside what a reader
 * knows of a few can tell one; so it is the desk's, who sees all of them anyway (desk_read). In
 * plan_price_web.c. */
enum err plan_prices_show(struct job *job, const struct request *request, struct reply *reply);
/* ?facts= and ?at= say which plan was seen and when: if the facts are others by now, the page tells
 * what changed. In plan_room_web.c. */
enum err plan_room_show(struct job *job, const struct request *request, struct reply *reply);
/* Holds the room as placement_hold does, if the facts are those of the plan that was seen; else
 * ERR_CONFLICT and the same page, which says what changed and holds at the next press. */
enum err plan_room_do(struct job *job, const struct request *request, struct reply *reply);
/* Moves that would make room (plan_move.h): the first of a chain is planned with her, or refused.
 * The facts as above. In plan_move_web.c. */
enum err plan_move_show(struct job *job, const struct request *request, struct reply *reply);
enum err plan_move_do(struct job *job, const struct request *request, struct reply *reply);
enum err plan_move_refuse_do(struct job *job, const struct request *request, struct reply *reply);

#endif
