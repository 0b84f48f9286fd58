/* A plan that is kept up with changes, held against solving afresh after each of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "made_up.h"
#include "match/plan_file.h"
#include "match/plan_world.h"

/* In the large worlds searches are long; there not every change is checked. */
enum { CHANGES = 400, WORLDS = 12, LARGE = 2 };

/* The problem that the follower reads, and who is in it. */
struct country {
    struct plan_problem problem;
    struct plan_household *households;
    struct plan_house *houses;
    struct plan_room *rooms;
    bool *is_waiting, *is_open;
};

static struct country make_country(struct arena *arena, uint32_t rooms, uint64_t seed)
{
    struct plan_world world =
        plan_world_make(arena, &(struct plan_world_wish){rooms, seed, false});
    struct buf complaints = buf_make(arena, 256);
    struct match_weights weights = match_weights_on((struct date){20454}); /* 2026-01-01 */
    struct plan_texts texts = {.households = {"households.csv", world.households},
                               .houses = {"houses.csv", world.houses},
                               .rooms = {"rooms.csv", world.rooms}};
    struct plan_table table;
    assert_int_equal(plan_read(arena, &texts, &weights, &complaints, &table), OK);
    struct country country = {.problem = table.problem,
                              .households = (struct plan_household *)table.problem.households,
                              .houses = (struct plan_house *)table.problem.houses,
                              .rooms = (struct plan_room *)table.problem.rooms};
    country.is_waiting = ARENA_MANY(arena, bool, table.problem.household_count);
    country.is_open = ARENA_MANY(arena, bool, table.problem.room_count);
    memset(country.is_waiting, true, table.problem.household_count);
    memset(country.is_open, true, table.problem.room_count);
    return country;
}

/* The same problem for those who are there: nobody else fits anywhere. */
static struct plan_problem without_the_absent(struct arena *arena, const struct country *country)
{
    struct plan_problem problem = country->problem;
    struct plan_household *households =
        ARENA_MANY(arena, struct plan_household, problem.household_count);
    struct plan_room *rooms = ARENA_MANY(arena, struct plan_room, problem.room_count);
    memcpy(households, country->households, problem.household_count * sizeof(*households));
    memcpy(rooms, country->rooms, problem.room_count * sizeof(*rooms));
    for (uint32_t i = 0; i < problem.household_count; i++)
        households[i].modes = country->is_waiting[i] ? households[i].modes : 0;
    for (uint32_t r = 0; r < problem.room_count; r++)
        rooms[r].beds = country->is_open[r] ? rooms[r].beds : 0;
    problem.households = households;
    problem.rooms = rooms;
    return problem;
}

static void check_against_cold(const struct country *country,
                               const struct plan_follower *follower)
{
    struct arena arena = arena_make(64u << 20);
    struct plan_problem problem = without_the_absent(&arena, country);
    struct plan_result followed = plan_follow_result(&arena, follower), cold;
    assert_int_equal(plan_solve_rooms(&arena, &problem, &cold), OK);
    assert_int_equal(plan_compare(&followed.objective, &cold.objective), 0);
    assert_null(plan_check(&arena, &problem, followed.room_of, &followed.proof));
    arena_free(&arena);
}

/* Somebody comes or goes, or has other facts: those of another. */
static void change_household(struct country *country, struct plan_follower *follower,
                             struct chance *chance)
{
    uint32_t i = chance_below(chance, country->problem.household_count);
    uint32_t like = chance_below(chance, country->problem.household_count);
    uint32_t rank = country->households[i].rank;
    switch (chance_below(chance, 3)) {
    case 0:
        country->households[i] = country->households[like];
        break;
    case 1:
        country->households[i].waiting_days = chance_below(chance, 800);
        country->households[i].tier = country->households[like].tier;
        break;
    default:
        break;
    }
    country->households[i].rank = rank;
    country->is_waiting[i] = chance_below(chance, 3) > 0;
    assert_int_equal(plan_follow_household(follower, i, country->is_waiting[i]), OK);
}

static void change_room(struct country *country, struct plan_follower *follower,
                        struct chance *chance)
{
    uint32_t r = chance_below(chance, country->problem.room_count);
    uint32_t other = chance_below(chance, country->problem.room_count);
    const struct plan_room *like = &country->rooms[other];
    if (chance_below(chance, 3) == 0) {
        country->rooms[r].beds = like->beds;
        country->rooms[r].step_free = like->step_free;
        country->rooms[r].cot = like->cot;
    }
    country->is_open[r] = chance_below(chance, 3) > 0;
    assert_int_equal(plan_follow_room(follower, r, country->is_open[r]), OK);
}

/* A night worker falls ill, or one is found. */
static void change_house(struct country *country, struct plan_follower *follower,
                         struct chance *chance)
{
    uint32_t h = chance_below(chance, country->problem.house_count);
    country->houses[h].night_admissions = country->houses[h].night_admissions == 0;
    plan_follow_house(follower, h);
}

static void test_changes_as_by_solving_afresh(void **state)
{
    (void)state;
    const char *is_long = getenv("HAVEN_LONG");
    int changes = is_long ? CHANGES * 50 : CHANGES;
    for (uint64_t seed = 1; seed <= WORLDS + LARGE; seed++) {
        struct arena arena = arena_make((size_t)1 << 30);
        struct chance chance = {seed};
        uint32_t rooms = 8 + (uint32_t)seed * (seed <= WORLDS ? 9 : 40);
        struct country country = make_country(&arena, rooms, seed);
        struct plan_follower *follower;
        assert_int_equal(plan_follow(&arena, &country.problem, &follower), OK);
        for (int i = 0; i < changes; i++) {
            uint32_t kind = chance_below(&chance, 20);
            if (kind < 10)
                change_household(&country, follower, &chance);
            else if (kind < 19)
                change_room(&country, follower, &chance);
            else
                change_house(&country, follower, &chance);
            if (seed <= WORLDS || i % 50 == 0)
                check_against_cold(&country, follower);
        }
        arena_free(&arena);
    }
}

static void test_an_unknown_number_of_beds_changes_nothing(void **state)
{
    (void)state;
    struct arena arena = arena_make(64u << 20);
    struct country country = make_country(&arena, 40, 3);
    struct plan_follower *follower;
    assert_int_equal(plan_follow(&arena, &country.problem, &follower), OK);
    uint16_t beds = country.households[5].beds;
    country.households[5].beds = 77;
    assert_int_equal(plan_follow_household(follower, 5, true), ERR_TOO_LARGE);
    country.households[5].beds = beds;
    check_against_cold(&country, follower);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_changes_as_by_solving_afresh),
        cmocka_unit_test(test_an_unknown_number_of_beds_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
