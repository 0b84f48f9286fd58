#include "match/law_of_days.h"

#include <math.h>

/* The middle of a step, between 0 and 1. */
static double place_of(size_t step)
{
    return ((double)step + 0.5) / DAYS_STEPS;
}

static void set_step(struct law_of_days *law, size_t step, double days)
{
    double most = LONGEST_DAYS;
    double kept = days < 0 ? 0 : days > most ? most : days;
    law->minutes[step] = (int32_t)lround(kept * MINUTES_A_DAY);
    law->days[step] = (int32_t)lround(kept);
}

/* Where a standard normal variable lies below with this probability: halving, to the last bit that
 * matters, so that it rests on nothing but erfc(). */
static double normal_at(double probability)
{
    double low = -9, high = 9;
    for (int i = 0; i < 60; i++) {
        double middle = (low + high) / 2;
        if (0.5 * erfc(-middle / sqrt(2)) < probability)
            low = middle;
        else
            high = middle;
    }
    return low;
}

void days_lognormal(int32_t median_days, int32_t spread_permille, struct law_of_days *out_law)
{
    for (size_t step = 0; step < DAYS_STEPS; step++)
        set_step(out_law, step,
                 median_days * exp(spread_permille / 1000.0 * normal_at(place_of(step))));
}

void days_exponential(int32_t mean_days, struct law_of_days *out_law)
{
    for (size_t step = 0; step < DAYS_STEPS; step++)
        set_step(out_law, step, -mean_days * log1p(-place_of(step)));
}

void days_counted(const int32_t *percent, const int32_t *days, size_t count,
                  struct law_of_days *out_law)
{
    must(count >= 2 && percent[0] == 0 && percent[count - 1] == 100);
    size_t next = 1;
    for (size_t step = 0; step < DAYS_STEPS; step++) {
        double at = 100 * place_of(step);
        while (at > percent[next])
            next++;
        double part = (at - percent[next - 1]) / (percent[next] - percent[next - 1]);
        set_step(out_law, step, days[next - 1] + part * (days[next] - days[next - 1]));
    }
}

void days_floor(struct law_of_days *law, int32_t floor_days)
{
    for (size_t step = 0; step < DAYS_STEPS && law->days[step] <= floor_days; step++)
        if (law->minutes[step] < floor_days * MINUTES_A_DAY)
            set_step(law, step, floor_days);
}

double days_mean(const struct law_of_days *law)
{
    int64_t minutes = 0;
    for (size_t step = 0; step < DAYS_STEPS; step++)
        minutes += law->minutes[step];
    return (double)minutes / DAYS_STEPS / MINUTES_A_DAY;
}

int32_t days_most(const struct law_of_days *law)
{
    return law->days[DAYS_STEPS - 1];
}
