/* capacity.h - asking how many rooms would be enough, within what one request may cost.
 *
 * The plays are match/capacity.h and match/capacity_house.h; nothing here reads a record, so the
 * answer tells nobody anything about anyone. It is for those who buy and run houses (000: provision
 * always above demand; 000: 581 bed spaces for 2,251 people).
 *
 * A question plays as many years as fit into about a second on one processor, and the answer says
 * how many. More than CAPACITY_ROOMS_IN_HOUSES are not played as houses here; the command does it.
 * CAPACITY_AT_ONCE questions are played at a time; the next one is told to come back.
 */
#ifndef ROOMS_CAPACITY_CAPACITY_H
#define ROOMS_CAPACITY_CAPACITY_H

#include "match/capacity_house.h"

enum { CAPACITY_AT_ONCE = 4, CAPACITY_HOUSE_STEPS = 2, CAPACITY_ROOMS_IN_HOUSES = 5000 };

/* One thing changed in the question. */
enum capacity_what_if {
    CAPACITY_FASTER_DECISIONS, /* in half the time */
    CAPACITY_MINIMUM_ONLY,     /* support ends with the minimum, as if the decision were there */
    CAPACITY_YEAR_OF_SUPPORT,  /* nobody leaves within a year */
    CAPACITY_FLEXIBLE_FIFTH,   /* one room in five takes any household */
    CAPACITY_WHAT_IFS
};
void capacity_change(struct scenario *scenario, enum capacity_what_if what_if);

struct capacity_result {
    struct scenario played; /* with the years that fitted */
    struct scenario played_in_houses;
    struct capacity_answer answer;
    double rooms_in_use, stay_days;
    int64_t taken_in_permille; /* of the people referred, by today's bed spaces */
    bool has_houses;
    struct house_answer houses[CAPACITY_HOUSE_STEPS];
    struct {
        int64_t rooms, bed_spaces;
    } what_ifs[CAPACITY_WHAT_IFS];
};

/* OK, or ERR_BUSY: others are asking just now. The scenario must be within the bounds of the form
 * capacity_ask; that is what keeps the work small. */
CHECKED enum err capacity_ask(const struct scenario *scenario, struct capacity_result *out_result);

#endif
