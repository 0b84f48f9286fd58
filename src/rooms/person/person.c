#include "rooms/person/person.h"

#include "person_sql.h"
#include "rooms/person/person_sealed.h"

enum { REF_TRIES = 20 };

struct person_prepared {
    struct person_id person;
    struct str refs[REF_TRIES]; /* taken in turn while one is used already */
    struct person_facts facts;
    struct str wrapped_key;
    struct person_sealed sealed;
};

/* Modern Slavery Act 2015 s51: where there is reason to believe that a person may be under 18, she
 * is taken to be a child until her age is assessed. */
static bool is_presumed_child(const struct person_facts *facts, struct date today)
{
    if (!str_equal_c(facts->kind, "adult"))
        return false;
    int least, most;
    person_age(facts->born, today, &least, &most);
    bool may_be_child = least >= 0 && least < 18 && most >= 18;
    return may_be_child || str_equal_c(facts->birth_state, "disputed");
}

enum err person_prepare(struct job *job, const struct person_facts *facts,
                        struct person_prepared **out_prepared)
{
    must(!db_is_writing(job->db));
    struct person_prepared *prepared = ARENA_NEW(job->arena, struct person_prepared);
    prepared->person = (struct person_id){job_new_id(job)};
    prepared->facts = *facts;
    for (size_t i = 0; i < REF_TRIES; i++)
        prepared->refs[i] = job_new_ref(job);
    enum err err = vault_key_make(job->vault, job->arena, VAULT_PERSON, prepared->person.value,
                                  &prepared->wrapped_key);
    if (err == OK)
        err = person_seal(job, prepared->person, prepared->wrapped_key, facts, &prepared->sealed);
    if (err == OK)
        *out_prepared = prepared;
    return err;
}

struct person_id person_prepared_id(const struct person_prepared *prepared)
{
    return prepared->person;
}

static enum err insert_row(struct job *job, const struct person_prepared *prepared, struct str ref)
{
    const struct person_facts *facts = &prepared->facts;
    const struct str *columns = prepared->sealed.columns;
    return sql_person_insert(job->db, &(struct person_insert_in){
        .person = prepared->person,
        .ref = ref,
        .wrapped_key = prepared->wrapped_key,
        .kind = facts->kind,
        .birth_state = facts->birth_state,
        .is_presumed_child = is_presumed_child(facts, date_in_london(job->now)),
        .nation = facts->nation,
        .called_sealed = columns[SEALED_CALLED],
        .born_sealed = columns[SEALED_BORN],
        .gender_sealed = columns[SEALED_GENDER],
        .nationality_sealed = columns[SEALED_NATIONALITY],
        .languages_sealed = columns[SEALED_LANGUAGES],
        .feels_safe_sealed = columns[SEALED_FEELS_SAFE],
        .helps_sealed = columns[SEALED_HELPS],
        .now = job->now,
    });
}

static enum err insert_names(struct job *job, struct person_id person,
                             const struct person_facts *facts, const struct person_sealed *sealed)
{
    enum err err = OK;
    for (size_t i = 0; i < facts->name_count && err == OK; i++)
        err = sql_person_name_insert(job->db, &(struct person_name_insert_in){
            .name = sealed->name_ids[i],
            .person = person,
            .kind = facts->names[i].kind,
            .name_sealed = sealed->names[i],
        });
    for (size_t i = 0; i < facts->phone_count && err == OK; i++)
        err = sql_person_phone_insert(job->db, &(struct person_phone_insert_in){
            .phone = sealed->phone_ids[i],
            .person = person,
            .number_sealed = sealed->numbers[i],
            .may_call = facts->phones[i].may_call,
            .may_text = facts->phones[i].may_text,
            .may_leave_voicemail = facts->phones[i].may_leave_voicemail,
            .note_sealed = sealed->notes[i],
        });
    return err;
}

static enum err mark_change(struct job *job, struct person_id person)
{
    enum err err = sql_name_mark_next(job->db);
    return err == OK ? sql_name_change_insert(job->db, person) : err;
}

enum err person_store(struct job *job, const struct person_prepared *prepared, struct str *out_ref)
{
    must(db_is_writing(job->db));
    enum err err = ERR_CONFLICT;
    size_t drawn = 0;
    while (err == ERR_CONFLICT && drawn < REF_TRIES)
        err = insert_row(job, prepared, prepared->refs[drawn++]);
    if (err == OK)
        err = insert_names(job, prepared->person, &prepared->facts, &prepared->sealed);
    if (err == OK)
        err = mark_change(job, prepared->person);
    if (err != OK)
        return err;
    job_audit(job, VERB_created, RECORD_person, prepared->person.value);
    *out_ref = prepared->refs[drawn - 1];
    return OK;
}

struct addition {
    const struct person_prepared *prepared;
    struct str ref;
};

static enum err add_work(struct job *job, void *with)
{
    struct addition *addition = with;
    return person_store(job, addition->prepared, &addition->ref);
}

enum err person_add(struct job *job, const struct person_facts *facts, struct person_id *out_person)
{
    struct person_prepared *prepared;
    enum err err = person_prepare(job, facts, &prepared);
    if (err == OK)
        err = job_write(job, add_work, &(struct addition){.prepared = prepared});
    if (err == OK)
        *out_person = prepared->person;
    return err;
}

/* ---- changing -------------------------------------------------------------------------------- */

struct person_change {
    struct person_id person;
    int64_t version;
    const struct person_facts *facts;
    struct person_sealed sealed;
    bool is_presumed_child;
};

static enum err update_row(struct job *job, const struct person_change *change)
{
    const struct person_facts *facts = change->facts;
    const struct str *columns = change->sealed.columns;
    int64_t changed;
    enum err err = sql_person_update(job->db, &(struct person_update_in){
        .person = change->person,
        .version = change->version,
        .kind = facts->kind,
        .birth_state = facts->birth_state,
        .is_presumed_child = change->is_presumed_child,
        .nation = facts->nation,
        .called_sealed = columns[SEALED_CALLED],
        .born_sealed = columns[SEALED_BORN],
        .gender_sealed = columns[SEALED_GENDER],
        .nationality_sealed = columns[SEALED_NATIONALITY],
        .languages_sealed = columns[SEALED_LANGUAGES],
        .feels_safe_sealed = columns[SEALED_FEELS_SAFE],
        .helps_sealed = columns[SEALED_HELPS],
        .now = job->now,
    }, &changed);
    if (err != OK)
        return err;
    return changed == 1 ? OK : ERR_CONFLICT;
}

enum err person_change_store(struct job *job, const struct person_change *change)
{
    enum err err = update_row(job, change);
    if (err == OK)
        err = sql_person_names_clear(job->db, change->person);
    if (err == OK)
        err = sql_person_phones_clear(job->db, change->person);
    if (err == OK)
        err = insert_names(job, change->person, change->facts, &change->sealed);
    if (err == OK)
        err = mark_change(job, change->person);
    if (err != OK)
        return err;
    job_audit(job, VERB_changed, RECORD_person, change->person.value);
    return event_happened(job, EVENT_person_changed, change->person.value);
}

static enum err key_of(struct job *job, struct person_id person, struct str *out_wrapped_key)
{
    struct person_key_row row;
    enum err err = sql_person_key(job->db, job->arena, person, &row);
    if (err == OK)
        *out_wrapped_key = row.wrapped_key;
    return err;
}

enum err person_change_prepare(struct job *job, struct person_id person, int64_t version,
                               const struct person_facts *facts,
                               const struct person_change **out_change)
{
    struct person_change *change = ARENA_NEW(job->arena, struct person_change);
    *change = (struct person_change){
        .person = person,
        .version = version,
        .facts = facts,
        .is_presumed_child = is_presumed_child(facts, date_in_london(job->now)),
    };
    struct str wrapped_key;
    enum err err = key_of(job, person, &wrapped_key);
    if (err == OK)
        err = person_seal(job, person, wrapped_key, facts, &change->sealed);
    if (err == OK)
        err = person_leave_unreadable(job, person, facts, &change->sealed,
                                      &change->is_presumed_child);
    if (err == OK)
        *out_change = change;
    return err;
}

static enum err change_work(struct job *job, void *with)
{
    return person_change_store(job, with);
}

enum err person_change(struct job *job, struct person_id person, int64_t version,
                       const struct person_facts *facts)
{
    const struct person_change *change;
    enum err err = person_change_prepare(job, person, version, facts, &change);
    return err == OK ? job_write(job, change_work, (void *)(uintptr_t)change) : err;
}

/* ---- reading --------------------------------------------------------------------------------- */

enum err person_get(struct job *job, struct person_id person, struct person *out_person)
{
    return person_get_many(job, PERSON_WHOLE, &person, 1, out_person);
}

enum err person_get_readable(struct job *job, struct person_id person, struct person *out_person)
{
    return person_get_many_readable(job, PERSON_WHOLE, &person, 1, out_person);
}

enum err person_seal_text(struct job *job, struct person_id person, struct vault_place place,
                          struct str text, struct str *out_sealed)
{
    struct vault_item item = {
        .kind = VAULT_PERSON, .owner = person.value, .place = place, .in = text};
    must(!str_is_unreadable(text));
    enum err err = key_of(job, person, &item.wrapped_key);
    if (err == OK)
        err = vault_seal(job->vault, job->arena, &item, 1);
    if (err == OK)
        err = item.result;
    if (err == OK)
        *out_sealed = item.out;
    return err;
}

enum err person_seal_texts(struct job *job, struct person_id person, struct sealed_text *texts,
                           size_t count)
{
    struct vault_item *items = ARENA_MANY(job->arena, struct vault_item, count);
    struct str wrapped_key;
    enum err err = key_of(job, person, &wrapped_key);
    if (err != OK)
        return err;
    for (size_t i = 0; i < count; i++)
        items[i] = (struct vault_item){.kind = VAULT_PERSON, .owner = person.value,
                                       .wrapped_key = wrapped_key, .place = texts[i].place,
                                       .in = texts[i].plain};
    err = vault_seal(job->vault, job->arena, items, count);
    for (size_t i = 0; i < count && err == OK; i++) {
        err = items[i].result;
        texts[i].sealed = items[i].out;
    }
    return err;
}

enum err person_ask_text(struct opening *opening, struct person_id person,
                         struct vault_place place, struct str sealed, struct str *out_text)
{
    struct vault_item item = {
        .kind = VAULT_PERSON,
        .owner = person.value,
        .wrapped_key = opening_key(opening, VAULT_PERSON, person.value),
        .place = place,
        .in = sealed,
    };
    enum err err = OK;
    if (str_is_empty(item.wrapped_key))
        err = key_of(opening->job, person, &item.wrapped_key);
    if (err == OK)
        opening_add(opening, &item, out_text);
    return err;
}

enum err person_find_ref(struct db *db, struct arena *arena, struct str ref,
                         struct person_id *out_person)
{
    struct person_of_ref_row row;
    enum err err = sql_person_of_ref(db, arena, ref, &row);
    if (err == OK)
        *out_person = row.person;
    return err;
}

struct str person_called(const struct person *person)
{
    const struct person_facts *facts = &person->facts;
    struct str called = facts->called;
    for (size_t i = 0; i < facts->name_count && called.size == 0; i++)
        if (facts->names[i].text.size > 0 || !str_is_unreadable(called))
            called = facts->names[i].text;
    return called;
}
