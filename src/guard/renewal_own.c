/* Who is signed in changes the own password or the telephone with the code app. */
#include "guard/account.h"
#include "guard/password.h"
#include "guard/refusal.h"
#include "guard/renewal_inner.h"
#include "guard/secret.h"
#include "guard/session.h"
#include "guard/totp.h"
#include "guard/tries.h"
#include "guard_sql.h"

/* A change under way: the account as it is, and as it is to be. */
struct changing {
    struct account_secrets_row account;
    struct renewed renewed;
    struct session_fresh fresh;
    struct str name_fingerprint;
    bool is_right;
};

static enum err read_account(struct job *job, struct changing *changing)
{
    changing->renewed.staff = job->asker.staff;
    return sql_account_secrets(job->db, job->arena, job->asker.staff, job->now,
                               &changing->account);
}

static enum err hash_is(struct job *job, struct str hash, struct str password, bool *out_is)
{
    job_stop_reading(job);
    enum err err = password_is(job->vault, hash, password, out_is);
    enum err reading = job_read_again(job);
    return err == OK ? reading : err;
}

static enum err write_refused(struct job *job, void *with)
{
    (void)with;
    job_audit(job, VERB_sign_in_refused, RECORD_staff, job->asker.staff.value);
    return refusal_add(job, &(struct refusal){.reason = REFUSAL_sign_in,
                                              .staff = job->asker.staff,
                                              .kind = STR_NONE,
                                              .is_write = true});
}

/* A refusal is written; the form's one-time token is left for the next try. */
static enum err refuse(struct job *job)
{
    struct str once = job->once;
    job->once = STR_NONE;
    enum err err = job_write(job, write_refused, NULL);
    job->once = once;
    return err == OK ? ERR_DENIED : err;
}

/* Both are always looked at, so that the time does not tell which one was wrong. */
static enum err check_present(struct job *job, const struct present *present,
                              struct changing *changing)
{
    struct str secret = STR_NONE;
    bool is_password = false;
    enum err err = tries_take(job, changing->account.user_name, &changing->name_fingerprint);
    if (err == OK)
        err = secret_open(job, job->asker.staff, changing->account.wrapped_key,
                          changing->account.totp_sealed, &secret);
    if (err == OK)
        err = hash_is(job, changing->account.password_hash, present->password, &is_password);
    if (err != OK)
        return err;
    changing->renewed.step = renewal_step(secret, present->code, present->totp_now,
                                          changing->account.totp_step);
    return is_password && changing->renewed.step != 0 ? OK : refuse(job);
}

/* All sessions end, this one too; a fresh one goes on. */
static enum err store_and_go_on(struct job *job, void *with)
{
    const struct changing *changing = with;
    enum err err = renewal_store(job, &changing->renewed);
    if (err == OK)
        err = tries_forget(job, changing->name_fingerprint);
    return err == OK ? session_open(job, &changing->fresh) : err;
}

static enum err store(struct job *job, struct changing *changing, struct str *out_token)
{
    enum err err = session_draw(job, &changing->fresh);
    if (err == OK)
        err = job_write(job, store_and_go_on, changing);
    if (err == OK)
        *out_token = changing->fresh.token;
    return err;
}

enum err password_change(struct job *job, const struct present *present, struct str password,
                         enum password_rule *out_rule, struct str *out_token)
{
    struct changing changing = {0};
    enum err err = read_account(job, &changing);
    if (err != OK)
        return err;
    *out_rule =
        password_check(password, changing.account.user_name, changing.account.display_name);
    if (*out_rule != PASSWORD_FINE)
        return OK;
    err = check_present(job, present, &changing);
    if (err != OK)
        return err;
    job_stop_reading(job);
    err = password_hash(job->vault, job->arena, password, &changing.renewed.password_hash);
    enum err reading = job_read_again(job);
    if (err == OK)
        err = reading;
    return err == OK ? store(job, &changing, out_token) : err;
}

/* ---- another telephone ----------------------------------------------------------------------- */

struct app_put {
    struct changing *changing;
    struct str totp_sealed;
};

static enum err put_app(struct job *job, void *with)
{
    const struct app_put *put = with;
    int64_t taken = 0;
    enum err err = sql_account_take_step(job->db, job->asker.staff,
                                         put->changing->renewed.step, &taken);
    if (err == OK && taken == 0)
        err = ERR_DENIED;
    if (err == OK)
        err = sql_renewal_put(job->db, &(struct renewal_put_in){
            .staff = job->asker.staff,
            .code_hash = STR_NONE,
            .totp_sealed = put->totp_sealed,
            .asked_by = job->asker.staff,
            .now = job->now,
            .until_at = instant_add_ms(job->now, RENEWAL_MINUTES * MS_PER_MINUTE),
        });
    if (err == OK)
        job_audit(job, VERB_renewal_begun, RECORD_staff, job->asker.staff.value);
    return err == OK ? tries_forget(job, put->changing->name_fingerprint) : err;
}

enum err code_app_begin(struct job *job, const struct present *present)
{
    struct changing changing = {0};
    struct app_put put = {.changing = &changing};
    enum err err = read_account(job, &changing);
    if (err == OK)
        err = check_present(job, present, &changing);
    if (err == OK)
        err = secret_seal(job, job->asker.staff, changing.account.wrapped_key,
                          secret_draw(job->arena), &put.totp_sealed);
    return err == OK ? job_write(job, put_app, &put) : err;
}

static enum err read_waiting(struct job *job, struct changing *changing, struct str *out_secret)
{
    struct renewal_get_row row = {0};
    enum err err = read_account(job, changing);
    if (err == OK)
        err = sql_renewal_get(job->db, job->arena, job->asker.staff, job->now, &row);
    if (err == OK && row.code_hash.size > 0) /* somebody else asked for that */
        err = ERR_NOT_FOUND;
    if (err != OK)
        return err;
    changing->renewed.totp_sealed = row.totp_sealed;
    return secret_open(job, job->asker.staff, changing->account.wrapped_key, row.totp_sealed,
                       out_secret);
}

enum err code_app_waiting(struct job *job, struct renewal *out_renewal)
{
    struct changing changing = {0};
    struct str secret = STR_NONE;
    enum err err = read_waiting(job, &changing, &secret);
    if (err == OK)
        *out_renewal = (struct renewal){
            .staff = job->asker.staff,
            .user_name = changing.account.user_name,
            .display_name = changing.account.display_name,
            .is_code_app = true,
            .secret = totp_secret_text(job->arena, secret),
            .uri = totp_uri(job->arena, changing.account.user_name, secret),
        };
    return err;
}

enum err code_app_finish(struct job *job, const struct present *present, struct str *out_token)
{
    struct changing changing = {0};
    struct str secret = STR_NONE;
    enum err err = read_waiting(job, &changing, &secret);
    if (err == OK)
        err = tries_take(job, changing.account.user_name, &changing.name_fingerprint);
    if (err != OK)
        return err;
    changing.renewed.step = renewal_step(secret, present->code, present->totp_now, 0);
    return changing.renewed.step == 0 ? ERR_DENIED : store(job, &changing, out_token);
}

/* ---- what happened --------------------------------------------------------------------------- */

enum err account_happened(struct job *job, struct staff_id staff, int32_t limit,
                          struct account_events *out_events)
{
    struct account_happened_rows rows;
    enum err err = sql_account_happened(job->db, job->arena, staff.value, limit, &rows);
    if (err != OK)
        return err;
    struct account_event *events = ARENA_MANY(job->arena, struct account_event, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        events[i] = (struct account_event){rows.at[i].at, rows.at[i].verb,
                                           rows.at[i].staff.value == 0 ||
                                               rows.at[i].staff.value == staff.value};
    *out_events = (struct account_events){events, rows.count};
    return OK;
}
