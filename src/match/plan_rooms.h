/* plan_rooms.h - the solver of a plan of rooms while it lives. Inside match/ only.
 *
 * After it is made, and after each change (plan_follow.c), its matching is the best and its prices
 * prove it. Who is closed (a fixed household or room, who has left, what is held) is no part of
 * it. */
#ifndef MATCH_PLAN_ROOMS_H
#define MATCH_PLAN_ROOMS_H

#include "match/grid.h"

struct rooms_solver {
    struct grid grid;
    struct assign assign;
    uint32_t *left; /* room for a number by room: who was in the rooms of a house that changed */
};

/* Solved. ERR_TOO_LARGE: as plan_solve_rooms. */
CHECKED enum err rooms_solver_make(struct arena *arena, const struct plan_problem *problem,
                                   struct rooms_solver **out_solver);

/* The plan of now and its proof. */
struct plan_result rooms_solver_read(struct arena *arena, const struct rooms_solver *solver);

/* A node that waits for its turn: whom few suit comes first. */
struct in_turn {
    uint32_t choices, rank, node;
};
void in_turn_sort(struct in_turn *nodes, uint32_t count);

/* From nothing to the optimum where more wait than there are rooms. */
void rooms_solver_market(struct arena *arena, struct rooms_solver *solver);

#endif
