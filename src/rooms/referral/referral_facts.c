/* referral_facts.c - what placing needs to know, out of people and answers. Nothing is guessed: an
 * answer that is missing, wrong or "not known" leaves its fact unknown, and the matcher asks. */
#include "law/area.h"
#include "law/list.h"
#include "match/facts.h"
#include "referral_sql.h"
#include "rooms/household/household.h"
#include "rooms/referral/referral.h"

/* FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/): small, the same in every run. */
int64_t referral_key(struct str code)
{
    uint64_t key = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < code.size; i++)
        key = (key ^ (unsigned char)code.at[i]) * UINT64_C(1099511628211);
    key >>= 1; /* never negative, so that it reads well in a log of tests */
    return code.size == 0 ? 0 : key == 0 ? 1 : (int64_t)key;
}

struct gathering {
    struct job *job;
    struct referral_sheet sheet;        /* of the call */
    struct referral_answers answers;
    const struct household_member *members;
    struct person *people;              /* opened, as members */
    size_t count;
    struct person_id head;
};

static struct str get(const struct gathering *gathering, const char *question)
{
    const struct referral_sheet *sheet = &gathering->sheet;
    for (size_t i = 0; i < sheet->questionnaire->count; i++)
        if (str_equal_c(sheet->questionnaire->questions[i].id, question) && !sheet->enabled[i])
            return STR_NONE;
    return answer_of(sheet->answers, str_of(question));
}

static bool has(const struct gathering *gathering, const char *question, const char *code)
{
    struct answers answers = gathering->sheet.answers;
    for (size_t i = 0; i < answers.count; i++)
        if (str_equal_c(answers.at[i].question, question) &&
            str_equal_c(answers.at[i].value, code))
            return get(gathering, question).size > 0;
    return false;
}

static enum match_fact fact(const struct gathering *gathering, const char *question)
{
    struct str value = get(gathering, question);
    return str_equal_c(value, "yes")  ? MATCH_YES
           : str_equal_c(value, "no") ? MATCH_NO
                                      : MATCH_UNKNOWN;
}

/* The keys of all codes that were ticked. */
static struct match_keys keys(const struct gathering *gathering, const char *question)
{
    struct answers answers = gathering->sheet.answers;
    int64_t *at = ARENA_MANY(gathering->job->arena, int64_t, answers.count);
    size_t count = 0;
    for (size_t i = 0; i < answers.count; i++)
        if (str_equal_c(answers.at[i].question, question) && answers.at[i].value.size > 0)
            at[count++] = referral_key(answers.at[i].value);
    bool is_known = count > 0 && get(gathering, question).size > 0;
    return (struct match_keys){at, is_known ? count : 0, is_known};
}

static struct match_keys no_keys(void)
{
    return (struct match_keys){.is_known = true};
}

/* ---- who ------------------------------------------------------------------------------------- */

static bool is_kind(const struct person *person, const char *kind)
{
    return str_equal_c(person->facts.kind, kind);
}

/* Neither female nor male: her own word on where she feels safe says which houses to ask. */
static uint8_t adults_by_wish(uint8_t modes)
{
    if (modes & MATCH_MIXED)
        return MATCH_WOMEN | MATCH_MEN;
    return (uint8_t)((modes & MATCH_WOMEN_ONLY ? MATCH_WOMEN : 0) |
                     (modes & MATCH_MEN_ONLY ? MATCH_MEN : 0));
}

static uint8_t adults_of(struct str gender, uint8_t modes)
{
    if (str_equal_c(gender, "female"))
        return MATCH_WOMEN;
    if (str_equal_c(gender, "male"))
        return MATCH_MEN;
    bool is_said = str_equal_c(gender, "unknown") || str_equal_c(gender, "other");
    return is_said ? adults_by_wish(modes) : 0;
}

static void gather_adults(const struct gathering *gathering, struct match_household *facts)
{
    uint8_t adults = 0;
    for (size_t i = 0; i < gathering->count; i++) {
        const struct person *person = &gathering->people[i];
        bool is_head = person->person.value == gathering->head.value;
        if (!is_head && !is_kind(person, "adult"))
            continue;
        struct str gender = is_head ? get(gathering, "pv-gender") : person->facts.gender;
        uint8_t one = adults_of(gender, facts->modes);
        if (one == 0)
            return; /* one of them unknown: all unknown */
        adults |= one;
    }
    facts->adults = adults;
}

static struct str sleeping_of(const struct gathering *gathering, struct person_id child)
{
    struct str value = referral_answer_of(&gathering->answers, child, "sleeping");
    const struct question *question = question_find(child_questions(), STR("sleeping"));
    return referral_fault(question, value) == 0 ? value : STR_NONE;
}

/* A child not yet born counts for no bed; one whose sleeping place is not known leaves both counts
 * unknown. */
static void gather_beds(const struct gathering *gathering, struct match_household *facts)
{
    int beds = 0, cots = 0, persons = 0;
    bool is_known = true;
    for (size_t i = 0; i < gathering->count; i++) {
        const struct person *person = &gathering->people[i];
        bool is_head = person->person.value == gathering->head.value;
        if (is_kind(person, "unborn"))
            continue;
        persons++;
        struct str place = is_head || is_kind(person, "adult")
                               ? STR("bed")
                               : sleeping_of(gathering, person->person);
        beds += str_equal_c(place, "bed");
        cots += str_equal_c(place, "cot");
        is_known &= place.size > 0;
    }
    facts->persons = MATCH_COUNT(persons);
    if (is_known) {
        facts->beds = MATCH_COUNT(beds);
        facts->cots = MATCH_COUNT(cots);
    }
}

/* Everyone is written down when the person is alone and nobody else is in the household, or when
 * somebody else is. */
static bool is_complete(const struct gathering *gathering)
{
    struct str with = get(gathering, "comes-with");
    return (str_equal_c(with, "alone") && gathering->count == 1) ||
           (str_equal_c(with, "with-others") && gathering->count > 1);
}

static void gather_people(const struct gathering *gathering, struct match_household *facts)
{
    bool has_child = false;
    for (size_t i = 0; i < gathering->count; i++)
        has_child |= gathering->people[i].person.value != gathering->head.value &&
                     is_kind(&gathering->people[i], "child");
    gather_adults(gathering, facts);
    if (has_child)
        facts->is_family = MATCH_YES;
    if (!is_complete(gathering))
        return;
    facts->is_family = has_child ? MATCH_YES : MATCH_NO;
    gather_beds(gathering, facts);
}

/* ---- where ----------------------------------------------------------------------------------- */

static uint8_t nation_bit(char nation)
{
    switch (nation) {
    case 'E': return MATCH_ENGLAND;
    case 'W': return MATCH_WALES;
    case 'S': return MATCH_SCOTLAND;
    case 'N': return MATCH_NORTHERN_IRELAND;
    default: return MATCH_ANY_NATION;
    }
}

static void gather_places(const struct gathering *gathering, struct match_household *facts)
{
    struct answers answers = gathering->sheet.answers;
    for (size_t i = 0; i < answers.count; i++)
        if (str_equal_c(answers.at[i].question, "regions-allowed") &&
            answers.at[i].value.size > 0)
            facts->nations |= nation_bit(region_nation(answers.at[i].value));
    facts->regions = has(gathering, "regions-allowed", "anywhere")
                         ? no_keys()
                         : keys(gathering, "regions-allowed");
    enum match_fact avoid = fact(gathering, "avoid-any");
    if (avoid == MATCH_NO)
        facts->avoid_areas = no_keys();
    else if (avoid == MATCH_YES)
        facts->avoid_areas = keys(gathering, "avoid-areas");
    facts->wish_areas = keys(gathering, "wish-areas");
}

static bool has_key(struct match_keys keys, int64_t key)
{
    for (size_t i = 0; i < keys.count; i++)
        if (keys.at[i] == key)
            return true;
    return false;
}

static void add_key(int64_t *at, size_t *count, int64_t key)
{
    for (size_t i = 0; i < *count; i++)
        if (at[i] == key)
            return;
    at[(*count)++] = key;
}

/* The bands round the areas of one tie. */
static struct match_near near_of(const struct gathering *gathering, const char *question)
{
    struct areas all = area_all();
    struct match_near near = {.areas = keys(gathering, question)};
    int64_t *beside = ARENA_MANY(gathering->job->arena, int64_t, all.count);
    int64_t *regions = ARENA_MANY(gathering->job->arena, int64_t, all.count);
    for (size_t i = 0; near.areas.count > 0 && i < all.count; i++)
        for (size_t k = 0; k < all.count; k++) {
            if (!has_key(near.areas, referral_key(all.at[k].code)))
                continue;
            if (area_is_beside(all.at[i].code, all.at[k].code))
                add_key(beside, &near.next_areas.count, referral_key(all.at[i].code));
            if (i == k)
                add_key(regions, &near.regions.count, referral_key(all.at[i].region));
        }
    near.next_areas = (struct match_keys){beside, near.next_areas.count, true};
    near.regions = (struct match_keys){regions, near.regions.count, true};
    return near;
}

static void gather_ties(const struct gathering *gathering, struct match_household *facts)
{
    facts->near[MATCH_TIE_SCHOOL] = near_of(gathering, "near-school");
    facts->near[MATCH_TIE_TREATMENT] = near_of(gathering, "near-treatment");
    facts->near[MATCH_TIE_SOLICITOR] = near_of(gathering, "near-solicitor");
    facts->near[MATCH_TIE_COMMUNITY] = near_of(gathering, "near-community");
}

/* ---- with whom ------------------------------------------------------------------------------- */

/* References of people; one that leads to nobody leaves the fact unknown, so that it is asked. */
static enum err gather_conflicts(const struct gathering *gathering, struct match_household *facts)
{
    struct job *job = gathering->job;
    enum match_fact conflict = fact(gathering, "conflict-any");
    struct str rest = get(gathering, "conflict-people");
    if (conflict == MATCH_NO)
        facts->conflicts = no_keys();
    if (conflict != MATCH_YES || rest.size == 0)
        return OK;
    int64_t *at = ARENA_MANY(job->arena, int64_t, rest.size);
    size_t count = 0;
    while (rest.size > 0) {
        struct str ref;
        struct person_id person;
        enum err err = ref_parse(job->arena, str_trim(str_cut(&rest, ',')), &ref);
        if (err == OK)
            err = person_find_ref(job->db, job->arena, ref, &person);
        if (err == ERR_INVALID || err == ERR_NOT_FOUND)
            return OK;
        if (err != OK)
            return err;
        at[count++] = person.value;
    }
    facts->conflicts = (struct match_keys){at, count, true};
    return OK;
}

/* Nobody is asked for a worker's gender before there is a room: who has not been asked has voiced
 * no need. That it was asked and is not known is a question that stays open. */
static uint8_t workers_of(const struct gathering *gathering)
{
    struct str value = get(gathering, "worker-gender");
    return str_equal_c(value, "woman")       ? MATCH_WOMAN_WORKER
           : str_equal_c(value, "man")       ? MATCH_MAN_WORKER
           : str_equal_c(value, "not-known") ? 0
                                             : MATCH_ANY_WORKER;
}

static void gather_needs(const struct gathering *gathering, struct match_household *facts)
{
    facts->modes = (uint8_t)((has(gathering, "feels-safe-houses", "women") ? MATCH_WOMEN_ONLY : 0) |
                             (has(gathering, "feels-safe-houses", "men") ? MATCH_MEN_ONLY : 0) |
                             (has(gathering, "feels-safe-houses", "mixed") ? MATCH_MIXED : 0));
    facts->workers = workers_of(gathering);
    facts->step_free = fact(gathering, "step-free");
    facts->night_admission = fact(gathering, "night-admission");
    facts->complex_needs = fact(gathering, "complex-needs");
    facts->wishes_catered = fact(gathering, "catered") == MATCH_YES;
    facts->needs = keys(gathering, "support-kinds");
}

static void gather_languages(const struct gathering *gathering, struct match_household *facts)
{
    struct match_keys first = keys(gathering, "pv-interpreter-requirements-language");
    struct match_keys more = keys(gathering, "languages-spoken");
    int64_t *at = ARENA_MANY(gathering->job->arena, int64_t, first.count + more.count + 1);
    size_t count = 0;
    for (size_t i = 0; i < first.count + more.count; i++) {
        int64_t key = i < first.count ? first.at[i] : more.at[i - first.count];
        bool is_there = false;
        for (size_t k = 0; k < count; k++)
            is_there |= at[k] == key;
        if (!is_there)
            at[count++] = key;
    }
    if (count == 0 && str_equal_c(get(gathering, "pv-interpreter-requirements"), "no"))
        at[count++] = referral_key(STR("en"));
    facts->languages = (struct match_keys){at, count, count > 0};
}

/* Only who lives with the person at present. */
static enum err ask_members(struct gathering *gathering, struct opening *opening,
                            struct household_id household)
{
    struct job *job = gathering->job;
    struct household_members members;
    enum err err = household_members(job, household, &members);
    if (err != OK)
        return err;
    struct household_member *here = ARENA_MANY(job->arena, struct household_member, members.count);
    struct person_id *ids = ARENA_MANY(job->arena, struct person_id, members.count);
    size_t count = 0;
    for (size_t i = 0; i < members.count; i++) {
        if (instant_is_some(members.at[i].until_at))
            continue;
        ids[count] = members.at[i].person;
        here[count++] = members.at[i];
    }
    gathering->members = here;
    gathering->people = ARENA_MANY(job->arena, struct person, count);
    gathering->count = count;
    return person_ask(opening, PERSON_WHOLE, ids, count, gathering->people);
}

enum err referral_match_facts(struct job *job, struct referral_id referral_id,
                              struct match_household *out_facts)
{
    struct gathering gathering = {.job = job};
    struct opening opening = opening_make(job);
    struct referral referral;
    enum err err = referral_get(job, referral_id, &referral);
    if (err == OK)
        err = referral_ask_answers(&opening, referral_id, &gathering.answers);
    if (err == OK)
        err = ask_members(&gathering, &opening, referral.household);
    if (err == OK)
        err = opening_open(&opening);
    if (err != OK)
        return err;
    gathering.head = referral.person;
    gathering.sheet = referral_sheet(job->arena, referral_questions(), &gathering.answers,
                                     (struct person_id){0});
    struct match_household facts = {
        .key = referral.household.value,
        .asked_at = job->now,
        .needed_at = referral.needed_at.ms > job->now.ms ? referral.needed_at : job->now,
        .waiting_since = referral.created_at,
    };
    gather_needs(&gathering, &facts);
    gather_people(&gathering, &facts);
    gather_places(&gathering, &facts);
    gather_ties(&gathering, &facts);
    gather_languages(&gathering, &facts);
    err = gather_conflicts(&gathering, &facts);
    if (err == OK)
        *out_facts = facts;
    return err;
}
