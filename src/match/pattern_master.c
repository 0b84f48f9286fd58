#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "match/pattern.h"

/* The simplex method over patterns that are never listed: each step asks the houses in turn for
 * their best pattern at the prices of now. Rows are houses, then households; each holds at most 1.
 * The right-hand sides are a little over 1, all differently, so that no step stands still.
 *
 * Floating point only guides: which patterns and prices come out decides nothing until integers
 * have looked at them. */

struct basic {
    struct pattern pattern;
    uint32_t slack;  /* of this row; PLAN_NONE: a pattern */
    double cost, level;
};

struct answer {
    int64_t value;
    bool is_known;
};

struct pattern_master {
    struct pattern_pricer *pricer;
    uint32_t rows;
    double *inverse; /* of the basis, column by column */
    double *prices;  /* by row */
    double *floors;  /* by row: what it is worth unfilled; more than 0 only at the start */
    double *direction;
    uint32_t *filled; /* rows where the direction is not 0 */
    uint32_t filled_count;
    struct basic *basics, *spare; /* by row */
    bool *is_taken;
    struct pattern found, asked; /* the best of this step; the last one */
    struct answer *answers; /* by house: what it last said; forgotten when choices change */
    int64_t *answer_prices; /* by option: the price at which it said so */
    struct pattern_share *shares;
    uint32_t house_at, last_house; /* whose turn it is; whose pattern entered last */
    uint32_t steps_since_fresh, steps_since_rebuilt;
};

static double side_of(uint32_t row)
{
    uint32_t mixed = (row + 1) * UINT32_C(0x9E3779B1);
    return 1 + 1e-7 * (1 + (double)(mixed >> 8) / (1 << 24));
}

struct pattern_master *pattern_master_make(struct arena *arena, struct pattern_pricer *pricer)
{
    const struct pattern_world *world = pricer->world;
    struct pattern_master *master = ARENA_NEW(arena, struct pattern_master);
    uint32_t rows = world->house_count + world->household_count;
    *master = (struct pattern_master){
        .pricer = pricer,
        .rows = rows,
        .inverse = ARENA_MANY(arena, double, (size_t)rows *rows),
        .prices = ARENA_MANY(arena, double, rows),
        .floors = ARENA_MANY(arena, double, rows),
        .direction = ARENA_MANY(arena, double, rows),
        .filled = ARENA_MANY(arena, uint32_t, rows),
        .basics = ARENA_MANY(arena, struct basic, rows),
        .spare = ARENA_MANY(arena, struct basic, rows),
        .is_taken = ARENA_MANY(arena, bool, rows),
        .found.places = ARENA_MANY(arena, struct pattern_place, world->rooms_most),
        .asked.places = ARENA_MANY(arena, struct pattern_place, world->rooms_most),
        .shares = ARENA_MANY(arena, struct pattern_share, rows),
    };
    size_t options = 0;
    for (uint32_t h = 0; h < world->house_count; h++)
        options += world->houses[h].option_count;
    master->answers = ARENA_MANY(arena, struct answer, world->house_count);
    master->answer_prices = ARENA_MANY(arena, int64_t, options);
    struct pattern_place *places =
        ARENA_MANY(arena, struct pattern_place, (size_t)rows *world->rooms_most);
    for (uint32_t row = 0; row < rows; row++) {
        master->basics[row].pattern.places = places + (size_t)row * world->rooms_most;
        master->basics[row].slack = row;
        master->basics[row].level = side_of(row);
        master->inverse[(size_t)row * rows + row] = 1;
    }
    return master;
}

/* ---- columns ---- */

static uint32_t row_of(const struct pattern_master *master, uint32_t household)
{
    return master->pricer->world->house_count + household;
}

static int64_t weight_of(const struct pattern_world *world, const struct pattern *pattern)
{
    int64_t weight = 0;
    const struct pattern_house *house = &world->houses[pattern->house];
    for (uint32_t i = 0; i < pattern->count; i++) {
        uint32_t low = house->option_first, high = low + house->option_count;
        while (low < high) {
            uint32_t middle = low + (high - low) / 2;
            if (world->options[middle].household < pattern->places[i].household)
                low = middle + 1;
            else
                high = middle;
        }
        weight += world->weights[world->options[low].weight_first + pattern->places[i].kind];
    }
    return weight;
}

/* With rewards; what branching has shut is made to cost. */
static double cost_of(const struct pattern_master *master, const struct basic *basic)
{
    const struct pattern_pricer *pricer = master->pricer;
    if (basic->slack != PLAN_NONE)
        return master->floors[basic->slack];
    double cost = (double)weight_of(pricer->world, &basic->pattern);
    for (uint32_t i = 0; i < basic->pattern.count; i++) {
        uint32_t household = basic->pattern.places[i].household;
        if (!pattern_is_open(pricer, basic->pattern.house, household))
            cost -= 2 * (double)pricer->reward;
        else if (pricer->set_house[household] == basic->pattern.house)
            cost += (double)pricer->reward;
    }
    return cost;
}

/* ---- steps ---- */

static void add_column(struct pattern_master *master, uint32_t row)
{
    const double *from = &master->inverse[(size_t)row * master->rows];
    for (uint32_t i = 0; i < master->rows; i++)
        master->direction[i] += from[i];
}

/* What the basis must give up for one of a pattern, or of a row's slack. */
static void point_to(struct pattern_master *master, const struct pattern *pattern, uint32_t slack)
{
    memset(master->direction, 0, master->rows * sizeof(*master->direction));
    if (slack != PLAN_NONE) {
        add_column(master, slack);
    } else {
        add_column(master, pattern->house);
        for (uint32_t i = 0; i < pattern->count; i++)
            add_column(master, row_of(master, pattern->places[i].household));
    }
    master->filled_count = 0;
    for (uint32_t i = 0; i < master->rows; i++)
        if (fabs(master->direction[i]) > 1e-11)
            master->filled[master->filled_count++] = i;
}

static uint32_t leaving_row(const struct pattern_master *master)
{
    uint32_t leaving = PLAN_NONE;
    double least = INFINITY;
    for (uint32_t f = 0; f < master->filled_count; f++) {
        uint32_t i = master->filled[f];
        if (master->direction[i] < 1e-7)
            continue;
        double level = master->basics[i].level > 0 ? master->basics[i].level : 0;
        double ratio = level / master->direction[i];
        if (ratio < least) {
            least = ratio;
            leaving = i;
        }
    }
    return leaving;
}

/* Makes the column that is pointed to the unit column of a row. */
static void turn(struct pattern_master *master, uint32_t leaving, double gain)
{
    uint32_t rows = master->rows;
    double by = master->direction[leaving];
    master->direction[leaving] = 0;
    for (uint32_t j = 0; j < rows; j++) {
        double *column = &master->inverse[(size_t)j * rows];
        if (column[leaving] == 0)
            continue;
        double part = column[leaving] / by;
        part = fabs(part) < 1e-11 ? 0 : part;
        for (uint32_t f = 0; f < master->filled_count; f++) {
            uint32_t i = master->filled[f];
            column[i] -= part * master->direction[i];
        }
        column[leaving] = part;
        master->prices[j] += gain * part;
    }
    master->steps_since_fresh++;
    master->steps_since_rebuilt++;
    master->pricer->steps += rows;
}

/* Brings the column that is pointed to into the basis; gain is what one of it adds. */
static void enter(struct pattern_master *master, uint32_t leaving, double gain)
{
    double step = master->basics[leaving].level / master->direction[leaving];
    step = step > 0 ? step : 0;
    for (uint32_t f = 0; f < master->filled_count; f++) {
        uint32_t i = master->filled[f];
        master->basics[i].level -= step * master->direction[i];
    }
    master->basics[leaving].level = step;
    turn(master, leaving, gain);
}

/* The row, among those that are still open, that a column takes best. */
static uint32_t row_to_take(const struct pattern_master *master)
{
    uint32_t best = PLAN_NONE;
    double most = 1e-7;
    for (uint32_t f = 0; f < master->filled_count; f++) {
        uint32_t i = master->filled[f];
        if (master->is_taken[i] || fabs(master->direction[i]) <= most)
            continue;
        most = fabs(master->direction[i]);
        best = i;
    }
    return best;
}

static void begin_inverse(struct pattern_master *master)
{
    uint32_t rows = master->rows;
    memset(master->inverse, 0, (size_t)rows * rows * sizeof(*master->inverse));
    memcpy(master->spare, master->basics, rows * sizeof(*master->basics));
    memset(master->is_taken, 0, rows * sizeof(*master->is_taken));
    for (uint32_t row = 0; row < rows; row++) {
        const struct basic *basic = &master->spare[row];
        master->inverse[(size_t)row * rows + row] = 1;
        if (basic->slack == PLAN_NONE)
            continue;
        master->basics[basic->slack] = *basic;
        master->is_taken[basic->slack] = true;
    }
}

static void read_levels(struct pattern_master *master)
{
    for (uint32_t row = 0; row < master->rows; row++)
        master->basics[row].level = 0;
    for (uint32_t j = 0; j < master->rows; j++) {
        const double *column = &master->inverse[(size_t)j * master->rows];
        for (uint32_t row = 0; row < master->rows; row++)
            master->basics[row].level += column[row] * side_of(j);
    }
}

/* Rounding adds up: works the inverse out afresh from the basis. A pattern that only rounding told
 * from others makes way for a slack. */
static void rebuild(struct pattern_master *master)
{
    uint32_t open = 0;
    begin_inverse(master);
    for (uint32_t i = 0; i < master->rows; i++) {
        struct basic *basic = &master->spare[i];
        if (basic->slack != PLAN_NONE)
            continue;
        point_to(master, &basic->pattern, PLAN_NONE);
        uint32_t row = row_to_take(master);
        if (row == PLAN_NONE)
            continue;
        turn(master, row, 0);
        master->basics[row] = *basic;
        master->is_taken[row] = true;
        basic->slack = row; /* it has its place */
    }
    for (uint32_t i = 0; i < master->rows; i++) {
        if (master->spare[i].slack != PLAN_NONE)
            continue;
        while (master->is_taken[open])
            open++;
        master->basics[open] = master->spare[i];
        master->basics[open].slack = open;
        master->basics[open].cost = master->floors[open];
        master->is_taken[open] = true;
    }
    read_levels(master);
    master->steps_since_rebuilt = 0;
}

static void work_out_prices(struct pattern_master *master)
{
    for (uint32_t j = 0; j < master->rows; j++) {
        const double *column = &master->inverse[(size_t)j * master->rows];
        double price = 0;
        for (uint32_t i = 0; i < master->rows; i++)
            price += master->basics[i].cost * column[i];
        master->prices[j] = price;
    }
    master->steps_since_fresh = 0;
}

/* What is in the basis is worth just its prices: how far from that, at most, they are. */
static double rounding_of(const struct pattern_master *master)
{
    double most = 0;
    for (uint32_t row = 0; row < master->rows; row++) {
        const struct basic *basic = &master->basics[row];
        double off = basic->cost;
        if (basic->slack != PLAN_NONE) {
            off -= master->prices[basic->slack];
        } else {
            off -= master->prices[basic->pattern.house];
            for (uint32_t i = 0; i < basic->pattern.count; i++)
                off -= master->prices[row_of(master, basic->pattern.places[i].household)];
        }
        most = fabs(off) > most ? fabs(off) : most;
    }
    return most;
}

/* Less is not worth a step. */
static const double GAIN_LEAST = 1e-3;

/* When rounding has come near to what is worth a step, steps would go round in circles. */
static void freshen_prices(struct pattern_master *master)
{
    work_out_prices(master);
    if (rounding_of(master) < GAIN_LEAST / 4 || master->steps_since_rebuilt == 0)
        return;
    rebuild(master);
    work_out_prices(master);
}

static void hand_prices(const struct pattern_master *master)
{
    struct pattern_pricer *pricer = master->pricer;
    double scale = (double)(INT64_C(1) << pricer->bits);
    for (uint32_t i = 0; i < pricer->world->household_count; i++) {
        double price = master->prices[row_of(master, i)];
        pricer->prices[i] = price > 0 ? (int64_t)(price * scale + 0.5) : 0;
    }
}

/* A row that is worth less than nothing is better left unfilled. */
static bool enter_slack(struct pattern_master *master)
{
    uint32_t row = 0;
    double gain = master->floors[0] - master->prices[0];
    for (uint32_t j = 1; j < master->rows; j++)
        if (master->floors[j] - master->prices[j] > gain) {
            gain = master->floors[j] - master->prices[j];
            row = j;
        }
    if (gain < GAIN_LEAST)
        return false;
    point_to(master, NULL, row);
    uint32_t leaving = leaving_row(master);
    if (leaving == PLAN_NONE)
        return false;
    enter(master, leaving, gain);
    master->basics[leaving].slack = row;
    master->basics[leaving].cost = master->floors[row];
    return true;
}

static bool enter_found(struct pattern_master *master)
{
    struct pattern *found = &master->found;
    struct basic entering = {.pattern = *found, .slack = PLAN_NONE};
    entering.cost = cost_of(master, &entering);
    double gain = entering.cost - master->prices[found->house];
    point_to(master, found, PLAN_NONE);
    for (uint32_t i = 0; i < found->count; i++)
        gain -= master->prices[row_of(master, found->places[i].household)];
    uint32_t leaving = leaving_row(master);
    if (leaving == PLAN_NONE || gain <= 0)
        return false;
    enter(master, leaving, gain);
    struct basic *basic = &master->basics[leaving];
    entering.level = basic->level;
    found->places = basic->pattern.places;
    *basic = entering;
    return true;
}

/* So many houses are asked before the best of their patterns enters. */
enum { HOUSES_A_STEP = 8 };

static double gain_of(const struct pattern_master *master, uint32_t house, int64_t value)
{
    double scale = (double)(INT64_C(1) << master->pricer->bits);
    double price = master->prices[house] > 0 ? master->prices[house] : 0;
    return (double)value / scale - price;
}

/* A pattern is worth no more than the best one was when the house was last asked, and what its
 * households have become cheaper by since. Most houses need not be asked again. */
static int64_t most_now(const struct pattern_master *master, uint32_t house)
{
    const struct pattern_pricer *pricer = master->pricer;
    const struct pattern_house *of = &pricer->world->houses[house];
    int64_t sum = 0, greatest = 0;
    for (uint32_t o = of->option_first; o < of->option_first + of->option_count; o++) {
        int64_t price = pricer->prices[pricer->world->options[o].household];
        int64_t fall = price < master->answer_prices[o] ? master->answer_prices[o] - price : 0;
        sum += fall;
        greatest = fall > greatest ? fall : greatest;
    }
    int64_t of_rooms = greatest * of->room_count;
    return master->answers[house].value + (sum < of_rooms ? sum : of_rooms);
}

static double ask(struct pattern_master *master, uint32_t house)
{
    const struct pattern_pricer *pricer = master->pricer;
    const struct pattern_house *of = &pricer->world->houses[house];
    struct answer *answer = &master->answers[house];
    if (answer->is_known && gain_of(master, house, most_now(master, house)) <= GAIN_LEAST)
        return 0;
    *answer = (struct answer){pattern_best(master->pricer, house, &master->asked), true};
    for (uint32_t o = of->option_first; o < of->option_first + of->option_count; o++)
        master->answer_prices[o] = pricer->prices[pricer->world->options[o].household];
    return gain_of(master, house, answer->value);
}

/* Asks the house that had the last one, then the others in turn from where it stopped; the best
 * among a few that have one enters. */
static bool enter_pattern(struct pattern_master *master)
{
    uint32_t houses = master->pricer->world->house_count, best_house = PLAN_NONE, asked_since = 0;
    double best = GAIN_LEAST;
    for (uint32_t asked = 0; asked <= houses && asked_since < HOUSES_A_STEP; asked++) {
        uint32_t house = asked == 0 ? master->last_house : master->house_at;
        if (asked > 0)
            master->house_at = house + 1 == houses ? 0 : house + 1;
        double gain = house < houses ? ask(master, house) : 0;
        asked_since += best_house != PLAN_NONE;
        if (gain > best) {
            struct pattern spare = master->found;
            master->found = master->asked;
            master->asked = spare;
            best = gain;
            best_house = house;
        }
    }
    if (best_house == PLAN_NONE)
        return false;
    master->last_house = best_house;
    return master->found.count > 0 && enter_found(master);
}

enum { STEPS_FRESH = 100, STEPS_REBUILD = 2000 };

static void look_after_rounding(struct pattern_master *master)
{
    if (master->steps_since_rebuilt >= STEPS_REBUILD)
        rebuild(master);
    if (master->steps_since_fresh >= STEPS_FRESH)
        freshen_prices(master);
}

static void solve(struct pattern_master *master)
{
    for (uint32_t row = 0; row < master->rows; row++)
        master->basics[row].cost = cost_of(master, &master->basics[row]);
    freshen_prices(master);
    while (master->pricer->steps < master->pricer->steps_most) {
        look_after_rounding(master);
        if (enter_slack(master))
            continue;
        hand_prices(master);
        if (enter_pattern(master))
            continue;
        if (master->steps_since_fresh == 0)
            break;
        freshen_prices(master);
    }
    hand_prices(master);
}

void pattern_master_solve(struct pattern_master *master)
{
    for (uint32_t house = 0; house < master->pricer->world->house_count; house++)
        master->answers[house].is_known = false;
    solve(master);
}

/* ---- from an estimate ---- */

/* Whether somebody who stays unplaced earns something: then the mixture is not yet the best. */
static bool is_anybody_held(const struct pattern_master *master)
{
    for (uint32_t row = 0; row < master->rows; row++) {
        uint32_t slack = master->basics[row].slack;
        if (slack != PLAN_NONE && master->floors[slack] > 0)
            return true;
    }
    return false;
}

static void let_down(struct pattern_master *master, const int64_t *estimates, int64_t by)
{
    for (uint32_t i = 0; i < master->pricer->world->household_count; i++)
        master->floors[row_of(master, i)] = estimates[i] > by ? (double)(estimates[i] - by) : 0;
    solve(master);
}

enum { LET_DOWN_FIRST = 32, LET_DOWN_BY = 2 };

/* Estimates are wrong by some points, or by what a household of some tier weighs: floors go down
 * in steps that grow. */
void pattern_master_start(struct pattern_master *master, const int64_t *estimates)
{
    let_down(master, estimates, 0);
    for (int64_t by = LET_DOWN_FIRST; is_anybody_held(master); by *= LET_DOWN_BY)
        let_down(master, estimates, by);
    memset(master->floors, 0, master->rows * sizeof(*master->floors));
}

/* ---- what came out ---- */

static int by_share(const void *a, const void *b)
{
    const struct pattern_share *left = a, *right = b;
    if (left->share != right->share)
        return left->share > right->share ? -1 : 1;
    return (left->pattern > right->pattern) - (left->pattern < right->pattern);
}

size_t pattern_master_shares(struct pattern_master *master, const struct pattern_share **out)
{
    size_t count = 0;
    for (uint32_t row = 0; row < master->rows; row++) {
        double share = 0;
        if (master->basics[row].slack != PLAN_NONE)
            continue;
        for (uint32_t j = 0; j < master->rows; j++)
            share += master->inverse[(size_t)j * master->rows + row];
        if (share > 1e-6)
            master->shares[count++] = (struct pattern_share){share, &master->basics[row].pattern};
    }
    qsort(master->shares, count, sizeof(*master->shares), by_share);
    *out = master->shares;
    return count;
}
