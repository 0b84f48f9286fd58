/* law_test.h - what every test of the law needs: dates from text, rules by name. */
#ifndef TEST_LAW_LAW_TEST_H
#define TEST_LAW_LAW_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "law/clock.h"
#include "law/edition.h"

/* "" gives DATE_NONE. */
static inline struct date day(const char *text)
{
    struct date date = DATE_NONE;
    if (text[0] != '\0')
        assert_int_equal(date_parse(str_of(text), &date), OK);
    return date;
}

static inline struct instant minute(const char *text)
{
    struct instant instant;
    assert_int_equal(instant_parse(str_of(text), &instant), OK);
    return instant;
}

static inline const struct law_rule *rule_of(const char *name)
{
    const struct law_rule *rule = law_rule_find(law_book_built_in(), str_of(name));
    if (rule == NULL)
        fail_msg("there is no rule %s", name);
    return rule;
}

static inline enum law_nation nation_of(char code)
{
    enum law_nation nation;
    assert_int_equal(nation_parse((struct str){&code, 1}, &nation), OK);
    return nation;
}

/* Compares with the date's text and names the case when they differ. */
static inline void expect_day(const char *about, struct date found, const char *expected)
{
    struct arena arena = arena_make(4096);
    struct str text = date_text(&arena, found);
    if (!str_equal_c(text, expected))
        fail_msg("%s: %.*s instead of %s", about, STR_ARGS(text), expected);
    arena_free(&arena);
}

#endif
