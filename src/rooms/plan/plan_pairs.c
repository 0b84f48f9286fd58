#include "rooms/plan/plan_inner.h"

#include <string.h>

struct pairing {
    const struct match_weights *weights;
    struct plan_today *plan;
    int32_t *scores;
    struct plan_edge *pairs;
    size_t count;
};

static void pair_with_house(struct pairing *pairing, uint32_t household, struct plan_line *line,
                            size_t first, size_t end)
{
    const struct placement_queue *waiting = &pairing->plan->waiting;
    const struct placement_queue_household *who = &waiting->at[household];
    const struct match_house *house = &waiting->facts.houses[who->rooms[first].house];
    int32_t *scores = &pairing->scores[(size_t)household * waiting->facts.room_count];
    struct match_check of_house = match_check_house(&who->facts, house);
    struct match_score base = {0};
    if (of_house.fails != 0)
        return;
    match_score_household(&who->facts, pairing->weights, &base);
    match_score_house(&who->facts, house, pairing->weights, &base);
    for (size_t room = first; room < end; room++) {
        struct match_check of_room = match_check_room(&who->facts, &who->rooms[room]);
        struct match_score score = base;
        line->to_ask_count += of_room.fails == 0 && (of_room.asks | of_house.asks) != 0;
        if ((of_room.fails | of_room.asks | of_house.asks) != 0)
            continue;
        match_score_room(&who->facts, &who->rooms[room], pairing->weights, &score);
        scores[room] = score.total;
        line->suitable_count++;
        pairing->pairs[pairing->count++] =
            (struct plan_edge){household, (uint32_t)room, score.total};
    }
}

/* Rooms of a house stand together. */
static void pair_with_all(struct pairing *pairing, uint32_t household, struct plan_line *line)
{
    const struct placement_queue *waiting = &pairing->plan->waiting;
    const struct match_room *rooms = waiting->at[household].rooms;
    for (size_t first = 0, end; first < waiting->facts.room_count; first = end) {
        for (end = first + 1; end < waiting->facts.room_count; end++)
            if (rooms[end].house != rooms[first].house)
                break;
        pair_with_house(pairing, household, line, first, end);
    }
}

static enum plan_place place_of(const struct placement_queue_household *household,
                                const struct plan_line *line)
{
    if (household->is_later)
        return PLAN_LATER;
    if (household->gaps != 0)
        return PLAN_UNASKED;
    return line->suitable_count > 0 ? PLAN_NEEDED : PLAN_UNSUITED;
}

/* Rows come in the order of the queue and of the ids of houses and rooms, so their places are their
 * ranks; ties between equal households go to who stands before in the queue. */
static const struct plan_problem *problem_of(struct arena *arena,
                                             const struct placement_queue *waiting,
                                             const struct match_weights *weights)
{
    struct plan_problem *problem = ARENA_NEW(arena, struct plan_problem);
    struct plan_household *households = ARENA_MANY(arena, struct plan_household, waiting->count);
    struct plan_room *rooms = ARENA_MANY(arena, struct plan_room, waiting->facts.room_count);
    for (uint32_t i = 0; i < waiting->count; i++) {
        int64_t tier = waiting->at[i].urgency;
        households[i].rank = i;
        households[i].tier = (uint8_t)(tier < PLAN_TIERS ? tier : PLAN_TIERS - 1);
    }
    for (uint32_t r = 0; r < waiting->facts.room_count; r++)
        rooms[r] = (struct plan_room){.rank = r, .house = waiting->facts.rooms[r].house};
    *problem = (struct plan_problem){
        .households = households,
        .rooms = rooms,
        .household_count = (uint32_t)waiting->count,
        .house_count = (uint32_t)waiting->facts.house_count,
        .room_count = (uint32_t)waiting->facts.room_count,
        .weights = *weights,
    };
    return problem;
}

void plan_pairs_fill(struct arena *arena, const struct match_weights *weights,
                     struct plan_today *plan, struct plan_line *lines)
{
    const struct placement_queue *waiting = &plan->waiting;
    size_t most = waiting->count * waiting->facts.room_count;
    struct pairing pairing = {
        .weights = weights,
        .plan = plan,
        .scores = ARENA_MANY(arena, int32_t, most),
        .pairs = ARENA_MANY(arena, struct plan_edge, most),
    };
    memset(pairing.scores, 0xff, most * sizeof(*pairing.scores));
    for (uint32_t i = 0; i < waiting->count; i++) {
        if (!waiting->at[i].is_later && waiting->at[i].gaps == 0)
            pair_with_all(&pairing, i, &lines[i]);
        lines[i].place = place_of(&waiting->at[i], &lines[i]);
    }
    plan->scores = pairing.scores;
    plan->pairs = (struct plan_edges){pairing.pairs, pairing.count};
    plan->problem = problem_of(arena, waiting, weights);
}
