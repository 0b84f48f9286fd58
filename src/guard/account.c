#include "guard/account.h"

#include "guard/password.h"
#include "guard/proof.h"
#include "guard/refusal.h"
#include "guard/secret.h"
#include "guard/session.h"
#include "guard/totp.h"
#include "guard/within.h"
#include "guard_proof_sql.h"
#include "guard_refusal_sql.h"
#include "guard_renewal_sql.h"
#include "guard_sql.h"

enum { NAME_LEAST = 2, NAME_MOST = 40 };
enum { FORMS_KEPT_DAYS = 2, SESSIONS_KEPT_DAYS = 30 };

struct account_prepared {
    struct account_new account;
    struct str password_hash, wrapped_key, totp_sealed;
};

static bool is_user_name(struct str name)
{
    if (name.size < NAME_LEAST || name.size > NAME_MOST)
        return false;
    for (size_t i = 0; i < name.size; i++) {
        char c = name.at[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '.' && c != '-')
            return false;
    }
    return true;
}

static enum err seal_secret(struct job *job, struct account_prepared *prepared)
{
    struct staff_id staff = prepared->account.staff;
    struct str secret = prepared->account.totp_secret;
    if (str_is_empty(secret))
        secret = secret_draw(job->arena);
    enum err err = vault_key_make(job->vault, job->arena, VAULT_STAFF, staff.value,
                                  &prepared->wrapped_key);
    return err != OK ? err
                     : secret_seal(job, staff, prepared->wrapped_key, secret,
                                   &prepared->totp_sealed);
}

enum err account_prepare(struct job *job, const struct account_new *account,
                         struct account_prepared **out_prepared)
{
    must(account->staff.value != 0 && account->role != ROLE_NONE);
    must(account->totp_secret.size == 0 || account->totp_secret.size == TOTP_SECRET_BYTES);
    if (!is_user_name(account->user_name) || account->password.size < PASSWORD_LEAST ||
        account->password.size > PASSWORD_MOST)
        return ERR_INVALID;
    struct account_prepared *prepared = ARENA_NEW(job->arena, struct account_prepared);
    prepared->account = *account;
    enum err err = password_hash(job->vault, job->arena, account->password,
                                 &prepared->password_hash);
    if (err == OK)
        err = seal_secret(job, prepared);
    if (err == OK)
        *out_prepared = prepared;
    return err;
}

enum err account_add(struct job *job, const struct account_prepared *prepared)
{
    must(db_is_writing(job->db));
    const struct account_new *account = &prepared->account;
    enum err err = proof_touch(job, PROOF_staff, account->staff.value);
    return err != OK ? err : sql_account_insert(job->db, &(struct account_insert_in){
        .staff = account->staff,
        .user_name = account->user_name,
        .display_name = account->display_name,
        .role = str_of(role_name(account->role)),
        .organisation = account->organisation,
        .circle = account->circle,
        .password_hash = prepared->password_hash,
        .wrapped_key = prepared->wrapped_key,
        .totp_sealed = prepared->totp_sealed,
        .until_at = {INT64_MAX},
    });
}

enum err account_list(struct job *job, struct accounts *out_accounts)
{
    struct account_all_rows rows;
    enum err err = sql_account_all(job->db, job->arena, &rows);
    if (err != OK)
        return err;
    struct account *accounts = ARENA_MANY(job->arena, struct account, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        accounts[i] = (struct account){
            .staff = rows.at[i].staff,
            .user_name = rows.at[i].user_name,
            .display_name = rows.at[i].display_name,
            .role = role_parse(rows.at[i].role),
            .organisation = rows.at[i].organisation,
            .circle = rows.at[i].circle,
            .is_closed = rows.at[i].until_at.ms <= job->now.ms,
        };
    *out_accounts = (struct accounts){accounts, rows.count};
    return OK;
}

static enum err close_account(struct job *job, void *with)
{
    const struct staff_id *staff = with;
    int64_t changed = 0;
    enum err err = proof_touch(job, PROOF_staff, staff->value);
    if (err == OK)
        err = sql_account_close(job->db, *staff, job->now, &changed);
    if (err == OK && changed == 0)
        err = ERR_NOT_FOUND;
    if (err == OK)
        err = session_close_all(job, *staff);
    if (err == OK)
        err = sql_circle_member_delete_all(job->db, *staff);
    if (err == OK)
        job_audit(job, VERB_departed, RECORD_staff, staff->value);
    return err;
}

enum err account_close(struct job *job, struct staff_id staff)
{
    return within_write(job, close_account, &staff);
}

enum err account_totp(struct job *job, struct staff_id staff, struct instant totp_now,
                      struct str *out_code, struct str *out_uri)
{
    struct account_secret_row row;
    enum err err = sql_account_secret(job->db, job->arena, staff, &row);
    if (err != OK)
        return err;
    struct str secret = STR_NONE;
    err = secret_open(job, staff, row.wrapped_key, row.totp_sealed, &secret);
    if (err != OK)
        return err;
    *out_code = totp_code(job->arena, secret, totp_step(totp_now));
    *out_uri = totp_uri(job->arena, row.user_name, secret);
    return OK;
}

static enum err tidy(struct job *job, void *with)
{
    (void)with;
    struct instant forms_before = instant_add_ms(job->now, -FORMS_KEPT_DAYS * MS_PER_DAY);
    struct instant ended_before = instant_add_ms(job->now, -SESSIONS_KEPT_DAYS * MS_PER_DAY);
    struct instant rested_before =
        instant_add_ms(job->now, -SIGN_IN_REST_MINUTES * MS_PER_MINUTE);
    enum err err = sql_once_forget(job->db, forms_before);
    if (err == OK)
        err = sql_session_forget(job->db, ended_before);
    if (err == OK)
        err = sql_token_forget(job->db, ended_before);
    if (err == OK)
        err = sql_proof_forget(job->db);
    if (err == OK)
        err = sql_renewal_forget(job->db, job->now);
    if (err == OK)
        err = sql_refusal_forget(
            job->db, instant_add_ms(job->now, -REFUSALS_KEPT_DAYS * MS_PER_DAY));
    return err == OK ? sql_sign_in_try_rested(job->db, rested_before) : err;
}

enum err account_tidy(struct job *job)
{
    return job_write(job, tidy, NULL);
}
