/* haven place on texts: what comes out, what is told, which exit code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "match/place_command.h"

#define HOUSEHOLD_HEADER                                                                       \
    "household,persons,beds,modes,tier,step_free,cot,night,complex,regions,avoid_areas,"       \
    "languages,needs,wish_areas,provider,waiting_days,conflicts\n"
#define HOUSES                                                                                 \
    "house,modes,licence,residents,complex_places,night_admissions,area,region,provider,"      \
    "languages,specialisms\nH,W,9,0,0,0,A,N,,,\n"
#define ROOMS                                                                                  \
    "room,house,beds,step_free,cot,self_contained\nR1,H,1,no,no,no\nR2,H,2,no,no,no\n"
#define THREE                                                                                  \
    HOUSEHOLD_HEADER "Ann,1,1,W,1,no,no,no,no,N,,,,A,,10,\n"                                   \
                     "Bea,1,1,W,2,no,no,no,no,N,,,,,,200,\n"                                   \
                     "Cem,2,2,W,2,no,no,no,no,N,,,,,,0,\n"

struct run {
    char *out, *err, *proof;
    size_t out_size, err_size, proof_size;
    int code;
};

static struct plan_texts texts_of(const char *households, const char *fixed)
{
    return (struct plan_texts){{"households.csv", str_of(households)},
                               {"houses.csv", STR(HOUSES)},
                               {"rooms.csv", STR(ROOMS)},
                               {fixed ? "fixed.csv" : NULL, str_of(fixed)}};
}

static struct run solve(const char *households, const char *fixed, bool rooms_only)
{
    struct run run;
    struct plan_texts texts = texts_of(households, fixed);
    struct place_files files = {.out = open_memstream(&run.out, &run.out_size),
                                .err = open_memstream(&run.err, &run.err_size),
                                .proof = open_memstream(&run.proof, &run.proof_size)};
    run.code = place_solve(&texts, rooms_only, &files);
    fclose(files.out);
    fclose(files.err);
    fclose(files.proof);
    return run;
}

static void forget(struct run *run)
{
    free(run->out);
    free(run->err);
    free(run->proof);
}

static int check(const char *plan, const char *proof)
{
    struct plan_texts texts = texts_of(THREE, NULL);
    FILE *nowhere = fopen("/dev/null", "w");
    assert_non_null(nowhere);
    int code = place_check(&texts, (struct plan_text){"plan.csv", str_of(plan)},
                           (struct plan_text){"proof.csv", str_of(proof)}, nowhere, nowhere);
    fclose(nowhere);
    return code;
}

static void test_the_case_by_hand(void **state)
{
    (void)state;
    struct run run = solve(THREE, NULL, true);
    assert_int_equal(run.code, 0);
    assert_non_null(strstr(run.err, "objective: tier 0 0, tier 1 1, tier 2 1, score 715\n"));
    assert_non_null(strstr(run.err, "gap: tier 0 0, tier 1 0, tier 2 0, score 0\n"));
    assert_non_null(strstr(run.out, "\nCem,,,,,,,,,\n"));
    assert_int_equal(check(run.out, run.proof), 0);
    assert_int_equal(check(run.out, "kind,id,dual\nblock,,2821\nhousehold,Ann,2881\n"
                                    "household,Bea,0\nhousehold,Cem,0\nroom,R1,3181\n"
                                    "room,R2,3116\n"), 0);
    assert_int_equal(check(run.out, "kind,id,dual\nblock,,2821\nhousehold,Ann,2882\n"
                                    "household,Bea,0\nhousehold,Cem,0\nroom,R1,3181\n"
                                    "room,R2,3116\n"), 1);
    assert_int_equal(check(run.out, "kind,id,dual\nblock,,2821\n"), 2);
    forget(&run);
}

static void test_a_fixed_pair_stays(void **state)
{
    (void)state;
    struct run run = solve(THREE, "household,room\nCem,R2\n", true);
    assert_int_equal(run.code, 0);
    assert_non_null(strstr(run.out, "\nCem,R2,160,"));
    assert_non_null(strstr(run.out, "\nAnn,R1,420,"));
    forget(&run);
}

static void expect_bad(const char *households, const char *fixed, const char *complaint)
{
    struct run run = solve(households, fixed, true);
    assert_int_equal(run.code, 2);
    assert_int_equal(run.out_size, 0);
    assert_non_null(strstr(run.err, complaint));
    forget(&run);
}

static void test_bad_rows_are_told(void **state)
{
    (void)state;
    expect_bad(HOUSEHOLD_HEADER "Ann,1,1,W,3,no,no,no,no,N,,,,,,1,\n", NULL,
               "households.csv: line 2: tier: is not a whole number from 0 to 2\n");
    expect_bad(HOUSEHOLD_HEADER "Ann,1,1,W,0,,no,no,no,N,,,,,,1,\n", NULL,
               "households.csv: line 2: step_free: is not yes or no\n");
    expect_bad(HOUSEHOLD_HEADER "Ann,1,1,Q,0,no,no,no,no,N,,,,,,1,\n", NULL,
               "households.csv: line 2: modes: is not a list of W, M and X\n");
    expect_bad(HOUSEHOLD_HEADER "Ann,1,1,W\n", NULL,
               "households.csv: line 2: has not as many fields as the header\n");
    expect_bad("", NULL, "households.csv: line 1: the file is empty");
    expect_bad(THREE, "household,room\nCem,R1\n",
               "fixed.csv: line 2: room: there are too few beds");
    expect_bad(THREE, "household,room\nDan,R1\n", "household: there is no such household");
    expect_bad(THREE, "household,room\nAnn,R1\nBea,R1\n", "line 3: room: stands there twice");
}

static void test_whole_house_rules_that_bind_nobody_change_nothing(void **state)
{
    (void)state;
    struct run run = solve(THREE, NULL, false);
    assert_int_equal(run.code, 0);
    assert_non_null(strstr(run.err, "objective: tier 0 0, tier 1 1, tier 2 1, score 715\n"));
    assert_int_equal(check(run.out, run.proof), 0);
    forget(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_case_by_hand),
        cmocka_unit_test(test_a_fixed_pair_stays),
        cmocka_unit_test(test_bad_rows_are_told),
        cmocka_unit_test(test_whole_house_rules_that_bind_nobody_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
