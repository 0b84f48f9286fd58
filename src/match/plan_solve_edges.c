#include <stdlib.h>

#include "match/assign.h"
#include "match/plan.h"

/* Only given pairs: all of them are stored from the beginning, and no list ever grows. */

struct order {
    int32_t tier;
    uint32_t rank, of_problem;
};

static int in_order(const void *a, const void *b)
{
    const struct order *left = a, *right = b;
    if (left->tier != right->tier)
        return left->tier < right->tier ? -1 : 1;
    return (left->rank > right->rank) - (left->rank < right->rank);
}

/* Numbers by tier and rank, so that the order of the problem's rows does not matter. */
struct numbers {
    struct order *order;
    uint32_t *at; /* number by index of the problem */
};

static void number(struct arena *arena, uint32_t count, struct numbers *numbers)
{
    qsort(numbers->order, count, sizeof(*numbers->order), in_order);
    numbers->at = ARENA_MANY(arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++)
        numbers->at[numbers->order[i].of_problem] = i;
}

struct edges_solver {
    const struct plan_problem *problem;
    struct assign assign;
    struct numbers households, rooms;
    bool *household_is_fixed, *room_is_fixed; /* by index of the problem */
    int32_t block;
};

static void make_numbers(struct arena *arena, struct edges_solver *solver)
{
    const struct plan_problem *problem = solver->problem;
    solver->households.order = ARENA_MANY(arena, struct order, problem->household_count);
    solver->rooms.order = ARENA_MANY(arena, struct order, problem->room_count);
    for (uint32_t i = 0; i < problem->household_count; i++)
        solver->households.order[i] = (struct order){problem->households[i].tier,
                                                     problem->households[i].rank, i};
    for (uint32_t r = 0; r < problem->room_count; r++)
        solver->rooms.order[r] = (struct order){0, problem->rooms[r].rank, r};
    number(arena, problem->household_count, &solver->households);
    number(arena, problem->room_count, &solver->rooms);
    solver->household_is_fixed = ARENA_MANY(arena, bool, problem->household_count);
    solver->room_is_fixed = ARENA_MANY(arena, bool, problem->room_count);
    for (uint32_t f = 0; f < problem->fixed_count; f++) {
        solver->household_is_fixed[problem->fixed[f].household] = true;
        solver->room_is_fixed[problem->fixed[f].room] = true;
    }
}

static int best_first(const void *a, const void *b)
{
    const struct assign_edge *left = a, *right = b;
    if (left->weight != right->weight)
        return left->weight > right->weight ? -1 : 1;
    return (left->to > right->to) - (left->to < right->to);
}

static void store_edges(struct edges_solver *solver, struct plan_edges edges)
{
    for (size_t i = 0; i < edges.count; i++) {
        const struct plan_edge *edge = &edges.at[i];
        if (solver->household_is_fixed[edge->household] || solver->room_is_fixed[edge->room])
            continue;
        int tier = solver->problem->households[edge->household].tier;
        int32_t weight = solver->block * (PLAN_TIERS - tier) + edge->score;
        assign_list_add(&solver->assign, solver->households.at[edge->household],
                        (struct assign_edge){solver->rooms.at[edge->room], weight, weight});
    }
    for (uint32_t i = 0; i < solver->problem->household_count; i++) {
        struct assign_list *list = &solver->assign.lists[0][i];
        if (list->count > 1)
            qsort(list->at, list->count, sizeof(*list->at), best_first);
    }
}

static struct plan_result read_answer(struct arena *arena, const struct edges_solver *solver,
                                      struct plan_edges edges)
{
    const struct plan_problem *problem = solver->problem;
    uint32_t *room_of = ARENA_MANY(arena, uint32_t, problem->household_count);
    int32_t *households = ARENA_MANY(arena, int32_t, problem->household_count);
    int32_t *rooms = ARENA_MANY(arena, int32_t, problem->room_count);
    struct plan_objective objective = {0};
    for (uint32_t i = 0; i < problem->household_count; i++) {
        uint32_t node = solver->households.at[i], mate = solver->assign.sides[0].mate[node];
        bool is_placed = mate != ASSIGN_NONE;
        room_of[i] = is_placed ? solver->rooms.order[mate].of_problem : PLAN_NONE;
        households[i] = solver->assign.sides[0].price[node];
        objective.housed[problem->households[i].tier] += is_placed;
    }
    for (uint32_t r = 0; r < problem->room_count; r++)
        rooms[r] = solver->assign.sides[1].price[solver->rooms.at[r]];
    for (size_t i = 0; i < edges.count; i++)
        if (room_of[edges.at[i].household] == edges.at[i].room)
            objective.score += edges.at[i].score;
    for (uint32_t f = 0; f < problem->fixed_count; f++) {
        uint32_t i = problem->fixed[f].household;
        room_of[i] = problem->fixed[f].room;
        households[i] = solver->block * (PLAN_TIERS - problem->households[i].tier);
        objective.housed[problem->households[i].tier]++;
    }
    return (struct plan_result){.room_of = room_of,
                                .objective = objective,
                                .bound = objective,
                                .proof = {solver->block, households, rooms}};
}

enum err plan_solve_edges(struct arena *arena, const struct plan_problem *problem,
                          struct plan_edges edges, struct plan_result *out_result)
{
    struct edges_solver solver = {.problem = problem};
    int64_t most = 0, fewer = problem->household_count < problem->room_count
                                  ? problem->household_count
                                  : problem->room_count;
    for (size_t i = 0; i < edges.count; i++) {
        must(edges.at[i].score >= 0);
        most = edges.at[i].score > most ? edges.at[i].score : most;
    }
    if (fewer * most > ASSIGN_WEIGHT_MAX ||
        (fewer * most + 1) * PLAN_TIERS + most > ASSIGN_WEIGHT_MAX)
        return ERR_TOO_LARGE;
    solver.block = (int32_t)(fewer * most + 1);
    assign_make(arena, problem->household_count, problem->room_count, (struct assign_source){0},
                &solver.assign);
    make_numbers(arena, &solver);
    store_edges(&solver, edges);
    uint32_t *all = ARENA_MANY(arena, uint32_t, problem->household_count);
    for (uint32_t i = 0; i < problem->household_count; i++)
        all[i] = i;
    assign_heal_all(&solver.assign, all, problem->household_count);
    *out_result = read_answer(arena, &solver, edges);
    return OK;
}
