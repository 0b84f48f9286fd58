#include "match/world.h"

#include <stdlib.h>
#include <string.h>

/* What rules and terms can read of a room, without who takes it. No padding: compared as bytes. */
struct kind_key {
    uint64_t counts;
    uint64_t facts;
    int64_t until_ms[4];
};

static uint64_t count_bits(struct match_count count)
{
    return count.is_known ? UINT64_C(0x10000) | (uint16_t)count.value : 0;
}

static void add_span(struct kind_key *key, size_t slot, struct match_span span)
{
    key->facts = key->facts << 2 | (uint64_t)span.is_on;
    key->until_ms[slot] = span.is_on == MATCH_YES ? span.until.ms : 0;
}

static struct kind_key key_of(const struct match_room *room)
{
    struct kind_key key = {
        .counts = count_bits(room->beds) | count_bits(room->cots) << 20 |
                  count_bits(room->beds_used) << 40,
        .facts = (uint64_t)room->step_free << 4 | (uint64_t)room->self_contained << 2 |
                 (uint64_t)room->large_shared,
    };
    add_span(&key, 0, room->held);
    add_span(&key, 1, room->occupied);
    add_span(&key, 2, room->turnaround);
    add_span(&key, 3, room->out_of_order);
    return key;
}

static size_t hash(const struct kind_key *key)
{
    uint64_t words[sizeof(*key) / sizeof(uint64_t)], mixed = 0;
    memcpy(words, key, sizeof(words));
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        mixed = (mixed ^ words[i]) * UINT64_C(0x9e3779b97f4a7c15);
        mixed ^= mixed >> 32;
    }
    return (size_t)mixed;
}

static size_t power_of_two_over(size_t count)
{
    size_t size = 16;
    while (size < count)
        size *= 2;
    return size;
}

/* Gives every position its kind. slots[] holds kind + 1, probed one by one. */
static void sort_into_kinds(struct arena *arena, struct match_world *world)
{
    size_t count = world->facts.room_count, size = power_of_two_over(2 * count);
    uint32_t *slots = ARENA_MANY(arena, uint32_t, size);
    struct kind_key *keys = ARENA_MANY(arena, struct kind_key, count);
    world->kind_of = ARENA_MANY(arena, uint32_t, count);
    world->kinds = ARENA_MANY(arena, struct match_room, count);
    for (size_t position = 0; position < count; position++) {
        const struct match_room *room = &world->facts.rooms[world->rooms[position]];
        struct kind_key key = key_of(room);
        size_t slot = hash(&key) & (size - 1);
        while (slots[slot] && memcmp(&keys[slots[slot] - 1], &key, sizeof(key)) != 0)
            slot = (slot + 1) & (size - 1);
        if (slots[slot] == 0) {
            keys[world->kind_count] = key;
            world->kinds[world->kind_count] = *room;
            world->kinds[world->kind_count].held_by = 0;
            world->kinds[world->kind_count].occupied_by = 0;
            slots[slot] = (uint32_t)++world->kind_count;
        }
        world->kind_of[position] = slots[slot] - 1;
    }
}

static int compare_ids(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_house_id(const void *a, const void *b, void *houses)
{
    const struct match_house *of = houses;
    return compare_ids(of[*(const uint32_t *)a].id, of[*(const uint32_t *)b].id);
}

static int by_room_id(const void *a, const void *b, void *rooms)
{
    const struct match_room *of = rooms;
    return compare_ids(of[*(const uint32_t *)a].id, of[*(const uint32_t *)b].id);
}

static int by_key_and_position(const void *a, const void *b)
{
    const struct match_taken *left = a, *right = b;
    int order = compare_ids(left->key, right->key);
    return order ? order : compare_ids(left->position, right->position);
}

/* Copies the houses in the order of their ids; order[] gets their indexes. */
static void sort_houses(struct arena *arena, struct match_world *world, uint32_t *order)
{
    const struct match_facts *facts = &world->facts;
    for (size_t i = 0; i < facts->house_count; i++)
        order[i] = (uint32_t)i;
    qsort_r(order, facts->house_count, sizeof(*order), by_house_id, (void *)facts->houses);
    world->houses = ARENA_MANY(arena, struct match_house, facts->house_count);
    for (size_t i = 0; i < facts->house_count; i++)
        world->houses[i] = facts->houses[order[i]];
}

/* Deals the rooms out to their houses, then sorts each house's handful by id. */
static void sort_rooms(struct arena *arena, struct match_world *world)
{
    const struct match_facts *facts = &world->facts;
    uint32_t *order = ARENA_MANY(arena, uint32_t, facts->house_count);
    uint32_t *next = ARENA_MANY(arena, uint32_t, facts->house_count); /* by index of the house */
    sort_houses(arena, world, order);
    world->first = ARENA_MANY(arena, uint32_t, facts->house_count + 1);
    world->rooms = ARENA_MANY(arena, uint32_t, facts->room_count);
    for (size_t i = 0; i < facts->room_count; i++) {
        must(facts->rooms[i].house < facts->house_count);
        next[facts->rooms[i].house]++; /* at first: how many */
    }
    uint32_t position = 0;
    for (size_t i = 0; i < facts->house_count; i++) {
        uint32_t rooms = next[order[i]];
        world->first[i] = next[order[i]] = position;
        position += rooms;
    }
    world->first[facts->house_count] = position;
    for (size_t i = 0; i < facts->room_count; i++)
        world->rooms[next[facts->rooms[i].house]++] = (uint32_t)i;
    for (size_t i = 0; i < facts->house_count; i++)
        qsort_r(&world->rooms[world->first[i]], world->first[i + 1] - world->first[i],
                sizeof(uint32_t), by_room_id, (void *)facts->rooms);
}

static void list_taken(struct arena *arena, struct match_world *world)
{
    world->taken = ARENA_MANY(arena, struct match_taken, 2 * world->facts.room_count);
    for (uint32_t position = 0; position < world->facts.room_count; position++) {
        const struct match_room *room = &world->facts.rooms[world->rooms[position]];
        if (room->held_by != 0)
            world->taken[world->taken_count++] = (struct match_taken){room->held_by, position};
        if (room->occupied_by != 0 && room->occupied_by != room->held_by)
            world->taken[world->taken_count++] = (struct match_taken){room->occupied_by, position};
    }
    qsort(world->taken, world->taken_count, sizeof(*world->taken), by_key_and_position);
}

const struct match_world *match_world_make(struct arena *arena, const struct match_facts *facts)
{
    must(facts->room_count < UINT32_MAX / 4 && facts->house_count < UINT32_MAX / 4);
    struct match_world *world = ARENA_NEW(arena, struct match_world);
    world->facts = *facts;
    sort_rooms(arena, world);
    sort_into_kinds(arena, world);
    list_taken(arena, world);
    return world;
}
