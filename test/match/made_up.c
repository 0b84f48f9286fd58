#include "made_up.h"

static const int64_t now_ms = INT64_C(1795486200000); /* 2026-11-24T02:10Z */

uint32_t chance_below(struct chance *chance, uint32_t below)
{
    uint64_t mixed = chance->state += UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((mixed ^ mixed >> 31) >> 32) % below;
}

static bool one_in(struct chance *chance, uint32_t number)
{
    return chance_below(chance, number) == 0;
}

/* Unknown one time in twelve: with 18 rules some rooms must stay free of questions. */
static enum match_fact any_fact(struct chance *chance)
{
    if (one_in(chance, 12))
        return MATCH_UNKNOWN;
    return one_in(chance, 3) ? MATCH_NO : MATCH_YES;
}

static enum match_fact mostly(struct chance *chance, enum match_fact usual)
{
    return one_in(chance, 6) ? any_fact(chance) : usual;
}

static struct match_count any_count(struct chance *chance, uint32_t below)
{
    if (one_in(chance, 15))
        return (struct match_count){.value = (int16_t)chance_below(chance, below)};
    return MATCH_COUNT(chance_below(chance, below));
}

static uint8_t any_bits(struct chance *chance, uint8_t all)
{
    if (one_in(chance, 3))
        return (uint8_t)(chance_below(chance, all + 1U));
    return all;
}

/* Distinct keys 1 to 9, at most four. */
static struct match_keys any_keys(struct arena *arena, struct chance *chance, uint32_t none_in)
{
    struct match_keys keys = {.is_known = !one_in(chance, 15)};
    int64_t *at = ARENA_MANY(arena, int64_t, 4);
    uint32_t start = chance_below(chance, 9), count = one_in(chance, none_in) ? 0 : 1;
    count += count == 1 ? chance_below(chance, 4) : 0;
    for (uint32_t i = 0; i < count; i++)
        at[i] = 1 + (start + 2 * i) % 9;
    keys.at = at;
    keys.count = keys.is_known ? count : 0;
    return keys;
}

static struct instant around_now(struct chance *chance)
{
    static const int64_t steps[] = {-MS_PER_DAY, -1, 0, 1, MS_PER_HOUR, MS_PER_DAY};
    if (one_in(chance, 6))
        return INSTANT_NONE;
    return (struct instant){now_ms + steps[chance_below(chance, COUNT_OF(steps))]};
}

static void made_up_ties(struct arena *arena, struct chance *chance, struct match_near *near)
{
    for (size_t tie = 0; tie < MATCH_TIES; tie++)
        if (one_in(chance, 2))
            near[tie] = (struct match_near){any_keys(arena, chance, 3), any_keys(arena, chance, 3),
                                            any_keys(arena, chance, 3)};
}

struct match_household made_up_household(struct arena *arena, struct chance *chance)
{
    struct match_household household = {
        .key = chance_below(chance, 6),
        .persons = any_count(chance, 6),
        .beds = any_count(chance, 4),
        .cots = any_count(chance, 3),
        .modes = any_bits(chance, 7),
        .adults = any_bits(chance, 3),
        .nations = any_bits(chance, 15),
        .workers = any_bits(chance, 3),
        .is_family = any_fact(chance),
        .step_free = any_fact(chance),
        .night_admission = any_fact(chance),
        .complex_needs = any_fact(chance),
        .has_large_shared_exception = one_in(chance, 8),
        .wishes_catered = one_in(chance, 2),
        .regions = any_keys(arena, chance, 2),
        .avoid_areas = any_keys(arena, chance, 3),
        .wish_areas = any_keys(arena, chance, 3),
        .languages = any_keys(arena, chance, 3),
        .needs = any_keys(arena, chance, 3),
        .conflicts = any_keys(arena, chance, 2),
        .provider = chance_below(chance, 4),
        .asked_at = {now_ms},
        .needed_at = {now_ms + (one_in(chance, 2) ? 0 : MS_PER_HOUR)},
        .waiting_since = around_now(chance),
    };
    made_up_ties(arena, chance, household.near);
    if (one_in(chance, 4))
        household.waiting_since = (struct instant){now_ms - MS_PER_DAY * chance_below(chance, 900)};
    return household;
}

static struct match_house made_up_house(struct arena *arena, struct chance *chance)
{
    return (struct match_house){
        .modes = any_bits(chance, 7),
        .admits = any_bits(chance, 7),
        .nation = (uint8_t)(one_in(chance, 12) ? 0U : 1U << chance_below(chance, 4)),
        .workers = any_bits(chance, 3),
        .is_open = mostly(chance, MATCH_YES),
        .catered = any_fact(chance),
        .licence = any_count(chance, 12),
        .residents = any_count(chance, 5),
        .night_admissions = any_count(chance, 3),
        .complex_places = any_count(chance, 3),
        .region = chance_below(chance, 10),
        .area = chance_below(chance, 10),
        .provider = chance_below(chance, 4),
        .languages = any_keys(arena, chance, 3),
        .specialisms = any_keys(arena, chance, 3),
        .resident_keys = any_keys(arena, chance, 2),
    };
}

static struct match_span any_span(struct chance *chance)
{
    return (struct match_span){mostly(chance, MATCH_NO), around_now(chance)};
}

static struct match_room made_up_room(struct chance *chance, uint32_t houses)
{
    return (struct match_room){
        .house = chance_below(chance, houses),
        .beds = any_count(chance, 5),
        .cots = any_count(chance, 3),
        .beds_used = any_count(chance, 4),
        .step_free = any_fact(chance),
        .self_contained = any_fact(chance),
        .large_shared = mostly(chance, MATCH_NO),
        .held_by = chance_below(chance, 6),
        .occupied_by = chance_below(chance, 6),
        .held = any_span(chance),
        .occupied = any_span(chance),
        .turnaround = any_span(chance),
        .out_of_order = any_span(chance),
    };
}

/* An odd multiplier makes distinct ids of no visible order, negative ones too. */
static int64_t scattered_id(uint64_t number)
{
    return (int64_t)((number + 1) * UINT64_C(0x9e3779b97f4a7c15));
}

struct match_facts made_up_facts(struct arena *arena, struct chance *chance, uint32_t house_count,
                                 uint32_t room_count)
{
    struct match_house *houses = ARENA_MANY(arena, struct match_house, house_count);
    struct match_room *rooms = ARENA_MANY(arena, struct match_room, room_count);
    for (uint32_t i = 0; i < house_count; i++) {
        houses[i] = made_up_house(arena, chance);
        houses[i].id = scattered_id(i);
    }
    for (uint32_t i = 0; i < room_count; i++) {
        rooms[i] = made_up_room(chance, house_count);
        rooms[i].id = scattered_id(i);
    }
    return (struct match_facts){houses, house_count, rooms, room_count};
}

/* ---- like the country ---- */

static struct match_keys some_keys(struct arena *arena, struct chance *chance, uint32_t count,
                                   uint32_t below)
{
    int64_t *at = ARENA_MANY(arena, int64_t, count);
    uint32_t start = chance_below(chance, below);
    for (uint32_t i = 0; i < count; i++)
        at[i] = 1 + (start + 7 * i) % below;
    return (struct match_keys){at, count, true};
}

static struct match_house country_house(struct arena *arena, struct chance *chance)
{
    uint32_t kind = chance_below(chance, 581);
    uint32_t area = chance_below(chance, 120); /* its region and nation follow from it */
    bool is_women = kind < 183, is_mixed = !is_women && kind < 183 + 238;
    return (struct match_house){
        .modes = is_women ? MATCH_WOMEN_ONLY : is_mixed ? MATCH_MIXED : MATCH_MEN_ONLY,
        .admits = is_women   ? MATCH_WOMEN | MATCH_FAMILIES
                  : is_mixed ? MATCH_WOMEN | MATCH_MEN | MATCH_FAMILIES
                             : MATCH_MEN,
        .nation = area >= 108 ? MATCH_WALES : MATCH_ENGLAND,
        .workers = one_in(chance, 5) ? MATCH_WOMAN_WORKER : MATCH_ANY_WORKER,
        .is_open = MATCH_YES,
        .catered = one_in(chance, 4) ? MATCH_YES : MATCH_NO,
        .licence = MATCH_COUNT(8),
        .residents = MATCH_COUNT(chance_below(chance, 7)),
        .night_admissions = MATCH_COUNT(one_in(chance, 2) ? 1 : 0),
        .complex_places = MATCH_COUNT(one_in(chance, 4) ? 1 : 0),
        .region = 1 + area / 10,
        .area = 1 + area,
        .provider = 1 + chance_below(chance, 12),
        .languages = some_keys(arena, chance, 3, 40),
        .specialisms = some_keys(arena, chance, 2, 12),
        .resident_keys = some_keys(arena, chance, 3, 5000),
    };
}

struct match_facts country_facts(struct arena *arena, struct chance *chance, uint32_t room_count,
                                 uint32_t free_in)
{
    uint32_t house_count = (room_count + 3) / 4;
    struct match_house *houses = ARENA_MANY(arena, struct match_house, house_count);
    struct match_room *rooms = ARENA_MANY(arena, struct match_room, room_count);
    const struct match_span off = {MATCH_NO, INSTANT_NONE};
    for (uint32_t i = 0; i < house_count; i++) {
        houses[i] = country_house(arena, chance);
        houses[i].id = scattered_id(i);
    }
    for (uint32_t i = 0; i < room_count; i++) {
        uint32_t beds = 1 + chance_below(chance, 10) * chance_below(chance, 10) / 27;
        bool is_free = one_in(chance, free_in);
        rooms[i] = (struct match_room){
            .id = scattered_id(i),
            .house = i / 4,
            .beds = MATCH_COUNT(beds),
            .cots = MATCH_COUNT(beds > 1 ? 1 : 0),
            .beds_used = MATCH_COUNT(is_free ? 0 : 1),
            .step_free = one_in(chance, 7) ? MATCH_YES : MATCH_NO,
            .self_contained = one_in(chance, 8) ? MATCH_YES : MATCH_NO,
            .large_shared = one_in(chance, 9) ? MATCH_YES : MATCH_NO,
            .occupied_by = is_free ? 0 : 100000 + i,
            .held = off,
            .occupied = {is_free ? MATCH_NO : MATCH_YES, INSTANT_NONE},
            .turnaround = off,
            .out_of_order = off,
        };
        if (one_in(chance, 30))
            rooms[i].out_of_order = (struct match_span){
                MATCH_YES, {now_ms + MS_PER_DAY * chance_below(chance, 60)}};
        else if (is_free && one_in(chance, 10))
            rooms[i].turnaround = (struct match_span){MATCH_YES, {now_ms + 8 * MS_PER_HOUR}};
        else if (is_free && one_in(chance, 20)) {
            rooms[i].held = (struct match_span){MATCH_YES, {now_ms + MS_PER_HOUR}};
            rooms[i].held_by = 200000 + i;
        }
    }
    return (struct match_facts){houses, house_count, rooms, room_count};
}

struct match_household country_household(struct arena *arena, struct chance *chance)
{
    uint32_t children = one_in(chance, 2) ? chance_below(chance, 3) : 0;
    bool is_woman = !one_in(chance, 5);
    struct match_household household = {
        .key = 300000 + chance_below(chance, 1000),
        .persons = MATCH_COUNT(1 + children),
        .beds = MATCH_COUNT(1 + children / 2),
        .cots = MATCH_COUNT(children > 0 ? 1 : 0),
        .modes = is_woman ? MATCH_WOMEN_ONLY | (one_in(chance, 2) ? MATCH_MIXED : 0)
                          : MATCH_MEN_ONLY | MATCH_MIXED,
        .adults = is_woman ? MATCH_WOMEN : MATCH_MEN,
        .nations = MATCH_ENGLAND | MATCH_WALES,
        .workers = is_woman ? MATCH_WOMAN_WORKER : MATCH_ANY_WORKER,
        .is_family = children > 0 ? MATCH_YES : MATCH_NO,
        .step_free = one_in(chance, 20) ? MATCH_YES : MATCH_NO,
        .night_admission = one_in(chance, 3) ? MATCH_YES : MATCH_NO,
        .complex_needs = one_in(chance, 4) ? MATCH_YES : MATCH_NO,
        .wishes_catered = one_in(chance, 3),
        .regions = {.is_known = true},
        .avoid_areas = some_keys(arena, chance, 3, 120),
        .wish_areas = some_keys(arena, chance, 3, 120),
        .languages = some_keys(arena, chance, 2, 40),
        .needs = some_keys(arena, chance, 2, 12),
        .conflicts = some_keys(arena, chance, 1, 5000),
        .provider = chance_below(chance, 13),
        .asked_at = {now_ms},
        .needed_at = {now_ms},
        .waiting_since = {now_ms - MS_PER_DAY * chance_below(chance, 120)},
    };
    for (size_t tie = 0; tie < MATCH_TIES; tie++)
        if (one_in(chance, 3))
            household.near[tie] = (struct match_near){some_keys(arena, chance, 1, 120),
                                                      some_keys(arena, chance, 5, 120),
                                                      some_keys(arena, chance, 1, 12)};
    return household;
}
