#include "law/command.h"

#include <string.h>

#include "base/csv.h"
#include "law/command_inner.h"
#include "law/explain.h"

enum err law_read_all(struct arena *arena, FILE *in, struct str *out_text)
{
    struct buf text = buf_make(arena, (size_t)64 << 10);
    char piece[16 << 10];
    size_t size;
    while ((size = fread(piece, 1, sizeof(piece), in)) > 0) {
        buf_add(&text, (struct str){piece, size});
        if (text.size > LAW_INPUT_LIMIT)
            return ERR_TOO_LARGE;
    }
    *out_text = buf_text(&text);
    return ferror(in) ? ERR_INTERNAL : OK;
}

void law_write_all(FILE *out, struct str text)
{
    fwrite(text.at, 1, text.size, out);
}

enum { RULE_FIELD, NATION_FIELD, TRIGGER_FIELD, CONCLUSIVE_FIELD, DUE_FIELDS };
static const char *const due_header[DUE_FIELDS] = {"rule", "nation", "trigger_on", "cg_on"};

/* One run of law due: what goes out, and whether any line was bad. */
struct due_run {
    const struct law_book *book;
    FILE *err;
    struct buf out;
    struct arena scratch; /* of one row */
    bool is_bad;
};

static void complain(struct due_run *run, size_t line, const char *what)
{
    fprintf(run->err, "law due: line %zu: %s\n", line, what);
    run->is_bad = true;
}

/* Reads the fields of a row; every problem of the line is told. NULL when there is any. */
static const struct law_rule *read_row(struct due_run *run, const struct csv_record *row,
                                       struct law_facts *facts)
{
    bool was_bad = run->is_bad;
    run->is_bad = false;
    const struct law_rule *rule = NULL;
    *facts = law_facts_of(NATION_ENGLAND, DATE_NONE);
    if (row->count != DUE_FIELDS) {
        complain(run, row->line, "does not have the 4 fields rule,nation,trigger_on,cg_on");
    } else {
        rule = law_rule_find(run->book, row->fields[RULE_FIELD]);
        if (rule == NULL)
            complain(run, row->line, "rule: there is no such rule");
        if (nation_parse(row->fields[NATION_FIELD], &facts->nation) != OK)
            complain(run, row->line, "nation: is not E, W, S or N");
        if (date_parse(row->fields[TRIGGER_FIELD], &facts->trigger_on) != OK)
            complain(run, row->line, "trigger_on: is not a date like 2026-11-24");
        if (row->fields[CONCLUSIVE_FIELD].size > 0 &&
            date_parse(row->fields[CONCLUSIVE_FIELD], &facts->conclusive_on) != OK)
            complain(run, row->line, "cg_on: is not a date like 2026-11-24");
        if (!run->is_bad && date_is_some(facts->conclusive_on) &&
            date_compare(facts->conclusive_on, facts->trigger_on) < 0)
            complain(run, row->line, "cg_on: is before trigger_on");
    }
    bool is_good = !run->is_bad;
    run->is_bad |= was_bad;
    return is_good ? rule : NULL;
}

/* The last two fields of a row. */
static void add_due(struct due_run *run, const struct law_due *due)
{
    struct arena *arena = &run->scratch;
    switch (due->kind) {
    case LAW_DUE_ON:
    case LAW_DUE_AT:
        buf_format(&run->out, ",%.*s,\n", STR_ARGS(date_text(arena, due->due_on)));
        break;
    case LAW_DUE_OPEN:
        buf_format(&run->out, ",open,not before %.*s\n",
                   STR_ARGS(date_text(arena, due->period_on)));
        break;
    case LAW_DUE_NOT_DATED:
        buf_add_c(&run->out, ",,not a dated clock\n");
        break;
    case LAW_DUE_OTHER_NATION:
        buf_add_c(&run->out, ",,other nation\n");
        break;
    case LAW_DUE_NOT_IN_FORCE:
        buf_add_c(&run->out, ",,not in force\n");
        break;
    }
}

static void answer_row(struct due_run *run, const struct csv_record *row)
{
    struct law_facts facts;
    const struct law_rule *rule = read_row(run, row, &facts);
    if (rule == NULL)
        return;
    struct law_due due = law_due(rule, &facts);
    if (date_is_some(due.period_on) && date_parts(due.period_on).year > 9999) {
        complain(run, row->line, "trigger_on: the clock would end after the year 9999");
        return;
    }
    for (size_t i = 0; i < DUE_FIELDS; i++) {
        if (i > 0)
            buf_add_char(&run->out, ',');
        csv_add_field(&run->out, row->fields[i]);
    }
    add_due(run, &due);
    arena_reset(&run->scratch);
}

static bool is_due_header(const struct csv_record *row)
{
    if (row->count != DUE_FIELDS)
        return false;
    for (size_t i = 0; i < DUE_FIELDS; i++) {
        if (!str_equal_c(row->fields[i], due_header[i]))
            return false;
    }
    return true;
}

static void answer_rows(struct due_run *run, struct csv_reader *reader)
{
    struct csv_record row;
    enum err err = csv_next(reader, &row);
    if (err != OK || !is_due_header(&row)) {
        complain(run, 1, "the header is not rule,nation,trigger_on,cg_on");
        return;
    }
    buf_add_c(&run->out, "rule,nation,trigger_on,cg_on,due_on,note\n");
    while ((err = csv_next(reader, &row)) == OK)
        answer_row(run, &row);
    if (err != ERR_NOT_FOUND)
        complain(run, row.line, "is not CSV: a quote is missing or out of place");
}

int law_due_csv(const struct law_book *book, FILE *in, FILE *out, FILE *err)
{
    struct arena arena = arena_make(LAW_COMMAND_ARENA_LIMIT);
    struct due_run run = {
        .book = book,
        .err = err,
        .out = buf_make(&arena, (size_t)64 << 10),
        .scratch = arena_make(LAW_INPUT_LIMIT),
    };
    struct str text;
    enum err result = law_read_all(&arena, in, &text);
    if (result == OK) {
        struct csv_reader reader = csv_read(&arena, text);
        answer_rows(&run, &reader);
    } else {
        fprintf(err, "law due: the input %s\n",
                result == ERR_TOO_LARGE ? "is over 256 MB" : "cannot be read");
        run.is_bad = true;
    }
    if (!run.is_bad)
        law_write_all(out, buf_text(&run.out));
    arena_free(&run.scratch);
    arena_free(&arena);
    return run.is_bad ? LAW_EXIT_BAD_INPUT : LAW_EXIT_DONE;
}

int law_holidays_csv(const struct law_book *book, const char *nation, const char *year, FILE *out,
                     FILE *err)
{
    enum law_nation of;
    int64_t in;
    if (nation_parse(str_of(nation), &of) != OK) {
        fprintf(err, "law holidays: the nation is not E, W, S or N\n");
        return LAW_EXIT_BAD_INPUT;
    }
    if (str_to_i64(str_of(year), &in) != OK || in < HOLIDAY_YEAR_FIRST || in > HOLIDAY_YEAR_LAST) {
        fprintf(err, "law holidays: the year is not from %d to %d\n", HOLIDAY_YEAR_FIRST,
                HOLIDAY_YEAR_LAST);
        return LAW_EXIT_BAD_INPUT;
    }
    struct arena arena = arena_make((size_t)1 << 20);
    struct buf text = buf_make(&arena, 1024);
    struct holiday holidays[HOLIDAYS_A_YEAR_MAX];
    size_t count = holidays_of_year(book->holidays, of, (int)in, holidays);
    buf_add_c(&text, "date,name,substitute\n");
    for (size_t i = 0; i < count; i++) {
        buf_add(&text, date_text(&arena, holidays[i].on));
        buf_add_char(&text, ',');
        csv_add_field(&text, holidays[i].name);
        buf_add_c(&text, holidays[i].is_substitute ? ",yes\n" : ",no\n");
    }
    law_write_all(out, buf_text(&text));
    arena_free(&arena);
    return LAW_EXIT_DONE;
}

/* The arguments after RULE, in any order once the trigger's day was seen. ERR_INVALID: *out_bad. */
static enum err read_arguments(const char *const *arguments, int count, struct law_facts *facts,
                               const char **out_bad)
{
    for (int i = 0; i < count; i++) {
        struct str argument = str_of(arguments[i]);
        struct date *date = date_is_some(facts->trigger_on) ? &facts->conclusive_on
                                                            : &facts->trigger_on;
        if (str_equal_c(argument, "negative")) {
            facts->is_conclusive_negative = true;
        } else if (nation_parse(argument, &facts->nation) == OK) {
            continue;
        } else if (date == &facts->trigger_on &&
                   instant_parse(argument, &facts->trigger_at) == OK) {
            *date = date_in_london(facts->trigger_at);
        } else if (date_is_some(*date) || date_parse(argument, date) != OK) {
            *out_bad = arguments[i];
            return ERR_INVALID;
        }
    }
    return OK;
}

static enum law_nation first_nation(const struct law_rule *rule)
{
    enum law_nation nation = NATION_ENGLAND;
    while (!(rule->nations & NATION_BIT(nation)))
        nation++;
    return nation;
}

static struct str due_english(struct arena *arena, const struct law_due *due)
{
    switch (due->kind) {
    case LAW_DUE_ON:
        return law_date_english(arena, due->due_on);
    case LAW_DUE_AT:
        return law_instant_english(arena, due->due_at);
    case LAW_DUE_OPEN:
        return str_format(arena, "open, not before %.*s",
                          STR_ARGS(law_date_english(arena, due->period_on)));
    default:
        return STR("no day");
    }
}

static void write_explanation(const struct law_book *book, const struct law_rule *rule,
                              const struct law_facts *facts, FILE *out)
{
    struct arena arena = arena_make((size_t)1 << 20);
    struct law_due due = law_due(rule, facts);
    struct law_explanation why = law_explain(&arena, book, rule, facts);
    struct str text = law_explanation_english(&arena, book, &why, why.count);
    fprintf(out, "%.*s (%.*s): %.*s. %.*s\n", STR_ARGS(rule->rule),
            STR_ARGS(nation_code(facts->nation)), STR_ARGS(due_english(&arena, &due)),
            STR_ARGS(text));
    arena_free(&arena);
}

int law_explain_text(const struct law_book *book, const char *const *arguments, int count,
                     FILE *out, FILE *err)
{
    const struct law_rule *rule = count > 0 ? law_rule_find(book, str_of(arguments[0])) : NULL;
    if (rule == NULL) {
        fprintf(err, "law explain: %s\n", count > 0 ? "there is no such rule" : "names no rule");
        return LAW_EXIT_BAD_INPUT;
    }
    struct law_facts facts = law_facts_of(first_nation(rule), DATE_NONE);
    const char *bad = NULL;
    if (read_arguments(arguments + 1, count - 1, &facts, &bad) != OK) {
        fprintf(err, "law explain: %s: is a third date, or no date, nation or \"negative\"\n", bad);
        return LAW_EXIT_BAD_INPUT;
    }
    if (!date_is_some(facts.trigger_on)) {
        fprintf(err, "law explain: the date that starts the clock is missing\n");
        return LAW_EXIT_BAD_INPUT;
    }
    bool is_decided = date_is_some(facts.conclusive_on);
    if (is_decided && date_compare(facts.conclusive_on, facts.trigger_on) < 0) {
        fprintf(err, "law explain: the decision is before the date that starts the clock\n");
        return LAW_EXIT_BAD_INPUT;
    }
    write_explanation(book, rule, &facts, out);
    return LAW_EXIT_DONE;
}
