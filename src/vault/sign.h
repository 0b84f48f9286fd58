/* sign.h - proof of who wrote a file: signatures by Ed25519 (libsodium).
 *
 * Whoever answers for the law data of an installation keeps the secret key away from the server;
 * the server holds the public key among its settings and takes no file that it does not prove. Keys
 * and signatures are texts of hexadecimal digits, so that they can stand in a settings file.
 */
#ifndef VAULT_SIGN_H
#define VAULT_SIGN_H

#include "base/base.h"

enum { SIGN_KEY_CHARS = 64, SIGN_SIGNATURE_CHARS = 128 };

/* Draws a new pair. The secret is the caller's to keep and to wipe. */
void sign_key_make(char out_secret[SIGN_KEY_CHARS + 1], char out_public[SIGN_KEY_CHARS + 1]);

/* ERR_INVALID: that is no key. */
CHECKED enum err sign_text(struct str secret, struct str text,
                           char out_signature[SIGN_SIGNATURE_CHARS + 1]);

/* ERR_INVALID: the signature is not of this text by the owner of this key, or one of them is no key
 * and no signature. */
CHECKED enum err sign_check(struct str public_key, struct str text, struct str signature);

/* The same for a key and a signature that are bytes. */
CHECKED enum err sign_check_bytes(const unsigned char public_key[32], struct str text,
                                  const unsigned char signature[64]);

#endif
