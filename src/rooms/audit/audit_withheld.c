#include "rooms/audit/audit_withheld.h"

#include "audit_withheld_sql.h"
#include "words.h"

enum err withheld_list(struct job *job, struct person_id person, struct withhelds *out_withhelds)
{
    struct withheld_of_rows rows;
    enum err err = sql_withheld_of(job->db, job->arena, person, &rows);
    if (err != OK)
        return err;
    struct withheld *list = ARENA_MANY(job->arena, struct withheld, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct withheld){
            .withheld = rows.at[i].withheld,
            .day = rows.at[i].day,
            .review_on = rows.at[i].review_on,
            .role = rows.at[i].role,
            .ground = rows.at[i].ground,
            .first_by = rows.at[i].first_by,
            .first_by_name = rows.at[i].first_by_name,
            .first_role = rows.at[i].first_role,
            .second_by_name = rows.at[i].second_by_name,
            .first_at = rows.at[i].first_at,
            .second_at = rows.at[i].second_at,
            .ended_at = rows.at[i].ended_at,
        };
    *out_withhelds = (struct withhelds){list, rows.count};
    return OK;
}

/* ---- two words ------------------------------------------------------------------------------- */

static void check(struct job *job, const struct withheld_new *withheld, struct problems *problems)
{
    struct date today = date_in_london(job->now);
    const struct law_ground *ground =
        law_ground_on(law_grounds_built_in(), withheld->ground, today);
    if (ground == NULL)
        problems_add(problems, STR("ground"), WORD_withheld_no_ground);
    if (date_compare(withheld->day, today) > 0)
        problems_add(problems, STR("day"), WORD_withheld_no_day);
    if (date_compare(withheld->review_on, today) <= 0 ||
        (ground != NULL &&
         date_compare(withheld->review_on, date_add_months(today, ground->months)) > 0))
        problems_add(problems, STR("review_on"), WORD_withheld_review_late);
    if (str_equal_c(withheld->role, role_name(job->asker.role)))
        problems_add(problems, STR("role"), WORD_withheld_own_role);
}

struct asking {
    const struct withheld_new *is;
    struct task_id withheld;
};

static enum err ask_work(struct job *job, void *with)
{
    const struct asking *asking = with;
    enum err err = sql_withheld_insert(job->db, &(struct withheld_insert_in){
        .withheld = asking->withheld,
        .person = asking->is->person,
        .day = asking->is->day,
        .role = asking->is->role,
        .ground = asking->is->ground,
        .review_on = asking->is->review_on,
        .first_by = job->asker.staff,
        .first_role = str_of(role_name(job->asker.role)),
        .first_at = job->now,
    });
    if (err == OK)
        job_audit(job, VERB_withhold_asked, RECORD_person, asking->is->person.value);
    return err;
}

enum err withheld_ask(struct job *job, const struct withheld_new *withheld,
                      struct problems *problems)
{
    check(job, withheld, problems);
    enum err err = problems_result(problems);
    return err == OK ? job_write(job, ask_work, &(struct asking){withheld, {job_new_id(job)}})
                     : err;
}

struct deciding {
    struct person_id person;
    struct task_id withheld;
};

static enum err confirm_work(struct job *job, void *with)
{
    const struct deciding *deciding = with;
    int64_t changed;
    enum err err = sql_withheld_confirm(job->db, &(struct withheld_confirm_in){
        .withheld = deciding->withheld,
        .person = deciding->person,
        .second_by = job->asker.staff,
        .role = str_of(role_name(job->asker.role)),
        .now = job->now,
        .today = date_in_london(job->now),
    }, &changed);
    if (err == OK && changed == 0)
        return ERR_CONFLICT;
    if (err == OK)
        job_audit(job, VERB_withheld, RECORD_person, deciding->person.value);
    return err;
}

enum err withheld_confirm(struct job *job, struct person_id person, struct task_id withheld)
{
    return job_write(job, confirm_work, &(struct deciding){person, withheld});
}

static enum err end_work(struct job *job, void *with)
{
    const struct deciding *deciding = with;
    int64_t changed;
    enum err err = sql_withheld_end(job->db, &(struct withheld_end_in){
        deciding->withheld, deciding->person, job->asker.staff, job->now}, &changed);
    if (err == OK && changed == 0)
        return ERR_CONFLICT;
    if (err == OK)
        job_audit(job, VERB_withhold_ended, RECORD_person, deciding->person.value);
    return err;
}

enum err withheld_end(struct job *job, struct person_id person, struct task_id withheld)
{
    return job_write(job, end_work, &(struct deciding){person, withheld});
}

/* ---- what she is shown ----------------------------------------------------------------------- */

/* A line about the withholding would say what is withheld. It needs no count: it is nobody's look. */
static bool is_of_withholding(const struct audit_entry *entry)
{
    return str_equal_c(entry->verb, verb_name(VERB_withhold_asked)) ||
           str_equal_c(entry->verb, verb_name(VERB_withheld)) ||
           str_equal_c(entry->verb, verb_name(VERB_withhold_ended));
}

/* NULL: it is shown. */
static const struct withheld_now_row *row_of(const struct withheld_now_rows *rows,
                                             const struct audit_entry *entry)
{
    struct date day = date_in_london(entry->at);
    for (size_t i = 0; i < rows->count; i++)
        if (rows->at[i].is_confirmed && rows->at[i].day.days == day.days &&
            str_equal(rows->at[i].role, entry->role))
            return &rows->at[i];
    return NULL;
}

static bool is_told(struct str ground, struct date today)
{
    const struct law_ground *is = law_ground_on(law_grounds_built_in(), ground, today);
    return is != NULL && is->tells;
}

enum err withheld_take_out(struct job *job, struct person_id person, struct audit_entry *entries,
                           size_t *count, int64_t *out_told)
{
    struct withheld_now_rows rows;
    struct date today = date_in_london(job->now);
    enum err err = sql_withheld_now(job->db, job->arena, person, today, &rows);
    if (err != OK)
        return err;
    size_t kept = 0;
    int64_t told = 0;
    for (size_t i = 0; i < *count; i++) {
        const struct withheld_now_row *row = row_of(&rows, &entries[i]);
        if (row != NULL)
            told += is_told(row->ground, today);
        else if (rows.count == 0 || !is_of_withholding(&entries[i]))
            entries[kept++] = entries[i];
    }
    *count = kept;
    *out_told = told;
    return OK;
}
