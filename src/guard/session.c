#include "guard/session.h"

#include <pthread.h>
#include <string.h>

#include "guard/account.h"
#include "guard/digest.h"
#include "guard/within.h"
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

static struct str fingerprint(struct job *job, const char *purpose, struct str token)
{
    unsigned char *bytes = ARENA_MANY(job->arena, unsigned char, FINGERPRINT_BYTES);
    vault_fingerprint(job->vault, purpose, token, bytes);
    return (struct str){(const char *)bytes, FINGERPRINT_BYTES};
}

/* ---- fingerprints of sessions at hand --------------------------------------------------------- */

/* A session asks the vault for its fingerprint once and not with each page. Kept are the
 * fingerprint, which stands in the database too, and a digest of the token, which no longer tells
 * it; whether the session lives, and whose it is, is read anew each time. */
enum { KEPT_PRINTS = 1024 };

struct kept_print {
    const struct vault *vault; /* under whose key; NULL: nothing is kept here */
    unsigned char digest[DIGEST_BYTES];
    unsigned char fingerprint[FINGERPRINT_BYTES];
};

static pthread_mutex_t prints_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct kept_print kept_prints[KEPT_PRINTS];

static struct kept_print *place_of_print(const unsigned char digest[DIGEST_BYTES])
{
    return &kept_prints[(digest[0] << 8 | digest[1]) % KEPT_PRINTS];
}

static bool find_print(const struct kept_print *wanted, unsigned char out_print[FINGERPRINT_BYTES])
{
    must(pthread_mutex_lock(&prints_mutex) == 0);
    const struct kept_print *kept = place_of_print(wanted->digest);
    bool is_kept = kept->vault == wanted->vault &&
                   memcmp(kept->digest, wanted->digest, DIGEST_BYTES) == 0;
    if (is_kept)
        memcpy(out_print, kept->fingerprint, FINGERPRINT_BYTES);
    must(pthread_mutex_unlock(&prints_mutex) == 0);
    return is_kept;
}

static void keep_print(const struct kept_print *print)
{
    must(pthread_mutex_lock(&prints_mutex) == 0);
    *place_of_print(print->digest) = *print;
    must(pthread_mutex_unlock(&prints_mutex) == 0);
}

static struct str session_fingerprint(struct job *job, struct str token)
{
    struct kept_print *print = ARENA_NEW(job->arena, struct kept_print);
    print->vault = job->vault;
    digest_text("haven session", token, print->digest);
    if (!find_print(print, print->fingerprint)) {
        vault_fingerprint(job->vault, "session", token, print->fingerprint);
        keep_print(print);
    }
    return (struct str){(const char *)print->fingerprint, FINGERPRINT_BYTES};
}

/* ---- drawing ---------------------------------------------------------------------------------- */

static struct str draw_text(struct job *job)
{
    unsigned char bytes[TOKEN_BYTES];
    vault_random(bytes, sizeof(bytes));
    return hexadecimal(job->arena, bytes, sizeof(bytes));
}

struct session_fresh session_draw(struct job *job)
{
    struct str token = draw_text(job);
    return (struct session_fresh){{job_new_id(job)}, token, fingerprint(job, "session", token)};
}

enum err session_open(struct job *job, const struct session_fresh *fresh)
{
    return sql_session_insert(job->db, &(struct session_insert_in){
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

enum err session_find(struct job *job, struct str token)
{
    if (token.size != 2 * TOKEN_BYTES)
        return ERR_DENIED;
    struct session_asker_row row;
    enum err err = sql_session_asker(job->db, job->arena, session_fingerprint(job, token),
                                     job->now, &row);
    if (err != OK)
        return err == ERR_NOT_FOUND ? ERR_DENIED : err;
    enum role role = role_parse(row.role);
    if (row.seen_at.ms <= idle_since(job).ms || row.made_at.ms > job->now.ms + clock_slack_ms ||
        role == ROLE_NONE)
        return ERR_DENIED;
    job->asker = (struct asker){row.staff,  role,        row.organisation,
                                row.circle, row.session, row.display_name};
    note_seen(job, row.seen_at);
    return OK;
}

struct str session_csrf(struct job *job, struct str token)
{
    unsigned char whole[DIGEST_BYTES];
    digest_text("haven csrf", token, whole);
    return hexadecimal(job->arena, whole, CSRF_BYTES);
}

/* ERR_NOT_FOUND: nobody's. */
static enum err find_owner(struct job *job, const char *purpose, struct str token)
{
    struct token_asker_row row;
    enum err err = sql_token_asker(job->db, job->arena, fingerprint(job, purpose, token),
                                   job->now, &row);
    if (err != OK)
        return err;
    enum role role = role_parse(row.role);
    if (role == ROLE_NONE)
        return ERR_NOT_FOUND;
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

static enum err end_sessions(struct job *job, void *with)
{
    const struct staff_id *staff = with;
    enum err err = sql_session_close_all(job->db, *staff, job->now);
    if (err == OK)
        err = sql_token_close_all(job->db, *staff, job->now);
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
    struct token_made made = {user_name, session_draw(job)};
    made.fresh.token = str_format(job->arena, "%.*s%.*s", STR_ARGS(token_mark),
                                  STR_ARGS(made.fresh.token));
    made.fresh.fingerprint = fingerprint(job, "token", made.fresh.token);
    enum err err = within_write(job, insert_token, &made);
    if (err == OK)
        *out_token = made.fresh.token;
    return err;
}

/* ---- tokens of one purpose ----------------------------------------------------------------- */

struct token_drawn token_draw(struct job *job, const char *purpose)
{
    struct str text = draw_text(job);
    return (struct token_drawn){{job_new_id(job)}, text, fingerprint(job, purpose, text)};
}

enum err token_keep(struct job *job, const struct token_drawn *drawn, int32_t days)
{
    enum err err = sql_token_insert(job->db, &(struct token_insert_in){
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
    enum err err = sql_token_close(job->db, token, job->asker.staff, job->now, &changed);
    if (err == OK && changed == 0)
        err = ERR_NOT_FOUND;
    if (err == OK)
        job_audit(job, VERB_session_ended, RECORD_session, token.value);
    return err;
}
