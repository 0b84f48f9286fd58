/* asked.h - the name index for tests in which the vault is never away. */
#ifndef TEST_VAULT_ASKED_H
#define TEST_VAULT_ASKED_H

#include "vault/vault.h"

/* A vault on a key of its own, that has been told of everybody there is: nobody. */
struct vault *asked_open(void);

void asked_put(struct vault *vault, const struct name_entry *entry);
size_t asked_find(struct vault *vault, const struct name_query *query, struct name_hit *out_hits,
                  size_t limit);
size_t asked_find_among(struct vault *vault, const struct name_query *query,
                        struct name_hit *out_hits, size_t limit, bool *out_has_strong_other);
size_t asked_count(struct vault *vault);

#endif
