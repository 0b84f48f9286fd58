/* assign.h - the exact assignment of two sides by shortest augmenting paths. Inside match/ only.
 *
 * Side 0 are households, side 1 rooms; the search treats both alike and starts from either. Every
 * node has a price (its dual, 0 or more). Kept at all times: the prices of the two ends of a pair
 * sum to at least its weight; those of a matched pair to just its weight. A node that is free must
 * have price 0 in the end; assign_search() heals one free node that has not, and hurts no other.
 * When all are healed the matching weighs most, and the prices prove it.
 *
 * A pair need not be stored. A node may have a list of its best pairs, with a limit: a pair that
 * is missing from the list weighs no more than the limit and the other end's price, as long as
 * prices of the other side only rise. How far they can have fallen since (by searches from that
 * side) is added to what a list says, so an old list is never wrong, only of less use. A search
 * that gets as far as the limit asks for the other pairs; limit 0 says that there are none of use
 * until a price falls.
 *
 * Bounds: weights up to W need prices up to W and distances up to 3 W; W must be at most
 * ASSIGN_WEIGHT_MAX, so that all of them fit 32 bits. */
#ifndef MATCH_ASSIGN_H
#define MATCH_ASSIGN_H

#include "base/base.h"

#define ASSIGN_NONE UINT32_MAX
#define ASSIGN_WEIGHT_MAX (INT32_MAX / 3)

/* Arrays by node, filled up to a multiple of 64. */
struct assign_side {
    uint32_t count;
    int32_t *price;
    int32_t *distance; /* in a search, of the side searched; else INT32_MAX */
    uint32_t *mate;
    uint32_t *from;    /* in a search, the node that the distance comes from */
};

/* A pair of a node. */
struct assign_edge {
    uint32_t to;
    int32_t weight;
    int32_t ceiling; /* the weight less the other end's price is at most this; a list falls */
};

struct assign_edges {
    const struct assign_edge *at;
    size_t count;
};

struct assign_list {
    struct assign_edge *at;
    uint32_t count, room;
    uint32_t next;   /* in a search: where to go on */
    uint32_t stale;  /* pairs that were looked at too early, by their ceiling */
    uint32_t ends;   /* how often searches came to the limit */
    int32_t limit;
    int64_t fallen;  /* assign.fallen of its side when it was made */
};

struct assign;

/* Where pairs come from that are not stored. list() fills a node's list. nearer() tells all pairs
 * of a node whose other end comes nearer by them (begin + price - weight) than its distance and
 * than best; NULL: lists hold everything. */
struct assign_source {
    void (*list)(void *with, struct assign *assign, unsigned side, uint32_t node);
    struct assign_edges (*nearer)(void *with, struct assign *assign, unsigned side, uint32_t node,
                                  int32_t begin, int32_t best);
    void *with;
};

struct assign_heap {
    uint64_t *at; /* distance, then node */
    size_t count, room;
};

struct assign {
    struct arena *arena;
    struct assign_side sides[2];
    struct assign_list *lists[2]; /* NULL: that side has none, all pairs are looked at */
    struct assign_source source;
    struct assign_heap heap;
    uint32_t *now;     /* nodes at the distance that is being looked at */
    uint32_t *reached; /* nodes with a distance, of the side searched */
    uint32_t *settled; /* nodes that are as near as they will be, of the side searched */
    size_t reached_count, settled_count;
    int64_t fallen[2]; /* how far a price of the other side may have fallen in all searches */
};

/* Prices 0, nobody matched, households' lists empty with limit 0, no lists of rooms. */
void assign_make(struct arena *arena, uint32_t households, uint32_t rooms,
                 struct assign_source source, struct assign *out);

/* Rooms have lists too from now on, each filled when a search needs it. Nobody tells them what is
 * done by hand: before that they are dropped. */
void assign_list_rooms(struct assign *assign);
void assign_drop_rooms_lists(struct assign *assign);

/* A node's list holds these now, the best first; what is missing has at most the limit. */
void assign_list_set(struct assign *assign, unsigned side, uint32_t node,
                     struct assign_edges edges, int32_t limit);
void assign_list_add(struct assign *assign, uint32_t household, struct assign_edge edge);

/* A room's price was lowered by hand: its pair with a household is added to the list if the list
 * would else be wrong. */
void assign_list_tell(struct assign *assign, uint32_t household, uint32_t room, int32_t weight);

/* Weights or prices of rooms are others now: no household's list is to be believed. */
void assign_forget_lists(struct assign *assign);

/* Is the node free at a price, so that a search is still to heal it? */
bool assign_is_unhealed(const struct assign *assign, unsigned side, uint32_t node);

/* Parts a node from its mate and returns who that was; both keep their prices. */
uint32_t assign_part(struct assign *assign, unsigned side, uint32_t node);

/* Nobody takes a free node that is closed: its price is more than any pair of it weighs. */
void assign_close(struct assign *assign, unsigned side, uint32_t node);
bool assign_is_closed(const struct assign *assign, unsigned side, uint32_t node);

/* Heals a free node: afterwards it is matched or its price is 0. Prices of its own side fall, those
 * of the other rise. */
void assign_search(struct assign *assign, unsigned side, uint32_t source);

/* From nothing to the optimum: heals these households. The order matters for nothing but time. */
void assign_heal_all(struct assign *assign, const uint32_t *households, size_t count);

#endif
