#include <stdlib.h>
#include <string.h>

#include "match/plan_file.h"
#include "match/plan_names.h"
#include "match/plan_sheet.h"

/* ---- lists ---- */

enum kind { AREAS, REGIONS, LANGUAGES, NEEDS, PROVIDERS, KINDS };

struct reading {
    struct arena *arena;
    struct plan_names kinds[KINDS];
    struct plan_names household_ids, house_ids, room_ids;
    struct str *conflicts; /* by household, as written */
    uint32_t *keys;
    uint32_t key_count, key_room;
    bool is_bad;
};

static void add_key(struct reading *reading, uint32_t key)
{
    if (reading->key_count == reading->key_room) {
        uint32_t room = reading->key_room ? reading->key_room * 2 : 1024;
        uint32_t *wider = ARENA_MANY(reading->arena, uint32_t, room);
        if (reading->key_count > 0)
            memcpy(wider, reading->keys, reading->key_count * sizeof(*wider));
        reading->keys = wider;
        reading->key_room = room;
    }
    reading->keys[reading->key_count++] = key;
}

static struct plan_list list_of(struct reading *reading, struct sheet *sheet, size_t column,
                                enum kind kind)
{
    struct plan_list list = {reading->key_count, 0};
    struct str rest = sheet_field(sheet, column);
    bool goes_on = rest.size > 0;
    while (goes_on) {
        goes_on = str_find(rest, ';', 0) != SIZE_MAX;
        struct str item = str_cut(&rest, ';');
        if (item.size == 0)
            sheet_complain(sheet, sheet->columns[column], "has an empty item");
        else
            add_key(reading, plan_names_number(&reading->kinds[kind], item));
    }
    list.count = reading->key_count - list.first;
    return list;
}

static uint8_t modes_of(struct sheet *sheet, size_t column)
{
    uint8_t modes = 0;
    struct str field = sheet_field(sheet, column);
    for (size_t i = 0; i < field.size; i++) {
        if (field.at[i] == 'W')
            modes |= MATCH_WOMEN_ONLY;
        else if (field.at[i] == 'M')
            modes |= MATCH_MEN_ONLY;
        else if (field.at[i] == 'X')
            modes |= MATCH_MIXED;
        else if (field.at[i] != ';')
            modes |= UINT8_MAX;
    }
    if (modes > (MATCH_WOMEN_ONLY | MATCH_MEN_ONLY | MATCH_MIXED)) {
        sheet_complain(sheet, sheet->columns[column], "is not a list of W, M and X");
        return 0;
    }
    return modes;
}

static uint32_t provider_of(struct reading *reading, struct sheet *sheet, size_t column)
{
    struct str field = sheet_field(sheet, column);
    return field.size ? plan_names_number(&reading->kinds[PROVIDERS], field) : PLAN_NONE;
}

/* The id of a row; complains when it is empty or was seen before. */
static void take_id(struct sheet *sheet, struct plan_names *ids)
{
    struct str id = sheet_field(sheet, 0);
    uint32_t before = ids->count;
    if (id.size == 0)
        sheet_complain(sheet, sheet->columns[0], "is empty");
    else if (plan_names_number(ids, id) < before)
        sheet_complain(sheet, sheet->columns[0], "stands there twice");
}

/* A column that is not read could be thought to count: it is said that it does not. */
static void close_sheet(struct reading *reading, const struct sheet *sheet)
{
    reading->is_bad |= sheet->is_bad;
    if (!sheet->is_bad && sheet->has_others)
        buf_format(sheet->complaints, "%s: note: the column \"%.*s\" is not read\n", sheet->name,
                   STR_ARGS(sheet->other));
}

/* Rows are read into an array that grows. */
#define GROW(reading, rows, count, room)                                                      \
    do {                                                                                      \
        if ((count) == (room)) {                                                              \
            (room) = (room) ? (room) * 2 : 256;                                               \
            void *wider = arena_take_many((reading)->arena, (room), sizeof(*(rows)));         \
            if ((count) > 0)                                                                  \
                memcpy(wider, (rows), (count) * sizeof(*(rows)));                             \
            (rows) = wider;                                                                   \
        }                                                                                     \
    } while (0)

enum { NUMBER_MOST = 30000, WAITING_MOST = 1000000 };

/* ---- households ---- */

enum household_column {
    HOUSEHOLD, PERSONS, BEDS, MODES, TIER, STEP_FREE, COT, NIGHT, COMPLEX, REGION_LIST, AVOID_AREAS,
    LANGUAGE_LIST, NEED_LIST, WISH_AREAS, PROVIDER, WAITING_DAYS, CONFLICTS, HOUSEHOLD_COLUMNS
};
static const char *const household_columns[HOUSEHOLD_COLUMNS] = {
    "household", "persons", "beds", "modes", "tier", "step_free", "cot", "night", "complex",
    "regions", "avoid_areas", "languages", "needs", "wish_areas", "provider", "waiting_days",
    "conflicts"};

static struct plan_household household_of(struct reading *reading, struct sheet *sheet)
{
    return (struct plan_household){
        .persons = (uint16_t)sheet_number(sheet, PERSONS, 1, NUMBER_MOST),
        .beds = (uint16_t)sheet_number(sheet, BEDS, 0, NUMBER_MOST),
        .modes = modes_of(sheet, MODES),
        .tier = (uint8_t)sheet_number(sheet, TIER, 0, PLAN_TIERS - 1),
        .step_free = sheet_flag(sheet, STEP_FREE),
        .cot = sheet_flag(sheet, COT),
        .night = sheet_flag(sheet, NIGHT),
        .complex = sheet_flag(sheet, COMPLEX),
        .waiting_days = (uint32_t)sheet_number(sheet, WAITING_DAYS, 0, WAITING_MOST),
        .provider = provider_of(reading, sheet, PROVIDER),
        .regions = list_of(reading, sheet, REGION_LIST, REGIONS),
        .avoid_areas = list_of(reading, sheet, AVOID_AREAS, AREAS),
        .wish_areas = list_of(reading, sheet, WISH_AREAS, AREAS),
        .languages = list_of(reading, sheet, LANGUAGE_LIST, LANGUAGES),
        .needs = list_of(reading, sheet, NEED_LIST, NEEDS),
    };
}

static struct plan_household *read_households(struct reading *reading, struct plan_text text,
                                              struct buf *complaints)
{
    struct sheet sheet = sheet_open(reading->arena, text, complaints, household_columns,
                                    HOUSEHOLD_COLUMNS);
    struct plan_household *rows = NULL;
    size_t count = 0, room = 0, conflict_room = 0;
    while (sheet_next(&sheet)) {
        take_id(&sheet, &reading->household_ids);
        struct plan_household row = household_of(reading, &sheet);
        GROW(reading, rows, count, room);
        GROW(reading, reading->conflicts, count, conflict_room);
        rows[count] = row;
        reading->conflicts[count++] = sheet_field(&sheet, CONFLICTS);
    }
    close_sheet(reading, &sheet);
    return rows;
}

/* ---- houses and rooms ---- */

enum house_column {
    HOUSE, HOUSE_MODES, LICENCE, RESIDENTS, COMPLEX_PLACES, NIGHT_ADMISSIONS, HOUSE_AREA,
    HOUSE_REGION, HOUSE_PROVIDER, HOUSE_LANGUAGES, SPECIALISMS, HOUSE_COLUMNS
};
static const char *const house_columns[HOUSE_COLUMNS] = {
    "house", "modes", "licence", "residents", "complex_places", "night_admissions", "area",
    "region", "provider", "languages", "specialisms"};

static uint32_t place_of(struct reading *reading, struct sheet *sheet, size_t column,
                         enum kind kind)
{
    if (sheet_field(sheet, column).size == 0)
        sheet_complain(sheet, sheet->columns[column], "is empty");
    return plan_names_number(&reading->kinds[kind], sheet_field(sheet, column));
}

static struct plan_house house_of(struct reading *reading, struct sheet *sheet)
{
    return (struct plan_house){
        .modes = modes_of(sheet, HOUSE_MODES),
        .licence = (uint16_t)sheet_number(sheet, LICENCE, 0, NUMBER_MOST),
        .residents = (uint16_t)sheet_number(sheet, RESIDENTS, 0, NUMBER_MOST),
        .complex_places = (uint16_t)sheet_number(sheet, COMPLEX_PLACES, 0, NUMBER_MOST),
        .night_admissions = (uint16_t)sheet_number(sheet, NIGHT_ADMISSIONS, 0, NUMBER_MOST),
        .area = place_of(reading, sheet, HOUSE_AREA, AREAS),
        .region = place_of(reading, sheet, HOUSE_REGION, REGIONS),
        .provider = provider_of(reading, sheet, HOUSE_PROVIDER),
        .languages = list_of(reading, sheet, HOUSE_LANGUAGES, LANGUAGES),
        .specialisms = list_of(reading, sheet, SPECIALISMS, NEEDS),
    };
}

static struct plan_house *read_houses(struct reading *reading, struct plan_text text,
                                      struct buf *complaints)
{
    struct sheet sheet = sheet_open(reading->arena, text, complaints, house_columns, HOUSE_COLUMNS);
    struct plan_house *rows = NULL;
    size_t count = 0, room = 0;
    while (sheet_next(&sheet)) {
        take_id(&sheet, &reading->house_ids);
        struct plan_house row = house_of(reading, &sheet);
        GROW(reading, rows, count, room);
        rows[count++] = row;
    }
    close_sheet(reading, &sheet);
    return rows;
}

enum room_column { ROOM, ROOM_HOUSE, ROOM_BEDS, ROOM_STEP_FREE, ROOM_COT, SELF_CONTAINED,
                   ROOM_COLUMNS };
static const char *const room_columns[ROOM_COLUMNS] = {"room", "house", "beds", "step_free", "cot",
                                                       "self_contained"};

static struct plan_room *read_rooms(struct reading *reading, struct plan_text text,
                                    struct buf *complaints)
{
    struct sheet sheet = sheet_open(reading->arena, text, complaints, room_columns, ROOM_COLUMNS);
    struct plan_room *rows = NULL;
    size_t count = 0, room = 0;
    while (sheet_next(&sheet)) {
        take_id(&sheet, &reading->room_ids);
        uint32_t house = plan_names_find(&reading->house_ids, sheet_field(&sheet, ROOM_HOUSE));
        if (house == NAMES_NONE)
            sheet_complain(&sheet, "house", "there is no such house");
        struct plan_room row = {
            .house = house,
            .beds = (uint16_t)sheet_number(&sheet, ROOM_BEDS, 0, NUMBER_MOST),
            .step_free = sheet_flag(&sheet, ROOM_STEP_FREE),
            .cot = sheet_flag(&sheet, ROOM_COT),
            .self_contained = sheet_flag(&sheet, SELF_CONTAINED),
        };
        GROW(reading, rows, count, room);
        rows[count++] = row;
    }
    close_sheet(reading, &sheet);
    return rows;
}

/* ---- the problem ---- */

static int by_number(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

/* Rising, each once. */
static void tidy(uint32_t *keys, struct plan_list *list)
{
    uint32_t kept = 0;
    if (list->count > 1)
        qsort(keys + list->first, list->count, sizeof(*keys), by_number);
    for (uint32_t i = 0; i < list->count; i++)
        if (kept == 0 || keys[list->first + kept - 1] != keys[list->first + i])
            keys[list->first + kept++] = keys[list->first + i];
    list->count = kept;
}

static void renumber(struct reading *reading, struct plan_list *list, const uint32_t *places)
{
    for (uint32_t i = 0; i < list->count; i++)
        reading->keys[list->first + i] = places[reading->keys[list->first + i]];
    tidy(reading->keys, list);
}

/* From the order in which words were met to their order by bytes. */
static void renumber_all(struct reading *reading, struct plan_household *households,
                         struct plan_house *houses)
{
    uint32_t *places[KINDS];
    for (size_t kind = 0; kind < KINDS; kind++)
        places[kind] = plan_names_sort(&reading->kinds[kind]);
    for (uint32_t i = 0; i < reading->household_ids.count; i++) {
        struct plan_household *row = &households[i];
        renumber(reading, &row->regions, places[REGIONS]);
        renumber(reading, &row->avoid_areas, places[AREAS]);
        renumber(reading, &row->wish_areas, places[AREAS]);
        renumber(reading, &row->languages, places[LANGUAGES]);
        renumber(reading, &row->needs, places[NEEDS]);
        if (row->provider != PLAN_NONE)
            row->provider = places[PROVIDERS][row->provider];
    }
    for (uint32_t h = 0; h < reading->house_ids.count; h++) {
        struct plan_house *row = &houses[h];
        row->area = places[AREAS][row->area];
        row->region = places[REGIONS][row->region];
        renumber(reading, &row->languages, places[LANGUAGES]);
        renumber(reading, &row->specialisms, places[NEEDS]);
        if (row->provider != PLAN_NONE)
            row->provider = places[PROVIDERS][row->provider];
    }
}

struct pair {
    uint32_t one, other;
};

static int by_pair(const void *a, const void *b)
{
    const struct pair *left = a, *right = b;
    if (left->one != right->one)
        return left->one < right->one ? -1 : 1;
    return (left->other > right->other) - (left->other < right->other);
}

/* Both ways, whoever of the two named the other. */
static size_t find_conflicts(struct reading *reading, struct pair **out_pairs)
{
    struct pair *pairs = NULL;
    size_t count = 0, room = 0;
    for (uint32_t i = 0; i < reading->household_ids.count; i++) {
        struct str rest = reading->conflicts[i];
        while (rest.size > 0) {
            uint32_t other = plan_names_find(&reading->household_ids, str_cut(&rest, ';'));
            if (other == NAMES_NONE || other == i)
                continue;
            GROW(reading, pairs, count, room);
            pairs[count++] = (struct pair){i, other};
            GROW(reading, pairs, count, room);
            pairs[count++] = (struct pair){other, i};
        }
    }
    if (count > 0)
        qsort(pairs, count, sizeof(*pairs), by_pair);
    *out_pairs = pairs;
    return count;
}

static void list_conflicts(struct reading *reading, struct plan_household *households)
{
    struct pair *pairs;
    size_t count = find_conflicts(reading, &pairs), at = 0;
    for (uint32_t i = 0; i < reading->household_ids.count; i++) {
        struct plan_list *list = &households[i].conflicts;
        list->first = reading->key_count;
        for (; at < count && pairs[at].one == i; at++)
            add_key(reading, pairs[at].other);
        list->count = reading->key_count - list->first;
        tidy(reading->keys, list);
    }
}

/* Puts the rooms of a house together; their ids too. */
static void gather_rooms(struct reading *reading, struct plan_room *rooms,
                         struct plan_table *table)
{
    struct plan_problem *problem = &table->problem;
    uint32_t *places = plan_names_sort(&reading->room_ids);
    uint32_t *first = ARENA_MANY(reading->arena, uint32_t, problem->house_count + 2);
    struct plan_room *gathered = ARENA_MANY(reading->arena, struct plan_room, problem->room_count);
    struct str *ids = ARENA_MANY(reading->arena, struct str, problem->room_count);
    for (uint32_t r = 0; r < problem->room_count; r++)
        first[rooms[r].house + 2]++;
    for (uint32_t h = 2; h < problem->house_count + 2; h++)
        first[h] += first[h - 1];
    for (uint32_t r = 0; r < problem->room_count; r++) {
        uint32_t at = first[rooms[r].house + 1]++;
        gathered[at] = rooms[r];
        gathered[at].rank = places[r];
        ids[at] = reading->room_ids.at[r];
    }
    problem->rooms = gathered;
    problem->house_rooms = first;
    table->room_ids = ids;
}

static struct plan_table table_of(struct reading *reading, struct plan_household *households,
                                  struct plan_house *houses, struct plan_room *rooms)
{
    uint32_t *places = plan_names_sort(&reading->household_ids);
    for (uint32_t i = 0; i < reading->household_ids.count; i++)
        households[i].rank = places[i];
    renumber_all(reading, households, houses);
    list_conflicts(reading, households);
    struct plan_table table = {
        .problem = {.households = households,
                    .houses = houses,
                    .keys = reading->keys,
                    .household_count = reading->household_ids.count,
                    .house_count = reading->house_ids.count,
                    .room_count = reading->room_ids.count,
                    .counts = {reading->kinds[AREAS].count, reading->kinds[REGIONS].count,
                               reading->kinds[LANGUAGES].count, reading->kinds[NEEDS].count,
                               reading->kinds[PROVIDERS].count}},
        .household_ids = reading->household_ids.at,
        .house_ids = reading->house_ids.at,
    };
    gather_rooms(reading, rooms, &table);
    return table;
}

enum err plan_read(struct arena *arena, const struct plan_texts *texts,
                   const struct match_weights *weights, struct buf *complaints,
                   struct plan_table *out_table)
{
    struct reading reading = {.arena = arena,
                              .household_ids = plan_names_make(arena),
                              .house_ids = plan_names_make(arena),
                              .room_ids = plan_names_make(arena)};
    for (size_t kind = 0; kind < KINDS; kind++)
        reading.kinds[kind] = plan_names_make(arena);
    struct plan_household *households = read_households(&reading, texts->households, complaints);
    struct plan_house *houses = read_houses(&reading, texts->houses, complaints);
    struct plan_room *rooms = read_rooms(&reading, texts->rooms, complaints);
    if (reading.is_bad)
        return ERR_INVALID;
    struct plan_table table = table_of(&reading, households, houses, rooms);
    table.problem.weights = *weights;
    if (texts->fixed.name && plan_read_fixed(arena, texts->fixed, complaints, &table) != OK)
        return ERR_INVALID;
    *out_table = table;
    return OK;
}
