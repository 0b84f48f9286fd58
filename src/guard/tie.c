#include "guard/tie.h"

#include "guard/conflict.h"
#include "guard/proof.h"
#include "guard/tie_copy.h"
#include "guard_sql.h"
#include "guard_tie_copy_sql.h"

enum err tie_make(struct job *job, const struct tie *tie)
{
    must(db_is_writing(job->db));
    must(tie->relation > RELATION_any && tie->relation < RELATION_COUNT);
    enum err err = proof_touch(job, PROOF_record, tie->record.value);
    if (err != OK)
        return err;
    job_audit(job, VERB_tied, RECORD_tie, tie->record.value);
    const struct tie_put_in put = {
        .record = tie->record,
        .circle = tie->circle,
        .relation = RELATION_BIT(tie->relation),
        .now = job->now,
        .until_at = instant_is_some(tie->until_at) ? tie->until_at : TIE_OPEN,
    };
    err = sql_tie_put(job->db, &put);
    return err == OK ? tie_copy_note(job, tie->record, tie->circle) : err;
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
    int64_t changed = 0;
    enum err err = proof_touch(job, PROOF_record, record.value);
    if (err == OK)
        err = sql_tie_close(job->db, &in, &changed);
    if (err != OK || changed == 0)
        return err;
    job_audit(job, VERB_untied, RECORD_tie, record.value);
    return tie_copy_note(job, record, circle);
}

enum err tie_end_all(struct job *job, struct record_id record)
{
    struct tie_circles_live_rows circles;
    enum err err = proof_touch(job, PROOF_record, record.value);
    if (err == OK)
        err = sql_tie_circles_live(job->db, job->arena, record, job->now, &circles);
    if (err == OK)
        err = sql_tie_close_all(job->db, record, job->now);
    for (size_t i = 0; err == OK && i < circles.count; i++)
        err = tie_copy_note(job, record, circles.at[i].circle);
    return err;
}

static enum err read_relations(struct job *job, struct record_id record, uint32_t *out_relations)
{
    struct tie_of_asker_rows ties;
    enum err err =
        sql_tie_of_asker(job->db, job->arena, record, job->asker.staff, job->now, &ties);
    *out_relations = RELATION_BIT(RELATION_any);
    for (size_t i = 0; err == OK && i < ties.count; i++)
        *out_relations |= (uint32_t)ties.at[i].relation;
    return err;
}

/* Of a record that was proven. */
static enum err relations_of(struct job *job, struct record_id record, uint32_t *out_relations)
{
    enum err err = proof_relations(job, record, out_relations);
    if (err == ERR_NOT_FOUND)
        err = read_relations(job, record, out_relations);
    bool is_kept_away = (*out_relations & RELATION_BIT(RELATION_NONE)) != 0;
    return err == OK && is_kept_away ? ERR_NOT_FOUND : err;
}

/* First the proof: reading again may lead to what was written meanwhile. */
enum err tie_relations(struct job *job, struct record_id record, uint32_t *out_relations)
{
    enum err err = proof_check(job, PROOF_record, record.value);
    return err == OK ? relations_of(job, record, out_relations) : err;
}

enum err tie_check(struct job *job, struct record_id record, enum right right)
{
    uint32_t relations;
    enum err err = tie_relations(job, record, &relations);
    if (err != OK)
        return err;
    return right_allows(job->asker.role, relations, right) ? OK : ERR_NOT_FOUND;
}

enum {
    RECORD_CHARACTERS = 20, /* as the statement cuts them: the longest number of 64 bits */
    PART = 64               /* records a statement: it walks the text anew for each of them */
};

static struct str records_text(struct arena *arena, const struct record_id *records, size_t count)
{
    struct buf text = buf_make(arena, RECORD_CHARACTERS * count + 1);
    for (size_t i = 0; i < count; i++)
        buf_format(&text, "%20lld", (long long)records[i].value);
    return buf_text(&text);
}

static enum err filter_proven(struct job *job, struct record_id *records, size_t count,
                              size_t *out_count)
{
    int64_t *subjects = ARENA_MANY(job->arena, int64_t, count);
    for (size_t i = 0; i < count; i++)
        subjects[i] = records[i].value;
    enum err err = proof_filter(job, PROOF_record, subjects, count, out_count);
    for (size_t i = 0; err == OK && i < *out_count; i++)
        records[i] = (struct record_id){subjects[i]};
    return err;
}

/* Up to so many are asked one by one: the statement for many has to cut a list up. */
enum { FEW_RECORDS = 8 };

static enum err filter_few(struct job *job, uint32_t wanted, struct record_id *records,
                           size_t count, size_t *out_count)
{
    size_t kept = 0, proven;
    enum err err = filter_proven(job, records, count, &proven);
    if (err != OK)
        return err;
    for (size_t i = 0; i < proven; i++) {
        uint32_t relations;
        err = relations_of(job, records[i], &relations);
        if (err == ERR_NOT_FOUND)
            continue;
        if (err != OK)
            return err;
        if ((relations & wanted) != 0)
            records[kept++] = records[i];
    }
    *out_count = kept;
    return OK;
}

/* Moves those of a part that are kept to the front, which may lie before the part. */
static enum err keep_part(struct job *job, uint32_t relations, const struct record_id *part,
                          size_t count, struct record_id *front, size_t *out_count)
{
    const struct tie_kept_in in = {
        .records = records_text(job->arena, part, count),
        .staff = job->asker.staff,
        .relations = relations,
        .now = job->now,
    };
    struct tie_kept_rows kept;
    enum err err = sql_tie_kept(job->db, job->arena, &in, &kept);
    if (err != OK)
        return err;
    for (size_t i = 0; i < kept.count; i++)
        front[i] = part[(kept.at[i].place - 1) / RECORD_CHARACTERS];
    *out_count = kept.count;
    return OK;
}

static enum err filter_many(struct job *job, uint32_t wanted, struct record_id *records,
                            size_t count, size_t *out_count)
{
    size_t kept = 0;
    for (size_t at = 0, more; at < count; at += PART, kept += more) {
        size_t part = count - at < PART ? count - at : PART;
        enum err err = keep_part(job, wanted, records + at, part, records + kept, &more);
        if (err != OK)
            return err;
    }
    *out_count = kept;
    return OK;
}

enum err tie_filter(struct job *job, enum right right, struct record_id *records, size_t count,
                    size_t *out_count)
{
    uint32_t relations = right_relations(job->asker.role, right);
    bool is_of_any = (relations & RELATION_BIT(RELATION_any)) != 0;
    size_t kept = 0;
    enum err err = OK;
    if (!is_of_any && relations != 0 && count <= FEW_RECORDS)
        return filter_few(job, relations, records, count, out_count);
    if (is_of_any)
        err = conflict_filter(job, records, count, &kept);
    else if (relations != 0)
        err = filter_many(job, relations, records, count, &kept);
    return err == OK ? filter_proven(job, records, kept, out_count) : err;
}

static enum err read_records(struct job *job, uint32_t relations, size_t limit,
                             struct tied_records *out_records)
{
    struct tie_records_rows rows;
    const struct tie_records_in in = {job->asker.staff, relations, job->now, (int64_t)limit + 1};
    enum err err = sql_tie_records(job->db, job->arena, &in, &rows);
    if (err != OK)
        return err;
    if (rows.count > limit)
        return ERR_TOO_LARGE;
    struct record_id *records = ARENA_MANY(job->arena, struct record_id, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        records[i] = rows.at[i].record;
    *out_records = (struct tied_records){records, rows.count};
    return OK;
}

enum err tie_records(struct job *job, enum right right, size_t limit,
                     struct tied_records *out_records)
{
    uint32_t relations = right_relations(job->asker.role, right);
    if ((relations & RELATION_BIT(RELATION_any)) != 0)
        return ERR_TOO_LARGE;
    if (relations == 0) {
        *out_records = (struct tied_records){0};
        return OK;
    }
    enum err err = ERR_NOT_FOUND;
    if (job->ties != NULL && !db_is_writing(job->db))
        err = tie_copy_records(job, relations, limit, out_records);
    return err == ERR_NOT_FOUND ? read_records(job, relations, limit, out_records) : err;
}

enum err circle_join(struct job *job, struct circle_id circle, struct staff_id staff)
{
    enum err err = proof_touch(job, PROOF_staff, staff.value);
    return err == OK ? sql_circle_member_insert(job->db, circle, staff) : err;
}

enum err circle_leave(struct job *job, struct circle_id circle, struct staff_id staff)
{
    enum err err = proof_touch(job, PROOF_staff, staff.value);
    return err == OK ? sql_circle_member_delete(job->db, circle, staff) : err;
}
