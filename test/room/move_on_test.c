/* The days before support ends, told through the rooms: facts go in, steps with their day and owner
 * come out; ticks, letters and councils move them. */
#include <string.h>

#include "app/after.h"
#include "move_on_view.h"
#include "rooms/contact/contact.h"
#include "rooms/move_on/council.h"
#include "rooms/move_on/move_on.h"
#include "rooms/move_on/move_on_web.h"
#include "rooms/person/person.h"
#include "words.h"
#include "world.h"

enum { WORKER = 7, OTHER_WORKER = 8 };

/* In the program as it is: what one room does lets others follow. */
static struct job *as(struct fixture *fixture, int64_t staff)
{
    struct job *job = fixture_as(fixture, ROLE_support_worker, staff);
    job->reactions = after_table;
    job->reaction_count = after_count;
    return job;
}

static struct job *worker(struct fixture *fixture)
{
    return as(fixture, WORKER);
}

static struct date day(const char *text)
{
    struct date date;
    WELL(date_parse(str_of(text), &date));
    return date;
}

static void set_today(struct fixture *fixture, const char *text)
{
    struct instant at = instant_add_ms(london_midnight(day(text)), 9 * MS_PER_HOUR);
    fixture_later(fixture, at.ms - fixture->job.now.ms);
}

static struct person_id somebody_in(struct fixture *fixture, const char *nation)
{
    const struct person_name name = {.kind = STR("given"), .text = STR("Dora Sample")};
    struct person_facts facts = {
        .kind = STR("adult"),
        .called = STR("Dora"),
        .birth_state = STR("not_known"),
        .nation = str_of(nation),
        .names = &name,
        .name_count = 1,
    };
    struct person_id person;
    WELL(person_add(worker(fixture), &facts, &person));
    return person;
}

static void happened(struct fixture *fixture, struct person_id person, const char *kind,
                     const char *on)
{
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct clock_fact fact = {str_of(kind), london_midnight(day(on)), true, job->now};
    WELL(clock_fact_record(job, person, &fact, &problems));
}

static struct move_on planned(struct fixture *fixture, struct person_id person)
{
    struct move_on move_on;
    WELL(move_on_of(worker(fixture), person, &move_on));
    return move_on;
}

static struct move_on_step step_of(struct fixture *fixture, struct person_id person,
                                   const char *step)
{
    struct move_on move_on = planned(fixture, person);
    for (size_t i = 0; i < move_on.step_count; i++)
        if (str_equal_c(move_on.steps[i].step, step))
            return move_on.steps[i];
    fail_msg("there is no step %s", step);
    return (struct move_on_step){0};
}

static void is_due(struct fixture *fixture, struct person_id person, const char *step,
                   const char *due_on)
{
    struct str text = date_text(&fixture->arena, step_of(fixture, person, step).due_on);
    if (!str_equal_c(text, due_on))
        fail_msg("%s: %.*s instead of %s", step, STR_ARGS(text), due_on);
}

/* An owner has it, with a follow-up of this person. */
static void is_on_the_list(struct fixture *fixture, struct person_id person, const char *step,
                           const char *due_on, int64_t staff)
{
    struct move_on_step found = step_of(fixture, person, step);
    struct person_id of;
    assert_int_equal(found.owner.value, staff);
    WELL(follow_up_person(worker(fixture), found.follow_up, &of));
    assert_int_equal(of.value, person.value);
    is_due(fixture, person, step, due_on);
}

static void set_up_workers(struct fixture *fixture)
{
    fixture_account(fixture, ROLE_support_worker, WORKER);
    fixture_account(fixture, ROLE_support_worker, OTHER_WORKER);
}

static void test_without_an_event_there_is_no_plan(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody_in(fixture, "E");
    struct move_on move_on = planned(fixture, person);
    assert_int_equal(move_on.step_count, 0);
    assert_int_equal(move_on.event_count, 0);
    assert_int_equal(move_on_start(worker(fixture), person), ERR_CONFLICT);
    assert_int_equal(move_on_tick(worker(fixture), person, STR("evisa")), ERR_NOT_FOUND);
}

/* 9 March 2026: 42 days. A late letter moves what is open, and what is done stays. */
static void test_a_plan_follows_the_facts(void **state)
{
    struct fixture *fixture = *state;
    set_up_workers(fixture);
    set_today(fixture, "2027-03-10");
    struct person_id person = somebody_in(fixture, "E");
    happened(fixture, person, "asylum_granted", "2027-03-09");
    is_due(fixture, person, "credit_claim", "2027-03-16");
    assert_false(planned(fixture, person).is_started);
    WELL(move_on_start(worker(fixture), person));
    is_on_the_list(fixture, person, "credit_claim", "2027-03-16", WORKER);
    assert_int_equal(move_on_start(worker(fixture), person), ERR_CONFLICT);
    WELL(move_on_tick(worker(fixture), person, STR("evisa")));
    assert_true(instant_is_some(step_of(fixture, person, "evisa").done_at));
    assert_int_equal(move_on_tick(worker(fixture), person, STR("evisa")), ERR_CONFLICT);
    set_today(fixture, "2027-03-30");
    happened(fixture, person, "discontinuation_letter", "2027-03-30");
    is_due(fixture, person, "credit_claim", "2027-03-23");
    is_due(fixture, person, "last_day", "2027-04-25");
    /* something new is opened for the same worker */
    happened(fixture, person, "notice_to_quit", "2027-03-30");
    is_on_the_list(fixture, person, "notice_check", "2027-03-30", WORKER);
}

/* Claimed: the five weeks run from today, wherever the tick was made. */
static void test_a_tick_is_a_fact(void **state)
{
    struct fixture *fixture = *state;
    set_up_workers(fixture);
    struct person_id person = somebody_in(fixture, "E");
    happened(fixture, person, "asylum_granted", "2026-11-20");
    WELL(move_on_start(worker(fixture), person));
    WELL(move_on_tick(worker(fixture), person, STR("credit_claim")));
    struct clocks clocks;
    WELL(clock_list(worker(fixture), person, &clocks));
    bool is_found = false;
    for (size_t i = 0; i < clocks.count; i++)
        if (str_equal_c(clocks.at[i].rule, "UC-FIRST")) {
            is_found = true;
            assert_int_equal(clocks.at[i].due_on.days, world_day(fixture, 35).days);
        }
    assert_true(is_found);
    assert_int_equal(step_of(fixture, person, "credit_claim").owner.value, WORKER);
}

static void test_another_worker_takes_a_step(void **state)
{
    struct fixture *fixture = *state;
    set_up_workers(fixture);
    struct person_id person = somebody_in(fixture, "E");
    happened(fixture, person, "asylum_granted", "2026-11-20");
    WELL(move_on_start(worker(fixture), person));
    WELL(move_on_take(as(fixture, OTHER_WORKER), person, STR("evisa")));
    is_on_the_list(fixture, person, "evisa", "2026-11-22", OTHER_WORKER);
    is_on_the_list(fixture, person, "bank_account", "2026-11-26", WORKER);
    WELL(move_on_tick(worker(fixture), person, STR("evisa")));
    assert_int_equal(move_on_take(worker(fixture), person, STR("evisa")), ERR_CONFLICT);
}

static void test_a_mistaken_tick_is_taken_back(void **state)
{
    struct fixture *fixture = *state;
    set_up_workers(fixture);
    struct person_id person = somebody_in(fixture, "E");
    happened(fixture, person, "asylum_granted", "2026-11-20");
    assert_int_equal(move_on_reopen(worker(fixture), person, STR("evisa")), ERR_NOT_FOUND);
    WELL(move_on_start(worker(fixture), person));
    assert_int_equal(move_on_reopen(worker(fixture), person, STR("evisa")), ERR_CONFLICT);
    WELL(move_on_tick(worker(fixture), person, STR("evisa")));
    struct task_id done = step_of(fixture, person, "evisa").follow_up;
    WELL(move_on_reopen(as(fixture, OTHER_WORKER), person, STR("evisa")));
    struct move_on_step step = step_of(fixture, person, "evisa");
    assert_false(instant_is_some(step.done_at));
    assert_int_equal(step.owner.value, OTHER_WORKER);
    assert_true(step.follow_up.value != done.value);
    WELL(move_on_tick(worker(fixture), person, STR("evisa")));
}

/* 001 §4.2: 21 days. Nobody claims universal credit after a refusal. */
static void test_a_refusal(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody_in(fixture, "E");
    happened(fixture, person, "asylum_refused", "2026-11-20");
    is_due(fixture, person, "refused_support", "2026-11-27");
    is_due(fixture, person, "last_day", "2026-12-09");
    struct move_on move_on = planned(fixture, person);
    for (size_t i = 0; i < move_on.step_count; i++)
        assert_false(str_equal_c(move_on.steps[i].step, "credit_claim"));
    assert_int_equal(move_on.event_count, 1);
}

static void test_each_nation_counts_its_own_test(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *nation, *due_on;
    } cases[] = {{"E", "2026-11-20"}, {"W", "2026-11-20"}, {"S", "2026-11-20"},
                 {"N", "2026-12-04"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct person_id person = somebody_in(fixture, cases[i].nation);
        happened(fixture, person, "asylum_granted", "2026-11-20");
        is_due(fixture, person, "home_application", cases[i].due_on);
    }
}

static struct council_referral asked(struct fixture *fixture, int consent_in, int sent_in)
{
    return (struct council_referral){
        .council = STR("Sampleton"),
        .consent = STR("in_writing"),
        .consent_on = world_day(fixture, consent_in),
        .sent_on = world_day(fixture, sent_in),
    };
}

static void refuses(struct fixture *fixture, struct person_id person,
                    const struct council_referral *referral, bool is_her_choice,
                    const char *field, int word)
{
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    assert_int_equal(council_refer(job, person, referral, is_her_choice, &problems), ERR_INVALID);
    assert_int_equal(problems.count, 1);
    assert_true(str_equal_c(problems.items[0].field, field));
    assert_int_equal(problems.items[0].word, word);
}

static void test_a_council_is_asked_with_consent_only(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody_in(fixture, "E");
    struct council_referral referral = asked(fixture, 0, 0);
    refuses(fixture, person, &referral, false, "is_her_choice", WORD_council_problem_choice);
    referral = asked(fixture, 0, -1);
    refuses(fixture, person, &referral, true, "sent_on", WORD_council_problem_consent);
    referral = asked(fixture, -1, 1);
    refuses(fixture, person, &referral, true, "sent_on", WORD_council_problem_future);
    struct council_referrals stored;
    WELL(council_list_readable(worker(fixture), person, &stored));
    assert_int_equal(stored.count, 0);
}

static bool has_rule(struct fixture *fixture, struct person_id person, const char *rule)
{
    struct clocks clocks;
    WELL(clock_list(worker(fixture), person, &clocks));
    for (size_t i = 0; i < clocks.count; i++)
        if (str_equal_c(clocks.at[i].rule, rule))
            return true;
    return false;
}

static void test_an_answer_starts_its_clock(void **state)
{
    struct fixture *fixture = *state;
    set_up_workers(fixture);
    struct person_id person = somebody_in(fixture, "E"), other = somebody_in(fixture, "E");
    happened(fixture, person, "asylum_granted", "2026-11-20");
    WELL(move_on_start(worker(fixture), person));
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct council_referral referral = asked(fixture, -1, 0);
    WELL(council_refer(job, person, &referral, true, &problems));
    assert_true(instant_is_some(step_of(fixture, person, "council_referral").done_at));
    assert_true(has_rule(fixture, person, "HRA-REFER"));
    struct council_referrals stored;
    WELL(council_list_readable(worker(fixture), person, &stored));
    assert_int_equal(stored.count, 1);
    assert_true(str_equal_c(stored.at[0].council, "Sampleton"));
    struct council_referral_id id = stored.at[0].council_referral;
    assert_int_equal(council_answer(worker(fixture), other, id, STR("relief_duty"),
                                    world_day(fixture, 0), &problems), ERR_NOT_FOUND);
    assert_int_equal(council_answer(worker(fixture), person, id, STR("relief_duty"),
                                    world_day(fixture, -1), &problems), ERR_INVALID);
    assert_int_equal(problems.items[0].word, WORD_council_problem_answer);
    problems = problems_make(fixture->job.arena);
    WELL(council_answer(worker(fixture), person, id, STR("relief_duty"), world_day(fixture, 0),
                        &problems));
    assert_true(has_rule(fixture, person, "HRA-RELIEF"));
    WELL(council_list_readable(worker(fixture), person, &stored));
    assert_true(str_equal_c(stored.at[0].answer, "relief_duty"));

    /* another answer takes its place, and the first is kept */
    struct council_answers before;
    WELL(council_answers_before(worker(fixture), person, &before));
    assert_int_equal(before.count, 0);
    WELL(council_answer(worker(fixture), person, id, STR("not_homeless"), world_day(fixture, 0),
                        &problems));
    WELL(council_answers_before(worker(fixture), person, &before));
    assert_int_equal(before.count, 1);
    assert_true(str_equal_c(before.at[0].answer, "relief_duty"));
}

/* Every step of the file has its sentence, and every question its code. */
static void test_every_step_has_its_word(void **state)
{
    (void)state;
    const struct law_move_on_steps *steps = law_move_on_built_in();
    for (size_t i = 0; i < steps->count; i++)
        if (move_on_step_word(steps->at[i].step) == 0)
            fail_msg("the step %.*s has no sentence", STR_ARGS(steps->at[i].step));
}

/* The picture has a lane for each dated step and clock, all of it inside. */
static void test_the_picture_holds_all_lanes(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody_in(fixture, "E");
    struct move_on_chart_view chart;
    struct move_on nothing = planned(fixture, person);
    move_on_draw(worker(fixture), &nothing, &chart);
    assert_int_equal(chart.lanes.count, 0);
    happened(fixture, person, "asylum_granted", "2026-11-20");
    struct move_on move_on = planned(fixture, person);
    move_on_draw(worker(fixture), &move_on, &chart);
    assert_true(chart.lanes.count > move_on.step_count);
    assert_true(chart.has_today);
    for (size_t i = 0; i < chart.lanes.count; i++) {
        const struct move_on_lane_view *lane = &chart.lanes.at[i];
        assert_true(lane->bar_x >= 0 && lane->bar_width > 0);
        assert_true(lane->bar_x + lane->bar_width <= chart.width);
        assert_true(lane->y + chart.lane_height <= chart.height);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_without_an_event_there_is_no_plan),
        TEST(test_a_plan_follows_the_facts),
        TEST(test_a_tick_is_a_fact),
        TEST(test_another_worker_takes_a_step),
        TEST(test_a_mistaken_tick_is_taken_back),
        TEST(test_a_refusal),
        TEST(test_each_nation_counts_its_own_test),
        TEST(test_a_council_is_asked_with_consent_only),
        TEST(test_an_answer_starts_its_clock),
        TEST(test_every_step_has_its_word),
        TEST(test_the_picture_holds_all_lanes),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
