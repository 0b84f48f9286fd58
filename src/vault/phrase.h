/* phrase.h - inner header of the vault: the passphrase of the root key, from a file or a person. */
#ifndef VAULT_PHRASE_H
#define VAULT_PHRASE_H

#include "vault/core.h"

/* Reads it into locked->phrase: the first line of the file, or with an empty path what is typed on
 * the terminal, unseen. ERR_INVALID: the file is readable by others. ERR_BUSY: no file, no
 * terminal, or nothing typed. */
CHECKED enum err phrase_read(const char *path, const char *prompt, struct locked *locked,
                             struct str *out_phrase, const char **out_reason);

/* A new one: of at least twelve bytes, on the terminal typed twice alike. */
CHECKED enum err phrase_choose(const char *path, struct locked *locked, struct str *out_phrase,
                               const char **out_reason);

#endif
