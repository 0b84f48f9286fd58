#include <stdlib.h>

#include "match/plan_rooms.h"

/* Where rooms are scarce every room ends at a price, about what the last household who gets one can
 * give for it. From price 0 each household who is left out raises the prices by a search of its own
 * through all rooms that are as cheap. So rooms begin at about that price and households at what it
 * leaves them: then rooms look for households, of whom there are enough, and find one near by. Any
 * prices would do that keep all pairs within their sum; only time depends on them. */

/* What each household weighs in its best room, as its price. */
static void ask_best(struct rooms_solver *solver)
{
    struct grid *grid = &solver->grid;
    struct assign_side *households = &solver->assign.sides[0];
    for (uint32_t r = 0; r < grid->sides[1].count; r++) {
        struct grid_row row = {NULL, 0};
        if (!assign_is_closed(&solver->assign, 1, r))
            row = grid_row(grid, 1, r);
        for (size_t k = 0; k < row.count; k++) {
            uint32_t household = GRID_TO(row.pairs[k]);
            int32_t weight = grid->sides[0].base[household] + GRID_POINTS(row.pairs[k]);
            if (weight > households->price[household])
                households->price[household] = weight;
        }
    }
}

struct offering {
    uint32_t choices, rank, room;
};

static int greatest_first(const void *a, const void *b)
{
    int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;
    return (left < right) - (left > right);
}

static int fewest_choices_first(const void *a, const void *b)
{
    const struct offering *left = a, *right = b;
    if (left->choices != right->choices)
        return left->choices < right->choices ? -1 : 1;
    return (left->rank > right->rank) - (left->rank < right->rank);
}

void rooms_solver_market(struct arena *arena, struct rooms_solver *solver)
{
    struct grid *grid = &solver->grid;
    struct assign *assign = &solver->assign;
    struct assign_side *households = &assign->sides[0], *rooms = &assign->sides[1];
    struct offering *offering = ARENA_MANY(arena, struct offering, rooms->count);
    uint32_t count = 0, wanting = 0;
    ask_best(solver);
    for (uint32_t r = 0; r < rooms->count; r++) {
        if (assign_is_closed(assign, 1, r)) continue;
        uint32_t choices = (uint32_t)grid_row(grid, 1, r).count;
        if (choices > 0)
            offering[count++] = (struct offering){choices, grid->problem->rooms[grid->sides[1].of_problem[r]].rank, r};
    }
    qsort(offering, count, sizeof(*offering), fewest_choices_first);
    int32_t *bests = ARENA_MANY(arena, int32_t, households->count);
    for (uint32_t i = 0; i < households->count; i++)
        if (households->price[i] > 0 && !assign_is_closed(assign, 0, i))
            bests[wanting++] = households->price[i];
    qsort(bests, wanting, sizeof(*bests), greatest_first);
    uint32_t at = (uint32_t)((uint64_t)count * 95 / 100);
    int32_t price = at < wanting ? bests[at] : 0;
    for (uint32_t i = 0; i < households->count; i++)
        if (!assign_is_closed(assign, 0, i))
            households->price[i] = households->price[i] > price ? households->price[i] - price : 0;
    for (uint32_t o = 0; o < count; o++) {
        uint32_t room = offering[o].room, household;
        rooms->price[room] = grid_asked(grid, assign, 1, room, &household);
        if (rooms->price[room] == 0)
            continue;
        if (households->mate[household] == ASSIGN_NONE) {
            households->mate[household] = room;
            rooms->mate[room] = household;
        } else {
            assign_search(assign, 1, room);
        }
    }
    assign_forget_lists(assign, 0);
    for (uint32_t i = 0; i < households->count; i++)
        if (households->mate[i] == ASSIGN_NONE && households->price[i] > 0 && !assign_is_closed(assign, 0, i))
            assign_search(assign, 0, i);
}
