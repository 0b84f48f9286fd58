/* cold_anew.c - fresh keys at a thaw.
 *
 * The keys that come back were on this server before the record went cold, and stand in every copy
 * of the database from then. Who has such a copy, and takes over the server later, must not read
 * what is written from now on. So her key and those of her calls are drawn anew while she is still
 * cold and nobody works on her record: with the old keys, which are in hand and in no row, all of
 * it is opened and sealed again, some at a time, into rows beside; then, with the thaw itself, they
 * take the place of the old and the fresh keys stand in their rows. A server that is killed in
 * between leaves her cold. Keys of emergencies stay: what the log commits to are their sealed words
 * as they are.
 */
#include "cold_anew_sql.h"
#include "rooms/cold/cold_inner.h"

enum { AT_ONCE = 48, BATCH_MEMORY = 64 << 20, BROKEN_OFF_HOURS = 1 };

static struct str key_of(const struct cold_keys *keys, int64_t kind, int64_t owner)
{
    for (size_t i = 0; i < keys->count; i++)
        if ((int64_t)keys->at[i].kind == kind && keys->at[i].owner == owner)
            return keys->at[i].wrapped_key;
    return STR_NONE;
}

/* ---- beside ---------------------------------------------------------------------------------- */

struct staging {
    struct person_id person;
    struct task_id attempt;
    const struct cold_keys *old, *fresh;
    const struct anew_waiting_rows *rows;
    const struct vault_item *sealed;
};

static enum err drop_work(struct job *job, void *with)
{
    const struct staging *staging = with;
    return sql_anew_drop(job->db, staging->person,
                         instant_add_ms(job->now, -BROKEN_OFF_HOURS * MS_PER_HOUR));
}

static enum err stage_work(struct job *job, void *with)
{
    const struct staging *staging = with;
    enum err err = OK;
    for (size_t i = 0; err == OK && i < staging->rows->count; i++) {
        const struct anew_waiting_row *row = &staging->rows->at[i];
        err = sql_anew_insert(job->db, &(struct anew_insert_in){
            .attempt = staging->attempt,
            .kind = row->kind,
            .owner = row->owner,
            .of_table = row->of_table,
            .of_column = row->of_column,
            .of_row = row->of_row,
            .person = staging->person,
            .sealed = staging->sealed[i].out,
            .made_at = job->now,
        });
    }
    return err;
}

/* Opens under the old keys and seals under the fresh. */
static enum err seal_again(struct job *job, const struct staging *staging,
                           struct vault_item *items)
{
    size_t count = staging->rows->count;
    for (size_t i = 0; i < count; i++) {
        const struct anew_waiting_row *row = &staging->rows->at[i];
        items[i] = (struct vault_item){
            .kind = (enum vault_owner)row->kind,
            .owner = row->owner,
            .wrapped_key = key_of(staging->old, row->kind, row->owner),
            .place = {str_c(job->arena, row->of_table), str_c(job->arena, row->of_column),
                      row->of_row},
            .in = row->sealed,
        };
    }
    enum err err = vault_open_all(job->vault, job->arena, items, count);
    if (err == OK)
        err = vault_first_result(items, count);
    for (size_t i = 0; err == OK && i < count; i++) {
        items[i].in = items[i].out;
        items[i].wrapped_key = key_of(staging->fresh, (int64_t)items[i].kind, items[i].owner);
    }
    if (err == OK)
        err = vault_seal(job->vault, job->arena, items, count);
    return err == OK ? vault_first_result(items, count) : err;
}

static enum err stage_some(struct job *job, struct staging *staging, bool *out_is_done)
{
    struct anew_waiting_rows rows;
    enum err err = sql_anew_waiting(job->db, job->arena, staging->person, staging->attempt,
                                    AT_ONCE, &rows);
    if (err != OK)
        return err;
    *out_is_done = rows.count == 0;
    if (*out_is_done)
        return OK;
    struct vault_item *items = ARENA_MANY(job->arena, struct vault_item, rows.count);
    staging->rows = &rows;
    staging->sealed = items;
    err = seal_again(job, staging, items);
    return err == OK ? job_write(job, stage_work, staging) : err;
}

/* Memory of its own: her documents may be larger than a request's. */
static enum err stage_all(struct job *job, struct staging *staging)
{
    struct arena own = arena_make(BATCH_MEMORY);
    struct arena *of_job = job->arena;
    struct str once = job->once; /* of the form: the thaw's own */
    bool is_done = false;
    job->once = STR_NONE;
    job->arena = &own;
    enum err err = job_write(job, drop_work, staging);
    while (err == OK && !is_done) {
        err = stage_some(job, staging, &is_done);
        arena_reset(&own);
    }
    job->arena = of_job;
    job->once = once;
    arena_free(&own);
    return err;
}

static enum err draw_keys(struct job *job, const struct cold_keys *old,
                          struct cold_keys *out_fresh)
{
    struct cold_key *keys = ARENA_MANY(job->arena, struct cold_key, old->count);
    enum err err = OK;
    for (size_t i = 0; err == OK && i < old->count; i++) {
        keys[i] = old->at[i];
        if (keys[i].kind != VAULT_EMERGENCY)
            err = vault_key_make(job->vault, job->arena, keys[i].kind, keys[i].owner,
                                 &keys[i].wrapped_key);
    }
    *out_fresh = (struct cold_keys){keys, old->count};
    return err;
}

enum err cold_anew_seal(struct job *job, struct person_id person, const struct cold_keys *old,
                        struct cold_anew *out_anew)
{
    struct cold_anew anew = {.attempt = {job_new_id(job)}};
    struct staging staging = {.person = person, .attempt = anew.attempt, .old = old,
                              .fresh = &anew.keys};
    enum err err = draw_keys(job, old, &anew.keys);
    if (err == OK)
        err = stage_all(job, &staging);
    if (err == ERR_INVALID) { /* damaged before this; it must not take the rest of her along */
        *out_anew = (struct cold_anew){.keys = *old};
        return OK;
    }
    if (err == OK)
        *out_anew = anew;
    return err;
}

/* ---- in the place of the old ----------------------------------------------------------------- */

enum err cold_anew_put(struct job *job, struct person_id person, const struct cold_anew *anew)
{
    static enum err (*const puts[])(struct db *, struct person_id, struct task_id) = {
        sql_anew_person, sql_anew_person_name, sql_anew_person_phone, sql_anew_contact,
        sql_anew_clock_step, sql_anew_council_referral, sql_anew_conflict_flag,
        sql_anew_document, sql_anew_document_piece, sql_anew_release, sql_anew_release_part,
        sql_anew_placement, sql_anew_referral_answer};
    struct anew_waiting_rows left = {0};
    enum err err = OK;
    bool is_anew = anew->attempt.value != 0;
    if (is_anew)
        err = sql_anew_waiting(job->db, job->arena, person, anew->attempt, 1, &left);
    if (err == OK && left.count > 0)
        err = ERR_BUSY; /* something was written meanwhile: it would not open any more */
    for (size_t i = 0; err == OK && is_anew && i < COUNT_OF(puts); i++)
        err = puts[i](job->db, person, anew->attempt);
    if (err == OK && is_anew)
        err = sql_anew_drop(job->db, person, instant_add_ms(job->now, 1));
    for (size_t i = 0; err == OK && i < anew->keys.count; i++)
        err = cold_key_put(job, person, &anew->keys.at[i]);
    if (err == OK && is_anew)
        job_audit(job, VERB_keys_drawn, RECORD_person, person.value);
    return err;
}
