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

enum { SESSION_IDLE_MINUTES = 15, SESSION_HOURS = 10 };

struct account_new {
    struct staff_id staff;
    struct str user_name;    /* lower case letters, digits, dot, hyphen */
    struct str display_name;
    enum role role;
    struct organisation_id organisation;
    struct circle_id circle; /* the worker's own */
    struct str password;
    struct str totp_secret;  /* 20 raw bytes; empty: draw one */
};
/* Inside job_write only; hash first with account_prepare, which is slow. */
struct account_prepared;
CHECKED enum err account_prepare(struct job *job, const struct account_new *account,
                                 struct account_prepared **out_prepared);
CHECKED enum err account_add(struct job *job, const struct account_prepared *prepared);

/* Password and code. ERR_DENIED: one of them is wrong (which one is not said). ERR_TOO_MANY: five
 * wrong tries in 15 minutes. totp_now is real time, also in a demo with a moved clock. */
struct sign_in {
    struct str user_name, password, code;
    struct instant totp_now;
};
CHECKED enum err account_sign_in(struct job *job, const struct sign_in *sign_in,
                                 struct str *out_token);

/* Who holds this cookie's token? Fills job->asker. ERR_DENIED: nobody, or timed out. */
CHECKED enum err session_find(struct job *job, struct str token);
/* The token of every form of this session; a POST without it is refused. */
struct str session_csrf(struct job *job, struct str token);
CHECKED enum err session_end(struct job *job, struct session_id session);
/* Ends all sessions of a worker, on every device. */
CHECKED enum err session_end_all(struct job *job, struct staff_id staff);

/* The live sessions of a worker, newest first. */
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

/* Every account that can sign in, by user name. */
struct account_row {
    struct staff_id staff;
    struct str user_name, display_name;
    enum role role;
    struct organisation_id organisation;
};
struct account_rows {
    const struct account_row *at;
    size_t count;
};
CHECKED enum err account_list(struct job *job, struct account_rows *out_rows);

/* A token for programs, shown once; lives 90 days. token_find fills job->asker. */
CHECKED enum err token_make(struct job *job, struct str user_name, struct str *out_token);
CHECKED enum err token_find(struct job *job, struct str token);

/* The current code and the otpauth URI of an account, for the demo's table and QR page. */
CHECKED enum err account_totp(struct job *job, struct staff_id staff, struct instant totp_now,
                              struct str *out_code, struct str *out_uri);
/* A QR code as an SVG document of its own. */
struct str account_qr_svg(struct arena *arena, struct str uri);

#endif
