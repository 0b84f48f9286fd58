#include "visitor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/dispatch.h"
#include "app/routes.h"
#include "faults.h"
#include "guard/account.h"
#include "guard_sql.h"
#include "reach.h"
#include "rooms/staff/staff.h"
#include "web/head.h"

enum { BODY_LIMIT = 1 << 20, REDIRECTS = 5, CODE_SECONDS = 30 };

struct visitor visitor_make(struct world *world, struct arena *arena, struct str user_name)
{
    return (struct visitor){.world = world, .arena = arena, .user_name = user_name,
                            .page = scan_page(arena, STR_NONE)};
}

/* ---- a request as bytes --------------------------------------------------------------------- */

static void add_encoded(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        static const char plain[] =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~";
        if (c != 0 && strchr(plain, c) != NULL)
            buf_add_char(out, (char)c);
        else
            buf_format(out, "%%%02X", c);
    }
}

struct str url_encoded(struct arena *arena, struct str text)
{
    struct buf out = buf_make(arena, text.size + 16);
    add_encoded(&out, text);
    return buf_text(&out);
}

static struct str encode_pairs(struct arena *arena, struct pairs pairs)
{
    struct buf out = buf_make(arena, 256);
    for (size_t i = 0; i < pairs.count; i++) {
        buf_add_c(&out, i > 0 ? "&" : "");
        add_encoded(&out, pairs.at[i].name);
        buf_add_char(&out, '=');
        add_encoded(&out, pairs.at[i].value);
    }
    return buf_text(&out);
}

#define BOUNDARY "----of-a-story"

/* As a browser sends a form that has a file in it. */
static struct str encode_parts(struct arena *arena, struct pairs pairs, struct str file)
{
    struct buf out = buf_make(arena, file.size + 4096);
    for (size_t i = 0; i < pairs.count; i++)
        if (!str_equal_c(pairs.at[i].name, "file"))
            buf_format(&out, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%.*s\""
                             "\r\n\r\n%.*s\r\n",
                       STR_ARGS(pairs.at[i].name), STR_ARGS(pairs.at[i].value));
    buf_add_c(&out, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"file\"; "
                    "filename=\"her name.docx\"\r\nContent-Type: image/svg+xml\r\n\r\n");
    buf_add(&out, file);
    buf_add_c(&out, "\r\n--" BOUNDARY "--\r\n");
    return buf_text(&out);
}

static struct str encode_body(struct arena *arena, const struct ask *ask)
{
    if (ask->fields == NULL)
        return ask->json;
    return ask->file.size > 0 ? encode_parts(arena, *ask->fields, ask->file)
                              : encode_pairs(arena, *ask->fields);
}

static struct str content_type_of(const struct ask *ask)
{
    if (ask->json.size > 0)
        return STR("application/json");
    return ask->file.size > 0 ? STR("multipart/form-data; boundary=" BOUNDARY)
                              : STR("application/x-www-form-urlencoded");
}

static bool is_for_programs(struct str path)
{
    return str_starts(path, STR("/api/v1/"));
}

static void add_who(struct head *head, struct arena *arena, const struct visitor *visitor,
                    const struct ask *ask)
{
    if (ask->has_no_session)
        return;
    if (is_for_programs(ask->path) && visitor->token.size > 0)
        head_add(head, STR("Authorization"),
                 str_format(arena, "Bearer %.*s", STR_ARGS(visitor->token)));
    else if (!is_for_programs(ask->path) && visitor->session.size > 0)
        head_add(head, STR("Cookie"),
                 str_format(arena, "session=%.*s", STR_ARGS(visitor->session)));
}

/* What http.c would hand to the dispatcher. */
static enum err make_request(struct arena *arena, const struct visitor *visitor,
                             const struct ask *ask, struct request *out_request)
{
    bool is_post = ask->fields != NULL || ask->json.size > 0;
    struct str body = encode_body(arena, ask);
    struct head head = head_make(is_post ? STR("POST") : STR("GET"), ask->path, STR("HTTP/1.1"));
    head_add(&head, STR("Host"), STR("127.0.0.1"));
    head_add(&head, STR("Accept-Language"), STR("en"));
    add_who(&head, arena, visitor, ask);
    if (ask->is_autosave)
        head_add(&head, STR("X-Autosave"), STR("1"));
    if (is_post) {
        head_add(&head, STR("Content-Type"), content_type_of(ask));
        head_add(&head, STR("Content-Length"), str_format(arena, "%zu", body.size));
    }
    if (head_status(&head, BODY_LIMIT) != 0)
        return ERR_MALFORMED;
    enum err err = head_read(&head, arena, out_request);
    return err == OK && is_post ? head_read_body(&head, arena, body, out_request) : err;
}

/* ---- an answer ------------------------------------------------------------------------------ */

static void keep_cookies(struct visitor *visitor, const struct http_answer *http)
{
    for (size_t i = 0; i < http->cookie_count; i++) {
        if (!str_starts(http->cookies[i], STR("session=")))
            continue;
        struct str rest = str_slice(http->cookies[i], 8, http->cookies[i].size);
        visitor->session = str_copy(visitor->arena, str_cut(&rest, ';'));
    }
}

static struct seen keep_answer(struct visitor *visitor, const struct http_answer *http)
{
    return (struct seen){
        .status = http->status,
        .content_type = str_copy(visitor->arena, http->content_type),
        .body = str_copy(visitor->arena, http->body),
        .location = str_copy(visitor->arena, http->location),
    };
}

static struct seen ask_once(struct visitor *visitor, const struct ask *ask, bool is_first)
{
    static struct arena arena;
    if (arena.limit == 0)
        arena = arena_make(ARENA_REQUEST_LIMIT);
    struct request request;
    struct seen answer = {.status = 400};
    if (make_request(&arena, visitor, ask, &request) == OK) {
        struct http_answer http = {0};
        if (is_first)
            faults_begin(visitor->world, &request);
        faults_plant(&arena);
        reach_begin(ask->has_no_session ? ROLE_NONE : visitor->role, &request);
        dispatch(&visitor->world->app, &arena, &request, &http);
        reach_end();
        keep_cookies(visitor, &http);
        answer = keep_answer(visitor, &http);
    }
    arena_reset(&arena);
    return answer;
}

struct seen visitor_ask(struct visitor *visitor, const struct ask *ask)
{
    struct seen answer = ask_once(visitor, ask, true);
    while (faults_again(&answer))
        answer = ask_once(visitor, ask, false);
    return answer;
}

static void show(struct visitor *visitor, struct str path, struct seen answer)
{
    visitor->path = str_copy(visitor->arena, path);
    visitor->answer = answer;
    visitor->page = scan_page(visitor->arena, answer.body);
}

static void follow(struct visitor *visitor, struct str path, struct seen answer)
{
    for (int i = 0; i < REDIRECTS && answer.status == 303; i++) {
        path = answer.location;
        answer = visitor_ask(visitor, &(struct ask){.path = path});
    }
    show(visitor, path, answer);
}

/* Where on the page a link leads is the browser's own business. */
void visitor_go(struct visitor *visitor, struct str path)
{
    path = str_cut(&path, '#');
    follow(visitor, path, visitor_ask(visitor, &(struct ask){.path = path}));
}

void visitor_post(struct visitor *visitor, struct str path, struct pairs pairs)
{
    struct ask ask = {.path = path, .fields = &pairs, .file = visitor->file};
    visitor->file = STR_NONE;
    follow(visitor, path, visitor_ask(visitor, &ask));
}

/* ---- signing in ----------------------------------------------------------------------------- */

/* The minute goes by that a person would wait for a code she has not typed yet. */
static enum err forget_step(struct db *db, void *with)
{
    static const enum column_kind kinds[] = {COLUMN_INTEGER};
    static const struct store_statement forget = {
        .name = "forget_step", .sql = "update account set totp_step = 0 where staff = $1",
        .parameter_count = 1, .parameter_kinds = kinds, .is_writing = true};
    const struct account *account = with;
    struct store_value staff = {.integer = account->staff.value};
    struct store_cursor *cursor;
    enum err err = store_begin(db, &forget, &staff, &cursor);
    if (err != OK)
        return err;
    err = store_step(cursor);
    store_end(cursor);
    return err == ERR_NOT_FOUND ? OK : err;
}

/* The step whose code the account took last: by whichever browser it was typed. */
static int64_t step_taken(struct job *job, const struct account *account)
{
    struct account_to_sign_in_row row;
    enum err err =
        sql_account_to_sign_in(job->db, job->arena, account->user_name, job->now, &row);
    must(err == OK || err == ERR_NOT_FOUND);
    return err == OK ? row.totp_step : 0;
}

/* A code that was not taken yet: now's step, or the one after it. That of the step before is good
 * too, but not if half a minute ends before it arrives. When both are used up, the database forgets
 * that they were. */
static struct str next_code(struct visitor *visitor, const struct account *account)
{
    struct job job;
    struct str code, uri;
    if (app_job_begin(&visitor->world->app, visitor->arena, &job) != OK)
        exit(1);
    int64_t now = app_real_now().ms / (CODE_SECONDS * MS_PER_SECOND);
    int64_t taken = step_taken(&job, account);
    int64_t step = taken < now ? now : taken + 1;
    if (step > now + 1) {
        struct account known = *account;
        app_job_end(&job);
        if (store_write(visitor->world->app.store, NULL, forget_step, &known) != OK ||
            app_job_begin(&visitor->world->app, visitor->arena, &job) != OK)
            exit(1);
        step = now;
    }
    struct instant at = {step * CODE_SECONDS * MS_PER_SECOND};
    if (account_totp(&job, account->staff, at, &code, &uri) != OK) {
        fprintf(stderr, "no code for %.*s\n", STR_ARGS(visitor->user_name));
        exit(1);
    }
    app_job_end(&job);
    return code;
}

bool visitor_sign_in(struct visitor *visitor)
{
    const struct account *account =
        world_account(visitor->world, visitor->arena, visitor->user_name);
    if (account == NULL)
        return false;
    struct pair pairs[] = {
        {STR("user_name"), visitor->user_name},
        {STR("password"), STR(DEMO_PASSWORD)},
        {STR("code"), next_code(visitor, account)},
    };
    visitor->session = STR_NONE;
    visitor->role = ROLE_NONE;
    struct ask ask = {.path = STR("/sign-in"), .fields = &(struct pairs){pairs, COUNT_OF(pairs)}};
    struct seen answer = visitor_ask(visitor, &ask);
    if (visitor->session.size > 0)
        visitor->role = account->role;
    follow(visitor, STR("/sign-in"), answer);
    return visitor->role != ROLE_NONE;
}

struct str visitor_code(struct visitor *visitor, struct str user_name)
{
    const struct account *account = world_account(visitor->world, visitor->arena, user_name);
    must(account != NULL);
    return next_code(visitor, account);
}

bool visitor_is_in(struct visitor *visitor)
{
    struct seen answer = visitor_ask(visitor, &(struct ask){.path = STR("/sessions")});
    return answer.status == 200;
}

static enum err draw_token(struct job *job, void *with)
{
    struct visitor *visitor = with;
    struct str token;
    enum err err = token_make(job, visitor->user_name, &token);
    if (err == OK)
        visitor->token = str_copy(visitor->arena, token);
    return err;
}

void visitor_token(struct visitor *visitor)
{
    const struct account *account =
        world_account(visitor->world, visitor->arena, visitor->user_name);
    must(account != NULL);
    visitor->role = account->role;
    world_do(visitor->world, draw_token, visitor);
}
