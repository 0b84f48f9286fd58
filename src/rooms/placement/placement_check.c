/* One household and one room inside the transaction: locked, read afresh, every rule asked. */
#include "rooms/placement/placement_inner.h"
#include "words.h"

static enum err lock(struct job *job, struct room_id room, struct house_id *out_house)
{
    struct placement_house_of_room_row of_room;
    struct placement_lock_house_row house;
    struct placement_lock_room_row locked;
    enum err err = sql_placement_house_of_room(job->db, job->arena, room, &of_room);
    if (err == OK)
        err = sql_placement_lock_house(job->db, job->arena, of_room.house, &house);
    if (err == OK)
        err = sql_placement_lock_room(job->db, job->arena, room, &locked);
    if (err == OK)
        *out_house = house.house;
    return err;
}

static const struct match_room *room_in(const struct match_facts *facts, struct room_id room)
{
    size_t i = 0;
    while (i < facts->room_count && facts->rooms[i].id != room.value)
        i++;
    must(i < facts->room_count);
    return &facts->rooms[i];
}

enum err placement_fit_check(struct job *job, const struct match_household *facts,
                             struct room_id room, enum placement_others others,
                             struct placement_fit *out_fit)
{
    must(db_is_writing(job->db));
    struct house_id house;
    struct placement_world world;
    struct placement_fit fit = {.household = *facts};
    enum err err = lock(job, room, &house);
    if (err == OK)
        err = placement_add_apart(job, others, &fit.household);
    if (err == OK)
        err = placement_world_load(job, (struct house_range){house, house}, &fit.household,
                                   others, &world);
    if (err != OK)
        return err;
    fit.room = room_in(&world.facts, room);
    fit.house = &world.facts.houses[fit.room->house];
    fit.check = match_check(&fit.household, fit.house, fit.room);
    *out_fit = fit;
    return OK;
}

/* ---- telling --------------------------------------------------------------------------------- */

#define RULES(RULE)                                                                              \
    RULE(OPEN, open) RULE(MODE, mode) RULE(ADMITS, admits) RULE(REGION, region)                   \
    RULE(AREA, area) RULE(CONFLICT, conflict) RULE(LICENCE, licence) RULE(NIGHT, night)           \
    RULE(COMPLEX, complex) RULE(WORKERS, workers) RULE(BEDS, beds) RULE(COT, cot)                 \
    RULE(STEP_FREE, step_free)                                                                    \
    RULE(LARGE_SHARED, large_shared) RULE(NO_SHARING, no_sharing) RULE(OCCUPIED, occupied)        \
    RULE(HELD, held) RULE(TURNAROUND, turnaround) RULE(OUT_OF_ORDER, out_of_order)

int placement_rule_word(unsigned rule)
{
#define WORD_OF(number, name) [MATCH_RULE_##number] = WORD_match_rule_##name,
    static const int words[MATCH_RULES] = {RULES(WORD_OF)};
#undef WORD_OF
    must(rule < MATCH_RULES && words[rule] != 0);
    return words[rule];
}

int placement_ask_word(unsigned rule)
{
#define WORD_OF(number, name) [MATCH_RULE_##number] = WORD_match_ask_##name,
    static const int words[MATCH_RULES] = {RULES(WORD_OF)};
#undef WORD_OF
    must(rule < MATCH_RULES && words[rule] != 0);
    return words[rule];
}

int placement_pass_word(unsigned rule)
{
#define WORD_OF(number, name) [MATCH_RULE_##number] = WORD_match_pass_##name,
    static const int words[MATCH_RULES] = {RULES(WORD_OF)};
#undef WORD_OF
    must(rule < MATCH_RULES && words[rule] != 0);
    return words[rule];
}

int placement_owner_word(enum match_owner owner)
{
    static const int words[] = {
        [MATCH_OWNER_NOBODY] = WORD_match_owner_nobody,
        [MATCH_OWNER_PERSON] = WORD_match_owner_person,
        [MATCH_OWNER_DESK] = WORD_match_owner_desk,
        [MATCH_OWNER_HOUSE] = WORD_match_owner_house,
        [MATCH_OWNER_PROVIDER_DESK] = WORD_match_owner_provider_desk,
        [MATCH_OWNER_COMMISSIONER] = WORD_match_owner_commissioner,
    };
    must(owner < COUNT_OF(words));
    return words[owner];
}

int placement_term_word(unsigned term)
{
    static const int words[MATCH_TERMS] = {
        [MATCH_TERM_AREA] = WORD_match_term_area,
        [MATCH_TERM_LANGUAGE] = WORD_match_term_language,
        [MATCH_TERM_SPECIALISM] = WORD_match_term_specialism,
        [MATCH_TERM_PROVIDER] = WORD_match_term_provider,
        [MATCH_TERM_SIZE] = WORD_match_term_size,
        [MATCH_TERM_SELF_CONTAINED] = WORD_match_term_self_contained,
        [MATCH_TERM_CATERED] = WORD_match_term_catered,
        [MATCH_TERM_WAITING] = WORD_match_term_waiting,
        [MATCH_TERM_BASE] = WORD_match_term_base,
        [MATCH_TERM_SCHOOL] = WORD_match_term_school,
        [MATCH_TERM_TREATMENT] = WORD_match_term_treatment,
        [MATCH_TERM_SOLICITOR] = WORD_match_term_solicitor,
        [MATCH_TERM_COMMUNITY] = WORD_match_term_community,
        [MATCH_TERM_FLOOR] = WORD_match_term_floor,
    };
    must(term < MATCH_TERMS && words[term] != 0);
    return words[term];
}

void placement_fit_problems(uint32_t fails, uint32_t asks, struct problems *problems)
{
    uint32_t told = fails & ~MATCH_SECRET_RULES;
    if (fails != 0 && told == 0)
        problems_add(problems, STR("room"), WORD_placement_room_unsuitable);
    for (unsigned rule = 0; rule < MATCH_RULES; rule++)
        if (told & MATCH_BIT(rule))
            problems_add(problems, STR("room"), placement_rule_word(rule));
    for (unsigned rule = 0; fails == 0 && rule < MATCH_RULES; rule++)
        if (asks & MATCH_BIT(rule))
            problems_add(problems, STR("room"), placement_ask_word(rule));
}

/* ---- the explanation that is kept ------------------------------------------------------- */

static void explain_rules(struct buf *out, const char *name, uint32_t rules)
{
    bool is_first = true;
    buf_format(out, "\"%s\":[", name);
    for (unsigned rule = 0; rule < MATCH_RULES; rule++) {
        if (!(rules & MATCH_BIT(rule)))
            continue;
        buf_format(out, "%s\"%s\"", is_first ? "" : ",", match_rules[rule].name);
        is_first = false;
    }
    buf_add_c(out, "]");
}

/* A term's name is its word's key without what all have in front. */
static void explain_term(struct buf *out, unsigned term, int32_t points,
                         const struct match_weight *weight)
{
    const char *name = match_term_words[term] + sizeof("match_term_") - 1;
    buf_format(out, "%s{\"term\":\"%s\",\"points\":%d,\"weight\":{\"from\":\"%04d-%02d-%02d\",",
               term == 0 ? "" : ",", name, points, weight->from.year, weight->from.month,
               weight->from.day);
    buf_format(out, "\"points\":%d,\"step\":%d,\"most\":%d}}", weight->points, weight->step,
               weight->most);
}

struct str placement_fit_explain(struct job *job, const struct placement_fit *fit)
{
    struct match_weights weights = match_weights_on(date_in_london(job->now));
    struct match_score score = match_score(&fit->household, fit->house, fit->room, &weights);
    uint32_t passed = (MATCH_BIT(MATCH_RULES) - 1) & ~fit->check.fails & ~fit->check.asks;
    struct buf out = buf_make(job->arena, 1024);
    struct str at = instant_text(job->arena, job->now);
    buf_format(&out, "{\"at\":\"%.*s\",", STR_ARGS(at));
    explain_rules(&out, "passed", passed);
    buf_add_c(&out, ",");
    explain_rules(&out, "asked", fit->check.asks);
    buf_format(&out, ",\"total\":%d,\"terms\":[", score.total);
    for (unsigned term = 0; term < MATCH_TERMS; term++)
        explain_term(&out, term, score.terms[term], &weights.of[term]);
    buf_add_c(&out, "]}");
    return buf_text(&out);
}
