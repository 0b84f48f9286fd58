#include "guard/conflict.h"

#include "guard/proof.h"
#include "guard_conflict_sql.h"

enum err conflict_hide(struct job *job, struct conflict_id flag, struct staff_id staff,
                       struct record_id record)
{
    enum err err = proof_touch(job, PROOF_record, record.value);
    return err == OK ? sql_conflict_put(job->db, staff, record, flag) : err;
}

enum err conflict_end(struct job *job, struct conflict_id flag)
{
    struct conflict_of_flag_rows rows;
    int64_t changed;
    enum err err = sql_conflict_of_flag(job->db, job->arena, flag, &rows);
    for (size_t i = 0; err == OK && i < rows.count; i++)
        err = proof_touch(job, PROOF_record, rows.at[i].record.value);
    return err == OK ? sql_conflict_drop(job->db, flag, &changed) : err;
}

static bool is_among(const struct conflict_of_staff_rows *hidden, struct record_id record)
{
    for (size_t i = 0; i < hidden->count; i++)
        if (hidden->at[i].record.value == record.value)
            return true;
    return false;
}

enum err conflict_filter(struct job *job, struct record_id *records, size_t count,
                         size_t *out_count)
{
    struct conflict_of_staff_rows hidden;
    enum err err = sql_conflict_of_staff(job->db, job->arena, job->asker.staff, &hidden);
    if (err != OK)
        return err;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!is_among(&hidden, records[i]))
            records[kept++] = records[i];
    *out_count = kept;
    return OK;
}

enum err conflict_has_any(struct job *job, bool *out_has_any)
{
    struct conflict_of_staff_rows hidden;
    enum err err = sql_conflict_of_staff(job->db, job->arena, job->asker.staff, &hidden);
    if (err == OK)
        *out_has_any = hidden.count > 0;
    return err;
}
