#include "vault/sign.h"

#include <sodium.h>

/* False when the text is not so many bytes as digits. */
static bool read_bytes(struct str text, unsigned char *out_bytes, size_t size)
{
    size_t found;
    const char *end;
    return text.size == 2 * size &&
           sodium_hex2bin(out_bytes, size, text.at, text.size, NULL, &found, &end) == 0 &&
           found == size && end == text.at + text.size;
}

void sign_key_make(char out_secret[SIGN_KEY_CHARS + 1], char out_public[SIGN_KEY_CHARS + 1])
{
    unsigned char seed[crypto_sign_SEEDBYTES], secret[crypto_sign_SECRETKEYBYTES];
    unsigned char public_key[crypto_sign_PUBLICKEYBYTES];
    must(sodium_init() >= 0);
    randombytes_buf(seed, sizeof(seed));
    crypto_sign_seed_keypair(public_key, secret, seed);
    sodium_bin2hex(out_secret, SIGN_KEY_CHARS + 1, seed, sizeof(seed));
    sodium_bin2hex(out_public, SIGN_KEY_CHARS + 1, public_key, sizeof(public_key));
    sodium_memzero(seed, sizeof(seed));
    sodium_memzero(secret, sizeof(secret));
}

enum err sign_text(struct str secret, struct str text,
                   char out_signature[SIGN_SIGNATURE_CHARS + 1])
{
    unsigned char seed[crypto_sign_SEEDBYTES], whole[crypto_sign_SECRETKEYBYTES];
    unsigned char public_key[crypto_sign_PUBLICKEYBYTES], signature[crypto_sign_BYTES];
    must(sodium_init() >= 0);
    if (!read_bytes(secret, seed, sizeof(seed)))
        return ERR_INVALID;
    crypto_sign_seed_keypair(public_key, whole, seed);
    crypto_sign_detached(signature, NULL, (const unsigned char *)text.at, text.size, whole);
    sodium_bin2hex(out_signature, SIGN_SIGNATURE_CHARS + 1, signature, sizeof(signature));
    sodium_memzero(seed, sizeof(seed));
    sodium_memzero(whole, sizeof(whole));
    return OK;
}

enum err sign_check(struct str public_key, struct str text, struct str signature)
{
    unsigned char key[crypto_sign_PUBLICKEYBYTES], bytes[crypto_sign_BYTES];
    must(sodium_init() >= 0);
    if (!read_bytes(public_key, key, sizeof(key)) || !read_bytes(signature, bytes, sizeof(bytes)))
        return ERR_INVALID;
    int result = crypto_sign_verify_detached(bytes, (const unsigned char *)text.at, text.size, key);
    return result == 0 ? OK : ERR_INVALID;
}

enum err sign_check_bytes(const unsigned char public_key[32], struct str text,
                          const unsigned char signature[64])
{
    must(sodium_init() >= 0);
    int result = crypto_sign_verify_detached(signature, (const unsigned char *)text.at, text.size,
                                             public_key);
    return result == 0 ? OK : ERR_INVALID;
}
