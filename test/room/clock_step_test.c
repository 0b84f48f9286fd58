/* What people say about clocks: steps, moves, corrections, and what was known when. */
#include "app/after.h"
#include "rooms/clock/clock_move.h"
#include "rooms/clock/clock_step.h"
#include "rooms/clock/clock_switch.h"
#include "rooms/decision/decision.h"
#include "rooms/person/person.h"
#include "words.h"
#include "world.h"

enum { WORKER = 7 };

static struct job *worker(struct fixture *fixture)
{
    struct job *job = fixture_as(fixture, ROLE_support_worker, WORKER);
    job->reactions = after_table;
    job->reaction_count = after_count;
    return job;
}

static void wait_days(struct fixture *fixture, int days)
{
    fixture->job.now = instant_add_ms(fixture->job.now, days * MS_PER_DAY);
}

static struct date day(const char *text)
{
    struct date date;
    WELL(date_parse(str_of(text), &date));
    return date;
}

static void is_on(struct date date, const char *text)
{
    struct arena arena = arena_make(4096);
    assert_string_equal(date_is_some(date) ? str_c(&arena, date_text(&arena, date)) : "none", text);
    arena_free(&arena);
}

static struct person_id somebody(struct fixture *fixture)
{
    struct person_facts facts = {.kind = STR("adult"), .called = STR("Rahwa"),
                                 .birth_state = STR("not_known"), .nation = STR("E")};
    struct person_id person;
    WELL(person_add(worker(fixture), &facts, &person));
    return person;
}

static struct decision decision_of(struct person_id person, const char *outcome, const char *on)
{
    return (struct decision){
        .person = person, .kind = STR("reasonable_grounds"), .outcome = str_of(outcome),
        .made_on = day(on), .dated_on = DATE_NONE, .sent_on = DATE_NONE,
        .received_on = DATE_NONE, .reasons_received_on = DATE_NONE,
    };
}

static struct decision_id decide(struct fixture *fixture, const struct decision *decision)
{
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct decision_id id;
    WELL(decision_add(job, decision, DATE_NONE, &problems, &id));
    return id;
}

static const struct clock *clock_known(struct fixture *fixture, struct person_id person,
                                       struct instant known_at, const char *rule)
{
    struct clocks clocks;
    WELL(clock_list_known(worker(fixture), person, known_at, &clocks));
    for (size_t i = 0; i < clocks.count; i++)
        if (str_equal_c(clocks.at[i].rule, rule))
            return &clocks.at[i];
    return NULL;
}

static const struct clock *clock_of(struct fixture *fixture, struct person_id person,
                                    const char *rule)
{
    const struct clock *clock = clock_known(fixture, person, INSTANT_NONE, rule);
    if (clock == NULL)
        fail_msg("no clock %s", rule);
    return clock;
}

/* The word of the first problem; 0: it was done. */
static int do_step(struct fixture *fixture, struct person_id person, struct clock_step_new step)
{
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    step.reason = STR("court_order");
    enum err err = clock_step_add(job, person, &step, &problems);
    if (err == OK)
        return 0;
    assert_int_equal(err, ERR_INVALID);
    return problems.items[0].word;
}

static struct clock_step_new step_on(const struct clock *clock, const char *kind, const char *on,
                                     struct date until_on)
{
    return (struct clock_step_new){.clock = clock, .kind = str_of(kind), .happened_on = day(on),
                                   .until_on = until_on};
}

/* The clock is the same one when the day of its decision is corrected: it stays extended. */
static void test_a_step_stays_when_its_decision_is_corrected(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    struct decision wrong = decision_of(person, "negative", "2026-11-10");
    wrong.decision = decide(fixture, &wrong);
    struct clock_step_new step = step_on(clock_of(fixture, person, "RECON-30"), "extend",
                                         "2026-11-20", day("2027-01-31"));
    step.authority = STR("home_office");
    assert_int_equal(do_step(fixture, person, step), 0);
    is_on(clock_of(fixture, person, "RECON-30")->due_on, "2027-01-31");
    struct decision right = decision_of(person, "negative", "2026-11-12");
    right.replaces = wrong.decision;
    right.replaces_why = STR("corrected");
    decide(fixture, &right);
    is_on(clock_of(fixture, person, "RECON-30")->started_on, "2026-11-12");
    is_on(clock_of(fixture, person, "RECON-30")->due_on, "2027-01-31");
}

/* Two workers saw the clock run, and both pause it. */
static void test_of_two_at_once_the_second_is_told(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    struct decision negative = decision_of(person, "negative", "2026-11-10");
    decide(fixture, &negative);
    struct clock_step_new step = step_on(clock_of(fixture, person, "RECON-30"), "pause",
                                         "2026-11-20", day("2026-11-30"));
    assert_int_equal(do_step(fixture, person, step), 0);
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    step.reason = STR("court_order");
    assert_int_equal(clock_step_add(job, person, &step, &problems), ERR_CONFLICT);
    assert_int_equal(problems.count, 0);
}

static void test_what_a_clock_cannot_do(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    struct decision refusal = decision_of(person, "negative", "2026-11-10");
    decide(fixture, &refusal);
    const struct clock *clock = clock_of(fixture, person, "RECON-30");
    assert_int_equal(do_step(fixture, person, step_on(clock, "resume", "2026-11-20", DATE_NONE)),
                     WORD_clock_problem_step_state);
    assert_int_equal(do_step(fixture, person, step_on(clock, "end", "2026-12-20", DATE_NONE)),
                     WORD_clock_problem_future);
    assert_int_equal(do_step(fixture, person, step_on(clock, "end", "2026-11-09", DATE_NONE)),
                     WORD_clock_problem_step_early);
    assert_int_equal(do_step(fixture, person,
                             step_on(clock, "pause", "2026-11-20", day("2026-11-20"))),
                     WORD_clock_problem_step_until);
    assert_int_equal(do_step(fixture, person,
                             step_on(clock, "extend", "2026-11-20", day("2026-12-10"))),
                     WORD_clock_problem_step_not_later);
    struct clock_steps steps;
    WELL(clock_step_list(worker(fixture), person, INSTANT_NONE, true, &steps));
    assert_int_equal(steps.count, 0);
    is_on(clock_of(fixture, person, "RECON-30")->due_on, "2026-12-10");

    /* nothing before what was done last */
    assert_int_equal(do_step(fixture, person, step_on(clock, "pause", "2026-11-16", DATE_NONE)), 0);
    clock = clock_of(fixture, person, "RECON-30");
    assert_int_equal(do_step(fixture, person, step_on(clock, "resume", "2026-11-15", DATE_NONE)),
                     WORD_clock_problem_step_order);
    assert_int_equal(do_step(fixture, person, step_on(clock, "resume", "2026-11-16", DATE_NONE)),
                     0);
}

/* Support goes on until the conclusive decision; the days that it is counted in are over before. */
static void test_what_is_over_does_not_stand_still(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    struct decision positive = decision_of(person, "positive", "2026-11-10");
    decide(fixture, &positive);
    wait_days(fixture, 40);
    const struct clock *clock = clock_of(fixture, person, "REC-EW-30S");
    struct date last_on = clock->computed->due.period_on;
    struct clock_step_new step = step_on(clock, "pause", "2026-11-11", DATE_NONE);
    step.happened_on = date_add_days(last_on, 1);
    assert_int_equal(do_step(fixture, person, step), WORD_clock_problem_step_over);
    step.happened_on = last_on;
    assert_int_equal(do_step(fixture, person, step), 0);
}

/* From one day to another, back, and away: each is a row, and each past stays as it was. */
static void test_a_fact_is_corrected_there_and_back(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    const char *const days[] = {"2026-11-03", "2026-11-02", ""};
    const char *const dues[] = {"2028-11-02", "2028-11-03", "2028-11-02"};
    struct clock_fact fact = {STR("incident"), london_midnight(day("2026-11-02")), true,
                              fixture->job.now};
    struct instant known[4];
    struct problems problems = problems_make(&fixture->arena);
    WELL(clock_fact_record(worker(fixture), person, &fact, &problems));
    for (size_t i = 0; i < COUNT_OF(days); i++) {
        known[i] = fixture->job.now;
        is_on(clock_of(fixture, person, "CICA-2Y")->due_on, dues[i]);
        wait_days(fixture, 1);
        struct date right_on = days[i][0] ? day(days[i]) : DATE_NONE;
        WELL(clock_fact_mend(worker(fixture), person, &fact, right_on, &problems));
        fact.happened_at = days[i][0] ? london_midnight(right_on) : fact.happened_at;
    }
    assert_null(clock_known(fixture, person, INSTANT_NONE, "CICA-2Y"));
    for (size_t i = 0; i < COUNT_OF(dues); i++)
        is_on(clock_known(fixture, person, known[i], "CICA-2Y")->due_on, dues[i]);
    wait_days(fixture, 1);
    WELL(clock_fact_record(worker(fixture), person, &fact, &problems)); /* it did happen */
    is_on(clock_of(fixture, person, "CICA-2Y")->due_on, "2028-11-02");
}

static int move_to(struct fixture *fixture, struct person_id person, struct clock_move_new move)
{
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    enum err err = clock_move_add(job, person, &move, &problems);
    return err == OK ? 0 : problems.items[0].word;
}

static void test_a_move_and_its_correction(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    struct decision positive = decision_of(person, "positive", "2026-11-02");
    decide(fixture, &positive);
    struct clock_move_new move = {.nation = STR("S"), .from_on = day("2026-11-02")};
    assert_int_equal(move_to(fixture, person, move), WORD_clock_problem_move_decision);
    move.from_on = day("2026-11-12");
    assert_int_equal(move_to(fixture, person, move), 0);
    assert_true(clock_of(fixture, person, "REC-EW-30S")->computed->has_moved);
    struct clock_moves moves;
    WELL(clock_move_list(worker(fixture), person, INSTANT_NONE, &moves));
    assert_int_equal(moves.count, 2);
    struct clock_move_new right = {.nation = STR("S"), .from_on = day("2026-11-01"),
                                   .is_correction = true, .replaces = moves.at[1].move};
    assert_int_equal(move_to(fixture, person, right), 0);
    assert_null(clock_known(fixture, person, INSTANT_NONE, "REC-EW-30S"));
    is_on(clock_of(fixture, person, "REC-S-90")->due_on, "2027-01-31");
    assert_int_equal(move_to(fixture, person, right), WORD_clock_problem_move_gone);
}

static void test_a_silent_rule_is_turned_on(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    struct clock_fact fact = {STR("asylum_refused"), london_midnight(day("2026-11-20")), true,
                              fixture->job.now};
    struct problems problems = problems_make(&fixture->arena);
    WELL(clock_fact_record(worker(fixture), person, &fact, &problems));
    assert_false(clock_of(fixture, person, "ASY-APPEAL")->is_alarm);
    assert_int_equal(clock_switch_set(worker(fixture), STR("NCG-9"), true), ERR_NOT_FOUND);
    assert_int_equal(clock_switch_set(worker(fixture), STR("ASY-APPEAL"), false), ERR_CONFLICT);
    struct instant before = fixture->job.now;
    wait_days(fixture, 1);
    WELL(clock_switch_set(worker(fixture), STR("ASY-APPEAL"), true));
    assert_true(clock_of(fixture, person, "ASY-APPEAL")->is_alarm);
    assert_false(clock_known(fixture, person, before, "ASY-APPEAL")->is_alarm);

    struct clocks kept;
    size_t done;
    WELL(clock_running(worker(fixture), person, &kept));
    size_t silent = kept.count;
    WELL(clock_recompute_some(worker(fixture), 10, &done));
    assert_int_equal(done, 1);
    WELL(clock_running(worker(fixture), person, &kept));
    assert_int_equal(kept.count, silent + 1);
}

int main(int argc, char **argv)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_a_step_stays_when_its_decision_is_corrected),
        TEST(test_of_two_at_once_the_second_is_told),
        TEST(test_what_a_clock_cannot_do),
        TEST(test_what_is_over_does_not_stand_still),
        TEST(test_a_fact_is_corrected_there_and_back),
        TEST(test_a_move_and_its_correction),
        TEST(test_a_silent_rule_is_turned_on),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
