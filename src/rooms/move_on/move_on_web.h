/* move_on_web.h - the days before support ends as a page, its picture, ticks; asking a council;
 * what councils ask.
 */
#ifndef ROOMS_MOVE_ON_MOVE_ON_WEB_H
#define ROOMS_MOVE_ON_MOVE_ON_WEB_H

#include "guard/job.h"
#include "move_on_view.h"
#include "rooms/move_on/move_on.h"
#include "web/reply.h"

enum err move_on_show(struct job *job, const struct request *request, struct reply *reply);
enum err move_on_start_do(struct job *job, const struct request *request, struct reply *reply);
enum err move_on_take_do(struct job *job, const struct request *request, struct reply *reply);
enum err move_on_tick_do(struct job *job, const struct request *request, struct reply *reply);
enum err move_on_reopen_do(struct job *job, const struct request *request, struct reply *reply);

enum err council_new_show(struct job *job, const struct request *request, struct reply *reply);
enum err council_new_do(struct job *job, const struct request *request, struct reply *reply);
enum err council_answer_show(struct job *job, const struct request *request, struct reply *reply);
enum err council_answer_do(struct job *job, const struct request *request, struct reply *reply);

enum err homeless_show(struct job *job, const struct request *request, struct reply *reply);

/* Sets where the job goes back to: the page of the job's target. */
void move_on_go_back(struct job *job);

/* The picture of a plan: a lane for each clock and each numbered step that has a day. */
void move_on_draw(struct job *job, const struct move_on *move_on,
                  struct move_on_chart_view *out_chart);

#endif
