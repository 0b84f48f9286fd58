#include "web/openapi.h"

#include <string.h>

#include "web/json.h"

enum { SHAPES_LIMIT = 512 };

struct document {
    struct buf out;
    const struct openapi_route *routes;
    size_t route_count;
    const char *(*about)(struct str path_name);
    const struct shape **shapes; /* that are spoken of, each once */
    size_t shape_count;
};

static void add(struct document *document, const char *text)
{
    buf_add_c(&document->out, text);
}

static void add_text(struct document *document, const char *text)
{
    json_write_text(&document->out, str_of(text));
}

/* A comma before everything but the first. */
static void next(struct document *document, bool *is_first)
{
    if (!*is_first)
        buf_add_char(&document->out, ',');
    *is_first = false;
}

/* ---- shapes -------------------------------------------------------------------------------- */

static void note_shape(struct document *document, const struct shape *shape)
{
    if (shape == NULL)
        return;
    for (size_t i = 0; i < document->shape_count; i++)
        if (document->shapes[i] == shape)
            return;
    must(document->shape_count < SHAPES_LIMIT);
    document->shapes[document->shape_count++] = shape;
    for (size_t i = 0; i < shape->field_count; i++)
        note_shape(document, shape->fields[i].of);
}

static void write_reference(struct document *document, const struct shape *shape)
{
    buf_format(&document->out, "{\"$ref\":\"#/components/schemas/%s\"}", shape->name);
}

/* "type": a view writes null for what is not there, a form leaves it out. */
static void write_type(struct document *document, const char *type, bool is_form)
{
    buf_format(&document->out, is_form ? "\"type\":\"%s\"" : "\"type\":[\"%s\",\"null\"]", type);
}

static void write_enum(struct document *document, const struct code_list *codes, bool has_null)
{
    bool is_first = true;
    add(document, ",\"enum\":[");
    for (size_t i = 0; i < codes->count; i++) {
        next(document, &is_first);
        add_text(document, codes->codes[i].code);
    }
    add(document, has_null ? ",null]" : "]");
}

static void write_code(struct document *document, const struct shape_field *field, bool is_form)
{
    if (field->is_many) {
        add(document, "\"type\":\"array\",\"items\":{\"type\":\"string\"");
        write_enum(document, field->codes, false);
        add(document, "}");
    } else {
        write_type(document, "string", is_form);
        write_enum(document, field->codes, !is_form);
    }
}

static void write_integer(struct document *document, const struct shape_field *field, bool is_form)
{
    write_type(document, "integer", is_form);
    add(document, ",\"format\":\"int64\"");
    if (is_form && field->least > INT64_MIN + 1)
        buf_format(&document->out, ",\"minimum\":%lld", (long long)field->least);
    if (is_form && field->most < INT64_MAX)
        buf_format(&document->out, ",\"maximum\":%lld", (long long)field->most);
}

static void write_text(struct document *document, const struct shape_field *field, bool is_form)
{
    write_type(document, "string", is_form);
    if (is_form)
        buf_format(&document->out, ",\"maxLength\":%lld", (long long)field->most);
}

static void write_preset(struct document *document, const struct shape_field *field)
{
    add(document, ",\"default\":");
    if (field->kind == SHAPE_INTEGER || field->kind == SHAPE_FLAG)
        add(document, field->preset);
    else
        add_text(document, field->preset);
}

static void write_field(struct document *document, const struct shape_field *field, bool is_form)
{
    if (field->kind == SHAPE_PART) {
        write_reference(document, field->of);
        return;
    }
    add(document, "{");
    switch (field->kind) {
    case SHAPE_TEXT: write_text(document, field, is_form); break;
    case SHAPE_INTEGER: write_integer(document, field, is_form); break;
    case SHAPE_FLAG: add(document, "\"type\":\"boolean\""); break;
    case SHAPE_DATE:
        write_type(document, "string", is_form);
        add(document, ",\"format\":\"date\"");
        break;
    case SHAPE_INSTANT:
        write_type(document, "string", is_form);
        add(document, ",\"format\":\"date-time\"");
        break;
    case SHAPE_ID:
        write_type(document, "string", is_form);
        add(document, ",\"pattern\":\"^[0-9a-f][0-9a-hjkmnp-tv-z]{12}$\"");
        break;
    case SHAPE_CODE: write_code(document, field, is_form); break;
    case SHAPE_WORD: write_type(document, "string", is_form); break;
    case SHAPE_LIST:
        add(document, "\"type\":\"array\",\"items\":");
        write_reference(document, field->of);
        break;
    case SHAPE_PART: break;
    }
    if (is_form && field->preset)
        write_preset(document, field);
    add(document, "}");
}

static bool is_form_shape(const struct document *document, const struct shape *shape)
{
    for (size_t i = 0; i < document->route_count; i++)
        if (document->routes[i].form == shape)
            return true;
    return false;
}

/* A view always has all its members; a form needs those that are required. */
static void write_required(struct document *document, const struct shape *shape, bool is_form)
{
    bool is_first = true;
    for (size_t i = 0; i < shape->field_count; i++) {
        if (is_form && !shape->fields[i].is_required)
            continue;
        add(document, is_first ? ",\"required\":[" : ",");
        is_first = false;
        add_text(document, shape->fields[i].name);
    }
    add(document, is_first ? "" : "]");
}

static bool has_texts(const struct shape *shape)
{
    for (size_t i = 0; i < shape->field_count; i++)
        if (shape->fields[i].kind == SHAPE_TEXT || shape->fields[i].kind == SHAPE_CODE)
            return true;
    return false;
}

static void write_shape(struct document *document, const struct shape *shape)
{
    bool is_form = is_form_shape(document, shape), is_first = true;
    add_text(document, shape->name);
    add(document, ":{\"type\":\"object\"");
    if (shape->about && shape->about[0]) {
        add(document, ",\"description\":");
        add_text(document, shape->about);
    }
    add(document, ",\"properties\":{");
    for (size_t i = 0; i < shape->field_count; i++) {
        next(document, &is_first);
        add_text(document, shape->fields[i].name);
        add(document, ":");
        write_field(document, &shape->fields[i], is_form);
    }
    if (!is_form && has_texts(shape)) {
        next(document, &is_first);
        add(document, "\"unreadable\":{\"$ref\":\"#/components/schemas/unreadable\"}");
    }
    add(document, "}");
    write_required(document, shape, is_form);
    add(document, "}");
}

/* ---- operations ---------------------------------------------------------------------------- */

/* "get_people_by_person_notes": unique, as method and pattern are. */
static void write_operation_id(struct document *document, const struct openapi_route *route)
{
    add(document, route->method == METHOD_POST ? "\"operationId\":\"post"
                                               : "\"operationId\":\"get");
    for (const char *at = route->pattern; *at; at++) {
        if (*at == '/' && at[1])
            add(document, at[1] == '{' ? "_by_" : "_");
        else if (*at == '-' || *at == '.')
            add(document, "_");
        else if (*at != '{' && *at != '}' && *at != '/')
            buf_add_char(&document->out, *at);
    }
    add(document, "\"");
}

static void write_path_parameters(struct document *document, const char *pattern, bool *is_first)
{
    for (const char *open; (open = strchr(pattern, '{')) != NULL;) {
        pattern = open + strcspn(open, "}");
        struct str name = {open + 1, (size_t)(pattern - open) - 1};
        next(document, is_first);
        buf_format(&document->out, "{\"in\":\"path\",\"name\":\"%.*s\",\"required\":true,"
                   "\"schema\":{\"type\":\"string\"},\"description\":", STR_ARGS(name));
        add_text(document, document->about(name));
        add(document, "}");
    }
}

static void write_query_parameters(struct document *document, const struct shape *form,
                                   bool *is_first)
{
    for (size_t i = 0; form && i < form->field_count; i++) {
        const struct shape_field *field = &form->fields[i];
        next(document, is_first);
        buf_format(&document->out, "{\"in\":\"query\",\"name\":\"%s\",\"required\":%s,\"schema\":",
                   field->name, field->is_required ? "true" : "false");
        write_field(document, field, true);
        add(document, "}");
    }
}

static void write_parameters(struct document *document, const struct openapi_route *route)
{
    bool is_first = true;
    add(document, ",\"parameters\":[");
    write_path_parameters(document, route->pattern, &is_first);
    if (route->method == METHOD_GET)
        write_query_parameters(document, route->form, &is_first);
    add(document, "]");
}

static void write_body(struct document *document, const struct openapi_route *route)
{
    if (route->method != METHOD_POST || route->form == NULL)
        return;
    add(document, ",\"requestBody\":{\"required\":true,\"content\":{\"application/json\":"
                  "{\"schema\":");
    write_reference(document, route->form);
    if (route->takes_file) {
        add(document, "},\"multipart/form-data\":{\"schema\":{\"allOf\":[");
        write_reference(document, route->form);
        add(document, ",{\"type\":\"object\",\"properties\":{\"file\":{\"type\":\"string\","
                      "\"contentMediaType\":\"application/octet-stream\"}}}]}");
    }
    add(document, "}}}");
}

static void write_success(struct document *document, const struct openapi_route *route)
{
    if (route->method == METHOD_POST) {
        add(document, "{\"$ref\":\"#/components/responses/done\"}");
    } else if (route->view) {
        add(document, "{\"description\":\"What the page shows.\",\"content\":"
                      "{\"application/json\":{\"schema\":");
        write_reference(document, route->view);
        add(document, "}}}");
    } else {
        add(document, "{\"description\":\"A file, or where to go.\",\"content\":{\"*/*\":{}}}");
    }
}

static void write_responses(struct document *document, const struct openapi_route *route)
{
    static const char *const always[] = {"400", "404", "429", "503"};
    static const char *const of_post[] = {"409", "413", "422"};
    add(document, ",\"responses\":{\"200\":");
    write_success(document, route);
    for (size_t i = 0; i < COUNT_OF(always); i++)
        buf_format(&document->out, ",\"%s\":{\"$ref\":\"#/components/responses/problem\"}",
                   always[i]);
    for (size_t i = 0; i < COUNT_OF(of_post) && route->method == METHOD_POST; i++)
        buf_format(&document->out, ",\"%s\":{\"$ref\":\"#/components/responses/problem\"}",
                   of_post[i]);
    if (!route->is_public)
        add(document, ",\"401\":{\"$ref\":\"#/components/responses/problem\"}");
    add(document, "}");
}

static void write_operation(struct document *document, const struct openapi_route *route)
{
    add(document, route->method == METHOD_POST ? "\"post\":{" : "\"get\":{");
    write_operation_id(document, route);
    add(document, ",\"summary\":");
    add_text(document, route->summary);
    write_parameters(document, route);
    write_body(document, route);
    write_responses(document, route);
    add(document, route->is_public ? ",\"security\":[]}" : "}");
}

/* A path stands once, with all its methods, where the table first names it. */
static bool is_written(const struct document *document, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(document->routes[i].pattern, document->routes[index].pattern) == 0)
            return true;
    return false;
}

static void write_path(struct document *document, size_t index)
{
    const char *pattern = document->routes[index].pattern;
    bool is_first = true;
    add_text(document, pattern);
    add(document, ":{");
    for (size_t i = index; i < document->route_count; i++) {
        if (strcmp(document->routes[i].pattern, pattern) != 0)
            continue;
        next(document, &is_first);
        write_operation(document, &document->routes[i]);
    }
    add(document, "}");
}

/* ---- the document -------------------------------------------------------------------------- */

static const char head[] =
    "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Haven\",\"version\":\"1\",\"description\":"
    "\"Every page of Haven as JSON: the same rights, the same checks, the same audit.\"},"
    "\"servers\":[{\"url\":\"/api/v1\"}],\"security\":[{\"token\":[]}],\"paths\":{";

static const char components[] =
    "},\"components\":{\"securitySchemes\":{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"}},"
    "\"responses\":{\"done\":{\"description\":\"Done, and durable.\",\"content\":"
    "{\"application/json\":{\"schema\":{\"type\":\"object\",\"properties\":{\"location\":"
    "{\"type\":\"string\",\"description\":\"Where the result is.\"}}}}}},"
    "\"problem\":{\"description\":\"Refused; nothing was changed.\",\"content\":"
    "{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/problem\"}}}}},"
    "\"schemas\":{\"problem\":{\"type\":\"object\",\"description\":\"RFC 9457.\",\"properties\":{"
    "\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},"
    "\"status\":{\"type\":\"integer\"},\"code\":{\"type\":\"string\"},"
    "\"problems\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
    "\"field\":{\"type\":[\"string\",\"null\"]},\"word\":{\"type\":[\"string\",\"null\"]},"
    "\"sentence\":{\"type\":\"string\"}},\"required\":[\"field\",\"word\",\"sentence\"]}}},"
    "\"required\":[\"type\",\"title\",\"status\",\"code\",\"problems\"]},"
    "\"unreadable\":{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"description\":"
    "\"Members whose values are there and cannot be read: they were damaged, and the guardian has "
    "been told. They are null, or an empty list; left out where there are none.\"}";

struct str openapi_write(struct arena *arena, const struct openapi_route *routes, size_t count,
                         const char *(*about)(struct str path_name))
{
    struct document document = {
        .out = buf_make(arena, 64 * 1024),
        .routes = routes,
        .route_count = count,
        .about = about,
        .shapes = ARENA_MANY(arena, const struct shape *, SHAPES_LIMIT),
    };
    bool is_first = true;
    add(&document, head);
    for (size_t i = 0; i < count; i++) {
        note_shape(&document, routes[i].method == METHOD_POST ? routes[i].form : NULL);
        note_shape(&document, routes[i].method == METHOD_GET ? routes[i].view : NULL);
        if (is_written(&document, i))
            continue;
        next(&document, &is_first);
        write_path(&document, i);
    }
    add(&document, components);
    for (size_t i = 0; i < document.shape_count; i++) {
        add(&document, ",");
        write_shape(&document, document.shapes[i]);
    }
    add(&document, "}}}\n");
    return buf_text(&document.out);
}
