/* table.h - reads one CSV file of the law, column by column, and remembers the first fault.
 *
 * Inner header of law/. The header line must name exactly the columns asked for, in their order.
 * Readers may go on after a fault: accessors then give harmless values, and table_result() tells.
 */
#ifndef LAW_TABLE_H
#define LAW_TABLE_H

#include "base/base.h"
#include "base/csv.h"
#include "law/book.h"

struct table {
    struct csv_reader reader;
    struct csv_record record;
    struct str file;
    const char *const *columns;
    size_t column_count;
    size_t row_limit; /* no more rows than this */
    bool is_faulty;
    struct law_fault fault;
};

struct table table_open(struct arena *arena, struct str file, struct str csv,
                        const char *const *columns, size_t column_count);

/* Steps to the next row; false at the end or after a fault. */
bool table_next(struct table *table);

/* Notes a fault of the row in a column (NULL: of the line), unless there was one before. */
void table_fault(struct table *table, const char *column, const char *what);
CHECKED enum err table_result(const struct table *table, struct law_fault *out_fault);

struct str table_text(struct table *table, const char *column); /* must not be empty */
struct str table_text_or_none(struct table *table, const char *column);

/* A whole number from least to most; where it is not wanted the field must be empty: 0. */
int64_t table_number_if(struct table *table, const char *column, bool is_wanted, int64_t least,
                        int64_t most);

/* Index of the field's text among the choices. */
size_t table_choice(struct table *table, const char *column, const char *const *choices,
                    size_t count);
bool table_flag(struct table *table, const char *column); /* yes or no */
struct date table_date(struct table *table, const char *column);
struct date table_date_or_none(struct table *table, const char *column);
unsigned table_nations(struct table *table, const char *column); /* E;W;S;N, UK or - */
char table_grade(struct table *table); /* column grade: 'A', 'B', 'C' */

/* The event's place in the book; LAW_EVENT_NONE and a fault of the column where there is none. */
size_t table_event(struct table *table, const struct law_book *book, const char *column,
                   struct str code);

/* Does what begins on from lie after what ends on to? An open end lies before and after nothing. */
bool table_begins_after(struct date from, struct date to);

/* Faults a row whose column to is before its column from. */
void table_check_period(struct table *table, struct date from, struct date to);

/* Columns from and to, each of which may be empty, checked so. */
void table_period(struct table *table, struct date *out_from, struct date *out_to);

/* For what loads a file that the program carries: the file was checked when that was built
 * (law/check.c), so a fault is a bug. Names it on standard error and ends the process. */
void law_must(enum err err, struct arena *arena, const struct law_fault *fault);

#endif
