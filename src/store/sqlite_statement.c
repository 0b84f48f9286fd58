#include "store/sqlite_statement.h"

#include <stdlib.h>

struct prepared {
    sqlite3_stmt *handle;
    int positions[STORE_VALUES]; /* of $1, $2 ...: SQLite takes them for names */
};

struct sqlite_cursor {
    struct store_cursor base;
    struct prepared prepared;
    sqlite3 *connection;
    int64_t changed;
};

static sqlite3 *handle_of(const struct db *db)
{
    return ((const struct sqlite_db *)db)->connection->handle;
}

enum err sqlite_run_script(struct db *db, const char *sql)
{
    int code = sqlite3_exec(handle_of(db), sql, NULL, NULL, NULL);
    if (code != SQLITE_OK)
        reason_set("SQLite: %s", sqlite3_errmsg(handle_of(db)));
    return sqlite_err(code);
}

static bool find_positions(struct prepared *prepared, const struct store_statement *statement)
{
    if (sqlite3_bind_parameter_count(prepared->handle) != statement->parameter_count ||
        sqlite3_column_count(prepared->handle) != statement->column_count)
        return false;
    for (int i = 0; i < statement->parameter_count; i++) {
        char name[12];
        sqlite3_snprintf(sizeof(name), name, "$%d", i + 1);
        prepared->positions[i] = sqlite3_bind_parameter_index(prepared->handle, name);
        if (prepared->positions[i] == 0)
            return false;
    }
    return true;
}

static enum err prepare(sqlite3 *handle, const struct store_statement *statement,
                        struct prepared *out_prepared)
{
    char *sql = token_expand(statement->sql, STORE_SQLITE);
    struct prepared prepared = {0};
    int code = sqlite3_prepare_v3(handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared.handle,
                                  NULL);
    free(sql);
    if (code != SQLITE_OK) {
        reason_set("SQLite: %s", sqlite3_errmsg(handle));
        return sqlite_err(code);
    }
    if (!find_positions(&prepared, statement)) {
        reason_set("SQLite: another number of parameters or columns than declared");
        sqlite3_finalize(prepared.handle);
        return ERR_INTERNAL;
    }
    *out_prepared = prepared;
    return OK;
}

enum err sqlite_check(struct db *db, const struct store_statement *statement)
{
    struct prepared prepared;
    enum err err = prepare(handle_of(db), statement, &prepared);
    if (err == OK)
        sqlite3_finalize(prepared.handle);
    return err;
}

static enum err find_cursor(struct sqlite_connection *connection,
                            const struct store_statement *statement,
                            struct sqlite_cursor **out_cursor)
{
    struct sqlite_cursor *cursor = cache_find(&connection->cache, statement);
    if (!cursor) {
        struct prepared prepared;
        enum err err = prepare(connection->handle, statement, &prepared);
        if (err != OK)
            return err;
        cursor = calloc(1, sizeof(*cursor));
        must(cursor != NULL);
        cursor->prepared = prepared;
        cursor->connection = connection->handle;
        cache_put(&connection->cache, statement, cursor);
    }
    *out_cursor = cursor;
    return OK;
}

void sqlite_forget_cursor(void *prepared)
{
    struct sqlite_cursor *cursor = prepared;
    sqlite3_finalize(cursor->prepared.handle);
    free(cursor);
}

static int bind(sqlite3_stmt *handle, int position, enum column_kind kind,
                const struct store_value *value)
{
    const char *bytes = value->bytes.at ? value->bytes.at : ""; /* NULL would be SQL's null */
    if (value->is_null)
        return sqlite3_bind_null(handle, position);
    if (kind == COLUMN_INTEGER)
        return sqlite3_bind_int64(handle, position, value->integer);
    if (kind == COLUMN_TEXT)
        return sqlite3_bind_text64(handle, position, bytes, value->bytes.size, SQLITE_STATIC,
                                   SQLITE_UTF8);
    return sqlite3_bind_blob64(handle, position, bytes, value->bytes.size, SQLITE_STATIC);
}

enum err sqlite_begin(struct db *db, const struct store_statement *statement,
                      const struct store_value *values, struct store_cursor **out_cursor)
{
    struct sqlite_cursor *cursor;
    enum err err = find_cursor(((struct sqlite_db *)db)->connection, statement, &cursor);
    if (err != OK)
        return err;
    must(!cursor->base.is_open);
    /* an error has ended the transaction: what follows would be kept on its own */
    if (db->is_writing && sqlite3_get_autocommit(cursor->connection))
        return db->broken = ERR_BUSY;
    struct prepared *prepared = &cursor->prepared;
    for (int i = 0; i < statement->parameter_count; i++) {
        int code = bind(prepared->handle, prepared->positions[i], statement->parameter_kinds[i],
                        &values[i]);
        if (code != SQLITE_OK)
            return sqlite_err(code);
    }
    cursor->changed = 0;
    *out_cursor = &cursor->base;
    return OK;
}

enum err sqlite_step(struct store_cursor *base)
{
    struct sqlite_cursor *cursor = (struct sqlite_cursor *)base;
    int code = sqlite3_step(cursor->prepared.handle);
    if (code == SQLITE_ROW)
        return OK;
    if (code != SQLITE_DONE)
        return sqlite_note_err(((struct sqlite_db *)base->db)->connection, code);
    if (base->statement->is_writing)
        cursor->changed = sqlite3_changes64(cursor->connection);
    return ERR_NOT_FOUND;
}

/* SQLite's values carry their own types: an expression may give another than the head declares. */
static struct store_value value_of(sqlite3_value *value, enum column_kind kind)
{
    static const int types[] = {[COLUMN_INTEGER] = SQLITE_INTEGER,
                                [COLUMN_TEXT] = SQLITE_TEXT,
                                [COLUMN_BLOB] = SQLITE_BLOB};
    int type = sqlite3_value_type(value);
    if (type != types[kind])
        return (struct store_value){.is_null = true, .is_wrong = type != SQLITE_NULL,
                                    .bytes = STR_NONE};
    if (kind == COLUMN_INTEGER)
        return (struct store_value){.integer = sqlite3_value_int64(value)};
    const char *bytes = sqlite3_value_blob(value); /* of a text too: its bytes */
    size_t size = (size_t)sqlite3_value_bytes(value);
    return (struct store_value){.bytes = {bytes ? bytes : "", size}};
}

/* A column is looked up once and asked as a value, which is free where no other thread can reach
 * it. */
void sqlite_row(struct store_cursor *base, struct store_value *out_values)
{
    sqlite3_stmt *handle = ((struct sqlite_cursor *)base)->prepared.handle;
    const struct store_statement *statement = base->statement;
    for (int i = 0; i < statement->column_count; i++)
        out_values[i] = value_of(sqlite3_column_value(handle, i), statement->column_kinds[i]);
}

int64_t sqlite_changed(struct store_cursor *cursor)
{
    return ((struct sqlite_cursor *)cursor)->changed;
}

void sqlite_end(struct store_cursor *base)
{
    struct sqlite_cursor *cursor = (struct sqlite_cursor *)base;
    sqlite3_reset(cursor->prepared.handle);
    sqlite3_clear_bindings(cursor->prepared.handle);
}
