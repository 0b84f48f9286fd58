#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/must.h"

struct buf buf_make(struct arena *arena, size_t room)
{
    return (struct buf){.arena = arena, .at = arena_take(arena, room), .room = room};
}

void buf_grow(struct buf *buf, size_t more)
{
    size_t room = buf->room * 2 > buf->size + more ? buf->room * 2 : buf->size + more;
    char *moved = arena_take(buf->arena, room);
    if (buf->size > 0)
        memcpy(moved, buf->at, buf->size);
    buf->at = moved;
    buf->room = room;
}

const char two_digits[200] =
    "00010203040506070809"
    "10111213141516171819"
    "20212223242526272829"
    "30313233343536373839"
    "40414243444546474849"
    "50515253545556575859"
    "60616263646566676869"
    "70717273747576777879"
    "80818283848586878889"
    "90919293949596979899";

void buf_add_c(struct buf *buf, const char *zero_ended)
{
    buf_add(buf, str_of(zero_ended));
}

struct str i64_text(int64_t number, struct i64_digits *room)
{
    /* by hand, not printf: pages, JSON and the log are full of numbers */
    char *end = room->at + sizeof(room->at), *at = end;
    uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    for (; left >= 10; left /= 100)
        put_two_digits(at -= 2, (unsigned)(left % 100));
    if (left > 0 || at == end)
        *--at = (char)('0' + left);
    if (number < 0)
        *--at = '-';
    return (struct str){at, (size_t)(end - at)};
}

void buf_add_i64(struct buf *buf, int64_t number)
{
    struct i64_digits digits;
    buf_add(buf, i64_text(number, &digits));
}

void buf_format(struct buf *buf, const char *format, ...)
{
    va_list measure, write;
    va_start(measure, format);
    va_copy(write, measure);
    int size = vsnprintf(NULL, 0, format, measure);
    va_end(measure);
    must(size >= 0);
    if (buf->room - buf->size < (size_t)size + 1)
        buf_grow(buf, (size_t)size + 1);
    vsnprintf(buf->at + buf->size, (size_t)size + 1, format, write);
    va_end(write);
    buf->size += (size_t)size;
}

struct str buf_text(const struct buf *buf)
{
    return (struct str){buf->at, buf->size};
}
