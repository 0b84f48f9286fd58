/* capacity.h - how many rooms of each kind would be enough.
 *
 * Enough means: on so many days of a thousand (scenario.target_permille) every household has a
 * suitable room of its own. The answer is always in rooms and in bed spaces, and the two are never
 * added up or compared: a family's room is one room and three bed spaces.
 *
 * Households arrive one by one by chance (Poisson) and in groups (raids); each stays by the laws of
 * scenario.h and leaves a void behind. Played with a room for everybody, the rooms in use on a day
 * are what was needed on that day. Each run is a play of its own, already in its stride on the
 * first day, with its own numbers from the seed. Days are looked at once a week: stays last longer.
 * Intervals tell chance, not what is wrong with an assumption.
 *
 * A room of one kind serves that kind only, but for flexible rooms, which serve any. Every kind
 * gets rooms at the same risk: fewer in all would be enough if one kind bore more of it, and nobody
 * should have to. Night cover,
 * complex needs, refusals, closures and the rules of whole houses are not here but in
 * capacity_house.h, which is slower.
 */
#ifndef MATCH_CAPACITY_H
#define MATCH_CAPACITY_H

#include "match/scenario.h"

/* ---- what was in use ------------------------------------------------------------------------- */

enum { CENSUS_EVERY_DAYS = 7 };

/* Rooms in use at the end of the days looked at, by kind; those of one run stand together. */
struct capacity_census {
    uint32_t (*used)[CAPACITY_KINDS];
    size_t days_a_run, runs;
    int64_t households;  /* drawn, those before the first day included */
    int64_t events;      /* arrivals and ends of use: two a household */
    double stay_days, in_use; /* means of the households and days of the census */
};

/* In the arena: 24 bytes a day looked at. */
void capacity_simulate(struct arena *arena, const struct scenario *scenario,
                       struct capacity_census *out_census);

/* ---- what would be enough -------------------------------------------------------------------- */

struct capacity_rooms {
    int32_t of[CAPACITY_KINDS];
    int32_t flexible;
};
int64_t capacity_room_count(const struct capacity_rooms *rooms);
int64_t capacity_bed_spaces(const struct scenario *scenario, const struct capacity_rooms *rooms);

/* Every number times permille, to the nearest room. */
struct capacity_rooms capacity_rooms_scaled(const struct capacity_rooms *rooms, int64_t permille);

/* Some runs of a census, one after the other. */
struct capacity_part {
    const uint32_t (*used)[CAPACITY_KINDS];
    size_t days;
};
struct capacity_part capacity_runs(const struct capacity_census *census, size_t first,
                                   size_t count);

/* Days on which these rooms are enough for everybody. */
size_t capacity_days_enough(struct capacity_part part, const struct capacity_rooms *rooms);

/* The rooms that are enough on the days wanted: each kind at the same risk of its own, and flexible
 * rooms, where the scenario wants some, at no less than their share. */
struct capacity_rooms capacity_rooms_needed(struct arena *arena, const struct scenario *scenario,
                                            struct capacity_part part);

/* Rooms enough on the days wanted if any household could use any of them. */
int32_t capacity_pooled(struct arena *arena, const struct scenario *scenario,
                        struct capacity_part part);

/* A number, and between which two it lies in nine cases of ten. */
struct capacity_range {
    int64_t low, middle, high;
};

/* Rooms in the proportions of the answer, and on how many days of 100,000 they are enough. */
struct capacity_point {
    int64_t rooms, bed_spaces;
    struct capacity_range days_enough;
};
enum { CAPACITY_POINTS = 25, CAPACITY_DAYS_ALL = 100000 };

/* The interval of a number of rooms is where the answer lies when the runs are drawn anew from
 * those that were played; that of a share of days is what the runs themselves show. */
enum { CAPACITY_REDRAWN = 20 };

struct capacity_answer {
    struct capacity_rooms needed;
    struct capacity_range of[CAPACITY_KINDS], flexible; /* rooms */
    struct capacity_range rooms, bed_spaces, pooled_rooms;
    struct capacity_point curve[CAPACITY_POINTS]; /* rooms rise; days do not fall */
};

void capacity_answer(struct arena *arena, const struct scenario *scenario,
                     const struct capacity_census *census, struct capacity_answer *out_answer);

/* The low and high of nine in ten of the values, which it sorts; the middle is never outside. */
struct capacity_range capacity_range_of(int64_t *values, size_t count, int64_t middle);

#endif
