/* Asking SQLite: a database in memory gets every schema, then every statement is prepared. */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "sqlc.h"
#include "store/token.h"

static int line_of_offset(const char *text, long offset)
{
    int line = 0;
    for (long i = 0; i < offset && text[i]; i++)
        line += text[i] == '\n';
    return line;
}

static sqlite3 *open_empty(void)
{
    sqlite3 *handle;
    must(sqlite3_open(":memory:", &handle) == SQLITE_OK);
    must(sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL) == SQLITE_OK);
    must(sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL) == SQLITE_OK);
    must(sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) == SQLITE_OK);
    must(sqlite3_exec(handle, "pragma foreign_keys = on", NULL, NULL, NULL) == SQLITE_OK);
    return handle;
}

/* ---- schemas ------------------------------------------------------------------------------- */

static bool run_schema(struct sqlc *sqlc, sqlite3 *handle, const struct sql_schema *schema)
{
    char *text = token_expand(schema->text, STORE_SQLITE);
    for (const char *at = text; *at;) {
        sqlite3_stmt *statement;
        const char *rest;
        int code = sqlite3_prepare_v2(handle, at, -1, &statement, &rest);
        if (code == SQLITE_OK && statement) {
            sqlite3_step(statement);
            code = sqlite3_finalize(statement);
        }
        if (code != SQLITE_OK) {
            long offset = at - text + (at == text ? 0 : 1);
            offset += sqlite3_error_offset(handle) > 0 ? sqlite3_error_offset(handle) : 0;
            return mistake(sqlc, schema->path, 1 + line_of_offset(text, offset), "%s",
                           sqlite3_errmsg(handle));
        }
        at = rest;
    }
    free(text);
    return true;
}

/* Rowid tables without STRICT take any type in any column, which PostgreSQL would refuse. */
static void refuse_loose_tables(struct sqlc *sqlc, sqlite3 *handle, const char *path)
{
    sqlite3_stmt *tables;
    must(sqlite3_prepare_v2(handle,
                            "select name from pragma_table_list where schema = 'main' and "
                            "type = 'table' and strict = 0 and name not like 'sqlite\\_%' "
                            "escape '\\'",
                            -1, &tables, NULL) == SQLITE_OK);
    while (sqlite3_step(tables) == SQLITE_ROW)
        mistake(sqlc, path, 1, "table %s must end with @STRICT@ or @ROWS_BY_KEY@",
                (const char *)sqlite3_column_text(tables, 0));
    sqlite3_finalize(tables);
}

/* Foreign keys are compared when they are used: a missing table would show at run time only. */
static void refuse_dangling_keys(struct sqlc *sqlc, sqlite3 *handle, const char *path)
{
    sqlite3_stmt *keys;
    must(sqlite3_prepare_v2(handle,
                            "select t.name, f.\"table\" from pragma_table_list t, "
                            "pragma_foreign_key_list(t.name) f where t.schema = 'main' and not "
                            "exists (select 1 from sqlite_schema s where s.name = f.\"table\")",
                            -1, &keys, NULL) == SQLITE_OK);
    while (sqlite3_step(keys) == SQLITE_ROW)
        mistake(sqlc, path, 1, "table %s references %s, which is not there yet",
                (const char *)sqlite3_column_text(keys, 0),
                (const char *)sqlite3_column_text(keys, 1));
    sqlite3_finalize(keys);
}

/* A backup finds wrapped keys by the name of their column and gives them back by the one integer
 * that their row is known by (store/copy.h): kept otherwise, a key would outlive who was erased. */
static void refuse_hidden_keys(struct sqlc *sqlc, sqlite3 *handle, const char *path)
{
    sqlite3_stmt *keys;
    must(sqlite3_prepare_v2(handle,
                            "select t.name, c.name from pragma_table_list t, "
                            "pragma_table_info(t.name) c where t.schema = 'main' and "
                            "t.type = 'table' and c.type = 'BLOB' and c.name like '%key' and "
                            "(c.name <> 'wrapped_key' or 'INTEGER' <> "
                            "(select group_concat(p.type) from pragma_table_info(t.name) p "
                            "where p.pk > 0))",
                            -1, &keys, NULL) == SQLITE_OK);
    while (sqlite3_step(keys) == SQLITE_ROW)
        mistake(sqlc, path, 1, "the key in %s.%s must be called wrapped_key, and the table's "
                               "primary key be one integer",
                (const char *)sqlite3_column_text(keys, 0),
                (const char *)sqlite3_column_text(keys, 1));
    sqlite3_finalize(keys);
}

/* ---- reach --------------------------------------------------------------------------------- */

struct reaching {
    struct sqlc *sqlc;
    struct sql_statement *statement;
    struct str lines[1024];
    int count;
};

static void add_reach(struct reaching *reaching, const char *verb, const char *table,
                      struct str column)
{
    struct str line = str_format(&reaching->sqlc->arena, "%.*s\t%s\t%s%s%.*s",
                                 STR_ARGS(reaching->statement->name), verb, table,
                                 column.size > 0 ? "." : "", STR_ARGS(column));
    int at = 0;
    while (at < reaching->count && str_compare(reaching->lines[at], line) < 0)
        at++;
    if (at < reaching->count && str_equal(reaching->lines[at], line))
        return;
    must(reaching->count < (int)COUNT_OF(reaching->lines));
    memmove(&reaching->lines[at + 1], &reaching->lines[at],
            (size_t)(reaching->count - at) * sizeof(line));
    reaching->lines[at] = line;
    reaching->count++;
}

static int note_reach(void *with, int action, const char *first, const char *second,
                      const char *database, const char *trigger)
{
    (void)database;
    (void)trigger;
    struct reaching *reaching = with;
    if (action == SQLITE_READ && first)
        add_reach(reaching, "read", first, str_of(second));
    else if (action == SQLITE_UPDATE && first)
        add_reach(reaching, "write", first, str_of(second));
    else if (action == SQLITE_DELETE && first)
        add_reach(reaching, "delete", first, STR_NONE);
    return SQLITE_OK;
}

/* SQLite does not tell which columns an insert fills; its text does, and must. */
static bool note_insert(struct reaching *reaching)
{
    struct sql_statement *statement = reaching->statement;
    const char *hit = strstr(statement->plain.at, "insert into ");
    if (!hit)
        return true;
    struct str rest = str_trim(str_of(hit + strlen("insert into ")));
    size_t open = str_find(rest, '(', 0), close = str_find(rest, ')', 0);
    struct str table = str_trim(str_slice(rest, 0, open == SIZE_MAX ? rest.size : open));
    for (size_t i = 0; i < table.size; i++)
        if (strchr(" \n\t", table.at[i]))
            open = SIZE_MAX;
    if (open == SIZE_MAX || close == SIZE_MAX)
        return mistake(reaching->sqlc, statement->file, statement->body_line,
                       "name the columns that the insert fills");
    struct str columns = str_slice(rest, open + 1, close - open - 1);
    while (columns.size > 0)
        add_reach(reaching, "write", str_c(&reaching->sqlc->arena, table),
                  str_trim(str_cut(&columns, ',')));
    return true;
}

static void write_reach(struct reaching *reaching)
{
    for (int i = 0; i < reaching->count; i++) {
        buf_add(&reaching->sqlc->reach, reaching->lines[i]);
        buf_add_char(&reaching->sqlc->reach, '\n');
    }
}

/* ---- parameters and columns ---------------------------------------------------------------- */

static bool check_parameters(struct sqlc *sqlc, const struct sql_statement *statement,
                             sqlite3_stmt *prepared)
{
    bool is_used[FIELDS_LIMIT] = {false};
    int count = sqlite3_bind_parameter_count(prepared);
    for (int i = 1; i <= count; i++) {
        const char *name = sqlite3_bind_parameter_name(prepared, i);
        int64_t number = 0;
        bool is_number = name && name[0] == '$' && str_to_i64(str_of(name + 1), &number) == OK;
        if (!is_number || number < 1 || number > statement->parameter_count)
            return mistake(sqlc, statement->file, statement->body_line,
                           "%s is used, but %d parameters are declared", name ? name : "?",
                           statement->parameter_count);
        is_used[number - 1] = true;
    }
    for (int i = 0; i < statement->parameter_count; i++)
        if (!is_used[i])
            return mistake(sqlc, statement->file, statement->head_line,
                           "parameter %.*s ($%d) is declared, but not used",
                           STR_ARGS(statement->parameters[i].name), i + 1);
    return true;
}

static const char *type_of(enum sql_kind kind)
{
    return kind == SQL_TEXT ? "TEXT" : kind == SQL_BLOB ? "BLOB" : "INTEGER";
}

/* The column's own name; an id may drop the "_id" of its column's. */
static bool is_named(const struct sql_field *field, struct str column)
{
    if (str_equal(field->name, column))
        return true;
    return field->kind == SQL_ID && str_ends(column, STR("_id")) &&
           str_equal(field->name, str_slice(column, 0, column.size - 3));
}

static bool may_be_null(sqlite3 *handle, sqlite3_stmt *prepared, int column)
{
    const char *table = sqlite3_column_table_name(prepared, column);
    const char *origin = sqlite3_column_origin_name(prepared, column);
    int is_not_null = 0, is_key = 0;
    if (!table || !origin ||
        sqlite3_table_column_metadata(handle, "main", table, origin, NULL, NULL, &is_not_null,
                                      &is_key, NULL) != SQLITE_OK)
        return false; /* an expression or a view: not known here, row.h looks when it runs */
    return !is_not_null && !is_key;
}

static bool check_column(struct sqlc *sqlc, sqlite3 *handle, const struct sql_statement *statement,
                         sqlite3_stmt *prepared, int i)
{
    const struct sql_field *field = &statement->columns[i];
    const char *name = sqlite3_column_name(prepared, i);
    const char *type = sqlite3_column_decltype(prepared, i);
    if (!is_named(field, str_of(name)))
        return mistake(sqlc, statement->file, statement->columns_line,
                       "column %d is declared as %.*s, but the statement calls it %s", i + 1,
                       STR_ARGS(field->name), name);
    if (type && strcmp(type, type_of(field->kind)) != 0)
        return mistake(sqlc, statement->file, statement->columns_line,
                       "column %s is declared as %s, but is %s", name, type_of(field->kind), type);
    if (!field->is_nullable && may_be_null(handle, prepared, i))
        return mistake(sqlc, statement->file, statement->columns_line,
                       "column %s may be NULL: write ? after its type", name);
    return true;
}

static bool check_columns(struct sqlc *sqlc, sqlite3 *handle,
                          const struct sql_statement *statement, sqlite3_stmt *prepared)
{
    int count = sqlite3_column_count(prepared);
    if (count != statement->column_count)
        return mistake(sqlc, statement->file,
                       statement->columns_line ? statement->columns_line : statement->head_line,
                       "%d columns are declared, but the statement gives %d",
                       statement->column_count, count);
    for (int i = 0; i < count; i++)
        if (!check_column(sqlc, handle, statement, prepared, i))
            return false;
    return true;
}

/* ---- statements ---------------------------------------------------------------------------- */

static void check_statement(struct sqlc *sqlc, sqlite3 *handle, struct sql_statement *statement)
{
    struct reaching reaching = {.sqlc = sqlc, .statement = statement};
    char *sql = token_expand(statement->sql.at, STORE_SQLITE);
    sqlite3_stmt *prepared = NULL;
    sqlite3_set_authorizer(handle, note_reach, &reaching);
    int code = sqlite3_prepare_v2(handle, sql, -1, &prepared, NULL);
    sqlite3_set_authorizer(handle, NULL, NULL);
    if (code != SQLITE_OK) {
        int line = line_of_offset(sql, sqlite3_error_offset(handle));
        mistake(sqlc, statement->file, statement->body_line + line, "%s", sqlite3_errmsg(handle));
    } else if (!prepared) {
        mistake(sqlc, statement->file, statement->body_line, "there is no statement here");
    } else if (check_parameters(sqlc, statement, prepared) &&
               check_columns(sqlc, handle, statement, prepared) && note_insert(&reaching)) {
        statement->is_writing = !sqlite3_stmt_readonly(prepared);
        write_reach(&reaching);
    }
    sqlite3_finalize(prepared);
    free(sql);
}

static const struct sql_statement *find_earlier(const struct sqlc *sqlc, int file, int index)
{
    struct str name = sqlc->files[file].statements[index]->name;
    for (int f = 0; f <= file; f++)
        for (int i = 0; i < (f == file ? index : sqlc->files[f].statement_count); i++)
            if (str_equal(sqlc->files[f].statements[i]->name, name))
                return sqlc->files[f].statements[i];
    return NULL;
}

static void check_file(struct sqlc *sqlc, sqlite3 *handle, int file)
{
    for (int i = 0; i < sqlc->files[file].statement_count; i++) {
        struct sql_statement *statement = sqlc->files[file].statements[i];
        const struct sql_statement *earlier = find_earlier(sqlc, file, i);
        if (earlier)
            mistake(sqlc, statement->file, statement->head_line,
                    "the name %.*s is taken by %s:%d", STR_ARGS(statement->name), earlier->file,
                    earlier->head_line);
        else
            check_statement(sqlc, handle, statement);
    }
}

void check_all(struct sqlc *sqlc)
{
    sqlite3 *handle = open_empty();
    bool is_whole = true;
    for (int i = 0; i < sqlc->schema_count && is_whole; i++) {
        int mistakes_before = sqlc->mistakes;
        is_whole = run_schema(sqlc, handle, &sqlc->schemas[i]);
        refuse_loose_tables(sqlc, handle, sqlc->schemas[i].path);
        refuse_dangling_keys(sqlc, handle, sqlc->schemas[i].path);
        refuse_hidden_keys(sqlc, handle, sqlc->schemas[i].path);
        is_whole = is_whole && sqlc->mistakes == mistakes_before;
    }
    for (int i = 0; i < sqlc->file_count && is_whole; i++)
        check_file(sqlc, handle, i);
    sqlite3_close(handle);
}
