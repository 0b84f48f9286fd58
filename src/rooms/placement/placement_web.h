/* placement_web.h - rooms for a household, one placement and what is done to it, who is expected.
 */
#ifndef ROOMS_PLACEMENT_PLACEMENT_WEB_H
#define ROOMS_PLACEMENT_PLACEMENT_WEB_H

#include "guard/job.h"
#include "web/reply.h"

enum err placement_rooms_show(struct job *job, const struct request *request, struct reply *reply);
enum err placement_hold_do(struct job *job, const struct request *request, struct reply *reply);
enum err placement_arrivals_show(struct job *job, const struct request *request,
                                 struct reply *reply);

enum err placement_show_show(struct job *job, const struct request *request, struct reply *reply);
enum err placement_why_show(struct job *job, const struct request *request, struct reply *reply);
enum err placement_offer_show(struct job *job, const struct request *request, struct reply *reply);
enum err placement_offer_do(struct job *job, const struct request *request, struct reply *reply);
enum err placement_release_show(struct job *job, const struct request *request,
                                struct reply *reply);
enum err placement_release_do(struct job *job, const struct request *request, struct reply *reply);
enum err placement_accept_show(struct job *job, const struct request *request, struct reply *reply);
enum err placement_accept_do(struct job *job, const struct request *request, struct reply *reply);
enum err placement_decline_show(struct job *job, const struct request *request,
                                struct reply *reply);
enum err placement_decline_do(struct job *job, const struct request *request, struct reply *reply);
enum err placement_settle_show(struct job *job, const struct request *request,
                               struct reply *reply);
enum err placement_settle_do(struct job *job, const struct request *request, struct reply *reply);
enum err placement_wish_show(struct job *job, const struct request *request, struct reply *reply);
enum err placement_wish_do(struct job *job, const struct request *request, struct reply *reply);
enum err placement_arrival_show(struct job *job, const struct request *request,
                                struct reply *reply);
enum err placement_arrival_do(struct job *job, const struct request *request, struct reply *reply);
enum err placement_not_arrived_show(struct job *job, const struct request *request,
                                    struct reply *reply);
enum err placement_not_arrived_do(struct job *job, const struct request *request,
                                  struct reply *reply);
enum err placement_extend_show(struct job *job, const struct request *request, struct reply *reply);
enum err placement_extend_do(struct job *job, const struct request *request, struct reply *reply);
enum err placement_move_wish_show(struct job *job, const struct request *request,
                                  struct reply *reply);
enum err placement_move_wish_do(struct job *job, const struct request *request,
                                struct reply *reply);
enum err placement_move_show(struct job *job, const struct request *request, struct reply *reply);
enum err placement_move_do_do(struct job *job, const struct request *request, struct reply *reply);
enum err placement_move_book_do(struct job *job, const struct request *request,
                                struct reply *reply);
enum err placement_move_cancel_do(struct job *job, const struct request *request,
                                  struct reply *reply);
enum err move_show(struct job *job, const struct request *request, struct reply *reply);
enum err move_accept_do(struct job *job, const struct request *request, struct reply *reply);
enum err move_decline_do(struct job *job, const struct request *request, struct reply *reply);
enum err placement_departure_show(struct job *job, const struct request *request,
                                  struct reply *reply);
enum err placement_departure_do(struct job *job, const struct request *request,
                                struct reply *reply);

#endif
