#include "page_value.h"

#include "file.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void refuse(const struct scope *scope, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fprintf(stderr, "%s:%d: ", scope->path, scope->line);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
    exit(1);
}

char *text_format(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    char *text = NULL;
    if (vasprintf(&text, format, values) < 0) {
        fputs("no memory\n", stderr);
        exit(1);
    }
    va_end(values);
    return text;
}

char *c_literal(const char *text, size_t size)
{
    char *written = NULL;
    size_t written_size = 0;
    FILE *out = open_memstream(&written, &written_size);
    if (out == NULL) {
        fputs("no memory\n", stderr);
        exit(1);
    }
    file_write_literal(out, text, size);
    fclose(out);
    return written;
}

void skip_space(const char **at)
{
    while (isspace((unsigned char)**at)) {
        (*at)++;
    }
}

static char *copy_part(const char *from, const char *to)
{
    return text_format("%.*s", (int)(to - from), from);
}

char *read_name(const struct scope *scope, const char **at)
{
    const char *from = *at;
    size_t size = strspn(from, "abcdefghijklmnopqrstuvwxyz0123456789_");
    if (size == 0 || !islower((unsigned char)from[0])) {
        refuse(scope, "a name is expected at \"%.20s\"", from);
    }
    *at += size;
    return copy_part(from, *at);
}

const char *closing_brace(const struct scope *scope, const char *from)
{
    int depth = 0;
    for (const char *at = from; *at != 0; at++) {
        depth += (*at == '{') - (*at == '}');
        if (depth == 0) {
            return at;
        }
    }
    refuse(scope, "} is missing");
}

const struct parameter *find_parameter(const struct parameter *list, size_t count,
                                       const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(list[i].name, name) == 0) {
            return &list[i];
        }
    }
    return NULL;
}

// ---- paths

struct path {
    const char *first;
    const char *rest; // ".x.y" or ""
    const char *as_written;
};

static struct path read_path(const struct scope *scope, const char **at)
{
    const char *from = *at;
    struct path path = {.first = read_name(scope, at)};
    const char *rest = *at;
    while (**at == '.') {
        (*at)++;
        read_name(scope, at);
    }
    path.rest = copy_part(rest, *at);
    path.as_written = copy_part(from, *at);
    return path;
}

static const struct variable *find_variable(const struct scope *scope, const char *name)
{
    for (size_t i = scope->variable_count; i > 0; i--) {
        if (strcmp(scope->variables[i - 1].name, name) == 0) {
            return &scope->variables[i - 1];
        }
    }
    return NULL;
}

static char *variable_expression(const struct scope *scope, const struct variable *variable,
                                 struct path path)
{
    if (variable->is_number && path.rest[0] != 0) {
        refuse(scope, "%s is a number", path.first);
    }
    if (variable->is_number) {
        return text_format("n_%s", path.first);
    }
    return path.rest[0] == 0 ? text_format("(*l_%s)", path.first)
                             : text_format("l_%s->%s", path.first, path.rest + 1);
}

static char *parameter_expression(const struct parameter *parameter, struct path path)
{
    if (parameter->kind != KIND_PART) {
        return text_format("p->%s", path.as_written);
    }
    return path.rest[0] == 0 ? text_format("(*p->%s)", path.first)
                             : text_format("p->%s->%s", path.first, path.rest + 1);
}

// Also tells the kind, if the path is a parameter.
static char *path_expression(const struct scope *scope, struct path path, enum kind *out_kind)
{
    *out_kind = KIND_UNKNOWN;
    const struct variable *variable = find_variable(scope, path.first);
    if (variable != NULL) {
        return variable_expression(scope, variable, path);
    }
    if (!scope->is_part) {
        return text_format("v->%s", path.as_written);
    }
    const struct parameter *parameter =
        find_parameter(scope->parameters, scope->parameter_count, path.first);
    if (parameter == NULL) {
        refuse(scope, "\"%s\" is neither a parameter nor a variable of a loop", path.first);
    }
    *out_kind = path.rest[0] == 0 ? parameter->kind : KIND_UNKNOWN;
    return parameter_expression(parameter, path);
}

static char *read_path_expression(const struct scope *scope, const char **at)
{
    enum kind kind;
    return path_expression(scope, read_path(scope, at), &kind);
}

// "codes:house_kind" or a parameter of type codes, as the address of a code list.
static char *read_codes(const struct scope *scope, const char **at)
{
    const char *name = read_name(scope, at);
    const struct parameter *parameter =
        find_parameter(scope->parameters, scope->parameter_count, name);
    if (parameter != NULL && parameter->kind == KIND_CODES) {
        return text_format("p->%s", name);
    }
    return text_format("&codes_%s", name);
}

struct list_expression list_of(const struct scope *scope, const char *path)
{
    const char *at = path;
    const char *codes = NULL;
    if (strncmp(at, "codes:", 6) == 0) {
        at += 6;
        codes = read_codes(scope, &at);
    } else {
        enum kind kind;
        const char *list = path_expression(scope, read_path(scope, &at), &kind);
        if (kind != KIND_CODES) {
            return (struct list_expression){text_format("%s.at", list),
                                            text_format("%s.count", list)};
        }
        codes = list;
    }
    return (struct list_expression){text_format("(%s)->codes", codes),
                                    text_format("(%s)->count", codes)};
}

// ---- values

static char *read_shown(const struct scope *scope, const char **at, bool is_url);

static char *show(enum kind kind, const char *expression)
{
    switch (kind) {
    case KIND_TEXT:
    case KIND_URL:
        return text_format("%s", expression);
    case KIND_WORD:
        return text_format("page_word(page, %s, NULL, 0)", expression);
    default:
        return text_format("page_show(page, %s)", expression);
    }
}

// A text in quotes, in which values may stand in braces. In an address they are percent-encoded.
static char *read_quoted(const struct scope *scope, const char **at, bool is_url)
{
    const char *pieces = "";
    size_t count = 0;
    const char *rest = ++*at;
    for (; *rest != '"'; count++) {
        size_t size = strcspn(rest, "{\"");
        char *piece = text_format("STR(%s)", c_literal(rest, size));
        if (size == 0 && *rest == '{') {
            const char *end = closing_brace(scope, rest);
            piece = value_expression(scope, copy_part(rest + 1, end));
            piece = is_url ? text_format("page_encoded(page, %s)", piece) : piece;
            rest = end + 1;
        } else {
            rest += size;
        }
        if (*rest == 0) {
            refuse(scope, "the quote is not closed");
        }
        pieces = text_format("%s%s%s", pieces, count > 0 ? ", " : "", piece);
    }
    *at = rest + 1;
    if (count == 0) {
        return text_format("STR_NONE");
    }
    return count == 1 ? text_format("%s", pieces)
                      : text_format("page_join(page, (const struct str[]){%s}, %zu)", pieces,
                                    count);
}

static bool takes(const char **at, const char *what)
{
    size_t size = strlen(what);
    if (strncmp(*at, what, size) != 0) {
        return false;
    }
    *at += size;
    return true;
}

static char *read_number(const char **at)
{
    const char *from = *at;
    *at += **at == '-';
    *at += strspn(*at, "0123456789");
    return copy_part(from, *at);
}

static bool is_number_next(const char *at)
{
    return isdigit((unsigned char)at[0]) || (at[0] == '-' && isdigit((unsigned char)at[1]));
}

// "alias=alias who="{row.name}"" as the pieces of a C array; count= is kept apart.
struct arguments {
    const char *list;
    size_t size;
    const char *count;
};

static struct arguments read_arguments(const struct scope *scope, const char *at)
{
    struct arguments arguments = {.list = ""};
    for (skip_space(&at); *at != 0; skip_space(&at)) {
        const char *name = read_name(scope, &at);
        if (!takes(&at, "=")) {
            refuse(scope, "= is missing after \"%s\"", name);
        }
        if (strcmp(name, "count") == 0) {
            arguments.count = is_number_next(at) ? read_number(&at)
                                                 : read_path_expression(scope, &at);
            continue;
        }
        arguments.list = text_format("%s%s{\"%s\", %s}", arguments.list,
                                     arguments.size > 0 ? ", " : "", name,
                                     read_shown(scope, &at, false));
        arguments.size++;
    }
    return arguments;
}

// A sentence with its arguments: "house_title alias=alias count=rooms.count".
static char *sentence_expression(const struct scope *scope, const char *inside)
{
    const char *at = inside;
    const char *key = read_name(scope, &at);
    struct arguments arguments = read_arguments(scope, at);
    const char *list = arguments.size == 0
                           ? "NULL"
                           : text_format("(const struct word_argument[]){%s}", arguments.list);
    if (arguments.count != NULL) {
        return text_format("page_word_count(page, WORD_%s, %s, %s, %zu)", key, arguments.count,
                           list, arguments.size);
    }
    return text_format("page_word(page, WORD_%s, %s, %zu)", key, list, arguments.size);
}

// A path, number, sentence or quoted text as an expression of type struct str.
static char *read_shown(const struct scope *scope, const char **at, bool is_url)
{
    skip_space(at);
    if (**at == '"') {
        return read_quoted(scope, at, is_url);
    }
    if (is_number_next(*at)) {
        const char *number = read_number(at);
        return text_format("STR(\"%s\")", number);
    }
    if (takes(at, "t:")) {
        return text_format("page_word(page, WORD_%s, NULL, 0)", read_name(scope, at));
    }
    enum kind kind;
    const char *expression = path_expression(scope, read_path(scope, at), &kind);
    return show(kind, expression);
}

// Each takes arguments: S shown text, X the expression itself, C a code list.
static const struct function {
    const char *name;
    const char *takes;
    const char *c;
} functions[] = {
    {"word:", "X", "page_word(page, %s, NULL, 0)"},
    {"code:", "CS", "page_code(page, %s, %s)"},
    {"id:", "X", "id_text(page->arena, (%s).value)"},
    {"date:", "X", "date_text(page->arena, %s)"},
    {"instant:", "X", "instant_text(page->arena, %s)"},
    {"day:", "X", "page_show_day(page, %s)"},
    {"mark:", "X", "page_show_mark(page, %s)"},
    {"clock:", "X", "page_show_clock(page, %s)"},
    {"pounds:", "X", "page_show_pounds(page, %s)"},
    {"day_of:", "X", "page_show_part(page, %s, PAGE_DAY)"},
    {"month_of:", "X", "page_show_part(page, %s, PAGE_MONTH)"},
    {"year_of:", "X", "page_show_part(page, %s, PAGE_YEAR)"},
    {"typed:", "SS", "page_typed(page, %s, %s)"},
    {"hinted:", "XS", "page_hinted(page, %s, %s)"},
    {"problem:", "S", "page_problem(page, %s)"},
    {"problem_called:", "SS", "page_problem_called(page, %s, %s)"},
    {"asset:", "S", "page_asset(page, %s)"},
};

static const struct function tests[] = {
    {"chosen:", "SSS", "page_chosen(page, %s, %s, %s)"},
    {"among:", "SSX", "page_among(page, %s, %s, %s)"},
    {"on:", "SX", "page_on(page, %s, %s)"},
};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static char *fill(const char *format, char *const *arguments)
{
    char *text = NULL;
    if (asprintf(&text, format, arguments[0], arguments[1], arguments[2]) < 0) {
        exit(1);
    }
    return text;
}
#pragma GCC diagnostic pop

// The call of the function that begins at *at, or NULL when none does.
static char *read_call(const struct scope *scope, const char **at, const struct function *list,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!takes(at, list[i].name)) {
            continue;
        }
        char *arguments[3] = {0};
        for (size_t j = 0; list[i].takes[j] != 0; j++) {
            skip_space(at);
            char kind = list[i].takes[j];
            arguments[j] = kind == 'S'   ? read_shown(scope, at, false)
                           : kind == 'C' ? read_codes(scope, at)
                                         : read_path_expression(scope, at);
        }
        return fill(list[i].c, arguments);
    }
    return NULL;
}

static char *read_function(const struct scope *scope, const char **at)
{
    return read_call(scope, at, functions, sizeof functions / sizeof *functions);
}

char *value_expression(const struct scope *scope, const char *inside)
{
    const char *at = inside;
    skip_space(&at);
    if (takes(&at, "t:")) {
        return sentence_expression(scope, at);
    }
    char *expression = read_function(scope, &at);
    if (expression == NULL) {
        expression = read_shown(scope, &at, false);
    }
    skip_space(&at);
    if (*at != 0) {
        refuse(scope, "\"%.30s\" is not understood", at);
    }
    return expression;
}

// ---- conditions

static char *read_or(const struct scope *scope, const char **at);

static bool takes_word(const char **at, const char *word)
{
    skip_space(at);
    size_t size = strlen(word);
    if (strncmp(*at, word, size) != 0 || isalnum((unsigned char)(*at)[size]) ||
        (*at)[size] == '_' || (*at)[size] == '.') {
        return false;
    }
    *at += size;
    return true;
}

static const char *read_comparison(const char **at)
{
    static const char *const list[] = {"==", "!=", "<=", ">=", "<", ">"};
    skip_space(at);
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        if (takes(at, list[i])) {
            return list[i];
        }
    }
    return NULL;
}

static char *read_compared(const struct scope *scope, const char **at, const char *comparison,
                           const char *left, enum kind kind)
{
    skip_space(at);
    bool is_order = comparison[0] == '<' || comparison[0] == '>';
    if (is_number_next(*at)) {
        return text_format("(%s) %s %s", left, comparison, read_number(at));
    }
    if (is_order) {
        return text_format("(%s) %s (%s)", left, comparison, read_path_expression(scope, at));
    }
    return text_format("%sstr_equal(%s, %s)", comparison[0] == '!' ? "!" : "", show(kind, left),
                       read_shown(scope, at, false));
}

static char *truth(enum kind kind, const char *expression)
{
    if (kind == KIND_LIST || kind == KIND_TEXTS) {
        return text_format("%s.count > 0", expression);
    }
    return kind == KIND_CODES ? text_format("%s != NULL", expression)
                              : text_format("page_is(%s)", expression);
}

static char *read_test(const struct scope *scope, const char **at)
{
    skip_space(at);
    if (takes(at, "(")) {
        char *inside = read_or(scope, at);
        skip_space(at);
        if (!takes(at, ")")) {
            refuse(scope, ") is missing");
        }
        return text_format("(%s)", inside);
    }
    char *call = read_call(scope, at, tests, sizeof tests / sizeof *tests);
    if (call != NULL) {
        return call;
    }
    char *text = read_function(scope, at);
    enum kind kind = KIND_TEXT;
    if (text == NULL) {
        text = path_expression(scope, read_path(scope, at), &kind);
    }
    const char *comparison = read_comparison(at);
    return comparison == NULL ? truth(kind, text)
                              : read_compared(scope, at, comparison, text, kind);
}

static char *read_not(const struct scope *scope, const char **at)
{
    return takes_word(at, "not") ? text_format("!(%s)", read_not(scope, at))
                                 : read_test(scope, at);
}

static char *read_and(const struct scope *scope, const char **at)
{
    char *left = read_not(scope, at);
    while (takes_word(at, "and")) {
        left = text_format("(%s && %s)", left, read_not(scope, at));
    }
    return left;
}

static char *read_or(const struct scope *scope, const char **at)
{
    char *left = read_and(scope, at);
    while (takes_word(at, "or")) {
        left = text_format("(%s || %s)", left, read_and(scope, at));
    }
    return left;
}

char *condition_expression(const struct scope *scope, const char *inside)
{
    const char *at = inside;
    char *condition = read_or(scope, &at);
    skip_space(&at);
    if (*at != 0) {
        refuse(scope, "\"%.30s\" is not understood", at);
    }
    return condition;
}

// ---- arguments of parts

static char *read_flag(const struct scope *scope, const char **at)
{
    if (takes_word(at, "true")) {
        return text_format("true");
    }
    if (takes_word(at, "false")) {
        return text_format("false");
    }
    return read_test(scope, at);
}

static char *read_word_argument(const struct scope *scope, const char **at)
{
    if (takes(at, "t:")) {
        return text_format("WORD_%s", read_name(scope, at));
    }
    return read_path_expression(scope, at);
}

static char *read_codes_argument(const struct scope *scope, const char **at)
{
    if (!takes(at, "codes:")) {
        const char *name = *at;
        if (strncmp(read_codes(scope, &name), "p->", 3) != 0) {
            refuse(scope, "codes:list is expected");
        }
    }
    return read_codes(scope, at);
}

char *argument_initializer(const struct scope *scope, const struct parameter *parameter,
                           const char **at)
{
    switch (parameter->kind) {
    case KIND_TEXT:
        return read_shown(scope, at, false);
    case KIND_URL:
        return read_shown(scope, at, true);
    case KIND_WORD:
        return read_word_argument(scope, at);
    case KIND_FLAG:
        return read_flag(scope, at);
    case KIND_INTEGER:
        return is_number_next(*at) ? read_number(at) : read_path_expression(scope, at);
    case KIND_CODES:
        return read_codes_argument(scope, at);
    case KIND_DATE: {
        const char *day = takes(at, "london:") ? "page_london" : ""; // the day of an instant
        return text_format("%s(%s)", day, read_path_expression(scope, at));
    }
    case KIND_PART:
        return text_format("&%s", read_path_expression(scope, at));
    case KIND_LIST: {
        const char *list = read_path_expression(scope, at);
        return text_format("{%s.at, %s.count}", list, list);
    }
    default:
        return read_path_expression(scope, at);
    }
}

char *preset_initializer(const struct scope *scope, const struct parameter *parameter)
{
    static const char *const empty[] = {
        [KIND_TEXT] = "STR_NONE", [KIND_URL] = "STR_NONE", [KIND_WORD] = "WORD_NONE",
        [KIND_INTEGER] = "INTEGER_NONE", [KIND_FLAG] = "false", [KIND_DATE] = "DATE_NONE",
        [KIND_INSTANT] = "INSTANT_NONE", [KIND_TEXTS] = "{0}", [KIND_CODES] = "NULL",
        [KIND_PART] = "NULL", [KIND_LIST] = "{0}"};
    if (parameter->preset[0] == 0) {
        return text_format("%s", empty[parameter->kind]);
    }
    const char *at = parameter->preset;
    return argument_initializer(scope, parameter, &at);
}
