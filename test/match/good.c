#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "good.h"

const struct instant now = {INT64_C(1795486200000)};
const struct match_span off = {MATCH_NO, INSTANT_NONE};

/* A list for as long as the program runs: cases are few. */
struct match_keys kept(const int64_t *keys, size_t count)
{
    static int64_t pool[4096];
    static size_t used;
    assert_true(used + count <= COUNT_OF(pool));
    int64_t *at = memcpy(&pool[used], keys, count * sizeof(*keys));
    used += count;
    return (struct match_keys){at, count, true};
}

struct instant later(int64_t ms)
{
    return instant_add_ms(now, ms);
}

struct match_span on_until(struct instant until)
{
    return (struct match_span){MATCH_YES, until};
}

/* A woman, a child of four and a baby, found at night. The baby sleeps in a cot: two beds. */
struct match_household tonight(void)
{
    return (struct match_household){
        .key = 900,
        .persons = MATCH_COUNT(3),
        .beds = MATCH_COUNT(2),
        .cots = MATCH_COUNT(1),
        .modes = MATCH_WOMEN_ONLY,
        .adults = MATCH_WOMEN,
        .nations = MATCH_ENGLAND | MATCH_WALES,
        .workers = MATCH_WOMAN_WORKER,
        .is_family = MATCH_YES,
        .step_free = MATCH_NO,
        .night_admission = MATCH_YES,
        .complex_needs = MATCH_NO,
        .regions = KEYS(NORTH),
        .avoid_areas = KEYS(HULL),
        .wish_areas = KEYS(LEEDS),
        .languages = KEYS(TIGRINYA),
        .needs = KEYS(PERINATAL, TRAUMA),
        .conflicts = KEYS(501),
        .asked_at = now,
        .needed_at = now,
        .waiting_since = INSTANT_NONE,
    };
}

struct match_house good_house(int64_t id)
{
    return (struct match_house){
        .id = id,
        .modes = MATCH_WOMEN_ONLY,
        .admits = MATCH_WOMEN | MATCH_FAMILIES,
        .nation = MATCH_ENGLAND,
        .workers = MATCH_WOMAN_WORKER,
        .is_open = MATCH_YES,
        .catered = MATCH_NO,
        .licence = MATCH_COUNT(8),
        .residents = MATCH_COUNT(4),
        .night_admissions = MATCH_COUNT(1),
        .complex_places = MATCH_COUNT(0),
        .region = NORTH,
        .area = YORK,
        .provider = 71,
        .languages = KEYS(ARABIC),
        .specialisms = KEYS(LEGAL),
        .resident_keys = KEYS(502, 503),
    };
}

struct match_room good_room(int64_t id, uint32_t house)
{
    return (struct match_room){
        .id = id,
        .house = house,
        .beds = MATCH_COUNT(2),
        .cots = MATCH_COUNT(1),
        .beds_used = MATCH_COUNT(0),
        .step_free = MATCH_NO,
        .self_contained = MATCH_NO,
        .large_shared = MATCH_NO,
        .held = off,
        .occupied = off,
        .turnaround = off,
        .out_of_order = off,
    };
}

struct match_weights weights_of(int year, int month, int day)
{
    struct date date;
    assert_int_equal(date_make((struct date_parts){year, month, day}, &date), OK);
    return match_weights_on(date);
}
