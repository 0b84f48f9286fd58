/* The receiving house's page of a planned move: what it is told, its yes, its no. */
#include "placement_moving_page.h"
#include "rooms/placement/placement_cards_web.h"
#include "rooms/placement/placement_move.h"
#include "rooms/placement/placement_web.h"
#include "web/form.h"
#include "web/words.h"
#include "words.h"

static struct task_id target(const struct job *job)
{
    return (struct task_id){job->target.id};
}

static enum err make_view(struct job *job, const struct request *request,
                          struct placement_moving_view **out_view)
{
    struct placement_moving_view *view = ARENA_NEW(job->arena, struct placement_moving_view);
    struct move_asked move;
    struct placement placement;
    enum err err = move_get(job, target(job), &move);
    if (err == OK)
        err = placement_get(job, move.placement, &placement);
    if (err == OK)
        err = placement_household_fill(job, &placement, words_choose(request->languages),
                                       &view->household);
    if (err != OK)
        return err;
    view->move = target(job);
    view->ref = move.ref;
    view->alias = move.house_alias;
    view->name = move.room_name;
    view->on = move.from_on;
    view->until_on = move.until_on;
    view->answered_at = move.answered_at;
    *out_view = view;
    return OK;
}

enum err move_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct placement_moving_view *view;
    enum err err = make_view(job, request, &view);
    if (err == OK)
        reply_placement_moving(reply, view);
    return err;
}

enum err move_accept_do(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    enum err err = move_accept(job, target(job));
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_move_accepted);
    return err;
}

enum err move_decline_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct placement_decline_form form = {0};
    struct placement_moving_view *view;
    form_read(&shape_placement_decline_form, request->fields, problems, &form);
    enum err err = problems_result(problems);
    if (err == OK)
        err = move_decline(job, target(job), form.reason);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_move_declined);
    if (err != ERR_INVALID)
        return err;
    err = make_view(job, request, &view);
    if (err != OK)
        return err;
    reply_placement_moving_problems(reply, view, problems);
    return ERR_INVALID;
}
