#include "match/match.h"

#include <string.h>

#include "match/world.h"

/* A room that goes on one of the lists with a score. */
struct pick {
    uint32_t position;
    uint32_t fails, asks;
    int32_t total;
    uint32_t house_score; /* index into scan.house_scores */
};

struct picks {
    struct pick *at;
    size_t count, room;
};

/* One question while it is being answered. */
struct scan {
    struct arena *arena;
    const struct match_world *world;
    const struct match_household *household;
    const struct match_weights *weights;
    uint32_t final_rules; /* a room that fails by one of these is unsuitable, whatever else */
    struct match_check *kind_checks;
    struct match_score *kind_scores; /* with the terms of the household itself */
    uint32_t *kind_refused;          /* unsuitable rooms of each kind */
    uint32_t *kind_asked;            /* rooms on a list that shows questions, of each kind */
    struct match_score *house_scores; /* of the houses with a room on a list */
    size_t house_score_count, house_score_room;
    const struct match_taken *own, *own_end; /* rooms that her household holds or lives in */
    struct picks suitable, to_ask, near;
    struct match_answer answer;
};

enum place { SUITABLE, TO_ASK, NEAR, UNSUITABLE, WITHHELD };

static enum place place_of(const struct scan *scan, struct match_check check)
{
    if (check.fails & scan->final_rules)
        return UNSUITABLE;
    uint32_t told = check.fails & ~MATCH_SECRET_RULES;
    enum place place = UNSUITABLE;
    if (told == 0)
        place = check.asks == 0 ? SUITABLE : TO_ASK;
    else if ((told & (told - 1)) == 0 && check.asks == 0)
        place = NEAR; /* a single rule, and none of the final ones */
    return place != UNSUITABLE && told != check.fails ? WITHHELD : place;
}

static void count_bits(uint32_t *counts, uint32_t bits, uint32_t rooms)
{
    for (; bits; bits &= bits - 1)
        counts[__builtin_ctz(bits)] += rooms;
}

/* Lists grow with what is put on them: most rooms go on none, and memory never touched costs
 * nothing. Makes room for one more item. */
static void *grown(struct arena *arena, void *items, size_t count, size_t *room, size_t size)
{
    if (count < *room)
        return items;
    *room = *room == 0 ? 32 : 2 * *room;
    void *bigger = arena_take_many(arena, *room, size);
    if (count > 0)
        memcpy(bigger, items, count * size);
    return bigger;
}

static void prepare_kinds(struct scan *scan)
{
    size_t count = scan->world->kind_count;
    scan->kind_checks = ARENA_MANY(scan->arena, struct match_check, count);
    scan->kind_scores = ARENA_MANY(scan->arena, struct match_score, count);
    scan->kind_refused = ARENA_MANY(scan->arena, uint32_t, count);
    scan->kind_asked = ARENA_MANY(scan->arena, uint32_t, count);
    struct match_score of_household = {0};
    match_score_household(scan->household, scan->weights, &of_household);
    for (size_t i = 0; i < count; i++) {
        const struct match_room *kind = &scan->world->kinds[i];
        scan->kind_checks[i] = match_check_room(scan->household, kind);
        scan->kind_scores[i] = of_household;
        match_score_room(scan->household, kind, scan->weights, &scan->kind_scores[i]);
    }
}

static void find_own(struct scan *scan)
{
    const struct match_taken *taken = scan->world->taken;
    size_t low = 0, high = scan->household->key == 0 ? 0 : scan->world->taken_count;
    size_t end = high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (taken[middle].key < scan->household->key)
            low = middle + 1;
        else
            high = middle;
    }
    scan->own = scan->own_end = taken + low;
    while (scan->own_end < taken + end && scan->own_end->key == scan->household->key)
        scan->own_end++;
}

/* A house as its rooms are looked at. */
struct house_scan {
    const struct match_house *house;
    struct match_check check;
    bool is_scored;
    uint32_t refused, asked;
};

static void score_house(struct scan *scan, struct house_scan *of)
{
    if (of->is_scored)
        return;
    of->is_scored = true;
    scan->house_scores = grown(scan->arena, scan->house_scores, scan->house_score_count,
                               &scan->house_score_room, sizeof(struct match_score));
    struct match_score *score = &scan->house_scores[scan->house_score_count++];
    *score = (struct match_score){0};
    match_score_house(scan->household, of->house, scan->weights, score);
}

static void pick_room(struct scan *scan, struct house_scan *of, struct picks *picks,
                      struct pick pick)
{
    score_house(scan, of);
    pick.house_score = (uint32_t)scan->house_score_count - 1;
    pick.total = scan->house_scores[pick.house_score].total +
                 scan->kind_scores[scan->world->kind_of[pick.position]].total;
    picks->at = grown(scan->arena, picks->at, picks->count, &picks->room, sizeof(pick));
    picks->at[picks->count++] = pick;
}

static void withhold(struct match_answer *answer, uint32_t fails)
{
    if (fails & MATCH_BIT(MATCH_RULE_AREA))
        answer->withheld_by_area++;
    else
        answer->withheld_by_conflict++;
}

static void refuse(struct scan *scan, struct house_scan *of, uint32_t position,
                   struct match_check check)
{
    of->refused++;
    scan->answer.unsuitable[scan->answer.unsuitable_count++] = (struct match_refusal){
        scan->world->rooms[position], check.fails & ~MATCH_SECRET_RULES, check.asks};
}

/* Puts a room in its place; true when it is among the unsuitable. */
static bool place_room(struct scan *scan, struct house_scan *of, uint32_t position,
                       struct match_check check)
{
    enum place place = place_of(scan, check);
    struct pick pick = {.position = position, .fails = check.fails, .asks = check.asks};
    of->asked += place != WITHHELD;
    switch (place) {
    case SUITABLE:
        pick_room(scan, of, &scan->suitable, pick);
        return false;
    case TO_ASK:
        pick_room(scan, of, &scan->to_ask, pick);
        return false;
    case WITHHELD:
        withhold(&scan->answer, check.fails);
        return false;
    case NEAR:
        pick_room(scan, of, &scan->near, pick);
        break;
    case UNSUITABLE:
        break;
    }
    refuse(scan, of, position, check);
    return true;
}

/* Her own hold or room is judged by itself: it is not like others of its kind. */
static void scan_own_room(struct scan *scan, struct house_scan *of, uint32_t position)
{
    scan->own++;
    uint32_t asked_before = of->asked;
    const struct match_room *room = &scan->world->facts.rooms[scan->world->rooms[position]];
    struct match_check check = match_check_room(scan->household, room);
    struct match_check both = {of->check.fails | check.fails, of->check.asks | check.asks};
    bool is_refused = place_room(scan, of, position, both);
    count_bits(scan->answer.fail_counts, check.fails & ~MATCH_SECRET_RULES, is_refused);
    count_bits(scan->answer.ask_counts, check.asks, of->asked - asked_before);
}

static void scan_room(struct scan *scan, struct house_scan *of, uint32_t position)
{
    uint32_t kind = scan->world->kind_of[position];
    struct match_check room = scan->kind_checks[kind];
    struct match_check both = {of->check.fails | room.fails, of->check.asks | room.asks};
    if (both.fails & scan->final_rules) { /* nearly every room: the short way */
        of->asked++;
        refuse(scan, of, position, both);
        scan->kind_refused[kind]++;
        scan->kind_asked[kind]++;
        return;
    }
    uint32_t asked_before = of->asked;
    scan->kind_refused[kind] += place_room(scan, of, position, both);
    scan->kind_asked[kind] += of->asked - asked_before;
}

static void scan_house(struct scan *scan, size_t number)
{
    const struct match_world *world = scan->world;
    struct house_scan of = {.house = &world->houses[number]};
    of.check = match_check_house(scan->household, of.house);
    uint32_t end = world->first[number + 1];
    for (uint32_t position = world->first[number]; position < end; position++)
        if (scan->own < scan->own_end && scan->own->position == position)
            scan_own_room(scan, &of, position);
        else
            scan_room(scan, &of, position);
    count_bits(scan->answer.fail_counts, of.check.fails & ~MATCH_SECRET_RULES, of.refused);
    count_bits(scan->answer.ask_counts, of.check.asks, of.asked);
}

static void count_kinds(struct scan *scan)
{
    for (size_t i = 0; i < scan->world->kind_count; i++) {
        count_bits(scan->answer.fail_counts, scan->kind_checks[i].fails & ~MATCH_SECRET_RULES,
                   scan->kind_refused[i]);
        count_bits(scan->answer.ask_counts, scan->kind_checks[i].asks, scan->kind_asked[i]);
    }
}

/* Best total first; equal totals stay in the order of positions. A radix sort, byte by byte of
 * the distance from the best, keeps equals in order and does not care how many there are. */
static void sort_picks(struct arena *arena, struct picks *picks)
{
    if (picks->count < 2)
        return;
    int32_t best = picks->at[0].total, worst = best;
    for (size_t i = 1; i < picks->count; i++) {
        int32_t total = picks->at[i].total;
        best = total > best ? total : best;
        worst = total < worst ? total : worst;
    }
    struct pick *from = picks->at, *to = ARENA_MANY(arena, struct pick, picks->count);
    for (unsigned shift = 0; shift < 32 && (uint32_t)(best - worst) >> shift; shift += 8) {
        size_t starts[257] = {0};
        for (size_t i = 0; i < picks->count; i++)
            starts[((uint32_t)(best - from[i].total) >> shift & 255) + 1]++;
        for (size_t i = 1; i < 257; i++)
            starts[i] += starts[i - 1];
        for (size_t i = 0; i < picks->count; i++)
            to[starts[(uint32_t)(best - from[i].total) >> shift & 255]++] = from[i];
        struct pick *swapped = from;
        from = to;
        to = swapped;
    }
    picks->at = from;
}

static struct match_score score_of(const struct scan *scan, const struct pick *pick)
{
    struct match_score score = scan->house_scores[pick->house_score];
    const struct match_score *rest = &scan->kind_scores[scan->world->kind_of[pick->position]];
    score.total += rest->total;
    for (size_t i = 0; i < MATCH_TERMS; i++)
        score.terms[i] += rest->terms[i];
    return score;
}

static bool is_before(const struct pick *a, const struct pick *b)
{
    return a->total > b->total || (a->total == b->total && a->position < b->position);
}

/* Both lists are sorted: the rank is one more than the suitable rooms gone past. */
static struct match_fits fits_of(const struct scan *scan, const struct picks *picks)
{
    struct match_fits fits = {ARENA_MANY(scan->arena, struct match_fit, picks->count),
                              picks->count};
    const struct picks *suitable = &scan->suitable;
    uint32_t before = 0;
    for (size_t i = 0; i < picks->count; i++) {
        const struct pick *pick = &picks->at[i];
        while (before < suitable->count && is_before(&suitable->at[before], pick))
            before++;
        fits.at[i] = (struct match_fit){
            .index = scan->world->rooms[pick->position],
            .fails = pick->fails,
            .asks = pick->asks,
            .rank = before + 1,
            .score = score_of(scan, pick),
        };
    }
    return fits;
}

static uint32_t final_rules(void)
{
    uint32_t bits = 0;
    for (size_t i = 0; i < MATCH_RULES; i++)
        if (!match_rules[i].is_near_miss && !match_rules[i].is_secret)
            bits |= MATCH_BIT(i);
    return bits;
}

struct match_answer match_rank(struct arena *arena, const struct match_world *world,
                               const struct match_household *household,
                               const struct match_weights *weights)
{
    size_t rooms = world->facts.room_count;
    struct scan scan = {
        .arena = arena,
        .world = world,
        .household = household,
        .weights = weights,
        .final_rules = final_rules(),
        .answer = {.unsuitable = ARENA_MANY(arena, struct match_refusal, rooms),
                   .room_count = rooms},
    };
    prepare_kinds(&scan);
    find_own(&scan);
    for (size_t i = 0; i < world->facts.house_count; i++)
        scan_house(&scan, i);
    count_kinds(&scan);
    sort_picks(arena, &scan.suitable);
    sort_picks(arena, &scan.to_ask);
    sort_picks(arena, &scan.near);
    scan.answer.suitable = fits_of(&scan, &scan.suitable);
    scan.answer.to_ask = fits_of(&scan, &scan.to_ask);
    scan.answer.near = fits_of(&scan, &scan.near);
    return scan.answer;
}
