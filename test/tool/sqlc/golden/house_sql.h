/* Made by tool/sqlc from house.sql. */
#ifndef HOUSE_SQL_H
#define HOUSE_SQL_H

#include "base/base.h"
#include "base/shape.h"
#include "guard/id.h"
#include "store/store.h"

/* The houses of one organisation that were open before a day, by alias: what the desk offers
 * when a call comes in. It's not paged; an organisation has some dozens. */
struct house_list_row {
    struct house_id house;
    struct str alias;
    struct str areas; /* may be none */
    struct date opened_on; /* may be none */
};
extern const struct shape shape_house_list_row;
struct house_list_rows {
    const struct house_list_row *at;
    size_t count;
};
extern const struct store_statement house_list_statement;
CHECKED enum err sql_house_list(struct db *db, struct arena *arena, struct organisation_id organisation, struct date opened_before, struct house_list_rows *out_rows);

struct house_address_row {
    struct str sealed_address;
};
extern const struct shape shape_house_address_row;
extern const struct store_statement house_address_statement;
CHECKED enum err sql_house_address(struct db *db, struct arena *arena, struct house_id house, struct house_address_row *out_row);

struct house_insert_in {
    struct house_id house;
    struct organisation_id organisation;
    struct str alias;
    struct str areas; /* may be none */
    struct date opened_on; /* may be none */
    struct str sealed_address;
};
extern const struct store_statement house_insert_statement;
CHECKED enum err sql_house_insert(struct db *db, const struct house_insert_in *in);

extern const struct store_statement house_forget_statement;
CHECKED enum err sql_house_forget(struct db *db, int64_t *out_changed);

#endif
