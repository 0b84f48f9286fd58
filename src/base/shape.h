/* shape.h - what a struct looks like, so that one declaration serves page, JSON, form and OpenAPI.
 *
 * Shapes are constant tables made at build by tool/viewc (views and forms, from the rooms' .view
 * files) and tool/sqlc (rows, from the .sql files). Nobody writes one by hand. The JSON writer
 * (json.h), the form reader (web/form.h) and /openapi.json walk them.
 */
#ifndef BASE_SHAPE_H
#define BASE_SHAPE_H

#include "base/base.h"

enum shape_kind {
    SHAPE_TEXT,    /* struct str */
    SHAPE_INTEGER, /* int64_t */
    SHAPE_FLAG,    /* bool */
    SHAPE_DATE,    /* struct date */
    SHAPE_INSTANT, /* struct instant */
    SHAPE_ID,      /* struct x_id, one int64_t; written as 13 letters and digits (id_text) */
    SHAPE_CODE,    /* struct str holding a code of .codes */
    SHAPE_WORD,    /* int, an enum word; written as the word's key */
    SHAPE_LIST,    /* struct { const struct x *at; size_t count; } of .of */
    SHAPE_PART     /* struct x itself, of .of */
};

/* An integer field of a form in which nothing was sent, or of a view where there is none. */
#define INTEGER_NONE INT64_MIN

/* A closed list of codes. The word of a code is the sentence a person reads for it. */
struct code {
    const char *code;
    int word; /* enum word */
};
struct code_list {
    const char *name;
    const struct code *codes;
    size_t count;
};

struct shape;

struct shape_field {
    const char *name;
    enum shape_kind kind;
    size_t offset;
    const struct shape *of;        /* SHAPE_LIST, SHAPE_PART */
    const struct code_list *codes; /* SHAPE_CODE */
    bool is_many;                  /* SHAPE_CODE: several, in a struct str_list */
    bool is_required;              /* forms only, as all below */
    bool is_lines;                 /* text may have line breaks */
    int64_t least, most;           /* integers: bounds; text: most = characters (code points) */
    const char *preset;            /* value when nothing was sent, or NULL */
};

struct shape {
    const char *name;
    const char *about; /* the declaration's comment, for /openapi.json */
    size_t size;
    const struct shape_field *fields;
    size_t field_count;
};

/* The code's entry, or NULL when the list has no such code. */
const struct code *code_find(const struct code_list *list, struct str code);

/* Ids in URLs and JSON: 64 random bits as 13 characters of Crockford's base 32, lower case. */
struct str id_text(struct arena *arena, int64_t id);
CHECKED enum err id_parse(struct str text, int64_t *out_id);

#endif
