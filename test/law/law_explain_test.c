/* Golden explanations: what a page says for "why this date", in English. */
#include "law_test.h"

#include <string.h>

#include "law/explain.h"

static const struct {
    const char *rule;
    char nation;
    const char *trigger_on, *conclusive; /* "-" before a negative decision */
    const char *why;
} golden[] = {
    {"REC-EW-30S", 'E', "2024-01-14", "",
     "30 days beginning with the day of the positive reasonable grounds decision (14 January 2024) "
     "lead to 12 February 2024. It lasts until then or until the conclusive grounds decision, "
     "whichever is later; there is no decision yet, so it does not end before 12 February 2024."},
    {"REC-EW-30S", 'W', "2024-01-14", "2024-02-01",
     "30 days beginning with the day of the positive reasonable grounds decision (14 January 2024) "
     "lead to 12 February 2024. The conclusive grounds decision (1 February 2024) was not later, "
     "so it ends on 12 February 2024."},
    {"REC-EW-30G", 'E', "2022-12-13", "2023-05-02",
     "30 days after the positive reasonable grounds decision (13 December 2022), that day not "
     "counted, lead to 12 January 2023. The period alone ended on 12 January 2023; the conclusive "
     "grounds decision was later, so it ends on 2 May 2023."},
    {"REC-S-90", 'S', "2024-01-14", "",
     "90 days after the positive reasonable grounds decision (14 January 2024), that day not "
     "counted, lead to 13 April 2024. It ends on 13 April 2024, or earlier on the day of the "
     "conclusive grounds decision."},
    {"REC-S-90", 'S', "2024-01-14", "-2024-02-01",
     "90 days after the positive reasonable grounds decision (14 January 2024), that day not "
     "counted, lead to 13 April 2024. The conclusive grounds decision came before the period's "
     "last day (13 April 2024), so it ends on 1 February 2024."},
    {"REC-S-90", 'S', "2024-01-14", "2024-05-01",
     "90 days after the positive reasonable grounds decision (14 January 2024), that day not "
     "counted, lead to 13 April 2024. The conclusive grounds decision (1 May 2024) was not "
     "earlier, so it ends on 13 April 2024."},
    {"REC-N-45X", 'N', "2024-01-14", "",
     "45 days after the positive reasonable grounds decision (14 January 2024), that day not "
     "counted, lead to 28 February 2024. It lasts until the conclusive grounds decision; there is "
     "none yet. After a positive one it does not end before 28 February 2024."},
    {"REC-N-45X", 'N', "2024-01-14", "2024-02-01",
     "45 days after the positive reasonable grounds decision (14 January 2024), that day not "
     "counted, lead to 28 February 2024. The conclusive grounds decision (1 February 2024) was "
     "not later than the minimum, so it ends on 28 February 2024."},
    {"REC-N-45X", 'N', "2024-01-14", "2024-06-01",
     "45 days after the positive reasonable grounds decision (14 January 2024), that day not "
     "counted, lead to 28 February 2024. It lasts until the conclusive grounds decision, and the "
     "minimum ended on 28 February 2024, so it ends on 1 June 2024."},
    {"REC-N-45X", 'N', "2024-01-14", "-2024-02-01",
     "45 days after the positive reasonable grounds decision (14 January 2024), that day not "
     "counted, lead to 28 February 2024. The negative conclusive grounds decision ended it at "
     "once on 1 February 2024."},
    {"NCG-9WD", 'E', "2024-12-20", "",
     "9 working days after the negative conclusive grounds decision (20 December 2024) lead to "
     "7 January 2025. Weekend days skipped: 6; bank holidays skipped: Christmas Day 2024-12-25, "
     "Boxing Day 2024-12-26, New Year's Day 2025-01-01. Bank holidays are those of England."},
    {"RG-TARGET", 'S', "2026-06-12", "",
     "5 working days after the receipt of the referral (12 June 2026) lead to 19 June 2026. "
     "Weekend days skipped: 2; no bank holiday. Bank holidays are those of England and Wales, "
     "because the rule is for the whole United Kingdom."},
    {"ET-3M", 'E', "2024-11-30", "",
     "3 months after the act complained of or the end of work (30 November 2024), that day not "
     "counted, lead to 28 February 2025. One day is taken off: the last day is 27 February 2025."},
    {"GDPR-SAR", 'N', "2024-01-31", "",
     "1 month after the access request (31 January 2024), that day not counted, lead to "
     "29 February 2024."},
    {"RECON-30", 'E', "2025-01-15", "",
     "On that day this rule was not in force yet; it is from 16 January 2025."},
    {"MOV-EW-14", 'E', "2019-02-01", "",
     "On that day this rule was no longer in force; it was until 31 January 2019."},
    {"HWA-6M", 'W', "2026-06-01", "", "This rule is enacted but not in force yet."},
    {"NCG-9", 'S', "2024-12-20", "", "This rule holds elsewhere (E;W)."},
    {"MSEF", 'E', "2024-12-20", "", "This is not a dated clock."},
};

static void why_this_date(void **state)
{
    (void)state;
    const struct law_book *book = law_book_built_in();
    for (size_t i = 0; i < COUNT_OF(golden); i++) {
        struct arena arena = arena_make(1 << 16);
        struct law_facts facts =
            law_facts_of(nation_of(golden[i].nation), day(golden[i].trigger_on));
        facts.is_conclusive_negative = golden[i].conclusive[0] == '-';
        facts.conclusive_on = day(golden[i].conclusive + facts.is_conclusive_negative);
        struct law_explanation why = law_explain(&arena, book, rule_of(golden[i].rule), &facts);
        struct str text = law_explanation_english(&arena, book, &why, why.why_count);
        if (!str_equal_c(text, golden[i].why))
            fail_msg("%s:\n  %.*s\ninstead of\n  %s", golden[i].rule, STR_ARGS(text),
                     golden[i].why);
        arena_free(&arena);
    }
}

static void hours_and_floors(void **state)
{
    (void)state;
    const struct law_book *book = law_book_built_in();
    struct arena arena = arena_make(1 << 16);
    struct law_facts facts = law_facts_of(NATION_ENGLAND, day("2026-07-01"));
    facts.trigger_at = minute("2026-07-01T02:10Z");
    struct law_explanation why = law_explain(&arena, book, rule_of("KPI-HOUSE-8H"), &facts);
    assert_true(str_equal_c(law_explanation_english(&arena, book, &why, why.why_count),
                            "8 hours after the need of accommodation (1 July 2026, 03:10) lead to "
                            "1 July 2026, 11:10."));
    facts = law_facts_of(NATION_ENGLAND, day("2026-03-09"));
    facts.floor_on = day("2026-04-10");
    why = law_explain(&arena, book, rule_of("ASY-GRANT-42"), &facts);
    assert_true(str_equal_c(law_explanation_english(&arena, book, &why, why.why_count),
                            "42 days after the grant of asylum (9 March 2026), that day not "
                            "counted, lead to 20 April 2026. It never ends before 28 days after "
                            "the discontinuation letter, so it ends on 8 May 2026."));
    arena_free(&arena);
}

static bool says(const struct law_explanation *why, enum law_sentence_pattern pattern)
{
    for (size_t i = 0; i < why->count; i++) {
        if (why->sentences[i].pattern == pattern)
            return true;
    }
    return false;
}

static void where_it_comes_from(void **state)
{
    (void)state;
    const struct law_book *book = law_book_built_in();
    struct arena arena = arena_make(1 << 16);
    struct law_facts facts = law_facts_of(NATION_ENGLAND, day("2024-12-20"));
    struct law_explanation why = law_explain(&arena, book, rule_of("NCG-9WD"), &facts);
    assert_true(says(&why, LAW_SAYS_OTHER_READING));
    assert_true(says(&why, LAW_SAYS_DOUBT));
    assert_true(says(&why, LAW_SAYS_GRADE_C));
    why = law_explain(&arena, book, rule_of("NCG-9-PROP"), &facts);
    assert_true(says(&why, LAW_SAYS_PROPOSAL));
    assert_false(says(&why, LAW_SAYS_GRADE_C));
    why = law_explain(&arena, book, rule_of("MOV-EW-45B"), &facts);
    assert_true(says(&why, LAW_SAYS_MINIMUM_THEN_ASSESSMENT));
    why = law_explain(&arena, book, rule_of("JR-3M"), &facts);
    assert_true(says(&why, LAW_SAYS_PROMPTLY));
    facts.nation = NATION_NORTHERN_IRELAND;
    why = law_explain(&arena, book, rule_of("MOV-N-12"), &facts);
    assert_true(says(&why, LAW_SAYS_EXTENDABLE));
    arena_free(&arena);
}

/* Every rule in every nation has sentences, and every sentence has English without a hole. */
static void every_rule_can_be_told(void **state)
{
    (void)state;
    const struct law_book *book = law_book_built_in();
    for (size_t r = 0; r < book->rule_count; r++) {
        for (int nation = 0; nation < NATION_COUNT; nation++) {
            struct arena arena = arena_make(1 << 16);
            struct law_facts facts = law_facts_of(nation, day("2025-12-20"));
            facts.conclusive_on = nation % 2 ? day("2026-02-01") : DATE_NONE;
            struct law_explanation why = law_explain(&arena, book, &book->rules[r], &facts);
            assert_in_range(why.why_count, 1, why.count);
            struct str text = law_explanation_english(&arena, book, &why, why.count);
            assert_int_equal(str_find(text, '{', 0), SIZE_MAX);
            assert_null(strstr(str_c(&arena, text), "no day"));
            arena_free(&arena);
        }
    }
}

static void codes_are_word_keys(void **state)
{
    (void)state;
    for (int pattern = 0; pattern < LAW_SENTENCE_PATTERNS; pattern++) {
        const char *code = law_sentence_code(pattern);
        assert_non_null(code);
        for (int other = 0; other < pattern; other++)
            assert_string_not_equal(code, law_sentence_code(other));
    }
    assert_string_equal(law_unit_code(LAW_CALENDAR_DAY), "calendar_day");
}

/* Of a rule that several events start, the one that did is told. */
static void the_event_that_counts_is_told(void **state)
{
    (void)state;
    const struct law_book *book = law_book_built_in();
    struct arena arena = arena_make((size_t)1 << 20);
    struct law_fact fact = law_fact_on(STR("negative_conclusive_grounds"), day("2026-03-02"));
    struct law_case facts = {.nation = NATION_SCOTLAND, .facts = &fact, .count = 1};
    struct law_clocks clocks = law_clocks(&arena, book, &facts);
    assert_int_equal(clocks.count, 1);
    struct law_explanation why = law_explain_clock(&arena, book, &clocks.at[0]);
    struct str text = law_explanation_english(&arena, book, &why, why.why_count);
    assert_true(str_equal_c(text, "30 days after the negative conclusive grounds decision (2 March "
                                  "2026), that day not counted, lead to 1 April 2026."));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(why_this_date),
        cmocka_unit_test(hours_and_floors),
        cmocka_unit_test(where_it_comes_from),
        cmocka_unit_test(every_rule_can_be_told),
        cmocka_unit_test(codes_are_word_keys),
        cmocka_unit_test(the_event_that_counts_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
