/* cold_seal.h - keys that the server itself can no longer open.
 *
 * The wrapped keys of a record that has gone cold are sealed to a public key whose secret half is
 * not on the server (threats.md C8): neither the web process nor the vault nor the root key opens
 * them. Whoever holds the secret opens one record's keys at a time on a machine of their own
 * (`haven cold open`); what comes out is still wrapped by the root, so that it is worth nothing
 * without the server it belongs to.
 *
 * A sealed box (X25519, XSalsa20-Poly1305). The pair of keys is made by backup_key_make and written
 * like a backup's; it must be another pair.
 */
#ifndef VAULT_COLD_SEAL_H
#define VAULT_COLD_SEAL_H

#include "vault/backup_seal.h"

/* 48 bytes longer than plain. ERR_INVALID: public_key is none. */
CHECKED enum err cold_seal(struct arena *arena, struct str public_key, struct str plain,
                           struct str *out_sealed);

/* ERR_INVALID: secret is none, or the text was sealed to another key or changed. */
CHECKED enum err cold_open(struct arena *arena, struct str secret, struct str sealed,
                           struct str *out_plain);

/* The public half of a secret. ERR_INVALID: it is none. */
CHECKED enum err cold_public_of(struct str secret, char out_public[BACKUP_KEY_CHARS + 1]);

/* The first eight digits of the public key: enough to say which stick is meant. */
enum { COLD_MARK_CHARS = 8 };

#endif
