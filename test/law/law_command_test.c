/* The commands on open files: what comes out, what is told, which exit code. */
#include "law_test.h"

#include <stdlib.h>
#include <string.h>

#include "law/command.h"

struct run {
    char *out, *err;
    size_t out_size, err_size;
    FILE *out_file, *err_file;
    int code;
};

static void begin(struct run *run)
{
    run->out_file = open_memstream(&run->out, &run->out_size);
    run->err_file = open_memstream(&run->err, &run->err_size);
    assert_non_null(run->out_file);
    assert_non_null(run->err_file);
}

static void end(struct run *run, int code)
{
    fclose(run->out_file);
    fclose(run->err_file);
    run->code = code;
}

static void forget(struct run *run)
{
    free(run->out);
    free(run->err);
}

static struct run due(const char *input)
{
    struct run run;
    begin(&run);
    FILE *in = input[0] == '\0' ? fopen("/dev/null", "r")
                                : fmemopen((void *)(uintptr_t)input, strlen(input), "r");
    assert_non_null(in);
    end(&run, law_due_csv(law_book_built_in(), in, run.out_file, run.err_file));
    fclose(in);
    return run;
}

#define HEADER "rule,nation,trigger_on,cg_on\n"

static void rows_come_out_in_order(void **state)
{
    (void)state;
    struct run run = due(HEADER "REC-EW-30S,E,2024-01-14,\n"
                                "REC-EW-30S,E,2024-01-14,2024-06-01\r\n"
                                "\n"
                                "MSEF,E,2024-01-14,\n"
                                "KPI-HOUSE-8H,S,2024-01-14,\n"
                                "NCG-9,S,2024-01-14,\n"
                                "RECON-30,S,2024-01-14,\n"
                                "HWA-6M,W,2024-01-14,\n"
                                "\"NCG-9WD\",W,2024-12-20,2024-12-24\n"
                                "MSSIG-MIN-1W,N,2024-02-29,");
    assert_string_equal(run.err, "");
    assert_string_equal(run.out,
                        "rule,nation,trigger_on,cg_on,due_on,note\n"
                        "REC-EW-30S,E,2024-01-14,,open,not before 2024-02-12\n"
                        "REC-EW-30S,E,2024-01-14,2024-06-01,2024-06-01,\n"
                        "MSEF,E,2024-01-14,,,not a dated clock\n"
                        "KPI-HOUSE-8H,S,2024-01-14,,,not a dated clock\n"
                        "NCG-9,S,2024-01-14,,,other nation\n"
                        "RECON-30,S,2024-01-14,,,not in force\n"
                        "HWA-6M,W,2024-01-14,,,not in force\n"
                        "NCG-9WD,W,2024-12-20,2024-12-24,2025-01-07,\n"
                        "MSSIG-MIN-1W,N,2024-02-29,,2024-03-07,\n");
    assert_int_equal(run.code, 0);
    forget(&run);
    run = due(HEADER);
    assert_string_equal(run.out, "rule,nation,trigger_on,cg_on,due_on,note\n");
    assert_int_equal(run.code, 0);
    forget(&run);
}

static void every_bad_line_is_told_and_nothing_else(void **state)
{
    (void)state;
    struct run run = due(HEADER "NCG-9,E,2024-01-14,\n"
                                "NCG-8,X,2024-02-30,2024-01-01\n"
                                "NCG-9,E,2024-01-14,2024-01-13\n"
                                "NCG-9,E,,\n"
                                "NCG-9,E,2024-01-14\n"
                                "NCG-9,UK,2024-01-14,\n"
                                "NCG-9,E,2024-01-14,soon\n"
                                "UC-FIRST,E,9999-12-31,\n"
                                "NCG-9,\"E,2024-01-14,\n");
    assert_int_equal(run.code, 2);
    assert_string_equal(run.out, "");
    assert_string_equal(run.err,
                        "law due: line 3: rule: there is no such rule\n"
                        "law due: line 3: nation: is not E, W, S or N\n"
                        "law due: line 3: trigger_on: is not a date like 2026-11-24\n"
                        "law due: line 4: cg_on: is before trigger_on\n"
                        "law due: line 5: trigger_on: is not a date like 2026-11-24\n"
                        "law due: line 6: does not have the 4 fields rule,nation,trigger_on,cg_on\n"
                        "law due: line 7: nation: is not E, W, S or N\n"
                        "law due: line 8: cg_on: is not a date like 2026-11-24\n"
                        "law due: line 9: trigger_on: the clock would end after the year 9999\n"
                        "law due: line 10: is not CSV: a quote is missing or out of place\n");
    forget(&run);
}

static void a_wrong_header_is_refused(void **state)
{
    (void)state;
    static const char *const inputs[] = {"", "rule,nation,trigger_on\n",
                                         "rule,nation,trigger,cg_on\nNCG-9,E,2024-01-14,\n",
                                         "NCG-9,E,2024-01-14,\n"};
    for (size_t i = 0; i < COUNT_OF(inputs); i++) {
        struct run run = due(inputs[i]);
        assert_int_equal(run.code, 2);
        assert_string_equal(run.out, "");
        assert_string_equal(run.err,
                            "law due: line 1: the header is not rule,nation,trigger_on,cg_on\n");
        forget(&run);
    }
}

static struct run holidays(const char *nation, const char *year)
{
    struct run run;
    begin(&run);
    end(&run, law_holidays_csv(law_book_built_in(), nation, year, run.out_file, run.err_file));
    return run;
}

static void holidays_of_a_year(void **state)
{
    (void)state;
    struct run run = holidays("S", "2022");
    assert_int_equal(run.code, 0);
    assert_string_equal(run.out, "date,name,substitute\n"
                                 "2022-01-03,New Year's Day,yes\n"
                                 "2022-01-04,2nd January,yes\n"
                                 "2022-04-15,Good Friday,no\n"
                                 "2022-05-02,Early May bank holiday,no\n"
                                 "2022-06-02,Spring bank holiday,no\n"
                                 "2022-06-03,Platinum Jubilee bank holiday,no\n"
                                 "2022-08-01,Summer bank holiday,no\n"
                                 "2022-09-19,State Funeral of Queen Elizabeth II,no\n"
                                 "2022-11-30,St Andrew's Day,no\n"
                                 "2022-12-26,Boxing Day,no\n"
                                 "2022-12-27,Christmas Day,yes\n");
    forget(&run);
    static const char *const bad[][2] = {{"X", "2022"}, {"UK", "2022"}, {"E", "2008"},
                                         {"E", "2036"}, {"E", "22nd"},  {"E", ""}};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        run = holidays(bad[i][0], bad[i][1]);
        assert_int_equal(run.code, 2);
        assert_string_equal(run.out, "");
        assert_true(run.err_size > 0);
        forget(&run);
    }
}

static struct run explain(const char *const *arguments)
{
    struct run run;
    int count = 0;
    while (arguments[count] != NULL)
        count++;
    begin(&run);
    end(&run, law_explain_text(law_book_built_in(), arguments, count, run.out_file, run.err_file));
    return run;
}

static void an_explanation_on_the_command_line(void **state)
{
    (void)state;
    static const struct {
        const char *arguments[6];
        const char *begins;
    } cases[] = {
        {{"REC-N-45X", "2024-01-14", "2024-02-01", "negative"},
         "REC-N-45X (N): 1 February 2024. 45 days after"},
        {{"REC-EW-30S", "2024-01-14"},
         "REC-EW-30S (E): open, not before 12 February 2024. 30 days beginning"},
        {{"RG-TARGET", "S", "2026-06-12"}, "RG-TARGET (S): 19 June 2026. 5 working days after"},
        {{"KPI-HOUSE-8H", "2026-11-24T02:10Z"},
         "KPI-HOUSE-8H (E): 24 November 2026, 10:10. 8 hours after"},
        {{"MSEF", "2026-11-24"}, "MSEF (E): no day. This is not a dated clock."},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct run run = explain(cases[i].arguments);
        assert_int_equal(run.code, 0);
        assert_string_equal(run.err, "");
        if (strncmp(run.out, cases[i].begins, strlen(cases[i].begins)) != 0)
            fail_msg("%s does not begin with %s", run.out, cases[i].begins);
        assert_int_equal(run.out[run.out_size - 1], '\n');
        forget(&run);
    }
    static const char *const bad[][5] = {
        {NULL}, {"NCG-8"}, {"NCG-9"}, {"NCG-9", "2024-02-30"},
        {"NCG-9", "2024-02-02", "2024-02-01"}, {"NCG-9", "2024-02-02", "2024-02-03", "2024-02-04"}};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct run run = explain(bad[i]);
        assert_int_equal(run.code, 2);
        assert_string_equal(run.out, "");
        assert_true(run.err_size > 0);
        forget(&run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_come_out_in_order),
        cmocka_unit_test(every_bad_line_is_told_and_nothing_else),
        cmocka_unit_test(a_wrong_header_is_refused),
        cmocka_unit_test(holidays_of_a_year),
        cmocka_unit_test(an_explanation_on_the_command_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
