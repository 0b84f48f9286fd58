/* Signing in, in this order: a try is taken in a transaction of its own, so that a hundred guesses
 * at once are five; the password is hashed with no connection in hand, because hashing waits and
 * readers must not; then the code's step is taken and the session written in one transaction. */
#include <string.h>

#include "guard/account.h"
#include "guard/password.h"
#include "guard/proof.h"
#include "guard/refusal.h"
#include "guard/session.h"
#include "guard/totp.h"
#include "guard/tries.h"
#include "guard_sql.h"

struct attempt {
    const struct sign_in *sign_in;
    struct str name_fingerprint;
    struct account_to_sign_in_row account; /* staff 0: there is none */
    struct session_fresh fresh;
    int64_t step; /* of the code; 0: it is wrong */
    bool is_refused; /* by password or code */
    bool is_in;
};

static enum err find_account(struct job *job, struct attempt *attempt)
{
    enum err err = sql_account_to_sign_in(job->db, job->arena, attempt->sign_in->user_name,
                                          job->now, &attempt->account);
    if (err == OK)
        err = proof_check(job, PROOF_staff, attempt->account.staff.value);
    if (err == ERR_NOT_FOUND) { /* also whose account was forged is nobody */
        attempt->account = (struct account_to_sign_in_row){0};
        err = OK;
    }
    return err;
}

/* Of nobody: as long as a real key and a real sealed secret, and opens nothing. */
static void be_nobody(struct account_to_sign_in_row *account)
{
    enum { SEALED_SECRET_BYTES = 64 + 41 }; /* as vault_seal makes it of a short text */
    static const char nothing[VAULT_WRAPPED_BYTES] = {1};
    account->wrapped_key = (struct str){nothing, sizeof(nothing)};
    account->totp_sealed = (struct str){nothing, SEALED_SECRET_BYTES};
}

/* Where there is no account the vault is asked in vain: the time must not tell who has one. */
static enum err find_step(struct job *job, struct attempt *attempt)
{
    struct account_to_sign_in_row account = attempt->account;
    bool is_nobody = account.staff.value == 0;
    if (is_nobody)
        be_nobody(&account);
    struct vault_item item = {
        .kind = VAULT_STAFF,
        .owner = account.staff.value,
        .wrapped_key = account.wrapped_key,
        .place = {"account", "totp_sealed", account.staff.value},
        .in = account.totp_sealed,
    };
    enum err err = vault_open_all(job->vault, job->arena, &item, 1);
    if (err != OK || is_nobody)
        return err;
    if (item.result != OK)
        return ERR_INTERNAL;
    attempt->step = totp_find_step(item.out, attempt->sign_in->code, attempt->sign_in->totp_now);
    return OK;
}

/* Both are always looked at, so that the time does not tell which one was wrong. */
static enum err check_secrets(struct job *job, struct attempt *attempt)
{
    enum err err = find_step(job, attempt);
    if (err != OK)
        return err;
    store_read_end(job->store, job->db);
    job->db = NULL;
    bool is_right = false;
    err = password_is(job->vault, attempt->account.password_hash, attempt->sign_in->password,
                      &is_right);
    attempt->is_refused = !is_right || attempt->step <= attempt->account.totp_step;
    enum err reading = store_read_begin(job->store, &job->db);
    return err == OK ? reading : err;
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

/* Of two that come with the same code at the same time one changes nothing here. */
static enum err take_step(struct job *job, struct attempt *attempt)
{
    int64_t changed = 0;
    attempt->is_in = false;
    if (attempt->is_refused)
        return OK;
    enum err err =
        sql_account_take_step(job->db, attempt->account.staff, attempt->step, &changed);
    attempt->is_in = changed == 1;
    return err;
}

/* A refusal is something that happened: it is written, not undone; is_in tells the caller. */
static enum err settle(struct job *job, void *with)
{
    struct attempt *attempt = with;
    job->asker = (struct asker){0};
    enum err err = take_step(job, attempt);
    if (err != OK)
        return err;
    if (!attempt->is_in) {
        job_audit(job, VERB_sign_in_refused, RECORD_staff, attempt->account.staff.value);
        return refusal_add(job, &(struct refusal){.reason = REFUSAL_sign_in,
                                                  .staff = attempt->account.staff,
                                                  .kind = STR_NONE,
                                                  .is_write = true});
    }
    become(job, attempt);
    job_audit(job, VERB_signed_in, RECORD_staff, attempt->account.staff.value);
    err = tries_forget(job, attempt->name_fingerprint);
    return err == OK ? session_open(job, &attempt->fresh) : err;
}

static enum err run(struct job *job, struct attempt *attempt, struct str *out_token)
{
    enum err err =
        tries_take(job, attempt->sign_in->user_name, &attempt->name_fingerprint);
    if (err == OK)
        err = find_account(job, attempt);
    if (err == OK)
        err = check_secrets(job, attempt);
    if (err == OK)
        err = job_write(job, settle, attempt);
    if (err == OK && attempt->is_in)
        *out_token = attempt->fresh.token;
    else
        job->asker = (struct asker){0};
    return err == OK && !attempt->is_in ? ERR_DENIED : err;
}

/* The form's one-time token is left unused: a code is taken only once anyway, and a second submit
 * must not be led on without a cookie. */
enum err account_sign_in(struct job *job, const struct sign_in *sign_in, struct str *out_token)
{
    struct attempt attempt = {.sign_in = sign_in};
    struct str once = job->once;
    job->once = STR_NONE;
    job->asker = (struct asker){0};
    enum err err = session_draw(job, &attempt.fresh);
    if (err == OK)
        err = run(job, &attempt, out_token);
    job->once = once;
    return err;
}
