#include "guard/digest.h"

#include <pthread.h>
#include <string.h>

#include <openssl/evp.h>

enum { LABEL_LIMIT = 63, TEXT_LIMIT = 255 };

static EVP_MD *sha256;

static void find_sha256(void)
{
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    must(sha256 != NULL);
}

void digest_text(const char *label, struct str text, unsigned char out_digest[DIGEST_BYTES])
{
    /* looked up once: OpenSSL's own short form looks it up each time, at five times the cost */
    static pthread_once_t is_found = PTHREAD_ONCE_INIT;
    must(pthread_once(&is_found, find_sha256) == 0);
    unsigned char covered[LABEL_LIMIT + 1 + TEXT_LIMIT];
    size_t size = strlen(label) + 1; /* the zero ends it: no label begins another */
    must(size <= LABEL_LIMIT + 1 && text.size <= TEXT_LIMIT);
    memcpy(covered, label, size);
    memcpy(covered + size, text.at, text.size);
    must(EVP_Digest(covered, size + text.size, out_digest, NULL, sha256, NULL) == 1);
    explicit_bzero(covered, sizeof(covered));
}
