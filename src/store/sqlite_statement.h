/* sqlite_statement.h - statements on one connection of SQLite: the part of the engine
 * (store_inner.h says what each does) that knows nothing of who else has a connection.
 *
 * Each is prepared once for a connection and kept in its cache with its cursor. Every parameter and
 * column that it declares must be there, or it is refused before it runs. A value's kind is what
 * SQLite says that it is: where that is not the declared one, it is told as wrong.
 */
#ifndef STORE_SQLITE_STATEMENT_H
#define STORE_SQLITE_STATEMENT_H

#include "store/sqlite_inner.h"

enum err sqlite_run_script(struct db *db, const char *sql);
enum err sqlite_check(struct db *db, const struct store_statement *statement);

/* ERR_BUSY inside a write whose transaction SQLite has ended: the write is broken. */
enum err sqlite_begin(struct db *db, const struct store_statement *statement,
                      const struct store_value *values, struct store_cursor **out_cursor);
enum err sqlite_step(struct store_cursor *cursor);
void sqlite_row(struct store_cursor *cursor, struct store_value *out_values);
int64_t sqlite_changed(struct store_cursor *cursor);
void sqlite_end(struct store_cursor *cursor);

/* What the cache holds of a statement, freed: for cache_clear. */
void sqlite_forget_cursor(void *cursor);

#endif
