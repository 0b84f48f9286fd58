/* digest.h - SHA-256 of a text under a label, for what needs no key because the text is itself a
 * secret of 256 random bits. Everything else that must not be guessed is vault_fingerprint's.
 */
#ifndef GUARD_DIGEST_H
#define GUARD_DIGEST_H

#include "base/base.h"

enum { DIGEST_BYTES = 32 };

/* label (at most 63 bytes) separates the uses: of two of them neither tells the other. text: at
 * most 255 bytes. */
void digest_text(const char *label, struct str text, unsigned char out_digest[DIGEST_BYTES]);

#endif
