/* The description for programs: it is JSON, says what the table says, and knows every shape. Given
 * a file name it writes the document there, for the lint test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "openapi_sample.h"

static json_t *document;

static struct str write_sample(struct arena *arena)
{
    return openapi_write(arena, sample_routes, SAMPLE_ROUTES, sample_about);
}

static int begin(void **state)
{
    (void)state;
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct str text = write_sample(&arena);
    document = json_loadb(text.at, text.size, JSON_REJECT_DUPLICATES, NULL);
    arena_free(&arena);
    return document ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    json_decref(document);
    return 0;
}

/* What stands at these keys, one inside the other; the list ends with NULL. */
static json_t *at(json_t *from, ...)
{
    va_list keys;
    va_start(keys, from);
    for (const char *key; from && (key = va_arg(keys, const char *)) != NULL;)
        from = json_object_get(from, key);
    va_end(keys);
    return from;
}

static const char *text(json_t *value)
{
    assert_non_null(value);
    return json_string_value(value);
}

static void test_paths(void **state)
{
    (void)state;
    json_t *paths = at(document, "paths", NULL);
    assert_int_equal(json_object_size(paths), 6);
    json_t *samples = at(paths, "/samples", NULL);
    assert_int_equal(json_object_size(samples), 2);
    assert_string_equal(text(at(samples, "post", "summary", NULL)), "Adds \"one\"");
    assert_string_equal(text(at(samples, "post", "operationId", NULL)), "post_samples");
    json_t *deep = at(paths, "/samples/{sample}/parts/{part}/end-all", "post", NULL);
    assert_string_equal(text(at(deep, "operationId", NULL)),
                        "post_samples_by_sample_parts_by_part_end_all");
    json_t *parameters = at(deep, "parameters", NULL);
    assert_int_equal(json_array_size(parameters), 2);
    assert_string_equal(text(at(json_array_get(parameters, 0), "description", NULL)),
                        "The sample's \"reference\"");
    assert_null(at(deep, "requestBody", NULL));
}

static void test_security(void **state)
{
    (void)state;
    json_t *paths = at(document, "paths", NULL);
    assert_int_equal(json_array_size(at(paths, "/", "get", "security", NULL)), 0);
    assert_true(json_is_array(at(paths, "/", "get", "security", NULL)));
    assert_null(at(paths, "/", "get", "responses", "401", NULL));
    assert_null(at(paths, "/samples", "get", "security", NULL));
    assert_non_null(at(paths, "/samples", "get", "responses", "401", NULL));
    assert_int_equal(json_array_size(at(document, "security", NULL)), 1);
}

static void test_query(void **state)
{
    (void)state;
    json_t *parameters = at(document, "paths", "/samples", "get", "parameters", NULL);
    assert_int_equal(json_array_size(parameters), 13);
    json_t *name = json_array_get(parameters, 0);
    assert_string_equal(text(at(name, "name", NULL)), "name");
    assert_string_equal(text(at(name, "in", NULL)), "query");
    assert_true(json_is_true(at(name, "required", NULL)));
}

static void test_form(void **state)
{
    (void)state;
    json_t *form = at(document, "components", "schemas", "sample_form", NULL);
    json_t *fields = at(form, "properties", NULL);
    assert_string_equal(text(at(form, "description", NULL)), "Everything a form can take.");
    assert_int_equal(json_object_size(fields), 13);
    assert_int_equal(json_array_size(at(form, "required", NULL)), 3);
    assert_int_equal(json_integer_value(at(fields, "name", "maxLength", NULL)), 10);
    assert_int_equal(json_integer_value(at(fields, "count", "minimum", NULL)), 1);
    assert_int_equal(json_integer_value(at(fields, "count", "maximum", NULL)), 72);
    assert_int_equal(json_integer_value(at(fields, "count", "default", NULL)), 2);
    assert_null(at(fields, "free", "minimum", NULL));
    assert_true(json_is_true(at(fields, "is_told", "default", NULL)));
    assert_string_equal(text(at(fields, "wish", "default", NULL)), "no");
    assert_int_equal(json_array_size(at(fields, "answer", "enum", NULL)), 3);
    assert_string_equal(text(at(fields, "answers", "type", NULL)), "array");
    assert_string_equal(text(at(fields, "born_on", "format", NULL)), "date");
}

static void test_view(void **state)
{
    (void)state;
    json_t *schemas = at(document, "components", "schemas", NULL);
    assert_int_equal(json_object_size(schemas), 5);
    assert_string_equal(text(at(schemas, "unreadable", "items", "type", NULL)), "string");
    assert_string_equal(text(at(schemas, "sample_view", "properties", "unreadable", "$ref", NULL)),
                        "#/components/schemas/unreadable");
    assert_null(at(schemas, "sample_form", "properties", "unreadable", NULL));
    json_t *view = at(schemas, "sample_view", NULL);
    json_t *fields = at(view, "properties", NULL);
    assert_int_equal(json_array_size(at(view, "required", NULL)), 11);
    assert_int_equal(json_array_size(at(fields, "name", "type", NULL)), 2);
    assert_int_equal(json_array_size(at(fields, "answer", "enum", NULL)), 4);
    assert_string_equal(text(at(fields, "parts", "items", "$ref", NULL)),
                        "#/components/schemas/sample_part_view");
    assert_string_equal(text(at(fields, "part", "$ref", NULL)),
                        "#/components/schemas/sample_part_view");
}

static int write_file(const char *path)
{
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct str written = write_sample(&arena);
    FILE *file = fopen(path, "w");
    bool is_good = file && fwrite(written.at, 1, written.size, file) == written.size;
    is_good = file && fclose(file) == 0 && is_good;
    arena_free(&arena);
    return is_good ? 0 : 1;
}

int main(int argument_count, char **arguments)
{
    if (argument_count == 2)
        return write_file(arguments[1]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths), cmocka_unit_test(test_security),
        cmocka_unit_test(test_query), cmocka_unit_test(test_form),
        cmocka_unit_test(test_view),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
