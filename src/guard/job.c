#include "guard/job.h"

#include <string.h>

#include "guard/audit.h"
#include "guard/audit_line.h"
#include "guard/proof.h"
#include "guard/reserve.h"
#include "guard_sql.h"

/* One call of job_write. */
struct pass {
    struct job *job;
    enum err (*work)(struct job *job, void *with);
    void *with;
    size_t line_count; /* what each run of the work starts from */
    struct str location;
};

/* A second submit waits here, on PostgreSQL, until the first is durable or undone. */
static enum err take_once(struct job *job)
{
    if (str_is_empty(job->once))
        return OK;
    if (job->once.size > ONCE_BYTES)
        return ERR_MALFORMED;
    int64_t changed;
    enum err err = sql_once_take(job->db, job->asker.staff, job->once, job->now, &changed);
    if (err != OK || changed == 1)
        return err;
    struct once_find_row row;
    err = sql_once_find(job->db, job->arena, job->asker.staff, job->once, &row);
    if (err != OK)
        return err;
    job->once_location = row.location;
    return ERR_REPEATED;
}

static enum err lead_once(struct job *job)
{
    if (str_is_empty(job->once) || str_is_empty(job->location))
        return OK;
    return sql_once_lead(job->db, job->asker.staff, job->once, job->location);
}

static enum err run_pass(struct db *db, void *with)
{
    struct pass *pass = with;
    struct job *job = pass->job;
    job->db = db;
    job->line_count = pass->line_count;
    job->location = pass->location;
    memset(job->due, 0, sizeof(job->due)); /* a run that was undone may have left some */
    enum err err = take_once(job);
    if (err == OK && pass->work != NULL)
        err = pass->work(job, pass->with);
    if (err == OK)
        err = proof_write(job);
    if (err == OK)
        err = lead_once(job);
    return err == OK ? audit_append(job, AUDIT_WRITES) : err;
}

void job_stop_reading(struct job *job)
{
    must(job->db == NULL || !db_is_writing(job->db));
    if (job->db != NULL)
        store_read_end(job->store, job->db);
    job->db = NULL;
    memset(job->found_right, 0, sizeof(job->found_right));
}

enum err job_write(struct job *job, enum err (*work)(struct job *job, void *with), void *with)
{
    bool is_reading = job->db != NULL;
    job_stop_reading(job);
    struct pass pass = {job, work, with, job->line_count, job->location};
    job->once_location = STR_NONE;
    enum err err = store_write(job->store, job->arena, run_pass, &pass);
    job->db = NULL;
    if (err == OK) {
        job->line_count = 0;
        job->once = STR_NONE;
        proof_written(job);
    } else {
        job->line_count = pass.line_count;
        job->location = pass.location;
    }
    enum err again = is_reading ? store_read_begin(job->store, &job->db) : OK;
    if (err != OK && again == OK)
        proof_not_written(job);
    return err == OK ? again : err;
}

enum err job_read_again(struct job *job)
{
    return job->db == NULL && job->store != NULL ? store_read_begin(job->store, &job->db) : OK;
}

void job_stop_reading_log(struct job *job)
{
    if (job->readings_db != NULL)
        store_read_end(job->readings, job->readings_db);
    job->readings_db = NULL;
}

static enum err write_readings(struct job *job)
{
    struct db *reading = job->db;
    must(reading == NULL || !db_is_writing(reading));
    enum err err = store_write(job->readings, job->arena, audit_append_readings, job);
    job->db = reading;
    if (err == OK)
        job->line_count = 0;
    return err;
}

/* A reading's line is not what the form's token stands for. */
static enum err write_lines(struct job *job)
{
    if (job->readings != NULL)
        return write_readings(job);
    struct str once = job->once;
    job->once = STR_NONE;
    enum err err = job_write(job, NULL, NULL);
    job->once = once;
    return err;
}

enum err job_audit_seal(struct job *job, const struct audit_owner *owner, struct str words,
                        const struct audit_detail **out_detail)
{
    struct audit_detail *detail = ARENA_NEW(job->arena, struct audit_detail);
    *detail =
        (struct audit_detail){.kind = owner->kind, .owner = owner->id, .id = job_new_id(job)};
    struct vault_item item = detail_item(owner, detail->id, words);
    must(words.size > 0);
    enum err err = vault_seal(job->vault, job->arena, &item, 1);
    if (err == OK)
        err = item.result;
    if (err != OK)
        return err;
    unsigned char *commitment = arena_take(job->arena, AUDIT_HASH_BYTES);
    detail->sealed = item.out;
    detail_commitment(item.out, commitment);
    detail->commitment = (struct str){(const char *)commitment, AUDIT_HASH_BYTES};
    *out_detail = detail;
    return OK;
}

enum err job_audit_commit(struct job *job)
{
    if (job->line_count == 0)
        return OK;
    enum err err = write_lines(job);
    bool is_refused = store_is_refused(job->readings != NULL ? job->readings : job->store);
    if (err != ERR_BUSY || !is_refused || job->reserve == NULL)
        return err;
    err = reserve_append(job->reserve, job);
    if (err == OK)
        job->line_count = 0;
    return err;
}

void job_audit_detail(struct job *job, enum verb verb, enum record_kind kind, int64_t record,
                      enum purpose purpose, const struct audit_detail *detail)
{
    if (job->line_count == job->line_room) {
        size_t room = job->line_room ? 2 * job->line_room : 8;
        struct audit_line *lines = ARENA_MANY(job->arena, struct audit_line, room);
        if (job->line_count > 0)
            memcpy(lines, job->lines, job->line_count * sizeof(*lines));
        job->lines = lines;
        job->line_room = room;
    }
    job->lines[job->line_count++] = (struct audit_line){verb, kind, record, purpose, detail};
}

void job_audit_for(struct job *job, enum verb verb, enum record_kind kind, int64_t record,
                   enum purpose purpose)
{
    job_audit_detail(job, verb, kind, record, purpose, NULL);
}

void job_audit(struct job *job, enum verb verb, enum record_kind kind, int64_t record)
{
    job_audit_for(job, verb, kind, record, job->purpose);
}

/* SplitMix64: a demo's ids and references are the same whatever the machine. */
static uint64_t next_seeded(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint64_t job_random(struct job *job)
{
    uint64_t bits;
    if (job->seeded != NULL)
        return next_seeded(job->seeded);
    vault_random(&bits, sizeof(bits));
    return bits;
}

int64_t job_new_id(struct job *job)
{
    int64_t id = 0;
    while (id == 0)
        id = (int64_t)job_random(job);
    return id;
}
