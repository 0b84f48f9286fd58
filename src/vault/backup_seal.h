/* backup_seal.h - files that leave the server: sealed to a key that the server does not hold.
 *
 * Whoever answers for the backups keeps the secret half away from the server; the server has the
 * public half among its settings. So a stolen server reads no backup, and a stolen backup reads
 * nothing. A file is a stream (XChaCha20-Poly1305, libsodium's secretstream) of pieces of 64 KiB
 * under a key drawn for it, which stands at its head sealed to the public key. A file that was cut
 * short, put together from others, given another name, or changed in a single bit does not open.
 *
 * A chain is a key for the many small files that follow one backup (src/app/backup.h): it is
 * written into that backup's file of keys and nowhere else, so they die with that file.
 *
 * Keys are texts of hexadecimal digits, so that they can stand in a settings file.
 */
#ifndef VAULT_BACKUP_SEAL_H
#define VAULT_BACKUP_SEAL_H

#include "base/base.h"

/* What a sealed file begins with. */
#define SEALED_WORD "haven-sealed 1\n"

enum { BACKUP_KEY_CHARS = 64, CHAIN_KEY_BYTES = 32 };

/* Draws a new pair. The secret is the caller's to keep and to wipe. */
void backup_key_make(char out_secret[BACKUP_KEY_CHARS + 1], char out_public[BACKUP_KEY_CHARS + 1]);
/* One to SEAL_KEYS_MOST keys with commas between them. */
bool backup_keys_are_valid(struct str keys);

/* A chain's key in locked memory. */
struct chain;
struct chain *chain_make(void);
struct chain *chain_read(const unsigned char bytes[CHAIN_KEY_BYTES]);
void chain_drop(struct chain *chain); /* NULL is allowed */

/* Who will be able to open a file: who holds the secret of one of the public keys, or the chain if
 * there is one. name is bound into it: it must be told again to open it. */
enum { SEAL_KEYS_MOST = 16 };
struct seal_for {
    struct str key; /* sealing: public keys with commas between them; to open: one secret */
    const struct chain *chain;
    struct str name;
};

/* One file being written. After an error nothing more is written; end says so. Sealing and opening
 * take heap memory, given back by their end. */
struct sealing;
CHECKED enum err sealing_begin(int file, const struct seal_for *who,
                               struct sealing **out_sealing);
void sealing_add(struct sealing *sealing, const void *bytes, size_t size);
/* The key file as it stands, read inside the vault. ERR_BUSY: it cannot be read. */
CHECKED enum err sealing_add_key_file(struct sealing *sealing, const char *path);
void sealing_add_chain(struct sealing *sealing, const struct chain *chain);
/* Writes the last piece and flushes; ERR_BUSY: some of it could not be written. */
CHECKED enum err sealing_end(struct sealing *sealing);

/* One file being read. ERR_INVALID: it is none, it is not for this key, or it was changed. */
struct opening;
CHECKED enum err opening_begin(int file, const struct seal_for *who,
                               struct opening **out_opening);
/* How many bytes there are to read, if the file is as it was written. Before the first is read. */
CHECKED enum err opening_size(const struct opening *opening, uint64_t *out_size);
/* Exactly size bytes, or ERR_INVALID: the file ends before, or a piece does not open. */
CHECKED enum err opening_read(struct opening *opening, void *bytes, size_t size);
/* OK: everything was read, and nothing comes after it. Nothing may be believed before. */
CHECKED enum err opening_is_whole(struct opening *opening);
void opening_end(struct opening *opening);

/* BLAKE2b with 32 bytes of result, piece by piece: what a file must be again after a restore. */
struct digest {
    _Alignas(64) unsigned char state[384];
};
enum { DIGEST_BYTES = 32, DIGEST_CHARS = 64 };
void digest_begin(struct digest *digest);
void digest_add(struct digest *digest, const void *bytes, size_t size);
void digest_end(struct digest *digest, char out_text[DIGEST_CHARS + 1]);

#endif
