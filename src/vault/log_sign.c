/* Signing the log's checkpoints. */
#include <sodium.h>
#include <string.h>

#include "vault/keys.h"
#include "vault/vault.h"

_Static_assert(sizeof(((struct locked *)0)->log_secret) == crypto_sign_SECRETKEYBYTES, "whole key");

/* The draft is free once the key file has been read. */
void log_key_derive(struct locked *locked)
{
    key_derive(locked->draft, locked->root, "haven log", "");
    must(crypto_sign_seed_keypair(locked->log_public, locked->log_secret, locked->draft) == 0);
    sodium_memzero(locked->draft, sizeof(locked->draft));
}

enum err vault_log_sign(struct vault *vault, struct str text, unsigned char out_signature[64])
{
    must(crypto_sign_detached(out_signature, NULL, (const unsigned char *)text.at, text.size,
                              vault->locked->log_secret) == 0);
    return OK;
}

enum err vault_log_key(struct vault *vault, unsigned char out_public[32])
{
    memcpy(out_public, vault->locked->log_public, KEY_BYTES);
    return OK;
}
