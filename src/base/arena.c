#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/must.h"

/* Blocks up to so many bytes stay for the next request: most pages need no more. */
enum { BLOCK_BYTES = 64 * 1024, KEPT_BYTES = 4 * BLOCK_BYTES };

struct arena_block {
    struct arena_block *before;
    size_t size;
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena_slot {
    struct arena_slot *before;
    void (*end)(void *thing);
    void *thing; /* NULL: none yet */
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

/* One that the request before left, wiped. */
static bool take_kept(struct arena *arena, size_t size)
{
    struct arena_block *block = arena->kept;
    if (block == NULL || block->size < size)
        return false;
    arena->kept = block->before;
    block->before = arena->block;
    arena->block = block;
    return true;
}

static void add_block(struct arena *arena, size_t size)
{
    if (take_kept(arena, size))
        return;
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
    if (arena->fails != NULL && arena->fails())
        overflow(arena);
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

void **arena_slot(struct arena *arena, void (*end)(void *thing))
{
    struct arena_slot *slot = ARENA_NEW(arena, struct arena_slot);
    *slot = (struct arena_slot){.before = arena->slots, .end = end};
    arena->slots = slot;
    return &slot->thing;
}

static void end_slots(struct arena *arena)
{
    for (struct arena_slot *slot = arena->slots; slot; slot = slot->before)
        if (slot->thing)
            slot->end(slot->thing);
    arena->slots = NULL;
}

static struct arena_block *pop_wiped(struct arena_block **blocks)
{
    struct arena_block *block = *blocks;
    *blocks = block->before;
    explicit_bzero(block->bytes, block->used);
    block->used = 0;
    return block;
}

static void drop_blocks(struct arena_block **blocks)
{
    while (*blocks)
        free(pop_wiped(blocks));
}

void arena_reset(struct arena *arena)
{
    size_t kept_bytes = 0;
    end_slots(arena);
    for (struct arena_block *block = arena->kept; block; block = block->before)
        kept_bytes += block->size;
    while (arena->block) {
        struct arena_block *block = pop_wiped(&arena->block);
        if (block->size > BLOCK_BYTES || kept_bytes + block->size > KEPT_BYTES) {
            free(block);
            continue;
        }
        kept_bytes += block->size;
        block->before = arena->kept;
        arena->kept = block;
    }
    arena->used_total = 0;
}

void arena_free(struct arena *arena)
{
    end_slots(arena);
    drop_blocks(&arena->block);
    drop_blocks(&arena->kept);
    arena->used_total = 0;
}
