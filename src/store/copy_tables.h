/* copy_tables.h - the tables of SQLite's files as copy_rows.c walks them. Inside store/ only.
 */
#ifndef STORE_COPY_TABLES_H
#define STORE_COPY_TABLES_H

#include <sqlite3.h>

#include "store/copy_rows.h"
#include "store/store_inner.h"

enum { COPY_NAME = 64 };

/* A table as both engines have it. */
struct copy_table {
    char name[COPY_NAME];
    int column_count, key_count;
    struct copy_column {
        char name[COPY_NAME];
        enum column_kind kind;
    } columns[STORE_VALUES];
    int keys[STORE_VALUES]; /* the columns of the primary key, in its order */
};

struct connection; /* postgres_inner.h */

struct copying {
    struct connection *connection;
    const struct copy_rows *copy;
    int64_t rows;
};
/* ERR_BUSY: who looks wants no more. */
enum err copy_count_row(struct copying *copying);

/* Does work for every table of which a file has rows, file after file. */
typedef enum err copy_table_work(struct copying *copying, sqlite3 *file,
                                 const struct copy_table *table, const char *rows);
enum err copy_each_file(struct copying *copying, copy_table_work *work);

/* Opens a file that is made again when it is cut off, in a transaction. */
enum err copy_open(const char *path, int flags, sqlite3 **out_file);

/* Commands of a file; the text of a statement is freed. */
enum err copy_run(sqlite3 *file, const char *sql);
enum err copy_prepare(sqlite3 *file, char *sql, sqlite3_stmt **out_statement);

/* A row of copy_select_text; one for copy_insert_text. */
void copy_read_values(sqlite3_stmt *row, const struct copy_table *table,
                      struct store_value *out_values);
enum err copy_insert_values(sqlite3 *file, sqlite3_stmt *insert, const struct copy_table *table,
                            const struct store_value *values);
bool copy_is_same(const struct copy_table *table, const struct store_value *left,
                  const struct store_value *right);

/* Texts of SQL, for sqlite3_free. Both engines give rows in the same order. */
char *copy_select_text(const struct copy_table *table, const char *rows, enum store_engine engine);
char *copy_insert_text(const struct copy_table *table);
char *copy_fill_text(const struct copy_table *table); /* PostgreSQL's COPY */

#endif
