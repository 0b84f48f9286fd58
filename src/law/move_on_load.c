/* Reads law-data/move-on.csv; see law/move_on.h. */
#include <pthread.h>

#include "law/edition.h"
#include "law/move_on.h"
#include "law/table.h"

enum { LEAD_DAYS_MOST = 400, STEP_MEMORY = 1 << 20 };

static const char *const who_codes[LAW_MOVE_ON_WHOS] = {"worker", "house", "person", "adviser"};

const char *law_move_on_who_code(enum law_move_on_who who)
{
    return who_codes[who];
}

/* A list's parts; returns how many. */
static size_t parts_of(struct table *table, const char *column,
                       struct str out_parts[LAW_MOVE_ON_LIST])
{
    struct str rest = table_text_or_none(table, column);
    size_t count = 0;
    while (!str_is_empty(rest)) {
        if (count == LAW_MOVE_ON_LIST) {
            table_fault(table, column, "names more than 4");
            return count;
        }
        out_parts[count++] = str_cut(&rest, ';');
    }
    return count;
}

static bool begins_a_rule(const struct law_book *book, struct str beginning)
{
    for (size_t i = 0; i < book->rule_count; i++)
        if (str_starts(book->rules[i].rule, beginning))
            return true;
    return false;
}

static void read_between(struct table *table, const struct law_book *book,
                         struct law_move_on_step *step)
{
    struct str after[LAW_MOVE_ON_LIST];
    (void)table_text(table, "after");
    (void)table_text(table, "before");
    step->after_count = parts_of(table, "after", after);
    for (size_t i = 0; i < step->after_count; i++)
        step->after[i] = table_event(table, book, "after", after[i]);
    step->before_count = parts_of(table, "before", step->before);
    for (size_t i = 0; i < step->before_count; i++)
        if (!begins_a_rule(book, step->before[i]))
            table_fault(table, "before", "begins no rule of clocks.csv");
}

static void read_lead(struct table *table, const struct law_book *book,
                      struct law_move_on_step *step)
{
    struct str rules[LAW_MOVE_ON_LIST];
    step->lead_count = parts_of(table, "lead_rule", rules);
    step->lead_days =
        (int32_t)table_number_if(table, "lead_days", step->lead_count == 0, 1, LEAD_DAYS_MOST);
    for (size_t i = 0; i < step->lead_count; i++) {
        step->lead_rules[i] = law_rule_find(book, rules[i]);
        if (step->lead_rules[i] == NULL || !law_rule_is_countable(step->lead_rules[i]))
            table_fault(table, "lead_rule", "is no rule of clocks.csv that counts");
    }
}

static void read_step(struct table *table, const struct law_book *book,
                      struct law_move_on_step *step)
{
    step->step = table_text(table, "step");
    step->nation = table_text(table, "nation");
    step->nations = table_nations(table, "nation");
    table_period(table, &step->from, &step->to);
    read_between(table, book, step);
    read_lead(table, book, step);
    struct str ticked_is = table_text_or_none(table, "ticked_is");
    step->ticked_is =
        str_is_empty(ticked_is) ? LAW_EVENT_NONE : table_event(table, book, "ticked_is", ticked_is);
    step->who = table_choice(table, "who", who_codes, LAW_MOVE_ON_WHOS);
    step->source = table_text(table, "source");
    step->grade = table_grade(table);
    step->doubt = table_text_or_none(table, "doubt");
}

enum err law_move_on_load(struct arena *arena, struct str csv, const struct law_book *book,
                          const struct law_move_on_steps **out_steps, struct law_fault *out_fault)
{
    static const char *const columns[] = {"step",   "nation",    "from",      "to",  "after",
                                          "before", "lead_days", "lead_rule", "who", "ticked_is",
                                          "source", "grade",     "doubt"};
    struct table table = table_open(arena, STR("move-on.csv"), csv, columns, COUNT_OF(columns));
    struct law_move_on_step *rows = ARENA_MANY(arena, struct law_move_on_step, table.row_limit);
    struct law_move_on_steps *steps = ARENA_NEW(arena, struct law_move_on_steps);
    steps->at = rows;
    while (table_next(&table))
        read_step(&table, book, &rows[steps->count++]);
    enum err err = table_result(&table, out_fault);
    if (err == OK)
        *out_steps = steps;
    return err;
}

static const struct law_move_on_steps *built_in;

static void load_built_in(void)
{
    static struct arena arena;
    arena = arena_make(STEP_MEMORY);
    struct law_fault fault;
    enum err err = law_move_on_load(&arena, law_data(STR("move-on.csv")), law_book_built_in(),
                                    &built_in, &fault);
    law_must(err, &arena, &fault);
}

const struct law_move_on_steps *law_move_on_built_in(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    must(pthread_once(&once, load_built_in) == 0);
    return built_in;
}
