/* arena.h - the memory of one request, given back whole.
 *
 * Rooms never free. An arena grows in blocks up to its limit; past the limit a request does not
 * grow without bound but jumps out to arena_guard's caller as ERR_TOO_LARGE. Exhausted machine
 * memory is must(). Resetting wipes every byte that was used: what was opened from the vault does
 * not outlive the reply.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

struct arena_block;
struct arena_slot;

struct arena {
    struct arena_block *block; /* in use, the newest first */
    struct arena_block *kept;  /* wiped, for what comes */
    struct arena_slot *slots;  /* what libraries gave */
    size_t used_total;
    size_t limit;
    jmp_buf *overflow; /* where an overflow lands; NULL: an overflow is a bug */
    bool (*fails)(void); /* planted by tests: whether this taking overflows; NULL: none planted */
};

#define ARENA_REQUEST_LIMIT ((size_t)32 << 20)

/* An empty arena; takes no memory until the first arena_take. limit in bytes. */
struct arena arena_make(size_t limit);

/* size bytes, zeroed, aligned for any type. Never NULL: see above for what happens instead. */
void *arena_take(struct arena *arena, size_t size);

/* Room for count things of one size; a product that overflows is an overflow of the arena. */
void *arena_take_many(struct arena *arena, size_t count, size_t size);

/* A place, empty at first, for something that a library gives while the arena is in use. What
 * stands there is ended when the arena is reset or freed, the latest first; so an overflow in
 * between leaves nothing behind. */
void **arena_slot(struct arena *arena, void (*end)(void *thing));

/* Wipes everything and keeps a few blocks for the next request. */
void arena_reset(struct arena *arena);

/* Wipes and gives all memory back. */
void arena_free(struct arena *arena);

#define ARENA_NEW(arena, type) ((type *)arena_take((arena), sizeof(type)))
#define ARENA_MANY(arena, type, count) ((type *)arena_take_many((arena), (count), sizeof(type)))

#endif
