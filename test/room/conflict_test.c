/* Flags that keep a worker from a person: who is told, and that a guardian reaches each of them. */
#include "rooms/conflict/conflict_flag.h"
#include "rooms/person/person.h"
#include "world.h"

enum { WORKER = 7, GUARDIAN = 8, OTHER_GUARDIAN = 9, DESK = 10 };

static int set_up(void **state)
{
    static const struct {
        enum role role;
        int64_t staff;
    } accounts[] = {{ROLE_support_worker, WORKER}, {ROLE_guardian, GUARDIAN},
                    {ROLE_guardian, OTHER_GUARDIAN}, {ROLE_night_desk, DESK}};
    int result = fixture_set_up(state);
    for (size_t i = 0; result == 0 && i < COUNT_OF(accounts); i++)
        fixture_account(*state, accounts[i].role, accounts[i].staff);
    return result;
}

static struct person_id somebody(struct fixture *fixture)
{
    struct person_id person;
    WELL(person_add(fixture_as(fixture, ROLE_support_worker, WORKER),
                    &(struct person_facts){.kind = STR("adult"), .called = STR("Dora"),
                                           .birth_state = STR("not_known"), .nation = STR("E")},
                    &person));
    return person;
}

static void flag(struct fixture *fixture, struct person_id person, int64_t staff)
{
    WELL(conflict_flag_add(fixture_as(fixture, ROLE_support_worker, WORKER),
                           &(struct conflict_flag_new){person, {staff}, STR("relative"),
                                                       STR("As she says.")}));
}

static struct conflict_flags page(struct fixture *fixture, struct conflict_id after)
{
    struct conflict_flags flags;
    WELL(conflict_flag_list(fixture_as(fixture, ROLE_guardian, GUARDIAN), after, &flags));
    return flags;
}

/* Who keeps every guardian from somebody is alone with her record: that is told. */
static void test_the_last_guardian_is_not_flagged_in_silence(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    flag(fixture, person, DESK);
    flag(fixture, person, GUARDIAN);
    assert_int_equal(fixture_lines(fixture, VERB_warned), 0);
    flag(fixture, person, OTHER_GUARDIAN);
    assert_int_equal(fixture_lines(fixture, VERB_warned), 1);
    flag(fixture, person, OTHER_GUARDIAN);
    assert_int_equal(fixture_lines(fixture, VERB_warned), 1);
}

/* However many there are, each is on one page, also when several were recorded at one instant, and
 * when the last of a page has ended before the next is asked for. */
static void test_every_flag_is_reached(void **state)
{
    enum { FLAGS = 2 * CONFLICT_ROWS + 20, HIDDEN = 3 };
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture), kept = somebody(fixture);
    struct conflict_id seen[FLAGS], after = {0};
    size_t count = 0;
    for (int i = 0; i < FLAGS; i++) {
        fixture_later(fixture, i % 3 == 0 ? 1000 : 0);
        flag(fixture, person, DESK);
    }
    for (int i = 0; i < HIDDEN; i++)
        flag(fixture, kept, i == 0 ? GUARDIAN : DESK);
    for (int i = 0; i < 3; i++) {
        struct conflict_flags flags = page(fixture, after);
        assert_int_equal(flags.count, i < 2 ? CONFLICT_ROWS : FLAGS - 2 * CONFLICT_ROWS);
        for (size_t k = 0; k < flags.count; k++) {
            assert_int_equal(flags.at[k].person.value, person.value);
            for (size_t j = 0; j < count; j++)
                assert_int_not_equal(flags.at[k].flag.value, seen[j].value);
            seen[count++] = flags.at[k].flag;
        }
        after = flags.next;
        assert_true((after.value != 0) == (i < 2));
        if (i < 2)
            WELL(conflict_flag_end(fixture_as(fixture, ROLE_guardian, GUARDIAN), after));
    }
    assert_int_equal(count, FLAGS);
    assert_int_equal(page(fixture, (struct conflict_id){12345}).count, 0);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_last_guardian_is_not_flagged_in_silence),
        TEST(test_every_flag_is_reached),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
