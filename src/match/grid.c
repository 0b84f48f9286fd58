#include "match/grid.h"

#include <stdlib.h>

enum { MODES = 3, FEATURES = 4 };

/* ---- renumbering ---- */

struct order {
    uint64_t kind; /* those alike stand together */
    int64_t first;
    uint32_t rank, of_problem;
};

static int in_order(const void *a, const void *b)
{
    const struct order *left = a, *right = b;
    if (left->kind != right->kind)
        return left->kind < right->kind ? -1 : 1;
    if (left->first != right->first)
        return left->first < right->first ? -1 : 1;
    return (left->rank > right->rank) - (left->rank < right->rank);
}

static int32_t waiting_points(const struct plan_problem *problem,
                              const struct plan_household *household)
{
    const struct match_weight *weight = &problem->weights.of[MATCH_TERM_WAITING];
    int64_t points = (int64_t)household->waiting_days * weight->points;
    return (int32_t)(points < weight->most ? points : weight->most);
}

static int32_t base_of(const struct grid *grid, const struct plan_household *household)
{
    must(household->tier < PLAN_TIERS);
    return grid->block * (PLAN_TIERS - household->tier) + waiting_points(grid->problem, household) +
           grid->problem->weights.of[MATCH_TERM_BASE].points;
}

static struct order order_of_household(const struct grid *grid, uint32_t i)
{
    const struct plan_household *who = &grid->problem->households[i];
    return (struct order){(uint64_t)who->modes << 32 | who->beds, -(int64_t)base_of(grid, who),
                          who->rank, i};
}

static struct order order_of_room(const struct grid *grid, uint32_t r)
{
    const struct plan_room *room = &grid->problem->rooms[r];
    const struct plan_house *house = &grid->problem->houses[room->house];
    return (struct order){(uint64_t)house->modes << 32 | (uint64_t)room->beds << 8 |
                              (uint64_t)room->cot << 1 | (uint64_t)room->step_free,
                          house->region, room->rank, r};
}

/* ---- the sets ---- */

static int by_number(const void *a, const void *b)
{
    return *(const uint16_t *)a - *(const uint16_t *)b;
}

static void find_sizes(struct arena *arena, struct grid *grid)
{
    const struct plan_problem *problem = grid->problem;
    size_t count = 0;
    grid->sizes = ARENA_MANY(arena, uint16_t, (size_t)problem->household_count +
                                                  problem->room_count);
    for (uint32_t i = 0; i < problem->household_count; i++)
        grid->sizes[count++] = problem->households[i].beds;
    for (uint32_t r = 0; r < problem->room_count; r++)
        grid->sizes[count++] = problem->rooms[r].beds;
    qsort(grid->sizes, count, sizeof(*grid->sizes), by_number);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || grid->sizes[i] != grid->sizes[grid->size_count - 1])
            grid->sizes[grid->size_count++] = grid->sizes[i];
}

static struct grid_layout layout_of(const struct plan_counts *counts, uint32_t sizes)
{
    struct grid_layout at = {.modes = 0};
    at.features = at.modes + MODES;
    at.regions = at.features + FEATURES;
    at.areas = at.regions + counts->regions;
    at.avoided = at.areas + counts->areas;
    at.languages = at.avoided + counts->areas;
    at.needs = at.languages + counts->languages;
    at.providers = at.needs + counts->needs;
    at.beds = at.providers + counts->providers;
    at.reach = at.beds + sizes;
    at.count = at.reach + sizes;
    return at;
}

struct member {
    struct grid_side *side;
    uint32_t word;
    uint64_t bit;
    const uint32_t *keys;
};

static void put(const struct member *member, uint32_t set, bool is_in)
{
    if (is_in)
        member->side->sets[(size_t)set * member->side->words + member->word] |= member->bit;
}

static void put_bits(const struct member *member, uint32_t kind, uint32_t bits)
{
    for (; bits; bits &= bits - 1)
        put(member, kind + (uint32_t)__builtin_ctz(bits), true);
}

static void put_list(const struct member *member, uint32_t kind, struct plan_list list)
{
    for (uint32_t i = 0; i < list.count; i++)
        put(member, kind + member->keys[list.first + i], true);
}

static void put_household(const struct grid *grid, const struct member *member,
                          const struct plan_household *who)
{
    const struct grid_layout *at = &grid->layout;
    put_bits(member, at->modes, who->modes);
    put(member, at->features, who->step_free);
    put(member, at->features + 1, who->cot);
    put(member, at->features + 2, who->night);
    put(member, at->features + 3, who->complex);
    put_list(member, at->regions, who->regions);
    put_list(member, at->areas, who->wish_areas);
    put_list(member, at->avoided, who->avoid_areas);
    put_list(member, at->languages, who->languages);
    put_list(member, at->needs, who->needs);
    if (who->provider != PLAN_NONE)
        put(member, at->providers + who->provider, true);
    for (uint32_t k = 0; k < grid->size_count; k++) {
        put(member, at->beds + k, grid->sizes[k] == who->beds);
        put(member, at->reach + k, grid->sizes[k] >= who->beds);
    }
}

static void put_room(const struct grid *grid, const struct member *member,
                     const struct plan_room *room)
{
    const struct plan_house *house = &grid->problem->houses[room->house];
    const struct grid_layout *at = &grid->layout;
    put_bits(member, at->modes, house->modes);
    put(member, at->features, room->step_free);
    put(member, at->features + 1, room->cot);
    put(member, at->features + 2, house->night_admissions > 0);
    put(member, at->features + 3, house->complex_places > 0);
    put(member, at->regions + house->region, true);
    put(member, at->areas + house->area, true);
    put_list(member, at->languages, house->languages);
    put_list(member, at->needs, house->specialisms);
    if (house->provider != PLAN_NONE)
        put(member, at->providers + house->provider, true);
    for (uint32_t k = 0; k < grid->size_count; k++) {
        put(member, at->beds + k, grid->sizes[k] == room->beds);
        put(member, at->reach + k, grid->sizes[k] <= room->beds);
    }
}

static struct member member_of(struct grid *grid, unsigned side, uint32_t node)
{
    return (struct member){&grid->sides[side], node / 64, UINT64_C(1) << node % 64,
                           grid->problem->keys};
}

/* Puts a node that is in no set into those of its row of the problem. */
static void put_node(struct grid *grid, unsigned side, uint32_t node)
{
    const struct plan_problem *problem = grid->problem;
    struct member member = member_of(grid, side, node);
    uint32_t of_problem = member.side->of_problem[node];
    if (side == 1) {
        put_room(grid, &member, &problem->rooms[of_problem]);
        return;
    }
    member.side->base[node] = base_of(grid, &problem->households[of_problem]);
    put_household(grid, &member, &problem->households[of_problem]);
}

/* Takes a node out of all sets; told: in which it was. */
static void take_out(struct grid *grid, const struct member *member)
{
    for (uint32_t set = 0; set < grid->layout.count; set++) {
        uint64_t *word = &member->side->sets[(size_t)set * member->side->words + member->word];
        grid->was_in[set] = *word & member->bit;
        *word &= ~member->bit;
    }
}

static bool is_as_before(const struct grid *grid, const struct member *member)
{
    for (uint32_t set = 0; set < grid->layout.count; set++) {
        uint64_t word = member->side->sets[(size_t)set * member->side->words + member->word];
        if (grid->was_in[set] != ((word & member->bit) != 0))
            return false;
    }
    return true;
}

static bool is_size(const struct grid *grid, uint16_t beds)
{
    return bsearch(&beds, grid->sizes, grid->size_count, sizeof(beds), by_number) != NULL;
}

enum err grid_read(struct grid *grid, unsigned side, uint32_t node, bool *out_is_other)
{
    const struct plan_problem *problem = grid->problem;
    struct member member = member_of(grid, side, node);
    uint32_t of_problem = member.side->of_problem[node];
    uint16_t beds = side == 0 ? problem->households[of_problem].beds
                              : problem->rooms[of_problem].beds;
    if (!is_size(grid, beds))
        return ERR_TOO_LARGE;
    take_out(grid, &member);
    put_node(grid, side, node);
    *out_is_other = !is_as_before(grid, &member);
    if (*out_is_other) {
        grid->kept[side][node].version = 0;
        grid->version[!side]++;
    }
    return OK;
}

/* ---- all of it ---- */

static void make_side(struct arena *arena, struct grid *grid, unsigned side, uint32_t count)
{
    struct grid_side *made = &grid->sides[side];
    struct order *order = ARENA_MANY(arena, struct order, count);
    *made = (struct grid_side){.count = count, .words = (count + 63) / 64};
    made->of_problem = ARENA_MANY(arena, uint32_t, count);
    made->at = ARENA_MANY(arena, uint32_t, count);
    made->base = ARENA_MANY(arena, int32_t, (size_t)made->words * 64);
    made->sets = ARENA_MANY(arena, uint64_t, (size_t)made->words * grid->layout.count);
    for (uint32_t i = 0; i < count; i++)
        order[i] = side == 0 ? order_of_household(grid, i) : order_of_room(grid, i);
    qsort(order, count, sizeof(*order), in_order);
    for (uint32_t i = 0; i < count; i++) {
        made->of_problem[i] = order[i].of_problem;
        made->at[order[i].of_problem] = i;
    }
    for (uint32_t i = 0; i < count; i++)
        put_node(grid, side, i);
}

static int64_t score_most(const struct plan_problem *problem)
{
    const struct match_weight *of = problem->weights.of;
    int64_t most = (int64_t)of[MATCH_TERM_AREA].points + of[MATCH_TERM_LANGUAGE].points +
                   of[MATCH_TERM_SPECIALISM].most + of[MATCH_TERM_PROVIDER].points +
                   of[MATCH_TERM_SIZE].points + of[MATCH_TERM_WAITING].most +
                   of[MATCH_TERM_BASE].points;
    must(most <= PLAN_SCORE_MAX);
    return most;
}

static void make_spread(struct grid *grid)
{
    for (int byte = 0; byte < 256; byte++)
        for (int lane = 0; lane < 8; lane++)
            grid->spread[byte][lane] = (int16_t)-(byte >> lane & 1);
}

static void make_ask(struct arena *arena, struct grid *grid)
{
    struct grid_ask *ask = &grid->ask;
    ask->sets = ARENA_MANY(arena, const uint64_t *, (size_t)grid->layout.count * 2);
    ask->must = ARENA_MANY(arena, struct grid_group, FEATURES + 4);
    ask->terms = ARENA_MANY(arena, struct grid_group, (size_t)grid->size_count + 3);
    ask->needs_most = (int16_t)grid->problem->weights.of[MATCH_TERM_SPECIALISM].most;
}

enum err grid_make(struct arena *arena, const struct plan_problem *problem, struct grid *out_grid)
{
    int64_t most = score_most(problem);
    uint32_t households = problem->household_count, rooms = problem->room_count;
    int64_t block = (households < rooms ? households : rooms) * most + 1;
    if (block * PLAN_TIERS + most > ASSIGN_WEIGHT_MAX)
        return ERR_TOO_LARGE;
    *out_grid = (struct grid){
        .problem = problem,
        .block = (int32_t)block,
        .most = (int32_t)(block * PLAN_TIERS + most),
    };
    find_sizes(arena, out_grid);
    out_grid->layout = layout_of(&problem->counts, out_grid->size_count);
    size_t nodes = (size_t)households + rooms + 128;
    if (households >= GRID_NODES_MOST || rooms >= GRID_NODES_MOST)
        return ERR_TOO_LARGE;
    if (nodes / 8 * out_grid->layout.count > GRID_MEMORY)
        return ERR_TOO_LARGE;
    make_spread(out_grid);
    make_ask(arena, out_grid);
    out_grid->arena = arena;
    out_grid->kept[0] = ARENA_MANY(arena, struct grid_kept, households);
    out_grid->kept[1] = ARENA_MANY(arena, struct grid_kept, rooms);
    out_grid->kept_left = GRID_KEPT_MEMORY / sizeof(uint32_t);
    out_grid->version[0] = out_grid->version[1] = 1;
    out_grid->was_in = ARENA_MANY(arena, bool, out_grid->layout.count);
    make_side(arena, out_grid, 0, households);
    make_side(arena, out_grid, 1, rooms);
    out_grid->scratch = ARENA_MANY(arena, uint32_t, nodes);
    out_grid->values = ARENA_MANY(arena, int32_t, nodes);
    out_grid->finds = ARENA_MANY(arena, struct assign_edge, nodes);
    return OK;
}
