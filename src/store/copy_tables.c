#include "store/copy_tables.h"

#include <string.h>

#include "store/sqlite_inner.h"

enum { ROWS_A_LOOK = 1024 };

static enum err look(const struct copying *copying)
{
    const struct copy_rows *copy = copying->copy;
    if (copy->look == NULL || copy->look(copy->with, copying->rows))
        return OK;
    reason_set("it was stopped");
    return ERR_BUSY;
}

enum err copy_count_row(struct copying *copying)
{
    return ++copying->rows % ROWS_A_LOOK == 0 ? look(copying) : OK;
}

/* ---- files --------------------------------------------------------------------------------- */

static enum err file_failed(sqlite3 *file)
{
    reason_set("SQLite: %s", sqlite3_errmsg(file));
    enum err err = sqlite_err(sqlite3_errcode(file));
    return err == OK ? ERR_INTERNAL : err;
}

enum err copy_run(sqlite3 *file, const char *sql)
{
    return sqlite3_exec(file, sql, NULL, NULL, NULL) == SQLITE_OK ? OK : file_failed(file);
}

enum err copy_prepare(sqlite3 *file, char *sql, sqlite3_stmt **out_statement)
{
    must(sql != NULL);
    int code = sqlite3_prepare_v2(file, sql, -1, out_statement, NULL);
    sqlite3_free(sql);
    return code == SQLITE_OK ? OK : file_failed(file);
}

/* It needs neither journal nor flush. */
enum err copy_open(const char *path, int flags, sqlite3 **out_file)
{
    sqlite3 *file = NULL;
    int code = sqlite3_open_v2(path, &file, SQLITE_OPEN_READWRITE | flags, NULL);
    must(file != NULL);
    sqlite3_extended_result_codes(file, 1);
    enum err err = code == SQLITE_OK ? OK : file_failed(file);
    if (err == OK)
        err = copy_run(file, "pragma journal_mode = delete; pragma journal_mode = off;"
                             "pragma synchronous = off; pragma foreign_keys = off;"
                             "pragma secure_delete = on;"
                             "pragma temp_store = memory; pragma mmap_size = 0;"
                             "pragma cell_size_check = on; pragma trusted_schema = off;"
                             "pragma cache_size = -32768;" /* KiB */
                             "begin");
    if (err == OK)
        *out_file = file;
    else
        sqlite3_close(file);
    return err;
}

/* ---- tables -------------------------------------------------------------------------------- */

static bool kind_of(const char *type, enum column_kind *out_kind)
{
    static const char *const types[] = {[COLUMN_INTEGER] = "INTEGER", [COLUMN_TEXT] = "TEXT",
                                        [COLUMN_BLOB] = "BLOB"};
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (sqlite3_stricmp(type, types[i]) == 0) {
            *out_kind = (enum column_kind)i;
            return true;
        }
    return false;
}

static bool take_column(sqlite3_stmt *row, struct copy_table *table)
{
    struct copy_column *column = &table->columns[table->column_count];
    const char *name = (const char *)sqlite3_column_text(row, 0);
    int key = sqlite3_column_int(row, 2);
    if (table->column_count == STORE_VALUES || strlen(name) >= COPY_NAME ||
        !kind_of((const char *)sqlite3_column_text(row, 1), &column->kind))
        return false;
    strcpy(column->name, name);
    if (key > 0) {
        table->keys[key - 1] = table->column_count;
        table->key_count++;
    }
    table->column_count++;
    return true;
}

static enum err read_table(sqlite3 *file, const char *name, struct copy_table *out_table)
{
    sqlite3_stmt *columns = NULL;
    struct copy_table table = {0};
    enum err err = strlen(name) < COPY_NAME ? OK : ERR_INTERNAL;
    sqlite3_snprintf(COPY_NAME, table.name, "%s", name);
    if (err == OK)
        err = copy_prepare(file, sqlite3_mprintf("select name, type, pk from"
                                                 " pragma_table_info(%Q) order by cid", name),
                           &columns);
    while (err == OK && sqlite3_step(columns) == SQLITE_ROW)
        err = take_column(columns, &table) ? OK : ERR_INTERNAL;
    sqlite3_finalize(columns);
    if (err != OK || table.key_count == 0) {
        reason_set("the table %s is none that can be copied", name);
        return ERR_INTERNAL;
    }
    *out_table = table;
    return OK;
}

/* A table that nobody thought of would be lost without a word. */
static enum err find_rows(const struct copy_file *file, const char *table, const char **out_rows)
{
    for (size_t i = 0; i < file->rule_count; i++)
        if (strcmp(file->rules[i].table, table) == 0) {
            *out_rows = file->rules[i].rows;
            return OK;
        }
    *out_rows = "true";
    if (file->has_the_rest)
        return OK;
    reason_set("nothing says which rows of %s the file has", table);
    return ERR_INTERNAL;
}

/* Every table of which the file has rows. */
static enum err each_table(struct copying *copying, const struct copy_file *file, sqlite3 *handle,
                           copy_table_work *work)
{
    sqlite3_stmt *names = NULL;
    enum err err = copy_prepare(handle, sqlite3_mprintf(
        "select name from sqlite_schema where type = 'table' and substr(name, 1, 7) <> 'sqlite_'"
        " order by name"), &names);
    int code = SQLITE_DONE;
    while (err == OK && (code = sqlite3_step(names)) == SQLITE_ROW) {
        struct copy_table table;
        const char *name = (const char *)sqlite3_column_text(names, 0);
        const char *rows;
        err = find_rows(file, name, &rows);
        if (err != OK || rows == NULL)
            continue;
        err = read_table(handle, name, &table);
        if (err == OK)
            err = work(copying, handle, &table, rows);
        if (err == OK)
            err = look(copying);
    }
    if (err == OK && code != SQLITE_DONE)
        err = file_failed(handle);
    sqlite3_finalize(names);
    return err;
}

enum err copy_each_file(struct copying *copying, copy_table_work *work)
{
    enum err err = OK;
    for (size_t i = 0; err == OK && i < copying->copy->file_count; i++) {
        sqlite3 *file;
        err = copy_open(copying->copy->files[i].path, 0, &file);
        if (err != OK)
            break;
        err = each_table(copying, &copying->copy->files[i], file, work);
        if (err == OK)
            err = copy_run(file, "commit");
        sqlite3_close(file);
    }
    return err;
}

/* ---- texts --------------------------------------------------------------------------------- */

static void add_columns(sqlite3_str *sql, const struct copy_table *table)
{
    for (int i = 0; i < table->column_count; i++)
        sqlite3_str_appendf(sql, "%s\"%w\"", i ? ", " : "", table->columns[i].name);
}

/* Of texts SQLite's order is that of their bytes. */
char *copy_select_text(const struct copy_table *table, const char *rows, enum store_engine engine)
{
    sqlite3_str *sql = sqlite3_str_new(NULL);
    sqlite3_str_appendall(sql, "select ");
    add_columns(sql, table);
    sqlite3_str_appendf(sql, " from \"%w\" where %s order by ", table->name, rows);
    for (int i = 0; i < table->key_count; i++) {
        const struct copy_column *column = &table->columns[table->keys[i]];
        bool is_text = engine == STORE_POSTGRES && column->kind == COLUMN_TEXT;
        sqlite3_str_appendf(sql, "%s\"%w\"%s", i ? ", " : "", column->name,
                            is_text ? " collate \"C\"" : "");
    }
    return sqlite3_str_finish(sql);
}

char *copy_insert_text(const struct copy_table *table)
{
    sqlite3_str *sql = sqlite3_str_new(NULL);
    sqlite3_str_appendf(sql, "insert into \"%w\" (", table->name);
    add_columns(sql, table);
    sqlite3_str_appendall(sql, ") values (");
    for (int i = 0; i < table->column_count; i++)
        sqlite3_str_appendf(sql, "%s?%d", i ? ", " : "", i + 1);
    sqlite3_str_appendall(sql, ")");
    return sqlite3_str_finish(sql);
}

char *copy_fill_text(const struct copy_table *table)
{
    sqlite3_str *sql = sqlite3_str_new(NULL);
    sqlite3_str_appendf(sql, "copy \"%w\" (", table->name);
    add_columns(sql, table);
    sqlite3_str_appendall(sql, ") from stdin (format binary)");
    return sqlite3_str_finish(sql);
}

/* ---- rows of a file ------------------------------------------------------------------------ */

void copy_read_values(sqlite3_stmt *row, const struct copy_table *table,
                        struct store_value *out_values)
{
    for (int i = 0; i < table->column_count; i++) {
        const char *bytes;
        out_values[i] = (struct store_value){.bytes = STR_NONE,
                                             .is_null = sqlite3_column_type(row, i) == SQLITE_NULL};
        if (table->columns[i].kind == COLUMN_INTEGER) {
            out_values[i].integer = sqlite3_column_int64(row, i);
        } else if (!out_values[i].is_null) {
            bytes = sqlite3_column_blob(row, i);
            out_values[i].bytes = (struct str){bytes ? bytes : "",
                                               (size_t)sqlite3_column_bytes(row, i)};
        }
    }
}

enum err copy_insert_values(sqlite3 *file, sqlite3_stmt *insert, const struct copy_table *table,
                              const struct store_value *values)
{
    for (int i = 0; i < table->column_count; i++) {
        struct str bytes = values[i].bytes;
        if (values[i].is_null)
            sqlite3_bind_null(insert, i + 1);
        else if (table->columns[i].kind == COLUMN_INTEGER)
            sqlite3_bind_int64(insert, i + 1, values[i].integer);
        else if (table->columns[i].kind == COLUMN_TEXT)
            sqlite3_bind_text64(insert, i + 1, bytes.at, bytes.size, SQLITE_STATIC, SQLITE_UTF8);
        else
            sqlite3_bind_blob64(insert, i + 1, bytes.at, bytes.size, SQLITE_STATIC);
    }
    sqlite3_step(insert);
    return sqlite3_reset(insert) == SQLITE_OK ? OK : file_failed(file);
}

bool copy_is_same(const struct copy_table *table, const struct store_value *left,
                     const struct store_value *right)
{
    for (int i = 0; i < table->column_count; i++) {
        bool is_same = left[i].is_null == right[i].is_null;
        if (is_same && !left[i].is_null)
            is_same = table->columns[i].kind == COLUMN_INTEGER
                          ? left[i].integer == right[i].integer
                          : str_equal(left[i].bytes, right[i].bytes);
        if (!is_same)
            return false;
    }
    return true;
}
