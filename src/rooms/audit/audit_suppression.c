#include "rooms/audit/audit_suppression.h"

#include "audit_suppression_sql.h"
#include "words.h"

enum err suppression_list(struct job *job, struct person_id person,
                          struct suppressions *out_suppressions)
{
    struct suppression_of_rows rows;
    enum err err = sql_suppression_of(job->db, job->arena, person, &rows);
    if (err != OK)
        return err;
    struct suppression *list = ARENA_MANY(job->arena, struct suppression, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct suppression){
            .suppression = rows.at[i].suppression,
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
    *out_suppressions = (struct suppressions){list, rows.count};
    return OK;
}

/* ---- two words ------------------------------------------------------------------------------- */

static void check(struct job *job, const struct suppression_new *suppression,
                  struct problems *problems)
{
    struct date today = date_in_london(job->now);
    const struct law_ground *ground =
        law_ground_on(law_grounds_built_in(), suppression->ground, today);
    if (ground == NULL)
        problems_add(problems, STR("ground"), WORD_suppression_no_ground);
    if (date_compare(suppression->day, today) > 0)
        problems_add(problems, STR("day"), WORD_suppression_no_day);
    if (date_compare(suppression->review_on, today) <= 0 ||
        (ground != NULL &&
         date_compare(suppression->review_on, date_add_months(today, ground->months)) > 0))
        problems_add(problems, STR("review_on"), WORD_suppression_review_late);
    if (str_equal_c(suppression->role, role_name(job->asker.role)))
        problems_add(problems, STR("role"), WORD_suppression_own_role);
}

struct asking {
    const struct suppression_new *is;
    struct task_id suppression;
};

static enum err ask_work(struct job *job, void *with)
{
    const struct asking *asking = with;
    enum err err = sql_suppression_insert(job->db, &(struct suppression_insert_in){
        .suppression = asking->suppression,
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
        job_audit(job, VERB_suppression_asked, RECORD_person, asking->is->person.value);
    return err;
}

enum err suppression_ask(struct job *job, const struct suppression_new *suppression,
                         struct problems *problems)
{
    check(job, suppression, problems);
    enum err err = problems_result(problems);
    return err == OK ? job_write(job, ask_work, &(struct asking){suppression, {job_new_id(job)}})
                     : err;
}

struct deciding {
    struct person_id person;
    struct task_id suppression;
};

static enum err confirm_work(struct job *job, void *with)
{
    const struct deciding *deciding = with;
    int64_t changed;
    enum err err = sql_suppression_confirm(job->db, &(struct suppression_confirm_in){
        .suppression = deciding->suppression,
        .person = deciding->person,
        .second_by = job->asker.staff,
        .role = str_of(role_name(job->asker.role)),
        .now = job->now,
        .today = date_in_london(job->now),
    }, &changed);
    if (err == OK && changed == 0)
        return ERR_CONFLICT;
    if (err == OK)
        job_audit(job, VERB_suppressed, RECORD_person, deciding->person.value);
    return err;
}

enum err suppression_confirm(struct job *job, struct person_id person, struct task_id suppression)
{
    return job_write(job, confirm_work, &(struct deciding){person, suppression});
}

static enum err end_work(struct job *job, void *with)
{
    const struct deciding *deciding = with;
    int64_t changed;
    enum err err = sql_suppression_end(job->db, &(struct suppression_end_in){
        deciding->suppression, deciding->person, job->asker.staff, job->now}, &changed);
    if (err == OK && changed == 0)
        return ERR_CONFLICT;
    if (err == OK)
        job_audit(job, VERB_suppression_ended, RECORD_person, deciding->person.value);
    return err;
}

enum err suppression_end(struct job *job, struct person_id person, struct task_id suppression)
{
    return job_write(job, end_work, &(struct deciding){person, suppression});
}

/* ---- what she is shown ----------------------------------------------------------------------- */

/* A line about the suppression would say what is suppressed. It needs no count: it is nobody's
 * look. */
static bool is_of_suppression(const struct audit_entry *entry)
{
    return str_equal_c(entry->verb, verb_name(VERB_suppression_asked)) ||
           str_equal_c(entry->verb, verb_name(VERB_suppressed)) ||
           str_equal_c(entry->verb, verb_name(VERB_suppression_ended));
}

/* NULL: it is shown. */
static const struct suppression_now_row *row_of(const struct suppression_now_rows *rows,
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

enum err suppression_take_out(struct job *job, struct person_id person, struct audit_entry *entries,
                              size_t *count, int64_t *out_told)
{
    struct suppression_now_rows rows;
    struct date today = date_in_london(job->now);
    enum err err = sql_suppression_now(job->db, job->arena, person, today, &rows);
    if (err != OK)
        return err;
    size_t kept = 0;
    int64_t told = 0;
    for (size_t i = 0; i < *count; i++) {
        const struct suppression_now_row *row = row_of(&rows, &entries[i]);
        if (row != NULL)
            told += is_told(row->ground, today);
        else if (rows.count == 0 || !is_of_suppression(&entries[i]))
            entries[kept++] = entries[i];
    }
    *count = kept;
    *out_told = told;
    return OK;
}
