/* The one-time code: asked for, confirmed, used. */
#include "guard/renewal.h"

#include "base/shape.h"
#include "guard/account.h"
#include "guard/password.h"
#include "guard/proof.h"
#include "guard/refusal.h"
#include "guard/renewal_inner.h"
#include "guard/secret.h"
#include "guard/session.h"
#include "guard/totp.h"
#include "guard/tries.h"
#include "guard/within.h"
#include "guard_sql.h"


enum { CODE_LETTERS = 13, CODE_PART = 4 };

struct renewal_prepared {
    struct renewal_wanted wanted;
    struct str code_hash, totp_sealed;
    struct instant until_at;
};

/* ---- asking ---------------------------------------------------------------------------------- */

/* A hash laid in another row, a later end, or somebody else as the one who asked, fits no code. */
struct binding {
    struct staff_id staff, asked_by;
    struct instant until_at;
};

static struct str bound(struct arena *arena, const struct binding *to, struct str code)
{
    return str_format(arena, "renewal %lld %lld %lld %.*s", (long long)to->staff.value,
                      (long long)to->asked_by.value, (long long)to->until_at.ms, STR_ARGS(code));
}

/* 64 bits in three parts, to be told and written down. */
static struct str in_parts(struct arena *arena, struct str code)
{
    return str_format(arena, "%.*s-%.*s-%.*s", CODE_PART, code.at, CODE_PART, code.at + CODE_PART,
                      CODE_LETTERS - 2 * CODE_PART, code.at + 2 * CODE_PART);
}

/* As it was drawn: small letters, without what stands between the parts. */
static struct str without_parts(struct arena *arena, struct str typed)
{
    struct buf out = buf_make(arena, typed.size + 1);
    for (size_t i = 0; i < typed.size; i++) {
        char c = typed.at[i];
        if (c != ' ' && c != '-')
            buf_add_char(&out, c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c);
    }
    return buf_text(&out);
}

enum err renewal_prepare(struct job *job, const struct renewal_wanted *wanted,
                         struct renewal_prepared **out_prepared, struct str *out_code)
{
    struct account_secrets_row account;
    struct renewal_prepared *prepared = ARENA_NEW(job->arena, struct renewal_prepared);
    prepared->wanted = *wanted;
    prepared->until_at = instant_add_ms(job->now, wanted->hours * MS_PER_HOUR);
    uint64_t number;
    vault_random(&number, sizeof(number));
    struct str code = id_text(job->arena, (int64_t)number);
    must(code.size == CODE_LETTERS);
    enum err err =
        sql_account_secrets(job->db, job->arena, wanted->staff, job->now, &account);
    if (err == OK && wanted->is_code_app)
        err = secret_seal(job, wanted->staff, account.wrapped_key, secret_draw(job->arena),
                          &prepared->totp_sealed);
    if (err == OK)
        err = password_hash(job->vault, job->arena,
                            bound(job->arena, &(struct binding){wanted->staff, job->asker.staff,
                                                                prepared->until_at}, code),
                            &prepared->code_hash);
    if (err != OK)
        return err;
    *out_prepared = prepared;
    *out_code = in_parts(job->arena, code);
    return OK;
}

static enum err put(struct job *job, const struct renewal_prepared *prepared)
{
    enum err err = sql_renewal_put(job->db, &(struct renewal_put_in){
        .staff = prepared->wanted.staff,
        .code_hash = prepared->code_hash,
        .totp_sealed = prepared->totp_sealed,
        .asked_by = job->asker.staff,
        .now = job->now,
        .until_at = prepared->until_at,
    });
    if (err == OK)
        job_audit(job, VERB_renewal_asked, RECORD_staff, prepared->wanted.staff.value);
    return err;
}

enum err renewal_ask(struct job *job, const struct renewal_prepared *prepared)
{
    must(db_is_writing(job->db));
    return prepared->wanted.staff.value == job->asker.staff.value ? ERR_NOT_FOUND
                                                                  : put(job, prepared);
}

/* ---- confirming ------------------------------------------------------------------------------ */

/* What stands where a password's hash stood, proven like it: the code's, and who confirmed. */
static struct str marked(struct arena *arena, struct str code_hash, struct staff_id confirmed_by)
{
    return str_format(arena, "renewal %.*s by %lld", STR_ARGS(code_hash),
                      (long long)confirmed_by.value);
}

static enum err open_with(struct job *job, struct staff_id staff, struct str code_hash)
{
    int64_t changed = 0;
    enum err err = proof_touch(job, PROOF_staff, staff.value);
    if (err == OK)
        err = sql_account_password_set(job->db, staff,
                                       marked(job->arena, code_hash, job->asker.staff), job->now,
                                       &changed);
    if (err == OK && changed == 0)
        err = ERR_NOT_FOUND;
    if (err == OK)
        err = session_close_all(job, staff);
    if (err == OK)
        job_audit(job, VERB_renewal_confirmed, RECORD_staff, staff.value);
    return err;
}

static bool may_confirm(const struct job *job, struct staff_id staff, struct staff_id asked_by)
{
    int64_t own = job->asker.staff.value;
    return own != 0 && own != staff.value && own != asked_by.value;
}

static enum err confirm(struct job *job, void *with)
{
    const struct staff_id *staff = with;
    struct renewal_get_row row = {0};
    enum err err = sql_renewal_get(job->db, job->arena, *staff, job->now, &row);
    if (err == OK && (row.code_hash.size == 0 || !may_confirm(job, *staff, row.asked_by)))
        err = ERR_NOT_FOUND;
    return err == OK ? open_with(job, *staff, row.code_hash) : err;
}

enum err renewal_confirm(struct job *job, struct staff_id staff)
{
    return within_write(job, confirm, &staff);
}

enum err renewal_give(struct job *job, const struct renewal_prepared *prepared)
{
    must(db_is_writing(job->db));
    enum err err = put(job, prepared);
    return err == OK ? open_with(job, prepared->wanted.staff, prepared->code_hash) : err;
}

enum err renewal_list(struct job *job, struct renewals *out_renewals)
{
    struct renewal_all_rows rows;
    enum err err = sql_renewal_all(job->db, job->arena, job->now, &rows);
    if (err != OK)
        return err;
    struct renewal_open *list = ARENA_MANY(job->arena, struct renewal_open, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        list[i] = (struct renewal_open){rows.at[i].staff, rows.at[i].asked_by,
                                        rows.at[i].until_at, rows.at[i].is_code_app,
                                        rows.at[i].is_confirmed};
    *out_renewals = (struct renewals){list, rows.count};
    return OK;
}

/* ---- the code opens a way -------------------------------------------------------------------- */

struct beginning {
    struct str user_name, code, name_fingerprint;
    struct account_to_sign_in_row account; /* staff 0: there is none */
    struct renewal_get_row row;
    struct token_drawn way;
    bool is_right;
};

/* Confirmed is what stands in the account, which is proven, and is still what was asked for: by two
 * people, or by the operator at the machine. Who may write to the database could have been both, by
 * another name in the row while confirming: the code is bound to whoever asked, so that name has to
 * be there again, and it is the one in the account. */
static bool is_confirmed(struct arena *arena, struct str password_hash,
                         const struct renewal_get_row *row)
{
    struct str before_name =
        str_format(arena, "renewal %.*s by ", STR_ARGS(row->code_hash));
    bool is_by_one = row->asked_by.value != 0 &&
                     str_equal(password_hash, marked(arena, row->code_hash, row->asked_by));
    return row->code_hash.size > 0 && str_starts(password_hash, before_name) && !is_by_one;
}

static enum err find_account(struct job *job, struct beginning *beginning)
{
    enum err err = sql_account_to_sign_in(job->db, job->arena, beginning->user_name, job->now,
                                          &beginning->account);
    if (err == OK)
        err = proof_check(job, PROOF_staff, beginning->account.staff.value);
    if (err == OK)
        err = sql_renewal_get(job->db, job->arena, beginning->account.staff, job->now,
                              &beginning->row);
    if (err == OK && !is_confirmed(job->arena, beginning->account.password_hash,
                                   &beginning->row))
        err = ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND) { /* costs the time of a hash all the same */
        beginning->row = (struct renewal_get_row){0};
        err = OK;
    }
    return err;
}

static enum err check_code(struct job *job, struct beginning *beginning)
{
    struct str text =
        bound(job->arena, &(struct binding){beginning->account.staff, beginning->row.asked_by,
                                            beginning->row.until_at},
              without_parts(job->arena, beginning->code));
    job_stop_reading(job);
    enum err err =
        password_is(job->vault, beginning->row.code_hash, text, &beginning->is_right);
    enum err reading = job_read_again(job);
    return err == OK ? reading : err;
}

static enum err settle(struct job *job, void *with)
{
    const struct beginning *beginning = with;
    struct staff_id staff = beginning->account.staff;
    job->asker = (struct asker){0};
    if (!beginning->is_right) {
        job_audit(job, VERB_sign_in_refused, RECORD_staff, staff.value);
        return refusal_add(job, &(struct refusal){.reason = REFUSAL_sign_in,
                                                  .staff = staff,
                                                  .kind = STR_NONE,
                                                  .is_write = true});
    }
    enum err err = proof_touch(job, PROOF_session, beginning->way.token.value);
    if (err == OK)
        err = sql_token_insert(job->db, &(struct token_insert_in){
            .token = beginning->way.token,
            .fingerprint = beginning->way.fingerprint,
            .staff = staff,
            .now = job->now,
            .until_at = instant_add_ms(job->now, RENEWAL_MINUTES * MS_PER_MINUTE),
        });
    if (err == OK)
        job_audit(job, VERB_renewal_begun, RECORD_staff, staff.value);
    return err == OK ? tries_forget(job, beginning->name_fingerprint) : err;
}

enum err renewal_begin(struct job *job, struct str user_name, struct str code,
                       struct str *out_token)
{
    struct beginning beginning = {.user_name = user_name, .code = code};
    struct str once = job->once;
    job->once = STR_NONE;
    enum err err = token_draw(job, "renewal", &beginning.way);
    if (err == OK)
        err = tries_take(job, user_name, &beginning.name_fingerprint);
    if (err == OK)
        err = find_account(job, &beginning);
    if (err == OK)
        err = check_code(job, &beginning);
    if (err == OK)
        err = job_write(job, settle, &beginning);
    job->once = once;
    if (err == OK && beginning.is_right)
        *out_token = beginning.way.text;
    return err == OK && !beginning.is_right ? ERR_DENIED : err;
}

/* ---- the way to its end ---------------------------------------------------------------------- */

enum err renewal_find(struct job *job, struct str token, struct renewal *out_renewal)
{
    struct account_secrets_row account = {0};
    struct renewal_get_row row = {0};
    enum err err = token_find_for(job, "renewal", token);
    struct staff_id staff = job->asker.staff;
    struct str secret = STR_NONE;
    job->asker = (struct asker){0};
    if (err == OK)
        err = sql_account_secrets(job->db, job->arena, staff, job->now, &account);
    if (err == OK)
        err = sql_renewal_get(job->db, job->arena, staff, job->now, &row);
    if (err == OK && !is_confirmed(job->arena, account.password_hash, &row))
        err = ERR_NOT_FOUND;
    struct renewal renewal = {.staff = staff, .is_code_app = row.totp_sealed.size > 0};
    if (err == OK && renewal.is_code_app)
        err = secret_open(job, staff, account.wrapped_key, row.totp_sealed, &secret);
    if (err != OK)
        return err;
    renewal.user_name = account.user_name;
    renewal.display_name = account.display_name;
    if (renewal.is_code_app) {
        renewal.secret = totp_secret_text(job->arena, secret);
        renewal.uri = totp_uri(job->arena, account.user_name, secret);
    }
    *out_renewal = renewal;
    return OK;
}

int64_t renewal_step(struct str secret, struct str code, struct instant now, int64_t last_step)
{
    int64_t step = totp_find_step(secret, code, now);
    return step > last_step ? step : 0;
}

enum err renewal_store(struct job *job, const struct renewed *renewed)
{
    int64_t changed = 1;
    enum err err = proof_touch(job, PROOF_staff, renewed->staff.value);
    if (err == OK && renewed->password_hash.size > 0) {
        err = sql_account_password_set(job->db, renewed->staff, renewed->password_hash, job->now,
                                       &changed);
        job_audit(job, VERB_password_changed, RECORD_staff, renewed->staff.value);
    }
    if (err == OK && renewed->totp_sealed.size > 0) {
        err = sql_account_code_app_set(job->db, renewed->staff, renewed->totp_sealed,
                                       renewed->step);
        job_audit(job, VERB_code_app_changed, RECORD_staff, renewed->staff.value);
    } else if (err == OK) { /* of two with the same code at once one ends here */
        int64_t taken = 0;
        err = sql_account_take_step(job->db, renewed->staff, renewed->step, &taken);
        changed = taken == 0 ? 0 : changed;
    }
    if (err == OK && changed == 0)
        err = ERR_DENIED;
    if (err == OK)
        err = sql_renewal_delete(job->db, renewed->staff);
    return err == OK ? session_close_all(job, renewed->staff) : err;
}

struct finishing {
    const struct renewal *renewal;
    struct renewed renewed;
    struct str name_fingerprint;
};

static enum err finish(struct job *job, void *with)
{
    const struct finishing *finishing = with;
    job->asker = (struct asker){.staff = finishing->renewal->staff};
    enum err err = renewal_store(job, &finishing->renewed);
    return err == OK ? tries_forget(job, finishing->name_fingerprint) : err;
}

/* The secret whose code proves that the telephone is at hand, and the last step taken of it. */
static enum err find_secret(struct job *job, struct finishing *finishing, struct str *out_secret,
                            int64_t *out_last_step)
{
    const struct renewal *renewal = finishing->renewal;
    struct account_secrets_row account = {0};
    struct renewal_get_row row = {0};
    enum err err =
        sql_account_secrets(job->db, job->arena, renewal->staff, job->now, &account);
    if (err == OK)
        err = sql_renewal_get(job->db, job->arena, renewal->staff, job->now, &row);
    if (err != OK)
        return err;
    finishing->renewed.totp_sealed = row.totp_sealed;
    *out_last_step = renewal->is_code_app ? 0 : account.totp_step;
    return secret_open(job, renewal->staff, account.wrapped_key,
                       renewal->is_code_app ? row.totp_sealed : account.totp_sealed, out_secret);
}

enum err renewal_finish(struct job *job, const struct renewal *renewal,
                        const struct renewal_choice *choice, enum password_rule *out_rule)
{
    struct finishing finishing = {.renewal = renewal, .renewed.staff = renewal->staff};
    struct str secret = STR_NONE;
    int64_t last_step = 0;
    *out_rule = password_check(choice->password, renewal->user_name, renewal->display_name);
    if (*out_rule != PASSWORD_FINE)
        return OK;
    enum err err = tries_take(job, renewal->user_name, &finishing.name_fingerprint);
    if (err == OK)
        err = find_secret(job, &finishing, &secret, &last_step);
    if (err != OK)
        return err;
    finishing.renewed.step = renewal_step(secret, choice->code, choice->totp_now, last_step);
    if (finishing.renewed.step == 0)
        return ERR_DENIED;
    job_stop_reading(job);
    err = password_hash(job->vault, job->arena, choice->password,
                        &finishing.renewed.password_hash);
    enum err reading = job_read_again(job);
    if (err == OK)
        err = reading;
    if (err == OK)
        err = job_write(job, finish, &finishing);
    job->asker = (struct asker){0};
    return err;
}
