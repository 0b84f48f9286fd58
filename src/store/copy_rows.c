#include "store/copy_rows.h"

#include <stdlib.h>
#include <string.h>

#include "store/copy_tables.h"
#include "store/postgres_rows.h"

static enum err give_reason(enum err err, const char **out_reason)
{
    if (err != OK)
        *out_reason = reason_text();
    return err;
}

static enum err begin_rows(struct postgres_rows *source, const char *rows)
{
    char *select = copy_select_text(source->table, rows, STORE_POSTGRES);
    must(select != NULL);
    enum err err = postgres_rows_begin(source, select);
    sqlite3_free(select);
    return err;
}

/* ---- comparing ----------------------------------------------------------------------------- */

static enum err differ(const struct copy_table *table)
{
    reason_set("the rows of %s are not the same on both sides", table->name);
    return ERR_INVALID;
}

/* Row by row, in step. */
static enum err compare_rows(struct copying *copying, sqlite3_stmt *row,
                             struct postgres_rows *source)
{
    struct store_value ours[STORE_VALUES], theirs[STORE_VALUES];
    enum err err;
    while ((err = postgres_rows_next(source, theirs)) == OK) {
        if (sqlite3_step(row) != SQLITE_ROW)
            return differ(source->table);
        copy_read_values(row, source->table, ours);
        if (!copy_is_same(source->table, ours, theirs))
            return differ(source->table);
        err = copy_count_row(copying);
        if (err != OK)
            return err;
    }
    if (err != ERR_NOT_FOUND)
        return err;
    return sqlite3_step(row) == SQLITE_DONE ? OK : differ(source->table);
}

static enum err compare_table(struct copying *copying, sqlite3 *file,
                              const struct copy_table *table, const char *rows)
{
    struct postgres_rows source = {copying->connection, table, NULL};
    sqlite3_stmt *row = NULL;
    enum err err = copy_prepare(file, copy_select_text(table, rows, STORE_SQLITE), &row);
    if (err == OK)
        err = begin_rows(&source, rows);
    if (err == OK)
        err = compare_rows(copying, row, &source);
    postgres_rows_end(&source);
    sqlite3_finalize(row);
    return err;
}

/* ---- out ----------------------------------------------------------------------------------- */

static enum err run_expanded(sqlite3 *file, const char *sql)
{
    char *expanded = token_expand(sql, STORE_SQLITE);
    enum err err = copy_run(file, expanded);
    free(expanded);
    return err;
}

static enum err migrate_file(sqlite3 *file, const struct store_migration *migration)
{
    char *mark = sqlite3_mprintf("insert into store_migration (name) values (%Q)",
                                 migration->name);
    must(mark != NULL);
    enum err err = run_expanded(file, migration->sql);
    if (err == OK)
        err = copy_run(file, mark);
    sqlite3_free(mark);
    return err;
}

enum err copy_make_file(const char *path, const struct store_migrations *migrations,
                        const char **out_reason)
{
    sqlite3 *file;
    enum err err = copy_open(path, SQLITE_OPEN_CREATE, &file);
    if (err != OK)
        return give_reason(err, out_reason);
    err = run_expanded(file, store_migration_table);
    for (size_t i = 0; err == OK && i < migrations->count; i++)
        err = migrate_file(file, &migrations->at[i]);
    if (err == OK)
        err = copy_run(file, "commit");
    sqlite3_close(file);
    return give_reason(err, out_reason);
}

static enum err compare_migrations(struct copying *copying, sqlite3 *file,
                                   const struct copy_table *table, const char *rows)
{
    if (strcmp(table->name, "store_migration") != 0)
        return OK;
    enum err err = compare_table(copying, file, table, rows);
    if (err == ERR_INVALID)
        reason_set("the database was made by another version of Haven than this program");
    return err;
}

static enum err take_rows(struct copying *copying, sqlite3 *file, sqlite3_stmt *insert,
                          struct postgres_rows *source)
{
    struct store_value values[STORE_VALUES];
    enum err err;
    while ((err = postgres_rows_next(source, values)) == OK) {
        err = copy_insert_values(file, insert, source->table, values);
        if (err == OK)
            err = copy_count_row(copying);
        if (err != OK)
            break;
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err take_table(struct copying *copying, sqlite3 *file, const struct copy_table *table,
                           const char *rows)
{
    struct postgres_rows source = {copying->connection, table, NULL};
    sqlite3_stmt *insert = NULL;
    char *clear = sqlite3_mprintf("delete from \"%w\"", table->name);
    must(clear != NULL);
    enum err err = copy_run(file, clear);
    sqlite3_free(clear);
    if (err == OK)
        err = copy_prepare(file, copy_insert_text(table), &insert);
    if (err == OK)
        err = begin_rows(&source, rows);
    if (err == OK)
        err = take_rows(copying, file, insert, &source);
    postgres_rows_end(&source);
    sqlite3_finalize(insert);
    return err;
}

/* A connection of its own, which nobody else's limits end while a large table is read. */
static enum err begin_copying(struct copying *copying, struct store *store, const char *begin)
{
    must(store_is_postgres(store));
    enum err err = postgres_connect((struct postgres_store *)store, true, &copying->connection);
    if (err != OK)
        return err;
    err = postgres_run(copying->connection, "set statement_timeout = 0;"
                       "set idle_in_transaction_session_timeout = '10min'");
    if (err == OK)
        err = postgres_run(copying->connection, begin);
    if (err != OK)
        postgres_disconnect(copying->connection);
    return err;
}

enum err copy_rows_out(struct store *postgres, const struct copy_rows *copy,
                       const char **out_reason)
{
    struct copying copying = {.copy = copy};
    enum err err = begin_copying(&copying, postgres,
                                 "begin isolation level repeatable read read only");
    if (err != OK)
        return give_reason(err, out_reason);
    err = copy_each_file(&copying, compare_migrations);
    if (err == OK)
        err = copy_each_file(&copying, take_table);
    postgres_disconnect(copying.connection);
    return give_reason(err, out_reason);
}

/* ---- in ------------------------------------------------------------------------------------ */

/* Runs an SQL text of PostgreSQL with the table's name in it. */
static enum err run_for(struct copying *copying, const char *format, const struct copy_table *table)
{
    char *sql = sqlite3_mprintf(format, table->name);
    must(sql != NULL);
    enum err err = postgres_run(copying->connection, sql);
    sqlite3_free(sql);
    return err;
}

static enum err refuse_table(struct copying *copying, sqlite3 *file,
                             const struct copy_table *table, const char *rows)
{
    (void)file;
    (void)rows;
    const char *const names[] = {table->name};
    PGresult *result = PQexecParams(copying->connection->handle,
                                    "select 1 from pg_class where relname = $1"
                                    " and relnamespace = current_schema()::regnamespace",
                                    1, NULL, names, NULL, NULL, 0);
    enum err err = postgres_judge(copying->connection, result);
    if (err == OK && PQntuples(result) > 0) {
        reason_set("the database is not empty: it has a table %s", table->name);
        err = ERR_CONFLICT;
    }
    PQclear(result);
    return err;
}

/* Some tables have a first row from their migration. */
static enum err clear_table(struct copying *copying, sqlite3 *file, const struct copy_table *table,
                            const char *rows)
{
    (void)file;
    (void)rows;
    return run_for(copying, "delete from \"%w\"", table);
}

static enum err drop_table(struct copying *copying, sqlite3 *file, const struct copy_table *table,
                           const char *rows)
{
    (void)file;
    (void)rows;
    return run_for(copying, "drop table if exists \"%w\" cascade", table);
}

static enum err add_rows(struct copying *copying, sqlite3_stmt *row,
                         struct postgres_filling *filling)
{
    struct store_value values[STORE_VALUES];
    int code = SQLITE_DONE;
    enum err err = OK;
    while (err == OK && !filling->is_lost && (code = sqlite3_step(row)) == SQLITE_ROW) {
        copy_read_values(row, filling->table, values);
        postgres_filling_add(filling, values);
        err = copy_count_row(copying);
    }
    if (err == OK)
        err = postgres_filling_end(filling);
    if (err == OK && code != SQLITE_DONE) {
        reason_set("SQLite: the rows of %s cannot be read", filling->table->name);
        err = ERR_INVALID;
    }
    return err;
}

static enum err fill_table(struct copying *copying, sqlite3 *file, const struct copy_table *table,
                           const char *rows)
{
    static struct postgres_filling filling; /* one database is filled at a time */
    sqlite3_stmt *row = NULL;
    filling.connection = copying->connection;
    filling.table = table;
    enum err err = copy_prepare(file, copy_select_text(table, rows, STORE_SQLITE), &row);
    if (err == OK) {
        char *copy = copy_fill_text(table);
        must(copy != NULL);
        err = postgres_filling_begin(&filling, copy);
        sqlite3_free(copy);
    }
    if (err == OK)
        err = add_rows(copying, row, &filling);
    sqlite3_finalize(row);
    return err;
}

/* Tables are filled in any order, and what points to what is looked at once for all rows. */
static const char without_foreign_keys[] =
    "create temp table copied_foreign_key on commit drop as"
    " select conrelid::regclass::text as owner, conname as name,"
    " pg_get_constraintdef(oid) as definition from pg_constraint"
    " where contype = 'f' and connamespace = current_schema()::regnamespace;"
    "do $$ declare k record; begin for k in select * from copied_foreign_key loop"
    " execute format('alter table %s drop constraint %I', k.owner, k.name); end loop; end $$";

static const char with_foreign_keys[] =
    "do $$ declare k record; begin for k in select * from copied_foreign_key loop"
    " execute format('alter table %s add constraint %I %s', k.owner, k.name, k.definition);"
    " end loop; end $$";

/* Identity columns (@SERIAL@) go on after the largest number that they have. */
static const char with_next_numbers[] =
    "do $$ declare c record; begin for c in select table_name, column_name"
    " from information_schema.columns where table_schema = current_schema()"
    " and is_identity = 'YES' loop"
    " execute format('select setval(pg_get_serial_sequence(%L, %L), max(%I)) from %I',"
    " quote_ident(c.table_name), c.column_name, c.column_name, c.table_name); end loop; end $$";

static enum err make_tables(struct copying *copying, const struct store_migrations *migrations)
{
    enum err err = OK;
    for (size_t i = 0; err == OK && i < migrations->count; i++) {
        err = store_migrate_in(&copying->connection->base, &migrations->at[i]);
        if (err == OK)
            err = copying->connection->base.broken;
    }
    return err;
}

/* A COMMIT of a transaction that has failed answers ROLLBACK. */
static enum err commit(struct copying *copying)
{
    PGresult *result = PQexec(copying->connection->handle, "commit");
    enum err err = postgres_judge(copying->connection, result);
    if (err == OK && strcmp(PQcmdStatus(result), "COMMIT") != 0)
        err = ERR_BUSY;
    PQclear(result);
    return err;
}

static enum err fill(struct copying *copying, const struct store_migrations *migrations)
{
    struct connection *connection = copying->connection;
    enum err err = postgres_run(connection, LOCK_TABLES); /* no server is in the middle of it */
    if (err == OK)
        err = copy_each_file(copying, refuse_table);
    if (err == OK)
        err = make_tables(copying, migrations);
    if (err == OK)
        err = postgres_run(connection, without_foreign_keys);
    if (err == OK)
        err = copy_each_file(copying, clear_table);
    if (err == OK)
        err = copy_each_file(copying, fill_table);
    if (err == OK)
        err = postgres_run(connection, with_foreign_keys);
    if (err == OK)
        err = postgres_run(connection, with_next_numbers);
    if (err == OK)
        err = copy_each_file(copying, compare_table);
    if (err == OK)
        err = postgres_run(connection, "analyze");
    return err == OK ? commit(copying) : err;
}

enum err copy_rows_in(struct store *postgres, const struct store_migrations *migrations,
                      const struct copy_rows *copy, const char **out_reason)
{
    struct copying copying = {.copy = copy};
    enum err err = begin_copying(&copying, postgres, "begin");
    if (err == OK) {
        err = fill(&copying, migrations);
        postgres_disconnect(copying.connection); /* undoes what was not committed */
    }
    return give_reason(err, out_reason);
}

enum err copy_rows_undo(struct store *postgres, const struct copy_rows *copy,
                        const char **out_reason)
{
    struct copying copying = {.copy = copy};
    enum err err = begin_copying(&copying, postgres, "begin");
    if (err == OK) {
        err = copy_each_file(&copying, drop_table);
        if (err == OK)
            err = commit(&copying);
        postgres_disconnect(copying.connection);
    }
    return give_reason(err, out_reason);
}
