/* Signing in, in this order: a try is taken in a transaction of its own, so that a hundred guesses
 * at once are five; the password is hashed with no connection in hand, because hashing waits and
 * readers must not; then the code's step is taken and the session written in one transaction. */
#include <string.h>

#include "guard/account.h"
#include "guard/password.h"
#include "guard/session.h"
#include "guard/totp.h"
#include "guard_sql.h"

struct attempt {
    const struct sign_in *sign_in;
    struct str name_fingerprint;
    struct account_to_sign_in_row account; /* staff 0: there is none */
    struct session_fresh fresh;
    int64_t step; /* of the code; 0: it is wrong */
    bool is_refused;
};

static struct instant rested_before(const struct job *job)
{
    return instant_add_ms(job->now, -SIGN_IN_REST_MINUTES * MS_PER_MINUTE);
}

/* Answers most guesses of a flood without a write. */
static enum err check_rest(struct job *job, const struct attempt *attempt)
{
    struct sign_in_try_find_row row;
    enum err err =
        sql_sign_in_try_find(job->db, job->arena, attempt->name_fingerprint, &row);
    if (err == ERR_NOT_FOUND)
        return OK;
    if (err != OK)
        return err;
    bool has_rested = row.last_at.ms <= rested_before(job).ms;
    return row.tries < SIGN_IN_TRIES || has_rested ? OK : ERR_TOO_MANY;
}

static enum err take_try(struct job *job, void *with)
{
    const struct attempt *attempt = with;
    const struct sign_in_try_take_in in = {
        .fingerprint = attempt->name_fingerprint,
        .now = job->now,
        .rested_before = rested_before(job),
        .limit_of_tries = SIGN_IN_TRIES,
    };
    int64_t changed;
    enum err err = sql_sign_in_try_take(job->db, &in, &changed);
    return err == OK && changed == 0 ? ERR_TOO_MANY : err;
}

static enum err find_account(struct job *job, struct attempt *attempt)
{
    enum err err = sql_account_to_sign_in(job->db, job->arena, attempt->sign_in->user_name,
                                          job->now, &attempt->account);
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err find_step(struct job *job, struct attempt *attempt)
{
    const struct account_to_sign_in_row *account = &attempt->account;
    if (account->staff.value == 0)
        return OK;
    struct vault_item item = {
        .kind = VAULT_STAFF,
        .owner = account->staff.value,
        .wrapped_key = account->wrapped_key,
        .place = {"account", "totp_sealed", account->staff.value},
        .in = account->totp_sealed,
    };
    enum err err = vault_open_all(job->vault, job->arena, &item, 1);
    if (err == OK && item.result != OK)
        err = ERR_INTERNAL;
    if (err == OK)
        attempt->step = totp_find_step(item.out, attempt->sign_in->code,
                                       attempt->sign_in->totp_now);
    return err;
}

/* Both are always looked at, so that the time does not tell which one was wrong. */
static enum err check_secrets(struct job *job, struct attempt *attempt)
{
    enum err err = find_step(job, attempt);
    if (err != OK)
        return err;
    store_read_end(job->store, job->db);
    job->db = NULL;
    bool is_right = password_is(job->vault, attempt->account.password_hash,
                                attempt->sign_in->password);
    attempt->is_refused = !is_right || attempt->step <= attempt->account.totp_step;
    return store_read_begin(job->store, &job->db);
}

/* A refusal is something that happened: it is written, not undone, and told to the caller by
 * is_refused. */
static enum err settle(struct job *job, void *with)
{
    struct attempt *attempt = with;
    struct staff_id staff = attempt->account.staff;
    struct asker nobody = {0};
    int64_t changed = 0;
    enum err err = OK;
    if (!attempt->is_refused)
        err = sql_account_take_step(job->db, staff, attempt->step, &changed);
    if (err != OK)
        return err;
    if (changed == 0) {
        job->asker = nobody;
        job_audit(job, VERB_sign_in_refused, RECORD_staff, staff.value);
        return OK;
    }
    err = sql_sign_in_try_forget(job->db, attempt->name_fingerprint);
    if (err == OK)
        err = session_open(job, &attempt->fresh);
    job_audit(job, VERB_signed_in, RECORD_staff, staff.value);
    return err;
}

static void become(struct job *job, const struct attempt *attempt)
{
    const struct account_to_sign_in_row *account = &attempt->account;
    job->asker = (struct asker){
        .staff = account->staff,
        .role = role_parse(account->role),
        .organisation = account->organisation,
        .circle = account->circle,
        .session = attempt->fresh.session,
        .name = account->display_name,
    };
}

static enum err run(struct job *job, struct attempt *attempt, struct str *out_token)
{
    enum err err = check_rest(job, attempt);
    if (err == OK)
        err = job_write(job, take_try, attempt);
    if (err == OK)
        err = find_account(job, attempt);
    if (err == OK)
        err = check_secrets(job, attempt);
    if (err != OK)
        return err;
    if (!attempt->is_refused)
        become(job, attempt);
    err = job_write(job, settle, attempt);
    if (err != OK)
        job->asker = (struct asker){0};
    else if (job->asker.staff.value == 0)
        err = ERR_DENIED;
    else
        *out_token = attempt->fresh.token;
    return err;
}

/* The form's one-time token is left unused: a code is taken only once anyway, and a second submit
 * must not be led on without a cookie. */
enum err account_sign_in(struct job *job, const struct sign_in *sign_in, struct str *out_token)
{
    unsigned char *bytes = ARENA_MANY(job->arena, unsigned char, 32);
    vault_fingerprint(job->vault, "user_name", sign_in->user_name, bytes);
    struct attempt attempt = {
        .sign_in = sign_in,
        .name_fingerprint = {(const char *)bytes, 32},
        .fresh = session_draw(job),
    };
    struct str once = job->once;
    job->once = STR_NONE;
    job->asker = (struct asker){0};
    enum err err = run(job, &attempt, out_token);
    job->once = once;
    return err;
}
