/* The prepared statements of one connection: a table by the statement's address, which is fixed for
 * the program's life. */
#include <stdlib.h>

#include "store/store_inner.h"

enum { FIRST_ROOM = 64 };

static size_t place(const struct cache *cache, const struct store_statement *statement)
{
    uint64_t mixed = (uint64_t)(uintptr_t)statement * UINT64_C(0x9e3779b97f4a7c15);
    size_t at = (size_t)(mixed >> 32) & (cache->room - 1);
    while (cache->slots[at].statement && cache->slots[at].statement != statement)
        at = (at + 1) & (cache->room - 1);
    return at;
}

void *cache_find(const struct cache *cache, const struct store_statement *statement)
{
    if (cache->room == 0)
        return NULL;
    return cache->slots[place(cache, statement)].prepared;
}

static void grow(struct cache *cache)
{
    struct cache larger = {.room = cache->room ? cache->room * 2 : FIRST_ROOM};
    larger.slots = calloc(larger.room, sizeof(*larger.slots));
    must(larger.slots != NULL);
    for (size_t i = 0; i < cache->room; i++)
        if (cache->slots[i].statement)
            cache_put(&larger, cache->slots[i].statement, cache->slots[i].prepared);
    free(cache->slots);
    *cache = larger;
}

void cache_put(struct cache *cache, const struct store_statement *statement, void *prepared)
{
    if ((cache->count + 1) * 2 > cache->room)
        grow(cache);
    cache->slots[place(cache, statement)] = (struct cache_slot){statement, prepared};
    cache->count++;
}

void cache_clear(struct cache *cache, void (*forget)(void *prepared))
{
    for (size_t i = 0; i < cache->room; i++)
        if (cache->slots[i].prepared)
            forget(cache->slots[i].prepared);
    free(cache->slots);
    *cache = (struct cache){0};
}
