/* What is derived from the root key. */
#include <sodium.h>
#include <string.h>
#include <sys/mman.h>

#include "vault/core.h"

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

struct locked *locked_make(void)
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
    uintptr_t page = (uintptr_t)locked & ~(uintptr_t)4095;
    size_t size = (uintptr_t)locked + sizeof(*locked) - page;
    must(madvise((void *)page, size, MADV_DONTFORK) == 0); /* the signer has keys of its own */
    return locked;
}

void locked_derive(struct locked *locked)
{
    key_derive(locked->wrap, locked->root, "haven wrap", "");
    key_derive(locked->print, locked->root, "haven print", "");
    key_derive(locked->mac, locked->root, "haven mac", "");
    key_derive(locked->budget, locked->root, "haven budget", "");
    sodium_memzero(locked->root, KEY_BYTES);
}

void core_fingerprint(const struct core *core, struct str purpose, struct str value,
                      unsigned char out_fingerprint[32])
{
    crypto_generichash_state state;
    must(purpose.size <= 255);
    unsigned char prefix = (unsigned char)purpose.size;
    must(crypto_generichash_init(&state, core->locked->print, KEY_BYTES, 32) == 0);
    crypto_generichash_update(&state, &prefix, 1);
    crypto_generichash_update(&state, (const unsigned char *)purpose.at, purpose.size);
    crypto_generichash_update(&state, (const unsigned char *)value.at, value.size);
    crypto_generichash_final(&state, out_fingerprint, 32);
    sodium_memzero(&state, sizeof(state));
}
