#include "rooms/release/release_gate.h"

#include "release_sql.h"
#include "rooms/house/house_pattern.h"
#include "rooms/household/household.h"
#include "rooms/person/person.h"
#include "rooms/referral/referral.h"

struct gathering {
    struct job *job;
    struct house_patterns houses;
    struct protected_value *values;
    size_t count, room;
    struct str spared[32];
    size_t spared_count;
};

static void protect(struct gathering *gathering, enum protected_kind kind, struct str text)
{
    must(gathering->count < gathering->room);
    if (text.size > 0)
        gathering->values[gathering->count++] = (struct protected_value){kind, text};
}

static void spare(struct gathering *gathering, struct str name)
{
    if (gathering->spared_count < COUNT_OF(gathering->spared) && name.size > 0)
        gathering->spared[gathering->spared_count++] = name;
}

/* ---- what is protected ----------------------------------------------------------------------- */

static enum err add_houses(struct gathering *gathering, bool with_aliases, size_t more)
{
    enum err err = house_patterns(gathering->job, &gathering->houses);
    if (err != OK)
        return err;
    gathering->room = gathering->houses.count + more;
    gathering->values =
        ARENA_MANY(gathering->job->arena, struct protected_value, gathering->room);
    for (size_t i = 0; with_aliases && i < gathering->houses.count; i++)
        protect(gathering, PROTECTED_house_name, gathering->houses.aliases[i]);
    return OK;
}

enum { NAMES_MOST = 32, PHONES_MOST = 16, MEMBERS_MOST = 40, ANSWERS_MOST = 320 };

static void add_person(struct gathering *gathering, const struct person *person)
{
    protect(gathering, PROTECTED_name, person->facts.called);
    for (size_t i = 0; i < person->facts.name_count && i < NAMES_MOST; i++)
        protect(gathering, PROTECTED_name, person->facts.names[i].text);
    for (size_t i = 0; i < person->facts.phone_count && i < PHONES_MOST; i++)
        protect(gathering, PROTECTED_phone, person->facts.phones[i].number);
}

/* A phone on which nobody may call or write to her is somebody else's to pick up. */
static void add_herself(struct gathering *gathering, const struct person *person,
                        const struct release_about *about)
{
    spare(gathering, person->facts.called);
    for (size_t i = 0; i < person->facts.name_count; i++)
        spare(gathering, person->facts.names[i].text);
    for (size_t i = 0; i < person->facts.phone_count && i < PHONES_MOST; i++) {
        const struct person_phone *phone = &person->facts.phones[i];
        bool is_unsafe = !phone->may_call && !phone->may_text;
        if (!about->is_hers && (is_unsafe || !about->has_phones))
            protect(gathering, PROTECTED_phone, phone->number);
    }
}

static enum err add_household(struct gathering *gathering, const struct release_about *about)
{
    struct job *job = gathering->job;
    struct household_id household;
    struct household_members members;
    enum err err = household_now(job, about->person, &household, &members);
    if (err != OK)
        return err;
    size_t count = members.count < MEMBERS_MOST ? members.count : MEMBERS_MOST, others = 1;
    struct person_id *people = ARENA_MANY(job->arena, struct person_id, count + 1);
    struct person *opened = ARENA_MANY(job->arena, struct person, count + 1);
    people[0] = about->person;
    for (size_t i = 0; i < count; i++)
        if (members.at[i].person.value != about->person.value)
            people[others++] = members.at[i].person;
    err = person_get_many(job, PERSON_WHOLE, people, others, opened);
    if (err != OK)
        return err;
    add_herself(gathering, &opened[0], about);
    for (size_t i = 1; i < others; i++)
        add_person(gathering, &opened[i]);
    return OK;
}

#define COUNCIL "local-authority-contacted-about-child-local-authority-"

/* What the referral says of where letters would reach her, and of others: who referred her, who
 * speaks for her, whose phone it is. */
static void add_answers(struct gathering *gathering, const struct referral_answers *answers,
                        const struct release_about *about)
{
    static const char *const whose[] = {"pv-contact-details", "someone-else"};
    struct job *job = gathering->job;
    const struct person_id nobody = {0};
    for (size_t i = about->is_hers ? 1 : 0; i < COUNT_OF(whose); i++) {
        const char *of = whose[i];
        struct str street = referral_answer_of(
            answers, nobody, str_c(job->arena, str_format(job->arena, "%s-street", of)));
        struct str town = referral_answer_of(
            answers, nobody, str_c(job->arena, str_format(job->arena, "%s-town", of)));
        struct str postcode = referral_answer_of(
            answers, nobody, str_c(job->arena, str_format(job->arena, "%s-postcode", of)));
        if (street.size > 0 || postcode.size > 0)
            protect(gathering, PROTECTED_address,
                    str_format(job->arena, "%.*s, %.*s, %.*s", STR_ARGS(street), STR_ARGS(town),
                               STR_ARGS(postcode)));
    }
    static const char *const others[][2] = {
        {"someone-else-first-name", "someone-else-last-name"},
        {"fr-details-first-name", "fr-details-last-name"},
        {COUNCIL "first-name", COUNCIL "last-name"}};
    static const char *const phones[] = {"fr-details-phone", "fr-alternative-contact",
                                         COUNCIL "phone", "pv-phone-number-alternative"};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        protect(gathering, PROTECTED_name,
                str_trim(str_format(
                    job->arena, "%.*s %.*s",
                    STR_ARGS(referral_answer_of(answers, nobody, others[i][0])),
                    STR_ARGS(referral_answer_of(answers, nobody, others[i][1])))));
    for (size_t i = 0; i < COUNT_OF(phones); i++)
        protect(gathering, PROTECTED_phone, referral_answer_of(answers, nobody, phones[i]));
}

static enum err add_referrals(struct gathering *gathering, const struct release_about *about)
{
    struct release_referrals_rows rows;
    enum err err =
        sql_release_referrals(gathering->job->db, gathering->job->arena, about->person, &rows);
    for (size_t i = 0; err == OK && i < rows.count && i < ANSWERS_MOST / 10; i++) {
        struct referral_answers answers;
        err = referral_answers(gathering->job, rows.at[i].referral, &answers);
        if (err == OK)
            add_answers(gathering, &answers, about);
    }
    return err;
}

/* ---- the gate -------------------------------------------------------------------------------- */

static void finish(struct gathering *gathering, struct release_gate *out_gate)
{
    *out_gate = (struct release_gate){
        disclosure_make(gathering->job->arena, gathering->values, gathering->count,
                        (struct str_list){gathering->spared, gathering->spared_count}),
        gathering->houses.items, gathering->houses.count};
}

enum err release_gate_make(struct job *job, struct release_gate *out_gate)
{
    struct gathering gathering = {.job = job};
    enum err err = add_houses(&gathering, false, 0);
    if (err == OK)
        finish(&gathering, out_gate);
    return err;
}

enum err release_gate_make_about(struct job *job, const struct release_about *about,
                                 struct release_gate *out_gate)
{
    struct gathering gathering = {.job = job};
    enum err err = add_houses(&gathering, true, (MEMBERS_MOST + 1) *
                                  (size_t)(1 + NAMES_MOST + PHONES_MOST) + ANSWERS_MOST);
    if (err == OK)
        err = add_household(&gathering, about);
    if (err == OK)
        err = add_referrals(&gathering, about);
    if (err == OK)
        finish(&gathering, out_gate);
    return err;
}

static enum err find(struct job *job, struct arena *arena, const struct release_gate *gate,
                     const struct str *texts, size_t count, struct disclosure_hits *hits)
{
    struct disclosure_reading reading = disclosure_read(arena, texts, count);
    struct vault_hits houses;
    enum err err = vault_search(job->vault, arena, gate->houses, gate->house_count,
                                reading.letters, reading.marks, &houses);
    if (err != OK)
        return err == ERR_INVALID ? ERR_INTERNAL : err; /* damaged: it guards nothing */
    for (size_t i = 0; i < houses.count; i++)
        disclosure_hit_add(arena, &reading, &houses.at[i], hits);
    disclosure_find(arena, gate->disclosure, &reading, hits);
    return OK;
}

enum err release_gate_check(struct job *job, const struct release_gate *gate,
                            const struct str *texts, size_t count, uint32_t *out_kinds)
{
    struct disclosure_hits hits = {0};
    enum err err = find(job, job->arena, gate, texts, count, &hits);
    for (size_t i = 0; err == OK && i < count; i++)
        out_kinds[i] = 0;
    for (size_t i = 0; err == OK && i < hits.count; i++)
        out_kinds[hits.at[i].text] |= UINT32_C(1) << hits.at[i].kind;
    return err;
}

/* A piece, and what of it stands at the beginning of the next one too: the longest pattern, however
 * its letters are written. */
enum { PIECE_BYTES = 64 << 10, OVERLAP_BYTES = 4 << 10 };

static enum err check_pieces(struct job *job, struct arena *arena, const struct release_gate *gate,
                             struct str text, uint32_t *out_kinds)
{
    bool is_last = text.size == 0;
    for (size_t from = 0; !is_last; from += PIECE_BYTES - OVERLAP_BYTES) {
        struct disclosure_hits hits = {0};
        struct str piece = str_slice(text, from, PIECE_BYTES);
        enum err err = find(job, arena, gate, &piece, 1, &hits);
        if (err != OK)
            return err;
        for (size_t i = 0; i < hits.count; i++)
            *out_kinds |= UINT32_C(1) << hits.at[i].kind;
        is_last = text.size - from <= PIECE_BYTES;
        arena_reset(arena);
    }
    return OK;
}

enum err release_gate_check_long(struct job *job, const struct release_gate *gate, struct str text,
                                 uint32_t *out_kinds)
{
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    jmp_buf overflow;
    enum err err = ERR_TOO_LARGE; /* more is found in it than anybody would write */
    arena.overflow = &overflow;
    *out_kinds = 0;
    if (setjmp(overflow) == 0)
        err = check_pieces(job, &arena, gate, text, out_kinds);
    arena_free(&arena);
    return err;
}

enum err release_gate_redact(struct job *job, const struct release_gate *gate, struct str *texts,
                             size_t count, const struct str masks[PROTECTED_KINDS])
{
    struct disclosure_hits hits = {0};
    enum err err = find(job, job->arena, gate, texts, count, &hits);
    for (size_t i = 0; err == OK && i < count; i++)
        texts[i] = disclosure_redact(job->arena, &hits, i, texts[i], masks);
    return err;
}
