/* Prints how fast the plays of capacity are, in one run on one core.
 *
 *     build/test/match/capacity_bench
 *
 * events: an arrival or an end. A national year is 2,251 households. */
#include <stdio.h>
#include <time.h>

#include "match/capacity_house.h"
#include "match/capacity_queue.h"

static double seconds(void)
{
    struct timespec time;
    must(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double play_queue(struct arena *arena)
{
    struct law_of_days *stay = ARENA_NEW(arena, struct law_of_days);
    struct queue_result result;
    days_exponential(100, stay);
    double begun = seconds();
    queue_play(arena, &(struct queue_case){
        .places = 150,
        .arrivals_a_day_millionths = 1390000,
        .stay = {stay},
        .arrivals = 2000000,
        .seed = 1,
    }, &result);
    return 2 * (double)result.arrived / (seconds() - begun);
}

int main(void)
{
    struct arena arena = arena_make((size_t)1 << 30);
    struct scenario scenario;
    struct assumptions rows;
    struct capacity_census census;
    struct house_play play;
    scenario_built_in(&arena, &scenario, &rows);
    double begun = seconds();
    capacity_simulate(&arena, &scenario, &census);
    double simulated = seconds() - begun;
    struct capacity_part all = capacity_runs(&census, 0, census.runs);
    begun = seconds();
    struct capacity_rooms rooms = capacity_rooms_needed(&arena, &scenario, all);
    double answered = seconds() - begun;
    begun = seconds();
    capacity_house_play(&arena, &scenario, &rooms, 0, &play);
    double housed = seconds() - begun;
    double years = scenario.runs * scenario.years;
    printf("capacity events_a_second %.0f\n", (double)census.events / simulated);
    printf("capacity seconds_of_1000_years %.3f\n", (simulated + answered) * 1000 / years);
    printf("capacity queue_events_a_second %.0f\n", play_queue(&arena));
    printf("capacity house_years_a_second %.1f\n", scenario.house_years / housed);
    arena_free(&arena);
    return 0;
}
