/* Worked examples of single clocks, each with what it rests on, and properties of all of them. */
#include "law_test.h"

#include <string.h>

struct example {
    const char *rule;
    char nation;
    const char *trigger_on;
    const char *conclusive; /* "" none; "-2024-02-01" a negative decision */
    const char *due;        /* a date, "open D", "not dated", "other nation", "not in force" */
    const char *why;
};

static const struct example examples[] = {
    /* recovery and reflection */
    {"REC-EW-45", 'E', "2019-01-14", "", "open 2019-02-28", "45 days after; Hope for the future"},
    {"REC-EW-45", 'E', "2019-01-14", "2019-02-01", "2019-02-28", "the later of the two"},
    {"REC-EW-45", 'E', "2019-01-14", "2019-08-30", "2019-08-30", "the later of the two"},
    {"REC-EW-45", 'E', "2022-12-12", "2022-12-13", "2023-01-26", "last day of 45"},
    {"REC-EW-45", 'E', "2022-12-13", "", "not in force", "written statement 13 December 2022"},
    {"REC-EW-30G", 'E', "2022-12-13", "", "open 2023-01-12", "30 by guidance, after the day"},
    {"REC-EW-30G", 'W', "2023-01-29", "", "open 2023-02-28", "its last day"},
    {"REC-EW-30S", 'W', "2023-01-30", "", "open 2023-02-28", "MSA s50A(4): that day counts"},
    {"REC-EW-30S", 'E', "2024-01-14", "", "open 2024-02-12", "D + 29"},
    {"REC-EW-30S", 'E', "2024-01-14", "2024-02-12", "2024-02-12", "same day either way"},
    {"REC-EW-30S", 'E', "2024-01-14", "-2024-01-20", "2024-02-12", "s61 asks for a decision only"},
    {"REC-EW-30S", 'S', "2024-01-14", "", "other nation", "England and Wales"},
    {"REC-EW-FURTHER", 'E', "2024-02-01", "", "open 2024-03-01", "leap year"},
    {"REC-S-OLD", 'S', "2018-03-31", "", "2018-05-15", "until the Act's period began"},
    {"REC-S-90", 'S', "2018-04-01", "", "2018-06-30", "2015 Act s9: 90 days without a decision"},
    {"REC-S-90", 'S', "2024-01-14", "2024-02-01", "2024-02-01", "the earlier of the two"},
    {"REC-S-90", 'S', "2024-01-14", "-2024-02-01", "2024-02-01", "any decision ends the duty"},
    {"REC-S-90", 'S', "2024-01-14", "2024-07-01", "2024-04-13", "the earlier of the two"},
    {"REC-N-45X", 'N', "2024-01-14", "", "open 2024-02-28", "2015 NI Act s18: until the decision"},
    {"REC-N-45X", 'N', "2024-01-14", "2024-02-01", "2024-02-28", "positive: not before 45 days"},
    {"REC-N-45X", 'N', "2024-01-14", "2024-06-01", "2024-06-01", "until the decision"},
    {"REC-N-45X", 'N', "2024-01-14", "-2024-02-01", "2024-02-01", "negative: at once"},
    {"REC-N-45", 'N', "2022-04-27", "", "open 2022-06-11", "before the 2022 Act"},
    {"REC-N-45", 'N', "2015-01-12", "", "not in force", "the day before the Act"},
    /* move-on: a positive decision on 14 January 2019 under the law of that day */
    {"MOV-EW-14", 'E', "2019-01-14", "", "2019-01-28", "14 days; Hope for the future, diagram"},
    {"MOV-EW-45A", 'E', "2019-01-14", "", "not in force", "began 1 February 2019"},
    {"MOV-EW-45A", 'E', "2019-02-01", "", "2019-03-18", "first day of 45"},
    {"MOV-EW-JR1", 'E', "2019-03-28", "", "not dated", "interim relief: no end by time"},
    {"MOV-EW-JR2", 'E', "2019-06-28", "", "not dated", "consent order: by need, not time"},
    {"MOV-EW-45B", 'E', "2019-09-27", "", "2019-11-11", "45 days at least, then assessment"},
    {"MOV-N-12", 'N', "2024-02-29", "", "2025-02-28", "12 months from a leap day"},
    /* exit after a refusal */
    {"NCG-2", 'E', "2019-01-31", "", "2019-02-02", "last day of two days"},
    {"NCG-9", 'E', "2024-12-20", "", "2024-12-29", "nine days as calendar days"},
    {"NCG-9WD", 'E', "2024-12-20", "", "2025-01-07", "Christmas, Boxing and New Year's Day"},
    {"NCG-9WD", 'W', "2025-04-17", "", "2025-05-02", "Good Friday and Easter Monday"},
    {"NCG-9", 'S', "2024-12-20", "", "other nation", "a refusal in Scotland has no such exit"},
    {"RECON-0", 'S', "2024-02-11", "", "not dated", "no time limit then"},
    {"RECON-1M", 'S', "2024-02-12", "", "2024-03-12", "one month; R (KM)"},
    {"RECON-1M", 'E', "2024-12-31", "", "2025-01-31", "month ends"},
    {"RECON-30", 'N', "2025-01-16", "", "2025-02-15", "30 days, all nations"},
    {"RECON-30", 'E', "2025-01-15", "", "not in force", "the month still ruled"},
    /* the competent authority */
    {"RG-TARGET", 'E', "2026-06-12", "", "2026-06-19", "five working days over one weekend"},
    {"RG-TARGET", 'S', "2026-06-12", "", "2026-06-19", "UK: Scotland's 15 June does not count"},
    {"RG-TARGET", 'N', "2024-07-10", "", "2024-07-17", "UK: 12 July does not count"},
    {"RG-TARGET", 'E', "2022-05-31", "", "2022-06-09", "2 and 3 June 2022"},
    {"CG-MIN", 'E', "2024-01-31", "", "2024-03-01", "30 days after"},
    {"CG-MIN", 'N', "2024-01-31", "", "other nation", "as written"},
    /* other months, years, weeks */
    {"ET-3M", 'E', "2024-11-30", "", "2025-02-27", "three months less one day, month end first"},
    {"ET-3M", 'S', "2025-01-31", "", "2025-04-29", "30 April less one day"},
    {"ET-6M", 'W', "2026-10-01", "", "2027-03-31", "six months less one day"},
    {"ET-3M", 'E', "2026-10-01", "", "not in force", "six months from then"},
    {"GDPR-SAR", 'E', "2024-01-31", "", "2024-02-29", "the month's last day"},
    {"GDPR-SAR", 'E', "2023-01-31", "", "2023-02-28", "the month's last day"},
    {"CICA-2Y", 'S', "2024-02-29", "", "2026-02-28", "two years"},
    {"CICA-2Y", 'N', "2024-02-29", "", "other nation", "Northern Ireland has its own scheme"},
    {"ACAS-12W", 'E', "2025-12-01", "", "2026-02-23", "twelve weeks"},
    {"UC-FIRST", 'N', "2024-01-01", "", "2024-02-05", "five weeks"},
    {"ASAP-3WD", 'E', "2026-04-02", "", "2026-04-09", "over Easter"},
    {"MSSIG-MIN-1W", 'N', "2020-01-14", "", "2020-01-21", "no nation: fits all"},
    /* asylum move-on, 8 and 9 March 2026 */
    {"ASY-GRANT-28B", 'E', "2026-03-08", "", "2026-04-05", "last day of 28"},
    {"ASY-GRANT-28B", 'E', "2026-03-09", "", "not in force", "42 from 9 March"},
    {"ASY-GRANT-42", 'E', "2026-03-08", "", "not in force", "42 from 9 March"},
    {"ASY-GRANT-42", 'E', "2026-03-09", "", "2026-04-20", "first day of 42"},
    /* what is not a dated clock, checked before nation and force */
    {"KPI-HOUSE-8H", 'S', "1990-01-01", "", "not dated", "hours without an instant"},
    {"CG-BACKLOG", 'E', "2025-01-01", "", "not dated", "a policy"},
    {"CHILD-STEP", 'S', "2025-01-01", "", "not dated", "an event"},
    {"MSEF", 'E', "2025-01-01", "", "not dated", "amount 1, but an event"},
    {"HWA-6M", 'W', "2026-06-01", "", "not in force", "enacted, not commenced"},
    {"HSA-6M", 'E', "2026-06-01", "", "other nation", "the nation is checked first"},
    {"HSA-2M", 'S', "2025-12-31", "", "2026-02-28", "two months"},
};

static struct law_facts facts_of(const struct example *example)
{
    struct law_facts facts = law_facts_of(nation_of(example->nation), day(example->trigger_on));
    facts.is_conclusive_negative = example->conclusive[0] == '-';
    facts.conclusive_on = day(example->conclusive + facts.is_conclusive_negative);
    return facts;
}

static void check_example(const struct example *example)
{
    char about[128];
    snprintf(about, sizeof(about), "%s %c %s (%s)", example->rule, example->nation,
             example->trigger_on, example->why);
    struct law_facts facts = facts_of(example);
    struct law_due due = law_due(rule_of(example->rule), &facts);
    static const char *const kinds[] = {
        [LAW_DUE_NOT_DATED] = "not dated",
        [LAW_DUE_OTHER_NATION] = "other nation",
        [LAW_DUE_NOT_IN_FORCE] = "not in force",
    };
    if (due.kind == LAW_DUE_ON) {
        expect_day(about, due.due_on, example->due);
    } else if (due.kind == LAW_DUE_OPEN) {
        assert_memory_equal(example->due, "open ", 5);
        expect_day(about, due.period_on, example->due + 5);
    } else if (strcmp(kinds[due.kind], example->due) != 0) {
        fail_msg("%s: %s instead of %s", about, kinds[due.kind], example->due);
    }
}

static void worked_examples(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(examples); i++)
        check_example(&examples[i]);
}

/* A positive decision on 14 January 2019 when the law of a later day is laid over it. */
static void one_decision_under_four_regimes(void **state)
{
    (void)state;
    static const struct {
        const char *rule, *law_of, *due;
    } regimes[] = {
        {"MOV-EW-14", "2019-01-14", "2019-01-28"},
        {"MOV-EW-45A", "2019-02-01", "2019-02-28"},
        {"MOV-EW-JR1", "2019-04-17", ""},
        {"MOV-EW-45B", "2019-09-27", "2019-02-28"},
    };
    for (size_t i = 0; i < COUNT_OF(regimes); i++) {
        struct law_facts facts = law_facts_of(NATION_ENGLAND, day("2019-01-14"));
        facts.in_force_on = day(regimes[i].law_of);
        struct law_due due = law_due(rule_of(regimes[i].rule), &facts);
        expect_day(regimes[i].rule, due.due_on, regimes[i].due);
    }
}

static void hours_run_on_instants(void **state)
{
    (void)state;
    struct law_facts facts = law_facts_of(NATION_ENGLAND, day("2026-10-24"));
    facts.trigger_at = minute("2026-10-24T22:30:00Z"); /* 23:30, the clocks go back at 02:00 */
    struct law_due due = law_due(rule_of("KPI-HOUSE-8H"), &facts);
    assert_int_equal(due.kind, LAW_DUE_AT);
    assert_true(due.due_at.ms == minute("2026-10-25T06:30:00Z").ms);
    expect_day("after the night", due.due_on, "2026-10-25");
    due = law_due(rule_of("CONSENT-CONTACT"), &facts);
    assert_true(due.due_at.ms == minute("2026-10-26T22:30:00Z").ms);
}

static void a_floor_holds_a_day_up(void **state)
{
    (void)state;
    struct law_facts facts = law_facts_of(NATION_ENGLAND, day("2026-03-09"));
    facts.floor_on = day("2026-03-20");
    struct law_due due = law_due(rule_of("ASY-GRANT-42"), &facts);
    expect_day("28 days from the letter are earlier", due.due_on, "2026-04-20");
    assert_int_equal(due.decided_by, LAW_BY_PERIOD);
    facts.floor_on = day("2026-04-10");
    due = law_due(rule_of("ASY-GRANT-42"), &facts);
    expect_day("28 days from the letter are later", due.due_on, "2026-05-08");
    assert_int_equal(due.decided_by, LAW_BY_FLOOR);
}

enum { EVERY_DAYS_MIN = 2000000 };

/* Every rule that counts days, on every day from 2009 to 2035, in every nation: a later trigger
 * never ends earlier, and nothing ends before it starts. */
static void a_later_trigger_never_ends_earlier(void **state)
{
    (void)state;
    const struct law_book *book = law_book_built_in();
    size_t counted = 0;
    for (size_t r = 0; r < book->rule_count; r++) {
        const struct law_rule *rule = &book->rules[r];
        if (!law_rule_is_countable(rule) || rule->unit == LAW_HOUR)
            continue;
        for (int nation = 0; nation < NATION_COUNT; nation++) {
            struct date before = DATE_NONE;
            for (struct date on = day("2009-01-01"); on.days < day("2035-12-31").days; on.days++) {
                struct date end = law_period_end(rule, nation, on);
                if (date_compare(end, on) < 0 || date_compare(before, end) > 0)
                    fail_msg("%.*s on day %d", STR_ARGS(rule->rule), on.days);
                before = end;
                counted++;
            }
        }
    }
    assert_true(counted > EVERY_DAYS_MIN);
}

static void check_working(const struct law_rule *rule, enum law_nation nation, struct date on)
{
    const struct holiday_book *holidays = law_book_built_in()->holidays;
    enum law_nation calendar = law_calendar_nation(rule, nation);
    struct date end = law_period_end(rule, nation, on);
    assert_true(date_weekday(end) <= FRIDAY);
    assert_false(is_bank_holiday(holidays, calendar, end));
    /* counted back, the trigger comes out, or the last working day before it */
    struct date back = date_add_working_days(holidays, calendar, end, -rule->amount);
    assert_true(date_compare(back, on) <= 0);
    if (is_working_day(holidays, calendar, on))
        assert_int_equal(back.days, on.days);
}

static void working_days_end_on_working_days(void **state)
{
    (void)state;
    const struct law_book *book = law_book_built_in();
    size_t rules = 0;
    for (size_t r = 0; r < book->rule_count; r++) {
        const struct law_rule *rule = &book->rules[r];
        if (rule->unit != LAW_WORKING_DAY)
            continue;
        rules++;
        for (int nation = 0; nation < NATION_COUNT; nation++)
            for (struct date on = day("2009-01-01"); on.days < day("2035-12-01").days; on.days++)
                check_working(rule, nation, on);
    }
    assert_int_equal(rules, 5);
}

/* Days, weeks: taking away what was added gives the day again. Months: the same, but for a day that
 * the shorter month did not have, which comes out as that month's last. */
static void what_is_added_can_be_taken_away(void **state)
{
    (void)state;
    for (struct date on = day("2009-01-01"); on.days < day("2035-12-31").days; on.days++) {
        assert_int_equal(date_add_days(date_add_days(on, 90), -90).days, on.days);
        for (int32_t months = 1; months <= 60; months++) {
            struct date back = date_add_months(date_add_months(on, months), -months);
            int last = date_parts(date_add_months(on, months)).day;
            assert_int_equal(date_parts(back).month, date_parts(on).month);
            assert_int_equal(date_parts(back).day, last);
        }
    }
}

/* What stepped over plus what was counted is every day of the period. */
static void the_working_adds_up(void **state)
{
    (void)state;
    struct arena arena = arena_make((size_t)16 << 20);
    const struct law_rule *rule = rule_of("NCG-9WD");
    for (struct date on = day("2019-02-01"); on.days < day("2030-01-01").days; on.days++) {
        struct law_facts facts = law_facts_of(NATION_WALES, on);
        struct law_due due = law_due(rule, &facts);
        struct law_working working = law_working(&arena, rule, &facts, &due);
        assert_int_equal(working.calendar_days,
                         working.weekend_days + (int32_t)working.holiday_count + rule->amount);
        arena_reset(&arena);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(worked_examples),
        cmocka_unit_test(one_decision_under_four_regimes),
        cmocka_unit_test(hours_run_on_instants),
        cmocka_unit_test(a_floor_holds_a_day_up),
        cmocka_unit_test(a_later_trigger_never_ends_earlier),
        cmocka_unit_test(working_days_end_on_working_days),
        cmocka_unit_test(what_is_added_can_be_taken_away),
        cmocka_unit_test(the_working_adds_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
