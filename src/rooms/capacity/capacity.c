#include "rooms/capacity/capacity.h"

#include <stdatomic.h>

#include "match/capacity_queue.h"

/* Households and room-days of one request: about half a second each on one slow processor. */
static const int64_t households_most = 9000000, room_days_most = 30000000;
static const size_t play_memory = (size_t)512 << 20;

enum { RUNS_IN_HOUSES = 10, LEAST_RUNS_IN_HOUSES = 4, WHAT_IF_RUNS = 10, WHAT_IF_YEARS = 50 };
enum { LEAST_RUNS = 5, LEAST_YEARS = 10, DAYS_A_YEAR = 365 };
static const int64_t house_permille[CAPACITY_HOUSE_STEPS] = {1000, 1050};

/* The processors are the whole program's, so their use is counted for the whole program. */
static atomic_int playing;

void capacity_change(struct scenario *scenario, enum capacity_what_if what_if)
{
    switch (what_if) {
    case CAPACITY_FASTER_DECISIONS: scenario->decision_days /= 2; break;
    case CAPACITY_MINIMUM_ONLY: scenario->decision_days = 0; break;
    case CAPACITY_YEAR_OF_SUPPORT: scenario->minimum_days = DAYS_A_YEAR; break;
    case CAPACITY_FLEXIBLE_FIFTH: scenario->flexible_permille = 200; break;
    case CAPACITY_WHAT_IFS: break;
    }
}

static int32_t between(int64_t value, int32_t least, int32_t most)
{
    return (int32_t)(value < least ? least : value > most ? most : value);
}

static void fit_years(struct scenario *scenario)
{
    int64_t a_year = scenario_arrivals_a_day_millionths(scenario) * DAYS_A_YEAR / 1000000 + 1;
    int64_t warm_up_years =
        (scenario->decision_days * 14 + scenario->move_on_days * 9) / DAYS_A_YEAR + 2;
    int64_t runs = households_most / (a_year * (warm_up_years + LEAST_YEARS));
    scenario->runs = between(runs, LEAST_RUNS, scenario->runs);
    int64_t years = households_most / (a_year * scenario->runs) - warm_up_years;
    scenario->years = between(years, LEAST_YEARS, scenario->years);
}

static void fit_house_years(struct scenario *scenario, int64_t rooms)
{
    int64_t years = room_days_most / (rooms * DAYS_A_YEAR * CAPACITY_HOUSE_STEPS + 1);
    scenario->runs = between(years, LEAST_RUNS_IN_HOUSES, RUNS_IN_HOUSES);
    scenario->house_years = between(years / scenario->runs, 1, scenario->house_years);
}

static int64_t mean_taken_in(struct arena *arena, const struct scenario *scenario)
{
    int64_t *permille = ARENA_MANY(arena, int64_t, (size_t)scenario->runs), sum = 0;
    queue_taken_in(arena, scenario, permille);
    for (int32_t run = 0; run < scenario->runs; run++)
        sum += permille[run];
    return sum / scenario->runs;
}

static void ask_houses(struct arena *arena, struct capacity_result *result)
{
    if (result->answer.rooms.middle > CAPACITY_ROOMS_IN_HOUSES)
        return;
    result->played_in_houses = result->played;
    result->has_houses = true;
    fit_house_years(&result->played_in_houses, result->answer.rooms.middle);
    for (size_t i = 0; i < CAPACITY_HOUSE_STEPS; i++)
        capacity_house_answer(arena, &result->played_in_houses, &result->answer.needed,
                              house_permille[i], &result->houses[i]);
}

static void ask_what_ifs(struct arena *arena, struct capacity_result *result)
{
    for (int what_if = 0; what_if < CAPACITY_WHAT_IFS; what_if++) {
        struct scenario changed = result->played;
        capacity_change(&changed, (enum capacity_what_if)what_if);
        changed.runs = between(changed.runs, LEAST_RUNS, WHAT_IF_RUNS);
        changed.years = between(changed.years, LEAST_YEARS, WHAT_IF_YEARS);
        struct capacity_census census;
        capacity_simulate(arena, &changed, &census);
        struct capacity_rooms rooms =
            capacity_rooms_needed(arena, &changed, capacity_runs(&census, 0, census.runs));
        result->what_ifs[what_if].rooms = capacity_room_count(&rooms);
        result->what_ifs[what_if].bed_spaces = capacity_bed_spaces(&changed, &rooms);
    }
}

static void play(struct arena *arena, const struct scenario *scenario,
                 struct capacity_result *result)
{
    result->played = *scenario;
    fit_years(&result->played);
    struct capacity_census census;
    capacity_simulate(arena, &result->played, &census);
    capacity_answer(arena, &result->played, &census, &result->answer);
    result->rooms_in_use = census.in_use;
    result->stay_days = census.stay_days;
    result->taken_in_permille = mean_taken_in(arena, &result->played);
    ask_houses(arena, result);
    ask_what_ifs(arena, result);
}

enum err capacity_ask(const struct scenario *scenario, struct capacity_result *out_result)
{
    if (atomic_fetch_add(&playing, 1) >= CAPACITY_AT_ONCE) {
        atomic_fetch_sub(&playing, 1);
        return ERR_BUSY;
    }
    struct arena arena = arena_make(play_memory); /* not the request's: it is too small */
    play(&arena, scenario, out_result);
    arena_free(&arena);
    atomic_fetch_sub(&playing, 1);
    return OK;
}
