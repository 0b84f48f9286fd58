#include "rooms/plan/plan_best.h"

#include <string.h>

struct search {
    struct arena *arena;
    const struct plan_best_case *of;
    bool *is_barred;      /* by household and house: not in this branch */
    struct plan_edge *open; /* the pairs of this branch */
    size_t solves;
    bool has_best, is_cut;
    struct plan_best best;
};

/* Households together in one house. */
struct group {
    uint32_t house;
    uint32_t *at; /* who is least to be missed first */
    size_t count;
};

static bool *bar_of(const struct search *search, uint32_t household, uint32_t house)
{
    return &search->is_barred[(size_t)household * search->of->waiting->facts.house_count + house];
}

static uint32_t house_of(const struct search *search, uint32_t room)
{
    return search->of->waiting->facts.rooms[room].house;
}

static bool is_forced(const struct search *search, uint32_t household)
{
    return household == search->of->forced.household;
}

/* ---- may they live together? ----------------------------------------------------------------- */

static bool has_cots(const struct search *search, const struct group *group)
{
    int64_t cots = 0;
    for (size_t i = 0; i < group->count; i++)
        cots += search->of->waiting->at[group->at[i]].facts.cots.value;
    return cots == 0 || cots <= search->of->waiting->cots_left[group->house];
}

/* Each is asked the rules of the house with all the others in it. */
static bool is_lawful(const struct search *search, const struct group *group)
{
    const struct placement_waiting *waiting = search->of->waiting;
    const struct match_house *house = &waiting->facts.houses[group->house];
    const struct placement_waiting_household **others =
        ARENA_MANY(search->arena, const struct placement_waiting_household *, group->count);
    for (size_t i = 0; i < group->count; i++) {
        size_t count = 0;
        for (size_t k = 0; k < group->count; k++)
            if (k != i)
                others[count++] = &waiting->at[group->at[k]];
        struct match_house with = placement_house_with(search->arena, house, others, count);
        struct match_check check =
            match_check_house(&waiting->at[group->at[i]].facts, &with);
        if (check.fails | check.asks)
            return false;
    }
    return has_cots(search, group);
}

/* Takes out whoever is not needed for the group to be unlawful. */
static void shrink(const struct search *search, struct group *group)
{
    for (size_t i = 0; i < group->count;) {
        uint32_t out = group->at[i];
        group->count--;
        memmove(&group->at[i], &group->at[i + 1], (group->count - i) * sizeof(*group->at));
        if (!is_lawful(search, group))
            continue;
        memmove(&group->at[i + 1], &group->at[i], (group->count - i) * sizeof(*group->at));
        group->at[i++] = out;
        group->count++;
    }
}

static struct group group_of(const struct search *search, const uint32_t *room_of, uint32_t house)
{
    uint32_t count = search->of->problem->household_count;
    struct group group = {house, ARENA_MANY(search->arena, uint32_t, count), 0};
    for (uint32_t i = count; i-- > 0;)
        if (room_of[i] != PLAN_NONE && house_of(search, room_of[i]) == house)
            group.at[group.count++] = i;
    return group;
}

/* A house whose households cannot all live there, and a smallest group of them that cannot. */
static bool find_unlawful(const struct search *search, const uint32_t *room_of,
                          struct group *out_group)
{
    size_t house_count = search->of->waiting->facts.house_count;
    uint32_t *numbers = ARENA_MANY(search->arena, uint32_t, house_count);
    for (uint32_t i = 0; i < search->of->problem->household_count; i++)
        if (room_of[i] != PLAN_NONE)
            numbers[house_of(search, room_of[i])]++;
    for (uint32_t house = 0; house < house_count; house++) {
        if (numbers[house] < 2)
            continue;
        struct group group = group_of(search, room_of, house);
        if (is_lawful(search, &group))
            continue;
        shrink(search, &group);
        *out_group = group;
        return true;
    }
    return false;
}

/* ---- the search ------------------------------------------------------------------------------ */

static struct plan_edges open_pairs(const struct search *search)
{
    const struct plan_best_case *of = search->of;
    size_t count = 0;
    for (size_t e = 0; e < of->pairs.count; e++) {
        const struct plan_edge *edge = &of->pairs.at[e];
        if (is_forced(search, edge->household) || edge->room == of->forced.room ||
            *bar_of(search, edge->household, house_of(search, edge->room)))
            continue;
        search->open[count++] = *edge;
    }
    return (struct plan_edges){search->open, count};
}

static enum err solve(struct search *search, struct plan_result *out_result)
{
    search->solves++;
    struct plan_problem problem = *search->of->problem;
    problem.fixed = &search->of->forced;
    problem.fixed_count = search->of->forced.household == PLAN_NONE ? 0 : 1;
    enum err err = plan_solve_edges(search->arena, &problem, open_pairs(search), out_result);
    if (err == OK && problem.fixed_count > 0)
        out_result->objective.score += search->of->forced_score;
    return err;
}

static enum err look(struct search *search, bool is_root)
{
    struct plan_result result;
    struct group group;
    if (search->has_best && search->solves >= search->of->solves_most) {
        search->is_cut = true;
        return OK;
    }
    enum err err = solve(search, &result);
    if (err != OK)
        return err;
    if (is_root)
        search->best.bound = result.objective;
    if (search->has_best && plan_compare(&result.objective, &search->best.objective) <= 0)
        return OK;
    if (!find_unlawful(search, result.room_of, &group)) {
        search->best.room_of = result.room_of;
        search->best.objective = result.objective;
        search->has_best = true;
        return OK;
    }
    for (size_t i = 0; err == OK && i < group.count; i++) {
        bool *bar = bar_of(search, group.at[i], group.house);
        if (is_forced(search, group.at[i]))
            continue;
        *bar = true;
        err = look(search, false);
        *bar = false;
    }
    return err;
}

enum err plan_best(struct arena *arena, const struct plan_best_case *of,
                   struct plan_best *out_best)
{
    size_t bars = (size_t)of->problem->household_count * of->waiting->facts.house_count;
    struct search search = {
        .arena = arena,
        .of = of,
        .is_barred = ARENA_MANY(arena, bool, bars),
        .open = ARENA_MANY(arena, struct plan_edge, of->pairs.count),
    };
    enum err err = look(&search, true);
    if (err != OK)
        return err;
    must(search.has_best); /* everybody barred from every house is lawful */
    if (!search.is_cut)
        search.best.bound = search.best.objective;
    *out_best = search.best;
    return OK;
}
