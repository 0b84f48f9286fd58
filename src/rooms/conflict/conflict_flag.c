#include "rooms/conflict/conflict_flag.h"

#include "conflict_flag_sql.h"
#include "guard/alarm.h"
#include "guard/conflict.h"
#include "rooms/person/person.h"

static struct vault_place note_place(struct conflict_id flag)
{
    return (struct vault_place){"conflict_flag", "note_sealed", flag.value};
}

/* Everything that the person's flags hide by now, from everybody they name. */
static enum err hide_all(struct job *job, struct person_id person)
{
    struct conflict_flag_live_rows flags;
    struct conflict_flag_hides_rows records;
    enum err err = sql_conflict_flag_live(job->db, job->arena, person, &flags);
    if (err == OK)
        err = sql_conflict_flag_hides(job->db, job->arena, person, &records);
    for (size_t i = 0; err == OK && i < flags.count; i++)
        for (size_t k = 0; err == OK && k < records.count; k++)
            err = conflict_hide(job, flags.at[i].flag, flags.at[i].staff, records.at[k].record);
    return err;
}

struct adding {
    const struct conflict_flag_new *flag;
    struct conflict_id id;
    struct str note_sealed;
    bool is_nobody_left;
};

/* From whom it keeps the last guardian nobody ends a flag any more, and nobody says whether it was
 * right to open her record in an emergency. It stands all the same: it may be true. */
static enum err hide_and_look(struct job *job, struct adding *adding)
{
    struct person_id person = adding->flag->person;
    struct conflict_flag_guardians_row before, after;
    enum err err = sql_conflict_flag_guardians(job->db, job->arena, person, job->now, &before);
    if (err == OK)
        err = hide_all(job, person);
    if (err == OK)
        err = sql_conflict_flag_guardians(job->db, job->arena, person, job->now, &after);
    if (err != OK)
        return err;
    adding->is_nobody_left = before.number > 0 && after.number == 0;
    if (adding->is_nobody_left)
        job_audit(job, VERB_warned, RECORD_person, person.value);
    return OK;
}

static enum err add_work(struct job *job, void *with)
{
    struct adding *adding = with;
    enum err err = sql_conflict_flag_insert(job->db, &(struct conflict_flag_insert_in){
        .flag = adding->id,
        .staff = adding->flag->staff,
        .person = adding->flag->person,
        .kind = adding->flag->kind,
        .note_sealed = adding->note_sealed,
        .recorded_by = job->asker.staff,
        .recorded_at = job->now,
    });
    if (err != OK)
        return err;
    job_audit(job, VERB_flagged, RECORD_person, adding->flag->person.value);
    return hide_and_look(job, adding);
}

enum err conflict_flag_add(struct job *job, const struct conflict_flag_new *flag)
{
    struct adding adding = {.flag = flag, .id = {job_new_id(job)}};
    enum err err = person_seal_text(job, flag->person, note_place(adding.id), flag->note,
                                    &adding.note_sealed);
    if (err == OK)
        err = job_write(job, add_work, &adding);
    if (err == OK && adding.is_nobody_left)
        alarm_raise("no_guardian_left");
    return err;
}

static enum err end_work(struct job *job, void *with)
{
    const struct conflict_id *flag = with;
    struct conflict_flag_person_row row;
    int64_t changed;
    enum err err = sql_conflict_flag_person(job->db, job->arena, *flag, &row);
    if (err == OK)
        err = sql_conflict_flag_close(job->db, *flag, job->asker.staff, job->now, &changed);
    if (err == OK && changed == 0)
        err = ERR_NOT_FOUND;
    if (err != OK)
        return err;
    job_audit(job, VERB_unflagged, RECORD_person, row.person.value);
    return conflict_end(job, *flag);
}

enum err conflict_flag_end(struct job *job, struct conflict_id flag)
{
    return job_write(job, end_work, &flag);
}

enum err conflict_flag_list(struct job *job, struct conflict_id after,
                            struct conflict_flags *out_flags)
{
    struct conflict_flag_list_rows rows;
    struct conflict_id next = {0};
    enum err err = sql_conflict_flag_list(job->db, job->arena, job->asker.staff, after,
                                          CONFLICT_ROWS + 1, &rows);
    if (err != OK)
        return err;
    if (rows.count > CONFLICT_ROWS) {
        rows.count = CONFLICT_ROWS;
        next = rows.at[CONFLICT_ROWS - 1].flag;
    }
    struct opening opening = opening_make_readable(job);
    struct conflict_flag *flags = ARENA_MANY(job->arena, struct conflict_flag, rows.count);
    for (size_t i = 0; i < rows.count && err == OK; i++) {
        flags[i] = (struct conflict_flag){
            .flag = rows.at[i].flag,
            .person = rows.at[i].person,
            .staff_name = rows.at[i].staff_name,
            .role = rows.at[i].role,
            .ref = rows.at[i].ref,
            .kind = rows.at[i].kind,
            .recorded_by_name = rows.at[i].recorded_by_name,
            .recorded_at = rows.at[i].recorded_at,
        };
        err = person_ask_text(&opening, rows.at[i].person, note_place(rows.at[i].flag),
                              rows.at[i].note_sealed, &flags[i].note);
    }
    if (err == OK)
        err = opening_open(&opening);
    if (err == OK)
        *out_flags = (struct conflict_flags){flags, rows.count, next};
    return err;
}

enum err conflict_flag_follow_household(struct job *job, struct household_id household)
{
    struct conflict_flag_in_household_rows rows;
    enum err err = sql_conflict_flag_in_household(job->db, job->arena, household, &rows);
    for (size_t i = 0; err == OK && i < rows.count; i++)
        err = hide_all(job, rows.at[i].person);
    return err;
}

enum err conflict_flag_follow_referral(struct job *job, struct referral_id referral)
{
    struct conflict_flag_household_of_row row;
    enum err err = sql_conflict_flag_household_of(job->db, job->arena, referral, &row);
    return err == OK ? conflict_flag_follow_household(job, row.household) : err;
}
