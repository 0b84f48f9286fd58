/* Rates: worked examples with their sources, back-pay after two judgments, and how a bad row is
 * told. */
#include "law_test.h"

#include <stdlib.h>
#include <string.h>

#include "law/command.h"
#include "law/rate.h"

static struct rate_case case_of(const char *accommodation, bool is_catered, bool is_asylum)
{
    struct rate_case of = {.nation = NATION_ENGLAND, .decision = RATE_REASONABLE,
                           .is_catered = is_catered, .is_asylum_supported = is_asylum,
                           .birth_due_on = DATE_NONE};
    assert_true(rate_accommodation_parse(str_of(accommodation), &of.accommodation));
    return of;
}

static struct rate_entitlement seen(const struct rate_case *of, const char *on, const char *seen_on)
{
    struct rate_entitlement entitlement;
    rate_entitle(law_rates_built_in(), of, day(on), day(seen_on), &entitlement);
    return entitlement;
}

/* Pence a week, verified, of a single person with a positive reasonable grounds decision. */
static void weekly_amounts_of_one_person(void **state)
{
    (void)state;
    static const struct {
        const char *source, *accommodation, *on, *seen_on;
        bool is_catered, is_asylum;
        int64_t pence, unverified_pence;
    } examples[] = {
        {"P27: 65 in a self-catered safe house", "safe_house", "2018-02-28", "2018-02-28", false,
         false, 6500, 0},
        {"P27: 35 in a catered one", "safe_house", "2018-05-10", "2018-05-10", true, false,
         3500, 0},
        {"P26: 35 in outreach before 1 July 2020", "outreach", "2020-06-30", "2020-06-30", false,
         false, 3500, 0},
        {"P26: 39.60 from then", "outreach", "2020-07-01", "2020-07-01", false, false, 3960, 0},
        {"P28: 65 in all before the cut", "asylum_housing", "2018-02-28", "2018-02-28", false, true,
         6500, 0},
        {"K and AM: 37.75 in all from 1 March 2018, as it was seen then", "asylum_housing",
         "2018-03-01", "2018-03-01", false, true, 3775, 0},
        {"K and AM: regardless of where they live", "safe_house", "2018-06-01", "2018-06-01", false,
         true, 3775, 0},
        {"K and AM: the same day seen from the judgment", "asylum_housing", "2018-03-01",
         "2018-11-08", false, true, 6500, 0},
        {"K and AM: restored on the day of the judgment", "asylum_housing", "2018-11-08",
         "2018-11-08", false, true, 6500, 0},
        {"PM: nothing from 6 July 2020, as it was seen then", "asylum_housing", "2020-07-06",
         "2020-07-06", true, true, 0, 0},
        {"PM: 65 under the guidance in force, seen from the judgment", "asylum_housing",
         "2020-07-06", "2023-06-23", true, true, 6500, 0},
        {"PM: 39.60 and 25.40 from 28 August 2020 where she cooks", "asylum_housing", "2020-08-28",
         "2020-08-28", false, true, 6500, 0},
        {"P30: 45.00 from 21 December 2022; the recovery rate is not verified", "asylum_housing",
         "2022-12-21", "2022-12-21", false, true, 4500, 2540},
        {"P30: 49.18 from 8 January 2024", "asylum_housing", "2024-01-08", "2024-01-08", false,
         true, 4918, 2540},
        {"Asylum Matters: 8.86 full board", "asylum_housing", "2024-01-08", "2024-01-08", true,
         true, 886, 2540},
        {"nothing verified in a safe house since the contract of 2021", "safe_house", "2026-11-24",
         "2026-11-24", false, false, 0, 6500},
    };
    for (size_t i = 0; i < COUNT_OF(examples); i++) {
        struct rate_case of = case_of(examples[i].accommodation, examples[i].is_catered,
                                      examples[i].is_asylum);
        struct rate_entitlement found = seen(&of, examples[i].on, examples[i].seen_on);
        if (found.week_pence != examples[i].pence ||
            found.week_unverified_pence != examples[i].unverified_pence)
            fail_msg("%s: %lld and %lld", examples[i].source, (long long)found.week_pence,
                     (long long)found.week_unverified_pence);
    }
}

/* P26: a mother in outreach, due in seven weeks, with children of six, two years and ten months. */
static void a_family_from_july_2020(void **state)
{
    (void)state;
    struct rate_case of = case_of("outreach", false, false);
    of.is_pregnant = true;
    of.birth_due_on = day("2020-09-01");
    of.child_count = 3;
    of.children[0] = day("2014-05-01");
    of.children[1] = day("2018-07-01");
    of.children[2] = day("2019-09-20");
    struct rate_entitlement found = seen(&of, "2020-07-14", "2020-07-14");
    /* herself, pregnancy, three children, a child under three, a child under one */
    assert_int_equal(found.week_pence, 3960 + 300 + 3 * 3960 + 300 + 500);
    assert_int_equal(found.once_pence, 30000);
    of.child_count = 2;
    of.is_pregnant = false;
    assert_int_equal(seen(&of, "2020-06-30", "2020-06-30").week_pence, 3500 + 2050 + 1355);
    of.is_asylum_supported = true; /* then asylum support pays for the children */
    assert_int_equal(seen(&of, "2018-03-01", "2018-11-08").week_pence, 6500 + 3775);
}

/* "up to the first birthday ... from the day after" (P26) */
static void a_birthday_ends_its_band(void **state)
{
    (void)state;
    static const struct {
        const char *on;
        int64_t pence;
    } examples[] = {
        {"2020-07-31", 500}, {"2020-08-01", 500}, {"2020-08-02", 300}};
    struct rate_case of = case_of("outreach", false, false);
    of.child_count = 1;
    of.children[0] = day("2019-08-01");
    for (size_t i = 0; i < COUNT_OF(examples); i++)
        assert_int_equal(seen(&of, examples[i].on, examples[i].on).week_pence,
                         2 * 3960 + examples[i].pence);
    of.children[0] = day("2017-08-01");
    assert_int_equal(seen(&of, "2020-08-01", "2020-08-01").week_pence, 2 * 3960 + 300);
    assert_int_equal(seen(&of, "2020-08-02", "2020-08-02").week_pence, 2 * 3960);
    of.children[0] = DATE_NONE; /* a child, but nothing that goes by age */
    assert_int_equal(seen(&of, "2020-08-02", "2020-08-02").week_pence, 2 * 3960);
    of.children[0] = day("2020-08-03"); /* not born yet */
    assert_int_equal(seen(&of, "2020-08-02", "2020-08-02").week_pence, 3960);
}

static void without_a_decision_or_a_rate_there_is_nothing(void **state)
{
    (void)state;
    struct rate_case of = case_of("safe_house", false, false);
    of.decision = RATE_UNDECIDED;
    assert_int_equal(seen(&of, "2018-05-10", "2018-05-10").count, 0);
    of.decision = RATE_NEGATIVE;
    assert_int_equal(seen(&of, "2018-05-10", "2018-05-10").count, 0);
    of.decision = RATE_REASONABLE;
    of.nation = NATION_SCOTLAND; /* its own rates are in no source; asylum support is the UK's */
    assert_int_equal(seen(&of, "2018-05-10", "2018-05-10").count, 0);
    of.accommodation = RATE_ASYLUM_HOUSING;
    of.is_asylum_supported = true;
    assert_int_equal(seen(&of, "2024-02-01", "2024-02-01").week_pence, 4918);
}

static struct rate_spans over(struct arena *arena, const struct rate_case *of, const char *from,
                              const char *to, const char *seen_on)
{
    struct rate_spans spans;
    assert_int_equal(rate_over(arena, law_rates_built_in(), of, day(from), day(to), day(seen_on),
                               &spans), OK);
    return spans;
}

/* "entitled to be repaid at the rate of 27.25 per week from the date that the cut was imposed on
 * them": 1 March to 7 November 2018 are 36 weeks to the day, 36 x 27.25 = 981.00. */
static void back_pay_after_k_and_am(void **state)
{
    (void)state;
    struct arena arena = arena_make((size_t)8 << 20);
    struct rate_case of = case_of("asylum_housing", false, true);
    struct rate_spans spans = over(&arena, &of, "2018-02-05", "2018-12-31", "2018-11-08");
    assert_int_equal(spans.count, 3);
    expect_day("cut from", spans.at[1].from, "2018-03-01");
    expect_day("cut until", spans.at[1].to, "2018-11-07");
    assert_int_equal(rate_span_days(&spans.at[1]), 252);
    assert_int_equal(spans.at[1].applied_pence, 3775);
    assert_int_equal(spans.at[1].due_pence, 6500);
    assert_int_equal(rate_back_pay_pence(&spans), 98100);
    /* seen from the day before nothing is owed */
    spans = over(&arena, &of, "2018-02-05", "2018-12-31", "2018-11-07");
    assert_int_equal(rate_back_pay_pence(&spans), 0);
    /* who came on 1 October 2018: 38 days, 38 x 27.25 / 7 = 147.93 */
    spans = over(&arena, &of, "2018-10-01", "2018-12-31", "2018-11-08");
    assert_int_equal(rate_back_pay_pence(&spans), 14793);
    arena_free(&arena);
}

/* 6 July to 27 August 2020 are 53 days at 65.00 a week: 492.142857, a penny up. */
static void back_pay_after_pm(void **state)
{
    (void)state;
    struct arena arena = arena_make((size_t)8 << 20);
    struct rate_case of = case_of("asylum_housing", true, true);
    struct rate_spans spans = over(&arena, &of, "2020-05-01", "2020-08-27", "2023-06-23");
    assert_int_equal(spans.count, 2);
    assert_int_equal(rate_span_days(&spans.at[1]), 53);
    assert_int_equal(rate_back_pay_pence(&spans), 49215);
    struct rate_spans too_many;
    assert_int_equal(rate_over(&arena, law_rates_built_in(), &of, day("1700-01-01"),
                               day("2100-01-01"), day("2026-01-01"), &too_many), ERR_TOO_LARGE);
    arena_free(&arena);
}

static void sevenths_are_rounded_once_and_up(void **state)
{
    (void)state;
    assert_int_equal(rate_pence_of_sevenths(0), 0);
    assert_int_equal(rate_pence_of_sevenths(1), 1);
    assert_int_equal(rate_pence_of_sevenths(7), 1);
    assert_int_equal(rate_pence_of_sevenths(8), 2);
    assert_int_equal(rate_pence_of_sevenths(-8), -1); /* what she owes is rounded down */
}

/* Replaces the first `old` at or after `from` in the built-in file and loads. */
static void a_bad_row_names_file_line_and_column(void **state)
{
    (void)state;
    static const struct {
        const char *from, *old, *by, *complaint;
    } cases[] = {
        {"\nVC-SELF,", ",6500,", ",65.00,",
         "rates.csv: line 2, column amount_pence: is not a whole number from 0 to 1000000"},
        {"\nVC-SELF,", ",6500,", ",-1,",
         "rates.csv: line 2, column amount_pence: is not a whole number from 0 to 1000000"},
        {"\nVC-SELF,", ",2021-01-03,", ",2021-02-30,",
         "rates.csv: line 2, column to: is not a date like 2026-11-24"},
        {"\nVC-SELF,", ",safe_house,", ",safe-house,",
         "rates.csv: line 2, column accommodation: names what is not in the list of law/rate.h"},
        {"\nVC-SELF,", ",E;W,", ",E;X,",
         "rates.csv: line 2, column nation: is not UK, - or some of E;W;S;N"},
        {"\nVC-SELF,", ",week,", ",day,",
         "rates.csv: line 2, column period: is none of: week once"},
        {"\nVC-SELF,", ",week,", ",once,",
         "rates.csv: line 2, column period: is once exactly for maternity"},
        {"\nVC-SELF,", ",alone,", ",with_asylum_support,",
         "rates.csv: line 2, column counts: needs asylum support to stand with or beside"},
        {"\nVC-SELF,", ",A,", ",D,", "rates.csv: line 2, column grade: is none of: A B C"},
        {"\nVC-SELF,", ",main,,", ",main,1,",
         "rates.csv: line 2, column age_from_years: must be empty in this row"},
        {"\nVC-SELF-21,", "2021-01-04", "2021-01-03",
         "rates.csv: line 3, column rate: pays the same person as line 2"},
        {"\nVC-CATERED,", "VC-CATERED", "VC-SELF",
         "rates.csv: line 4, column rate: stands in the file before"},
        {"\nVC-ASYLUM-CUT,", ",2018-11-07,", ",2017-11-07,",
         "rates.csv: line 10, column to: is before from"},
        {"rate,", "counts", "count",
         "rates.csv: line 1, column counts: the header does not have this column in its place"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena = arena_make((size_t)4 << 20);
        char *text = str_c(&arena, law_data(STR("rates.csv")));
        char *row = strstr(text, cases[i].from);
        assert_non_null(row);
        char *place = strstr(row, cases[i].old);
        assert_non_null(place);
        struct str bad = str_format(&arena, "%.*s%s%s", (int)(place - text), text, cases[i].by,
                                    place + strlen(cases[i].old));
        const struct law_rates *rates = NULL;
        struct law_fault fault = {0};
        assert_int_equal(law_rates_load(&arena, bad, &rates, &fault), ERR_INVALID);
        assert_null(rates);
        assert_string_equal(str_c(&arena, law_fault_text(&arena, &fault)), cases[i].complaint);
        arena_free(&arena);
    }
}

/* ---- the commands ---------------------------------------------------------------------------- */

typedef int command(const struct law_rates *rates, FILE *in, FILE *out, FILE *err);

static void expect_run(command *run, const char *input, int code, const char *out, const char *err)
{
    char *out_text, *err_text;
    size_t out_size, err_size;
    FILE *in = fmemopen((void *)(uintptr_t)input, strlen(input), "r");
    FILE *out_file = open_memstream(&out_text, &out_size);
    FILE *err_file = open_memstream(&err_text, &err_size);
    assert_true(in != NULL && out_file != NULL && err_file != NULL);
    assert_int_equal(run(law_rates_built_in(), in, out_file, err_file), code);
    fclose(in);
    fclose(out_file);
    fclose(err_file);
    assert_string_equal(out_text, out);
    assert_string_equal(err_text, err);
    free(out_text);
    free(err_text);
}

#define CASE "nation,accommodation,catered,asylum_support,decision,birth_due_on,children\n"

static void entitlement_from_the_command_line(void **state)
{
    (void)state;
    expect_run(law_entitlement_csv,
               "on,seen_on," CASE
               "2018-03-01,2018-11-08,E,asylum_housing,no,yes,reasonable,,2015-01-01\n"
               "2026-11-24,,E,safe_house,no,no,reasonable,not_known,\n",
               0,
               "row,rate,scheme,who,child,pence,period,grade,note\n"
               "1,VC-ASYLUM,victim_care,main,,2725,week,A,with asylum support: a total of this "
               "from both\n"
               "1,AS-2018,asylum_support,main,,3775,week,B,\"each person supported, food not "
               "provided\"\n"
               "1,AS-2018,asylum_support,first_child,1,3775,week,B,\"each person supported, food "
               "not provided\"\n"
               "1,total,,,,10275,week,,\n"
               "2,VC-SELF-21,victim_care,main,,6500,week,C,\"safe house, food not provided\"\n"
               "2,VC-PREGNANT-21,victim_care,pregnant,,300,week,C,while pregnant\n"
               "2,total,,,,0,week,,\n"
               "2,unverified,,,,6800,week,C,\n",
               "");
    expect_run(law_entitlement_csv,
               "on,seen_on," CASE "2018-13-01,,X,tent,maybe,yes,sure,soon,2015;not_known\n" "a,b\n",
               2, "",
               "law entitlement: line 2: on: is not a date like 2026-11-24\n"
               "law entitlement: line 2: nation: is not E, W, S or N\n"
               "law entitlement: line 2: accommodation: is not safe_house, outreach or "
               "asylum_housing\n"
               "law entitlement: line 2: decision: is not none, reasonable, conclusive or "
               "negative\n"
               "law entitlement: line 2: catered: is not yes or no\n"
               "law entitlement: line 2: birth_due_on: is not a date like 2026-11-24, not_known or "
               "empty\n"
               "law entitlement: line 2: children: are not dates like 2026-11-24 or not_known, "
               "joined by ;\n"
               "law entitlement: line 3: has too many or too few fields\n");
}

static void back_pay_from_the_command_line(void **state)
{
    (void)state;
    expect_run(law_back_pay_csv,
               "from,to,seen_on," CASE
               "2018-02-05,2018-12-31,2018-11-08,E,asylum_housing,no,yes,reasonable,,\n",
               0,
               "row,from,to,days,applied_pence,due_pence,difference_pence\n"
               "1,2018-02-05,2018-02-28,24,6500,6500,0\n"
               "1,2018-03-01,2018-11-07,252,3775,6500,98100\n"
               "1,2018-11-08,2018-12-31,54,6500,6500,0\n"
               "1,total,,330,,,98100\n",
               "");
    expect_run(law_back_pay_csv,
               "from,to,seen_on," CASE "2018-12-31,2018-02-05,,E,outreach,no,no,none,,\n", 2, "",
               "law back-pay: line 2: seen_on: is not a date like 2026-11-24\n");
    expect_run(law_back_pay_csv, "from,to\n", 2, "",
               "law back-pay: line 1: the header is not from,to,seen_on,nation,accommodation,"
               "catered,asylum_support,decision,birth_due_on,children\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weekly_amounts_of_one_person),
        cmocka_unit_test(a_family_from_july_2020),
        cmocka_unit_test(a_birthday_ends_its_band),
        cmocka_unit_test(without_a_decision_or_a_rate_there_is_nothing),
        cmocka_unit_test(back_pay_after_k_and_am),
        cmocka_unit_test(back_pay_after_pm),
        cmocka_unit_test(sevenths_are_rounded_once_and_up),
        cmocka_unit_test(a_bad_row_names_file_line_and_column),
        cmocka_unit_test(entitlement_from_the_command_line),
        cmocka_unit_test(back_pay_from_the_command_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
