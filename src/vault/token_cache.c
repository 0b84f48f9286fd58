/* Fingerprints of tokens, remembered where they are asked for: each request brings the same one
 * again. Found under a short hash of purpose and token with a key drawn at the start, without which
 * nobody can make two that meet; a token has too many bits to be guessed from it. The fingerprint
 * itself stands in the database. */
#include <pthread.h>
#include <sodium.h>
#include <string.h>

#include "vault/client.h"

enum {
    PLACES = 4096,
    HASH_BYTES = crypto_shorthash_siphashx24_BYTES,
    TOKEN_LEAST = 32,
    TEXT_BYTES = 256 /* purpose and token */
};

struct known {
    unsigned char hash[HASH_BYTES];
    unsigned char fingerprint[32];
    struct vault *vault; /* NULL: the place is free */
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static unsigned char drawn[crypto_shorthash_siphashx24_KEYBYTES];
static struct known places[PLACES];

static void draw(void)
{
    vault_random(drawn, sizeof(drawn));
}

static struct known *place_of(const char *purpose, struct str token,
                              unsigned char out_hash[HASH_BYTES])
{
    unsigned char text[TEXT_BYTES];
    size_t purpose_size = strlen(purpose) + 1, size = purpose_size + token.size;
    uint32_t number;
    must(pthread_once(&once, draw) == 0);
    must(size <= sizeof(text));
    memcpy(text, purpose, purpose_size);
    memcpy(text + purpose_size, token.at, token.size);
    must(crypto_shorthash_siphashx24(out_hash, text, size, drawn) == 0);
    memcpy(&number, out_hash, sizeof(number));
    return &places[number % PLACES];
}

enum err vault_fingerprint_token(struct vault *vault, const char *purpose, struct str token,
                                 unsigned char out_fingerprint[32])
{
    unsigned char hash[HASH_BYTES];
    must(token.size >= TOKEN_LEAST);
    struct known *place = place_of(purpose, token, hash);
    pthread_mutex_lock(&mutex);
    bool is_known = place->vault == vault && memcmp(place->hash, hash, HASH_BYTES) == 0;
    if (is_known)
        memcpy(out_fingerprint, place->fingerprint, sizeof(place->fingerprint));
    pthread_mutex_unlock(&mutex);
    if (is_known)
        return OK;
    enum err err = vault_fingerprint(vault, purpose, token, out_fingerprint);
    if (err != OK)
        return err;
    pthread_mutex_lock(&mutex);
    memcpy(place->hash, hash, HASH_BYTES);
    memcpy(place->fingerprint, out_fingerprint, sizeof(place->fingerprint));
    place->vault = vault;
    pthread_mutex_unlock(&mutex);
    return OK;
}
