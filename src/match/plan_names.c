#include "match/plan_names.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_FIRST = 64 };

struct plan_names plan_names_make(struct arena *arena)
{
    struct plan_names names = {.arena = arena, .slot_count = SLOTS_FIRST, .room = SLOTS_FIRST / 2};
    names.at = ARENA_MANY(arena, struct str, names.room);
    names.slots = ARENA_MANY(arena, uint32_t, names.slot_count);
    memset(names.slots, 0xFF, names.slot_count * sizeof(*names.slots));
    return names;
}

/* FNV-1a */
static uint32_t hash_of(struct str text)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ (unsigned char)text.at[i]) * 16777619u;
    return hash;
}

/* Where the text stands, or would stand. */
static uint32_t *slot_of(const struct plan_names *names, struct str text)
{
    uint32_t at = hash_of(text) & (names->slot_count - 1);
    while (names->slots[at] != NAMES_NONE && !str_equal(names->at[names->slots[at]], text))
        at = (at + 1) & (names->slot_count - 1);
    return &names->slots[at];
}

static void widen(struct plan_names *names)
{
    struct str *wider = ARENA_MANY(names->arena, struct str, (size_t)names->room * 2);
    memcpy(wider, names->at, names->count * sizeof(*wider));
    names->at = wider;
    names->room *= 2;
    names->slot_count *= 2;
    names->slots = ARENA_MANY(names->arena, uint32_t, names->slot_count);
    memset(names->slots, 0xFF, names->slot_count * sizeof(*names->slots));
    for (uint32_t i = 0; i < names->count; i++)
        *slot_of(names, names->at[i]) = i;
}

uint32_t plan_names_number(struct plan_names *names, struct str text)
{
    uint32_t *slot = slot_of(names, text);
    if (*slot != NAMES_NONE)
        return *slot;
    if (names->count == names->room) {
        widen(names);
        slot = slot_of(names, text);
    }
    *slot = names->count;
    names->at[names->count] = text;
    return names->count++;
}

uint32_t plan_names_find(const struct plan_names *names, struct str text)
{
    return *slot_of(names, text);
}

struct entry {
    struct str text;
    uint32_t number;
};

static int by_bytes(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;
    return str_compare(left->text, right->text);
}

uint32_t *plan_names_sort(const struct plan_names *names)
{
    struct entry *entries = ARENA_MANY(names->arena, struct entry, names->count);
    uint32_t *places = ARENA_MANY(names->arena, uint32_t, names->count);
    for (uint32_t i = 0; i < names->count; i++)
        entries[i] = (struct entry){names->at[i], i};
    qsort(entries, names->count, sizeof(*entries), by_bytes);
    for (uint32_t i = 0; i < names->count; i++)
        places[entries[i].number] = i;
    return places;
}
