/* core.h - inner header of the vault's process: its keys, and the locked memory they stand in.
 *
 * Key bytes are never on a stack and never in ordinary memory: the keys of the program and a slot
 * for each connection lie in pages that are locked, not dumped, and guarded on both sides
 * (sodium_malloc). Nothing outside src/vault/ includes this.
 */
#ifndef VAULT_CORE_H
#define VAULT_CORE_H

#include <stdatomic.h>

#include "vault/message.h"
#include "vault/item.h"

enum { KEY_BYTES = 32 };

/* The keys one connection works with. Wiped after each message. */
struct slot {
    unsigned char wrapper[KEY_BYTES]; /* opens an owner's key: the root's or an organisation's */
    unsigned char owner[KEY_BYTES];
    unsigned char table[KEY_BYTES];
};

struct locked {
    unsigned char root[KEY_BYTES];   /* only while the vault is being opened */
    unsigned char wrap[KEY_BYTES];   /* wraps owners' keys */
    unsigned char print[KEY_BYTES];  /* keyed fingerprints */
    unsigned char mac[KEY_BYTES];    /* proofs of rows of the database */
    unsigned char budget[KEY_BYTES]; /* proofs of lines of the budget's file */
    unsigned char draft[512];        /* the text of the key file while it is read or written */
    unsigned char phrase[512];       /* what opens a sealed key file, while it is asked */
    struct slot slots[VAULT_CONNECTIONS];
};

struct names;
struct budget;
struct versions;

struct core {
    struct locked *locked;
    struct names *names;
    struct budget *budget;
    struct versions *versions;
    atomic_bool is_index_ready;
};

/* Memory for keys, zeroed. NULL: it cannot be locked. */
struct locked *locked_make(void);

/* Fills everything that is derived from locked->root, but what the log is signed with
 * (signer.h), and wipes that. */
void locked_derive(struct locked *locked);

/* out = BLAKE2b(label, 0, text) under key. Labels separate the uses of one key. */
void key_derive(unsigned char out[KEY_BYTES], const unsigned char key[KEY_BYTES],
                const char *label, const char *text);

void core_fingerprint(const struct core *core, struct str purpose, struct str value,
                      unsigned char out_fingerprint[32]);

/* ---- seal.c ------------------------------------------------------------------------------ */

/* A row of items, one after the other: an item with the key of the one before it costs no
 * unwrapping. Made with {core, slot}; the slot is the caller's to wipe. */
struct row {
    const struct core *core;
    struct slot *slot;
    struct vault_item before; /* what the slot is filled for */
    bool has_before;
};

/* item->out.at has room for sealed_size(in.size), or for in.size bytes when opening; out.size is
 * set. ERR_INVALID: the key does not open, or the text. */
CHECKED enum err seal_item(struct row *row, struct vault_item *item);
CHECKED enum err open_item(struct row *row, struct vault_item *item);

void core_key_make(const struct core *core, struct slot *slot, enum vault_owner kind,
                   int64_t owner, unsigned char out_wrapped[VAULT_WRAPPED_BYTES]);
CHECKED enum err core_key_share(const struct core *core, struct slot *slot,
                                const struct vault_share *share,
                                unsigned char out_wrapped[VAULT_WRAPPED_BYTES]);

/* ---- mac.c ------------------------------------------------------------------------------- */

struct versions *versions_make(void);

void mac_make(const struct core *core, struct str purpose, struct vault_mac *mac);

/* As vault_mac_check, of one; as vault_mac_look where the version is not to be kept. */
CHECKED enum err mac_check(const struct core *core, struct str purpose,
                           const struct vault_mac *mac, bool is_kept);

/* ---- answer.c ---------------------------------------------------------------------------- */

/* Answers one message. request is what stood after its size; the reply's bytes go to out, which
 * has room for MESSAGE_LIMIT. Whatever comes is answered: what is no message with ERR_MALFORMED.
 * Returns the size of the answer. */
size_t answer_message(struct core *core, struct slot *slot, struct str request,
                      unsigned char *out);

#endif
