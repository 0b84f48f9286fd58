/* plan.h - everyone's plan: which room is advised to each household that waits, and at whose cost
 * anything else would be.
 *
 * Made afresh from the facts of the moment at every look, so an arrival, a hold or a room out of
 * order is in the next plan at once; nothing is stored and nothing is booked. It is advice: a
 * person holds a room (placement.h), and what a person decided is out of the plan.
 *
 * A pair of household and room is possible when every rule of match/rule.h passes; a rule that has
 * to ask is not a pass. Among all ways to give each household at most one room and each room at
 * most one household the plan houses the most of tier 0, then of tier 1, then of tier 2, and then
 * has the largest sum of scores (match/score.h). Among the scores is the floor for complex needs,
 * by which they are not left last within a tier (plan_floor.h). Households placed together are
 * asked the rules of the house again with the others in it: its licence, its places for complex
 * needs, the kind of house it can still be, people to stay apart, its cots that can be carried.
 * Night cover is a yes or a no of the house, so nobody's arrival uses it up. Moves of people who
 * live somewhere are advised apart, with their consent only (plan_move.h).
 *
 * No name, nationality, status or religion is read: they are not among the matcher's facts. Among
 * equally good plans the ids of referrals and rooms decide, so the same facts give the same plan.
 */
#ifndef ROOMS_PLAN_PLAN_H
#define ROOMS_PLAN_PLAN_H

#include "match/plan.h"
#include "rooms/placement/placement_queue.h"

/* Where a household stands. */
enum plan_place {
    PLAN_ADVISED,  /* a room is advised */
    PLAN_NEEDED,   /* rooms suit her; others need each of them more, or it cannot be with them */
    PLAN_UNSUITED, /* no room suits her; some would after an answer if to_ask > 0 */
    PLAN_UNASKED,  /* something that every room depends on is not known: her gaps */
    PLAN_LATER     /* needed after the days looked at */
};

struct plan_line {
    enum plan_place place;
    uint32_t room;            /* index of facts.rooms, or PLAN_NONE */
    struct match_score score; /* of that room */
    uint32_t suitable_count, to_ask_count; /* rooms that suit her; that would after an answer */
    uint32_t other;           /* the best room for her but the advised one, or PLAN_NONE */
    struct match_score other_score;
};

/* Households of one tier for whom somebody with less priority (a later tier, or later in the queue)
 * is advised a room that they would like more than their own; most_points: by how much at most, of
 * those who are advised a room themselves. */
struct plan_envy {
    int64_t households;
    int64_t most_points;
};

/* What the floor for complex needs did in one tier (plan_floor.h): of those who are looked at, with
 * complex needs and without, how many are advised a room; and how many with complex needs would be
 * without the floor. */
struct plan_floor {
    int32_t bonus; /* points of each household with complex needs; 0: none was needed, or it is of
                    * no use */
    int64_t complex, complex_housed, complex_housed_without;
    int64_t others, others_housed;
    bool holds;    /* else places are missing that could take them */
};

/* In the arena. */
struct plan_today {
    struct placement_queue waiting;
    const struct plan_line *lines; /* as waiting.at */
    struct plan_objective objective;
    struct plan_objective bound; /* nothing is better than this; equal to objective: proven best */
    struct plan_envy envy[PLAN_TIERS];
    struct plan_floor floors[PLAN_TIERS];
    bool is_floor_exact;         /* no smaller bonus would do; false: the search was cut off */
    int32_t bonuses[PLAN_TIERS]; /* in the scores below of who has complex needs */
    struct plan_edges pairs;     /* every possible pair, household by household */
    const int32_t *scores;       /* by household and room; -1: not possible */
    const struct plan_problem *problem;
    uint64_t facts; /* a number made of all the facts and weights the plan was made of */
};
CHECKED enum err plan_make(struct job *job, struct plan_today *out_plan);

/* "Why not this room?": the best plan that gives the household just that room. */
struct plan_forced {
    struct match_check check; /* a rule fails or asks: the rest is not there */
    struct match_score score; /* of the pair */
    struct plan_objective objective, bound;
    const uint32_t *room_of;  /* by household: what each would be advised then */
};
CHECKED enum err plan_force(struct job *job, const struct plan_today *plan, uint32_t household,
                            uint32_t room, struct plan_forced *out_forced);

/* Index of a referral's household or of a room; PLAN_NONE: it does not wait, there is none. */
uint32_t plan_find_household(const struct plan_today *plan, struct referral_id referral);
uint32_t plan_find_room(const struct plan_today *plan, struct room_id room);

#endif
