/* escrow.h - the root key in shares, so that several people together can bring it back.
 *
 * Shamir's scheme over GF(256): any `need` of the shares give the key, fewer give nothing at all,
 * whatever their holder can compute. A share is five lines to be printed or written by hand; it
 * says nothing of what it is for. Each line ends in a check of its own, so that a typing error is
 * told with its line; letters are those that cannot be mistaken for digits (no I, L, O, U).
 */
#ifndef VAULT_ESCROW_H
#define VAULT_ESCROW_H

#include "base/base.h"

enum { SHARES_MOST = 16, SHARE_LINES = 5, SHARE_BYTES = 10 * SHARE_LINES, SHARE_CHARS = 128 };

/* Reads the root key from its file and splits it. The texts are the caller's to wipe. ERR_INVALID:
 * need is under 2 or over shares, or the key file is not as vault_open wants it. */
CHECKED enum err escrow_split(const char *key_path, int shares, int need,
                              char (*out_texts)[SHARE_CHARS], const char **out_reason);

/* What is wrong with one typed share. */
struct share_fault {
    size_t share; /* which of them, from 0 */
    int line;     /* 1 to 5; 0: the share as a whole */
};

/* Puts the key together and writes its file, where there is none yet. Spaces, line ends and lower
 * case do not matter. ERR_MALFORMED: a typing error, in *out_fault. ERR_CONFLICT: two shares are
 * the same, or of two sets. ERR_DENIED: more shares are needed. ERR_INVALID:
 * they give no key. ERR_BUSY: the file is there already or cannot be written. */
CHECKED enum err escrow_join(const struct str *shares, size_t count, const char *key_path,
                             struct share_fault *out_fault, const char **out_reason);

#endif
