#include "match/plan.h"

#include <stdlib.h>

#include "match/plan_rooms.h"

/* How many rooms of a household are stored. */
enum { KEEP = 48 };

/* ---- all pairs, few of them stored ---- */

static void make_list(void *with, struct assign *assign, unsigned side, uint32_t node)
{
    struct grid *grid = with;
    int32_t limit = grid_best(grid, assign, side, node, KEEP);
    const struct assign_edges finds = {grid->finds, grid->find_count};
    assign_list_set(assign, side, node, finds, limit);
}

static struct assign_edges find_nearer(void *with, struct assign *assign, unsigned side,
                                       uint32_t node, int32_t begin, int32_t best)
{
    struct grid *grid = with;
    grid_nearer(grid, assign, side, node, begin, best);
    return (struct assign_edges){grid->finds, grid->find_count};
}

/* ---- results ---- */

static int32_t weight_of(const struct plan_problem *problem, int32_t block, uint32_t household,
                         uint32_t room)
{
    return block * (PLAN_TIERS - problem->households[household].tier) +
           plan_pair(problem, household, room).score.total;
}

struct answer {
    uint32_t *room_of;
    int32_t *households, *rooms;
};

static struct answer answer_make(struct arena *arena, const struct plan_problem *problem)
{
    struct answer answer = {ARENA_MANY(arena, uint32_t, problem->household_count),
                            ARENA_MANY(arena, int32_t, problem->household_count),
                            ARENA_MANY(arena, int32_t, problem->room_count)};
    for (uint32_t i = 0; i < problem->household_count; i++)
        answer.room_of[i] = PLAN_NONE;
    return answer;
}

static struct plan_result result_of(const struct answer *answer, int32_t block,
                                    struct plan_objective objective)
{
    return (struct plan_result){.room_of = answer->room_of,
                                .objective = objective,
                                .bound = objective,
                                .proof = {block, answer->households, answer->rooms}};
}

/* A closed node has no part in the proof. */
static int32_t price_of(const struct assign_side *side, uint32_t node)
{
    return side->price[node] == ASSIGN_WEIGHT_MAX ? 0 : side->price[node];
}

struct plan_result rooms_solver_read(struct arena *arena, const struct rooms_solver *solver)
{
    const struct plan_problem *problem = solver->grid.problem;
    const struct grid *grid = &solver->grid;
    const struct assign_side *households = &solver->assign.sides[0];
    const struct assign_side *rooms = &solver->assign.sides[1];
    struct answer answer = answer_make(arena, problem);
    for (uint32_t i = 0; i < problem->household_count; i++) {
        uint32_t of_problem = grid->sides[0].of_problem[i];
        answer.households[of_problem] = price_of(households, i);
        if (households->mate[i] != ASSIGN_NONE)
            answer.room_of[of_problem] = grid->sides[1].of_problem[households->mate[i]];
    }
    for (uint32_t r = 0; r < problem->room_count; r++)
        answer.rooms[grid->sides[1].of_problem[r]] = price_of(rooms, r);
    for (uint32_t f = 0; f < problem->fixed_count; f++) {
        struct plan_fixed fixed = problem->fixed[f];
        answer.room_of[fixed.household] = fixed.room;
        answer.households[fixed.household] =
            weight_of(problem, grid->block, fixed.household, fixed.room);
        answer.rooms[fixed.room] = 0;
    }
    return result_of(&answer, grid->block, plan_value(problem, answer.room_of));
}

struct waiting {
    uint32_t choices, rank, household;
};

static int fewest_choices_first(const void *a, const void *b)
{
    const struct waiting *left = a, *right = b;
    if (left->choices != right->choices)
        return left->choices < right->choices ? -1 : 1;
    return (left->rank > right->rank) - (left->rank < right->rank);
}

/* Those who wait, with how many rooms suit each. */
struct queue {
    struct waiting *at;
    uint32_t count;       /* whom any room suits */
    uint32_t rooms_count; /* that suit any of them */
};

static struct queue queue_make(struct arena *arena, struct rooms_solver *solver)
{
    struct grid *grid = &solver->grid;
    struct queue queue = {ARENA_MANY(arena, struct waiting, grid->sides[0].count), 0, 0};
    uint64_t *suited = ARENA_MANY(arena, uint64_t, grid->sides[1].words);
    for (uint32_t i = 0; i < grid->sides[0].count; i++) {
        if (assign_is_closed(&solver->assign, 0, i))
            continue;
        uint32_t choices = grid_choices(grid, 0, i, suited);
        uint32_t rank = grid->problem->households[grid->sides[0].of_problem[i]].rank;
        if (choices > 0)
            queue.at[queue.count++] = (struct waiting){choices, rank, i};
    }
    for (uint32_t r = 0; r < grid->sides[1].count; r++)
        queue.rooms_count += (suited[r / 64] >> r % 64 & 1) &&
                             !assign_is_closed(&solver->assign, 1, r);
    return queue;
}

/* Whoever suits few rooms finds them still free; whoever suits many finds another. So fewer have to
 * search than in any order by weight. */
static void heal_in_turn(struct arena *arena, struct rooms_solver *solver, struct queue queue)
{
    uint32_t *order = ARENA_MANY(arena, uint32_t, queue.count);
    qsort(queue.at, queue.count, sizeof(*queue.at), fewest_choices_first);
    for (uint32_t i = 0; i < queue.count; i++)
        order[i] = queue.at[i].household;
    assign_heal_all(&solver->assign, order, queue.count);
}

enum err rooms_solver_make(struct arena *arena, const struct plan_problem *problem,
                           struct rooms_solver **out_solver)
{
    struct rooms_solver *solver = ARENA_NEW(arena, struct rooms_solver);
    if (grid_make(arena, problem, &solver->grid) != OK)
        return ERR_TOO_LARGE;
    solver->left = ARENA_MANY(arena, uint32_t, problem->room_count);
    struct assign_source source = {make_list, find_nearer, &solver->grid};
    assign_make(arena, problem->household_count, problem->room_count, source, &solver->assign);
    for (uint32_t f = 0; f < problem->fixed_count; f++) {
        assign_close(&solver->assign, 0, solver->grid.sides[0].at[problem->fixed[f].household]);
        assign_close(&solver->assign, 1, solver->grid.sides[1].at[problem->fixed[f].room]);
    }
    struct queue queue = queue_make(arena, solver);
    if (queue.count > queue.rooms_count)
        rooms_solver_market(arena, solver);
    else
        heal_in_turn(arena, solver, queue);
    *out_solver = solver;
    return OK;
}

enum err plan_solve_rooms(struct arena *arena, const struct plan_problem *problem,
                          struct plan_result *out_result)
{
    struct rooms_solver *solver;
    enum err err = rooms_solver_make(arena, problem, &solver);
    if (err == OK)
        *out_result = rooms_solver_read(arena, solver);
    return err;
}
