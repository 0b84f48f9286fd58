/* Wrapped keys out of a copy and back into it, and the check of a copy (copy.h). */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "store/copy.h"
#include "store/store_inner.h"

/* Every table with a column of this name, and the one integer that is its primary key. */
static const char tables_with_keys[] =
    "select t.name, (select p.name from pragma_table_info(t.name) p where p.pk > 0),"
    " (select count(*) from pragma_table_info(t.name) p where p.pk > 0)"
    " from sqlite_schema t join pragma_table_info(t.name) c on c.name = 'wrapped_key'"
    " where t.type = 'table' order by t.name";

static enum err open_copy(const char *path, sqlite3 **out_handle, const char **out_reason)
{
    sqlite3 *handle = NULL;
    int code = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(handle,
                            "pragma journal_mode = delete; pragma synchronous = off;"
                            "pragma secure_delete = on; pragma cell_size_check = on;"
                            "pragma temp_store = memory; pragma mmap_size = 0;"
                            "pragma trusted_schema = off",
                            NULL, NULL, NULL);
    if (code == SQLITE_OK) {
        *out_handle = handle;
        return OK;
    }
    reason_set("SQLite: %s", sqlite3_errmsg(handle));
    *out_reason = reason_text();
    sqlite3_close(handle);
    return ERR_INVALID;
}

static enum err failed(sqlite3 *handle, const char **out_reason)
{
    reason_set("SQLite: %s", sqlite3_errmsg(handle));
    *out_reason = reason_text();
    return ERR_INVALID;
}

static struct str column_bytes(sqlite3_stmt *statement, int column)
{
    const char *bytes = sqlite3_column_blob(statement, column);
    return (struct str){bytes ? bytes : "", (size_t)sqlite3_column_bytes(statement, column)};
}

static sqlite3_stmt *prepare_text(sqlite3 *handle, char *sql)
{
    sqlite3_stmt *statement = NULL;
    must(sql != NULL);
    sqlite3_prepare_v2(handle, sql, -1, &statement, NULL);
    sqlite3_free(sql);
    return statement;
}

/* ---- out ----------------------------------------------------------------------------------- */

struct taking {
    sqlite3 *handle;
    void (*take)(void *with, struct copy_key key);
    void *with;
};

static bool take_rows(struct taking *taking, const char *table, const char *owner)
{
    sqlite3_stmt *rows = prepare_text(
        taking->handle, sqlite3_mprintf("select \"%w\", wrapped_key from \"%w\""
                                        " where wrapped_key <> zeroblob(length(wrapped_key))"
                                        " order by 1", owner, table));
    int code = SQLITE_DONE;
    while (rows != NULL && (code = sqlite3_step(rows)) == SQLITE_ROW)
        taking->take(taking->with, (struct copy_key){str_of(table), sqlite3_column_int64(rows, 0),
                                                     column_bytes(rows, 1)});
    return rows != NULL && sqlite3_finalize(rows) == SQLITE_OK && code == SQLITE_DONE;
}

static bool blank_rows(struct taking *taking, const char *table)
{
    char *sql = sqlite3_mprintf("update \"%w\" set wrapped_key = zeroblob(length(wrapped_key))",
                                table);
    must(sql != NULL);
    int code = sqlite3_exec(taking->handle, sql, NULL, NULL, NULL);
    sqlite3_free(sql);
    return code == SQLITE_OK;
}

/* False: a table's primary key is not one integer, or SQLite refused. */
static bool take_tables(struct taking *taking)
{
    sqlite3_stmt *tables = prepare_text(taking->handle, sqlite3_mprintf("%s", tables_with_keys));
    int code = SQLITE_ERROR;
    while (tables != NULL && (code = sqlite3_step(tables)) == SQLITE_ROW) {
        const char *table = (const char *)sqlite3_column_text(tables, 0);
        const char *owner = (const char *)sqlite3_column_text(tables, 1);
        if (sqlite3_column_int(tables, 2) != 1 || !take_rows(taking, table, owner) ||
            !blank_rows(taking, table))
            break;
    }
    sqlite3_finalize(tables);
    return code == SQLITE_DONE;
}

enum err copy_take_keys(const char *path, void (*take)(void *with, struct copy_key key), void *with,
                        const char **out_reason)
{
    struct taking taking = {.take = take, .with = with};
    enum err err = open_copy(path, &taking.handle, out_reason);
    if (err != OK)
        return err;
    /* the journal would hold the keys: a copy that is cut off here is made again */
    bool is_taken = sqlite3_exec(taking.handle, "pragma journal_mode = memory; begin", NULL, NULL,
                                 NULL) == SQLITE_OK &&
                    take_tables(&taking) &&
                    sqlite3_exec(taking.handle, "commit", NULL, NULL, NULL) == SQLITE_OK;
    if (!is_taken)
        err = failed(taking.handle, out_reason);
    sqlite3_close(taking.handle);
    return err;
}

/* ---- back ---------------------------------------------------------------------------------- */

enum { TABLE_CHARS = 64 };

struct copy_putting {
    sqlite3 *handle;
    sqlite3_stmt *put; /* for table */
    char table[TABLE_CHARS];
};

enum err copy_put_begin(const char *path, struct copy_putting **out_putting,
                        const char **out_reason)
{
    sqlite3 *handle;
    enum err err = open_copy(path, &handle, out_reason);
    if (err != OK)
        return err;
    struct copy_putting *putting = calloc(1, sizeof(*putting));
    must(putting != NULL);
    putting->handle = handle;
    if (sqlite3_exec(handle, "begin", NULL, NULL, NULL) != SQLITE_OK)
        err = failed(handle, out_reason);
    *out_putting = putting;
    return err;
}

static bool find_owner_column(struct copy_putting *putting, char out_column[TABLE_CHARS])
{
    sqlite3_stmt *column = prepare_text(
        putting->handle, sqlite3_mprintf("select name from pragma_table_info(%Q) where pk > 0",
                                         putting->table));
    bool has = column != NULL && sqlite3_step(column) == SQLITE_ROW;
    if (has)
        sqlite3_snprintf(TABLE_CHARS, out_column, "%s", sqlite3_column_text(column, 0));
    sqlite3_finalize(column);
    return has;
}

static bool use_table(struct copy_putting *putting, struct str table)
{
    char column[TABLE_CHARS];
    if (putting->put != NULL && str_equal_c(table, putting->table))
        return true;
    if (table.size >= TABLE_CHARS)
        return false;
    sqlite3_finalize(putting->put);
    putting->put = NULL;
    sqlite3_snprintf(TABLE_CHARS, putting->table, "%.*s", (int)table.size, table.at);
    if (!find_owner_column(putting, column))
        return false;
    putting->put = prepare_text(
        putting->handle, sqlite3_mprintf("update \"%w\" set wrapped_key = $1 where \"%w\" = $2"
                                         " and wrapped_key = zeroblob(length(wrapped_key))",
                                         putting->table, column));
    return putting->put != NULL;
}

enum err copy_put(struct copy_putting *putting, struct copy_key key)
{
    if (!use_table(putting, key.table))
        return ERR_INVALID;
    sqlite3_bind_blob64(putting->put, 1, key.wrapped_key.at, key.wrapped_key.size, SQLITE_STATIC);
    sqlite3_bind_int64(putting->put, 2, key.owner);
    int code = sqlite3_step(putting->put);
    sqlite3_reset(putting->put);
    return code == SQLITE_DONE ? OK : ERR_INVALID;
}

static bool count_missing(sqlite3 *handle, int64_t *out_missing)
{
    sqlite3_stmt *tables = prepare_text(handle, sqlite3_mprintf("%s", tables_with_keys));
    int code = SQLITE_ERROR;
    int64_t missing = 0;
    while (tables != NULL && (code = sqlite3_step(tables)) == SQLITE_ROW) {
        sqlite3_stmt *count = prepare_text(
            handle, sqlite3_mprintf("select count(*) from \"%w\" where"
                                    " wrapped_key = zeroblob(length(wrapped_key))",
                                    sqlite3_column_text(tables, 0)));
        if (count == NULL || sqlite3_step(count) != SQLITE_ROW)
            code = SQLITE_ERROR;
        else
            missing += sqlite3_column_int64(count, 0);
        sqlite3_finalize(count);
        if (code != SQLITE_ROW)
            break;
    }
    sqlite3_finalize(tables);
    *out_missing = missing;
    return code == SQLITE_DONE;
}

enum err copy_put_end(struct copy_putting *putting, int64_t *out_missing)
{
    sqlite3_finalize(putting->put);
    bool is_done = count_missing(putting->handle, out_missing) &&
                   sqlite3_exec(putting->handle, "commit", NULL, NULL, NULL) == SQLITE_OK;
    sqlite3_close(putting->handle);
    free(putting);
    return is_done ? OK : ERR_INVALID;
}

/* ---- the check ----------------------------------------------------------------------------- */

/* The first column of the first row in out_text, empty without a row. */
static bool ask_text(sqlite3 *handle, const char *sql, char *out_text, int room)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(handle, sql, -1, &statement, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    out_text[0] = 0;
    if (code == SQLITE_ROW)
        sqlite3_snprintf(room, out_text, "%s", sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    return code == SQLITE_ROW || code == SQLITE_DONE;
}

enum err copy_check(const char *path, const char **out_reason)
{
    sqlite3 *handle;
    char answer[200];
    enum err err = open_copy(path, &handle, out_reason);
    if (err != OK)
        return err;
    if (!ask_text(handle, "pragma integrity_check(1)", answer, sizeof(answer)) ||
        strcmp(answer, "ok") != 0)
        reason_set("the file's pages do not fit together: %s", answer);
    else if (!ask_text(handle, "pragma foreign_key_check", answer, sizeof(answer)) || answer[0])
        reason_set("a row of %s points to one that is not there", answer);
    else
        reason_set("%s", "");
    sqlite3_close(handle);
    if (reason_text()[0] == 0)
        return OK;
    *out_reason = reason_text();
    return ERR_INVALID;
}
