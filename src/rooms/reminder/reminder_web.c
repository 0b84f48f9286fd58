#include "rooms/reminder/reminder_web.h"

#include "reminder_leads_page.h"
#include "reminder_sql.h"
#include "rooms/reminder/reminder.h"
#include "web/form.h"
#include "words.h"

enum { HISTORY_ROWS = 40 };

enum err reminder_seen_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct date due_on;
    if (date_parse(request_path(request, "date"), &due_on) != OK)
        return ERR_NOT_FOUND;
    job->location = STR("/today");
    enum err err = reminder_see(job, (struct person_id){job->target.id},
                                request_path(request, "rule"), due_on);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_reminder_seen);
    return err;
}

/* ---- lead times ------------------------------------------------------------------------------ */

static void show_now(struct job *job, const struct reminder_book *book,
                     struct reminder_leads_view *view)
{
    struct reminder_lead_view *lines =
        ARENA_MANY(job->arena, struct reminder_lead_view, REMINDER_MEANINGS);
    for (int i = 0; i < REMINDER_MEANINGS; i++)
        lines[i] = (struct reminder_lead_view){
            .meaning = reminder_meaning_code((enum reminder_meaning)i),
            .from_at = book->of[i].from_at,
            .worker_leads = reminder_leads_text(job->arena, &book->of[i].worker),
            .manager_leads = reminder_leads_text(job->arena, &book->of[i].manager),
        };
    view->now.at = lines;
    view->now.count = REMINDER_MEANINGS;
}

static enum err show_history(struct job *job, struct reminder_leads_view *view)
{
    struct reminder_leads_history_rows rows;
    enum err err = sql_reminder_leads_history(job->db, job->arena, HISTORY_ROWS, &rows);
    if (err != OK)
        return err;
    struct reminder_lead_view *lines =
        ARENA_MANY(job->arena, struct reminder_lead_view, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        lines[i] = (struct reminder_lead_view){rows.at[i].meaning, rows.at[i].from_at,
                                               rows.at[i].worker_leads, rows.at[i].manager_leads,
                                               rows.at[i].set_by_name};
    view->history.at = lines;
    view->history.count = rows.count;
    return OK;
}

static enum err fill(struct job *job, struct reminder_leads_view **out_view)
{
    struct reminder_leads_view *view = ARENA_NEW(job->arena, struct reminder_leads_view);
    struct reminder_book book;
    enum err err = reminder_book_now(job, &book);
    if (err == OK)
        err = show_history(job, view);
    if (err != OK)
        return err;
    show_now(job, &book, view);
    *out_view = view;
    return OK;
}

enum err reminder_leads_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct reminder_leads_view *view;
    enum err err = fill(job, &view);
    if (err == OK)
        reply_reminder_leads(reply, view);
    return err;
}

static enum reminder_meaning meaning_of(struct str code)
{
    int meaning = 0;
    while (meaning < REMINDER_MEANINGS - 1 &&
           !str_equal(code, reminder_meaning_code((enum reminder_meaning)meaning)))
        meaning++;
    return (enum reminder_meaning)meaning;
}

enum err reminder_leads_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct reminder_leads_form form = {0};
    struct reminder_leads_view *view;
    form_read(&shape_reminder_leads_form, request->fields, problems, &form);
    job->location = STR("/reminders/leads");
    enum err err = problems_result(problems);
    if (err == OK)
        err = reminder_lead_set(job, &(struct reminder_change){
            meaning_of(form.meaning), form.worker_leads, form.manager_leads}, problems);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_reminder_leads);
    if (err == ERR_INVALID && fill(job, &view) == OK)
        reply_reminder_leads_problems(reply, view, problems);
    return err;
}
