/* start_words.h - inner header of the vault: the words its process is started with. */
#ifndef VAULT_START_WORDS_H
#define VAULT_START_WORDS_H

#include "base/base.h"

enum { START_WHAT = 1, START_KEY, START_PHRASE, START_BUDGET, START_HISTORY, START_FLAGS,
       START_STAFF_LIMIT, START_ALL_LIMIT, START_WORDS };

#define START_SERVE "serve"
#define START_SEAL_KEY "seal-key"

enum start_flag {
    START_DEMO = 'd',      /* what will be sealed is invented */
    START_BEGUN = 'b',     /* there is a database: no key is made, and an old one is believed */
    START_CREDENTIAL = 'c' /* the key file is a credential of systemd */
};

/* How the vault's processes say on a connection, before anything is asked there, that they have
 * started, or why not. reason: shorter than 255 bytes. */
_Noreturn void tell_and_end(int file, enum err err, const char *reason);
void tell_started(int file);

#define NO_LOCKED_MEMORY "memory for keys cannot be locked (see ulimit -l)"
#define NO_LIST_OF_CALLS "the kernel gives the vault no list of system calls"

#endif
