#include "app/dispatch.h"

#include <setjmp.h>
#include <string.h>

#include "app/after.h"
#include "app/answer.h"
#include "app/checkpoints.h"
#include "app/targets.h"
#include "guard/account.h"
#include "guard/refusal.h"
#include "guard/tie.h"
#include "guard/unreadable.h"
#include "rooms/placement/placement.h"
#include "rooms/release/release_web.h"
#include "rooms/staff/staff_kept_web.h"

/* Who asks: a session's cookie on pages, a bearer token under /api/v1. A public page is shown to
 * whoever comes, and greets who is signed in. */
static enum err find_asker(struct exchange *exchange)
{
    const struct request *request = &exchange->request;
    enum err err = ERR_DENIED;
    if (request->wants_json && request->bearer.size > 0) {
        err = token_find(&exchange->job, request->bearer);
    } else if (request->session.size > 0) {
        err = session_find(&exchange->job, request->session);
        if (err == OK)
            err = session_csrf(&exchange->job, request->session, &exchange->csrf);
    }
    return err == ERR_DENIED && exchange->route->right == RIGHT_public ? OK : err;
}

/* Was this form written in a session that idled out meanwhile? Then what was typed is not lost: it
 * goes through the door with its writer. What holds a secret, or a file, does not. */
static bool is_left_behind(struct exchange *exchange)
{
    const struct request *request = &exchange->request;
    enum right right = exchange->route->right;
    struct staff_id staff;
    struct str csrf = STR_NONE;
    if (request->method != METHOD_POST || request->wants_json || request->is_autosave ||
        request->is_from_elsewhere ||
        right == RIGHT_public || right == RIGHT_own_session || exchange->route->takes_secret ||
        exchange->route->takes_file)
        return false;
    return session_left_by(&exchange->job, request->session, &staff) == OK &&
           session_csrf(&exchange->job, request->session, &csrf) == OK &&
           str_equal(pairs_get(request->fields, "csrf"), csrf);
}

/* A bearer token is not sent by a browser on its own, so it needs no second proof. Before somebody
 * is signed in there is no token to send; then the browser's own word stands against another site
 * that would sign her in as somebody else. */
static enum err check_csrf(const struct exchange *exchange)
{
    const struct request *request = &exchange->request;
    bool is_bearer = request->wants_json && request->bearer.size > 0;
    if (request->method != METHOD_POST || is_bearer)
        return OK;
    if (request->is_from_elsewhere)
        return ERR_CONFLICT;
    if (exchange->csrf.size == 0)
        return OK;
    return str_equal(pairs_get(request->fields, "csrf"), exchange->csrf) ? OK : ERR_CONFLICT;
}

static enum err check_right(struct exchange *exchange)
{
    struct job *job = &exchange->job;
    enum right right = exchange->route->right;
    enum err err = target_find(job, &exchange->request);
    if (err != OK || right == RIGHT_public)
        return err;
    job->relations = RELATION_BIT(RELATION_any);
    if (job->target.kind == RECORD_NONE)
        return right_opens(job->asker.role, right) ? OK : ERR_NOT_FOUND;
    err = tie_relations(job, job->target.record, &job->relations);
    if (err != OK)
        return err;
    return right_allows(job->asker.role, job->relations, right) ? OK : ERR_NOT_FOUND;
}

/* A flag beats this right too: where she lives from whom the asker is kept. */
static enum err check_address(struct exchange *exchange)
{
    struct job *job = &exchange->job;
    return exchange->route->right == RIGHT_address_reveal
               ? placement_address_check(job, (struct house_id){job->target.id}) : OK;
}

static enum err find_route(struct exchange *exchange)
{
    int row = route_find(routes(), &exchange->request);
    exchange->is_other_method = row == ROUTE_OTHER_METHOD;
    if (row < 0)
        return ERR_NOT_FOUND;
    exchange->route = &route_table[row];
    return OK;
}

/* What the log says of what is about to be shown. A form that is refused, or that answers with a
 * page, shows the record it is of, as its own GET does; so does the page in place of a file. */
static enum verb shown_verb(const struct exchange *exchange)
{
    const struct route *route = exchange->route;
    bool is_get = exchange->request.method == METHOD_GET;
    bool is_page = exchange->reply.page != NULL && exchange->reply.location.size == 0;
    if (is_get && (route->verb != VERB_NONE || route->file == FILE_none))
        return route->verb;
    return is_page && exchange->job.target.kind != RECORD_NONE ? VERB_read : VERB_NONE;
}

/* Everything but what anybody may read, a worker's own sessions, and being led on. */
static bool shows_records(const struct exchange *exchange)
{
    enum right right = exchange->route->right;
    return right != RIGHT_public && right != RIGHT_own_session &&
           exchange->reply.location.size == 0;
}

/* The log is written to, or should be, and nothing is signed any more. On a disk that takes nothing
 * there is nothing new to sign: readings stand in the log's reserve (guard/reserve.h). */
static bool is_log_frozen(const struct exchange *exchange)
{
    const struct app *app = exchange->app;
    return checkpoints_are_stale(app->checkpoints) &&
           !store_is_refused(app->readings != NULL ? app->readings : app->store);
}

/* The log's lines for a reading, the route's and those that the handler added, durable before the
 * first byte leaves: no log, no data. The connection for reading is given back first: others need
 * it while this one waits for the disk. */
static enum err audit_reading(struct exchange *exchange)
{
    struct job *job = &exchange->job;
    enum verb verb = shown_verb(exchange);
    app_job_end(job);
    if (verb != VERB_NONE)
        job_audit(job, verb, job->target.kind,
                  job->target.kind == RECORD_NONE ? 0 : job->target.record.value);
    if (shows_records(exchange) && is_log_frozen(exchange))
        return ERR_BUSY;
    return job_audit_commit(job);
}

/* Nothing leaves but by the gate: a route that replies with a file says so in the table, or this
 * ends the program in its first test. */
static enum err pass_gate(struct exchange *exchange)
{
    struct reply *reply = &exchange->reply;
    if (reply->page != NULL || reply->body.size == 0)
        return OK;
    enum route_file file = exchange->route->file;
    must(file != FILE_none);
    bool is_read = file == FILE_leaves ||
                   (file == FILE_kept && str_starts(reply->content_type, STR("text/")));
    return is_read ? release_gate_pass(&exchange->job, reply) : OK;
}

/* What is done only because the record was opened in an emergency says so in the log. */
static bool is_only_emergency(const struct job *job, enum right right)
{
    uint32_t relations = right_relations(job->asker.role, right) & job->relations;
    return relations == RELATION_BIT(RELATION_emergency);
}

static enum err run(struct exchange *exchange)
{
    enum err err = find_route(exchange);
    if (err == OK)
        err = find_asker(exchange);
    if (err == ERR_DENIED && is_left_behind(exchange))
        staff_kept_at_door(&exchange->job, &exchange->request, &exchange->reply);
    if (err == OK)
        err = check_csrf(exchange);
    if (err == OK)
        err = check_right(exchange);
    if (err == OK)
        err = check_address(exchange);
    if (err != OK)
        return err;
    exchange->is_genuine = true;
    struct job *job = &exchange->job;
    job->purpose = is_only_emergency(job, exchange->route->right) ? PURPOSE_emergency
                                                                  : exchange->route->purpose;
    if (exchange->request.method == METHOD_POST)
        job->once = pairs_get(exchange->request.fields, "once");
    err = exchange->route->handler(job, &exchange->request, &exchange->reply);
    if (exchange->request.method == METHOD_POST)
        after_commit(job);
    if (err == OK)
        err = pass_gate(exchange);
    return err == OK && exchange->reply.result != OK ? exchange->reply.result : err;
}

/* A page that is shown at once to who has just signed in has forms of the new session. */
static enum err renew_csrf(struct exchange *exchange)
{
    const struct reply *reply = &exchange->reply;
    if (reply->set_session.size == 0 || reply->page == NULL)
        return OK;
    return session_csrf(&exchange->job, reply->set_session, &exchange->csrf);
}

/* What was sent may have changed what waits; pages say how much does. Who is answered with a page
 * (a search, a form with problems) has changed nothing: who has is led on. */
static void count_waiting(struct exchange *exchange)
{
    struct waiting *waiting = &exchange->app->waiting;
    if (exchange->request.method == METHOD_POST && exchange->reply.page == NULL)
        waiting_forget(waiting, exchange->job.asker.staff);
    if (exchange->reply.page != NULL && !exchange->request.wants_json)
        exchange->waiting = waiting_number(waiting, &exchange->job);
}

/* The kind of record that the path names, found or not: which of the two is not written. */
static struct str kind_named(const struct exchange *exchange)
{
    const struct request *request = &exchange->request;
    for (size_t i = 0; i < request->path_value_count; i++)
        if (target_is(request->path_names[i]))
            return request->path_names[i];
    return STR_NONE;
}

static enum refusal_reason reason_of(const struct exchange *exchange, enum err err)
{
    if (err == ERR_NOT_FOUND && exchange->route != NULL)
        return REFUSAL_not_there;
    if (err == ERR_CONFLICT && exchange->route != NULL && !exchange->is_genuine)
        return REFUSAL_forged_form;
    return err == ERR_TOO_MANY ? REFUSAL_too_many : REFUSAL_NONE;
}

/* What is answered. A full disk is no reason to answer otherwise: what is refused shows nothing. A
 * request whose memory ends here is answered like any whose memory ends. */
static enum err note_refusal(struct exchange *exchange, enum err err)
{
    struct job *job = &exchange->job;
    struct refusal refusal = {
        .reason = reason_of(exchange, err),
        .staff = job->asker.staff,
        .kind = kind_named(exchange),
        .is_write = exchange->request.method == METHOD_POST,
    };
    if (refusal.reason == REFUSAL_NONE || job->db == NULL || db_is_writing(job->db))
        return err;
    enum err noted = refusal_note(job, &refusal);
    return noted == ERR_TOO_LARGE ? noted : err;
}

static void answer_exchange(struct exchange *exchange, struct http_answer *out_answer)
{
    enum err err = store_read_begin(exchange->app->store, &exchange->job.db);
    if (err == OK)
        err = run(exchange);
    if (err == OK)
        err = renew_csrf(exchange);
    if (err == OK || answer_is_form_back(exchange, err))
        count_waiting(exchange);
    struct http_answer answer = {0};
    if (err == OK)
        answer_done(exchange, &answer);
    if (err == OK || answer_is_form_back(exchange, err)) {
        enum err logged = audit_reading(exchange);
        if (logged != OK) {
            exchange->reply.page = NULL; /* no log, no data: not even as a form that comes back */
            err = logged;
        }
    }
    if (err != OK)
        err = note_refusal(exchange, err);
    app_job_end(&exchange->job);
    if (err != OK) {
        answer = (struct http_answer){0};
        answer_refusal(exchange, err, &answer);
    }
    answer.refresh = err == OK ? exchange->reply.refresh : STR_NONE;
    answer_cookies(exchange, &answer);
    *out_answer = answer;
}

static struct exchange *exchange_make(struct app *app, struct arena *arena,
                                      const struct request *request)
{
    struct exchange *exchange = ARENA_NEW(arena, struct exchange);
    exchange->app = app;
    exchange->request = *request;
    exchange->request.origin =
        str_format(arena, "%s://%.*s", app->settings.is_behind_tls ? "https" : "http",
                   STR_ARGS(request->host));
    if (exchange->app->settings.is_behind_tls) /* the other one anybody under our domain can set */
        exchange->request.session = request->host_session;
    exchange->job = app_job(app, arena);
    return exchange;
}

void dispatch(void *with, struct arena *arena, const struct request *request,
              struct http_answer *out_answer)
{
    struct exchange *volatile exchange = NULL;
    jmp_buf overflow;
    arena->overflow = &overflow;
    if (setjmp(overflow) == 0) {
        exchange = exchange_make(with, arena, request);
        answer_exchange(exchange, out_answer);
    } else {
        if (exchange != NULL) {
            unreadable_cry(&exchange->job);
            app_job_end(&exchange->job);
        }
        *out_answer = (struct http_answer){.status = reply_status(ERR_TOO_LARGE),
                                           .content_type = STR("text/plain"),
                                           .body = STR("This is too large.\n")};
    }
    arena->overflow = NULL;
}

static enum err let_in(struct exchange *exchange)
{
    enum err err = find_route(exchange);
    if (err == OK && !exchange->route->takes_file)
        err = ERR_MALFORMED;
    if (err == OK)
        err = store_read_begin(exchange->app->store, &exchange->job.db);
    if (err == OK)
        err = find_asker(exchange);
    if (err == OK)
        err = check_right(exchange);
    return err;
}

enum err dispatch_let_in(void *with, struct arena *arena, const struct request *request)
{
    struct exchange *volatile exchange = NULL;
    volatile enum err err = ERR_TOO_LARGE;
    jmp_buf overflow;
    arena->overflow = &overflow;
    if (setjmp(overflow) == 0) {
        exchange = exchange_make(with, arena, request);
        err = let_in(exchange);
    }
    if (exchange != NULL)
        app_job_end(&exchange->job);
    arena->overflow = NULL;
    return err;
}

/* Every page asks this; few of them can be one. */
bool dispatch_is_large(void *with, const struct request *request)
{
    struct request tried = *request;
    (void)with;
    if (memmem(request->path.at, request->path.size, "/documents/", 11) == NULL)
        return false;
    int row = route_find(routes(), &tried);
    return row >= 0 && route_table[row].file == FILE_kept;
}

void dispatch_refuse(void *with, struct arena *arena, const struct request *request, enum err why,
                     struct http_answer *out_answer)
{
    struct exchange *exchange = exchange_make(with, arena, request);
    (void)find_route(exchange); /* what is refused has its own words */
    struct http_answer answer = {0};
    answer_refusal(exchange, why, &answer);
    *out_answer = answer;
}
