/* law_of_days.h - how long things last by chance: a stay, a wait for a decision, a void.
 *
 * A law is kept as a table: its value at DAYS_STEPS equally likely places, so that a draw is one
 * look-up and any law, a formula's or one counted from returns, is as fast as any other. Values are
 * whole minutes. The rarest draws are cut at the last place of the table (1 in 8,192) and at
 * LONGEST_DAYS: a lognormal law with a spread of 0.7 loses less than 0.1% of its mean by that.
 */
#ifndef MATCH_LAW_OF_DAYS_H
#define MATCH_LAW_OF_DAYS_H

#include "match/stream.h"

enum { DAYS_STEPS = 4096, DAYS_BITS = 12, MINUTES_A_DAY = 1440, LONGEST_DAYS = 20000 };

struct law_of_days {
    int32_t minutes[DAYS_STEPS];  /* never falls */
    int32_t days[DAYS_STEPS];     /* the same, to the nearest day */
};

/* Half last at most median_days; spread is the standard deviation of the logarithm, in thousandths
 * (0: all last median_days). */
void days_lognormal(int32_t median_days, int32_t spread_permille, struct law_of_days *out_law);

/* Without memory: the law of the textbook's queues. 0 days: nothing at all. */
void days_exponential(int32_t mean_days, struct law_of_days *out_law);

/* Straight lines between counted points: percent[i] of all last at most days[i]. At least two
 * points, both lists rising, from 0 to 100 percent. */
void days_counted(const int32_t *percent, const int32_t *days, size_t count,
                  struct law_of_days *out_law);

/* Raises what is shorter than the floor. */
void days_floor(struct law_of_days *law, int32_t floor_days);

/* Mean and most, in minutes and days. */
double days_mean(const struct law_of_days *law);
int32_t days_most(const struct law_of_days *law);

/* A draw takes DAYS_BITS of a random number: five laws can share one number. */
static inline int32_t days_at(const struct law_of_days *law, uint64_t random)
{
    return law->days[random & (DAYS_STEPS - 1)];
}

static inline int32_t minutes_at(const struct law_of_days *law, uint64_t random)
{
    return law->minutes[random & (DAYS_STEPS - 1)];
}

#endif
