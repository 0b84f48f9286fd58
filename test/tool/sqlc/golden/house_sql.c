/* Made by tool/sqlc from house.sql. */
#include "house_sql.h"

#include "store/row.h"

static const enum column_kind house_list_parameters[] = {
    COLUMN_INTEGER,
    COLUMN_INTEGER};
static const enum column_kind house_list_columns[] = {
    COLUMN_INTEGER,
    COLUMN_TEXT,
    COLUMN_TEXT,
    COLUMN_INTEGER};
const struct store_statement house_list_statement = {
    .name = "house_list",
    .sql =
        "select house_id, alias, areas, opened_on\n"
        "from house\n"
        "where organisation_id = $1 and coalesce(opened_on, 0) < $2 and alias <> 'a;b -- c'\n"
        "order by alias",
    .parameter_count = 2,
    .column_count = 4,
    .parameter_kinds = house_list_parameters,
    .column_kinds = house_list_columns,
    .is_writing = false,
    .is_fallible = false,
};

static void house_list_take(struct row *row, void *out_struct)
{
    struct house_list_row *to = out_struct;
    to->house.value = row_take_integer(row);
    to->alias = row_take_text(row);
    to->areas = row_take_text_or_none(row);
    to->opened_on = row_take_date_or_none(row);
}

static const struct row_plan house_list_plan = {
    .statement = &house_list_statement,
    .size = sizeof(struct house_list_row),
    .take = house_list_take,
};

static const struct shape_field house_list_fields[] = {
    {.name = "house", .kind = SHAPE_ID,
     .offset = offsetof(struct house_list_row, house)},
    {.name = "alias", .kind = SHAPE_TEXT,
     .offset = offsetof(struct house_list_row, alias)},
    {.name = "areas", .kind = SHAPE_TEXT,
     .offset = offsetof(struct house_list_row, areas)},
    {.name = "opened_on", .kind = SHAPE_DATE,
     .offset = offsetof(struct house_list_row, opened_on)},
};
const struct shape shape_house_list_row = {
    .name = "house_list_row",
    .about =
        "The houses of one organisation that were open before a day, by alias: what the desk offers when a call comes in. It's not paged; an organisation has some dozens.",
    .size = sizeof(struct house_list_row),
    .fields = house_list_fields,
    .field_count = 4,
};

enum err sql_house_list(struct db *db, struct arena *arena, struct organisation_id organisation, struct date opened_before, struct house_list_rows *out_rows)
{
    const struct store_value values[] = {
        row_integer(organisation.value),
        row_date(opened_before),
    };
    const void *at = NULL;
    size_t count = 0;
    enum err err = row_many(db, arena, &house_list_plan, values, &at, &count);
    if (err == OK)
        *out_rows = (struct house_list_rows){at, count};
    return err;
}

static const enum column_kind house_address_parameters[] = {
    COLUMN_INTEGER};
static const enum column_kind house_address_columns[] = {
    COLUMN_BLOB};
const struct store_statement house_address_statement = {
    .name = "house_address",
    .sql =
        "select sealed_address from house where house_id = $1",
    .parameter_count = 1,
    .column_count = 1,
    .parameter_kinds = house_address_parameters,
    .column_kinds = house_address_columns,
    .is_writing = false,
    .is_fallible = false,
};

static void house_address_take(struct row *row, void *out_struct)
{
    struct house_address_row *to = out_struct;
    to->sealed_address = row_take_text(row);
}

static const struct row_plan house_address_plan = {
    .statement = &house_address_statement,
    .size = sizeof(struct house_address_row),
    .take = house_address_take,
};

const struct shape shape_house_address_row = {
    .name = "house_address_row",
    .about =
        "",
    .size = sizeof(struct house_address_row),
    .field_count = 0,
};

enum err sql_house_address(struct db *db, struct arena *arena, struct house_id house, struct house_address_row *out_row)
{
    const struct store_value values[] = {
        row_integer(house.value),
    };
    return row_one(db, arena, &house_address_plan, values, out_row);
}

static const enum column_kind house_insert_parameters[] = {
    COLUMN_INTEGER,
    COLUMN_INTEGER,
    COLUMN_TEXT,
    COLUMN_TEXT,
    COLUMN_INTEGER,
    COLUMN_BLOB};
const struct store_statement house_insert_statement = {
    .name = "house_insert",
    .sql =
        "insert into house (house_id, organisation_id, alias, areas, opened_on, sealed_address)\n"
        "values ($1, $2, $3, $4, $5, $6)",
    .parameter_count = 6,
    .column_count = 0,
    .parameter_kinds = house_insert_parameters,
    .is_writing = true,
    .is_fallible = true,
};

enum err sql_house_insert(struct db *db, const struct house_insert_in *in)
{
    const struct store_value values[] = {
        row_integer(in->house.value),
        row_integer(in->organisation.value),
        row_text(in->alias),
        row_text_or_null(in->areas),
        row_date_or_null(in->opened_on),
        row_text(in->sealed_address),
    };
    return row_none(db, &house_insert_statement, values, NULL);
}

const struct store_statement house_forget_statement = {
    .name = "house_forget",
    .sql =
        "delete from house where not exists (select 1 from room where room.house_id = house.house_id)",
    .parameter_count = 0,
    .column_count = 0,
    .is_writing = true,
    .is_fallible = false,
};

enum err sql_house_forget(struct db *db, int64_t *out_changed)
{
    const struct store_value *values = NULL;
    return row_none(db, &house_forget_statement, values, out_changed);
}

