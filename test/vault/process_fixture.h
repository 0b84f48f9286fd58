/* process_fixture.h - a vault's process of a test's own, with its files in a folder of its own. */
#ifndef TEST_VAULT_PROCESS_FIXTURE_H
#define TEST_VAULT_PROCESS_FIXTURE_H

#include "vault/client.h"
#include "vault/vault.h"

struct world {
    char folder[64], key[80], budget[80], history[80], phrase[80];
    struct vault_settings settings;
    struct vault *vault;
    int process;
    struct arena arena;
};

/* For cmocka: a running vault with a new key; its end, and that of its files. */
int world_make(void **state);
int world_drop(void **state);

CHECKED enum err world_start(struct world *world, const char **out_reason);

/* It ends by itself with its last connection, in whatever order they close. */
void world_stop(struct world *world);
CHECKED enum err world_restart(struct world *world);

#endif
