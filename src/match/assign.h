/* assign.h - the exact assignment of two sides by shortest augmenting paths. Inside match/ only.
 *
 * Side 0 are households, side 1 rooms; the search treats both alike and starts from either. Every
 * node has a price (its dual, 0 or more). Kept at all times: the prices of the two ends of a pair
 * sum to at least its weight; those of a matched pair to just its weight. A node that is free must
 * have price 0 in the end; assign_search() heals one free node that has not, and hurts no other.
 * When all are healed the matching weighs most, and the prices prove it.
 *
 * A pair need not be stored. Each node has a limit: a pair that is missing from the node's list
 * weighs no more than the limit and the other end's price. A search that gets as far as the limit
 * calls grow(), which stores more pairs and lowers the limit; limit 0 says that the list is whole,
 * because a pair of weight below the other end's price is of no use to anybody.
 *
 * Bounds: weights up to W need prices up to W and distances up to 3 W; W must be at most
 * ASSIGN_WEIGHT_MAX, so that all of them fit 32 bits. */
#ifndef MATCH_ASSIGN_H
#define MATCH_ASSIGN_H

#include "base/base.h"

#define ASSIGN_NONE UINT32_MAX
/* The limit of a list that was never begun: grow() begins it. */
#define ASSIGN_UNKNOWN INT32_MAX
#define ASSIGN_WEIGHT_MAX (INT32_MAX / 3)

struct assign_node {
    int32_t price;
    int32_t distance; /* in a search, of the side searched; else INT32_MAX */
    uint32_t mate;
    uint32_t from;    /* in a search, the node that the distance comes from */
};

struct assign_edge {
    uint32_t to;
    int32_t weight;
    int32_t ceiling; /* the weight less the other end's price is at most this; a list falls */
};

struct assign_list {
    struct assign_edge *at;
    uint32_t count;
    uint32_t room;
};

struct assign_side {
    uint32_t count;
    struct assign_node *nodes;
    struct assign_list *lists;
    int32_t *limits;
};

struct assign;
typedef void assign_grow(void *with, struct assign *assign, unsigned side, uint32_t node);

/* Told, where wanted, of every price that a search raised. */
typedef void assign_raise(void *with, unsigned side, uint32_t node, int32_t price);

struct assign_heap {
    uint64_t *at; /* distance, then node */
    size_t count, room;
};

struct assign {
    struct arena *arena;
    struct assign_side sides[2];
    assign_grow *grow;
    assign_raise *raise; /* or NULL */
    void *with;
    struct assign_heap heap;
    uint32_t *now;     /* nodes at the distance that is being looked at */
    uint32_t *reached; /* nodes with a distance, of the side searched */
    uint32_t *next;    /* of the side searched: where to go on in the list */
    uint32_t *stale;   /* of households: pairs that were looked at too early, by their ceiling */
    uint32_t *settled; /* nodes that are as near as they will be, of the side searched */
    uint32_t *lent;    /* nodes whose list is only for this search */
    size_t reached_count, settled_count, lent_count;
    struct assign_edge *spare[32]; /* storage of lists that moved, by power of two */
};

/* Prices 0, nobody matched, lists empty, limits ASSIGN_UNKNOWN. */
void assign_make(struct arena *arena, uint32_t households, uint32_t rooms, struct assign *out);

/* Adds a pair to the list of one of its ends. */
void assign_list_add(struct assign *assign, unsigned side, uint32_t node, struct assign_edge edge);

/* Takes the pair with that other end out; it must be there. */
void assign_list_drop(struct assign *assign, unsigned side, uint32_t node, uint32_t to);

/* For grow(): the list now holds all that can matter in this search, pairs whose ends come nearer
 * by them. After the search it is emptied. */
void assign_lend_list(struct assign *assign, unsigned side, uint32_t node);

/* Heals a free node: afterwards it is matched or its price is 0. Prices of its own side fall, those
 * of the other rise. */
void assign_search(struct assign *assign, unsigned side, uint32_t source);

/* From nothing to the optimum: begins the lists of these households, which should come from the
 * heaviest to the lightest, and heals them all. */
void assign_heal_all(struct assign *assign, const uint32_t *households, size_t count);

#endif
