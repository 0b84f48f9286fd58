/* password.h - turning a password into something that can be checked and not read.
 *
 * Argon2id with 19 MiB and two passes (OWASP, Password Storage: 15 to 35 ms), over a fingerprint
 * keyed in the vault: who has the database and not the vault cannot even guess. At most two at a
 * time, whoever asks; others wait. Inside guard only.
 */
#ifndef GUARD_PASSWORD_H
#define GUARD_PASSWORD_H

#include "base/base.h"

struct vault;

/* The hash with its salt and settings, as text. ERR_BUSY, here and below: the vault is away. */
CHECKED enum err password_hash(struct vault *vault, struct arena *arena, struct str password,
                               struct str *out_hash);

/* Does the password belong to the hash? What does not begin as a hash does (empty: an account that
 * does not exist; one whose password is made anew) costs the same and belongs to no password. */
CHECKED enum err password_is(struct vault *vault, struct str hash, struct str password,
                             bool *out_is);

#endif
