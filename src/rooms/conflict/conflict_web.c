#include "rooms/conflict/conflict_web.h"

#include "base/shape.h"
#include "conflict_flag_sql.h"
#include "conflict_list_page.h"
#include "conflict_new_page.h"
#include "conflict_view.h"
#include "rooms/conflict/conflict_flag.h"
#include "web/form.h"
#include "words.h"

static enum err new_view(struct job *job, struct conflict_new_view **out_view)
{
    struct conflict_flag_workers_rows rows;
    enum err err = sql_conflict_flag_workers(job->db, job->arena, job->now, &rows);
    if (err != OK)
        return err;
    struct conflict_worker_view *workers =
        ARENA_MANY(job->arena, struct conflict_worker_view, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        workers[i] = (struct conflict_worker_view){rows.at[i].staff, rows.at[i].display_name,
                                                   rows.at[i].role};
    struct conflict_new_view *view = ARENA_NEW(job->arena, struct conflict_new_view);
    view->ref = job->target.ref;
    view->workers.at = workers;
    view->workers.count = rows.count;
    *out_view = view;
    return OK;
}

enum err conflict_new_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct conflict_new_view *view;
    enum err err = new_view(job, &view);
    if (err == OK)
        reply_conflict_new(reply, view);
    return err;
}

static bool is_worker(const struct conflict_new_view *view, struct staff_id staff)
{
    for (size_t i = 0; i < view->workers.count; i++)
        if (view->workers.at[i].staff.value == staff.value)
            return true;
    return false;
}

/* Who keeps herself away is led where she still may be: her flag is live when the page answers. */
enum err conflict_new_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct conflict_new_form form = {0};
    struct conflict_new_view *view;
    form_read(&shape_conflict_new_form, request->fields, problems, &form);
    enum err err = new_view(job, &view);
    if (err != OK)
        return err;
    if (form.staff.value != 0 && !is_worker(view, form.staff))
        problems_add(problems, STR("staff"), WORD_conflict_no_worker);
    if (problems->count > 0) {
        reply_conflict_new_problems(reply, view, problems);
        return ERR_INVALID;
    }
    bool is_own = form.staff.value == job->asker.staff.value;
    job->location =
        is_own ? STR("/people")
               : str_format(job->arena, "/people/%.*s", STR_ARGS(job->target.ref));
    err = conflict_flag_add(job, &(struct conflict_flag_new){
        {job->target.id}, form.staff, form.kind, form.note});
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_conflict_saved);
    return err;
}

enum err conflict_list_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct str asked = pairs_get(request->query, "after");
    struct conflict_id after = {0};
    struct conflict_flags flags;
    if (asked.size > 0 && id_parse(asked, &after.value) != OK)
        return ERR_MALFORMED;
    enum err err = conflict_flag_list(job, after, &flags);
    if (err != OK)
        return err;
    struct conflict_line_view *lines =
        ARENA_MANY(job->arena, struct conflict_line_view, flags.count);
    for (size_t i = 0; i < flags.count; i++) {
        job_audit(job, VERB_read, RECORD_person, flags.at[i].person.value);
        lines[i] = (struct conflict_line_view){
            .flag = flags.at[i].flag,
            .staff_name = flags.at[i].staff_name,
            .role = flags.at[i].role,
            .ref = flags.at[i].ref,
            .kind = flags.at[i].kind,
            .note = flags.at[i].note,
            .recorded_by_name = flags.at[i].recorded_by_name,
            .recorded_at = flags.at[i].recorded_at,
        };
    }
    struct conflict_list_view *view = ARENA_NEW(job->arena, struct conflict_list_view);
    view->rows.at = lines;
    view->rows.count = flags.count;
    if (asked.size > 0)
        view->first = STR("/conflicts");
    if (flags.next.value != 0)
        view->next = str_format(job->arena, "/conflicts?after=%.*s",
                                STR_ARGS(id_text(job->arena, flags.next.value)));
    reply_conflict_list(reply, view);
    return OK;
}

enum err conflict_end_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct conflict_end_form form = {0};
    form_read(&shape_conflict_end_form, request->fields, problems, &form);
    if (problems->count > 0)
        return ERR_MALFORMED;
    job->location = STR("/conflicts");
    enum err err = conflict_flag_end(job, form.flag);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_conflict_ended);
    return err;
}
