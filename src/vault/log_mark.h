/* log_mark.h - how far a chain of the log has come, and the text that the vault signs of it
 * (guard/checkpoint.h says what stands in it).
 *
 * The vault writes the text itself and signs no other, so that whatever it has signed was a chain
 * that grew.
 */
#ifndef VAULT_LOG_MARK_H
#define VAULT_LOG_MARK_H

#include "vault/tree_growth.h"

struct log_mark {
    int64_t writer, size;
    struct tree_hash root;
};

enum { LOG_KEY_BYTES = 32, LOG_NAME_BYTES = 6 + 32 + 1, LOG_AT_CHARS = 20, LOG_TEXT_BYTES = 200,
       LOG_CHAINS = 1024 /* whose marks are kept */ };

/* "haven/" and the first 16 bytes of the key's SHA-256 in hexadecimal digits. */
void log_name(char out[LOG_NAME_BYTES], const unsigned char key[LOG_KEY_BYTES]);

/* at: LOG_AT_CHARS letters, "2026-11-24T02:10:31Z". Returns the text's size. */
size_t log_text(char out[LOG_TEXT_BYTES], const char *name, const struct log_mark *mark,
                struct str at);

#endif
