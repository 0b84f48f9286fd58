/* tries.h - how often a user name's secrets were guessed at. Inside guard only. */
#ifndef GUARD_TRIES_H
#define GUARD_TRIES_H

#include "guard/job.h"

/* Takes a try of this name in a transaction of its own, before anything is compared, so that a
 * hundred guesses at once are five. The form's one-time token is left unused. ERR_TOO_MANY: as
 * account_sign_in. out_fingerprint stands for the name. */
CHECKED enum err tries_take(struct job *job, struct str user_name, struct str *out_fingerprint);

/* After the right secrets. Inside job_write. */
CHECKED enum err tries_forget(struct job *job, struct str fingerprint);

#endif
