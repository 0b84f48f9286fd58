#include "vault/cold_seal.h"

#include <sodium.h>

enum { KEY_BYTES = 32 };
_Static_assert(KEY_BYTES == crypto_box_PUBLICKEYBYTES && KEY_BYTES == crypto_box_SECRETKEYBYTES,
               "keys are written in as many digits as a backup's");

static bool read_key(struct str text, unsigned char out_key[KEY_BYTES])
{
    size_t found;
    const char *end;
    return text.size == BACKUP_KEY_CHARS &&
           sodium_hex2bin(out_key, KEY_BYTES, text.at, text.size, NULL, &found, &end) == 0 &&
           found == KEY_BYTES && end == text.at + text.size;
}

static bool read_secret(struct str text, unsigned char out_secret[KEY_BYTES],
                        unsigned char out_public[KEY_BYTES])
{
    return read_key(text, out_secret) && crypto_scalarmult_base(out_public, out_secret) == 0;
}

enum err cold_seal(struct arena *arena, struct str public_key, struct str plain,
                   struct str *out_sealed)
{
    unsigned char key[KEY_BYTES];
    must(sodium_init() >= 0);
    if (!read_key(public_key, key))
        return ERR_INVALID;
    unsigned char *sealed = ARENA_MANY(arena, unsigned char, plain.size + crypto_box_SEALBYTES);
    if (crypto_box_seal(sealed, (const unsigned char *)plain.at, plain.size, key) != 0)
        return ERR_INVALID;
    *out_sealed = (struct str){(const char *)sealed, plain.size + crypto_box_SEALBYTES};
    return OK;
}

enum err cold_open(struct arena *arena, struct str secret, struct str sealed,
                   struct str *out_plain)
{
    unsigned char secret_key[KEY_BYTES], public_key[KEY_BYTES];
    must(sodium_init() >= 0);
    if (sealed.size <= crypto_box_SEALBYTES || !read_secret(secret, secret_key, public_key))
        return ERR_INVALID;
    size_t size = sealed.size - crypto_box_SEALBYTES;
    unsigned char *plain = ARENA_MANY(arena, unsigned char, size);
    bool is_open = crypto_box_seal_open(plain, (const unsigned char *)sealed.at, sealed.size,
                                        public_key, secret_key) == 0;
    sodium_memzero(secret_key, sizeof(secret_key));
    if (!is_open)
        return ERR_INVALID;
    *out_plain = (struct str){(const char *)plain, size};
    return OK;
}

enum err cold_public_of(struct str secret, char out_public[BACKUP_KEY_CHARS + 1])
{
    unsigned char secret_key[KEY_BYTES], public_key[KEY_BYTES];
    must(sodium_init() >= 0);
    bool is_key = read_secret(secret, secret_key, public_key);
    sodium_memzero(secret_key, sizeof(secret_key));
    if (!is_key)
        return ERR_INVALID;
    sodium_bin2hex(out_public, BACKUP_KEY_CHARS + 1, public_key, sizeof(public_key));
    return OK;
}
