#include "app/dispatch.h"

#include <setjmp.h>
#include <string.h>

#include "app_error_page.h"
#include "app_kept_page.h"
#include "app_view.h"
#include "app/after.h"
#include "app/checkpoints.h"
#include "app/routes.h"
#include "app/targets.h"
#include "guard/account.h"
#include "guard/refusal.h"
#include "guard/tie.h"
#include "rooms/release/release_web.h"
#include "rooms/staff/staff_kept_web.h"
#include "web/json.h"
#include "web/page.h"
#include "web/words.h"
#include "words.h"

struct exchange {
    struct app *app;
    struct request request;
    const struct route *route;
    struct job job;
    struct reply reply;
    struct str csrf;
    bool is_sent_again;   /* the page's form is the one that came, with its once token */
    bool is_genuine;      /* the form's token was right, or there need be none */
    bool is_other_method; /* the path is there, but not for this method */
    int64_t waiting;      /* what the navigation says beside the day */
};

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
 * goes through the door with its writer. What holds a password, or a file, does not. */
static bool is_left_behind(struct exchange *exchange)
{
    const struct request *request = &exchange->request;
    enum right right = exchange->route->right;
    struct staff_id staff;
    struct str csrf = STR_NONE;
    if (request->method != METHOD_POST || request->wants_json || request->is_from_elsewhere ||
        right == RIGHT_public || right == RIGHT_own_session || exchange->route->takes_file)
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

static enum err find_route(struct exchange *exchange)
{
    int row = route_find(route_table, sizeof(route_table[0]), route_count, &exchange->request);
    exchange->is_other_method = row == ROUTE_OTHER_METHOD;
    if (row < 0)
        return ERR_NOT_FOUND;
    exchange->route = &route_table[row];
    return OK;
}

/* What the log says of what is about to be shown. A form that is refused, or that answers with a
 * page, shows the record it is of, as its own GET does. */
static enum verb shown_verb(const struct exchange *exchange)
{
    if (exchange->request.method == METHOD_GET)
        return exchange->route->verb;
    bool is_page = exchange->reply.page != NULL && exchange->reply.location.size == 0;
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

/* ---- rendering ----------------------------------------------------------------------------- */

/* Nobody has both. */
static bool is_waiting_told(int word)
{
    return word == WORD_navigation_today || word == WORD_navigation_emergencies;
}

static size_t list_navigation(struct exchange *exchange, struct navigation_item *items)
{
    enum role role = exchange->job.asker.role;
    size_t count = 0;
    for (size_t i = 0; i < navigation_count && role != ROLE_NONE; i++) {
        const struct navigation_entry *entry = &navigation_table[i];
        if (!right_opens(role, entry->right))
            continue;
        struct str url = str_of(entry->url);
        items[count++] = (struct navigation_item){
            entry->word, url, str_starts(exchange->request.path, url),
            is_waiting_told(entry->word) ? exchange->waiting : 0};
    }
    return count;
}

static struct str fresh_once(struct exchange *exchange)
{
    return id_text(exchange->job.arena, job_new_id(&exchange->job));
}

/* Only sentences that were written as notices can be asked for in a URL. */
static int notice_asked(struct exchange *exchange)
{
    struct str key = pairs_get(exchange->request.query, "notice");
    return str_starts(key, STR("notice_")) ? word_find(key) : 0;
}

/* A form that asks for a page stands in the address. */
static struct pairs typed_in(const struct request *request)
{
    return request->method == METHOD_GET ? request->query : request->fields;
}

static struct page page_for(struct exchange *exchange)
{
    struct arena *arena = exchange->job.arena;
    struct navigation_item *items = ARENA_MANY(arena, struct navigation_item, navigation_count);
    return (struct page){
        .out = buf_make(arena, 32 * 1024),
        .arena = arena,
        .language = words_choose(exchange->request.languages),
        .path = exchange->request.path,
        .csrf = exchange->csrf,
        .once = exchange->is_sent_again ? pairs_get(exchange->request.fields, "once")
                                        : fresh_once(exchange),
        .staff_name = exchange->job.asker.name,
        .navigation = items,
        .navigation_count = list_navigation(exchange, items),
        .problems = exchange->reply.problems,
        .typed = exchange->reply.problems ? typed_in(&exchange->request) : (struct pairs){0},
        .notice = notice_asked(exchange),
        .now = exchange->job.now,
        .is_demo = exchange->app->is_demo,
        .is_read_only = app_is_read_only(exchange->app),
    };
}

static void render_page(struct exchange *exchange, const struct page_kind *kind, const void *view,
                        struct http_answer *out_answer)
{
    struct page page = page_for(exchange);
    out_answer->content_type = STR("text/html; charset=utf-8");
    out_answer->body = page_document(&page, kind->render, view);
}

static void render_json(struct exchange *exchange, struct http_answer *out_answer)
{
    struct buf out = buf_make(exchange->job.arena, 8 * 1024);
    json_write(&out, exchange->reply.page->shape, exchange->reply.view);
    out_answer->content_type = STR("application/json");
    out_answer->body = buf_text(&out);
}

static void render_problem(struct exchange *exchange, enum err err, struct http_answer *out_answer)
{
    struct buf out = buf_make(exchange->job.arena, 1024);
    json_write_problem(&out, err, exchange->reply.problems);
    out_answer->content_type = STR("application/problem+json");
    out_answer->body = buf_text(&out);
}

/* The page of the record that the path is about: its first two parts, if a route shows it. */
static struct str page_of_record(struct exchange *exchange)
{
    struct request asked = exchange->request;
    size_t first = str_find(asked.path, '/', 1);
    size_t second = first == SIZE_MAX ? SIZE_MAX : str_find(asked.path, '/', first + 1);
    asked.path = str_slice(asked.path, 0, second == SIZE_MAX ? asked.path.size : second);
    asked.method = METHOD_GET;
    bool is_shown = first != SIZE_MAX &&
                    route_find(route_table, sizeof(route_table[0]), route_count, &asked) >= 0;
    return is_shown ? asked.path : STR_NONE;
}

/* Somebody was faster: what was changed is looked at again, and what was written can be copied. */
static void fill_conflict(struct exchange *exchange, struct app_error_view *view)
{
    const struct pairs *sent = &exchange->request.fields;
    const struct shape *form = exchange->route->form;
    struct app_kept_field_view *typed =
        ARENA_MANY(exchange->job.arena, struct app_kept_field_view, sent->count);
    size_t count = 0;
    for (size_t i = 0; form != NULL && i < form->field_count; i++) {
        struct str value = pairs_get(*sent, form->fields[i].name);
        if (form->fields[i].kind == SHAPE_TEXT && value.size > 0 && count < sent->count)
            typed[count++] =
                (struct app_kept_field_view){str_of(form->fields[i].name), value};
    }
    view->back = page_of_record(exchange);
    view->typed.at = typed;
    view->typed.count = count;
}

static void render_error(struct exchange *exchange, enum err err, struct http_answer *out_answer)
{
    static const struct {
        enum err err;
        int title, text;
    } sentences[] = {
        {ERR_NOT_FOUND, WORD_refusal_not_found_title, WORD_refusal_not_found_text},
        {ERR_CONFLICT, WORD_refusal_conflict_title, WORD_refusal_conflict_text},
        {ERR_BUSY, WORD_refusal_busy_title, WORD_refusal_busy_text},
        {ERR_TOO_LARGE, WORD_refusal_too_large_title, WORD_refusal_too_large_text},
        {ERR_TOO_MANY, WORD_refusal_too_many_title, WORD_refusal_too_many_text},
        {ERR_MALFORMED, WORD_refusal_bad_request_title, WORD_refusal_bad_request_text},
        {ERR_INVALID, WORD_refusal_bad_request_title, WORD_refusal_bad_request_text},
    };
    struct app_error_view view = {.title = WORD_refusal_fault_title,
                                  .text = WORD_refusal_fault_text};
    for (size_t i = 0; i < COUNT_OF(sentences); i++)
        if (sentences[i].err == err)
            view = (struct app_error_view){.title = sentences[i].title, .text = sentences[i].text};
    if (exchange->is_other_method)
        view = (struct app_error_view){.title = WORD_refusal_method_title,
                                       .text = WORD_refusal_method_text};
    if (err == ERR_TOO_LARGE && exchange->route != NULL && exchange->route->takes_file)
        view = (struct app_error_view){
            .title = WORD_refusal_file_title, .text = WORD_refusal_file_text,
            .most_mb = (int64_t)(exchange->job.file_most >> 20),
            .back = exchange->request.path};
    if (err == ERR_CONFLICT && exchange->is_genuine && exchange->route->right != RIGHT_public &&
        exchange->route->right != RIGHT_own_session)
        fill_conflict(exchange, &view);
    exchange->reply.problems = NULL;
    render_page(exchange, &page_app_error, &view, out_answer);
}

/* What was typed is not lost: it comes back as a form that can be sent again, with the once token
 * it had. At the door there is a password in it: that is typed again. */
static bool is_kept_back(const struct exchange *exchange, enum err err)
{
    return err == ERR_BUSY && exchange->is_genuine &&
           exchange->request.method == METHOD_POST && exchange->route->right != RIGHT_public;
}

static void render_kept(struct exchange *exchange, struct http_answer *out_answer)
{
    const struct pairs *sent = &exchange->request.fields;
    struct app_kept_field_view *fields =
        ARENA_MANY(exchange->job.arena, struct app_kept_field_view, sent->count);
    size_t count = 0;
    for (size_t i = 0; i < sent->count; i++)
        if (!str_equal_c(sent->at[i].name, "csrf") && !str_equal_c(sent->at[i].name, "once"))
            fields[count++] = (struct app_kept_field_view){sent->at[i].name, sent->at[i].value};
    bool is_full = app_is_read_only(exchange->app);
    struct app_kept_view view = {.title = is_full ? WORD_refusal_full_title
                                                  : WORD_refusal_busy_title,
                                 .text = is_full ? WORD_refusal_full_text
                                                 : WORD_refusal_busy_text,
                                 .path = exchange->request.path,
                                 .fields = {fields, count}};
    exchange->reply.problems = NULL;
    exchange->is_sent_again = pairs_get(exchange->request.fields, "once").size > 0;
    render_page(exchange, &page_app_kept, &view, out_answer);
}

static struct str cookie(struct exchange *exchange, const char *name, struct str value,
                         bool is_session)
{
    bool is_clearing = str_equal(value, STR("-"));
    return str_format(exchange->job.arena, "%s=%.*s; Path=/; HttpOnly; SameSite=%s%s%s", name,
                      STR_ARGS(is_clearing ? STR_NONE : value), is_session ? "Strict" : "Lax",
                      exchange->app->settings.is_behind_tls ? "; Secure" : "",
                      is_clearing ? "; Max-Age=0" : "");
}

static void add_cookies(struct exchange *exchange, struct http_answer *answer)
{
    if (exchange->reply.set_session.size > 0)
        answer->cookies[answer->cookie_count++] =
            cookie(exchange, exchange->app->settings.is_behind_tls ? "__Host-session" : "session",
                   exchange->reply.set_session, true);
    answer->is_farewell = str_equal(exchange->reply.set_session, STR("-"));
    if (exchange->reply.set_language.size > 0)
        answer->cookies[answer->cookie_count++] =
            cookie(exchange, exchange->app->settings.is_behind_tls ? "__Host-language" : "language",
                   exchange->reply.set_language, false);
}

/* After a POST: a browser is led on, a program is told where. */
static void render_location(struct exchange *exchange, struct str location,
                            struct http_answer *out_answer)
{
    if (!exchange->request.wants_json) {
        out_answer->status = 303;
        out_answer->location = exchange->reply.notice == 0 ? location
            : str_format(exchange->job.arena, "%.*s%snotice=%s", STR_ARGS(location),
                         str_find(location, '?', 0) == SIZE_MAX ? "?" : "&",
                         word_key(exchange->reply.notice));
        return;
    }
    struct buf out = buf_make(exchange->job.arena, 128);
    buf_add_c(&out, "{\"location\":");
    json_write_text(&out, str_format(exchange->job.arena, "/api/v1%.*s", STR_ARGS(location)));
    buf_add_c(&out, "}");
    out_answer->status = 200;
    out_answer->content_type = STR("application/json");
    out_answer->body = buf_text(&out);
}

static void render_done(struct exchange *exchange, struct http_answer *out_answer)
{
    const struct reply *reply = &exchange->reply;
    out_answer->status = reply_status(reply->result);
    if (reply->location.size > 0) {
        render_location(exchange, reply->location, out_answer);
    } else if (reply->page == NULL) {
        out_answer->content_type = reply->content_type;
        out_answer->body = reply->body;
        out_answer->file_name = reply->file_name;
    } else if (exchange->request.wants_json) {
        render_json(exchange, out_answer);
    } else {
        render_page(exchange, reply->page, reply->view, out_answer);
    }
}

/* A page that is shown at once to who has just signed in has forms of the new session. */
static enum err renew_csrf(struct exchange *exchange)
{
    const struct reply *reply = &exchange->reply;
    if (reply->set_session.size == 0 || reply->page == NULL)
        return OK;
    return session_csrf(&exchange->job, reply->set_session, &exchange->csrf);
}

/* A refusal that comes back with the form, to say what is wrong with it, or what is left. */
static bool is_form_back(const struct exchange *exchange, enum err err)
{
    return (err == ERR_INVALID || err == ERR_CONFLICT) && exchange->reply.page != NULL;
}

/* A person who is not signed in is led to the door and back; a program is told 401. */
static void render_refusal(struct exchange *exchange, enum err err, struct http_answer *out_answer)
{
    const struct reply *reply = &exchange->reply;
    out_answer->status = reply_status(err);
    if (exchange->is_other_method) {
        out_answer->status = 405;
        out_answer->allow = route_allow(route_table, sizeof(route_table[0]), route_count,
                                        &exchange->request);
    }
    if (err == ERR_REPEATED && exchange->job.once_location.size > 0)
        render_location(exchange, exchange->job.once_location, out_answer);
    else if (exchange->request.wants_json)
        render_problem(exchange, err, out_answer);
    else if (err == ERR_DENIED && reply->page == NULL)
        render_location(exchange, STR("/sign-in"), out_answer);
    else if (err == ERR_DENIED || is_form_back(exchange, err))
        render_page(exchange, reply->page, reply->view, out_answer);
    else if (is_kept_back(exchange, err))
        render_kept(exchange, out_answer);
    else
        render_error(exchange, err, out_answer);
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
    if (err == OK || is_form_back(exchange, err))
        count_waiting(exchange);
    struct http_answer answer = {0};
    if (err == OK)
        render_done(exchange, &answer);
    if (err == OK || is_form_back(exchange, err)) {
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
        render_refusal(exchange, err, &answer);
    }
    answer.refresh = err == OK ? exchange->reply.refresh : STR_NONE;
    add_cookies(exchange, &answer);
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
        if (exchange != NULL)
            app_job_end(&exchange->job);
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
    int row = route_find(route_table, sizeof(route_table[0]), route_count, &tried);
    return row >= 0 && route_table[row].file == FILE_kept;
}

void dispatch_refuse(void *with, struct arena *arena, const struct request *request, enum err why,
                     struct http_answer *out_answer)
{
    struct exchange *exchange = exchange_make(with, arena, request);
    (void)find_route(exchange); /* what is refused has its own words */
    struct http_answer answer = {0};
    render_refusal(exchange, why, &answer);
    *out_answer = answer;
}
