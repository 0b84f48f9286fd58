/* capacity_house.h - would so many rooms be enough once they stand in houses?
 *
 * The slower play. Every room stands in a house, every household is followed from its arrival, and
 * whether it may live somewhere is asked of the matcher's own rules (rule.h, match_check_house and
 * match_check_room): kind of house with who lives there, whom it admits, licence, night cover,
 * places for complex needs, beds, rooms taken and being made ready, houses closed to new people.
 * The person can refuse an offer. Nobody is moved and nobody shares a room.
 *
 * A day: who leaves, leaves; who waits is asked first, longest first; then come those of the day;
 * then those who can only be received at night. Who finds no room waits for the next day. A day
 * counts as enough when nobody waits at its end. A household takes the smallest room that fits, in
 * a flexible house only when no other fits as well.
 */
#ifndef MATCH_CAPACITY_HOUSE_H
#define MATCH_CAPACITY_HOUSE_H

#include "match/capacity.h"
#include "match/rule.h"

/* More do not wait: they are counted as gone elsewhere. */
enum { WAITING_MOST = 2000, OFFERS_A_DAY = 3 };

struct house_play {
    int64_t houses, flexible_houses, rooms, bed_spaces;
    int64_t days, days_enough;
    int64_t households; /* came on the counted days */
    int64_t waited;     /* had no room at the end of the day they came */
    int64_t gone;       /* of those who waited, gone elsewhere */
    int64_t wait_days;  /* of those housed on the counted days, together */
    int64_t offers, refused;
    int64_t only[MATCH_RULES]; /* households that waited, and a free room failed this rule alone */
    int64_t checks;     /* houses asked */
};

/* One run of scenario->house_years, after a start in its stride; run picks its numbers. */
void capacity_house_play(struct arena *arena, const struct scenario *scenario,
                         const struct capacity_rooms *rooms, uint32_t run,
                         struct house_play *out_play);

/* All of scenario->runs together, for the rooms of every kind times permille; days of 100,000. */
struct house_answer {
    int64_t permille;
    struct house_play sum; /* houses, rooms and bed spaces: of one run */
    struct capacity_range days_enough;
};
void capacity_house_answer(struct arena *arena, const struct scenario *scenario,
                           const struct capacity_rooms *rooms, int64_t permille,
                           struct house_answer *out_answer);

#endif
