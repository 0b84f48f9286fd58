#include "law/cold.h"

#include <pthread.h>

#include "law/edition.h"
#include "law/table.h"

enum { MOST = 1200, RULE_MEMORY = 1 << 17 };

static void read_rule(struct table *table, struct law_cold_rule *rule)
{
    static const char *const whats[] = {"closed", "thaw"};
    static const char *const units[] = {"months", "days"};
    rule->rule = table_text(table, "rule");
    rule->what = (enum law_cold_what)table_choice(table, "what", whats, COUNT_OF(whats));
    rule->number = (int32_t)table_number_if(table, "number", true, 1, MOST);
    rule->is_months = table_choice(table, "unit", units, COUNT_OF(units)) == 0;
    table_period(table, &rule->from, &rule->to);
    rule->source = table_text(table, "source");
    rule->grade = table_grade(table);
    rule->doubt = table_text_or_none(table, "doubt");
}

static bool has_both(const struct law_cold *rules)
{
    bool has[LAW_COLD_COUNT] = {false};
    for (size_t i = 0; i < rules->count; i++)
        has[rules->at[i].what] |= !date_is_some(rules->at[i].to);
    return has[LAW_COLD_CLOSED] && has[LAW_COLD_THAW];
}

enum err law_cold_load(struct arena *arena, struct str csv, const struct law_cold **out_rules,
                       struct law_fault *out_fault)
{
    static const char *const columns[] = {"rule", "what", "number", "unit",  "from",
                                          "to",   "source", "grade", "doubt"};
    struct table table = table_open(arena, STR("cold.csv"), csv, columns, COUNT_OF(columns));
    struct law_cold_rule *rows = ARENA_MANY(arena, struct law_cold_rule, table.row_limit);
    struct law_cold *rules = ARENA_NEW(arena, struct law_cold);
    rules->at = rows;
    while (table_next(&table))
        read_rule(&table, &rows[rules->count++]);
    if (!has_both(rules))
        table_fault(&table, "what", "a rule without an end for closed and for thaw");
    enum err err = table_result(&table, out_fault);
    if (err == OK)
        *out_rules = rules;
    return err;
}

static const struct law_cold *built_in;

static void load_built_in(void)
{
    static struct arena arena;
    arena = arena_make(RULE_MEMORY);
    struct law_fault fault;
    enum err err = law_cold_load(&arena, law_data(STR("cold.csv")), &built_in, &fault);
    law_must(err, &arena, &fault);
}

const struct law_cold *law_cold_built_in(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    must(pthread_once(&once, load_built_in) == 0);
    return built_in;
}

/* Before the first day of all rules the one without an end stands in. */
const struct law_cold_rule *law_cold_rule(const struct law_cold *rules, enum law_cold_what what,
                                          struct date today)
{
    const struct law_cold_rule *last = NULL;
    for (size_t i = 0; i < rules->count; i++) {
        const struct law_cold_rule *rule = &rules->at[i];
        if (rule->what == what && date_is_within(today, rule->from, rule->to))
            return rule;
        if (rule->what == what && !date_is_some(rule->to))
            last = rule;
    }
    must(last != NULL);
    return last;
}

static struct date shift(const struct law_cold_rule *rule, struct date day, int32_t number)
{
    return rule->is_months ? date_add_months(day, number) : date_add_days(day, number);
}

struct date law_cold_before(const struct law_cold_rule *rule, struct date day)
{
    return shift(rule, day, -rule->number);
}

struct date law_cold_after(const struct law_cold_rule *rule, struct date day)
{
    return shift(rule, day, rule->number);
}
