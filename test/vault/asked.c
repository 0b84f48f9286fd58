#include "asked.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct vault *asked_open(void)
{
    char folder[] = "/tmp/haven-names-XXXXXX", key[64];
    const char *reason = "";
    struct vault *vault;
    must(mkdtemp(folder) != NULL);
    snprintf(key, sizeof(key), "%s/key", folder);
    must(vault_open(key, &vault, &reason) == OK);
    must(names_ready(vault, vault_generation(vault)) == OK);
    unlink(key);
    rmdir(folder);
    return vault;
}

void asked_put(struct vault *vault, const struct name_entry *entry)
{
    must(names_put(vault, entry) == OK);
}

size_t asked_find(struct vault *vault, const struct name_query *query, struct name_hit *out_hits,
                  size_t limit)
{
    size_t count = 0;
    must(names_find(vault, query, out_hits, limit, &count) == OK);
    return count;
}

size_t asked_find_among(struct vault *vault, const struct name_query *query,
                        struct name_hit *out_hits, size_t limit, bool *out_has_strong_other)
{
    size_t count = 0;
    must(names_find_among(vault, query, out_hits, limit, &count, out_has_strong_other) == OK);
    return count;
}

size_t asked_count(struct vault *vault)
{
    size_t count = 0;
    must(names_count(vault, &count) == OK);
    return count;
}
