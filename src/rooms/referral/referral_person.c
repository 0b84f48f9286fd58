/* referral_person.c - what a person's own record learns from the answers of the call. */
#include "rooms/clock/clock.h"
#include "rooms/decision/decision.h"
#include "rooms/referral/referral.h"
#include "rooms/referral/referral_inner.h"

static struct str valid_answer(const struct referral_answers *answers, const char *question)
{
    struct str value = referral_answer_of(answers, (struct person_id){0}, question);
    const struct question *found = question_find(referral_questions(), str_of(question));
    return referral_fault(found, value) == 0 ? value : STR_NONE;
}

static struct str gender_of(struct str code)
{
    return str_equal_c(code, "unknown") ? STR("other") : code;
}

static struct str nation_of(struct str code)
{
    static const struct {
        const char *code, *nation;
    } nations[] = {{"england", "E"}, {"wales", "W"}, {"scotland", "S"}, {"northern-ireland", "N"}};
    for (size_t i = 0; i < COUNT_OF(nations); i++)
        if (str_equal_c(code, nations[i].code))
            return str_of(nations[i].nation);
    return STR_NONE;
}

/* A country that ISO 3166 has; "stateless" and "not known" are none. */
static struct str two_letters(struct str code)
{
    return code.size == 2 ? code : STR_NONE;
}

static struct str nationality_of(struct arena *arena, const struct referral_answers *answers)
{
    struct str first = two_letters(valid_answer(answers, "pv-nationality"));
    struct str second = two_letters(valid_answer(answers, "pv-nationality-second"));
    if (first.size == 0 || second.size == 0)
        return first.size > 0 ? first : second;
    return str_format(arena, "%.*s,%.*s", STR_ARGS(first), STR_ARGS(second));
}

static struct str languages_of(struct arena *arena, const struct referral_answers *answers)
{
    struct buf out = buf_make(arena, 64);
    struct str first = valid_answer(answers, "pv-interpreter-requirements-language");
    struct str others = valid_answer(answers, "languages-spoken");
    if (first.size > 0)
        buf_format(&out, "%.*s:speaks", STR_ARGS(first));
    while (others.size > 0) {
        struct str code = str_cut(&others, ',');
        if (!str_equal(code, first))
            buf_format(&out, "%s%.*s:speaks", out.size > 0 ? "," : "", STR_ARGS(code));
    }
    return buf_text(&out);
}

static struct str feels_safe_of(struct arena *arena, const struct referral_answers *answers)
{
    static const struct {
        const char *code, *kind;
    } kinds[] = {{"women", "women_only"}, {"men", "men_only"}, {"mixed", "mixed"}};
    struct buf out = buf_make(arena, 64);
    struct str houses = valid_answer(answers, "feels-safe-houses");
    struct str worker = valid_answer(answers, "worker-gender");
    while (houses.size > 0) {
        struct str code = str_cut(&houses, ',');
        for (size_t i = 0; i < COUNT_OF(kinds); i++)
            if (str_equal_c(code, kinds[i].code))
                buf_format(&out, "%s%s", out.size > 0 ? "," : "", kinds[i].kind);
    }
    if (str_equal_c(worker, "woman") || str_equal_c(worker, "man"))
        buf_format(&out, "%s%.*s_worker", out.size > 0 ? "," : "", STR_ARGS(worker));
    return buf_text(&out);
}

static void add_names(struct arena *arena, const struct referral_answers *answers,
                      struct person_facts *facts)
{
    struct str first = valid_answer(answers, "pv-name-first-name");
    struct str last = valid_answer(answers, "pv-name-last-name");
    struct str alias = valid_answer(answers, "pv-name-nickname");
    struct person_name *names = ARENA_MANY(arena, struct person_name, 2);
    bool is_half = str_is_unreadable(first) || str_is_unreadable(last);
    size_t count = 0;
    if (!is_half && (first.size > 0 || last.size > 0))
        names[count++] = (struct person_name){
            .kind = STR("given"),
            .text = str_trim(str_format(arena, "%.*s %.*s", STR_ARGS(first), STR_ARGS(last))),
        };
    if (alias.size > 0)
        names[count++] = (struct person_name){.kind = STR("alias"), .text = alias};
    facts->names = names;
    facts->name_count = count;
}

struct person_facts facts_of_answers(struct arena *arena, const struct referral_answers *answers)
{
    struct person_facts facts = {
        .called = valid_answer(answers, "pv-name-called"),
        .born = valid_answer(answers, "pv-dob"),
        .gender = gender_of(valid_answer(answers, "pv-gender")),
        .nationality = nationality_of(arena, answers),
        .languages = languages_of(arena, answers),
        .feels_safe = feels_safe_of(arena, answers),
        .nation = nation_of(valid_answer(answers, "fr-location")),
    };
    add_names(arena, answers, &facts);
    struct str phone = valid_answer(answers, "pv-phone-number-yes");
    struct str ways = valid_answer(answers, "safe-ways");
    if (phone.size > 0) {
        struct person_phone *phones = ARENA_NEW(arena, struct person_phone);
        phones->number = phone;
        while (ways.size > 0) {
            struct str way = str_cut(&ways, ',');
            phones->may_call |= str_equal_c(way, "call");
            phones->may_text |= str_equal_c(way, "text");
            phones->may_leave_voicemail |= str_equal_c(way, "voicemail");
        }
        facts.phones = phones;
        facts.phone_count = 1;
    }
    if (str_equal_c(valid_answer(answers, "pv-under-age"), "yes"))
        facts.kind = STR("child");
    if (str_equal_c(valid_answer(answers, "pv-under-age"), "not-sure"))
        facts.birth_state = STR("disputed");
    return facts;
}

/* Takes what this referral says now, where the record is empty or says what it said before. What
 * cannot be read there stays until the referral says something else than it did. */
static bool take(struct str *fact, struct str was, struct str is)
{
    if (str_is_unreadable(*fact) && str_equal(was, is))
        return false;
    if (is.size == 0 || str_equal(*fact, is) || (fact->size > 0 && !str_equal(*fact, was)))
        return false;
    *fact = is;
    return true;
}

static bool take_names(struct arena *arena, struct person_facts *facts,
                       const struct person_facts *was, const struct person_facts *is)
{
    bool is_changed = false;
    struct person_name *names =
        ARENA_MANY(arena, struct person_name, facts->name_count + is->name_count);
    size_t count = 0;
    for (size_t i = 0; i < facts->name_count; i++)
        names[count++] = facts->names[i];
    for (size_t i = 0; i < is->name_count; i++) {
        struct person_name *same = NULL;
        bool is_there = false;
        for (size_t k = 0; k < count; k++) {
            is_there |= str_equal(names[k].text, is->names[i].text);
            for (size_t w = 0; w < was->name_count; w++) {
                bool is_kind = str_equal(was->names[w].kind, is->names[i].kind);
                if (is_kind && str_equal(names[k].text, was->names[w].text))
                    same = &names[k];
                /* it may be this one */
                is_there |= is_kind && str_equal(was->names[w].text, is->names[i].text) &&
                            str_is_unreadable(names[k].text) &&
                            str_equal(names[k].kind, is->names[i].kind);
            }
        }
        if (is_there)
            continue;
        if (same == NULL)
            same = &names[count++];
        *same = is->names[i];
        is_changed = true;
    }
    facts->names = names;
    facts->name_count = count;
    return is_changed;
}

static bool is_same_phone(const struct person_phone *one, const struct person_phone *other)
{
    return str_equal(one->number, other->number) && one->may_call == other->may_call &&
           one->may_text == other->may_text &&
           one->may_leave_voicemail == other->may_leave_voicemail;
}

/* A call knows no words beside a number: those of the record stay with it. */
static bool take_phone(struct arena *arena, struct person_facts *facts,
                       const struct person_facts *was, const struct person_facts *is)
{
    const struct person_phone *before = was->phone_count > 0 ? &was->phones[0] : NULL;
    const struct person_phone *stands = facts->phone_count > 0 ? &facts->phones[0] : NULL;
    bool was_ours = before != NULL && facts->phone_count == 1 &&
                    str_equal(stands->number, before->number);
    if (is->phone_count == 0 || (stands != NULL && !was_ours) ||
        (was_ours && is_same_phone(before, &is->phones[0])))
        return false;
    struct person_phone *phone = ARENA_NEW(arena, struct person_phone);
    *phone = is->phones[0];
    if (was_ours && str_equal(phone->number, stands->number)) {
        phone->note = stands->note;
        phone->phone = stands->phone;
    }
    facts->phones = phone;
    facts->phone_count = 1;
    return true;
}

static bool take_all(struct arena *arena, struct person_facts *facts,
                     const struct person_facts *was, const struct person_facts *is)
{
    bool is_changed = take(&facts->called, was->called, is->called);
    is_changed |= take(&facts->gender, was->gender, is->gender);
    is_changed |= take(&facts->nationality, was->nationality, is->nationality);
    is_changed |= take(&facts->languages, was->languages, is->languages);
    is_changed |= take(&facts->feels_safe, was->feels_safe, is->feels_safe);
    is_changed |= take_names(arena, facts, was, is);
    is_changed |= take_phone(arena, facts, was, is);
    if (take(&facts->born, was->born, is->born)) {
        facts->birth_state = STR("known");
        is_changed = true;
    }
    /* the column has no "not recorded": what stood there first is what nobody chose */
    struct str first_nation = was->nation.size > 0 ? was->nation : STR("E");
    is_changed |= take(&facts->nation, first_nation, is->nation);
    if (is->kind.size > 0 && !str_equal(facts->kind, is->kind)) {
        facts->kind = is->kind;
        is_changed = true;
    }
    if (is->birth_state.size > 0 && !str_equal_c(facts->birth_state, "known") &&
        !str_equal(facts->birth_state, is->birth_state)) {
        facts->birth_state = is->birth_state;
        is_changed = true;
    }
    return is_changed;
}

/* Once there is a decision its clocks run under the law of the nation she lived in: a move has a
 * day of its own then (clock_move.h), and the answer stays in the call. */
static enum err keep_nation_once_decided(struct job *job, struct person *person, struct str nation)
{
    struct decisions decisions;
    enum err err = decision_list(job, person->person, &decisions);
    if (err == OK && decisions.count > 0)
        person->facts.nation = nation;
    return err;
}

struct learnt {
    struct person_id person;
    const struct person_change *change;
    bool is_nation_new;
};

enum err person_learn(struct job *job, struct person_id person_id,
                      const struct referral_answers *before, const struct referral_answers *after,
                      const struct learnt **out_learnt)
{
    struct person_facts was = facts_of_answers(job->arena, before);
    struct person_facts is = facts_of_answers(job->arena, after);
    struct person *person = ARENA_NEW(job->arena, struct person);
    struct learnt *learnt = ARENA_NEW(job->arena, struct learnt);
    enum err err = person_get_readable(job, person_id, person);
    if (err != OK)
        return err;
    struct str nation = person->facts.nation;
    *out_learnt = NULL;
    if (!take_all(job->arena, &person->facts, &was, &is))
        return OK;
    if (!str_equal(nation, person->facts.nation))
        err = keep_nation_once_decided(job, person, nation);
    learnt->person = person_id;
    learnt->is_nation_new = !str_equal(nation, person->facts.nation);
    if (err == OK)
        err = person_change_prepare(job, person_id, person->version, &person->facts,
                                    &learnt->change);
    if (err == OK)
        *out_learnt = learnt;
    return err;
}

/* Where somebody changes her record at this very moment, that change stands, and the answer stays
 * in the referral. */
enum err person_learn_store(struct job *job, const struct learnt *learnt)
{
    enum err err = person_change_store(job, learnt->change);
    if (err == ERR_CONFLICT)
        return OK;
    return err == OK && learnt->is_nation_new ? clock_refresh(job, learnt->person) : err;
}
