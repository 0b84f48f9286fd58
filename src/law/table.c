#include "law/table.h"

#include <stdio.h>
#include <string.h>

struct str law_fault_text(struct arena *arena, const struct law_fault *fault)
{
    if (str_is_empty(fault->column))
        return str_format(arena, "%.*s: line %zu: %.*s", STR_ARGS(fault->file), fault->line,
                          STR_ARGS(fault->what));
    return str_format(arena, "%.*s: line %zu, column %.*s: %.*s", STR_ARGS(fault->file),
                      fault->line, STR_ARGS(fault->column), STR_ARGS(fault->what));
}

void law_must(enum err err, struct arena *arena, const struct law_fault *fault)
{
    if (err != OK)
        fprintf(stderr, "haven: %.*s\n", STR_ARGS(law_fault_text(arena, fault)));
    must(err == OK);
}

void table_fault(struct table *table, const char *column, const char *what)
{
    if (table->is_faulty)
        return;
    table->is_faulty = true;
    table->fault = (struct law_fault){table->file, table->record.line, str_of(column),
                                      str_copy(table->reader.arena, str_of(what))};
}

enum err table_result(const struct table *table, struct law_fault *out_fault)
{
    if (!table->is_faulty)
        return OK;
    *out_fault = table->fault;
    return ERR_INVALID;
}

/* Reads one record and checks that it has a field for every column. */
static bool read_record(struct table *table)
{
    size_t line = table->reader.line;
    enum err err = csv_next(&table->reader, &table->record);
    if (err == ERR_NOT_FOUND) {
        table->record.line = line;
        return false;
    }
    if (err != OK)
        table_fault(table, NULL, "is not CSV: a quote is missing or out of place");
    else if (table->record.count != table->column_count)
        table_fault(table, NULL, "has too many or too few fields");
    return !table->is_faulty;
}

static size_t count_lines(struct str text)
{
    size_t lines = 1;
    for (size_t i = 0; i < text.size; i++)
        lines += text.at[i] == '\n' || text.at[i] == '\r';
    return lines;
}

struct table table_open(struct arena *arena, struct str file, struct str csv,
                        const char *const *columns, size_t column_count)
{
    struct table table = {
        .reader = csv_read(arena, csv),
        .file = file,
        .columns = columns,
        .column_count = column_count,
        .row_limit = count_lines(csv),
    };
    if (!str_is_utf8(csv)) {
        table.record.line = 1;
        table_fault(&table, NULL, "the file is not UTF-8");
        return table;
    }
    if (!read_record(&table)) {
        table_fault(&table, NULL, "the header is missing");
        return table;
    }
    for (size_t i = 0; i < column_count; i++) {
        if (!str_equal_c(table.record.fields[i], columns[i]))
            table_fault(&table, columns[i], "the header does not have this column in its place");
    }
    return table;
}

bool table_next(struct table *table)
{
    return !table->is_faulty && read_record(table);
}

struct str table_text_or_none(struct table *table, const char *column)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (strcmp(table->columns[i], column) == 0)
            return table->record.fields[i];
    }
    must(!"the column was asked for in table_open");
    return STR_NONE;
}

struct str table_text(struct table *table, const char *column)
{
    struct str text = table_text_or_none(table, column);
    if (str_is_empty(str_trim(text)))
        table_fault(table, column, "is empty");
    return text;
}

int64_t table_number_if(struct table *table, const char *column, bool is_wanted, int64_t least,
                        int64_t most)
{
    struct str text = table_text_or_none(table, column);
    int64_t number = 0;
    if (!is_wanted && !str_is_empty(text))
        table_fault(table, column, "must be empty in this row");
    if (!is_wanted)
        return 0;
    if (str_to_i64(text, &number) != OK || number < least || number > most) {
        struct str what = str_format(table->reader.arena, "is not a whole number from %lld to %lld",
                                     (long long)least, (long long)most);
        table_fault(table, column, str_c(table->reader.arena, what));
        return least;
    }
    return number;
}

size_t table_choice(struct table *table, const char *column, const char *const *choices,
                    size_t count)
{
    struct str text = table_text_or_none(table, column);
    for (size_t i = 0; i < count; i++) {
        if (str_equal_c(text, choices[i]))
            return i;
    }
    struct buf what = buf_make(table->reader.arena, 128);
    buf_add_c(&what, "is none of:");
    for (size_t i = 0; i < count; i++)
        buf_format(&what, " %s", choices[i]);
    buf_add_char(&what, '\0');
    table_fault(table, column, what.at);
    return 0;
}

bool table_flag(struct table *table, const char *column)
{
    static const char *const choices[] = {"no", "yes"};
    return table_choice(table, column, choices, COUNT_OF(choices)) == 1;
}

struct date table_date_or_none(struct table *table, const char *column)
{
    struct date date = DATE_NONE;
    struct str text = table_text_or_none(table, column);
    if (!str_is_empty(text) && date_parse(text, &date) != OK)
        table_fault(table, column, "is not a date like 2026-11-24");
    return date;
}

struct date table_date(struct table *table, const char *column)
{
    (void)table_text(table, column);
    return table_date_or_none(table, column);
}

char table_grade(struct table *table)
{
    static const char *const grades[] = {"A", "B", "C"};
    return grades[table_choice(table, "grade", grades, COUNT_OF(grades))][0];
}

size_t table_event(struct table *table, const struct law_book *book, const char *column,
                   struct str code)
{
    size_t event = law_event_find(book, code);
    if (event == LAW_EVENT_NONE)
        table_fault(table, column, "is no event of events.csv");
    return event;
}

bool table_begins_after(struct date from, struct date to)
{
    return date_is_some(from) && date_is_some(to) && date_compare(from, to) > 0;
}

void table_check_period(struct table *table, struct date from, struct date to)
{
    if (table_begins_after(from, to))
        table_fault(table, "to", "is before from");
}

void table_period(struct table *table, struct date *out_from, struct date *out_to)
{
    *out_from = table_date_or_none(table, "from");
    *out_to = table_date_or_none(table, "to");
    table_check_period(table, *out_from, *out_to);
}

unsigned table_nations(struct table *table, const char *column)
{
    struct str rest = table_text(table, column);
    if (str_equal_c(rest, "UK") || str_equal_c(rest, "-"))
        return NATIONS_ALL;
    unsigned nations = 0;
    while (!str_is_empty(rest)) {
        enum law_nation nation;
        if (nation_parse(str_cut(&rest, ';'), &nation) != OK) {
            table_fault(table, column, "is not UK, - or some of E;W;S;N");
            return 0;
        }
        nations |= NATION_BIT(nation);
    }
    return nations;
}
