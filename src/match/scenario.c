#include "match/scenario.h"

#include <stddef.h>
#include <string.h>

#include "base/csv.h"

/* capacity.csv inside the program. */
struct capacity_file {
    const char *name;
    const char *text;
    size_t size;
};
extern const struct capacity_file capacity_file_table[];
extern const size_t capacity_file_count;

static const char *const kind_names[CAPACITY_KINDS] = {
    "women_single", "women_two_beds", "women_three_beds", "women_four_beds", "men_single", "mixed",
};

static const char *const law_names[] = {"lognormal", "fixed", "exponential", "counted"};

const char *capacity_kind_name(enum capacity_kind kind)
{
    must(kind >= 0 && kind < CAPACITY_KINDS);
    return kind_names[kind];
}

/* How the text of a value becomes a whole number. */
enum scale {
    WHOLE = 1,
    PERCENT = 10,     /* "22.5" is 225 thousandths */
    THOUSANDTH = 1000 /* "0.7" is 700 thousandths */
};

struct fact {
    const char *name;
    size_t offset;
    enum scale scale;
    int32_t least, most; /* as kept */
    bool is_by_kind;
};

#define FACT(name, member, scale, least, most)                                                   \
    {name, offsetof(struct scenario, member), scale, least, most, false}
#define BY_KIND(name, member, scale, least, most)                                                \
    {name, offsetof(struct scenario, member), scale, least, most, true}

static const struct fact facts[] = {
    FACT("referrals_a_year", referrals_a_year, WHOLE, 1, 100000),
    FACT("housed_percent", housed_permille, PERCENT, 1, 1000),
    FACT("spaces_now", spaces_now, WHOLE, 1, 100000),
    BY_KIND("share", share_permille, PERCENT, 0, 1000),
    BY_KIND("beds", beds, WHOLE, 1, 12),
    FACT("raid_percent", raid_permille, PERCENT, 0, 900),
    FACT("raid_mean", raid_mean, WHOLE, 2, 200),
    BY_KIND("raid_share", raid_share_permille, PERCENT, 0, 1000),
    FACT("minimum_days", minimum_days, WHOLE, 0, 3650),
    FACT("decision_days", decision_days, WHOLE, 0, 3650),
    FACT("decision_spread", decision_spread_permille, THOUSANDTH, 0, 1500),
    FACT("move_on_days", move_on_days, WHOLE, 0, 730),
    FACT("void_days", void_days, WHOLE, 0, 365),
    FACT("flexible_percent", flexible_permille, PERCENT, 0, 1000),
    FACT("flexible_beds", flexible_beds, WHOLE, 1, 12),
    FACT("house_rooms", house_rooms, WHOLE, 1, 60),
    FACT("night_percent", night_permille, PERCENT, 0, 1000),
    FACT("night_cover_percent", night_cover_permille, PERCENT, 0, 1000),
    FACT("night_admissions", night_admissions, WHOLE, 0, 60),
    FACT("complex_percent", complex_permille, PERCENT, 0, 1000),
    FACT("complex_places", complex_places, WHOLE, 0, 60),
    FACT("refusal_percent", refusal_permille, PERCENT, 0, 900),
    FACT("closures_a_year", closures_a_year_permille, THOUSANDTH, 0, 12000),
    FACT("closure_days", closure_days, WHOLE, 0, 730),
    FACT("target_percent", target_permille, PERCENT, 500, 999),
    FACT("runs", runs, WHOLE, 2, 1000),
    FACT("years", years, WHOLE, 1, 1000),
    FACT("house_years", house_years, WHOLE, 1, 1000),
    FACT("seed", seed, WHOLE, 0, 2000000000),
};

/* More than this is asked of nobody: households drawn in all runs together. */
static const int64_t households_most = 200000000;

/* ---- one value ------------------------------------------------------------------------------- */

/* "22.5" in so many parts of one; false when it is no such number or too fine. */
static bool read_scaled(struct str text, enum scale scale, int32_t *out_value)
{
    int64_t value = 0, parts = scale;
    size_t digits = 0;
    bool is_fraction = false;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        if (c == '.' && !is_fraction && digits > 0 && i + 1 < text.size) {
            is_fraction = true;
        } else if (c >= '0' && c <= '9' && digits++ < 10 && (!is_fraction || parts >= 10)) {
            value = value * 10 + (c - '0');
            parts = is_fraction ? parts / 10 : parts;
        } else {
            return false;
        }
    }
    if (digits == 0 || value * parts > INT32_MAX)
        return false;
    *out_value = (int32_t)(value * parts);
    return true;
}

static int index_of(struct str name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal_c(name, names[i]))
            return (int)i;
    return -1;
}

static const struct fact *fact_named(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(facts); i++)
        if (str_equal_c(name, facts[i].name))
            return &facts[i];
    return NULL;
}

/* ---- one file -------------------------------------------------------------------------------- */

enum column { COLUMN_FACT, COLUMN_OF, COLUMN_VALUE, COLUMN_GRADE, COLUMN_SOURCE, COLUMNS };
static const char *const columns[COLUMNS] = {"fact", "of", "value", "grade", "source"};

struct reading {
    struct arena *arena;
    struct scenario scenario;
    struct csv_record row;
    struct assumptions rows;
    size_t room;
    bool has_quantiles; /* the first one replaces those that were there */
    struct scenario_fault fault;
};

static enum err fault_at(struct reading *reading, int column, struct str what)
{
    reading->fault = (struct scenario_fault){
        .line = reading->row.line,
        .column = column < 0 ? NULL : columns[column],
        .what = what,
    };
    return ERR_INVALID;
}

static struct str in_words(struct arena *arena, int32_t value, enum scale scale)
{
    if (value % (int32_t)scale == 0)
        return str_format(arena, "%d", value / (int32_t)scale);
    return str_format(arena, scale == PERCENT ? "%.1f" : "%.3f", (double)value / scale);
}

static enum err read_value(struct reading *reading, enum scale scale, int32_t least, int32_t most,
                           int32_t *out_value)
{
    struct arena *arena = reading->arena;
    int32_t value;
    if (!read_scaled(reading->row.fields[COLUMN_VALUE], scale, &value) || value < least ||
        value > most)
        return fault_at(reading, COLUMN_VALUE, str_format(arena,
            "must be a number from %.*s to %.*s%s", STR_ARGS(in_words(arena, least, scale)),
            STR_ARGS(in_words(arena, most, scale)),
            scale == WHOLE ? ", without a fraction"
            : scale == PERCENT ? ", with at most one decimal" : ", with at most three decimals"));
    *out_value = value;
    return OK;
}

static enum err read_quantile(struct reading *reading)
{
    struct scenario *scenario = &reading->scenario;
    if (!reading->has_quantiles)
        scenario->quantile_count = 0;
    reading->has_quantiles = true;
    int32_t percent, days, count = scenario->quantile_count;
    if (!read_scaled(reading->row.fields[COLUMN_OF], WHOLE, &percent) || percent > 100 ||
        count == QUANTILES_MOST || (count > 0 && percent <= scenario->quantile_percent[count - 1]))
        return fault_at(reading, COLUMN_OF,
                        STR("must be a percentage from 0 to 100, above that of the row before"));
    enum err err = read_value(reading, WHOLE, count > 0 ? scenario->quantile_days[count - 1] : 0,
                              LONGEST_DAYS, &days);
    if (err != OK)
        return err;
    scenario->quantile_percent[count] = percent;
    scenario->quantile_days[count] = days;
    scenario->quantile_count++;
    return OK;
}

static enum err read_law(struct reading *reading)
{
    int law = index_of(reading->row.fields[COLUMN_VALUE], law_names, COUNT_OF(law_names));
    if (law < 0)
        return fault_at(reading, COLUMN_VALUE,
                        STR("must be lognormal, fixed, exponential or counted"));
    reading->scenario.decision_law = law;
    return OK;
}

static enum err read_fact(struct reading *reading)
{
    struct str name = reading->row.fields[COLUMN_FACT], of = reading->row.fields[COLUMN_OF];
    if (str_equal_c(name, "decision_quantile"))
        return read_quantile(reading);
    const struct fact *fact = fact_named(name);
    bool is_law = str_equal_c(name, "decision_law");
    if (fact == NULL && !is_law)
        return fault_at(reading, COLUMN_FACT, STR("is not a fact of a scenario"));
    bool is_by_kind = fact != NULL && fact->is_by_kind;
    int kind = is_by_kind ? index_of(of, kind_names, CAPACITY_KINDS) : 0;
    if (kind < 0)
        return fault_at(reading, COLUMN_OF, STR("must be a kind of household: women_single, "
            "women_two_beds, women_three_beds, women_four_beds, men_single or mixed"));
    if (!is_by_kind && of.size > 0)
        return fault_at(reading, COLUMN_OF, STR("must be empty for this fact"));
    if (is_law)
        return read_law(reading);
    char *at = (char *)&reading->scenario + fact->offset;
    int32_t *value = (int32_t *)(void *)at + kind;
    return read_value(reading, fact->scale, fact->least, fact->most, value);
}

static enum err read_grade(struct reading *reading)
{
    struct str grade = reading->row.fields[COLUMN_GRADE];
    static const char *const grades[] = {"A", "B", "C"};
    if (index_of(grade, grades, COUNT_OF(grades)) < 0)
        return fault_at(reading, COLUMN_GRADE, STR("must be A, B or C"));
    if (reading->row.fields[COLUMN_SOURCE].size == 0)
        return fault_at(reading, COLUMN_SOURCE, STR("must say where the value comes from"));
    return OK;
}

static void keep_row(struct reading *reading)
{
    struct assumptions *rows = &reading->rows;
    if (rows->count == reading->room) {
        size_t room = reading->room ? 2 * reading->room : 64;
        struct assumption *larger = ARENA_MANY(reading->arena, struct assumption, room);
        if (rows->count > 0)
            memcpy(larger, rows->at, rows->count * sizeof(*larger));
        rows->at = larger;
        reading->room = room;
    }
    const struct str *fields = reading->row.fields;
    rows->at[rows->count++] = (struct assumption){fields[COLUMN_FACT], fields[COLUMN_OF],
                                                  fields[COLUMN_VALUE], fields[COLUMN_GRADE],
                                                  fields[COLUMN_SOURCE]};
}

static bool is_same(const struct assumption *row, const struct csv_record *record)
{
    return str_equal(row->fact, record->fields[COLUMN_FACT]) &&
           str_equal(row->of, record->fields[COLUMN_OF]);
}

static enum err read_row(struct reading *reading)
{
    if (reading->row.count != COLUMNS)
        return fault_at(reading, -1, STR("must have the five fields of the header"));
    for (size_t i = 0; i < reading->rows.count; i++)
        if (is_same(&reading->rows.at[i], &reading->row))
            return fault_at(reading, COLUMN_FACT, STR("stands in the file twice"));
    enum err err = read_fact(reading);
    if (err == OK)
        err = read_grade(reading);
    if (err == OK)
        keep_row(reading);
    return err;
}

static bool is_header(const struct csv_record *row)
{
    for (size_t i = 0; i < COLUMNS; i++)
        if (row->count != COLUMNS || !str_equal_c(row->fields[i], columns[i]))
            return false;
    return true;
}

static enum err read_rows(struct reading *reading, struct str csv)
{
    struct csv_reader reader = csv_read(reading->arena, csv);
    reading->row.line = 1;
    enum err err = str_is_utf8(csv) ? csv_next(&reader, &reading->row) : ERR_MALFORMED;
    if (err == ERR_NOT_FOUND || (err == OK && !is_header(&reading->row)))
        return fault_at(reading, -1, STR("the header must be fact,of,value,grade,source"));
    while (err == OK && (err = csv_next(&reader, &reading->row)) == OK)
        err = read_row(reading);
    if (err == ERR_MALFORMED)
        return fault_at(reading, -1, STR("is not CSV in UTF-8: look at the quotes"));
    return err == ERR_NOT_FOUND ? OK : err;
}

/* ---- what joins several facts ---------------------------------------------------------------- */

static int64_t sum_of(const int32_t *shares)
{
    int64_t sum = 0;
    for (int kind = 0; kind < CAPACITY_KINDS; kind++)
        sum += shares[kind];
    return sum;
}

static int64_t households_of(const struct scenario *scenario)
{
    return (int64_t)scenario->referrals_a_year * scenario->housed_permille / 1000 *
           scenario->runs * (scenario->years + 12);
}

static enum err check_whole(struct reading *reading)
{
    const struct scenario *scenario = &reading->scenario;
    int32_t last = scenario->quantile_count - 1;
    bool is_counted = scenario->decision_law == CAPACITY_COUNTED;
    reading->row.line = 0;
    if (sum_of(scenario->share_permille) == 0)
        return fault_at(reading, -1, STR("the shares of all kinds are 0"));
    if (scenario->raid_permille > 0 && sum_of(scenario->raid_share_permille) == 0)
        return fault_at(reading, -1, STR("the raid shares of all kinds are 0"));
    if (is_counted && (last < 1 || scenario->quantile_percent[0] != 0 ||
                       scenario->quantile_percent[last] != 100))
        return fault_at(reading, -1,
                        STR("a counted law needs rows of decision_quantile from 0 to 100 percent"));
    if (households_of(scenario) > households_most)
        return fault_at(reading, -1, STR("this is too much work: fewer runs or years"));
    return OK;
}

enum err scenario_read(struct arena *arena, struct str csv, struct scenario *scenario,
                       struct scenario_fault *out_fault)
{
    struct reading reading = {.arena = arena, .scenario = *scenario};
    enum err err = read_rows(&reading, csv);
    if (err == OK)
        err = check_whole(&reading);
    if (err == OK)
        *scenario = reading.scenario;
    else
        *out_fault = reading.fault;
    return err;
}

void scenario_built_in(struct arena *arena, struct scenario *out_scenario,
                       struct assumptions *out_rows)
{
    must(capacity_file_count == 1);
    struct str csv = {capacity_file_table[0].text, capacity_file_table[0].size};
    struct reading reading = {.arena = arena};
    must(read_rows(&reading, csv) == OK && check_whole(&reading) == OK);
    *out_scenario = reading.scenario;
    *out_rows = reading.rows;
}

/* ---- what the simulations draw from ---------------------------------------------------------- */

int64_t scenario_arrivals_a_day_millionths(const struct scenario *scenario)
{
    return (int64_t)scenario->referrals_a_year * scenario->housed_permille * 1000 / 365;
}

void scenario_laws(const struct scenario *scenario, struct stay_laws *out_laws)
{
    switch ((enum capacity_law)scenario->decision_law) {
    case CAPACITY_LOGNORMAL:
        days_lognormal(scenario->decision_days, scenario->decision_spread_permille,
                       &out_laws->recovery);
        break;
    case CAPACITY_FIXED:
        days_lognormal(scenario->decision_days, 0, &out_laws->recovery);
        break;
    case CAPACITY_EXPONENTIAL:
        days_exponential(scenario->decision_days, &out_laws->recovery);
        break;
    case CAPACITY_COUNTED:
        days_counted(scenario->quantile_percent, scenario->quantile_days,
                     (size_t)scenario->quantile_count, &out_laws->recovery);
        break;
    }
    days_floor(&out_laws->recovery, scenario->minimum_days);
    days_exponential(scenario->move_on_days, &out_laws->move_on);
    days_exponential(scenario->void_days, &out_laws->turnaround);
}
