/* Prints how long the best plan under the whole-house rules takes, seed by seed, in microseconds of
 * the processor, with what was found and proven.
 *
 *     build/test/match/pattern_bench ROOMS SEEDS [stress] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "match/plan_file.h"
#include "match/plan_world.h"

enum { MEMORY = 1 << 30, SEEDS_MOST = 1000 };

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

static struct plan_table read_world(struct arena *arena, const struct plan_world_wish *wish)
{
    struct plan_table table;
    struct plan_world world = plan_world_make(arena, wish);
    struct plan_texts texts = {.households = {"households.csv", world.households},
                               .houses = {"houses.csv", world.houses},
                               .rooms = {"rooms.csv", world.rooms}};
    struct date day;
    must(date_make((struct date_parts){2026, 1, 1}, &day) == OK);
    struct match_weights weights = match_weights_on(day);
    struct buf complaints = buf_make(arena, 1 << 12);
    must(plan_read(arena, &texts, &weights, &complaints, &table) == OK);
    return table;
}

static double solve(const struct plan_world_wish *wish)
{
    struct arena arena = arena_make(MEMORY);
    struct plan_table table = read_world(&arena, wish);
    struct plan_result result;
    double begin = microseconds();
    must(plan_solve_houses(&arena, &table.problem, &result) == OK);
    double took = microseconds() - begin;
    struct plan_objective certified;
    const char *wrong = plan_check_houses(&arena, &table.problem, result.room_of,
                                          &result.house_proof, &certified);
    must(wrong == NULL);
    printf("seed %llu: %u rooms, %u households, %lld/%lld/%lld housed, score %lld, %s, %s, "
           "%.0f us\n",
           (unsigned long long)wish->seed, table.problem.room_count, table.problem.household_count,
           (long long)result.objective.housed[0], (long long)result.objective.housed[1],
           (long long)result.objective.housed[2], (long long)result.objective.score,
           plan_compare(&result.objective, &result.bound) == 0 ? "proven" : "not proven",
           plan_compare(&result.objective, &certified) == 0 ? "certified" : "gap in certificate",
           took);
    arena_free(&arena);
    return took;
}

int main(int argc, char **argv)
{
    static double times[SEEDS_MOST];
    if (argc < 3)
        return 2;
    struct plan_world_wish wish = {.rooms = (uint32_t)atoi(argv[1]),
                                   .is_daily = argc < 4 || strcmp(argv[3], "stress") != 0};
    int seeds = atoi(argv[2]) < SEEDS_MOST ? atoi(argv[2]) : SEEDS_MOST;
    for (int i = 0; i < seeds; i++) {
        wish.seed = (uint64_t)i + 1;
        times[i] = solve(&wish);
    }
    qsort(times, (size_t)seeds, sizeof(*times), by_size);
    printf("median %.0f us, worst %.0f us\n", times[(seeds - 1) / 2], times[seeds - 1]);
    return 0;
}
