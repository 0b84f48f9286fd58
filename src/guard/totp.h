/* totp.h - six-digit codes that change every 30 seconds (RFC 6238, HMAC-SHA-1).
 *
 * Inside guard only. */
#ifndef GUARD_TOTP_H
#define GUARD_TOTP_H

#include "base/base.h"

enum { TOTP_SECRET_BYTES = 20, TOTP_STEP_SECONDS = 30, TOTP_DIGITS = 6 };

/* Which step an instant is in. */
int64_t totp_step(struct instant now);

/* The code of a step, six digits. */
struct str totp_code(struct arena *arena, struct str secret, int64_t step);

/* The step whose code this is: now's, or the one before or after, because clocks differ. 0: of
 * none of them. */
int64_t totp_find_step(struct str secret, struct str code, struct instant now);

/* The secret as a person types it into an app: 32 letters and digits (base 32), in fours. */
struct str totp_secret_text(struct arena *arena, struct str secret);

/* "otpauth://totp/...", as authenticator apps read it. The user name needs no escaping. */
struct str totp_uri(struct arena *arena, struct str user_name, struct str secret);

#endif
