/* checkpoint.h - what the log swears to: how many lines a chain has, and the root of their tree.
 *
 * Text that people can read and other programs know (a signed note, C2SP tlog-checkpoint): the
 * log's name and the chain's writer, the number of lines, the root, the hour; an empty line; the
 * signature of the vault. The name is made of the public key, so a note of another log is never
 * taken for one of this.
 *
 *     haven/3f9c5d…/0
 *     4711
 *     Cz5wK5G3m1x8N2n…=
 *     time 2026-11-24T02:10:31Z
 *
 *     — haven/3f9c5d… 1vQmZ4z…=
 */
#ifndef GUARD_CHECKPOINT_H
#define GUARD_CHECKPOINT_H

#include "guard/tree.h"
#include "vault/vault.h"

enum { CHECKPOINT_KEY_BYTES = LOG_KEY_BYTES };

struct checkpoint {
    struct log_mark mark;
    struct instant at; /* to the second */
};

/* As log_name (vault/log_mark.h). */
struct str checkpoint_name(struct arena *arena, const unsigned char key[CHECKPOINT_KEY_BYTES]);

/* As vault_log_sign: grown says that it grew out of what was signed last. */
CHECKED enum err checkpoint_sign(struct vault *vault, struct arena *arena,
                                 const struct checkpoint *checkpoint,
                                 const struct tree_proof *grown, struct str *out_note);

/* Reads one note and checks the key's signature. ERR_NOT_FOUND: a note of another log.
 * ERR_INVALID: no note, or the signature is not of this text. */
CHECKED enum err checkpoint_read(struct arena *arena, struct str note,
                                 const unsigned char key[CHECKPOINT_KEY_BYTES],
                                 struct checkpoint *out_checkpoint);

/* Cuts the next note, with all its signatures, off a text of many; empty at the end. */
struct str checkpoint_cut(struct str *rest);

/* What a note's signatures are of: all up to and with the line end before the empty line. */
struct str checkpoint_body(struct str note);

/* A line "— name base64" (C2SP signed-note): kind 1 is a log's own, 4 a witness's, whose signature
 * follows the time in seconds (tlog-cosignature). */
enum { CHECKPOINT_BY_LOG = 1, CHECKPOINT_BY_WITNESS = 4 };
struct str checkpoint_signature(struct arena *arena, struct str name, int kind,
                                const unsigned char key[CHECKPOINT_KEY_BYTES],
                                const unsigned char *signature, size_t size);

/* What a witness signs of a note that it has seen. */
struct str checkpoint_seen(struct arena *arena, struct str note, struct instant at);

#endif
