/* Made by tool/sqlc: every statement and every migration. */
#include "sql_all.h"

#include "house_sql.h"
#include "room_sql.h"

const struct store_statement *const sql_statements[] = {
    &house_list_statement,
    &house_address_statement,
    &house_insert_statement,
    &house_forget_statement,
    &room_count_free_statement,
    &room_take_statement,
};
const size_t sql_statement_count = 6;

const struct store_migration sql_migrations[] = {
    {"house",
     "create table house (\n"
     "    house_id        @ID@ primary key,\n"
     "    organisation_id @ID@ not null,\n"
     "    alias           @TEXT@ not null,\n"
     "    areas           @TEXT@,\n"
     "    opened_on       @INTEGER@,\n"
     "    sealed_address  @BLOB@ not null\n"
     ") @STRICT@;\n"},
    {"room",
     "-- A second migration: it's applied after the first, and may reference it.\n"
     "create table room (\n"
     "    room_id         @ID@ primary key,\n"
     "    house_id        @ID@ not null references house (house_id),\n"
     "    is_free         @INTEGER@ not null\n"
     ") @STRICT@;\n"
     "@POSTGRES@ create index room_of_house on room using hash (house_id);\n"},
};
const size_t sql_migration_count = 2;
