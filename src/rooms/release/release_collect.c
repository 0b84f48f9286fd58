/* What a template's fields say of a person: one function a field. */
#include "law/list.h"
#include "release_sql.h"
#include "rooms/clock/clock.h"
#include "rooms/contact/contact.h"
#include "rooms/decision/decision.h"
#include "rooms/entitlement/entitlement.h"
#include "rooms/household/household.h"
#include "rooms/move_on/council.h"
#include "rooms/person/person.h"
#include "rooms/referral/referral.h"
#include "rooms/release/release.h"
#include "rooms/release/release_gate.h"
#include "rooms/release/release_look.h"

enum { LINES_MOST = 2000, CONTACTS_MOST = 1000 };

struct collecting {
    struct job *job;
    const struct release *release;
    struct person person;
    struct release_line *lines;
    size_t count;
    enum release_field field; /* of the lines that are being added */
    struct release_line beyond;
};

/* More than fits is a mistake that must be seen: release_collect tells it. */
static void add(struct collecting *collecting, const char *key, struct str code, struct str text)
{
    struct arena *arena = collecting->job->arena;
    if (collecting->count < LINES_MOST)
        collecting->lines[collecting->count] = (struct release_line){
            .field = collecting->field,
            .key = key == NULL ? STR_NONE : str_format(arena, "%s%.*s", key, STR_ARGS(code)),
            .on = DATE_NONE,
            .text = text};
    collecting->count++;
}

/* The line that was added last; one that is thrown away where there are too many. */
static struct release_line *last(struct collecting *collecting)
{
    must(collecting->count > 0);
    return collecting->count <= LINES_MOST ? &collecting->lines[collecting->count - 1]
                                           : &collecting->beyond;
}

/* A day, and what it was or will be. */
static void add_on(struct collecting *collecting, struct date on, struct str text)
{
    add(collecting, NULL, STR_NONE, text);
    last(collecting)->on = on;
}

static void add_text(struct collecting *collecting, struct str text)
{
    if (text.size > 0)
        add(collecting, NULL, STR_NONE, text);
}

/* "ti:speaks+reads,am:speaks" as the languages alone; "ER,stateless". */
static void add_codes(struct collecting *collecting, const char *list, struct str codes)
{
    struct str_list all = str_split(collecting->job->arena, codes, ',');
    for (size_t i = 0; i < all.count; i++) {
        struct str rest = all.at[i];
        add(collecting, NULL, STR_NONE, str_cut(&rest, ':'));
        last(collecting)->list = list;
    }
}

static void add_birth(struct collecting *collecting)
{
    if (collecting->person.facts.born.size == 0)
        return;
    add(collecting, NULL, STR_NONE, collecting->person.facts.born);
    last(collecting)->is_birth = true;
}

static void add_names(struct collecting *collecting)
{
    const struct person_facts *facts = &collecting->person.facts;
    for (size_t i = 0; i < facts->name_count; i++)
        add_text(collecting, facts->names[i].text);
    if (facts->name_count == 0)
        add_text(collecting, facts->called);
}

static void add_phones(struct collecting *collecting)
{
    const struct person_facts *facts = &collecting->person.facts;
    bool is_hers = str_equal_c(collecting->release->is.template, "own_copy");
    for (size_t i = 0; i < facts->phone_count; i++)
        if (is_hers || facts->phones[i].may_call || facts->phones[i].may_text)
            add_text(collecting, facts->phones[i].number);
}

/* How many, and nobody's name. */
static enum err add_household(struct collecting *collecting)
{
    struct household_id household;
    struct household_members members;
    enum err err = household_now(collecting->job, collecting->person.person, &household, &members);
    if (err == OK && members.count > 0)
        add_text(collecting, str_format(collecting->job->arena, "%zu", members.count));
    return err;
}

static enum err add_decisions(struct collecting *collecting)
{
    struct decisions decisions;
    enum err err = decision_list(collecting->job, collecting->person.person, &decisions);
    for (size_t i = 0; err == OK && i < decisions.count; i++) {
        const struct decision *decision = &decisions.at[i];
        add(collecting, "decision_kind_", decision->kind, STR_NONE);
        last(collecting)->on = decision_day(decision);
        last(collecting)->more = str_format(collecting->job->arena, "decision_outcome_%.*s",
                                            STR_ARGS(decision->outcome));
    }
    return err;
}

static enum err add_clocks(struct collecting *collecting)
{
    struct job *job = collecting->job;
    struct clocks clocks;
    enum err err = clock_running(job, collecting->person.person, &clocks);
    for (size_t i = 0; err == OK && i < clocks.count; i++) {
        const struct clock *clock = &clocks.at[i];
        if (!date_is_some(clock->due_on))
            continue;
        add_on(collecting, clock->due_on, clock->title ? STR_NONE : clock_effect(clock->rule));
        last(collecting)->title = clock->title;
    }
    return err;
}

static enum err add_councils(struct collecting *collecting)
{
    struct job *job = collecting->job;
    struct opening opening = opening_make(job);
    struct council_referrals councils;
    enum err err = council_ask(&opening, collecting->person.person, &councils);
    if (err == OK)
        err = opening_open(&opening);
    for (size_t i = 0; err == OK && i < councils.count; i++)
        add_on(collecting, councils.at[i].sent_on, councils.at[i].council);
    return err;
}

static enum err add_payments(struct collecting *collecting)
{
    struct job *job = collecting->job;
    struct payments payments;
    enum err err = payment_list(job, collecting->person.person, &payments);
    for (size_t i = 0; err == OK && i < payments.count; i++)
        if (!payments.at[i].is_cancelled)
            add_on(collecting, payments.at[i].paid_on,
                   str_format(job->arena, "\xc2\xa3%lld.%02lld",
                              (long long)(payments.at[i].pence / 100),
                              (long long)(payments.at[i].pence % 100)));
    return err;
}

static enum err add_contacts(struct collecting *collecting)
{
    struct job *job = collecting->job;
    struct opening opening = opening_make(job);
    struct contacts contacts;
    enum err err = contact_ask(&opening, collecting->person.person, CONTACTS_MOST, &contacts);
    if (err == OK)
        err = opening_open(&opening);
    for (size_t i = 0; err == OK && i < contacts.count; i++) {
        add(collecting, "contact_kind_", contacts.at[i].kind, contacts.at[i].text);
        last(collecting)->on = date_in_london(contacts.at[i].at);
    }
    return err;
}

/* Which there are, and whether each leaves; the files are handed over beside the copy. */
static enum err add_documents(struct collecting *collecting)
{
    struct arena *arena = collecting->job->arena;
    struct release_documents documents;
    enum err err = release_documents(collecting->job, collecting->release, &documents);
    for (size_t i = 0; err == OK && i < documents.count; i++) {
        const struct release_document *document = &documents.at[i];
        struct str look = document->look.size > 0 ? document->look : STR("waiting");
        add(collecting, "document_kind_", document->kind,
            str_format(arena, "document-%lld", (long long)document->number));
        last(collecting)->on = date_in_london(document->added_at);
        last(collecting)->more = str_format(arena, "release_look_line_%.*s", STR_ARGS(look));
    }
    return err;
}

/* The key of a question's sentence: as law-data/referral.json has it. */
static struct str key_of(struct arena *arena, struct str question)
{
    char *key = str_c(arena, question);
    for (size_t i = 0; i < question.size; i++)
        key[i] = key[i] == '-' || key[i] == '.' ? '_' : key[i];
    return (struct str){key, question.size};
}

static void add_answer(struct collecting *collecting, const struct referral_answer *answer)
{
    add(collecting, "ask_", key_of(collecting->job->arena, answer->question), answer->value);
    last(collecting)->question = question_find(referral_questions(), answer->question);
}

/* What was asked of her on the call; the answers about a child are in the child's own copy. */
static enum err add_answers(struct collecting *collecting)
{
    struct job *job = collecting->job;
    struct release_referrals_rows rows;
    enum err err = sql_release_referrals(job->db, job->arena, collecting->person.person, &rows);
    for (size_t i = 0; err == OK && i < rows.count; i++) {
        struct referral_answers answers;
        err = referral_answers(job, rows.at[i].referral, &answers);
        for (size_t k = 0; err == OK && k < answers.count; k++)
            if (answers.at[k].person.value == 0)
                add_answer(collecting, &answers.at[k]);
    }
    return err;
}

static enum err add_field(struct collecting *collecting)
{
    const struct person_facts *facts = &collecting->person.facts;
    switch (collecting->field) {
    case RELEASE_reference: add_text(collecting, collecting->person.ref); return OK;
    case RELEASE_names: add_names(collecting); return OK;
    case RELEASE_called: add_text(collecting, facts->called); return OK;
    case RELEASE_born: add_birth(collecting); return OK;
    case RELEASE_gender:
        if (facts->gender.size > 0)
            add(collecting, "gender_", facts->gender, STR_NONE);
        return OK;
    case RELEASE_nationality: add_codes(collecting, "country", facts->nationality); return OK;
    case RELEASE_languages: add_codes(collecting, "language", facts->languages); return OK;
    case RELEASE_household: return add_household(collecting);
    case RELEASE_phones: add_phones(collecting); return OK;
    case RELEASE_helps: add_text(collecting, facts->helps); return OK;
    case RELEASE_decisions: return add_decisions(collecting);
    case RELEASE_clocks: return add_clocks(collecting);
    case RELEASE_councils: return add_councils(collecting);
    case RELEASE_payments: return add_payments(collecting);
    case RELEASE_answers: return add_answers(collecting);
    case RELEASE_contacts: return add_contacts(collecting);
    case RELEASE_documents: return add_documents(collecting);
    case RELEASE_statement:
        add_text(collecting, collecting->release->is.statement);
        return OK;
    case RELEASE_FIELDS: break;
    }
    return ERR_INTERNAL;
}

/* A person's own copy is everything of hers and nothing of anybody else's. */
static enum err redact(struct collecting *collecting)
{
    static const struct str masks[PROTECTED_KINDS] = {
        [PROTECTED_address] = {"[place]", 7}, [PROTECTED_postcode] = {"[place]", 7},
        [PROTECTED_house_name] = {"[house]", 7}, [PROTECTED_phone] = {"[phone]", 7},
        [PROTECTED_name] = {"[name]", 6}};
    struct release_gate gate;
    enum err err = release_gate_make_about(collecting->job, &(struct release_about){
        .person = collecting->person.person, .has_phones = true, .is_hers = true}, &gate);
    struct str *texts = ARENA_MANY(collecting->job->arena, struct str, collecting->count);
    for (size_t i = 0; i < collecting->count; i++)
        texts[i] = collecting->lines[i].text;
    if (err == OK)
        err = release_gate_redact(collecting->job, &gate, texts, collecting->count, masks);
    for (size_t i = 0; err == OK && i < collecting->count; i++)
        collecting->lines[i].text = texts[i];
    return err;
}

enum err release_collect(struct job *job, const struct release *release,
                         struct release_lines *out_lines)
{
    const struct release_template *template = release_template_named(release->is.template);
    struct collecting collecting = {
        .job = job, .release = release,
        .lines = ARENA_MANY(job->arena, struct release_line, LINES_MOST)};
    enum err err = person_get(job, release->is.person, &collecting.person);
    for (int i = 0; i < RELEASE_FIELDS && err == OK; i++) {
        collecting.field = (enum release_field)i;
        if (release_has_field(template, collecting.field))
            err = add_field(&collecting);
    }
    if (err == OK && collecting.count > LINES_MOST)
        err = ERR_TOO_LARGE;
    if (err == OK && template->recipient == RECIPIENT_herself)
        err = redact(&collecting);
    if (err == OK)
        *out_lines = (struct release_lines){collecting.lines, collecting.count};
    return err;
}
