#include "match/capacity.h"

#include <stdlib.h>
#include <string.h>

int64_t capacity_room_count(const struct capacity_rooms *rooms)
{
    int64_t count = rooms->flexible;
    for (int kind = 0; kind < CAPACITY_KINDS; kind++)
        count += rooms->of[kind];
    return count;
}

int64_t capacity_bed_spaces(const struct scenario *scenario, const struct capacity_rooms *rooms)
{
    int64_t spaces = (int64_t)rooms->flexible * scenario->flexible_beds;
    for (int kind = 0; kind < CAPACITY_KINDS; kind++)
        spaces += (int64_t)rooms->of[kind] * scenario->beds[kind];
    return spaces;
}

struct capacity_rooms capacity_rooms_scaled(const struct capacity_rooms *rooms, int64_t permille)
{
    struct capacity_rooms made = {.flexible = (int32_t)((rooms->flexible * permille + 500) / 1000)};
    for (int kind = 0; kind < CAPACITY_KINDS; kind++)
        made.of[kind] = (int32_t)((rooms->of[kind] * permille + 500) / 1000);
    return made;
}

struct capacity_part capacity_runs(const struct capacity_census *census, size_t first,
                                   size_t count)
{
    must(first + count <= census->runs);
    const uint32_t(*used)[CAPACITY_KINDS] = (const uint32_t(*)[CAPACITY_KINDS])census->used;
    return (struct capacity_part){used + first * census->days_a_run, count * census->days_a_run};
}

/* ---- one day --------------------------------------------------------------------------------- */

/* Households that the rooms of their own kind leave over. */
static inline int32_t left_over(const uint32_t *used, const struct capacity_rooms *rooms)
{
    int32_t sum = 0;
    for (int kind = 0; kind < CAPACITY_KINDS; kind++) {
        int32_t over = (int32_t)used[kind] - rooms->of[kind];
        sum += over > 0 ? over : 0;
    }
    return sum;
}

size_t capacity_days_enough(struct capacity_part part, const struct capacity_rooms *rooms)
{
    size_t days = 0;
    for (size_t day = 0; day < part.days; day++)
        days += left_over(part.used[day], rooms) <= rooms->flexible;
    return days;
}

static size_t days_wanted(const struct scenario *scenario, struct capacity_part part)
{
    return (part.days * (size_t)scenario->target_permille + 999) / 1000;
}

/* ---- days by a number ------------------------------------------------------------------------ */

/* On how many days the number was at most its index. */
struct tally {
    uint32_t *days;
    size_t count;
};

/* count: one more than the largest number. */
static struct tally tally_make(struct arena *arena, size_t count)
{
    return (struct tally){ARENA_MANY(arena, uint32_t, count), count};
}

static void tally_sum(struct tally *tally)
{
    for (size_t i = 1; i < tally->count; i++)
        tally->days[i] += tally->days[i - 1];
}

/* The least number that was not exceeded on so many days. */
static int32_t tally_least(const struct tally *tally, size_t days)
{
    size_t low = 0, high = tally->count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (tally->days[middle] >= days)
            high = middle;
        else
            low = middle + 1;
    }
    return (int32_t)low;
}

static int32_t all_in_use(const uint32_t *used)
{
    static const struct capacity_rooms none;
    return left_over(used, &none);
}

static int32_t most_in_use(struct capacity_part part)
{
    int32_t most = 0;
    for (size_t day = 0; day < part.days; day++) {
        int32_t used = all_in_use(part.used[day]);
        most = used > most ? used : most;
    }
    return most;
}

static void tally_kinds(struct arena *arena, struct capacity_part part, int32_t most,
                        struct tally *out_kinds)
{
    for (int kind = 0; kind < CAPACITY_KINDS; kind++)
        out_kinds[kind] = tally_make(arena, (size_t)most + 1);
    for (size_t day = 0; day < part.days; day++)
        for (int kind = 0; kind < CAPACITY_KINDS; kind++)
            out_kinds[kind].days[part.used[day][kind]]++;
    for (int kind = 0; kind < CAPACITY_KINDS; kind++)
        tally_sum(&out_kinds[kind]);
}

/* ---- the least rooms ------------------------------------------------------------------------- */

enum { LEVELS_BELOW = 1000 };

struct search {
    const struct scenario *scenario;
    struct capacity_part part;
    struct capacity_part busy; /* days on which some kind needs more than at the least level */
    struct tally kinds[CAPACITY_KINDS];
    struct tally over; /* scratch */
    size_t days_wanted;
};

/* Each kind's rooms enough for it on so many days. Below one day a part of the rooms that are
 * always in use: level counts LEVELS_BELOW steps up to there, then days. */
static struct capacity_rooms rooms_at(const struct search *search, size_t level)
{
    struct capacity_rooms rooms = {0};
    size_t days = level > LEVELS_BELOW ? level - LEVELS_BELOW : 1;
    for (int kind = 0; kind < CAPACITY_KINDS; kind++)
        rooms.of[kind] = tally_least(&search->kinds[kind], days);
    return level < LEVELS_BELOW ? capacity_rooms_scaled(&rooms, (int64_t)level) : rooms;
}

/* Flexible rooms enough for whom those of each kind leave over. */
static int32_t flexible_beside(struct search *search, const struct capacity_rooms *rooms)
{
    for (size_t i = 0; i < search->over.count; i++)
        search->over.days[i] = 0;
    for (size_t day = 0; day < search->part.days; day++)
        search->over.days[left_over(search->part.used[day], rooms)]++;
    tally_sum(&search->over);
    return tally_least(&search->over, search->days_wanted);
}

/* Is this risk of each kind low enough? With flexible rooms it may be as high as leaves them their
 * share. */
static bool is_enough(struct search *search, size_t level, struct capacity_rooms *out_rooms)
{
    struct capacity_rooms rooms = rooms_at(search, level);
    int32_t flexible_permille = search->scenario->flexible_permille;
    if (flexible_permille == 0) {
        *out_rooms = rooms;
        size_t quiet_days = search->part.days - search->busy.days;
        return quiet_days + capacity_days_enough(search->busy, &rooms) >= search->days_wanted;
    }
    rooms.flexible = flexible_beside(search, &rooms);
    *out_rooms = rooms;
    return (int64_t)rooms.flexible * 1000 < capacity_room_count(&rooms) * flexible_permille;
}

/* The higher the level of each kind, the more days are enough together, and the fewer flexible
 * rooms are needed beside: the turning point is found by halving. */
static struct capacity_rooms least_rooms(struct search *search)
{
    bool has_flexible = search->scenario->flexible_permille > 0;
    size_t low = has_flexible ? 0 : LEVELS_BELOW + search->days_wanted;
    size_t high = LEVELS_BELOW + search->part.days;
    struct capacity_rooms rooms;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (is_enough(search, middle, &rooms))
            high = middle;
        else
            low = middle + 1;
    }
    (void)is_enough(search, has_flexible && low > 0 ? low - 1 : low, &rooms);
    return rooms;
}

/* All kinds together are enough on no more days than each by itself, so without flexible rooms no
 * level below the days wanted is looked at, and few days can still fail. */
static void find_busy_days(struct arena *arena, struct search *search)
{
    struct capacity_rooms least = rooms_at(search, LEVELS_BELOW + search->days_wanted);
    size_t most = CAPACITY_KINDS * (search->part.days - search->days_wanted) + 1, count = 0;
    uint32_t(*busy)[CAPACITY_KINDS] = arena_take_many(arena, most, sizeof(*busy));
    for (size_t day = 0; day < search->part.days; day++)
        if (left_over(search->part.used[day], &least) > 0)
            memcpy(busy[count++], search->part.used[day], sizeof(*busy));
    search->busy = (struct capacity_part){(const uint32_t(*)[CAPACITY_KINDS])busy, count};
}

struct capacity_rooms capacity_rooms_needed(struct arena *arena, const struct scenario *scenario,
                                            struct capacity_part part)
{
    struct search search = {
        .scenario = scenario,
        .part = part,
        .days_wanted = days_wanted(scenario, part),
    };
    int32_t most = most_in_use(part);
    search.over = tally_make(arena, (size_t)most + 1);
    tally_kinds(arena, part, most, search.kinds);
    find_busy_days(arena, &search);
    return least_rooms(&search);
}

int32_t capacity_pooled(struct arena *arena, const struct scenario *scenario,
                        struct capacity_part part)
{
    struct tally tally = tally_make(arena, (size_t)most_in_use(part) + 1);
    for (size_t day = 0; day < part.days; day++)
        tally.days[all_in_use(part.used[day])]++;
    tally_sum(&tally);
    return tally_least(&tally, days_wanted(scenario, part));
}

/* ---- the whole answer ------------------------------------------------------------------------ */

static int by_size(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

struct capacity_range capacity_range_of(int64_t *values, size_t count, int64_t middle)
{
    qsort(values, count, sizeof(*values), by_size);
    int64_t low = values[count / 20], high = values[count - 1 - count / 20];
    return (struct capacity_range){low < middle ? low : middle, middle,
                                   high > middle ? high : middle};
}

enum { REDRAW_MEMORY = 1 << 30 };

struct redrawn {
    struct capacity_rooms needed[CAPACITY_REDRAWN];
    int64_t pooled[CAPACITY_REDRAWN];
};

/* As many runs as there are, each drawn from all of them. */
static struct capacity_part redraw(const struct capacity_census *census, struct stream *stream,
                                   uint32_t (*scratch)[CAPACITY_KINDS])
{
    size_t days = census->days_a_run;
    for (size_t run = 0; run < census->runs; run++) {
        size_t from = stream_below(stream, (uint32_t)census->runs);
        memcpy(scratch + run * days, census->used + from * days, days * sizeof(*scratch));
    }
    return (struct capacity_part){(const uint32_t(*)[CAPACITY_KINDS])scratch, census->runs * days};
}

static void redraw_all(const struct scenario *scenario, const struct capacity_census *census,
                       struct redrawn *redrawn)
{
    struct stream stream = stream_of((uint64_t)scenario->seed);
    size_t days = census->days_a_run * census->runs, size = sizeof(*census->used);
    struct arena arena = arena_make(REDRAW_MEMORY); /* given back after each */
    for (size_t i = 0; i < CAPACITY_REDRAWN; i++) {
        uint32_t(*scratch)[CAPACITY_KINDS] = arena_take_many(&arena, days, size);
        struct capacity_part part = redraw(census, &stream, scratch);
        redrawn->needed[i] = capacity_rooms_needed(&arena, scenario, part);
        redrawn->pooled[i] = capacity_pooled(&arena, scenario, part);
        arena_reset(&arena);
    }
    arena_free(&arena);
}

static void fill_ranges(const struct scenario *scenario, struct redrawn *redrawn,
                        struct capacity_answer *answer)
{
    int64_t rooms[CAPACITY_REDRAWN], spaces[CAPACITY_REDRAWN], flexible[CAPACITY_REDRAWN];
    const struct capacity_rooms *needed = &answer->needed;
    for (size_t i = 0; i < CAPACITY_REDRAWN; i++) {
        rooms[i] = capacity_room_count(&redrawn->needed[i]);
        spaces[i] = capacity_bed_spaces(scenario, &redrawn->needed[i]);
        flexible[i] = redrawn->needed[i].flexible;
    }
    answer->rooms = capacity_range_of(rooms, CAPACITY_REDRAWN, capacity_room_count(needed));
    answer->bed_spaces = capacity_range_of(spaces, CAPACITY_REDRAWN,
                                           capacity_bed_spaces(scenario, needed));
    answer->flexible = capacity_range_of(flexible, CAPACITY_REDRAWN, needed->flexible);
    answer->pooled_rooms = capacity_range_of(redrawn->pooled, CAPACITY_REDRAWN,
                                             answer->pooled_rooms.middle);
    for (int kind = 0; kind < CAPACITY_KINDS; kind++) {
        for (size_t i = 0; i < CAPACITY_REDRAWN; i++)
            rooms[i] = redrawn->needed[i].of[kind];
        answer->of[kind] = capacity_range_of(rooms, CAPACITY_REDRAWN, needed->of[kind]);
    }
}

static struct capacity_point point_at(struct arena *arena, const struct scenario *scenario,
                                      const struct capacity_census *census,
                                      const struct capacity_rooms *rooms)
{
    int64_t *values = ARENA_MANY(arena, int64_t, census->runs), sum = 0;
    for (size_t run = 0; run < census->runs; run++) {
        struct capacity_part part = capacity_runs(census, run, 1);
        size_t days = capacity_days_enough(part, rooms);
        values[run] = (int64_t)(days * CAPACITY_DAYS_ALL / part.days);
        sum += values[run];
    }
    return (struct capacity_point){
        .rooms = capacity_room_count(rooms),
        .bed_spaces = capacity_bed_spaces(scenario, rooms),
        .days_enough = capacity_range_of(values, census->runs, sum / (int64_t)census->runs),
    };
}

/* From halfway between the rooms in use on an average day and what is needed to a little more. */
static void draw_curve(struct arena *arena, const struct scenario *scenario,
                       const struct capacity_census *census, struct capacity_answer *answer)
{
    int64_t rooms = capacity_room_count(&answer->needed);
    int64_t in_use = rooms > 0 ? (int64_t)(census->in_use * 1000) / rooms : 1000;
    int64_t from = (in_use + 1000) / 2, to = 1040;
    for (int64_t i = 0; i < CAPACITY_POINTS; i++) {
        struct capacity_rooms at =
            capacity_rooms_scaled(&answer->needed, from + (to - from) * i / (CAPACITY_POINTS - 1));
        answer->curve[i] = point_at(arena, scenario, census, &at);
    }
}

void capacity_answer(struct arena *arena, const struct scenario *scenario,
                     const struct capacity_census *census, struct capacity_answer *out_answer)
{
    struct capacity_answer answer = {0};
    struct capacity_part all = capacity_runs(census, 0, census->runs);
    answer.needed = capacity_rooms_needed(arena, scenario, all);
    answer.pooled_rooms.middle = capacity_pooled(arena, scenario, all);
    struct redrawn *redrawn = ARENA_NEW(arena, struct redrawn);
    redraw_all(scenario, census, redrawn);
    fill_ranges(scenario, redrawn, &answer);
    draw_curve(arena, scenario, census, &answer);
    *out_answer = answer;
}
