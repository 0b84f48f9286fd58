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
    struct match_check *house_checks; /* of each house */
    struct match_check *room_checks;  /* of each kind of room */
    struct match_score *room_scores;  /* with the terms of the household itself */
    bool *is_scored;                  /* kinds of rooms */
    struct match_score of_household;
    struct match_score *house_scores; /* of the houses with a room on a list */
    size_t house_score_count, house_score_room;
    uint32_t scored_house; /* the house of the last of them */
    uint32_t *places;      /* positions that are not plainly unsuitable */
    size_t place_count;
    const struct match_taken *own, *own_end; /* rooms that her household holds or lives in */
    struct picks suitable, to_ask, near;
    struct match_answer answer;
};

static void count_bits(uint32_t *counts, uint32_t bits, uint32_t rooms)
{
    for (; bits; bits &= bits - 1)
        counts[__builtin_ctz(bits)] += rooms;
}

/* All rooms count at first; those that do not belong are taken off again one by one. */
static void count_check(struct scan *scan, struct match_check check, uint32_t rooms)
{
    count_bits(scan->answer.fail_counts, check.fails & ~MATCH_SECRET_RULES, rooms);
    count_bits(scan->answer.ask_counts, check.asks, rooms);
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

/* ---- the rules, once a kind ------------------------------------------------------------------ */

static struct match_check masked(struct match_check check, uint32_t rules)
{
    return (struct match_check){check.fails & rules, check.asks & rules};
}

static struct match_check *check_houses(struct scan *scan, const struct match_kinds *kinds,
                                        const struct match_house *examples, uint32_t rules)
{
    struct match_check *checks = ARENA_MANY(scan->arena, struct match_check, kinds->count);
    for (size_t i = 0; i < kinds->count; i++) {
        checks[i] = masked(match_check_house(scan->household, &examples[i]), rules);
        count_check(scan, checks[i], kinds->rooms[i]);
    }
    return checks;
}

static const struct match_resident *find_resident(const struct match_world *world, int64_t key)
{
    size_t low = 0, high = world->resident_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (world->residents[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return world->residents + low;
}

/* A secret rule: it is in no count. */
static void check_conflicts(struct scan *scan)
{
    const struct match_world *world = scan->world;
    const struct match_resident *end = world->residents + world->resident_count;
    struct match_keys people = scan->household->conflicts;
    for (size_t i = 0; people.is_known && i < people.count; i++) {
        const struct match_resident *resident = find_resident(world, people.at[i]);
        for (; resident < end && resident->key == people.at[i]; resident++)
            scan->house_checks[resident->house].fails |= MATCH_BIT(MATCH_RULE_CONFLICT);
    }
}

static void check_kinds(struct scan *scan)
{
    const struct match_world *world = scan->world;
    size_t houses = world->facts.house_count, kinds = world->room_kinds.count;
    struct match_check *of_kind = check_houses(scan, &world->house_kinds, world->house_examples,
                                               ~MATCH_PLACE_RULES);
    struct match_check *of_place = check_houses(scan, &world->places, world->place_examples,
                                                MATCH_PLACE_RULES);
    scan->house_checks = ARENA_MANY(scan->arena, struct match_check, houses);
    for (size_t i = 0; i < houses; i++) {
        struct match_check kind = of_kind[world->house_kinds.of[i]];
        struct match_check place = of_place[world->places.of[i]];
        scan->house_checks[i] = (struct match_check){kind.fails | place.fails,
                                                     kind.asks | place.asks};
    }
    check_conflicts(scan);
    scan->room_checks = ARENA_MANY(scan->arena, struct match_check, kinds);
    for (size_t i = 0; i < kinds; i++) {
        scan->room_checks[i] = match_check_room(scan->household, &world->room_examples[i]);
        count_check(scan, scan->room_checks[i], world->room_kinds.rooms[i]);
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

/* ---- every room ------------------------------------------------------------------------------ */

/* Nearly every room is plainly unsuitable. Each is written down on both lists and stays where it
 * belongs. A room is unsuitable when a final rule fails, when two fail, or when one fails while a
 * question is open; a near miss is among the unsuitable too, but not when it is withheld. */
static void sift_rooms(struct scan *scan, uint32_t from, uint32_t to)
{
    const struct match_world *world = scan->world;
    const struct match_check *houses = scan->house_checks, *kinds = scan->room_checks;
    const uint32_t *house_of = world->house_of, *kind_of = world->room_kinds.of;
    const uint32_t *rooms = world->rooms, final_rules = scan->final_rules;
    struct match_refusal *refusal = scan->answer.unsuitable + scan->answer.unsuitable_count;
    uint32_t *place = scan->places + scan->place_count;
    for (uint32_t position = from; position < to; position++) {
        struct match_check house = houses[house_of[position]], room = kinds[kind_of[position]];
        uint32_t fails = house.fails | room.fails, asks = house.asks | room.asks;
        uint32_t told = fails & ~MATCH_SECRET_RULES;
        *refusal = (struct match_refusal){rooms[position], told, asks};
        if (told & final_rules) {
            refusal++;
            continue;
        }
        bool is_plain = (told & (told - 1)) != 0 || (told != 0 && asks != 0);
        refusal += is_plain || (told != 0 && told == fails);
        *place = position;
        place += !is_plain;
    }
    scan->answer.unsuitable_count = (size_t)(refusal - scan->answer.unsuitable);
    scan->place_count = (size_t)(place - scan->places);
}

/* Her own hold or room is judged by itself: it is not like others of its kind. */
static void sift_own(struct scan *scan, uint32_t position)
{
    const struct match_world *world = scan->world;
    struct match_check *of_kind = &scan->room_checks[world->room_kinds.of[position]];
    const struct match_check others = *of_kind;
    *of_kind = match_check_room(scan->household, &world->facts.rooms[world->rooms[position]]);
    count_check(scan, others, UINT32_MAX); /* minus one */
    count_check(scan, *of_kind, 1);
    sift_rooms(scan, position, position + 1);
    *of_kind = others;
}

static void sift_all(struct scan *scan)
{
    uint32_t from = 0;
    for (const struct match_taken *own = scan->own; own < scan->own_end; own++) {
        sift_rooms(scan, from, own->position);
        sift_own(scan, own->position);
        from = own->position + 1;
    }
    sift_rooms(scan, from, (uint32_t)scan->world->facts.room_count);
}

static bool is_own(const struct scan *scan, uint32_t position)
{
    for (const struct match_taken *own = scan->own; own < scan->own_end; own++)
        if (own->position == position)
            return true;
    return false;
}

static struct match_check check_of_room(const struct scan *scan, uint32_t position)
{
    const struct match_world *world = scan->world;
    if (is_own(scan, position))
        return match_check_room(scan->household, &world->facts.rooms[world->rooms[position]]);
    return scan->room_checks[world->room_kinds.of[position]];
}

/* ---- rooms on a list ------------------------------------------------------------------------- */

/* Rooms stand by house, so the score of the last house is the one that is wanted again. */
static uint32_t score_house(struct scan *scan, uint32_t house)
{
    if (scan->house_score_count > 0 && scan->scored_house == house)
        return (uint32_t)scan->house_score_count - 1;
    scan->house_scores = grown(scan->arena, scan->house_scores, scan->house_score_count,
                               &scan->house_score_room, sizeof(struct match_score));
    struct match_score *score = &scan->house_scores[scan->house_score_count++];
    *score = (struct match_score){0};
    match_score_house(scan->household, &scan->world->houses[house], scan->weights, score);
    scan->scored_house = house;
    return (uint32_t)scan->house_score_count - 1;
}

static const struct match_score *score_room(struct scan *scan, uint32_t position)
{
    uint32_t kind = scan->world->room_kinds.of[position];
    struct match_score *score = &scan->room_scores[kind];
    if (scan->is_scored[kind])
        return score;
    scan->is_scored[kind] = true;
    *score = scan->of_household;
    match_score_room(scan->household, &scan->world->room_examples[kind], scan->weights, score);
    return score;
}

static void pick_room(struct scan *scan, struct picks *picks, struct pick pick)
{
    pick.house_score = score_house(scan, scan->world->house_of[pick.position]);
    pick.total = scan->house_scores[pick.house_score].total +
                 score_room(scan, pick.position)->total;
    picks->at = grown(scan->arena, picks->at, picks->count, &picks->room, sizeof(pick));
    picks->at[picks->count++] = pick;
}

static void withhold(struct scan *scan, struct match_check check)
{
    if (check.fails & MATCH_BIT(MATCH_RULE_AREA))
        scan->answer.withheld_by_area++;
    else
        scan->answer.withheld_by_conflict++;
    count_check(scan, check, UINT32_MAX); /* minus one: it is told as a number only */
}

static void place_room(struct scan *scan, uint32_t position)
{
    struct match_check house = scan->house_checks[scan->world->house_of[position]];
    struct match_check room = check_of_room(scan, position);
    struct match_check both = {house.fails | room.fails, house.asks | room.asks};
    struct pick pick = {.position = position, .fails = both.fails, .asks = both.asks};
    if (both.fails & MATCH_SECRET_RULES)
        withhold(scan, both);
    else
        pick_room(scan, both.fails  ? &scan->near
                        : both.asks ? &scan->to_ask
                                    : &scan->suitable, pick);
}

static void place_rooms(struct scan *scan)
{
    size_t kinds = scan->world->room_kinds.count;
    scan->room_scores = ARENA_MANY(scan->arena, struct match_score, kinds);
    scan->is_scored = ARENA_MANY(scan->arena, bool, kinds);
    match_score_household(scan->household, scan->weights, &scan->of_household);
    for (size_t i = 0; i < scan->place_count; i++)
        place_room(scan, scan->places[i]);
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
    const struct match_score *rest = &scan->room_scores[scan->world->room_kinds.of[pick->position]];
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
        /* one more than there are: what does not stay is written behind the last */
        .places = ARENA_MANY(arena, uint32_t, rooms + 1),
        .answer = {.unsuitable = ARENA_MANY(arena, struct match_refusal, rooms + 1),
                   .room_count = rooms},
    };
    check_kinds(&scan);
    find_own(&scan);
    sift_all(&scan);
    place_rooms(&scan);
    sort_picks(arena, &scan.suitable);
    sort_picks(arena, &scan.to_ask);
    sort_picks(arena, &scan.near);
    scan.answer.suitable = fits_of(&scan, &scan.suitable);
    scan.answer.to_ask = fits_of(&scan, &scan.to_ask);
    scan.answer.near = fits_of(&scan, &scan.near);
    return scan.answer;
}
