#include "rooms/staff/staff_web.h"

#include "guard/renewal.h"
#include "rooms/staff/staff.h"
#include "rooms/staff/staff_kept_web.h"
#include "staff_sign_in_page.h"
#include "staff_demo_page.h"
#include "staff_sessions_page.h"
#include "staff_view.h"
#include "web/form.h"
#include "words.h"

enum { EVENTS_SHOWN = 20, SLIPS = 2 };

enum err sign_in_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct staff_sign_in_view *view = ARENA_NEW(job->arena, struct staff_sign_in_view);
    view->is_demo = job->is_demo;
    view->to = url_ours(pairs_get(request->query, "to"));
    reply_staff_sign_in(reply, view);
    return OK;
}

static enum err refuse(struct job *job, const struct request *request, struct reply *reply,
                       struct problems *problems)
{
    staff_kept_refused(job, request, reply, problems);
    return ERR_INVALID;
}

/* Has anything happened to the account since the worker signed in before, but for a slip or two?
 * The newest event is this signing in. */
static enum err has_news(struct job *job, bool *out_is_news)
{
    struct account_events events;
    int slips = 0;
    bool is_news = false;
    enum err err = account_happened(job, job->asker.staff, EVENTS_SHOWN, &events);
    if (err != OK)
        return err;
    for (size_t i = 1; i < events.count; i++) {
        if (str_equal_c(events.at[i].verb, verb_name(VERB_signed_in)))
            break;
        if (str_equal_c(events.at[i].verb, verb_name(VERB_sign_in_refused)))
            slips++;
        else
            is_news = true;
    }
    *out_is_news = is_news || slips > SLIPS;
    return OK;
}

enum err sign_in_do(struct job *job, const struct request *request, struct reply *reply)
{
    if (staff_kept_in_language(job, request, reply))
        return OK;
    struct problems *problems = problems_new(job->arena);
    struct sign_in_form form = {0};
    form_read(&shape_sign_in_form, request->fields, problems, &form);
    if (problems->count > 0)
        return refuse(job, request, reply, problems);
    struct str token;
    enum err err = account_sign_in(job, &(struct sign_in){
        .user_name = form.user_name,
        .password = form.password,
        .code = form.code,
        .totp_now = job->real_now,
    }, &token);
    if (err == ERR_DENIED) { /* which of the three is wrong is not said */
        problems_add(problems, STR_NONE, WORD_sign_in_refused);
        return refuse(job, request, reply, problems);
    }
    if (err != OK)
        return err;
    bool is_news = false;
    err = has_news(job, &is_news);
    if (err != OK)
        return err;
    reply->set_session = token;
    err = staff_kept_is_there(request) ? staff_kept_show(job, request, is_news, reply)
                                       : ERR_NOT_FOUND;
    if (err != ERR_NOT_FOUND)
        return err;
    struct str to = url_ours(pairs_get(request->fields, "to"));
    if (is_news)
        reply_go(reply, STR("/sessions"), WORD_notice_account_happened);
    else
        reply_go(reply, to.size > 0 ? to : STR("/"), 0);
    return OK;
}

static enum err end_this(struct job *job, void *with)
{
    (void)with;
    job->location = STR("/sign-in");
    return session_end(job, job->asker.session);
}

enum err sign_out_do(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    enum err err = job_write(job, end_this, NULL);
    if (err != OK)
        return err;
    reply->set_session = STR("-");
    reply_go(reply, STR("/sign-in"), WORD_notice_signed_out);
    return OK;
}

enum err sessions_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct session_rows rows;
    struct account_events events;
    enum err err = session_list(job, job->asker.staff, &rows);
    if (err == OK)
        err = account_happened(job, job->asker.staff, EVENTS_SHOWN, &events);
    if (err != OK)
        return err;
    struct session_row_view *lines = ARENA_MANY(job->arena, struct session_row_view, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        lines[i] = (struct session_row_view){
            .session = rows.at[i].session,
            .started_at = rows.at[i].started_at,
            .seen_at = rows.at[i].seen_at,
            .is_this = rows.at[i].session.value == job->asker.session.value,
        };
    struct account_event_view *happened =
        ARENA_MANY(job->arena, struct account_event_view, events.count);
    for (size_t i = 0; i < events.count; i++)
        happened[i] = (struct account_event_view){events.at[i].at, events.at[i].verb,
                                                  events.at[i].is_own};
    struct staff_sessions_view *view = ARENA_NEW(job->arena, struct staff_sessions_view);
    view->events.at = happened;
    view->events.count = events.count;
    view->rows.at = lines;
    view->rows.count = rows.count;
    view->has_day = right_opens(job->asker.role, RIGHT_today_read);
    reply_staff_sessions(reply, view);
    return OK;
}

/* Only a session of the asker's own: another's is answered as if it did not exist. */
static enum err check_own(struct job *job, struct session_id session)
{
    struct session_rows rows;
    enum err err = session_list(job, job->asker.staff, &rows);
    if (err != OK)
        return err;
    for (size_t i = 0; i < rows.count; i++)
        if (rows.at[i].session.value == session.value)
            return OK;
    return ERR_NOT_FOUND;
}

static enum err end_one(struct job *job, void *with)
{
    const struct session_id *session = with;
    job->location = STR("/sessions");
    return session_end(job, *session);
}

enum err session_end_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems problems = problems_make(job->arena);
    struct session_end_form form = {0};
    form_read(&shape_session_end_form, request->fields, &problems, &form);
    enum err err = problems_result(&problems);
    if (err == OK)
        err = check_own(job, form.session);
    if (err == OK)
        err = job_write(job, end_one, &form.session);
    if (err != OK)
        return err;
    reply_go(reply, STR("/sessions"), WORD_notice_session_ended);
    return OK;
}

static enum err end_all(struct job *job, void *with)
{
    (void)with;
    job->location = STR("/sign-in");
    return session_end_all(job, job->asker.staff);
}

enum err sessions_end_all_do(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    enum err err = job_write(job, end_all, NULL);
    if (err != OK)
        return err;
    reply->set_session = STR("-");
    reply_go(reply, STR("/sign-in"), WORD_notice_signed_out_everywhere);
    return OK;
}

enum err demo_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    if (!job->is_demo)
        return ERR_NOT_FOUND;
    struct accounts accounts;
    enum err err = account_list(job, &accounts);
    if (err != OK)
        return err;
    struct demo_login_view *logins = ARENA_MANY(job->arena, struct demo_login_view, accounts.count);
    for (size_t i = 0; i < accounts.count && err == OK; i++) {
        struct str uri;
        logins[i] = (struct demo_login_view){
            .user_name = accounts.at[i].user_name,
            .display_name = accounts.at[i].display_name,
            .role = str_of(role_name(accounts.at[i].role)),
            .staff = accounts.at[i].staff,
        };
        err = account_totp(job, accounts.at[i].staff, job->real_now, &logins[i].code, &uri);
    }
    if (err != OK)
        return err;
    struct staff_demo_view *view = ARENA_NEW(job->arena, struct staff_demo_view);
    view->password = STR(DEMO_PASSWORD);
    view->logins.at = logins;
    view->logins.count = accounts.count;
    reply_staff_demo(reply, view);
    return OK;
}

enum err demo_qr_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct staff_id staff;
    struct str code, uri;
    if (!job->is_demo || id_parse(request_path(request, "staff"), &staff.value) != OK)
        return ERR_NOT_FOUND;
    enum err err = account_totp(job, staff, job->real_now, &code, &uri);
    if (err == OK)
        reply_file(reply, STR("image/svg+xml"), STR_NONE, account_qr_svg(job->arena, uri));
    return err;
}
