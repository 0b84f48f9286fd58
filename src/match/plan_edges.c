#include <stdlib.h>

#include "match/assign.h"
#include "match/plan.h"

/* Households and rooms are numbered anew by rank, so that no order of rows can be seen in a plan. */
struct edges_solver {
    const struct plan_problem *problem;
    uint32_t *household_at, *room_at; /* by index of the problem: the new number */
    uint32_t *of_household, *of_room; /* and back */
    bool *household_is_fixed, *room_is_fixed;
    int32_t block;
    struct assign assign;
};

struct ranked {
    uint32_t tier, rank, index;
};

static int in_order(const void *a, const void *b)
{
    const struct ranked *left = a, *right = b;
    if (left->tier != right->tier)
        return left->tier < right->tier ? -1 : 1;
    return (left->rank > right->rank) - (left->rank < right->rank);
}

static void number(struct arena *arena, struct ranked *ranked, uint32_t count, uint32_t **out_at,
                   uint32_t **out_of)
{
    uint32_t *at = ARENA_MANY(arena, uint32_t, count), *of = ARENA_MANY(arena, uint32_t, count);
    if (count > 1)
        qsort(ranked, count, sizeof(*ranked), in_order);
    for (uint32_t i = 0; i < count; i++) {
        of[i] = ranked[i].index;
        at[ranked[i].index] = i;
    }
    *out_at = at;
    *out_of = of;
}

/* The most urgent households first: whoever comes later is mostly the one to stay unplaced, and a
 * search that ends with its own source ends soon. */
static void number_all(struct arena *arena, struct edges_solver *solver)
{
    const struct plan_problem *problem = solver->problem;
    struct ranked *households = ARENA_MANY(arena, struct ranked, problem->household_count);
    struct ranked *rooms = ARENA_MANY(arena, struct ranked, problem->room_count);
    for (uint32_t i = 0; i < problem->household_count; i++)
        households[i] =
            (struct ranked){problem->households[i].tier, problem->households[i].rank, i};
    for (uint32_t r = 0; r < problem->room_count; r++)
        rooms[r] = (struct ranked){0, problem->rooms[r].rank, r};
    number(arena, households, problem->household_count, &solver->household_at,
           &solver->of_household);
    number(arena, rooms, problem->room_count, &solver->room_at, &solver->of_room);
    solver->household_is_fixed = ARENA_MANY(arena, bool, problem->household_count);
    solver->room_is_fixed = ARENA_MANY(arena, bool, problem->room_count);
    for (uint32_t f = 0; f < problem->fixed_count; f++) {
        solver->household_is_fixed[problem->fixed[f].household] = true;
        solver->room_is_fixed[problem->fixed[f].room] = true;
    }
}

/* One more household housed outweighs the best scores of all others together. */
static enum err choose_block(struct arena *arena, struct edges_solver *solver,
                             struct plan_edges edges)
{
    int32_t *best = ARENA_MANY(arena, int32_t, solver->problem->household_count);
    int64_t block = 1;
    for (size_t e = 0; e < edges.count; e++)
        if (edges.at[e].score > best[edges.at[e].household])
            best[edges.at[e].household] = edges.at[e].score;
    for (uint32_t i = 0; i < solver->problem->household_count; i++)
        block += best[i];
    if (block * PLAN_TIERS + PLAN_SCORE_MAX > ASSIGN_WEIGHT_MAX)
        return ERR_TOO_LARGE;
    solver->block = (int32_t)block;
    return OK;
}

static int by_room(const void *a, const void *b)
{
    const struct assign_edge *left = a, *right = b;
    return (left->to > right->to) - (left->to < right->to);
}

/* Lists are whole: their limits stay 0, and nothing ever has to grow. */
static void make_lists(struct edges_solver *solver, struct plan_edges edges)
{
    const struct plan_problem *problem = solver->problem;
    struct assign *assign = &solver->assign;
    for (size_t e = 0; e < edges.count; e++) {
        const struct plan_edge *edge = &edges.at[e];
        if (solver->household_is_fixed[edge->household] || solver->room_is_fixed[edge->room])
            continue;
        int32_t tier = problem->households[edge->household].tier;
        int32_t weight = solver->block * (PLAN_TIERS - tier) + edge->score;
        assign_list_add(assign, 0, solver->household_at[edge->household],
                        (struct assign_edge){.to = solver->room_at[edge->room],
                                             .weight = weight});
    }
    for (uint32_t i = 0; i < problem->household_count; i++) {
        struct assign_list *list = &assign->sides[0].lists[i];
        if (list->count > 1)
            qsort(list->at, list->count, sizeof(*list->at), by_room);
    }
}

/* The price that just keeps all pairs of the household within their sum; then it is healed. */
static void place(struct assign *assign, uint32_t household)
{
    const struct assign_list *list = &assign->sides[0].lists[household];
    struct assign_node *node = &assign->sides[0].nodes[household];
    for (uint32_t i = 0; i < list->count; i++) {
        int32_t value = list->at[i].weight - assign->sides[1].nodes[list->at[i].to].price;
        if (value > node->price)
            node->price = value;
    }
    if (node->price > 0)
        assign_search(assign, 0, household);
}

static struct plan_result read_rooms(struct arena *arena, const struct edges_solver *solver,
                                     struct plan_edges edges)
{
    const struct plan_problem *problem = solver->problem;
    const struct assign_node *nodes = solver->assign.sides[0].nodes;
    uint32_t *room_of = ARENA_MANY(arena, uint32_t, problem->household_count);
    struct plan_objective objective = {0};
    for (uint32_t i = 0; i < problem->household_count; i++) {
        uint32_t mate = nodes[i].mate, household = solver->of_household[i];
        room_of[household] = mate == ASSIGN_NONE ? PLAN_NONE : solver->of_room[mate];
    }
    for (uint32_t f = 0; f < problem->fixed_count; f++)
        room_of[problem->fixed[f].household] = problem->fixed[f].room;
    for (uint32_t i = 0; i < problem->household_count; i++)
        objective.housed[problem->households[i].tier] += room_of[i] != PLAN_NONE;
    for (size_t e = 0; e < edges.count; e++) {
        const struct plan_edge *edge = &edges.at[e];
        if (room_of[edge->household] == edge->room && !solver->household_is_fixed[edge->household])
            objective.score += edge->score;
    }
    return (struct plan_result){.room_of = room_of, .objective = objective, .bound = objective};
}

enum err plan_solve_edges(struct arena *arena, const struct plan_problem *problem,
                          struct plan_edges edges, struct plan_result *out_result)
{
    struct edges_solver solver = {.problem = problem};
    number_all(arena, &solver);
    enum err err = choose_block(arena, &solver, edges);
    if (err != OK)
        return err;
    assign_make(arena, problem->household_count, problem->room_count, &solver.assign);
    make_lists(&solver, edges);
    for (uint32_t i = 0; i < problem->household_count; i++)
        place(&solver.assign, i);
    *out_result = read_rooms(arena, &solver, edges);
    return OK;
}
