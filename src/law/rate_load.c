/* Reads law-data/rates.csv and refuses what could not be computed; see law/rate.h. */
#include <pthread.h>

#include "law/book.h"
#include "law/rate.h"
#include "law/table.h"

enum { PENCE_MOST = 1000000, YEARS_MOST = 18, RATE_MEMORY = 1 << 20 };

static const char *const who_codes[RATE_WHOS] = {"main",        "first_child", "next_child",
                                                 "young_child", "pregnant",    "maternity"};
static const char *const scheme_codes[RATE_SCHEMES] = {"victim_care", "asylum_support"};
static const char *const accommodation_codes[RATE_ACCOMMODATIONS] = {"safe_house", "outreach",
                                                                     "asylum_housing"};
static const char *const decision_codes[RATE_DECISIONS] = {"none", "reasonable", "conclusive",
                                                           "negative"};

const char *rate_who_code(enum rate_who who)
{
    return who_codes[who];
}

const char *rate_scheme_code(enum rate_scheme scheme)
{
    return scheme_codes[scheme];
}

const char *rate_decision_code(enum rate_decision decision)
{
    return decision_codes[decision];
}

/* The code's place among the codes, or count. */
static size_t place_of(struct str code, const char *const *codes, size_t count)
{
    size_t place = 0;
    while (place < count && !str_equal_c(code, codes[place]))
        place++;
    return place;
}

bool rate_accommodation_parse(struct str code, enum rate_accommodation *out_accommodation)
{
    size_t place = place_of(code, accommodation_codes, RATE_ACCOMMODATIONS);
    if (place < RATE_ACCOMMODATIONS)
        *out_accommodation = (enum rate_accommodation)place;
    return place < RATE_ACCOMMODATIONS;
}

bool rate_decision_parse(struct str code, enum rate_decision *out_decision)
{
    size_t place = place_of(code, decision_codes, RATE_DECISIONS);
    if (place < RATE_DECISIONS)
        *out_decision = (enum rate_decision)place;
    return place < RATE_DECISIONS;
}

const struct law_rate *law_rate_find(const struct law_rates *rates, struct str rate)
{
    for (size_t i = 0; i < rates->count; i++)
        if (str_equal(rates->at[i].rate, rate))
            return &rates->at[i];
    return NULL;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* Codes joined by ";" as a set; "any" is all of them. */
static unsigned set_of(struct table *table, const char *column, const char *const *codes,
                       size_t count)
{
    struct str rest = table_text(table, column);
    unsigned set = 0;
    if (str_equal_c(rest, "any"))
        return RATE_BIT(count) - 1;
    while (!str_is_empty(rest)) {
        size_t place = place_of(str_cut(&rest, ';'), codes, count);
        if (place == count)
            table_fault(table, column, "names what is not in the list of law/rate.h");
        else
            set |= RATE_BIT(place);
    }
    return set;
}

static void read_when(struct table *table, struct law_rate *rate)
{
    rate->nation = table_text(table, "nation");
    rate->nations = table_nations(table, "nation");
    table_period(table, &rate->from, &rate->to);
    rate->struck_down_on = table_date_or_none(table, "struck_down_on");
    if (date_is_some(rate->struck_down_on) && !date_is_some(rate->to))
        table_fault(table, "struck_down_on", "needs the day until which the rate was applied");
}

static void read_for(struct table *table, struct law_rate *rate)
{
    static const char *const flags[] = {"no", "yes"};
    rate->who = set_of(table, "who", who_codes, RATE_WHOS);
    rate->accommodations = set_of(table, "accommodation", accommodation_codes, RATE_ACCOMMODATIONS);
    rate->catered = set_of(table, "catered", flags, COUNT_OF(flags));
    rate->asylum_support = set_of(table, "asylum_support", flags, COUNT_OF(flags));
    rate->decisions = set_of(table, "decision", decision_codes, RATE_DECISIONS);
    bool has_age = (rate->who & RATE_BIT(RATE_YOUNG_CHILD)) != 0;
    rate->age_from_years =
        (int32_t)table_number_if(table, "age_from_years", has_age, 0, YEARS_MOST);
    rate->age_until_years =
        (int32_t)table_number_if(table, "age_until_years", has_age, 1, YEARS_MOST);
    if (has_age && rate->who != RATE_BIT(RATE_YOUNG_CHILD))
        table_fault(table, "who", "a young child's rate is for nobody else");
    if (has_age && rate->age_from_years >= rate->age_until_years)
        table_fault(table, "age_until_years", "is not above age_from_years");
}

static void read_amount(struct table *table, struct law_rate *rate)
{
    static const char *const periods[] = {"week", "once"};
    static const char *const counts[] = {"alone", "with_asylum_support", "beside_asylum_support"};
    rate->amount_pence = table_number_if(table, "amount_pence", true, 0, PENCE_MOST);
    rate->is_once = table_choice(table, "period", periods, COUNT_OF(periods)) == 1;
    rate->counts = table_choice(table, "counts", counts, COUNT_OF(counts));
    rate->effect = table_text(table, "effect");
    rate->source = table_text(table, "source");
    rate->doubt = table_text_or_none(table, "doubt");
    rate->grade = table_grade(table);
    if (rate->is_once != (rate->who == RATE_BIT(RATE_MATERNITY)))
        table_fault(table, "period", "is once exactly for maternity");
    if (rate->counts != RATE_ALONE && rate->asylum_support != RATE_BIT(true))
        table_fault(table, "counts", "needs asylum support to stand with or beside");
}

/* Could both pay one person on one day? */
static bool meet(const struct law_rate *a, const struct law_rate *b)
{
    bool is_same_age =
        a->age_from_years < b->age_until_years && b->age_from_years < a->age_until_years;
    bool are_ages = (a->who & RATE_BIT(RATE_YOUNG_CHILD)) != 0;
    return a->scheme == b->scheme && (a->who & b->who) != 0 && (!are_ages || is_same_age) &&
           (a->nations & b->nations) != 0 && (a->accommodations & b->accommodations) != 0 &&
           (a->catered & b->catered) != 0 && (a->asylum_support & b->asylum_support) != 0 &&
           (a->decisions & b->decisions) != 0 && !table_begins_after(a->from, b->to) &&
           !table_begins_after(b->from, a->to) &&
           date_is_some(a->struck_down_on) == date_is_some(b->struck_down_on);
}

static void check_against(struct table *table, const struct law_rate *rate,
                          const struct law_rates *before)
{
    if (law_rate_find(before, rate->rate) != NULL)
        table_fault(table, "rate", "stands in the file before");
    for (size_t i = 0; i < before->count; i++) {
        if (!meet(rate, &before->at[i]))
            continue;
        struct str what =
            str_format(table->reader.arena, "pays the same person as line %zu", before->at[i].line);
        table_fault(table, "rate", str_c(table->reader.arena, what));
    }
}

enum err law_rates_load(struct arena *arena, struct str csv, const struct law_rates **out_rates,
                        struct law_fault *out_fault)
{
    static const char *const columns[] = {"rate",
                                          "scheme",
                                          "nation",
                                          "from",
                                          "to",
                                          "who",
                                          "age_from_years",
                                          "age_until_years",
                                          "accommodation",
                                          "catered",
                                          "asylum_support",
                                          "decision",
                                          "amount_pence",
                                          "period",
                                          "counts",
                                          "struck_down_on",
                                          "effect",
                                          "source",
                                          "grade",
                                          "doubt"};
    struct table table = table_open(arena, STR("rates.csv"), csv, columns, COUNT_OF(columns));
    struct law_rate *rows = ARENA_MANY(arena, struct law_rate, table.row_limit);
    struct law_rates *rates = ARENA_NEW(arena, struct law_rates);
    rates->at = rows;
    while (table_next(&table)) {
        struct law_rate *rate = &rows[rates->count];
        rate->rate = table_text(&table, "rate");
        rate->scheme = table_choice(&table, "scheme", scheme_codes, RATE_SCHEMES);
        rate->line = table.record.line;
        read_when(&table, rate);
        read_for(&table, rate);
        read_amount(&table, rate);
        check_against(&table, rate, rates);
        rates->count++;
    }
    enum err err = table_result(&table, out_fault);
    if (err == OK)
        *out_rates = rates;
    return err;
}

static const struct law_rates *built_in;

static void load_built_in(void)
{
    static struct arena arena;
    arena = arena_make(RATE_MEMORY);
    struct law_fault fault;
    enum err err = law_rates_load(&arena, law_data(STR("rates.csv")), &built_in, &fault);
    law_must(err, &arena, &fault);
}

const struct law_rates *law_rates_built_in(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    must(pthread_once(&once, load_built_in) == 0);
    return built_in;
}
