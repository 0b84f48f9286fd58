#include "web/multipart.h"

#include <string.h>
#include <strings.h>

enum { BOUNDARY_MOST = 70 /* RFC 2046 5.1.1 */, NAME_MOST = 64, HEAD_MOST = 2048 };

static bool is_same(struct str a, const char *b)
{
    return a.size == strlen(b) && strncasecmp(a.at, b, a.size) == 0;
}

static bool has_only(struct str text, const char *signs)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] == 0 || strchr(signs, text.at[i]) == NULL)
            return false;
    return true;
}

#define SMALL "abcdefghijklmnopqrstuvwxyz0123456789"

static bool is_name(struct str name)
{
    return name.size > 0 && name.size <= NAME_MOST && has_only(name, SMALL "-_");
}

static bool is_boundary(struct str text)
{
    return text.size > 0 && text.size <= BOUNDARY_MOST &&
           has_only(text, SMALL "ABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-./:=?");
}

static struct str without_quotes(struct str text)
{
    bool is_quoted = text.size >= 2 && text.at[0] == '"' && text.at[text.size - 1] == '"';
    return is_quoted ? str_slice(text, 1, text.size - 2) : text;
}

bool multipart_is(struct str content_type)
{
    return is_same(str_trim(str_cut(&content_type, ';')), "multipart/form-data");
}

/* The empty text: there is none that could be one. */
static struct str boundary_of(struct str content_type)
{
    str_cut(&content_type, ';');
    while (content_type.size > 0) {
        struct str value = str_trim(str_cut(&content_type, ';'));
        if (!is_same(str_cut(&value, '='), "boundary"))
            continue;
        value = without_quotes(value);
        return is_boundary(value) ? value : STR_NONE;
    }
    return STR_NONE;
}

/* ---- one part ------------------------------------------------------------------------------- */

struct part {
    struct str name, content;
    bool is_file;
};

/* Cuts the next of ';'-separated parameters off, not inside quotes. */
static struct str cut_parameter(struct str *rest)
{
    bool is_quoted = false;
    size_t size = 0;
    while (size < rest->size && (is_quoted || rest->at[size] != ';')) {
        if (rest->at[size] == '\\' && is_quoted && size + 1 < rest->size)
            size++;
        else if (rest->at[size] == '"')
            is_quoted = !is_quoted;
        size++;
    }
    struct str parameter = str_slice(*rest, 0, size);
    *rest = str_slice(*rest, size + 1, rest->size);
    return str_trim(parameter);
}

/* form-data; name="title"; filename="..." */
static enum err read_disposition(struct str value, struct part *part)
{
    if (part->name.size > 0 || !is_same(cut_parameter(&value), "form-data"))
        return ERR_MALFORMED;
    while (value.size > 0) {
        struct str content = cut_parameter(&value);
        struct str name = str_trim(str_cut(&content, '='));
        if (is_same(name, "filename") || is_same(name, "filename*"))
            part->is_file = true;
        else if (!is_same(name, "name") || part->name.size > 0)
            return ERR_MALFORMED;
        else
            part->name = without_quotes(str_trim(content));
    }
    return is_name(part->name) ? OK : ERR_MALFORMED;
}

/* The lines above the content; only one of them says anything to us. */
static enum err read_head(struct str head, struct part *part)
{
    if (head.size > HEAD_MOST)
        return ERR_MALFORMED;
    while (head.size > 0) {
        struct str value = str_cut(&head, '\n');
        struct str name = str_cut(&value, ':');
        if (is_same(name, "Content-Disposition")) {
            enum err err = read_disposition(str_trim(value), part);
            if (err != OK)
                return err;
        } else if (!is_same(name, "Content-Type")) {
            return ERR_MALFORMED;
        }
    }
    return part->name.size > 0 ? OK : ERR_MALFORMED;
}

static enum err read_part(struct str whole, struct part *out_part)
{
    const char *end = memmem(whole.at, whole.size, "\r\n\r\n", 4);
    if (end == NULL)
        return ERR_MALFORMED;
    size_t head = (size_t)(end - whole.at);
    *out_part = (struct part){.content = str_slice(whole, head + 4, whole.size)};
    return read_head(str_slice(whole, 0, head), out_part);
}

/* ---- all parts ------------------------------------------------------------------------------ */

struct reading {
    struct pair *pairs;
    size_t count, part_count;
    struct request *request;
};

static enum err keep(struct reading *reading, const struct part *part)
{
    struct request *request = reading->request;
    if (!part->is_file) {
        reading->pairs[reading->count++] = (struct pair){part->name, part->content};
        return str_is_utf8(part->content) ? OK : ERR_MALFORMED;
    }
    if (part->content.size == 0)
        return OK;
    if (request->file.bytes.size > 0)
        return ERR_MALFORMED;
    request->file = (struct request_file){part->name, part->content};
    return OK;
}

/* Behind a boundary: a line's end, then a part; or "--", and nothing but a line's end after it. */
static enum err read_parts(struct reading *reading, struct str rest, struct str border)
{
    while (str_starts(rest, STR("\r\n"))) {
        struct part part;
        const char *end = memmem(rest.at, rest.size, border.at, border.size);
        if (end == NULL)
            return ERR_MALFORMED;
        if (reading->part_count++ == MULTIPART_PARTS_LIMIT)
            return ERR_TOO_LARGE;
        size_t size = (size_t)(end - rest.at);
        enum err err = read_part(str_slice(rest, 2, size - 2), &part);
        if (err == OK)
            err = keep(reading, &part);
        if (err != OK)
            return err;
        rest = str_slice(rest, size + border.size, rest.size);
    }
    bool is_end = str_equal(rest, STR("--\r\n")) || str_equal(rest, STR("--"));
    return is_end ? OK : ERR_MALFORMED;
}

enum err multipart_read(struct arena *arena, struct str content_type, struct str body,
                        struct request *request)
{
    struct str boundary = boundary_of(content_type);
    struct str border = str_format(arena, "\r\n--%.*s", STR_ARGS(boundary));
    struct str first = str_slice(border, 2, border.size);
    struct reading reading = {
        .pairs = ARENA_MANY(arena, struct pair, MULTIPART_PARTS_LIMIT),
        .request = request,
    };
    if (boundary.size == 0 || !str_starts(body, first))
        return ERR_MALFORMED;
    enum err err = read_parts(&reading, str_slice(body, first.size, body.size), border);
    if (err == OK)
        request->fields = (struct pairs){reading.pairs, reading.count};
    else
        request->file = (struct request_file){0};
    return err;
}
