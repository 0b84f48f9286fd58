/* Reading .sql files: heads, comments, bodies; and what can be refused by looking at the text. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "sqlc.h"
#include "store/token.h"

/* ---- texts --------------------------------------------------------------------------------- */

static bool is_word_char(char c)
{
    return islower((unsigned char)c) || isdigit((unsigned char)c) || c == '_';
}

static bool is_name(struct str text)
{
    if (text.size == 0 || !islower((unsigned char)text.at[0]))
        return false;
    for (size_t i = 0; i < text.size; i++)
        if (!is_word_char(text.at[i]))
            return false;
    return true;
}

/* A field of a struct and an argument of a function cannot be called so. */
static bool is_word_of_c(struct str text)
{
    static const char *const words[] = {
        "auto",   "bool",     "break",    "case",   "char",     "const",    "continue", "default",
        "do",     "double",   "else",     "enum",   "extern",   "float",    "for",      "goto",
        "if",     "inline",   "int",      "long",   "register", "restrict", "return",   "short",
        "signed", "sizeof",   "static",   "struct", "switch",   "typedef",  "union",    "unsigned",
        "void",   "volatile", "while",    "db",     "arena",    "in",       "values",   "out_row",
        "out_rows", "out_changed"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_equal_c(text, words[i]))
            return true;
    return false;
}

static struct str stem_of(const char *path, struct str ending)
{
    struct str name = str_of(file_name(path));
    return str_ends(name, ending) ? str_slice(name, 0, name.size - ending.size) : name;
}

static int line_at(struct str text, size_t at)
{
    int line = 1;
    for (size_t i = 0; i < at && i < text.size; i++)
        line += text.at[i] == '\n';
    return line;
}

static size_t blank_quote(char *text, size_t size, size_t at, bool blank)
{
    char quote = text[at];
    for (at++; at < size && text[at] != quote; at++)
        if (blank && text[at] != '\n')
            text[at] = ' ';
    return at;
}

static size_t blank_comment(char *text, size_t size, size_t at)
{
    for (; at < size && text[at] != '\n'; at++)
        text[at] = ' ';
    return at;
}

/* As long as the text: every position means the same in both. */
static struct str blanked(struct arena *arena, struct str text, bool blank_quotes)
{
    char *made = str_c(arena, text);
    for (size_t i = 0; i < text.size; i++) {
        if (made[i] == '\'' || made[i] == '"')
            i = blank_quote(made, text.size, i, blank_quotes);
        else if (made[i] == '-' && made[i + 1] == '-')
            i = blank_comment(made, text.size, i);
        else if (blank_quotes)
            made[i] = (char)tolower((unsigned char)made[i]);
    }
    return (struct str){made, text.size};
}

struct str plain_text(struct arena *arena, struct str text)
{
    return blanked(arena, text, true);
}

/* ---- refusals that need no database -------------------------------------------------------- */

struct banned {
    const char *words, *why;
};

static const struct banned banned_in_schemas[] = {
    {"deferr", "a check put off to COMMIT would fail the writes of others"},
    {"rollback", "a rollback in the middle would undo the writes of others"},
    {"autoincrement", "write @SERIAL@ or make ids in the program"},
};

static const struct banned banned_in_statements[] = {
    {"insert or ", "PostgreSQL does not know it: write `on conflict`"},
    {"update or ", "PostgreSQL does not know it: write `on conflict`"},
    {"replace into", "PostgreSQL does not know it: write `on conflict`"},
    {"for update", "SQLite does not know it: write @FOR_UPDATE@"},
    {"pragma", "it is for SQLite alone"},
};

static void refuse_banned(struct sqlc *sqlc, const char *path, struct str plain, int first_line,
                          const struct banned *banned, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *hit = strstr(plain.at, banned[i].words);
        if (hit)
            mistake(sqlc, path, first_line - 1 + line_at(plain, (size_t)(hit - plain.at)),
                    "`%s`: %s", banned[i].words, banned[i].why);
    }
}

/* plain is in small letters and tokens are not: what is left of them after this is none. */
static void refuse_unknown_tokens(struct sqlc *sqlc, const char *path, struct str code,
                                  int first_line)
{
    char *expanded = token_expand(str_c(&sqlc->arena, code), STORE_SQLITE);
    const char *hit = strchr(expanded, '@');
    if (hit)
        mistake(sqlc, path, first_line - 1 + line_at(str_of(expanded), (size_t)(hit - expanded)),
                "unknown token %.*s", 2 + (int)strcspn(hit + 1, "@ \n"), hit);
    free(expanded);
}

static bool ends_with_word(struct str text, const char *word)
{
    struct str wanted = str_of(word);
    return str_ends(text, wanted) && (text.size == wanted.size ||
                                      !is_word_char(text.at[text.size - wanted.size - 1]));
}

static void refuse_star(struct sqlc *sqlc, const struct sql_statement *statement)
{
    static const char *const before[] = {"select", "distinct", "all", "returning"};
    struct str plain = statement->plain;
    for (size_t at = str_find(plain, '*', 0); at != SIZE_MAX; at = str_find(plain, '*', at + 1)) {
        struct str left = str_trim(str_slice(plain, 0, at));
        bool is_star = str_ends(left, STR(",")) || str_ends(left, STR("."));
        for (size_t i = 0; i < COUNT_OF(before); i++)
            is_star = is_star || ends_with_word(left, before[i]);
        if (is_star)
            mistake(sqlc, statement->file, statement->body_line - 1 + line_at(plain, at),
                    "`*` instead of columns: name them");
    }
}

/* ---- heads --------------------------------------------------------------------------------- */

static const struct {
    const char *word;
    enum sql_kind kind;
} kinds[] = {
    {"text", SQL_TEXT}, {"blob", SQL_BLOB}, {"integer", SQL_INTEGER},
    {"flag", SQL_FLAG}, {"date", SQL_DATE}, {"instant", SQL_INSTANT},
};

static bool read_kind(const struct sqlc *sqlc, struct str word, struct sql_field *field)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (str_equal_c(word, kinds[i].word)) {
            field->kind = kinds[i].kind;
            return true;
        }
    for (int i = 0; i < sqlc->id_count; i++)
        if (str_equal(word, sqlc->ids[i])) {
            field->kind = SQL_ID;
            field->id = word;
            return true;
        }
    return false;
}

static bool read_field(struct sqlc *sqlc, const char *path, int line, struct str text,
                       struct sql_field *field)
{
    struct str kind = str_trim(text);
    field->name = str_cut(&kind, ' ');
    kind = str_trim(kind);
    field->is_nullable = str_ends(kind, STR("?"));
    if (field->is_nullable)
        kind.size--;
    if (!is_name(field->name) || kind.size == 0)
        return mistake(sqlc, path, line, "expected `name type`, found `%.*s`",
                       STR_ARGS(str_trim(text)));
    if (is_word_of_c(field->name))
        return mistake(sqlc, path, line, "%.*s is taken in C: find another name",
                       STR_ARGS(field->name));
    if (!read_kind(sqlc, kind, field))
        return mistake(sqlc, path, line, "unknown type %.*s", STR_ARGS(kind));
    return true;
}

static bool is_field_repeated(const struct sql_field *fields, int last)
{
    for (int i = 0; i < last; i++)
        if (str_equal(fields[i].name, fields[last].name))
            return true;
    return false;
}

/* "a text, b date?" */
static bool read_fields(struct sqlc *sqlc, const char *path, int line, struct str text,
                        struct sql_field *fields, int *out_count)
{
    int count = 0;
    while (str_trim(text).size > 0) {
        if (count == FIELDS_LIMIT)
            return mistake(sqlc, path, line, "more than %d in one list", FIELDS_LIMIT);
        if (!read_field(sqlc, path, line, str_cut(&text, ','), &fields[count]))
            return false;
        if (is_field_repeated(fields, count))
            return mistake(sqlc, path, line, "%.*s stands there twice",
                           STR_ARGS(fields[count].name));
        count++;
    }
    *out_count = count;
    return true;
}

/* "one", "exec changed fallible" */
static bool read_result(struct sqlc *sqlc, struct sql_statement *statement, struct str text)
{
    static const char *const results[] = {[SQL_MANY] = "many", [SQL_ONE] = "one",
                                          [SQL_EXEC] = "exec"};
    text = str_trim(text);
    struct str word = str_cut(&text, ' ');
    size_t result = 0;
    while (result < COUNT_OF(results) && !str_equal_c(word, results[result]))
        result++;
    if (result == COUNT_OF(results))
        return mistake(sqlc, statement->file, statement->head_line,
                       "expected many, one or exec after the parameters, found `%.*s`",
                       STR_ARGS(word));
    statement->result = (enum sql_result)result;
    while ((text = str_trim(text)).size > 0) {
        word = str_cut(&text, ' ');
        if (str_equal_c(word, "fallible"))
            statement->is_fallible = true;
        else if (str_equal_c(word, "changed") && statement->result == SQL_EXEC)
            statement->tells_changed = true;
        else
            return mistake(sqlc, statement->file, statement->head_line,
                           "unknown word `%.*s` in the head", STR_ARGS(word));
    }
    return true;
}

static bool read_head(struct sqlc *sqlc, struct sql_statement *statement, struct str head)
{
    size_t open = str_find(head, '(', 0), close = str_find(head, ')', 0);
    if (open == SIZE_MAX || close == SIZE_MAX || close < open)
        return mistake(sqlc, statement->file, statement->head_line,
                       "expected `--: name(parameters) many|one|exec`");
    statement->name = str_trim(str_slice(head, 0, open));
    if (!is_name(statement->name))
        return mistake(sqlc, statement->file, statement->head_line,
                       "`%.*s` is no name of a statement", STR_ARGS(statement->name));
    return read_fields(sqlc, statement->file, statement->head_line,
                       str_slice(head, open + 1, close - open - 1), statement->parameters,
                       &statement->parameter_count) &&
           read_result(sqlc, statement, str_slice(head, close + 1, head.size));
}

static bool check_result(struct sqlc *sqlc, const struct sql_statement *statement)
{
    bool has_columns = statement->column_count > 0;
    if (statement->result == SQL_EXEC && has_columns)
        return mistake(sqlc, statement->file, statement->columns_line,
                       "an exec gives no columns: write one or many");
    if (statement->result != SQL_EXEC && !has_columns)
        return mistake(sqlc, statement->file, statement->head_line,
                       "the columns are missing: --> name type, ...");
    for (int i = 0; i < statement->parameter_count; i++)
        if (statement->parameters[i].kind == SQL_FLAG && statement->parameters[i].is_nullable)
            return mistake(sqlc, statement->file, statement->head_line,
                           "a flag has no third value to bind: %.*s",
                           STR_ARGS(statement->parameters[i].name));
    return true;
}

/* ---- files --------------------------------------------------------------------------------- */

/* A file under way: the same text three times, and how far it has been read. */
struct reading {
    struct sqlc *sqlc;
    struct sql_file *file;
    struct str text, code, plain;
    size_t at;
};

static struct str line_of(const struct reading *reading)
{
    size_t end = str_find(reading->text, '\n', reading->at);
    return str_trim(str_slice(reading->text, reading->at,
                              (end == SIZE_MAX ? reading->text.size : end) - reading->at));
}

static void next_line(struct reading *reading)
{
    size_t end = str_find(reading->text, '\n', reading->at);
    reading->at = end == SIZE_MAX ? reading->text.size : end + 1;
}

static void add_line(struct buf *buf, struct str line, size_t mark_size)
{
    if (buf->size > 0)
        buf_add_char(buf, ' ');
    buf_add(buf, str_trim(str_slice(line, mark_size, line.size)));
}

/* From the head to the closing semicolon. */
static void read_statement(struct reading *reading)
{
    struct sqlc *sqlc = reading->sqlc;
    struct sql_statement *statement = ARENA_NEW(&sqlc->arena, struct sql_statement);
    struct buf head = buf_make(&sqlc->arena, 128), columns = head, about = head;
    columns = buf_make(&sqlc->arena, 128);
    about = buf_make(&sqlc->arena, 128);
    statement->file = reading->file->path;
    statement->head_line = line_at(reading->text, reading->at);
    for (struct str line; str_starts(line = line_of(reading), STR("--")); next_line(reading)) {
        if (str_starts(line, STR("--:"))) {
            add_line(&head, line, 3);
        } else if (str_starts(line, STR("-->"))) {
            if (columns.size == 0)
                statement->columns_line = line_at(reading->text, reading->at);
            add_line(&columns, line, 3);
        } else {
            add_line(&about, line, 2);
        }
    }
    statement->about = buf_text(&about);
    statement->body_line = line_at(reading->text, reading->at);
    size_t end = str_find(reading->plain, ';', reading->at);
    size_t size = (end == SIZE_MAX ? reading->text.size : end) - reading->at;
    statement->sql = str_of(str_c(&sqlc->arena, str_slice(reading->code, reading->at, size)));
    statement->plain = str_of(str_c(&sqlc->arena, str_slice(reading->plain, reading->at, size)));
    reading->at += size + (end == SIZE_MAX ? 0 : 1);
    if (end == SIZE_MAX) {
        mistake(sqlc, statement->file, statement->body_line, "the closing semicolon is missing");
        return;
    }
    if (read_head(sqlc, statement, buf_text(&head)) &&
        read_fields(sqlc, statement->file, statement->columns_line, buf_text(&columns),
                    statement->columns, &statement->column_count) &&
        check_result(sqlc, statement))
        reading->file->statements[reading->file->statement_count++] = statement;
}

static void skip_headless(struct reading *reading)
{
    mistake(reading->sqlc, reading->file->path, line_at(reading->text, reading->at),
            "a statement needs a head: --: name(parameters) many|one|exec");
    size_t end = str_find(reading->plain, ';', reading->at);
    reading->at = end == SIZE_MAX ? reading->text.size : end + 1;
}

static struct str text_of(const char *path)
{
    struct file_bytes bytes = file_read(path);
    return (struct str){bytes.bytes, bytes.size};
}

static void refuse_by_text(struct sqlc *sqlc, const struct sql_statement *statement)
{
    refuse_banned(sqlc, statement->file, statement->plain, statement->body_line,
                  banned_in_statements, COUNT_OF(banned_in_statements));
    refuse_unknown_tokens(sqlc, statement->file, statement->sql, statement->body_line);
    refuse_star(sqlc, statement);
}

void read_file(struct sqlc *sqlc, struct sql_file *file, const char *path)
{
    struct str text = text_of(path);
    file->path = path;
    file->stem = stem_of(path, STR(".sql"));
    /* a head is at least this long: "--: a() one" */
    file->statements = ARENA_MANY(&sqlc->arena, struct sql_statement *, text.size / 8 + 1);
    struct reading reading = {.sqlc = sqlc,
                              .file = file,
                              .text = text,
                              .code = blanked(&sqlc->arena, text, false),
                              .plain = plain_text(&sqlc->arena, text)};
    while (reading.at < text.size) {
        struct str line = line_of(&reading);
        if (str_starts(line, STR("--:")))
            read_statement(&reading);
        else if (line.size > 0 && !str_starts(line, STR("--")))
            skip_headless(&reading);
        else
            next_line(&reading);
    }
    for (int i = 0; i < file->statement_count; i++)
        refuse_by_text(sqlc, file->statements[i]);
}

void read_schema(struct sqlc *sqlc, struct sql_schema *schema, const char *path)
{
    struct str text = text_of(path);
    *schema = (struct sql_schema){path, stem_of(path, STR(".schema.sql")), text.at};
    refuse_banned(sqlc, path, plain_text(&sqlc->arena, text), 1, banned_in_schemas,
                  COUNT_OF(banned_in_schemas));
    refuse_unknown_tokens(sqlc, path, blanked(&sqlc->arena, text, false), 1);
}

/* ID_TYPE(house_id); one a line */
void read_ids(struct sqlc *sqlc, const char *path)
{
    struct str text = text_of(path), mark = STR("ID_TYPE(");
    sqlc->ids = ARENA_MANY(&sqlc->arena, struct str, text.size / mark.size + 1);
    while (text.size > 0) {
        struct str line = str_cut(&text, '\n');
        if (!str_starts(line, mark))
            continue;
        line = str_slice(line, mark.size, line.size);
        sqlc->ids[sqlc->id_count++] = str_cut(&line, ')');
    }
}
