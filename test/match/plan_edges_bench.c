/* Prints how long the best plan takes over the best rooms of each household only, in microseconds
 * of the processor, and writes those pairs for other solvers.
 *
 *     build/test/match/plan_edges_bench ROOMS SEED BEST FILE
 *
 * FILE: "household,room,weight" with indexes, after a line "households,rooms,weight of the
 * plan". */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "match/plan_file.h"
#include "match/plan_world.h"

static double microseconds(void)
{
    struct timespec time;
    must(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static struct plan_table read_world(struct arena *arena, char **words)
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
    return table;
}

static int64_t blocks(const struct plan_problem *problem, const struct plan_result *result,
                      uint32_t household)
{
    return (int64_t)result->proof.block * (PLAN_TIERS - problem->households[household].tier);
}

int main(int argc, char **argv)
{
    if (argc < 5)
        return 2;
    struct arena arena = arena_make((size_t)4 << 30);
    struct plan_table table = read_world(&arena, argv + 1);
    const struct plan_problem *problem = &table.problem;
    struct plan_edges edges = plan_edges_best(&arena, problem, (size_t)atoi(argv[3]));
    struct plan_result result;
    double begin = microseconds();
    must(plan_solve_edges(&arena, problem, edges, &result) == OK);
    printf("own %.0f us, %zu pairs\n", microseconds() - begin, edges.count);
    int64_t weight = result.objective.score;
    for (uint32_t i = 0; i < problem->household_count; i++)
        weight += result.room_of[i] == PLAN_NONE ? 0 : blocks(problem, &result, i);
    FILE *file = fopen(argv[4], "w");
    must(file != NULL);
    fprintf(file, "%u,%u,%lld\n", problem->household_count, problem->room_count,
            (long long)weight);
    for (size_t e = 0; e < edges.count; e++) {
        const struct plan_edge *edge = &edges.at[e];
        fprintf(file, "%u,%u,%lld\n", edge->household, edge->room,
                (long long)(blocks(problem, &result, edge->household) + edge->score));
    }
    must(fclose(file) == 0);
    arena_free(&arena);
    return 0;
}
