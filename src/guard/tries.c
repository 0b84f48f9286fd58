#include "guard/tries.h"

#include "guard/account.h"
#include "guard_sql.h"

enum { FINGERPRINT_BYTES = 32 };

static struct instant rested_before(const struct job *job)
{
    return instant_add_ms(job->now, -SIGN_IN_REST_MINUTES * MS_PER_MINUTE);
}

/* Answers most guesses of a flood without a write. */
static enum err check_rest(struct job *job, struct str fingerprint)
{
    struct sign_in_try_find_row row;
    enum err err = sql_sign_in_try_find(job->db, job->arena, fingerprint, &row);
    if (err == ERR_NOT_FOUND)
        return OK;
    if (err != OK)
        return err;
    bool has_rested = row.last_at.ms <= rested_before(job).ms;
    return row.tries < SIGN_IN_TRIES || has_rested ? OK : ERR_TOO_MANY;
}

static enum err take(struct job *job, void *with)
{
    const struct str *fingerprint = with;
    const struct sign_in_try_take_in in = {
        .fingerprint = *fingerprint,
        .now = job->now,
        .rested_before = rested_before(job),
        .limit_of_tries = SIGN_IN_TRIES,
    };
    int64_t changed;
    enum err err = sql_sign_in_try_take(job->db, &in, &changed);
    return err == OK && changed == 0 ? ERR_TOO_MANY : err;
}

enum err tries_take(struct job *job, struct str user_name, struct str *out_fingerprint)
{
    unsigned char *bytes = ARENA_MANY(job->arena, unsigned char, FINGERPRINT_BYTES);
    struct str fingerprint = {(const char *)bytes, FINGERPRINT_BYTES};
    struct str once = job->once;
    job->once = STR_NONE;
    enum err err = vault_fingerprint(job->vault, "user_name", user_name, bytes);
    if (err == OK)
        err = check_rest(job, fingerprint);
    if (err == OK)
        err = job_write(job, take, &fingerprint);
    job->once = once;
    if (err == OK)
        *out_fingerprint = fingerprint;
    return err;
}

enum err tries_forget(struct job *job, struct str fingerprint)
{
    return sql_sign_in_try_forget(job->db, fingerprint);
}
