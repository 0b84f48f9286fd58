/* Reading targets, pairs, cookies and heads: what is understood, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "web/head.h"

static struct arena arena;

static int empty_arena(void **state)
{
    (void)state;
    arena_free(&arena);
    arena = arena_make(ARENA_REQUEST_LIMIT);
    return 0;
}

#define assert_text(text, expected) \
    do { \
        struct str text_ = (text); \
        assert_int_equal(text_.size, strlen(expected)); \
        assert_memory_equal(text_.at, expected, text_.size); \
    } while (0)

static void test_path(void **state)
{
    (void)state;
    static const struct {
        const char *sent, *read; /* NULL: refused */
    } cases[] = {
        {"/", "/"},
        {"/people/SR-4821", "/people/SR-4821"},
        {"/people/", "/people/"},
        {"/a%20b", "/a b"},
        {"/%c3%A9", "/\xc3\xa9"},
        {"/a+b", "/a+b"},
        {"/...", "/..."},
        {"", NULL},
        {"people", NULL},
        {"//", NULL},
        {"/a//b", NULL},
        {"/a/../b", NULL},
        {"/a/./b", NULL},
        {"/..", NULL},
        {"/%2e%2e/b", NULL},
        {"/a%2Fb", NULL},
        {"/a%5cb", NULL},
        {"/a\\b", NULL},
        {"/a%00", NULL},
        {"/a%0a", NULL},
        {"/a%7f", NULL},
        {"/a%", NULL},
        {"/a%4", NULL},
        {"/a%4g", NULL},
        {"/a%u0041", NULL},
        {"/%ff", NULL},
        {"/%c0%af", NULL},
        {"/%ed%a0%80", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str read = STR("untouched");
        enum err err = url_decode_path(&arena, str_of(cases[i].sent), &read);
        if (err != (cases[i].read ? OK : ERR_MALFORMED))
            print_message("path %s\n", cases[i].sent);
        assert_int_equal(err, cases[i].read ? OK : ERR_MALFORMED);
        assert_text(read, cases[i].read ? cases[i].read : "untouched");
    }
}

static void test_pairs(void **state)
{
    (void)state;
    struct pairs pairs;
    assert_int_equal(pairs_read(&arena, STR("a=1&b=x+y%26&&a=2&c&d=%3D=&"), &pairs), OK);
    assert_int_equal(pairs.count, 5);
    assert_text(pairs_get(pairs, "a"), "1");
    assert_text(pairs_get(pairs, "b"), "x y&");
    assert_text(pairs_get(pairs, "c"), "");
    assert_text(pairs_get(pairs, "d"), "==");
    assert_text(pairs.at[2].value, "2");
    assert_true(pairs_has(pairs, "c"));
    assert_false(pairs_has(pairs, "e"));
    assert_text(pairs_get(pairs, "e"), "");
    assert_int_equal(pairs_read(&arena, STR(""), &pairs), OK);
    assert_int_equal(pairs.count, 0);
    static const char *const refused[] = {"=1", "a=%", "a=%0", "a=%zz", "a=%00", "%ff=1", "a=%ff"};
    for (size_t i = 0; i < COUNT_OF(refused); i++)
        assert_int_equal(pairs_read(&arena, str_of(refused[i]), &pairs), ERR_MALFORMED);
}

static void test_pairs_limit(void **state)
{
    (void)state;
    struct buf out = buf_make(&arena, 16);
    struct pairs pairs;
    for (int i = 0; i < PAIRS_LIMIT; i++)
        buf_add_c(&out, i == 0 ? "a=1" : "&a=1");
    assert_int_equal(pairs_read(&arena, buf_text(&out), &pairs), OK);
    assert_int_equal(pairs.count, PAIRS_LIMIT);
    buf_add_c(&out, "&a=1");
    assert_int_equal(pairs_read(&arena, buf_text(&out), &pairs), ERR_TOO_LARGE);
}

static void test_cookies(void **state)
{
    (void)state;
    assert_text(cookie_get(STR("language=ar; session=abc"), "session"), "abc");
    assert_text(cookie_get(STR("language=ar; session=abc"), "language"), "ar");
    assert_text(cookie_get(STR("xsession=1;session=a=b"), "session"), "a=b");
    assert_text(cookie_get(STR("session"), "session"), "");
    assert_text(cookie_get(STR(""), "session"), "");
}

/* ---- heads --------------------------------------------------------------------------------- */

static struct head good_head(const char *method, const char *target)
{
    struct head head = head_make(str_of(method), str_of(target), STR("HTTP/1.1"));
    head_add(&head, STR("Host"), STR("haven.example:8080"));
    return head;
}

static int status_with(const char *method, const char *name, const char *value)
{
    struct head head = good_head(method, "/");
    head_add(&head, str_of(name), str_of(value));
    return head_status(&head, 1000);
}

static void test_head_fields(void **state)
{
    (void)state;
    static const struct {
        const char *method, *name, *value;
        int status;
    } cases[] = {
        {"GET", "Accept", "*/*", 0},
        {"HEAD", "Accept", "*/*", 0},
        {"POST", "Content-Length", "1000", 0},
        {"POST", "content-length", "0", 0},
        {"POST", "Transfer-Encoding", "chunked", 0},
        {"POST", "Expect", "100-continue", 0},
        {"GET", "Content-Length", "0", 0},
        {"GET", "X-Name", "tab\tand space", 0},
        {"GET", "X-Name", "M\xc3\xa9l", 0},
        {"GET", "Host", "haven.example:8080", 400},
        {"GET", "hOST", "other", 400},
        {"GET", "Content-Length", "1", 400},
        {"GET", "Transfer-Encoding", "chunked", 400},
        {"POST", "Content-Length", "1001", 413},
        {"POST", "Content-Length", "", 400},
        {"POST", "Content-Length", "+3", 400},
        {"POST", "Content-Length", "-3", 400},
        {"POST", "Content-Length", "3, 3", 400},
        {"POST", "Content-Length", "0x3", 400},
        {"POST", "Content-Length", " 3", 400},
        {"POST", "Content-Length", "99999999999999999999", 400},
        {"POST", "Content-Length ", "3", 400},
        {"POST", "Transfer-Encoding", "Chunked", 400},
        {"POST", "Transfer-Encoding", "chunked, chunked", 400},
        {"POST", "Transfer-Encoding", "gzip, chunked", 400},
        {"POST", "Transfer-Encoding", "identity", 400},
        {"POST", "Transfer-Encoding", "", 400},
        {"POST", "Expect", "cake", 417},
        {"GET", "", "empty name", 400},
        {"GET", "X Name", "space", 400},
        {"GET", "X:Name", "colon", 400},
        {"GET", "X-N\xc3\xa4me", "letter", 400},
        {"GET", "X-Name", "\x01", 400},
        {"GET", "X-Name", "a\rb", 400},
        {"GET", "X-Name", "a\x7f", 400},
        {"PUT", "Accept", "*/*", 405},
        {"TRACE", "Accept", "*/*", 405},
        {"get", "Accept", "*/*", 405},
        {"G(T", "Accept", "*/*", 400},
        {"", "Accept", "*/*", 400},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int status = status_with(cases[i].method, cases[i].name, cases[i].value);
        if (status != cases[i].status)
            print_message("%s %s: %s\n", cases[i].method, cases[i].name, cases[i].value);
        assert_int_equal(status, cases[i].status);
    }
}

static void test_head_fields_twice(void **state)
{
    (void)state;
    static const char *const once[][2] = {
        {"Content-Length", "3"}, {"Cookie", "a=b"}, {"Authorization", "Bearer x"},
        {"Content-Type", "text/plain"}, {"X-Autosave", "1"}};
    for (size_t i = 0; i < COUNT_OF(once); i++) {
        struct head head = good_head("POST", "/");
        head_add(&head, str_of(once[i][0]), str_of(once[i][1]));
        assert_int_equal(head_status(&head, 1000), 0);
        head_add(&head, str_of(once[i][0]), str_of(once[i][1]));
        assert_int_equal(head_status(&head, 1000), 400);
    }
    struct head both = good_head("POST", "/");
    head_add(&both, STR("Content-Length"), STR("3"));
    head_add(&both, STR("Transfer-Encoding"), STR("chunked"));
    assert_int_equal(head_status(&both, 1000), 400);
}

static void test_head_line(void **state)
{
    (void)state;
    static const struct {
        const char *target, *version, *host;
        int status;
    } cases[] = {
        {"/", "HTTP/1.1", "a", 0},
        {"/", "HTTP/1.0", "[::1]:80", 0},
        {"/", "HTTP/1.2", "a", 400},
        {"/", "HTTP/2.0", "a", 400},
        {"/", "http/1.1", "a", 400},
        {"/", "", "a", 400},
        {"", "HTTP/1.1", "a", 400},
        {"*", "HTTP/1.1", "a", 400},
        {"http://a/", "HTTP/1.1", "a", 400},
        {"/a b", "HTTP/1.1", "a", 400},
        {"/a\tb", "HTTP/1.1", "a", 400},
        {"/", "HTTP/1.1", "", 400},
        {"/", "HTTP/1.1", "a/b", 400},
        {"/", "HTTP/1.1", "a@b", 400},
        {"/", "HTTP/1.1", "a b", 400},
        {"/", "HTTP/1.1", NULL, 400},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct head head = head_make(STR("GET"), str_of(cases[i].target),
                                     str_of(cases[i].version));
        if (cases[i].host)
            head_add(&head, STR("Host"), str_of(cases[i].host));
        assert_int_equal(head_status(&head, 1000), cases[i].status);
    }
}

static struct str many(char c, size_t size)
{
    char *text = arena_take(&arena, size + 1);
    memset(text, c, size);
    return (struct str){text, size};
}

/* Each limit of threats.md M6 at one less, exactly and one more. */
static void test_head_limits(void **state)
{
    (void)state;
    for (int more = -1; more <= 1; more++) {
        struct str target = many('/', (size_t)(TARGET_BYTES_LIMIT + more));
        struct head head = head_make(STR("GET"), target, STR("HTTP/1.1"));
        head_add(&head, STR("Host"), STR("a"));
        assert_int_equal(head_status(&head, 1000), more > 0 ? 414 : 0);

        head = good_head("GET", "/");
        for (int i = 1; i < HEAD_FIELDS_LIMIT + more; i++)
            head_add(&head, STR("X"), STR("y"));
        assert_int_equal(head_status(&head, 1000), more > 0 ? 431 : 0);

        head = good_head("GET", "/");
        size_t left = HEAD_BYTES_LIMIT - head.bytes - 5;
        head_add(&head, STR("X"), many('y', left + (size_t)(more + 1) - 1));
        assert_int_equal(head_status(&head, 1000), more > 0 ? 431 : 0);
    }
}

static void test_head_read(void **state)
{
    (void)state;
    struct request request;
    struct head head = good_head("POST", "/api/v1/people/SR-4821?from=2026-11-24&x=a%20b");
    head_add(&head, STR("cookie"), STR("session=s1; language=ar"));
    head_add(&head, STR("AUTHORIZATION"), STR("bearer t1"));
    head_add(&head, STR("Accept-Language"), STR("en"));
    head_add(&head, STR("X-Autosave"), STR("1"));
    assert_int_equal(head_read(&head, &arena, &request), OK);
    assert_int_equal(request.method, METHOD_POST);
    assert_text(request.path, "/people/SR-4821");
    assert_true(request.wants_json);
    assert_true(request.is_autosave);
    assert_text(request.session, "s1");
    assert_text(request.bearer, "t1");
    assert_text(request.languages, "ar, en");
    assert_text(pairs_get(request.query, "x"), "a b");

    head = good_head("GET", "/api/v10");
    head_add(&head, STR("Authorization"), STR("Basic dTpw"));
    assert_int_equal(head_read(&head, &arena, &request), OK);
    assert_text(request.path, "/api/v10");
    assert_false(request.wants_json);
    assert_text(request.bearer, "");

    head = good_head("GET", "/api/v1");
    assert_int_equal(head_read(&head, &arena, &request), OK);
    assert_text(request.path, "/");
    head = good_head("GET", "/a?b=%");
    assert_int_equal(head_read(&head, &arena, &request), ERR_MALFORMED);
    head = good_head("GET", "/%2e%2e");
    assert_int_equal(head_read(&head, &arena, &request), ERR_MALFORMED);
}

static enum err read_body(const char *target, const char *type, const char *body,
                          struct request *request)
{
    struct head head = good_head("POST", target);
    if (type)
        head_add(&head, STR("Content-Type"), str_of(type));
    assert_int_equal(head_read(&head, &arena, request), OK);
    return head_read_body(&head, &arena, str_of(body), request);
}

static void test_body(void **state)
{
    (void)state;
    struct request request;
    assert_int_equal(read_body("/a", "application/x-www-form-urlencoded", "b=c", &request), OK);
    assert_text(pairs_get(request.fields, "b"), "c");
    assert_int_equal(read_body("/a", "Application/X-WWW-form-urlencoded; charset=UTF-8", "b=d",
                               &request), OK);
    assert_text(pairs_get(request.fields, "b"), "d");
    assert_int_equal(read_body("/api/v1/a", "application/json", "{\"b\":\"e\"}", &request), OK);
    assert_text(pairs_get(request.fields, "b"), "e");
    assert_int_equal(read_body("/a", NULL, "", &request), OK);
    assert_int_equal(request.fields.count, 0);
    assert_int_equal(read_body("/a", "application/json", "{\"b\":\"e\"}", &request), ERR_MALFORMED);
    assert_int_equal(read_body("/a", "multipart/form-data; boundary=x", "--y--", &request),
                     ERR_MALFORMED);
    assert_int_equal(read_body("/a", "text/plain", "b=c", &request), ERR_MALFORMED);
    assert_int_equal(read_body("/a", NULL, "b=c", &request), ERR_MALFORMED);
}

static void test_gzip(void **state)
{
    (void)state;
    static const struct {
        const char *encodings;
        bool takes;
    } cases[] = {{"gzip", true}, {"deflate, GZIP;q=0.5", true}, {"br", false}, {"", false},
                 {"gzip;q=0", false}, {"gzip; q=0.1", true}, {"xgzip", false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct head head = good_head("GET", "/");
        head_add(&head, STR("Accept-Encoding"), str_of(cases[i].encodings));
        assert_int_equal(head_takes_gzip(&head), cases[i].takes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_path),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_pairs_limit),
        cmocka_unit_test(test_cookies),
        cmocka_unit_test(test_head_fields),
        cmocka_unit_test(test_head_fields_twice),
        cmocka_unit_test(test_head_line),
        cmocka_unit_test(test_head_limits),
        cmocka_unit_test(test_head_read),
        cmocka_unit_test(test_body),
        cmocka_unit_test(test_gzip),
    };
    return cmocka_run_group_tests(tests, empty_arena, NULL);
}
