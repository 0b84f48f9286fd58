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

/* The address of house 3, sealed; and one opened for a member of staff, if the vault will. */
struct vault_item world_address(struct world *world);
CHECKED enum err world_reveal(struct world *world, struct vault_item *item, int64_t staff);

/* Patterns of one house, sealed: a row of letters that may stand anywhere, of kind 2. And such
 * houses searched for in letters without a mark. */
struct vault_item world_patterns(struct world *world, int64_t house, const char *letters);
CHECKED enum err world_search(struct world *world, const struct vault_item *items, size_t count,
                              const char *letters, struct vault_hits *out_hits);

#endif
