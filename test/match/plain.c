#include "plain.h"

#include <stdlib.h>

/* 'p' pass, 'f' fail, '?' ask. */
static char both(char a, char b)
{
    if (a == 'f' || b == 'f')
        return 'f';
    return a == '?' || b == '?' ? '?' : 'p';
}

static char offered(enum match_fact needed, char offer)
{
    switch (needed) {
    case MATCH_NO:
        return 'p';
    case MATCH_YES:
        return offer;
    default:
        return offer == 'p' ? 'p' : '?';
    }
}

static char yes(enum match_fact fact)
{
    return fact == MATCH_YES ? 'p' : fact == MATCH_NO ? 'f' : '?';
}

static char enough(struct match_count there, struct match_count wanted)
{
    if (wanted.is_known && wanted.value <= 0)
        return 'p';
    if (there.is_known && wanted.is_known)
        return there.value < wanted.value ? 'f' : 'p';
    return '?';
}

static char some(struct match_count there)
{
    return !there.is_known ? '?' : there.value > 0 ? 'p' : 'f';
}

static int shared(struct match_keys a, struct match_keys b)
{
    int found = 0;
    for (size_t i = 0; i < a.count; i++)
        for (size_t j = 0; j < b.count; j++)
            found += a.at[i] == b.at[j];
    return found;
}

static int holds(struct match_keys keys, int64_t key)
{
    return shared(keys, (struct match_keys){&key, 1, true});
}

static char admitted(const struct match_household *person, const struct match_house *house)
{
    if (!house->admits)
        return '?';
    char women = house->admits & MATCH_WOMEN ? 'p' : 'f';
    char men = house->admits & MATCH_MEN ? 'p' : 'f';
    char adults = 'p';
    if (person->adults & MATCH_WOMEN)
        adults = both(adults, women);
    if (person->adults & MATCH_MEN)
        adults = both(adults, men);
    if (!person->adults && (women == 'f' || men == 'f'))
        adults = '?';
    return both(adults, offered(person->is_family, house->admits & MATCH_FAMILIES ? 'p' : 'f'));
}

static char allowed(const struct match_household *person, const struct match_house *house)
{
    char nation = '?', region = '?';
    if (person->nations == MATCH_ANY_NATION)
        nation = 'p';
    else if (person->nations && house->nation)
        nation = person->nations & house->nation ? 'p' : 'f';
    if (person->regions.is_known && person->regions.count == 0)
        region = 'p';
    else if (person->regions.is_known && house->region)
        region = holds(person->regions, house->region) ? 'p' : 'f';
    return both(nation, region);
}

static char safe_area(const struct match_household *person, const struct match_house *house)
{
    if (person->avoid_areas.is_known && person->avoid_areas.count == 0)
        return 'p';
    if (!person->avoid_areas.is_known || !house->area)
        return '?';
    return holds(person->avoid_areas, house->area) ? 'f' : 'p';
}

static char no_conflict(const struct match_household *person, const struct match_house *house)
{
    if (person->conflicts.is_known && person->conflicts.count == 0)
        return 'p';
    if (house->resident_keys.is_known && house->resident_keys.count == 0)
        return 'p';
    if (!person->conflicts.is_known || !house->resident_keys.is_known)
        return '?';
    return shared(person->conflicts, house->resident_keys) ? 'f' : 'p';
}

static char licensed(const struct match_household *person, const struct match_house *house)
{
    if (!person->persons.is_known || !house->licence.is_known || !house->residents.is_known)
        return '?';
    return house->licence.value - house->residents.value >= person->persons.value ? 'p' : 'f';
}

static bool passed(struct instant until, struct instant moment)
{
    return until.ms != INT64_MIN && until.ms <= moment.ms;
}

static char clear_in_time(struct match_span span, const struct match_household *person)
{
    if (span.is_on != MATCH_YES)
        return span.is_on == MATCH_NO ? 'p' : '?';
    if (passed(span.until, person->asked_at))
        return 'f';
    return passed(span.until, person->needed_at) ? 'p' : 'f';
}

static char empty(const struct match_household *person, const struct match_room *room)
{
    if (person->key && room->occupied_by == person->key)
        return 'p';
    return clear_in_time(room->occupied, person);
}

static char unshared(const struct match_household *person, const struct match_room *room)
{
    bool is_known = room->beds.is_known && room->beds_used.is_known && person->beds.is_known;
    if (empty(person, room) == 'f' && is_known &&
        room->beds_used.value + person->beds.value <= room->beds.value)
        return 'f';
    return 'p';
}

static char not_held(const struct match_household *person, const struct match_room *room)
{
    if (person->key && room->held_by == person->key)
        return 'p';
    if (room->held.is_on != MATCH_YES)
        return room->held.is_on == MATCH_NO ? 'p' : '?';
    return passed(room->held.until, person->asked_at) ? 'p' : 'f';
}

static char ready(const struct match_household *person, const struct match_room *room)
{
    if (room->turnaround.is_on != MATCH_YES)
        return room->turnaround.is_on == MATCH_NO ? 'p' : '?';
    return passed(room->turnaround.until, person->needed_at) ? 'p' : 'f';
}

static char not_large(const struct match_household *person, const struct match_room *room)
{
    if (person->has_large_shared_exception)
        return 'p';
    static const char small[] = {[MATCH_UNKNOWN] = '?', [MATCH_NO] = 'p', [MATCH_YES] = 'f'};
    return offered(person->is_family, small[room->large_shared]);
}

static char safe_workers(uint8_t wanted, uint8_t there)
{
    if (wanted == 3 || there == 3)
        return 'p';
    return !wanted || !there ? '?' : wanted == there ? 'p' : 'f';
}

struct match_check plain_check(const struct match_household *person,
                               const struct match_house *house, const struct match_room *room)
{
    char safe_mode = person->modes & house->modes ? 'p' : 'f';
    if (!person->modes || !house->modes)
        safe_mode = '?';
    const char verdicts[] = {
        [MATCH_RULE_OPEN] = yes(house->is_open),
        [MATCH_RULE_MODE] = safe_mode,
        [MATCH_RULE_ADMITS] = admitted(person, house),
        [MATCH_RULE_REGION] = allowed(person, house),
        [MATCH_RULE_AREA] = safe_area(person, house),
        [MATCH_RULE_CONFLICT] = no_conflict(person, house),
        [MATCH_RULE_LICENCE] = licensed(person, house),
        [MATCH_RULE_NIGHT] = offered(person->night_admission, some(house->night_admissions)),
        [MATCH_RULE_COMPLEX] = offered(person->complex_needs, some(house->complex_places)),
        [MATCH_RULE_WORKERS] = safe_workers(person->workers, house->workers),
        [MATCH_RULE_BEDS] = enough(room->beds, person->beds),
        [MATCH_RULE_COT] = enough(room->cots, person->cots),
        [MATCH_RULE_STEP_FREE] = offered(person->step_free, yes(room->step_free)),
        [MATCH_RULE_LARGE_SHARED] = not_large(person, room),
        [MATCH_RULE_NO_SHARING] = unshared(person, room),
        [MATCH_RULE_OCCUPIED] = empty(person, room),
        [MATCH_RULE_HELD] = not_held(person, room),
        [MATCH_RULE_TURNAROUND] = ready(person, room),
        [MATCH_RULE_OUT_OF_ORDER] = clear_in_time(room->out_of_order, person),
    };
    _Static_assert(sizeof(verdicts) == MATCH_RULES, "a rule without its plain twin");
    struct match_check check = {0};
    for (unsigned i = 0; i < MATCH_RULES; i++) {
        if (verdicts[i] == 'f')
            check.fails |= 1U << i;
        if (verdicts[i] == '?')
            check.asks |= 1U << i;
    }
    return check;
}

/* Points for the area itself; a third of it less beside it, two thirds less in its region. */
static int32_t closeness(const struct match_near *near, const struct match_house *house,
                         int32_t third)
{
    if (!near->areas.count || !house->area)
        return 0;
    if (holds(near->areas, house->area))
        return 3 * third;
    if (holds(near->next_areas, house->area))
        return 2 * third;
    return house->region && holds(near->regions, house->region) ? third : 0;
}

struct match_score plain_score(const struct match_household *person,
                               const struct match_house *house, const struct match_room *room)
{
    int needs = shared(person->needs, house->specialisms);
    int spare = room->beds.value - person->beds.value;
    int64_t days = 0;
    if (person->waiting_since.ms != INT64_MIN && person->waiting_since.ms < person->asked_at.ms)
        days = (person->asked_at.ms - person->waiting_since.ms) / (24 * 3600 * 1000);
    struct match_score score = {.terms = {
        [MATCH_TERM_AREA] = house->area && holds(person->wish_areas, house->area) ? 250 : 0,
        [MATCH_TERM_LANGUAGE] = shared(person->languages, house->languages) ? 100 : 0,
        [MATCH_TERM_SPECIALISM] = needs > 3 ? 120 : 40 * needs,
        [MATCH_TERM_PROVIDER] = person->provider && person->provider == house->provider ? 80 : 0,
        [MATCH_TERM_SIZE] = spare == 0 ? 130 : spare == 1 ? 65 : 0,
        [MATCH_TERM_SELF_CONTAINED] =
            person->is_family == MATCH_YES && room->self_contained == MATCH_YES ? 40 : 0,
        [MATCH_TERM_CATERED] = person->wishes_catered && house->catered == MATCH_YES ? 20 : 0,
        [MATCH_TERM_WAITING] = (int32_t)days,
        [MATCH_TERM_BASE] = 30,
        [MATCH_TERM_SCHOOL] = closeness(&person->near[MATCH_TIE_SCHOOL], house, 40),
        [MATCH_TERM_TREATMENT] = closeness(&person->near[MATCH_TIE_TREATMENT], house, 30),
        [MATCH_TERM_SOLICITOR] = closeness(&person->near[MATCH_TIE_SOLICITOR], house, 20),
        [MATCH_TERM_COMMUNITY] = closeness(&person->near[MATCH_TIE_COMMUNITY], house, 20),
    }};
    if (!room->beds.is_known || !person->beds.is_known)
        score.terms[MATCH_TERM_SIZE] = 0;
    for (int i = 0; i < MATCH_TERMS; i++)
        score.total += score.terms[i];
    return score;
}

struct ordered {
    int64_t house, room;
    struct match_fit fit;
};

static int by_ids(const void *a, const void *b)
{
    const struct ordered *left = a, *right = b;
    if (left->house != right->house)
        return left->house < right->house ? -1 : 1;
    return left->room < right->room ? -1 : left->room > right->room;
}

static int best_first(const void *a, const void *b)
{
    const struct ordered *left = a, *right = b;
    if (left->fit.score.total != right->fit.score.total)
        return left->fit.score.total > right->fit.score.total ? -1 : 1;
    return by_ids(a, b);
}

static struct match_fits sorted(struct arena *arena, struct ordered *rooms, size_t count)
{
    qsort(rooms, count, sizeof(*rooms), best_first);
    struct match_fits fits = {ARENA_MANY(arena, struct match_fit, count), count};
    for (size_t i = 0; i < count; i++)
        fits.at[i] = rooms[i].fit;
    return fits;
}

static void give_ranks(struct match_fits *fits, const struct ordered *rooms,
                       const struct ordered *suitable, size_t suitable_count)
{
    for (size_t i = 0; i < fits->count; i++) {
        fits->at[i].rank = 1;
        for (size_t j = 0; j < suitable_count; j++)
            fits->at[i].rank += best_first(&suitable[j], &rooms[i]) < 0;
    }
}

static bool may_be_asked_for(uint32_t fails)
{
    for (unsigned i = 0; i < MATCH_RULES; i++)
        if (fails == 1U << i)
            return match_rules[i].is_near_miss;
    return false;
}

static void count_each(uint32_t *counts, uint32_t bits)
{
    for (unsigned i = 0; i < MATCH_RULES; i++)
        counts[i] += bits >> i & 1;
}

struct match_answer plain_rank(struct arena *arena, const struct match_facts *facts,
                               const struct match_household *household)
{
    size_t count = facts->room_count, good = 0, open = 0, close = 0;
    struct ordered *all = ARENA_MANY(arena, struct ordered, count);
    struct ordered *suitable = ARENA_MANY(arena, struct ordered, count);
    struct ordered *to_ask = ARENA_MANY(arena, struct ordered, count);
    struct ordered *near = ARENA_MANY(arena, struct ordered, count);
    struct match_answer answer = {.room_count = count};
    answer.unsuitable = ARENA_MANY(arena, struct match_refusal, count);
    for (uint32_t i = 0; i < count; i++) {
        const struct match_room *room = &facts->rooms[i];
        const struct match_house *house = &facts->houses[room->house];
        struct match_check check = plain_check(household, house, room);
        all[i] = (struct ordered){house->id, room->id,
                                  {.index = i, .fails = check.fails, .asks = check.asks}};
    }
    qsort(all, count, sizeof(*all), by_ids);
    for (size_t i = 0; i < count; i++) {
        struct match_fit *fit = &all[i].fit;
        const uint32_t area = 1U << MATCH_RULE_AREA, conflict = 1U << MATCH_RULE_CONFLICT;
        uint32_t secret = fit->fails & (area | conflict);
        fit->fails ^= secret;
        bool is_near = may_be_asked_for(fit->fails) && !fit->asks;
        if (secret && (!fit->fails || is_near)) {
            answer.withheld_by_area += secret & area ? 1 : 0;
            answer.withheld_by_conflict += secret & area ? 0 : 1;
            continue;
        }
        const struct match_room *room = &facts->rooms[fit->index];
        if (!fit->fails || is_near)
            fit->score = plain_score(household, &facts->houses[room->house], room);
        if (!fit->fails && !fit->asks)
            suitable[good++] = all[i];
        else if (!fit->fails)
            to_ask[open++] = all[i];
        else if (is_near)
            near[close++] = all[i];
        if (fit->fails)
            answer.unsuitable[answer.unsuitable_count++] =
                (struct match_refusal){fit->index, fit->fails, fit->asks};
        count_each(answer.fail_counts, fit->fails);
        count_each(answer.ask_counts, fit->asks);
    }
    answer.suitable = sorted(arena, suitable, good);
    answer.to_ask = sorted(arena, to_ask, open);
    answer.near = sorted(arena, near, close);
    give_ranks(&answer.suitable, suitable, suitable, good);
    give_ranks(&answer.to_ask, to_ask, suitable, good);
    give_ranks(&answer.near, near, suitable, good);
    return answer;
}
