/* JSON out and in: every type, every escape, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sample_view.h"
#include "web/json.h"
#include "web/words.h"

static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena_free(&arena);
    arena = arena_make(ARENA_REQUEST_LIMIT);
    return 0;
}

#define assert_text(text, expected) \
    do { \
        struct str text_ = (text); \
        if (text_.size != strlen(expected)) \
            print_message("got %.*s\n", STR_ARGS(text_)); \
        assert_int_equal(text_.size, strlen(expected)); \
        assert_memory_equal(text_.at, expected, text_.size); \
    } while (0)

/* What cannot be read is told apart from what is not there. */
static void test_write_unreadable(void **state)
{
    (void)state;
    static const struct sample_part_view parts[] = {{STR("a")}, {STR_UNREADABLE}};
    const struct str answers[] = {STR_UNREADABLE};
    struct sample_view view = {
        .name = STR_UNREADABLE,
        .made_on = DATE_NONE,
        .made_at = INSTANT_NONE,
        .answers = {answers, 1},
        .part = {STR_NONE},
        .parts = {parts, 2},
    };
    struct buf out = buf_make(&arena, 1);
    json_write(&out, &shape_sample_view, &view);
    assert_text(buf_text(&out),
                "{\"name\":null,\"count\":0,\"is_open\":false,\"made_on\":null,"
                "\"made_at\":null,\"person\":null,\"answer\":null,\"answers\":[],"
                "\"title\":null,\"part\":{\"name\":null},"
                "\"parts\":[{\"name\":\"a\"},{\"name\":null,\"unreadable\":[\"name\"]}],"
                "\"unreadable\":[\"name\",\"answers\"]}");
}

static void test_write(void **state)
{
    (void)state;
    static const struct sample_part_view parts[] = {{STR("a")}, {STR_NONE}};
    const struct str answers[] = {STR("yes"), STR("no")};
    struct sample_view view = {
        .name = STR("Sara"),
        .count = -3,
        .is_open = true,
        .made_on = {0},
        .made_at = {0},
        .person = {1},
        .answer = STR("not_known"),
        .answers = {answers, 2},
        .title = WORD_form_required,
        .part = {STR("p")},
        .parts = {parts, 2},
    };
    struct buf out = buf_make(&arena, 1);
    json_write(&out, &shape_sample_view, &view);
    assert_text(buf_text(&out),
                "{\"name\":\"Sara\",\"count\":-3,\"is_open\":true,\"made_on\":\"1970-01-01\","
                "\"made_at\":\"1970-01-01T00:00:00Z\",\"person\":\"0000000000001\","
                "\"answer\":\"not_known\",\"answers\":[\"yes\",\"no\"],"
                "\"title\":\"form_required\",\"part\":{\"name\":\"p\"},"
                "\"parts\":[{\"name\":\"a\"},{\"name\":null}]}");
}

static void test_write_nothing(void **state)
{
    (void)state;
    struct sample_view view = {
        .count = INTEGER_NONE, .made_on = DATE_NONE, .made_at = INSTANT_NONE};
    struct buf out = buf_make(&arena, 1);
    json_write(&out, &shape_sample_view, &view);
    assert_text(buf_text(&out),
                "{\"name\":null,\"count\":null,\"is_open\":false,\"made_on\":null,"
                "\"made_at\":null,\"person\":null,\"answer\":null,\"answers\":[],"
                "\"title\":null,\"part\":{\"name\":null},\"parts\":[]}");
}

static void test_write_text(void **state)
{
    (void)state;
    struct buf out = buf_make(&arena, 1);
    json_write_text(&out, STR("a\"b\\c/\n\r\t\b\f\x01\x1f\x7f \xd8\xb3</script>"));
    assert_text(buf_text(&out),
                "\"a\\\"b\\\\c/\\n\\r\\t\\b\\f\\u0001\\u001f\x7f \xd8\xb3</script>\"");
}

static void test_read(void **state)
{
    (void)state;
    struct pairs pairs;
    struct str body = STR("{\"name\":\"S\\u00e9\",\"count\":-3,\"half\":0.5,\"is_open\":true,"
                          "\"is_told\":false,\"none\":null,\"kinds\":[\"a\",\"b\",1],\"no\":[]}");
    assert_int_equal(json_read_pairs(&arena, body, &pairs), OK);
    assert_int_equal(pairs.count, 8);
    assert_text(pairs_get(pairs, "name"), "S\xc3\xa9");
    assert_text(pairs_get(pairs, "count"), "-3");
    assert_text(pairs_get(pairs, "half"), "0.5");
    assert_text(pairs_get(pairs, "is_open"), "true");
    assert_text(pairs_get(pairs, "is_told"), "false");
    assert_false(pairs_has(pairs, "none"));
    assert_text(pairs.at[5].name, "kinds");
    assert_text(pairs.at[6].value, "b");
    assert_text(pairs.at[7].value, "1");
    assert_int_equal(json_read_pairs(&arena, STR("{}"), &pairs), OK);
    assert_int_equal(pairs.count, 0);
}

static void test_read_refused(void **state)
{
    (void)state;
    static const char *const refused[] = {
        "", " ", "[]", "1", "\"a\"", "null", "{", "{\"a\":1", "{\"a\":1}}", "{\"a\":1} x",
        "{'a':1}", "{a:1}", "{\"a\":1,}", "{\"a\":01}", "{\"a\":+1}", "{\"a\":.5}",
        "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}", "{\"a\":{}}", "{\"a\":[[1]]}",
        "{\"a\":[{\"b\":1}]}", "{\"a\":\"\\ud800\"}", "{\"a\":\"\\u0000\"}", "{\"a\":\"\xff\"}",
        "{\"a\":\"\xc0\xaf\"}", "{\"a\":1e999}", "{\"a\":9223372036854775808}", "{\"a\":NaN}",
        "{\"a\":\"b\nc\"}", "{\"\":1}", "{\"a\":1}/**/", "\xef\xbb\xbf{}",
    };
    struct pairs pairs;
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        enum err err = json_read_pairs(&arena, str_of(refused[i]), &pairs);
        if (err != ERR_MALFORMED)
            print_message("read %s\n", refused[i]);
        assert_int_equal(err, ERR_MALFORMED);
    }
}

/* Depth cannot exhaust the stack, and more members than a form has are too many. */
static void test_read_too_much(void **state)
{
    (void)state;
    struct buf deep = buf_make(&arena, 1), wide = buf_make(&arena, 1);
    struct pairs pairs;
    for (int i = 0; i < 100000; i++)
        buf_add_c(&deep, "[");
    assert_int_equal(json_read_pairs(&arena, buf_text(&deep), &pairs), ERR_MALFORMED);
    for (int i = 0; i <= PAIRS_LIMIT; i++)
        buf_format(&wide, "%c\"a%d\":1", i == 0 ? '{' : ',', i);
    buf_add_c(&wide, "}");
    assert_int_equal(json_read_pairs(&arena, buf_text(&wide), &pairs), ERR_TOO_LARGE);
}

static int blocks; /* that jansson has and has not given back */

static void *take(size_t size)
{
    blocks++;
    return malloc(size);
}

static void give_back(void *at)
{
    blocks -= at != NULL;
    free(at);
}

/* Whatever taking of the arena overflows: the body's document goes with the arena. */
static void test_overflow_leaves_nothing(void **state)
{
    (void)state;
    struct str body = STR("{\"name\":\"S\u00e9\",\"kinds\":[\"a\",\"b\"],\"count\":1}");
    struct pairs pairs;
    jmp_buf overflow;
    volatile int landings = 0;
    arena_free(&arena); /* what it holds has not been counted */
    json_set_alloc_funcs(take, give_back);
    for (volatile size_t limit = 64; limit < 16 * 1024; limit += 64) {
        arena_free(&arena);
        arena = arena_make(limit);
        arena.overflow = &overflow;
        if (setjmp(overflow) == 0)
            assert_int_equal(json_read_pairs(&arena, body, &pairs), OK);
        else
            landings += blocks > 0;
        arena_reset(&arena);
        assert_int_equal(blocks, 0);
    }
    json_set_alloc_funcs(malloc, free);
    arena_free(&arena);
    arena = arena_make(ARENA_REQUEST_LIMIT);
    assert_true(landings > 0);
}

static void test_problem(void **state)
{
    (void)state;
    struct problems problems = problems_make(&arena);
    problems_add_detail(&problems, STR("name"), WORD_form_text_long, STR("10"));
    problems_add(&problems, STR_NONE, WORD_form_required);
    struct buf out = buf_make(&arena, 1);
    json_write_problem(&out, ERR_INVALID, &problems);
    assert_text(buf_text(&out),
                "{\"type\":\"about:blank\",\"title\":\"Unprocessable Content\",\"status\":422,"
                "\"code\":\"invalid\",\"problems\":[{\"field\":\"name\",\"word\":"
                "\"form_text_long\",\"sentence\":\"This is too long. Use 10 characters or "
                "fewer.\"},{\"field\":null,\"word\":\"form_required\",\"sentence\":\"Answer this "
                "question.\"}]}");
    out = buf_make(&arena, 1);
    json_write_problem(&out, ERR_NOT_FOUND, NULL);
    assert_text(buf_text(&out), "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
                                "\"code\":\"not_found\",\"problems\":[]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_write_unreadable),
        cmocka_unit_test(test_write),        cmocka_unit_test(test_write_nothing),
        cmocka_unit_test(test_write_text),   cmocka_unit_test(test_read),
        cmocka_unit_test(test_read_refused), cmocka_unit_test(test_read_too_much),
        cmocka_unit_test(test_overflow_leaves_nothing),
        cmocka_unit_test(test_problem),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
