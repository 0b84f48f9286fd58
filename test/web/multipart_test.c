/* Forms that carry a file: what is taken of them, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "web/multipart.h"

static struct arena arena;

static int empty_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    arena = arena_make(ARENA_REQUEST_LIMIT);
    return 0;
}

#define TYPE "multipart/form-data; boundary=----b"
#define PART(head, content) "------b\r\n" head "\r\n\r\n" content "\r\n"
#define NAMED(name) "Content-Disposition: form-data; name=\"" name "\""
#define A_FILE(name) NAMED(name) "; filename=\"../../etc/passwd\"\r\nContent-Type: text/html"
#define END "------b--\r\n"

static enum err read_as(const char *type, struct str body, struct request *out_request)
{
    *out_request = (struct request){0};
    return multipart_read(&arena, str_of(type), body, out_request);
}

static void test_a_form_with_a_file(void **state)
{
    struct request request;
    (void)state;
    struct str body = STR(PART(NAMED("title"), "Letter, \xd7\xa9")
                          PART(A_FILE("file"), "\xff\0\r\n-----b\r\n\r\n")
                          PART(NAMED("kind"), "") END);
    assert_int_equal(read_as(TYPE, body, &request), OK);
    assert_int_equal(request.fields.count, 2);
    assert_true(str_equal_c(pairs_get(request.fields, "title"), "Letter, \xd7\xa9"));
    assert_true(pairs_has(request.fields, "kind"));
    assert_false(pairs_has(request.fields, "file"));
    assert_true(str_equal_c(request.file.field, "file"));
    assert_true(str_equal(request.file.bytes, STR("\xff\0\r\n-----b\r\n\r\n")));
}

static void test_a_file_that_was_not_chosen(void **state)
{
    struct request request;
    (void)state;
    struct str body = STR(PART(NAMED("file") "; filename=\"\"\r\nContent-Type: "
                               "application/octet-stream", "") PART(NAMED("title"), "x") END);
    assert_int_equal(read_as(TYPE, body, &request), OK);
    assert_int_equal(request.fields.count, 1);
    assert_int_equal(request.file.bytes.size, 0);
}

/* How browsers and programs write it otherwise. */
static void test_other_ways(void **state)
{
    static const struct {
        const char *type;
        struct str body;
    } cases[] = {
        {"Multipart/Form-Data; charset=utf-8; Boundary=\"----b\"", STR(PART(NAMED("a"), "x") END)},
        {TYPE, STR(PART(NAMED("a"), "x") "------b--")},
        {TYPE, STR(PART("content-disposition:form-data;name=a", "x") END)},
        {TYPE, STR(PART(NAMED("b") "; filename=\"a\\\"; name=\\\"c\"", "y")
                   PART(NAMED("a"), "x") END)},
        {TYPE, STR(PART(NAMED("b") "; filename*=UTF-8''%22; filename=\"x;y\"", "y")
                   PART(NAMED("a"), "x") END)},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct request request;
        assert_int_equal(read_as(cases[i].type, cases[i].body, &request), OK);
        assert_int_equal(request.fields.count, 1);
        assert_true(str_equal_c(pairs_get(request.fields, "a"), "x"));
    }
}

static void test_refused(void **state)
{
    static const struct {
        const char *type;
        struct str body;
    } cases[] = {
        {"multipart/form-data", STR(PART(NAMED("a"), "x") END)},
        {"multipart/form-data; boundary=", STR(PART(NAMED("a"), "x") END)},
        {"multipart/form-data; boundary=\"a b\"", STR("--a b--")},
        {"multipart/form-data; boundary=----c", STR(PART(NAMED("a"), "x") END)},
        {TYPE, STR("")},
        {TYPE, STR("before\r\n" PART(NAMED("a"), "x") END)},
        {TYPE, STR(PART(NAMED("a"), "x"))},
        {TYPE, STR(PART(NAMED("a"), "x") "------b")},
        {TYPE, STR(PART(NAMED("a"), "x") END "after")},
        {TYPE, STR(PART(NAMED(""), "x") END)},
        {TYPE, STR(PART(NAMED("../a"), "x") END)},
        {TYPE, STR(PART(NAMED("a\0b"), "x") END)},
        {TYPE, STR(PART(NAMED("a%22"), "x") END)},
        {TYPE, STR(PART(NAMED("A"), "x") END)},
        {TYPE, STR(PART(NAMED("a") "; name=b", "x") END)},
        {TYPE, STR(PART(NAMED("a") "\r\n" NAMED("b"), "x") END)},
        {TYPE, STR(PART("Content-Disposition: attachment; name=a", "x") END)},
        {TYPE, STR(PART(NAMED("a") "\r\nContent-Transfer-Encoding: base64", "eA==") END)},
        {TYPE, STR(PART("Content-Type: text/plain", "x") END)},
        {TYPE, STR(PART(NAMED("a"), "\xff") END)},
        {TYPE, STR(PART(NAMED("a"), "x\0") END)},
        {TYPE, STR("------b\r\n" NAMED("a") "\r\n" END)},
        {TYPE, STR(PART(A_FILE("a"), "x") PART(A_FILE("b"), "y") END)},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct request request;
        enum err err = read_as(cases[i].type, cases[i].body, &request);
        if (err != ERR_MALFORMED)
            print_message("case %zu\n", i);
        assert_int_equal(err, ERR_MALFORMED);
        assert_int_equal(request.file.bytes.size, 0);
    }
}

static void test_too_many_parts(void **state)
{
    struct buf body = buf_make(&arena, 8192);
    struct request request;
    (void)state;
    for (int i = 0; i < MULTIPART_PARTS_LIMIT; i++)
        buf_add_c(&body, PART(NAMED("a"), "x"));
    struct buf more = buf_make(&arena, 8192);
    buf_add(&more, buf_text(&body));
    buf_add_c(&body, END);
    assert_int_equal(read_as(TYPE, buf_text(&body), &request), OK);
    assert_int_equal(request.fields.count, MULTIPART_PARTS_LIMIT);
    buf_add_c(&more, PART(NAMED("a"), "x") END);
    assert_int_equal(read_as(TYPE, buf_text(&more), &request), ERR_TOO_LARGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_a_form_with_a_file, empty_arena),
        cmocka_unit_test_setup(test_a_file_that_was_not_chosen, empty_arena),
        cmocka_unit_test_setup(test_other_ways, empty_arena),
        cmocka_unit_test_setup(test_refused, empty_arena),
        cmocka_unit_test_setup(test_too_many_parts, empty_arena),
    };
    return cmocka_run_group_tests_name("web multipart", tests, NULL, NULL);
}
