/* Proofs that a row of the database was written by Haven and not beside it: a keyed hash over
 * purpose, record, version and text, and the highest version seen of each record, so that a row put
 * back by its older self is told although its proof is right. The versions are in memory: after a
 * start the first row seen of a record is believed. */
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "vault/core.h"

enum { FIRST_ROOM = 1024, ROOM_LIMIT = 1 << 22, MAC_BYTES = 32 };

struct version {
    uint64_t key[2]; /* of purpose and record; zeros: the place is free */
    int64_t highest;
};

struct versions {
    pthread_mutex_t mutex;
    struct version *at; /* open addressing; room is a power of two, at most three quarters full */
    size_t room, count;
};

static struct version *room_make(size_t room)
{
    struct version *at = calloc(room, sizeof(*at));
    must(at != NULL);
    return at;
}

struct versions *versions_make(void)
{
    struct versions *versions = calloc(1, sizeof(*versions));
    must(versions != NULL);
    must(pthread_mutex_init(&versions->mutex, NULL) == 0);
    versions->room = FIRST_ROOM;
    versions->at = room_make(FIRST_ROOM);
    return versions;
}

static struct version *place_of(struct version *at, size_t room, const uint64_t key[2])
{
    size_t place = (size_t)key[0] & (room - 1);
    while ((at[place].key[0] != 0 || at[place].key[1] != 0) &&
           memcmp(at[place].key, key, sizeof(at[place].key)) != 0)
        place = (place + 1) & (room - 1);
    return &at[place];
}

static void grow(struct versions *versions)
{
    size_t room = versions->room * 2;
    struct version *at = room_make(room);
    for (size_t i = 0; i < versions->room; i++) {
        const struct version *version = &versions->at[i];
        if (version->key[0] != 0 || version->key[1] != 0)
            *place_of(at, room, version->key) = *version;
    }
    free(versions->at);
    versions->at = at;
    versions->room = room;
}

static void add_head(crypto_generichash_state *state, struct str purpose, int64_t record)
{
    unsigned char size = (unsigned char)purpose.size;
    must(purpose.size <= 255);
    crypto_generichash_update(state, &size, 1);
    crypto_generichash_update(state, (const unsigned char *)purpose.at, purpose.size);
    crypto_generichash_update(state, (const unsigned char *)&record, sizeof(record));
}

static void compute(const struct core *core, struct str purpose, const struct vault_mac *mac,
                    unsigned char out[MAC_BYTES])
{
    crypto_generichash_state state;
    must(crypto_generichash_init(&state, core->locked->mac, KEY_BYTES, MAC_BYTES) == 0);
    add_head(&state, purpose, mac->record);
    crypto_generichash_update(&state, (const unsigned char *)&mac->version, sizeof(mac->version));
    crypto_generichash_update(&state, (const unsigned char *)mac->text.at, mac->text.size);
    crypto_generichash_final(&state, out, MAC_BYTES);
    sodium_memzero(&state, sizeof(state));
}

void mac_make(const struct core *core, struct str purpose, struct vault_mac *mac)
{
    compute(core, purpose, mac, mac->mac);
}

/* ERR_CONFLICT: a higher version of the record was seen. */
static enum err see_version(struct versions *versions, const uint64_t key[2], int64_t version,
                            bool is_kept)
{
    pthread_mutex_lock(&versions->mutex);
    struct version *place = place_of(versions->at, versions->room, key);
    bool is_new = place->key[0] == 0 && place->key[1] == 0;
    enum err err = is_new || place->highest <= version ? OK : ERR_CONFLICT;
    if (is_new && is_kept && versions->count == ROOM_LIMIT / 4 * 3)
        err = ERR_TOO_LARGE;
    if (err == OK && is_kept) {
        *place = (struct version){{key[0], key[1]}, version};
        versions->count += is_new;
        if (versions->count > versions->room / 4 * 3 && versions->room < ROOM_LIMIT)
            grow(versions);
    }
    pthread_mutex_unlock(&versions->mutex);
    return err;
}

enum err mac_check(const struct core *core, struct str purpose, const struct vault_mac *mac,
                   bool is_kept)
{
    unsigned char right[MAC_BYTES];
    uint64_t key[2];
    compute(core, purpose, mac, right);
    if (sodium_memcmp(right, mac->mac, MAC_BYTES) != 0)
        return ERR_INVALID;
    crypto_generichash_state state;
    must(crypto_generichash_init(&state, NULL, 0, sizeof(key)) == 0);
    add_head(&state, purpose, mac->record);
    crypto_generichash_final(&state, (unsigned char *)key, sizeof(key));
    return see_version(core->versions, key, mac->version, is_kept);
}
