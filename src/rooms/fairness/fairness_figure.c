#include "rooms/fairness/fairness_figure.h"

#include <math.h>
#include <stdlib.h>

#include "guard/statistic.h"

#define LISTED(name) [FAIRNESS_STRATUM_##name] = #name,
const char *const fairness_stratum_names[FAIRNESS_STRATA] = {FAIRNESS_STRATUM_LIST(LISTED)};
#undef LISTED
#define LISTED(name, question) [FAIRNESS_PARTY_##name] = #name,
const char *const fairness_party_names[FAIRNESS_PARTIES] = {FAIRNESS_PARTY_LIST(LISTED)};
#undef LISTED
#define LISTED(name) [FAIRNESS_QUESTION_##name] = #name,
const char *const fairness_question_names[FAIRNESS_QUESTIONS] = {FAIRNESS_QUESTION_LIST(LISTED)};
#undef LISTED
#define LISTED(name) [FAIRNESS_FIGURE_##name] = #name,
const char *const fairness_figure_names[FAIRNESS_FIGURES] = {FAIRNESS_FIGURE_LIST(LISTED)};
#undef LISTED
#define LISTED(name, question) [FAIRNESS_PARTY_##name] = FAIRNESS_QUESTION_##question,
const enum fairness_question fairness_question_of[FAIRNESS_PARTIES] = {FAIRNESS_PARTY_LIST(LISTED)};
#undef LISTED

#define FIGURE(name) numbers[FAIRNESS_FIGURE_##name]

/* ---- counting -------------------------------------------------------------------------------- */

static bool has_arrived_within(const struct fairness_case *one, int64_t ms)
{
    return instant_is_some(one->arrived_at) && one->arrived_at.ms - one->called_at.ms <= ms;
}

static void count_placed(int64_t *numbers, const struct fairness_case *one, struct instant now)
{
    static const struct {
        enum fairness_figure due, placed;
        int64_t ms;
    } horizons[] = {
        {FAIRNESS_FIGURE_due_24h, FAIRNESS_FIGURE_placed_24h, MS_PER_DAY},
        {FAIRNESS_FIGURE_due_7d, FAIRNESS_FIGURE_placed_7d, 7 * MS_PER_DAY},
        {FAIRNESS_FIGURE_due_30d, FAIRNESS_FIGURE_placed_30d, 30 * MS_PER_DAY},
    };
    FIGURE(referred)++;
    FIGURE(placed) += instant_is_some(one->arrived_at);
    for (size_t i = 0; i < COUNT_OF(horizons); i++) {
        bool is_due = now.ms - one->called_at.ms >= horizons[i].ms;
        numbers[horizons[i].due] += is_due;
        numbers[horizons[i].placed] += is_due && has_arrived_within(one, horizons[i].ms);
    }
}

static void count_case(int64_t *numbers, const struct fairness_case *one, struct instant now)
{
    static const enum fairness_figure bands[] = {
        FAIRNESS_FIGURE_wish_same, FAIRNESS_FIGURE_wish_beside, FAIRNESS_FIGURE_wish_region,
        FAIRNESS_FIGURE_wish_far};
    count_placed(numbers, one, now);
    FIGURE(house_no) += one->house_no;
    FIGURE(own_no) += one->own_no;
    FIGURE(moved) += one->moved;
    if (one->band >= 0)
        numbers[bands[one->band]]++;
    FIGURE(waiting) += one->suitable >= 0;
    FIGURE(waiting_none) += one->suitable == 0;
}

static int by_size(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* The interval of a median by the ranks of the sorted waits: half the count give or take 0.98 times
 * its root, the binomial's 95% (Conover, Practical Nonparametric Statistics, 3.2). */
static void take_waits(int64_t *numbers, int64_t *waits, size_t count)
{
    if (count == 0)
        return;
    qsort(waits, count, sizeof(*waits), by_size);
    double half = (double)count / 2, give = 0.98 * sqrt((double)count);
    size_t low = half > give ? (size_t)(half - give) : 0, high = (size_t)(half + give);
    FIGURE(wait_median_hours) = waits[(count - 1) / 2];
    FIGURE(wait_low_hours) = waits[low];
    FIGURE(wait_high_hours) = waits[high < count ? high : count - 1];
    FIGURE(wait_90_hours) = waits[(count - 1) * 9 / 10];
}

static bool is_in(const struct fairness_case *one, size_t stratum, size_t party)
{
    return (stratum == FAIRNESS_STRATUM_all || one->stratum == stratum) &&
           (one->parties >> party & 1);
}

void fairness_tally(struct arena *arena, const struct fairness_case *cases, size_t count,
                    struct instant now, struct fairness_table *out_table)
{
    int64_t *waits = ARENA_MANY(arena, int64_t, count);
    int64_t *rooms = ARENA_MANY(arena, int64_t, count);
    *out_table = (struct fairness_table){0};
    for (size_t stratum = 0; stratum < FAIRNESS_STRATA; stratum++)
        for (size_t party = 0; party < FAIRNESS_PARTIES; party++) {
            int64_t *numbers = out_table->number[stratum][party];
            size_t wait_count = 0, room_count = 0;
            for (size_t i = 0; i < count; i++) {
                const struct fairness_case *one = &cases[i];
                if (!is_in(one, stratum, party))
                    continue;
                count_case(numbers, one, now);
                if (instant_is_some(one->arrived_at))
                    waits[wait_count++] = (one->arrived_at.ms - one->called_at.ms) / MS_PER_HOUR;
                if (one->suitable >= 0)
                    rooms[room_count++] = one->suitable;
            }
            take_waits(numbers, waits, wait_count);
            if (room_count > 0) {
                qsort(rooms, room_count, sizeof(*rooms), by_size);
                FIGURE(suitable_median) = rooms[(room_count - 1) / 2];
            }
        }
}

/* ---- keeping small numbers back -------------------------------------------------------------- */

/* The place of the smallest number above nought that is still told; count when none is. A nought
 * would hide nothing beside it: who knows that there is nobody knows what the other one is. */
static size_t smallest_told(const int64_t *numbers, const bool *is_hidden, size_t count)
{
    size_t smallest = count;
    for (size_t i = 0; i < count; i++)
        if (!is_hidden[i] && numbers[i] > 0 &&
            (smallest == count || numbers[i] < numbers[smallest]))
            smallest = i;
    return smallest;
}

bool fairness_hide_in_sum(const int64_t *numbers, bool *is_hidden, size_t count)
{
    bool has_changed = false;
    size_t hidden = 0; /* of those above nought */
    int64_t left = 0;  /* what the sum less all that is told gives away */
    for (size_t i = 0; i < count; i++) {
        if (statistic_is_small(numbers[i]) && !is_hidden[i])
            is_hidden[i] = has_changed = true;
        hidden += is_hidden[i] && numbers[i] > 0;
        left += is_hidden[i] ? numbers[i] : 0;
    }
    while (hidden == 1 || statistic_is_small(left)) {
        size_t smallest = smallest_told(numbers, is_hidden, count);
        if (smallest == count)
            break;
        is_hidden[smallest] = has_changed = true;
        left += numbers[smallest];
        hidden++;
    }
    return has_changed;
}

/* The parties that answer one question add up to everyone. */
static bool hide_between_parties(struct fairness_table *table, size_t stratum, size_t figure)
{
    bool has_changed = false;
    for (size_t question = 0; question < FAIRNESS_QUESTIONS; question++) {
        size_t places[FAIRNESS_PARTIES], count = 0;
        int64_t numbers[FAIRNESS_PARTIES];
        bool hidden[FAIRNESS_PARTIES];
        for (size_t party = 0; party < FAIRNESS_PARTIES; party++) {
            if (fairness_question_of[party] != question)
                continue;
            places[count] = party;
            numbers[count] = table->number[stratum][party][figure];
            hidden[count++] = table->is_hidden[stratum][party][figure];
        }
        has_changed |= fairness_hide_in_sum(numbers, hidden, count);
        for (size_t i = 0; i < count; i++)
            table->is_hidden[stratum][places[i]][figure] = hidden[i];
    }
    return has_changed;
}

/* The strata but `all` add up to all. */
static bool hide_between_strata(struct fairness_table *table, size_t party, size_t figure)
{
    int64_t numbers[FAIRNESS_STRATA];
    bool hidden[FAIRNESS_STRATA];
    for (size_t i = 1; i < FAIRNESS_STRATA; i++) {
        numbers[i] = table->number[i][party][figure];
        hidden[i] = table->is_hidden[i][party][figure];
    }
    bool has_changed = fairness_hide_in_sum(&numbers[1], &hidden[1], FAIRNESS_STRATA - 1);
    for (size_t i = 1; i < FAIRNESS_STRATA; i++)
        table->is_hidden[i][party][figure] = hidden[i];
    return has_changed;
}

static bool is_of_waits(size_t figure)
{
    return figure >= FAIRNESS_FIGURE_wait_median_hours && figure <= FAIRNESS_FIGURE_wait_90_hours;
}

/* A middle of few is nearly one person's; it is no part of a sum. */
static void hide_middles(struct fairness_table *table)
{
    for (size_t stratum = 0; stratum < FAIRNESS_STRATA; stratum++)
        for (size_t party = 0; party < FAIRNESS_PARTIES; party++) {
            const int64_t *numbers = table->number[stratum][party];
            bool *hidden = table->is_hidden[stratum][party];
            for (size_t i = FAIRNESS_FIGURE_wait_median_hours; is_of_waits(i); i++)
                hidden[i] = FIGURE(placed) < STATISTIC_LEAST;
            hidden[FAIRNESS_FIGURE_suitable_median] = FIGURE(waiting) < STATISTIC_LEAST;
        }
}

/* Of a share also those who were not placed are a number that can be worked out. */
static void hide_rests(struct fairness_table *table, enum fairness_figure of,
                       enum fairness_figure part)
{
    for (size_t stratum = 0; stratum < FAIRNESS_STRATA; stratum++)
        for (size_t party = 0; party < FAIRNESS_PARTIES; party++) {
            const int64_t *numbers = table->number[stratum][party];
            if (statistic_is_small(numbers[of] - numbers[part]))
                table->is_hidden[stratum][party][part] = true;
        }
}

/* One party is within another: what is left of the outer one is a number too. */
static void hide_within(struct fairness_table *table, enum fairness_party outer,
                        enum fairness_party inner)
{
    for (size_t stratum = 0; stratum < FAIRNESS_STRATA; stratum++)
        for (size_t figure = 0; figure < FAIRNESS_FIGURES; figure++) {
            int64_t left = table->number[stratum][outer][figure] -
                           table->number[stratum][inner][figure];
            if (statistic_is_small(left))
                table->is_hidden[stratum][inner][figure] = true;
        }
}

static void hide_all_in_sums(struct fairness_table *table)
{
    bool has_changed = true;
    while (has_changed) {
        has_changed = false;
        for (size_t figure = 0; figure < FAIRNESS_FIGURES; figure++) {
            if (is_of_waits(figure) || figure == FAIRNESS_FIGURE_suitable_median)
                continue;
            for (size_t stratum = 0; stratum < FAIRNESS_STRATA; stratum++)
                has_changed |= hide_between_parties(table, stratum, figure);
            for (size_t party = 0; party < FAIRNESS_PARTIES; party++)
                has_changed |= hide_between_strata(table, party, figure);
        }
    }
}

void fairness_hide_small(struct fairness_table *table)
{
    hide_rests(table, FAIRNESS_FIGURE_referred, FAIRNESS_FIGURE_placed);
    hide_rests(table, FAIRNESS_FIGURE_due_24h, FAIRNESS_FIGURE_placed_24h);
    hide_rests(table, FAIRNESS_FIGURE_due_7d, FAIRNESS_FIGURE_placed_7d);
    hide_rests(table, FAIRNESS_FIGURE_due_30d, FAIRNESS_FIGURE_placed_30d);
    hide_rests(table, FAIRNESS_FIGURE_waiting, FAIRNESS_FIGURE_waiting_none);
    hide_within(table, FAIRNESS_PARTY_women, FAIRNESS_PARTY_mothers);
    hide_within(table, FAIRNESS_PARTY_with_children, FAIRNESS_PARTY_mothers);
    hide_within(table, FAIRNESS_PARTY_mothers, FAIRNESS_PARTY_foreign_mothers);
    hide_all_in_sums(table);
    hide_middles(table);
}

/* ---- shares ---------------------------------------------------------------------------------- */

static int percent_of(double share)
{
    return (int)(100 * share + 0.5);
}

struct fairness_share fairness_share_of(int64_t number, int64_t of)
{
    const double z = 1.959964;
    if (of <= 0)
        return (struct fairness_share){0};
    double count = (double)of, share = (double)number / count;
    double middle = share + z * z / (2 * count), below = 1 + z * z / count;
    double give = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count));
    return (struct fairness_share){
        .number = number,
        .of = of,
        .percent = percent_of(share),
        .low = percent_of((middle - give) / below),
        .high = percent_of((middle + give) / below),
    };
}
