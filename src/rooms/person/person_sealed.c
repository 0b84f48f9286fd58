#include "rooms/person/person_sealed.h"

#include <string.h>

#include "person_sql.h"

#define FACT(name) #name "_sealed", offsetof(struct person_facts, name)

/* Which column of table person holds which fact, and from which amount on it is opened. */
static const struct {
    const char *column;
    size_t offset;
    enum person_amount amount;
} columns[SEALED_COLUMNS] = {
    [SEALED_CALLED] = {FACT(called), PERSON_CALLED},
    [SEALED_BORN] = {FACT(born), PERSON_BORN},
    [SEALED_GENDER] = {FACT(gender), PERSON_WHOLE},
    [SEALED_NATIONALITY] = {FACT(nationality), PERSON_WHOLE},
    [SEALED_LANGUAGES] = {FACT(languages), PERSON_CARE},
    [SEALED_FEELS_SAFE] = {FACT(feels_safe), PERSON_CARE},
    [SEALED_HELPS] = {FACT(helps), PERSON_CARE},
};

/* Items for one call of the vault. */
struct items {
    struct vault_item *at;
    size_t count;
};

static struct vault_item *add(struct items *items, struct person_id person, struct str wrapped_key,
                              struct vault_place place, struct str in)
{
    struct vault_item *item = &items->at[items->count++];
    *item = (struct vault_item){
        .kind = VAULT_PERSON,
        .owner = person.value,
        .wrapped_key = wrapped_key,
        .place = place,
        .in = in,
    };
    return item;
}

static struct vault_place column_place(size_t column, struct person_id person)
{
    return (struct vault_place){"person", columns[column].column, person.value};
}

static struct vault_place name_place(struct name_id name)
{
    return (struct vault_place){"person_name", "name_sealed", name.value};
}

static struct vault_place number_place(struct record_id phone)
{
    return (struct vault_place){"person_phone", "number_sealed", phone.value};
}

static struct vault_place note_place(struct record_id phone)
{
    return (struct vault_place){"person_phone", "note_sealed", phone.value};
}

static const struct str *fact_of(const struct person_facts *facts, size_t column)
{
    return (const void *)((const char *)facts + columns[column].offset);
}

static bool is_phone_left(const struct person_phone *phone)
{
    return str_is_unreadable(phone->number) || str_is_unreadable(phone->note);
}

enum err person_seal(struct job *job, struct person_id person, struct str wrapped_key,
                     const struct person_facts *facts, struct person_sealed *out_sealed)
{
    size_t names = facts->name_count, phones = facts->phone_count;
    struct items items = {
        ARENA_MANY(job->arena, struct vault_item, SEALED_COLUMNS + names + 2 * phones), 0};
    struct person_sealed sealed = {
        .name_ids = ARENA_MANY(job->arena, struct name_id, names),
        .names = ARENA_MANY(job->arena, struct str, names),
        .phone_ids = ARENA_MANY(job->arena, struct record_id, phones),
        .numbers = ARENA_MANY(job->arena, struct str, phones),
        .notes = ARENA_MANY(job->arena, struct str, phones),
    };
    for (size_t i = 0; i < SEALED_COLUMNS; i++)
        add(&items, person, wrapped_key, column_place(i, person), *fact_of(facts, i));
    for (size_t i = 0; i < names; i++) {
        bool is_left = str_is_unreadable(facts->names[i].text);
        sealed.name_ids[i] = is_left ? facts->names[i].name : (struct name_id){job_new_id(job)};
        add(&items, person, wrapped_key, name_place(sealed.name_ids[i]), facts->names[i].text);
    }
    for (size_t i = 0; i < phones; i++) {
        sealed.phone_ids[i] = is_phone_left(&facts->phones[i])
                                  ? facts->phones[i].phone
                                  : (struct record_id){job_new_id(job)};
        add(&items, person, wrapped_key, number_place(sealed.phone_ids[i]),
            facts->phones[i].number);
        add(&items, person, wrapped_key, note_place(sealed.phone_ids[i]), facts->phones[i].note);
    }
    enum err err = vault_seal(job->vault, job->arena, items.at, items.count);
    if (err == OK)
        err = vault_first_result(items.at, items.count);
    if (err != OK)
        return err;
    const struct vault_item *item = items.at;
    for (size_t i = 0; i < SEALED_COLUMNS; i++)
        sealed.columns[i] = item++->out;
    for (size_t i = 0; i < names; i++)
        sealed.names[i] = item++->out;
    for (size_t i = 0; i < phones; i++) {
        sealed.numbers[i] = item++->out;
        sealed.notes[i] = item++->out;
    }
    *out_sealed = sealed;
    return OK;
}

/* What the database holds of one person, as much as is wanted, before it is opened. */
struct rows {
    struct person_row_row person;
    struct person_names_rows names;
    struct person_phones_rows phones;
};

static struct str sealed_column(const struct person_row_row *row, size_t column)
{
    const struct str sealed[SEALED_COLUMNS] = {
        [SEALED_CALLED] = row->called_sealed,
        [SEALED_BORN] = row->born_sealed,
        [SEALED_GENDER] = row->gender_sealed,
        [SEALED_NATIONALITY] = row->nationality_sealed,
        [SEALED_LANGUAGES] = row->languages_sealed,
        [SEALED_FEELS_SAFE] = row->feels_safe_sealed,
        [SEALED_HELPS] = row->helps_sealed,
    };
    return sealed[column];
}

/* ---- what cannot be read stays --------------------------------------------------------------- */

static bool is_any_left(const struct person_facts *facts)
{
    bool is_left = false;
    for (size_t i = 0; i < SEALED_COLUMNS; i++)
        is_left |= str_is_unreadable(*fact_of(facts, i));
    for (size_t i = 0; i < facts->name_count; i++)
        is_left |= str_is_unreadable(facts->names[i].text);
    for (size_t i = 0; i < facts->phone_count; i++)
        is_left |= is_phone_left(&facts->phones[i]);
    return is_left;
}

/* False: it does not stand there any more. */
static bool leave_name(const struct person_names_rows *rows, const struct person_name *name,
                       struct str *sealed)
{
    for (size_t i = 0; i < rows->count; i++)
        if (rows->at[i].name.value == name->name.value) {
            *sealed = rows->at[i].name_sealed;
            return true;
        }
    return false;
}

static bool leave_phone(const struct person_phones_rows *rows, const struct person_phone *phone,
                        struct str *number, struct str *note)
{
    for (size_t i = 0; i < rows->count; i++) {
        const struct person_phones_row *row = &rows->at[i];
        if (row->phone.value != phone->phone.value)
            continue;
        *number = str_is_unreadable(phone->number) ? row->number_sealed : *number;
        *note = str_is_unreadable(phone->note) ? row->note_sealed : *note;
        return true;
    }
    return false;
}

enum err person_leave_unreadable(struct job *job, struct person_id person,
                                 const struct person_facts *facts,
                                 struct person_sealed *sealed, bool *is_presumed_child)
{
    struct rows rows = {0};
    if (!is_any_left(facts))
        return OK;
    enum err err = sql_person_row(job->db, job->arena, person, &rows.person);
    if (err == OK)
        err = sql_person_names(job->db, job->arena, person, &rows.names);
    if (err == OK)
        err = sql_person_phones(job->db, job->arena, person, &rows.phones);
    if (err != OK)
        return err;
    bool is_there = true;
    for (size_t i = 0; i < SEALED_COLUMNS; i++)
        if (str_is_unreadable(*fact_of(facts, i)))
            sealed->columns[i] = sealed_column(&rows.person, i);
    for (size_t i = 0; i < facts->name_count; i++)
        if (str_is_unreadable(facts->names[i].text))
            is_there &= leave_name(&rows.names, &facts->names[i], &sealed->names[i]);
    for (size_t i = 0; i < facts->phone_count; i++)
        if (is_phone_left(&facts->phones[i]))
            is_there &= leave_phone(&rows.phones, &facts->phones[i], &sealed->numbers[i],
                                    &sealed->notes[i]);
    if (str_is_unreadable(facts->born) && str_equal_c(facts->kind, "adult"))
        *is_presumed_child = *is_presumed_child || rows.person.is_presumed_child;
    return is_there ? OK : ERR_CONFLICT;
}

/* ---- opening --------------------------------------------------------------------------------- */

/* One person whose texts are put down. */
struct asking {
    struct opening *opening;
    struct person_id person;
    struct str wrapped_key;
};

static void ask(const struct asking *asking, struct vault_place place, struct str sealed,
                struct str *out_text)
{
    opening_add(asking->opening, &(struct vault_item){
        .kind = VAULT_PERSON,
        .owner = asking->person.value,
        .wrapped_key = asking->wrapped_key,
        .place = place,
        .in = sealed,
    }, out_text);
}

static bool needs_names(enum person_amount amount, const struct rows *rows)
{
    bool has_called = rows->person.called_sealed.size > 0;
    return amount == PERSON_WHOLE || (amount >= PERSON_CALLED && !has_called);
}

enum { ID_CHARACTERS = 20, /* as the statement cuts them: the longest number of 64 bits */
       PART = 64 };           /* people a statement: it walks the text anew for each of them */

static struct str people_text(struct arena *arena, const struct person_id *people, size_t count)
{
    struct buf text = buf_make(arena, ID_CHARACTERS * count + 1);
    for (size_t i = 0; i < count; i++)
        buf_format(&text, "%20lld", (long long)people[i].value);
    return buf_text(&text);
}

/* What the statements that read less than all have in common. */
#define OF_BRIEF(row)                                                                             \
    .person = (row)->person, .ref = (row)->ref, .wrapped_key = (row)->wrapped_key,                 \
    .kind = (row)->kind, .birth_state = (row)->birth_state,                                        \
    .is_presumed_child = (row)->is_presumed_child, .nation = (row)->nation,                        \
    .called_sealed = (row)->called_sealed, .born_sealed = (row)->born_sealed

static enum err read_care(struct job *job, struct person_id person, struct person_row_row *out_row)
{
    struct person_care_row row;
    enum err err = sql_person_care(job->db, job->arena, person, &row);
    if (err == OK)
        *out_row = (struct person_row_row){
            OF_BRIEF(&row),
            .languages_sealed = row.languages_sealed,
            .feels_safe_sealed = row.feels_safe_sealed,
            .helps_sealed = row.helps_sealed,
        };
    return err;
}

static enum err read_brief(struct job *job, struct person_id person, struct person_row_row *out_row)
{
    struct person_brief_row row;
    enum err err = sql_person_brief(job->db, job->arena, person, &row);
    if (err == OK)
        *out_row = (struct person_row_row){OF_BRIEF(&row)};
    return err;
}

static enum err read_one(struct job *job, enum person_amount amount, struct person_id person,
                         struct person_row_row *out_row)
{
    if (amount == PERSON_WHOLE)
        return sql_person_row(job->db, job->arena, person, out_row);
    return amount == PERSON_CARE ? read_care(job, person, out_row)
                                 : read_brief(job, person, out_row);
}

/* As much as a list shows of each. ERR_NOT_FOUND: somebody is not there. */
static enum err read_briefs(struct job *job, const struct person_id *people, size_t count,
                            struct rows *out_rows)
{
    struct person_briefs_rows found;
    enum err err = sql_person_briefs(job->db, job->arena, people_text(job->arena, people, count),
                                     &found);
    for (size_t i = 0; err == OK && i < found.count; i++) {
        const struct person_briefs_row *row = &found.at[i];
        out_rows[(row->place - 1) / ID_CHARACTERS].person =
            (struct person_row_row){OF_BRIEF(row)};
    }
    return err == OK && found.count < count ? ERR_NOT_FOUND : err;
}

/* Up to so many are asked for one by one: the statement for many has to cut a list up. */
enum { FEW = 4 };

static enum err read_people(struct job *job, enum person_amount amount,
                            const struct person_id *people, size_t count, struct rows *out_rows)
{
    enum err err = OK;
    if (amount <= PERSON_CALLED && count > FEW)
        for (size_t at = 0; err == OK && at < count; at += PART)
            err = read_briefs(job, people + at, count - at < PART ? count - at : PART,
                              out_rows + at);
    else
        for (size_t i = 0; err == OK && i < count; i++)
            err = read_one(job, amount, people[i], &out_rows[i].person);
    return err;
}

static enum err read_names(struct job *job, enum person_amount amount, struct rows *rows)
{
    struct person_id person = rows->person.person;
    enum err err = OK;
    if (needs_names(amount, rows))
        err = sql_person_names(job->db, job->arena, person, &rows->names);
    if (err == OK && amount == PERSON_WHOLE)
        err = sql_person_phones(job->db, job->arena, person, &rows->phones);
    return err;
}

/* Puts down one person's sealed texts, each with its place in out_person. */
static void ask_rows(struct opening *opening, enum person_amount amount, const struct rows *rows,
                     struct person *out_person)
{
    const struct person_row_row *row = &rows->person;
    struct arena *arena = opening->job->arena;
    struct asking asking = {opening, row->person, row->wrapped_key};
    for (size_t i = 0; i < SEALED_COLUMNS; i++)
        if (columns[i].amount <= amount)
            ask(&asking, column_place(i, row->person), sealed_column(row, i),
                (void *)((char *)&out_person->facts + columns[i].offset));
    struct person_name *names = ARENA_MANY(arena, struct person_name, rows->names.count);
    for (size_t i = 0; i < rows->names.count; i++) {
        names[i].kind = rows->names.at[i].kind;
        names[i].name = rows->names.at[i].name;
        ask(&asking, name_place(rows->names.at[i].name), rows->names.at[i].name_sealed,
            &names[i].text);
    }
    struct person_phone *phones = ARENA_MANY(arena, struct person_phone, rows->phones.count);
    for (size_t i = 0; i < rows->phones.count; i++) {
        const struct person_phones_row *phone = &rows->phones.at[i];
        phones[i] = (struct person_phone){.phone = phone->phone,
                                          .may_call = phone->may_call,
                                          .may_text = phone->may_text,
                                          .may_leave_voicemail = phone->may_leave_voicemail};
        ask(&asking, number_place(phone->phone), phone->number_sealed, &phones[i].number);
        ask(&asking, note_place(phone->phone), phone->note_sealed, &phones[i].note);
    }
    out_person->facts.names = names;
    out_person->facts.name_count = rows->names.count;
    out_person->facts.phones = phones;
    out_person->facts.phone_count = rows->phones.count;
}

static struct person unsealed(const struct person_row_row *row)
{
    struct person person = {
        .person = row->person,
        .ref = row->ref,
        .is_presumed_child = row->is_presumed_child,
        .version = row->version,
        .created_at = row->created_at,
        .changed_at = row->changed_at,
    };
    person.facts.kind = row->kind;
    person.facts.birth_state = row->birth_state;
    person.facts.nation = row->nation;
    return person;
}

enum err person_ask(struct opening *opening, enum person_amount amount,
                    const struct person_id *people, size_t count, struct person *out_people)
{
    struct job *job = opening->job;
    struct rows *rows = ARENA_MANY(job->arena, struct rows, count);
    enum err err = read_people(job, amount, people, count, rows);
    for (size_t i = 0; err == OK && i < count; i++) {
        err = read_names(job, amount, &rows[i]);
        if (err != OK)
            return err;
        out_people[i] = unsealed(&rows[i].person);
        ask_rows(opening, amount, &rows[i], &out_people[i]);
    }
    return err;
}

static enum err get_many(struct opening opening, enum person_amount amount,
                         const struct person_id *people, size_t count, struct person *out_people)
{
    struct person *asked = ARENA_MANY(opening.job->arena, struct person, count);
    enum err err = person_ask(&opening, amount, people, count, asked);
    if (err == OK)
        err = opening_open(&opening);
    if (err == OK && count > 0)
        memcpy(out_people, asked, count * sizeof(*asked));
    return err;
}

enum err person_get_many(struct job *job, enum person_amount amount,
                         const struct person_id *people, size_t count, struct person *out_people)
{
    return get_many(opening_make(job), amount, people, count, out_people);
}

enum err person_get_many_readable(struct job *job, enum person_amount amount,
                                  const struct person_id *people, size_t count,
                                  struct person *out_people)
{
    return get_many(opening_make_readable(job), amount, people, count, out_people);
}
