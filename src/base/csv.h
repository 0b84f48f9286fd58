/* csv.h - reads CSV (RFC 4180) record by record, strictly.
 *
 * Comma, double quotes, CRLF or LF, an optional byte order mark. A quote inside an unquoted field,
 * text after a closing quote, a quote that never closes and more than CSV_FIELDS_MAX fields are
 * malformed, not guessed at. Blank lines are skipped. Spaces belong to the field.
 *
 * Own reader, not libcsv: that calls back per field, and an arena that overflows inside a callback
 * would leave libcsv's buffer behind; it also trims spaces and cannot say the line of a record.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/base.h"

#define CSV_FIELDS_MAX 64

struct csv_reader {
    struct arena *arena;
    struct str text;
    size_t at;
    size_t line; /* where the next record is looked for, from 1 */
};

struct csv_record {
    size_t line; /* on which the record begins, from 1 */
    size_t count;
    struct str fields[CSV_FIELDS_MAX];
};

/* The text must live as long as the fields: an unquoted field points into it. */
struct csv_reader csv_read(struct arena *arena, struct str text);

/* OK and the next record; ERR_NOT_FOUND at the end; ERR_MALFORMED with out_record->line set. */
CHECKED enum err csv_next(struct csv_reader *reader, struct csv_record *out_record);

/* Adds one field: quoted when it holds a comma, a quote or a line break. The caller writes commas
 * and line ends. Spreadsheet formulas are not defused here. */
void csv_add_field(struct buf *buf, struct str field);

/* The same for a file that people open in a spreadsheet: what one would take for a formula (= + - @
 * or a tab or a return in front) gets an apostrophe before it (OWASP, CSV injection). */
void csv_add_cell(struct buf *buf, struct str field);

#endif
