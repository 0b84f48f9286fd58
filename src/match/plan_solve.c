#include "match/plan.h"

#include "match/assign.h"
#include "match/grid.h"

/* How many rooms of a household are stored at first; and by how many points more the list reaches
 * down when they do not do, which adapts to how many pairs that brings. */
enum { KEEP_FIRST = 24, BAND_FIRST = 30, BAND_LEAST = 10, FEW = 12, MANY = 64 };

/* ---- all pairs, few of them stored ---- */

struct rooms_solver {
    struct grid grid;
    struct assign assign;
    int32_t *bands; /* by household; 0: she is fixed */
};

/* Shell's way: lists are short, and the library's sort takes twice as long over them. */
static void sort_best_first(struct grid_find *finds, size_t count)
{
    static const size_t gaps[] = {701, 301, 132, 57, 23, 10, 4, 1};
    for (size_t g = 0; g < COUNT_OF(gaps); g++)
        for (size_t i = gaps[g]; i < count; i++) {
            struct grid_find find = finds[i];
            size_t at = i;
            for (; at >= gaps[g] && finds[at - gaps[g]].rank < find.rank; at -= gaps[g])
                finds[at] = finds[at - gaps[g]];
            finds[at] = find;
        }
}

/* The best rooms of a household at the prices of now take the place of those stored before. What
 * is left out has no greater value than the limit, and prices of rooms only rise here. */
static void store_finds(struct rooms_solver *solver, uint32_t household)
{
    struct grid *grid = &solver->grid;
    solver->assign.sides[0].lists[household].count = 0;
    sort_best_first(grid->finds, grid->find_count);
    for (size_t i = 0; i < grid->find_count; i++) {
        const struct grid_find *find = &grid->finds[i];
        struct assign_edge edge = {find->to, find->weight, (int32_t)(find->rank >> 32)};
        assign_list_add(&solver->assign, 0, household, edge);
    }
}

/* A search that goes so far is one that raises a whole market to the price of who must be left out.
 * It is seldom, and would store nearly all pairs. */
enum { LIST_DEPTH_MOST = 200, LIST_LENGTH_MOST = 64 };

static void lend_list(struct rooms_solver *solver, uint32_t household)
{
    struct assign *assign = &solver->assign;
    const struct assign_node *node = &assign->sides[0].nodes[household];
    int32_t distance = node->mate == ASSIGN_NONE ? 0 : assign->sides[1].nodes[node->mate].distance;
    struct grid_scan scan = {0, INT32_MAX, SIZE_MAX, distance + node->price};
    grid_scan_rooms(&solver->grid, household, assign->sides[1].nodes, scan);
    store_finds(solver, household);
    assign_lend_list(assign, 0, household);
    solver->bands[household] = BAND_FIRST;
}

static void grow_list(void *with, struct assign *assign, unsigned side, uint32_t household)
{
    struct rooms_solver *solver = with;
    must(side == 0);
    int32_t *limit = &assign->sides[0].limits[household], *band = &solver->bands[household];
    size_t before = assign->sides[0].lists[household].count;
    bool is_first = before == 0 || *limit == ASSIGN_UNKNOWN;
    if (*limit != ASSIGN_UNKNOWN &&
        (assign->sides[0].nodes[household].price - *limit > LIST_DEPTH_MOST ||
         before > LIST_LENGTH_MOST)) {
        lend_list(solver, household);
        return;
    }
    struct grid_scan scan = {0, INT32_MAX, KEEP_FIRST, -1};
    if (!is_first)
        scan = (struct grid_scan){*limit > *band ? *limit - *band : 0, INT32_MAX, SIZE_MAX, -1};
    *limit = grid_scan_rooms(&solver->grid, household, assign->sides[1].nodes, scan);
    size_t found = solver->grid.find_count;
    if (!is_first && found < before + FEW && *band < INT32_MAX / 4)
        *band *= 2;
    else if (!is_first && found > before + MANY && *band > BAND_LEAST)
        *band /= 2;
    store_finds(solver, household);
}

static void mark_raised(void *with, unsigned side, uint32_t node, int32_t price)
{
    struct rooms_solver *solver = with;
    if (side == 1)
        grid_mark(&solver->grid, node, price);
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
    solver.assign.raise = mark_raised;
    solver.assign.with = &solver;
    solver.bands = ARENA_MANY(arena, int32_t, problem->household_count);
    for (uint32_t i = 0; i < problem->household_count; i++)
        solver.bands[i] = BAND_FIRST;
    for (uint32_t f = 0; f < problem->fixed_count; f++) {
        solver.bands[solver.grid.household_at[problem->fixed[f].household]] = 0;
        grid_mark(&solver.grid, solver.grid.room_at[problem->fixed[f].room], GRID_CLOSED);
    }
    uint32_t *all = ARENA_MANY(arena, uint32_t, problem->household_count);
    size_t count = 0;
    for (uint32_t i = 0; i < problem->household_count; i++)
        if (solver.bands[i] > 0)
            all[count++] = i;
    assign_heal_all(&solver.assign, all, count);
    *out_result = read_answer(arena, &solver);
    return OK;
}
