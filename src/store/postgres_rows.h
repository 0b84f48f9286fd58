/* postgres_rows.h - a table of PostgreSQL read and filled row by row. Inside store/ only.
 */
#ifndef STORE_POSTGRES_ROWS_H
#define STORE_POSTGRES_ROWS_H

#include "store/copy_tables.h"
#include "store/postgres_inner.h"

/* Reading: begin, then next until ERR_NOT_FOUND. A connection whose reading was left in the middle
 * can only be closed. The bytes of values are valid until the next one. */
struct postgres_rows {
    struct connection *connection;
    const struct copy_table *table;
    PGresult *row;
};
enum err postgres_rows_begin(struct postgres_rows *rows, const char *select);
enum err postgres_rows_next(struct postgres_rows *rows, struct store_value *out_values);
void postgres_rows_end(struct postgres_rows *rows);

/* Filling: begin, add each row, end. What was added is in the table after end has said OK. */
struct postgres_filling {
    struct connection *connection;
    const struct copy_table *table;
    size_t used;
    bool is_lost;
    char bytes[1 << 16];
};
enum err postgres_filling_begin(struct postgres_filling *filling, const char *copy);
void postgres_filling_add(struct postgres_filling *filling, const struct store_value *values);
enum err postgres_filling_end(struct postgres_filling *filling);

#endif
