/* session.h - making sessions and tokens; what account.h does not show. Inside guard only. */
#ifndef GUARD_SESSION_H
#define GUARD_SESSION_H

#include "guard/job.h"

/* A token just drawn: 32 random bytes in hexadecimal, and what the database keeps of it. */
struct session_fresh {
    struct session_id session;
    struct str token;
    struct str fingerprint;
};
CHECKED enum err session_draw(struct job *job, struct session_fresh *out_fresh);

/* Writes a session for the asker of the job. Inside job_write only. */
CHECKED enum err session_open(struct job *job, const struct session_fresh *fresh);

/* Ends all sessions and tokens of a worker. Inside job_write only; the caller writes the log. */
CHECKED enum err session_close_all(struct job *job, struct staff_id staff);

#endif
