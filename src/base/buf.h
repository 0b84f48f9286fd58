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

/* Inline: a page is a thousand of these, most with a text whose size the compiler knows. */
static inline void buf_add(struct buf *buf, struct str text)
{
    if (buf->room - buf->size < text.size)
        buf_grow(buf, text.size);
    if (text.size > 0)
        memcpy(buf->at + buf->size, text.at, text.size);
    buf->size += text.size;
}

static inline void buf_add_char(struct buf *buf, char c)
{
    if (buf->room == buf->size)
        buf_grow(buf, 1);
    buf->at[buf->size++] = c;
}

void buf_add_c(struct buf *buf, const char *zero_ended);
void buf_add_i64(struct buf *buf, int64_t number);

/* A number in decimal digits, which stand in room. */
struct i64_digits {
    char at[20]; /* the longest has a sign and 19 */
};
struct str i64_text(int64_t number, struct i64_digits *room);

void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What was written so far; later writing may move it. */
struct str buf_text(const struct buf *buf);

#endif
