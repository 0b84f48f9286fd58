/* buf.h - text that grows, inside an arena.
 *
 * For pages, JSON, CSV and messages. The text is valid until the arena is reset.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct buf {
    struct arena *arena;
    char *at;
    size_t size;
    size_t room;
};

struct buf buf_make(struct arena *arena, size_t room);
void buf_add(struct buf *buf, struct str text);
void buf_add_c(struct buf *buf, const char *zero_ended);
void buf_add_char(struct buf *buf, char c);
void buf_add_i64(struct buf *buf, int64_t number);
void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What was written so far; later writing may move it. */
struct str buf_text(const struct buf *buf);

#endif
