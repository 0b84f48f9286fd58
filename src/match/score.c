#include "match/score.h"

#include "match/keys.h"

#define TERM(term) [MATCH_TERM_##term]

const char *const match_term_words[MATCH_TERMS] = {
    TERM(AREA) = "match_term_area",
    TERM(LANGUAGE) = "match_term_language",
    TERM(SPECIALISM) = "match_term_specialism",
    TERM(PROVIDER) = "match_term_provider",
    TERM(SIZE) = "match_term_size",
    TERM(SELF_CONTAINED) = "match_term_self_contained",
    TERM(CATERED) = "match_term_catered",
    TERM(WAITING) = "match_term_waiting",
    TERM(BASE) = "match_term_base",
    TERM(SCHOOL) = "match_term_school",
    TERM(TREATMENT) = "match_term_treatment",
    TERM(SOLICITOR) = "match_term_solicitor",
    TERM(COMMUNITY) = "match_term_community",
    TERM(FLOOR) = "match_term_floor",
};

#define ROW(row_term, year, month, day, reason)                                         \
    .term = MATCH_TERM_##row_term, .from = {year, month, day},                          \
    .owner = MATCH_OWNER_COMMISSIONER, .reason_word = "match_weight_" reason

/* A change of weight is a further row with its own day; no row is ever edited or taken out. */
const struct match_weight match_weight_rows[] = {
    {ROW(AREA, 2026, 1, 1, "area"), .points = 250},
    {ROW(LANGUAGE, 2026, 1, 1, "language"), .points = 100},
    {ROW(SPECIALISM, 2026, 1, 1, "specialism"), .points = 40, .most = 120},
    {ROW(PROVIDER, 2026, 1, 1, "provider"), .points = 80},
    {ROW(SIZE, 2026, 1, 1, "size"), .points = 130, .step = 65},
    {ROW(WAITING, 2026, 1, 1, "waiting"), .points = 1, .most = 700},
    {ROW(BASE, 2026, 1, 1, "base"), .points = 30},
    {ROW(SELF_CONTAINED, 2026, 11, 1, "self_contained"), .points = 40},
    {ROW(CATERED, 2026, 11, 1, "catered"), .points = 20},
    {ROW(WAITING, 2026, 11, 1, "waiting_on"), .points = 1},
    {ROW(SCHOOL, 2026, 11, 1, "school"), .points = 120, .step = 40},
    {ROW(TREATMENT, 2026, 11, 1, "treatment"), .points = 90, .step = 30},
    {ROW(SOLICITOR, 2026, 11, 1, "solicitor"), .points = 60, .step = 20},
    {ROW(COMMUNITY, 2026, 11, 1, "community"), .points = 60, .step = 20},
    /* placement.md 7: pure fit lowers how many with complex needs get a room */
    {ROW(FLOOR, 2026, 11, 1, "floor"), .points = 1, .most = 2000},
};
const size_t match_weight_row_count = COUNT_OF(match_weight_rows);

static struct date day_of(struct date_parts parts)
{
    struct date day;
    enum err err = date_make(parts, &day);
    must(err == OK);
    return day;
}

struct match_weights match_weights_on(struct date day)
{
    struct match_weights weights = {0};
    for (size_t i = 0; i < match_weight_row_count; i++) {
        const struct match_weight *row = &match_weight_rows[i];
        struct match_weight *chosen = &weights.of[row->term];
        if (date_compare(day_of(row->from), day) > 0)
            continue;
        /* year 0 marks a term without a row so far */
        if (chosen->from.year == 0 || date_compare(day_of(row->from), day_of(chosen->from)) >= 0)
            *chosen = *row;
    }
    return weights;
}

size_t match_weights_version(struct date day)
{
    size_t version = 0;
    for (size_t i = 0; i < match_weight_row_count; i++)
        version += date_compare(day_of(match_weight_rows[i].from), day) <= 0;
    return version;
}

static void add(struct match_score *score, enum match_term term, int32_t points)
{
    score->terms[term] = points;
    score->total += points;
}

static int32_t at_most(int64_t points, int32_t most)
{
    const int64_t limit = most == 0 ? INT32_MAX / 2 : most; /* a total must not overflow */
    return (int32_t)(points < limit ? points : limit);
}

static int32_t specialism_points(const struct match_household *household,
                                 const struct match_house *house, const struct match_weight *weight)
{
    int32_t met = 0;
    for (size_t i = 0; i < household->needs.count; i++)
        met += keys_have(house->specialisms, household->needs.at[i]);
    return at_most(met * weight->points, weight->most);
}

/* In the tie's area, beside it, in its region, or farther: nothing. */
static int32_t near_points(const struct match_near *near, const struct match_house *house,
                           const struct match_weight *weight)
{
    int32_t band = 0;
    if (house->area == 0 || near->areas.count == 0)
        return 0;
    if (!keys_have(near->areas, house->area))
        band = keys_have(near->next_areas, house->area)                          ? 1
               : house->region != 0 && keys_have(near->regions, house->region) ? 2
                                                                                 : 3;
    int32_t points = weight->points - band * weight->step;
    return band < 3 && points > 0 ? points : 0;
}

static void score_ties(const struct match_household *household, const struct match_house *house,
                       const struct match_weights *weights, struct match_score *score)
{
    static const enum match_term terms[MATCH_TIES] = {
        [MATCH_TIE_SCHOOL] = MATCH_TERM_SCHOOL,
        [MATCH_TIE_TREATMENT] = MATCH_TERM_TREATMENT,
        [MATCH_TIE_SOLICITOR] = MATCH_TERM_SOLICITOR,
        [MATCH_TIE_COMMUNITY] = MATCH_TERM_COMMUNITY,
    };
    for (size_t tie = 0; tie < MATCH_TIES; tie++)
        add(score, terms[tie],
            near_points(&household->near[tie], house, &weights->of[terms[tie]]));
}

void match_score_house(const struct match_household *household, const struct match_house *house,
                       const struct match_weights *weights, struct match_score *score)
{
    const struct match_weight *of = weights->of;
    bool is_wished = house->area != 0 && keys_have(household->wish_areas, house->area);
    bool is_spoken = keys_share(household->languages, house->languages);
    bool is_same = household->provider != 0 && household->provider == house->provider;
    bool is_catered = household->wishes_catered && house->catered == MATCH_YES;
    add(score, MATCH_TERM_AREA, is_wished ? of[MATCH_TERM_AREA].points : 0);
    add(score, MATCH_TERM_LANGUAGE, is_spoken ? of[MATCH_TERM_LANGUAGE].points : 0);
    add(score, MATCH_TERM_SPECIALISM,
        specialism_points(household, house, &of[MATCH_TERM_SPECIALISM]));
    add(score, MATCH_TERM_PROVIDER, is_same ? of[MATCH_TERM_PROVIDER].points : 0);
    add(score, MATCH_TERM_CATERED, is_catered ? of[MATCH_TERM_CATERED].points : 0);
    score_ties(household, house, weights, score);
}

/* A family room given to one person is missed by the next family: each empty bed takes off. */
static int32_t size_points(const struct match_household *household, const struct match_room *room,
                           const struct match_weight *weight)
{
    if (!room->beds.is_known || !household->beds.is_known)
        return 0;
    int32_t empty = room->beds.value - household->beds.value;
    if (empty < 0)
        return 0;
    int32_t points = weight->points - empty * weight->step;
    return points > 0 ? points : 0;
}

void match_score_room(const struct match_household *household, const struct match_room *room,
                      const struct match_weights *weights, struct match_score *score)
{
    const struct match_weight *of = weights->of;
    bool is_own_door = household->is_family == MATCH_YES && room->self_contained == MATCH_YES;
    add(score, MATCH_TERM_SIZE, size_points(household, room, &of[MATCH_TERM_SIZE]));
    add(score, MATCH_TERM_SELF_CONTAINED,
        is_own_door ? of[MATCH_TERM_SELF_CONTAINED].points : 0);
}

/* Longer than anybody waits: only a clock that was wrong makes more, and a plan's weights have to
 * fit. */
enum { WAITING_DAYS_MOST = 36525 };

static int64_t waiting_days(const struct match_household *household)
{
    if (!instant_is_some(household->waiting_since) ||
        household->waiting_since.ms > household->asked_at.ms)
        return 0;
    int64_t days = (household->asked_at.ms - household->waiting_since.ms) / MS_PER_DAY;
    return days < WAITING_DAYS_MOST ? days : WAITING_DAYS_MOST;
}

void match_score_household(const struct match_household *household,
                           const struct match_weights *weights, struct match_score *score)
{
    const struct match_weight *weight = &weights->of[MATCH_TERM_WAITING];
    int64_t points = waiting_days(household) * weight->points;
    add(score, MATCH_TERM_WAITING, at_most(points, weight->most));
    add(score, MATCH_TERM_BASE, weights->of[MATCH_TERM_BASE].points);
}

struct match_score match_score(const struct match_household *household,
                               const struct match_house *house, const struct match_room *room,
                               const struct match_weights *weights)
{
    struct match_score score = {0};
    match_score_house(household, house, weights, &score);
    match_score_room(household, room, weights, &score);
    match_score_household(household, weights, &score);
    return score;
}
