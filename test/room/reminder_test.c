/* Reminders and missed clocks: when, for whom, quiet when seen, there until answered.
 *
 *     reminder_test memory|file|postgres
 */
#include <stdio.h>

#include "rooms/clock/clock.h"
#include "rooms/person/person.h"
#include "rooms/reminder/reminder.h"
#include "rooms/reminder/reminder_missed.h"
#include "words.h"
#include "world.h"

enum { WORKER = 7, MANAGER = 8, STRANGER = 9 };

static struct job *worker(struct fixture *fixture)
{
    return fixture_as(fixture, ROLE_support_worker, WORKER);
}

static struct job *manager(struct fixture *fixture)
{
    return fixture_as(fixture, ROLE_provider_manager, MANAGER);
}

static struct date day(const char *text)
{
    struct date date;
    WELL(date_parse(str_of(text), &date));
    return date;
}

/* ---- when ------------------------------------------------------------------------------------ */

static struct reminder_book book_of(struct fixture *fixture)
{
    struct reminder_book book;
    WELL(reminder_book_now(worker(fixture), &book));
    return book;
}

/* Due on 10 December: a table of days on which a worker and a manager are reminded. */
static void test_lead_times(void **state)
{
    struct fixture *fixture = *state;
    struct reminder_book book = book_of(fixture);
    static const struct {
        const char *on;
        bool worker, manager;
        const char *again_on;
    } cases[] = {
        {"2026-12-02", false, false, "2026-12-03"}, {"2026-12-03", true, false, "2026-12-07"},
        {"2026-12-06", true, false, "2026-12-07"},  {"2026-12-07", true, false, "2026-12-09"},
        {"2026-12-09", true, true, "2026-12-11"},   {"2026-12-10", true, true, "2026-12-11"},
        {"2026-12-11", false, false, "2026-12-11"},
    };
    struct reminder_clock clock = {STR("deadline"), day("2026-12-10"), INSTANT_NONE,
                                   INSTANT_NONE};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct instant now = london_midnight(day(cases[i].on));
        assert_int_equal(reminder_is_due(&book, ROLE_support_worker, &clock, now),
                         cases[i].worker);
        assert_int_equal(reminder_is_due(&book, ROLE_provider_manager, &clock, now),
                         cases[i].manager);
        struct instant again = reminder_again_at(&book, ROLE_support_worker, &clock, now);
        assert_int_equal(again.ms, london_midnight(day(cases[i].again_on)).ms);
    }
}

static void test_hours(void **state)
{
    struct fixture *fixture = *state;
    struct reminder_book book = book_of(fixture);
    struct instant due = fixture->job.now;
    struct reminder_clock clock = {STR("deadline"), date_in_london(due), due, INSTANT_NONE};
    struct instant five = instant_add_ms(due, -5 * MS_PER_HOUR);
    struct instant three = instant_add_ms(due, -3 * MS_PER_HOUR);
    assert_false(reminder_is_due(&book, ROLE_support_worker, &clock, five));
    assert_true(reminder_is_due(&book, ROLE_support_worker, &clock, three));
    assert_int_equal(reminder_again_at(&book, ROLE_support_worker, &clock, three).ms,
                     due.ms - MS_PER_HOUR);
    assert_false(reminder_is_due(&book, ROLE_support_worker, &clock,
                                 instant_add_ms(due, MS_PER_MINUTE)));
}

static void test_leads_as_text(void **state)
{
    struct fixture *fixture = *state;
    struct reminder_leads leads;
    static const char *const bad[] = {"0", "x", "3,7", "7,7", "61", "9,8,7,6,5,4", "7,,3", "-1"};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_int_equal(reminder_leads_parse(str_of(bad[i]), &leads), ERR_INVALID);
    WELL(reminder_leads_parse(STR(" 14, 7,1 "), &leads));
    assert_true(str_equal_c(reminder_leads_text(&fixture->arena, &leads), "14,7,1"));
    WELL(reminder_leads_parse(STR_NONE, &leads));
    assert_int_equal(leads.at[0], 0);
}

static void test_leads_hold_from_their_change_on(void **state)
{
    struct fixture *fixture = *state;
    struct job *job = fixture_as(fixture, ROLE_administrator, STRANGER);
    struct problems problems = problems_make(job->arena);
    struct reminder_change change = {REMINDER_DEADLINE, STR("10,2"), STR_NONE};
    WELL(reminder_lead_set(job, &change, &problems));
    struct reminder_book book = book_of(fixture);
    assert_int_equal(book.of[REMINDER_DEADLINE].worker.at[0], 10);
    assert_int_equal(book.of[REMINDER_DEADLINE].manager.at[0], 0);
    assert_int_equal(book.of[REMINDER_ENDS].worker.at[0], 7);
    change.worker_leads = STR("soon");
    job = fixture_as(fixture, ROLE_administrator, STRANGER);
    problems = problems_make(job->arena);
    assert_int_equal(reminder_lead_set(job, &change, &problems), ERR_INVALID);
    assert_int_equal(problems.items[0].word, WORD_reminder_problem_leads);
}

/* ---- for whom -------------------------------------------------------------------------------- */

/* A person of WORKER's caseload and of MANAGER's organisation, whose journey plan is due on 29
 * November. */
struct cared {
    struct person_id person;
    struct organisation organisation;
};

static enum err tie_both(struct job *job, void *with)
{
    const struct cared *cared = with;
    struct record_id record = {cared->person.value};
    enum err err = tie_make(job, &(struct tie){record, {WORKER + 1000}, RELATION_caseload,
                                               INSTANT_NONE});
    if (err == OK)
        err = tie_make(job, &(struct tie){record, cared->organisation.circle, RELATION_provider,
                                          INSTANT_NONE});
    return err;
}

static struct person_id cared_for(struct fixture *fixture)
{
    const struct person_name name = {.kind = STR("given"), .text = STR("Rahwa Tesfay")};
    struct person_facts facts = {.kind = STR("adult"), .called = STR("Rahwa"),
                                 .birth_state = STR("not_known"), .nation = STR("E"),
                                 .names = &name, .name_count = 1};
    struct cared cared = {.organisation =
                              world_organisation(fixture, STR("Harbour"), "provider")};
    fixture_account(fixture, ROLE_support_worker, WORKER);
    fixture_account(fixture, ROLE_provider_manager, MANAGER);
    world_join(fixture, WORKER, (struct circle_id){WORKER + 1000});
    world_join(fixture, MANAGER, cared.organisation.circle);
    WELL(person_add(worker(fixture), &facts, &cared.person));
    WELL(job_write(worker(fixture), tie_both, &cared));
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct clock_fact fact = {STR("entered_support"), job->now, false, INSTANT_NONE};
    WELL(clock_fact_record(job, cared.person, &fact, &problems));
    return cared.person;
}

static int64_t waiting(struct job *job)
{
    int64_t number = -1;
    WELL(reminder_waiting(job, &number));
    return number;
}

static const struct missed *first_missed(struct job *job)
{
    struct missed_page page;
    WELL(missed_page(job, STR_NONE, &page));
    return page.count > 0 ? &page.at[0] : NULL;
}

#define PLAN STR("KPI-JP-5D")

static void test_worker_then_manager(void **state)
{
    struct fixture *fixture = *state;
    struct reminder_supervised_list list;
    struct person_id person = cared_for(fixture); /* 24 November: five days before */
    struct date due_on = day("2026-11-29");
    assert_int_equal(waiting(worker(fixture)), 1);
    assert_int_equal(waiting(manager(fixture)), 0);
    assert_int_equal(waiting(fixture_as(fixture, ROLE_support_worker, STRANGER)), 0);
    WELL(reminder_see(worker(fixture), person, PLAN, due_on));
    assert_int_equal(waiting(worker(fixture)), 0);
    assert_int_equal(reminder_see(worker(fixture), person, PLAN, day("2026-11-30")),
                     ERR_CONFLICT);
    fixture_later(fixture, 2 * MS_PER_DAY); /* three days before: again */
    assert_int_equal(waiting(worker(fixture)), 1);
    WELL(reminder_supervised(manager(fixture), 10, &list));
    assert_int_equal(list.count, 0);
    fixture_later(fixture, 2 * MS_PER_DAY); /* the day before: the manager too */
    WELL(reminder_supervised(manager(fixture), 10, &list));
    assert_int_equal(list.count, 1);
    assert_true(str_equal_c(list.at[0].owner, "Abeba Worker"));
    assert_int_equal(waiting(manager(fixture)), 1);
    WELL(reminder_supervised(worker(fixture), 10, &list));
    assert_int_equal(list.count, 0);
}

/* ---- missed ---------------------------------------------------------------------------------- */

static enum err say(struct job *job, struct person_id person, const struct missed_answer *answer,
                    struct problems *problems)
{
    *problems = problems_make(job->arena);
    return missed_answer(job, &(struct missed_saying){person, PLAN, day("2026-11-29"), answer},
                         problems);
}

static void test_missed_until_answered(void **state)
{
    struct fixture *fixture = *state;
    struct problems problems;
    struct person_id person = cared_for(fixture);
    struct missed_answer answer = {.outcome = STR("in_hand"), .reason = STR("service_late"),
                                   .next_step = STR("chase"), .next_on = day("2026-12-08")};
    assert_null(first_missed(worker(fixture)));
    assert_int_equal(say(worker(fixture), person, &answer, &problems), ERR_CONFLICT);
    fixture_later(fixture, 10 * MS_PER_DAY); /* 4 December */
    const struct missed *missed = first_missed(worker(fixture));
    assert_true(str_equal_c(missed->state, "open"));
    assert_true(str_equal_c(missed->owned_by, "worker"));
    assert_true(str_equal_c(missed->owner, "Abeba Worker"));
    assert_int_equal(waiting(worker(fixture)), 1);
    assert_non_null(first_missed(manager(fixture)));
    assert_null(first_missed(fixture_as(fixture, ROLE_support_worker, STRANGER)));

    WELL(say(worker(fixture), person, &answer, &problems));
    assert_true(str_equal_c(first_missed(worker(fixture))->state, "in_hand"));
    assert_int_equal(waiting(worker(fixture)), 0);
    fixture_later(fixture, 4 * MS_PER_DAY); /* 8 December: the step's day */
    assert_true(str_equal_c(first_missed(worker(fixture))->state, "open"));
    assert_int_equal(waiting(worker(fixture)), 1);

    answer = (struct missed_answer){.outcome = STR("done_late"), .reason = STR("not_reached"),
                                    .next_on = DATE_NONE};
    WELL(say(worker(fixture), person, &answer, &problems));
    assert_null(first_missed(worker(fixture)));
    assert_int_equal(waiting(worker(fixture)), 0);
    struct missed_answers said;
    WELL(missed_said(worker(fixture), person, PLAN, day("2026-11-29"), &said));
    assert_int_equal(said.count, 2);
    assert_true(str_equal_c(said.at[0].outcome, "done_late"));
    struct missed_numbers numbers;
    WELL(missed_numbers(fixture_as(fixture, ROLE_commissioner, STRANGER), &numbers));
    assert_int_equal(numbers.rule_count, 0);
    assert_int_equal(numbers.reason_count, 1);
    assert_int_equal(numbers.reasons[0].number, 1);
}

static void test_what_an_answer_needs(void **state)
{
    struct fixture *fixture = *state;
    struct problems problems;
    struct person_id person = cared_for(fixture);
    fixture_later(fixture, 10 * MS_PER_DAY);
    const struct {
        struct missed_answer answer;
        int word;
    } cases[] = {
        {{.outcome = STR("in_hand"), .reason = STR("staff_away"), .next_on = day("2026-12-05")},
         WORD_missed_problem_step},
        {{.outcome = STR("in_hand"), .reason = STR("staff_away"), .next_step = STR("chase"),
          .next_on = DATE_NONE}, WORD_missed_problem_day},
        {{.outcome = STR("in_hand"), .reason = STR("staff_away"), .next_step = STR("chase"),
          .next_on = day("2026-12-03")}, WORD_missed_problem_range},
        {{.outcome = STR("in_hand"), .reason = STR("staff_away"), .next_step = STR("chase"),
          .next_on = day("2027-12-03")}, WORD_missed_problem_range},
        {{.outcome = STR("not_needed"), .reason = STR("wrong_day"), .next_step = STR("chase"),
          .next_on = DATE_NONE}, WORD_missed_problem_no_step},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(say(worker(fixture), person, &cases[i].answer, &problems), ERR_INVALID);
        assert_int_equal(problems.items[0].word, cases[i].word);
    }
    assert_true(str_equal_c(first_missed(worker(fixture))->state, "open"));
}

/* Done after its day, and written down as done: why is still to be said. */
static void test_late_waits_for_its_reason(void **state)
{
    struct fixture *fixture = *state;
    struct problems problems;
    struct missed_page late;
    struct person_id person = cared_for(fixture);
    fixture_later(fixture, 10 * MS_PER_DAY);
    struct job *job = worker(fixture);
    problems = problems_make(job->arena);
    struct clock_fact fact = {STR("journey_plan_agreed"), job->now, false, INSTANT_NONE};
    WELL(clock_fact_record(job, person, &fact, &problems));
    WELL(missed_late(worker(fixture), 10, &late));
    assert_int_equal(late.count, 1);
    assert_true(str_equal_c(first_missed(worker(fixture))->state, "late"));
    struct missed_answer answer = {.outcome = STR("in_hand"), .reason = STR("staff_away"),
                                   .next_step = STR("chase"), .next_on = day("2026-12-05")};
    assert_int_equal(say(worker(fixture), person, &answer, &problems), ERR_INVALID);
    answer = (struct missed_answer){.outcome = STR("done_late"), .reason = STR("staff_away"),
                                    .next_on = DATE_NONE};
    WELL(say(worker(fixture), person, &answer, &problems));
    WELL(missed_late(worker(fixture), 10, &late));
    assert_int_equal(late.count, 0);
    assert_null(first_missed(worker(fixture)));
}

static void test_a_made_up_page_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct missed_page page;
    static const char *const texts[] = {"x", "1.2", "1.2.3.4", "99999999999.1.1"};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_int_equal(missed_page(worker(fixture), str_of(texts[i]), &page), ERR_MALFORMED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_lead_times),
        TEST(test_hours),
        TEST(test_leads_as_text),
        TEST(test_leads_hold_from_their_change_on),
        TEST(test_worker_then_manager),
        TEST(test_missed_until_answered),
        TEST(test_what_an_answer_needs),
        TEST(test_late_waits_for_its_reason),
        TEST(test_a_made_up_page_is_refused),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
