#include "match/plan_names.h"
#include "match/plan_sheet.h"

/* ---- what names households and rooms ---- */

struct index {
    struct plan_names households, rooms;
};

static struct index index_of(struct arena *arena, const struct plan_table *table)
{
    struct index index = {plan_names_make(arena), plan_names_make(arena)};
    for (uint32_t i = 0; i < table->problem.household_count; i++)
        plan_names_number(&index.households, table->household_ids[i]);
    for (uint32_t r = 0; r < table->problem.room_count; r++)
        plan_names_number(&index.rooms, table->room_ids[r]);
    return index;
}

static const char *const fail_words[PLAN_FAILS] = {
    "no kind of house is shared", "the house's region is not among hers",
    "the house is in an area to avoid", "nobody can be admitted at night",
    "there is no place for complex needs", "there are too few beds", "there are steps",
    "there is no cot"};

static void complain_of_fails(struct sheet *sheet, uint32_t fails)
{
    for (size_t i = 0; i < PLAN_FAILS; i++)
        if (fails & UINT32_C(1) << i)
            sheet_complain(sheet, "room", fail_words[i]);
}

enum { FIXED_HOUSEHOLD, FIXED_ROOM, FIXED_COLUMNS };
static const char *const fixed_columns[FIXED_COLUMNS] = {"household", "room"};

/* A row that names a household and a room, each for the first time. False: complained. */
static bool read_pair(struct sheet *sheet, const struct index *index, uint32_t *room_of,
                      bool *is_taken, bool may_be_empty, struct plan_fixed *out_pair)
{
    uint32_t household = plan_names_find(&index->households, sheet_field(sheet, FIXED_HOUSEHOLD));
    uint32_t room = plan_names_find(&index->rooms, sheet_field(sheet, FIXED_ROOM));
    bool is_unplaced = may_be_empty && sheet_field(sheet, FIXED_ROOM).size == 0;
    size_t before = sheet->complaints->size;
    if (household == NAMES_NONE)
        sheet_complain(sheet, "household", "there is no such household");
    else if (room_of[household] != PLAN_NONE)
        sheet_complain(sheet, "household", "stands there twice");
    if (room == NAMES_NONE && !is_unplaced)
        sheet_complain(sheet, "room", "there is no such room");
    else if (!is_unplaced && is_taken[room])
        sheet_complain(sheet, "room", "stands there twice");
    if (sheet->complaints->size > before)
        return false;
    if (!is_unplaced)
        is_taken[room] = true;
    *out_pair = (struct plan_fixed){household, is_unplaced ? PLAN_NONE : room};
    return true;
}

static uint32_t *no_rooms(struct arena *arena, uint32_t count)
{
    uint32_t *room_of = ARENA_MANY(arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++)
        room_of[i] = PLAN_NONE;
    return room_of;
}

enum err plan_read_fixed(struct arena *arena, struct plan_text text, struct buf *complaints,
                           struct plan_table *table)
{
    struct plan_problem *problem = &table->problem;
    struct index index = index_of(arena, table);
    uint32_t *room_of = no_rooms(arena, problem->household_count);
    bool *is_taken = ARENA_MANY(arena, bool, problem->room_count);
    struct sheet sheet = sheet_open(arena, text, complaints, fixed_columns, FIXED_COLUMNS);
    struct plan_fixed *rows = ARENA_MANY(arena, struct plan_fixed, problem->household_count);
    uint32_t count = 0;
    while (sheet_next(&sheet)) {
        struct plan_fixed pair;
        if (!read_pair(&sheet, &index, room_of, is_taken, false, &pair))
            continue;
        complain_of_fails(&sheet, plan_pair(problem, pair.household, pair.room).fails);
        room_of[pair.household] = pair.room;
        rows[count++] = pair;
    }
    problem->fixed = rows;
    problem->fixed_count = count;
    return sheet.is_bad ? ERR_INVALID : OK;
}

/* ---- a plan and its proof ---- */

enum err plan_read_plan(struct arena *arena, const struct plan_table *table, struct plan_text plan,
                        struct buf *complaints, const uint32_t **out_room_of)
{
    uint32_t count = table->problem.household_count;
    struct index index = index_of(arena, table);
    uint32_t *room_of = no_rooms(arena, count);
    bool *is_taken = ARENA_MANY(arena, bool, table->problem.room_count);
    bool *is_seen = ARENA_MANY(arena, bool, count);
    struct sheet sheet = sheet_open(arena, plan, complaints, fixed_columns, FIXED_COLUMNS);
    while (sheet_next(&sheet)) {
        struct plan_fixed pair;
        if (!read_pair(&sheet, &index, room_of, is_taken, true, &pair))
            continue;
        if (is_seen[pair.household])
            sheet_complain(&sheet, "household", "stands there twice");
        is_seen[pair.household] = true;
        room_of[pair.household] = pair.room;
    }
    for (uint32_t i = 0; i < count && !sheet.is_bad; i++)
        if (!is_seen[i])
            sheet_complain(&sheet, "household", "one of the households is missing");
    *out_room_of = room_of;
    return sheet.is_bad ? ERR_INVALID : OK;
}

enum { PROOF_KIND, PROOF_ID, PROOF_DUAL, PROOF_COLUMNS };
static const char *const proof_columns[PROOF_COLUMNS] = {"kind", "id", "dual"};

struct proof_reading {
    int32_t block;
    int32_t *households, *rooms;
    uint32_t seen;
};

/* Duals below 0 and twice the same are told here; whether they prove anything is not. */
static void read_dual(struct sheet *sheet, const struct index *index, struct proof_reading *proof)
{
    struct str kind = sheet_field(sheet, PROOF_KIND);
    int32_t *dual = NULL;
    if (str_equal_c(kind, "block")) {
        dual = &proof->block;
    } else if (str_equal_c(kind, "household") || str_equal_c(kind, "room")) {
        bool is_household = kind.at[0] == 'h';
        uint32_t at = plan_names_find(is_household ? &index->households : &index->rooms,
                                 sheet_field(sheet, PROOF_ID));
        if (at == NAMES_NONE)
            sheet_complain(sheet, "id", "there is none of this name");
        else
            dual = is_household ? &proof->households[at] : &proof->rooms[at];
    } else {
        sheet_complain(sheet, "kind", "is not block, household or room");
    }
    int64_t value = sheet_number(sheet, PROOF_DUAL, 0, INT32_MAX);
    if (dual == NULL)
        return;
    if (*dual >= 0)
        sheet_complain(sheet, "id", "stands there twice");
    *dual = (int32_t)value;
    proof->seen++;
}

static int32_t *unknown_duals(struct arena *arena, uint32_t count)
{
    int32_t *duals = ARENA_MANY(arena, int32_t, count);
    for (uint32_t i = 0; i < count; i++)
        duals[i] = -1;
    return duals;
}

enum err plan_read_proof(struct arena *arena, const struct plan_table *table,
                         struct plan_text proof, struct buf *complaints,
                         struct plan_proof *out_proof)
{
    const struct plan_problem *problem = &table->problem;
    struct index index = index_of(arena, table);
    struct proof_reading reading = {-1, unknown_duals(arena, problem->household_count),
                                    unknown_duals(arena, problem->room_count), 0};
    struct sheet sheet = sheet_open(arena, proof, complaints, proof_columns, PROOF_COLUMNS);
    while (sheet_next(&sheet))
        read_dual(&sheet, &index, &reading);
    if (!sheet.is_bad && reading.seen != problem->household_count + problem->room_count + 1)
        sheet_complain(&sheet, "id", "a household, a room or the block is missing");
    *out_proof = (struct plan_proof){reading.block, reading.households, reading.rooms};
    return sheet.is_bad ? ERR_INVALID : OK;
}
