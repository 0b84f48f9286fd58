#include "match/plan.h"

#include <stdlib.h>

#include "match/assign.h"
#include "match/grid.h"

/* How many rooms of a household are stored at first; twice as many each time they do not do. */
enum { KEEP_FIRST = 16 };

/* ---- all pairs, few of them stored ---- */

struct rooms_solver {
    struct grid grid;
    struct assign assign;
    uint32_t *keep; /* by household: how many rooms its list may have */
};

/* The best rooms of a household at the prices of now take the place of those stored before. What
 * is left out has no greater value than the limit, and prices of rooms only rise here. */
static void grow_list(void *with, struct assign *assign, unsigned side, uint32_t household)
{
    struct rooms_solver *solver = with;
    must(side == 0);
    struct assign_side *own = &assign->sides[0];
    struct grid_scan scan = {INT32_MAX, solver->keep[household]};
    own->limits[household] =
        grid_scan_rooms(&solver->grid, household, assign->sides[1].nodes, scan);
    solver->keep[household] *= 2;
    own->lists[household].count = 0;
    for (size_t i = 0; i < solver->grid.find_count; i++) {
        const struct grid_find *find = &solver->grid.finds[i];
        assign_list_add(assign, 0, household, (struct assign_edge){find->to, find->weight});
    }
}

/* The price that just keeps all pairs of a household within their sum, and the pair that asks for
 * it; a free room first. */
static int32_t price_asked(const struct assign *assign, uint32_t household, uint32_t *out_room)
{
    const struct assign_list *list = &assign->sides[0].lists[household];
    const struct assign_node *rooms = assign->sides[1].nodes;
    int32_t most = 0;
    *out_room = ASSIGN_NONE;
    for (uint32_t i = 0; i < list->count; i++) {
        uint32_t room = list->at[i].to;
        int32_t value = list->at[i].weight - rooms[room].price;
        bool is_free = rooms[room].mate == ASSIGN_NONE;
        if (value > most || (value == most && is_free)) {
            most = value;
            *out_room = room;
        }
    }
    return most;
}

/* From the heaviest household to the lightest: whoever comes later is mostly the one to leave, and
 * a search that ends with its own source ends soon. */
static void place(struct assign *assign, uint32_t household)
{
    uint32_t room;
    struct assign_node *node = &assign->sides[0].nodes[household];
    node->price = price_asked(assign, household, &room);
    if (node->price == 0)
        return;
    struct assign_node *other = &assign->sides[1].nodes[room];
    assign->settled_count = 0;
    if (other->mate == ASSIGN_NONE) {
        other->mate = household;
        node->mate = room;
    } else {
        assign_search(assign, 0, household);
    }
}

static void mark_settled(struct rooms_solver *solver)
{
    const struct assign *assign = &solver->assign;
    for (size_t i = 0; i < assign->settled_count; i++) {
        uint32_t room = assign->settled[i];
        grid_mark(&solver->grid, room, assign->sides[1].nodes[room].price);
    }
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
    return (struct plan_result){answer->room_of, objective, objective,
                                {block, answer->households, answer->rooms}};
}

static struct plan_result read_answer(struct arena *arena, const struct rooms_solver *solver)
{
    const struct plan_problem *problem = solver->grid.problem;
    const struct grid *grid = &solver->grid;
    const struct assign_node *households = solver->assign.sides[0].nodes;
    const struct assign_node *rooms = solver->assign.sides[1].nodes;
    struct answer answer = answer_make(arena, problem);
    for (uint32_t i = 0; i < problem->household_count; i++) {
        uint32_t of_problem = grid->households[i].of_problem;
        answer.households[of_problem] = households[i].price;
        if (households[i].mate != ASSIGN_NONE)
            answer.room_of[of_problem] = grid->rooms[households[i].mate].of_problem;
    }
    for (uint32_t r = 0; r < problem->room_count; r++)
        answer.rooms[grid->rooms[r].of_problem] = rooms[r].price;
    for (uint32_t f = 0; f < problem->fixed_count; f++) {
        struct plan_fixed fixed = problem->fixed[f];
        answer.room_of[fixed.household] = fixed.room;
        answer.households[fixed.household] =
            weight_of(problem, grid->block, fixed.household, fixed.room);
        answer.rooms[fixed.room] = 0;
    }
    return result_of(&answer, grid->block, plan_value(problem, answer.room_of));
}

enum err plan_solve_rooms(struct arena *arena, const struct plan_problem *problem,
                          struct plan_result *out_result)
{
    struct rooms_solver solver = {0};
    if (grid_make(arena, problem, &solver.grid) != OK)
        return ERR_TOO_LARGE;
    assign_make(arena, problem->household_count, problem->room_count, &solver.assign);
    solver.assign.grow = grow_list;
    solver.assign.with = &solver;
    solver.keep = ARENA_MANY(arena, uint32_t, problem->household_count);
    for (uint32_t i = 0; i < problem->household_count; i++)
        solver.keep[i] = KEEP_FIRST;
    for (uint32_t f = 0; f < problem->fixed_count; f++) {
        solver.keep[solver.grid.household_at[problem->fixed[f].household]] = 0;
        grid_mark(&solver.grid, solver.grid.room_at[problem->fixed[f].room], GRID_CLOSED);
    }
    for (uint32_t i = 0; i < problem->household_count; i++) {
        if (solver.keep[i] == 0)
            continue;
        grow_list(&solver, &solver.assign, 0, i);
        place(&solver.assign, i);
        mark_settled(&solver);
    }
    *out_result = read_answer(arena, &solver);
    return OK;
}
