/* The rules one by one, the gaps, the terms and their weights. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "good.h"

struct pair {
    struct match_household person;
    struct match_house house;
    struct match_room room;
};

/* Passes every rule, with nothing unknown. */
static struct pair good_pair(void)
{
    return (struct pair){tonight(), good_house(1), good_room(1, 0)};
}

/* What a good pair becomes by some change: exactly these rules fail, exactly these ask. */
#define EXPECT(fails_expected, asks_expected, ...)                                        \
    do {                                                                                  \
        struct pair p = good_pair();                                                      \
        __VA_ARGS__;                                                                      \
        struct match_check check = match_check(&p.person, &p.house, &p.room);             \
        if (check.fails != (fails_expected) || check.asks != (asks_expected))             \
            print_error("after %s: fails %#x, asks %#x\n", #__VA_ARGS__, check.fails,     \
                        check.asks);                                                      \
        assert_int_equal(check.fails, (fails_expected));                                  \
        assert_int_equal(check.asks, (asks_expected));                                    \
    } while (0)

#define PASSES(...) EXPECT(0, 0, __VA_ARGS__)
#define FAILS(rule, ...) EXPECT(BIT(rule), 0, __VA_ARGS__)
#define ASKS(rule, ...) EXPECT(0, BIT(rule), __VA_ARGS__)

static void test_open(void **state)
{
    (void)state;
    PASSES(p.house.is_open = MATCH_YES);
    FAILS(OPEN, p.house.is_open = MATCH_NO);
    ASKS(OPEN, p.house.is_open = MATCH_UNKNOWN);
}

static void test_mode_is_her_own_word(void **state)
{
    (void)state;
    PASSES(p.person.modes = MATCH_WOMEN_ONLY | MATCH_MIXED);
    PASSES(p.house.modes = MATCH_WOMEN_ONLY | MATCH_MIXED);
    FAILS(WORKERS, p.house.workers = MATCH_MAN_WORKER);
    ASKS(WORKERS, p.house.workers = 0);
    ASKS(WORKERS, p.person.workers = 0);
    ASKS(WORKERS, p.person.workers = 0, p.house.workers = 0);
    PASSES(p.person.workers = MATCH_ANY_WORKER, p.house.workers = 0);
    PASSES(p.house.workers = MATCH_ANY_WORKER);
    FAILS(MODE, p.house.modes = MATCH_MIXED);
    FAILS(MODE, p.person.modes = MATCH_MIXED);
    ASKS(MODE, p.person.modes = 0);
    ASKS(MODE, p.house.modes = 0);
}

static void test_admits(void **state)
{
    (void)state;
    PASSES(p.house.admits = MATCH_WOMEN | MATCH_MEN | MATCH_FAMILIES);
    PASSES(p.house.admits = MATCH_WOMEN, p.person.is_family = MATCH_NO);
    PASSES(p.house.admits = 7, p.person.adults = 0, p.person.is_family = MATCH_UNKNOWN);
    FAILS(ADMITS, p.house.admits = MATCH_MEN | MATCH_FAMILIES);
    FAILS(ADMITS, p.house.admits = MATCH_WOMEN);
    FAILS(ADMITS, p.person.adults = MATCH_WOMEN | MATCH_MEN);
    ASKS(ADMITS, p.house.admits = 0);
    ASKS(ADMITS, p.person.adults = 0);
    ASKS(ADMITS, p.person.is_family = MATCH_UNKNOWN, p.house.admits = MATCH_WOMEN);
    FAILS(ADMITS, p.person.adults = 0, p.house.admits = MATCH_WOMEN);
}

static void test_region(void **state)
{
    (void)state;
    PASSES(p.person.regions = KEYS(SOUTH, NORTH));
    PASSES(p.person.regions = NO_KEYS, p.house.region = 0);
    PASSES(p.person.nations = MATCH_ANY_NATION, p.house.nation = 0);
    FAILS(REGION, p.house.region = SOUTH);
    FAILS(REGION, p.house.nation = MATCH_SCOTLAND);
    FAILS(REGION, p.person.regions = NOT_ASKED, p.house.nation = MATCH_SCOTLAND);
    ASKS(REGION, p.house.region = 0);
    ASKS(REGION, p.house.nation = 0);
    ASKS(REGION, p.person.nations = 0);
    ASKS(REGION, p.person.regions = NOT_ASKED);
}

static void test_safety_area(void **state)
{
    (void)state;
    PASSES(p.person.avoid_areas = NO_KEYS, p.house.area = 0);
    PASSES(p.person.avoid_areas = KEYS(HULL, LEEDS));
    FAILS(AREA, p.house.area = HULL);
    FAILS(AREA, p.person.avoid_areas = KEYS(LEEDS, YORK));
    ASKS(AREA, p.person.avoid_areas = NOT_ASKED);
    ASKS(AREA, p.house.area = 0);
}

static void test_conflict(void **state)
{
    (void)state;
    PASSES(p.person.conflicts = NO_KEYS, p.house.resident_keys = NOT_ASKED);
    PASSES(p.person.conflicts = NOT_ASKED, p.house.resident_keys = NO_KEYS);
    FAILS(CONFLICT, p.house.resident_keys = KEYS(502, 501));
    FAILS(CONFLICT, p.person.conflicts = KEYS(499, 503));
    ASKS(CONFLICT, p.person.conflicts = NOT_ASKED);
    FAILS(CONFLICT, p.person.conflicts.is_known = false, p.house.resident_keys = KEYS(502, 501));
    ASKS(CONFLICT, p.house.resident_keys = NOT_ASKED);
}

static void test_licence_is_in_persons(void **state)
{
    (void)state;
    PASSES(p.house.residents = MATCH_COUNT(5));
    FAILS(LICENCE, p.house.residents = MATCH_COUNT(6));
    FAILS(LICENCE, p.house.licence = MATCH_COUNT(0));
    FAILS(LICENCE, p.person.persons = MATCH_COUNT(5));
    ASKS(LICENCE, p.person.persons = NOT_KNOWN);
    ASKS(LICENCE, p.house.licence = NOT_KNOWN);
    ASKS(LICENCE, p.house.residents = NOT_KNOWN);
}

static void test_night_cover(void **state)
{
    (void)state;
    PASSES(p.person.night_admission = MATCH_NO, p.house.night_admissions = MATCH_COUNT(0));
    PASSES(p.person.night_admission = MATCH_UNKNOWN);
    FAILS(NIGHT, p.house.night_admissions = MATCH_COUNT(0));
    ASKS(NIGHT, p.house.night_admissions = NOT_KNOWN);
    ASKS(NIGHT, p.person.night_admission = MATCH_UNKNOWN,
         p.house.night_admissions = MATCH_COUNT(0));
}

static void test_complex_places(void **state)
{
    (void)state;
    PASSES(p.person.complex_needs = MATCH_YES, p.house.complex_places = MATCH_COUNT(1));
    PASSES(p.house.complex_places = NOT_KNOWN);
    FAILS(COMPLEX, p.person.complex_needs = MATCH_YES);
    ASKS(COMPLEX, p.person.complex_needs = MATCH_UNKNOWN);
    ASKS(COMPLEX, p.person.complex_needs = MATCH_YES, p.house.complex_places = NOT_KNOWN);
}

static void test_beds_and_cots(void **state)
{
    (void)state;
    PASSES(p.room.beds = MATCH_COUNT(3));
    FAILS(BEDS, p.room.beds = MATCH_COUNT(1));
    ASKS(BEDS, p.room.beds = NOT_KNOWN);
    ASKS(BEDS, p.person.beds = NOT_KNOWN);
    PASSES(p.person.cots = MATCH_COUNT(0), p.room.cots = NOT_KNOWN);
    FAILS(COT, p.room.cots = MATCH_COUNT(0));
    FAILS(COT, p.person.cots = MATCH_COUNT(2));
    ASKS(COT, p.room.cots = NOT_KNOWN);
    ASKS(COT, p.person.cots = NOT_KNOWN);
}

static void test_step_free(void **state)
{
    (void)state;
    PASSES(p.person.step_free = MATCH_YES, p.room.step_free = MATCH_YES);
    PASSES(p.room.step_free = MATCH_UNKNOWN);
    FAILS(STEP_FREE, p.person.step_free = MATCH_YES);
    ASKS(STEP_FREE, p.person.step_free = MATCH_UNKNOWN);
    ASKS(STEP_FREE, p.person.step_free = MATCH_YES, p.room.step_free = MATCH_UNKNOWN);
}

static void test_large_shared_house(void **state)
{
    (void)state;
    PASSES(p.room.large_shared = MATCH_YES, p.person.is_family = MATCH_NO);
    PASSES(p.room.large_shared = MATCH_YES, p.person.has_large_shared_exception = true);
    FAILS(LARGE_SHARED, p.room.large_shared = MATCH_YES);
    ASKS(LARGE_SHARED, p.room.large_shared = MATCH_UNKNOWN);
    ASKS(LARGE_SHARED, p.room.large_shared = MATCH_YES, p.person.is_family = MATCH_UNKNOWN);
}

static void test_one_household_a_room(void **state)
{
    (void)state;
    const struct match_span lived_in = on_until(INSTANT_NONE);
    PASSES(p.room.occupied = lived_in, p.room.occupied_by = 900);
    FAILS(OCCUPIED, p.room.occupied = lived_in, p.room.beds_used = MATCH_COUNT(1));
    EXPECT(BIT(OCCUPIED) | BIT(NO_SHARING), 0, p.room.occupied = lived_in,
           p.room.beds = MATCH_COUNT(4), p.room.beds_used = MATCH_COUNT(2));
    FAILS(OCCUPIED, p.room.occupied = lived_in, p.room.beds_used = NOT_KNOWN);
    FAILS(OCCUPIED, p.person.key = 0, p.room.occupied = lived_in,
          p.room.beds_used = MATCH_COUNT(1));
    ASKS(OCCUPIED, p.room.occupied.is_on = MATCH_UNKNOWN);
    /* an agreed leaving counts while it lies ahead and is in time; who overstays is still there */
    PASSES(p.person.needed_at = later(MS_PER_DAY), p.room.occupied = on_until(later(1)));
    FAILS(OCCUPIED, p.room.beds_used = MATCH_COUNT(2), p.room.occupied = on_until(later(1)));
    FAILS(OCCUPIED, p.person.needed_at = later(MS_PER_DAY), p.room.beds_used = MATCH_COUNT(2),
          p.room.occupied = on_until(now));
}

static void test_held(void **state)
{
    (void)state;
    PASSES(p.room.held = on_until(later(1)), p.room.held_by = 900);
    PASSES(p.room.held = on_until(now), p.room.held_by = 77);
    FAILS(HELD, p.room.held = on_until(later(1)), p.room.held_by = 77);
    FAILS(HELD, p.room.held = on_until(later(1)), p.person.needed_at = later(MS_PER_DAY));
    FAILS(HELD, p.room.held = on_until(INSTANT_NONE), p.person.key = 0);
    ASKS(HELD, p.room.held.is_on = MATCH_UNKNOWN);
}

static void test_turnaround_and_out_of_order(void **state)
{
    (void)state;
    PASSES(p.room.turnaround = on_until(now));
    PASSES(p.person.needed_at = later(MS_PER_DAY), p.room.turnaround = on_until(later(1)));
    FAILS(TURNAROUND, p.room.turnaround = on_until(later(1)));
    FAILS(TURNAROUND, p.room.turnaround = on_until(INSTANT_NONE));
    ASKS(TURNAROUND, p.room.turnaround.is_on = MATCH_UNKNOWN);
    PASSES(p.person.needed_at = later(MS_PER_DAY), p.room.out_of_order = on_until(later(1)));
    FAILS(OUT_OF_ORDER, p.room.out_of_order = on_until(later(1)));
    FAILS(OUT_OF_ORDER, p.person.needed_at = later(MS_PER_DAY),
          p.room.out_of_order = on_until(now));
    FAILS(OUT_OF_ORDER, p.room.out_of_order = on_until(INSTANT_NONE));
    ASKS(OUT_OF_ORDER, p.room.out_of_order.is_on = MATCH_UNKNOWN);
}

/* A struct that nobody filled in knows nothing: it passes nothing that matters. */
static void test_nothing_known_passes_nothing(void **state)
{
    (void)state;
    struct match_household person = {.asked_at = now, .needed_at = now};
    struct match_house house = {0};
    struct match_room room = {0};
    struct match_check check = match_check(&person, &house, &room);
    const uint32_t all = MATCH_BIT(MATCH_RULES) - 1;
    assert_int_equal(check.fails, 0);
    /* sharing is told by OCCUPIED, which asks */
    assert_int_equal(check.asks, all & ~BIT(NO_SHARING));
}

static void test_gaps_are_of_the_household(void **state)
{
    (void)state;
    struct match_household person = tonight();
    assert_int_equal(match_gaps(&person), 0);
    person.modes = 0;
    person.cots = NOT_KNOWN;
    person.avoid_areas = NOT_ASKED;
    assert_int_equal(match_gaps(&person), BIT(MODE) | BIT(COT) | BIT(AREA));
    struct match_household nobody = {.asked_at = now, .needed_at = now};
    assert_int_equal(match_gaps(&nobody),
                     BIT(MODE) | BIT(ADMITS) | BIT(REGION) | BIT(AREA) | BIT(CONFLICT) |
                         BIT(LICENCE) | BIT(NIGHT) | BIT(COMPLEX) | BIT(BEDS) | BIT(COT) |
                         BIT(STEP_FREE) | BIT(LARGE_SHARED) | BIT(WORKERS));
}

static void test_rule_table_is_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < MATCH_RULES; i++) {
        const struct match_rule *rule = &match_rules[i];
        assert_int_equal(rule->number, i);
        assert_true((rule->house_test == NULL) != (rule->room_test == NULL));
        assert_int_equal(strncmp(rule->word, "match_rule_", 11), 0);
        assert_string_equal(rule->word + 11, rule->name);
        assert_int_equal(strncmp(rule->ask_word, "match_ask_", 10), 0);
        assert_string_equal(rule->ask_word + 10, rule->name);
        assert_true(strlen(rule->source) > 0);
        assert_int_equal(rule->is_secret, (MATCH_SECRET_RULES >> i) & 1);
        /* who is asked must be somebody, and no secret may be asked about */
        assert_false(rule->is_near_miss && rule->owner == MATCH_OWNER_NOBODY);
        assert_false(rule->is_near_miss && rule->is_secret);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(rule->name, match_rules[j].name);
    }
}

/* ---- the score ---- */

#define EXPECT_TERM(term, points, ...)                                                   \
    do {                                                                                 \
        struct pair p = good_pair();                                                     \
        struct match_weights weights = weights_of(2026, 11, 24);                         \
        __VA_ARGS__;                                                                     \
        struct match_score score = match_score(&p.person, &p.house, &p.room, &weights);  \
        assert_int_equal(score.terms[MATCH_TERM_##term], (points));                      \
    } while (0)

static void test_terms(void **state)
{
    (void)state;
    EXPECT_TERM(AREA, 0, (void)0);
    EXPECT_TERM(AREA, 250, p.house.area = LEEDS);
    EXPECT_TERM(AREA, 0, p.person.wish_areas = KEYS(0), p.house.area = 0);
    EXPECT_TERM(LANGUAGE, 100, p.house.languages = KEYS(ARABIC, TIGRINYA));
    EXPECT_TERM(LANGUAGE, 0, p.house.languages = NOT_ASKED);
    EXPECT_TERM(SPECIALISM, 80, p.house.specialisms = KEYS(TRAUMA, PERINATAL));
    EXPECT_TERM(SPECIALISM, 120, p.person.needs = KEYS(PERINATAL, TRAUMA, LEGAL, DENTAL),
                p.house.specialisms = p.person.needs);
    EXPECT_TERM(PROVIDER, 80, p.person.provider = 71);
    EXPECT_TERM(PROVIDER, 0, p.house.provider = 0);
    EXPECT_TERM(SIZE, 130, (void)0);
    EXPECT_TERM(SIZE, 65, p.room.beds = MATCH_COUNT(3));
    EXPECT_TERM(SIZE, 0, p.room.beds = MATCH_COUNT(5));
    EXPECT_TERM(SIZE, 0, p.room.beds = NOT_KNOWN);
    EXPECT_TERM(SELF_CONTAINED, 40, p.room.self_contained = MATCH_YES);
    EXPECT_TERM(SELF_CONTAINED, 0, p.room.self_contained = MATCH_YES,
                p.person.is_family = MATCH_NO);
    EXPECT_TERM(CATERED, 20, p.person.wishes_catered = true, p.house.catered = MATCH_YES);
    EXPECT_TERM(CATERED, 0, p.house.catered = MATCH_YES);
    EXPECT_TERM(SCHOOL, 0, (void)0);
    EXPECT_TERM(SCHOOL, 120, p.person.near[MATCH_TIE_SCHOOL].areas = KEYS(HULL, YORK));
    EXPECT_TERM(TREATMENT, 60, p.person.near[MATCH_TIE_TREATMENT].areas = KEYS(LEEDS),
                p.person.near[MATCH_TIE_TREATMENT].next_areas = KEYS(YORK));
    EXPECT_TERM(SOLICITOR, 20, p.person.near[MATCH_TIE_SOLICITOR].areas = KEYS(LEEDS),
                p.person.near[MATCH_TIE_SOLICITOR].regions = KEYS(NORTH));
    EXPECT_TERM(COMMUNITY, 0, p.person.near[MATCH_TIE_COMMUNITY].areas = KEYS(LEEDS),
                p.person.near[MATCH_TIE_COMMUNITY].regions = KEYS(SOUTH));
    EXPECT_TERM(WAITING, 0, (void)0);
    EXPECT_TERM(WAITING, 3, p.person.waiting_since = later(-4 * MS_PER_DAY + 1));
    EXPECT_TERM(WAITING, 5000, p.person.waiting_since = later(-5000 * MS_PER_DAY));
    EXPECT_TERM(WAITING, 0, p.person.waiting_since = later(MS_PER_DAY));
    EXPECT_TERM(BASE, 30, (void)0);
}

static void test_weights_are_dated(void **state)
{
    (void)state;
    assert_int_equal(weights_of(2025, 12, 31).of[MATCH_TERM_AREA].points, 0);
    assert_int_equal(weights_of(2026, 1, 1).of[MATCH_TERM_AREA].points, 250);
    assert_int_equal(weights_of(2026, 10, 31).of[MATCH_TERM_SELF_CONTAINED].points, 0);
    assert_int_equal(weights_of(2026, 11, 1).of[MATCH_TERM_SELF_CONTAINED].points, 40);
    for (size_t i = 0; i < match_weight_row_count; i++) {
        assert_true(match_weight_rows[i].owner != MATCH_OWNER_NOBODY);
        assert_int_equal(strncmp(match_weight_rows[i].reason_word, "match_weight_", 13), 0);
    }
    for (size_t i = 0; i < MATCH_TERMS; i++)
        assert_int_equal(strncmp(match_term_words[i], "match_term_", 11), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open),
        cmocka_unit_test(test_mode_is_her_own_word),
        cmocka_unit_test(test_admits),
        cmocka_unit_test(test_region),
        cmocka_unit_test(test_safety_area),
        cmocka_unit_test(test_conflict),
        cmocka_unit_test(test_licence_is_in_persons),
        cmocka_unit_test(test_night_cover),
        cmocka_unit_test(test_complex_places),
        cmocka_unit_test(test_beds_and_cots),
        cmocka_unit_test(test_step_free),
        cmocka_unit_test(test_large_shared_house),
        cmocka_unit_test(test_one_household_a_room),
        cmocka_unit_test(test_held),
        cmocka_unit_test(test_turnaround_and_out_of_order),
        cmocka_unit_test(test_nothing_known_passes_nothing),
        cmocka_unit_test(test_gaps_are_of_the_household),
        cmocka_unit_test(test_rule_table_is_whole),
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_weights_are_dated),
    };
    return cmocka_run_group_tests_name("match_rule", tests, NULL, NULL);
}
