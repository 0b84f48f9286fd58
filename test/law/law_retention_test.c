/* From which day a record may be erased: a table of cases. */
#include "law/retention.h"
#include "law_test.h"

static void test_the_last_day_counts(void **state)
{
    (void)state;
    static const struct {
        bool is_supported, was_child;
        const char *last, *age_18, *until, *rule;
    } cases[] = {
        {true, false, "2020-02-29", "", "2027-02-28", "RET-SUPPORTED"},
        {false, false, "2020-02-29", "", "2023-02-28", "RET-NOT-SUPPORTED"},
        /* born 2004: 18 on the last day of 2022, which is later than all that was done */
        {false, true, "2019-05-01", "2022-12-31", "2029-12-31", "RET-CHILD"},
        {true, true, "2024-05-01", "2022-12-31", "2031-05-01", "RET-SUPPORTED"},
        /* an adult may have been a child when it happened */
        {false, false, "2020-01-01", "2018-06-01", "2025-06-01", "RET-CHILD"},
        {true, true, "2010-01-01", "", "", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct law_retention_case of = {
            .is_supported = cases[i].is_supported,
            .last_activity = day(cases[i].last),
            .was_child = cases[i].was_child,
            .age_18_on = cases[i].age_18[0] ? day(cases[i].age_18) : DATE_NONE,
        };
        const struct law_retention_rule *rule;
        struct date until =
            law_retention_until(law_retention_built_in(), &of, day("2026-11-24"), &rule);
        struct date expected = cases[i].until[0] ? day(cases[i].until) : DATE_NONE;
        assert_int_equal(until.days, expected.days);
        assert_true(rule ? str_equal_c(rule->rule, cases[i].rule) : cases[i].rule[0] == '\0');
    }
    assert_int_equal(law_retention_least_years(law_retention_built_in()), 3);
}

/* Words that are in nobody's record have a rule of their own, which says nothing of a person. */
static void test_words_of_emergencies(void **state)
{
    (void)state;
    const struct law_retention *rules = law_retention_built_in();
    const struct law_retention_rule *rule;
    struct law_retention_words words = {day("2023-12-31"), day("2024-02-29")};
    struct date until = law_retention_words_until(rules, &words, day("2026-11-24"), &rule);
    assert_int_equal(until.days, day("2027-02-28").days);
    assert_true(str_equal_c(rule->rule, "RET-WORDS"));
    /* what nobody has reviewed is counted from the opening, a year more */
    words.reviewed_on = DATE_NONE;
    until = law_retention_words_until(rules, &words, day("2026-11-24"), &rule);
    assert_int_equal(until.days, day("2027-12-31").days);
    assert_true(str_equal_c(rule->rule, "RET-WORDS-UNREVIEWED"));
    const struct law_retention none = {rules->at, rules->count - 2};
    for (int i = 0; i < 2; i++) {
        words.reviewed_on = i == 0 ? DATE_NONE : day("2024-02-29");
        assert_false(date_is_some(
            law_retention_words_until(&none, &words, day("2026-11-24"), &rule)));
        assert_null(rule);
    }
}

/* Nothing is known of how long: a row of another grade needs a source first. */
static void test_every_rule_says_its_doubt(void **state)
{
    (void)state;
    const struct law_retention *rules = law_retention_built_in();
    for (size_t i = 0; i < rules->count; i++) {
        assert_int_equal(rules->at[i].grade, 'C');
        assert_true(rules->at[i].doubt.size > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_last_day_counts),
        cmocka_unit_test(test_words_of_emergencies),
        cmocka_unit_test(test_every_rule_says_its_doubt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
