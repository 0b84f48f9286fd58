/* What must be done before support ends: grants on both sides of 9 March 2026, a refusal, Dora; the
 * questions of the four nations; and how a bad row is told. */
#include "law_test.h"

#include <string.h>

#include "law/homeless.h"
#include "law/move_on.h"

struct grant {
    struct arena arena;
    struct law_move_on_dues steps;
};

enum { FACTS_MOST = 3 };

/* A case in a nation of facts "event", "day", ... */
static struct grant steps_of(char nation, const char *const facts[][2], size_t count)
{
    struct grant grant = {.arena = arena_make((size_t)4 << 20)};
    const struct law_book *book = law_book_built_in();
    struct law_fact rows[FACTS_MOST];
    assert_true(count <= FACTS_MOST);
    for (size_t i = 0; i < count; i++)
        rows[i] = law_fact_on(str_of(facts[i][0]), day(facts[i][1]));
    struct law_case of = {.nation = nation_of(nation), .facts = rows, .count = count};
    struct law_clocks clocks = law_clocks(&grant.arena, book, &of);
    grant.steps = law_move_on_of(&grant.arena, book, law_move_on_built_in(), &of, &clocks);
    return grant;
}

static const struct law_move_on_due *find(const struct grant *grant, const char *step)
{
    for (size_t i = 0; i < grant->steps.count; i++)
        if (str_equal_c(grant->steps.at[i].step->step, step))
            return &grant->steps.at[i];
    return NULL;
}

static void expect_step(const struct grant *grant, const char *step, const char *rule,
                        const char *due_on, bool is_short)
{
    const struct law_move_on_due *due = find(grant, step);
    if (due == NULL)
        fail_msg("there is no step %s", step);
    if (due->before == NULL)
        fail_msg("%s: no clock", step);
    if (!str_equal_c(due->before->rule->rule, rule))
        fail_msg("%s: before %.*s", step, STR_ARGS(due->before->rule->rule));
    expect_day(step, due->due_on, due_on);
    assert_int_equal(due->is_short, is_short);
}

/* P31: "single adults", 28 days from the discontinuation letter: to 5 April. The five weeks of
 * universal credit and the 56 days of the council no longer fit. */
static void granted_on_8_march_2026(void **state)
{
    (void)state;
    static const char *const facts[][2] = {{"asylum_granted", "2026-03-08"},
                                           {"discontinuation_letter", "2026-03-08"}};
    struct grant grant = steps_of('E', facts, COUNT_OF(facts));
    expect_step(&grant, "credit_claim", "ASY-GRANT-28B", "2026-03-08", true);
    expect_step(&grant, "home_application", "ASY-GRANT-28B", "2026-03-08", true);
    expect_step(&grant, "credit_advance", "ASY-GRANT-28B", "2026-03-22", false);
    expect_step(&grant, "last_day", "ASY-GRANT-28B", "2026-04-03", false);
    arena_free(&grant.arena);
}

/* P31 (12 Mar 2026): 42 days from 9 March are over on 20 April; a claim by 16 March is paid by
 * then. */
static void granted_on_9_march_2026(void **state)
{
    (void)state;
    static const char *const facts[][2] = {{"asylum_granted", "2026-03-09"}};
    struct grant grant = steps_of('E', facts, COUNT_OF(facts));
    expect_step(&grant, "credit_claim", "ASY-GRANT-42", "2026-03-16", false);
    assert_ptr_equal(find(&grant, "credit_claim")->lead, rule_of("UC-FIRST"));
    expect_step(&grant, "decision_letter", "ASY-GRANT-42", "2026-03-09", false);
    expect_step(&grant, "evisa", "ASY-GRANT-42", "2026-03-11", false);
    expect_step(&grant, "home_application", "ASY-GRANT-42", "2026-03-09", true);
    expect_step(&grant, "last_day", "ASY-GRANT-42", "2026-04-18", false);
    for (size_t i = 1; i < grant.steps.count; i++)
        assert_true(date_compare(grant.steps.at[i - 1].due_on, grant.steps.at[i].due_on) <= 0);
    arena_free(&grant.arena);
}

/* A letter of 30 March never ends support before 27 April: everything moves with it. */
static void a_late_letter_moves_the_steps(void **state)
{
    (void)state;
    static const char *const facts[][2] = {{"asylum_granted", "2026-03-09"},
                                           {"discontinuation_letter", "2026-03-30"}};
    struct grant grant = steps_of('E', facts, COUNT_OF(facts));
    expect_step(&grant, "credit_claim", "ASY-GRANT-42", "2026-03-23", false);
    expect_step(&grant, "last_day", "ASY-GRANT-42", "2026-04-25", false);
    arena_free(&grant.arena);
}

/* seeds/000: granted, and out at once; 28 days were the rule then (001 §4.2). */
static void dora_before_2020(void **state)
{
    (void)state;
    static const char *const facts[][2] = {{"asylum_granted", "2019-06-03"},
                                           {"notice_to_quit", "2019-06-03"}};
    struct grant grant = steps_of('E', facts, COUNT_OF(facts));
    expect_step(&grant, "home_application", "ASY-GRANT-28", "2019-06-03", true);
    expect_step(&grant, "council_referral", "ASY-GRANT-28", "2019-06-03", true);
    expect_step(&grant, "notice_check", "ASY-NTQ", "2019-06-03", false);
    expect_step(&grant, "last_day", "ASY-GRANT-28", "2019-06-29", false);
    arena_free(&grant.arena);
}

/* 001 §4.2: 21 days after a refusal. */
static void refused(void **state)
{
    (void)state;
    static const char *const facts[][2] = {{"asylum_refused", "2026-05-04"}};
    struct grant grant = steps_of('E', facts, COUNT_OF(facts));
    expect_step(&grant, "refused_support", "ASY-REFUSED-21", "2026-05-11", false);
    expect_step(&grant, "appeal", "ASY-APPEAL", "2026-05-08", false);
    expect_step(&grant, "last_day", "ASY-REFUSED-21", "2026-05-23", false);
    assert_null(find(&grant, "credit_claim"));
    arena_free(&grant.arena);
}

/* The nation's own test: 56 days, 56 days, two months, 28 days. */
static void each_nation_has_its_test(void **state)
{
    (void)state;
    static const struct {
        char nation;
        const char *rule, *on;
    } cases[] = {{'E', "HRA-56", "2026-10-28"}, {'W', "HWA-56", "2026-10-28"},
                 {'S', "HSA-2M", "2026-10-23"}, {'N', "HNI-28", "2026-11-25"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        expect_day(cases[i].rule, law_count_back(rule_of(cases[i].rule),
                                                 nation_of(cases[i].nation), day("2026-12-23")),
                   cases[i].on);
    expect_day("other nation", law_count_back(rule_of("HRA-56"), NATION_WALES, day("2026-12-23")),
               "");
    expect_day("not in force", law_count_back(rule_of("HWA-6M"), NATION_WALES, day("2026-12-23")),
               "");
    expect_day("28 February", law_count_back(rule_of("HSA-2M"), NATION_SCOTLAND,
                                             day("2027-02-28")), "2026-12-31");
}

/* A positive decision of a year ago has had its days; the grant begins anew. */
static void what_ended_before_is_history(void **state)
{
    (void)state;
    static const char *const facts[][2] = {{"positive_conclusive_grounds", "2025-11-03"},
                                           {"asylum_granted", "2026-11-09"}};
    struct grant grant = steps_of('E', facts, COUNT_OF(facts));
    expect_step(&grant, "home_application", "ASY-GRANT-42", "2026-11-09", true);
    assert_null(find(&grant, "needs_assessment"));
    arena_free(&grant.arena);
    static const char *const both[][2] = {{"positive_conclusive_grounds", "2026-11-02"},
                                          {"asylum_granted", "2026-11-09"}};
    grant = steps_of('E', both, COUNT_OF(both));
    expect_step(&grant, "home_application", "MOV-EW-45B", "2026-11-02", true);
    expect_step(&grant, "needs_assessment", "MOV-EW-45B", "2026-11-26", false);
    arena_free(&grant.arena);
}

/* Nobody knows the day without a clock: as soon as possible, in front of everything. */
static void without_a_clock_there_is_no_day(void **state)
{
    (void)state;
    static const char *const facts[][2] = {{"asylum_granted", "2026-02-20"}};
    struct grant grant = steps_of('E', facts, COUNT_OF(facts));
    const struct law_move_on_due *due = find(&grant, "credit_claim");
    assert_non_null(due);
    assert_null(due->before);
    assert_false(date_is_some(due->due_on));
    arena_free(&grant.arena);
}

/* ---- the questions --------------------------------------------------------------------------- */

static void expect_question(char nation, const char *on, enum homeless_question_kind kind,
                            const char *rule, const char *asks)
{
    struct arena arena = arena_make(1 << 20);
    struct homeless_questions questions =
        homeless_on(&arena, homeless_built_in(), nation_of(nation), day(on));
    for (size_t i = 0; i < questions.count; i++) {
        const struct homeless_question *question = &questions.at[i];
        if (question->kind != kind || question->is_future)
            continue;
        assert_non_null(strstr(str_c(&arena, question->asks), asks));
        assert_true(question->rule == NULL ? rule[0] == '\0'
                                           : str_equal_c(question->rule->rule, rule));
        arena_free(&arena);
        return;
    }
    fail_msg("%c on %s asks nothing of this kind", nation, on);
}

static void four_nations_ask(void **state)
{
    (void)state;
    expect_question('E', "2018-04-02", HOMELESS_HOMELESS, "HRA-28", "28 days");
    expect_question('E', "2018-04-03", HOMELESS_HOMELESS, "HRA-56", "56 days");
    expect_question('E', "2026-03-09", HOMELESS_PRIORITY_NEED, "", "pregnant");
    expect_question('W', "2026-11-24", HOMELESS_HOMELESS, "HWA-56", "56 days");
    expect_question('S', "2012-12-30", HOMELESS_PRIORITY_NEED, "", "priority group");
    expect_question('S', "2012-12-31", HOMELESS_PRIORITY_NEED, "", "no question");
    expect_question('S', "2026-11-24", HOMELESS_HOMELESS, "HSA-2M", "2 months");
    expect_question('N', "2026-11-24", HOMELESS_HOMELESS, "HNI-28", "28 days");
    struct arena arena = arena_make(1 << 20);
    for (int nation = 0; nation < NATION_COUNT; nation++) {
        size_t future = 0;
        struct homeless_questions questions =
            homeless_on(&arena, homeless_built_in(), (enum law_nation)nation, day("2026-11-24"));
        for (size_t i = 0; i < questions.count; i++)
            future += questions.at[i].is_future;
        assert_int_equal(questions.count - future, HOMELESS_QUESTIONS);
        assert_int_equal(future, nation == NATION_WALES || nation == NATION_SCOTLAND);
    }
    arena_free(&arena);
}

/* ---- bad rows -------------------------------------------------------------------------------- */

typedef enum err load(struct arena *arena, struct str csv, struct law_fault *out_fault);

static enum err load_steps(struct arena *arena, struct str csv, struct law_fault *out_fault)
{
    const struct law_move_on_steps *steps;
    return law_move_on_load(arena, csv, law_book_built_in(), &steps, out_fault);
}

static enum err load_questions(struct arena *arena, struct str csv, struct law_fault *out_fault)
{
    struct homeless_questions questions;
    return homeless_load(arena, csv, law_book_built_in(), &questions, out_fault);
}

/* Replaces the first `old` in the built-in file and loads. */
static void expect_complaint(load *load_file, const char *file, const char *old, const char *by,
                             const char *complaint)
{
    struct arena arena = arena_make((size_t)4 << 20);
    char *text = str_c(&arena, law_data(str_of(file)));
    char *place = strstr(text, old);
    assert_non_null(place);
    struct str bad = str_format(&arena, "%.*s%s%s", (int)(place - text), text, by,
                                place + strlen(old));
    struct law_fault fault = {0};
    assert_int_equal(load_file(&arena, bad, &fault), ERR_INVALID);
    assert_string_equal(str_c(&arena, law_fault_text(&arena, &fault)), complaint);
    arena_free(&arena);
}

static void a_bad_row_names_file_line_and_column(void **state)
{
    (void)state;
    const char *steps = "move-on.csv", *questions = "homelessness.csv";
    expect_complaint(load_steps, steps, "asylum_granted", "asylum_given",
                     "move-on.csv: line 2, column after: is no event of events.csv");
    expect_complaint(load_steps, steps, "ASY-GRANT-", "ASY-GIVEN-",
                     "move-on.csv: line 2, column before: begins no rule of clocks.csv");
    expect_complaint(load_steps, steps, ",42,,", ",,,",
                     "move-on.csv: line 2, column lead_days: is not a whole number from 1 to 400");
    expect_complaint(load_steps, steps, ",42,,", ",42,UC-FIRST,",
                     "move-on.csv: line 2, column lead_days: must be empty in this row");
    expect_complaint(load_steps, steps, ",UC-FIRST,", ",MSEF,",
                     "move-on.csv: line 6, column lead_rule: is no rule of clocks.csv that counts");
    expect_complaint(load_steps, steps, ",worker,", ",workers,",
                     "move-on.csv: line 2, column who: is none of: worker house person adviser");
    expect_complaint(load_steps, steps, "universal_credit_claimed", "claimed",
                     "move-on.csv: line 6, column ticked_is: is no event of events.csv");
    expect_complaint(load_questions, questions, "E,eligible", "X,eligible",
                     "homelessness.csv: line 2, column nation: is not E, W, S or N");
    expect_complaint(load_questions, questions, ",2018-04-02,", ",2018-04-03,",
                     "homelessness.csv: line 4, column question: is asked on the same days as "
                     "line 3");
    expect_complaint(load_questions, questions, "HRA-28", "HRA-29",
                     "homelessness.csv: line 3, column rule: is no rule of clocks.csv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(granted_on_8_march_2026),
        cmocka_unit_test(granted_on_9_march_2026),
        cmocka_unit_test(a_late_letter_moves_the_steps),
        cmocka_unit_test(dora_before_2020),
        cmocka_unit_test(refused),
        cmocka_unit_test(each_nation_has_its_test),
        cmocka_unit_test(what_ended_before_is_history),
        cmocka_unit_test(without_a_clock_there_is_no_day),
        cmocka_unit_test(four_nations_ask),
        cmocka_unit_test(a_bad_row_names_file_line_and_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
