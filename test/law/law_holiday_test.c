/* Bank holidays against the published lists, and the counting of working days. */
#include "law_test.h"

#include <string.h>

/* A year's list as "MM-DD", a star for a substitute day, as gov.uk/bank-holidays has it. */
static const struct {
    char nation;
    int year;
    const char *days;
} lists[] = {
    {'E', 2009, "01-01 04-10 04-13 05-04 05-25 08-31 12-25 12-28*"},
    {'E', 2010, "01-01 04-02 04-05 05-03 05-31 08-30 12-27* 12-28*"},
    {'E', 2011, "01-03* 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27*"},
    {'E', 2012, "01-02* 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26"},
    {'E', 2016, "01-01 03-25 03-28 05-02 05-30 08-29 12-26 12-27*"},
    {'E', 2017, "01-02* 04-14 04-17 05-01 05-29 08-28 12-25 12-26"},
    {'E', 2018, "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26"},
    {'E', 2019, "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26"},
    {'E', 2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28*"},
    {'W', 2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27* 12-28*"},
    {'W', 2022, "01-03* 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27*"},
    {'E', 2023, "01-02* 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"},
    {'E', 2024, "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26"},
    {'E', 2025, "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"},
    {'E', 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28*"},
    {'E', 2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27* 12-28*"},
    {'E', 2028, "01-03* 04-14 04-17 05-01 05-29 08-28 12-25 12-26"},
    {'E', 2030, "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26"},
    {'S', 2016, "01-01 01-04* 03-25 05-02 05-30 08-01 11-30 12-26 12-27*"},
    {'S', 2017, "01-02 01-03* 04-14 05-01 05-29 08-07 11-30 12-25 12-26"},
    {'S', 2019, "01-01 01-02 04-19 05-06 05-27 08-05 12-02* 12-25 12-26"},
    {'S', 2020, "01-01 01-02 04-10 05-08 05-25 08-03 11-30 12-25 12-28*"},
    {'S', 2022, "01-03* 01-04* 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27*"},
    {'S', 2023, "01-02 01-03* 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26"},
    {'S', 2025, "01-01 01-02 04-18 05-05 05-26 08-04 12-01* 12-25 12-26"},
    {'S', 2026, "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28*"},
    {'N', 2016, "01-01 03-17 03-25 03-28 05-02 05-30 07-12 08-29 12-26 12-27*"},
    {'N', 2018, "01-01 03-19* 03-30 04-02 05-07 05-28 07-12 08-27 12-25 12-26"},
    {'N', 2020, "01-01 03-17 04-10 04-13 05-08 05-25 07-13* 08-31 12-25 12-28*"},
    {'N', 2024, "01-01 03-18* 03-29 04-01 05-06 05-27 07-12 08-26 12-25 12-26"},
    {'N', 2026, "01-01 03-17 04-03 04-06 05-04 05-25 07-13* 08-31 12-25 12-28*"},
};

static void the_published_lists(void **state)
{
    (void)state;
    const struct holiday_book *book = law_book_built_in()->holidays;
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        struct holiday holidays[HOLIDAYS_A_YEAR_MAX];
        char found[256] = "";
        size_t count =
            holidays_of_year(book, nation_of(lists[i].nation), lists[i].year, holidays);
        for (size_t h = 0; h < count; h++) {
            struct date_parts parts = date_parts(holidays[h].on);
            size_t at = strlen(found);
            assert_int_equal(parts.year, lists[i].year);
            snprintf(found + at, sizeof(found) - at, "%s%02d-%02d%s", h == 0 ? "" : " ",
                     parts.month, parts.day, holidays[h].is_substitute ? "*" : "");
        }
        if (strcmp(found, lists[i].days) != 0)
            fail_msg("%c %d: %s instead of %s", lists[i].nation, lists[i].year, found,
                     lists[i].days);
    }
}

static void easter_falls_where_the_tables_say(void **state)
{
    (void)state;
    static const char *const sundays[] = {"1818-03-22", "1943-04-25", "2000-04-23", "2008-03-23",
                                          "2011-04-24", "2019-04-21", "2024-03-31", "2025-04-20",
                                          "2035-03-25", "2038-04-25"};
    for (size_t i = 0; i < COUNT_OF(sundays); i++)
        expect_day("Easter", easter_sunday(date_parts(day(sundays[i])).year), sundays[i]);
}

static void no_holiday_on_a_weekend_or_twice(void **state)
{
    (void)state;
    const struct holiday_book *book = law_book_built_in()->holidays;
    for (int year = HOLIDAY_YEAR_FIRST; year <= HOLIDAY_YEAR_LAST; year++) {
        for (int nation = 0; nation < NATION_COUNT; nation++) {
            struct holiday holidays[HOLIDAYS_A_YEAR_MAX];
            size_t count = holidays_of_year(book, nation, year, holidays);
            assert_in_range(count, 8, 12);
            for (size_t i = 0; i < count; i++) {
                assert_true(date_weekday(holidays[i].on) <= FRIDAY);
                assert_true(is_bank_holiday(book, nation, holidays[i].on));
                assert_true(i == 0 || date_compare(holidays[i - 1].on, holidays[i].on) < 0);
            }
        }
    }
}

/* Outside the years that are looked up the same days come out. */
static void far_years_are_worked_out(void **state)
{
    (void)state;
    const struct holiday_book *book = law_book_built_in()->holidays;
    assert_true(is_bank_holiday(book, NATION_ENGLAND, day("2050-04-08"))); /* Good Friday */
    assert_true(is_bank_holiday(book, NATION_ENGLAND, day("1999-12-28"))); /* Boxing Day, moved */
    assert_false(is_bank_holiday(book, NATION_ENGLAND, day("2050-04-12")));
    assert_false(is_bank_holiday(book, NATION_SCOTLAND, day("2050-04-11")));
    assert_true(is_bank_holiday(book, NATION_ENGLAND, day("2050-04-11")));
}

static void working_days_step_over_what_is_free(void **state)
{
    (void)state;
    const struct holiday_book *book = law_book_built_in()->holidays;
    struct date on = day("2026-06-12"); /* a Friday */
    expect_day("E", date_add_working_days(book, NATION_ENGLAND, on, 1), "2026-06-15");
    expect_day("S", date_add_working_days(book, NATION_SCOTLAND, on, 1), "2026-06-16");
    expect_day("none", date_add_working_days(book, NATION_SCOTLAND, on, 0), "2026-06-12");
    expect_day("from a Sunday", date_add_working_days(book, NATION_ENGLAND, day("2026-06-14"), 1),
               "2026-06-15");
    expect_day("back", date_add_working_days(book, NATION_SCOTLAND, day("2026-06-16"), -1),
               "2026-06-12");
}

/* What anybody would write first: a day at a time. */
static struct date one_by_one(enum law_nation nation, struct date on, int32_t count)
{
    const struct holiday_book *book = law_book_built_in()->holidays;
    int32_t step = count < 0 ? -1 : 1;
    while (count != 0) {
        on = date_add_days(on, step);
        count -= is_working_day(book, nation, on) ? step : 0;
    }
    return on;
}

/* Across both ends of the years that are looked up, and in the middle. */
static void counting_by_number_is_counting(void **state)
{
    (void)state;
    static const char *const from[] = {"1999-11-01", "2026-03-01", "2049-10-01"};
    static const int32_t counts[] = {-300, -9, -1, 0, 1, 3, 5, 9, 300};
    const struct holiday_book *book = law_book_built_in()->holidays;
    for (size_t i = 0; i < COUNT_OF(from) * NATION_COUNT; i++) {
        struct date first = day(from[i / NATION_COUNT]);
        enum law_nation nation = (enum law_nation)(i % NATION_COUNT);
        for (int32_t ahead = 0; ahead < 150; ahead++) {
            struct date on = date_add_days(first, ahead);
            for (size_t c = 0; c < COUNT_OF(counts); c++)
                assert_int_equal(date_add_working_days(book, nation, on, counts[c]).days,
                                 one_by_one(nation, on, counts[c]).days);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_lists),
        cmocka_unit_test(easter_falls_where_the_tables_say),
        cmocka_unit_test(no_holiday_on_a_weekend_or_twice),
        cmocka_unit_test(far_years_are_worked_out),
        cmocka_unit_test(working_days_step_over_what_is_free),
        cmocka_unit_test(counting_by_number_is_counting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
