/* start_words.h - inner header of the vault: the words its process is started with. */
#ifndef VAULT_START_WORDS_H
#define VAULT_START_WORDS_H

enum { START_WHAT = 1, START_KEY, START_PHRASE, START_BUDGET, START_FLAGS, START_STAFF_LIMIT,
       START_ALL_LIMIT, START_WORDS };

#define START_SERVE "serve"
#define START_SEAL_KEY "seal-key"

enum start_flag {
    START_DEMO = 'd',      /* what will be sealed is invented */
    START_BEGUN = 'b',     /* there is a database: no key is made, and an old one is believed */
    START_CREDENTIAL = 'c' /* the key file is a credential of systemd */
};

#endif
