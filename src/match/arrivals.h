/* arrivals.h - who comes on a day: households one by one and in groups. Inside match/ only.
 */
#ifndef MATCH_ARRIVALS_H
#define MATCH_ARRIVALS_H

#include "match/scenario.h"

enum { POISSON_MOST = 1023, POISSON_STEPS = 4096, SHARE_SLOTS = 1000 * CAPACITY_KINDS };

/* How many happen in a day, exact to one in four thousand million. */
struct poisson {
    uint32_t below[POISSON_MOST + 1]; /* chance of at most so many */
    uint16_t first[POISSON_STEPS];    /* where to begin looking */
};

/* mean in millionths, at most 600 a day. */
void poisson_make(int64_t mean_millionths, struct poisson *out_poisson);

static inline uint32_t poisson_draw(const struct poisson *poisson, struct stream *stream)
{
    uint32_t random = (uint32_t)(stream_next(stream) >> 32);
    uint32_t count = poisson->first[random / (UINT32_MAX / POISSON_STEPS + 1)];
    while (count < POISSON_MOST && random > poisson->below[count])
        count++;
    return count;
}

/* Kinds in proportion to their shares. */
struct kinds {
    uint8_t at[SHARE_SLOTS];
    uint32_t count;
};

/* By 28 random bits. */
static inline enum capacity_kind kind_at(const struct kinds *kinds, uint32_t random)
{
    return (enum capacity_kind)kinds->at[(uint64_t)random * kinds->count >> 28];
}

struct arrivals {
    struct poisson singles, groups; /* a day */
    struct kinds single_kinds, group_kinds;
    uint16_t group_size[DAYS_STEPS]; /* geometric, at equally likely places */
};

void arrivals_make(const struct scenario *scenario, struct arrivals *out_arrivals);

static inline uint32_t group_size_at(const struct arrivals *arrivals, uint64_t random)
{
    return arrivals->group_size[random & (DAYS_STEPS - 1)];
}

#endif
