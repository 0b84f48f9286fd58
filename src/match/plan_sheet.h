/* plan_sheet.h - one CSV file with a header, row by row. Inside match/ only.
 *
 * Columns are found by their names, in any order. What is wrong is told with file, line, column and
 * reason, and remembered in is_bad; reading goes on, so that all of it is told at once. */
#ifndef MATCH_PLAN_SHEET_H
#define MATCH_PLAN_SHEET_H

#include "base/csv.h"
#include "match/plan_file.h"

struct sheet {
    struct buf *complaints;
    const char *name;
    const char *const *columns;
    size_t column_count;
    size_t place[CSV_FIELDS_MAX]; /* of each column in a record */
    size_t width;                 /* fields of the header; 0: there is no good header */
    struct csv_reader reader;
    struct csv_record record;
    bool is_bad;
    bool has_others; /* columns of other names; their first is other */
    struct str other;
};

struct sheet sheet_open(struct arena *arena, struct plan_text text, struct buf *complaints,
                        const char *const *columns, size_t column_count);

/* On to the next row that has as many fields as the header; false at the end. */
bool sheet_next(struct sheet *sheet);

/* column NULL: the row as a whole. */
void sheet_complain(struct sheet *sheet, const char *column, const char *why);

struct str sheet_field(const struct sheet *sheet, size_t column);

/* A whole number; when it is none, `least`, and a complaint. */
int64_t sheet_number(struct sheet *sheet, size_t column, int64_t least, int64_t most);

/* yes or no, 1 or 0, true or false. */
bool sheet_flag(struct sheet *sheet, size_t column);

#endif
