#include "match/plan_sheet.h"

#include <stdio.h>

void sheet_complain(struct sheet *sheet, const char *column, const char *why)
{
    buf_format(sheet->complaints, "%s: line %zu: %s%s%s\n", sheet->name, sheet->record.line,
               column ? column : "", column ? ": " : "", why);
    sheet->is_bad = true;
}

static void find_columns(struct sheet *sheet)
{
    bool is_found[CSV_FIELDS_MAX] = {false};
    for (size_t place = 0; place < sheet->record.count; place++) {
        struct str field = sheet->record.fields[place];
        size_t column = 0;
        while (column < sheet->column_count && !str_equal_c(field, sheet->columns[column]))
            column++;
        if (column == sheet->column_count) {
            sheet->other = sheet->has_others ? sheet->other : field;
            sheet->has_others = true;
        } else if (is_found[column]) {
            sheet_complain(sheet, sheet->columns[column], "stands there twice");
        } else {
            is_found[column] = true;
            sheet->place[column] = place;
        }
    }
    for (size_t column = 0; column < sheet->column_count; column++)
        if (!is_found[column])
            sheet_complain(sheet, sheet->columns[column], "the column is missing");
    if (!sheet->is_bad)
        sheet->width = sheet->record.count;
}

struct sheet sheet_open(struct arena *arena, struct plan_text text, struct buf *complaints,
                               const char *const *columns, size_t column_count)
{
    struct sheet sheet = {.complaints = complaints,
                          .name = text.name,
                          .columns = columns,
                          .column_count = column_count,
                          .reader = csv_read(arena, text.text)};
    sheet.record.line = 1;
    enum err err = csv_next(&sheet.reader, &sheet.record);
    if (err == ERR_NOT_FOUND)
        sheet_complain(&sheet, NULL, "the file is empty: there is no header");
    else if (err != OK)
        sheet_complain(&sheet, NULL, "is not CSV: a quote is missing or out of place");
    else
        find_columns(&sheet);
    return sheet;
}

bool sheet_next(struct sheet *sheet)
{
    while (sheet->width > 0) {
        enum err err = csv_next(&sheet->reader, &sheet->record);
        if (err == ERR_NOT_FOUND)
            return false;
        if (err != OK) {
            sheet_complain(sheet, NULL, "is not CSV: a quote is missing or out of place");
            return false;
        }
        if (sheet->record.count == sheet->width)
            return true;
        sheet_complain(sheet, NULL, "has not as many fields as the header");
    }
    return false;
}

struct str sheet_field(const struct sheet *sheet, size_t column)
{
    return sheet->record.fields[sheet->place[column]];
}

int64_t sheet_number(struct sheet *sheet, size_t column, int64_t least, int64_t most)
{
    int64_t number;
    char why[80];
    if (str_to_i64(sheet_field(sheet, column), &number) == OK && number >= least && number <= most)
        return number;
    snprintf(why, sizeof(why), "is not a whole number from %lld to %lld", (long long)least,
             (long long)most);
    sheet_complain(sheet, sheet->columns[column], why);
    return least;
}

bool sheet_flag(struct sheet *sheet, size_t column)
{
    static const char *const words[] = {"no", "yes", "0", "1", "false", "true"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_equal_c(sheet_field(sheet, column), words[i]))
            return i % 2;
    sheet_complain(sheet, sheet->columns[column], "is not yes or no");
    return false;
}
