/* renewal.h - a password or a code app made anew.
 *
 * Whoever is signed in changes the own password, or the telephone with the code app: with the
 * present password and the present code, and with that every other session and token ends.
 *
 * Who has forgotten the password, or lost the telephone, is given a one-time code in person; there
 * is no e-mail. An administrator asks for it and a second person (RIGHT_staff_confirm, neither the
 * asker nor whom it is for) confirms, so that nobody alone becomes somebody else (threats.md U15).
 * Until then the present password goes on; from then on only the code opens, once, within
 * RENEWAL_HOURS, and only the page on which a new password is chosen and, where the telephone was
 * lost, a new code app is set up. The code's hash stands where the password's stood and is proven
 * like it (proof.h), with who confirmed: no row in the database gives an account away, nor does it
 * make two people of one. A new account begins so.
 *
 * Everything is a line in the log; the worker finds it at /sessions.
 */
#ifndef GUARD_RENEWAL_H
#define GUARD_RENEWAL_H

#include "guard/job.h"
#include "guard/password_rule.h"

enum { RENEWAL_HOURS = 24, RENEWAL_FIRST_HOURS = 7 * 24, RENEWAL_MINUTES = 30 };

/* ---- a one-time code ------------------------------------------------------------------------- */

struct renewal_prepared;
struct renewal_wanted {
    struct staff_id staff;
    bool is_code_app; /* the telephone is lost: a new app too */
    int32_t hours;    /* that the code lives: one of the above */
};
/* Draws the code and hashes and seals, outside of a transaction. ERR_NOT_FOUND: there is no such
 * live account. out_code is shown once. */
CHECKED enum err renewal_prepare(struct job *job, const struct renewal_wanted *wanted,
                                 struct renewal_prepared **out_prepared, struct str *out_code);
/* By an administrator; an earlier code is void. Inside job_write. ERR_NOT_FOUND: for oneself. */
CHECKED enum err renewal_ask(struct job *job, const struct renewal_prepared *prepared);
/* By the second person: the code opens from now on, the password does not, and every session ends.
 * ERR_NOT_FOUND: nothing was asked, or by the asker or for the asker. Alone or inside job_write. */
CHECKED enum err renewal_confirm(struct job *job, struct staff_id staff);
/* Both at once, by the operator at the machine. Inside job_write. */
CHECKED enum err renewal_give(struct job *job, const struct renewal_prepared *prepared);

/* What was asked and is not used or past its time, by account. */
struct renewal_open {
    struct staff_id staff, asked_by;
    struct instant until_at;
    bool is_code_app, is_confirmed;
};
struct renewals {
    const struct renewal_open *at;
    size_t count;
};
CHECKED enum err renewal_list(struct job *job, struct renewals *out_renewals);

/* ---- the worker with the code ---------------------------------------------------------------- */

/* Name and one-time code, spaces and hyphens left out, open a way of RENEWAL_MINUTES: out_token is
 * the cookie, and no page but renewal_find knows it. Errors, tries and time as account_sign_in. */
CHECKED enum err renewal_begin(struct job *job, struct str user_name, struct str code,
                               struct str *out_token);

struct renewal {
    struct staff_id staff;
    struct str user_name, display_name;
    bool is_code_app;
    struct str secret, uri; /* of the new app, as an app takes them; empty unless is_code_app */
};
/* Whose way is it? Nobody is signed in by it. ERR_NOT_FOUND: nobody's, or past its time. */
CHECKED enum err renewal_find(struct job *job, struct str token, struct renewal *out_renewal);

/* The password chosen, and a code of the new app, else of the present one. out_rule: what is wrong
 * with the password; then nothing else is looked at and nothing is done. ERR_DENIED: the code is
 * wrong. Afterwards the worker signs in. */
struct renewal_choice {
    struct str password, code;
    struct instant totp_now;
};
CHECKED enum err renewal_finish(struct job *job, const struct renewal *renewal,
                                const struct renewal_choice *choice,
                                enum password_rule *out_rule);

/* ---- who is signed in ------------------------------------------------------------------------ */

/* The present password and code of the asker. */
struct present {
    struct str password, code;
    struct instant totp_now;
};
/* ERR_DENIED: the password or the code is wrong, which is not said. ERR_TOO_MANY: as
 * account_sign_in. All sessions end; out_token is the one that goes on. Slow; never inside
 * job_write. */
CHECKED enum err password_change(struct job *job, const struct present *present,
                                 struct str password, enum password_rule *out_rule,
                                 struct str *out_token);
/* Draws the secret of a new app, which waits RENEWAL_MINUTES for a first code. Errors as above. */
CHECKED enum err code_app_begin(struct job *job, const struct present *present);
/* ERR_NOT_FOUND: none waits. */
CHECKED enum err code_app_waiting(struct job *job, struct renewal *out_renewal);
/* The first code of the new app: from now on only its codes count. ERR_DENIED: it is wrong. */
CHECKED enum err code_app_finish(struct job *job, const struct present *present,
                                 struct str *out_token);

/* ---- what happened --------------------------------------------------------------------------- */

struct account_event {
    struct instant at;
    struct str verb;
    bool is_own; /* by the worker, or by nobody who is known */
};
struct account_events {
    const struct account_event *at;
    size_t count;
};
/* Signing in, refusals, and what was made anew, of a worker's account; the newest first. */
CHECKED enum err account_happened(struct job *job, struct staff_id staff, int32_t limit,
                                  struct account_events *out_events);

#endif
