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
        /* the old place begins with the next spare one of its size */
        memcpy(list->at, &assign->spare[bits - 1], sizeof(at));
        assign->spare[bits - 1] = list->at;
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
        assign->sides[side].lists[node].count = 0;
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
    int32_t beyond;   /* 0: one end is enough; 1: all ends of that cost are wanted */
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
        if (at >= other->distance || at >= search->best + search->beyond)
            continue;
        reach(search, node, edge->to, at, distance);
        if (search->best == distance && !search->beyond)
            return;
    }
    assign->next[node] = i;
    if (rest < begin && rest < search->best + search->beyond)
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
    if (distance < search->best + search->beyond)
        look_at(search, mate, distance);
}

static void spread(struct search *search)
{
    struct assign *assign = search->assign;
    int32_t distance = 0;
    for (;;) {
        while (search->now_count > 0 && distance < search->best + search->beyond)
            settle(search, assign->now[--search->now_count]);
        if (assign->heap.count == 0 ||
            (int32_t)(assign->heap.at[0] >> 32) >= search->best + search->beyond)
            return;
        uint64_t key = pop(&assign->heap);
        uint32_t node = (uint32_t)key;
        distance = (int32_t)(key >> 32);
        if (node & GROWS) {
            node &= ~GROWS;
            if (assign->next[node] == assign->sides[search->side].lists[node].count) {
                assign->distance = distance;
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

static struct search search_begin(struct assign *assign, unsigned side, const uint32_t *sources,
                                  size_t count, bool wants_all)
{
    struct search search = {.assign = assign,
                            .side = side,
                            .own = assign->sides[side].nodes,
                            .other = assign->sides[!side].nodes,
                            .best = INT32_MAX - 1,
                            .is_end_own = true,
                            .beyond = wants_all};
    assign->heap.count = assign->reached_count = assign->settled_count = 0;
    for (size_t i = 0; i < count; i++) {
        must(search.own[sources[i]].mate == ASSIGN_NONE);
        if (search.own[sources[i]].price < search.best) {
            search.best = search.own[sources[i]].price;
            search.end = sources[i];
        }
    }
    for (size_t i = 0; i < count && search.best + search.beyond > 0; i++)
        look_at(&search, sources[i], 0);
    spread(&search);
    for (size_t i = 0; i < count; i++)
        search.own[sources[i]].price -= search.best;
    change_prices(&search);
    take_lists_back(assign, side);
    return search;
}

static void search_end(struct search *search)
{
    for (size_t i = 0; i < search->assign->reached_count; i++)
        search->other[search->assign->reached[i]].distance = INT32_MAX;
}

void assign_search(struct assign *assign, unsigned side, uint32_t source)
{
    struct search search = search_begin(assign, side, &source, 1, false);
    change_mates(&search, source);
    search_end(&search);
}

/* ---- many at once ---- */

/* Leads a source to an end over pairs that weigh just what their prices sum to. Each node of the
 * other side is tried once a round: distance 0 says that it was. The way stands in now[]. */
static bool lead(struct search *search, uint32_t source)
{
    struct assign *assign = search->assign;
    uint32_t *way = assign->now;
    size_t length = 0;
    uint32_t node = source;
    for (;;) {
        const struct assign_list *list = &assign->sides[search->side].lists[node];
        int32_t price = search->own[node].price;
        uint32_t *next = &assign->next[node], found = ASSIGN_NONE;
        while (*next < list->count && list->at[*next].ceiling >= price && found == ASSIGN_NONE) {
            const struct assign_edge *edge = &list->at[(*next)++];
            struct assign_node *other = &search->other[edge->to];
            if (other->distance != 0 && edge->weight - other->price == price)
                found = edge->to;
        }
        if (found == ASSIGN_NONE) {
            if (length == 0)
                return false;
            node = search->other[way[--length]].from;
            continue;
        }
        struct assign_node *other = &search->other[found];
        if (other->distance == INT32_MAX)
            assign->reached[assign->reached_count++] = found;
        other->distance = 0;
        other->from = node;
        uint32_t mate = other->mate;
        if (mate == ASSIGN_NONE || search->own[mate].price == 0) {
            search->is_end_own = mate != ASSIGN_NONE;
            search->end = search->is_end_own ? mate : found;
            change_mates(search, source);
            return true;
        }
        way[length++] = found;
        node = mate;
    }
}

/* A round is worth its while when it heals one source for so many nodes looked at. */
enum { NODES_A_SOURCE = 400 };

/* Heals many free nodes at once, as long as it pays: from all of them one search finds the nearest
 * ends and shifts all prices, then as many as can are led to ends at no further cost. Those that
 * are not healed are left in sources[], in their order; returns how many. */
static size_t search_all(struct assign *assign, unsigned side, uint32_t *sources, size_t count)
{
    for (size_t before = 0; count > 0;) {
        struct search search = search_begin(assign, side, sources, count, true);
        size_t looked = assign->reached_count + count;
        search_end(&search);
        assign->reached_count = 0;
        memset(assign->next, 0, assign->sides[side].count * sizeof(*assign->next));
        before = count;
        count = 0;
        for (size_t i = 0; i < before; i++)
            if (search.own[sources[i]].price > 0 && !lead(&search, sources[i]))
                sources[count++] = sources[i];
        search_end(&search);
        if ((before - count) * NODES_A_SOURCE < looked)
            break;
    }
    return count;
}

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

/* Those who cannot have a free room at once wait until all came, and are then healed many at a
 * time. Who is left is searched for alone, from the heaviest to the lightest: whoever comes later is
 * mostly the one to leave, and a search that ends with its own source ends soon. */
void assign_heal_all(struct assign *assign, uint32_t *households, size_t count)
{
    size_t left = 0;
    for (size_t i = 0; i < count; i++) {
        assign->grow(assign->with, assign, 0, households[i]);
        if (!place(assign, households[i]))
            households[left++] = households[i];
    }
    left = search_all(assign, 0, households, left);
    for (size_t i = 0; i < left; i++) {
        /* prices have risen since it came: it may ask for less */
        assign->sides[0].limits[households[i]] = ASSIGN_UNKNOWN;
        assign->grow(assign->with, assign, 0, households[i]);
        if (!place(assign, households[i]))
            assign_search(assign, 0, households[i]);
    }
}
