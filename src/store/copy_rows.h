/* copy_rows.h - every row of a PostgreSQL database into files of SQLite, and back.
 *
 * One SQL text makes the tables of both engines, of integers, texts and blobs alone (token.h), so
 * their rows can change places. What PostgreSQL has in one database may be several files of SQLite:
 * the caller says which rows of which table stand in which file.
 *
 * Rows are streamed, in the order of their primary keys: memory does not grow with their number.
 */
#ifndef STORE_COPY_ROWS_H
#define STORE_COPY_ROWS_H

#include "store/store.h"

/* Which rows of a table a file has. */
struct copy_rule {
    const char *table;
    const char *rows; /* a condition that both engines read alike; NULL: none */
};

/* A file of SQLite that has its tables already and that nobody has open. */
struct copy_file {
    const char *path;
    const struct copy_rule *rules;
    size_t rule_count;
    bool has_the_rest; /* of a table without a rule: every row; else none. One file has it */
};

struct copy_rows {
    const struct copy_file *files;
    size_t file_count;
    bool (*look)(void *with, int64_t rows); /* now and then, with how many are done; false ends it
                                             * as ERR_BUSY; NULL: nobody looks */
    void *with;
};

struct store_migrations {
    const struct store_migration *at;
    size_t count;
};

/* Makes a file of SQLite with the tables of migrations. Nothing of it is flushed: it is for copying
 * from. ERR_BUSY: it cannot be written. */
CHECKED enum err copy_make_file(const char *path, const struct store_migrations *migrations,
                                const char **out_reason);

/* The rows of one moment of the database replace those in the files. The reason of an error is
 * valid as that of store_open. ERR_BUSY: the database was lost, or a file cannot be written: the
 * files are of no use. ERR_INVALID: other migrations have made the database than the files. */
CHECKED enum err copy_rows_out(struct store *postgres, const struct copy_rows *copy,
                               const char **out_reason);

/* The rows of the files become a database, in one transaction: the tables are made, filled, every
 * row is read back and compared with the file's, foreign keys are checked and identity columns go
 * on after their largest value. ERR_CONFLICT: the database has one of the tables already, or a
 * foreign key points to nothing. ERR_INVALID: what was read back differs, or a file cannot be read.
 * ERR_BUSY: the database was lost or is full. After an error it is as it was before. */
CHECKED enum err copy_rows_in(struct store *postgres, const struct store_migrations *migrations,
                              const struct copy_rows *copy, const char **out_reason);

/* Drops the tables that copy_rows_in made of these files. */
CHECKED enum err copy_rows_undo(struct store *postgres, const struct copy_rows *copy,
                                const char **out_reason);

/* One process at a time of all that work on a database has the claim; it ends with the process.
 * ERR_CONFLICT: another has it. On SQLite whoever has the database open has it. */
struct store_claim;
CHECKED enum err store_claim(struct store *store, struct store_claim **out_claim);
void store_claim_end(struct store_claim *claim); /* NULL is allowed */

#endif
