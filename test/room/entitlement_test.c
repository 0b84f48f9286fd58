/* Money told through the rooms: where she lives, what was decided and who her children are go in;
 * what is due, what was paid and what is open come out. */
#include <string.h>

#include "rooms/decision/decision.h"
#include "rooms/entitlement/entitlement.h"
#include "rooms/household/household.h"
#include "rooms/person/person.h"
#include "words.h"
#include "world.h"

enum { WORKER = 7 };

static struct job *worker(struct fixture *fixture)
{
    return fixture_as(fixture, ROLE_support_worker, WORKER);
}

static struct date day(const char *text)
{
    struct date date;
    WELL(date_parse(str_of(text), &date));
    return date;
}

static struct person_id somebody(struct fixture *fixture, const char *kind, const char *born)
{
    const struct person_name name = {.kind = STR("given"), .text = STR("Dora Sample")};
    struct person_facts facts = {
        .kind = str_of(kind),
        .called = STR("Dora"),
        .born = str_of(born),
        .birth_state = STR("known"),
        .nation = STR("E"),
        .names = &name,
        .name_count = 1,
    };
    struct person_id person;
    WELL(person_add(worker(fixture), &facts, &person));
    return person;
}

static void decide(struct fixture *fixture, struct person_id person, const char *kind,
                   const char *outcome, const char *on)
{
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct decision_id id;
    struct decision decision = {
        .person = person,
        .kind = str_of(kind),
        .outcome = str_of(outcome),
        .made_on = day(on),
        .dated_on = DATE_NONE,
        .sent_on = DATE_NONE,
        .received_on = day(on),
        .reasons_received_on = DATE_NONE,
    };
    WELL(decision_add(job, &decision, DATE_NONE, &problems, &id));
}

static void settle(struct fixture *fixture, struct person_id person, const char *from,
                   const char *accommodation, bool is_catered, bool is_asylum)
{
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct situation situation = {day(from), str_of(accommodation), is_catered, is_asylum};
    WELL(situation_add(job, person, &situation, &problems));
}

static void pay(struct fixture *fixture, struct person_id person, int64_t pence, const char *from,
                const char *to)
{
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct payment payment = {.pence = pence, .from_on = day(from), .to_on = day(to),
                              .paid_on = day(to), .kind = STR("card")};
    WELL(payment_add(job, person, &payment, &problems));
}

static struct entitlement entitled(struct fixture *fixture, struct person_id person)
{
    struct entitlement entitlement;
    WELL(entitlement_of(worker(fixture), person, &entitlement));
    return entitlement;
}

/* R (K and AM) [2018] EWHC 2951 (Admin): cut on 1 March 2018, repaid at 27.25 a week. */
static void test_back_pay_after_a_judgment(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_support_worker, WORKER);
    struct person_id person = somebody(fixture, "adult", "1990");
    decide(fixture, person, "reasonable_grounds", "positive", "2018-01-10");
    settle(fixture, person, "2018-02-05", "asylum_housing", false, true);
    settle(fixture, person, "2018-12-01", "none", false, false);
    struct entitlement found = entitled(fixture, person);
    assert_int_equal(found.period_count, 3);
    assert_int_equal(found.periods[1].span.applied_pence, 3775);
    assert_int_equal(found.periods[1].span.due_pence, 6500);
    assert_int_equal(found.back_pay_pence, 98100);
    assert_int_equal(found.due_pence, 277643); /* 299 days at 65.00 a week */
    assert_int_equal(found.open_pence, 277643);
    assert_int_equal(found.due.count, 0); /* support has ended */
    pay(fixture, person, 277643 - 98100, "2018-02-05", "2018-11-30");
    assert_int_equal(entitled(fixture, person).open_pence, 98100);
    pay(fixture, person, 98100, "2018-03-01", "2018-11-07");
    assert_int_equal(entitled(fixture, person).open_pence, 0);
}

/* A later row for the same day takes the place of the earlier one. */
static void test_a_situation_is_corrected(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, "adult", "1990");
    decide(fixture, person, "reasonable_grounds", "positive", "2020-01-10");
    settle(fixture, person, "2020-02-03", "outreach", false, false);
    settle(fixture, person, "2020-02-10", "none", false, false);
    assert_int_equal(entitled(fixture, person).due_pence, 3500);
    fixture_later(fixture, MS_PER_MINUTE);
    settle(fixture, person, "2020-02-03", "safe_house", false, false);
    assert_int_equal(entitled(fixture, person).due_pence, 6500);
}

/* Nothing before the decision; nine days more after a negative one (NCG-9). */
static void test_decisions_begin_and_end_it(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, "adult", "1990");
    settle(fixture, person, "2020-01-06", "safe_house", false, false);
    settle(fixture, person, "2020-07-01", "none", false, false);
    assert_int_equal(entitled(fixture, person).due_pence, 0);
    decide(fixture, person, "reasonable_grounds", "positive", "2020-01-13");
    decide(fixture, person, "conclusive_grounds", "negative", "2020-05-11");
    struct entitlement found = entitled(fixture, person);
    assert_int_equal(found.period_count, 3);
    assert_int_equal(found.periods[0].decision, RATE_UNDECIDED);
    assert_int_equal(found.periods[1].decision, RATE_REASONABLE);
    assert_int_equal(found.periods[1].span.to.days, day("2020-05-20").days);
    assert_int_equal(found.periods[2].decision, RATE_NEGATIVE);
    assert_int_equal(found.periods[2].span.due_pence, 0);
}

struct family {
    struct person_id mother, child, unborn;
    struct household_id household;
};

static enum err join_family(struct job *job, void *with)
{
    struct family *family = with;
    const struct record_id records[] = {{family->child.value}, {family->unborn.value}};
    enum err err = household_make(job, &family->household);
    if (err == OK)
        err = household_join(job, family->household, family->mother, STR("head"));
    if (err == OK)
        err = household_join(job, family->household, family->child, STR("child"));
    if (err == OK)
        err = household_join(job, family->household, family->unborn, STR("unborn"));
    for (size_t i = 0; err == OK && i < COUNT_OF(records); i++)
        err = tie_make(job, &(struct tie){records[i], {WORKER + 1000}, RELATION_caseload,
                                          TIE_OPEN});
    return err;
}

static enum err leave_family(struct job *job, void *with)
{
    const struct family *family = with;
    return household_leave(job, family->household, family->child);
}

static void test_children_count_with_the_head(void **state)
{
    struct fixture *fixture = *state;
    struct family family = {somebody(fixture, "adult", "1995"),
                            somebody(fixture, "child", "2026-03-02"),
                            somebody(fixture, "unborn", "2026-12-24"), {0}};
    decide(fixture, family.mother, "reasonable_grounds", "positive", "2026-11-02");
    settle(fixture, family.mother, "2026-11-02", "asylum_housing", false, true);
    world_write(fixture, join_family, &family);
    struct entitlement found = entitled(fixture, family.mother);
    assert_int_equal(found.hidden_count, 2); /* the worker is in no circle yet */
    assert_int_equal(found.today.child_count, 0);
    world_join(fixture, WORKER, (struct circle_id){WORKER + 1000});
    found = entitled(fixture, family.mother);
    assert_int_equal(found.hidden_count, 0);
    assert_int_equal(found.due.week_pence, 2 * 4918 + 950 + 525);
    assert_int_equal(found.due.week_unverified_pence, 2540);
    assert_int_equal(found.due.once_pence, 30000);
    assert_true(entitled(fixture, family.child).is_child);
    assert_int_equal(found.today.child_count, 1); /* who is not born yet does not count */
    world_write(fixture, leave_family, &family);
    assert_int_equal(entitled(fixture, family.mother).today.child_count, 0);
    assert_true(fixture_lines(fixture, VERB_read) == 0); /* the route commits them */
}

static void test_unverified_rates_make_nothing_open(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_support_worker, WORKER);
    struct person_id person = somebody(fixture, "adult", "1990");
    decide(fixture, person, "reasonable_grounds", "positive", "2026-11-02");
    settle(fixture, person, "2026-11-11", "safe_house", false, false);
    struct entitlement found = entitled(fixture, person);
    assert_int_equal(found.due_pence, 0);
    assert_int_equal(found.unverified_pence, 13000); /* two weeks */
    assert_int_equal(found.open_pence, 0);
    assert_int_equal(found.open_unverified_pence, 13000);
    pay(fixture, person, 6500, "2026-11-11", "2026-11-17");
    assert_int_equal(entitled(fixture, person).open_unverified_pence, 6500);
}

static void refuses_situation(struct fixture *fixture, const struct situation *situation,
                              const char *field, int word)
{
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct person_id person = somebody(fixture, "adult", "1990");
    assert_int_equal(situation_add(job, person, situation, &problems), ERR_INVALID);
    const struct problem *problem = problems_of(&problems, str_of(field));
    assert_non_null(problem);
    assert_int_equal(problem->word, word);
    struct situations stored;
    WELL(situation_list(worker(fixture), person, &stored));
    assert_int_equal(stored.count, 0);
}

static void test_bad_input_is_told_and_nothing_stored(void **state)
{
    struct fixture *fixture = *state;
    struct date today = world_day(fixture, 0);
    struct date tomorrow = world_day(fixture, 1);
    refuses_situation(fixture, &(struct situation){tomorrow, STR("outreach"), false, false},
                      "from_on", WORD_situation_problem_future);
    struct date long_ago = day("1626-11-24");
    refuses_situation(fixture, &(struct situation){long_ago, STR("outreach"), false, false},
                      "from_on", WORD_situation_problem_past);
    refuses_situation(fixture, &(struct situation){today, STR("asylum_housing"), true, false},
                      "is_asylum_supported", WORD_situation_problem_asylum);
    refuses_situation(fixture, &(struct situation){today, STR("none"), true, false},
                      "accommodation", WORD_situation_problem_ended);
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct payment payment = {.pence = 100, .from_on = today, .to_on = world_day(fixture, -1),
                              .paid_on = world_day(fixture, 1), .kind = STR("cash")};
    struct person_id person = somebody(fixture, "adult", "1990");
    assert_int_equal(payment_add(job, person, &payment, &problems), ERR_INVALID);
    assert_int_equal(problems.count, 2);
    payment.to_on = world_day(fixture, 366);
    payment.paid_on = today;
    problems = problems_make(job->arena);
    assert_int_equal(payment_add(job, person, &payment, &problems), ERR_INVALID);
    assert_int_equal(problems.items[0].word, WORD_payment_problem_year);
}

static void test_amounts_as_they_are_typed(void **state)
{
    (void)state;
    static const struct {
        const char *typed;
        int64_t pence; /* 0: refused */
    } cases[] = {
        {"65", 6500},   {"65.50", 6550}, {"65.5", 6550},  {"£65", 6500},    {" £ 0.05 ", 5},
        {"0", 0},       {"", 0},         {"-1", 0},       {"65,50", 0},     {"65.505", 0},
        {"65.", 0},     {"6.5.0", 0},    {"10000", 1000000}, {"10000.01", 0}, {"ten", 0},
        {"65.-1", 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        int64_t pence = 0;
        enum err err = payment_read_amount(str_of(cases[i].typed), &pence);
        if ((err == OK) != (cases[i].pence > 0) || pence != cases[i].pence)
            fail_msg("\"%s\" is read as %lld", cases[i].typed, (long long)pence);
    }
}

static void test_a_payment_is_cancelled_once_by_its_own_person(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_support_worker, WORKER);
    struct person_id person = somebody(fixture, "adult", "1990");
    struct person_id other = somebody(fixture, "adult", "1991");
    pay(fixture, person, 6500, "2026-11-02", "2026-11-08");
    struct payments payments;
    WELL(payment_list(worker(fixture), person, &payments));
    struct payment_id payment = payments.at[0].payment;
    assert_int_equal(payment_cancel(worker(fixture), other, payment), ERR_NOT_FOUND);
    WELL(payment_cancel(worker(fixture), person, payment));
    assert_int_equal(payment_cancel(worker(fixture), person, payment), ERR_CONFLICT);
    WELL(payment_list(worker(fixture), person, &payments));
    assert_true(payments.at[0].is_cancelled);
    assert_int_equal(entitled(fixture, person).paid_pence, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_back_pay_after_a_judgment),
        TEST(test_a_situation_is_corrected),
        TEST(test_decisions_begin_and_end_it),
        TEST(test_children_count_with_the_head),
        TEST(test_unverified_rates_make_nothing_open),
        TEST(test_bad_input_is_told_and_nothing_stored),
        TEST(test_amounts_as_they_are_typed),
        TEST(test_a_payment_is_cancelled_once_by_its_own_person),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
