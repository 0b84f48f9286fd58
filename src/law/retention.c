#include "law/retention.h"

#include <pthread.h>

#include "law/edition.h"
#include "law/table.h"

enum { YEARS_MOST = 100, RULE_MEMORY = 1 << 18, MONTHS_A_YEAR = 12 };

static void read_rule(struct table *table, struct law_retention_rule *rule)
{
    static const char *const cases[] = {"supported", "not_supported", "any", "emergency_words"};
    static const char *const events[] = {"last_activity", "age_18", "review", "opening"};
    rule->rule = table_text(table, "rule");
    size_t of = table_choice(table, "case", cases, COUNT_OF(cases));
    rule->is_of_words = of == 3;
    rule->is_supported = of == 0 || of == 2;
    rule->is_not_supported = of == 1 || of == 2;
    size_t after = table_choice(table, "after", events, COUNT_OF(events));
    rule->is_from_age_18 = after == 1;
    rule->is_from_opening = after == 3;
    if (rule->is_of_words != (after >= 2))
        table_fault(table, "after",
                    "review or opening for the words of an emergency, and only for those");
    rule->years = (int32_t)table_number_if(table, "years", true, 1, YEARS_MOST);
    table_period(table, &rule->from, &rule->to);
    rule->source = table_text(table, "source");
    rule->grade = table_grade(table);
    rule->doubt = table_text_or_none(table, "doubt");
}

enum err law_retention_load(struct arena *arena, struct str csv,
                            const struct law_retention **out_rules, struct law_fault *out_fault)
{
    static const char *const columns[] = {"rule", "case", "after",  "years", "from",
                                          "to",   "source", "grade", "doubt"};
    struct table table =
        table_open(arena, STR("retention.csv"), csv, columns, COUNT_OF(columns));
    struct law_retention_rule *rows =
        ARENA_MANY(arena, struct law_retention_rule, table.row_limit);
    struct law_retention *rules = ARENA_NEW(arena, struct law_retention);
    rules->at = rows;
    while (table_next(&table))
        read_rule(&table, &rows[rules->count++]);
    enum err err = table_result(&table, out_fault);
    if (err == OK)
        *out_rules = rules;
    return err;
}

static const struct law_retention *built_in;

static void load_built_in(void)
{
    static struct arena arena;
    arena = arena_make(RULE_MEMORY);
    struct law_fault fault;
    enum err err =
        law_retention_load(&arena, law_data(STR("retention.csv")), &built_in, &fault);
    law_must(err, &arena, &fault);
}

const struct law_retention *law_retention_built_in(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    must(pthread_once(&once, load_built_in) == 0);
    return built_in;
}

static bool applies(const struct law_retention_rule *rule, const struct law_retention_case *of,
                    struct date today)
{
    bool is_of_case = of->is_supported ? rule->is_supported : rule->is_not_supported;
    return date_is_within(today, rule->from, rule->to) && is_of_case &&
           (!rule->is_from_age_18 || of->was_child || date_is_some(of->age_18_on));
}

struct date law_retention_until(const struct law_retention *rules,
                                const struct law_retention_case *of, struct date today,
                                const struct law_retention_rule **out_rule)
{
    struct date until = DATE_NONE;
    const struct law_retention_rule *why = NULL;
    for (size_t i = 0; i < rules->count; i++) {
        const struct law_retention_rule *rule = &rules->at[i];
        if (!applies(rule, of, today))
            continue;
        struct date from = rule->is_from_age_18 ? of->age_18_on : of->last_activity;
        if (!date_is_some(from)) {
            *out_rule = NULL;
            return DATE_NONE;
        }
        struct date on = date_add_months(from, rule->years * MONTHS_A_YEAR);
        if (date_compare(on, until) > 0) {
            until = on;
            why = rule;
        }
    }
    *out_rule = why;
    return until;
}

struct date law_retention_words_until(const struct law_retention *rules,
                                      const struct law_retention_words *words, struct date today,
                                      const struct law_retention_rule **out_rule)
{
    bool is_reviewed = date_is_some(words->reviewed_on);
    for (size_t i = 0; i < rules->count; i++) {
        const struct law_retention_rule *rule = &rules->at[i];
        if (rule->is_of_words && rule->is_from_opening != is_reviewed &&
            date_is_within(today, rule->from, rule->to)) {
            *out_rule = rule;
            return date_add_months(is_reviewed ? words->reviewed_on : words->opened_on,
                                   rule->years * MONTHS_A_YEAR);
        }
    }
    *out_rule = NULL;
    return DATE_NONE;
}

int32_t law_retention_least_years(const struct law_retention *rules)
{
    int32_t least = YEARS_MOST;
    for (size_t i = 0; i < rules->count; i++)
        if (!rules->at[i].is_from_age_18 && !rules->at[i].is_of_words &&
            rules->at[i].years < least)
            least = rules->at[i].years;
    return least;
}
