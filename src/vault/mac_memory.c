/* Proofs that were found right, remembered where they are asked for. Of each record the last one is
 * kept, so that an older row that is put back is not found here, and is told to be older, also when
 * the vault has ended meanwhile and forgotten its versions. */
#include <pthread.h>
#include <sodium.h>
#include <string.h>

#include "vault/client.h"

enum { PLACES = 1 << 16, PURPOSE_BYTES = 16, HASH_BYTES = 32 };

struct proven {
    const struct vault *vault; /* NULL: the place is free */
    char purpose[PURPOSE_BYTES];
    int64_t record, version;
    unsigned char hash[HASH_BYTES]; /* of proof, version and text */
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct proven places[PLACES];

static struct proven proven_of(const struct vault *vault, const char *purpose,
                               const struct vault_mac *mac)
{
    struct proven proven = {.vault = vault, .record = mac->record, .version = mac->version};
    size_t length = strlen(purpose);
    must(length < sizeof(proven.purpose));
    memcpy(proven.purpose, purpose, length);
    crypto_generichash_state state;
    must(crypto_generichash_init(&state, NULL, 0, HASH_BYTES) == 0);
    crypto_generichash_update(&state, mac->mac, sizeof(mac->mac));
    crypto_generichash_update(&state, (const unsigned char *)&mac->version, sizeof(mac->version));
    crypto_generichash_update(&state, (const unsigned char *)mac->text.at, mac->text.size);
    crypto_generichash_final(&state, proven.hash, HASH_BYTES);
    return proven;
}

/* Ids are random numbers, so that they need no hash; what happens to share a place takes it
 * over. */
static struct proven *place_of(const struct proven *proven)
{
    return &places[(uint64_t)proven->record % PLACES];
}

static bool is_same_record(const struct proven *place, const struct proven *proven)
{
    return place->vault == proven->vault && place->record == proven->record &&
           strcmp(place->purpose, proven->purpose) == 0;
}

enum err vault_mac_recall(struct vault *vault, const char *purpose, const struct vault_mac *mac)
{
    struct proven proven = proven_of(vault, purpose, mac);
    const struct proven *place = place_of(&proven);
    enum err err = ERR_NOT_FOUND;
    pthread_mutex_lock(&mutex);
    if (is_same_record(place, &proven) && place->version > mac->version)
        err = ERR_CONFLICT;
    else if (is_same_record(place, &proven) && memcmp(place->hash, proven.hash, HASH_BYTES) == 0)
        err = OK;
    pthread_mutex_unlock(&mutex);
    return err;
}

void vault_mac_remember(struct vault *vault, const char *purpose, const struct vault_mac *mac)
{
    struct proven proven = proven_of(vault, purpose, mac);
    struct proven *place = place_of(&proven);
    pthread_mutex_lock(&mutex);
    if (!is_same_record(place, &proven) || place->version <= mac->version)
        *place = proven;
    pthread_mutex_unlock(&mutex);
}

void mac_memory_forget(const struct vault *vault)
{
    pthread_mutex_lock(&mutex);
    for (size_t i = 0; i < PLACES; i++)
        if (places[i].vault == vault)
            places[i] = (struct proven){0};
    pthread_mutex_unlock(&mutex);
}
