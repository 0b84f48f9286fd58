/* Made by tool/sqlc: every statement and every migration. */
#ifndef SQL_ALL_H
#define SQL_ALL_H

#include "store/store.h"

extern const struct store_statement *const sql_statements[];
extern const size_t sql_statement_count;

/* In the order in which they are applied. */
extern const struct store_migration sql_migrations[];
extern const size_t sql_migration_count;

#endif
