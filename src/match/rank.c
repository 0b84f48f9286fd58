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
    size_t count;
};

/* One question while it is being answered. */
struct scan {
    struct arena *arena;
    const struct match_world *world;
    const struct match_household *household;
    const struct match_weights *weights;
    uint32_t near_rules;
    struct match_check *kind_checks;
    struct match_score *kind_scores; /* with the terms of the household itself */
    uint32_t *kind_refused;          /* unsuitable rooms of each kind */
    uint32_t *kind_asked;            /* rooms on a list that shows questions, of each kind */
    struct match_score *house_scores;
    uint32_t house_score_count;
    const struct match_taken *own, *own_end; /* rooms that her household holds or lives in */
    struct picks suitable, to_ask, near;
    struct match_answer answer;
};

enum place { SUITABLE, TO_ASK, NEAR, UNSUITABLE, WITHHELD };

static enum place place_of(const struct scan *scan, struct match_check check)
{
    uint32_t told = check.fails & ~MATCH_SECRET_RULES;
    enum place place = UNSUITABLE;
    if (told == 0)
        place = check.asks == 0 ? SUITABLE : TO_ASK;
    else if ((told & (told - 1)) == 0 && (told & scan->near_rules) && check.asks == 0)
        place = NEAR;
    return place != UNSUITABLE && told != check.fails ? WITHHELD : place;
}

static void count_bits(uint32_t *counts, uint32_t bits, uint32_t rooms)
{
    for (; bits; bits &= bits - 1)
        counts[__builtin_ctz(bits)] += rooms;
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

/* Her own hold or room is judged by itself: it is not like others of its kind. The counts are
 * kept by kind, so the difference is put right at once. */
static struct match_check check_own(struct scan *scan, uint32_t position)
{
    scan->own++;
    return match_check_room(scan->household,
                            &scan->world->facts.rooms[scan->world->rooms[position]]);
}

/* A house as its rooms are looked at. */
struct house_scan {
    const struct match_house *house;
    struct match_check check;
    bool is_scored;
    uint32_t refused, asked;
};

static void pick_room(struct scan *scan, struct house_scan *of, struct picks *picks,
                      struct pick pick)
{
    if (!of->is_scored) {
        of->is_scored = true;
        match_score_house(scan->household, of->house, scan->weights,
                          &scan->house_scores[scan->house_score_count++]);
    }
    pick.house_score = scan->house_score_count - 1;
    pick.total = scan->house_scores[pick.house_score].total +
                 scan->kind_scores[scan->world->kind_of[pick.position]].total;
    picks->at[picks->count++] = pick;
}

static void withhold(struct match_answer *answer, uint32_t fails)
{
    if (fails & MATCH_BIT(MATCH_RULE_AREA))
        answer->withheld_by_area++;
    else
        answer->withheld_by_conflict++;
}

static void scan_room(struct scan *scan, struct house_scan *of, uint32_t position)
{
    uint32_t kind = scan->world->kind_of[position];
    bool is_own = scan->own < scan->own_end && scan->own->position == position;
    struct match_check room = is_own ? check_own(scan, position) : scan->kind_checks[kind];
    struct match_check check = {of->check.fails | room.fails, of->check.asks | room.asks};
    enum place place = place_of(scan, check);
    if (place == WITHHELD) {
        withhold(&scan->answer, check.fails);
        return;
    }
    struct pick pick = {.position = position, .fails = check.fails, .asks = check.asks};
    if (place == SUITABLE)
        pick_room(scan, of, &scan->suitable, pick);
    else if (place == TO_ASK)
        pick_room(scan, of, &scan->to_ask, pick);
    else if (place == NEAR)
        pick_room(scan, of, &scan->near, pick);
    bool is_refused = place == NEAR || place == UNSUITABLE;
    of->asked++;
    of->refused += is_refused;
    if (is_refused)
        scan->answer.unsuitable[scan->answer.unsuitable_count++] = (struct match_refusal){
            scan->world->rooms[position], check.fails & ~MATCH_SECRET_RULES, check.asks};
    if (is_own) {
        count_bits(scan->answer.ask_counts, room.asks, 1);
        count_bits(scan->answer.fail_counts, room.fails, is_refused);
    } else {
        scan->kind_asked[kind]++;
        scan->kind_refused[kind] += is_refused;
    }
}

static void scan_house(struct scan *scan, size_t number)
{
    const struct match_world *world = scan->world;
    struct house_scan of = {.house = &world->facts.houses[world->houses[number]]};
    of.check = match_check_house(scan->household, of.house);
    for (uint32_t position = world->first[number]; position < world->first[number + 1]; position++)
        scan_room(scan, &of, position);
    count_bits(scan->answer.fail_counts, of.check.fails & ~MATCH_SECRET_RULES, of.refused);
    count_bits(scan->answer.ask_counts, of.check.asks, of.asked);
}

static void count_kinds(struct scan *scan)
{
    for (size_t i = 0; i < scan->world->kind_count; i++) {
        count_bits(scan->answer.fail_counts, scan->kind_checks[i].fails, scan->kind_refused[i]);
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

/* How many suitable rooms stand before this one. */
static uint32_t rank_of(const struct picks *suitable, const struct pick *pick)
{
    size_t low = 0, high = suitable->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct pick *other = &suitable->at[middle];
        if (other->total > pick->total ||
            (other->total == pick->total && other->position < pick->position))
            low = middle + 1;
        else
            high = middle;
    }
    return (uint32_t)low + 1;
}

static struct match_fits fits_of(const struct scan *scan, const struct picks *picks)
{
    struct match_fits fits = {ARENA_MANY(scan->arena, struct match_fit, picks->count),
                              picks->count};
    for (size_t i = 0; i < picks->count; i++) {
        const struct pick *pick = &picks->at[i];
        fits.at[i] = (struct match_fit){
            .index = scan->world->rooms[pick->position],
            .fails = pick->fails,
            .asks = pick->asks,
            .rank = rank_of(&scan->suitable, pick),
            .score = score_of(scan, pick),
        };
    }
    return fits;
}

static uint32_t near_rules(void)
{
    uint32_t bits = 0;
    for (size_t i = 0; i < MATCH_RULES; i++)
        if (match_rules[i].is_near_miss)
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
        .near_rules = near_rules(),
        .house_scores = ARENA_MANY(arena, struct match_score, world->facts.house_count),
        .suitable = {ARENA_MANY(arena, struct pick, rooms), 0},
        .to_ask = {ARENA_MANY(arena, struct pick, rooms), 0},
        .near = {ARENA_MANY(arena, struct pick, rooms), 0},
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
