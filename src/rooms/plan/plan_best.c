#include "rooms/plan/plan_best.h"

#include <stdlib.h>
#include <string.h>

#include "rooms/plan/plan_inner.h"

enum { SEARCH_MEMORY = 256 << 20 };

struct search {
    struct arena *arena; /* of the search alone */
    const struct plan_best_case *of;
    const struct placement_queue *waiting;
    struct plan_problem problem; /* with those who fill rooms above a house's number */
    uint8_t *modes;              /* by household and house: what it can be with her in it */
    uint8_t *bars;               /* by household and house: how often barred in this branch */
    struct plan_edge *open;      /* the pairs of this branch, those of fillers first */
    size_t filler_pairs;
    size_t solves;
    bool is_cut;
    struct plan_best best;
    uint32_t *best_room_of;
};

static size_t at_of(const struct search *search, uint32_t household, uint32_t house)
{
    return (size_t)household * search->waiting->facts.house_count + house;
}

static uint32_t house_of(const struct search *search, uint32_t room)
{
    return search->waiting->facts.rooms[room].house;
}

/* Pairs stand by household, then by house: is this the first of its household and house? */
static bool is_new_house(const struct search *search, size_t pair)
{
    const struct plan_edge *at = search->of->plan->pairs.at;
    return pair == 0 || at[pair - 1].household != at[pair].household ||
           house_of(search, at[pair - 1].room) != house_of(search, at[pair].room);
}

static bool is_forced(const struct search *search, uint32_t household)
{
    return household == search->of->forced.household;
}

static bool is_house_forced(const struct search *search, uint32_t house)
{
    return search->of->forced.household != PLAN_NONE &&
           house_of(search, search->of->forced.room) == house;
}

/* ---- how many households a house can hold ---------------------------------------------------- */

static int rising(const void *a, const void *b)
{
    int16_t left = *(const int16_t *)a, right = *(const int16_t *)b;
    return (left > right) - (left < right);
}

/* By house, the persons of each household that a pair leads there. */
struct comers {
    int16_t *persons; /* waiting->count places for each house */
    uint32_t *counts;
};

static struct comers comers_of(const struct search *search)
{
    const struct placement_queue *waiting = search->waiting;
    const struct plan_edges pairs = search->of->plan->pairs;
    struct comers comers = {
        ARENA_MANY(search->arena, int16_t, waiting->count * waiting->facts.house_count),
        ARENA_MANY(search->arena, uint32_t, waiting->facts.house_count),
    };
    for (size_t e = 0; e < pairs.count; e++) {
        if (!is_new_house(search, e))
            continue;
        uint32_t house = house_of(search, pairs.at[e].room);
        comers.persons[house * waiting->count + comers.counts[house]++] =
            waiting->at[pairs.at[e].household].facts.persons.value;
    }
    return comers;
}

/* The smallest households that could come, one after the other, until the licence is full. */
static uint32_t most_in(const struct search *search, const struct comers *comers, uint32_t house)
{
    const struct match_house *facts = &search->waiting->facts.houses[house];
    int16_t *persons = &comers->persons[house * search->waiting->count];
    uint32_t count = comers->counts[house], most = 0;
    if (count > 1)
        qsort(persons, count, sizeof(*persons), rising);
    int left = facts->licence.value - facts->residents.value;
    while (most < count && persons[most] <= left)
        left -= persons[most++];
    return most;
}

/* Households that stand for empty rooms. Each outweighs everybody: it has the most urgent tier and
 * more points than anybody can, so all of them are placed. */
struct fillers {
    const bool *is_open;   /* by room: a pair leads there */
    uint32_t *counts;      /* by house */
    uint32_t total;
    struct plan_edge *edges;
    size_t edge_count;
};

static const bool *open_rooms(const struct search *search)
{
    const struct plan_edges pairs = search->of->plan->pairs;
    bool *is_open = ARENA_MANY(search->arena, bool, search->waiting->facts.room_count);
    for (size_t e = 0; e < pairs.count; e++)
        is_open[pairs.at[e].room] = true;
    if (search->of->forced.household != PLAN_NONE)
        is_open[search->of->forced.room] = false;
    return is_open;
}

/* As many as a house has open rooms above the number that it can hold. */
static void count_fillers(const struct search *search, struct fillers *fillers)
{
    const struct match_facts *facts = &search->waiting->facts;
    struct comers comers = comers_of(search);
    size_t edges = 0;
    uint32_t *open = ARENA_MANY(search->arena, uint32_t, facts->house_count);
    fillers->counts = ARENA_MANY(search->arena, uint32_t, facts->house_count);
    for (uint32_t room = 0; room < facts->room_count; room++)
        open[house_of(search, room)] += fillers->is_open[room];
    for (uint32_t house = 0; house < facts->house_count; house++) {
        uint32_t most = most_in(search, &comers, house);
        most -= most > 0 && is_house_forced(search, house);
        fillers->counts[house] = open[house] > most ? open[house] - most : 0;
        fillers->total += fillers->counts[house];
        edges += (size_t)fillers->counts[house] * open[house];
    }
    fillers->edges = ARENA_MANY(search->arena, struct plan_edge, edges);
}

static int32_t greatest_score(const struct plan_edges pairs)
{
    int32_t greatest = 0;
    for (size_t e = 0; e < pairs.count; e++)
        greatest = pairs.at[e].score > greatest ? pairs.at[e].score : greatest;
    return greatest;
}

static void pair_fillers(const struct search *search, struct fillers *fillers)
{
    const struct match_facts *facts = &search->waiting->facts;
    int32_t score = greatest_score(search->of->plan->pairs) + 1;
    uint32_t next = (uint32_t)search->waiting->count;
    for (uint32_t first = 0, end; first < facts->room_count; first = end) {
        uint32_t house = facts->rooms[first].house;
        for (end = first; end < facts->room_count && facts->rooms[end].house == house;)
            end++;
        for (uint32_t i = 0; i < fillers->counts[house]; i++, next++)
            for (uint32_t room = first; room < end; room++)
                if (fillers->is_open[room])
                    fillers->edges[fillers->edge_count++] =
                        (struct plan_edge){next, room, score};
    }
}

/* Puts fillers behind the households of the problem, and their pairs in front of search->open. */
static void make_fillers(struct search *search)
{
    struct fillers fillers = {.is_open = open_rooms(search)};
    struct plan_problem *problem = &search->problem;
    count_fillers(search, &fillers);
    pair_fillers(search, &fillers);
    uint32_t count = problem->household_count + fillers.total;
    struct plan_household *households = ARENA_MANY(search->arena, struct plan_household, count);
    if (problem->household_count > 0)
        memcpy(households, problem->households, problem->household_count * sizeof(*households));
    for (uint32_t i = problem->household_count; i < count; i++)
        households[i].rank = i;
    problem->households = households;
    problem->household_count = count;
    search->filler_pairs = fillers.edge_count;
    search->open = ARENA_MANY(search->arena, struct plan_edge,
                              search->of->plan->pairs.count + fillers.edge_count);
    if (fillers.edge_count > 0)
        memcpy(search->open, fillers.edges, fillers.edge_count * sizeof(*fillers.edges));
}

/* ---- one branch ------------------------------------------------------------------------------ */

static struct plan_objective value_of(const struct search *search, const uint32_t *room_of)
{
    const struct plan_today *plan = search->of->plan;
    struct plan_objective value = {0};
    for (uint32_t i = 0; i < search->waiting->count; i++) {
        if (room_of[i] == PLAN_NONE)
            continue;
        value.housed[plan->problem->households[i].tier]++;
        value.score += plan_score_of(plan, i, room_of[i]);
    }
    return value;
}

static enum err solve(struct search *search, struct plan_result *out_result)
{
    const struct plan_best_case *of = search->of;
    const struct plan_edges pairs = of->plan->pairs;
    size_t count = search->filler_pairs;
    for (size_t e = 0; e < pairs.count; e++) {
        const struct plan_edge *edge = &pairs.at[e];
        bool is_barred = search->bars[at_of(search, edge->household, house_of(search, edge->room))];
        if (!is_barred && !is_forced(search, edge->household) && edge->room != of->forced.room)
            search->open[count++] = *edge;
    }
    search->problem.fixed = &of->forced;
    search->problem.fixed_count = of->forced.household == PLAN_NONE ? 0 : 1;
    search->solves++;
    return plan_solve_edges(search->arena, &search->problem,
                            (struct plan_edges){search->open, count}, out_result);
}

static void keep(struct search *search, const uint32_t *room_of, struct plan_objective objective)
{
    if (plan_compare(&objective, &search->best.objective) <= 0)
        return;
    search->best.objective = objective;
    memcpy(search->best_room_of, room_of, search->waiting->count * sizeof(*room_of));
}

/* A plan that is not lawful, mended: where the search may end if it is cut off. */
static void keep_mended(struct search *search, const uint32_t *room_of)
{
    uint32_t *mended = ARENA_MANY(search->arena, uint32_t, search->waiting->count);
    memcpy(mended, room_of, search->waiting->count * sizeof(*mended));
    plan_mend(search->arena, search->of->plan, search->of->forced.household, mended);
    keep(search, mended, value_of(search, mended));
}

static enum err look(struct search *search, bool is_root);

static enum err without_one(struct search *search, const struct plan_group *group)
{
    enum err err = OK;
    for (size_t i = 0; err == OK && i < group->count; i++) {
        if (is_forced(search, group->at[i]))
            continue;
        search->bars[at_of(search, group->at[i], group->house)]++;
        err = look(search, false);
        search->bars[at_of(search, group->at[i], group->house)]--;
    }
    return err;
}

static void bar_other_modes(struct search *search, uint32_t house, unsigned mode, int by)
{
    for (uint32_t i = 0; i < search->waiting->count; i++) {
        uint8_t modes = search->modes[at_of(search, i, house)];
        if (modes != 0 && !(modes & mode) && !is_forced(search, i))
            search->bars[at_of(search, i, house)] =
                (uint8_t)(search->bars[at_of(search, i, house)] + by);
    }
}

static enum err by_mode(struct search *search, uint32_t house)
{
    unsigned kinds = search->waiting->facts.houses[house].modes;
    enum err err = OK;
    if (is_house_forced(search, house))
        kinds &= search->modes[at_of(search, search->of->forced.household, house)];
    for (unsigned mode = MATCH_WOMEN_ONLY; err == OK && mode <= MATCH_MIXED; mode <<= 1) {
        if (!(kinds & mode))
            continue;
        bar_other_modes(search, house, mode, 1);
        err = look(search, false);
        bar_other_modes(search, house, mode, -1);
    }
    return err;
}

/* Nothing is common to them all, though each alone leaves the house some kind. */
static bool is_of_modes(const struct search *search, const struct plan_group *group)
{
    unsigned common = MATCH_WOMEN_ONLY | MATCH_MEN_ONLY | MATCH_MIXED;
    for (size_t i = 0; i < group->count; i++) {
        uint8_t modes = search->modes[at_of(search, group->at[i], group->house)];
        if (modes == 0)
            return false;
        common &= modes;
    }
    return common == 0;
}

static enum err look(struct search *search, bool is_root)
{
    struct plan_result result;
    struct plan_group group;
    if (search->solves >= search->of->solves_most) {
        search->is_cut = true;
        return OK;
    }
    enum err err = solve(search, &result);
    if (err != OK)
        return err;
    struct plan_objective bound = value_of(search, result.room_of);
    if (is_root)
        search->best.bound = bound;
    if (plan_compare(&bound, &search->best.objective) <= 0)
        return OK;
    if (!plan_find_unlawful(search->arena, search->waiting, result.room_of, &group)) {
        keep(search, result.room_of, bound);
        return OK;
    }
    if (is_root)
        keep_mended(search, result.room_of);
    return is_of_modes(search, &group) ? by_mode(search, group.house)
                                       : without_one(search, &group);
}

static void fill_modes(struct search *search)
{
    const struct plan_edges pairs = search->of->plan->pairs;
    for (size_t e = 0; e < pairs.count; e++) {
        uint32_t house = house_of(search, pairs.at[e].room);
        if (is_new_house(search, e))
            search->modes[at_of(search, pairs.at[e].household, house)] =
                plan_modes_with(search->arena, search->waiting, house, pairs.at[e].household);
    }
}

static enum err search_all(struct search *search)
{
    size_t cells = search->waiting->count * search->waiting->facts.house_count;
    search->problem = *search->of->plan->problem;
    search->modes = ARENA_MANY(search->arena, uint8_t, cells);
    search->bars = ARENA_MANY(search->arena, uint8_t, cells);
    search->best.objective = (struct plan_objective){.score = -1};
    fill_modes(search);
    make_fillers(search);
    return look(search, true);
}

/* A search takes memory for every branch and gives all of it back at its end. */
enum err plan_best(struct arena *arena, const struct plan_best_case *of,
                   struct plan_best *out_best)
{
    struct arena own = arena_make(SEARCH_MEMORY);
    struct search search = {
        .arena = &own,
        .of = of,
        .waiting = &of->plan->waiting,
        .best_room_of = ARENA_MANY(arena, uint32_t, of->plan->waiting.count),
    };
    enum err err = search_all(&search);
    arena_free(&own);
    if (err != OK)
        return err;
    if (!search.is_cut)
        search.best.bound = search.best.objective;
    search.best.room_of = search.best_room_of;
    *out_best = search.best;
    return OK;
}
