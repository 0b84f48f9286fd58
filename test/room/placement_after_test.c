/* Who may still read after a departure, and until when.
 *
 *     placement_after_test memory|file|postgres
 */
#include "world.h"

#include "placement_sql.h"
#include "rooms/contact/contact.h"
#include "rooms/placement/placement_after.h"

enum { DESK = 7, MANAGER = 8, WORKER = 9, MONTHS_6_DAYS = 183 };

struct leaving {
    struct fixture *fixture;
    struct organisation provider;
    struct room_id rooms[2];
    struct placement_id placement;
    struct referral referral;
};

static struct job *worker(struct fixture *fixture)
{
    return fixture_as(fixture, ROLE_support_worker, WORKER);
}

static struct leaving leaving_of(void **state)
{
    struct leaving leaving = {.fixture = *state};
    struct fixture *fixture = leaving.fixture;
    fixture_account(fixture, ROLE_night_desk, DESK);
    fixture_account(fixture, ROLE_house_manager, MANAGER);
    fixture_account(fixture, ROLE_support_worker, WORKER);
    leaving.provider = world_organisation(fixture, STR("Hearth"), "provider");
    const struct store_statement move_worker = RAW(
        "update account set organisation = (select organisation from organisation)"
        " where staff = 9");
    fixture_run(fixture, &move_worker);
    fixture_prove(fixture);
    world_join(fixture, WORKER, (struct circle_id){WORKER + 1000});
    struct house_facts facts = world_facts(STR("Rowan"), leaving.provider.organisation);
    struct house_id house = world_house(fixture, &facts, 2);
    leaving.rooms[0] = world_room(fixture, house, "1");
    leaving.rooms[1] = world_room(fixture, house, "2");
    struct referral_id call = world_call(fixture, DESK, "Almaz");
    leaving.placement = world_hold(fixture, DESK, call, leaving.rooms[0]);
    WELL(world_offer(fixture, DESK, leaving.placement));
    WELL(world_accept(fixture, MANAGER, leaving.placement));
    WELL(world_arrive(fixture, DESK, MANAGER, leaving.placement, WORKER));
    WELL(referral_get(worker(fixture), call, &leaving.referral));
    const struct store_statement settle = RAW("update follow_up set done_at = 1");
    fixture_run(fixture, &settle);
    return leaving;
}

static void depart(struct leaving *leaving)
{
    struct job *job = fixture_as(leaving->fixture, ROLE_house_manager, MANAGER);
    struct problems problems = problems_make(job->arena);
    WELL(placement_depart(job, &(struct placement_departure){leaving->placement,
                                                             STR("council_tenancy"), job->now},
                          &problems));
}

static bool may_read(const struct leaving *leaving)
{
    struct job *job = worker(leaving->fixture);
    return tie_check(job, (struct record_id){leaving->referral.person.value},
                     RIGHT_person_read) == OK;
}

static void tidy(struct fixture *fixture, int64_t expected)
{
    int64_t count;
    WELL(placement_after_tidy(fixture_later(fixture, 0), 10, &count));
    assert_int_equal(count, expected);
    fixture_later(fixture, 0);
}

static void test_rules_are_dated(void **state)
{
    (void)state;
    struct date before, after;
    WELL(date_make((struct date_parts){2016, 1, 1}, &before));
    WELL(date_make((struct date_parts){2026, 11, 24}, &after));
    assert_int_equal(after_rule_on(RELATION_caseload, after)->days, MONTHS_6_DAYS);
    assert_int_equal(after_rule_on(RELATION_provider, before)->days, MONTHS_6_DAYS);
    assert_null(after_rule_on(RELATION_house, after));
    for (size_t i = 0; i < after_rule_count; i++)
        assert_non_null(after_rules[i].source);
}

static void test_the_worker_reads_on_and_then_no_more(void **state)
{
    struct leaving leaving = leaving_of(state);
    struct placement_readers readers;
    depart(&leaving);
    WELL(placement_after_readers(worker(leaving.fixture),
                                 (struct record_id){leaving.referral.person.value}, &readers));
    assert_int_equal(readers.count, 3); /* the desk, the worker, the provider */
    assert_true(readers.at[0].relation == RELATION_desk);
    fixture_later(leaving.fixture, (MONTHS_6_DAYS - 1) * MS_PER_DAY);
    assert_true(may_read(&leaving));
    fixture_later(leaving.fixture, MS_PER_DAY);
    assert_false(may_read(&leaving));
    tidy(leaving.fixture, 2);
    assert_false(may_read(&leaving));
}

static enum err open_task(struct job *job, void *with)
{
    const struct person_id *person = with;
    struct task_id task;
    return follow_up_open(job, &(struct follow_up_new){*person, STR("review"),
                                                       {WORKER + 1000}, job->now}, &task);
}

/* Nobody is cut off from somebody for whom something has still to be done, whenever that came up,
 * and also when no server ran on the day. */
static void test_open_work_goes_on(void **state)
{
    struct leaving leaving = leaving_of(state);
    depart(&leaving);
    fixture_later(leaving.fixture, 100 * MS_PER_DAY);
    world_write(leaving.fixture, open_task, &leaving.referral.person);
    fixture_later(leaving.fixture, 90 * MS_PER_DAY);
    assert_false(may_read(&leaving));
    tidy(leaving.fixture, 2);
    assert_true(may_read(&leaving));
    fixture_later(leaving.fixture, (AFTER_STEP_DAYS - 1) * MS_PER_DAY + MS_PER_HOUR);
    const struct store_statement settle = RAW("update follow_up set done_at = 1");
    fixture_run(leaving.fixture, &settle);
    tidy(leaving.fixture, 0);
    assert_true(may_read(&leaving));
    fixture_later(leaving.fixture, MS_PER_DAY);
    assert_false(may_read(&leaving));
}

static void test_who_comes_back_is_read_again(void **state)
{
    struct leaving leaving = leaving_of(state);
    struct fixture *fixture = leaving.fixture;
    depart(&leaving);
    fixture_later(fixture, 10 * MS_PER_DAY);
    struct referral_new again = {.person = leaving.referral.person, .needed_at = INSTANT_NONE};
    again.answers = world_answers;
    again.answer_count = WORLD_ANSWERS;
    struct referral_id call;
    struct str ref;
    WELL(referral_start(fixture_as(fixture, ROLE_night_desk, DESK), &again, &call, &ref));
    struct placement_id placement = world_hold(fixture, DESK, call, leaving.rooms[1]);
    WELL(world_offer(fixture, DESK, placement));
    WELL(world_accept(fixture, MANAGER, placement));
    WELL(world_arrive(fixture, DESK, MANAGER, placement, 0));
    fixture_later(fixture, 2 * MONTHS_6_DAYS * MS_PER_DAY);
    tidy(fixture, 0);
    assert_true(may_read(&leaving));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_are_dated),
        TEST(test_the_worker_reads_on_and_then_no_more),
        TEST(test_open_work_goes_on),
        TEST(test_who_comes_back_is_read_again),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
