// viewc: turns a room's .view file into the structs of its pages and forms, and their shapes.
//
//     viewc src/guard/id.h desk.view desk_view.c desk_view.h
//
// The language is told in doc/views.md. The kinds of id are read from guard/id.h. Whatever is not
// understood is refused with file, line and reason; nothing is written then.

#include "file.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { USES_LIMIT = 32, DECLARATIONS_LIMIT = 128, FIELDS_LIMIT = 128, WORDS_LIMIT = 12 };

// Characters, where a form does not say; doc/views.md.
#define TEXT_MOST "200"
#define TEXTAREA_MOST "5000"

enum sort { CODES, VIEW, FORM };

struct field {
    const char *name;
    const struct type *type;
    const char *of; // the id, code list, view or rows it names, or NULL
    bool is_required;
    const char *least, *most, *preset; // as written, or NULL
};

struct declaration {
    enum sort sort;
    const char *name;
    const char *about;
    struct field fields[FIELDS_LIMIT]; // of a code list: only names
    size_t field_count;
};

struct use {
    const char *name;
    bool is_sql;
};

struct source {
    const char *path;
    int line;
    const char *ids; // text of guard/id.h
    char *about;     // comment lines right above
    struct use uses[USES_LIMIT];
    size_t use_count;
    struct declaration *declarations[DECLARATIONS_LIMIT];
    size_t declaration_count;
};

struct type {
    const char *name;
    const char *shape;
    const char *member; // the C type; %s is what it names
    bool takes_name;
    bool is_in_view, is_in_form;
    bool has_least, has_most, has_preset, has_required;
};

static const struct type types[] = {
    {"text", "SHAPE_TEXT", "struct str", false, true, true, false, true, true, true},
    {"textarea", "SHAPE_TEXT", "struct str", false, false, true, false, true, true, true},
    {"integer", "SHAPE_INTEGER", "int64_t", false, true, true, true, true, true, true},
    {"flag", "SHAPE_FLAG", "bool", false, true, true, false, false, true, false},
    {"date", "SHAPE_DATE", "struct date", false, true, true, false, false, false, true},
    {"instant", "SHAPE_INSTANT", "struct instant", false, true, true, false, false, false, true},
    {"id", "SHAPE_ID", "struct %s", true, true, true, false, false, false, true},
    {"code", "SHAPE_CODE", "struct str", true, true, true, false, false, true, true},
    {"codes", "SHAPE_CODE", "struct str_list", true, true, true, false, false, false, true},
    {"word", "SHAPE_WORD", "int", false, true, false, false, false, false, false},
    {"part", "SHAPE_PART", "struct %s_view", true, true, false, false, false, false, false},
    {"list", "SHAPE_LIST", "struct { const struct %s_view *at; size_t count; }", true, true, false,
     false, false, false, false},
    {"rows", "SHAPE_LIST", "struct %s_rows", true, true, false, false, false, false, false},
};

static _Noreturn void refuse(const struct source *source, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static _Noreturn void refuse(const struct source *source, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fprintf(stderr, "%s:%d: ", source->path, source->line);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
    exit(1);
}

// ---- reading

static bool is_same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static void check_name(const struct source *source, const char *name)
{
    static const char *const taken[] = {
        "auto", "bool", "break", "case", "char", "const", "continue", "default", "do", "double",
        "else", "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long",
        "register", "restrict", "return", "short", "signed", "sizeof", "static", "struct",
        "switch", "true", "false", "typedef", "union", "unsigned", "void", "volatile", "while"};
    if (!islower((unsigned char)name[0])
        || name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")] != 0) {
        refuse(source, "\"%s\" is not a name: a-z, 0-9 and _, a letter first", name);
    }
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        if (is_same(name, taken[i])) {
            refuse(source, "\"%s\" is a word of C", name);
        }
    }
    if (is_same(name, "unreadable")) {
        refuse(source, "\"%s\" is what the JSON writer calls members that cannot be read", name);
    }
}

static const struct declaration *find(const struct source *source, enum sort sort,
                                      const char *name)
{
    for (size_t i = 0; i < source->declaration_count; i++) {
        const struct declaration *declaration = source->declarations[i];
        if (declaration->sort == sort && is_same(declaration->name, name)) {
            return declaration;
        }
    }
    return NULL;
}

static bool has_use(const struct source *source, bool is_sql)
{
    for (size_t i = 0; i < source->use_count; i++) {
        if (source->uses[i].is_sql == is_sql) {
            return true;
        }
    }
    return false;
}

static bool is_id(const struct source *source, const char *name)
{
    char line[128];
    snprintf(line, sizeof line, "ID_TYPE(%s);", name);
    return strstr(source->ids, line) != NULL;
}

static bool read_number(const char *text, long long *out_number)
{
    char *end;
    errno = 0;
    *out_number = strtoll(text, &end, 10);
    return end != text && *end == 0 && errno == 0;
}

static const struct type *read_type(const struct source *source, enum sort sort, const char *name)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (!is_same(types[i].name, name)) {
            continue;
        }
        if (!(sort == VIEW ? types[i].is_in_view : types[i].is_in_form)) {
            refuse(source, "a %s has no field of type \"%s\"", sort == VIEW ? "view" : "form",
                   name);
        }
        return &types[i];
    }
    refuse(source, "type \"%s\" is not known", name);
}

// What another room declares is checked by the C compiler; here only that a room is used at all.
static void check_of(const struct source *source, const struct field *field)
{
    const char *type = field->type->name;
    check_name(source, field->of);
    if (is_same(type, "id") && !is_id(source, field->of)) {
        refuse(source, "guard/id.h has no \"%s\"", field->of);
    }
    if (is_same(type, "rows") && !has_use(source, true)) {
        refuse(source, "rows need a \"use ROOM sql\"");
    }
    bool is_code = is_same(type, "code") || is_same(type, "codes");
    bool is_view = is_same(type, "part") || is_same(type, "list");
    if ((is_code || is_view) && !find(source, is_code ? CODES : VIEW, field->of)
        && !has_use(source, false)) {
        refuse(source, "no %s \"%s\" is declared above, and no room is used",
               is_code ? "codes" : "view", field->of);
    }
}

static bool has_code(const struct declaration *codes, const char *code)
{
    for (size_t i = 0; i < codes->field_count; i++) {
        if (is_same(codes->fields[i].name, code)) {
            return true;
        }
    }
    return false;
}

static bool is_within(const struct field *field, long long value)
{
    long long bound;
    return (!field->least || !read_number(field->least, &bound) || value >= bound)
        && (!field->most || !read_number(field->most, &bound) || value <= bound);
}

static void check_preset(const struct source *source, const struct field *field)
{
    const char *type = field->type->name;
    const char *preset = field->preset;
    long long number;
    if (is_same(type, "integer") && (!read_number(preset, &number) || !is_within(field, number))) {
        refuse(source, "default \"%s\" is no integer within the bounds", preset);
    }
    if (is_same(type, "flag") && !is_same(preset, "true") && !is_same(preset, "false")) {
        refuse(source, "default of a flag is true or false");
    }
    const struct declaration *codes = is_same(type, "code") ? find(source, CODES, field->of) : NULL;
    if (codes && !has_code(codes, preset)) {
        refuse(source, "\"%s\" is not a code of %s", preset, field->of);
    }
}

static void check_bounds(const struct source *source, const struct field *field)
{
    long long least = INT64_MIN + 1, most = INT64_MAX;
    if (field->least && !read_number(field->least, &least)) {
        refuse(source, "\"%s\" is no integer", field->least);
    }
    if (field->most && !read_number(field->most, &most)) {
        refuse(source, "\"%s\" is no integer", field->most);
    }
    bool is_text = is_same(field->type->shape, "SHAPE_TEXT");
    if (least > most || least == INT64_MIN || (is_text && most < 1)) {
        refuse(source, "bounds that nothing fits");
    }
}

static void read_bound(const struct source *source, struct field *field, const char *word,
                       const char *value)
{
    const struct type *type = field->type;
    const char **place = is_same(word, "min") && type->has_least ? &field->least
        : is_same(word, "max") && type->has_most ? &field->most
        : is_same(word, "default") && type->has_preset ? &field->preset
        : NULL;
    if (!place) {
        refuse(source, "\"%s\" does not belong to %s", word, type->name);
    }
    if (*place) {
        refuse(source, "\"%s\" is said twice", word);
    }
    if (!value) {
        refuse(source, "\"%s\" needs a value", word);
    }
    *place = value;
}

static void read_bounds(const struct source *source, struct field *field, char **words,
                        size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_same(words[i], "required")) {
            const char *value = i + 1 < count ? words[i + 1] : NULL;
            read_bound(source, field, words[i], value);
            i++;
        } else if (!field->type->has_required || field->is_required) {
            refuse(source, field->is_required ? "\"required\" is said twice"
                                              : "a flag cannot be required: no answer means no");
        } else {
            field->is_required = true;
        }
    }
    if (field->is_required && field->preset) {
        refuse(source, "required and default exclude each other");
    }
    check_bounds(source, field);
    if (field->preset) {
        check_preset(source, field);
    }
}

static void read_field(struct source *source, struct declaration *declaration, char **words,
                       size_t count)
{
    check_name(source, words[0]);
    if (has_code(declaration, words[0])) {
        refuse(source, "\"%s\" stands twice in %s", words[0], declaration->name);
    }
    if (declaration->field_count == FIELDS_LIMIT) {
        refuse(source, "more than %d fields", FIELDS_LIMIT);
    }
    struct field *field = &declaration->fields[declaration->field_count++];
    field->name = words[0];
    if (declaration->sort == CODES) {
        if (count != 1) {
            refuse(source, "a code is one word");
        }
        return;
    }
    if (count < 2) {
        refuse(source, "\"%s\" needs a type", words[0]);
    }
    field->type = read_type(source, declaration->sort, words[1]);
    size_t read = 2;
    if (field->type->takes_name) {
        if (count < 3) {
            refuse(source, "%s of what?", words[1]);
        }
        field->of = words[read++];
        check_of(source, field);
    }
    if (declaration->sort == VIEW && count > read) {
        refuse(source, "\"%s\" belongs to forms", words[read]);
    }
    read_bounds(source, field, words + read, count - read);
}

static void read_use(struct source *source, char **words, size_t count)
{
    bool is_sql = count == 3 && is_same(words[2], "sql");
    if (count != 2 && !is_sql) {
        refuse(source, "write \"use ROOM\" or \"use ROOM sql\"");
    }
    check_name(source, words[1]);
    if (source->declaration_count > 0) {
        refuse(source, "\"use\" stands above all declarations");
    }
    for (size_t i = 0; i < source->use_count; i++) {
        if (is_same(source->uses[i].name, words[1]) && source->uses[i].is_sql == is_sql) {
            refuse(source, "\"%s\" is used twice", words[1]);
        }
    }
    if (source->use_count == USES_LIMIT) {
        refuse(source, "more than %d uses", USES_LIMIT);
    }
    source->uses[source->use_count++] = (struct use){words[1], is_sql};
}

static void check_ended(struct source *source)
{
    if (source->declaration_count == 0) {
        return;
    }
    const struct declaration *last = source->declarations[source->declaration_count - 1];
    if (last->field_count == 0) {
        refuse(source, "%s is empty", last->name);
    }
}

static void read_declaration(struct source *source, char **words, size_t count)
{
    check_ended(source);
    enum sort sort = is_same(words[0], "codes") ? CODES : is_same(words[0], "view") ? VIEW : FORM;
    if (sort == FORM && !is_same(words[0], "form")) {
        refuse(source, "\"%s\" is not use, codes, view or form", words[0]);
    }
    if (count != 2) {
        refuse(source, "write \"%s NAME\"", words[0]);
    }
    check_name(source, words[1]);
    if (find(source, sort, words[1])) {
        refuse(source, "%s \"%s\" is declared twice", words[0], words[1]);
    }
    if (source->declaration_count == DECLARATIONS_LIMIT) {
        refuse(source, "more than %d declarations", DECLARATIONS_LIMIT);
    }
    struct declaration *declaration = file_memory(1, sizeof *declaration);
    declaration->sort = sort;
    declaration->name = words[1];
    declaration->about = source->about ? source->about : "";
    source->declarations[source->declaration_count++] = declaration;
}

static void read_comment(struct source *source, const char *text)
{
    text += strspn(text, "# \t");
    if (strstr(text, "*/")) {
        refuse(source, "a comment cannot hold */");
    }
    size_t before = source->about ? strlen(source->about) : 0;
    char *about = file_memory(before + strlen(text) + 2, 1);
    sprintf(about, "%s%s%s", before ? source->about : "", before ? " " : "", text);
    source->about = about;
}

// Cuts the line into words; what follows a # is a comment.
static size_t split(const struct source *source, char *line, char **words)
{
    size_t count = 0;
    line[strcspn(line, "#")] = 0;
    for (char *word = strtok(line, " \t"); word; word = strtok(NULL, " \t")) {
        if (count == WORDS_LIMIT) {
            refuse(source, "more than %d words", WORDS_LIMIT);
        }
        words[count++] = word;
    }
    return count;
}

static void read_line(struct source *source, char *line)
{
    if (strchr(line, '\r')) {
        refuse(source, "a carriage return");
    }
    if (line[0] == '#') {
        read_comment(source, line);
        return;
    }
    bool is_indented = line[0] == ' ' || line[0] == '\t';
    char *words[WORDS_LIMIT];
    size_t count = split(source, line, words);
    if (count > 0 && is_indented) {
        if (source->declaration_count == 0) {
            refuse(source, "a field outside of a declaration");
        }
        read_field(source, source->declarations[source->declaration_count - 1], words, count);
    } else if (count > 0 && is_same(words[0], "use")) {
        read_use(source, words, count);
    } else if (count > 0) {
        read_declaration(source, words, count);
    }
    source->about = NULL;
}

static void read_source(struct source *source)
{
    struct file_bytes text = file_read(source->path);
    if (strlen(text.bytes) != text.size) {
        refuse(source, "a zero byte in the file");
    }
    for (char *line = text.bytes; line; ) {
        char *end = strchr(line, '\n');
        if (end) {
            *end = 0;
        }
        source->line++;
        read_line(source, line);
        line = end ? end + 1 : NULL;
    }
    check_ended(source);
}

// ---- writing

static void write_member(FILE *out, const struct field *field)
{
    fputs("    ", out);
    const char *hole = strstr(field->type->member, "%s");
    if (hole) {
        fprintf(out, "%.*s%s%s", (int)(hole - field->type->member), field->type->member,
                field->of, hole + 2);
    } else {
        fputs(field->type->member, out);
    }
    fprintf(out, " %s;\n", field->name);
}

static const char *ending(const struct declaration *declaration)
{
    return declaration->sort == FORM ? "form" : "view";
}

static void write_struct(FILE *out, const struct declaration *declaration)
{
    if (declaration->about[0]) {
        fprintf(out, "/* %s */\n", declaration->about);
    }
    if (declaration->sort == CODES) {
        fprintf(out, "extern const struct code_list codes_%s;\n\n", declaration->name);
        return;
    }
    fprintf(out, "struct %s_%s {\n", declaration->name, ending(declaration));
    for (size_t i = 0; i < declaration->field_count; i++) {
        write_member(out, &declaration->fields[i]);
    }
    fprintf(out, "};\nextern const struct shape shape_%s_%s;\n\n", declaration->name,
            ending(declaration));
}

static void write_header(const struct source *source, const char *path)
{
    FILE *out = file_create(path);
    fprintf(out, "/* Made by tool/viewc.c from %s. */\n#pragma once\n\n", file_name(source->path));
    fputs("#include \"base/shape.h\"\n#include \"guard/id.h\"\n", out);
    for (size_t i = 0; i < source->use_count; i++) {
        fprintf(out, "#include \"%s_%s.h\"\n", source->uses[i].name,
                source->uses[i].is_sql ? "sql" : "view");
    }
    fputc('\n', out);
    for (size_t i = 0; i < source->declaration_count; i++) {
        write_struct(out, source->declarations[i]);
    }
    file_close(out, path);
}

static void write_codes(FILE *out, const struct declaration *codes)
{
    fprintf(out, "static const struct code list_%s[] = {\n", codes->name);
    for (size_t i = 0; i < codes->field_count; i++) {
        const char *code = codes->fields[i].name;
        fprintf(out, "    {\"%s\", WORD_%s_%s},\n", code, codes->name, code);
    }
    fprintf(out, "};\n\nconst struct code_list codes_%s = {\"%s\", list_%s, %zu};\n\n",
            codes->name, codes->name, codes->name, codes->field_count);
}

static void write_limits(FILE *out, const struct field *field)
{
    bool is_text = is_same(field->type->name, "text");
    bool is_lines = is_same(field->type->name, "textarea");
    if (field->is_required) {
        fputs(", .is_required = true", out);
    }
    if (is_lines) {
        fputs(", .is_lines = true", out);
    }
    if (is_text || is_lines) {
        const char *preset = is_text ? TEXT_MOST : TEXTAREA_MOST;
        fprintf(out, ", .most = %s", field->most ? field->most : preset);
    }
    if (is_same(field->type->name, "integer")) {
        fprintf(out, ", .least = %s", field->least ? field->least : "INT64_MIN + 1");
        fprintf(out, ", .most = %s", field->most ? field->most : "INT64_MAX");
    }
    if (field->preset) {
        fputs(", .preset = ", out);
        file_write_literal(out, field->preset, strlen(field->preset));
    }
}

static void write_field(FILE *out, const struct declaration *declaration,
                        const struct field *field)
{
    fprintf(out, "    {.name = \"%s\", .kind = %s, .offset = offsetof(struct %s_%s, %s)",
            field->name, field->type->shape, declaration->name, ending(declaration), field->name);
    const char *type = field->type->name;
    if (is_same(type, "part") || is_same(type, "list")) {
        fprintf(out, ", .of = &shape_%s_view", field->of);
    } else if (is_same(type, "rows")) {
        fprintf(out, ", .of = &shape_%s_row", field->of);
    } else if (is_same(type, "code") || is_same(type, "codes")) {
        fprintf(out, ", .codes = &codes_%s", field->of);
    }
    if (is_same(type, "codes")) {
        fputs(", .is_many = true", out);
    }
    if (declaration->sort == FORM) {
        write_limits(out, field);
    }
    fputs("},\n", out);
}

static void write_shape(FILE *out, const struct declaration *declaration)
{
    const char *name = declaration->name;
    const char *kind = ending(declaration);
    fprintf(out, "static const struct shape_field fields_%s_%s[] = {\n", name, kind);
    for (size_t i = 0; i < declaration->field_count; i++) {
        write_field(out, declaration, &declaration->fields[i]);
    }
    fprintf(out, "};\n\nconst struct shape shape_%s_%s = {\"%s_%s\", ", name, kind, name, kind);
    file_write_literal(out, declaration->about, strlen(declaration->about));
    fprintf(out, ", sizeof(struct %s_%s), fields_%s_%s, %zu};\n\n", name, kind, name, kind,
            declaration->field_count);
}

static void write_source(const struct source *source, const char *path, const char *header)
{
    FILE *out = file_create(path);
    fprintf(out, "/* Made by tool/viewc.c from %s. */\n#include \"%s\"\n\n"
            "#include <stddef.h>\n\n#include \"words.h\"\n\n",
            file_name(source->path), file_name(header));
    for (size_t i = 0; i < source->declaration_count; i++) {
        const struct declaration *declaration = source->declarations[i];
        if (declaration->sort == CODES) {
            write_codes(out, declaration);
        } else {
            write_shape(out, declaration);
        }
    }
    file_close(out, path);
}

int main(int argument_count, char **arguments)
{
    if (argument_count != 5) {
        fputs("usage: viewc ID_HEADER ROOM.view ROOM_view.c ROOM_view.h\n", stderr);
        return 2;
    }
    struct source *source = file_memory(1, sizeof *source);
    source->ids = file_read(arguments[1]).bytes;
    source->path = arguments[2];
    read_source(source);
    write_header(source, arguments[4]);
    write_source(source, arguments[3], arguments[4]);
    return 0;
}
