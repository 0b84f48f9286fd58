#include "law/homeless.h"

#include <pthread.h>

#include "law/edition.h"
#include "law/table.h"

enum { HOMELESS_MEMORY = 1 << 20 };

static const char *const kind_codes[HOMELESS_QUESTIONS] = {"eligible", "homeless", "priority_need",
                                                           "intentional", "local_connection"};

const char *homeless_question_code(enum homeless_question_kind kind)
{
    return kind_codes[kind];
}

static bool is_in_force(const struct homeless_question *question, struct date on)
{
    return !question->is_future && date_is_within(on, question->from, question->to);
}

struct homeless_questions homeless_on(struct arena *arena,
                                      const struct homeless_questions *questions,
                                      enum law_nation nation, struct date on)
{
    struct homeless_question *found = ARENA_MANY(arena, struct homeless_question, questions->count);
    size_t count = 0;
    for (int kind = 0; kind < HOMELESS_QUESTIONS; kind++)
        for (size_t i = 0; i < questions->count; i++)
            if (questions->at[i].nation == nation && (int)questions->at[i].kind == kind &&
                is_in_force(&questions->at[i], on))
                found[count++] = questions->at[i];
    for (size_t i = 0; i < questions->count; i++)
        if (questions->at[i].nation == nation && questions->at[i].is_future)
            found[count++] = questions->at[i];
    return (struct homeless_questions){found, count};
}

/* ---- reading --------------------------------------------------------------------------------- */

static void read_when(struct table *table, struct homeless_question *question)
{
    if (nation_parse(table_text(table, "nation"), &question->nation) != OK)
        table_fault(table, "nation", "is not E, W, S or N");
    question->is_future = str_equal_c(table_text_or_none(table, "from"), "FUTURE");
    question->from = question->is_future ? DATE_NONE : table_date_or_none(table, "from");
    question->to = table_date_or_none(table, "to");
    table_check_period(table, question->from, question->to);
}

static void read_question(struct table *table, const struct law_book *book,
                          struct homeless_question *question)
{
    read_when(table, question);
    question->kind = table_choice(table, "question", kind_codes, HOMELESS_QUESTIONS);
    question->asks = table_text(table, "asks");
    question->yes = table_text(table, "yes");
    question->no = table_text(table, "no");
    question->source = table_text(table, "source");
    question->doubt = table_text_or_none(table, "doubt");
    question->grade = table_grade(table);
    question->line = table->record.line;
    struct str rule = table_text_or_none(table, "rule");
    question->rule = str_is_empty(rule) ? NULL : law_rule_find(book, rule);
    if (!str_is_empty(rule) && question->rule == NULL)
        table_fault(table, "rule", "is no rule of clocks.csv");
}

static void check_against(struct table *table, const struct homeless_question *question,
                          const struct homeless_question *before, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool is_same = before[i].nation == question->nation && before[i].kind == question->kind &&
                       before[i].is_future == question->is_future;
        if (!is_same || table_begins_after(question->from, before[i].to) ||
            table_begins_after(before[i].from, question->to))
            continue;
        struct str what = str_format(table->reader.arena, "is asked on the same days as line %zu",
                                     before[i].line);
        table_fault(table, "question", str_c(table->reader.arena, what));
    }
}

enum err homeless_load(struct arena *arena, struct str csv, const struct law_book *book,
                       struct homeless_questions *out_questions, struct law_fault *out_fault)
{
    static const char *const columns[] = {"nation", "question", "from",   "to",    "asks", "yes",
                                          "no",     "rule",     "source", "grade", "doubt"};
    struct table table =
        table_open(arena, STR("homelessness.csv"), csv, columns, COUNT_OF(columns));
    struct homeless_question *rows = ARENA_MANY(arena, struct homeless_question, table.row_limit);
    size_t count = 0;
    while (table_next(&table)) {
        read_question(&table, book, &rows[count]);
        check_against(&table, &rows[count], rows, count);
        count++;
    }
    enum err err = table_result(&table, out_fault);
    if (err == OK)
        *out_questions = (struct homeless_questions){rows, count};
    return err;
}

static struct homeless_questions built_in;

static void load_built_in(void)
{
    static struct arena arena;
    arena = arena_make(HOMELESS_MEMORY);
    struct law_fault fault;
    enum err err = homeless_load(&arena, law_data(STR("homelessness.csv")), law_book_built_in(),
                                 &built_in, &fault);
    law_must(err, &arena, &fault);
}

const struct homeless_questions *homeless_built_in(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    must(pthread_once(&once, load_built_in) == 0);
    return &built_in;
}
