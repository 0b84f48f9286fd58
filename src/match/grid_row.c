#include "match/grid.h"

#include <string.h>

/* ---- the question ---- */

static struct grid_group begin_group(struct grid_ask *ask, int32_t points)
{
    return (struct grid_group){ask->sets + ask->set_count, 0, (int16_t)points};
}

struct asking {
    const struct grid *grid;
    struct grid_ask *ask;
    const struct grid_side *other;
};

static void add_set(struct asking *asking, struct grid_group *group, uint32_t set)
{
    asking->ask->sets[asking->ask->set_count++] =
        asking->other->sets + (size_t)set * asking->other->words;
    group->count++;
}

static struct grid_group group_of_list(struct asking *asking, uint32_t kind, struct plan_list list,
                                       int32_t points)
{
    struct grid_group group = begin_group(asking->ask, points);
    for (uint32_t i = 0; i < list.count; i++)
        add_set(asking, &group, kind + asking->grid->problem->keys[list.first + i]);
    return group;
}

static struct grid_group group_of_one(struct asking *asking, uint32_t set, int32_t points)
{
    struct grid_group group = begin_group(asking->ask, points);
    add_set(asking, &group, set);
    return group;
}

static struct grid_group group_of_bits(struct asking *asking, uint32_t kind, uint32_t bits)
{
    struct grid_group group = begin_group(asking->ask, 0);
    for (; bits; bits &= bits - 1)
        add_set(asking, &group, kind + (uint32_t)__builtin_ctz(bits));
    return group;
}

static void must_have(struct grid_ask *ask, struct grid_group group)
{
    ask->must[ask->must_count++] = group;
}

static void add_term(struct grid_ask *ask, struct grid_group group)
{
    if (group.count > 0 && group.points != 0)
        ask->terms[ask->term_count++] = group;
}

/* Points for a room's size: by how many beds are spare. from and to: which sizes of the other side
 * are large or small enough. */
static void add_sizes(struct asking *asking, int32_t beds, uint32_t from, uint32_t to)
{
    const struct match_weight *size = &asking->grid->problem->weights.of[MATCH_TERM_SIZE];
    for (uint32_t k = from; k < to; k++) {
        int32_t spare = asking->grid->sizes[k] - beds;
        int64_t points = size->points - (int64_t)size->step * (spare < 0 ? -spare : spare);
        if (points > 0)
            add_term(asking->ask, group_of_one(asking, asking->grid->layout.beds + k,
                                               (int32_t)points));
    }
}

static struct asking begin_asking(struct grid *grid, unsigned side)
{
    struct grid_ask *ask = &grid->ask;
    ask->must_count = ask->term_count = ask->set_count = 0;
    return (struct asking){grid, ask, &grid->sides[!side]};
}

static void ask_of_household(struct grid *grid, const struct plan_household *who)
{
    const struct match_weight *of = grid->problem->weights.of;
    const struct grid_layout *at = &grid->layout;
    struct asking asking = begin_asking(grid, 0);
    struct grid_ask *ask = &grid->ask;
    uint32_t size = 0;
    while (size < grid->size_count && grid->sizes[size] < who->beds)
        size++;
    must_have(ask, group_of_bits(&asking, at->modes, who->modes));
    must_have(ask, group_of_bits(&asking, at->reach, 0));
    if (size < grid->size_count)
        add_set(&asking, &ask->must[ask->must_count - 1], at->reach + size);
    const bool wants[] = {who->step_free, who->cot, who->night, who->complex};
    for (uint32_t k = 0; k < COUNT_OF(wants); k++)
        if (wants[k])
            must_have(ask, group_of_one(&asking, at->features + k, 0));
    must_have(ask, group_of_list(&asking, at->regions, who->regions, 0));
    ask->never = group_of_list(&asking, at->areas, who->avoid_areas, 0);
    add_term(ask, group_of_list(&asking, at->areas, who->wish_areas,
                                of[MATCH_TERM_AREA].points));
    add_term(ask, group_of_list(&asking, at->languages, who->languages,
                                of[MATCH_TERM_LANGUAGE].points));
    if (who->provider != PLAN_NONE)
        add_term(ask, group_of_one(&asking, at->providers + who->provider,
                                   of[MATCH_TERM_PROVIDER].points));
    add_sizes(&asking, who->beds, size, grid->size_count);
    ask->needs = group_of_list(&asking, at->needs, who->needs, of[MATCH_TERM_SPECIALISM].points);
}

static void ask_of_room(struct grid *grid, const struct plan_room *room)
{
    const struct plan_house *house = &grid->problem->houses[room->house];
    const struct match_weight *of = grid->problem->weights.of;
    const struct grid_layout *at = &grid->layout;
    struct asking asking = begin_asking(grid, 1);
    struct grid_ask *ask = &grid->ask;
    uint32_t size = 0;
    while (size < grid->size_count && grid->sizes[size] <= room->beds)
        size++;
    must_have(ask, group_of_bits(&asking, at->modes, house->modes));
    must_have(ask, group_of_bits(&asking, at->reach, 0));
    if (size > 0)
        add_set(&asking, &ask->must[ask->must_count - 1], at->reach + size - 1);
    must_have(ask, group_of_one(&asking, at->regions + house->region, 0));
    ask->never = group_of_one(&asking, at->avoided + house->area, 0);
    const bool has[] = {room->step_free, room->cot, house->night_admissions > 0,
                        house->complex_places > 0};
    for (uint32_t k = 0; k < COUNT_OF(has); k++)
        if (!has[k])
            add_set(&asking, &ask->never, at->features + k);
    add_term(ask, group_of_one(&asking, at->areas + house->area, of[MATCH_TERM_AREA].points));
    add_term(ask, group_of_list(&asking, at->languages, house->languages,
                                of[MATCH_TERM_LANGUAGE].points));
    if (house->provider != PLAN_NONE)
        add_term(ask, group_of_one(&asking, at->providers + house->provider,
                                   of[MATCH_TERM_PROVIDER].points));
    add_sizes(&asking, room->beds, 0, size);
    ask->needs = group_of_list(&asking, at->needs, house->specialisms,
                               of[MATCH_TERM_SPECIALISM].points);
}

static void ask_of(struct grid *grid, unsigned side, uint32_t node)
{
    uint32_t of_problem = grid->sides[side].of_problem[node];
    if (side == 0)
        ask_of_household(grid, &grid->problem->households[of_problem]);
    else
        ask_of_room(grid, &grid->problem->rooms[of_problem]);
}

/* ---- the answer, 64 nodes at a time ---- */

static inline uint64_t any_of(const struct grid_group *group, uint32_t word)
{
    uint64_t any = 0;
    for (uint32_t i = 0; i < group->count; i++)
        any |= group->first[i][word];
    return any;
}

static uint64_t feasible(const struct grid_ask *ask, uint32_t word)
{
    uint64_t ok = any_of(&ask->must[0], word);
    for (uint32_t i = 1; i < ask->must_count && ok; i++)
        ok &= any_of(&ask->must[i], word);
    return ok ? ok & ~any_of(&ask->never, word) : 0;
}

static inline void add_points(const struct grid *grid, grid_lanes *sums, uint64_t bits,
                              int16_t points)
{
    if (bits == 0)
        return;
    for (unsigned b = 0; b < 8; b++)
        sums[b] += grid->spread[bits >> 8 * b & 0xFF] & points;
}

/* So many needs of at most PLAN_SCORE_MAX points can be added to a capped sum within 16 bits. */
enum { NEEDS_AT_ONCE = 7 };

static inline void cap(grid_lanes *sums, int16_t most)
{
    const grid_lanes all_most = {most, most, most, most, most, most, most, most};
    for (unsigned b = 0; b < 8; b++) {
        const grid_lanes is_over = sums[b] > all_most;
        sums[b] = (all_most & is_over) | (sums[b] & ~is_over);
    }
}

/* The terms of a word's pairs. */
static void add_up(const struct grid *grid, uint32_t word, uint64_t ok, grid_lanes *sums)
{
    const struct grid_ask *ask = &grid->ask;
    for (uint32_t i = 0; i < ask->needs.count; i++) {
        add_points(grid, sums, ask->needs.first[i][word] & ok, ask->needs.points);
        if (i % NEEDS_AT_ONCE == NEEDS_AT_ONCE - 1 || i == ask->needs.count - 1)
            cap(sums, ask->needs_most);
    }
    for (uint32_t i = 0; i < ask->term_count; i++)
        add_points(grid, sums, any_of(&ask->terms[i], word) & ok, ask->terms[i].points);
}

static size_t add_word(const struct grid *grid, uint32_t word, uint32_t *row, size_t count)
{
    union {
        grid_lanes lanes[8];
        int16_t of[64];
    } points = {.lanes = {{0}}};
    uint64_t ok = feasible(&grid->ask, word);
    if (ok == 0)
        return count;
    add_up(grid, word, ok, points.lanes);
    for (; ok; ok &= ok - 1) {
        uint32_t bit = (uint32_t)__builtin_ctzll(ok);
        row[count++] = GRID_PAIR(word * 64 + bit, (uint32_t)points.of[bit]);
    }
    return count;
}

static void keep_row(struct grid *grid, unsigned side, uint32_t node, struct grid_row row)
{
    struct grid_kept *kept = &grid->kept[side][node];
    if (kept->room < row.count) {
        if (row.count > grid->kept_left)
            return;
        grid->kept_left -= row.count;
        kept->pairs = ARENA_MANY(grid->arena, uint32_t, row.count);
        kept->room = (uint32_t)row.count;
    }
    if (row.count > 0) /* of an empty one there is no memory */
        memcpy(kept->pairs, row.pairs, row.count * sizeof(*row.pairs));
    kept->count = (uint32_t)row.count;
    kept->version = grid->version[side];
}

struct grid_row grid_row(struct grid *grid, unsigned side, uint32_t node)
{
    const struct grid_kept *kept = &grid->kept[side][node];
    if (kept->version == grid->version[side])
        return (struct grid_row){kept->pairs, kept->count};
    struct grid_row row = {grid->scratch, 0};
    ask_of(grid, side, node);
    for (uint32_t word = 0; word < grid->sides[!side].words; word++)
        row.count = add_word(grid, word, grid->scratch, row.count);
    keep_row(grid, side, node, row);
    return row;
}

uint32_t grid_choices(struct grid *grid, unsigned side, uint32_t node, uint64_t *set)
{
    uint32_t count = 0;
    ask_of(grid, side, node);
    for (uint32_t word = 0; word < grid->sides[!side].words; word++) {
        uint64_t ok = feasible(&grid->ask, word);
        count += (uint32_t)__builtin_popcountll(ok);
        set[word] |= ok;
    }
    return count;
}
