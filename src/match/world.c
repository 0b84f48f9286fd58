#include "match/world.h"

#include <stdlib.h>
#include <string.h>

/* What is the same for the rules, as words. No padding: compared as bytes. */
enum { KEY_WORDS = 6 };
struct kind_key {
    uint64_t words[KEY_WORDS];
};

static uint64_t count_bits(struct match_count count)
{
    return count.is_known ? UINT64_C(0x10000) | (uint16_t)count.value : 0;
}

static void add_span(struct kind_key *key, size_t slot, struct match_span span)
{
    key->words[1] = key->words[1] << 2 | (uint64_t)span.is_on;
    key->words[slot] = span.is_on == MATCH_YES ? (uint64_t)span.until.ms : 0;
}

/* What rules and terms can read of a room, without who takes it. */
static struct kind_key key_of_room(const struct match_room *room)
{
    struct kind_key key = {{
        count_bits(room->beds) | count_bits(room->cots) << 20 | count_bits(room->beds_used) << 40,
        (uint64_t)room->step_free << 4 | (uint64_t)room->self_contained << 2 |
            (uint64_t)room->large_shared,
    }};
    add_span(&key, 2, room->held);
    add_span(&key, 3, room->occupied);
    add_span(&key, 4, room->turnaround);
    add_span(&key, 5, room->out_of_order);
    return key;
}

/* Nobody (0), somebody (1), not known who (2). */
static uint64_t who_bits(struct match_keys residents)
{
    return !residents.is_known ? 2 : residents.count > 0;
}

static struct kind_key key_of_house(const struct match_house *house)
{
    return (struct kind_key){{
        count_bits(house->licence) | count_bits(house->residents) << 20,
        count_bits(house->night_admissions) | count_bits(house->complex_places) << 20,
        (uint64_t)house->modes << 16 | (uint64_t)house->admits << 8 | house->workers,
        (uint64_t)house->is_open << 2 | who_bits(house->resident_keys),
    }};
}

static struct kind_key key_of_place(const struct match_house *house)
{
    return (struct kind_key){{house->nation, (uint64_t)house->region, (uint64_t)house->area}};
}

static size_t hash(const struct kind_key *key)
{
    uint64_t mixed = 0;
    for (size_t i = 0; i < KEY_WORDS; i++) {
        mixed = (mixed ^ key->words[i]) * UINT64_C(0x9e3779b97f4a7c15);
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

/* Numbers the kinds in the order in which they are met; out_first[kind] is the first thing of it.
 * slots[] holds kind + 1, probed one by one. */
static struct match_kinds sort_into_kinds(struct arena *arena, const struct kind_key *keys,
                                          size_t count, uint32_t **out_first)
{
    size_t size = power_of_two_over(2 * count);
    uint32_t *slots = ARENA_MANY(arena, uint32_t, size);
    uint32_t *first = ARENA_MANY(arena, uint32_t, count);
    struct match_kinds kinds = {.of = ARENA_MANY(arena, uint32_t, count)};
    for (size_t i = 0; i < count; i++) {
        size_t slot = hash(&keys[i]) & (size - 1);
        while (slots[slot] && memcmp(&keys[first[slots[slot] - 1]], &keys[i], sizeof(*keys)) != 0)
            slot = (slot + 1) & (size - 1);
        if (slots[slot] == 0) {
            first[kinds.count] = (uint32_t)i;
            slots[slot] = (uint32_t)++kinds.count;
        }
        kinds.of[i] = slots[slot] - 1;
    }
    kinds.rooms = ARENA_MANY(arena, uint32_t, kinds.count);
    *out_first = first;
    return kinds;
}

static void find_room_kinds(struct arena *arena, struct match_world *world)
{
    size_t count = world->facts.room_count;
    struct kind_key *keys = ARENA_MANY(arena, struct kind_key, count);
    uint32_t *first;
    for (size_t i = 0; i < count; i++)
        keys[i] = key_of_room(&world->facts.rooms[world->rooms[i]]);
    world->room_kinds = sort_into_kinds(arena, keys, count, &first);
    world->room_examples = ARENA_MANY(arena, struct match_room, world->room_kinds.count);
    for (size_t i = 0; i < world->room_kinds.count; i++) {
        world->room_examples[i] = world->facts.rooms[world->rooms[first[i]]];
        world->room_examples[i].held_by = world->room_examples[i].occupied_by = 0;
    }
    for (size_t i = 0; i < count; i++)
        world->room_kinds.rooms[world->room_kinds.of[i]]++;
}

static struct match_house *find_kinds(struct arena *arena, const struct match_world *world,
                                      struct kind_key (*key_of)(const struct match_house *house),
                                      struct match_kinds *out_kinds)
{
    size_t count = world->facts.house_count;
    struct kind_key *keys = ARENA_MANY(arena, struct kind_key, count);
    uint32_t *first;
    for (size_t i = 0; i < count; i++)
        keys[i] = key_of(&world->houses[i]);
    *out_kinds = sort_into_kinds(arena, keys, count, &first);
    struct match_house *examples = ARENA_MANY(arena, struct match_house, out_kinds->count);
    for (size_t i = 0; i < out_kinds->count; i++)
        examples[i] = world->houses[first[i]];
    for (size_t i = 0; i < count; i++)
        out_kinds->rooms[out_kinds->of[i]] += world->first[i + 1] - world->first[i];
    return examples;
}

static void find_house_kinds(struct arena *arena, struct match_world *world)
{
    static const int64_t nobody_fears[] = {INT64_MIN};
    world->place_examples = find_kinds(arena, world, key_of_place, &world->places);
    world->house_examples = find_kinds(arena, world, key_of_house, &world->house_kinds);
    for (size_t i = 0; i < world->house_kinds.count; i++) {
        struct match_keys *residents = &world->house_examples[i].resident_keys;
        if (residents->is_known && residents->count > 0)
            *residents = (struct match_keys){nobody_fears, 1, true};
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
    world->house_of = ARENA_MANY(arena, uint32_t, facts->room_count);
    for (size_t i = 0; i < facts->house_count; i++)
        for (position = world->first[i]; position < world->first[i + 1]; position++)
            world->house_of[position] = (uint32_t)i;
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

static int by_key_and_house(const void *a, const void *b)
{
    const struct match_resident *left = a, *right = b;
    int order = compare_ids(left->key, right->key);
    return order ? order : compare_ids(left->house, right->house);
}

static void list_residents(struct arena *arena, struct match_world *world)
{
    size_t count = 0;
    for (size_t i = 0; i < world->facts.house_count; i++)
        count += world->houses[i].resident_keys.count;
    world->residents = ARENA_MANY(arena, struct match_resident, count);
    for (size_t i = 0; i < world->facts.house_count; i++) {
        struct match_keys keys = world->houses[i].resident_keys;
        for (size_t k = 0; keys.is_known && k < keys.count; k++)
            world->residents[world->resident_count++] =
                (struct match_resident){keys.at[k], (uint32_t)i};
    }
    qsort(world->residents, world->resident_count, sizeof(*world->residents), by_key_and_house);
}

const struct match_world *match_world_make(struct arena *arena, const struct match_facts *facts)
{
    must(facts->room_count < UINT32_MAX / 4 && facts->house_count < UINT32_MAX / 4);
    struct match_world *world = ARENA_NEW(arena, struct match_world);
    world->facts = *facts;
    sort_rooms(arena, world);
    find_room_kinds(arena, world);
    find_house_kinds(arena, world);
    list_taken(arena, world);
    list_residents(arena, world);
    return world;
}
