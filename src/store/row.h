/* row.h - from the fields of a struct to bound values, and from columns back.
 *
 * What the functions that tool/sqlc makes have in common; nobody else includes it. That there is
 * none is said in the struct by the field's own kind of nothing (empty text, DATE_NONE,
 * INSTANT_NONE, 0) and in the database by NULL. A column that is declared without `?` and yet is
 * NULL ends the call as ERR_INTERNAL: the head comment was wrong.
 */
#ifndef STORE_ROW_H
#define STORE_ROW_H

#include "store/store.h"

/* Values to bind. The _or_null ones are for parameters declared with `?`. DATE_NONE and
 * INSTANT_NONE for one declared without it are a bug. */
struct store_value row_integer(int64_t integer);
struct store_value row_integer_or_null(int64_t integer);
struct store_value row_flag(bool flag);
struct store_value row_text(struct str text); /* blobs too */
struct store_value row_text_or_null(struct str text);
struct store_value row_date(struct date date);
struct store_value row_date_or_null(struct date date);
struct store_value row_instant(struct instant instant);
struct store_value row_instant_or_null(struct instant instant);

/* The row that stands ready, taken column by column from the first. Text is copied. */
struct row {
    const struct store_value *next;
    struct arena *arena;
    enum err err; /* the first thing that was not as declared */
};
int64_t row_take_integer(struct row *row);
int64_t row_take_integer_or_none(struct row *row);
bool row_take_flag(struct row *row);
bool row_take_flag_or_none(struct row *row);
struct str row_take_text(struct row *row);
struct str row_take_text_or_none(struct row *row);
struct date row_take_date(struct row *row);
struct date row_take_date_or_none(struct row *row);
struct instant row_take_instant(struct row *row);
struct instant row_take_instant_or_none(struct row *row);

/* A generated statement: how its rows become structs of `size` bytes. */
struct row_plan {
    const struct store_statement *statement;
    size_t size;
    void (*take)(struct row *row, void *out_struct);
};

/* Every row, in the arena. */
CHECKED enum err row_many(struct db *db, struct arena *arena, const struct row_plan *plan,
                          const struct store_value *values, const void **out_at,
                          size_t *out_count);

/* The first row into *out_struct. ERR_NOT_FOUND when there is none. */
CHECKED enum err row_one(struct db *db, struct arena *arena, const struct row_plan *plan,
                         const struct store_value *values, void *out_struct);

/* Runs a statement without rows. out_changed (may be NULL): rows inserted, updated, deleted. */
CHECKED enum err row_none(struct db *db, const struct store_statement *statement,
                          const struct store_value *values, int64_t *out_changed);

#endif
