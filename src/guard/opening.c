#include "guard/opening.h"

#include <string.h>

enum { FIRST_ROOM = 32 };

struct opening opening_make(struct job *job)
{
    return (struct opening){.job = job};
}

static void grow(struct opening *opening)
{
    struct arena *arena = opening->job->arena;
    struct opening larger = {.room = opening->room ? 2 * opening->room : FIRST_ROOM};
    larger.items = ARENA_MANY(arena, struct vault_item, larger.room);
    larger.outs = ARENA_MANY(arena, struct str *, larger.room);
    if (opening->count > 0) {
        memcpy(larger.items, opening->items, opening->count * sizeof(*larger.items));
        memcpy(larger.outs, opening->outs, opening->count * sizeof(*larger.outs));
    }
    opening->items = larger.items;
    opening->outs = larger.outs;
    opening->room = larger.room;
}

void opening_add(struct opening *opening, const struct vault_item *item, struct str *out_text)
{
    *out_text = STR_NONE;
    if (item->wrapped_key.size == 0)
        return;
    if (opening->count == opening->room)
        grow(opening);
    opening->items[opening->count] = *item;
    opening->outs[opening->count++] = out_text;
}

struct str opening_key(const struct opening *opening, enum vault_owner kind, int64_t owner)
{
    for (size_t i = opening->count; i > 0; i--) {
        const struct vault_item *item = &opening->items[i - 1];
        if (item->kind == kind && item->owner == owner)
            return item->wrapped_key;
    }
    return STR_NONE;
}

enum err opening_open(struct opening *opening)
{
    struct job *job = opening->job;
    if (opening->count == 0)
        return OK;
    enum err err = vault_open_all(job->vault, job->arena, opening->items, opening->count);
    for (size_t i = 0; i < opening->count && err == OK; i++)
        err = opening->items[i].result;
    for (size_t i = 0; i < opening->count && err == OK; i++)
        *opening->outs[i] = opening->items[i].out;
    opening->count = 0;
    return err;
}
