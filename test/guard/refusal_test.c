#include "guard/refusal.h"

#include "guard_fixture.h"
#include "guard_tests.h"

static const struct refusal a_person = {
    .reason = REFUSAL_not_there, .staff = {7}, .kind = {"person", 6}};

static void refuse(struct fixture *fixture, const struct refusal *refusal, int times)
{
    for (int i = 0; i < times; i++)
        assert_int_equal(refusal_note(fixture_later(fixture, 0), refusal), OK);
}

static struct refusal_sums sums(struct fixture *fixture)
{
    struct refusal_sums list;
    assert_int_equal(refusal_sums_list(fixture_later(fixture, 0), 24, 50, &list), OK);
    return list;
}

static int64_t waiting(struct fixture *fixture)
{
    int64_t number = -1;
    assert_int_equal(refusal_waiting(fixture_later(fixture, 0), &number), OK);
    return number;
}

void test_refusals_are_counted_by_the_minute(void **state)
{
    struct fixture *fixture = *state;
    fixture_account(fixture, ROLE_night_desk, 7);
    refuse(fixture, &a_person, 3);
    fixture_later(fixture, MS_PER_MINUTE);
    refuse(fixture, &a_person, 2);
    struct refusal_sums list = sums(fixture);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.at[0].times, 5);
    assert_true(str_equal(list.at[0].staff_name, STR("Abeba Worker")));
    assert_true(str_equal(list.at[0].kind, STR("person")));
    assert_int_equal(fixture_lines(fixture, VERB_turned_away), 2);
    fixture_later(fixture, 24 * MS_PER_HOUR);
    assert_int_equal(sums(fixture).count, 0);
}

/* A flood is one row and one line, however long it goes on in that minute. */
void test_flood_of_refusals_is_one_row(void **state)
{
    struct fixture *fixture = *state;
    refuse(fixture, &a_person, 3 * REFUSALS_COUNTED);
    struct refusal_sums list = sums(fixture);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.at[0].times, REFUSALS_COUNTED);
    assert_int_equal(fixture_lines(fixture, VERB_turned_away), 1);
    assert_int_equal(fixture_lines(fixture, VERB_warned), 1);
}

void test_too_many_refusals_are_told(void **state)
{
    struct fixture *fixture = *state;
    refuse(fixture, &a_person, 19);
    assert_int_equal(waiting(fixture), 0);
    fixture_later(fixture, 59 * MS_PER_MINUTE);
    refuse(fixture, &a_person, 1);
    assert_int_equal(waiting(fixture), 1);
    refuse(fixture, &a_person, 5);
    assert_int_equal(waiting(fixture), 1);
    struct refusal_alarms alarms;
    assert_int_equal(refusal_alarms_list(fixture_later(fixture, 0), 9, &alarms), OK);
    assert_int_equal(alarms.at[0].staff.value, 7);
    assert_int_equal(alarms.at[0].times, 20);
    struct job *job = fixture_as(fixture, ROLE_guardian, 9);
    assert_int_equal(refusal_seen(job, (struct staff_id){8}, STR("not_there")), ERR_NOT_FOUND);
    assert_int_equal(refusal_seen(fixture_as(fixture, ROLE_guardian, 7), (struct staff_id){7},
                                  STR("not_there")), ERR_NOT_FOUND);
    job = fixture_as(fixture, ROLE_guardian, 9);
    assert_int_equal(refusal_seen(job, (struct staff_id){7}, STR("not_there")), OK);
    assert_int_equal(waiting(fixture), 0);
    fixture_later(fixture, 2 * MS_PER_HOUR);
    refuse(fixture, &a_person, 19);
    assert_int_equal(waiting(fixture), 0);
}

void test_refused_sign_ins_are_counted(void **state)
{
    struct fixture *fixture = *state;
    struct str token;
    fixture_account(fixture, ROLE_night_desk, 7);
    struct job *job = fixture_later(fixture, 0);
    assert_int_equal(account_sign_in(job, &(struct sign_in){STR("worker-7"), STR("guess"),
                                                            STR("000000"), job->now}, &token),
                     ERR_DENIED);
    struct refusal_sums list = sums(fixture);
    assert_int_equal(list.count, 1);
    assert_true(str_equal(list.at[0].reason, STR("sign_in")));
    assert_int_equal(fixture_lines(fixture, VERB_turned_away), 0);
}

void test_old_refusals_are_forgotten(void **state)
{
    struct fixture *fixture = *state;
    struct refusal_sums list;
    refuse(fixture, &a_person, 1);
    fixture_later(fixture, REFUSALS_KEPT_DAYS * MS_PER_DAY);
    assert_int_equal(account_tidy(fixture_later(fixture, MS_PER_HOUR)), OK);
    assert_int_equal(refusal_sums_list(fixture_later(fixture, 0), 24 * 365, 9, &list), OK);
    assert_int_equal(list.count, 0);
}
