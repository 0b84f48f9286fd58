#include "match/pattern.h"

/* Branching: when the best mixture of patterns is not whole, a household is set in a house or shut
 * out of it. Set first, so that whole plans come soon. */

struct branch {
    struct pattern_choice choice;
    int64_t bound; /* of the node that was parted */
    bool is_second;
};

struct solver {
    struct arena *arena;
    struct pattern_world world;
    struct pattern_pricer pricer;
    struct pattern_master *master;
    uint32_t *room_of, *best_room_of; /* by household: room of the problem */
    int64_t best;
    struct branch *branches;
    size_t branch_count, branch_room, set_count;
    int64_t unproven; /* no better plan than this was left out; or best */
    struct pattern pattern;
    bool *is_house_done;
    int64_t *root_prices; /* of the first node, which nothing was decided for */
    int64_t *weights;     /* of the world without discounts */
    int64_t discounts[PLAN_TIERS];  /* on each head of a tier, see tighten */
    int64_t heads_most[PLAN_TIERS]; /* no plan of this node has more */
};

enum { REWARD_HEADS = 16, BITS_MOST = 16, SUM_BITS_MOST = 62 };

/* The unit of prices: as fine as the sum of all prices allows. */
static bool choose_unit(struct solver *solver)
{
    struct pattern_pricer *pricer = &solver->pricer;
    pricer->reward = solver->world.weigh.of_tier[0] * REWARD_HEADS;
    int64_t ends = (int64_t)solver->world.household_count + solver->world.house_count + 1;
    unsigned bits = SUM_BITS_MOST;
    for (int64_t sum = 1; bits > 0 && sum < pricer->reward * 2; sum *= 2)
        bits--;
    for (int64_t sum = 1; bits > 0 && sum < ends; sum *= 2)
        bits--;
    pricer->bits = bits < BITS_MOST ? bits : BITS_MOST;
    return bits > 0;
}

/* ---- prices to start from ---- */

static int64_t halves_rounded(int64_t number, int64_t by)
{
    return (number + by / 2) / by;
}

/* From the plan of rooms, which counts 3, 2 and 1 blocks for a household housed: what one is worth
 * there is its own blocks less those of whoever it would displace. */
static int64_t estimate(const struct solver *solver, const struct plan_proof *proof, uint32_t i)
{
    const struct pattern_weights *weigh = &solver->world.weigh;
    uint32_t of_problem = solver->world.households[i].of_problem;
    uint8_t tier = solver->world.problem->households[of_problem].tier;
    int64_t dual = proof->households[of_problem], blocks = halves_rounded(dual, proof->block);
    int64_t displaced = PLAN_TIERS - tier - blocks;
    int64_t price = weigh->of_tier[tier] + dual - blocks * proof->block;
    if (displaced > 0 && displaced <= PLAN_TIERS)
        price -= weigh->of_tier[PLAN_TIERS - displaced];
    return price > 0 ? price : 0;
}

/* Without a plan of rooms (its weights do not fit) it starts from nothing. */
static void start(struct solver *solver)
{
    struct plan_result rooms;
    if (plan_solve_rooms(solver->arena, solver->world.problem, &rooms) != OK)
        return;
    uint32_t count = solver->world.household_count;
    int64_t *estimates = ARENA_MANY(solver->arena, int64_t, count);
    for (uint32_t i = 0; i < count; i++)
        estimates[i] = estimate(solver, &rooms.proof, i);
    pattern_master_start(solver->master, estimates);
}

/* ---- a whole plan near the mixture ---- */

static void put(struct solver *solver, const struct pattern *pattern)
{
    const struct pattern_house *house = &solver->world.houses[pattern->house];
    solver->is_house_done[pattern->house] = true;
    for (uint32_t i = 0; i < pattern->count; i++) {
        const struct pattern_place *place = &pattern->places[i];
        uint32_t room = solver->world.kinds[house->kind_first + place->kind].room_first;
        for (uint32_t j = 0; j < i; j++)
            room += pattern->places[j].kind == place->kind;
        solver->room_of[place->household] = solver->world.rooms[room];
        solver->pricer.is_barred[place->household] = true;
    }
}

static bool is_clear(const struct solver *solver, const struct pattern *pattern)
{
    if (solver->is_house_done[pattern->house])
        return false;
    for (uint32_t i = 0; i < pattern->count; i++)
        if (solver->pricer.is_barred[pattern->places[i].household])
            return false;
    return true;
}

static int64_t weigh_plan(const struct solver *solver)
{
    const struct plan_problem *problem = solver->world.problem;
    int64_t weight = 0;
    for (uint32_t i = 0; i < solver->world.household_count; i++) {
        uint32_t who = solver->world.households[i].of_problem;
        if (solver->room_of[i] != PLAN_NONE)
            weight += solver->world.weigh.of_tier[problem->households[who].tier] +
                      plan_pair(problem, who, solver->room_of[i]).score.total;
    }
    return weight;
}

/* Even when all steps are used up, each house gets so many for a pattern of its own. */
enum { STEPS_TO_FILL = 3000 };

static void fill_house(struct solver *solver, uint32_t house)
{
    uint64_t steps_most = solver->pricer.steps_most;
    if (steps_most < solver->pricer.steps + STEPS_TO_FILL)
        solver->pricer.steps_most = solver->pricer.steps + STEPS_TO_FILL;
    pattern_best(&solver->pricer, house, &solver->pattern);
    solver->pricer.steps_most = steps_most;
    if (solver->pattern.count > 0)
        put(solver, &solver->pattern);
}

/* The patterns with the largest shares, then what the other houses can still take. It spends the
 * prices. */
static void try_plan(struct solver *solver)
{
    const struct pattern_share *shares;
    size_t count = pattern_master_shares(solver->master, &shares);
    struct pattern_pricer *pricer = &solver->pricer;
    for (uint32_t i = 0; i < solver->world.household_count; i++) {
        solver->room_of[i] = PLAN_NONE;
        pricer->is_barred[i] = false;
    }
    for (uint32_t h = 0; h < solver->world.house_count; h++)
        solver->is_house_done[h] = false;
    for (size_t i = 0; i < count; i++)
        if (is_clear(solver, shares[i].pattern))
            put(solver, shares[i].pattern);
    for (unsigned round = 0; round < 2; round++) {
        for (uint32_t h = 0; h < solver->world.house_count; h++) {
            if (solver->is_house_done[h])
                continue;
            fill_house(solver, h);
        }
        /* whoever is left costs nothing to take */
        for (uint32_t i = 0; i < solver->world.household_count; i++)
            if (!pricer->is_barred[i])
                pricer->prices[i] = 0;
    }
    for (uint32_t i = 0; i < solver->world.household_count; i++)
        pricer->is_barred[i] = false;
    int64_t weight = weigh_plan(solver);
    if (weight <= solver->best)
        return;
    solver->best = weight;
    for (uint32_t i = 0; i < solver->world.household_count; i++)
        solver->best_room_of[i] = solver->room_of[i];
}

/* ---- branching ---- */

static bool has_household(const struct pattern *pattern, uint32_t household)
{
    for (uint32_t i = 0; i < pattern->count; i++)
        if (pattern->places[i].household == household)
            return true;
    return false;
}

/* The household and house that the mixture is least sure of; false when it is whole. */
static bool find_choice(struct solver *solver, struct pattern_choice *out_choice)
{
    const struct pattern_share *shares;
    size_t count = pattern_master_shares(solver->master, &shares);
    double least = 0.5 - 1e-4;
    bool is_found = false;
    for (size_t s = 0; s < count; s++) {
        const struct pattern *pattern = shares[s].pattern;
        for (uint32_t i = 0; i < pattern->count && shares[s].share < 1 - 1e-4; i++) {
            uint32_t household = pattern->places[i].household;
            double share = 0;
            for (size_t t = 0; t < count; t++)
                if (shares[t].pattern->house == pattern->house &&
                    has_household(shares[t].pattern, household))
                    share += shares[t].share;
            double unsure = share < 0.5 ? 0.5 - share : share - 0.5;
            if (unsure >= least || solver->pricer.set_house[household] == pattern->house ||
                !pattern_is_open(&solver->pricer, pattern->house, household))
                continue;
            least = unsure;
            is_found = true;
            *out_choice = (struct pattern_choice){household, pattern->house, true};
        }
    }
    return is_found;
}

static void push(struct solver *solver, struct pattern_choice choice, int64_t bound)
{
    if (solver->branch_count == solver->branch_room) {
        size_t room = solver->branch_room ? solver->branch_room * 2 : 64;
        struct branch *wider = ARENA_MANY(solver->arena, struct branch, room);
        for (size_t i = 0; i < solver->branch_count; i++)
            wider[i] = solver->branches[i];
        solver->branches = wider;
        solver->branch_room = room;
    }
    solver->branches[solver->branch_count++] = (struct branch){choice, bound, false};
    pattern_choose(&solver->pricer, choice, true);
    solver->set_count++;
}

static bool is_out_of_steps(const struct solver *solver)
{
    return solver->pricer.steps >= solver->pricer.steps_most;
}

static void leave_open(struct solver *solver, int64_t bound)
{
    if (bound > solver->unproven)
        solver->unproven = bound;
}

/* Back to the last node with a side not looked at; false when there is none. */
static bool step_back(struct solver *solver)
{
    while (solver->branch_count > 0) {
        struct branch *branch = &solver->branches[solver->branch_count - 1];
        pattern_choose(&solver->pricer, branch->choice, false);
        solver->set_count -= branch->choice.is_set;
        if (!branch->is_second && branch->bound > solver->best) {
            if (!is_out_of_steps(solver)) {
                branch->is_second = true;
                branch->choice.is_set = false;
                pattern_choose(&solver->pricer, branch->choice, true);
                return true;
            }
            leave_open(solver, branch->bound);
        }
        solver->branch_count--;
    }
    return false;
}

/* The bound of the node: the mixture's, made sure of in integers. */
static int64_t solve_node(struct solver *solver)
{
    pattern_master_solve(solver->master);
    int64_t bound = pattern_bound(&solver->pricer);
    for (size_t tier = 0; tier < PLAN_TIERS; tier++)
        bound += solver->discounts[tier] * solver->heads_most[tier];
    return bound - solver->pricer.reward * (int64_t)solver->set_count;
}

/* ---- half a household too many ---- */

/* What a household counts in heads of a tier: one in that tier, above it more than all of the tiers
 * between together, just as their weights do; below it none. */
static int64_t heads_of(const struct solver *solver, size_t tier, size_t of)
{
    const int64_t *of_tier = solver->world.weigh.of_tier;
    return tier <= of ? of_tier[tier] / of_tier[of] : 0;
}

static size_t tier_of(const struct solver *solver, uint32_t household)
{
    uint32_t of_problem = solver->world.households[household].of_problem;
    return solver->world.problem->households[of_problem].tier;
}

static void keep_weights(struct solver *solver)
{
    const struct pattern_world *world = &solver->world;
    size_t count = 0;
    for (uint32_t h = 0; h < world->house_count; h++)
        count += (size_t)world->houses[h].option_count * world->houses[h].kind_count;
    solver->weights = ARENA_MANY(solver->arena, int64_t, count);
    for (size_t i = 0; i < count; i++)
        solver->weights[i] = world->weights[i];
}

/* Each household weighs so much less for each of its heads of a tier. A pair that would weigh
 * nothing weighs 1: 0 is for pairs that there are not. */
static void set_discount(struct solver *solver, size_t of, int64_t discount)
{
    struct pattern_world *world = &solver->world;
    int64_t off[PLAN_TIERS] = {0};
    solver->discounts[of] = discount;
    for (size_t tier = 0; tier < PLAN_TIERS; tier++)
        for (size_t t = 0; t < PLAN_TIERS; t++)
            off[tier] += solver->discounts[t] * heads_of(solver, tier, t);
    for (uint32_t h = 0; h < world->house_count; h++) {
        const struct pattern_house *house = &world->houses[h];
        for (uint32_t o = 0; o < house->option_count; o++) {
            const struct pattern_option *option = &world->options[house->option_first + o];
            size_t tier = tier_of(solver, option->household);
            for (uint32_t k = 0; k < house->kind_count; k++) {
                int64_t whole = solver->weights[option->weight_first + k];
                int64_t left = whole == off[tier] ? 1 : whole - off[tier];
                world->weights[option->weight_first + k] = whole == 0 ? 0 : left;
            }
        }
    }
}

/* Whether the mixture houses more than a plan can whose weight is at most the bound: 1, less: -1,
 * or as many: 0. Tier by tier down to one. */
static int compare_heads(struct solver *solver, size_t last, int64_t bound)
{
    struct plan_objective most = pattern_objective(&solver->world.weigh, bound);
    const struct pattern_share *shares;
    size_t count = pattern_master_shares(solver->master, &shares);
    double housed[PLAN_TIERS] = {0};
    for (size_t s = 0; s < count; s++)
        for (uint32_t i = 0; i < shares[s].pattern->count; i++)
            housed[tier_of(solver, shares[s].pattern->places[i].household)] += shares[s].share;
    for (size_t tier = 0; tier <= last; tier++) {
        double over = housed[tier] - (double)most.housed[tier];
        if (over > 1e-3 || over < -1e-3)
            return over > 0 ? 1 : -1;
    }
    return 0;
}

/* A mixture may house half a household more than any plan can, and its bound is as much too high.
 * But a plan that weighs no more than the bound has no more heads than the bound has: the part of
 * the bound that is whole households of a tier. Take a discount off each household for each of its
 * heads: what a plan then weighs, and the discount on all those heads, is no less than before. So
 * that is a bound too, whatever the discount, and least where the mixture stops having heads too
 * many. It is left where it just still has: there it is no plan, and can be parted. */
static int64_t tighten_tier(struct solver *solver, size_t tier, int64_t bound)
{
    int64_t head = solver->world.weigh.of_tier[tier], least = bound;
    int64_t low = solver->discounts[tier], high = head - 1;
    if (low > 0 && compare_heads(solver, tier, least) < 0) {
        set_discount(solver, tier, low = 0);
        bound = solve_node(solver);
        least = bound < least ? bound : least;
    }
    if (compare_heads(solver, tier, least) <= 0)
        return least;
    solver->heads_most[tier] = least / head;
    while (high - low > 1 && least > solver->best && !is_out_of_steps(solver)) {
        set_discount(solver, tier, low + (high - low) / 2);
        bound = solve_node(solver);
        if (compare_heads(solver, tier, solver->heads_most[tier] * head) > 0)
            low = solver->discounts[tier];
        else
            high = solver->discounts[tier];
        least = bound < least ? bound : least;
    }
    set_discount(solver, tier, low);
    solve_node(solver);
    return least;
}

/* Half a household of a tier looks like many whole ones of the tiers below: from the first on. */
static int64_t tighten(struct solver *solver, int64_t bound)
{
    for (size_t tier = 0; tier < PLAN_TIERS && bound > solver->best; tier++)
        bound = tighten_tier(solver, tier, bound);
    return bound;
}

/* Looks at the node that the choices make; true when it is to be parted. */
static bool look_at_node(struct solver *solver, struct pattern_choice *out_choice,
                         int64_t *out_bound)
{
    int64_t above = solver->branch_count > 0
                        ? solver->branches[solver->branch_count - 1].bound
                        : INT64_MAX;
    for (size_t tier = 0; tier < PLAN_TIERS; tier++)
        solver->heads_most[tier] = above / solver->world.weigh.of_tier[tier];
    int64_t bound = solve_node(solver);
    if (solver->root_prices == NULL) {
        solver->root_prices = ARENA_MANY(solver->arena, int64_t, solver->world.household_count);
        for (uint32_t i = 0; i < solver->world.household_count; i++)
            solver->root_prices[i] = solver->pricer.prices[i];
    }
    bound = above < bound ? above : bound;
    if (bound > solver->best) {
        bound = tighten(solver, bound);
        try_plan(solver);
    }
    *out_bound = bound;
    if (bound <= solver->best)
        return false;
    if (!is_out_of_steps(solver) && find_choice(solver, out_choice))
        return true;
    leave_open(solver, bound);
    return false;
}

static void search(struct solver *solver)
{
    for (;;) {
        int64_t bound;
        struct pattern_choice choice;
        if (look_at_node(solver, &choice, &bound))
            push(solver, choice, bound);
        else if (!step_back(solver))
            return;
    }
}

/* ---- results ---- */

static void read_result(struct arena *arena, const struct solver *solver,
                        struct plan_result *out_result)
{
    const struct plan_problem *problem = solver->world.problem;
    uint32_t *room_of = ARENA_MANY(arena, uint32_t, problem->household_count);
    int64_t *prices = ARENA_MANY(arena, int64_t, problem->household_count);
    for (uint32_t i = 0; i < problem->household_count; i++)
        room_of[i] = PLAN_NONE;
    for (uint32_t f = 0; f < problem->fixed_count; f++)
        room_of[problem->fixed[f].household] = problem->fixed[f].room;
    for (uint32_t i = 0; i < solver->world.household_count; i++) {
        room_of[solver->world.households[i].of_problem] = solver->best_room_of[i];
        prices[solver->world.households[i].of_problem] = solver->root_prices[i];
    }
    int64_t most = solver->best > solver->unproven ? solver->best : solver->unproven;
    *out_result = (struct plan_result){
        .room_of = room_of,
        .objective = plan_value(problem, room_of),
        .bound = pattern_objective(&solver->world.weigh, most + solver->world.fixed_weight),
        .house_proof = {.unit = INT64_C(1) << solver->pricer.bits, .households = prices}};
    for (size_t tier = 0; tier < PLAN_TIERS; tier++)
        out_result->house_proof.weights[tier] = solver->world.weigh.of_tier[tier];
}

static bool are_fixed_lawful(struct arena *arena, const struct plan_problem *problem)
{
    uint32_t *room_of = ARENA_MANY(arena, uint32_t, problem->household_count);
    for (uint32_t i = 0; i < problem->household_count; i++)
        room_of[i] = PLAN_NONE;
    for (uint32_t f = 0; f < problem->fixed_count; f++)
        room_of[problem->fixed[f].household] = problem->fixed[f].room;
    return plan_faults(arena, problem, room_of).count == 0;
}

enum err plan_solve_houses_within(struct arena *arena, const struct plan_problem *problem,
                                  uint64_t steps, struct plan_result *out_result)
{
    struct solver solver = {.arena = arena};
    if (!are_fixed_lawful(arena, problem))
        return ERR_INVALID;
    if (pattern_load(arena, problem, &solver.world) != OK)
        return ERR_TOO_LARGE;
    uint32_t count = solver.world.household_count;
    solver.pricer = pattern_pricer_make(arena, &solver.world);
    if (!choose_unit(&solver))
        return ERR_TOO_LARGE;
    solver.pricer.steps_most = steps;
    keep_weights(&solver);
    solver.master = pattern_master_make(arena, &solver.pricer);
    solver.room_of = ARENA_MANY(arena, uint32_t, count);
    solver.best_room_of = ARENA_MANY(arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++)
        solver.best_room_of[i] = PLAN_NONE;
    solver.is_house_done = ARENA_MANY(arena, bool, solver.world.house_count);
    solver.pattern.places = ARENA_MANY(arena, struct pattern_place, solver.world.rooms_most);
    start(&solver);
    search(&solver);
    read_result(arena, &solver, out_result);
    return OK;
}

enum err plan_solve_houses(struct arena *arena, const struct plan_problem *problem,
                           struct plan_result *out_result)
{
    return plan_solve_houses_within(arena, problem, PLAN_STEPS, out_result);
}
