#include "rooms/retention/retention_web.h"

#include "base/shape.h"
#include "retention_list_page.h"
#include "retention_show_page.h"
#include "retention_view.h"
#include "rooms/retention/retention.h"
#include "web/form.h"
#include "words.h"

enum { LIST_MOST = 100 };

/* ---- the list -------------------------------------------------------------------------------- */

static struct retention_line_view *lines_of(struct job *job, const struct retention_lines *list)
{
    struct retention_line_view *lines =
        ARENA_MANY(job->arena, struct retention_line_view, list->count);
    for (size_t i = 0; i < list->count; i++)
        lines[i] = (struct retention_line_view){
            .ref = list->at[i].ref,
            .reason = list->at[i].reason,
            .first_by_name = list->at[i].first_by_name,
            .first_role = list->at[i].first_role,
            .first_at = list->at[i].first_at,
            .last_activity_on = list->at[i].last_activity_on,
            .due_on = list->at[i].due_on,
            .rule = list->at[i].rule ? list->at[i].rule->rule : STR_NONE,
        };
    return lines;
}

enum err retention_list_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct retention_lines waiting, due;
    enum err err = retention_waiting_list(job, LIST_MOST, &waiting);
    if (err == OK)
        err = retention_due(job, LIST_MOST, &due);
    if (err != OK)
        return err;
    struct retention_list_view *view = ARENA_NEW(job->arena, struct retention_list_view);
    view->waiting.at = lines_of(job, &waiting);
    view->waiting.count = waiting.count;
    view->due.at = lines_of(job, &due);
    view->due.count = due.count;
    reply_retention_list(reply, view);
    return OK;
}

/* ---- one person ------------------------------------------------------------------------------ */

static void fill_holds(struct job *job, const struct retention *retention,
                       struct retention_show_view *view)
{
    struct retention_hold_line_view *lines =
        ARENA_MANY(job->arena, struct retention_hold_line_view, retention->hold_count);
    for (size_t i = 0; i < retention->hold_count; i++)
        lines[i] = (struct retention_hold_line_view){
            retention->holds[i].hold, retention->holds[i].reason,
            retention->holds[i].placed_by_name, retention->holds[i].placed_at,
            retention->holds[i].ended_at};
    view->holds.at = lines;
    view->holds.count = retention->hold_count;
    view->is_held = retention->live_hold_count > 0;
}

static bool may(const struct job *job, enum right right)
{
    return right_allows(job->asker.role, job->relations, right);
}

static enum err show_view(struct job *job, struct retention_show_view **out_view)
{
    struct retention of;
    enum err err = retention_get(job, (struct person_id){job->target.id}, &of);
    if (err != OK)
        return err;
    struct retention_show_view *view = ARENA_NEW(job->arena, struct retention_show_view);
    *view = (struct retention_show_view){
        .ref = of.ref,
        .is_open = of.is_open,
        .cold_at = of.cold_at,
        .last_activity_on = of.last_activity_on,
        .due_on = of.due_on,
        .is_due = date_is_some(of.due_on) &&
                  date_compare(of.due_on, date_in_london(job->now)) <= 0,
        .rule = of.rule ? of.rule->rule : STR_NONE,
        .rule_years = of.rule ? of.rule->years : INTEGER_NONE,
        .rule_doubt = of.rule ? of.rule->doubt : STR_NONE,
        .erasure_reason = of.erasure_reason,
        .first_by_name = of.first_by_name,
        .first_role = of.first_role,
        .first_at = of.first_at,
        .second_by_name = of.second_by_name,
        .erased_at = of.erased_at,
        .is_cut = instant_is_some(of.cut_at),
        .may_hold = may(job, RIGHT_retention_hold) && !instant_is_some(of.erased_at),
        .may_confirm = may(job, RIGHT_retention_confirm) && !instant_is_some(of.erased_at),
        .may_suppress = may(job, RIGHT_suppress) && !instant_is_some(of.erased_at),
        .is_first = of.first_by.value == job->asker.staff.value ||
                    str_equal_c(of.first_role, role_name(job->asker.role)),
    };
    fill_holds(job, &of, view);
    *out_view = view;
    return OK;
}

enum err retention_show_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct retention_show_view *view;
    enum err err = show_view(job, &view);
    if (err == OK)
        reply_retention_show(reply, view);
    return err;
}

static void lead_back(struct job *job)
{
    job->location = str_format(job->arena, "/people/%.*s/retention", STR_ARGS(job->target.ref));
}

/* The page again with what stands against it. */
static enum err come_back(struct job *job, const struct problems *problems, struct reply *reply)
{
    struct retention_show_view *view;
    enum err err = show_view(job, &view);
    if (err != OK)
        return err;
    reply_retention_show_problems(reply, view, problems);
    return ERR_INVALID;
}

static enum err go_on(struct job *job, enum err err, int notice, const struct problems *problems,
                      struct reply *reply)
{
    if (err == ERR_INVALID && problems->count > 0)
        return come_back(job, problems, reply);
    if (err == OK)
        reply_go(reply, job->location, notice);
    return err;
}

enum err retention_hold_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct retention_hold_form form = {0};
    form_read(&shape_retention_hold_form, request->fields, problems, &form);
    if (problems->count > 0)
        return come_back(job, problems, reply);
    lead_back(job);
    enum err err = retention_hold_place(job, (struct person_id){job->target.id}, form.hold_reason);
    return go_on(job, err, WORD_notice_hold_placed, problems, reply);
}

enum err retention_lift_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct retention_lift_form form = {0};
    form_read(&shape_retention_lift_form, request->fields, problems, &form);
    if (problems->count > 0)
        return come_back(job, problems, reply);
    lead_back(job);
    enum err err = retention_hold_lift(job, (struct person_id){job->target.id}, form.hold);
    return go_on(job, err, WORD_notice_hold_lifted, problems, reply);
}

enum err retention_propose_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct retention_propose_form form = {0};
    form_read(&shape_retention_propose_form, request->fields, problems, &form);
    if (problems->count > 0)
        return come_back(job, problems, reply);
    lead_back(job);
    enum err err =
        retention_propose(job, (struct person_id){job->target.id}, form.reason, problems);
    return go_on(job, err, WORD_notice_erasure_proposed, problems, reply);
}

enum err retention_withdraw_do(struct job *job, const struct request *request,
                               struct reply *reply)
{
    (void)request;
    lead_back(job);
    enum err err = retention_withdraw(job, (struct person_id){job->target.id});
    return go_on(job, err, WORD_notice_erasure_withdrawn, NULL, reply);
}

enum err retention_confirm_do(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct problems *problems = problems_new(job->arena);
    lead_back(job);
    enum err err = retention_confirm(job, (struct person_id){job->target.id}, problems);
    if (err != OK)
        return go_on(job, err, 0, problems, reply);
    reply_go(reply, job->location, WORD_notice_erased);
    err = retention_cut(job);
    /* somebody reads an older state, or the role may not: she is erased, and the timer cuts or
     * tells the operator */
    return err == ERR_BUSY || err == ERR_DENIED ? OK : err;
}
