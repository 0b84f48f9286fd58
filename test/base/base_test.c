/* What base/ writes by hand: the days of the calendar, numbers, text that grows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/base.h"

static int days_of(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && is_leap);
}

/* The next day, as one counts on a calendar. */
static struct date_parts next_day(struct date_parts day)
{
    if (day.day < days_of(day.year, day.month))
        return (struct date_parts){day.year, day.month, day.day + 1};
    if (day.month < 12)
        return (struct date_parts){day.year, day.month + 1, 1};
    return (struct date_parts){day.year + 1, 1, 1};
}

static bool is_same(struct date_parts a, struct date_parts b)
{
    return a.year == b.year && a.month == b.month && a.day == b.day;
}

static void every_day_of_the_calendar(void **state)
{
    (void)state;
    struct date date;
    struct date_parts day = {1, 1, 1};
    int weekday = MONDAY; /* 0001-01-01, counted back by Gregory's rules */
    assert_int_equal(date_make(day, &date), OK);
    for (; day.year <= 9999; day = next_day(day), date.days++, weekday = weekday % 7 + 1) {
        struct date made;
        bool is_right = is_same(date_parts(date), day) && date_make(day, &made) == OK &&
                        made.days == date.days && date_weekday(date) == weekday;
        if (!is_right)
            fail_msg("%04d-%02d-%02d", day.year, day.month, day.day);
    }
}

/* Days of no year, DATE_NONE among them, still have a month and a day that tables can be asked
 * for. */
static void days_of_no_year(void **state)
{
    (void)state;
    static const int32_t days[] = {INT32_MIN, INT32_MIN + 1, -719469, -719529, 2932897, INT32_MAX};
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        struct date_parts parts = date_parts((struct date){days[i]});
        assert_in_range(parts.month, 1, 12);
        assert_in_range(parts.day, 1, 31);
    }
}

static void dates_and_instants(void **state)
{
    (void)state;
    static const char *const texts[] = {"0001-01-01T00:00:00Z", "0987-03-01T09:08:07Z",
                                        "1969-12-31T23:59:59Z", "2000-02-29T10:10:10Z",
                                        "2026-11-24T02:10:00Z", "9999-12-31T23:59:59Z"};
    struct arena arena = arena_make(1024);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct instant instant;
        struct date date;
        assert_int_equal(instant_parse(str_of(texts[i]), &instant), OK);
        assert_true(str_equal_c(instant_text(&arena, instant), texts[i]));
        assert_int_equal(date_parse(str_slice(str_of(texts[i]), 0, 10), &date), OK);
        assert_true(str_equal(date_text(&arena, date), str_slice(str_of(texts[i]), 0, 10)));
    }
    arena_free(&arena);
}

static void numbers(void **state)
{
    (void)state;
    struct i64_digits room;
    for (int64_t size = 1; size < INT64_MAX / 10; size *= 10)
        for (int64_t near = -11; near <= 11; near++)
            for (int sign = -1; sign <= 1; sign += 2) {
                char expected[32];
                snprintf(expected, sizeof(expected), "%lld", (long long)(sign * (size + near)));
                assert_true(str_equal_c(i64_text(sign * (size + near), &room), expected));
            }
    assert_true(str_equal_c(i64_text(INT64_MAX, &room), "9223372036854775807"));
    assert_true(str_equal_c(i64_text(INT64_MIN, &room), "-9223372036854775808"));
}

/* What is written where buf_room says stands behind what was there, also when that moved. */
static void text_that_grows(void **state)
{
    (void)state;
    struct arena arena = arena_make(64 * 1024);
    struct buf buf = buf_make(&arena, 1);
    for (int i = 0; i < 1000; i++) {
        memcpy(buf_room(&buf, 3), "abc", 3);
        buf.size += 3;
        buf_add_char(&buf, 'd');
        buf_add(&buf, STR_NONE);
    }
    assert_int_equal(buf.size, 4000);
    for (size_t i = 0; i < buf.size; i += 4)
        assert_memory_equal(buf.at + i, "abcd", 4);
    arena_free(&arena);
}

/* A text that cannot be read stays apart from an empty one, whatever is made of it. */
static void text_that_cannot_be_read(void **state)
{
    (void)state;
    struct arena arena = arena_make(4096);
    struct str rest = STR_UNREADABLE;
    struct str_list parts = str_split(&arena, STR_UNREADABLE, ',');
    assert_true(str_is_unreadable(str_copy(&arena, STR_UNREADABLE)));
    assert_true(str_is_unreadable(str_trim(STR_UNREADABLE)));
    assert_true(str_is_unreadable(str_cut(&rest, ',')));
    assert_int_equal(parts.count, 1);
    assert_true(str_is_unreadable(parts.at[0]));
    assert_true(str_is_unreadable(str_made_of(STR_UNREADABLE, STR("made"))));
    assert_true(str_is_unreadable(str_left_of(STR_UNREADABLE, STR(""))));
    assert_true(str_equal_c(str_left_of(STR_UNREADABLE, STR("typed")), "typed"));
    assert_false(str_is_unreadable(STR_NONE));
    assert_false(str_is_unreadable(STR("")));
    assert_false(str_is_unreadable(str_left_of(STR("stood"), STR(""))));
    assert_int_equal(str_split(&arena, STR_NONE, ',').count, 0);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_the_calendar), cmocka_unit_test(days_of_no_year),
        cmocka_unit_test(dates_and_instants),        cmocka_unit_test(numbers),
        cmocka_unit_test(text_that_grows),           cmocka_unit_test(text_that_cannot_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
