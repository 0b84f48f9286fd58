/* Made by tool/sqlc from room.sql. */
#include "room_sql.h"

#include "store/row.h"

static const enum column_kind room_count_free_parameters[] = {
    COLUMN_INTEGER};
static const enum column_kind room_count_free_columns[] = {
    COLUMN_INTEGER,
    COLUMN_INTEGER};
const struct store_statement room_count_free_statement = {
    .name = "room_count_free",
    .sql =
        "select count(*) as free_count, count(*) > 0 as is_any\n"
        "from room where house_id = $1 and is_free = 1",
    .parameter_count = 1,
    .column_count = 2,
    .parameter_kinds = room_count_free_parameters,
    .column_kinds = room_count_free_columns,
    .is_writing = false,
    .is_fallible = false,
};

static void room_count_free_take(struct row *row, void *out_struct)
{
    struct room_count_free_row *to = out_struct;
    to->free_count = row_take_integer(row);
    to->is_any = row_take_flag(row);
}

static const struct row_plan room_count_free_plan = {
    .statement = &room_count_free_statement,
    .size = sizeof(struct room_count_free_row),
    .take = room_count_free_take,
};

static const struct shape_field room_count_free_fields[] = {
    {.name = "free_count", .kind = SHAPE_INTEGER,
     .offset = offsetof(struct room_count_free_row, free_count)},
    {.name = "is_any", .kind = SHAPE_FLAG,
     .offset = offsetof(struct room_count_free_row, is_any)},
};
const struct shape shape_room_count_free_row = {
    .name = "room_count_free_row",
    .about =
        "",
    .size = sizeof(struct room_count_free_row),
    .fields = room_count_free_fields,
    .field_count = 2,
};

enum err sql_room_count_free(struct db *db, struct arena *arena, struct house_id house, struct room_count_free_row *out_row)
{
    const struct store_value values[] = {
        row_integer(house.value),
    };
    return row_one(db, arena, &room_count_free_plan, values, out_row);
}

static const enum column_kind room_take_parameters[] = {
    COLUMN_INTEGER};
const struct store_statement room_take_statement = {
    .name = "room_take",
    .sql =
        "update room set is_free = 0 where room_id = $1 and is_free = 1",
    .parameter_count = 1,
    .column_count = 0,
    .parameter_kinds = room_take_parameters,
    .is_writing = true,
    .is_fallible = false,
};

enum err sql_room_take(struct db *db, struct room_id room, int64_t *out_changed)
{
    const struct store_value values[] = {
        row_integer(room.value),
    };
    return row_none(db, &room_take_statement, values, out_changed);
}

