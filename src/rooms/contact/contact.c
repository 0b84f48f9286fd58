#include "rooms/contact/contact.h"

#include "contact_sql.h"
#include "rooms/person/person.h"

static struct vault_place text_place(struct contact_id contact)
{
    return (struct vault_place){"contact", "text_sealed", contact.value};
}

struct addition {
    const struct contact_new *contact;
    struct contact_id id;
    struct instant at;
    struct str sealed;
};

static enum err add_work(struct job *job, void *with)
{
    const struct addition *addition = with;
    enum err err = sql_contact_insert(job->db, &(struct contact_insert_in){
        .person = addition->contact->person,
        .at = addition->at,
        .contact = addition->id,
        .staff = job->asker.staff,
        .kind = addition->contact->kind,
        .is_shared = addition->contact->is_shared,
        .text_sealed = addition->sealed,
    });
    if (err == OK)
        job_audit(job, VERB_noted, RECORD_person, addition->contact->person.value);
    return err;
}

enum err contact_add(struct job *job, const struct contact_new *contact)
{
    struct addition addition = {
        .contact = contact,
        .id = {job_new_id(job)},
        .at = instant_is_some(contact->at) ? contact->at : job->now,
    };
    enum err err = person_seal_text(job, contact->person, text_place(addition.id), contact->text,
                                    &addition.sealed);
    return err == OK ? job_write(job, add_work, &addition) : err;
}

enum err contact_ask(struct opening *opening, struct person_id person, size_t limit,
                     struct contacts *out_contacts)
{
    struct job *job = opening->job;
    struct contact_newest_rows rows;
    enum err err = sql_contact_newest(job->db, job->arena, person, (int64_t)limit, &rows);
    if (err != OK)
        return err;
    struct contact *contacts = ARENA_MANY(job->arena, struct contact, rows.count);
    for (size_t i = 0; i < rows.count && err == OK; i++) {
        contacts[i] = (struct contact){
            .at = rows.at[i].at,
            .kind = rows.at[i].kind,
            .staff_name = rows.at[i].staff_name,
        };
        err = person_ask_text(opening, person, text_place(rows.at[i].contact),
                              rows.at[i].text_sealed, &contacts[i].text);
    }
    if (err == OK)
        *out_contacts = (struct contacts){contacts, rows.count};
    return err;
}

enum err follow_up_open(struct job *job, const struct follow_up_new *follow_up,
                        struct task_id *out_follow_up)
{
    struct task_id id = {job_new_id(job)};
    enum err err = sql_follow_up_insert(job->db, &(struct follow_up_insert_in){
        .follow_up = id,
        .person = follow_up->person,
        .kind = follow_up->kind,
        .circle = follow_up->circle,
        .due_at = follow_up->due_at,
        .now = job->now,
    });
    if (err == OK)
        *out_follow_up = id;
    return err;
}

enum err follow_up_open_once(struct job *job, const struct follow_up_new *follow_up)
{
    struct follow_up_is_open_row row;
    struct task_id task;
    enum err err = sql_follow_up_is_open(job->db, job->arena, follow_up->person, follow_up->kind,
                                         follow_up->circle, &row);
    return err == OK && !row.is_open ? follow_up_open(job, follow_up, &task) : err;
}

enum err follow_up_settle(struct job *job, struct person_id person, struct str kind,
                          struct circle_id circle)
{
    return sql_follow_up_settle(job->db, &(struct follow_up_settle_in){
        .person = person,
        .kind = kind,
        .circle = circle,
        .now = job->now,
        .staff = job->asker.staff,
    });
}

enum err follow_up_done(struct job *job, struct task_id follow_up)
{
    struct follow_up_get_row row;
    int64_t changed = 0;
    enum err err = sql_follow_up_get(job->db, job->arena, follow_up, &row);
    if (err == OK)
        err = sql_follow_up_close(job->db, follow_up, job->now, job->asker.staff, &changed);
    if (err != OK)
        return err;
    if (changed == 0)
        return ERR_CONFLICT;
    job_audit(job, VERB_changed, RECORD_person, row.person.value);
    return event_happened(job, EVENT_follow_up_done, follow_up.value);
}

enum err follow_up_move(struct job *job, struct task_id follow_up, struct circle_id circle,
                        struct instant due_at)
{
    int64_t changed = 0;
    enum err err = sql_follow_up_move(job->db, follow_up, circle, due_at, &changed);
    if (err != OK)
        return err;
    return changed == 0 ? ERR_CONFLICT : OK;
}

enum err follow_up_person(struct job *job, struct task_id follow_up, struct person_id *out_person)
{
    struct follow_up_get_row row;
    enum err err = sql_follow_up_get(job->db, job->arena, follow_up, &row);
    if (err == OK)
        *out_person = row.person;
    return err;
}
