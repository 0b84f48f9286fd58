#include "app/answer.h"

#include "app_error_page.h"
#include "app_kept_page.h"
#include "app_view.h"
#include "rooms/staff/staff_kept_web.h"
#include "web/json.h"
#include "web/page.h"
#include "web/words.h"
#include "words.h"

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

/* The page's own address, with what it was asked for: the door's "to", a list's place. */
static struct str address_of(struct exchange *exchange)
{
    const struct request *request = &exchange->request;
    if (request->query.count == 0)
        return request->path;
    struct buf address = buf_make(exchange->job.arena, 256);
    buf_add(&address, request->path);
    for (size_t i = 0; i < request->query.count; i++) {
        buf_add_char(&address, i == 0 ? '?' : '&');
        url_encode(&address, request->query.at[i].name);
        buf_add_char(&address, '=');
        url_encode(&address, request->query.at[i].value);
    }
    return buf_text(&address);
}

static struct page page_for(struct exchange *exchange)
{
    struct arena *arena = exchange->job.arena;
    struct navigation_item *items = ARENA_MANY(arena, struct navigation_item, navigation_count);
    return (struct page){
        .out = buf_make(arena, 28 * 1024), /* nine in ten pages need no more */
        .arena = arena,
        .language = words_choose(exchange->reply.set_language.size > 0
                                     ? exchange->reply.set_language
                                     : exchange->request.languages),
        .path = exchange->request.method == METHOD_GET ? address_of(exchange) : STR_NONE,
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

/* What is decided by cannot be read (guard/opening.h). */
static bool is_unreadable(const struct exchange *exchange, enum err err)
{
    return err == ERR_INVALID && exchange->job.has_unreadable;
}

static void render_problem(struct exchange *exchange, enum err err, struct http_answer *out_answer)
{
    struct buf out = buf_make(exchange->job.arena, 1024);
    const struct problems *problems = exchange->reply.problems;
    if (problems == NULL && is_unreadable(exchange, err)) {
        struct problems *says = problems_new(exchange->job.arena);
        problems_add(says, STR_NONE, WORD_refusal_unreadable_text);
        problems = says;
    }
    json_write_problem(&out, err, problems);
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
    bool is_shown = first != SIZE_MAX && route_find(routes(), &asked) >= 0;
    return is_shown ? asked.path : STR_NONE;
}

/* Somebody was faster: what was changed is looked at again, and what was written can be copied. */
static void fill_conflict(struct exchange *exchange, struct app_error_view *view)
{
    const struct pairs *sent = &exchange->request.fields;
    const struct shape *form = exchange->route->form;
    struct staff_kept_field_view *typed =
        ARENA_MANY(exchange->job.arena, struct staff_kept_field_view, sent->count);
    size_t count = 0;
    bool is_shown = form != NULL && !exchange->route->takes_secret;
    for (size_t i = 0; is_shown && i < form->field_count; i++) {
        struct str value = pairs_get(*sent, form->fields[i].name);
        if (form->fields[i].kind == SHAPE_TEXT && value.size > 0 && count < sent->count)
            typed[count++] =
                (struct staff_kept_field_view){str_of(form->fields[i].name), value};
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
    if (is_unreadable(exchange, err))
        view = (struct app_error_view){.title = WORD_refusal_unreadable_title,
                                       .text = WORD_refusal_unreadable_text};
    if (exchange->is_other_method)
        view = (struct app_error_view){.title = WORD_refusal_method_title,
                                       .text = WORD_refusal_method_text};
    if (err == ERR_TOO_LARGE && exchange->route != NULL && exchange->route->takes_file)
        view = (struct app_error_view){
            .title = WORD_refusal_file_title, .text = WORD_refusal_file_text,
            .most_mb = (int64_t)(exchange->job.file_most >> 20),
            .back = exchange->request.path};
    if (err == ERR_CONFLICT && !exchange->is_genuine)
        view = (struct app_error_view){.title = WORD_refusal_old_form_title,
                                       .text = WORD_refusal_old_form_text};
    if (err == ERR_CONFLICT && exchange->is_genuine && exchange->route->right != RIGHT_public)
        fill_conflict(exchange, &view);
    exchange->reply.problems = NULL;
    render_page(exchange, &page_app_error, &view, out_answer);
}

/* What was typed is not lost: it comes back as a form that can be sent again, with the once token
 * it had. A secret is typed again. */
static bool is_kept_back(const struct exchange *exchange, enum err err)
{
    return err == ERR_BUSY && exchange->is_genuine &&
           exchange->request.method == METHOD_POST && !exchange->route->takes_secret &&
           exchange->route->right != RIGHT_public;
}

static void render_kept(struct exchange *exchange, struct http_answer *out_answer)
{
    const struct pairs *sent = &exchange->request.fields;
    struct staff_kept_fields fields = staff_kept_fields(exchange->job.arena, sent);
    bool is_full = app_is_read_only(exchange->app);
    struct app_kept_view view = {.title = is_full ? WORD_refusal_full_title
                                                  : WORD_refusal_busy_title,
                                 .text = is_full ? WORD_refusal_full_text
                                                 : WORD_refusal_busy_text,
                                 .path = exchange->request.path,
                                 .fields = {fields.at, fields.count}};
    exchange->reply.problems = NULL;
    exchange->is_sent_again = pairs_get(*sent, "once").size > 0;
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

void answer_cookies(struct exchange *exchange, struct http_answer *answer)
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

void answer_done(struct exchange *exchange, struct http_answer *out_answer)
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

bool answer_is_form_back(const struct exchange *exchange, enum err err)
{
    return (err == ERR_INVALID || err == ERR_CONFLICT) && exchange->reply.page != NULL;
}

/* The door, which leads on to the page that was asked for. */
static struct str door(struct exchange *exchange)
{
    const struct request *request = &exchange->request;
    if (request->method != METHOD_GET || str_equal(request->path, STR("/")))
        return STR("/sign-in");
    struct buf out = buf_make(exchange->job.arena, 64);
    buf_add_c(&out, "/sign-in?to=");
    url_encode(&out, request->path);
    return buf_text(&out);
}

/* A person who is not signed in is led to the door and back; a program is told 401. */
void answer_refusal(struct exchange *exchange, enum err err, struct http_answer *out_answer)
{
    const struct reply *reply = &exchange->reply;
    out_answer->status = reply_status(err);
    if (exchange->is_other_method) {
        out_answer->status = 405;
        out_answer->allow = route_allow(routes(), &exchange->request);
    }
    if (err == ERR_REPEATED && exchange->job.once_location.size > 0)
        render_location(exchange, exchange->job.once_location, out_answer);
    else if (exchange->request.wants_json)
        render_problem(exchange, err, out_answer);
    else if (err == ERR_DENIED && reply->page == NULL)
        render_location(exchange, door(exchange), out_answer);
    else if (err == ERR_DENIED || answer_is_form_back(exchange, err))
        render_page(exchange, reply->page, reply->view, out_answer);
    else if (is_kept_back(exchange, err))
        render_kept(exchange, out_answer);
    else
        render_error(exchange, err, out_answer);
}
