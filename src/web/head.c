#include "web/head.h"

#include <string.h>
#include <strings.h>

#include "web/json.h"
#include "web/multipart.h"

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* RFC 9110 section 5.6.2 */
static bool is_token(struct str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!is_letter_or_digit(text.at[i]) &&
            (text.at[i] == 0 || strchr("!#$%&'*+-.^_`|~", text.at[i]) == NULL))
            return false;
    return text.size > 0;
}

/* Without control characters; a field's value may have spaces and tabs, a target may not. */
static bool is_printable(struct str text, bool may_have_spaces)
{
    for (size_t i = 0; i < text.size; i++) {
        bool is_space = text.at[i] == ' ' || text.at[i] == '\t';
        bool is_control = (unsigned char)text.at[i] < ' ' || text.at[i] == 0x7f;
        if (is_space ? !may_have_spaces : is_control)
            return false;
    }
    return true;
}

static bool is_digits(struct str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    return text.size > 0;
}

static bool is_same(struct str a, struct str b)
{
    return a.size == b.size && strncasecmp(a.at, b.at, a.size) == 0;
}

struct head head_make(struct str method, struct str target, struct str version)
{
    return (struct head){.method = method,
                         .target = target,
                         .version = version,
                         .bytes = method.size + target.size + version.size + 4};
}

/* Where a field that may come once is kept, or NULL for a field that Haven does not read. */
static struct str *place_of(struct head *head, struct str name)
{
    const struct {
        struct str name;
        struct str *place;
    } known[] = {
        {STR("Host"), &head->host},
        {STR("Content-Length"), &head->length},
        {STR("Transfer-Encoding"), &head->transfer},
        {STR("Content-Type"), &head->content_type},
        {STR("Cookie"), &head->cookie},
        {STR("Authorization"), &head->authorization},
        {STR("Expect"), &head->expect},
        {STR("X-Autosave"), &head->autosave},
        {STR("Sec-Fetch-Site"), &head->fetch_site},
    };
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (is_same(name, known[i].name))
            return known[i].place;
    return NULL;
}

void head_add(struct head *head, struct str name, struct str value)
{
    struct str *place = place_of(head, name);
    head->field_count++;
    head->bytes += name.size + value.size + 4; /* ": " and the line's end */
    if (!is_token(name) || !is_printable(value, true))
        head->is_broken = true;
    if (place && place->at)
        head->is_broken = true;
    else if (place)
        *place = value;
    else if (is_same(name, STR("Accept-Language")))
        head->languages = value;
    else if (is_same(name, STR("Accept-Encoding")))
        head->encodings = value;
}

/* A name or address, with a port or without; no user name, no path. */
static bool is_host(struct str host)
{
    for (size_t i = 0; i < host.size; i++)
        if (!is_letter_or_digit(host.at[i]) && (host.at[i] == 0 || !strchr(".-_:[]", host.at[i])))
            return false;
    return host.size > 0 && host.size <= 255;
}

static bool is_known_version(struct str version)
{
    return str_equal(version, STR("HTTP/1.1")) || str_equal(version, STR("HTTP/1.0"));
}

/* How the body's end is found must have one reading only. */
static bool is_framing_clear(const struct head *head)
{
    bool has_length = head->length.at != NULL, has_transfer = head->transfer.at != NULL;
    bool is_old = str_equal(head->version, STR("HTTP/1.0"));
    if (has_transfer)
        return !has_length && !is_old && str_equal(head->transfer, STR("chunked"));
    return !has_length || (is_digits(head->length) && head->length.size <= 18);
}

static bool is_malformed(const struct head *head)
{
    return head->is_broken || !is_token(head->method) || !is_known_version(head->version) ||
           !is_printable(head->target, false) || head->target.size == 0 ||
           head->target.at[0] != '/' || !is_host(head->host) || !is_framing_clear(head);
}

static bool is_post(const struct head *head)
{
    return str_equal(head->method, STR("POST"));
}

int head_status(const struct head *head, size_t body_most)
{
    if (head->target.size > TARGET_BYTES_LIMIT)
        return 414;
    if (head->field_count > HEAD_FIELDS_LIMIT || head->bytes > HEAD_BYTES_LIMIT)
        return 431;
    if (is_malformed(head))
        return 400;
    bool is_get = str_equal(head->method, STR("GET")) || str_equal(head->method, STR("HEAD"));
    if (!is_get && !is_post(head))
        return 405;
    if (is_get && head_has_body(head))
        return 400;
    if (head->expect.at && !is_same(head->expect, STR("100-continue")))
        return 417;
    return head_length(head) > body_most ? 413 : 0;
}

size_t head_length(const struct head *head)
{
    int64_t length = 0;
    if (head->length.at && str_to_i64(head->length, &length) != OK)
        return SIZE_MAX;
    return (size_t)length;
}

bool head_has_body(const struct head *head)
{
    return head->transfer.at != NULL || head_length(head) > 0;
}

bool head_has_file(const struct head *head)
{
    return is_post(head) && multipart_is(head->content_type);
}

bool head_takes_gzip(const struct head *head)
{
    struct str rest = head->encodings;
    while (rest.size > 0) {
        struct str weight = str_cut(&rest, ',');
        struct str name = str_trim(str_cut(&weight, ';'));
        weight = str_trim(weight);
        bool is_refused = str_starts(weight, STR("q=0")) && str_find(weight, '.', 0) == SIZE_MAX;
        if (is_same(name, STR("gzip")))
            return !is_refused;
    }
    return false;
}

static struct str bearer_of(struct str authorization)
{
    struct str scheme = str_cut(&authorization, ' ');
    return is_same(scheme, STR("Bearer")) ? str_trim(authorization) : STR_NONE;
}

/* What the person chose once stands in front of what the browser asks for. */
static struct str languages_of(const struct head *head, struct arena *arena)
{
    struct str host_chosen = cookie_get(head->cookie, "__Host-language");
    struct str chosen = host_chosen.size > 0 ? host_chosen
                                             : cookie_get(head->cookie, "language");
    if (chosen.size == 0)
        return head->languages;
    return str_format(arena, "%.*s, %.*s", STR_ARGS(chosen), STR_ARGS(head->languages));
}

static const struct str api = {"/api/v1", 7};

bool head_is_program(struct str path)
{
    return str_starts(path, api) && (path.size == api.size || path.at[api.size] == '/');
}

/* Cuts "/api/v1" off; true when it was there. */
static bool cut_api(struct str *path)
{
    if (!head_is_program(*path))
        return false;
    *path = path->size == api.size ? STR("/") : str_slice(*path, api.size, path->size);
    return true;
}

/* Fetch Metadata: "none" is an address that somebody typed. Not the Origin header: with our own
 * Referrer-Policy browsers send "null" there for our own forms. Old browsers send neither. */
static bool is_from_elsewhere(struct str fetch_site)
{
    return fetch_site.size > 0 && !str_equal(fetch_site, STR("same-origin")) &&
           !str_equal(fetch_site, STR("none"));
}

enum err head_read(const struct head *head, struct arena *arena, struct request *out_request)
{
    struct str query = head->target;
    struct str path = str_cut(&query, '?');
    struct request request = {
        .method = is_post(head) ? METHOD_POST : METHOD_GET,
        .is_autosave = str_equal(head->autosave, STR("1")),
        .is_from_elsewhere = is_from_elsewhere(head->fetch_site),
        .session = cookie_get(head->cookie, "session"),
        .host_session = cookie_get(head->cookie, "__Host-session"),
        .bearer = bearer_of(head->authorization),
        .host = head->host,
        .languages = languages_of(head, arena),
    };
    enum err err = url_decode_path(arena, path, &request.path);
    if (err == OK)
        err = pairs_read(arena, query, &request.query);
    if (err != OK)
        return ERR_MALFORMED;
    request.wants_json = cut_api(&request.path);
    *out_request = request;
    return OK;
}

enum err head_read_body(const struct head *head, struct arena *arena, struct str body,
                        struct request *request)
{
    struct str parameters = head->content_type;
    struct str type = str_trim(str_cut(&parameters, ';'));
    if (body.size == 0)
        return OK;
    if (is_same(type, STR("application/x-www-form-urlencoded")))
        return pairs_read(arena, body, &request->fields);
    if (is_same(type, STR("application/json")) && request->wants_json)
        return json_read_pairs(arena, body, &request->fields);
    if (multipart_is(head->content_type))
        return multipart_read(arena, head->content_type, body, request);
    return ERR_MALFORMED;
}
