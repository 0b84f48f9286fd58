#include "match/plan.h"

#include <string.h>

static bool has(const struct plan_problem *problem, struct plan_list list, uint32_t key)
{
    for (uint32_t i = 0; i < list.count; i++)
        if (problem->keys[list.first + i] == key)
            return true;
    return false;
}

static int32_t count_shared(const struct plan_problem *problem, struct plan_list a,
                            struct plan_list b)
{
    int32_t shared = 0;
    for (uint32_t i = 0; i < a.count; i++)
        shared += has(problem, b, problem->keys[a.first + i]);
    return shared;
}

static int32_t at_most(int64_t points, int32_t most)
{
    return points < most ? (int32_t)points : most;
}

static uint32_t fail_if(bool fails, enum plan_fail fail)
{
    return fails ? (uint32_t)fail : 0;
}

static uint32_t house_fails(const struct plan_problem *problem,
                            const struct plan_household *household, const struct plan_house *house)
{
    return fail_if(!(household->modes & house->modes), PLAN_FAIL_MODE) |
           fail_if(!has(problem, household->regions, house->region), PLAN_FAIL_REGION) |
           fail_if(has(problem, household->avoid_areas, house->area), PLAN_FAIL_AREA) |
           fail_if(household->night && house->night_admissions == 0, PLAN_FAIL_NIGHT) |
           fail_if(household->complex && house->complex_places == 0, PLAN_FAIL_COMPLEX);
}

static uint32_t room_fails(const struct plan_household *household, const struct plan_room *room)
{
    return fail_if(room->beds < household->beds, PLAN_FAIL_BEDS) |
           fail_if(household->step_free && !room->step_free, PLAN_FAIL_STEP_FREE) |
           fail_if(household->cot && !room->cot, PLAN_FAIL_COT);
}

/* The terms that are the same for all rooms of a house. */
static void score_house(const struct plan_problem *problem, const struct plan_household *household,
                        const struct plan_house *house, int32_t *terms)
{
    const struct match_weight *of = problem->weights.of;
    const struct match_weight *need = &of[MATCH_TERM_SPECIALISM];
    int64_t met = count_shared(problem, household->needs, house->specialisms);
    bool is_wished = has(problem, household->wish_areas, house->area);
    bool is_spoken = count_shared(problem, household->languages, house->languages) > 0;
    bool is_same = house->provider != PLAN_NONE && household->provider == house->provider;
    terms[MATCH_TERM_AREA] = is_wished ? of[MATCH_TERM_AREA].points : 0;
    terms[MATCH_TERM_LANGUAGE] = is_spoken ? of[MATCH_TERM_LANGUAGE].points : 0;
    terms[MATCH_TERM_SPECIALISM] = at_most(met * need->points, need->most);
    terms[MATCH_TERM_PROVIDER] = is_same ? of[MATCH_TERM_PROVIDER].points : 0;
}

static void score_room(const struct plan_problem *problem, const struct plan_household *household,
                       const struct plan_room *room, int32_t *terms)
{
    const struct match_weight *size = &problem->weights.of[MATCH_TERM_SIZE];
    const struct match_weight *waiting = &problem->weights.of[MATCH_TERM_WAITING];
    int64_t points = size->points - (int64_t)size->step * (room->beds - household->beds);
    terms[MATCH_TERM_SIZE] = points > 0 ? (int32_t)points : 0;
    terms[MATCH_TERM_WAITING] =
        at_most((int64_t)household->waiting_days * waiting->points, waiting->most);
    terms[MATCH_TERM_BASE] = problem->weights.of[MATCH_TERM_BASE].points;
}

static void add_up(struct match_score *score)
{
    score->total = 0;
    for (size_t i = 0; i < MATCH_TERMS; i++)
        score->total += score->terms[i];
}

struct plan_pair plan_pair(const struct plan_problem *problem, uint32_t household, uint32_t room)
{
    const struct plan_household *who = &problem->households[household];
    const struct plan_room *what = &problem->rooms[room];
    const struct plan_house *house = &problem->houses[what->house];
    struct plan_pair pair = {.fails = house_fails(problem, who, house) | room_fails(who, what)};
    if (pair.fails == 0) {
        score_house(problem, who, house, pair.score.terms);
        score_room(problem, who, what, pair.score.terms);
        add_up(&pair.score);
    }
    return pair;
}

static void each_edge_of_house(const struct plan_problem *problem, uint32_t household,
                               uint32_t house, plan_take_edge *take, void *with)
{
    const struct plan_household *who = &problem->households[household];
    struct match_score score = {0};
    if (house_fails(problem, who, &problem->houses[house]))
        return;
    score_house(problem, who, &problem->houses[house], score.terms);
    for (uint32_t r = problem->house_rooms[house]; r < problem->house_rooms[house + 1]; r++) {
        if (room_fails(who, &problem->rooms[r]))
            continue;
        score_room(problem, who, &problem->rooms[r], score.terms);
        add_up(&score);
        take(with, &(struct plan_edge){household, r, score.total});
    }
}

void plan_each_edge(const struct plan_problem *problem, plan_take_edge *take, void *with)
{
    for (uint32_t i = 0; i < problem->household_count; i++)
        for (uint32_t h = 0; h < problem->house_count; h++)
            each_edge_of_house(problem, i, h, take, with);
}

struct best_edges {
    const struct plan_problem *problem;
    struct arena *arena;
    struct plan_edge *at;
    size_t count, room, begin, most; /* begin: the first of the household at hand */
};

static bool is_better(const struct plan_problem *problem, const struct plan_edge *a,
                      const struct plan_edge *b)
{
    if (a->score != b->score)
        return a->score > b->score;
    return problem->rooms[a->room].rank < problem->rooms[b->room].rank;
}

/* Into its place among the best of the household, by insertion. */
static void take_best(void *with, const struct plan_edge *edge)
{
    struct best_edges *best = with;
    if (best->count > 0 && best->at[best->count - 1].household != edge->household)
        best->begin = best->count;
    bool is_full = best->count - best->begin == best->most;
    if (is_full && !is_better(best->problem, edge, &best->at[best->count - 1]))
        return;
    if (!is_full && best->count == best->room) {
        struct plan_edge *wider = ARENA_MANY(best->arena, struct plan_edge, best->room * 2);
        memcpy(wider, best->at, best->count * sizeof(*wider));
        best->at = wider;
        best->room *= 2;
    }
    best->count += !is_full;
    size_t at = best->count - 1;
    for (; at > best->begin && is_better(best->problem, edge, &best->at[at - 1]); at--)
        best->at[at] = best->at[at - 1];
    best->at[at] = *edge;
}

struct plan_edges plan_edges_best(struct arena *arena, const struct plan_problem *problem,
                                  size_t most)
{
    struct best_edges best = {.problem = problem, .arena = arena, .room = 1024, .most = most};
    must(most > 0);
    best.at = ARENA_MANY(arena, struct plan_edge, best.room);
    plan_each_edge(problem, take_best, &best);
    return (struct plan_edges){best.at, best.count};
}

int plan_compare(const struct plan_objective *a, const struct plan_objective *b)
{
    for (size_t tier = 0; tier < PLAN_TIERS; tier++)
        if (a->housed[tier] != b->housed[tier])
            return a->housed[tier] < b->housed[tier] ? -1 : 1;
    return (a->score > b->score) - (a->score < b->score);
}

struct plan_objective plan_value(const struct plan_problem *problem, const uint32_t *room_of)
{
    struct plan_objective value = {0};
    for (uint32_t i = 0; i < problem->household_count; i++) {
        if (room_of[i] == PLAN_NONE)
            continue;
        value.housed[problem->households[i].tier]++;
        value.score += plan_pair(problem, i, room_of[i]).score.total;
    }
    return value;
}
