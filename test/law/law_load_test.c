/* The law's files: what the built-in ones hold, and how a bad row is told. */
#include "law_test.h"

#include <string.h>

static void all_rows_stand(void **state)
{
    (void)state;
    const struct law_book *book = law_book_built_in();
    assert_int_equal(book->rule_count, 106);
    size_t countable = 0, silent = 0, future = 0;
    for (size_t i = 0; i < book->rule_count; i++) {
        const struct law_rule *rule = &book->rules[i];
        countable += law_rule_is_countable(rule);
        silent += law_rule_is_silent(rule);
        future += rule->is_future;
        assert_ptr_equal(law_rule_find(book, rule->rule), rule);
    }
    assert_int_equal(countable, 77); /* 106 less 25 facts, 2 dates, 2 events */
    assert_int_equal(silent, 21);    /* 19 of grade C and 2 proposals */
    assert_int_equal(future, 2);     /* Wales and Scotland, six months */
    assert_null(law_rule_find(book, STR("REC")));
}

static void a_row_says_all_it_means(void **state)
{
    (void)state;
    const struct law_rule *rule = rule_of("REC-N-45X");
    assert_int_equal(rule->amount, 45);
    assert_int_equal(rule->unit, LAW_CALENDAR_DAY);
    assert_int_equal(rule->relation, LAW_UNTIL_DECISION_WITH_MINIMUM);
    assert_int_equal(rule->nations, NATION_BIT(NATION_NORTHERN_IRELAND));
    assert_true(rule->extendable);
    assert_int_equal(rule->starts_on, LAW_MADE);
    expect_day("from", rule->from, "2022-04-28");
    assert_false(date_is_some(rule->to));
    assert_ptr_equal(rule_of("NCG-9")->other, rule_of("NCG-9WD"));
    assert_true(rule_of("NCG-9-PROP")->is_proposal);
    assert_int_equal(rule_of("ET-3M")->minus_one_day, true);
    assert_int_equal(rule_of("NCG-9")->starts_on, LAW_RECEIVED);
    assert_int_equal(rule_of("RECON-30")->trigger_count, 2);
}

static void a_source_is_told_in_words(void **state)
{
    (void)state;
    struct arena arena = arena_make(1 << 16);
    struct str source = law_rule_source(&arena, law_book_built_in(), rule_of("REC-EW-30S"));
    assert_non_null(strstr(str_c(&arena, source), "Nationality and Borders Act 2022"));
    source = law_rule_source(&arena, law_book_built_in(), rule_of("GAS-12M"));
    assert_non_null(strstr(str_c(&arena, source), "not checked"));
    arena_free(&arena);
}

/* Replaces the first `old` at or after `from` in a built-in file and loads. */
static struct str complaint(struct arena *arena, struct str *file, struct law_texts *texts,
                            const char *from, const char *old, const char *by)
{
    char *text = str_c(arena, *file);
    char *row = strstr(text, from);
    assert_non_null(row);
    char *place = strstr(row, old);
    assert_non_null(place);
    *file = str_format(arena, "%.*s%s%s", (int)(place - text), text, by, place + strlen(old));
    const struct law_book *book = NULL;
    struct law_fault fault;
    enum err err = law_book_load(arena, texts, &book, &fault);
    if (err == OK)
        return STR_NONE;
    assert_null(book);
    return law_fault_text(arena, &fault);
}

static void a_bad_row_names_file_line_and_column(void **state)
{
    (void)state;
    static const struct {
        const char *from, *old, *by, *complaint;
    } cases[] = {
        {"\nRG-TARGET,", ",5,", ",five,",
         "clocks.csv: line 2, column amount: is not a whole number from 1 to 1000"},
        {"\nRG-TARGET,", ",5,", ",0,",
         "clocks.csv: line 2, column amount: is not a whole number from 1 to 1000"},
        {"\nRG-TARGET,", "2009-04-01", "2009-02-30",
         "clocks.csv: line 2, column from: is not a date like 2026-11-24"},
        {"\nRG-TARGET,", ",working_day,", ",wd,",
         "clocks.csv: line 2, column unit: is none of: working_day calendar_day hour week month "
         "year date event none"},
        {"\nRG-TARGET,", ",after,", ",including,",
         "clocks.csv: line 2, column convention: working days cannot include the trigger's day"},
        {"\nRG-TARGET,", ",referral_received,", ",refferal_received,",
         "clocks.csv: line 2, column trigger_event: is no event of events.csv"},
        {"\nRG-TARGET,", ",UK,", ",E;X,",
         "clocks.csv: line 2, column nation: is not UK, - or some of E;W;S;N"},
        {"\nRG-TARGET,", ",expected,", ",fact,",
         "clocks.csv: line 2, column due_means: must be fact exactly where no period is counted"},
        {"\nRG-TARGET,", "england_and_wales", "none",
         "clocks.csv: line 2, column calendar: must stand exactly where working days are counted"},
        {"\nRG-TARGET,", ",A,", ",D,", "clocks.csv: line 2, column grade: is none of: A B C"},
        {"\nRG-TARGET,", ",A,", ",A,,", "clocks.csv: line 2: has too many or too few fields"},
        {"\nRG-TARGET,", "\"RG decision", "RG \"decision",
         "clocks.csv: line 2: is not CSV: a quote is missing or out of place"},
        {"\nCG-MIN,", "CG-MIN", "RG-TARGET",
         "clocks.csv: line 4, column rule: stands in the file before"},
        {"\nREC-EW-45,", "2022-12-12", "2002-12-12",
         "clocks.csv: line 7, column to: is before from"},
        {"\nNCG-9WD,", ",NCG-9,", ",NCG-2,",
         "clocks.csv: line 26, column other_reading: is no rule that names this one back"},
        {"rule,", "trigger_event", "trigger_events",
         "clocks.csv: line 1, column trigger_event: the header does not have this column in its "
         "place"},
        {"\nRG-TARGET,", "referral received", "\xff",
         "clocks.csv: line 1: the file is not UTF-8"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena = arena_make((size_t)16 << 20);
        struct law_texts texts = law_texts_built_in();
        struct str told = complaint(&arena, &texts.clocks, &texts, cases[i].from, cases[i].old,
                                    cases[i].by);
        if (!str_equal_c(told, cases[i].complaint))
            fail_msg("%s: \"%.*s\"", cases[i].complaint, STR_ARGS(told));
        arena_free(&arena);
    }
}

static void a_bad_holiday_names_its_place(void **state)
{
    (void)state;
    struct arena arena = arena_make((size_t)16 << 20);
    struct law_texts texts = law_texts_built_in();
    struct str told = complaint(&arena, &texts.holiday_days, &texts, "2011", "04-29", "04-31");
    assert_true(str_equal_c(told, "holiday-days.csv: line 2, column date: is not a date like "
                                  "2026-11-24"));
    texts = law_texts_built_in();
    told = complaint(&arena, &texts.holiday_rules, &texts, "\nSpring", "-1", "0");
    assert_true(str_equal_c(told, "holiday-rules.csv: line 8, column nth: is neither 1 to 4 nor "
                                  "-1 for the last"));
    texts = law_texts_built_in();
    texts.events = STR("event,text\na,b\n");
    const struct law_book *book;
    struct law_fault fault;
    assert_int_equal(law_book_load(&arena, &texts, &book, &fault), ERR_INVALID);
    texts.events = STR("");
    assert_int_equal(law_book_load(&arena, &texts, &book, &fault), ERR_INVALID);
    arena_free(&arena);
}

static void the_law_of_an_operator_takes_the_place(void **state)
{
    (void)state;
    struct arena arena = arena_make((size_t)16 << 20);
    struct law_texts texts = law_texts_built_in();
    struct str told =
        complaint(&arena, &texts.clocks, &texts, "\nHWA-6M,", ",FUTURE,", ",2027-01-01,");
    assert_true(str_is_empty(told));
    const struct law_book *book;
    struct law_fault fault;
    assert_int_equal(law_book_load(&arena, &texts, &book, &fault), OK);
    struct law_facts facts = law_facts_of(NATION_WALES, day("2027-02-01"));
    struct law_due due = law_due(law_rule_find(book, STR("HWA-6M")), &facts);
    expect_day("commenced", due.due_on, "2027-08-01");
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_rows_stand),
        cmocka_unit_test(a_row_says_all_it_means),
        cmocka_unit_test(a_source_is_told_in_words),
        cmocka_unit_test(a_bad_row_names_file_line_and_column),
        cmocka_unit_test(a_bad_holiday_names_its_place),
        cmocka_unit_test(the_law_of_an_operator_takes_the_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
