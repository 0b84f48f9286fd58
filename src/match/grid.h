/* grid.h - all pairs of a plan, looked through without storing them. Inside match/ only.
 *
 * Households and rooms are renumbered so that equally good choices fall the same way whatever the
 * order of the problem's rows: households by weight, then rank; houses by region, then their first
 * room's rank; rooms by house, then rank. All numbers here are of the grid unless a name says "of
 * the problem".
 *
 * Each room has a mark, a price that it is looked at with. A scan goes through one household's
 * feasible rooms, or one room's feasible households, and keeps those whose weight less mark is
 * greatest. It passes over houses that cannot hold one of them by their lowest mark. */
#ifndef MATCH_GRID_H
#define MATCH_GRID_H

#include "match/plan.h"

/* A mark above any weight: nobody is placed there. */
#define GRID_CLOSED INT32_MAX

enum { GRID_STEP_FREE = 1, GRID_COT = 2 };
enum { GRID_NIGHT = 1, GRID_COMPLEX = 2 };

/* Sets of numbers as bits of number % 64: exact up to 64 numbers, else a first sieve. */
struct grid_household {
    uint64_t regions, avoid, wish, languages, needs;
    int32_t base; /* what the pair weighs whatever the room */
    uint32_t provider;
    uint32_t of_problem;
    uint16_t beds;
    uint8_t modes, features, cover;
};

struct grid_house {
    uint64_t languages, specialisms;
    uint32_t area, region, provider;
    uint32_t first; /* its first room; that of the next house ends it */
    int32_t lowest; /* mark of its rooms */
    uint32_t of_problem;
    uint8_t modes, cover;
};

struct grid_room {
    int32_t mark;
    uint32_t house;
    uint32_t of_problem;
    uint16_t beds;
    uint8_t features;
};

/* Found in a scan: another end, its weight, and how good it is: the value in the upper half. */
struct grid_find {
    int64_t rank;
    uint32_t to;
    int32_t weight;
};

struct grid {
    const struct plan_problem *problem;
    struct grid_household *households;
    struct grid_house *houses; /* one more at the end, to end the last */
    struct grid_room *rooms;
    uint32_t *household_at, *room_at; /* number by index of the problem */
    uint32_t *region_first; /* houses by region, one more at the end */
    int32_t *area_points;   /* of the household that is scanned; 0 but in a scan */
    struct grid_find *finds; /* of the last scan */
    size_t find_count;
    int32_t block;
    int32_t most; /* no weight is greater */
};

/* ERR_TOO_LARGE when the weights do not fit. */
CHECKED enum err grid_make(struct arena *arena, const struct plan_problem *problem,
                           struct grid *out_grid);

/* Reads a row of the problem again. */
void grid_read_household(struct grid *grid, uint32_t household);
void grid_read_room(struct grid *grid, uint32_t room);

void grid_mark(struct grid *grid, uint32_t room, int32_t mark);

/* What is asked of a scan: the best of values over `over` (0 or more) and at most `below`. */
struct grid_scan {
    int32_t over, below;
    size_t keep; /* so many; SIZE_MAX: all */
    int32_t begin; /* only rooms that come nearer by it less their value; -1: any */
};

/* Fills finds[] with rooms of a household, in no particular order, and returns the limit: what is
 * not among them but of at most `below` has at most this value; 0: all are among them.
 *
 * With nodes (the rooms of an assignment) just so many are kept, and of equal values those that are
 * free, then a mixture of the household's own, so that households alike do not all look at the
 * same rooms. Without nodes all that are as good as the last are kept, and the limit is below
 * it. */
struct assign_node;
int32_t grid_scan_rooms(struct grid *grid, uint32_t household, const struct assign_node *nodes,
                        struct grid_scan scan);

#endif
