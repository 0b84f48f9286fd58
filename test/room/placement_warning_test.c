/* What is learnt after a room was taken: who is looked at again, what it stops, what it never does,
 * and that a crash between the answer and the look loses nothing.
 *
 *     placement_warning_test memory|file|postgres
 */
#include "world.h"

#include <stdio.h>

#include "app/after.h"
#include "rooms/placement/placement.h"
#include "rooms/placement/placement_warning.h"

enum { DESK = 7, MANAGER = 8 };

struct night {
    struct fixture *fixture;
    struct house_id house;
    struct room_id rooms[3]; /* of 1, 2 and 3 beds */
};

static struct job *desk(struct fixture *fixture)
{
    return fixture_as(fixture, ROLE_night_desk, DESK);
}

static struct night night_of(void **state)
{
    struct night night = {.fixture = *state};
    night.fixture->reactions = after_table;
    night.fixture->reaction_count = after_count;
    fixture_account(night.fixture, ROLE_night_desk, DESK);
    fixture_account(night.fixture, ROLE_house_manager, MANAGER);
    struct organisation provider = world_organisation(night.fixture, STR("Hearth"), "provider");
    struct house_facts facts = world_facts(STR("Rowan"), provider.organisation);
    night.house = world_house(night.fixture, &facts, 3);
    for (size_t i = 0; i < COUNT_OF(night.rooms); i++) {
        const char name[] = {(char)('1' + i), '\0'};
        night.rooms[i] = world_room(night.fixture, night.house, name);
    }
    return night;
}

static struct placement_id hold(struct fixture *fixture, struct referral_id call,
                                struct room_id room)
{
    return world_hold(fixture, DESK, call, room);
}

static enum err offer(struct fixture *fixture, struct placement_id placement)
{
    return world_offer(fixture, DESK, placement);
}

static enum err accept(struct fixture *fixture, struct placement_id placement)
{
    return world_accept(fixture, MANAGER, placement);
}

static enum err arrive(struct fixture *fixture, struct placement_id placement)
{
    return world_arrive(fixture, DESK, MANAGER, placement, 0);
}

static struct placement_id live_in(struct fixture *fixture, struct referral_id call,
                                   struct room_id room)
{
    struct placement_id placement = hold(fixture, call, room);
    WELL(offer(fixture, placement));
    WELL(accept(fixture, placement));
    WELL(arrive(fixture, placement));
    return placement;
}

static void say(struct fixture *fixture, struct referral_id call, const char *question,
                const char *value)
{
    world_say(fixture, DESK, call, question, value);
}

static int64_t look(struct fixture *fixture)
{
    int64_t count;
    WELL(placement_look_again(desk(fixture), 10, &count));
    fixture_later(fixture, 0);
    return count;
}

static struct placement_warning warning_of(struct fixture *fixture, struct placement_id placement)
{
    struct placement_warning warning;
    WELL(placement_warning_get(desk(fixture), placement, &warning));
    return warning;
}

static void assert_no_warning(struct fixture *fixture, struct placement_id placement)
{
    struct placement_warning warning;
    assert_int_equal(placement_warning_get(desk(fixture), placement, &warning), ERR_NOT_FOUND);
}

static struct person_id person_of(struct fixture *fixture, struct referral_id call)
{
    struct referral referral;
    WELL(referral_get(desk(fixture), call, &referral));
    return referral.person;
}

static void fear(struct fixture *fixture, struct referral_id who, struct referral_id whom)
{
    struct person person;
    WELL(person_get(desk(fixture), person_of(fixture, whom), &person));
    char ref[16];
    snprintf(ref, sizeof(ref), "%.*s", STR_ARGS(person.ref)); /* outlives the next job's arena */
    say(fixture, who, "conflict-any", "yes");
    say(fixture, who, "conflict-people", ref);
}

static int64_t open_checks(struct fixture *fixture)
{
    return world_count(fixture, "select count(*) from follow_up where kind = 'safety_check' and "
                                "done_at is null");
}

/* ---- which answers ------------------------------------------------------------------------- */

static void test_an_answer_that_closes_the_room(void **state)
{
    static const struct {
        const char *question, *value;
        enum match_rule_number rule;
    } cases[] = {
        {"avoid-areas", "west_yorkshire", MATCH_RULE_AREA},
        {"feels-safe-houses", "men", MATCH_RULE_MODE},
        {"pv-gender", "male", MATCH_RULE_ADMITS},
        {"regions-allowed", "scotland", MATCH_RULE_REGION},
    };
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct referral_id call = world_call(fixture, DESK, "Almaz");
        struct placement_id placement = hold(fixture, call, night.rooms[0]);
        if (cases[i].rule == MATCH_RULE_AREA)
            say(fixture, call, "avoid-any", "yes");
        say(fixture, call, cases[i].question, cases[i].value);
        assert_int_equal(look(fixture), 1);
        assert_true(warning_of(fixture, placement).rules & MATCH_BIT(cases[i].rule));
        assert_int_equal(offer(fixture, placement), ERR_INVALID);
        assert_int_equal(open_checks(fixture), 1);
        WELL(placement_release(desk(fixture), placement, STR("house_cannot")));
        assert_int_equal(open_checks(fixture), 0);
        fixture_later(fixture, 0);
    }
}

static void test_an_answer_that_closes_nothing(void **state)
{
    struct night night = night_of(state);
    struct referral_id call = world_call(night.fixture, DESK, "Almaz");
    struct placement_id placement = hold(night.fixture, call, night.rooms[0]);
    say(night.fixture, call, "medical-now", "no");
    assert_int_equal(look(night.fixture), 1);
    assert_no_warning(night.fixture, placement);
    WELL(offer(night.fixture, placement));
}

/* That there is somebody, without a name yet, is not nothing. */
static void test_a_danger_without_a_name(void **state)
{
    struct night night = night_of(state);
    struct referral_id call = world_call(night.fixture, DESK, "Almaz");
    struct placement_id placement = live_in(night.fixture, call, night.rooms[0]);
    live_in(night.fixture, world_call(night.fixture, DESK, "Ruta"), night.rooms[1]);
    look(night.fixture);
    assert_no_warning(night.fixture, placement);
    say(night.fixture, call, "conflict-any", "yes");
    look(night.fixture);
    assert_int_equal(warning_of(night.fixture, placement).rules, 0);
    assert_int_equal(warning_of(night.fixture, placement).asks, MATCH_BIT(MATCH_RULE_CONFLICT));
}

/* ---- when ---------------------------------------------------------------------------------- */

static void test_nothing_goes_on_before_the_look(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct referral_id call = world_call(fixture, DESK, "Almaz");
    struct placement_id placement = hold(fixture, call, night.rooms[0]);
    WELL(offer(fixture, placement));
    say(fixture, call, "avoid-any", "yes");
    say(fixture, call, "avoid-areas", "west_yorkshire");
    assert_int_equal(accept(fixture, placement), ERR_INVALID); /* it looks by itself */
    assert_int_equal(warning_of(fixture, placement).rules, MATCH_BIT(MATCH_RULE_AREA));
    say(fixture, call, "avoid-any", "no");
    WELL(accept(fixture, placement));
    say(fixture, call, "avoid-any", "yes");
    assert_int_equal(arrive(fixture, placement), ERR_INVALID);
}

/* The server dies between the answer and the look: it is still due. */
static void test_a_crash_loses_no_look(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    if (tested == TESTED_MEMORY)
        return;
    struct referral_id call = world_call(fixture, DESK, "Almaz");
    struct placement_id placement = live_in(fixture, call, night.rooms[0]);
    look(fixture);
    say(fixture, call, "avoid-any", "yes");
    say(fixture, call, "avoid-areas", "west_yorkshire");
    fixture_restart(fixture);
    assert_no_warning(fixture, placement);
    assert_int_equal(look(fixture), 1);
    assert_int_equal(warning_of(fixture, placement).rules, MATCH_BIT(MATCH_RULE_AREA));
    assert_int_equal(look(fixture), 0);
}

/* ---- who ----------------------------------------------------------------------------------- */

/* Who is feared learns nothing by a warning: neither do her house and her worker. */
static void test_both_sides_of_a_fear(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct referral_id one = world_call(fixture, DESK, "Almaz");
    struct referral_id other = world_call(fixture, DESK, "Ruta");
    struct placement_id hers = live_in(fixture, one, night.rooms[0]);
    struct placement_id others = live_in(fixture, other, night.rooms[1]);
    look(fixture);
    fear(fixture, other, one);
    look(fixture);
    assert_int_equal(warning_of(fixture, hers).rules, MATCH_BIT(MATCH_RULE_CONFLICT));
    assert_int_equal(warning_of(fixture, others).rules, MATCH_BIT(MATCH_RULE_CONFLICT));
    assert_true(warning_of(fixture, hers).is_feared);
    assert_false(warning_of(fixture, others).is_feared);
    assert_int_equal(open_checks(fixture), 2); /* the desk and the house, for who spoke */
    struct placement row;
    WELL(placement_get(desk(fixture), hers, &row));
    assert_true(str_equal_c(row.state, "arrived") && row.is_live);

    fear(fixture, one, other); /* now each has said it */
    look(fixture);
    assert_false(warning_of(fixture, hers).is_feared);
    assert_int_equal(open_checks(fixture), 4);

    say(fixture, other, "conflict-any", "no");
    look(fixture);
    assert_false(warning_of(fixture, hers).is_feared);
    assert_true(warning_of(fixture, others).is_feared);
    say(fixture, one, "conflict-any", "no");
    look(fixture);
    assert_no_warning(fixture, hers);
    assert_no_warning(fixture, others);
    assert_int_equal(open_checks(fixture), 0);
}

/* Who only has a promise gives way: who lives there is not troubled by it. */
static void test_a_hold_does_not_trouble_a_stay(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct referral_id one = world_call(fixture, DESK, "Almaz");
    struct referral_id other = world_call(fixture, DESK, "Ruta");
    struct placement_id hers = live_in(fixture, one, night.rooms[0]);
    struct placement_id others = hold(fixture, other, night.rooms[1]);
    fear(fixture, other, one);
    look(fixture);
    assert_int_equal(warning_of(fixture, others).rules, MATCH_BIT(MATCH_RULE_CONFLICT));
    assert_no_warning(fixture, hers);
}

static void test_a_household_that_grows(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct referral_id call = world_call(fixture, DESK, "Almaz");
    struct placement_id placement = live_in(fixture, call, night.rooms[0]);
    struct person_facts child = {.kind = STR("child"), .born = STR("2018-11-20")};
    struct referral_addition addition = {&child, STR("child"), STR("bed")};
    struct person_id added;
    say(fixture, call, "comes-with", "with-others");
    WELL(referral_add_person(desk(fixture), call, &addition, &added));
    fixture_later(fixture, 0);
    look(fixture);
    assert_true(warning_of(fixture, placement).rules & MATCH_BIT(MATCH_RULE_BEDS));
}

/* ---- the desk's word ----------------------------------------------------------------------- */

static enum err settle_version(struct fixture *fixture, struct placement_id placement,
                               int64_t version, const char *decision)
{
    struct job *job = desk(fixture);
    struct problems problems = problems_make(job->arena);
    return placement_settle(job, placement, version, str_of(decision), &problems);
}

/* The warning as it stands; where none does, one that was shown once. */
static enum err settle(struct fixture *fixture, struct placement_id placement, const char *decision)
{
    struct placement_warning warning = {0};
    enum err err = placement_warning_get(desk(fixture), placement, &warning);
    assert_true(err == OK || err == ERR_NOT_FOUND);
    return settle_version(fixture, placement, warning.version, decision);
}

static void test_what_the_desk_decides_stands_until_there_is_news(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct referral_id call = world_call(fixture, DESK, "Almaz");
    struct placement_id placement = hold(fixture, call, night.rooms[0]);
    WELL(offer(fixture, placement));
    assert_int_equal(settle(fixture, placement, "checked_safe"), ERR_CONFLICT);
    say(fixture, call, "regions-allowed", "scotland");
    look(fixture);
    assert_int_equal(settle(fixture, placement, "move_arranged"), ERR_INVALID);
    WELL(settle(fixture, placement, "stays_safeguarded"));
    assert_int_equal(open_checks(fixture), 0);
    say(fixture, call, "medical-now", "no");
    look(fixture);
    assert_true(str_equal_c(warning_of(fixture, placement).decision, "stays_safeguarded"));
    WELL(accept(fixture, placement));
    say(fixture, call, "feels-safe-houses", "men");
    look(fixture);
    assert_int_equal(warning_of(fixture, placement).decision.size, 0);
    assert_int_equal(settle(fixture, placement, "checked_safe"), ERR_INVALID);
}

/* A worker with the form open has read of the region; a danger comes before she sends it. */
static void test_nobody_settles_what_she_has_not_read(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct referral_id call = world_call(fixture, DESK, "Almaz");
    struct placement_id placement = live_in(fixture, call, night.rooms[0]);
    say(fixture, call, "regions-allowed", "scotland");
    look(fixture);
    int64_t shown = warning_of(fixture, placement).version;
    fixture_later(fixture, MS_PER_MINUTE);
    say(fixture, call, "avoid-any", "yes");
    look(fixture);
    assert_int_equal(settle_version(fixture, placement, shown, "checked_safe"), ERR_CONFLICT);
    assert_int_equal(warning_of(fixture, placement).decision.size, 0);
    WELL(settle(fixture, placement, "move_arranged"));
}

/* Weeks after an arrival the desk's part is over; a warning makes it the desk's again. */
static void test_the_desk_reads_it_again(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct referral_id call = world_call(fixture, DESK, "Almaz");
    live_in(fixture, call, night.rooms[0]);
    fixture_later(fixture, 30 * MS_PER_DAY);
    struct record_id person = {person_of(fixture, call).value};
    assert_int_equal(tie_check(desk(fixture), person, RIGHT_person_read), ERR_NOT_FOUND);
    say(fixture, call, "avoid-any", "yes");
    look(fixture);
    WELL(tie_check(desk(fixture), person, RIGHT_person_read));
    fixture_later(fixture, (DESK_DAYS_AFTER_ARRIVAL + 1) * MS_PER_DAY);
    assert_int_equal(tie_check(desk(fixture), person, RIGHT_person_read), ERR_NOT_FOUND);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_an_answer_that_closes_the_room),
        TEST(test_an_answer_that_closes_nothing),
        TEST(test_a_danger_without_a_name),
        TEST(test_nothing_goes_on_before_the_look),
        TEST(test_a_crash_loses_no_look),
        TEST(test_both_sides_of_a_fear),
        TEST(test_a_hold_does_not_trouble_a_stay),
        TEST(test_a_household_that_grows),
        TEST(test_what_the_desk_decides_stands_until_there_is_news),
        TEST(test_nobody_settles_what_she_has_not_read),
        TEST(test_the_desk_reads_it_again),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
