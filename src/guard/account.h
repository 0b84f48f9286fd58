/* account.h - signing in: password and a six-digit code, sessions, tokens for programs.
 *
 * Passwords are hashed with Argon2id (19 MiB, at most two at a time); codes are TOTP (RFC 6238,
 * SHA-1, 30 s, one step of tolerance, never twice). A wrong user name costs the same time and says
 * the same words as a wrong password. Sessions idle out after 15 minutes and end after 10 hours;
 * drafts are in the database, so neither loses anything.
 */
#ifndef GUARD_ACCOUNT_H
#define GUARD_ACCOUNT_H

#include "guard/job.h"
#include "guard/password_rule.h"

enum { SESSION_IDLE_MINUTES = 15, SESSION_HOURS = 10, TOKEN_DAYS = 90 };
enum { SIGN_IN_TRIES = 5, SIGN_IN_REST_MINUTES = 15 };

struct account_new {
    struct staff_id staff;
    struct str user_name;    /* 2 to 40 lower case letters, digits, dots, hyphens */
    struct str display_name;
    enum role role;
    struct organisation_id organisation;
    struct circle_id circle; /* the worker's own */
    struct str password;
    struct str totp_secret;  /* 20 raw bytes; empty: draw one */
};
/* Hashes and seals, outside of a transaction, because that is slow. ERR_INVALID: the user name or
 * the password is not as above. */
struct account_prepared;
CHECKED enum err account_prepare(struct job *job, const struct account_new *account,
                                 struct account_prepared **out_prepared);
/* Inside job_write only. Which circles the worker joins, and the log's line, are the caller's: the
 * staff room knows both. ERR_CONFLICT: the user name or the number is taken. */
CHECKED enum err account_add(struct job *job, const struct account_prepared *prepared);

/* Every account, by user name. */
struct account {
    struct staff_id staff;
    struct str user_name, display_name;
    enum role role;
    struct organisation_id organisation;
    struct circle_id circle;
    bool is_closed;
};
struct accounts {
    const struct account *at;
    size_t count;
};
CHECKED enum err account_list(struct job *job, struct accounts *out_accounts);

/* Somebody leaves: ends the account, its sessions, tokens and places in circles, at once. Alone or
 * inside job_write. ERR_NOT_FOUND: there is no such live account. */
CHECKED enum err account_close(struct job *job, struct staff_id staff);

/* Password and code; fills job->asker. ERR_DENIED: one of them is wrong (which one is not said), or
 * the code was used before. ERR_TOO_MANY: five wrong tries, each within 15 minutes of the one
 * before, and 15 minutes have not passed since the last. totp_now is real time, also in a demo with
 * a moved clock. Slow: gives job->db back while it hashes and takes it again; never inside
 * job_write. */
struct sign_in {
    struct str user_name, password, code;
    struct instant totp_now;
};
CHECKED enum err account_sign_in(struct job *job, const struct sign_in *sign_in,
                                 struct str *out_token);

/* Who holds this cookie's token? Fills job->asker, and once a minute writes down that the session
 * was seen. ERR_DENIED: nobody, or timed out. */
CHECKED enum err session_find(struct job *job, struct str token);
/* Whose session is this token's, idled out or not? ERR_NOT_FOUND: nobody's, or it was ended, or its
 * hours are over. Gives no right. */
CHECKED enum err session_left_by(struct job *job, struct str token, struct staff_id *out_staff);
/* The token of every form of this session; a POST without it is refused. */
CHECKED enum err session_csrf(struct job *job, struct str token, struct str *out_csrf);
/* Ends a session: one's own, or with RIGHT_staff_write anybody's; else ERR_NOT_FOUND. Alone or
 * inside job_write, as the next. */
CHECKED enum err session_end(struct job *job, struct session_id session);
/* Ends all sessions of a worker, on every device, and the tokens for programs. */
CHECKED enum err session_end_all(struct job *job, struct staff_id staff);

/* The sessions of a worker that have not ended or timed out, newest first. */
struct session_row {
    struct session_id session;
    struct instant started_at, seen_at;
};
struct session_rows {
    const struct session_row *at;
    size_t count;
};
CHECKED enum err session_list(struct job *job, struct staff_id staff,
                              struct session_rows *out_rows);

/* A token for programs, shown once; lives 90 days. ERR_NOT_FOUND: no live account has that name.
 * token_find fills job->asker. ERR_DENIED: nobody's, or past its time. */
CHECKED enum err token_make(struct job *job, struct str user_name, struct str *out_token);
CHECKED enum err token_find(struct job *job, struct str token);

/* A token that opens one thing only, named by its purpose ("calendar"): no page and no API takes
 * it, what it opens is its room's. It is the asker's; kept as a keyed fingerprint like a session,
 * it ends with all of the worker's sessions (session_end_all) or account, or after its days. */
struct token_drawn {
    struct session_id token;
    struct str text; /* 64 hexadecimal digits; shown once */
    struct str fingerprint;
};
CHECKED enum err token_draw(struct job *job, const char *purpose, struct token_drawn *out_drawn);
/* Inside job_write only. */
CHECKED enum err token_keep(struct job *job, const struct token_drawn *drawn, int32_t days);
/* Whose is it? Fills job->asker; the session of the asker is the token. ERR_NOT_FOUND: nobody's,
 * ended, of another purpose. */
CHECKED enum err token_find_for(struct job *job, const char *purpose, struct str text);
/* Ends one of the asker's own; ERR_NOT_FOUND: it is none of these. Inside job_write only. */
CHECKED enum err token_end(struct job *job, struct session_id token);

/* The current code and the otpauth URI of an account, for the demo's table and QR page.
 * ERR_NOT_FOUND: there is no such account. */
CHECKED enum err account_totp(struct job *job, struct staff_id staff, struct instant totp_now,
                              struct str *out_code, struct str *out_uri);
/* A QR code as an SVG document of its own, black on white, without a style attribute. */
struct str account_qr_svg(struct arena *arena, struct str uri);

/* Forgets what is past use: forms done two days ago, sessions and tokens that ended a month ago,
 * tries at signing in that have rested, one-time codes past their time, refusals of 90 days ago.
 * For a timer. */
CHECKED enum err account_tidy(struct job *job);

#endif
