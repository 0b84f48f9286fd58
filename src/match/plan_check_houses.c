#include <stdlib.h>

#include "match/plan.h"

/* Shares no code with the solver but plan_pair, the definition of one pair. It asks the rules of
 * the whole house again, and works out what the prices prove: house by house it tries every lawful
 * set of households in the rooms that could be worth more than the best one seen, and adds up. */

struct offer {
    int64_t worth; /* weight less price, in units; over 0 */
    uint32_t household;
};

struct checker {
    const struct plan_problem *p;
    const struct plan_house_proof *proof;
    uint32_t *fixed_in;       /* by room; PLAN_NONE: open */
    uint32_t *fixed_at;       /* by household; PLAN_NONE: free */
    struct offer *offers;     /* of the house that is looked at, room by room, best first */
    size_t *offer_end;        /* by room of the house */
    int64_t *rest;            /* by room: no more than this from there on */
    uint32_t *inside;         /* who is in the house, so far */
    int64_t best;
    int64_t score_most;
};

static bool is_named(const struct plan_problem *p, uint32_t a, uint32_t b)
{
    struct plan_list list = p->households[a].conflicts;
    for (uint32_t i = 0; i < list.count; i++)
        if (p->keys[list.first + i] == b)
            return true;
    return false;
}

/* Whether these may live in the house together. */
static bool is_lawful(const struct plan_problem *p, const struct plan_house *house,
                      const uint32_t *inside, uint32_t count)
{
    int persons = house->residents, complex = 0, night = 0, modes = house->modes;
    for (uint32_t i = 0; i < count; i++) {
        const struct plan_household *who = &p->households[inside[i]];
        persons += who->persons;
        complex += who->complex;
        night += who->night;
        modes &= who->modes;
        for (uint32_t j = 0; j < i; j++)
            if (inside[i] == inside[j] || is_named(p, inside[i], inside[j]) ||
                is_named(p, inside[j], inside[i]))
                return false;
    }
    return count == 0 || (persons <= house->licence && complex <= house->complex_places &&
                          night <= house->night_admissions && modes != 0);
}

static int most_worth_first(const void *a, const void *b)
{
    const struct offer *left = a, *right = b;
    return (left->worth < right->worth) - (left->worth > right->worth);
}

/* All who could be in a room: of a fixed one only she, and she must. */
static size_t add_offers(struct checker *c, uint32_t room, size_t count)
{
    size_t begin = count;
    for (uint32_t i = 0; i < c->p->household_count; i++) {
        struct plan_pair pair = plan_pair(c->p, i, room);
        bool is_here = c->fixed_in[room] == PLAN_NONE ? c->fixed_at[i] == PLAN_NONE
                                                      : c->fixed_in[room] == i;
        if (pair.fails)
            continue;
        if (pair.score.total > c->score_most)
            c->score_most = pair.score.total;
        int64_t weight = c->proof->weights[c->p->households[i].tier] + pair.score.total;
        int64_t worth = weight * c->proof->unit - c->proof->households[i];
        if (is_here && (worth > 0 || c->fixed_in[room] == i))
            c->offers[count++] = (struct offer){worth, i};
    }
    qsort(c->offers + begin, count - begin, sizeof(*c->offers), most_worth_first);
    return count;
}

static void try_room(struct checker *c, uint32_t house, uint32_t k, uint32_t count, int64_t worth)
{
    uint32_t room = c->p->house_rooms[house] + k;
    if (room == c->p->house_rooms[house + 1]) {
        c->best = worth > c->best ? worth : c->best;
        return;
    }
    for (size_t o = k == 0 ? 0 : c->offer_end[k - 1]; o < c->offer_end[k]; o++) {
        if (worth + c->offers[o].worth + c->rest[k + 1] <= c->best)
            break;
        c->inside[count] = c->offers[o].household;
        if (is_lawful(c->p, &c->p->houses[house], c->inside, count + 1))
            try_room(c, house, k + 1, count + 1, worth + c->offers[o].worth);
    }
    if (c->fixed_in[room] == PLAN_NONE && worth + c->rest[k + 1] > c->best)
        try_room(c, house, k + 1, count, worth);
}

/* The most that one house can be worth above the prices. */
static int64_t house_worth(struct checker *c, uint32_t house)
{
    uint32_t first = c->p->house_rooms[house], count = c->p->house_rooms[house + 1] - first;
    size_t offers = 0;
    for (uint32_t k = 0; k < count; k++)
        offers = c->offer_end[k] = add_offers(c, first + k, offers);
    c->rest[count] = 0;
    for (uint32_t k = count; k-- > 0;) {
        size_t begin = k == 0 ? 0 : c->offer_end[k - 1];
        c->rest[k] = c->rest[k + 1] + (begin < c->offer_end[k] ? c->offers[begin].worth : 0);
    }
    c->best = INT64_MIN;
    try_room(c, house, 0, 0, 0);
    return c->best;
}

/* That a household of a tier outweighs everybody of the tiers below and all scores. */
static bool are_weights_right(const struct checker *c)
{
    int64_t count[PLAN_TIERS] = {0}, rooms = c->p->room_count;
    for (uint32_t i = 0; i < c->p->household_count; i++)
        count[c->p->households[i].tier]++;
    int64_t below = c->score_most * (c->p->household_count < rooms ? c->p->household_count : rooms);
    for (size_t tier = PLAN_TIERS; tier-- > 0;) {
        int64_t housed = count[tier] < rooms ? count[tier] : rooms, more;
        if (c->proof->weights[tier] <= below ||
            __builtin_mul_overflow(housed, c->proof->weights[tier], &more) ||
            __builtin_add_overflow(below, more, &below))
            return false;
    }
    int64_t sum;
    return !__builtin_mul_overflow(below, c->proof->unit, &sum) && sum < INT64_MAX / 4;
}

static const char *check_places(const struct checker *c, const uint32_t *room_of, uint32_t *of_room)
{
    for (uint32_t i = 0; i < c->p->household_count; i++) {
        if (c->fixed_at[i] != PLAN_NONE && room_of[i] != c->fixed_at[i])
            return "a fixed pair is not kept";
        if (room_of[i] == PLAN_NONE)
            continue;
        if (room_of[i] >= c->p->room_count || of_room[room_of[i]] != PLAN_NONE)
            return "two households are in one room";
        of_room[room_of[i]] = i;
        if (plan_pair(c->p, i, room_of[i]).fails)
            return "a household is in a room that is not right for it";
    }
    return NULL;
}

static const char *check_rules(const struct checker *c, const uint32_t *of_room)
{
    for (uint32_t h = 0; h < c->p->house_count; h++) {
        uint32_t count = 0;
        for (uint32_t r = c->p->house_rooms[h]; r < c->p->house_rooms[h + 1]; r++)
            if (of_room[r] != PLAN_NONE)
                c->inside[count++] = of_room[r];
        if (!is_lawful(c->p, &c->p->houses[h], c->inside, count))
            return "a house breaks a rule of the whole house";
    }
    return NULL;
}

static struct checker checker_make(struct arena *arena, const struct plan_problem *p,
                                   const struct plan_house_proof *proof)
{
    uint32_t most = 0;
    for (uint32_t h = 0; h < p->house_count; h++)
        if (p->house_rooms[h + 1] - p->house_rooms[h] > most)
            most = p->house_rooms[h + 1] - p->house_rooms[h];
    struct checker c = {.p = p, .proof = proof};
    c.fixed_in = ARENA_MANY(arena, uint32_t, p->room_count);
    c.fixed_at = ARENA_MANY(arena, uint32_t, p->household_count);
    c.offers = ARENA_MANY(arena, struct offer, (size_t)most *p->household_count);
    c.offer_end = ARENA_MANY(arena, size_t, most + 1);
    c.rest = ARENA_MANY(arena, int64_t, most + 1);
    c.inside = ARENA_MANY(arena, uint32_t, most + 1);
    for (uint32_t r = 0; r < p->room_count; r++)
        c.fixed_in[r] = PLAN_NONE;
    for (uint32_t i = 0; i < p->household_count; i++)
        c.fixed_at[i] = PLAN_NONE;
    for (uint32_t f = 0; f < p->fixed_count; f++) {
        c.fixed_in[p->fixed[f].room] = p->fixed[f].household;
        c.fixed_at[p->fixed[f].household] = p->fixed[f].room;
    }
    return c;
}

const char *plan_check_houses(struct arena *arena, const struct plan_problem *p,
                              const uint32_t *room_of, const struct plan_house_proof *proof,
                              struct plan_objective *out_bound)
{
    struct checker c = checker_make(arena, p, proof);
    uint32_t *of_room = ARENA_MANY(arena, uint32_t, p->room_count);
    for (uint32_t r = 0; r < p->room_count; r++)
        of_room[r] = PLAN_NONE;
    const char *wrong = check_places(&c, room_of, of_room);
    if (!wrong)
        wrong = check_rules(&c, of_room);
    if (wrong)
        return wrong;
    int64_t bound = 0;
    for (uint32_t i = 0; i < p->household_count; i++) {
        if (proof->households[i] < 0 || (proof->households[i] && c.fixed_at[i] != PLAN_NONE))
            return "a price is below 0, or a fixed household has one";
        if (__builtin_add_overflow(bound, proof->households[i], &bound))
            return "the prices are too large";
    }
    for (uint32_t h = 0; h < p->house_count; h++)
        if (__builtin_add_overflow(bound, house_worth(&c, h), &bound))
            return "the prices are too large";
    if (proof->unit < 1 || !are_weights_right(&c))
        return "a tier does not outweigh the tiers below it";
    bound /= proof->unit;
    for (size_t tier = 0; tier < PLAN_TIERS; tier++) {
        out_bound->housed[tier] = bound / proof->weights[tier];
        bound %= proof->weights[tier];
    }
    out_bound->score = bound;
    return NULL;
}
