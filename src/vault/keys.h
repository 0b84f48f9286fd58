/* keys.h - inner header of the vault: the locked memory and what may stand in it.
 *
 * Key bytes are never on a stack and never in ordinary memory: the keys of the program and a fixed
 * number of slots, one for each call at work, lie in pages that are locked, not dumped, and
 * guarded on both sides (sodium_malloc). Nothing outside src/vault/ includes this.
 */
#ifndef VAULT_KEYS_H
#define VAULT_KEYS_H

#include <pthread.h>

#include "base/base.h"

enum { KEY_BYTES = 32, SLOT_COUNT = 32 };

/* The keys one call works with. Wiped when the slot is given back. */
struct slot {
    unsigned char wrapper[KEY_BYTES]; /* opens an owner's key: the root's or an organisation's */
    unsigned char owner[KEY_BYTES];
    unsigned char table[KEY_BYTES];
};

struct locked {
    unsigned char root[KEY_BYTES];  /* only while the vault is being opened */
    unsigned char wrap[KEY_BYTES];  /* wraps owners' keys */
    unsigned char print[KEY_BYTES]; /* keyed fingerprints */
    unsigned char draft[256];       /* the text of the key file while it is read or written */
    struct slot slots[SLOT_COUNT];
};

struct names;

struct vault {
    struct locked *locked;
    pthread_mutex_t mutex; /* guards free_slots */
    pthread_cond_t freed;
    uint32_t free_slots; /* one bit a slot */
    struct names *names;
};

/* Reads the root key into locked->root, or draws and writes one. As vault_open. */
CHECKED enum err key_file_open(const char *path, struct locked *locked, const char **out_reason);

/* The same, but none is made: ERR_NOT_FOUND. And the other way: writes locked->root into a new
 * file; ERR_BUSY: there is one already, or it cannot be written. */
CHECKED enum err key_file_read(const char *path, struct locked *locked, const char **out_reason);
CHECKED enum err key_file_write(const char *path, struct locked *locked, const char **out_reason);

/* Waits for a free slot. Between the two calls nothing may be taken from an arena: an overflow
 * would jump away with the slot. */
struct slot *slot_claim(struct vault *vault);
void slot_release(struct vault *vault, struct slot *slot);

/* out = BLAKE2b(label, 0, text) under key. Labels separate the uses of one key. */
void key_derive(unsigned char out[KEY_BYTES], const unsigned char key[KEY_BYTES],
                const char *label, const char *text);

#endif
