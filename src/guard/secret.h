/* secret.h - the seed of a code app, sealed under its account's key. Inside guard only. */
#ifndef GUARD_SECRET_H
#define GUARD_SECRET_H

#include "guard/job.h"

/* TOTP_SECRET_BYTES that nobody knows. */
struct str secret_draw(struct arena *arena);
CHECKED enum err secret_seal(struct job *job, struct staff_id staff, struct str wrapped_key,
                             struct str secret, struct str *out_sealed);
/* ERR_INTERNAL: what stands there was not sealed for this account. */
CHECKED enum err secret_open(struct job *job, struct staff_id staff, struct str wrapped_key,
                             struct str sealed, struct str *out_secret);

#endif
