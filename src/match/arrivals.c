#include "match/arrivals.h"

#include <math.h>

/* What is rarer than this never happens. */
static const double millionths = 1e6, rarest = 1e-12;

void poisson_make(int64_t mean_millionths, struct poisson *out_poisson)
{
    must(mean_millionths >= 0 && mean_millionths <= (int64_t)600 * 1000000);
    double mean = (double)mean_millionths / millionths, sum = 0;
    for (int count = 0; count <= POISSON_MOST; count++) {
        double chance = mean > 0 ? exp(count * log(mean) - mean - lgamma(count + 1.0))
                                 : count == 0;
        sum += chance;
        out_poisson->below[count] = sum >= 1 - rarest ? UINT32_MAX : (uint32_t)(sum * UINT32_MAX);
    }
    uint32_t width = UINT32_MAX / POISSON_STEPS + 1, count = 0;
    for (uint32_t step = 0; step < POISSON_STEPS; step++) {
        while (count < POISSON_MOST && step * width > out_poisson->below[count])
            count++;
        out_poisson->first[step] = (uint16_t)count;
    }
}

static void make_kinds(const int32_t *share_permille, struct kinds *out_kinds)
{
    out_kinds->count = 0;
    for (int kind = 0; kind < CAPACITY_KINDS; kind++)
        for (int32_t slot = 0; slot < share_permille[kind]; slot++)
            out_kinds->at[out_kinds->count++] = (uint8_t)kind;
}

/* A group has 1, 2, 3 ... households, each number less likely than the one before by the same
 * factor. */
static void make_group_sizes(int32_t mean, uint16_t *out_sizes)
{
    double factor = log1p(-1.0 / mean);
    for (size_t step = 0; step < DAYS_STEPS; step++) {
        double place = ((double)step + 0.5) / DAYS_STEPS;
        out_sizes[step] = (uint16_t)(1 + floor(log1p(-place) / factor));
    }
}

void arrivals_make(const struct scenario *scenario, struct arrivals *out_arrivals)
{
    int64_t day = scenario_arrivals_a_day_millionths(scenario);
    int64_t grouped = day * scenario->raid_permille / 1000;
    poisson_make(day - grouped, &out_arrivals->singles);
    poisson_make(grouped / scenario->raid_mean, &out_arrivals->groups);
    make_kinds(scenario->share_permille, &out_arrivals->single_kinds);
    make_kinds(scenario->raid_share_permille, &out_arrivals->group_kinds);
    make_group_sizes(scenario->raid_mean, out_arrivals->group_size);
}
