/* key_file.h - inner header of the vault: where the root key comes from.
 *
 *   plain    "haven-root-key 2 real|demo <64 hex> <16 hex>": the file's mode is all that guards it.
 *            The last word is a check over the key, so that a damaged file is told from a
 *            wrong one.
 *            "haven-root-key 1 <64 hex> <16 hex>" is the same from before there were domains.
 *   sealed   "haven-sealed-key 1 real|demo|old <passes> <KiB> <salt> <nonce> <sealed key>": under a
 *            passphrase (Argon2id), read from a file or asked on the terminal
 *
 * A credential that systemd hands over (systemd.exec(5)) is one of these files; its folder guards
 * it.
 */
#ifndef VAULT_KEY_FILE_H
#define VAULT_KEY_FILE_H

#include "vault/core.h"

/* What a key is for. A demo's is refused on real data, and the reverse. */
enum key_domain { KEY_REAL = 'r', KEY_DEMO = 'd', KEY_OLD = 'o' };

struct key_place {
    const char *path;
    const char *phrase_path; /* of the passphrase's file; empty: asked on the terminal */
    bool is_credential;
    bool may_make;           /* a missing file is made, for this domain: */
    enum key_domain domain;
};

struct key_found {
    enum key_domain domain;
    bool is_sealed;
    bool is_made;
};

/* Reads the root key into locked->root, or draws and writes one. As vault_open. */
CHECKED enum err key_file_open(const struct key_place *place, struct locked *locked,
                               struct key_found *out_found, const char **out_reason);

/* Writes locked->root into a file that is not there yet. ERR_BUSY: it is, or cannot be written. */
CHECKED enum err key_file_write(const struct key_place *place, struct locked *locked,
                                const char **out_reason);

/* Writes the root key anew, sealed under a passphrase that is asked twice, in place of its file. */
CHECKED enum err key_file_seal(const struct key_place *place, struct locked *locked,
                               const char **out_reason);

#endif
