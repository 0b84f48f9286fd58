#include <string.h>

#include "match/pattern.h"

/* A household that may be in the house, at the prices of now. */
struct pattern_item {
    int64_t value; /* above the price of the kind of room where it is worth most; 0 or more */
    uint32_t option;
};

/* A house that takes more steps than this gets a table, when it fits. */
enum { STEPS_PLAIN = 200, TABLE_CELLS = 1 << 17 };

struct pattern_pricer pattern_pricer_make(struct arena *arena, const struct pattern_world *world)
{
    size_t rooms = world->rooms_most, options = world->options_most, option_count = 0;
    for (uint32_t h = 0; h < world->house_count; h++)
        option_count += world->houses[h].option_count;
    struct pattern_pricer pricer = {
        .world = world,
        .prices = ARENA_MANY(arena, int64_t, world->household_count),
        .steps_most = UINT64_MAX,
        .set_house = ARENA_MANY(arena, uint32_t, world->household_count),
        .is_barred = ARENA_MANY(arena, bool, world->household_count),
        .shut = ARENA_MANY(arena, uint64_t, option_count / 64 + 1),
        .items = ARENA_MANY(arena, struct pattern_item, options),
        .sums = ARENA_MANY(arena, int64_t, options + 1),
        .table = ARENA_MANY(arena, int64_t, TABLE_CELLS),
        .kinds_left = ARENA_MANY(arena, uint32_t, rooms),
        .kind_prices = ARENA_MANY(arena, int64_t, rooms),
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

struct room_left {
    uint32_t rooms;
    int32_t persons, complex, night;
};

/* A price on each kind of room keeps everybody from counting on the one room that suits best: what
 * is still to come is at most the prices of the rooms left and what households are worth above
 * them. The table: by item, then by rooms, persons and complex cases left, the most that the items
 * from there on can add, kinds, nights and conflicts aside. */
struct look {
    struct pattern_pricer *pricer;
    const struct pattern_house *house;
    uint32_t number;
    uint32_t item_count, chosen_count, best_count;
    int64_t best;
    int64_t kind_sum; /* prices of the rooms that are left */
    uint64_t steps_plain; /* until then, no table */
    bool is_cut, has_table, is_slow;
    struct room_left most; /* what the table reaches to */
};

/* What an option is worth in a kind of room; 0 or less: nothing. */
static int64_t value_of(const struct look *look, uint32_t option, uint32_t kind)
{
    const struct pattern_pricer *pricer = look->pricer;
    const struct pattern_option *of = &pricer->world->options[option];
    int64_t weight = pricer->world->weights[of->weight_first + kind];
    int64_t reward = pricer->set_house[of->household] == look->number ? pricer->reward : 0;
    if (weight == 0)
        return 0;
    return (weight + reward) * (INT64_C(1) << pricer->bits) - pricer->prices[of->household];
}

static void add_item(struct look *look, struct pattern_item item)
{
    struct pattern_item *items = look->pricer->items;
    uint32_t at = look->item_count++;
    for (; at > 0 && items[at - 1].value < item.value; at--)
        items[at] = items[at - 1];
    items[at] = item;
}

/* What an option is worth above the prices of kinds; false when it is worth nothing anywhere. */
static bool item_of(const struct look *look, uint32_t option, struct pattern_item *out_item)
{
    bool is_any = false;
    *out_item = (struct pattern_item){0, option};
    for (uint32_t k = 0; k < look->house->kind_count; k++) {
        int64_t value = value_of(look, option, k);
        is_any = is_any || value > 0;
        value -= look->pricer->kind_prices[k];
        out_item->value = value > out_item->value ? value : out_item->value;
    }
    return is_any;
}

/* Fills the items of a house in one mode. */
static void fill_items(struct look *look, uint8_t mode)
{
    struct pattern_pricer *pricer = look->pricer;
    const struct pattern_house *house = look->house;
    struct pattern_item item;
    look->item_count = 0;
    for (uint32_t o = house->option_first; o < house->option_first + house->option_count; o++) {
        uint32_t household = pricer->world->options[o].household;
        if ((pricer->world->households[household].modes & mode) &&
            is_option_open(pricer, look->number, o) && item_of(look, o, &item))
            add_item(look, item);
    }
    for (uint32_t i = 0; i < look->item_count; i++)
        pricer->sums[i + 1] = pricer->sums[i] + pricer->items[i].value;
}

/* Prices at which the best household that fits everywhere is worth the same everywhere: most others
 * differ between kinds of rooms as it does. */
static void price_kinds(struct look *look, uint8_t mode)
{
    struct pattern_pricer *pricer = look->pricer;
    const struct pattern_kind *kinds = &pricer->world->kinds[look->house->kind_first];
    uint32_t count = look->house->kind_count;
    int64_t least = 0;
    uint32_t option = 0;
    for (uint32_t i = 0; i < look->item_count && least == 0; i++) {
        option = pricer->items[i].option;
        least = value_of(look, option, 0);
        for (uint32_t k = 1; k < count; k++) {
            int64_t value = value_of(look, option, k);
            least = value < least ? value : least;
        }
        least = least > 0 ? least : 0;
    }
    for (uint32_t k = 0; k < count && least > 0; k++) {
        pricer->kind_prices[k] = value_of(look, option, k) - least;
        look->kind_sum += pricer->kind_prices[k] * kinds[k].room_count;
    }
    fill_items(look, mode);
}

static void forget_kind_prices(struct look *look)
{
    for (uint32_t k = 0; k < look->house->kind_count; k++)
        look->pricer->kind_prices[k] = 0;
    look->kind_sum = 0;
}

static int32_t lesser(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static size_t cell_of(const struct look *look, uint32_t item, const struct room_left *left)
{
    size_t rooms = left->rooms < look->most.rooms ? left->rooms : look->most.rooms;
    size_t persons = (size_t)lesser(left->persons, look->most.persons);
    size_t complex = (size_t)lesser(left->complex, look->most.complex);
    size_t cell = (size_t)item * (look->most.rooms + 1) + rooms;
    cell = cell * (size_t)(look->most.persons + 1) + persons;
    return cell * (size_t)(look->most.complex + 1) + complex;
}

/* No more than this from an item on. */
static int64_t at_most(const struct look *look, uint32_t item, const struct room_left *left)
{
    if (look->has_table)
        return look->pricer->table[cell_of(look, item, left)];
    uint32_t rest = look->item_count - item, end = item + (rest > left->rooms ? left->rooms : rest);
    return look->pricer->sums[end] - look->pricer->sums[item];
}

static const struct pattern_household *who_of(const struct look *look, uint32_t item)
{
    const struct pattern_world *world = look->pricer->world;
    return &world->households[world->options[look->pricer->items[item].option].household];
}

static void fill_row(struct look *look, uint32_t item)
{
    const struct pattern_household *who = who_of(look, item);
    int64_t value = look->pricer->items[item].value, *table = look->pricer->table;
    struct room_left left;
    for (left.rooms = 0; left.rooms <= look->most.rooms; left.rooms++)
        for (left.persons = 0; left.persons <= look->most.persons; left.persons++)
            for (left.complex = 0; left.complex <= look->most.complex; left.complex++) {
                struct room_left then = {left.rooms - 1, left.persons - who->persons,
                                         left.complex - who->complex, 0};
                int64_t best = table[cell_of(look, item + 1, &left)];
                if (left.rooms > 0 && then.persons >= 0 && then.complex >= 0 &&
                    value + table[cell_of(look, item + 1, &then)] > best)
                    best = value + table[cell_of(look, item + 1, &then)];
                table[cell_of(look, item, &left)] = best;
            }
}

static void fill_table(struct look *look, const struct room_left *left)
{
    int32_t persons = 0;
    for (uint32_t i = 0; i < look->item_count; i++)
        if (who_of(look, i)->persons > persons)
            persons = who_of(look, i)->persons;
    int32_t rooms = (int32_t)left->rooms;
    look->most = (struct room_left){left->rooms, lesser(left->persons, rooms * persons),
                                    lesser(left->complex, rooms), 0};
    if (cell_of(look, look->item_count + 1, &(struct room_left){0}) > TABLE_CELLS)
        return;
    size_t end = cell_of(look, look->item_count, &(struct room_left){0});
    size_t row = end / (look->item_count ? look->item_count : 1);
    memset(look->pricer->table + end, 0, row * sizeof(*look->pricer->table));
    for (uint32_t i = look->item_count; i-- > 0;)
        fill_row(look, i);
    look->has_table = true;
}

static bool is_beside(const struct look *look, const struct pattern_household *who)
{
    const struct pattern_world *world = look->pricer->world;
    for (uint32_t c = 0; c < who->conflict_count; c++)
        for (uint32_t i = 0; i < look->chosen_count; i++)
            if (world->conflicts[who->conflict_first + c] == look->pricer->chosen[i].household)
                return false;
    return true;
}

static bool is_room_for(const struct room_left *left, const struct pattern_household *who)
{
    return who->persons <= left->persons && who->complex <= left->complex &&
           who->night <= left->night;
}

static void keep_best(struct look *look, int64_t value)
{
    if (value <= look->best)
        return;
    look->best = value;
    look->best_count = look->chosen_count;
    memcpy(look->pricer->best, look->pricer->chosen,
           look->chosen_count * sizeof(*look->pricer->best));
}

static void look_from(struct look *look, uint32_t first, int64_t value, struct room_left left);

/* The household of an item in each kind of room that is left. */
static void look_at_item(struct look *look, uint32_t item, int64_t value, struct room_left left)
{
    struct pattern_pricer *pricer = look->pricer;
    uint32_t option = pricer->items[item].option;
    uint32_t household = pricer->world->options[option].household;
    const struct pattern_household *who = who_of(look, item);
    if (!is_room_for(&left, who) || !is_beside(look, who))
        return;
    left = (struct room_left){left.rooms - 1, left.persons - who->persons,
                              left.complex - who->complex, left.night - who->night};
    for (uint32_t k = 0; k < look->house->kind_count; k++) {
        int64_t more = pricer->kinds_left[k] > 0 ? value_of(look, option, k) : 0;
        if (more <= 0)
            continue;
        pricer->kinds_left[k]--;
        look->kind_sum -= pricer->kind_prices[k];
        pricer->chosen[look->chosen_count++] = (struct pattern_place){household, k};
        look_from(look, item + 1, value + more, left);
        look->chosen_count--;
        look->kind_sum += pricer->kind_prices[k];
        pricer->kinds_left[k]++;
    }
}

static void look_from(struct look *look, uint32_t first, int64_t value, struct room_left left)
{
    struct pattern_pricer *pricer = look->pricer;
    keep_best(look, value);
    for (uint32_t i = first; i < look->item_count && !look->is_cut && !look->is_slow; i++) {
        if (value + look->kind_sum + at_most(look, i, &left) <= look->best)
            return;
        look->is_cut = pricer->steps >= pricer->steps_most;
        look->is_slow = pricer->steps++ >= look->steps_plain;
        look_at_item(look, i, value, left);
    }
}

/* Looks through one mode; returns how much there is at most, from a first glance. */
static int64_t look_at_mode(struct look *look, uint8_t mode, struct room_left left)
{
    forget_kind_prices(look);
    fill_items(look, mode);
    look->has_table = look->is_slow = false;
    look->steps_plain = look->pricer->steps + STEPS_PLAIN;
    int64_t most = at_most(look, 0, &left);
    look_from(look, 0, 0, left);
    if (look->is_slow) {
        price_kinds(look, mode);
        fill_table(look, &left);
        look->is_slow = false;
        look->steps_plain = UINT64_MAX;
        look_from(look, 0, 0, left);
    }
    return most;
}

int64_t pattern_best(struct pattern_pricer *pricer, uint32_t number, struct pattern *out_pattern)
{
    const struct pattern_house *house = &pricer->world->houses[number];
    struct look look = {.pricer = pricer, .house = house, .number = number};
    struct room_left left = {house->room_count, house->persons_left, house->complex_left,
                             house->night_left};
    int64_t most = 0;
    for (uint32_t k = 0; k < house->kind_count; k++)
        pricer->kinds_left[k] = pricer->world->kinds[house->kind_first + k].room_count;
    for (unsigned mode = 1; mode <= house->modes; mode <<= 1) {
        int64_t above = house->modes & mode ? look_at_mode(&look, (uint8_t)mode, left) : 0;
        most = above > most ? above : most;
    }
    out_pattern->house = number;
    out_pattern->count = look.best_count;
    memcpy(out_pattern->places, pricer->best, look.best_count * sizeof(*pricer->best));
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
