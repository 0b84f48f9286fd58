/* Writing C. What every statement has in common is in store/row.c; here is only what differs. */
#include <stdio.h>
#include <string.h>

#include "file.h"
#include "sqlc.h"

/* Over this many parameters a function takes one struct. */
enum { LOOSE_PARAMETERS = 3 };

static const char *c_type(struct arena *arena, const struct sql_field *field)
{
    switch (field->kind) {
    case SQL_TEXT:
    case SQL_BLOB:
        return "struct str ";
    case SQL_INTEGER:
        return "int64_t ";
    case SQL_FLAG:
        return "bool ";
    case SQL_DATE:
        return "struct date ";
    case SQL_INSTANT:
        return "struct instant ";
    default:
        return str_c(arena, str_format(arena, "struct %.*s ", STR_ARGS(field->id)));
    }
}

/* The ending of the functions of store/row.h for this kind. */
static const char *row_word(enum sql_kind kind)
{
    switch (kind) {
    case SQL_TEXT:
    case SQL_BLOB:
        return "text";
    case SQL_FLAG:
        return "flag";
    case SQL_DATE:
        return "date";
    case SQL_INSTANT:
        return "instant";
    default:
        return "integer";
    }
}

static const char *column_kind(enum sql_kind kind)
{
    return kind == SQL_TEXT ? "COLUMN_TEXT" : kind == SQL_BLOB ? "COLUMN_BLOB" : "COLUMN_INTEGER";
}

static bool takes_struct(const struct sql_statement *statement)
{
    return statement->parameter_count > LOOSE_PARAMETERS;
}

/* One string literal a line of the text. */
static void write_lines(FILE *out, struct str text, const char *indent)
{
    if (text.size == 0)
        fprintf(out, "\n%s\"\"", indent);
    while (text.size > 0) {
        bool is_last = str_find(text, '\n', 0) == SIZE_MAX;
        struct str line = str_cut(&text, '\n');
        fprintf(out, "\n%s\"", indent);
        for (size_t i = 0; i < line.size; i++) {
            unsigned char c = (unsigned char)line.at[i];
            bool is_plain = c >= ' ' && c < 127 && c != '"' && c != '\\' && c != '?';
            fprintf(out, is_plain ? "%c" : "\\%03o", c);
        }
        fputs(is_last ? "\"" : "\\n\"", out);
    }
}

static struct str without_trailing_space(struct arena *arena, struct str text)
{
    struct buf buf = buf_make(arena, text.size + 1);
    for (bool is_first = true; text.size > 0; is_first = false) {
        struct str line = str_cut(&text, '\n');
        while (line.size > 0 && line.at[line.size - 1] == ' ')
            line.size--;
        if (!is_first)
            buf_add_char(&buf, '\n');
        buf_add(&buf, line);
    }
    return buf_text(&buf);
}

/* ---- the header ---------------------------------------------------------------------------- */

static void write_prototype(FILE *out, struct arena *arena, const struct sql_statement *statement,
                            const char *end)
{
    int name = (int)statement->name.size;
    const char *at = statement->name.at;
    fprintf(out, "enum err sql_%.*s(struct db *db", name, at);
    if (statement->result != SQL_EXEC)
        fputs(", struct arena *arena", out);
    if (takes_struct(statement))
        fprintf(out, ", const struct %.*s_in *in", name, at);
    else
        for (int i = 0; i < statement->parameter_count; i++)
            fprintf(out, ", %s%.*s", c_type(arena, &statement->parameters[i]),
                    STR_ARGS(statement->parameters[i].name));
    if (statement->result == SQL_MANY)
        fprintf(out, ", struct %.*s_rows *out_rows", name, at);
    else if (statement->result == SQL_ONE)
        fprintf(out, ", struct %.*s_row *out_row", name, at);
    else if (statement->tells_changed)
        fputs(", int64_t *out_changed", out);
    fprintf(out, ")%s\n", end);
}

static void write_struct(FILE *out, struct arena *arena, struct str name, const char *ending,
                         const struct sql_field *fields, int count)
{
    fprintf(out, "struct %.*s%s {\n", STR_ARGS(name), ending);
    for (int i = 0; i < count; i++)
        fprintf(out, "    %s%.*s;%s\n", c_type(arena, &fields[i]), STR_ARGS(fields[i].name),
                fields[i].is_nullable ? " /* may be none */" : "");
    fputs("};\n", out);
}

/* A comment of one statement, broken at words. */
static void write_about(FILE *out, struct str about)
{
    enum { LINE_LENGTH = 96 };
    size_t column = 3;
    fputs("/*", out);
    while (about.size > 0) {
        struct str word = str_cut(&about, ' ');
        if (column + word.size > LINE_LENGTH) {
            fputs("\n *", out);
            column = 3;
        }
        fprintf(out, " %.*s", STR_ARGS(word));
        column += word.size + 1;
    }
    fputs(" */\n", out);
}

static void declare(FILE *out, struct arena *arena, const struct sql_statement *statement)
{
    struct str name = statement->name;
    fputc('\n', out);
    if (statement->about.size > 0)
        write_about(out, statement->about);
    if (takes_struct(statement))
        write_struct(out, arena, name, "_in", statement->parameters, statement->parameter_count);
    if (statement->column_count > 0) {
        write_struct(out, arena, name, "_row", statement->columns, statement->column_count);
        fprintf(out, "extern const struct shape shape_%.*s_row;\n", STR_ARGS(name));
    }
    if (statement->result == SQL_MANY)
        fprintf(out,
                "struct %.*s_rows {\n    const struct %.*s_row *at;\n    size_t count;\n};\n",
                STR_ARGS(name), STR_ARGS(name));
    fprintf(out, "extern const struct store_statement %.*s_statement;\n", STR_ARGS(name));
    fputs("CHECKED ", out);
    write_prototype(out, arena, statement, ";");
}

static void write_header(struct sqlc *sqlc, const struct sql_file *file, const char *path)
{
    FILE *out = file_create(path);
    char *guard = str_c(&sqlc->arena, file->stem);
    for (char *c = guard; *c; c++)
        *c = (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
    fprintf(out, "/* Made by tool/sqlc from %.*s.sql. */\n#ifndef %s_SQL_H\n#define %s_SQL_H\n\n",
            STR_ARGS(file->stem), guard, guard);
    fputs("#include \"base/base.h\"\n#include \"base/shape.h\"\n#include \"guard/id.h\"\n"
          "#include \"store/store.h\"\n",
          out);
    for (int i = 0; i < file->statement_count; i++)
        declare(out, &sqlc->arena, file->statements[i]);
    fputs("\n#endif\n", out);
    file_close(out, path);
}

/* ---- the body ------------------------------------------------------------------------------ */

static void write_kinds(FILE *out, struct str name, const char *what,
                        const struct sql_field *fields, int count)
{
    if (count == 0)
        return;
    fprintf(out, "static const enum column_kind %.*s_%s[] = {", STR_ARGS(name), what);
    for (int i = 0; i < count; i++)
        fprintf(out, "%s\n    %s", i > 0 ? "," : "", column_kind(fields[i].kind));
    fputs("};\n", out);
}

static void write_statement(FILE *out, struct arena *arena, const struct sql_statement *statement)
{
    struct str name = statement->name;
    write_kinds(out, name, "parameters", statement->parameters, statement->parameter_count);
    write_kinds(out, name, "columns", statement->columns, statement->column_count);
    fprintf(out, "const struct store_statement %.*s_statement = {\n    .name = \"%.*s\",\n",
            STR_ARGS(name), STR_ARGS(name));
    fputs("    .sql =", out);
    write_lines(out, without_trailing_space(arena, str_trim(statement->sql)), "        ");
    fprintf(out, ",\n    .parameter_count = %d,\n    .column_count = %d,\n",
            statement->parameter_count, statement->column_count);
    if (statement->parameter_count > 0)
        fprintf(out, "    .parameter_kinds = %.*s_parameters,\n", STR_ARGS(name));
    if (statement->column_count > 0)
        fprintf(out, "    .column_kinds = %.*s_columns,\n", STR_ARGS(name));
    fprintf(out, "    .is_writing = %s,\n    .is_fallible = %s,\n};\n\n",
            statement->is_writing ? "true" : "false", statement->is_fallible ? "true" : "false");
}

static void write_take(FILE *out, const struct sql_statement *statement)
{
    struct str name = statement->name;
    fprintf(out,
            "static void %.*s_take(struct row *row, void *out_struct)\n{\n"
            "    struct %.*s_row *to = out_struct;\n",
            STR_ARGS(name), STR_ARGS(name));
    for (int i = 0; i < statement->column_count; i++) {
        const struct sql_field *field = &statement->columns[i];
        fprintf(out, "    to->%.*s%s = row_take_%s%s(row);\n", STR_ARGS(field->name),
                field->kind == SQL_ID ? ".value" : "", row_word(field->kind),
                field->is_nullable ? "_or_none" : "");
    }
    fputs("}\n\n", out);
    fprintf(out,
            "static const struct row_plan %.*s_plan = {\n    .statement = &%.*s_statement,\n"
            "    .size = sizeof(struct %.*s_row),\n    .take = %.*s_take,\n};\n\n",
            STR_ARGS(name), STR_ARGS(name), STR_ARGS(name), STR_ARGS(name));
}

/* Blobs are sealed or raw: they have no place in what a shape is for, JSON and pages. */
static void write_shape(FILE *out, const struct sql_statement *statement)
{
    static const char *const kinds[] = {[SQL_TEXT] = "TEXT", [SQL_INTEGER] = "INTEGER",
                                        [SQL_FLAG] = "FLAG", [SQL_DATE] = "DATE",
                                        [SQL_INSTANT] = "INSTANT", [SQL_ID] = "ID"};
    struct str name = statement->name;
    int count = 0;
    for (int i = 0; i < statement->column_count; i++) {
        const struct sql_field *field = &statement->columns[i];
        if (field->kind == SQL_BLOB)
            continue;
        if (count++ == 0)
            fprintf(out, "static const struct shape_field %.*s_fields[] = {\n", STR_ARGS(name));
        fprintf(out,
                "    {.name = \"%.*s\", .kind = SHAPE_%s,\n"
                "     .offset = offsetof(struct %.*s_row, %.*s)},\n",
                STR_ARGS(field->name), kinds[field->kind], STR_ARGS(name), STR_ARGS(field->name));
    }
    if (count > 0)
        fputs("};\n", out);
    fprintf(out,
            "const struct shape shape_%.*s_row = {\n    .name = \"%.*s_row\",\n    .about =",
            STR_ARGS(name), STR_ARGS(name));
    write_lines(out, statement->about, "        ");
    fprintf(out, ",\n    .size = sizeof(struct %.*s_row),\n", STR_ARGS(name));
    if (count > 0)
        fprintf(out, "    .fields = %.*s_fields,\n", STR_ARGS(name));
    fprintf(out, "    .field_count = %d,\n};\n\n", count);
}

static void write_values(FILE *out, const struct sql_statement *statement)
{
    if (statement->parameter_count == 0) {
        fputs("    const struct store_value *values = NULL;\n", out);
        return;
    }
    fputs("    const struct store_value values[] = {\n", out);
    for (int i = 0; i < statement->parameter_count; i++) {
        const struct sql_field *field = &statement->parameters[i];
        fprintf(out, "        row_%s%s(%s%.*s%s),\n", row_word(field->kind),
                field->is_nullable ? "_or_null" : "", takes_struct(statement) ? "in->" : "",
                STR_ARGS(field->name), field->kind == SQL_ID ? ".value" : "");
    }
    fputs("    };\n", out);
}

static void write_function(FILE *out, struct arena *arena, const struct sql_statement *statement)
{
    struct str name = statement->name;
    write_prototype(out, arena, statement, "\n{");
    write_values(out, statement);
    if (statement->result == SQL_MANY)
        fprintf(out,
                "    const void *at = NULL;\n    size_t count = 0;\n"
                "    enum err err = row_many(db, arena, &%.*s_plan, values, &at, &count);\n"
                "    if (err == OK)\n"
                "        *out_rows = (struct %.*s_rows){at, count};\n    return err;\n",
                STR_ARGS(name), STR_ARGS(name));
    else if (statement->result == SQL_ONE)
        fprintf(out, "    return row_one(db, arena, &%.*s_plan, values, out_row);\n",
                STR_ARGS(name));
    else
        fprintf(out, "    return row_none(db, &%.*s_statement, values, %s);\n", STR_ARGS(name),
                statement->tells_changed ? "out_changed" : "NULL");
    fputs("}\n\n", out);
}

static void write_body(struct sqlc *sqlc, const struct sql_file *file, const char *path)
{
    FILE *out = file_create(path);
    fprintf(out, "/* Made by tool/sqlc from %.*s.sql. */\n#include \"%.*s_sql.h\"\n\n",
            STR_ARGS(file->stem), STR_ARGS(file->stem));
    fputs("#include \"store/row.h\"\n\n", out);
    for (int i = 0; i < file->statement_count; i++) {
        const struct sql_statement *statement = file->statements[i];
        write_statement(out, &sqlc->arena, statement);
        if (statement->column_count > 0) {
            write_take(out, statement);
            write_shape(out, statement);
        }
        write_function(out, &sqlc->arena, statement);
    }
    file_close(out, path);
}

/* ---- the lists ----------------------------------------------------------------------------- */

static const char all_header[] =
    "/* Made by tool/sqlc: every statement and every migration. */\n"
    "#ifndef SQL_ALL_H\n#define SQL_ALL_H\n\n#include \"store/store.h\"\n\n"
    "extern const struct store_statement *const sql_statements[];\n"
    "extern const size_t sql_statement_count;\n\n"
    "/* In the order in which they are applied. */\n"
    "extern const struct store_migration sql_migrations[];\n"
    "extern const size_t sql_migration_count;\n\n#endif\n";

static int write_statement_list(FILE *out, const struct sqlc *sqlc)
{
    int count = 0;
    fputs("\nconst struct store_statement *const sql_statements[] = {\n", out);
    for (int f = 0; f < sqlc->file_count; f++)
        for (int i = 0; i < sqlc->files[f].statement_count; i++, count++)
            fprintf(out, "    &%.*s_statement,\n", STR_ARGS(sqlc->files[f].statements[i]->name));
    fputs(count == 0 ? "    NULL,\n};\n" : "};\n", out);
    return count;
}

static void write_migration_list(FILE *out, const struct sqlc *sqlc)
{
    fputs("\nconst struct store_migration sql_migrations[] = {\n", out);
    for (int i = 0; i < sqlc->schema_count; i++) {
        fprintf(out, "    {\"%.*s\",", STR_ARGS(sqlc->schemas[i].name));
        write_lines(out, str_of(sqlc->schemas[i].text), "     ");
        fputs("},\n", out);
    }
    fputs(sqlc->schema_count == 0 ? "    {NULL, NULL},\n};\n" : "};\n", out);
}

static void write_all_body(const struct sqlc *sqlc, const char *path)
{
    FILE *out = file_create(path);
    fputs("/* Made by tool/sqlc: every statement and every migration. */\n"
          "#include \"sql_all.h\"\n\n",
          out);
    for (int f = 0; f < sqlc->file_count; f++)
        fprintf(out, "#include \"%.*s_sql.h\"\n", STR_ARGS(sqlc->files[f].stem));
    int statement_count = write_statement_list(out, sqlc);
    fprintf(out, "const size_t sql_statement_count = %d;\n", statement_count);
    write_migration_list(out, sqlc);
    fprintf(out, "const size_t sql_migration_count = %d;\n", sqlc->schema_count);
    file_close(out, path);
}

static void write_text(const char *path, struct str text)
{
    FILE *out = file_create(path);
    fwrite(text.at, 1, text.size, out);
    file_close(out, path);
}

static const char *path_in(struct sqlc *sqlc, const char *folder, struct str stem,
                           const char *ending)
{
    return str_c(&sqlc->arena, str_format(&sqlc->arena, "%s/%.*s%s", folder, STR_ARGS(stem),
                                          ending));
}

void write_all(struct sqlc *sqlc, const char *folder, const char *reach_path)
{
    for (int i = 0; i < sqlc->file_count; i++) {
        const struct sql_file *file = &sqlc->files[i];
        write_header(sqlc, file, path_in(sqlc, folder, file->stem, "_sql.h"));
        write_body(sqlc, file, path_in(sqlc, folder, file->stem, "_sql.c"));
    }
    write_text(path_in(sqlc, folder, STR("sql_all"), ".h"), str_of(all_header));
    write_all_body(sqlc, path_in(sqlc, folder, STR("sql_all"), ".c"));
    write_text(reach_path, buf_text(&sqlc->reach));
}
