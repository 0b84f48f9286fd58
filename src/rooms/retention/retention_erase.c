/* retention_erase.c - two people's words, and what they destroy. */
#include "person_sql.h"
#include "retention_erase_sql.h"
#include "retention_sql.h"
#include "guard/audit.h"
#include "guard/tie.h"
#include "rooms/retention/retention.h"
#include "words.h"

static void say(struct problems *problems, int word)
{
    problems_add(problems, STR("reason"), word);
}

/* What stands against letting her go, whoever says it. */
static enum err check(struct job *job, const struct retention *retention, struct str reason,
                      struct problems *problems)
{
    struct erasure_others_row others;
    bool is_due = date_is_some(retention->due_on) &&
                  date_compare(retention->due_on, date_in_london(job->now)) <= 0;
    enum err err = sql_erasure_others(job->db, job->arena, retention->person, &others);
    if (err != OK)
        return err;
    if (instant_is_some(retention->erased_at))
        say(problems, WORD_retention_is_erased);
    if (retention->live_hold_count > 0)
        say(problems, WORD_retention_is_held);
    if (retention->is_open)
        say(problems, WORD_retention_is_open);
    if (others.number > 0)
        say(problems, WORD_retention_others_first);
    if (str_equal_c(reason, "due") && !is_due)
        say(problems, WORD_retention_not_due);
    return problems_result(problems);
}

struct erasing {
    struct person_id person;
    struct str reason;
};

/* ---- the first ------------------------------------------------------------------------------- */

static enum err propose_work(struct job *job, void *with)
{
    const struct erasing *erasing = with;
    enum err err = sql_erasure_propose(job->db, &(struct erasure_propose_in){
        .person = erasing->person,
        .reason = erasing->reason,
        .first_by = job->asker.staff,
        .first_role = str_of(role_name(job->asker.role)),
        .first_at = job->now,
    });
    if (err == OK)
        job_audit(job, VERB_erasure_proposed, RECORD_person, erasing->person.value);
    return err;
}

enum err retention_propose(struct job *job, struct person_id person, struct str reason,
                           struct problems *problems)
{
    struct retention retention;
    enum err err = retention_get(job, person, &retention);
    if (err == OK)
        err = check(job, &retention, reason, problems);
    return err == OK ? job_write(job, propose_work, &(struct erasing){person, reason})
                     : err;
}

static enum err withdraw_work(struct job *job, void *with)
{
    const struct person_id *person = with;
    int64_t changed;
    enum err err = sql_erasure_withdraw(job->db, *person, &changed);
    if (err == OK && changed == 0)
        return ERR_CONFLICT;
    if (err == OK)
        job_audit(job, VERB_erasure_withdrawn, RECORD_person, person->value);
    return err;
}

enum err retention_withdraw(struct job *job, struct person_id person)
{
    return job_write(job, withdraw_work, &person);
}

/* ---- the second ------------------------------------------------------------------------------ */

static enum err end_ties(struct job *job, struct person_id person)
{
    struct erasure_calls_rows calls;
    enum err err = tie_end_all(job, (struct record_id){person.value});
    if (err == OK)
        err = sql_erasure_calls(job->db, job->arena, person, &calls);
    for (size_t i = 0; err == OK && i < calls.count; i++)
        err = tie_end_all(job, (struct record_id){calls.at[i].referral.value});
    return err;
}

/* Why somebody opened her record in an emergency is a text about her, in the log. */
static enum err forget_words(struct job *job, struct person_id person)
{
    struct erasure_emergencies_rows rows;
    enum err err = sql_erasure_emergencies(job->db, job->arena, person, &rows);
    for (size_t i = 0; err == OK && i < rows.count; i++)
        err = audit_forget(job, VAULT_EMERGENCY, rows.at[i].emergency.value);
    return err;
}

static enum err destroy(struct job *job, struct person_id person)
{
    struct db *db = job->db;
    struct str empty = STR("");
    enum err err = sql_erase_person(db, person, empty, job->now);
    err = err == OK ? sql_erase_cold(db, person, empty) : err;
    err = err == OK ? sql_erase_anew(db, person) : err;
    err = err == OK ? sql_erase_thawing(db, person) : err;
    err = err == OK ? sql_erase_damage(db, person) : err;
    err = err == OK ? sql_erase_unreadable(db, person) : err;
    err = err == OK ? sql_erase_names(db, person) : err;
    err = err == OK ? sql_erase_phones(db, person) : err;
    err = err == OK ? sql_erase_contacts(db, person) : err;
    err = err == OK ? sql_erase_document_pieces(db, person) : err;
    err = err == OK ? sql_erase_documents(db, person) : err;
    err = err == OK ? sql_erase_step_notes(db, person) : err;
    err = err == OK ? sql_erase_alarms(db, person) : err;
    err = err == OK ? sql_erase_councils(db, person) : err;
    err = err == OK ? sql_erase_flag_notes(db, person, empty) : err;
    err = err == OK ? forget_words(job, person) : err;
    err = err == OK ? sql_erase_emergencies(db, person, empty) : err;
    err = err == OK ? sql_erase_releases_approved(db, person) : err;
    err = err == OK ? sql_erase_wishes(db, person) : err;
    err = err == OK ? sql_erase_call_answers(db, person) : err;
    err = err == OK ? sql_erase_calls(db, person, empty) : err;
    err = err == OK ? end_ties(job, person) : err;
    return err == OK ? sql_erase_from_household(db, person, job->now) : err;
}

/* The index reads her again, finds no name, and forgets her. */
static enum err forget_name(struct job *job, struct person_id person)
{
    enum err err = sql_name_mark_next(job->db);
    return err == OK ? sql_name_change_insert(job->db, person) : err;
}

static enum err erase_work(struct job *job, void *with)
{
    const struct erasing *erasing = with;
    int64_t changed;
    enum err err = sql_erasure_done(job->db, &(struct erasure_done_in){
        erasing->person, job->asker.staff, str_of(role_name(job->asker.role)), job->now}, &changed);
    if (err == OK && changed == 0)
        return ERR_CONFLICT;
    if (err == OK)
        err = destroy(job, erasing->person);
    if (err == OK)
        err = forget_name(job, erasing->person);
    if (err == OK)
        job_audit(job, VERB_erased, RECORD_person, erasing->person.value);
    return err;
}

enum err retention_confirm(struct job *job, struct person_id person, struct problems *problems)
{
    struct retention retention;
    enum err err = retention_get(job, person, &retention);
    if (err != OK)
        return err;
    if (retention.erasure_reason.size == 0)
        return ERR_CONFLICT;
    if (retention.first_by.value == job->asker.staff.value ||
        str_equal_c(retention.first_role, role_name(job->asker.role)))
        say(problems, WORD_retention_second_other);
    err = check(job, &retention, retention.erasure_reason, problems);
    return err == OK ? job_write(job, erase_work, &(struct erasing){person, STR_NONE})
                     : err;
}

/* ---- the log of writes ----------------------------------------------------------------------- */

/* So many are noted in one transaction. */
enum { CUT_AT_ONCE = 1000 };

static enum err note_cut(struct job *job, const struct erasure_uncut_row *row)
{
    if (str_equal_c(row->kind, "erased"))
        return sql_erasure_set_cut(job->db, row->record, job->now);
    if (str_equal_c(row->kind, "cold"))
        return sql_cold_set_cut(job->db, row->record, row->went_at, job->now);
    return sql_emergency_forgotten_set_cut(job->db, row->record, job->now);
}

static enum err cut_work(struct job *job, void *with)
{
    const struct erasure_uncut_rows *rows = with;
    enum err err = OK;
    for (size_t i = 0; err == OK && i < rows->count; i++)
        err = note_cut(job, &rows->at[i]);
    return err;
}

/* Noted is what was seen before: a key that went while the log was being cut, by whomever, may have
 * been too late for it. */
enum err retention_cut(struct job *job)
{
    struct erasure_uncut_rows rows;
    enum err err = sql_erasure_uncut(job->db, job->arena, CUT_AT_ONCE, &rows);
    if (err != OK || rows.count == 0)
        return err;
    job_stop_reading(job);
    enum err cut = store_cut_log(job->store);
    err = job_read_again(job);
    if (err != OK || cut != OK)
        return err == OK ? cut : err;
    job->once = STR_NONE; /* of the form that was sent; this is none */
    return job_write(job, cut_work, &rows);
}
