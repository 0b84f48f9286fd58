/* buf.h - text that grows, inside an arena.
 *
 * For pages, JSON, CSV and messages. The text is valid until the arena is reset.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/str.h"

struct buf {
    struct arena *arena;
    char *at;
    size_t size;
    size_t room;
};

struct buf buf_make(struct arena *arena, size_t room);

/* Makes room for so many bytes more; for the functions below. */
void buf_grow(struct buf *buf, size_t more);

/* Where the next bytes belong, with room for so many; whoever writes there adds to size. */
static inline char *buf_room(struct buf *buf, size_t more)
{
    if (buf->room - buf->size < more)
        buf_grow(buf, more);
    return buf->at + buf->size;
}

/* Inline: a page is a thousand of these, most with a text whose size the compiler knows. */
static inline void buf_add(struct buf *buf, struct str text)
{
    char *at = buf_room(buf, text.size);
    if (text.size > 0)
        memcpy(at, text.at, text.size);
    buf->size += text.size;
}

static inline void buf_add_char(struct buf *buf, char c)
{
    *buf_room(buf, 1) = c;
    buf->size++;
}

void buf_add_c(struct buf *buf, const char *zero_ended);
void buf_add_i64(struct buf *buf, int64_t number);

/* A number in decimal digits, which stand in room. */
struct i64_digits {
    char at[20]; /* the longest has a sign and 19 */
};
struct str i64_text(int64_t number, struct i64_digits *room);

/* "00" to "99", one after the other. */
extern const char two_digits[200];

/* The last two digits of a number, written at; where the next byte belongs. */
static inline char *put_two_digits(char *at, unsigned number)
{
    memcpy(at, two_digits + number % 100 * 2, 2);
    return at + 2;
}

void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What was written so far; later writing may move it. */
struct str buf_text(const struct buf *buf);

#endif
