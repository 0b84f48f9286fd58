#include <stdlib.h>

#include "match/plan_rooms.h"

/* Where rooms are scarce every room ends at a price: about what the last household who gets one can
 * give. Begun at price 0, each household who is left out raises the prices by a search of her own
 * that goes through all rooms as cheap as each other. So all rooms are begun at about that price
 * and each household at what it leaves her; then rooms look for households, of whom there are
 * enough, and find one near by. Any prices would do under which no pair weighs more than its two
 * together: what is best depends on none of them, only the time does. */

/* The price of the market: so many of a hundred rooms could be let at it. A few less than all,
 * because not every household suits every room. */
enum { LET_PERCENT = 95 };

static int greatest_first(const void *a, const void *b)
{
    int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;
    return (left < right) - (left > right);
}

/* Fills in the rooms that suit anybody, those first whom few suit, and sets each household's price
 * to what she weighs in her best room. */
static uint32_t look_round(struct rooms_solver *solver, struct in_turn *offers)
{
    struct grid *grid = &solver->grid;
    int32_t *prices = solver->assign.sides[0].price;
    uint32_t count = 0;
    for (uint32_t r = 0; r < grid->sides[1].count; r++) {
        struct grid_row row = {0};
        if (!assign_is_closed(&solver->assign, 1, r))
            row = grid_row(grid, 1, r);
        for (size_t k = 0; k < row.count; k++) {
            uint32_t household = GRID_TO(row.pairs[k]);
            int32_t weight = grid->sides[0].base[household] + GRID_POINTS(row.pairs[k]);
            prices[household] = weight > prices[household] ? weight : prices[household];
        }
        if (row.count > 0) {
            uint32_t rank = grid->problem->rooms[grid->sides[1].of_problem[r]].rank;
            offers[count++] = (struct in_turn){(uint32_t)row.count, rank, r};
        }
    }
    in_turn_sort(offers, count);
    return count;
}

/* Takes what a room costs from each household's price, down to 0. */
static void pay(struct arena *arena, struct assign *assign, uint32_t room_count)
{
    struct assign_side *households = &assign->sides[0];
    int32_t *bests = ARENA_MANY(arena, int32_t, households->count);
    uint32_t count = 0, last = (uint32_t)((uint64_t)room_count * LET_PERCENT / 100);
    for (uint32_t i = 0; i < households->count; i++)
        if (assign_is_unhealed(assign, 0, i))
            bests[count++] = households->price[i];
    qsort(bests, count, sizeof(*bests), greatest_first);
    int32_t cost = last < count ? bests[last] : 0;
    for (uint32_t i = 0; i < households->count; i++)
        if (assign_is_unhealed(assign, 0, i))
            households->price[i] -= households->price[i] < cost ? households->price[i] : cost;
}

/* A room goes to whom it is worth most at the prices of now, when she is free. */
static void offer_room(struct rooms_solver *solver, uint32_t room)
{
    struct assign_side *households = &solver->assign.sides[0], *rooms = &solver->assign.sides[1];
    uint32_t household;
    rooms->price[room] = grid_asked(&solver->grid, &solver->assign, 1, room, &household);
    if (rooms->price[room] == 0)
        return;
    if (households->mate[household] != ASSIGN_NONE) {
        assign_search(&solver->assign, 1, room);
        return;
    }
    households->mate[household] = room;
    rooms->mate[room] = household;
}

void rooms_solver_market(struct arena *arena, struct rooms_solver *solver)
{
    struct assign *assign = &solver->assign;
    struct in_turn *offers = ARENA_MANY(arena, struct in_turn, assign->sides[1].count);
    uint32_t count = look_round(solver, offers);
    pay(arena, assign, count);
    assign_forget_lists(assign);
    assign_list_rooms(assign);
    for (uint32_t o = 0; o < count; o++)
        offer_room(solver, offers[o].node);
    for (uint32_t i = 0; i < assign->sides[0].count; i++)
        if (assign_is_unhealed(assign, 0, i))
            assign_search(assign, 0, i);
}
