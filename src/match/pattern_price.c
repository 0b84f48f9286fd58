#include "match/pattern.h"

/* A household that may take a room, at the prices of now. */
struct pattern_item {
    int64_t value; /* over 0 */
    uint32_t household;
};

struct pattern_pricer pattern_pricer_make(struct arena *arena, const struct pattern_world *world)
{
    size_t rooms = world->rooms_most, options = world->options_most;
    size_t option_count = 0;
    for (uint32_t h = 0; h < world->house_count; h++)
        option_count += world->houses[h].option_count;
    struct pattern_pricer pricer = {
        .world = world,
        .prices = ARENA_MANY(arena, int64_t, world->household_count),
        .steps_most = UINT64_MAX,
        .set_house = ARENA_MANY(arena, uint32_t, world->household_count),
        .is_barred = ARENA_MANY(arena, bool, world->household_count),
        .shut = ARENA_MANY(arena, uint64_t, option_count / 64 + 1),
        .items = ARENA_MANY(arena, struct pattern_item, rooms * options),
        .item_counts = ARENA_MANY(arena, uint32_t, rooms),
        .best_from = ARENA_MANY(arena, int64_t, rooms + 1),
        .chosen = ARENA_MANY(arena, struct pattern_place, rooms),
        .best = ARENA_MANY(arena, struct pattern_place, rooms),
    };
    for (uint32_t i = 0; i < world->household_count; i++)
        pricer.set_house[i] = PLAN_NONE;
    return pricer;
}

static uint32_t option_of(const struct pattern_world *world, uint32_t house, uint32_t household)
{
    const struct pattern_house *of = &world->houses[house];
    uint32_t low = of->option_first, high = low + of->option_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (world->options[middle].household < household)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void pattern_choose(struct pattern_pricer *pricer, struct pattern_choice choice, bool is_made)
{
    if (choice.is_set) {
        pricer->set_house[choice.household] = is_made ? choice.house : PLAN_NONE;
        return;
    }
    uint32_t option = option_of(pricer->world, choice.house, choice.household);
    uint64_t bit = UINT64_C(1) << option % 64;
    pricer->shut[option / 64] = is_made ? pricer->shut[option / 64] | bit
                                        : pricer->shut[option / 64] & ~bit;
}

static bool is_option_open(const struct pattern_pricer *pricer, uint32_t house, uint32_t option)
{
    uint32_t household = pricer->world->options[option].household;
    uint32_t set = pricer->set_house[household];
    return (set == PLAN_NONE || set == house) && !pricer->is_barred[household] &&
           !(pricer->shut[option / 64] >> option % 64 & 1);
}

bool pattern_is_open(const struct pattern_pricer *pricer, uint32_t house, uint32_t household)
{
    return is_option_open(pricer, house, option_of(pricer->world, house, household));
}

/* ---- one house, one mode ---- */

struct look {
    struct pattern_pricer *pricer;
    const struct pattern_house *house;
    uint32_t chosen_count, best_count;
    int64_t best;
    bool is_cut;
};

static void add_item(struct pattern_pricer *pricer, uint32_t room, struct pattern_item item)
{
    struct pattern_item *items = &pricer->items[(size_t)room * pricer->world->options_most];
    uint32_t at = pricer->item_counts[room]++;
    for (; at > 0 && items[at - 1].value < item.value; at--)
        items[at] = items[at - 1];
    items[at] = item;
}

/* Fills the items of a house in one mode; returns how much its rooms are worth at most. */
static int64_t fill_items(struct pattern_pricer *pricer, uint32_t number, uint8_t mode)
{
    const struct pattern_world *world = pricer->world;
    const struct pattern_house *house = &world->houses[number];
    for (uint32_t k = 0; k < house->room_count; k++)
        pricer->item_counts[k] = 0;
    for (uint32_t o = house->option_first; o < house->option_first + house->option_count; o++) {
        const struct pattern_option *option = &world->options[o];
        uint32_t household = option->household;
        if (!(world->households[household].modes & mode) || !is_option_open(pricer, number, o))
            continue;
        int64_t reward = pricer->set_house[household] == number ? pricer->reward : 0;
        for (uint32_t k = 0; k < house->room_count; k++) {
            int64_t weight = world->weights[option->weight_first + k];
            int64_t value = (weight + reward) * (INT64_C(1) << pricer->bits) -
                            pricer->prices[household];
            if (weight > 0 && value > 0)
                add_item(pricer, k, (struct pattern_item){value, household});
        }
    }
    pricer->best_from[house->room_count] = 0;
    for (uint32_t k = house->room_count; k-- > 0;) {
        int64_t top = pricer->item_counts[k] > 0 ? pricer->items[(size_t)k * world->options_most].value
                                                 : 0;
        pricer->best_from[k] = pricer->best_from[k + 1] + top;
    }
    return pricer->best_from[0];
}

static bool is_beside(const struct look *look, uint32_t household)
{
    const struct pattern_world *world = look->pricer->world;
    const struct pattern_household *who = &world->households[household];
    for (uint32_t i = 0; i < look->chosen_count; i++) {
        uint32_t other = look->pricer->chosen[i].household;
        if (other == household)
            return false;
        for (uint32_t c = 0; c < who->conflict_count; c++)
            if (world->conflicts[who->conflict_first + c] == other)
                return false;
    }
    return true;
}

struct room_left {
    int32_t persons, complex, night;
};

static void look_from(struct look *look, uint32_t room, int64_t value, struct room_left left)
{
    struct pattern_pricer *pricer = look->pricer;
    if (value > look->best) {
        look->best = value;
        look->best_count = look->chosen_count;
        for (uint32_t i = 0; i < look->chosen_count; i++)
            pricer->best[i] = pricer->chosen[i];
    }
    if (room == look->house->room_count || look->is_cut)
        return;
    const struct pattern_item *items = &pricer->items[(size_t)room * pricer->world->options_most];
    for (uint32_t i = 0; i < pricer->item_counts[room]; i++) {
        if (value + items[i].value + pricer->best_from[room + 1] <= look->best)
            break;
        look->is_cut = look->is_cut || pricer->steps >= pricer->steps_most;
        pricer->steps++;
        const struct pattern_household *who = &pricer->world->households[items[i].household];
        if (who->persons > left.persons || who->complex > left.complex || who->night > left.night ||
            !is_beside(look, items[i].household))
            continue;
        pricer->chosen[look->chosen_count++] = (struct pattern_place){items[i].household, room};
        look_from(look, room + 1, value + items[i].value,
                  (struct room_left){left.persons - who->persons, left.complex - who->complex,
                                     left.night - who->night});
        look->chosen_count--;
    }
    if (value + pricer->best_from[room + 1] > look->best)
        look_from(look, room + 1, value, left);
}

int64_t pattern_best(struct pattern_pricer *pricer, uint32_t number, struct pattern *out_pattern)
{
    const struct pattern_house *house = &pricer->world->houses[number];
    struct look look = {.pricer = pricer, .house = house};
    int64_t most = 0;
    for (unsigned mode = 1; mode <= house->modes; mode <<= 1) {
        if (!(house->modes & mode))
            continue;
        int64_t at_most = fill_items(pricer, number, (uint8_t)mode);
        most = at_most > most ? at_most : most;
        if (at_most > look.best)
            look_from(&look, 0, 0,
                      (struct room_left){house->persons_left, house->complex_left,
                                         house->night_left});
    }
    out_pattern->house = number;
    out_pattern->count = look.best_count;
    for (uint32_t i = 0; i < look.best_count; i++)
        out_pattern->places[i] = pricer->best[i];
    return look.is_cut ? most : look.best;
}

int64_t pattern_bound(struct pattern_pricer *pricer)
{
    int64_t sum = 0;
    struct pattern pattern = {.places = pricer->chosen};
    for (uint32_t i = 0; i < pricer->world->household_count; i++)
        sum += pricer->prices[i];
    for (uint32_t h = 0; h < pricer->world->house_count; h++)
        sum += pattern_best(pricer, h, &pattern);
    return sum >> pricer->bits;
}
