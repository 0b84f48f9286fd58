// The values and conditions of a template, turned into C expressions.
//
// A template knows the types of its parameters only; that a path fits the view struct is left to
// the C compiler, which finds it at the template's own line.
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { SCOPE_VARIABLES = 16, PART_PARAMETERS = 16 };

enum kind {
    KIND_UNKNOWN, // of a view: the C compiler knows
    KIND_TEXT, KIND_URL, KIND_WORD, KIND_INTEGER, KIND_FLAG, KIND_DATE, KIND_INSTANT, KIND_TEXTS,
    KIND_CODES, KIND_PART, KIND_LIST
};

struct parameter {
    const char *name;
    enum kind kind;
    const char *struct_name; // of KIND_PART, KIND_LIST
    bool is_view;            // that struct stands in the view of the part's own room
    bool is_optional;
    const char *preset; // as written
};

struct variable {
    const char *name;
    bool is_number; // the running number of a loop
};

struct scope {
    const char *path;
    int line;
    bool is_part;
    const struct parameter *parameters;
    size_t parameter_count;
    struct variable variables[SCOPE_VARIABLES];
    size_t variable_count;
};

// Ends the program: "path:line: what is wrong".
_Noreturn void refuse(const struct scope *scope, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

// printf into memory that lasts as long as the program.
char *text_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

// The text as a C string literal with its quotes.
char *c_literal(const char *text, size_t size);

// A name as it may stand in C, moved past *at; refuses anything else.
char *read_name(const struct scope *scope, const char **at);
void skip_space(const char **at);

// The brace that closes the one at from: values in quotes have braces of their own.
const char *closing_brace(const struct scope *scope, const char *from);

const struct parameter *find_parameter(const struct parameter *list, size_t count,
                                       const char *name);

// What stands between the braces of a value, as a C expression of type struct str.
char *value_expression(const struct scope *scope, const char *inside);

// The condition of an {#if}, as a C expression that is true or false.
char *condition_expression(const struct scope *scope, const char *inside);

// A path that names a list, as C expressions of its first element and its count.
struct list_expression {
    const char *at, *count;
};
struct list_expression list_of(const struct scope *scope, const char *path);

// The argument of a part's parameter, moved past *at, as a C initializer.
char *argument_initializer(const struct scope *scope, const struct parameter *parameter,
                           const char **at);
// What a parameter is when it is left out.
char *preset_initializer(const struct scope *scope, const struct parameter *parameter);
