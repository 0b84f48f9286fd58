#include "guard/password.h"

#include <pthread.h>
#include <string.h>

#include <sodium.h>

#include "vault/vault.h"

enum { PASSES = 2, MEMORY_BYTES = 19 << 20, AT_A_TIME = 2 };
enum { KEYED_BYTES = 32 };

/* Nobody's: a random salt and a random hash under the same settings. */
static const char nobodys_hash[] =
    "$argon2id$v=19$m=19456,t=2,p=1$3oq0sJ3f4nY6rQkMZs0fTg$"
    "mY0cV2nq0X8sB4y5tL1kUu9wq3z7Rr6JpXe2HcGvK5E";

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t is_free = PTHREAD_COND_INITIALIZER;
static int under_way;

static void enter(void)
{
    must(pthread_mutex_lock(&mutex) == 0);
    while (under_way == AT_A_TIME)
        must(pthread_cond_wait(&is_free, &mutex) == 0);
    under_way++;
    must(pthread_mutex_unlock(&mutex) == 0);
}

static void leave(void)
{
    must(pthread_mutex_lock(&mutex) == 0);
    under_way--;
    must(pthread_cond_signal(&is_free) == 0);
    must(pthread_mutex_unlock(&mutex) == 0);
}

enum err password_hash(struct vault *vault, struct arena *arena, struct str password,
                       struct str *out_hash)
{
    char hash[crypto_pwhash_STRBYTES];
    unsigned char keyed[KEYED_BYTES];
    enum err err = vault_fingerprint(vault, "password", password, keyed);
    if (err != OK)
        return err;
    enter();
    int failed = crypto_pwhash_str_alg(hash, (const char *)keyed, sizeof(keyed), PASSES,
                                       MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13);
    leave();
    must(failed == 0); /* only memory can be missing */
    sodium_memzero(keyed, sizeof(keyed));
    *out_hash = str_copy(arena, str_of(hash));
    return OK;
}

enum err password_is(struct vault *vault, struct str hash, struct str password, bool *out_is)
{
    char text[crypto_pwhash_STRBYTES] = {0};
    bool is_somebodys = str_starts(hash, STR("$")) && hash.size < sizeof(text);
    memcpy(text, is_somebodys ? hash.at : nobodys_hash,
           is_somebodys ? hash.size : sizeof(nobodys_hash) - 1);
    unsigned char keyed[KEYED_BYTES];
    enum err err = vault_fingerprint(vault, "password", password, keyed);
    if (err != OK)
        return err;
    enter();
    int failed = crypto_pwhash_str_verify(text, (const char *)keyed, sizeof(keyed));
    leave();
    sodium_memzero(keyed, sizeof(keyed));
    *out_is = failed == 0 && is_somebodys;
    return OK;
}
