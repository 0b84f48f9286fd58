/* Moves that would make room: with her own word only, in an order in which nobody is without a bed,
 * by the same rules as every room, and never told too high; held against all orders of all moves.
 *
 *     plan_move_test memory|file|postgres
 */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rooms/placement/placement_move_wish.h"
#include "rooms/plan/plan_best.h"
#include "rooms/plan/plan_inner.h"
#include "rooms/plan/plan_move.h"

enum { DESK = 7, MANAGER = 8, CASES = 10, CASES_LONG = 300 };

struct night {
    struct fixture *fixture;
    struct organisation provider;
};

static struct job *desk(struct night *night)
{
    return fixture_as(night->fixture, ROLE_night_desk, DESK);
}

static struct night night_of(void **state)
{
    struct night night = {.fixture = *state};
    fixture_account(night.fixture, ROLE_night_desk, DESK);
    fixture_account(night.fixture, ROLE_house_manager, MANAGER);
    night.provider = world_organisation(night.fixture, STR("Hearth"), "provider");
    return night;
}

static struct house_facts facts_of(struct night *night, const char *alias)
{
    struct house_facts facts = world_facts(str_of(alias), night->provider.organisation);
    facts.turnaround_days = 0;
    facts.complex_places = 0;
    return facts;
}

static struct house_id build(struct night *night, const struct house_facts *facts, size_t rooms)
{
    struct house_id house = world_house(night->fixture, facts, rooms);
    world_join(night->fixture, MANAGER, world_house_circle(night->fixture, house));
    return house;
}

static struct referral_id call(struct night *night, const char *name)
{
    return world_call(night->fixture, DESK, name);
}

static void say(struct night *night, struct referral_id referral, const char *question,
                const char *value)
{
    world_say(night->fixture, DESK, referral, question, value);
}

/* She lives there. */
static struct placement_id settle(struct night *night, struct referral_id referral,
                                  struct room_id room)
{
    struct placement_id placement = world_hold(night->fixture, DESK, referral, room);
    WELL(world_offer(night->fixture, DESK, placement));
    WELL(world_accept(night->fixture, MANAGER, placement));
    WELL(world_arrive(night->fixture, DESK, MANAGER, placement, 0));
    return placement;
}

static void wish(struct night *night, struct placement_id placement, const char *word)
{
    WELL(placement_move_wish(fixture_as(night->fixture, ROLE_house_manager, MANAGER), placement,
                             str_of(word)));
}

struct now {
    struct plan_today plan;
    struct plan_moves moves;
};

static struct now look(struct night *night)
{
    struct now now;
    WELL(plan_make(desk(night), &now.plan));
    WELL(plan_moves(&night->fixture->job, &now.plan, &now.moves));
    return now;
}

static struct room_id room_at(const struct now *now, uint32_t index)
{
    return (struct room_id){now->plan.waiting.facts.rooms[index].id};
}

/* ---- one move -------------------------------------------------------------------------------- */

/* Rowan has the one place for complex needs, and she who lives in it does not need it. */
struct rowan {
    struct house_id rowan, hazel;
    struct placement_id stay;
    struct referral_id waits;
};

static struct rowan rowan_of(struct night *night)
{
    struct house_facts facts = facts_of(night, "Rowan");
    struct rowan rowan;
    facts.complex_places = 1;
    rowan.rowan = build(night, &facts, 1);
    rowan.stay = settle(night, call(night, "Abeba"), world_room(night->fixture, rowan.rowan, "1"));
    facts = facts_of(night, "Hazel");
    rowan.hazel = build(night, &facts, 1);
    rowan.waits = call(night, "Senait");
    say(night, rowan.waits, "complex-needs", "yes");
    return rowan;
}

static void nobody_is_looked_at_without_her_word(void **state)
{
    struct night night = night_of(state);
    struct rowan rowan = rowan_of(&night);
    struct now now = look(&night);
    assert_int_equal(now.moves.movers, 0);
    assert_int_equal(now.moves.count, 0);
    wish(&night, rowan.stay, "agrees");
    now = look(&night);
    assert_int_equal(now.moves.movers, 1);
    assert_int_equal(now.moves.count, 1);
    wish(&night, rowan.stay, "stays");
    now = look(&night);
    assert_int_equal(now.moves.movers, 0);
    assert_int_equal(now.moves.count, 0);
}

static void a_wish_of_last_month_is_no_consent(void **state)
{
    struct night night = night_of(state);
    struct rowan rowan = rowan_of(&night);
    struct placement_move_wish last;
    wish(&night, rowan.stay, "asks");
    fixture_later(night.fixture, (MOVE_WISH_DAYS - 1) * MS_PER_DAY);
    assert_int_equal(look(&night).moves.count, 1);
    fixture_later(night.fixture, MS_PER_DAY);
    assert_int_equal(look(&night).moves.count, 0);
    WELL(placement_move_wish_last(desk(&night), rowan.stay, &last));
    assert_false(last.counts);
}

static void her_move_makes_room(void **state)
{
    struct night night = night_of(state);
    struct rowan rowan = rowan_of(&night);
    wish(&night, rowan.stay, "asks");
    struct now now = look(&night);
    const struct plan_advice *advice = &now.moves.at[0];
    assert_int_equal(now.plan.objective.housed[0], 0);
    assert_int_equal(advice->count, 1);
    assert_int_equal(advice->gained[0], 1);
    assert_int_equal(advice->placed_count, 1);
    assert_int_equal(advice->placed[0].room, advice->steps[0].from);
    assert_int_equal(room_at(&now, advice->steps[0].to).value,
                     world_room(night.fixture, rowan.hazel, "1").value);
    assert_false(now.moves.is_cut);
    /* It is advice: nothing is booked, and the plan itself moves nobody. */
    struct placement_booking booking;
    assert_int_equal(placement_booking(desk(&night), rowan.stay, &booking), ERR_NOT_FOUND);
}

/* A room that is made ready for a day is had tomorrow, which is told, by who has none tonight;
 * whoever has one tonight is not told to wait for it. */
static void a_room_is_made_ready_first(void **state)
{
    struct night night = night_of(state);
    struct house_facts facts = facts_of(&night, "Rowan");
    facts.complex_places = 1;
    facts.turnaround_days = 1;
    struct house_id rowan = build(&night, &facts, 1);
    wish(&night, settle(&night, call(&night, "Abeba"), world_room(night.fixture, rowan, "1")),
         "asks");
    facts = facts_of(&night, "Hazel");
    build(&night, &facts, 1);
    struct referral_id waits = call(&night, "Senait");
    say(&night, waits, "complex-needs", "yes");
    struct now now = look(&night);
    assert_int_equal(now.moves.count, 1);
    assert_int_equal(now.moves.at[0].steps[0].at.ms, night.fixture->job.now.ms);
    assert_int_equal(now.moves.at[0].steps[0].ready_at.ms,
                     london_midnight(world_day(night.fixture, 1)).ms);
    say(&night, waits, "complex-needs", "no"); /* she has Hazel tonight */
    call(&night, "Hiwot");                     /* who could have Rowan after a move to Hazel */
    assert_int_equal(look(&night).moves.count, 0);
}

static void what_helps_nobody_is_not_advised(void **state)
{
    struct night night = night_of(state);
    struct rowan rowan = rowan_of(&night);
    wish(&night, rowan.stay, "asks");
    say(&night, rowan.waits, "complex-needs", "no"); /* Hazel suits her as it is */
    struct now now = look(&night);
    assert_int_equal(now.plan.objective.housed[0], 1);
    assert_int_equal(now.moves.count, 0);
}

static void a_refused_move_is_not_advised_again_on_the_same_word(void **state)
{
    struct night night = night_of(state);
    struct rowan rowan = rowan_of(&night);
    wish(&night, rowan.stay, "asks");
    struct now now = look(&night);
    WELL(plan_move_refuse(desk(&night), &now.plan, &now.moves.at[0], STR("ties")));
    assert_int_equal(look(&night).moves.count, 0);
    wish(&night, rowan.stay, "asks");
    assert_int_equal(look(&night).moves.count, 1);
}

static void an_accepted_move_is_frozen_and_its_why_kept(void **state)
{
    struct night night = night_of(state);
    struct rowan rowan = rowan_of(&night);
    wish(&night, rowan.stay, "asks");
    struct now now = look(&night);
    uint64_t facts = now.plan.facts;
    struct problems problems = problems_make(desk(&night)->arena);
    struct placement_move move = {
        .placement = rowan.stay,
        .room = world_room(night.fixture, rowan.hazel, "1"),
        .on = world_day(night.fixture, 0),
        .until_on = world_day(night.fixture, 40),
        .explanation = plan_move_explain(&night.fixture->job, &now.plan, &now.moves.at[0]),
    };
    assert_int_equal(placement_move(&night.fixture->job, &move, &problems), ERR_INVALID);
    move.has_consent = true;
    problems.count = 0;
    WELL(placement_move(&night.fixture->job, &move, &problems));
    const struct placement_move_why *whys;
    size_t count;
    WELL(placement_move_whys(desk(&night), rowan.stay, &whys, &count));
    assert_int_equal(count, 1);
    const char *why = str_c(&night.fixture->arena, whys[0].explanation);
    assert_non_null(strstr(why, "\"gained\":[1,0,0]"));
    /* What a person decided is out of the plan; her room is hers until she has moved. */
    now = look(&night);
    assert_false(facts == now.plan.facts);
    assert_int_equal(now.moves.movers, 0);
    assert_int_equal(now.plan.objective.housed[0], 0);
    struct placement_id moved;
    WELL(placement_move_do(desk(&night), rowan.stay, &moved));
    now = look(&night);
    assert_int_equal(now.plan.objective.housed[0], 1);
}

/* ---- a chain --------------------------------------------------------------------------------- */

/* Cedar is mixed, where she of Rowan does not feel safe; she of Hazel does. */
static void two_move_one_after_the_other(void **state)
{
    struct night night = night_of(state);
    struct rowan rowan = rowan_of(&night);
    struct referral_id hazel = call(&night, "Hiwot");
    struct placement_id stay =
        settle(&night, hazel, world_room(night.fixture, rowan.hazel, "1"));
    struct house_facts facts = facts_of(&night, "Cedar");
    facts.takes_women = false;
    facts.takes_mixed = true;
    build(&night, &facts, 1);
    struct placement placement;
    WELL(placement_get(desk(&night), rowan.stay, &placement));
    say(&night, placement.referral, "feels-safe-houses", "women");
    wish(&night, rowan.stay, "asks");
    assert_int_equal(look(&night).moves.count, 0);
    wish(&night, stay, "agrees");
    struct now now = look(&night);
    assert_int_equal(now.moves.count, 1);
    const struct plan_advice *advice = &now.moves.at[0];
    assert_int_equal(advice->count, 2);
    assert_int_equal(advice->steps[1].to, advice->steps[0].from);
    assert_int_equal(now.plan.waiting.movers[advice->steps[0].mover].placement.value, stay.value);
    assert_int_equal(advice->gained[0], 1);
    assert_int_equal(advice->placed[0].room, advice->steps[1].from);
}

/* Two who would like each other's room: without a third nobody can begin. */
static void a_swap_is_never_advised(void **state)
{
    struct night night = night_of(state);
    struct rowan rowan = rowan_of(&night);
    struct placement_id stay = settle(&night, call(&night, "Hiwot"),
                                      world_room(night.fixture, rowan.hazel, "1"));
    wish(&night, rowan.stay, "asks");
    wish(&night, stay, "asks");
    struct now now = look(&night);
    assert_int_equal(now.moves.movers, 2);
    assert_int_equal(now.moves.count, 0);
}

/* ---- blindness ------------------------------------------------------------------------------- */

static struct str advice_of(struct night *night)
{
    struct now now = look(night);
    assert_int_equal(now.moves.count, 1);
    return str_copy(&night->fixture->arena, plan_move_explain(&night->fixture->job, &now.plan,
                                                              &now.moves.at[0]));
}

static void moves_are_blind(void **state)
{
    static const char *const questions[] = {"pv-nationality", "asylum-claim", "faith"};
    static const char *const told[][3] = {{"ER", "yes", "Orthodox"}, {"GB", "no", "None"}};
    struct night night = night_of(state);
    struct rowan rowan = rowan_of(&night);
    struct placement stay;
    WELL(placement_get(desk(&night), rowan.stay, &stay));
    wish(&night, rowan.stay, "asks");
    struct str before = advice_of(&night);
    for (size_t of = 0; of < 2 * COUNT_OF(told); of++)
        for (size_t i = 0; i < COUNT_OF(questions); i++) {
            say(&night, of % 2 ? stay.referral : rowan.waits, questions[i], told[of / 2][i]);
            assert_true(str_equal(before, advice_of(&night)));
        }
}

/* ---- all small cases ------------------------------------------------------------------------- */

static uint32_t draw(uint64_t *seed, uint32_t below)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33) % below;
}

/* Rowan has two of the few places for complex needs. */
static struct house_id random_houses(struct night *night, uint64_t *seed)
{
    struct house_id rowan = {0};
    static const char *const aliases[] = {"Rowan", "Hazel", "Cedar", "Alder"};
    for (size_t i = 0; i < COUNT_OF(aliases); i++) {
        struct house_facts facts = facts_of(night, aliases[i]);
        facts.complex_places = i == 0 ? 2 : draw(seed, 3) == 0;
        facts.takes_mixed = i > 0 && draw(seed, 2);
        facts.takes_women = !facts.takes_mixed;
        struct house_id house = build(night, &facts, 1 + (i == 0));
        rowan = i == 0 ? house : rowan;
    }
    return rowan;
}

static struct referral_id random_call(struct night *night, uint64_t *seed, uint32_t complex_in)
{
    struct referral_id referral = call(night, "Abeba");
    say(night, referral, "complex-needs", draw(seed, complex_in) == 0 ? "yes" : "no");
    say(night, referral, "feels-safe-houses", draw(seed, 2) ? "women" : "women,mixed");
    return referral;
}

/* Three who live somewhere, most of whom want to move, and three who wait. */
static void random_case(struct night *night, uint64_t seed)
{
    struct house_id rowan = random_houses(night, &seed);
    for (int i = 0; i < 3; i++) {
        struct referral_id referral = random_call(night, &seed, 5);
        struct now now = look(night);
        uint32_t at = plan_find_household(&now.plan, referral);
        if (now.plan.pairs.count == 0)
            continue;
        uint32_t room = now.plan.pairs.at[draw(&seed, (uint32_t)now.plan.pairs.count)].room;
        if (i < 2 && draw(&seed, 4) > 0)
            room = plan_find_room(&now.plan,
                                  world_room(night->fixture, rowan, i == 0 ? "1" : "2"));
        if (plan_score_of(&now.plan, at, room) < 0)
            continue;
        struct placement_id stay = settle(night, referral, room_at(&now, room));
        if (draw(&seed, 4) > 0)
            wish(night, stay, draw(&seed, 2) ? "asks" : "agrees");
    }
    for (int i = 0; i < 3; i++)
        random_call(night, &seed, draw(&seed, 3) == 0 ? 5 : 1);
}

struct all {
    const struct now *now;
    struct arena *arena;
    struct placement_queue_move moves[MOVERS_MOST];
    size_t count;
    int64_t most; /* how many can have a room with moves in any order */
};

static int64_t housed_after(const struct all *all)
{
    struct plan_today after = {0};
    struct plan_best best;
    const struct plan_today *plan = &all->now->plan;
    after.waiting =
        placement_queue_after(all->arena, &plan->waiting, all->moves, all->count);
    struct plan_line *lines = ARENA_MANY(all->arena, struct plan_line, plan->waiting.count);
    plan_pairs_fill(all->arena, &plan->problem->weights, &after, lines);
    WELL(plan_best(all->arena, &(struct plan_best_case){
        .plan = &after, .forced = {PLAN_NONE, PLAN_NONE}, .solves_most = 100}, &best));
    return best.objective.housed[0] + best.objective.housed[1] + best.objective.housed[2];
}

static bool has_moved(const struct all *all, uint32_t mover)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->moves[i].mover == mover)
            return true;
    return false;
}

/* Every order of every set of moves, each into a room that is free and suits. */
static void try_all(struct all *all)
{
    const struct placement_queue *waiting = &all->now->plan.waiting;
    int64_t housed = housed_after(all);
    all->most = housed > all->most ? housed : all->most;
    for (uint32_t mover = 0; mover < waiting->mover_count; mover++) {
        if (has_moved(all, mover))
            continue;
        struct match_facts facts =
            placement_queue_for_mover(all->arena, waiting, all->moves, all->count, mover);
        for (uint32_t room = 0; room < facts.room_count; room++) {
            struct match_check check = match_check(&waiting->movers[mover].facts,
                                                   &facts.houses[facts.rooms[room].house],
                                                   &facts.rooms[room]);
            if (room == waiting->movers[mover].room || (check.fails | check.asks) != 0)
                continue;
            all->moves[all->count++] = (struct placement_queue_move){
                mover, room, facts.rooms[room].turnaround.is_on == MATCH_YES
                                 ? facts.rooms[room].turnaround.until
                                 : waiting->movers[mover].facts.needed_at};
            try_all(all);
            all->count--;
        }
    }
}

static uint32_t beds_taken(const int64_t *lives, size_t count)
{
    uint32_t taken = 0;
    for (size_t i = 0; i < count; i++)
        taken += lives[i] != 0;
    return taken;
}

/* Walks the advice step by step on a map of its own: who lives in which room. */
static void nobody_loses_a_bed(struct night *night, const struct now *now)
{
    const struct placement_queue *waiting = &now->plan.waiting;
    size_t rooms = waiting->facts.room_count;
    int64_t *lives = ARENA_MANY(&night->fixture->arena, int64_t, rooms);
    for (size_t r = 0; r < rooms; r++)
        lives[r] = waiting->facts.rooms[r].occupied_by;
    uint32_t beds = beds_taken(lives, rooms);
    for (size_t a = 0; a < now->moves.count; a++)
        for (size_t s = 0; s < now->moves.at[a].count; s++) {
            const struct plan_step *step = &now->moves.at[a].steps[s];
            const struct placement_queue_mover *mover = &waiting->movers[step->mover];
            struct placement_move_wish last;
            WELL(placement_move_wish_last(&night->fixture->job, mover->placement, &last));
            assert_true(last.counts);
            assert_int_equal(lives[step->from], mover->facts.key);
            assert_int_equal(lives[step->to], 0);
            lives[step->to] = lives[step->from];
            lives[step->from] = 0;
            assert_int_equal(beds_taken(lives, rooms), beds);
        }
}

static int64_t total(const int64_t housed[PLAN_TIERS])
{
    return housed[0] + housed[1] + housed[2];
}

/* Each set of chains is one of the orders, so none can promise more than the best of all orders. */
static void check_case(struct night *night, int *advised, int *reached)
{
    struct now now = look(night);
    struct arena arena = arena_make((size_t)512 << 20);
    struct all all = {.now = &now, .arena = &arena};
    int64_t with = total(now.plan.objective.housed);
    nobody_loses_a_bed(night, &now);
    try_all(&all);
    for (size_t a = 0; a < now.moves.count; a++) {
        assert_true(total(now.moves.at[a].gained) > 0);
        with += total(now.moves.at[a].gained);
    }
    assert_true(with <= all.most);
    if (now.moves.count == 0) /* nothing is advised only where nothing would help */
        assert_int_equal(with, all.most);
    *advised += now.moves.count > 0;
    *reached += with == all.most;
    arena_free(&arena);
}

/* One chain after another is no proof over all orders (plan_move.h): in three of three hundred
 * cases one household fewer has a room than could have. Ids are drawn from the case's own stream,
 * so that each run has the same cases. */
enum { REACHED = CASES, REACHED_LONG = CASES_LONG - 3 };

static void hardly_any_order_of_moves_does_better(void **state)
{
    bool is_long = getenv("HAVEN_LONG") != NULL;
    int cases = is_long ? CASES_LONG : CASES, advised = 0, reached = 0;
    for (int i = 0; i < cases; i++) {
        uint64_t ids = (uint64_t)i + 1;
        ((struct fixture *)*state)->seeded = &ids;
        struct night night = night_of(state);
        random_case(&night, (uint64_t)i + 1);
        check_case(&night, &advised, &reached);
        fixture_tear_down(state);
        fixture_set_up(state);
    }
    print_message("# %d cases, moves advised in %d, the most of all orders in %d\n", cases, advised,
                  reached);
    assert_true(advised > 0);
    assert_true(reached >= (is_long ? REACHED_LONG : REACHED));
}

int main(int argc, char **argv)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(nobody_is_looked_at_without_her_word),
        TEST(a_wish_of_last_month_is_no_consent),
        TEST(her_move_makes_room),
        TEST(a_room_is_made_ready_first),
        TEST(what_helps_nobody_is_not_advised),
        TEST(a_refused_move_is_not_advised_again_on_the_same_word),
        TEST(an_accepted_move_is_frozen_and_its_why_kept),
        TEST(two_move_one_after_the_other),
        TEST(a_swap_is_never_advised),
        TEST(moves_are_blind),
        TEST(hardly_any_order_of_moves_does_better),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
