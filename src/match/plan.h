/* plan.h - the best for everyone who waits: who gets which room, with a proof.
 *
 * One room hosts one household, and a household may stay unplaced. The plan maximises, one after
 * the other: how many of tier 0 are housed, how many of tier 1, how many of tier 2, then the sum
 * of the scores. It is advice: a person holds, offers and places; what a person decided is a fixed
 * pair and is never touched.
 *
 * Pure: integers in, integers out; no names, no nationality, no immigration status (000 Rec 3a).
 * The objective never depends on the order of rows; among equally good plans the one found depends
 * only on plan_household.rank and plan_room.rank, which the caller takes from stable identifiers.
 *
 * Who offers what:
 *   plan_pair.c         plan_pair: the definition of feasible and of the score; plan_each_edge,
 *                       plan_edges_best, plan_value, plan_compare
 *   plan_solve.c        plan_solve_rooms: over all pairs
 *   plan_follow.c       plan_follow: the same kept up with changes
 *   plan_solve_edges.c  plan_solve_edges: over given pairs
 *   plan_check.c        plan_check: the independent proof reader
 *   plan_faults.c       plan_faults: the whole-house rules, named
 *   pattern*.c          plan_solve_houses: the best plan that keeps them
 *   plan_check_houses.c plan_check_houses: their independent proof reader
 *
 * The model, the formats and a case worked by hand stand in doc/placement.md. */
#ifndef MATCH_PLAN_H
#define MATCH_PLAN_H

#include "match/facts.h"
#include "match/score.h"

#define PLAN_NONE UINT32_MAX
enum { PLAN_TIERS = 3 };

/* Part of plan_problem.keys: numbers in rising order, each once. The numbers of areas, regions,
 * languages, needs (the same numbers as specialisms) and providers are each counted from 0 without
 * gaps, so that tables can be made of them; of conflicts they are indexes of households. */
struct plan_list {
    uint32_t first;
    uint32_t count;
};

struct plan_household {
    uint32_t rank;    /* place among the households by stable identifier, no two the same */
    uint16_t persons; /* who count towards a licence */
    uint16_t beds;    /* bed spaces needed; 1 or more */
    uint8_t modes;    /* bits of match_mode; none: no house is right */
    uint8_t tier;     /* 0 most urgent, below PLAN_TIERS */
    bool step_free, cot, night, complex; /* what is needed */
    uint32_t waiting_days;
    uint32_t provider; /* or PLAN_NONE */
    struct plan_list regions; /* allowed; none listed: none is right */
    struct plan_list avoid_areas, wish_areas, languages, needs;
    struct plan_list conflicts; /* each pair stands in both lists, whoever of the two named it */
};

struct plan_house {
    uint8_t modes; /* bits of match_mode, those still lawful with who lives there */
    uint16_t licence, residents; /* persons */
    uint16_t complex_places, night_admissions; /* how many can still come */
    uint32_t area, region;
    uint32_t provider; /* or PLAN_NONE */
    struct plan_list languages, specialisms;
};

struct plan_room {
    uint32_t rank;  /* place among the rooms by stable identifier, no two the same */
    uint32_t house; /* index */
    uint16_t beds;
    bool step_free, cot, self_contained;
};

/* A pair that a person decided; it must be feasible as a pair. */
struct plan_fixed {
    uint32_t household;
    uint32_t room;
};

/* How many numbers of each kind there are. */
struct plan_counts {
    uint32_t areas, regions, languages, needs, providers;
};

/* All arrays belong to the caller and must stay as they are while anything made of them lives.
 * Rooms of a house stand together; house_rooms[h] to house_rooms[h + 1] are those of house h. */
struct plan_problem {
    const struct plan_household *households;
    const struct plan_house *houses;
    const struct plan_room *rooms;
    const uint32_t *house_rooms; /* house_count + 1 of them */
    const uint32_t *keys;
    const struct plan_fixed *fixed; /* no household and no room twice */
    uint32_t household_count, house_count, room_count, fixed_count;
    struct plan_counts counts;
    struct match_weights weights;
};

/* ---- one pair ---------------------------------------------------------------------------- */

/* Why a pair is not feasible; a bit each. */
enum plan_fail {
    PLAN_FAIL_MODE = 1,       /* no mode shared */
    PLAN_FAIL_REGION = 2,     /* the house's region is not among the household's */
    PLAN_FAIL_AREA = 4,       /* an area to avoid */
    PLAN_FAIL_NIGHT = 8,      /* arrives at night and nobody can be admitted */
    PLAN_FAIL_COMPLEX = 16,   /* complex needs and no such place */
    PLAN_FAIL_BEDS = 32,      /* too few beds */
    PLAN_FAIL_STEP_FREE = 64,
    PLAN_FAIL_COT = 128
};
enum { PLAN_FAILS = 8 };

struct plan_pair {
    uint32_t fails; /* bits of plan_fail; 0: feasible */
    struct match_score score; /* of a feasible pair; total 0 to PLAN_SCORE_MAX */
};

/* What solving needs of the weights: every term 0 or more, their largest sum at most this. */
enum { PLAN_SCORE_MAX = 4000 };

/* The definition that every engine here must equal: one household, one room, nobody else. With the
 * weights of 2026-01-01: 250 for a wished area, 100 for a shared language, 40 a need among the
 * specialisms up to 120, 80 for the same provider, 130 less 65 for each spare bed but not below 0,
 * 30, and a point for each day of waiting up to 700. */
struct plan_pair plan_pair(const struct plan_problem *problem, uint32_t household, uint32_t room);

/* A feasible pair with its total score. */
struct plan_edge {
    uint32_t household;
    uint32_t room;
    int32_t score;
};

/* Every feasible pair, household by household and room by room in the order of the problem; fixed
 * pairs are not treated apart. take is called once for each. */
typedef void plan_take_edge(void *with, const struct plan_edge *edge);
void plan_each_edge(const struct plan_problem *problem, plan_take_edge *take, void *with);

/* The best so many rooms of each household by score, then rank; SIZE_MAX: all. In the arena,
 * household by household. */
struct plan_edges {
    const struct plan_edge *at;
    size_t count;
};
struct plan_edges plan_edges_best(struct arena *arena, const struct plan_problem *problem,
                                  size_t most);

/* ---- a plan and its proof ---------------------------------------------------------------- */

struct plan_objective {
    int64_t housed[PLAN_TIERS];
    int64_t score;
};

/* Negative, zero or positive as a is worse than, equal to or better than b. */
int plan_compare(const struct plan_objective *a, const struct plan_objective *b);

/* The proof, for plans of rooms. A feasible pair weighs block * (PLAN_TIERS - tier) + score. The
 * duals are 0 or more; those of a pair's household and room together are at least its weight; and
 * all of them together are just the weight of the plan: so no plan weighs more. block is larger
 * than any sum of scores, so that one more household housed outweighs all scores; that 3, 2 and 1
 * blocks put tier 0 before tier 1 before tier 2 whatever the numbers is proven in
 * doc/placement.md. Pairs of a fixed household or room with anybody else are left out; a fixed
 * household's dual is the weight of its pair, a fixed room's is 0. */
struct plan_proof {
    int32_t block;
    const int32_t *households; /* dual by household */
    const int32_t *rooms;      /* dual by room */
};

/* The proof, for plans of houses. A price on each household, in units of 1 / unit of a weight;
 * what a household housed weighs, by tier, before its score. Whatever a plan, it weighs no more
 * than all prices together and, for each house, the best that any lawful set of households of its
 * own can weigh above their prices: a bound that plan_check_houses works out again. It equals the
 * plan's weight when no branching was needed; else it leaves a gap that only solving again can
 * close. A fixed household's price is 0. */
struct plan_house_proof {
    int64_t unit;
    int64_t weights[PLAN_TIERS];
    const int64_t *households;
};

struct plan_result {
    const uint32_t *room_of; /* by household; PLAN_NONE: unplaced. Fixed pairs are in it */
    struct plan_objective objective;
    struct plan_objective bound; /* no plan is better than this; equal to objective: proven best */
    struct plan_proof proof;     /* of plan_solve_rooms; else its arrays are NULL */
    struct plan_house_proof house_proof; /* of plan_solve_houses; else its array is NULL */
};

/* The objective of any assignment, by household. */
struct plan_objective plan_value(const struct plan_problem *problem, const uint32_t *room_of);

/* The optimum when only rooms limit (each room one household, each household one room): exact,
 * bound equal to objective, with its proof. It looks at every feasible pair and stores few of
 * them. ERR_TOO_LARGE when the weights would not fit 32 bits: over about 165,000 rooms and
 * households, with the weights of 2026-01-01. The result lives in the arena. */
CHECKED enum err plan_solve_rooms(struct arena *arena, const struct plan_problem *problem,
                                  struct plan_result *out_result);

/* The same optimum kept up while people come and go. Opaque; lives in the arena with all that it
 * was made of, up to 300 MB for 10,000 rooms (1 MB for 600). The caller changes rows of the problem
 * and tells which. Fixed pairs are those of the beginning and stay. ERR_TOO_LARGE: as above. */
struct plan_follower;
CHECKED enum err plan_follow(struct arena *arena, const struct plan_problem *problem,
                             struct plan_follower **out_follower);

/* A household waits, with the facts that its row has now (it came, or they changed); or it waits no
 * more (it left, or was placed: then its room is told too). Afterwards the plan is the best again,
 * at the cost of a search or two. ERR_TOO_LARGE, and nothing changed: the row has a number of beds
 * that no row had at the beginning, which takes a new follower. Other numbers of a row must be
 * below those of problem.counts. */
CHECKED enum err plan_follow_household(struct plan_follower *follower, uint32_t household,
                                       bool is_waiting);

/* A room can be had, with the facts that its row has now; or it cannot (held, let, void). */
CHECKED enum err plan_follow_room(struct plan_follower *follower, uint32_t room, bool is_open);

/* The facts of a house are others; which of its rooms can be had stays, and so do their beds. */
void plan_follow_house(struct plan_follower *follower, uint32_t house);

/* The plan of now with its proof: who does not wait is unplaced with dual 0, and so are rooms that
 * cannot be had. The result lives in the arena. */
struct plan_result plan_follow_result(struct arena *arena, const struct plan_follower *follower);

/* The same where only these pairs may be used: any graph, scores of 0 or more, no pair twice. Of
 * the problem only counts, tiers, ranks and fixed pairs are read, and of a fixed pair nothing but
 * that it is taken: it adds to housed, not to score. ERR_TOO_LARGE when the weights would not fit:
 * the greatest score times the lesser of households and rooms is over about 238 million. */
CHECKED enum err plan_solve_edges(struct arena *arena, const struct plan_problem *problem,
                                  struct plan_edges edges, struct plan_result *out_result);

/* ---- the rules of a whole house ---------------------------------------------------------- */

enum plan_rule {
    PLAN_RULE_LICENCE,  /* persons placed within licence less residents */
    PLAN_RULE_COMPLEX,  /* complex cases within the places for them */
    PLAN_RULE_NIGHT,    /* night arrivals within night admissions */
    PLAN_RULE_CONFLICT, /* two who name each other never in one house */
    PLAN_RULE_MODE      /* the house and all who are placed in it share a mode */
};

/* One rule that a house breaks, with those it concerns; of a conflict the two. */
struct plan_fault {
    enum plan_rule rule;
    uint32_t house;
    const uint32_t *households;
    uint32_t household_count;
};

struct plan_faults {
    const struct plan_fault *at; /* house by house */
    size_t count;
};

/* All rules that an assignment breaks. In the arena. */
struct plan_faults plan_faults(struct arena *arena, const struct plan_problem *problem,
                               const uint32_t *room_of);

/* The optimum under these rules too. It looks at the patterns of each house, so houses with very
 * many open rooms for very many households may take long: after so many steps (a household looked
 * at for a room, or a row of the inner programme) it stops with the best plan found, and bound says
 * how much better another can be at most. bound equal to objective is a proof. ERR_INVALID: the
 * fixed pairs alone break a rule, plan_faults tells which. ERR_TOO_LARGE when weights would not fit
 * 56 bits. Memory grows with the square of households and houses together. */
CHECKED enum err plan_solve_houses_within(struct arena *arena, const struct plan_problem *problem,
                                          uint64_t steps, struct plan_result *out_result);

/* The same with steps for some seconds. */
#define PLAN_STEPS UINT64_C(300000000)
CHECKED enum err plan_solve_houses(struct arena *arena, const struct plan_problem *problem,
                                   struct plan_result *out_result);

/* Reads a plan of houses and its proof without trusting who wrote them, sharing no code with the
 * solver. NULL when the plan keeps every rule; then *out_bound is what the prices prove: no lawful
 * plan is better. Else an English sentence that says what is wrong. */
const char *plan_check_houses(struct arena *arena, const struct plan_problem *problem,
                              const uint32_t *room_of, const struct plan_house_proof *proof,
                              struct plan_objective *out_bound);

/* Reads a proof without trusting who wrote it. NULL when the plan is lawful for rooms and the
 * duals prove that none is better; else an English sentence that says what is wrong. */
const char *plan_check(struct arena *arena, const struct plan_problem *problem,
                       const uint32_t *room_of, const struct plan_proof *proof);

#endif
