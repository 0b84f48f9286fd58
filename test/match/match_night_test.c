/* The call of 02:10: a small country in which every reason stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "good.h"

/* Every reason stands in this world; the number of a room says what is the matter with it. */
enum { HOUSES = 14 };
struct night {
    struct match_house houses[HOUSES];
    struct match_room rooms[40];
    size_t room_count;
};

static struct match_room *add_room(struct night *night, int64_t id, uint32_t house)
{
    struct match_room *room = &night->rooms[night->room_count++];
    *room = good_room(id, house);
    return room;
}

static void add_unsuitable_houses(struct night *night)
{
    struct match_house *houses = night->houses;
    houses[2].night_admissions = MATCH_COUNT(0);
    houses[2].area = LEEDS;
    houses[3].modes = MATCH_MIXED;
    houses[4].admits = MATCH_WOMEN;
    houses[4].workers = MATCH_MAN_WORKER;
    houses[5].region = SOUTH;
    houses[6].area = HULL;
    houses[7].resident_keys = KEYS(504, 501);
    houses[8].residents = MATCH_COUNT(6);
    houses[9].is_open = MATCH_NO;
    houses[10].licence = NOT_KNOWN;
    houses[11].night_admissions = NOT_KNOWN;
    houses[12].area = HULL;
    houses[12].night_admissions = MATCH_COUNT(0);
    houses[13].area = HULL;
    houses[13].modes = MATCH_MEN_ONLY;
    for (uint32_t i = 2; i < HOUSES; i++)
        add_room(night, 100 * i + 1, i);
    add_room(night, 602, 6);
}

static void add_unsuitable_rooms(struct night *night)
{
    add_room(night, 21, 1)->beds = MATCH_COUNT(1);
    add_room(night, 22, 1)->cots = MATCH_COUNT(0);
    add_room(night, 23, 1)->large_shared = MATCH_YES;
    struct match_room *family_room = add_room(night, 24, 1);
    family_room->beds = MATCH_COUNT(4);
    family_room->beds_used = MATCH_COUNT(2);
    family_room->occupied = on_until(INSTANT_NONE);
    struct match_room *held = add_room(night, 25, 1);
    held->held = on_until(later(MS_PER_HOUR));
    held->held_by = 77;
    add_room(night, 26, 1)->turnaround = on_until(later(8 * MS_PER_HOUR));
    struct match_room *flooded = add_room(night, 27, 1);
    flooded->out_of_order = on_until(later(9 * MS_PER_DAY));
    flooded->beds = MATCH_COUNT(1);
}

static struct night night_world(void)
{
    struct night night = {0};
    for (uint32_t i = 0; i < HOUSES; i++)
        night.houses[i] = good_house(i);
    night.houses[0].area = LEEDS;
    night.houses[0].languages = KEYS(TIGRINYA);
    night.houses[0].specialisms = KEYS(PERINATAL, LEGAL);
    add_room(&night, 3, 0)->beds = MATCH_COUNT(3);
    add_room(&night, 2, 0);
    add_room(&night, 11, 1)->self_contained = MATCH_YES;
    add_room(&night, 10, 1);
    add_room(&night, 1, 0);
    add_unsuitable_houses(&night);
    add_unsuitable_rooms(&night);
    return night;
}

static int64_t room_at(const struct night *night, uint32_t index)
{
    return night->rooms[index].id;
}

static void expect_fits(const struct night *night, struct match_fits fits, const int64_t *ids,
                        size_t count)
{
    assert_int_equal(fits.count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(room_at(night, fits.at[i].index), ids[i]);
}

static struct match_answer ask(struct arena *arena, const struct night *night,
                               const struct match_household *person)
{
    struct match_facts facts = {night->houses, HOUSES, night->rooms, night->room_count};
    struct match_weights weights = weights_of(2026, 11, 24);
    return match_rank(arena, match_world_make(arena, &facts), person, &weights);
}

static void test_tonight(void **state)
{
    (void)state;
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct night night = night_world();
    struct match_household person = tonight();
    struct match_answer answer = ask(&arena, &night, &person);

    /* her area, her language, one of her needs, a room of the right size */
    expect_fits(&night, answer.suitable, (const int64_t[]){1, 2, 3, 11, 10}, 5);
    assert_int_equal(answer.suitable.at[0].score.total, 250 + 100 + 40 + 130 + 30);
    assert_int_equal(answer.suitable.at[2].score.total, 250 + 100 + 40 + 65 + 30);
    assert_int_equal(answer.suitable.at[3].score.total, 130 + 40 + 30);
    for (uint32_t i = 0; i < 5; i++)
        assert_int_equal(answer.suitable.at[i].rank, i + 1);

    expect_fits(&night, answer.to_ask, (const int64_t[]){1001, 1101}, 2);
    assert_int_equal(answer.to_ask.at[0].asks, BIT(LICENCE));
    assert_int_equal(answer.to_ask.at[1].asks, BIT(NIGHT));

    /* "would be 4th with somebody there tonight: ask the provider's duty desk" */
    expect_fits(&night, answer.near, (const int64_t[]){201, 22, 25, 26, 501, 901}, 6);
    assert_int_equal(answer.near.at[0].fails, BIT(NIGHT));
    assert_int_equal(answer.near.at[0].rank, 4);
    assert_int_equal(match_rules[MATCH_RULE_NIGHT].owner, MATCH_OWNER_PROVIDER_DESK);
    assert_int_equal(answer.near.at[1].fails, BIT(COT));

    /* 601, 602 in an area to avoid, 1201 there and a near miss else; 701 with somebody */
    assert_int_equal(answer.withheld_by_area, 3);
    assert_int_equal(answer.withheld_by_conflict, 1);
    arena_free(&arena);
}

static uint32_t fails_of(const struct night *night, const struct match_answer *answer, int64_t id)
{
    for (size_t i = 0; i < answer->unsuitable_count; i++)
        if (room_at(night, answer->unsuitable[i].index) == id)
            return answer->unsuitable[i].fails;
    return 0;
}

static void test_tonight_every_room_and_reason(void **state)
{
    (void)state;
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct night night = night_world();
    struct match_household person = tonight();
    person.complex_needs = MATCH_NO;
    struct match_answer answer = ask(&arena, &night, &person);
    assert_int_equal(answer.suitable.count + answer.to_ask.count + answer.unsuitable_count +
                         answer.withheld_by_area + answer.withheld_by_conflict,
                     night.room_count);
    assert_int_equal(fails_of(&night, &answer, 24), BIT(OCCUPIED) | BIT(NO_SHARING));
    assert_int_equal(fails_of(&night, &answer, 27), BIT(OUT_OF_ORDER) | BIT(BEDS));
    /* a room that fails by a secret rule too shows only what may be told */
    assert_int_equal(fails_of(&night, &answer, 1301), BIT(MODE));
    assert_int_equal(fails_of(&night, &answer, 601), 0);

    person.step_free = MATCH_YES;
    person.complex_needs = MATCH_YES;
    answer = ask(&arena, &night, &person);
    for (size_t i = 0; i < MATCH_RULES; i++) {
        if (match_rules[i].is_secret)
            assert_int_equal(answer.fail_counts[i], 0);
        else
            assert_true(answer.fail_counts[i] > 0);
    }
    arena_free(&arena);
}

static void test_her_own_hold_stays_hers(void **state)
{
    (void)state;
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct night night = night_world();
    struct match_household person = tonight();
    struct match_room *held = add_room(&night, 4, 0);
    held->held = on_until(later(MS_PER_HOUR));
    held->held_by = person.key;
    struct match_answer answer = ask(&arena, &night, &person);
    expect_fits(&night, answer.suitable, (const int64_t[]){1, 2, 4, 3, 11, 10}, 6);
    person.key = 78;
    answer = ask(&arena, &night, &person);
    assert_int_equal(answer.suitable.count, 5);
    assert_int_equal(fails_of(&night, &answer, 4), BIT(HELD));
    arena_free(&arena);
}

static void test_no_rooms(void **state)
{
    (void)state;
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    struct match_facts none = {0};
    struct match_household person = tonight();
    struct match_weights weights = weights_of(2026, 11, 24);
    struct match_answer answer =
        match_rank(&arena, match_world_make(&arena, &none), &person, &weights);
    assert_int_equal(answer.room_count, 0);
    assert_int_equal(answer.suitable.count + answer.unsuitable_count, 0);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tonight),
        cmocka_unit_test(test_tonight_every_room_and_reason),
        cmocka_unit_test(test_her_own_hold_stays_hers),
        cmocka_unit_test(test_no_rooms),
    };
    return cmocka_run_group_tests_name("match_night", tests, NULL, NULL);
}
