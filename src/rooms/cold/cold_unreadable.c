#include "rooms/cold/cold_unreadable.h"

#include "cold_unreadable_sql.h"
#include "guard/unreadable.h"

enum err unreadable_list(struct job *job, int64_t limit, struct unreadable_values *out_values)
{
    struct unreadable_list_rows rows;
    enum err err =
        sql_unreadable_list(job->db, job->arena, job->asker.staff, limit, &rows);
    if (err != OK)
        return err;
    struct unreadable_value *values =
        ARENA_MANY(job->arena, struct unreadable_value, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        values[i] = (struct unreadable_value){
            .record = rows.at[i].record,
            .kind = rows.at[i].record_kind,
            .ref = rows.at[i].ref,
            .of_table = rows.at[i].of_table,
            .of_column = rows.at[i].of_column,
            .of_row = rows.at[i].of_row,
            .found_at = rows.at[i].found_at,
        };
    *out_values = (struct unreadable_values){values, rows.count};
    return OK;
}

enum err unreadable_waiting(struct job *job, int64_t *out_number)
{
    struct unreadable_waiting_row row;
    enum err err = sql_unreadable_waiting(job->db, job->arena, job->asker.staff, &row);
    if (err == OK)
        *out_number = row.number;
    return err;
}

static enum err see_work(struct job *job, void *with)
{
    const struct record_id *record = with;
    struct unreadable_record_row row;
    int64_t changed = 0;
    enum err err =
        sql_unreadable_record(job->db, job->arena, *record, job->asker.staff, &row);
    if (err == OK)
        err = sql_unreadable_see(job->db, *record, job->asker.staff, job->now, &changed);
    if (err == OK && changed == 0)
        return ERR_CONFLICT;
    if (err == OK)
        unreadable_audit(job, VERB_settled, (enum vault_owner)row.kind, record->value);
    return err;
}

enum err unreadable_see(struct job *job, struct record_id record)
{
    return job_write(job, see_work, &record);
}
