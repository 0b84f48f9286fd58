/* Opening and closing, slots, derivation, fingerprints. */
#include "vault/keys.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "vault/names.h"
#include "vault/vault.h"

void key_derive(unsigned char out[KEY_BYTES], const unsigned char key[KEY_BYTES],
                const char *label, const char *text)
{
    crypto_generichash_state state;
    must(crypto_generichash_init(&state, key, KEY_BYTES, KEY_BYTES) == 0);
    crypto_generichash_update(&state, (const unsigned char *)label, strlen(label) + 1);
    crypto_generichash_update(&state, (const unsigned char *)text, strlen(text));
    crypto_generichash_final(&state, out, KEY_BYTES);
    sodium_memzero(&state, sizeof(state));
}

static struct locked *locked_make(void)
{
    struct locked *locked = sodium_malloc(sizeof(*locked));
    if (locked == NULL)
        return NULL;
    /* sodium_malloc locks where it may and is silent where it may not: ask again, aloud */
    if (sodium_mlock(locked, sizeof(*locked)) != 0) {
        sodium_free(locked);
        return NULL;
    }
    sodium_memzero(locked, sizeof(*locked));
    return locked;
}

enum err vault_open(const char *key_path, struct vault **out_vault, const char **out_reason)
{
    must(sodium_init() >= 0);
    struct locked *locked = locked_make();
    if (locked == NULL) {
        *out_reason = "memory for keys cannot be locked (see ulimit -l)";
        return ERR_INTERNAL;
    }
    enum err err = key_file_open(key_path, locked, out_reason);
    if (err != OK) {
        sodium_free(locked);
        return err;
    }
    key_derive(locked->wrap, locked->root, "haven wrap", "");
    key_derive(locked->print, locked->root, "haven print", "");
    log_key_derive(locked);
    sodium_memzero(locked->root, KEY_BYTES);
    struct vault *vault = calloc(1, sizeof(*vault));
    must(vault != NULL);
    vault->locked = locked;
    vault->free_slots = UINT32_MAX;
    vault->names = names_make();
    must(pthread_mutex_init(&vault->mutex, NULL) == 0);
    must(pthread_cond_init(&vault->freed, NULL) == 0);
    *out_vault = vault;
    return OK;
}

void vault_close(struct vault *vault)
{
    if (vault == NULL)
        return;
    must(vault->free_slots == UINT32_MAX);
    names_drop(vault->names);
    sodium_free(vault->locked);
    pthread_cond_destroy(&vault->freed);
    pthread_mutex_destroy(&vault->mutex);
    free(vault);
}

struct slot *slot_claim(struct vault *vault)
{
    _Static_assert(SLOT_COUNT == 32, "one bit of free_slots a slot");
    pthread_mutex_lock(&vault->mutex);
    while (vault->free_slots == 0)
        pthread_cond_wait(&vault->freed, &vault->mutex);
    int number = __builtin_ctz(vault->free_slots);
    vault->free_slots &= ~(UINT32_C(1) << number);
    pthread_mutex_unlock(&vault->mutex);
    return &vault->locked->slots[number];
}

void slot_release(struct vault *vault, struct slot *slot)
{
    sodium_memzero(slot, sizeof(*slot));
    pthread_mutex_lock(&vault->mutex);
    vault->free_slots |= UINT32_C(1) << (slot - vault->locked->slots);
    pthread_cond_signal(&vault->freed);
    pthread_mutex_unlock(&vault->mutex);
}

void vault_fingerprint(struct vault *vault, const char *purpose, struct str value,
                       unsigned char out_fingerprint[32])
{
    crypto_generichash_state state;
    size_t size = strlen(purpose);
    must(size <= 255);
    unsigned char prefix = (unsigned char)size;
    must(crypto_generichash_init(&state, vault->locked->print, KEY_BYTES, 32) == 0);
    crypto_generichash_update(&state, &prefix, 1);
    crypto_generichash_update(&state, (const unsigned char *)purpose, size);
    crypto_generichash_update(&state, (const unsigned char *)value.at, value.size);
    crypto_generichash_final(&state, out_fingerprint, 32);
    sodium_memzero(&state, sizeof(state));
}

void vault_random(void *out_bytes, size_t size)
{
    must(sodium_init() >= 0);
    randombytes_buf(out_bytes, size);
}
