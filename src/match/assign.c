#include "match/assign.h"

#include <stdlib.h>
#include <string.h>

/* In the heap: a node whose list ends at that distance, as opposed to a node that is reached. */
#define ENDS UINT32_C(0x80000000)

static void make_side(struct arena *arena, uint32_t count, struct assign_side *side)
{
    must(count < ENDS);
    size_t full = ((size_t)count + 63) / 64 * 64;
    side->count = count;
    side->price = ARENA_MANY(arena, int32_t, full);
    side->distance = ARENA_MANY(arena, int32_t, full);
    side->mate = ARENA_MANY(arena, uint32_t, full);
    side->from = ARENA_MANY(arena, uint32_t, full);
    for (size_t i = 0; i < full; i++) {
        side->distance[i] = INT32_MAX;
        side->mate[i] = ASSIGN_NONE;
    }
}

void assign_make(struct arena *arena, uint32_t households, uint32_t rooms,
                 struct assign_source source, struct assign *out)
{
    *out = (struct assign){.arena = arena, .source = source};
    make_side(arena, households, &out->sides[0]);
    make_side(arena, rooms, &out->sides[1]);
    uint32_t most = households > rooms ? households : rooms;
    out->lists[0] = ARENA_MANY(arena, struct assign_list, households);
    out->now = ARENA_MANY(arena, uint32_t, most);
    out->reached = ARENA_MANY(arena, uint32_t, most);
    out->settled = ARENA_MANY(arena, uint32_t, most);
    out->heap.room = 1024;
    out->heap.at = ARENA_MANY(arena, uint64_t, out->heap.room);
}

void assign_close(struct assign *assign, unsigned side, uint32_t node)
{
    must(assign->sides[side].mate[node] == ASSIGN_NONE);
    assign->sides[side].price[node] = ASSIGN_WEIGHT_MAX;
}

bool assign_is_closed(const struct assign *assign, unsigned side, uint32_t node)
{
    return assign->sides[side].price[node] == ASSIGN_WEIGHT_MAX;
}

static void widen(struct assign *assign, struct assign_list *list, size_t count)
{
    uint32_t room = list->room == 0 ? 64 : list->room;
    while (room < count)
        room *= 2;
    if (room == list->room)
        return;
    struct assign_edge *wider = ARENA_MANY(assign->arena, struct assign_edge, room);
    if (list->count > 0)
        memcpy(wider, list->at, list->count * sizeof(*wider));
    list->at = wider;
    list->room = room;
}

void assign_list_set(struct assign *assign, unsigned side, uint32_t node,
                     struct assign_edges edges, int32_t limit)
{
    struct assign_list *list = &assign->lists[side][node];
    list->count = list->stale = list->ends = 0;
    list->limit = limit;
    list->fallen = assign->fallen[side];
    if (edges.count == 0)
        return;
    widen(assign, list, edges.count);
    memcpy(list->at, edges.at, edges.count * sizeof(*list->at));
    list->count = (uint32_t)edges.count;
}

void assign_list_add(struct assign *assign, uint32_t household, struct assign_edge edge)
{
    struct assign_list *list = &assign->lists[0][household];
    widen(assign, list, (size_t)list->count + 1);
    list->at[list->count++] = edge;
}

/* How much more than it says a list may be worth now. */
static int32_t slack_of(const struct assign *assign, unsigned side, const struct assign_list *list)
{
    int64_t slack = assign->fallen[side] - list->fallen;
    return slack < ASSIGN_WEIGHT_MAX ? (int32_t)slack : ASSIGN_WEIGHT_MAX;
}

/* Into its place by what it is worth now; a list adds its slack itself. */
void assign_list_tell(struct assign *assign, uint32_t household, uint32_t room, int32_t weight)
{
    struct assign_list *list = &assign->lists[0][household];
    int32_t ceiling = weight - assign->sides[1].price[room] - slack_of(assign, 0, list);
    if (ceiling <= list->limit)
        return;
    assign_list_add(assign, household, (struct assign_edge){0});
    uint32_t at = list->count - 1;
    for (; at > 0 && list->at[at - 1].ceiling < ceiling; at--)
        list->at[at] = list->at[at - 1];
    list->at[at] = (struct assign_edge){room, weight, ceiling};
}

static void forget_lists(struct assign *assign, unsigned side)
{
    for (uint32_t i = 0; i < assign->sides[side].count; i++)
        assign_list_set(assign, side, i, (struct assign_edges){0}, ASSIGN_WEIGHT_MAX);
}

void assign_forget_lists(struct assign *assign)
{
    forget_lists(assign, 0);
}

void assign_list_rooms(struct assign *assign)
{
    assign->lists[1] = ARENA_MANY(assign->arena, struct assign_list, assign->sides[1].count);
    forget_lists(assign, 1);
}

void assign_drop_rooms_lists(struct assign *assign)
{
    assign->lists[1] = NULL;
}

bool assign_is_unhealed(const struct assign *assign, unsigned side, uint32_t node)
{
    const struct assign_side *own = &assign->sides[side];
    return own->mate[node] == ASSIGN_NONE && own->price[node] > 0 &&
           !assign_is_closed(assign, side, node);
}

uint32_t assign_part(struct assign *assign, unsigned side, uint32_t node)
{
    uint32_t mate = assign->sides[side].mate[node];
    if (mate != ASSIGN_NONE)
        assign->sides[side].mate[node] = assign->sides[!side].mate[mate] = ASSIGN_NONE;
    return mate;
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
    struct assign_side *own, *other;
    int32_t best;    /* cost of the cheapest end so far */
    uint32_t end;    /* that end */
    bool is_end_own; /* left without a mate */
    size_t now_count;
};

/* The pair leads to the other end at this distance. */
static void reach(struct search *search, uint32_t node, uint32_t to, int32_t at, int32_t distance)
{
    struct assign *assign = search->assign;
    struct assign_side *other = search->other;
    if (other->distance[to] == INT32_MAX)
        assign->reached[assign->reached_count++] = to;
    other->distance[to] = at;
    other->from[to] = node;
    if (other->mate[to] == ASSIGN_NONE) {
        search->best = at;
        search->end = to;
        search->is_end_own = false;
    } else if (at == distance) {
        assign->now[search->now_count++] = to;
    } else {
        push(assign, at, to);
    }
}

/* Goes through all pairs of a node, begun at the price it has and its own distance. */
static void look_at_all(struct search *search, uint32_t node, int32_t begin, int32_t distance)
{
    const struct assign_source *source = &search->assign->source;
    struct assign_edges finds = source->nearer(source->with, search->assign, search->side, node,
                                               begin, search->best);
    for (size_t i = 0; i < finds.count && search->best > distance; i++) {
        uint32_t to = finds.at[i].to;
        int32_t at = begin + search->other->price[to] - finds.at[i].weight;
        if (at < search->best)
            reach(search, node, to, at, distance);
    }
}

/* Goes on through a household's list as far as the distance that the search has come to; the heap
 * remembers where the rest would begin. */
static void look_on(struct search *search, uint32_t node, int32_t begin, int32_t distance)
{
    struct assign *assign = search->assign;
    struct assign_list *list = &assign->lists[search->side][node];
    const int32_t slack = slack_of(assign, search->side, list);
    int32_t rest = begin - slack - list->limit;
    uint32_t i = list->next;
    for (; i < list->count; i++) {
        const struct assign_edge *edge = &list->at[i];
        if (begin - slack - edge->ceiling > distance) {
            rest = begin - slack - edge->ceiling;
            break;
        }
        int32_t at = begin + search->other->price[edge->to] - edge->weight;
        list->stale += at > distance;
        if (at >= search->other->distance[edge->to] || at >= search->best)
            continue;
        reach(search, node, edge->to, at, distance);
        if (search->best == distance)
            return;
    }
    list->next = i;
    if ((i < list->count || list->limit + slack > 0) && rest < search->best)
        push(assign, rest > distance ? rest : distance, node | ENDS);
}

static int by_ceiling(const void *a, const void *b)
{
    const struct assign_edge *left = a, *right = b;
    if (left->ceiling != right->ceiling)
        return left->ceiling > right->ceiling ? -1 : 1;
    return (left->to > right->to) - (left->to < right->to);
}

/* Prices of the other side have changed: puts the list in order at those of now. What has come
 * under the limit is as good as not stored. */
static void freshen(struct search *search, struct assign_list *list)
{
    uint32_t kept = 0;
    list->limit += slack_of(search->assign, search->side, list);
    list->fallen = search->assign->fallen[search->side];
    for (uint32_t i = 0; i < list->count; i++) {
        struct assign_edge edge = list->at[i];
        edge.ceiling = edge.weight - search->other->price[edge.to];
        if (edge.ceiling <= list->limit)
            continue;
        uint32_t at = kept++;
        for (; at > 0 && by_ceiling(&list->at[at - 1], &edge) > 0; at--)
            list->at[at] = list->at[at - 1];
        list->at[at] = edge;
    }
    list->count = kept;
    list->stale = 0;
}

static void look_at(struct search *search, uint32_t node, int32_t distance)
{
    int32_t begin = distance + search->own->price[node];
    if (search->assign->lists[search->side] == NULL) {
        look_at_all(search, node, begin, distance);
        return;
    }
    struct assign_list *list = &search->assign->lists[search->side][node];
    if (list->stale > list->count)
        freshen(search, list);
    list->next = 0;
    look_on(search, node, begin, distance);
}

static int32_t distance_of(const struct search *search, uint32_t node)
{
    uint32_t mate = search->own->mate[node];
    return mate == ASSIGN_NONE ? 0 : search->other->distance[mate];
}

/* The search has come to what a list leaves out: all pairs are looked at, so that it does come
 * further. A list to which that happens again and again is made anew at the prices of now. */
enum { ENDS_MOST = 3 };

static void look_past(struct search *search, uint32_t node, int32_t distance)
{
    struct assign *assign = search->assign;
    struct assign_list *list = &assign->lists[search->side][node];
    int32_t begin = distance_of(search, node) + search->own->price[node];
    if (list->next < list->count) {
        look_on(search, node, begin, distance);
    } else if (++list->ends < ENDS_MOST) {
        look_at_all(search, node, begin, distance);
    } else {
        assign->source.list(assign->source.with, assign, search->side, node);
        list->next = 0;
        look_on(search, node, begin, distance);
    }
}

/* The node of the other side is as near as it will ever be: on to its mate. */
static void settle(struct search *search, uint32_t node)
{
    struct assign *assign = search->assign;
    assign->settled[assign->settled_count++] = node;
    uint32_t mate = search->other->mate[node];
    int32_t distance = search->other->distance[node];
    if (distance + search->own->price[mate] < search->best) {
        search->best = distance + search->own->price[mate];
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
        if (assign->heap.count == 0 || (int32_t)(assign->heap.at[0] >> 32) >= search->best)
            return;
        uint64_t key = pop(&assign->heap);
        uint32_t node = (uint32_t)key;
        distance = (int32_t)(key >> 32);
        if (node & ENDS)
            look_past(search, node & ~ENDS, distance);
        else if (search->other->distance[node] == distance)
            settle(search, node);
    }
}

static void change_prices(struct search *search)
{
    const struct assign *assign = search->assign;
    for (size_t i = 0; i < assign->settled_count; i++) {
        uint32_t node = assign->settled[i];
        int32_t rise = search->best - search->other->distance[node];
        if (rise <= 0)
            continue;
        search->other->price[node] += rise;
        search->own->price[search->other->mate[node]] -= rise;
    }
}

/* Along the way back from the end to the source everybody takes the mate found. */
static void change_mates(struct search *search, uint32_t source)
{
    uint32_t free = search->end;
    if (search->is_end_own) {
        if (search->end == source)
            return;
        free = search->own->mate[search->end];
        search->own->mate[search->end] = ASSIGN_NONE;
    }
    for (uint32_t taker = ASSIGN_NONE; taker != source;) {
        taker = search->other->from[free];
        uint32_t left = search->own->mate[taker];
        search->other->mate[free] = taker;
        search->own->mate[taker] = free;
        free = left;
    }
}

void assign_search(struct assign *assign, unsigned side, uint32_t source)
{
    struct search search = {.assign = assign,
                            .side = side,
                            .own = &assign->sides[side],
                            .other = &assign->sides[!side],
                            .best = assign->sides[side].price[source],
                            .end = source,
                            .is_end_own = true};
    must(search.own->mate[source] == ASSIGN_NONE);
    assign->heap.count = assign->reached_count = assign->settled_count = 0;
    if (search.best > 0)
        look_at(&search, source, 0);
    spread(&search);
    search.own->price[source] -= search.best;
    assign->fallen[!side] += search.best; /* nobody's falls by more than the source's */
    change_prices(&search);
    change_mates(&search, source);
    for (size_t i = 0; i < assign->reached_count; i++)
        search.other->distance[assign->reached[i]] = INT32_MAX;
}

/* ---- from nothing ---- */

/* The price that just keeps all pairs of a household within their sum, and the pair that asks for
 * it; a free room first. */
static int32_t price_asked(const struct assign *assign, uint32_t household, uint32_t *out_room)
{
    const struct assign_list *list = &assign->lists[0][household];
    const struct assign_side *rooms = &assign->sides[1];
    int32_t most = 0;
    *out_room = ASSIGN_NONE;
    for (uint32_t i = 0; i < list->count; i++) {
        uint32_t room = list->at[i].to;
        int32_t value = list->at[i].weight - rooms->price[room];
        bool is_free = rooms->mate[room] == ASSIGN_NONE;
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
    int32_t price = price_asked(assign, household, &room);
    assign->sides[0].price[household] = price;
    if (price == 0)
        return true;
    if (assign->sides[1].mate[room] != ASSIGN_NONE)
        return false;
    assign->sides[1].mate[room] = household;
    assign->sides[0].mate[household] = room;
    return true;
}

void assign_heal_all(struct assign *assign, const uint32_t *households, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (assign_is_closed(assign, 0, households[i]))
            continue;
        if (assign->source.list)
            assign->source.list(assign->source.with, assign, 0, households[i]);
        if (!place(assign, households[i]))
            assign_search(assign, 0, households[i]);
    }
}
