#include "match/grid.h"

#include <stdlib.h>

#include "match/assign.h"

/* ---- renumbering ---- */

struct order {
    int64_t first;
    uint32_t second;
    uint32_t of_problem;
};

static int in_order(const void *a, const void *b)
{
    const struct order *left = a, *right = b;
    if (left->first != right->first)
        return left->first < right->first ? -1 : 1;
    return (left->second > right->second) - (left->second < right->second);
}

static uint64_t bits_of(const struct plan_problem *problem, struct plan_list list)
{
    uint64_t bits = 0;
    for (uint32_t i = 0; i < list.count; i++)
        bits |= UINT64_C(1) << problem->keys[list.first + i] % 64;
    return bits;
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
    return grid->block * (PLAN_TIERS - household->tier) + waiting_points(grid->problem, household) +
           grid->problem->weights.of[MATCH_TERM_BASE].points;
}

void grid_read_household(struct grid *grid, uint32_t household)
{
    const struct plan_problem *problem = grid->problem;
    struct grid_household *row = &grid->households[household];
    const struct plan_household *from = &problem->households[row->of_problem];
    must(from->tier < PLAN_TIERS);
    *row = (struct grid_household){
        .regions = bits_of(problem, from->regions),
        .avoid = bits_of(problem, from->avoid_areas),
        .wish = bits_of(problem, from->wish_areas),
        .languages = bits_of(problem, from->languages),
        .needs = bits_of(problem, from->needs),
        .base = base_of(grid, from),
        .provider = from->provider,
        .of_problem = row->of_problem,
        .beds = from->beds,
        .modes = from->modes,
        .features = (uint8_t)(from->step_free * GRID_STEP_FREE | from->cot * GRID_COT),
        .cover = (uint8_t)(from->night * GRID_NIGHT | from->complex * GRID_COMPLEX),
    };
}

void grid_read_room(struct grid *grid, uint32_t room)
{
    struct grid_room *row = &grid->rooms[room];
    const struct plan_room *from = &grid->problem->rooms[row->of_problem];
    row->beds = from->beds;
    row->features = (uint8_t)(from->step_free * GRID_STEP_FREE | from->cot * GRID_COT);
}

static void make_households(struct arena *arena, struct grid *grid)
{
    const struct plan_problem *problem = grid->problem;
    uint32_t count = problem->household_count;
    struct order *order = ARENA_MANY(arena, struct order, count);
    for (uint32_t i = 0; i < count; i++)
        order[i] = (struct order){-(int64_t)base_of(grid, &problem->households[i]),
                                  problem->households[i].rank, i};
    qsort(order, count, sizeof(*order), in_order);
    grid->households = ARENA_MANY(arena, struct grid_household, count);
    grid->household_at = ARENA_MANY(arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++) {
        grid->households[i].of_problem = order[i].of_problem;
        grid->household_at[order[i].of_problem] = i;
        grid_read_household(grid, i);
    }
}

static struct order *order_houses(struct arena *arena, const struct plan_problem *problem)
{
    struct order *order = ARENA_MANY(arena, struct order, problem->house_count);
    for (uint32_t i = 0; i < problem->house_count; i++) {
        uint32_t lowest = PLAN_NONE;
        for (uint32_t r = problem->house_rooms[i]; r < problem->house_rooms[i + 1]; r++)
            if (problem->rooms[r].rank < lowest)
                lowest = problem->rooms[r].rank;
        order[i] = (struct order){problem->houses[i].region, lowest, i};
    }
    qsort(order, problem->house_count, sizeof(*order), in_order);
    return order;
}

static void make_house(struct grid *grid, uint32_t house, uint32_t of_problem, uint32_t first)
{
    const struct plan_house *from = &grid->problem->houses[of_problem];
    grid->houses[house] = (struct grid_house){
        .languages = bits_of(grid->problem, from->languages),
        .specialisms = bits_of(grid->problem, from->specialisms),
        .area = from->area,
        .region = from->region,
        .provider = from->provider,
        .first = first,
        .of_problem = of_problem,
        .modes = from->modes,
        .cover = (uint8_t)((from->night_admissions > 0) * GRID_NIGHT |
                           (from->complex_places > 0) * GRID_COMPLEX),
    };
}

/* Few rooms a house: by insertion. */
static void add_room(struct grid *grid, uint32_t house, uint32_t count, uint32_t of_problem)
{
    const struct plan_room *rooms = grid->problem->rooms;
    uint32_t first = grid->houses[house].first, at = first + count;
    for (; at > first && rooms[grid->rooms[at - 1].of_problem].rank > rooms[of_problem].rank; at--)
        grid->rooms[at] = grid->rooms[at - 1];
    grid->rooms[at] = (struct grid_room){.house = house, .of_problem = of_problem};
}

static void make_houses(struct arena *arena, struct grid *grid)
{
    const struct plan_problem *problem = grid->problem;
    struct order *order = order_houses(arena, problem);
    uint32_t first = 0;
    grid->houses = ARENA_MANY(arena, struct grid_house, problem->house_count + 1);
    grid->rooms = ARENA_MANY(arena, struct grid_room, problem->room_count);
    grid->room_at = ARENA_MANY(arena, uint32_t, problem->room_count);
    grid->region_first = ARENA_MANY(arena, uint32_t, problem->counts.regions + 1);
    for (uint32_t i = 0; i < problem->house_count; i++) {
        uint32_t from = problem->house_rooms[order[i].of_problem];
        uint32_t end = problem->house_rooms[order[i].of_problem + 1];
        make_house(grid, i, order[i].of_problem, first);
        grid->region_first[grid->houses[i].region + 1] = i + 1;
        for (uint32_t r = from; r < end; r++)
            add_room(grid, i, r - from, r);
        first += end - from;
    }
    must(first == problem->room_count);
    grid->houses[problem->house_count].first = first;
    for (uint32_t region = 0; region < problem->counts.regions; region++)
        if (grid->region_first[region + 1] < grid->region_first[region])
            grid->region_first[region + 1] = grid->region_first[region];
    for (uint32_t r = 0; r < problem->room_count; r++) {
        grid->room_at[grid->rooms[r].of_problem] = r;
        grid_read_room(grid, r);
    }
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

enum err grid_make(struct arena *arena, const struct plan_problem *problem, struct grid *out_grid)
{
    int64_t most = score_most(problem);
    int64_t fewer = problem->household_count < problem->room_count ? problem->household_count
                                                                   : problem->room_count;
    int64_t block = fewer * most + 1;
    if (block * PLAN_TIERS + most > ASSIGN_WEIGHT_MAX)
        return ERR_TOO_LARGE;
    *out_grid = (struct grid){
        .problem = problem,
        .block = (int32_t)block,
        .most = (int32_t)(block * PLAN_TIERS + most),
    };
    make_households(arena, out_grid);
    make_houses(arena, out_grid);
    uint32_t larger = problem->household_count > problem->room_count ? problem->household_count
                                                                     : problem->room_count;
    out_grid->area_points = ARENA_MANY(arena, int32_t, problem->counts.areas);
    out_grid->finds = ARENA_MANY(arena, struct grid_find, larger);
    return OK;
}

void grid_mark(struct grid *grid, uint32_t room, int32_t mark)
{
    struct grid_house *house = &grid->houses[grid->rooms[room].house];
    int32_t before = grid->rooms[room].mark;
    grid->rooms[room].mark = mark;
    if (mark < house->lowest) {
        house->lowest = mark;
    } else if (before == house->lowest) {
        house->lowest = INT32_MAX;
        for (uint32_t r = house->first; r < house[1].first; r++)
            if (grid->rooms[r].mark < house->lowest)
                house->lowest = grid->rooms[r].mark;
    }
}

/* ---- keeping the best ---- */

struct keeper {
    struct grid *grid;
    size_t keep, full;
    int64_t floor; /* what ranks below is not among the best */
    int64_t ceiling;
    int32_t begin;
    bool has_left_out;
};

/* Moves the `keep` best to the front, by parting again and again where the boundary lies. */
static void select_best(struct grid_find *finds, int64_t count, int64_t keep)
{
    int64_t from = 0, end = count - 1;
    while (from < end) {
        int64_t pivot = finds[from + (end - from) / 2].rank, left = from, right = end;
        while (left <= right) {
            while (finds[left].rank > pivot)
                left++;
            while (finds[right].rank < pivot)
                right--;
            if (left > right)
                break;
            struct grid_find moved = finds[left];
            finds[left++] = finds[right];
            finds[right--] = moved;
        }
        if (keep <= right)
            end = right;
        else if (keep > left)
            from = left;
        else
            return;
    }
}

/* Leaves of finds[] the best, and those as good as the last of them. */
static void sieve(struct keeper *keeper)
{
    struct grid_find *finds = keeper->grid->finds;
    size_t count = keeper->grid->find_count, kept = keeper->keep;
    if (count <= keeper->keep)
        return;
    select_best(finds, (int64_t)count, (int64_t)keeper->keep);
    int64_t worst = INT64_MAX;
    for (size_t i = 0; i < keeper->keep; i++)
        worst = finds[i].rank < worst ? finds[i].rank : worst;
    for (size_t i = keeper->keep; i < count; i++)
        if (finds[i].rank == worst)
            finds[kept++] = finds[i];
    keeper->floor = worst;
    keeper->has_left_out = true; /* perhaps nothing yet; what comes below the floor will be */
    keeper->grid->find_count = kept;
    keeper->full = kept + keeper->keep * 3;
}

static void take(struct keeper *keeper, int64_t rank, uint32_t to, int32_t weight)
{
    if (keeper->grid->find_count == keeper->full)
        sieve(keeper);
    if (rank >= keeper->floor)
        keeper->grid->finds[keeper->grid->find_count++] = (struct grid_find){rank, to, weight};
}

static int32_t value_of(int64_t rank)
{
    return (int32_t)(rank >> 32);
}

static struct keeper keeper_of(struct grid *grid, struct grid_scan scan)
{
    grid->find_count = 0;
    return (struct keeper){.grid = grid,
                           .keep = scan.keep,
                           .full = scan.keep < SIZE_MAX / 4 ? scan.keep * 4 : SIZE_MAX,
                           .floor = ((int64_t)scan.over + 1) * (INT64_C(1) << 32),
                           .begin = scan.begin,
                           .ceiling = ((int64_t)scan.below << 32) | UINT32_MAX};
}

/* ---- scans ---- */

static int count_shared(const struct plan_problem *problem, struct plan_list a, struct plan_list b)
{
    const uint32_t *left = problem->keys + a.first, *left_end = left + a.count;
    const uint32_t *right = problem->keys + b.first, *right_end = right + b.count;
    int shared = 0;
    while (left < left_end && right < right_end) {
        uint32_t lesser = *left < *right ? *left : *right;
        shared += *left == *right;
        left += *left == lesser;
        right += *right == lesser;
    }
    return shared;
}

static int32_t language_points(const struct grid *grid, const struct grid_household *household,
                               const struct grid_house *house)
{
    const struct plan_problem *problem = grid->problem;
    if (!(household->languages & house->languages))
        return 0;
    if (problem->counts.languages > 64 &&
        count_shared(problem, problem->households[household->of_problem].languages,
                     problem->houses[house->of_problem].languages) == 0)
        return 0;
    return problem->weights.of[MATCH_TERM_LANGUAGE].points;
}

static int32_t specialism_points(const struct grid *grid, const struct grid_household *household,
                                 const struct grid_house *house)
{
    const struct plan_problem *problem = grid->problem;
    const struct match_weight *weight = &problem->weights.of[MATCH_TERM_SPECIALISM];
    int shared = __builtin_popcountll(household->needs & house->specialisms);
    if (shared == 0)
        return 0;
    if (problem->counts.needs > 64)
        shared = count_shared(problem, problem->households[household->of_problem].needs,
                              problem->houses[house->of_problem].specialisms);
    int64_t points = (int64_t)shared * weight->points;
    return (int32_t)(points < weight->most ? points : weight->most);
}

/* What a house adds to the weight, but for its area. */
static int32_t house_points(const struct grid *grid, const struct grid_household *household,
                            const struct grid_house *house)
{
    bool is_same = household->provider == house->provider && house->provider != PLAN_NONE;
    return language_points(grid, household, house) + specialism_points(grid, household, house) +
           (is_same ? grid->problem->weights.of[MATCH_TERM_PROVIDER].points : 0);
}

static int32_t size_points(const struct grid *grid, int32_t spare_beds)
{
    const struct match_weight *weight = &grid->problem->weights.of[MATCH_TERM_SIZE];
    int64_t points = weight->points - (int64_t)weight->step * spare_beds;
    return points > 0 ? (int32_t)points : 0;
}

/* A number that differs from household to household, below 2^31. */
static uint32_t mixed(uint32_t household, uint32_t room)
{
    return ((household * UINT32_C(0x9E3779B1)) ^ room) * UINT32_C(0x85EBCA6B) >> 1;
}

static void scan_house(struct keeper *keeper, uint32_t household, const struct grid_house *house,
                       int32_t begin, const struct assign_node *nodes)
{
    const struct grid *grid = keeper->grid;
    const struct grid_household *row = &grid->households[household];
    for (uint32_t r = house->first; r < house[1].first; r++) {
        const struct grid_room *room = &grid->rooms[r];
        if (room->beds < row->beds || (row->features & ~room->features))
            continue;
        int32_t weight = begin + size_points(grid, room->beds - row->beds);
        int64_t rank = (int64_t)weight - room->mark;
        if (rank < keeper->floor >> 32)
            continue;
        if (keeper->begin >= 0 && keeper->begin - rank >= nodes[r].distance)
            continue;
        rank <<= 32;
        if (nodes)
            rank |= (int64_t)(nodes[r].mate == ASSIGN_NONE) << 31 | mixed(household, r);
        if (rank <= keeper->ceiling)
            take(keeper, rank, r, weight);
    }
}

enum { AVOIDED = -1 };

static void put_areas(struct grid *grid, const struct plan_household *household, bool is_on)
{
    const uint32_t *keys = grid->problem->keys;
    int32_t wished = is_on ? grid->problem->weights.of[MATCH_TERM_AREA].points : 0;
    struct plan_list wishes = household->wish_areas, avoids = household->avoid_areas;
    for (uint32_t i = 0; i < wishes.count; i++)
        grid->area_points[keys[wishes.first + i]] = wished;
    for (uint32_t i = 0; i < avoids.count; i++)
        grid->area_points[keys[avoids.first + i]] = is_on ? AVOIDED : 0;
}

static void scan_region(struct keeper *keeper, uint32_t household, uint32_t region,
                        const struct assign_node *nodes)
{
    const struct grid *grid = keeper->grid;
    const struct grid_household *row = &grid->households[household];
    const struct match_weight *of = grid->problem->weights.of;
    const int32_t size = of[MATCH_TERM_SIZE].points;
    const int32_t extras = of[MATCH_TERM_LANGUAGE].points + of[MATCH_TERM_SPECIALISM].most +
                           of[MATCH_TERM_PROVIDER].points;
    const struct grid_house *end = &grid->houses[grid->region_first[region + 1]];
    for (const struct grid_house *house = &grid->houses[grid->region_first[region]]; house < end;
         house++) {
        int32_t area = grid->area_points[house->area];
        if (!(row->modes & house->modes) || (row->cover & ~house->cover) || area == AVOIDED)
            continue;
        int64_t floor = keeper->floor >> 32;
        int32_t begin = row->base + area;
        if ((int64_t)begin + extras + size - house->lowest < floor)
            continue;
        begin += house_points(grid, row, house);
        if ((int64_t)begin + size - house->lowest >= floor)
            scan_house(keeper, household, house, begin, nodes);
    }
}

int32_t grid_scan_rooms(struct grid *grid, uint32_t household, const struct assign_node *nodes,
                        struct grid_scan scan)
{
    const struct plan_problem *problem = grid->problem;
    const struct plan_household *row = &problem->households[grid->households[household].of_problem];
    struct keeper keeper = keeper_of(grid, scan);
    put_areas(grid, row, true);
    for (uint32_t i = 0; i < row->regions.count; i++)
        scan_region(&keeper, household, problem->keys[row->regions.first + i], nodes);
    put_areas(grid, row, false);
    sieve(&keeper);
    if (!keeper.has_left_out)
        return scan.over;
    return value_of(keeper.floor) - (nodes == NULL);
}
