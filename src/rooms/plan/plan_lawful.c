#include <string.h>

#include "rooms/plan/plan_inner.h"

static bool has_cots(const struct placement_queue *waiting, const struct plan_group *group)
{
    int64_t cots = 0;
    for (size_t i = 0; i < group->count; i++)
        cots += waiting->at[group->at[i]].facts.cots.value;
    return cots == 0 || cots <= waiting->cots_left[group->house];
}

/* Each is asked the rules of the house with all the others in it. */
bool plan_is_lawful(struct arena *arena, const struct placement_queue *waiting,
                    const struct plan_group *group)
{
    const struct match_house *house = &waiting->facts.houses[group->house];
    const struct placement_queue_household **others =
        ARENA_MANY(arena, const struct placement_queue_household *, group->count);
    for (size_t i = 0; i < group->count; i++) {
        size_t count = 0;
        for (size_t k = 0; k < group->count; k++)
            if (k != i)
                others[count++] = &waiting->at[group->at[k]];
        struct match_house with = placement_house_with(arena, house, others, count);
        struct match_check check = match_check_house(&waiting->at[group->at[i]].facts, &with);
        if (check.fails | check.asks)
            return false;
    }
    return has_cots(waiting, group);
}

uint8_t plan_modes_with(struct arena *arena, const struct placement_queue *waiting,
                        uint32_t house, uint32_t household)
{
    const struct placement_queue_household *one = &waiting->at[household];
    return placement_house_with(arena, &waiting->facts.houses[house], &one, 1).modes;
}

static void take_out(struct plan_group *group, size_t index)
{
    group->count--;
    memmove(&group->at[index], &group->at[index + 1], (group->count - index) * sizeof(*group->at));
}

static void put_in(struct plan_group *group, size_t index, uint32_t household)
{
    memmove(&group->at[index + 1], &group->at[index], (group->count - index) * sizeof(*group->at));
    group->at[index] = household;
    group->count++;
}

/* Takes out whoever is not needed for the group to be unlawful. */
static void shrink(struct arena *arena, const struct placement_queue *waiting,
                   struct plan_group *group)
{
    for (size_t i = 0; i < group->count;) {
        uint32_t household = group->at[i];
        take_out(group, i);
        if (plan_is_lawful(arena, waiting, group))
            put_in(group, i++, household);
    }
}

static struct plan_group group_of(struct arena *arena, const struct placement_queue *waiting,
                                  const uint32_t *room_of, uint32_t house)
{
    struct plan_group group = {house, ARENA_MANY(arena, uint32_t, waiting->count), 0};
    for (size_t i = waiting->count; i-- > 0;)
        if (room_of[i] != PLAN_NONE && waiting->facts.rooms[room_of[i]].house == house)
            group.at[group.count++] = (uint32_t)i;
    return group;
}

/* How many of a plan come to each house: one alone has been asked every rule. */
static uint32_t *numbers_of(struct arena *arena, const struct placement_queue *waiting,
                            const uint32_t *room_of)
{
    uint32_t *numbers = ARENA_MANY(arena, uint32_t, waiting->facts.house_count);
    for (size_t i = 0; i < waiting->count; i++)
        if (room_of[i] != PLAN_NONE)
            numbers[waiting->facts.rooms[room_of[i]].house]++;
    return numbers;
}

bool plan_find_unlawful(struct arena *arena, const struct placement_queue *waiting,
                        const uint32_t *room_of, struct plan_group *out_group)
{
    const uint32_t *numbers = numbers_of(arena, waiting, room_of);
    for (uint32_t house = 0; house < waiting->facts.house_count; house++) {
        if (numbers[house] < 2)
            continue;
        struct plan_group group = group_of(arena, waiting, room_of, house);
        if (plan_is_lawful(arena, waiting, &group))
            continue;
        shrink(arena, waiting, &group);
        *out_group = group;
        return true;
    }
    return false;
}

/* ---- mending --------------------------------------------------------------------------------- */

static void empty_house(struct arena *arena, const struct placement_queue *waiting,
                        struct plan_group *group, uint32_t kept, uint32_t *room_of)
{
    while (!plan_is_lawful(arena, waiting, group)) {
        size_t out = group->at[0] == kept ? 1 : 0;
        must(out < group->count); /* each alone is lawful */
        room_of[group->at[out]] = PLAN_NONE;
        take_out(group, out);
    }
}

static uint32_t best_free(const struct plan_today *plan, uint32_t household, const bool *is_taken,
                          const bool *is_closed)
{
    uint32_t best = PLAN_NONE;
    for (uint32_t room = 0; room < plan->waiting.facts.room_count; room++) {
        int32_t score = plan_score_of(plan, household, room);
        if (score < 0 || is_taken[room] || is_closed[plan->waiting.facts.rooms[room].house])
            continue;
        if (best == PLAN_NONE || score > plan_score_of(plan, household, best))
            best = room;
    }
    return best;
}

/* Tries house after house, each once. */
static void find_place(struct arena *arena, const struct plan_today *plan, uint32_t household,
                       bool *is_taken, uint32_t *room_of)
{
    const struct placement_queue *waiting = &plan->waiting;
    bool *is_closed = ARENA_MANY(arena, bool, waiting->facts.house_count);
    for (;;) {
        uint32_t room = best_free(plan, household, is_taken, is_closed);
        if (room == PLAN_NONE)
            return;
        uint32_t house = waiting->facts.rooms[room].house;
        room_of[household] = room;
        struct plan_group group = group_of(arena, waiting, room_of, house);
        if (plan_is_lawful(arena, waiting, &group)) {
            is_taken[room] = true;
            return;
        }
        room_of[household] = PLAN_NONE;
        is_closed[house] = true;
    }
}

void plan_mend(struct arena *arena, const struct plan_today *plan, uint32_t kept, uint32_t *room_of)
{
    const struct placement_queue *waiting = &plan->waiting;
    const uint32_t *numbers = numbers_of(arena, waiting, room_of);
    bool *is_taken = ARENA_MANY(arena, bool, waiting->facts.room_count);
    for (uint32_t house = 0; house < waiting->facts.house_count; house++) {
        struct plan_group group = {0};
        if (numbers[house] < 2)
            continue;
        group = group_of(arena, waiting, room_of, house);
        empty_house(arena, waiting, &group, kept, room_of);
    }
    for (uint32_t i = 0; i < waiting->count; i++)
        if (room_of[i] != PLAN_NONE)
            is_taken[room_of[i]] = true;
    for (uint32_t i = 0; i < waiting->count; i++)
        if (room_of[i] == PLAN_NONE)
            find_place(arena, plan, i, is_taken, room_of);
}
