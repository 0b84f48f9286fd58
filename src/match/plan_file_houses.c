#include "match/plan_names.h"
#include "match/plan_sheet.h"

enum { KIND, ID, DUAL, COLUMNS };
static const char *const columns[COLUMNS] = {"kind", "id", "dual"};

/* A sum of so many prices still fits. */
#define PRICE_MOST (INT64_MAX >> 2)

bool plan_is_house_proof(struct arena *arena, struct plan_text proof)
{
    struct buf unheard = buf_make(arena, 256);
    struct sheet sheet = sheet_open(arena, proof, &unheard, columns, COLUMNS);
    while (sheet_next(&sheet))
        if (str_equal_c(sheet_field(&sheet, KIND), "unit"))
            return true;
    return false;
}

struct reading {
    struct sheet sheet;
    struct plan_names households;
    int64_t unit, tiers[PLAN_TIERS], *prices;
    uint32_t seen;
};

/* Where the number of this row belongs; NULL: nowhere, and it was told. */
static int64_t *place_of(struct reading *reading)
{
    struct str kind = sheet_field(&reading->sheet, KIND), id = sheet_field(&reading->sheet, ID);
    if (str_equal_c(kind, "unit"))
        return &reading->unit;
    if (str_equal_c(kind, "tier")) {
        if (id.size == 1 && id.at[0] >= '0' && id.at[0] < '0' + PLAN_TIERS)
            return &reading->tiers[id.at[0] - '0'];
        sheet_complain(&reading->sheet, "id", "is not a tier");
        return NULL;
    }
    if (str_equal_c(kind, "household")) {
        uint32_t at = plan_names_find(&reading->households, id);
        if (at != NAMES_NONE)
            return &reading->prices[at];
        sheet_complain(&reading->sheet, "id", "there is none of this name");
        return NULL;
    }
    sheet_complain(&reading->sheet, "kind", "is not unit, tier or household");
    return NULL;
}

enum err plan_read_house_proof(struct arena *arena, const struct plan_table *table,
                               struct plan_text proof, struct buf *complaints,
                               struct plan_house_proof *out_proof)
{
    uint32_t count = table->problem.household_count;
    struct reading reading = {
        .sheet = sheet_open(arena, proof, complaints, columns, COLUMNS),
        .households = plan_names_make(arena),
        .unit = -1,
        .tiers = {-1, -1, -1},
        .prices = ARENA_MANY(arena, int64_t, count)};
    for (uint32_t i = 0; i < count; i++) {
        plan_names_number(&reading.households, table->household_ids[i]);
        reading.prices[i] = -1;
    }
    while (sheet_next(&reading.sheet)) {
        int64_t *place = place_of(&reading);
        int64_t number = sheet_number(&reading.sheet, DUAL, 0, PRICE_MOST);
        if (place && *place >= 0)
            sheet_complain(&reading.sheet, "id", "stands there twice");
        if (place)
            *place = number;
        reading.seen += place != NULL;
    }
    if (!reading.sheet.is_bad && reading.seen != count + PLAN_TIERS + 1)
        sheet_complain(&reading.sheet, "id", "a household, a tier or the unit is missing");
    *out_proof = (struct plan_house_proof){.unit = reading.unit, .households = reading.prices};
    for (size_t tier = 0; tier < PLAN_TIERS; tier++)
        out_proof->weights[tier] = reading.tiers[tier];
    return reading.sheet.is_bad ? ERR_INVALID : OK;
}

static void write_row(struct buf *out, const char *kind, struct str id, int64_t dual)
{
    buf_add_c(out, kind);
    buf_add_char(out, ',');
    csv_add_field(out, id);
    buf_add_char(out, ',');
    buf_add_i64(out, dual);
    buf_add_char(out, '\n');
}

void plan_write_house_proof(struct buf *out, const struct plan_table *table,
                            const struct plan_house_proof *proof)
{
    static const char *const tiers[PLAN_TIERS] = {"0", "1", "2"};
    buf_add_c(out, "kind,id,dual\n");
    write_row(out, "unit", STR_NONE, proof->unit);
    for (size_t tier = 0; tier < PLAN_TIERS; tier++)
        write_row(out, "tier", str_of(tiers[tier]), proof->weights[tier]);
    for (uint32_t i = 0; i < table->problem.household_count; i++)
        write_row(out, "household", table->household_ids[i], proof->households[i]);
}

void plan_write_faults(struct buf *out, const struct plan_table *table,
                       const struct plan_faults *faults)
{
    static const char *const reasons[] = {
        [PLAN_RULE_LICENCE] = "more persons than the licence leaves",
        [PLAN_RULE_COMPLEX] = "more complex cases than places for them",
        [PLAN_RULE_NIGHT] = "more night arrivals than night admissions",
        [PLAN_RULE_CONFLICT] = "two who must not live in one house",
        [PLAN_RULE_MODE] = "no mode is shared by the house and all of them"};
    for (size_t f = 0; f < faults->count; f++) {
        const struct plan_fault *fault = &faults->at[f];
        buf_add_c(out, "house ");
        buf_add(out, table->house_ids[fault->house]);
        buf_format(out, ": %s:", reasons[fault->rule]);
        for (uint32_t i = 0; i < fault->household_count; i++) {
            buf_add_char(out, ' ');
            buf_add(out, table->household_ids[fault->households[i]]);
        }
        buf_add_char(out, '\n');
    }
}
