#include "match/plan_rooms.h"

/* The solver under a name for others. */
struct plan_follower {
    struct rooms_solver solver;
};

/* Changes come to rooms from both sides and to the same ones again: to keep what suits them pays.
 * All rows of 10,000 rooms and households take about 200 MB. */
#define ROWS_MEMORY ((size_t)256 << 20)

enum err plan_follow(struct arena *arena, const struct plan_problem *problem,
                     struct plan_follower **out_follower)
{
    struct rooms_solver *solver;
    enum err err = rooms_solver_make(arena, problem, &solver);
    if (err != OK)
        return err;
    assign_drop_rooms_lists(&solver->assign);
    solver->grid.kept_left += ROWS_MEMORY / sizeof(uint32_t);
    *out_follower = (struct plan_follower *)solver;
    return OK;
}

struct plan_result plan_follow_result(struct arena *arena, const struct plan_follower *follower)
{
    return rooms_solver_read(arena, &follower->solver);
}

/* The least price that keeps all pairs of a node within their sum. */
static int32_t price_asked(struct rooms_solver *solver, unsigned side, uint32_t node)
{
    uint32_t other;
    return grid_asked(&solver->grid, &solver->assign, side, node, &other);
}

/* A room is to be had for less than before: households whose lists would miss that are told. */
static void tell_households(struct rooms_solver *solver, uint32_t room)
{
    struct grid *grid = &solver->grid;
    struct grid_row row = grid_row(grid, 1, room);
    for (size_t k = 0; k < row.count; k++) {
        uint32_t household = GRID_TO(row.pairs[k]);
        int32_t weight = grid->sides[0].base[household] + GRID_POINTS(row.pairs[k]);
        assign_list_tell(&solver->assign, household, room, weight);
    }
}

/* Whoever had been together with the node that changed, then the node itself, may be free at a
 * price. The order does not matter for what is best; this one seldom moves a third. */
static void heal(struct assign *assign, unsigned side, uint32_t node)
{
    if (node != ASSIGN_NONE && assign_is_unhealed(assign, side, node))
        assign_search(assign, side, node);
}

/* Only what all pairs of a household weigh is other (it waited another day): where it is stays best
 * as long as that is worth more than to be unplaced. */
static bool is_raised(struct rooms_solver *solver, uint32_t node, int32_t by)
{
    struct assign_side *households = &solver->assign.sides[0];
    if (households->mate[node] == ASSIGN_NONE || households->price[node] + by < 0)
        return false;
    households->price[node] += by;
    return true;
}

static void come(struct rooms_solver *solver, uint32_t node)
{
    struct assign *assign = &solver->assign;
    assign->sides[0].price[node] = price_asked(solver, 0, node);
    assign->source.list(assign->source.with, assign, 0, node);
    heal(assign, 0, node);
}

enum err plan_follow_household(struct plan_follower *follower, uint32_t household, bool is_waiting)
{
    struct rooms_solver *solver = &follower->solver;
    uint32_t node = solver->grid.sides[0].at[household];
    int32_t base = solver->grid.sides[0].base[node];
    bool is_other = false;
    if (is_waiting && grid_read(&solver->grid, 0, node, &is_other) != OK)
        return ERR_TOO_LARGE;
    int32_t by = solver->grid.sides[0].base[node] - base;
    if (is_waiting && !is_other && is_raised(solver, node, by)) {
        assign_list_set(&solver->assign, 0, node, (struct assign_edges){0}, ASSIGN_WEIGHT_MAX);
        return OK;
    }
    uint32_t left = assign_part(&solver->assign, 0, node);
    if (is_waiting)
        come(solver, node);
    else
        assign_close(&solver->assign, 0, node);
    heal(&solver->assign, 1, left);
    return OK;
}

/* The room's facts or whether it can be had are others; searches wait until all rooms concerned
 * have a price that is right. */
static uint32_t price_again(struct rooms_solver *solver, uint32_t node, bool is_open)
{
    uint32_t left = assign_part(&solver->assign, 1, node);
    if (!is_open) {
        assign_close(&solver->assign, 1, node);
        return left;
    }
    solver->assign.sides[1].price[node] = price_asked(solver, 1, node);
    tell_households(solver, node);
    return left;
}

enum err plan_follow_room(struct plan_follower *follower, uint32_t room, bool is_open)
{
    struct rooms_solver *solver = &follower->solver;
    uint32_t node = solver->grid.sides[1].at[room];
    bool is_other = false;
    if (is_open && grid_read(&solver->grid, 1, node, &is_other) != OK)
        return ERR_TOO_LARGE;
    if (is_other)
        assign_forget_lists(&solver->assign);
    heal(&solver->assign, 0, price_again(solver, node, is_open));
    heal(&solver->assign, 1, node);
    return OK;
}

void plan_follow_house(struct plan_follower *follower, uint32_t house)
{
    struct rooms_solver *solver = &follower->solver;
    struct assign *assign = &solver->assign;
    const struct plan_problem *problem = solver->grid.problem;
    const uint32_t *at = solver->grid.sides[1].at;
    uint32_t *left = solver->left;
    uint32_t first = problem->house_rooms[house], end = problem->house_rooms[house + 1];
    for (uint32_t r = first; r < end; r++)
        must(grid_read(&solver->grid, 1, at[r], &(bool){false}) == OK);
    assign_forget_lists(assign);
    for (uint32_t r = first; r < end; r++) {
        left[r - first] = ASSIGN_NONE;
        if (!assign_is_closed(assign, 1, at[r]))
            left[r - first] = price_again(solver, at[r], true);
    }
    for (uint32_t r = first; r < end; r++) {
        heal(assign, 0, left[r - first]);
        heal(assign, 1, at[r]);
    }
}
