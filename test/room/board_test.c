/* The board: every room from day to day, for who may see it. */
#include <stdio.h>

#include "board_view.h"
#include "rooms/board/board.h"
#include "rooms/board/board_web.h"
#include "rooms/household/household.h"
#include "rooms/placement/placement.h"
#include "rooms/person/person.h"
#include "world.h"

enum { MANAGER = 7, OTHER_MANAGER = 8, DESK = 9, COMMISSIONER = 10 };

/* Quince has rooms 1 to 6 and a day of turnaround, Rowan two rooms; the world begins at 02:10 on
 * 24 November 2026, day 0. */
struct small_world {
    struct fixture *fixture;
    struct house_id quince, rowan;
};

static struct small_world make_world(void **state)
{
    struct small_world world = {.fixture = *state};
    struct fixture *fixture = world.fixture;
    struct organisation harbour = world_organisation(fixture, STR("Harbour"), "provider");
    struct house_facts facts = world_facts(STR("Quince"), harbour.organisation);
    world.quince = world_house(fixture, &facts, 6);
    facts = world_facts(STR("Rowan"), harbour.organisation);
    facts.area = STR("cardiff");
    world.rowan = world_house(fixture, &facts, 2);
    world_join(fixture, MANAGER, world_house_circle(fixture, world.quince));
    world_join(fixture, OTHER_MANAGER, world_house_circle(fixture, world.rowan));
    return world;
}

/* ---- households in rooms --------------------------------------------------------------------- */

struct living {
    struct person_id person;
    struct household_id household;
    struct referral_id referral;
    struct placement_id placement;
};

static enum err make_household(struct job *job, void *with)
{
    struct living *living = with;
    enum err err = household_make(job, &living->household);
    return err == OK ? household_join(job, living->household, living->person, STR("head")) : err;
}

/* The store knows a statement by its address, so each has one of its own. */
static void run_sql(struct fixture *fixture, struct str sql)
{
    struct store_statement *statement = ARENA_NEW(&fixture->arena, struct store_statement);
    *statement = (struct store_statement)RAW(str_c(&fixture->arena, sql));
    struct asker asker = fixture->job.asker;
    store_read_end(fixture->store, fixture->job.db);
    fixture->job.db = NULL;
    fixture_run(fixture, statement);
    fixture_later(fixture, 0)->asker = asker;
}

/* One household of three with a referral, without a room. */
static struct living call_in(struct fixture *fixture)
{
    struct job *job = &fixture->job;
    struct living living = {.referral = {job_new_id(job)}, .placement = {job_new_id(job)}};
    WELL(person_add(job, &(struct person_facts){.kind = STR("adult"),
                                                .birth_state = STR("not_known"),
                                                .nation = STR("E"),
                                                .called = STR("Selam")}, &living.person));
    world_write(fixture, make_household, &living);
    run_sql(fixture, str_format(&fixture->arena,
        "insert into referral (referral, ref, household, person, wrapped_key, state, is_tonight, "
        "urgency, needed_at, taken_by, created_at, changed_at, version) values "
        "(%lld, '%lld', %lld, %lld, cast('' as @BLOB@), 'placed', 1, 1, 0, 9, 0, 0, 1)",
        (long long)living.referral.value, (long long)living.referral.value,
        (long long)living.household.value, (long long)living.person.value));
    return living;
}

/* Days from day 0; NEVER: there is none. */
enum { NEVER = 10000 };
struct stay {
    const char *room, *state;
    int held, held_until, arrived, planned, departed;
};

static struct str at_or_null(struct fixture *fixture, int day)
{
    if (day == NEVER)
        return STR("null");
    int64_t at = fixture->job.now.ms + day * MS_PER_DAY;
    return str_format(&fixture->arena, "%lld", (long long)at);
}

static struct str on_or_null(struct fixture *fixture, int day)
{
    if (day == NEVER)
        return STR("null");
    return str_format(&fixture->arena, "%d", world_day(fixture, day).days);
}

static struct living stay(struct small_world *world, struct stay stay)
{
    struct fixture *fixture = world->fixture;
    struct living living = call_in(fixture);
    struct str held_until = at_or_null(fixture, stay.held_until);
    struct str arrived = at_or_null(fixture, stay.arrived);
    struct str planned = on_or_null(fixture, stay.planned);
    struct str departed = at_or_null(fixture, stay.departed);
    run_sql(fixture, str_format(&fixture->arena,
        "insert into placement (placement, referral, household, room, house, state, is_live, "
        "persons, beds, cots, complex_places, modes, held_at, held_by, held_until_at, expected_at, "
        "arrived_at, planned_until_on, departed_at, explanation, version) values "
        "(%lld, %lld, %lld, %lld, %lld, '%s', %d, 3, 2, 1, 0, 1, %.*s, 9, %.*s, %.*s, %.*s, %.*s, "
        "%.*s, '', 1)",
        (long long)living.placement.value, (long long)living.referral.value,
        (long long)living.household.value,
        (long long)world_room(fixture, world->quince, stay.room).value,
        (long long)world->quince.value, stay.state, stay.departed == NEVER,
        STR_ARGS(at_or_null(fixture, stay.held)), STR_ARGS(held_until), STR_ARGS(arrived),
        STR_ARGS(arrived), STR_ARGS(planned), STR_ARGS(departed)));
    return living;
}

static enum err add_void(struct job *job, void *with)
{
    struct void_id id;
    return room_void_add(job, with, &id);
}

static struct board load(struct small_world *world, enum role role, int64_t staff, int days)
{
    struct board board;
    WELL(board_load(fixture_as(world->fixture, role, staff), &(struct board_query){
        .right = RIGHT_beds_read,
        .from_on = world_day(world->fixture, 0),
        .until_on = world_day(world->fixture, days),
    }, &board));
    return board;
}

static void check_on(struct small_world *world, const struct board *board, size_t room, int day,
                     enum board_state expected)
{
    const struct board_span *span = board_on(&board->rooms[room], world_day(world->fixture, day));
    enum board_state state = span ? span->state : BOARD_FREE;
    if (state != expected)
        fail_msg("room %zu on day %d: %.*s, not %.*s", room + 1, day,
                 STR_ARGS(board_state_code(state)), STR_ARGS(board_state_code(expected)));
}

/* ---- states ---------------------------------------------------------------------------------- */

static void test_each_state(void **state)
{
    struct small_world world = make_world(state);
    stay(&world, (struct stay){"1", "arrived", -9, NEVER, -8, 5, NEVER});
    stay(&world, (struct stay){"2", "accepted", -1, NEVER, NEVER, NEVER, NEVER});
    stay(&world, (struct stay){"3", "offered", -1, 1, NEVER, NEVER, NEVER});
    stay(&world, (struct stay){"4", "departed", -9, NEVER, -8, NEVER, 0});
    world_write(world.fixture, add_void, &(struct void_new){
        world_room(world.fixture, world.quince, "5"), world_day(world.fixture, 2),
        world_day(world.fixture, 4), STR("deep_clean")});
    struct board board = load(&world, ROLE_night_desk, DESK, 28);
    assert_int_equal(board.house_count, 2);
    assert_int_equal(board.room_count, 8);
    check_on(&world, &board, 0, 0, BOARD_OCCUPIED);
    check_on(&world, &board, 0, 4, BOARD_OCCUPIED);
    check_on(&world, &board, 0, 5, BOARD_FREE);
    check_on(&world, &board, 1, 27, BOARD_EXPECTED);
    check_on(&world, &board, 2, 1, BOARD_OFFERED);
    check_on(&world, &board, 2, 2, BOARD_FREE);
    check_on(&world, &board, 3, 0, BOARD_TURNAROUND);
    check_on(&world, &board, 3, 1, BOARD_FREE);
    check_on(&world, &board, 4, 1, BOARD_FREE);
    check_on(&world, &board, 4, 2, BOARD_OUT_OF_ORDER);
    check_on(&world, &board, 4, 4, BOARD_FREE);
    check_on(&world, &board, 5, 0, BOARD_FREE);
    struct date today = world_day(world.fixture, 0);
    assert_int_equal(board_free_on(&board.rooms[0], today).days - today.days, 5);
    assert_false(date_is_some(board_free_on(&board.rooms[1], today)));
    assert_int_equal(board_free_on(&board.rooms[3], today).days - today.days, 1);
    assert_int_equal(board_free_on(&board.rooms[5], today).days, today.days);
}

static void test_lapsed_hold_is_none(void **state)
{
    struct small_world world = make_world(state);
    stay(&world, (struct stay){"1", "held", -1, 0, NEVER, NEVER, NEVER});
    struct board board = load(&world, ROLE_night_desk, DESK, 28);
    check_on(&world, &board, 0, 0, BOARD_FREE);
}

static void test_overdue_lasts_through_today(void **state)
{
    struct small_world world = make_world(state);
    stay(&world, (struct stay){"1", "arrived", -9, NEVER, -8, -2, NEVER});
    world_write(world.fixture, add_void, &(struct void_new){
        world_room(world.fixture, world.quince, "2"), world_day(world.fixture, -9),
        world_day(world.fixture, -3), STR("deep_clean")});
    stay(&world, (struct stay){"3", "arrived", -9, NEVER, -8, 0, NEVER}); /* ends this very day */
    struct board board = load(&world, ROLE_night_desk, DESK, 28);
    for (size_t room = 0; room < 3; room += 2) {
        check_on(&world, &board, room, 0, BOARD_OCCUPIED);
        check_on(&world, &board, room, 1, BOARD_FREE);
    }
    check_on(&world, &board, 1, 0, BOARD_OUT_OF_ORDER);
    check_on(&world, &board, 1, 1, BOARD_FREE);
}

static void test_a_stay_keeps_its_room(void **state)
{
    static const struct event_reaction reactions[] = {{EVENT_room_voided, placement_check_void}};
    static const struct {
        const char *room;
        int from, until;
        enum err expected;
    } cases[] = {
        {"1", 1, 3, ERR_CONFLICT}, {"1", 4, 9, ERR_CONFLICT}, {"1", 5, 9, OK},
        {"2", 50, 60, ERR_CONFLICT}, {"3", 0, 9, OK}, {"4", 0, 9, OK},
    };
    struct small_world world = make_world(state);
    stay(&world, (struct stay){"1", "arrived", -9, NEVER, -8, 5, NEVER});
    stay(&world, (struct stay){"2", "arrived", -9, NEVER, -8, NEVER, NEVER});
    stay(&world, (struct stay){"3", "departed", -9, NEVER, -8, NEVER, -1});
    stay(&world, (struct stay){"4", "held", -1, 0, NEVER, NEVER, NEVER});
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct job *job = fixture_as(world.fixture, ROLE_house_manager, MANAGER);
        struct void_new new_void = {
            world_room(world.fixture, world.quince, cases[i].room),
            world_day(world.fixture, cases[i].from), world_day(world.fixture, cases[i].until),
            STR("maintenance")};
        job->reactions = reactions;
        job->reaction_count = 1;
        if (job_write(job, add_void, &new_void) != cases[i].expected)
            fail_msg("room %s from day %d", cases[i].room, cases[i].from);
    }
}

static void test_pieces_leave_no_gap(void **state)
{
    struct small_world world = make_world(state);
    stay(&world, (struct stay){"1", "arrived", -9, NEVER, -8, 10, NEVER});
    world_write(world.fixture, add_void, &(struct void_new){
        world_room(world.fixture, world.quince, "1"), world_day(world.fixture, 8),
        world_day(world.fixture, 14), STR("damage_repair")});
    struct board board = load(&world, ROLE_night_desk, DESK, 28);
    struct board_pieces pieces = board_pieces(&world.fixture->arena, &board, &board.rooms[0]);
    static const struct {
        enum board_state state;
        int since, from, until;
    } expected[] = {
        {BOARD_OCCUPIED, -8, 0, 10}, {BOARD_OUT_OF_ORDER, 10, 10, 14}, {BOARD_FREE, 14, 14, 28}};
    assert_int_equal(pieces.count, COUNT_OF(expected));
    int32_t zero = world_day(world.fixture, 0).days;
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        assert_int_equal(pieces.at[i].span.state, expected[i].state);
        assert_int_equal(pieces.at[i].since_on.days - zero, expected[i].since);
        assert_int_equal(pieces.at[i].span.from_on.days - zero, expected[i].from);
        assert_int_equal(pieces.at[i].span.until_on.days - zero, expected[i].until);
    }
    assert_int_equal(pieces.at[0].known_until_on.days - zero, 10);
    assert_false(date_is_some(pieces.at[2].known_until_on));
}

/* ---- who sees what --------------------------------------------------------------------------- */

static void test_only_own_houses(void **state)
{
    struct small_world world = make_world(state);
    stay(&world, (struct stay){"1", "arrived", -9, NEVER, -8, 5, NEVER});
    struct board board = load(&world, ROLE_house_manager, MANAGER, 28);
    assert_int_equal(board.room_count, 6);
    assert_int_equal(board.houses[0].house.value, world.quince.value);
    board = load(&world, ROLE_house_manager, OTHER_MANAGER, 28);
    assert_int_equal(board.room_count, 2);
    for (size_t i = 0; i < board.room_count; i++)
        assert_int_equal(board.rooms[i].span_count, 0);
    board = load(&world, ROLE_commissioner, COMMISSIONER, 28);
    assert_int_equal(board.room_count, 8);
    board = load(&world, ROLE_support_worker, MANAGER, 28); /* no right to any bed */
    assert_int_equal(board.room_count, 0);
}

typedef enum err handler(struct job *job, const struct request *request, struct reply *reply);

static const void *shown(struct job *job, handler *show, struct pair pair)
{
    const struct request request = {
        .query = {&pair, pair.name.size > 0},
        .languages = STR("en"),
    };
    struct reply reply = {0};
    WELL(show(job, &request, &reply));
    return reply.view;
}

static void test_list_is_filtered(void **state)
{
    static const struct {
        const char *name, *value;
        size_t count;
    } cases[] = {
        {"state", "free", 7},   {"state", "occupied", 1}, {"region", "wales", 2},
        {"takes", "men", 0},    {"beds", "5", 2},         {"is_step_free", "true", 0},
        {"takes", "women", 8},
    };
    struct small_world world = make_world(state);
    stay(&world, (struct stay){"1", "arrived", -9, NEVER, -8, 5, NEVER});
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct job *job = fixture_as(world.fixture, ROLE_night_desk, DESK);
        const struct board_list_view *view = shown(job, board_list_show, (struct pair){
            str_of(cases[i].name), str_of(cases[i].value)});
        if (view->rooms.count != cases[i].count)
            fail_msg("%s=%s: %zu", cases[i].name, cases[i].value, view->rooms.count);
    }
}

static void test_who_may_open_a_house_gets_links(void **state)
{
    static const struct {
        enum role role;
        int64_t staff;
        size_t houses;
        bool may_open;
    } cases[] = {
        {ROLE_night_desk, DESK, 2, true},
        {ROLE_house_manager, MANAGER, 1, true},
        {ROLE_commissioner, COMMISSIONER, 2, false},
    };
    struct small_world world = make_world(state);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct job *job = fixture_as(world.fixture, cases[i].role, cases[i].staff);
        const struct board_houses_view *view = shown(job, board_houses_show, (struct pair){0});
        const struct board_list_view *list = shown(job, board_list_show, (struct pair){0});
        assert_int_equal(view->rows.count, cases[i].houses);
        assert_int_equal(view->rows.at[0].may_open, cases[i].may_open);
        assert_int_equal(view->rows.at[0].free_rooms, 6);
        assert_int_equal(list->rooms.at[0].may_open, cases[i].may_open);
    }
}

static void test_chart_says_the_same_twice(void **state)
{
    struct small_world world = make_world(state);
    stay(&world, (struct stay){"1", "arrived", -9, NEVER, -8, 5, NEVER});
    stay(&world, (struct stay){"2", "offered", -1, 1, NEVER, NEVER, NEVER});
    struct job *job = fixture_as(world.fixture, ROLE_night_desk, DESK);
    const struct board_chart_view *view =
        shown(job, board_chart_show, (struct pair){STR("weeks"), STR("4")});
    assert_int_equal(view->lanes.count, 8);
    assert_int_equal(view->bars.count, 2);
    assert_int_equal(view->spans.count, 10); /* two taken and then free, six free */
    assert_true(str_equal_c(view->bars.at[0].style, "occupied"));
    assert_int_equal(view->bars.at[0].width, 5 * (view->bars.at[1].width / 2));
    assert_int_equal(view->bars.at[0].persons, 3);
    assert_true(str_equal_c(view->spans.at[1].state, "free"));
    assert_true(view->has_today);
    int64_t end = view->bars.at[0].x + 28 * (view->bars.at[1].width / 2);
    assert_int_equal(view->width, end);
}

/* The page of a house, asked for by the dispatcher's rules. */
static const struct board_house_view *house_page(struct small_world *world, enum role role,
                                                 int64_t staff)
{
    struct job *job = fixture_as(world->fixture, role, staff);
    job->target = (struct target){RECORD_house, {world->quince.value}, world->quince.value,
                                  STR("QU-1234")};
    WELL(tie_relations(job, job->target.record, &job->relations));
    return shown(job, board_house_show, (struct pair){0});
}

struct tying {
    struct record_id person;
    struct circle_id circle;
};

static enum err tie_to_house(struct job *job, void *with)
{
    const struct tying *tying = with;
    return tie_make(job, &(struct tie){tying->person, tying->circle, RELATION_house, TIE_OPEN});
}

static void test_house_names_whom_the_asker_may_read(void **state)
{
    struct small_world world = make_world(state);
    struct living one = stay(&world, (struct stay){"1", "arrived", -9, NEVER, -8, 5, NEVER});
    stay(&world, (struct stay){"2", "arrived", -9, NEVER, -8, NEVER, NEVER});
    world_write(world.fixture, tie_to_house, &(struct tying){
        {one.person.value}, world_house_circle(world.fixture, world.quince)});
    const struct board_house_view *view = house_page(&world, ROLE_house_manager, MANAGER);
    assert_int_equal(view->rooms.count, 6);
    assert_int_equal(view->persons, 6);
    assert_int_equal(view->free_rooms, 4);
    assert_int_equal(view->rooms.at[0].people.count, 1);
    assert_true(ref_is_valid(view->rooms.at[0].people.at[0].ref));
    assert_int_equal(view->rooms.at[1].people.count, 0); /* not tied to the house */
    assert_int_equal(view->rooms.at[1].persons, 3);
    assert_int_equal(view->moves.count, 1);
    assert_false(view->moves.at[0].is_in);
    assert_true(view->may_write && view->may_reveal);

    /* who is named is read, and the log says so of her alone */
    const struct job *job = &world.fixture->job;
    assert_int_equal(job->line_count, 1);
    assert_int_equal(job->lines[0].verb, VERB_read);
    assert_int_equal(job->lines[0].record, one.person.value);

    view = house_page(&world, ROLE_night_desk, DESK);
    assert_int_equal(world.fixture->job.line_count, 0);
    assert_int_equal(view->rooms.at[0].people.count, 0);
    assert_int_equal(view->rooms.at[0].persons, 3);
    assert_false(view->may_write || view->may_reveal);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
static const struct CMUnitTest tests[] = {
    TEST(test_each_state),
    TEST(test_lapsed_hold_is_none),
    TEST(test_overdue_lasts_through_today),
    TEST(test_a_stay_keeps_its_room),
    TEST(test_pieces_leave_no_gap),
    TEST(test_only_own_houses),
    TEST(test_list_is_filtered),
    TEST(test_who_may_open_a_house_gets_links),
    TEST(test_chart_says_the_same_twice),
    TEST(test_house_names_whom_the_asker_may_read),
};

int main(int argc, char **argv)
{
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
