/* str.h - a piece of text: pointer and length, owning nothing.
 *
 * Text is UTF-8. A str lives as long as what it points into: the program (literals), the request
 * (arena) or the caller's buffer. It need not end in a zero byte; str_c() makes one that does.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/result.h"

struct arena;

struct str {
    const char *at;
    size_t size; /* bytes */
};

struct str_list {
    const struct str *at;
    size_t count;
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_NONE ((struct str){"", 0})

/* Stands for a text that there is and that cannot be read: its sealed bytes were damaged, or moved
 * (guard/opening.h). It has no bytes, and only str_is_unreadable tells it from an empty text; a
 * page says so in its place, a program gets null and is told. Where something is decided by a text
 * it never comes. Copied, trimmed, split or cut it stays what it is. */
extern const char str_unreadable_mark[];
#define STR_UNREADABLE ((struct str){str_unreadable_mark, 0})

/* For printf("%.*s", STR_ARGS(text)). */
#define STR_ARGS(text) ((int)(text).size), ((text).at)

/* The bytes of a zero-ended C string; NULL gives the empty text. */
static inline struct str str_of(const char *zero_ended)
{
    return zero_ended ? (struct str){zero_ended, strlen(zero_ended)} : STR_NONE;
}

static inline bool str_is_unreadable(struct str text)
{
    return text.at == str_unreadable_mark;
}

/* made, which was worked out from a text: unreadable where that is. */
static inline struct str str_made_of(struct str from, struct str made)
{
    return str_is_unreadable(from) ? from : made;
}

/* What a form leaves of what stood there: what was typed; where nothing was and it cannot be read,
 * that it is left as it is. */
static inline struct str str_left_of(struct str before, struct str typed)
{
    return typed.size == 0 && str_is_unreadable(before) ? before : typed;
}

/* A zero-ended copy in the arena. */
char *str_c(struct arena *arena, struct str text);

/* A copy in the arena. */
struct str str_copy(struct arena *arena, struct str text);

/* printf into the arena. */
struct str str_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static inline bool str_equal(struct str a, struct str b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

static inline bool str_equal_c(struct str a, const char *b)
{
    return str_equal(a, str_of(b));
}

bool str_starts(struct str text, struct str prefix);
bool str_ends(struct str text, struct str suffix);
bool str_is_empty(struct str text);

/* Negative, zero or positive as a sorts before, with or after b, by bytes. */
int str_compare(struct str a, struct str b);

/* Without white space (ASCII and no-break space) at both ends. */
struct str str_trim(struct str text);

/* Part [from, from + size), cut to what there is. */
struct str str_slice(struct str text, size_t from, size_t size);

/* Cuts the text before the first separator off *rest and returns it; *rest keeps what follows.
 * When there is no separator the whole is returned and *rest is empty. */
struct str str_cut(struct str *rest, char separator);

/* The parts between separators; an empty text has none, one that cannot be read has itself. The
 * parts point into the text. */
struct str_list str_split(struct arena *arena, struct str text, char separator);

/* Is it one of the parts between separators? */
bool str_has_part(struct str text, char separator, struct str part);

/* The parts with a separator between them. */
struct str str_join(struct arena *arena, struct str_list parts, char separator);

/* Index of the first byte c at or after from, or SIZE_MAX. */
size_t str_find(struct str text, char c, size_t from);

/* Decimal integer, whole text, optional minus. ERR_INVALID when it is none or does not fit. */
CHECKED enum err str_to_i64(struct str text, int64_t *out_value);

/* True when the bytes are well-formed UTF-8 without U+0000. */
bool str_is_utf8(struct str text);

/* Number of code points; the text must be UTF-8. */
size_t str_length(struct str text);

#endif
