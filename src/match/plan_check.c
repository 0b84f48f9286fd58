#include <stdlib.h>

#include "match/plan.h"

/* Shares no code with the solver, nor the definition it solves by: it asks the rules again, in the
 * words of doc/placement.md, and adds up. A reader needs this page and nothing else. */

static int shared(const struct plan_problem *p, struct plan_list a, struct plan_list b)
{
    int count = 0;
    for (uint32_t i = 0; i < a.count; i++)
        for (uint32_t j = 0; j < b.count; j++)
            count += p->keys[a.first + i] == p->keys[b.first + j];
    return count;
}

static int is_in(const struct plan_problem *p, struct plan_list list, uint32_t key)
{
    int count = 0;
    for (uint32_t i = 0; i < list.count; i++)
        count += p->keys[list.first + i] == key;
    return count;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* The score of a pair but for its room; -1 when the house is not possible. */
static int64_t score_at_house(const struct plan_problem *p, const struct plan_household *who,
                              const struct plan_house *house)
{
    const struct match_weight *of = p->weights.of;
    if ((who->modes & house->modes) == 0 || !is_in(p, who->regions, house->region) ||
        is_in(p, who->avoid_areas, house->area) || (who->night && house->night_admissions < 1) ||
        (who->complex && house->complex_places < 1))
        return -1;
    int64_t score = of[MATCH_TERM_BASE].points;
    score += least((int64_t)who->waiting_days * of[MATCH_TERM_WAITING].points,
                   of[MATCH_TERM_WAITING].most);
    score += is_in(p, who->wish_areas, house->area) ? of[MATCH_TERM_AREA].points : 0;
    score += shared(p, who->languages, house->languages) ? of[MATCH_TERM_LANGUAGE].points : 0;
    score += least((int64_t)shared(p, who->needs, house->specialisms) *
                       of[MATCH_TERM_SPECIALISM].points,
                   of[MATCH_TERM_SPECIALISM].most);
    if (who->provider != PLAN_NONE && who->provider == house->provider)
        score += of[MATCH_TERM_PROVIDER].points;
    return score;
}

/* The same with the room. */
static int64_t score_in_room(const struct plan_problem *p, const struct plan_household *who,
                             const struct plan_room *room, int64_t at_house)
{
    const struct match_weight *size = &p->weights.of[MATCH_TERM_SIZE];
    if (at_house < 0 || room->beds < who->beds || who->step_free > room->step_free ||
        who->cot > room->cot)
        return -1;
    int64_t points = size->points - (int64_t)(room->beds - who->beds) * size->step;
    return at_house + (points > 0 ? points : 0);
}

struct totals {
    int64_t weight, duals, score_most;
};

/* What one household says: its pair is lawful, and no pair of its weighs more than its duals. */
static const char *check_household(const struct plan_problem *p, const uint32_t *room_of,
                                   const struct plan_proof *proof, const bool *is_fixed,
                                   uint32_t i, struct totals *totals)
{
    const struct plan_household *who = &p->households[i];
    int64_t blocks = (int64_t)proof->block * (PLAN_TIERS - who->tier);
    bool is_placed = room_of[i] == PLAN_NONE;
    for (uint32_t h = 0; h < p->house_count; h++) {
        int64_t at_house = score_at_house(p, who, &p->houses[h]);
        for (uint32_t r = p->house_rooms[h]; at_house >= 0 && r < p->house_rooms[h + 1]; r++) {
            int64_t score = score_in_room(p, who, &p->rooms[r], at_house);
            if (score < 0)
                continue;
            bool is_free_to_choose = !is_fixed[i] && !is_fixed[p->household_count + r];
            if ((is_free_to_choose || room_of[i] == r) &&
                (int64_t)proof->households[i] + proof->rooms[r] < blocks + score)
                return "a pair weighs more than its duals";
            if (score > totals->score_most)
                totals->score_most = score;
            if (room_of[i] != r)
                continue;
            is_placed = true;
            totals->weight += blocks + score;
        }
    }
    return is_placed ? NULL : "a household is in a room that is not right for it";
}

static const char *check_rooms_once(const struct plan_problem *p, const uint32_t *room_of,
                                    bool *is_taken)
{
    for (uint32_t i = 0; i < p->household_count; i++) {
        if (room_of[i] == PLAN_NONE)
            continue;
        if (room_of[i] >= p->room_count || is_taken[room_of[i]])
            return "two households are in one room";
        is_taken[room_of[i]] = true;
    }
    return NULL;
}

const char *plan_check(struct arena *arena, const struct plan_problem *p, const uint32_t *room_of,
                       const struct plan_proof *proof)
{
    struct totals totals = {0};
    bool *is_fixed = ARENA_MANY(arena, bool, (size_t)p->household_count + p->room_count);
    const char *wrong = check_rooms_once(p, room_of, ARENA_MANY(arena, bool, p->room_count));
    for (uint32_t f = 0; f < p->fixed_count && !wrong; f++) {
        is_fixed[p->fixed[f].household] = is_fixed[p->household_count + p->fixed[f].room] = true;
        if (room_of[p->fixed[f].household] != p->fixed[f].room)
            wrong = "a fixed pair is not kept";
    }
    for (uint32_t i = 0; i < p->household_count && !wrong; i++) {
        wrong = check_household(p, room_of, proof, is_fixed, i, &totals);
        totals.duals += proof->households[i];
        if (proof->households[i] < 0)
            wrong = "a dual is below 0";
    }
    for (uint32_t r = 0; r < p->room_count && !wrong; r++) {
        totals.duals += proof->rooms[r];
        if (proof->rooms[r] < 0)
            wrong = "a dual is below 0";
    }
    uint32_t fewer = p->household_count < p->room_count ? p->household_count : p->room_count;
    if (!wrong && proof->block <= totals.score_most * (int64_t)fewer)
        wrong = "the block is not larger than any sum of scores";
    if (!wrong && totals.duals != totals.weight)
        wrong = "the duals add up to more than the plan weighs";
    return wrong;
}
