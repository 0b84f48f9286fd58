/* Lines kept from the list of who looked: by two people, on a ground, until a day of review. */
#include "rooms/audit/audit_suppression.h"
#include "rooms/person/person.h"
#include "words.h"
#include "world.h"

enum { DESK = 7, GUARDIAN = 10, OTHER_GUARDIAN = 11, ADMINISTRATOR = 12 };

static int set_up(void **state)
{
    int result = fixture_set_up(state);
    if (result == 0) {
        fixture_account(*state, ROLE_night_desk, DESK);
        fixture_account(*state, ROLE_guardian, GUARDIAN);
        fixture_account(*state, ROLE_guardian, OTHER_GUARDIAN);
        fixture_account(*state, ROLE_administrator, ADMINISTRATOR);
    }
    return result;
}

static struct person_id somebody(struct fixture *fixture)
{
    struct person_facts facts = {.kind = STR("adult"), .called = STR("Dora"),
                                 .birth_state = STR("not_known"), .nation = STR("E")};
    struct person_id person;
    WELL(person_add(fixture_as(fixture, ROLE_night_desk, DESK), &facts, &person));
    return person;
}

/* What a role did on a day from now, on a ground, until so many days from now. */
static int asked_of(struct fixture *fixture, struct person_id person, int on, const char *role,
                    const char *ground, int days)
{
    struct job *job = fixture_as(fixture, ROLE_guardian, GUARDIAN);
    struct problems problems = problems_make(job->arena);
    enum err err = suppression_ask(job, &(struct suppression_new){
        person, world_day(fixture, on), world_day(fixture, days), str_of(role), str_of(ground)},
        &problems);
    assert_true(err == OK || problems.count > 0);
    return problems.count > 0 ? problems.items[0].word : 0;
}

static int asked(struct fixture *fixture, struct person_id person, const char *role,
                 const char *ground, int days)
{
    return asked_of(fixture, person, 0, role, ground, days);
}

static struct task_id newest(struct fixture *fixture, struct person_id person)
{
    struct suppressions list;
    WELL(suppression_list(fixture_as(fixture, ROLE_guardian, GUARDIAN), person, &list));
    assert_true(list.count > 0);
    return list.at[0].suppression;
}

/* Lines of the desk about her that she is shown, and how many she is told are missing. */
static size_t shown(struct fixture *fixture, struct person_id person, int64_t *out_told)
{
    struct job *job = fixture_later(fixture, 0);
    struct audit_query query = {.record = person.value, .before_at = INSTANT_NONE, .limit = 50};
    struct audit_entries entries;
    WELL(audit_list(job, &query, &entries));
    struct audit_entry *list = ARENA_MANY(job->arena, struct audit_entry, entries.count);
    size_t count = entries.count, of_desk = 0;
    for (size_t i = 0; i < count; i++)
        list[i] = entries.at[i];
    WELL(suppression_take_out(job, person, list, &count, out_told));
    for (size_t i = 0; i < count; i++)
        of_desk += str_equal_c(list[i].role, "night_desk");
    return of_desk;
}

static void test_two_people(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    int64_t told;
    assert_int_equal(asked(fixture, person, "night_desk", "serious_harm", 60), 0);
    struct task_id line = newest(fixture, person);
    assert_true(shown(fixture, person, &told) > 0);
    assert_int_equal(suppression_confirm(fixture_as(fixture, ROLE_guardian, GUARDIAN), person,
                                         line), ERR_CONFLICT);
    assert_int_equal(suppression_confirm(fixture_as(fixture, ROLE_guardian, OTHER_GUARDIAN), person,
                                         line), ERR_CONFLICT);
    assert_true(shown(fixture, person, &told) > 0);
    assert_int_equal(told, 0);
    WELL(suppression_confirm(fixture_as(fixture, ROLE_administrator, ADMINISTRATOR), person, line));
    assert_int_equal(shown(fixture, person, &told), 0);
    assert_true(told > 0);
    WELL(suppression_end(fixture_as(fixture, ROLE_guardian, GUARDIAN), person, line));
    assert_true(shown(fixture, person, &told) > 0);
    assert_int_equal(told, 0);
}

/* A ground that does not let her be told; after the day of review all is shown by itself. */
static void test_what_would_tell_is_not_told(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture), other = somebody(fixture);
    int64_t told;
    assert_int_equal(asked(fixture, person, "night_desk", "crime", 30), 0);
    WELL(suppression_confirm(fixture_as(fixture, ROLE_administrator, ADMINISTRATOR), person,
                             newest(fixture, person)));
    assert_int_equal(shown(fixture, person, &told), 0);
    assert_int_equal(told, 0);
    assert_true(shown(fixture, other, &told) > 0);
    fixture_later(fixture, 31 * MS_PER_DAY);
    assert_true(shown(fixture, person, &told) > 0);
    assert_int_equal(told, 0);
}

static void test_what_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    assert_int_equal(asked(fixture, person, "guardian", "crime", 30), WORD_suppression_own_role);
    assert_int_equal(asked(fixture, person, "night_desk", "crime", 120),
                     WORD_suppression_review_late);
    assert_int_equal(asked(fixture, person, "night_desk", "crime", 0),
                     WORD_suppression_review_late);
    assert_int_equal(asked(fixture, person, "night_desk", "embarrassing", 30),
                     WORD_suppression_no_ground);
    /* what is still to come has no lines, and none is kept from her beforehand */
    assert_int_equal(asked_of(fixture, person, 1, "night_desk", "crime", 30),
                     WORD_suppression_no_day);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_two_people),
        TEST(test_what_would_tell_is_not_told),
        TEST(test_what_is_refused),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
