/* Placing: the states, the race for one room, holds that run out, licences, people to stay apart,
 * planned moves, and what nobody may read.
 *
 *     placement_test memory|file|postgres
 */
#include "world.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "placement_move_sql.h"
#include "placement_sql.h"
#include "rooms/household/household.h"
#include "rooms/placement/placement.h"
#include "rooms/placement/placement_move.h"
#include "rooms/placement/placement_state.h"
#include "rooms/placement/placement_warning.h"
#include "rooms/placement/placement_web.h"
#include "rooms/record/record_web.h"
#include "rooms/referral/referral.h"
#include "rooms/today/today_web.h"
#include "web/json.h"
#include "words.h"

enum { DESK = 7, MANAGER = 8, WORKER = 9, RACERS = 50, HOUSE_RACERS = 16 };

struct night {
    struct fixture *fixture;
    struct organisation provider;
    struct house_id house;
    struct room_id rooms[3]; /* of 1, 2 and 3 beds */
};

/* ---- small words of the tests ---------------------------------------------------------------- */

static struct job *desk(struct fixture *fixture)
{
    return fixture_as(fixture, ROLE_night_desk, DESK);
}

static struct job *manager(struct fixture *fixture)
{
    return fixture_as(fixture, ROLE_house_manager, MANAGER);
}

static struct night night_of(void **state)
{
    struct night night = {.fixture = *state};
    fixture_account(night.fixture, ROLE_night_desk, DESK);
    fixture_account(night.fixture, ROLE_house_manager, MANAGER);
    fixture_account(night.fixture, ROLE_support_worker, WORKER);
    night.provider = world_organisation(night.fixture, STR("Hearth"), "provider");
    const struct store_statement move_worker = RAW(
        "update account set organisation = (select organisation from organisation)"
        " where staff = 9");
    fixture_run(night.fixture, &move_worker);
    fixture_prove(night.fixture);
    struct house_facts facts = world_facts(STR("Rowan"), night.provider.organisation);
    night.house = world_house(night.fixture, &facts, 3);
    world_join(night.fixture, MANAGER, world_house_circle(night.fixture, night.house));
    for (size_t i = 0; i < COUNT_OF(night.rooms); i++) {
        const char name[] = {(char)('1' + i), '\0'};
        night.rooms[i] = world_room(night.fixture, night.house, name);
    }
    return night;
}

static void say(struct fixture *fixture, struct referral_id referral, const char *question,
                const char *value)
{
    world_say(fixture, DESK, referral, question, value);
}

static struct referral_id call_from(struct fixture *fixture, const char *name)
{
    return world_call(fixture, DESK, name);
}

static struct referral referral_of(struct fixture *fixture, struct referral_id referral)
{
    struct referral row;
    WELL(referral_get(desk(fixture), referral, &row));
    return row;
}

static struct placement look(struct fixture *fixture, struct placement_id placement)
{
    struct placement row;
    WELL(placement_get(desk(fixture), placement, &row));
    return row;
}

static enum err try_hold(struct fixture *fixture, struct referral_id referral, struct room_id room,
                         struct problems *problems, struct placement_id *out_placement)
{
    struct job *job = desk(fixture);
    *problems = problems_make(job->arena);
    return placement_hold(job, &(struct placement_hold){referral, room, HOLD_HOURS}, problems,
                          out_placement);
}

static struct placement_id hold(struct fixture *fixture, struct referral_id referral,
                                struct room_id room)
{
    struct placement_id placement = {0};
    struct problems problems;
    WELL(try_hold(fixture, referral, room, &problems, &placement));
    return placement;
}

static enum err try_offer(struct fixture *fixture, struct placement_id placement)
{
    struct job *job = desk(fixture);
    struct problems problems = problems_make(job->arena);
    return placement_offer(job, placement, instant_add_ms(job->now, MS_PER_HOUR), &problems);
}

static enum err try_wish(struct fixture *fixture, struct placement_id placement, const char *answer)
{
    struct job *job = desk(fixture);
    struct problems problems = problems_make(job->arena);
    return placement_wish(job, &(struct placement_wish){placement, str_of(answer), true, true,
                                                        STR("near the school please")},
                          &problems);
}

static enum err try_arrive(struct fixture *fixture, struct placement_id placement)
{
    struct job *job = manager(fixture);
    struct problems problems = problems_make(job->arena);
    return placement_arrive(job, &(struct placement_arrival){placement, job->now,
                                                             STR("met,food"), {WORKER}, DATE_NONE},
                            &problems);
}

static enum err try_depart(struct fixture *fixture, struct placement_id placement)
{
    struct job *job = desk(fixture);
    struct problems problems = problems_make(job->arena);
    return placement_depart(job, &(struct placement_departure){placement,
                                                               STR("council_tenancy"), job->now},
                            &problems);
}

/* Every live placement gets a warning that the desk can settle; found at this instant, which is its
 * version. */
enum { WARNED_BY_HAND = 1 };
static void warn_by_hand(struct fixture *fixture)
{
    const struct store_statement warn = RAW(
        "insert into placement_warning (placement, rules, asks, found_at) "
        "select placement, 'cot', '', 1 from placement where is_live = 1");
    fixture_run(fixture, &warn);
}

/* One of the things that can be done, as the state table names it. */
static enum err act(struct fixture *fixture, struct placement_id placement,
                    enum placement_action action, struct room_id other)
{
    struct job *job = desk(fixture);
    struct problems problems = problems_make(job->arena);
    struct date today = world_day(fixture, 0);
    int64_t ended;
    switch (action) {
    case ACTION_offer: return try_offer(fixture, placement);
    case ACTION_release: return placement_release(job, placement, STR("date_changed"));
    case ACTION_lapse:
        job = fixture_later(fixture, (HOLD_HOURS + 1) * MS_PER_HOUR);
        WELL(placement_tidy(job, 10, &ended));
        return ended == 1 ? OK : ERR_CONFLICT;
    case ACTION_accept:
        job = manager(fixture);
        problems = problems_make(job->arena);
        return placement_accept(job, placement, &problems);
    case ACTION_decline:
        return placement_decline(manager(fixture), placement, STR("room_not_ready"));
    case ACTION_wish: return try_wish(fixture, placement, "yes");
    case ACTION_refuse: return try_wish(fixture, placement, "no");
    case ACTION_arrive: return try_arrive(fixture, placement);
    case ACTION_settle:
        warn_by_hand(fixture);
        return placement_settle(desk(fixture), placement, WARNED_BY_HAND, STR("checked_safe"),
                                &problems);
    case ACTION_not_arrive: return placement_not_arrived(job, placement, STR("hospital"));
    case ACTION_extend:
        return placement_extend(job, placement, date_add_days(today, 30), &problems);
    case ACTION_move:
        return placement_move(job, &(struct placement_move){.placement = placement,
                                                            .room = other,
                                                            .on = today,
                                                            .until_on = date_add_days(today, 20),
                                                            .has_consent = true},
                              &problems);
    case ACTION_depart: return try_depart(fixture, placement);
    case PLACEMENT_ACTIONS: break;
    }
    fail();
    return ERR_INTERNAL;
}

static bool has_word(const struct problems *problems, int word)
{
    for (size_t i = 0; i < problems->count; i++)
        if (problems->items[i].word == word)
            return true;
    return false;
}

/* ---- states ---------------------------------------------------------------------------------- */

/* The actions that lead to each state from nothing. */
static const struct path {
    enum placement_state state;
    enum placement_action actions[6];
    size_t count;
    const char *allowed; /* by placement_action_name, in the order of the list */
    const char *referral;
} paths[] = {
    {PLACEMENT_held, {0}, 0, "offer release lapse wish refuse", "held"},
    {PLACEMENT_offered, {ACTION_offer}, 1,
     "release lapse accept decline wish refuse settle", "offered"},
    {PLACEMENT_accepted, {ACTION_wish, ACTION_offer, ACTION_accept}, 3,
     "release wish refuse arrive not_arrive settle", "offered"},
    {PLACEMENT_arrived, {ACTION_wish, ACTION_offer, ACTION_accept, ACTION_arrive}, 4,
     "extend settle move depart", "placed"},
    {PLACEMENT_departed,
     {ACTION_wish, ACTION_offer, ACTION_accept, ACTION_arrive, ACTION_depart}, 5, "", "closed"},
    {PLACEMENT_declined, {ACTION_offer, ACTION_decline}, 2, "", "unplaced"},
    {PLACEMENT_lapsed, {ACTION_lapse}, 1, "", "unplaced"},
    {PLACEMENT_withdrawn, {ACTION_release}, 1, "", "unplaced"},
    {PLACEMENT_not_arrived,
     {ACTION_wish, ACTION_offer, ACTION_accept, ACTION_not_arrive}, 4, "", "unplaced"},
};

static bool is_listed(const char *list, const char *name)
{
    struct str rest = str_of(list);
    while (rest.size > 0)
        if (str_equal_c(str_cut(&rest, ' '), name))
            return true;
    return false;
}

static struct placement_id bring_to(const struct night *night, const struct path *path)
{
    struct fixture *fixture = night->fixture;
    struct referral_id referral = call_from(fixture, "Almaz");
    struct placement_id placement = hold(fixture, referral, night->rooms[0]);
    for (size_t i = 0; i < path->count; i++)
        WELL(act(fixture, placement, path->actions[i], night->rooms[1]));
    struct placement row = look(fixture, placement);
    assert_true(str_equal_c(row.state, placement_state_name(path->state)));
    assert_int_equal(row.is_live, placement_state_is_live(path->state));
    assert_true(str_equal_c(referral_of(fixture, referral).state, path->referral));
    return placement;
}

/* Every action that the state does not allow is refused and changes nothing. */
static void test_wrong_states_are_refused(void **state)
{
    struct night night = night_of(state);
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct placement_id placement = bring_to(&night, &paths[i]);
        for (unsigned action = 0; action < PLACEMENT_ACTIONS; action++) {
            const char *name = placement_action_name((enum placement_action)action);
            if (is_listed(paths[i].allowed, name))
                continue;
            struct placement before = look(night.fixture, placement);
            enum err err =
                act(night.fixture, placement, (enum placement_action)action, night.rooms[1]);
            if (err != ERR_CONFLICT)
                fail_msg("%s from %s: %s", name, placement_state_name(paths[i].state),
                         err_name(err));
            struct placement after = look(night.fixture, placement);
            assert_true(str_equal(before.state, after.state));
            assert_int_equal(before.version, after.version);
        }
        if (look(night.fixture, placement).is_live &&
            act(night.fixture, placement, ACTION_release, night.rooms[1]) != OK)
            WELL(try_depart(night.fixture, placement));
        fixture_later(night.fixture, 3 * MS_PER_DAY); /* the room is ready again */
    }
}

static void test_allowed_actions_are_done(void **state)
{
    struct night night = night_of(state);
    for (size_t i = 0; i < COUNT_OF(paths); i++)
        for (unsigned action = 0; action < PLACEMENT_ACTIONS; action++) {
            const char *name = placement_action_name((enum placement_action)action);
            if (!is_listed(paths[i].allowed, name))
                continue;
            struct placement_id placement = bring_to(&night, &paths[i]);
            WELL(act(night.fixture, placement, (enum placement_action)action, night.rooms[1]));
            if (look(night.fixture, placement).is_live &&
                act(night.fixture, placement, ACTION_release, night.rooms[1]) != OK)
                WELL(try_depart(night.fixture, placement));
            fixture_later(night.fixture, 3 * MS_PER_DAY);
        }
}

/* ---- the night ------------------------------------------------------------------------------- */

static uint32_t relations_as(struct fixture *fixture, enum role role, int64_t staff, int64_t record)
{
    uint32_t relations;
    WELL(tie_relations(fixture_as(fixture, role, staff), (struct record_id){record}, &relations));
    return relations;
}

static void test_the_night(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct referral_id call = call_from(fixture, "Senait");
    struct person_id person = referral_of(fixture, call).person;
    world_join(fixture, WORKER, (struct circle_id){WORKER + 1000});

    struct placement_id placement = hold(fixture, call, night.rooms[0]);
    assert_false(relations_as(fixture, ROLE_house_manager, MANAGER, call.value) &
                 RELATION_BIT(RELATION_offered));
    WELL(try_offer(fixture, placement));
    assert_true(relations_as(fixture, ROLE_house_manager, MANAGER, call.value) &
                RELATION_BIT(RELATION_offered));
    assert_false(relations_as(fixture, ROLE_house_manager, MANAGER, person.value) &
                 RELATION_BIT(RELATION_house));
    assert_false(relations_as(fixture, ROLE_night_desk, DESK, night.house.value) &
                 RELATION_BIT(RELATION_desk));
    WELL(act(fixture, placement, ACTION_accept, night.rooms[1]));
    assert_true(relations_as(fixture, ROLE_night_desk, DESK, night.house.value) &
                RELATION_BIT(RELATION_desk));

    /* the house's yes alone is not enough */
    assert_int_equal(try_arrive(fixture, placement), ERR_INVALID);
    WELL(try_wish(fixture, placement, "needs_time"));
    assert_int_equal(try_arrive(fixture, placement), ERR_INVALID);
    WELL(try_wish(fixture, placement, "yes"));
    struct str words;
    WELL(placement_wish_words(desk(fixture), placement, &words));
    assert_true(str_equal_c(words, "near the school please"));
    WELL(try_arrive(fixture, placement));

    assert_true(relations_as(fixture, ROLE_house_manager, MANAGER, person.value) &
                RELATION_BIT(RELATION_house));
    assert_false(relations_as(fixture, ROLE_house_manager, MANAGER, call.value) &
                 RELATION_BIT(RELATION_offered));
    assert_true(relations_as(fixture, ROLE_support_worker, WORKER, person.value) &
                RELATION_BIT(RELATION_caseload));
    assert_false(relations_as(fixture, ROLE_night_desk, DESK, night.house.value) &
                 RELATION_BIT(RELATION_desk));
    assert_true(relations_as(fixture, ROLE_night_desk, DESK, person.value) &
                RELATION_BIT(RELATION_desk));
    fixture_later(fixture, DESK_DAYS_AFTER_ARRIVAL * MS_PER_DAY + 1);
    assert_false(relations_as(fixture, ROLE_night_desk, DESK, person.value) &
                 RELATION_BIT(RELATION_desk));
    WELL(try_depart(fixture, placement));
    assert_false(relations_as(fixture, ROLE_house_manager, MANAGER, person.value) &
                 RELATION_BIT(RELATION_house));
    /* food and met were ticked, five others were not */
    assert_int_equal(world_count(fixture, "select count(*) from follow_up where kind = 'gap'"), 1);
}

static enum err follow(struct job *job, void *with)
{
    const struct household_id *household = with;
    return placement_follow_household(job, *household);
}

/* A child who is born there is known to the house; who moves out of the household is not. */
static void test_the_house_follows_the_household(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct placement_id placement = bring_to(&night, &paths[3]);
    struct placement row = look(fixture, placement);
    struct person_facts born = {.kind = STR("child"), .born = STR("2026-11-20")};
    struct referral_addition addition = {&born, STR("child"), STR("with_parent")};
    struct person_id child;
    WELL(referral_add_person(desk(fixture), row.referral, &addition, &child));
    world_write(fixture, follow, &row.household);
    assert_true(relations_as(fixture, ROLE_house_manager, MANAGER, child.value) &
                RELATION_BIT(RELATION_house));
    const struct store_statement leave = RAW(
        "update household_member set until_at = 1795486200000 where relation = 'child'");
    fixture_run(fixture, &leave);
    world_write(fixture, follow, &row.household);
    assert_false(relations_as(fixture, ROLE_house_manager, MANAGER, child.value) &
                 RELATION_BIT(RELATION_house));
}

/* Born long after the desk had its part in it: the desk does not read the child. */
static void test_a_later_child_is_not_the_desks(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct referral_id call = look(fixture, bring_to(&night, &paths[3])).referral;
    struct person_facts born = {.kind = STR("child"), .born = STR("2026-11-20")};
    struct referral_addition addition = {&born, STR("child"), STR("with_parent")};
    struct person_id early, late;
    WELL(referral_add_person(desk(fixture), call, &addition, &early));
    assert_true(relations_as(fixture, ROLE_night_desk, DESK, early.value) &
                RELATION_BIT(RELATION_desk));
    fixture_later(fixture, DESK_DAYS_AFTER_ARRIVAL * MS_PER_DAY + 1);
    assert_false(relations_as(fixture, ROLE_night_desk, DESK, early.value) &
                 RELATION_BIT(RELATION_desk));
    WELL(referral_add_person(fixture_as(fixture, ROLE_support_worker, WORKER), call, &addition,
                             &late));
    assert_false(relations_as(fixture, ROLE_night_desk, DESK, late.value) &
                 RELATION_BIT(RELATION_desk));
    world_join(fixture, WORKER, (struct circle_id){WORKER + 1000});
    assert_true(relations_as(fixture, ROLE_support_worker, WORKER, late.value) &
                RELATION_BIT(RELATION_caseload));
}

static void test_a_stranger_gets_no_caseload(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    const struct store_statement elsewhere = RAW("update account set organisation = 4711"
                                                 " where staff = 9");
    fixture_run(fixture, &elsewhere);
    fixture_prove(fixture);
    struct placement_id placement = bring_to(&night, &paths[2]);
    struct job *job = manager(fixture);
    struct problems problems = problems_make(job->arena);
    struct placement_arrival arrival = {placement, job->now, STR_NONE, {WORKER}, DATE_NONE};
    assert_int_equal(placement_arrive(job, &arrival, &problems), ERR_INVALID);
    assert_true(has_word(&problems, WORD_placement_key_worker_wrong));
    assert_true(str_equal_c(look(fixture, placement).state, "accepted"));
}

static void test_why_is_kept_without_a_name(void **state)
{
    struct night night = night_of(state);
    struct referral_id call = call_from(night.fixture, "Senait");
    struct placement_id placement = hold(night.fixture, call, night.rooms[0]);
    const char *json = str_c(&night.fixture->arena, look(night.fixture, placement).explanation);
    assert_non_null(strstr(json, "\"licence\""));
    assert_non_null(strstr(json, "{\"term\":\"size\",\"points\":130,\"weight\":{\"from\":"));
    assert_null(strstr(json, "Senait"));
    assert_null(strstr(json, "Rowan"));
}

static void test_a_yes_needs_to_know_what_to(void **state)
{
    struct night night = night_of(state);
    struct placement_id placement =
        hold(night.fixture, call_from(night.fixture, "Senait"), night.rooms[0]);
    struct job *job = desk(night.fixture);
    struct problems problems = problems_make(job->arena);
    struct placement_wish wish = {placement, STR("yes"), true, false, STR_NONE};
    assert_int_equal(placement_wish(job, &wish, &problems), ERR_INVALID);
    assert_true(has_word(&problems, WORD_placement_wish_untold_house));
    assert_int_equal(look(night.fixture, placement).wish_answer.size, 0);
}

static void test_a_no_frees_the_room(void **state)
{
    struct night night = night_of(state);
    struct placement_id placement =
        hold(night.fixture, call_from(night.fixture, "Senait"), night.rooms[0]);
    WELL(try_wish(night.fixture, placement, "no"));
    assert_true(str_equal_c(look(night.fixture, placement).end_reason, "person_chose_not_to"));
    hold(night.fixture, call_from(night.fixture, "Hiwot"), night.rooms[0]);
}

static void test_nobody_is_hurried(void **state)
{
    struct night night = night_of(state);
    struct placement_id placement =
        hold(night.fixture, call_from(night.fixture, "Senait"), night.rooms[0]);
    fixture_later(night.fixture, 90 * MS_PER_MINUTE);
    WELL(try_wish(night.fixture, placement, "needs_time"));
    fixture_later(night.fixture, 90 * MS_PER_MINUTE);
    assert_false(look(night.fixture, placement).is_expired);
    WELL(try_offer(night.fixture, placement));
}

/* ---- holds ----------------------------------------------------------------------------------- */

static void test_expired_hold_goes_to_the_next(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct referral_id first = call_from(fixture, "Senait"), second = call_from(fixture, "Hiwot");
    struct placement_id old = hold(fixture, first, night.rooms[0]);
    struct problems problems;
    struct placement_id placement;
    assert_int_equal(try_hold(fixture, second, night.rooms[0], &problems, &placement),
                     ERR_CONFLICT);
    fixture_later(fixture, HOLD_HOURS * MS_PER_HOUR - 1);
    assert_int_equal(try_hold(fixture, second, night.rooms[0], &problems, &placement),
                     ERR_CONFLICT);
    fixture_later(fixture, 1);
    assert_true(look(fixture, old).is_expired);
    assert_int_equal(try_offer(fixture, old), ERR_CONFLICT);
    WELL(try_hold(fixture, second, night.rooms[0], &problems, &placement));
    assert_true(str_equal_c(look(fixture, old).state, "lapsed"));
    assert_true(str_equal_c(referral_of(fixture, first).state, "unplaced"));
    assert_true(str_equal_c(referral_of(fixture, second).state, "held"));
    assert_int_equal(world_count(fixture, "select number from referral_count where state = 'held'"),
                     1);
}

static void test_one_room_a_household(void **state)
{
    struct night night = night_of(state);
    struct referral_id call = call_from(night.fixture, "Senait");
    hold(night.fixture, call, night.rooms[0]);
    struct problems problems;
    struct placement_id second;
    assert_int_equal(try_hold(night.fixture, call, night.rooms[1], &problems, &second),
                     ERR_CONFLICT);
    fixture_later(night.fixture, HOLD_HOURS * MS_PER_HOUR);
    WELL(try_hold(night.fixture, call, night.rooms[1], &problems, &second));
    assert_int_equal(world_count(night.fixture,
                                 "select count(*) from placement where is_live = 1"), 1);
}

/* A room that nobody came for is not kept from others for weeks. */
static void test_no_hold_is_longer_than_the_longest(void **state)
{
    static const struct {
        int64_t hours;
        enum err expected;
    } cases[] = {{0, ERR_INVALID}, {HOLD_HOURS_MOST + 1, ERR_INVALID}, {HOLD_HOURS_MOST, OK}};
    struct night night = night_of(state);
    struct referral_id call = call_from(night.fixture, "Senait");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct job *job = desk(night.fixture);
        struct problems problems = problems_make(job->arena);
        struct placement_hold asked = {call, night.rooms[0], cases[i].hours};
        struct placement_id placement;
        assert_int_equal(placement_hold(job, &asked, &problems, &placement), cases[i].expected);
        assert_int_equal(has_word(&problems, WORD_placement_hours_wrong), cases[i].expected != OK);
    }
}

/* The house is told when somebody comes, not when somebody should have come. */
static void test_who_is_offered_is_still_to_come(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct placement_id placement = hold(fixture, call_from(fixture, "Senait"), night.rooms[0]);
    struct job *job = desk(fixture);
    struct problems problems = problems_make(job->arena);
    struct instant long_ago = instant_add_ms(job->now, -MS_PER_HOUR - 1);
    assert_int_equal(placement_offer(job, placement, long_ago, &problems), ERR_INVALID);
    assert_true(has_word(&problems, WORD_placement_expected_wrong));
    assert_true(str_equal_c(look(fixture, placement).state, "held"));
    WELL(try_offer(fixture, placement));
}

static void test_an_open_question_stops_the_offer(void **state)
{
    struct night night = night_of(state);
    struct referral_id call = call_from(night.fixture, "Senait");
    say(night.fixture, call, "night-admission", "not-known");
    struct house_facts facts = world_facts(STR("Alder"), night.provider.organisation);
    facts.night_cover = STR("not_known");
    struct house_id house = world_house(night.fixture, &facts, 1);
    struct placement_id placement =
        hold(night.fixture, call, world_room(night.fixture, house, "1"));
    assert_int_equal(try_offer(night.fixture, placement), ERR_INVALID);
    assert_true(str_equal_c(look(night.fixture, placement).state, "held"));
    say(night.fixture, call, "night-admission", "no");
    WELL(try_offer(night.fixture, placement));
}

static void test_not_arrived_opens_a_call(void **state)
{
    struct night night = night_of(state);
    const struct path *accepted = &paths[2];
    struct placement_id placement = bring_to(&night, accepted);
    WELL(placement_not_arrived(manager(night.fixture), placement, STR("missing")));
    assert_int_equal(world_count(night.fixture,
                                 "select count(*) from follow_up where kind = 'safety_call' "
                                 "and circle = 1 and done_at is null"), 1);
    assert_false(relations_as(night.fixture, ROLE_night_desk, DESK, night.house.value) &
                 RELATION_BIT(RELATION_desk));
}

/* ---- the race -------------------------------------------------------------------------------- */

struct racer {
    struct fixture *fixture;
    struct referral_id referral;
    struct room_id room;
    pthread_barrier_t *start;
    enum err err;
};

static void *race(void *with)
{
    struct racer *racer = with;
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct job job = racer->fixture->job;
    job.arena = &arena;
    job.lines = NULL;
    job.line_count = job.line_room = 0;
    struct problems problems = problems_make(&arena);
    struct placement_id placement;
    pthread_barrier_wait(racer->start);
    enum err err = store_read_begin(job.store, &job.db);
    if (err == OK) {
        err = placement_hold(&job, &(struct placement_hold){racer->referral, racer->room, 2},
                             &problems, &placement);
        store_read_end(job.store, job.db);
    }
    racer->err = err;
    arena_free(&arena);
    return NULL;
}

/* How many of them won; what the others were told is counted in out_told, by enum err. */
static int run_race(struct fixture *fixture, struct racer *racers, int count, int *out_told)
{
    pthread_t threads[RACERS];
    pthread_barrier_t start;
    must(pthread_barrier_init(&start, NULL, (unsigned)count) == 0);
    struct job *job = desk(fixture);
    store_read_end(fixture->store, job->db); /* in memory there is one connection */
    job->db = NULL;
    for (int i = 0; i < count; i++) {
        racers[i].fixture = fixture;
        racers[i].start = &start;
        must(pthread_create(&threads[i], NULL, race, &racers[i]) == 0);
    }
    for (int i = 0; i < count; i++) {
        must(pthread_join(threads[i], NULL) == 0);
        out_told[racers[i].err]++;
    }
    pthread_barrier_destroy(&start);
    WELL(store_read_begin(fixture->store, &job->db));
    return out_told[OK];
}

static void test_one_of_fifty_wins(void **state)
{
    struct night night = night_of(state);
    static struct racer racers[RACERS];
    int told[ERR_INTERNAL + 1] = {0};
    for (int i = 0; i < RACERS; i++)
        racers[i] = (struct racer){.referral = call_from(night.fixture, "Racer"),
                                   .room = night.rooms[0]};
    assert_int_equal(run_race(night.fixture, racers, RACERS, told), 1);
    assert_int_equal(told[ERR_CONFLICT], RACERS - 1);
    assert_int_equal(world_count(night.fixture,
                                 "select count(*) from placement where is_live = 1"), 1);
    assert_int_equal(world_count(night.fixture,
                                 "select number from referral_count where state = 'held'"), 1);
}

static void test_one_household_races_for_two_rooms(void **state)
{
    struct night night = night_of(state);
    struct house_facts facts = world_facts(STR("Alder"), night.provider.organisation);
    struct house_id other = world_house(night.fixture, &facts, 1);
    struct referral_id call = call_from(night.fixture, "Senait");
    struct racer racers[] = {{.referral = call, .room = night.rooms[0]},
                             {.referral = call, .room = world_room(night.fixture, other, "1")}};
    int told[ERR_INTERNAL + 1] = {0};
    assert_int_equal(run_race(night.fixture, racers, 2, told), 1);
    assert_int_equal(told[ERR_CONFLICT], 1);
}

/* Widens the moment between looking and taking, in which several writers can meet; SQLite has
 * one. */
static void slow_down(struct fixture *fixture)
{
    if (tested != TESTED_POSTGRES)
        return;
    const struct store_statement make = RAW(
        "create function wait_a_little() returns trigger language plpgsql as "
        "'begin perform pg_sleep(0.02); return new; end'");
    const struct store_statement use = RAW(
        "create trigger slow before insert on placement for each row "
        "execute function wait_a_little()");
    fixture_run(fixture, &make);
    fixture_run(fixture, &use);
}

/* Many rooms of one house, and a licence for one person. Without the lock of the house two writers
 * on PostgreSQL each see an empty house. */
static void test_the_licence_holds_in_a_race(void **state)
{
    struct night night = night_of(state);
    struct house_facts facts = world_facts(STR("Alder"), night.provider.organisation);
    facts.licence_persons = 1;
    struct house_id house = world_house(night.fixture, &facts, HOUSE_RACERS);
    slow_down(night.fixture);
    struct racer racers[HOUSE_RACERS];
    int told[ERR_INTERNAL + 1] = {0};
    for (int i = 0; i < HOUSE_RACERS; i++) {
        const char *name = str_c(&night.fixture->arena,
                                 str_format(&night.fixture->arena, "%d", i + 1));
        racers[i] = (struct racer){.referral = call_from(night.fixture, "Racer"),
                                   .room = world_room(night.fixture, house, name)};
    }
    assert_int_equal(run_race(night.fixture, racers, HOUSE_RACERS, told), 1);
    assert_int_equal(told[ERR_INVALID], HOUSE_RACERS - 1);
}

/* ---- rules ----------------------------------------------------------------------------------- */

static void test_licence_counts_holds_until_they_end(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct house_facts facts = world_facts(STR("Alder"), night.provider.organisation);
    facts.licence_persons = 1;
    struct house_id house = world_house(fixture, &facts, 2);
    struct room_id one = world_room(fixture, house, "1"), two = world_room(fixture, house, "2");
    struct referral_id second = call_from(fixture, "Hiwot");
    hold(fixture, call_from(fixture, "Senait"), one);
    struct problems problems;
    struct placement_id placement;
    assert_int_equal(try_hold(fixture, second, two, &problems, &placement), ERR_INVALID);
    assert_true(has_word(&problems, WORD_match_rule_licence));
    fixture_later(fixture, HOLD_HOURS * MS_PER_HOUR);
    WELL(try_hold(fixture, second, two, &problems, &placement));
}

static void test_who_lives_there_decides_what_the_house_is(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct house_facts facts = world_facts(STR("Alder"), night.provider.organisation);
    facts.takes_men = true; /* by turns: a house of women, or one of men */
    struct house_id house = world_house(fixture, &facts, 2);
    struct referral_id man = call_from(fixture, "Tesfay");
    say(fixture, man, "pv-gender", "male");
    say(fixture, man, "feels-safe-houses", "women,men,mixed");
    struct problems problems;
    struct placement_id placement = {0};
    WELL(try_hold(fixture, man, world_room(fixture, house, "2"), &problems, &placement));
    WELL(placement_release(desk(fixture), placement, STR("date_changed")));
    hold(fixture, call_from(fixture, "Senait"), world_room(fixture, house, "1"));
    assert_int_equal(try_hold(fixture, man, world_room(fixture, house, "2"), &problems,
                              &placement),
                     ERR_INVALID);
    assert_true(has_word(&problems, WORD_match_rule_admits));
}

static struct placement_rooms rooms_for(struct fixture *fixture, struct referral_id referral)
{
    struct placement_rooms rooms;
    WELL(placement_rooms(desk(fixture), referral, &rooms));
    const struct match_answer *answer = &rooms.answer;
    assert_int_equal(answer->suitable.count + answer->to_ask.count + answer->unsuitable_count +
                         answer->withheld_by_area + answer->withheld_by_conflict,
                     answer->room_count);
    return rooms;
}

static struct str json_of(struct fixture *fixture, const struct reply *reply)
{
    struct buf out = buf_make(&fixture->arena, 4096);
    json_write(&out, reply->page->shape, reply->view);
    return buf_text(&out);
}

static bool is_in(struct fixture *fixture, struct str text, const char *part)
{
    return strstr(str_c(&fixture->arena, text), part) != NULL;
}

/* One names the other; the house of either is closed to both, and nobody can read why. */
static void test_apart_from_both_sides(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct referral_id fearful = call_from(fixture, "Senait"), feared = call_from(fixture, "Ruta");
    struct person person;
    WELL(person_get(desk(fixture), referral_of(fixture, feared).person, &person));
    say(fixture, fearful, "conflict-any", "yes");
    say(fixture, fearful, "conflict-people", str_c(&fixture->arena, person.ref));
    assert_int_equal(rooms_for(fixture, feared).answer.suitable.count, 3);
    struct placement_id placement = hold(fixture, fearful, night.rooms[0]);

    struct placement_rooms rooms = rooms_for(fixture, feared);
    assert_int_equal(rooms.answer.suitable.count, 0);
    assert_int_equal(rooms.answer.withheld_by_conflict, 3);
    struct problems problems;
    struct placement_id other;
    assert_int_equal(try_hold(fixture, feared, night.rooms[1], &problems, &other), ERR_INVALID);
    assert_int_equal(problems.count, 1);
    assert_int_equal(problems.items[0].word, WORD_placement_room_unsuitable);

    WELL(placement_release(desk(fixture), placement, STR("date_changed")));
    hold(fixture, feared, night.rooms[0]);
    assert_int_equal(rooms_for(fixture, fearful).answer.withheld_by_conflict, 3);
}

static void test_secret_reasons_are_numbers(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct referral_id call = call_from(fixture, "Senait");
    say(fixture, call, "avoid-any", "yes");
    say(fixture, call, "avoid-areas", "west_yorkshire");
    struct request request = {.method = METHOD_GET, .languages = STR("en")};
    struct reply reply = {0};
    struct job *job = desk(fixture);
    job->target = (struct target){RECORD_referral, {call.value}, call.value, STR("AB-1234")};
    WELL(placement_rooms_show(job, &request, &reply));
    struct str json = json_of(fixture, &reply);
    assert_true(is_in(fixture, json, "\"withheld_by_area\":3"));
    assert_false(is_in(fixture, json, "match_rule_area"));
    assert_false(is_in(fixture, json, "Rowan"));
    assert_false(is_in(fixture, json, "Senait"));
}

static void test_the_house_reads_no_name(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct referral_id call = call_from(fixture, "Senait");
    struct person_id person = referral_of(fixture, call).person;
    say(fixture, call, "what-happened", "a raid in Sampleton");
    struct placement_id placement = hold(fixture, call, night.rooms[0]);
    WELL(try_wish(fixture, placement, "yes"));
    WELL(try_offer(fixture, placement));
    struct request request = {.method = METHOD_GET, .languages = STR("en")};
    struct reply reply = {0};
    struct job *job = manager(fixture);
    job->target = (struct target){RECORD_placement, {call.value}, placement.value, STR_NONE};
    WELL(tie_relations(job, job->target.record, &job->relations));
    WELL(placement_show_show(job, &request, &reply));
    struct str json = json_of(fixture, &reply);
    assert_true(is_in(fixture, json, "\"can_accept\":true"));
    assert_true(is_in(fixture, json, "\"can_release\":false"));
    assert_true(is_in(fixture, json, "placement_need_night"));
    assert_false(is_in(fixture, json, "Senait"));
    assert_false(is_in(fixture, json, "school"));
    assert_false(is_in(fixture, json, "raid"));
    assert_false(is_in(fixture, json, "1998"));
    /* her age and needs are read, so her own log has a line */
    assert_int_equal(job->line_count, 1);
    assert_int_equal(job->lines[0].verb, VERB_read);
    assert_int_equal(job->lines[0].record, person.value);
}

static void test_nobody_arrives_before_the_call(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct placement_id placement = bring_to(&night, &paths[2]);
    struct job *job = manager(fixture);
    struct problems problems = problems_make(job->arena);
    struct placement_arrival arrival = {placement, instant_add_ms(job->now, -30 * MS_PER_DAY),
                                        STR_NONE, {0}, DATE_NONE};
    assert_int_equal(placement_arrive(job, &arrival, &problems), ERR_INVALID);
    assert_true(has_word(&problems, WORD_placement_arrived_wrong));
    assert_true(str_equal_c(look(fixture, placement).state, "accepted"));
}

/* What is still to come is not written down as done; who left before she came was never there. */
static void test_a_stay_is_in_the_past(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct placement_id placement = bring_to(&night, &paths[2]);
    struct job *job = manager(fixture);
    struct problems problems = problems_make(job->arena);
    struct placement_arrival arrival = {placement, instant_add_ms(job->now, 1), STR_NONE, {0},
                                        DATE_NONE};
    assert_int_equal(placement_arrive(job, &arrival, &problems), ERR_INVALID);
    assert_true(has_word(&problems, WORD_placement_arrived_wrong));
    WELL(try_wish(fixture, placement, "yes"));
    WELL(try_arrive(fixture, placement));
    struct instant arrived_at = look(fixture, placement).arrived_at;
    const struct instant wrong[] = {instant_add_ms(arrived_at, -1),
                                    instant_add_ms(fixture->job.now, MS_PER_MINUTE)};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        job = manager(fixture);
        problems = problems_make(job->arena);
        struct placement_departure departure = {placement, STR("council_tenancy"), wrong[i]};
        assert_int_equal(placement_depart(job, &departure, &problems), ERR_INVALID);
        assert_true(has_word(&problems, WORD_placement_departed_wrong));
    }
    assert_true(str_equal_c(look(fixture, placement).state, "arrived"));
}

/* Whoever waits for an answer or is expected has been read by whom the list was shown to. */
static void test_each_arrival_shown_is_a_reading(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct placement_id placement = bring_to(&night, &paths[2]);
    struct referral_id call = look(fixture, placement).referral;
    struct request request = {.method = METHOD_GET, .languages = STR("en")};
    static enum err (*const lists[])(struct job *job, const struct request *request,
                                     struct reply *reply) = {placement_arrivals_show, today_show};
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        struct reply reply = {0};
        struct job *job = manager(fixture);
        WELL(lists[i](job, &request, &reply));
        assert_int_equal(job->line_count, 1);
        assert_int_equal(job->lines[0].verb, VERB_read);
        assert_int_equal(job->lines[0].record, call.value);
    }
}

static void test_a_room_is_made_ready(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct placement_id placement = bring_to(&night, &paths[3]);
    struct referral_id next = call_from(fixture, "Hiwot");
    WELL(try_depart(fixture, placement));
    struct problems problems;
    assert_int_equal(try_hold(fixture, next, night.rooms[0], &problems, &placement), ERR_INVALID);
    assert_true(has_word(&problems, WORD_match_rule_turnaround));
    fixture_later(fixture, 2 * MS_PER_DAY);
    WELL(try_hold(fixture, next, night.rooms[0], &problems, &placement));
}

/* ---- planned moves --------------------------------------------------------------------------- */

struct leak {
    struct void_new void_new;
    struct void_id id;
};

static enum err begin_leak(struct job *job, void *with)
{
    struct leak *leak = with;
    return room_void_add(job, &leak->void_new, &leak->id);
}

static enum err end_leak(struct job *job, void *with)
{
    const struct leak *leak = with;
    return room_void_end(job, leak->id, leak->void_new.from_on);
}

static void test_a_move_keeps_a_bed(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct placement_id placement = bring_to(&night, &paths[3]), moved, other;
    struct referral_id next = call_from(fixture, "Hiwot");
    struct job *job = desk(fixture);
    struct problems problems = problems_make(job->arena);
    struct placement_move move = {placement, night.rooms[1], world_day(fixture, 2),
                                  world_day(fixture, 60), false, STR_NONE};
    assert_int_equal(placement_move(job, &move, &problems), ERR_INVALID);
    assert_true(has_word(&problems, WORD_placement_move_needs_consent));
    move.has_consent = true;
    problems = problems_make(job->arena);
    WELL(placement_move(desk(fixture), &move, &problems));
    assert_int_equal(placement_move(desk(fixture), &move, &problems), ERR_CONFLICT);

    /* the room is hers from now on, and so is the one she lives in */
    assert_int_equal(try_hold(fixture, next, night.rooms[1], &problems, &other), ERR_CONFLICT);
    assert_int_equal(placement_move_do(desk(fixture), placement, &moved), ERR_CONFLICT);
    fixture_later(fixture, 2 * MS_PER_DAY);

    /* water in the booked room on the very day: she stays */
    struct leak leak = {.void_new = {night.rooms[1], world_day(fixture, 0),
                                     world_day(fixture, 5), STR("damage_repair")}};
    world_write(fixture, begin_leak, &leak);
    assert_int_equal(placement_move_do(desk(fixture), placement, &moved), ERR_CONFLICT);
    assert_true(str_equal_c(look(fixture, placement).state, "arrived"));
    world_write(fixture, end_leak, &leak);

    WELL(placement_move_do(desk(fixture), placement, &moved));
    assert_true(str_equal_c(look(fixture, placement).state, "departed"));
    struct placement there = look(fixture, moved);
    assert_true(str_equal_c(there.state, "arrived"));
    assert_int_equal(there.moved_from.value, placement.value);
    assert_int_equal(there.room.value, night.rooms[1].value);
    assert_int_equal(there.key_worker.value, WORKER);
    assert_true(str_equal_c(referral_of(fixture, there.referral).state, "placed"));
    assert_int_equal(world_count(fixture, "select count(*) from booking where is_live = 1"), 0);
}

/* Another provider's house with two rooms. */
static struct house_id other_house(const struct night *night)
{
    struct organisation birch =
        world_organisation(night->fixture, STR("Birch"), "provider");
    struct house_facts facts = world_facts(STR("Hazel"), birch.organisation);
    return world_house(night->fixture, &facts, 2);
}

static void test_a_manager_moves_within_her_houses(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct placement_id placement = bring_to(&night, &paths[3]);
    struct room_id hidden = world_room(fixture, other_house(&night), "1");
    struct referral_id call = look(fixture, placement).referral;
    struct request request = {.method = METHOD_GET, .languages = STR("en")};
    struct reply reply = {0};
    struct job *job = desk(fixture);
    job->target = (struct target){RECORD_placement, {call.value}, placement.value, STR_NONE};
    WELL(placement_move_show(job, &request, &reply));
    assert_true(is_in(fixture, json_of(fixture, &reply), "Hazel"));

    reply = (struct reply){0};
    job = manager(fixture);
    job->target = (struct target){RECORD_placement, {call.value}, placement.value, STR_NONE};
    WELL(placement_move_show(job, &request, &reply));
    struct str json = json_of(fixture, &reply);
    assert_false(is_in(fixture, json, "Hazel"));
    struct str own = id_text(&fixture->arena, night.rooms[1].value);
    assert_true(is_in(fixture, json, str_c(&fixture->arena, own)));

    struct pair pairs[] = {
        {STR("room"), id_text(&fixture->arena, hidden.value)}, {STR("has_consent"), STR("yes")},
        {STR("on"), STR("2026-11-25")}, {STR("until_on"), STR("2026-12-25")}};
    request = (struct request){.method = METHOD_POST, .languages = STR("en"),
                               .fields = {pairs, COUNT_OF(pairs)}};
    assert_int_equal(placement_move_book_do(job, &request, &reply), ERR_NOT_FOUND);
    pairs[0].value = own;
    WELL(placement_move_book_do(job, &request, &reply));
}

/* The only move that waits for an answer. */
static struct task_id move_of(struct fixture *fixture)
{
    struct moves_to_answer_rows moves;
    struct job *job = desk(fixture);
    WELL(sql_moves_to_answer(job->db, job->arena, RELATION_BIT(RELATION_any), job->asker.staff,
                             job->now, &moves));
    assert_int_equal(moves.count, 1);
    return moves.at[0].booking;
}

/* The house that is asked says no: she keeps her room, the other is free, and her house is told. */
static void test_the_receiving_house_may_say_no(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct placement_id placement = bring_to(&night, &paths[3]), moved;
    struct referral_id call = look(fixture, placement).referral;
    struct house_id house = other_house(&night);
    struct room_id there = world_room(fixture, house, "1");
    WELL(act(fixture, placement, ACTION_move, there));
    enum { RECEIVER = 12 };
    fixture_account(fixture, ROLE_house_manager, RECEIVER);
    world_join(fixture, RECEIVER, world_house_circle(fixture, house));
    assert_int_equal(relations_as(fixture, ROLE_house_manager, RECEIVER, call.value),
                     RELATION_BIT(RELATION_any) | RELATION_BIT(RELATION_receiving));
    struct task_id move = move_of(fixture);
    WELL(move_decline(fixture_as(fixture, ROLE_house_manager, RECEIVER), move,
                      STR("no_staff_then")));
    assert_int_equal(relations_as(fixture, ROLE_house_manager, RECEIVER, call.value),
                     RELATION_BIT(RELATION_any));
    assert_int_equal(placement_move_do(manager(fixture), placement, &moved), ERR_CONFLICT);
    assert_true(str_equal_c(look(fixture, placement).state, "arrived"));
    struct move_declined declined;
    WELL(move_last_declined(manager(fixture), placement, &declined));
    assert_true(str_equal_c(declined.reason, "no_staff_then"));
    assert_int_equal(world_count(fixture, "select count(*) from follow_up where kind = 'review'"),
                     1);
    hold(fixture, call_from(fixture, "Hiwot"), there);
}

static void test_another_provider_takes_over(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    world_join(fixture, WORKER, (struct circle_id){WORKER + 1000});
    world_join(fixture, MANAGER, night.provider.circle);
    struct placement_id placement = bring_to(&night, &paths[3]), moved;
    struct person_id person = referral_of(fixture, look(fixture, placement).referral).person;
    struct room_id there = world_room(fixture, other_house(&night), "1");
    assert_true(relations_as(fixture, ROLE_support_worker, WORKER, person.value) &
                RELATION_BIT(RELATION_caseload));
    WELL(act(fixture, placement, ACTION_move, there));
    assert_int_equal(placement_move_do(manager(fixture), placement, &moved), ERR_CONFLICT);
    struct task_id move = move_of(fixture);
    WELL(move_accept(manager(fixture), move));
    assert_int_equal(move_accept(manager(fixture), move), ERR_CONFLICT);
    struct job *job = manager(fixture);
    WELL(placement_move_do(job, placement, &moved));
    assert_true(str_equal_c(job->location, "/arrivals")); /* who moved her out reads no more */
    assert_int_equal(relations_as(fixture, ROLE_support_worker, WORKER, person.value),
                     RELATION_BIT(RELATION_any));
    assert_int_equal(relations_as(fixture, ROLE_provider_manager, MANAGER, person.value),
                     RELATION_BIT(RELATION_any));
}

/* Who supported her before still reads her record, but not of a later call, nor where she goes. */
static void test_who_knew_her_is_not_told_where_she_is(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct placement_id placement = bring_to(&night, &paths[3]);
    struct referral before = referral_of(fixture, look(fixture, placement).referral);
    world_join(fixture, WORKER, (struct circle_id){WORKER + 1000});
    WELL(try_depart(fixture, placement));
    struct referral_new again = {.person = before.person, .is_tonight = true,
                                 .needed_at = INSTANT_NONE};
    struct referral_id call;
    struct str ref;
    WELL(referral_start(desk(fixture), &again, &call, &ref));
    hold(fixture, call, world_room(fixture, other_house(&night), "1"));
    static const struct {
        enum role role;
        int64_t staff;
        bool knows;
    } readers[] = {{ROLE_night_desk, DESK, true}, {ROLE_support_worker, WORKER, false}};
    for (size_t i = 0; i < COUNT_OF(readers); i++) {
        struct request request = {.method = METHOD_GET, .languages = STR("en")};
        struct reply reply = {0};
        struct job *job = fixture_as(fixture, readers[i].role, readers[i].staff);
        job->target = (struct target){RECORD_person, {before.person.value}, before.person.value,
                                      STR("AB-1234")};
        WELL(tie_relations(job, job->target.record, &job->relations));
        WELL(record_show(job, &request, &reply));
        struct str json = json_of(fixture, &reply);
        assert_true(is_in(fixture, json, "Rowan"));
        assert_int_equal(is_in(fixture, json, "Hazel"), readers[i].knows);
        assert_int_equal(is_in(fixture, json, str_c(&fixture->arena, ref)), readers[i].knows);
    }
}

static void test_a_move_is_cancelled(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct placement_id placement = bring_to(&night, &paths[3]);
    WELL(act(fixture, placement, ACTION_move, night.rooms[1]));
    WELL(placement_move_cancel(desk(fixture), placement));
    assert_int_equal(placement_move_cancel(desk(fixture), placement), ERR_CONFLICT);
    hold(fixture, call_from(fixture, "Hiwot"), night.rooms[1]);
    assert_true(look(fixture, placement).is_live);
}

static void test_a_stay_is_not_extended_over_a_booking(void **state)
{
    struct night night = night_of(state);
    struct fixture *fixture = night.fixture;
    struct placement_id mover = bring_to(&night, &paths[3]);
    struct referral_id other = call_from(fixture, "Hiwot");
    struct placement_id stay = hold(fixture, other, night.rooms[1]);
    for (size_t i = 0; i < paths[3].count; i++)
        WELL(act(fixture, stay, paths[3].actions[i], night.rooms[2]));
    struct job *job = desk(fixture);
    struct problems problems = problems_make(job->arena);
    WELL(placement_extend(job, stay, world_day(fixture, 5), &problems));
    struct placement_move move = {mover, night.rooms[1], world_day(fixture, 6),
                                  world_day(fixture, 60), true, STR_NONE};
    WELL(placement_move(desk(fixture), &move, &problems));
    assert_int_equal(placement_extend(desk(fixture), stay, world_day(fixture, 9), &problems),
                     ERR_CONFLICT);
    WELL(placement_extend(desk(fixture), stay, world_day(fixture, 6), &problems));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_wrong_states_are_refused),
        TEST(test_allowed_actions_are_done),
        TEST(test_the_night),
        TEST(test_the_house_follows_the_household),
        TEST(test_a_later_child_is_not_the_desks),
        TEST(test_a_stranger_gets_no_caseload),
        TEST(test_why_is_kept_without_a_name),
        TEST(test_a_yes_needs_to_know_what_to),
        TEST(test_a_no_frees_the_room),
        TEST(test_nobody_is_hurried),
        TEST(test_expired_hold_goes_to_the_next),
        TEST(test_one_room_a_household),
        TEST(test_no_hold_is_longer_than_the_longest),
        TEST(test_who_is_offered_is_still_to_come),
        TEST(test_an_open_question_stops_the_offer),
        TEST(test_not_arrived_opens_a_call),
        TEST(test_one_of_fifty_wins),
        TEST(test_one_household_races_for_two_rooms),
        TEST(test_the_licence_holds_in_a_race),
        TEST(test_licence_counts_holds_until_they_end),
        TEST(test_who_lives_there_decides_what_the_house_is),
        TEST(test_apart_from_both_sides),
        TEST(test_secret_reasons_are_numbers),
        TEST(test_the_house_reads_no_name),
        TEST(test_nobody_arrives_before_the_call),
        TEST(test_a_stay_is_in_the_past),
        TEST(test_each_arrival_shown_is_a_reading),
        TEST(test_a_room_is_made_ready),
        TEST(test_a_move_keeps_a_bed),
        TEST(test_a_manager_moves_within_her_houses),
        TEST(test_the_receiving_house_may_say_no),
        TEST(test_another_provider_takes_over),
        TEST(test_who_knew_her_is_not_told_where_she_is),
        TEST(test_a_move_is_cancelled),
        TEST(test_a_stay_is_not_extended_over_a_booking),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
