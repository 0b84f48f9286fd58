/* result.h - the dozen ways a call can be refused.
 *
 * A person's mistake is data (problem.h), an expected refusal is one of these codes, a bug is
 * must(). An ignored result does not compile: every function that returns one is declared CHECKED.
 * On failure output parameters are untouched.
 */
#ifndef BASE_RESULT_H
#define BASE_RESULT_H

#define CHECKED __attribute__((warn_unused_result))

enum err {
    OK = 0,
    ERR_NOT_FOUND,  /* there is none, or the asker may not know that there is one: 404 */
    ERR_DENIED,     /* not signed in: 401, pages lead to sign-in */
    ERR_INVALID,    /* what was sent breaks a rule; the problems say which: 422 */
    ERR_MALFORMED,  /* not even readable as a request: 400 */
    ERR_TOO_LARGE,  /* over a limit: 413 */
    ERR_CONFLICT,   /* somebody was first, or the page was out of date: 409 */
    ERR_REPEATED,   /* this very submit was already done; its answer stands: 303 to it */
    ERR_BUSY,       /* cannot be made durable just now (disk full, database away): 503 */
    ERR_LOCKED,     /* the data folder belongs to a running server: exit 3 */
    ERR_TOO_MANY,   /* too many tries: 429 */
    ERR_INTERNAL    /* the machine refused something it never should: 500 */
};

/* The code's name for logs and tests ("not_found"). Never NULL. */
const char *err_name(enum err err);

#endif
