#include "store/row.h"

#include <string.h>

static const struct store_value null_value = {.is_null = true};

struct store_value row_integer(int64_t integer)
{
    return (struct store_value){.integer = integer};
}

struct store_value row_integer_or_null(int64_t integer)
{
    return integer != 0 ? row_integer(integer) : null_value;
}

struct store_value row_flag(bool flag)
{
    return row_integer(flag ? 1 : 0);
}

struct store_value row_text(struct str text)
{
    return (struct store_value){.bytes = text};
}

struct store_value row_text_or_null(struct str text)
{
    return str_is_empty(text) ? null_value : row_text(text);
}

struct store_value row_date(struct date date)
{
    must(date_is_some(date));
    return row_integer(date.days);
}

struct store_value row_date_or_null(struct date date)
{
    return date_is_some(date) ? row_integer(date.days) : null_value;
}

struct store_value row_instant(struct instant instant)
{
    must(instant_is_some(instant));
    return row_integer(instant.ms);
}

struct store_value row_instant_or_null(struct instant instant)
{
    return instant_is_some(instant) ? row_integer(instant.ms) : null_value;
}

/* ---- columns ------------------------------------------------------------------------------- */

static const struct store_value *take(struct row *row)
{
    const struct store_value *value = row->next++;
    if (value->is_wrong)
        row->err = ERR_INTERNAL;
    return value;
}

static const struct store_value *take_some(struct row *row)
{
    const struct store_value *value = row->next++;
    if (value->is_null)
        row->err = ERR_INTERNAL;
    return value;
}

static struct date date_of(struct row *row, const struct store_value *value)
{
    if (value->is_null)
        return DATE_NONE;
    if (value->integer <= INT32_MIN || value->integer > INT32_MAX) {
        row->err = ERR_INTERNAL;
        return DATE_NONE;
    }
    return (struct date){(int32_t)value->integer};
}

int64_t row_take_integer(struct row *row)
{
    return take_some(row)->integer;
}

int64_t row_take_integer_or_none(struct row *row)
{
    return take(row)->integer;
}

bool row_take_flag(struct row *row)
{
    return take_some(row)->integer != 0;
}

bool row_take_flag_or_none(struct row *row)
{
    return take(row)->integer != 0;
}

struct str row_take_text(struct row *row)
{
    return str_copy(row->arena, take_some(row)->bytes);
}

struct str row_take_text_or_none(struct row *row)
{
    return str_copy(row->arena, take(row)->bytes);
}

struct date row_take_date(struct row *row)
{
    return date_of(row, take_some(row));
}

struct date row_take_date_or_none(struct row *row)
{
    return date_of(row, take(row));
}

struct instant row_take_instant(struct row *row)
{
    return (struct instant){take_some(row)->integer};
}

struct instant row_take_instant_or_none(struct row *row)
{
    const struct store_value *value = take(row);
    return value->is_null ? INSTANT_NONE : (struct instant){value->integer};
}

/* ---- statements ---------------------------------------------------------------------------- */

/* Steps and takes one row; ERR_NOT_FOUND after the last. */
static enum err next(struct store_cursor *cursor, struct arena *arena,
                     const struct row_plan *plan, void *out_struct)
{
    enum err err = store_step(cursor);
    if (err != OK)
        return err;
    struct row row = {.next = store_row(cursor), .arena = arena};
    plan->take(&row, out_struct);
    return row.err;
}

struct gathered {
    char *at;
    size_t count, room;
};

static void *place_for_one(struct gathered *gathered, struct arena *arena, size_t size)
{
    if (gathered->count == gathered->room) {
        size_t room = gathered->room ? gathered->room * 2 : 8;
        char *at = arena_take_many(arena, room, size);
        if (gathered->count > 0)
            memcpy(at, gathered->at, gathered->count * size);
        gathered->at = at;
        gathered->room = room;
    }
    return gathered->at + gathered->count * size;
}

enum err row_many(struct db *db, struct arena *arena, const struct row_plan *plan,
                  const struct store_value *values, const void **out_at, size_t *out_count)
{
    struct store_cursor *cursor;
    enum err err = store_begin(db, plan->statement, values, &cursor);
    if (err != OK)
        return err;
    struct gathered gathered = {0};
    do {
        err = next(cursor, arena, plan, place_for_one(&gathered, arena, plan->size));
        if (err == OK)
            gathered.count++;
    } while (err == OK);
    store_end(cursor);
    if (err != ERR_NOT_FOUND)
        return err;
    *out_at = gathered.at;
    *out_count = gathered.count;
    return OK;
}

enum err row_one(struct db *db, struct arena *arena, const struct row_plan *plan,
                 const struct store_value *values, void *out_struct)
{
    struct store_cursor *cursor;
    enum err err = store_begin(db, plan->statement, values, &cursor);
    if (err != OK)
        return err;
    void *taken = arena_take(arena, plan->size);
    err = next(cursor, arena, plan, taken);
    store_end(cursor);
    if (err == OK)
        memcpy(out_struct, taken, plan->size);
    return err;
}

enum err row_none(struct db *db, const struct store_statement *statement,
                  const struct store_value *values, int64_t *out_changed)
{
    struct store_cursor *cursor;
    enum err err = store_begin(db, statement, values, &cursor);
    if (err != OK)
        return err;
    err = store_step(cursor);
    if (err == ERR_NOT_FOUND) {
        err = OK;
        if (out_changed)
            *out_changed = store_changed(cursor);
    }
    store_end(cursor);
    return err;
}
