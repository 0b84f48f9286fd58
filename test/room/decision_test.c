/* Decisions: what is wrong with one, what takes the place of another, and what then counts. */
#include <stdio.h>
#include <string.h>

#include "rooms/decision/decision.h"
#include "rooms/person/person.h"
#include "words.h"
#include "world.h"

enum { WORKER = 7 };

static struct date day(const char *text)
{
    struct date date;
    if (text == NULL)
        return DATE_NONE;
    WELL(date_parse(str_of(text), &date));
    return date;
}

static struct job *worker(struct fixture *fixture)
{
    return fixture_as(fixture, ROLE_support_worker, WORKER);
}

static struct person_id somebody(struct fixture *fixture)
{
    const struct person_name name = {.kind = STR("given"), .text = STR("Rahwa Tesfay")};
    struct person_facts facts = {
        .kind = STR("adult"),
        .birth_state = STR("not_known"),
        .nation = STR("E"),
        .names = &name,
        .name_count = 1,
    };
    struct person_id person;
    WELL(person_add(worker(fixture), &facts, &person));
    return person;
}

static struct decision decision_of(struct person_id person, const char *kind, const char *outcome,
                                   const char *made_on)
{
    return (struct decision){
        .person = person,
        .kind = str_of(kind),
        .outcome = str_of(outcome),
        .made_on = day(made_on),
        .dated_on = DATE_NONE,
        .sent_on = DATE_NONE,
        .received_on = DATE_NONE,
        .reasons_received_on = DATE_NONE,
    };
}

static struct decision reasonable(struct person_id person, const char *made_on)
{
    return decision_of(person, "reasonable_grounds", "positive", made_on);
}

static struct decision conclusive(struct person_id person, const char *made_on)
{
    return decision_of(person, "conclusive_grounds", "positive", made_on);
}

static struct decision_id add(struct fixture *fixture, struct decision decision)
{
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct decision_id id;
    WELL(decision_add(job, &decision, DATE_NONE, &problems, &id));
    return id;
}

static struct problems refuse(struct fixture *fixture, struct decision decision,
                              const char *referred_on)
{
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct decision_id id;
    enum err err = decision_add(job, &decision, day(referred_on), &problems, &id);
    assert_string_equal(err_name(err), err_name(ERR_INVALID));
    return problems;
}

static void has(const struct problems *problems, const char *field, int word)
{
    for (size_t i = 0; i < problems->count; i++)
        if (str_equal_c(problems->items[i].field, field) && problems->items[i].word == word)
            return;
    fail_msg("no problem %d at %s", word, field);
}

static struct decisions listed(struct fixture *fixture, struct person_id person)
{
    struct decisions decisions;
    WELL(decision_list(worker(fixture), person, &decisions));
    return decisions;
}

static struct decision replacing(struct decision decision, struct decision_id replaced,
                                 const char *why)
{
    decision.replaces = replaced;
    decision.replaces_why = str_of(why);
    return decision;
}

/* ---- one decision -------------------------------------------------------------------------- */

static void test_decision_is_kept(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    struct decision decision = reasonable(person, "2026-11-02");
    decision.received_on = day("2026-11-05");
    add(fixture, decision);
    struct decisions decisions = listed(fixture, person);
    assert_int_equal(decisions.count, 1);
    assert_true(str_equal_c(decisions.at[0].kind, "reasonable_grounds"));
    assert_int_equal(decisions.at[0].received_on.days, day("2026-11-05").days);
    assert_false(date_is_some(decisions.at[0].sent_on));
    assert_true(str_equal_c(decisions.at[0].state, "stands"));
    assert_int_equal(fixture_lines(fixture, VERB_decided), 1);
}

static void test_no_date_at_all(void **state)
{
    struct fixture *fixture = *state;
    struct problems problems = refuse(fixture, reasonable(somebody(fixture), NULL), NULL);
    assert_int_equal(problems.count, 1);
    has(&problems, "made_on", WORD_decision_problem_no_date);
}

static void test_today_is_not_the_future(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    struct problems problems = refuse(fixture, reasonable(person, "2026-11-25"), NULL);
    has(&problems, "made_on", WORD_decision_problem_future);
    add(fixture, reasonable(person, "2026-11-24"));
}

static void test_every_problem_at_once(void **state)
{
    struct fixture *fixture = *state;
    struct decision decision =
        decision_of(somebody(fixture), "reasonable_grounds", "asked", "2026-11-10");
    decision.dated_on = day("2026-11-09");
    decision.sent_on = day("2026-10-01");
    decision.received_on = day("2027-01-01");
    struct problems problems = refuse(fixture, decision, "2026-11-11");
    has(&problems, "outcome", WORD_decision_problem_outcome);
    has(&problems, "made_on", WORD_decision_problem_before_referral);
    has(&problems, "dated_on", WORD_decision_problem_order);
    has(&problems, "sent_on", WORD_decision_problem_order);
    has(&problems, "received_on", WORD_decision_problem_future);
    assert_int_equal(listed(fixture, decision.person).count, 0);
}

/* What a form could not read is told with what its rules say of the rest. */
static void test_problems_of_the_form_stay(void **state)
{
    struct fixture *fixture = *state;
    struct decision decision = decision_of(somebody(fixture), "reasonable_grounds", "", NULL);
    decision.sent_on = day("2027-01-01");
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct decision_id id;
    problems_add(&problems, STR("outcome"), WORD_form_required);
    problems_add(&problems, STR("made_on"), WORD_form_date);
    assert_int_equal(decision_add(job, &decision, DATE_NONE, &problems, &id), ERR_INVALID);
    assert_int_equal(problems.count, 3);
    has(&problems, "outcome", WORD_form_required);
    has(&problems, "made_on", WORD_form_date);
    has(&problems, "sent_on", WORD_decision_problem_future);
}

static void test_dates_in_one_day_are_in_order(void **state)
{
    struct fixture *fixture = *state;
    struct decision decision = reasonable(somebody(fixture), "2026-11-10");
    decision.dated_on = decision.sent_on = decision.received_on = decision.made_on;
    decision.reasons_received_on = decision.made_on;
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct decision_id id;
    WELL(decision_add(job, &decision, decision.made_on, &problems, &id));
}

/* ---- beside others ------------------------------------------------------------------------- */

static void test_conclusive_needs_reasonable_before(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    struct problems problems = refuse(fixture, conclusive(person, "2026-09-01"), NULL);
    has(&problems, "kind", WORD_decision_problem_no_reasonable);
    struct decision_id first = add(fixture, reasonable(person, "2026-09-02"));
    problems = refuse(fixture, conclusive(person, "2026-09-01"), NULL);
    has(&problems, "made_on", WORD_decision_problem_before_reasonable);
    add(fixture, conclusive(person, "2026-09-02"));
    /* and the reasonable one cannot be moved behind it */
    struct decision later = reasonable(person, "2026-09-03");
    problems = refuse(fixture, replacing(later, first, "corrected"), NULL);
    has(&problems, "made_on", WORD_decision_problem_before_reasonable);
}

static void test_two_of_a_kind_on_a_day(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    add(fixture, reasonable(person, "2026-09-01"));
    struct decision twice = decision_of(person, "reasonable_grounds", "negative", NULL);
    twice.dated_on = day("2026-09-01");
    struct problems problems = refuse(fixture, twice, NULL);
    has(&problems, "dated_on", WORD_decision_problem_same_day);
    add(fixture, conclusive(person, "2026-09-01"));
    add(fixture, decision_of(person, "reconsideration", "asked", "2026-09-01"));
    add(fixture, decision_of(person, "reconsideration", "refused", "2026-09-01"));
    assert_int_equal(listed(fixture, person).count, 4);
}

/* ---- in the place of another --------------------------------------------------------------- */

static void test_correction_takes_the_place(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    struct decision_id wrong = add(fixture, reasonable(person, "2018-01-14"));
    struct decision right = reasonable(person, "2019-01-14");
    struct decision_id id = add(fixture, replacing(right, wrong, "corrected"));
    struct decisions counting = listed(fixture, person), all;
    assert_int_equal(counting.count, 1);
    assert_int_equal(counting.at[0].decision.value, id.value);
    WELL(decision_history(worker(fixture), person, &all));
    assert_int_equal(all.count, 2);
    assert_true(str_equal_c(all.at[0].state, "corrected"));
    struct problems problems =
        refuse(fixture, replacing(reasonable(person, "2019-01-15"), wrong, "corrected"), NULL);
    has(&problems, "", WORD_decision_problem_replaced_already);
}

static void test_corrected_on_the_same_day(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    struct decision_id wrong = add(fixture, reasonable(person, "2026-09-01"));
    struct decision right = decision_of(person, "reasonable_grounds", "negative", "2026-09-01");
    add(fixture, replacing(right, wrong, "corrected"));
    assert_true(str_equal_c(listed(fixture, person).at[0].outcome, "negative"));
}

static void test_reconsidered_did_stand(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    struct decision negative = decision_of(person, "reasonable_grounds", "negative", "2026-08-03");
    struct decision_id first = add(fixture, negative);
    struct decision_id second =
        add(fixture, replacing(reasonable(person, "2026-10-01"), first, "reconsidered"));
    struct decision_id third =
        add(fixture, replacing(reasonable(person, "2026-10-02"), second, "corrected"));
    struct decisions decisions = listed(fixture, person);
    assert_int_equal(decisions.count, 2);
    assert_true(str_equal_c(decisions.at[0].state, "reconsidered"));
    assert_int_equal(decisions.at[0].superseded_by.value, third.value);
    assert_true(str_equal_c(decisions.at[1].state, "stands"));
    /* what is gone can still be corrected; what took its place then stays in its place */
    struct decision better = decision_of(person, "reasonable_grounds", "negative", "2026-08-04");
    add(fixture, replacing(better, first, "corrected"));
    decisions = listed(fixture, person);
    assert_int_equal(decisions.at[0].made_on.days, day("2026-08-04").days);
    assert_int_equal(decisions.at[0].superseded_by.value, third.value);
}

static void test_place_that_cannot_be_taken(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture), other = somebody(fixture);
    struct decision_id first = add(fixture, reasonable(person, "2026-08-03"));
    struct problems problems =
        refuse(fixture, replacing(reasonable(other, "2026-09-01"), first, "corrected"), NULL);
    has(&problems, "", WORD_decision_problem_replaced_already);
    problems = refuse(fixture, replacing(reasonable(person, "2026-09-01"), first, ""), NULL);
    has(&problems, "", WORD_decision_problem_why);
    problems = refuse(fixture, replacing(conclusive(person, "2026-09-01"), first, "reconsidered"),
                      NULL);
    has(&problems, "kind", WORD_decision_problem_other_kind);
    problems = refuse(fixture, replacing(reasonable(person, "2026-08-02"), first, "reconsidered"),
                      NULL);
    has(&problems, "made_on", WORD_decision_problem_before_replaced);
    struct decision none = reasonable(person, "2026-09-01");
    none.replaces_why = STR("corrected");
    problems = refuse(fixture, none, NULL);
    has(&problems, "", WORD_decision_problem_replaces_none);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_decision_is_kept),
        TEST(test_no_date_at_all),
        TEST(test_today_is_not_the_future),
        TEST(test_every_problem_at_once),
        TEST(test_problems_of_the_form_stay),
        TEST(test_dates_in_one_day_are_in_order),
        TEST(test_conclusive_needs_reasonable_before),
        TEST(test_two_of_a_kind_on_a_day),
        TEST(test_correction_takes_the_place),
        TEST(test_corrected_on_the_same_day),
        TEST(test_reconsidered_did_stand),
        TEST(test_place_that_cannot_be_taken),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
