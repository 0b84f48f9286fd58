#include "guard/tie.h"

#include "guard_sql.h"

enum err tie_make(struct job *job, const struct tie *tie)
{
    must(db_is_writing(job->db));
    must(tie->relation > RELATION_any && tie->relation < RELATION_COUNT);
    job_audit(job, VERB_tied, RECORD_tie, tie->record.value);
    const struct tie_put_in put = {
        .record = tie->record,
        .circle = tie->circle,
        .relation = RELATION_BIT(tie->relation),
        .now = job->now,
        .until_at = instant_is_some(tie->until_at) ? tie->until_at : TIE_OPEN,
    };
    return sql_tie_put(job->db, &put);
}

enum err tie_lengthen(struct job *job, const struct tie *tie)
{
    struct tie_until_row row;
    struct instant until_at = instant_is_some(tie->until_at) ? tie->until_at : TIE_OPEN;
    enum err err = sql_tie_until(job->db, job->arena, tie->record, tie->circle,
                                 RELATION_BIT(tie->relation), &row);
    if (err == OK && row.until_at.ms >= until_at.ms)
        return OK;
    return err == OK || err == ERR_NOT_FOUND ? tie_make(job, tie) : err;
}

enum err tie_end(struct job *job, struct record_id record, struct circle_id circle,
                 enum relation relation)
{
    must(db_is_writing(job->db));
    must(relation > RELATION_any && relation < RELATION_COUNT);
    const struct tie_close_in in = {record, circle, RELATION_BIT(relation), job->now};
    int64_t changed;
    enum err err = sql_tie_close(job->db, &in, &changed);
    if (err == OK && changed > 0)
        job_audit(job, VERB_untied, RECORD_tie, record.value);
    return err;
}

enum err tie_relations(struct job *job, struct record_id record, uint32_t *out_relations)
{
    uint32_t relations = RELATION_BIT(RELATION_any);
    struct tie_of_asker_rows ties;
    enum err err =
        sql_tie_of_asker(job->db, job->arena, record, job->asker.staff, job->now, &ties);
    if (err != OK)
        return err;
    for (size_t i = 0; i < ties.count; i++)
        relations |= (uint32_t)ties.at[i].relation;
    *out_relations = relations;
    return OK;
}

enum err tie_check(struct job *job, struct record_id record, enum right right)
{
    uint32_t relations;
    enum err err = tie_relations(job, record, &relations);
    if (err != OK)
        return err;
    return right_allows(job->asker.role, relations, right) ? OK : ERR_NOT_FOUND;
}

/* 20 characters a record, as the statement cuts them: the longest number of 64 bits. */
static struct str records_text(struct arena *arena, const struct record_id *records, size_t count)
{
    struct buf text = buf_make(arena, 20 * count + 1);
    for (size_t i = 0; i < count; i++)
        buf_format(&text, "%20lld", (long long)records[i].value);
    return buf_text(&text);
}

enum err tie_filter(struct job *job, enum right right, struct record_id *records, size_t count,
                    size_t *out_count)
{
    uint32_t relations = right_relations(job->asker.role, right);
    if (count == 0 || (relations & RELATION_BIT(RELATION_any)) != 0) {
        *out_count = count;
        return OK;
    }
    if (relations == 0) {
        *out_count = 0;
        return OK;
    }
    const struct tie_kept_in in = {
        .records = records_text(job->arena, records, count),
        .staff = job->asker.staff,
        .relations = relations,
        .now = job->now,
    };
    struct tie_kept_rows kept;
    enum err err = sql_tie_kept(job->db, job->arena, &in, &kept);
    if (err != OK)
        return err;
    for (size_t i = 0; i < kept.count; i++)
        records[i] = records[(kept.at[i].place - 1) / 20];
    *out_count = kept.count;
    return OK;
}

enum err circle_join(struct job *job, struct circle_id circle, struct staff_id staff)
{
    must(db_is_writing(job->db));
    return sql_circle_member_insert(job->db, circle, staff);
}

enum err circle_leave(struct job *job, struct circle_id circle, struct staff_id staff)
{
    must(db_is_writing(job->db));
    return sql_circle_member_delete(job->db, circle, staff);
}
