#include "rooms/staff/staff_renewal_web.h"

#include "guard/account.h"
#include "guard/renewal.h"
#include "staff_code_app_page.h"
#include "staff_password_page.h"
#include "staff_renew_page.h"
#include "staff_renewal_page.h"
#include "staff_view.h"
#include "web/form.h"
#include "words.h"

/* ---- what is wrong with a password ----------------------------------------------------------- */

static void add_rule(struct problems *problems, enum password_rule rule)
{
    static const int words[] = {
        [PASSWORD_SHORT] = WORD_password_short,
        [PASSWORD_LONG] = WORD_password_long,
        [PASSWORD_COMMON] = WORD_password_common,
        [PASSWORD_OWN] = WORD_password_own,
    };
    if (rule != PASSWORD_FINE)
        problems_add(problems, STR("password"), words[rule]);
}

static void check_same(struct problems *problems, struct str password, struct str again)
{
    if (password.size > 0 && again.size > 0 && !str_equal(password, again))
        problems_add(problems, STR("password_again"), WORD_password_differs);
}

/* ---- a one-time code ------------------------------------------------------------------------- */

static struct staff_renew_view *renew_view(struct job *job)
{
    struct staff_renew_view *view = ARENA_NEW(job->arena, struct staff_renew_view);
    view->minutes = RENEWAL_MINUTES;
    return view;
}

enum err renew_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    reply_staff_renew(reply, renew_view(job));
    return OK;
}

enum err renew_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct renew_form form = {0};
    struct str token = STR_NONE;
    form_read(&shape_renew_form, request->fields, problems, &form);
    enum err err = problems_result(problems);
    if (err == OK)
        err = renewal_begin(job, form.user_name, form.code, &token);
    if (err == ERR_DENIED) /* what is wrong is not said */
        problems_add(problems, STR_NONE, WORD_renew_refused);
    if (problems->count > 0) {
        reply_staff_renew_problems(reply, renew_view(job), problems);
        return ERR_INVALID;
    }
    if (err != OK)
        return err;
    reply->set_session = token;
    reply_go(reply, STR("/renewal"), 0);
    return OK;
}

/* Who has no way, or whose way has ended, begins with the code again. */
static enum err lead_to_code(enum err err, struct reply *reply)
{
    if (err == ERR_NOT_FOUND)
        reply_go(reply, STR("/sign-in/renew"), 0);
    return err == ERR_NOT_FOUND ? OK : err;
}

static struct staff_renewal_view *renewal_view(struct job *job, const struct renewal *renewal)
{
    struct staff_renewal_view *view = ARENA_NEW(job->arena, struct staff_renewal_view);
    *view = (struct staff_renewal_view){.is_code_app = renewal->is_code_app,
                                        .secret = renewal->secret,
                                        .least = PASSWORD_LEAST};
    return view;
}

enum err renewal_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct renewal renewal = {0};
    enum err err = renewal_find(job, request->session, &renewal);
    if (err == OK)
        reply_staff_renewal(reply, renewal_view(job, &renewal));
    return lead_to_code(err, reply);
}

static enum err finish(struct job *job, const struct request *request,
                       const struct renewal *renewal, struct problems *problems)
{
    struct renewal_form form = {0};
    enum password_rule rule = PASSWORD_FINE;
    form_read(&shape_renewal_form, request->fields, problems, &form);
    check_same(problems, form.password, form.password_again);
    enum err err = problems_result(problems);
    if (err == OK)
        err = renewal_finish(job, renewal, &(struct renewal_choice){
            .password = form.password, .code = form.code, .totp_now = job->real_now}, &rule);
    add_rule(problems, rule);
    if (err == ERR_DENIED)
        problems_add(problems, STR("code"), WORD_renewal_code_wrong);
    return err;
}

enum err renewal_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct renewal renewal = {0};
    enum err err = renewal_find(job, request->session, &renewal);
    if (err == OK)
        err = finish(job, request, &renewal, problems);
    if (problems->count > 0) {
        reply_staff_renewal_problems(reply, renewal_view(job, &renewal), problems);
        return ERR_INVALID;
    }
    if (err != OK)
        return lead_to_code(err, reply);
    reply->set_session = STR("-");
    reply_go(reply, STR("/sign-in"), WORD_notice_renewed);
    return OK;
}

enum err renewal_qr_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct renewal renewal = {0};
    enum err err = job->asker.staff.value != 0
                       ? code_app_waiting(job, &renewal)
                       : renewal_find(job, request->session, &renewal);
    if (err == OK && !renewal.is_code_app)
        err = ERR_NOT_FOUND;
    if (err == OK)
        reply_file(reply, STR("image/svg+xml"), STR_NONE,
                   account_qr_svg(job->arena, renewal.uri));
    return lead_to_code(err, reply);
}

/* ---- who is signed in ------------------------------------------------------------------------ */

static struct staff_password_view *password_view(struct job *job)
{
    struct staff_password_view *view = ARENA_NEW(job->arena, struct staff_password_view);
    view->least = PASSWORD_LEAST;
    return view;
}

enum err password_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    reply_staff_password(reply, password_view(job));
    return OK;
}

enum err password_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct password_change_form form = {0};
    enum password_rule rule = PASSWORD_FINE;
    struct str token = STR_NONE;
    form_read(&shape_password_change_form, request->fields, problems, &form);
    check_same(problems, form.password, form.password_again);
    job->location = STR("/sessions");
    enum err err = problems_result(problems);
    if (err == OK)
        err = password_change(job, &(struct present){form.present, form.code, job->real_now},
                              form.password, &rule, &token);
    add_rule(problems, rule);
    if (err == ERR_DENIED)
        problems_add(problems, STR("present"), WORD_password_present_wrong);
    if (problems->count > 0) {
        reply_staff_password_problems(reply, password_view(job), problems);
        return ERR_INVALID;
    }
    if (err != OK)
        return err;
    reply->set_session = token;
    reply_go(reply, job->location, WORD_notice_password_changed);
    return OK;
}

static enum err code_app_view(struct job *job, struct staff_code_app_view **out_view)
{
    struct staff_code_app_view *view = ARENA_NEW(job->arena, struct staff_code_app_view);
    struct renewal renewal = {0};
    enum err err = code_app_waiting(job, &renewal);
    if (err == OK)
        *view = (struct staff_code_app_view){.is_waiting = true, .secret = renewal.secret};
    if (err == OK || err == ERR_NOT_FOUND)
        *out_view = view;
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err show_code_app(struct job *job, struct reply *reply, struct problems *problems)
{
    struct staff_code_app_view *view = NULL;
    enum err err = code_app_view(job, &view);
    if (err != OK)
        return err;
    if (problems == NULL) {
        reply_staff_code_app(reply, view);
        return OK;
    }
    reply_staff_code_app_problems(reply, view, problems);
    return ERR_INVALID;
}

enum err code_app_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    return show_code_app(job, reply, NULL);
}

enum err code_app_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct code_app_begin_form form = {0};
    form_read(&shape_code_app_begin_form, request->fields, problems, &form);
    job->location = STR("/sessions/code-app");
    enum err err = problems_result(problems);
    if (err == OK)
        err = code_app_begin(job, &(struct present){form.present, form.code, job->real_now});
    if (err == ERR_DENIED)
        problems_add(problems, STR("present"), WORD_password_present_wrong);
    if (problems->count > 0)
        return show_code_app(job, reply, problems);
    if (err == OK)
        reply_go(reply, job->location, 0);
    return err;
}

enum err code_app_first_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct code_app_finish_form form = {0};
    struct str token = STR_NONE;
    form_read(&shape_code_app_finish_form, request->fields, problems, &form);
    job->location = STR("/sessions");
    enum err err = problems_result(problems);
    if (err == OK)
        err = code_app_finish(job, &(struct present){STR_NONE, form.code, job->real_now}, &token);
    if (err == ERR_DENIED)
        problems_add(problems, STR("code"), WORD_renewal_code_wrong);
    if (problems->count > 0)
        return show_code_app(job, reply, problems);
    if (err != OK)
        return err;
    reply->set_session = token;
    reply_go(reply, job->location, WORD_notice_code_app_changed);
    return OK;
}
