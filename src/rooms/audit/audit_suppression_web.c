/* What is kept from one person's list of who looked, and the two words for it. */
#include "audit_view.h"
#include "audit_suppression_sql.h"
#include "base/shape.h"
#include "rooms/audit/audit_web.h"
#include "rooms/audit/audit_suppression.h"
#include "web/form.h"
#include "suppression_list_page.h"
#include "suppression_show_page.h"
#include "words.h"

enum err suppression_list_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct suppression_live_rows rows;
    enum err err = sql_suppression_live(job->db, job->arena, job->asker.staff,
                                     date_in_london(job->now), &rows);
    if (err != OK)
        return err;
    struct suppression_list_view *view = ARENA_NEW(job->arena, struct suppression_list_view);
    struct suppression_live_view *lines =
        ARENA_MANY(job->arena, struct suppression_live_view, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        lines[i] = (struct suppression_live_view){
            .ref = rows.at[i].ref,
            .day = rows.at[i].day,
            .role = rows.at[i].role,
            .ground = rows.at[i].ground,
            .review_on = rows.at[i].review_on,
            .is_confirmed = rows.at[i].is_confirmed,
        };
    view->rows.at = lines;
    view->rows.count = rows.count;
    reply_suppression_list(reply, view);
    return OK;
}

static struct suppression_row_view row_of(const struct job *job, const struct suppression *is)
{
    struct date today = date_in_london(job->now);
    const struct law_ground *ground = law_ground_on(law_grounds_built_in(), is->ground, today);
    bool is_own = is->first_by.value == job->asker.staff.value ||
                  str_equal_c(is->first_role, role_name(job->asker.role));
    return (struct suppression_row_view){
        .suppression = is->suppression,
        .day = is->day,
        .role = is->role,
        .ground = is->ground,
        .law = ground ? ground->law : STR_NONE,
        .review_on = is->review_on,
        .first_by_name = is->first_by_name,
        .first_at = is->first_at,
        .second_by_name = is->second_by_name,
        .second_at = is->second_at,
        .is_live = !instant_is_some(is->ended_at) && date_compare(today, is->review_on) <= 0,
        .tells = ground != NULL && ground->tells,
        .may_confirm = !instant_is_some(is->second_at) && !is_own,
    };
}

static enum err show_view(struct job *job, struct suppression_show_view **out_view)
{
    struct suppressions list;
    enum err err = suppression_list(job, (struct person_id){job->target.id}, &list);
    if (err != OK)
        return err;
    struct suppression_show_view *view = ARENA_NEW(job->arena, struct suppression_show_view);
    struct suppression_row_view *rows =
        ARENA_MANY(job->arena, struct suppression_row_view, list.count);
    for (size_t i = 0; i < list.count; i++)
        rows[i] = row_of(job, &list.at[i]);
    view->ref = job->target.ref;
    view->rows.at = rows;
    view->rows.count = list.count;
    *out_view = view;
    return OK;
}

enum err suppression_show_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct suppression_show_view *view;
    enum err err = show_view(job, &view);
    if (err == OK)
        reply_suppression_show(reply, view);
    return err;
}

static enum err come_back(struct job *job, const struct problems *problems, struct reply *reply)
{
    struct suppression_show_view *view;
    enum err err = show_view(job, &view);
    if (err != OK)
        return err;
    reply_suppression_show_problems(reply, view, problems);
    return ERR_INVALID;
}

static void lead_back(struct job *job)
{
    job->location = str_format(job->arena, "/people/%.*s/suppression", STR_ARGS(job->target.ref));
}

enum err suppression_ask_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct suppression_ask_form form = {0};
    form_read(&shape_suppression_ask_form, request->fields, problems, &form);
    enum err err = problems_result(problems);
    lead_back(job);
    if (err == OK)
        err = suppression_ask(job, &(struct suppression_new){
            {job->target.id}, form.day, form.review_on, form.role, form.ground}, problems);
    if (problems->count > 0)
        return come_back(job, problems, reply);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_suppression_asked);
    return err;
}

static enum err decide(struct job *job, const struct request *request, struct reply *reply,
                       enum err (*word)(struct job *job, struct person_id person,
                                 struct task_id suppression), int notice)
{
    struct problems *problems = problems_new(job->arena);
    struct suppression_which_form form = {0};
    form_read(&shape_suppression_which_form, request->fields, problems, &form);
    if (problems->count > 0)
        return come_back(job, problems, reply);
    lead_back(job);
    enum err err = word(job, (struct person_id){job->target.id}, form.suppression);
    if (err == OK)
        reply_go(reply, job->location, notice);
    return err;
}

enum err suppression_confirm_do(struct job *job, const struct request *request, struct reply *reply)
{
    return decide(job, request, reply, suppression_confirm, WORD_notice_suppressed);
}

enum err suppression_end_do(struct job *job, const struct request *request, struct reply *reply)
{
    return decide(job, request, reply, suppression_end, WORD_notice_suppression_ended);
}
