#include "cleaner/read_array.h"

#include <string.h>

enum { ROOM_AT_FIRST = 64 };

void *read_array_more(struct arena *arena, void *at, size_t count, size_t size, size_t *room)
{
    if (count < *room)
        return at;
    *room = *room * 2 + ROOM_AT_FIRST;
    void *larger = arena_take_many(arena, *room, size);
    if (count > 0)
        memcpy(larger, at, count * size);
    return larger;
}

void read_array_sort(void *at, void *spare, size_t count, size_t size,
                     bool (*is_before)(const void *a, const void *b))
{
    size_t half = count / 2;
    char *low = at, *middle = low + half * size, *high = middle, *end = low + count * size;
    char *to = spare;
    if (count < 2)
        return;
    read_array_sort(low, spare, half, size, is_before);
    read_array_sort(high, spare, count - half, size, is_before);
    while (low < middle || high < end) {
        bool is_low = high == end || (low < middle && !is_before(high, low));
        memcpy(to, is_low ? low : high, size);
        low += is_low ? size : 0;
        high += is_low ? 0 : size;
        to += size;
    }
    memcpy(at, spare, count * size);
}
