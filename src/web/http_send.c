#include "web/http_inner.h"

#include <stdlib.h>
#include <string.h>

#include "assets.h"

/* ---- answers ------------------------------------------------------------------------------- */

static const struct {
    const char *name, *value;
} always[] = {
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
     "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
     "require-trusted-types-for 'script'"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Content-Type-Options", "nosniff"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cross-Origin-Embedder-Policy", "require-corp"},
    {"Permissions-Policy",
     "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"},
    {"X-Robots-Tag", "noindex"},
};

/* A header that is being made; is_good turns false when one could not be added. */
struct heading {
    struct MHD_Response *response;
    struct arena *arena;
    bool is_good;
};

static void add(struct heading *heading, const char *name, const char *value)
{
    if (heading->is_good)
        heading->is_good = MHD_add_response_header(heading->response, name, value) == MHD_YES;
}

static void add_text(struct heading *heading, const char *name, struct str value)
{
    if (value.size > 0)
        add(heading, name, str_c(heading->arena, value));
}

static void add_always(struct heading *heading, const struct http *http, bool is_kept)
{
    for (size_t i = 0; i < COUNT_OF(always); i++)
        add(heading, always[i].name, always[i].value);
    add(heading, "Cache-Control", is_kept ? "public, max-age=31536000, immutable" : "no-store");
    if (http->settings.is_behind_tls)
        add(heading, "Strict-Transport-Security", "max-age=63072000; includeSubDomains");
}

static void add_status(struct heading *heading, int status)
{
    if (status == 401)
        add(heading, "WWW-Authenticate", "Bearer");
    if (status == 429 || status == 503)
        add(heading, "Retry-After", "1");
}

static void add_file_name(struct heading *heading, struct str name)
{
    static const char signs[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    for (size_t i = 0; i < name.size; i++)
        must(name.at[i] && strchr(signs, name.at[i]));
    if (name.size > 0)
        add(heading, "Content-Disposition",
            str_format(heading->arena, "attachment; filename=\"%.*s\"", STR_ARGS(name)).at);
}

/* NULL when a header cannot be sent, such as a location with a line break in it. */
static struct MHD_Response *response_of(struct link *link, const struct http_answer *answer)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(
        answer->body.size, (void *)(uintptr_t)(answer->body.size ? answer->body.at : ""),
        MHD_RESPMEM_PERSISTENT);
    must(response != NULL);
    struct heading heading = {response, &link->arena, true};
    add_always(&heading, link->http, answer->is_public);
    add_status(&heading, answer->status);
    add_text(&heading, "Content-Type", answer->content_type);
    add_text(&heading, "Location", answer->location);
    add_text(&heading, "Refresh", answer->refresh);
    add_text(&heading, "Allow", answer->allow);
    for (size_t i = 0; i < answer->cookie_count; i++)
        add_text(&heading, "Set-Cookie", answer->cookies[i]);
    add_file_name(&heading, answer->file_name);
    if (answer->file_name.size > 0) /* beside the other: the narrower counts */
        add(&heading, "Content-Security-Policy", "sandbox");
    if (answer->is_farewell)
        add(&heading, "Clear-Site-Data", "\"cache\", \"storage\"");
    if (answer->is_gzip)
        add(&heading, "Content-Encoding", "gzip");
    if (heading.is_good)
        return response;
    MHD_destroy_response(response);
    return NULL;
}

static enum MHD_Result send_response(struct link *link, struct MHD_Connection *connection,
                                     int status, struct MHD_Response *response)
{
    visit_enter(&link->visit, PHASE_SEND);
    return MHD_queue_response(connection, (unsigned)status, response);
}

enum MHD_Result http_send(struct link *link, struct MHD_Connection *connection,
                          const struct http_answer *answer, bool is_last)
{
    static const struct http_answer broken = {
        .status = 500, .content_type = {"text/plain", 10}, .body = {"Internal Server Error\n", 22}};
    int status = answer->status;
    struct MHD_Response *response = response_of(link, answer);
    if (response == NULL) {
        status = broken.status;
        response = response_of(link, &broken);
        must(response != NULL);
    }
    if (is_last || visits_are_closing(&link->http->visits))
        must(MHD_add_response_header(response, "Connection", "close") == MHD_YES);
    atomic_store(&link->visit.sending, answer->body.size);
    enum MHD_Result result = send_response(link, connection, status, response);
    MHD_destroy_response(response);
    return result;
}

struct http_answer http_bare_answer(struct link *link, int status)
{
    const char *phrase = MHD_get_reason_phrase_for((unsigned)status);
    bool is_program = head_is_program(link->target);
    const char *form = "%d %s\n";
    if (is_program)
        form = "{\"type\":\"about:blank\",\"status\":%d,\"title\":\"%s\"}";
    return (struct http_answer){
        .status = status,
        .content_type = is_program ? STR("application/problem+json") : STR("text/plain"),
        .body = str_format(&link->arena, form, status, phrase),
        .allow = status == 405 ? STR("GET, HEAD, POST") : STR_NONE,
    };
}

/* ---- the program's own files --------------------------------------------------------------- */

static struct MHD_Response *asset_response(const struct http *http, const struct asset *asset,
                                           bool is_packed)
{
    const unsigned char *bytes = is_packed ? asset->gzip : asset->bytes;
    size_t size = is_packed ? asset->gzip_size : asset->size;
    struct MHD_Response *response = MHD_create_response_from_buffer(
        size, (void *)(uintptr_t)bytes, MHD_RESPMEM_PERSISTENT);
    must(response != NULL);
    struct heading heading = {response, NULL, true};
    add_always(&heading, http, true);
    add(&heading, "Content-Type", asset->type);
    if (asset->gzip)
        add(&heading, "Vary", "Accept-Encoding");
    if (is_packed)
        add(&heading, "Content-Encoding", "gzip");
    must(heading.is_good);
    return response;
}

void http_make_assets(struct http *http)
{
    http->assets = calloc(asset_count + 1, sizeof(*http->assets));
    must(http->assets != NULL);
    for (size_t i = 0; i < asset_count; i++) {
        http->assets[i].plain = asset_response(http, &asset_table[i], false);
        if (asset_table[i].gzip)
            http->assets[i].packed = asset_response(http, &asset_table[i], true);
    }
}

void http_drop_assets(struct http *http)
{
    for (size_t i = 0; i < asset_count; i++) {
        MHD_destroy_response(http->assets[i].plain);
        if (http->assets[i].packed)
            MHD_destroy_response(http->assets[i].packed);
    }
    free(http->assets);
}

enum MHD_Result http_send_asset(struct link *link, struct MHD_Connection *connection, size_t index)
{
    struct http *http = link->http;
    bool is_packed = http->assets[index].packed && head_takes_gzip(&link->head);
    struct MHD_Response *kept =
        is_packed ? http->assets[index].packed : http->assets[index].plain;
    atomic_store(&link->visit.sending, asset_table[index].size);
    if (!visits_are_closing(&http->visits))
        return send_response(link, connection, 200, kept);
    struct MHD_Response *last = asset_response(http, &asset_table[index], is_packed);
    must(MHD_add_response_header(last, "Connection", "close") == MHD_YES);
    enum MHD_Result result = send_response(link, connection, 200, last);
    MHD_destroy_response(last);
    return result;
}

size_t http_find_asset(const struct link *link)
{
    size_t index = 0;
    while (index < asset_count && !str_equal_c(link->target, asset_table[index].url))
        index++;
    return index;
}
