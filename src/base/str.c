#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"

const char str_unreadable_mark[] = "";

char *str_c(struct arena *arena, struct str text)
{
    char *copy = arena_take(arena, text.size + 1);
    if (text.size > 0) /* an empty text may be nowhere, and memcpy takes no NULL */
        memcpy(copy, text.at, text.size);
    copy[text.size] = 0;
    return copy;
}

struct str str_copy(struct arena *arena, struct str text)
{
    return str_made_of(text, (struct str){str_c(arena, text), text.size});
}

struct str str_format(struct arena *arena, const char *format, ...)
{
    va_list measure, write;
    va_start(measure, format);
    va_copy(write, measure);
    int size = vsnprintf(NULL, 0, format, measure);
    va_end(measure);
    must(size >= 0);
    char *text = arena_take(arena, (size_t)size + 1);
    vsnprintf(text, (size_t)size + 1, format, write);
    va_end(write);
    return (struct str){text, (size_t)size};
}

bool str_starts(struct str text, struct str prefix)
{
    return text.size >= prefix.size && str_equal(str_slice(text, 0, prefix.size), prefix);
}

bool str_ends(struct str text, struct str suffix)
{
    return text.size >= suffix.size &&
           str_equal(str_slice(text, text.size - suffix.size, suffix.size), suffix);
}

bool str_is_empty(struct str text)
{
    return text.size == 0;
}

int str_compare(struct str a, struct str b)
{
    size_t shared = a.size < b.size ? a.size : b.size;
    int order = shared ? memcmp(a.at, b.at, shared) : 0;
    if (order != 0)
        return order;
    return a.size < b.size ? -1 : a.size > b.size;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

struct str str_trim(struct str text)
{
    static const struct str no_break = {"\xc2\xa0", 2};
    for (;;) {
        if (text.size && is_space(text.at[0]))
            text = str_slice(text, 1, text.size);
        else if (text.size && is_space(text.at[text.size - 1]))
            text.size--;
        else if (str_starts(text, no_break))
            text = str_slice(text, 2, text.size);
        else if (str_ends(text, no_break))
            text.size -= 2;
        else
            return text;
    }
}

struct str str_slice(struct str text, size_t from, size_t size)
{
    if (from > text.size)
        from = text.size;
    if (size > text.size - from)
        size = text.size - from;
    return (struct str){from > 0 ? text.at + from : text.at, size}; /* text.at may be NULL */
}

struct str str_cut(struct str *rest, char separator)
{
    size_t at = str_find(*rest, separator, 0);
    if (at == SIZE_MAX) {
        struct str whole = *rest;
        *rest = str_slice(whole, whole.size, 0);
        return whole;
    }
    struct str head = str_slice(*rest, 0, at);
    *rest = str_slice(*rest, at + 1, rest->size);
    return head;
}

struct str_list str_split(struct arena *arena, struct str text, char separator)
{
    size_t most = 1;
    for (size_t i = 0; i < text.size; i++)
        most += text.at[i] == separator;
    struct str *parts = ARENA_MANY(arena, struct str, most);
    size_t count = 0;
    if (str_is_unreadable(text))
        parts[count++] = text;
    while (text.size > 0)
        parts[count++] = str_cut(&text, separator);
    return (struct str_list){parts, count};
}

bool str_has_part(struct str text, char separator, struct str part)
{
    while (text.size > 0)
        if (str_equal(str_cut(&text, separator), part))
            return true;
    return false;
}

struct str str_join(struct arena *arena, struct str_list parts, char separator)
{
    size_t size = 0;
    for (size_t i = 0; i < parts.count; i++)
        size += parts.at[i].size + 1;
    char *text = arena_take(arena, size + 1);
    char *end = text;
    for (size_t i = 0; i < parts.count; i++) {
        if (i > 0)
            *end++ = separator;
        if (parts.at[i].size > 0)
            memcpy(end, parts.at[i].at, parts.at[i].size);
        end += parts.at[i].size;
    }
    return (struct str){text, (size_t)(end - text)};
}

size_t str_find(struct str text, char c, size_t from)
{
    if (from >= text.size)
        return SIZE_MAX;
    const char *hit = memchr(text.at + from, c, text.size - from);
    return hit ? (size_t)(hit - text.at) : SIZE_MAX;
}

enum err str_to_i64(struct str text, int64_t *out_value)
{
    bool is_negative = text.size > 0 && text.at[0] == '-';
    size_t first = is_negative ? 1 : 0;
    if (text.size == first)
        return ERR_INVALID;
    int64_t value = 0; /* kept negative, so that INT64_MIN can be read */
    for (size_t i = first; i < text.size; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return ERR_INVALID;
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, text.at[i] - '0', &value))
            return ERR_INVALID;
    }
    if (!is_negative && __builtin_sub_overflow(0, value, &value))
        return ERR_INVALID;
    *out_value = value;
    return OK;
}

/* Bytes of the sequence that starts here, 0 when it is not well formed (RFC 3629). */
static size_t sequence_size(const unsigned char *at, size_t left)
{
    if (at[0] < 0x80)
        return at[0] != 0;
    size_t size = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
    if (at[0] < 0xc2 || at[0] > 0xf4 || size > left)
        return 0;
    for (size_t i = 1; i < size; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    bool is_overlong = (at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xf0 && at[1] < 0x90);
    bool is_surrogate = at[0] == 0xed && at[1] > 0x9f;
    bool is_beyond = at[0] == 0xf4 && at[1] > 0x8f;
    return is_overlong || is_surrogate || is_beyond ? 0 : size;
}

bool str_is_utf8(struct str text)
{
    const unsigned char *at = (const unsigned char *)text.at;
    for (size_t i = 0; i < text.size;) {
        size_t size = sequence_size(at + i, text.size - i);
        if (size == 0)
            return false;
        i += size;
    }
    return true;
}

size_t str_length(struct str text)
{
    size_t length = 0;
    for (size_t i = 0; i < text.size; i++)
        length += ((unsigned char)text.at[i] & 0xc0) != 0x80;
    return length;
}
