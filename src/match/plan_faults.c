#include "match/plan.h"

struct finder {
    struct arena *arena;
    const struct plan_problem *problem;
    const uint32_t *of_room; /* by room: who is placed there; PLAN_NONE: nobody */
    uint32_t *placed;        /* in the house that is looked at */
    uint32_t placed_count;
    struct plan_fault *faults;
    size_t count, room;
};

static void add(struct finder *finder, struct plan_fault fault)
{
    if (finder->count == finder->room) {
        size_t room = finder->room ? finder->room * 2 : 16;
        struct plan_fault *wider = ARENA_MANY(finder->arena, struct plan_fault, room);
        for (size_t i = 0; i < finder->count; i++)
            wider[i] = finder->faults[i];
        finder->faults = wider;
        finder->room = room;
    }
    finder->faults[finder->count++] = fault;
}

static bool is_anybody(const struct plan_household *household)
{
    return household != NULL;
}

static bool is_complex(const struct plan_household *household)
{
    return household->complex;
}

static bool is_night(const struct plan_household *household)
{
    return household->night;
}

/* The fault with those of the house whom it concerns. */
static void add_group(struct finder *finder, enum plan_rule rule, uint32_t house,
                      bool (*is_concerned)(const struct plan_household *household))
{
    uint32_t *households = ARENA_MANY(finder->arena, uint32_t, finder->placed_count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < finder->placed_count; i++)
        if (is_concerned(&finder->problem->households[finder->placed[i]]))
            households[count++] = finder->placed[i];
    add(finder, (struct plan_fault){rule, house, households, count});
}

static bool names(const struct plan_problem *problem, uint32_t household, uint32_t other)
{
    struct plan_list list = problem->households[household].conflicts;
    for (uint32_t i = 0; i < list.count; i++)
        if (problem->keys[list.first + i] == other)
            return true;
    return false;
}

static void find_conflicts(struct finder *finder, uint32_t house)
{
    for (uint32_t i = 0; i < finder->placed_count; i++)
        for (uint32_t j = i + 1; j < finder->placed_count; j++) {
            uint32_t one = finder->placed[i], other = finder->placed[j];
            if (!names(finder->problem, one, other) && !names(finder->problem, other, one))
                continue;
            uint32_t *both = ARENA_MANY(finder->arena, uint32_t, 2);
            both[0] = one;
            both[1] = other;
            add(finder, (struct plan_fault){PLAN_RULE_CONFLICT, house, both, 2});
        }
}

static void look_at_house(struct finder *finder, uint32_t number)
{
    const struct plan_problem *problem = finder->problem;
    const struct plan_house *house = &problem->houses[number];
    int64_t persons = 0, complex = 0, night = 0;
    uint8_t modes = house->modes;
    finder->placed_count = 0;
    for (uint32_t r = problem->house_rooms[number]; r < problem->house_rooms[number + 1]; r++) {
        if (finder->of_room[r] == PLAN_NONE)
            continue;
        const struct plan_household *who = &problem->households[finder->of_room[r]];
        finder->placed[finder->placed_count++] = finder->of_room[r];
        persons += who->persons;
        complex += who->complex;
        night += who->night;
        modes &= who->modes;
    }
    if (finder->placed_count == 0)
        return;
    if (persons > (int64_t)house->licence - house->residents)
        add_group(finder, PLAN_RULE_LICENCE, number, is_anybody);
    if (complex > house->complex_places)
        add_group(finder, PLAN_RULE_COMPLEX, number, is_complex);
    if (night > house->night_admissions)
        add_group(finder, PLAN_RULE_NIGHT, number, is_night);
    find_conflicts(finder, number);
    if (modes == 0)
        add_group(finder, PLAN_RULE_MODE, number, is_anybody);
}

struct plan_faults plan_faults(struct arena *arena, const struct plan_problem *problem,
                               const uint32_t *room_of)
{
    uint32_t *of_room = ARENA_MANY(arena, uint32_t, problem->room_count);
    struct finder finder = {.arena = arena,
                            .problem = problem,
                            .of_room = of_room,
                            .placed = ARENA_MANY(arena, uint32_t, problem->room_count)};
    for (uint32_t r = 0; r < problem->room_count; r++)
        of_room[r] = PLAN_NONE;
    for (uint32_t i = 0; i < problem->household_count; i++)
        if (room_of[i] != PLAN_NONE)
            of_room[room_of[i]] = i;
    for (uint32_t h = 0; h < problem->house_count; h++)
        look_at_house(&finder, h);
    return (struct plan_faults){finder.faults, finder.count};
}
