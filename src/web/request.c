#include "web/request.h"

#include <string.h>

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Decodes into at, which has room for text; the size, or SIZE_MAX when a % stands alone. */
static size_t decode(struct str text, bool is_form, char *at)
{
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        if (c == '%') {
            int high = i + 2 < text.size ? hex_digit(text.at[i + 1]) : -1;
            int low = i + 2 < text.size ? hex_digit(text.at[i + 2]) : -1;
            if (high < 0 || low < 0)
                return SIZE_MAX;
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && is_form) {
            c = ' ';
        }
        at[size++] = c;
    }
    return size;
}

enum err url_decode(struct arena *arena, struct str text, bool is_form, struct str *out_text)
{
    char *at = arena_take(arena, text.size + 1);
    struct str decoded = {at, decode(text, is_form, at)};
    if (decoded.size == SIZE_MAX || !str_is_utf8(decoded))
        return ERR_MALFORMED;
    *out_text = decoded;
    return OK;
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '.' || c == '_' || c == '~';
}

/* How many characters from at on stand for themselves. */
static size_t count_plain(struct str text, size_t at)
{
    size_t end = at;
    while (end < text.size && is_plain(text.at[end]))
        end++;
    return end - at;
}

bool url_is_plain(struct str text)
{
    return count_plain(text, 0) == text.size;
}

static void add_code(struct buf *out, unsigned char c)
{
    static const char digits[] = "0123456789ABCDEF";
    buf_add_char(out, '%');
    buf_add_char(out, digits[c >> 4]);
    buf_add_char(out, digits[c & 15]);
}

void url_encode(struct buf *out, struct str text)
{
    for (size_t at = 0; at < text.size; at++) {
        size_t plain = count_plain(text, at);
        buf_add(out, (struct str){text.at + at, plain});
        at += plain;
        if (at < text.size)
            add_code(out, (unsigned char)text.at[at]);
    }
}

static bool is_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

static bool is_good_part(struct str part)
{
    for (size_t i = 0; i < part.size; i++)
        if (is_control(part.at[i]) || part.at[i] == '/' || part.at[i] == '\\')
            return false;
    return !str_equal(part, STR(".")) && !str_equal(part, STR(".."));
}

enum err url_decode_path(struct arena *arena, struct str path, struct str *out_path)
{
    if (path.size == 0 || path.at[0] != '/')
        return ERR_MALFORMED;
    struct buf out = buf_make(arena, path.size + 1);
    struct str rest = str_slice(path, 1, path.size);
    for (;;) {
        bool is_last = str_find(rest, '/', 0) == SIZE_MAX;
        struct str raw = str_cut(&rest, '/'), part;
        if ((raw.size == 0 && !is_last) || url_decode(arena, raw, false, &part) != OK ||
            !is_good_part(part))
            return ERR_MALFORMED;
        buf_add_char(&out, '/');
        buf_add(&out, part);
        if (is_last)
            break;
    }
    *out_path = buf_text(&out);
    return OK;
}

struct str url_ours(struct str url)
{
    for (size_t i = 0; i < url.size; i++)
        if ((unsigned char)url.at[i] <= ' ' || url.at[i] == 0x7f || url.at[i] == '\\')
            return STR_NONE;
    return str_starts(url, STR("/")) && !str_starts(url, STR("//")) ? url : STR_NONE;
}

static size_t count_of(struct str text, char c)
{
    size_t count = 0;
    for (size_t at = str_find(text, c, 0); at != SIZE_MAX; at = str_find(text, c, at + 1))
        count++;
    return count;
}

enum err pairs_read(struct arena *arena, struct str text, struct pairs *out_pairs)
{
    size_t most = text.size > 0 ? count_of(text, '&') + 1 : 0;
    if (most > PAIRS_LIMIT)
        return ERR_TOO_LARGE;
    struct pair *pairs = ARENA_MANY(arena, struct pair, most);
    size_t count = 0;
    while (text.size > 0) {
        struct str value = str_cut(&text, '&');
        if (value.size == 0)
            continue;
        struct str name = str_cut(&value, '=');
        struct pair *pair = &pairs[count++];
        if (name.size == 0 || url_decode(arena, name, true, &pair->name) != OK ||
            url_decode(arena, value, true, &pair->value) != OK)
            return ERR_MALFORMED;
    }
    *out_pairs = (struct pairs){pairs, count};
    return OK;
}

struct str cookie_get(struct str header, const char *name)
{
    while (header.size > 0) {
        struct str value = str_trim(str_cut(&header, ';'));
        if (str_equal_c(str_cut(&value, '='), name))
            return value;
    }
    return STR_NONE;
}

static const struct pair *find_pair(struct pairs pairs, const char *name)
{
    for (size_t i = 0; i < pairs.count; i++)
        if (str_equal_c(pairs.at[i].name, name))
            return &pairs.at[i];
    return NULL;
}

struct str pairs_get(struct pairs pairs, const char *name)
{
    const struct pair *pair = find_pair(pairs, name);
    return pair ? pair->value : STR_NONE;
}

bool pairs_has(struct pairs pairs, const char *name)
{
    return find_pair(pairs, name) != NULL;
}

struct str request_path(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->path_value_count; i++)
        if (str_equal_c(request->path_names[i], name))
            return request->path_values[i];
    must(!"the route has this part of the path");
    return STR_NONE;
}
