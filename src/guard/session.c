#include "guard/session.h"

#include <string.h>

#include "guard/account.h"
#include "guard/proof.h"
#include "guard/remembered.h"
#include "guard/within.h"
#include "guard_proof_sql.h"
#include "guard_sql.h"

enum { TOKEN_BYTES = 32, FINGERPRINT_BYTES = 32, CSRF_BYTES = 16 };

/* Clocks of several machines differ a little; a session from further ahead is nobody's. */
static const int64_t clock_slack_ms = 5 * MS_PER_MINUTE;

/* In front of tokens for programs, so that one that was published by mistake is recognised. */
static const struct str token_mark = {"haven_", 6};

static struct str hexadecimal(struct arena *arena, const unsigned char *bytes, size_t count)
{
    static const char digits[] = "0123456789abcdef";
    char *text = ARENA_MANY(arena, char, 2 * count);
    for (size_t i = 0; i < count; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 0xf];
    }
    return (struct str){text, 2 * count};
}

static enum err fingerprint(struct job *job, const char *purpose, struct str token,
                            struct str *out_fingerprint)
{
    unsigned char *bytes = ARENA_MANY(job->arena, unsigned char, FINGERPRINT_BYTES);
    enum err err = vault_fingerprint_token(job->vault, purpose, token, bytes);
    if (err == OK)
        *out_fingerprint = (struct str){(const char *)bytes, FINGERPRINT_BYTES};
    return err;
}

/* ---- drawing ------------------------------------------------------------------------------- */

static struct str draw_text(struct job *job)
{
    unsigned char bytes[TOKEN_BYTES];
    vault_random(bytes, sizeof(bytes));
    return hexadecimal(job->arena, bytes, sizeof(bytes));
}

enum err session_draw(struct job *job, struct session_fresh *out_fresh)
{
    struct session_fresh fresh = {.session = {job_new_id(job)}, .token = draw_text(job)};
    enum err err = fingerprint(job, "session", fresh.token, &fresh.fingerprint);
    if (err == OK)
        *out_fresh = fresh;
    return err;
}

enum err session_open(struct job *job, const struct session_fresh *fresh)
{
    enum err err = proof_touch(job, PROOF_session, fresh->session.value);
    return err != OK ? err : sql_session_insert(job->db, &(struct session_insert_in){
        .session = fresh->session,
        .fingerprint = fresh->fingerprint,
        .staff = job->asker.staff,
        .now = job->now,
        .until_at = instant_add_ms(job->now, SESSION_HOURS * MS_PER_HOUR),
    });
}

/* ---- whose is this token? ------------------------------------------------------------------ */

static struct instant idle_since(const struct job *job)
{
    return instant_add_ms(job->now, -SESSION_IDLE_MINUTES * MS_PER_MINUTE);
}

static enum err write_seen(struct db *db, void *with)
{
    const struct job *job = with;
    return sql_session_seen(db, job->asker.session, job->now);
}

/* A full disk must not end everybody's reading: a session that cannot be written down as seen goes
 * on until it has idled out. */
static void note_seen(struct job *job, struct instant seen_at)
{
    if (job->now.ms - seen_at.ms < MS_PER_MINUTE)
        return;
    enum err err = store_write(job->store, job->arena, write_seen, job);
    (void)err;
}

/* What both rows say must be what Haven wrote there. */
static enum err check_proofs(struct job *job, struct session_id session, struct staff_id staff)
{
    enum err err = proof_check(job, PROOF_session, session.value);
    return err == OK ? proof_check(job, PROOF_staff, staff.value) : err;
}

static enum err read_row(struct job *job, struct str print, struct session_asker_row *out_row)
{
    enum err err = sql_session_asker(job->db, job->arena, print, job->now, out_row);
    if (err == OK)
        remember_session(job, print, out_row);
    return err;
}

/* Idle or not. ERR_NOT_FOUND: nobody's, or its time is over. */
static enum err find_row(struct job *job, struct str token, struct session_asker_row *out_row)
{
    struct str print = STR_NONE;
    if (token.size != 2 * TOKEN_BYTES)
        return ERR_NOT_FOUND;
    enum err err = fingerprint(job, "session", token, &print);
    if (err != OK)
        return err;
    err = remembered_session(job, print, out_row);
    if (err == ERR_NOT_FOUND)
        return read_row(job, print, out_row);
    return out_row->until_at.ms > job->now.ms ? OK : ERR_NOT_FOUND;
}

enum err session_find(struct job *job, struct str token)
{
    struct session_asker_row row;
    enum err err = find_row(job, token, &row);
    if (err != OK)
        return err == ERR_NOT_FOUND ? ERR_DENIED : err;
    enum role role = role_parse(row.role);
    if (row.seen_at.ms <= idle_since(job).ms || row.made_at.ms > job->now.ms + clock_slack_ms ||
        role == ROLE_NONE)
        return ERR_DENIED;
    err = check_proofs(job, row.session, row.staff);
    if (err != OK)
        return err == ERR_NOT_FOUND ? ERR_DENIED : err;
    job->asker = (struct asker){row.staff,  role,        row.organisation,
                                row.circle, row.session, row.display_name};
    note_seen(job, row.seen_at);
    return OK;
}

enum err session_left_by(struct job *job, struct str token, struct staff_id *out_staff)
{
    struct session_asker_row row;
    enum err err = find_row(job, token, &row);
    if (err == OK)
        err = check_proofs(job, row.session, row.staff);
    if (err == OK)
        *out_staff = row.staff;
    return err;
}

enum err session_csrf(struct job *job, struct str token, struct str *out_csrf)
{
    struct str whole = STR_NONE;
    enum err err = fingerprint(job, "csrf", token, &whole);
    if (err == OK)
        *out_csrf = hexadecimal(job->arena, (const unsigned char *)whole.at, CSRF_BYTES);
    return err;
}

/* ERR_NOT_FOUND: nobody's. */
static enum err find_owner(struct job *job, const char *purpose, struct str token)
{
    struct token_asker_row row;
    struct str print = STR_NONE;
    enum err err = fingerprint(job, purpose, token, &print);
    if (err == OK)
        err = sql_token_asker(job->db, job->arena, print, job->now, &row);
    if (err != OK)
        return err;
    enum role role = role_parse(row.role);
    if (role == ROLE_NONE)
        return ERR_NOT_FOUND;
    err = check_proofs(job, row.session, row.staff);
    if (err != OK)
        return err;
    job->asker = (struct asker){row.staff,  role,        row.organisation,
                                row.circle, row.session, row.display_name};
    return OK;
}

enum err token_find(struct job *job, struct str token)
{
    if (!str_starts(token, token_mark) || token.size != token_mark.size + 2 * TOKEN_BYTES)
        return ERR_DENIED;
    enum err err = find_owner(job, "token", token);
    return err == ERR_NOT_FOUND ? ERR_DENIED : err;
}

enum err token_find_for(struct job *job, const char *purpose, struct str text)
{
    return text.size == 2 * TOKEN_BYTES ? find_owner(job, purpose, text) : ERR_NOT_FOUND;
}

enum err session_list(struct job *job, struct staff_id staff, struct session_rows *out_rows)
{
    struct session_live_rows live;
    enum err err =
        sql_session_live(job->db, job->arena, staff, job->now, idle_since(job), &live);
    if (err != OK)
        return err;
    struct session_row *rows = ARENA_MANY(job->arena, struct session_row, live.count);
    for (size_t i = 0; i < live.count; i++)
        rows[i] = (struct session_row){live.at[i].session, live.at[i].made_at,
                                       live.at[i].seen_at};
    *out_rows = (struct session_rows){rows, live.count};
    return OK;
}

/* ---- ending -------------------------------------------------------------------------------- */

static bool may_end(const struct job *job, struct staff_id staff)
{
    return staff.value == job->asker.staff.value ||
           right_allows(job->asker.role, 0, RIGHT_staff_write);
}

static enum err end_session(struct job *job, void *with)
{
    const struct session_id *session = with;
    struct session_staff_row row;
    enum err err = sql_session_staff(job->db, job->arena, *session, job->now, &row);
    if (err == OK && !may_end(job, row.staff))
        err = ERR_NOT_FOUND;
    if (err == OK)
        err = proof_touch(job, PROOF_session, session->value);
    if (err == OK)
        err = sql_session_close(job->db, *session, job->now);
    if (err != OK)
        return err;
    bool is_this = session->value == job->asker.session.value;
    job_audit(job, is_this ? VERB_signed_out : VERB_session_ended, RECORD_session,
              session->value);
    return OK;
}

enum err session_end(struct job *job, struct session_id session)
{
    return within_write(job, end_session, &session);
}

enum err session_close_all(struct job *job, struct staff_id staff)
{
    struct proof_sessions_of_rows rows;
    enum err err = sql_proof_sessions_of(job->db, job->arena, staff, job->now, &rows);
    for (size_t i = 0; err == OK && i < rows.count; i++)
        err = proof_touch(job, PROOF_session, rows.at[i].session.value);
    if (err == OK)
        err = sql_session_close_all(job->db, staff, job->now);
    return err == OK ? sql_token_close_all(job->db, staff, job->now) : err;
}

static enum err end_sessions(struct job *job, void *with)
{
    const struct staff_id *staff = with;
    enum err err = session_close_all(job, *staff);
    if (err == OK)
        job_audit(job, VERB_session_ended, RECORD_staff, staff->value);
    return err;
}

enum err session_end_all(struct job *job, struct staff_id staff)
{
    return may_end(job, staff) ? within_write(job, end_sessions, &staff) : ERR_NOT_FOUND;
}

/* ---- tokens for programs ------------------------------------------------------------------- */

struct token_made {
    struct str user_name;
    struct session_fresh fresh;
};

static enum err insert_token(struct job *job, void *with)
{
    const struct token_made *made = with;
    struct account_live_row account;
    enum err err =
        sql_account_live(job->db, job->arena, made->user_name, job->now, &account);
    if (err == OK)
        err = proof_touch(job, PROOF_session, made->fresh.session.value);
    if (err == OK)
        err = sql_token_insert(job->db, &(struct token_insert_in){
            .token = made->fresh.session,
            .fingerprint = made->fresh.fingerprint,
            .staff = account.staff,
            .now = job->now,
            .until_at = instant_add_ms(job->now, TOKEN_DAYS * MS_PER_DAY),
        });
    if (err == OK)
        job_audit(job, VERB_created, RECORD_session, made->fresh.session.value);
    return err;
}

enum err token_make(struct job *job, struct str user_name, struct str *out_token)
{
    struct token_made made = {.user_name = user_name, .fresh.session = {job_new_id(job)}};
    made.fresh.token = str_format(job->arena, "%.*s%.*s", STR_ARGS(token_mark),
                                  STR_ARGS(draw_text(job)));
    enum err err = fingerprint(job, "token", made.fresh.token, &made.fresh.fingerprint);
    if (err == OK)
        err = within_write(job, insert_token, &made);
    if (err == OK)
        *out_token = made.fresh.token;
    return err;
}

/* ---- tokens of one purpose ----------------------------------------------------------------- */

enum err token_draw(struct job *job, const char *purpose, struct token_drawn *out_drawn)
{
    struct token_drawn drawn = {.token = {job_new_id(job)}, .text = draw_text(job)};
    enum err err = fingerprint(job, purpose, drawn.text, &drawn.fingerprint);
    if (err == OK)
        *out_drawn = drawn;
    return err;
}

enum err token_keep(struct job *job, const struct token_drawn *drawn, int32_t days)
{
    enum err err = proof_touch(job, PROOF_session, drawn->token.value);
    if (err != OK)
        return err;
    err = sql_token_insert(job->db, &(struct token_insert_in){
        .token = drawn->token,
        .fingerprint = drawn->fingerprint,
        .staff = job->asker.staff,
        .now = job->now,
        .until_at = instant_add_ms(job->now, days * MS_PER_DAY),
    });
    if (err == OK)
        job_audit(job, VERB_created, RECORD_session, drawn->token.value);
    return err;
}

enum err token_end(struct job *job, struct session_id token)
{
    int64_t changed = 0;
    enum err err = proof_touch(job, PROOF_session, token.value);
    if (err == OK)
        err = sql_token_close(job->db, token, job->asker.staff, job->now, &changed);
    if (err == OK && changed == 0)
        err = ERR_NOT_FOUND;
    if (err == OK)
        job_audit(job, VERB_session_ended, RECORD_session, token.value);
    return err;
}
