/* sqlc.h - what a .sql file says, between the three parts of tool/sqlc: sqlc_read.c takes it from
 * the text, sqlc_check.c asks SQLite whether it is true, sqlc_write.c makes C of it. */
#ifndef TOOL_SQLC_H
#define TOOL_SQLC_H

#include "base/base.h"

enum sql_kind { SQL_TEXT, SQL_BLOB, SQL_INTEGER, SQL_FLAG, SQL_DATE, SQL_INSTANT, SQL_ID };

/* A parameter or a column. */
struct sql_field {
    struct str name;
    enum sql_kind kind;
    struct str id; /* SQL_ID: "house_id" */
    bool is_nullable;
};

enum sql_result { SQL_MANY, SQL_ONE, SQL_EXEC };

enum { FIELDS_LIMIT = 64 }; /* STORE_VALUES of store.h */

struct sql_statement {
    const char *file;
    int head_line, columns_line, body_line;
    struct str name;
    struct sql_field parameters[FIELDS_LIMIT], columns[FIELDS_LIMIT];
    int parameter_count, column_count;
    enum sql_result result;
    bool tells_changed, is_fallible;
    bool is_writing;  /* found by sqlc_check */
    struct str about; /* the free comment lines */
    struct str sql;   /* without comments and without the closing semicolon */
    struct str plain; /* the same bytes with quoted texts blanked, in small letters */
};

struct sql_file {
    const char *path;
    struct str stem; /* "house" of src/rooms/house/house.sql */
    struct sql_statement **statements;
    int statement_count;
};

struct sql_schema {
    const char *path;
    struct str name; /* "house" of src/rooms/house/house.schema.sql: the migration's name */
    const char *text;
};

/* Everything that was named on the command line. */
struct sqlc {
    struct arena arena;
    struct str *ids; /* the names in guard/id.h */
    int id_count;
    struct sql_schema *schemas;
    int schema_count;
    struct sql_file *files;
    int file_count;
    int mistakes;
    struct buf reach; /* the report: statement, read|write, table.column */
};

/* Tells a mistake as "file:line: message" on standard error. Returns false. */
bool mistake(struct sqlc *sqlc, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* sqlc_read.c */
void read_ids(struct sqlc *sqlc, const char *path);
void read_schema(struct sqlc *sqlc, struct sql_schema *schema, const char *path);
void read_file(struct sqlc *sqlc, struct sql_file *file, const char *path);

/* The text with comments and quoted texts blanked, in small letters; as long as the text. */
struct str plain_text(struct arena *arena, struct str text);

/* sqlc_check.c: makes a database of the schemas and prepares every statement against it. */
void check_all(struct sqlc *sqlc);

/* sqlc_write.c: writes FOLDER/x_sql.h and .c of every file, sql_all.h and .c, and the report. */
void write_all(struct sqlc *sqlc, const char *folder, const char *reach_path);

#endif
