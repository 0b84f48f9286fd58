#include "match/assign.h"

#include <stdlib.h>
#include <string.h>

/* In the heap: a node whose list ends at that distance, as opposed to a node that is reached. */
#define GROWS UINT32_C(0x80000000)

static void make_side(struct arena *arena, uint32_t count, struct assign_side *side)
{
    must(count < GROWS);
    side->count = count;
    side->nodes = ARENA_MANY(arena, struct assign_node, count);
    side->lists = ARENA_MANY(arena, struct assign_list, count);
    side->limits = ARENA_MANY(arena, int32_t, count);
    for (uint32_t i = 0; i < count; i++) {
        side->nodes[i] = (struct assign_node){0, INT32_MAX, ASSIGN_NONE, ASSIGN_NONE};
        side->limits[i] = ASSIGN_UNKNOWN;
    }
}

void assign_make(struct arena *arena, uint32_t households, uint32_t rooms, struct assign *out)
{
    *out = (struct assign){.arena = arena};
    make_side(arena, households, &out->sides[0]);
    make_side(arena, rooms, &out->sides[1]);
    uint32_t most = households > rooms ? households : rooms;
    out->now = ARENA_MANY(arena, uint32_t, most);
    out->reached = ARENA_MANY(arena, uint32_t, most);
    out->next = ARENA_MANY(arena, uint32_t, most);
    out->lent = ARENA_MANY(arena, uint32_t, most);
    out->stale = ARENA_MANY(arena, uint32_t, most);
    out->settled = ARENA_MANY(arena, uint32_t, most);
    out->heap.room = 1024;
    out->heap.at = ARENA_MANY(arena, uint64_t, out->heap.room);
}

/* ---- lists ---- */

enum { LIST_BITS_FIRST = 3 };

static unsigned bits_of(uint32_t room)
{
    return (unsigned)__builtin_ctz(room);
}

/* The storage begins with the next spare one of its size. */
static void spare_storage(struct assign *assign, struct assign_list *list)
{
    struct assign_edge **spare = &assign->spare[bits_of(list->room)];
    memcpy(list->at, spare, sizeof(*spare));
    *spare = list->at;
}

static void widen(struct assign *assign, struct assign_list *list)
{
    unsigned bits = list->room == 0 ? LIST_BITS_FIRST : bits_of(list->room) + 1;
    struct assign_edge *at = assign->spare[bits];
    if (at == NULL)
        at = ARENA_MANY(assign->arena, struct assign_edge, (size_t)1 << bits);
    else
        memcpy(&assign->spare[bits], at, sizeof(at));
    if (list->room > 0) {
        memcpy(at, list->at, list->count * sizeof(*at));
        spare_storage(assign, list);
    }
    list->at = at;
    list->room = UINT32_C(1) << bits;
}

void assign_list_add(struct assign *assign, unsigned side, uint32_t node, struct assign_edge edge)
{
    struct assign_list *list = &assign->sides[side].lists[node];
    if (list->count == list->room)
        widen(assign, list);
    list->at[list->count++] = edge;
}

void assign_list_drop(struct assign *assign, unsigned side, uint32_t node, uint32_t to)
{
    struct assign_list *list = &assign->sides[side].lists[node];
    uint32_t i = 0;
    while (i < list->count && list->at[i].to != to)
        i++;
    must(i < list->count);
    list->at[i] = list->at[--list->count];
}

void assign_lend_list(struct assign *assign, unsigned side, uint32_t node)
{
    assign->sides[side].limits[node] = 0;
    assign->lent[assign->lent_count++] = node;
}

/* No pair of a node is better than its price says, so an empty list is right with that limit. */
static void take_lists_back(struct assign *assign, unsigned side)
{
    for (size_t i = 0; i < assign->lent_count; i++) {
        uint32_t node = assign->lent[i];
        struct assign_list *list = &assign->sides[side].lists[node];
        if (list->room > 0)
            spare_storage(assign, list);
        *list = (struct assign_list){0};
        assign->sides[side].limits[node] = assign->sides[side].nodes[node].price;
    }
    assign->lent_count = 0;
}

/* ---- the heap ---- */

static void push(struct assign *assign, int32_t distance, uint32_t node)
{
    struct assign_heap *heap = &assign->heap;
    if (heap->count == heap->room) {
        uint64_t *wider = ARENA_MANY(assign->arena, uint64_t, heap->room * 2);
        memcpy(wider, heap->at, heap->count * sizeof(*wider));
        heap->at = wider;
        heap->room *= 2;
    }
    uint64_t key = (uint64_t)(uint32_t)distance << 32 | node;
    size_t at = heap->count++;
    for (; at > 0 && heap->at[(at - 1) / 4] > key; at = (at - 1) / 4)
        heap->at[at] = heap->at[(at - 1) / 4];
    heap->at[at] = key;
}

static uint64_t pop(struct assign_heap *heap)
{
    uint64_t least = heap->at[0], key = heap->at[--heap->count];
    size_t at = 0;
    for (size_t child = 1; child < heap->count; child = at * 4 + 1) {
        size_t last = child + 4 < heap->count ? child + 4 : heap->count;
        size_t small = child;
        for (size_t i = child + 1; i < last; i++)
            small = heap->at[i] < heap->at[small] ? i : small;
        if (heap->at[small] >= key)
            break;
        heap->at[at] = heap->at[small];
        at = small;
    }
    heap->at[at] = key;
    return least;
}

/* ---- the search ---- */

/* A search walks from the source over any pair to the other side, and back over matched pairs.
 * What it looks for is the cheapest end: a free node of the other side, or a node of its own side
 * that is left without a mate at the cost of its price. */
struct search {
    struct assign *assign;
    unsigned side;
    struct assign_node *own, *other;
    int32_t best;     /* cost of the cheapest end so far */
    uint32_t end;     /* that end */
    bool is_end_own;  /* left without a mate */
    size_t now_count;
};

/* The pair leads to the other end at this distance. */
static void reach(struct search *search, uint32_t node, uint32_t to, int32_t at, int32_t distance)
{
    struct assign *assign = search->assign;
    struct assign_node *other = &search->other[to];
    if (other->distance == INT32_MAX)
        assign->reached[assign->reached_count++] = to;
    other->distance = at;
    other->from = node;
    if (other->mate == ASSIGN_NONE) {
        search->best = at;
        search->end = to;
        search->is_end_own = false;
    } else if (at == distance) {
        assign->now[search->now_count++] = to;
    } else {
        push(assign, at, to);
    }
}

/* Goes on through the list of a node, begun at the price it has and its own distance, as far as
 * the distance that the search has come to; the heap remembers where the rest would begin. */
static void look_on(struct search *search, uint32_t node, int32_t begin, int32_t distance)
{
    struct assign *assign = search->assign;
    const struct assign_list *list = &assign->sides[search->side].lists[node];
    int32_t rest = begin - assign->sides[search->side].limits[node];
    uint32_t i = assign->next[node];
    for (; i < list->count; i++) {
        const struct assign_edge *edge = &list->at[i];
        if (begin - edge->ceiling > distance) {
            rest = begin - edge->ceiling;
            break;
        }
        const struct assign_node *other = &search->other[edge->to];
        int32_t at = begin + other->price - edge->weight;
        assign->stale[node] += at > distance;
        if (at >= other->distance || at >= search->best)
            continue;
        reach(search, node, edge->to, at, distance);
        if (search->best == distance)
            return;
    }
    assign->next[node] = i;
    if (rest < begin && rest < search->best)
        push(assign, rest, node | GROWS);
}

static int by_ceiling(const void *a, const void *b)
{
    const struct assign_edge *left = a, *right = b;
    if (left->ceiling != right->ceiling)
        return left->ceiling > right->ceiling ? -1 : 1;
    return (left->to > right->to) - (left->to < right->to);
}

/* Prices of the other side have risen: puts the list in order at those of now. What has come under
 * the limit is as good as not stored. */
static void freshen(struct search *search, uint32_t node)
{
    struct assign *assign = search->assign;
    struct assign_list *list = &assign->sides[search->side].lists[node];
    const int32_t limit = assign->sides[search->side].limits[node];
    uint32_t kept = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        struct assign_edge edge = list->at[i];
        edge.ceiling = edge.weight - search->other[edge.to].price;
        if (edge.ceiling > limit)
            list->at[kept++] = edge;
    }
    list->count = kept;
    qsort(list->at, list->count, sizeof(*list->at), by_ceiling);
    assign->stale[node] = 0;
}

static void look_at(struct search *search, uint32_t node, int32_t distance)
{
    if (search->assign->stale[node] > search->assign->sides[search->side].lists[node].count)
        freshen(search, node);
    search->assign->next[node] = 0;
    look_on(search, node, distance + search->own[node].price, distance);
}

static int32_t distance_of(const struct search *search, uint32_t node)
{
    uint32_t mate = search->own[node].mate;
    return mate == ASSIGN_NONE ? 0 : search->other[mate].distance;
}

/* The node of the other side is as near as it will ever be: on to its mate. */
static void settle(struct search *search, uint32_t node)
{
    struct assign *assign = search->assign;
    assign->settled[assign->settled_count++] = node;
    uint32_t mate = search->other[node].mate;
    int32_t distance = search->other[node].distance;
    if (distance + search->own[mate].price < search->best) {
        search->best = distance + search->own[mate].price;
        search->end = mate;
        search->is_end_own = true;
    }
    if (distance < search->best)
        look_at(search, mate, distance);
}

static void spread(struct search *search)
{
    struct assign *assign = search->assign;
    int32_t distance = 0;
    for (;;) {
        while (search->now_count > 0 && distance < search->best)
            settle(search, assign->now[--search->now_count]);
        if (assign->heap.count == 0 ||
            (int32_t)(assign->heap.at[0] >> 32) >= search->best)
            return;
        uint64_t key = pop(&assign->heap);
        uint32_t node = (uint32_t)key;
        distance = (int32_t)(key >> 32);
        if (node & GROWS) {
            node &= ~GROWS;
            if (assign->next[node] == assign->sides[search->side].lists[node].count) {
                assign->grow(assign->with, assign, search->side, node);
                assign->next[node] = 0;
            }
            look_on(search, node, distance_of(search, node) + search->own[node].price, distance);
        } else if (search->other[node].distance == distance) {
            settle(search, node);
        }
    }
}

static void change_prices(struct search *search)
{
    struct assign *assign = search->assign;
    for (size_t i = 0; i < assign->settled_count; i++) {
        struct assign_node *node = &search->other[assign->settled[i]];
        int32_t rise = search->best - node->distance;
        if (rise <= 0)
            continue;
        node->price += rise;
        search->own[node->mate].price -= rise;
        if (assign->raise)
            assign->raise(assign->with, !search->side, assign->settled[i], node->price);
    }
}

/* Along the way back from the end to the source everybody takes the mate found. */
static void change_mates(struct search *search, uint32_t source)
{
    uint32_t free = search->end;
    if (search->is_end_own) {
        if (search->end == source)
            return;
        free = search->own[search->end].mate;
        search->own[search->end].mate = ASSIGN_NONE;
    }
    for (uint32_t taker = ASSIGN_NONE; taker != source;) {
        taker = search->other[free].from;
        uint32_t left = search->own[taker].mate;
        search->other[free].mate = taker;
        search->own[taker].mate = free;
        free = left;
    }
}

void assign_search(struct assign *assign, unsigned side, uint32_t source)
{
    struct search search = {.assign = assign,
                            .side = side,
                            .own = assign->sides[side].nodes,
                            .other = assign->sides[!side].nodes,
                            .best = assign->sides[side].nodes[source].price,
                            .end = source,
                            .is_end_own = true};
    must(search.own[source].mate == ASSIGN_NONE);
    assign->heap.count = assign->reached_count = assign->settled_count = 0;
    if (search.best > 0)
        look_at(&search, source, 0);
    spread(&search);
    search.own[source].price -= search.best;
    change_prices(&search);
    take_lists_back(assign, side);
    change_mates(&search, source);
    for (size_t i = 0; i < assign->reached_count; i++)
        search.other[assign->reached[i]].distance = INT32_MAX;
}

/* ---- from nothing ---- */

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

/* Gives a household a free room when that is best at the prices of now; true when it is healed. */
static bool place(struct assign *assign, uint32_t household)
{
    uint32_t room;
    struct assign_node *node = &assign->sides[0].nodes[household];
    node->price = price_asked(assign, household, &room);
    if (node->price == 0)
        return true;
    if (assign->sides[1].nodes[room].mate != ASSIGN_NONE)
        return false;
    assign->sides[1].nodes[room].mate = household;
    node->mate = room;
    return true;
}

/* Whoever comes later is lighter and mostly the one to leave: once there are no more rooms, a
 * search ends with its own source, and ends soon. */
void assign_heal_all(struct assign *assign, const uint32_t *households, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        assign->grow(assign->with, assign, 0, households[i]);
        if (!place(assign, households[i]))
            assign_search(assign, 0, households[i]);
    }
}
