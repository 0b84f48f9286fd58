/* capacity_simulate.c - plays years of arrivals with a room for everybody.
 *
 * Nobody waits, so nobody needs to be followed: an arrival adds one to its day and takes one from
 * the day its room can be used again; running sums give the rooms in use. That is two additions and
 * a few look-ups a household.
 */
#include <string.h>

#include "match/arrivals.h"
#include "match/capacity.h"

struct play {
    struct stay_laws laws;
    struct arrivals arrivals;
    struct stream stream;
    int32_t (*change)[CAPACITY_KINDS]; /* by day */
    int64_t households, stay_days;
};

static inline void add_household(struct play *play, int32_t day, enum capacity_kind kind,
                                 uint64_t random)
{
    int32_t stay = days_at(&play->laws.recovery, random) +
                   days_at(&play->laws.move_on, random >> DAYS_BITS);
    int32_t used = stay + days_at(&play->laws.turnaround, random >> 2 * DAYS_BITS);
    play->change[day][kind]++;
    play->change[day + used][kind]--;
    play->households++;
    play->stay_days += stay;
}

static void play_day(struct play *play, int32_t day)
{
    struct stream stream = play->stream;
    uint32_t singles = poisson_draw(&play->arrivals.singles, &stream);
    for (uint32_t i = 0; i < singles; i++) {
        uint64_t random = stream_next(&stream);
        add_household(play, day, kind_at(&play->arrivals.single_kinds, (uint32_t)(random >> 36)),
                      random);
    }
    uint32_t groups = poisson_draw(&play->arrivals.groups, &stream);
    for (uint32_t i = 0; i < groups; i++) {
        uint64_t random = stream_next(&stream);
        enum capacity_kind kind = kind_at(&play->arrivals.group_kinds, (uint32_t)(random >> 36));
        for (uint32_t left = group_size_at(&play->arrivals, random); left > 0; left--)
            add_household(play, day, kind, stream_next(&stream));
    }
    play->stream = stream;
}

/* The longest anybody can be there: after that long the play is in its stride, exactly. */
static int32_t longest_days(const struct stay_laws *laws)
{
    return days_most(&laws->recovery) + days_most(&laws->move_on) + days_most(&laws->turnaround);
}

static void count_days(const struct play *play, int32_t first, size_t looked_at,
                       uint32_t (*out_used)[CAPACITY_KINDS])
{
    int32_t used[CAPACITY_KINDS] = {0}, day = 0;
    for (size_t i = 0; i < looked_at; i++) {
        for (int32_t until = first + (int32_t)i * CENSUS_EVERY_DAYS; day <= until; day++)
            for (int kind = 0; kind < CAPACITY_KINDS; kind++)
                used[kind] += play->change[day][kind];
        for (int kind = 0; kind < CAPACITY_KINDS; kind++)
            out_used[i][kind] = (uint32_t)used[kind];
    }
}

static double mean_in_use(const struct capacity_census *census)
{
    int64_t sum = 0;
    size_t days = census->days_a_run * census->runs;
    for (size_t day = 0; day < days; day++)
        for (int kind = 0; kind < CAPACITY_KINDS; kind++)
            sum += census->used[day][kind];
    return (double)sum / (double)days;
}

void capacity_simulate(struct arena *arena, const struct scenario *scenario,
                       struct capacity_census *out_census)
{
    struct play *play = ARENA_NEW(arena, struct play);
    scenario_laws(scenario, &play->laws);
    arrivals_make(scenario, &play->arrivals);
    int32_t longest = longest_days(&play->laws), days = scenario->years * 365;
    size_t all_days = (size_t)days + 2 * (size_t)longest + 1, size = sizeof(*play->change);
    play->change = arena_take_many(arena, all_days, size);
    struct capacity_census census = {.days_a_run = (size_t)days / CENSUS_EVERY_DAYS,
                                     .runs = (size_t)scenario->runs};
    census.used = arena_take_many(arena, census.days_a_run * census.runs, sizeof(*census.used));
    for (size_t run = 0; run < census.runs; run++) {
        memset(play->change, 0, all_days * size);
        play->stream = stream_of((uint64_t)scenario->seed << 16 | run);
        for (int32_t day = 0; day < longest + days; day++)
            play_day(play, day);
        count_days(play, longest, census.days_a_run, census.used + run * census.days_a_run);
    }
    census.households = play->households;
    census.events = 2 * play->households;
    census.stay_days = play->households > 0 ? (double)play->stay_days / (double)play->households
                                            : 0;
    census.in_use = mean_in_use(&census);
    *out_census = census;
}
