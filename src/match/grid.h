/* grid.h - all pairs of a plan, looked through without storing them. Inside match/ only.
 *
 * Each fact that a rule or a term asks about is a set: the rooms with a cot, the households who
 * wish for an area. So what suits one node is a few sets and-ed and or-ed, 64 nodes at a time, and
 * what its pairs weigh is a sum of sets times points, 8 at a time. Both sides are made alike, so
 * that the rooms of a household and the households of a room are found by the same lines.
 *
 * Nodes are renumbered: those alike stand together, which leaves long stretches empty for those
 * whom they do not suit, and equally good choices fall the same way whatever the order of the
 * problem's rows. All numbers here are of the grid unless a name says "of
 * the problem". */
#ifndef MATCH_GRID_H
#define MATCH_GRID_H

#include "match/assign.h"
#include "match/plan.h"

typedef int16_t grid_lanes __attribute__((vector_size(16)));

struct grid_side {
    uint32_t count;
    uint32_t words;       /* of a set: 64 nodes each */
    uint32_t *of_problem; /* index of the problem by number */
    uint32_t *at;         /* number by index of the problem */
    int32_t *base;        /* what a pair of its weighs whatever the other end; of rooms 0 */
    uint64_t *sets;       /* set k begins at k * words */
};

/* Where the sets of each kind begin. */
struct grid_layout {
    uint32_t modes, features, regions, areas, avoided, languages, needs, providers, beds,
        reach, count;
};

/* Sets of which one must hold or, in a term, that bring points. */
struct grid_group {
    const uint64_t **first;
    uint32_t count;
    int16_t points;
};

/* One node's question to the other side. */
struct grid_ask {
    struct grid_group *must, *terms; /* groups */
    struct grid_group never, needs;  /* each set on its own */
    uint32_t must_count, term_count;
    const uint64_t **sets; /* those of all groups, one after the other */
    uint32_t set_count;
    int16_t needs_most;
};

/* A pair in one word: its other end and what its terms bring. */
enum { GRID_POINT_BITS = 12 };
#define GRID_PAIR(to, points) ((to) << GRID_POINT_BITS | (points))
#define GRID_TO(pair) ((pair) >> GRID_POINT_BITS)
#define GRID_POINTS(pair) ((int32_t)((pair) & ((1u << GRID_POINT_BITS) - 1)))
#define GRID_NODES_MOST (UINT32_C(1) << (32 - GRID_POINT_BITS))
_Static_assert(PLAN_SCORE_MAX < 1 << GRID_POINT_BITS, "points fit a pair");

struct grid_row {
    const uint32_t *pairs;
    size_t count;
};

struct grid_kept {
    uint32_t *pairs;
    uint32_t count, room;
    uint32_t version; /* right as long as it is the grid's */
};

struct grid {
    const struct plan_problem *problem;
    struct grid_side sides[2]; /* households, rooms */
    struct grid_layout layout;
    struct grid_ask ask;
    uint16_t *sizes;    /* numbers of beds that occur, rising */
    uint32_t size_count;
    grid_lanes spread[256]; /* the bits of a byte, one a lane: all ones or 0 */
    struct arena *arena;
    struct grid_kept *kept[2]; /* rows by node, while there is memory */
    size_t kept_left;       /* pairs that can still be kept */
    uint32_t version[2];    /* of a side's rows: changes with facts of the other side */
    bool *was_in;           /* by set, the node that is read */
    uint32_t *scratch;      /* a row that is not kept */
    int32_t *values;        /* of a row */
    struct assign_edge *finds; /* of the last look */
    size_t find_count;
    int32_t block;
    int32_t most; /* no weight is greater */
};

/* ERR_TOO_LARGE when the weights do not fit 32 bits or the sets not GRID_MEMORY. */
#define GRID_MEMORY ((size_t)1 << 30)
#define GRID_KEPT_MEMORY ((size_t)20 << 20) /* of rows; 0 and more may be set in kept_left */
CHECKED enum err grid_make(struct arena *arena, const struct plan_problem *problem,
                           struct grid *out_grid);

/* Reads a node's row of the problem again; *out_is_other: it is not as before, but perhaps for a
 * household's tier and waiting. ERR_TOO_LARGE, and nothing read: a number of beds that no row had
 * when the grid was made. */
CHECKED enum err grid_read(struct grid *grid, unsigned side, uint32_t node, bool *out_is_other);

/* All pairs of a node that its facts allow. Valid until the next row is asked for. */
struct grid_row grid_row(struct grid *grid, unsigned side, uint32_t node);

/* How many pairs that is; their other ends are added to a set. */
uint32_t grid_choices(struct grid *grid, unsigned side, uint32_t node, uint64_t *set);

/* Fills finds[] with the node's pairs of greatest value (weight less the other end's price) that
 * are over 0, the best first, about `keep` of them, and returns the limit: what is not among them
 * has at most this value; 0: all are among them. */
int32_t grid_best(struct grid *grid, const struct assign *assign, unsigned side, uint32_t node,
                  uint32_t keep);

/* Fills finds[] with the pairs whose other end is nearer by them than it was, and than `best`. */
void grid_nearer(struct grid *grid, const struct assign *assign, unsigned side, uint32_t node,
                 int32_t begin, int32_t best);

/* The least price that keeps all pairs of a node within their sum, and the other end that asks for
 * it, a free one first; price 0: ASSIGN_NONE or any. */
int32_t grid_asked(struct grid *grid, const struct assign *assign, unsigned side, uint32_t node,
                   uint32_t *out_to);

#endif
