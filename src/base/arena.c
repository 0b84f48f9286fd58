#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"

enum { BLOCK_BYTES = 64 * 1024 };

struct arena_block {
    struct arena_block *before;
    size_t size;
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena arena_make(size_t limit)
{
    return (struct arena){.limit = limit};
}

static void overflow(struct arena *arena)
{
    must(arena->overflow != NULL);
    longjmp(*arena->overflow, 1);
}

static void add_block(struct arena *arena, size_t size)
{
    size_t bytes = size > BLOCK_BYTES ? size : BLOCK_BYTES;
    struct arena_block *block = calloc(1, sizeof(*block) + bytes);
    must(block != NULL);
    block->before = arena->block;
    block->size = bytes;
    arena->block = block;
}

void *arena_take(struct arena *arena, size_t size)
{
    size_t align = alignof(max_align_t);
    if (size > arena->limit || arena->used_total > arena->limit - size)
        overflow(arena);
    size = size == 0 ? align : (size + align - 1) / align * align;
    if (arena->block == NULL || arena->block->size - arena->block->used < size)
        add_block(arena, size);
    void *taken = arena->block->bytes + arena->block->used;
    arena->block->used += size;
    arena->used_total += size;
    return taken;
}

void *arena_take_many(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        overflow(arena);
    return arena_take(arena, bytes);
}

static void drop_block(struct arena *arena)
{
    struct arena_block *block = arena->block;
    arena->block = block->before;
    explicit_bzero(block->bytes, block->used);
    free(block);
}

void arena_reset(struct arena *arena)
{
    while (arena->block && arena->block->before)
        drop_block(arena);
    if (arena->block) {
        explicit_bzero(arena->block->bytes, arena->block->used);
        arena->block->used = 0;
    }
    arena->used_total = 0;
}

void arena_free(struct arena *arena)
{
    while (arena->block)
        drop_block(arena);
    arena->used_total = 0;
}
