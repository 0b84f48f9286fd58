/* Prints how long the best plan of rooms takes from nothing and after one change, in one run, in
 * microseconds of the processor.
 *
 *     build/test/match/plan_bench ROOMS SEED EVENTS [SCARCE]
 *
 * At the start a tenth of the households and a twentieth of the rooms are away; each event is one
 * who comes or leaves, a room that is held or freed, or a household whose waiting changed. After
 * all of them the proof is read, and the plan compared with one from nothing. SCARCE: of each four
 * rooms so many fit nobody. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "made_up.h"
#include "match/plan_file.h"
#include "match/plan_world.h"

static double microseconds(void)
{
    struct timespec time;
    must(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

struct country {
    struct plan_problem problem;
    struct plan_household *households;
    struct plan_room *rooms;
    bool *is_away, *is_closed;
};

static struct country make_country(struct arena *arena, char **words, uint32_t scarce)
{
    struct plan_world_wish wish = {(uint32_t)atoi(words[0]), (uint64_t)atoi(words[1]), false};
    struct plan_world world = plan_world_make(arena, &wish);
    struct plan_texts texts = {.households = {"households.csv", world.households},
                               .houses = {"houses.csv", world.houses},
                               .rooms = {"rooms.csv", world.rooms}};
    struct match_weights weights = match_weights_on((struct date){20454}); /* 2026-01-01 */
    struct buf complaints = buf_make(arena, 1 << 12);
    struct plan_table table;
    must(plan_read(arena, &texts, &weights, &complaints, &table) == OK);
    struct country country = {table.problem, (struct plan_household *)table.problem.households,
                              (struct plan_room *)table.problem.rooms,
                              ARENA_MANY(arena, bool, table.problem.household_count),
                              ARENA_MANY(arena, bool, table.problem.room_count)};
    for (uint32_t r = 0; r < table.problem.room_count; r++)
        if (r % 4 < scarce)
            country.rooms[r].beds = 0;
    return country;
}

static void toggle_household(struct country *country, struct plan_follower *follower, uint32_t i)
{
    country->is_away[i] = !country->is_away[i];
    must(plan_follow_household(follower, i, !country->is_away[i]) == OK);
}

static void toggle_room(struct country *country, struct plan_follower *follower, uint32_t r)
{
    country->is_closed[r] = !country->is_closed[r];
    must(plan_follow_room(follower, r, !country->is_closed[r]) == OK);
}

static void change(struct country *country, struct plan_follower *follower, struct chance *chance)
{
    uint32_t i = chance_below(chance, country->problem.household_count);
    uint32_t kind = chance_below(chance, 5);
    if (kind < 2) {
        toggle_household(country, follower, i);
    } else if (kind < 4) {
        toggle_room(country, follower, chance_below(chance, country->problem.room_count));
    } else if (!country->is_away[i]) {
        country->households[i].waiting_days += 30;
        must(plan_follow_household(follower, i, true) == OK);
    }
}

/* Proven, and as good as from nothing, which takes *out_cold. */
static void check(struct country *country, const struct plan_follower *follower, double *out_cold)
{
    struct arena arena = arena_make((size_t)4 << 30);
    struct plan_result followed = plan_follow_result(&arena, follower), cold;
    for (uint32_t i = 0; i < country->problem.household_count; i++)
        if (country->is_away[i])
            country->households[i].modes = 0;
    for (uint32_t r = 0; r < country->problem.room_count; r++)
        if (country->is_closed[r])
            country->rooms[r].beds = 0;
    double begin = microseconds();
    must(plan_solve_rooms(&arena, &country->problem, &cold) == OK);
    *out_cold = microseconds() - begin;
    must(plan_compare(&cold.objective, &followed.objective) == 0);
    must(plan_check(&arena, &country->problem, followed.room_of, &followed.proof) == NULL);
    arena_free(&arena);
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    struct arena arena = arena_make((size_t)8 << 30);
    struct country country =
        make_country(&arena, argv + 1, argc > 4 ? (uint32_t)atoi(argv[4]) : 0);
    size_t events = (size_t)atoi(argv[3]);
    double *times = ARENA_MANY(&arena, double, events), sum = 0, cold;
    struct chance chance = {1};
    struct plan_follower *follower;
    must(events > 0 && plan_follow(&arena, &country.problem, &follower) == OK);
    for (uint32_t i = 0; i < country.problem.household_count; i += 10)
        toggle_household(&country, follower, i);
    for (uint32_t r = 0; r < country.problem.room_count; r += 20)
        toggle_room(&country, follower, r);
    for (size_t e = 0; e < events; e++) {
        double begin = microseconds();
        change(&country, follower, &chance);
        times[e] = microseconds() - begin;
        sum += times[e];
    }
    check(&country, follower, &cold);
    qsort(times, events, sizeof(*times), by_size);
    printf("changes rooms %s scarce %s: cold_us %.0f mean_us %.1f median_us %.1f p99_us %.1f "
           "worst_us %.0f ratio %.0f proven\n",
           argv[1], argc > 4 ? argv[4] : "0", cold, sum / (double)events, times[events / 2],
           times[events * 99 / 100], times[events - 1], cold * (double)events / sum);
    arena_free(&arena);
    return 0;
}
