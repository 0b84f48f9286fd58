/* Routes: which row answers, what its parts are called, and what it costs to find it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "web/route.h"

struct row {
    struct route_pattern pattern;
    int more; /* rows of the real table hold more than a pattern */
};

static const struct row rows[] = {
    {{METHOD_GET, "/"}, 0},
    {{METHOD_GET, "/people/{person}"}, 0},
    {{METHOD_GET, "/people/new"}, 0},
    {{METHOD_POST, "/people"}, 0},
    {{METHOD_GET, "/people/{person}/notes"}, 0},
    {{METHOD_POST, "/people/{person}/notes"}, 0},
    {{METHOD_GET, "/{kind}/{thing}/notes"}, 0},
    {{METHOD_GET, "/houses/{house}/beds/{bed}/voids/new"}, 0},
    {{METHOD_GET, "/desk/{tab}"}, 0},
    {{METHOD_GET, "/m/{language}/ask/{form}/{question}"}, 0},
};

static const struct route_index *index_of_rows(void)
{
    static struct route_index index;
    route_index_make(rows, sizeof(rows[0]), COUNT_OF(rows), &index);
    return &index;
}

static int find(enum method method, const char *path, struct request *request)
{
    *request = (struct request){.method = method, .path = str_of(path)};
    return route_find(index_of_rows(), request);
}

static void test_find(void **state)
{
    (void)state;
    static const struct {
        enum method method;
        const char *path;
        int row;
    } cases[] = {
        {METHOD_GET, "/", 0},
        {METHOD_POST, "/", ROUTE_OTHER_METHOD},
        {METHOD_GET, "/people/SR-4821", 1},
        {METHOD_GET, "/people/new", 2},
        {METHOD_GET, "/people/newer", 1},
        {METHOD_POST, "/people/new", ROUTE_OTHER_METHOD},
        {METHOD_POST, "/people", 3},
        {METHOD_GET, "/people", ROUTE_OTHER_METHOD},
        {METHOD_GET, "/people/", ROUTE_NONE},
        {METHOD_GET, "/people/SR-4821/", ROUTE_NONE},
        {METHOD_GET, "/people/SR-4821/notes", 4},
        {METHOD_POST, "/people/SR-4821/notes", 5},
        {METHOD_GET, "/houses/H1/notes", 6},
        {METHOD_POST, "/houses/H1/notes", ROUTE_OTHER_METHOD},
        {METHOD_GET, "/houses/H1/beds/2/voids/new", 7},
        {METHOD_GET, "/houses/H1/beds/2/voids/newer", ROUTE_NONE},
        {METHOD_GET, "/peopl", ROUTE_NONE},
        {METHOD_GET, "/people/a/b", ROUTE_NONE},
        {METHOD_GET, "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o", ROUTE_NONE},
    };
    struct request request;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (find(cases[i].method, cases[i].path, &request) != cases[i].row)
            print_message("path %s\n", cases[i].path);
        assert_int_equal(find(cases[i].method, cases[i].path, &request), cases[i].row);
    }
}

static void test_values(void **state)
{
    (void)state;
    struct request request;
    find(METHOD_GET, "/m/ar/ask/first/3", &request);
    assert_int_equal(request.path_value_count, 3);
    assert_true(str_equal_c(request_path(&request, "language"), "ar"));
    assert_true(str_equal_c(request_path(&request, "form"), "first"));
    assert_true(str_equal_c(request_path(&request, "question"), "3"));
    find(METHOD_GET, "/people/new", &request);
    assert_int_equal(request.path_value_count, 0);
}

static void test_allow(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"/people/a/notes", "GET, HEAD, POST"},
                                           {"/people", "POST"},
                                           {"/desk/held", "GET, HEAD"},
                                           {"/nowhere", ""}};
    struct request request;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        find(METHOD_GET, cases[i][0], &request);
        struct str allow = route_allow(index_of_rows(), &request);
        assert_true(str_equal_c(allow, cases[i][1]));
    }
}

/* A table as long as Haven's will be; the last row of it costs less than a tenth of a request. */
static void test_cost(void **state)
{
    (void)state;
    if (getenv("HAVEN_INSTRUMENTED")) /* script/tests-in-c: times mean nothing there */
        return;
    enum { ROWS = 128, ROUNDS = 20000 };
    static struct row many[ROWS];
    static char patterns[ROWS][48];
    for (int i = 0; i < ROWS; i++) {
        snprintf(patterns[i], sizeof(patterns[i]), "/%s/{id}/thing-%d",
                 i % 3 ? "people" : "placements", i);
        many[i].pattern = (struct route_pattern){METHOD_GET, patterns[i]};
    }
    static struct route_index index;
    route_index_make(many, sizeof(many[0]), ROWS, &index);
    struct request request = {.path = STR("/people/SR-4821/thing-127")};
    struct timespec begin, end;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
    for (int i = 0; i < ROUNDS; i++)
        assert_int_equal(route_find(&index, &request), 127);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
    double us = ((double)(end.tv_sec - begin.tv_sec) * 1e9 +
                 (double)(end.tv_nsec - begin.tv_nsec)) / 1e3 / ROUNDS;
    print_message("# a route among %d: %.2f us\n", ROWS, us);
    assert_true(us < 50); /* also under sanitizers and on a busy machine */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_allow),
        cmocka_unit_test(test_cost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
