/* Small plans against trying everything; the proof and its reader; what must not matter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "made_up.h"
#include "match/plan_file.h"
#include "match/plan_world.h"

enum { CASES = 100000, HOUSEHOLDS = 5, ROOMS = 5, HOUSES = 3, KINDS = 3, KEYS = 400 };

/* A problem with room for its rows. Few different words, so that everything happens often. */
struct small {
    struct plan_problem problem;
    struct plan_household households[HOUSEHOLDS];
    struct plan_house houses[HOUSES];
    struct plan_room rooms[ROOMS];
    uint32_t house_rooms[HOUSES + 1], keys[KEYS], key_count;
    struct plan_fixed fixed;
};

static bool one_in(struct chance *chance, uint32_t of)
{
    return chance_below(chance, of) == 0;
}

static struct plan_list some(struct small *small, struct chance *chance, uint32_t rareness)
{
    struct plan_list list = {small->key_count, 0};
    for (uint32_t key = 0; key < KINDS; key++)
        if (one_in(chance, rareness))
            small->keys[small->key_count++] = key;
    list.count = small->key_count - list.first;
    return list;
}

static struct plan_household draw_household(struct small *small, struct chance *chance)
{
    return (struct plan_household){
        .persons = 1,
        .beds = (uint16_t)(1 + one_in(chance, 3)),
        .modes = (uint8_t)(1 + chance_below(chance, 7)),
        .tier = (uint8_t)chance_below(chance, PLAN_TIERS),
        .step_free = one_in(chance, 6),
        .cot = one_in(chance, 6),
        .night = one_in(chance, 5),
        .complex = one_in(chance, 5),
        .waiting_days = chance_below(chance, 4) * 300,
        .provider = one_in(chance, 2) ? PLAN_NONE : chance_below(chance, KINDS),
        .regions = some(small, chance, 1 + chance_below(chance, 2)),
        .avoid_areas = some(small, chance, 6),
        .wish_areas = some(small, chance, 3),
        .languages = some(small, chance, 3),
        .needs = some(small, chance, 2),
    };
}

static struct plan_house draw_house(struct small *small, struct chance *chance)
{
    return (struct plan_house){
        .modes = (uint8_t)(1 + chance_below(chance, 7)),
        .complex_places = (uint16_t)chance_below(chance, 2),
        .night_admissions = (uint16_t)chance_below(chance, 2),
        .area = chance_below(chance, KINDS),
        .region = chance_below(chance, KINDS),
        .provider = one_in(chance, 4) ? PLAN_NONE : chance_below(chance, KINDS),
        .languages = some(small, chance, 2),
        .specialisms = some(small, chance, 2),
    };
}

static void draw(struct small *small, struct chance *chance, const struct match_weights *weights)
{
    *small = (struct small){0};
    uint32_t households = chance_below(chance, HOUSEHOLDS + 1);
    uint32_t houses = 1 + chance_below(chance, HOUSES), rooms = chance_below(chance, ROOMS + 1);
    for (uint32_t i = 0; i < households; i++) {
        small->households[i] = draw_household(small, chance);
        small->households[i].rank = (i * 3 + 1) % HOUSEHOLDS;
    }
    for (uint32_t h = 0; h < houses; h++)
        small->houses[h] = draw_house(small, chance);
    for (uint32_t r = 0; r < rooms; r++) {
        small->rooms[r] = (struct plan_room){.rank = (r * 2 + 3) % ROOMS,
                                             .house = r * houses / ROOMS,
                                             .beds = (uint16_t)(1 + chance_below(chance, 3)),
                                             .step_free = !one_in(chance, 3),
                                             .cot = !one_in(chance, 3)};
        small->house_rooms[small->rooms[r].house + 1] = r + 1;
    }
    for (uint32_t h = 0; h < houses; h++)
        if (small->house_rooms[h + 1] < small->house_rooms[h])
            small->house_rooms[h + 1] = small->house_rooms[h];
    small->problem = (struct plan_problem){
        .households = small->households, .houses = small->houses, .rooms = small->rooms,
        .house_rooms = small->house_rooms, .keys = small->keys, .fixed = &small->fixed,
        .household_count = households, .house_count = houses, .room_count = rooms,
        .counts = {KINDS, KINDS, KINDS, KINDS, KINDS}, .weights = *weights};
    for (uint32_t i = 0; i < households && one_in(chance, 4); i++)
        for (uint32_t r = 0; r < rooms; r++)
            if (plan_pair(&small->problem, i, r).fails == 0) {
                small->fixed = (struct plan_fixed){i, r};
                small->problem.fixed_count = 1;
            }
}

/* Every way to place household i and those after it. */
struct trial {
    const struct plan_problem *problem;
    struct plan_pair pairs[HOUSEHOLDS][ROOMS];
    struct plan_objective best;
};

static void try_all(struct trial *trial, uint32_t i, uint32_t taken, struct plan_objective so_far)
{
    const struct plan_problem *problem = trial->problem;
    if (i == problem->household_count) {
        if (plan_compare(&so_far, &trial->best) > 0)
            trial->best = so_far;
        return;
    }
    const bool is_fixed = problem->fixed_count > 0 && problem->fixed->household == i;
    if (!is_fixed)
        try_all(trial, i + 1, taken, so_far);
    for (uint32_t r = 0; r < problem->room_count; r++) {
        bool is_its = problem->fixed_count > 0 && problem->fixed->room == r;
        if (taken >> r & 1 || trial->pairs[i][r].fails || is_fixed != is_its)
            continue;
        struct plan_objective next = so_far;
        next.housed[problem->households[i].tier]++;
        next.score += trial->pairs[i][r].score.total;
        try_all(trial, i + 1, taken | 1u << r, next);
    }
}

static struct plan_objective best_of(const struct plan_problem *problem)
{
    struct trial trial = {.problem = problem, .best = {.score = -1}};
    for (uint32_t i = 0; i < problem->household_count; i++)
        for (uint32_t r = 0; r < problem->room_count; r++)
            trial.pairs[i][r] = plan_pair(problem, i, r);
    try_all(&trial, 0, 0, (struct plan_objective){0});
    return trial.best;
}

static struct match_weights first_weights(void)
{
    struct date day;
    assert_int_equal(date_make((struct date_parts){2026, 1, 1}, &day), OK);
    return match_weights_on(day);
}

static void test_small_plans_as_by_trying_all(void **state)
{
    (void)state;
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct chance chance = {4};
    struct match_weights weights = first_weights();
    size_t unplaced = 0, placed = 0;
    for (int i = 0; i < CASES; i++) {
        struct small small;
        struct plan_result result;
        draw(&small, &chance, &weights);
        assert_int_equal(plan_solve_rooms(&arena, &small.problem, &result), OK);
        struct plan_objective best = best_of(&small.problem);
        assert_int_equal(plan_compare(&result.objective, &best), 0);
        assert_int_equal(plan_compare(&result.bound, &best), 0);
        assert_null(plan_check(&arena, &small.problem, result.room_of, &result.proof));
        for (uint32_t h = 0; h < small.problem.household_count; h++)
            *(result.room_of[h] == PLAN_NONE ? &unplaced : &placed) += 1;
        if (small.problem.fixed_count == 0) {
            struct plan_result by_edges;
            struct plan_edges edges = plan_edges_best(&arena, &small.problem, SIZE_MAX);
            assert_int_equal(plan_solve_edges(&arena, &small.problem, edges, &by_edges), OK);
            assert_int_equal(plan_compare(&by_edges.objective, &best), 0);
        }
        arena_reset(&arena);
    }
    assert_true(placed > CASES / 8 && unplaced > CASES / 8);
    arena_free(&arena);
}

static void test_changed_proofs_are_refused(void **state)
{
    (void)state;
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct chance chance = {5};
    struct match_weights weights = first_weights();
    int changed = 0;
    while (changed < 2000) {
        struct small small;
        struct plan_result result;
        draw(&small, &chance, &weights);
        assert_int_equal(plan_solve_rooms(&arena, &small.problem, &result), OK);
        uint32_t households = small.problem.household_count, rooms = small.problem.room_count;
        for (uint32_t i = 0; i < households + rooms; i++) {
            int32_t *dual = i < households ? (int32_t *)&result.proof.households[i]
                                           : (int32_t *)&result.proof.rooms[i - households];
            int32_t by = one_in(&chance, 2) ? 1 : -1;
            *dual += by;
            assert_non_null(plan_check(&arena, &small.problem, result.room_of, &result.proof));
            *dual -= by;
            changed++;
        }
        for (uint32_t i = 0; i < households; i++) {
            if (result.room_of[i] == PLAN_NONE)
                continue;
            uint32_t *room = (uint32_t *)&result.room_of[i], before = *room;
            *room = PLAN_NONE;
            assert_non_null(plan_check(&arena, &small.problem, result.room_of, &result.proof));
            *room = before;
            result.proof.block++;
            assert_non_null(plan_check(&arena, &small.problem, result.room_of, &result.proof));
            result.proof.block--;
        }
        arena_reset(&arena);
    }
    arena_free(&arena);
}

/* ---- files ---- */

static struct plan_table read_world(struct arena *arena, const struct plan_world *world)
{
    struct match_weights weights = first_weights();
    struct buf complaints = buf_make(arena, 256);
    struct plan_texts texts = {{"households.csv", world->households},
                               {"houses.csv", world->houses},
                               {"rooms.csv", world->rooms},
                               {NULL, STR_NONE}};
    struct plan_table table;
    assert_int_equal(plan_read(arena, &texts, &weights, &complaints, &table), OK);
    assert_int_equal(complaints.size, 0);
    return table;
}

static struct str plan_lines(struct arena *arena, const struct plan_world *world)
{
    struct plan_table table = read_world(arena, world);
    struct plan_result result;
    assert_int_equal(plan_solve_rooms(arena, &table.problem, &result), OK);
    assert_null(plan_check(arena, &table.problem, result.room_of, &result.proof));
    struct buf text = buf_make(arena, 4096);
    plan_write_plan(&text, &table, result.room_of);
    return buf_text(&text);
}

static int by_bytes(const void *a, const void *b)
{
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

/* The lines after the header, sorted or turned round. */
static struct str rearranged(struct arena *arena, struct str text, bool is_sorted)
{
    struct str_list lines = str_split(arena, text, '\n');
    struct str *rows = (struct str *)lines.at + 1;
    size_t count = lines.count - 1;
    while (count > 0 && rows[count - 1].size == 0)
        count--;
    for (size_t i = 0; !is_sorted && i < count / 2; i++) {
        struct str moved = rows[i];
        rows[i] = rows[count - 1 - i];
        rows[count - 1 - i] = moved;
    }
    if (is_sorted)
        qsort(rows, count, sizeof(*rows), by_bytes);
    return str_join(arena, (struct str_list){lines.at, count + 1}, '\n');
}

static void test_the_order_of_rows_does_not_matter(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct arena arena = arena_make(256u << 20);
        struct plan_world world = plan_world_make(
            &arena, &(struct plan_world_wish){60 + (uint32_t)seed * 17, seed, seed % 2});
        struct str before = plan_lines(&arena, &world);
        world.households = rearranged(&arena, world.households, false);
        world.houses = rearranged(&arena, world.houses, false);
        world.rooms = rearranged(&arena, world.rooms, false);
        struct str after = plan_lines(&arena, &world);
        assert_true(str_equal(rearranged(&arena, before, true), rearranged(&arena, after, true)));
        arena_free(&arena);
    }
}

/* Rooms that fit nobody make the others scarce: whole markets are raised to who is left out. */
static void test_scarce_worlds_are_proven(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct arena arena = arena_make(256u << 20);
        struct plan_world world = plan_world_make(
            &arena, &(struct plan_world_wish){100 + (uint32_t)seed * 30, seed, false});
        struct plan_table table = read_world(&arena, &world);
        for (uint32_t r = 0; r < table.problem.room_count; r++)
            if (r % 4 < seed % 4)
                ((struct plan_room *)table.problem.rooms)[r].beds = 0;
        struct plan_result result, by_edges;
        assert_int_equal(plan_solve_rooms(&arena, &table.problem, &result), OK);
        assert_null(plan_check(&arena, &table.problem, result.room_of, &result.proof));
        struct plan_edges edges = plan_edges_best(&arena, &table.problem, SIZE_MAX);
        assert_int_equal(plan_solve_edges(&arena, &table.problem, edges, &by_edges), OK);
        assert_int_equal(plan_compare(&result.objective, &by_edges.objective), 0);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small_plans_as_by_trying_all),
        cmocka_unit_test(test_changed_proofs_are_refused),
        cmocka_unit_test(test_the_order_of_rows_does_not_matter),
        cmocka_unit_test(test_scarce_worlds_are_proven),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
