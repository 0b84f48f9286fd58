/* The best plan for whole houses, against trying everything: small made-up nights, in memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rooms/plan/plan_floor.h"
#include "rooms/plan/plan_inner.h"

enum { NIGHTS = 400, HOUSEHOLDS = 5, HOUSES = 2, ROOMS = 5 };

/* A night small enough to try every plan. */
struct night {
    struct arena arena;
    uint64_t random;
    struct placement_queue_household households[HOUSEHOLDS];
    int64_t people[HOUSEHOLDS], fears[HOUSEHOLDS];
    struct match_house houses[HOUSES];
    struct match_room rooms[ROOMS];
    int64_t cots_left[HOUSES];
    struct match_weights weights;
    struct plan_today plan;
    struct plan_line lines[HOUSEHOLDS];
};

static int draw(struct night *night, int below)
{
    night->random = night->random * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (int)((night->random >> 33) % (uint64_t)below);
}

static void draw_household(struct night *night, size_t i)
{
    struct match_household *facts = &night->households[i].facts;
    night->people[i] = (int64_t)i + 1;
    night->fears[i] = draw(night, 4) == 0 ? draw(night, HOUSEHOLDS) + 1 : 0;
    bool is_afraid = night->fears[i] != 0 && night->fears[i] != night->people[i];
    int modes = draw(night, 3);
    *facts = (struct match_household){
        .key = (int64_t)i + 1,
        .persons = MATCH_COUNT(1 + draw(night, 3)),
        .beds = MATCH_COUNT(1 + draw(night, 2)),
        .cots = MATCH_COUNT(draw(night, 2)),
        .modes = modes == 0   ? MATCH_WOMEN_ONLY
                 : modes == 1 ? MATCH_MIXED
                              : MATCH_WOMEN_ONLY | MATCH_MIXED,
        .adults = MATCH_WOMEN,
        .nations = MATCH_ANY_NATION,
        .workers = MATCH_ANY_WORKER,
        .is_family = MATCH_NO,
        .step_free = MATCH_NO,
        .night_admission = MATCH_NO,
        .complex_needs = draw(night, 2) ? MATCH_YES : MATCH_NO,
        .regions = {.is_known = true},
        .avoid_areas = {.is_known = true},
        .conflicts = {&night->fears[i], is_afraid, true},
        .provider = 1 + draw(night, 2),
        .asked_at = {MS_PER_DAY},
        .needed_at = {MS_PER_DAY},
    };
    night->households[i].urgency = draw(night, 3);
    night->households[i].people = (struct match_keys){&night->people[i], 1, true};
    night->households[i].rooms = night->rooms;
}

static void draw_houses(struct night *night)
{
    for (size_t h = 0; h < HOUSES; h++) {
        night->houses[h] = (struct match_house){
            .id = (int64_t)h + 1,
            .modes = MATCH_WOMEN_ONLY | MATCH_MIXED,
            .admits = MATCH_WOMEN | MATCH_MEN | MATCH_FAMILIES,
            .nation = MATCH_ENGLAND,
            .workers = MATCH_ANY_WORKER,
            .is_open = MATCH_YES,
            .licence = MATCH_COUNT(2 + draw(night, 4)),
            .residents = MATCH_COUNT(draw(night, 2)),
            .night_admissions = MATCH_COUNT(1),
            .complex_places = MATCH_COUNT(draw(night, 3)),
            .region = 1,
            .area = 1,
            .provider = (int64_t)h + 1,
            .resident_keys = {.is_known = true},
        };
        night->cots_left[h] = draw(night, 3);
    }
    for (size_t r = 0; r < ROOMS; r++)
        night->rooms[r] = (struct match_room){
            .id = (int64_t)r + 1,
            .house = r < 3 ? 0 : 1,
            .beds = MATCH_COUNT(1 + draw(night, 3)),
            .cots = MATCH_COUNT(night->cots_left[r < 3 ? 0 : 1]),
            .step_free = MATCH_YES,
            .self_contained = MATCH_NO,
            .large_shared = MATCH_NO,
            .held = {MATCH_NO, INSTANT_NONE},
            .occupied = {MATCH_NO, INSTANT_NONE},
            .turnaround = {MATCH_NO, INSTANT_NONE},
            .out_of_order = {MATCH_NO, INSTANT_NONE},
        };
}

static void draw_night(struct night *night, uint64_t seed)
{
    struct date_parts day = {2026, 11, 24};
    struct date on;
    assert_int_equal(date_make(day, &on), OK);
    *night = (struct night){.arena = arena_make((size_t)64 << 20), .random = seed * 2 + 1};
    draw_houses(night);
    for (size_t i = 0; i < HOUSEHOLDS; i++)
        draw_household(night, i);
    night->weights = match_weights_on(on);
    night->plan.waiting = (struct placement_queue){
        .at = night->households,
        .count = HOUSEHOLDS,
        .facts = {night->houses, HOUSES, night->rooms, ROOMS},
        .cots_left = night->cots_left,
    };
    plan_pairs_fill(&night->arena, &night->weights, &night->plan, night->lines);
}

/* ---- trying everything ----------------------------------------------------------------------- */

/* The rules of whole houses in their own words, not the matcher's. */
static bool may_live(const struct night *night, const uint32_t *room_of, uint32_t house)
{
    int persons = night->houses[house].residents.value, complex = 0;
    int64_t cots = 0;
    unsigned modes = night->houses[house].modes;
    for (size_t i = 0; i < HOUSEHOLDS; i++) {
        if (room_of[i] == PLAN_NONE || night->rooms[room_of[i]].house != house)
            continue;
        const struct match_household *facts = &night->households[i].facts;
        persons += facts->persons.value;
        complex += facts->complex_needs == MATCH_YES;
        cots += facts->cots.value;
        modes &= facts->modes;
        for (size_t k = 0; k < HOUSEHOLDS; k++)
            if (k != i && room_of[k] != PLAN_NONE && night->rooms[room_of[k]].house == house &&
                facts->conflicts.count > 0 && night->fears[i] == night->people[k])
                return false;
    }
    return persons == night->houses[house].residents.value ||
           (persons <= night->houses[house].licence.value &&
            complex <= night->houses[house].complex_places.value && modes != 0 &&
            cots <= night->cots_left[house]);
}

static void try_all(const struct night *night, uint32_t *room_of, size_t next,
                    struct plan_fixed forced, struct plan_objective *best)
{
    if (next == HOUSEHOLDS) {
        struct plan_objective value = {0};
        for (uint32_t house = 0; house < HOUSES; house++)
            if (!may_live(night, room_of, house))
                return;
        for (uint32_t i = 0; i < HOUSEHOLDS; i++) {
            if (room_of[i] == PLAN_NONE)
                continue;
            value.housed[night->plan.problem->households[i].tier]++;
            value.score += plan_score_of(&night->plan, i, room_of[i]);
        }
        if (plan_compare(&value, best) > 0)
            *best = value;
        return;
    }
    for (uint32_t room = 0; room <= ROOMS; room++) {
        uint32_t chosen = room == ROOMS ? PLAN_NONE : room;
        bool is_taken = false;
        for (size_t i = 0; i < next; i++)
            is_taken |= chosen != PLAN_NONE && room_of[i] == chosen;
        bool is_other = next == forced.household && chosen != forced.room;
        if (is_taken || is_other ||
            (chosen != PLAN_NONE && plan_score_of(&night->plan, (uint32_t)next, chosen) < 0))
            continue;
        room_of[next] = chosen;
        try_all(night, room_of, next + 1, forced, best);
    }
}

static void check_best(struct night *night, struct plan_fixed forced)
{
    uint32_t room_of[HOUSEHOLDS];
    struct plan_objective wanted = {.housed = {-1}};
    struct plan_best best;
    try_all(night, room_of, 0, forced, &wanted);
    assert_int_equal(plan_best(&night->arena, &(struct plan_best_case){
        .plan = &night->plan,
        .forced = forced,
        .solves_most = SIZE_MAX,
    }, &best), OK);
    assert_int_equal(plan_compare(&best.objective, &wanted), 0);
    assert_int_equal(plan_compare(&best.objective, &best.bound), 0);
    for (uint32_t house = 0; house < HOUSES; house++)
        assert_true(may_live(night, best.room_of, house));
}

static void the_plan_is_the_best_of_all_lawful_ones(void **state)
{
    (void)state;
    struct night *night = malloc(sizeof(*night));
    size_t pairs = 0;
    for (uint64_t seed = 0; seed < NIGHTS; seed++) {
        draw_night(night, seed);
        check_best(night, (struct plan_fixed){PLAN_NONE, PLAN_NONE});
        pairs += night->plan.pairs.count;
        arena_free(&night->arena);
    }
    assert_true(pairs > NIGHTS * HOUSEHOLDS); /* else there was nothing to choose from */
    free(night);
}

static void a_forced_pair_leaves_the_best_of_the_rest(void **state)
{
    (void)state;
    struct night *night = malloc(sizeof(*night));
    for (uint64_t seed = 0; seed < NIGHTS; seed++) {
        draw_night(night, seed);
        for (size_t e = 0; e < night->plan.pairs.count; e += 3) {
            const struct plan_edge *edge = &night->plan.pairs.at[e];
            check_best(night, (struct plan_fixed){edge->household, edge->room});
        }
        arena_free(&night->arena);
    }
    free(night);
}

/* Cut off early it still gives a lawful plan, and a bound that none passes. */
static void a_search_cut_off_says_how_far_it_may_be(void **state)
{
    (void)state;
    struct night *night = malloc(sizeof(*night));
    for (uint64_t seed = 0; seed < NIGHTS; seed++) {
        uint32_t room_of[HOUSEHOLDS];
        struct plan_objective wanted = {.housed = {-1}};
        struct plan_best best;
        draw_night(night, seed);
        try_all(night, room_of, 0, (struct plan_fixed){PLAN_NONE, PLAN_NONE}, &wanted);
        assert_int_equal(plan_best(&night->arena, &(struct plan_best_case){
            .plan = &night->plan,
            .forced = {PLAN_NONE, PLAN_NONE},
            .solves_most = 1,
        }, &best), OK);
        assert_true(plan_compare(&best.objective, &wanted) <= 0);
        assert_true(plan_compare(&best.bound, &wanted) >= 0);
        arena_free(&night->arena);
    }
    free(night);
}

/* ---- the floor for complex needs ------------------------------------------------------------- */

static int64_t complex_housed(struct night *night, const struct plan_today *plan,
                              struct plan_objective *out_objective)
{
    struct plan_shares shares[PLAN_TIERS];
    struct plan_best best;
    assert_int_equal(plan_best(&night->arena, &(struct plan_best_case){
        .plan = plan, .forced = {PLAN_NONE, PLAN_NONE}, .solves_most = SIZE_MAX}, &best), OK);
    plan_floor_shares(plan, best.room_of, shares);
    *out_objective = best.objective;
    return shares[0].complex_housed;
}

/* All are of one tier: what the greatest bonus houses is the most that points can do. */
static void check_smallest(struct night *night, const struct plan_today *plain,
                           const struct plan_today *with)
{
    const struct plan_floor *floor = &with->floors[0];
    struct plan_today other = *plain;
    struct plan_objective objective;
    plan_floor_apply(&night->arena, &other, (int32_t[]){2000, 0, 0});
    int64_t most = complex_housed(night, &other, &objective);
    assert_true(floor->holds || floor->complex_housed == most);
    if (floor->bonus == 0)
        return;
    other = *plain;
    plan_floor_apply(&night->arena, &other, (int32_t[]){floor->bonus - 1, 0, 0});
    assert_true(complex_housed(night, &other, &objective) < floor->complex_housed);
}

static void check_floor(struct night *night, size_t *out_raised)
{
    const struct plan_today plain = night->plan;
    struct plan_objective without, with, wanted = {.housed = {-1}};
    uint32_t room_of[HOUSEHOLDS];
    struct plan_best best;
    bool is_one_tier = true;
    complex_housed(night, &plain, &without);
    assert_int_equal(plan_floor_best(&night->arena, &night->plan,
                                     (struct plan_floor_effort){SIZE_MAX, SIZE_MAX}, &best), OK);
    with = best.objective;
    for (size_t tier = 0; tier < PLAN_TIERS; tier++) {
        const struct plan_floor *floor = &night->plan.floors[tier];
        assert_int_equal(with.housed[tier], without.housed[tier]);
        assert_true(floor->complex_housed >= floor->complex_housed_without);
        *out_raised += floor->complex_housed > floor->complex_housed_without;
    }
    for (size_t i = 0; i < HOUSEHOLDS; i++)
        is_one_tier &= night->households[i].urgency == 0;
    if (is_one_tier)
        check_smallest(night, &plain, &night->plan);
    try_all(night, room_of, 0, (struct plan_fixed){PLAN_NONE, PLAN_NONE}, &wanted);
    assert_int_equal(plan_compare(&with, &wanted), 0); /* the best for its scores */
    assert_int_equal(plan_compare(&with, &best.bound), 0);
    assert_true(night->plan.is_floor_exact);
}

static void complex_needs_are_not_left_last(void **state)
{
    (void)state;
    struct night *night = malloc(sizeof(*night));
    size_t raised = 0;
    for (uint64_t seed = 0; seed < NIGHTS; seed++) {
        draw_night(night, seed);
        for (size_t i = 0; seed % 2 == 0 && i < HOUSEHOLDS; i++)
            night->households[i].urgency = 0;
        plan_pairs_fill(&night->arena, &night->weights, &night->plan, night->lines);
        check_floor(night, &raised);
        arena_free(&night->arena);
    }
    print_message("# in %zu tiers more of them are housed by the floor\n", raised);
    assert_true(raised > 0);
    free(night);
}

/* Each has waited for years, up to a century and, by a clock that was wrong, far beyond. */
static void wait_for_years(struct night *night)
{
    const int64_t now_days = 2000 * INT64_C(365);
    const int years[] = {0, 7, 8, 9, 30, 99, 1500};
    for (size_t i = 0; i < HOUSEHOLDS; i++) {
        struct match_household *facts = &night->households[i].facts;
        int64_t days = years[draw(night, (int)COUNT_OF(years))] * INT64_C(365) + draw(night, 3);
        facts->asked_at = facts->needed_at = (struct instant){now_days * MS_PER_DAY};
        facts->waiting_since = (struct instant){(now_days - days) * MS_PER_DAY};
    }
}

static void years_of_waiting_still_count_and_end_nothing(void **state)
{
    (void)state;
    struct night *night = malloc(sizeof(*night));
    size_t raised = 0;
    for (uint64_t seed = 0; seed < NIGHTS / 4; seed++) {
        draw_night(night, seed);
        wait_for_years(night);
        plan_pairs_fill(&night->arena, &night->weights, &night->plan, night->lines);
        check_best(night, (struct plan_fixed){PLAN_NONE, PLAN_NONE});
        check_floor(night, &raised);
        arena_free(&night->arena);
    }
    assert_true(raised > 0);
    free(night);
}

/* Before the first row of the weight there is no floor. */
static void without_its_weight_there_is_no_floor(void **state)
{
    (void)state;
    struct night *night = malloc(sizeof(*night));
    for (uint64_t seed = 0; seed < NIGHTS; seed++) {
        struct plan_best best;
        draw_night(night, seed);
        night->weights.of[MATCH_TERM_FLOOR].points = 0;
        plan_pairs_fill(&night->arena, &night->weights, &night->plan, night->lines);
        assert_int_equal(plan_floor_best(&night->arena, &night->plan,
                                         (struct plan_floor_effort){SIZE_MAX, SIZE_MAX}, &best),
                         OK);
        for (size_t tier = 0; tier < PLAN_TIERS; tier++)
            assert_int_equal(night->plan.bonuses[tier], 0);
        arena_free(&night->arena);
    }
    free(night);
}

/* ---- the number of the facts ----------------------------------------------------------------- */

/* One household, one house, one room: every fact that a rule or a term reads moves the number. */
static void a_changed_fact_is_another_number(void **state)
{
    (void)state;
    const int64_t area = 7;
    struct match_house house = {.id = 1, .workers = MATCH_ANY_WORKER};
    struct match_room room = {.id = 2, .beds_used = MATCH_COUNT(0)};
    struct placement_queue_household one = {.is_later = true};
    one.facts.needed_at = one.facts.asked_at = (struct instant){0};
    struct placement_queue waiting = {.at = &one, .count = 1, .facts = {&house, 1, &room, 1}};
    struct match_weights weights = {0};
    uint64_t number = plan_digest(&waiting, &weights);
    assert_true(number == plan_digest(&waiting, &weights));
    house.workers = MATCH_WOMAN_WORKER;
    assert_true(number != plan_digest(&waiting, &weights));
    number = plan_digest(&waiting, &weights);
    one.facts.workers = MATCH_WOMAN_WORKER;
    assert_true(number != plan_digest(&waiting, &weights));
    number = plan_digest(&waiting, &weights);
    room.beds_used = MATCH_COUNT(1);
    assert_true(number != plan_digest(&waiting, &weights));
    for (size_t tie = 0; tie < MATCH_TIES; tie++) {
        number = plan_digest(&waiting, &weights);
        one.facts.near[tie].areas = (struct match_keys){&area, 1, true};
        assert_true(number != plan_digest(&waiting, &weights));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_plan_is_the_best_of_all_lawful_ones),
        cmocka_unit_test(a_forced_pair_leaves_the_best_of_the_rest),
        cmocka_unit_test(a_search_cut_off_says_how_far_it_may_be),
        cmocka_unit_test(complex_needs_are_not_left_last),
        cmocka_unit_test(years_of_waiting_still_count_and_end_nothing),
        cmocka_unit_test(without_its_weight_there_is_no_floor),
        cmocka_unit_test(a_changed_fact_is_another_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
