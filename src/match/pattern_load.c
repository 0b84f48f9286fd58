#include <stdlib.h>

#include "match/pattern.h"

struct load {
    struct arena *arena;
    struct pattern_world *world;
    uint32_t *household_at;    /* number by index of the problem; PLAN_NONE: fixed */
    uint32_t *fixed_in_room;   /* by room of the problem: who; PLAN_NONE: open */
    uint32_t *house_order;     /* of the problem, in the order of here */
    uint32_t room_count, kind_count;
    struct plan_edge *edges;
    size_t edge_count, edge_room;
};

/* ---- the order of rows does not count ---- */

struct ranked {
    uint32_t rank, of_problem;
};

static int by_rank(const void *a, const void *b)
{
    const struct ranked *left = a, *right = b;
    return (left->rank > right->rank) - (left->rank < right->rank);
}

static void order_households(struct load *load)
{
    const struct plan_problem *problem = load->world->problem;
    struct ranked *ranked = ARENA_MANY(load->arena, struct ranked, problem->household_count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < problem->household_count; i++)
        if (load->household_at[i] != PLAN_NONE)
            ranked[count++] = (struct ranked){problem->households[i].rank, i};
    qsort(ranked, count, sizeof(*ranked), by_rank);
    load->world->household_count = count;
    load->world->households = ARENA_MANY(load->arena, struct pattern_household, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct plan_household *from = &problem->households[ranked[i].of_problem];
        load->household_at[ranked[i].of_problem] = i;
        load->world->households[i] = (struct pattern_household){.of_problem = ranked[i].of_problem,
                                                                .persons = from->persons,
                                                                .modes = from->modes,
                                                                .night = from->night,
                                                                .complex = from->complex};
    }
}

static void order_houses(struct load *load)
{
    const struct plan_problem *problem = load->world->problem;
    struct ranked *ranked = ARENA_MANY(load->arena, struct ranked, problem->house_count);
    uint32_t count = 0;
    for (uint32_t h = 0; h < problem->house_count; h++) {
        uint32_t first = UINT32_MAX;
        for (uint32_t r = problem->house_rooms[h]; r < problem->house_rooms[h + 1]; r++)
            first = problem->rooms[r].rank < first ? problem->rooms[r].rank : first;
        if (problem->house_rooms[h] < problem->house_rooms[h + 1])
            ranked[count++] = (struct ranked){first, h};
    }
    qsort(ranked, count, sizeof(*ranked), by_rank);
    load->world->house_count = count;
    load->world->houses = ARENA_MANY(load->arena, struct pattern_house, count);
    load->house_order = ARENA_MANY(load->arena, uint32_t, count);
    for (uint32_t h = 0; h < count; h++)
        load->house_order[h] = ranked[h].of_problem;
}

/* ---- what the fixed pairs leave ---- */

static void mark_fixed(struct load *load)
{
    const struct plan_problem *problem = load->world->problem;
    load->household_at = ARENA_MANY(load->arena, uint32_t, problem->household_count);
    load->fixed_in_room = ARENA_MANY(load->arena, uint32_t, problem->room_count);
    for (uint32_t r = 0; r < problem->room_count; r++)
        load->fixed_in_room[r] = PLAN_NONE;
    for (uint32_t f = 0; f < problem->fixed_count; f++) {
        load->household_at[problem->fixed[f].household] = PLAN_NONE;
        load->fixed_in_room[problem->fixed[f].room] = problem->fixed[f].household;
    }
}

static void load_house(struct load *load, uint32_t number)
{
    const struct plan_problem *problem = load->world->problem;
    uint32_t of_problem = load->house_order[number];
    const struct plan_house *from = &problem->houses[of_problem];
    struct pattern_house *house = &load->world->houses[number];
    house->persons_left = (int32_t)from->licence - from->residents;
    house->complex_left = from->complex_places;
    house->night_left = from->night_admissions;
    house->modes = from->modes;
    uint32_t end = problem->house_rooms[of_problem + 1];
    for (uint32_t r = problem->house_rooms[of_problem]; r < end; r++) {
        if (load->fixed_in_room[r] == PLAN_NONE)
            continue;
        const struct plan_household *who = &problem->households[load->fixed_in_room[r]];
        house->persons_left -= who->persons;
        house->complex_left -= who->complex;
        house->night_left -= who->night;
        house->modes &= who->modes;
    }
}

static bool is_same_kind(const struct plan_room *a, const struct plan_room *b)
{
    return a->beds == b->beds && a->step_free == b->step_free && a->cot == b->cot;
}

static int by_kind(const struct plan_room *a, const struct plan_room *b)
{
    if (a->beds != b->beds)
        return a->beds < b->beds ? -1 : 1;
    if (a->step_free != b->step_free)
        return a->step_free ? 1 : -1;
    if (a->cot != b->cot)
        return a->cot ? 1 : -1;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

/* A house has few open rooms. */
static void sort_rooms(const struct plan_room *rooms, uint32_t *numbers, uint32_t count)
{
    for (uint32_t i = 1; i < count; i++) {
        uint32_t moved = numbers[i], at = i;
        for (; at > 0 && by_kind(&rooms[numbers[at - 1]], &rooms[moved]) > 0; at--)
            numbers[at] = numbers[at - 1];
        numbers[at] = moved;
    }
}

static void load_rooms(struct load *load, uint32_t number)
{
    struct pattern_world *world = load->world;
    const struct plan_problem *problem = world->problem;
    struct pattern_house *house = &world->houses[number];
    uint32_t of_problem = load->house_order[number];
    uint32_t *rooms = &world->rooms[load->room_count];
    for (uint32_t r = problem->house_rooms[of_problem]; r < problem->house_rooms[of_problem + 1];
         r++)
        if (load->fixed_in_room[r] == PLAN_NONE)
            rooms[house->room_count++] = r;
    sort_rooms(problem->rooms, rooms, house->room_count);
    house->kind_first = load->kind_count;
    for (uint32_t k = 0; k < house->room_count; k++) {
        if (k == 0 || !is_same_kind(&problem->rooms[rooms[k - 1]], &problem->rooms[rooms[k]]))
            world->kinds[load->kind_count++] =
                (struct pattern_kind){.room_first = load->room_count + k};
        world->kinds[load->kind_count - 1].room_count++;
    }
    house->kind_count = load->kind_count - house->kind_first;
    load->room_count += house->room_count;
    if (house->room_count > world->rooms_most)
        world->rooms_most = house->room_count;
}

static bool names(const struct plan_problem *problem, uint32_t household, uint32_t other)
{
    struct plan_list list = problem->households[household].conflicts;
    for (uint32_t i = 0; i < list.count; i++)
        if (problem->keys[list.first + i] == other)
            return true;
    return false;
}

/* Whether the household alone keeps the rules of the house beside those who are fixed there. */
static bool may_live(const struct load *load, uint32_t number, uint32_t of_problem)
{
    const struct plan_problem *problem = load->world->problem;
    const struct plan_household *who = &problem->households[of_problem];
    const struct pattern_house *house = &load->world->houses[number];
    if (who->persons > house->persons_left || who->complex > house->complex_left ||
        who->night > house->night_left || !(who->modes & house->modes))
        return false;
    uint32_t of_house = load->house_order[number];
    for (uint32_t r = problem->house_rooms[of_house]; r < problem->house_rooms[of_house + 1]; r++)
        if (load->fixed_in_room[r] != PLAN_NONE &&
            names(problem, of_problem, load->fixed_in_room[r]))
            return false;
    return true;
}

/* ---- weights ---- */

static void keep_edge(void *with, const struct plan_edge *edge)
{
    struct load *load = with;
    if (load->edge_count < load->edge_room)
        load->edges[load->edge_count] = *edge;
    load->edge_count++;
}

static int64_t lesser(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* More than all scores would do; a few times that, so that a bound's whole households are told from
 * its scores (pattern_solve.c, tighten). */
enum { WEIGHT_BITS_MOST = 56, WEIGHT_TIMES = 3 };

static enum err weigh(struct load *load)
{
    const struct plan_problem *problem = load->world->problem;
    int64_t count[PLAN_TIERS] = {0}, score_most = 0;
    for (uint32_t i = 0; i < problem->household_count; i++)
        count[problem->households[i].tier]++;
    for (size_t e = 0; e < load->edge_count; e++)
        if (load->edges[e].score > score_most)
            score_most = load->edges[e].score;
    int64_t places = lesser(problem->household_count, problem->room_count);
    int64_t weight = (score_most * places + 1) * WEIGHT_TIMES;
    int64_t most = INT64_C(1) << WEIGHT_BITS_MOST;
    for (size_t tier = PLAN_TIERS; tier-- > 0;) {
        load->world->weigh.of_tier[tier] = weight;
        if (weight > most / (lesser(count[tier], places) + 1))
            return ERR_TOO_LARGE;
        weight *= lesser(count[tier], places) + 1;
    }
    return OK;
}

struct plan_objective pattern_objective(const struct pattern_weights *weigh, int64_t weight)
{
    struct plan_objective objective = {0};
    for (size_t tier = 0; tier < PLAN_TIERS; tier++) {
        objective.housed[tier] = weight / weigh->of_tier[tier];
        weight %= weigh->of_tier[tier];
    }
    objective.score = weight;
    return objective;
}

/* ---- options ---- */

static void load_edges(struct load *load)
{
    plan_each_edge(load->world->problem, keep_edge, load);
    load->edges = ARENA_MANY(load->arena, struct plan_edge, load->edge_count);
    load->edge_room = load->edge_count;
    load->edge_count = 0;
    plan_each_edge(load->world->problem, keep_edge, load);
}

/* An edge where it stands here: by house, household and kind. */
struct placed {
    uint32_t house, household, kind;
    int64_t weight;
};

static int by_place(const void *a, const void *b)
{
    const struct placed *left = a, *right = b;
    if (left->house != right->house)
        return left->house < right->house ? -1 : 1;
    if (left->household != right->household)
        return left->household < right->household ? -1 : 1;
    return (left->kind > right->kind) - (left->kind < right->kind);
}

static struct placed *place_edges(struct load *load, size_t *out_count)
{
    const struct plan_problem *problem = load->world->problem;
    struct pattern_world *world = load->world;
    uint32_t *house_at = ARENA_MANY(load->arena, uint32_t, problem->house_count);
    uint32_t *kind_at = ARENA_MANY(load->arena, uint32_t, problem->room_count);
    for (uint32_t h = 0; h < world->house_count; h++) {
        const struct pattern_kind *kinds = &world->kinds[world->houses[h].kind_first];
        house_at[load->house_order[h]] = h;
        for (uint32_t k = 0; k < world->houses[h].kind_count; k++)
            for (uint32_t r = 0; r < kinds[k].room_count; r++)
                kind_at[world->rooms[kinds[k].room_first + r]] = k;
    }
    struct placed *placed = ARENA_MANY(load->arena, struct placed, load->edge_count);
    size_t count = 0;
    for (size_t e = 0; e < load->edge_count; e++) {
        const struct plan_edge *edge = &load->edges[e];
        uint32_t house = house_at[problem->rooms[edge->room].house];
        int64_t weight =
            world->weigh.of_tier[problem->households[edge->household].tier] + edge->score;
        if (load->household_at[edge->household] == PLAN_NONE) {
            if (load->fixed_in_room[edge->room] == edge->household)
                world->fixed_weight += weight;
        } else if (load->fixed_in_room[edge->room] == PLAN_NONE &&
                   may_live(load, house, edge->household)) {
            placed[count++] = (struct placed){house, load->household_at[edge->household],
                                              kind_at[edge->room], weight};
        }
    }
    qsort(placed, count, sizeof(*placed), by_place);
    *out_count = count;
    return placed;
}

static void load_options(struct load *load)
{
    size_t count, weight_count = 0;
    struct pattern_world *world = load->world;
    const struct placed *placed = place_edges(load, &count);
    for (size_t e = 0; e < count; e++)
        if (e == 0 || placed[e].house != placed[e - 1].house ||
            placed[e].household != placed[e - 1].household)
            weight_count += world->houses[placed[e].house].kind_count;
    world->options = ARENA_MANY(load->arena, struct pattern_option, count);
    world->weights = ARENA_MANY(load->arena, int64_t, weight_count);
    size_t e = 0;
    uint32_t options = 0, weights = 0;
    for (uint32_t h = 0; h < world->house_count; h++) {
        struct pattern_house *house = &world->houses[h];
        house->option_first = options;
        while (e < count && placed[e].house == h) {
            world->options[options] = (struct pattern_option){placed[e].household, weights};
            for (; e < count && placed[e].house == h &&
                   placed[e].household == world->options[options].household;
                 e++)
                world->weights[weights + placed[e].kind] = placed[e].weight;
            weights += house->kind_count;
            options++;
        }
        house->option_count = options - house->option_first;
        if (house->option_count > world->options_most)
            world->options_most = house->option_count;
    }
}

static void load_conflicts(struct load *load)
{
    const struct plan_problem *problem = load->world->problem;
    struct pattern_world *world = load->world;
    size_t count = 0;
    for (uint32_t i = 0; i < world->household_count; i++)
        count += problem->households[world->households[i].of_problem].conflicts.count;
    world->conflicts = ARENA_MANY(load->arena, uint32_t, count);
    uint32_t at = 0;
    for (uint32_t i = 0; i < world->household_count; i++) {
        struct pattern_household *household = &world->households[i];
        struct plan_list list = problem->households[household->of_problem].conflicts;
        household->conflict_first = at;
        for (uint32_t c = 0; c < list.count; c++)
            if (load->household_at[problem->keys[list.first + c]] != PLAN_NONE)
                world->conflicts[at++] = load->household_at[problem->keys[list.first + c]];
        household->conflict_count = at - household->conflict_first;
    }
}

enum err pattern_load(struct arena *arena, const struct plan_problem *problem,
                      struct pattern_world *out_world)
{
    *out_world = (struct pattern_world){.problem = problem};
    struct load load = {.arena = arena, .world = out_world};
    mark_fixed(&load);
    order_households(&load);
    order_houses(&load);
    out_world->rooms = ARENA_MANY(arena, uint32_t, problem->room_count);
    out_world->kinds = ARENA_MANY(arena, struct pattern_kind, problem->room_count);
    for (uint32_t h = 0; h < out_world->house_count; h++) {
        load_house(&load, h);
        load_rooms(&load, h);
    }
    load_edges(&load);
    if (weigh(&load) != OK)
        return ERR_TOO_LARGE;
    load_options(&load);
    load_conflicts(&load);
    return OK;
}
