/* keys.h - asking short lists. Inside match/ only.
 *
 * The lists are a handful of keys: reading them through beats any index.
 */
#ifndef MATCH_KEYS_H
#define MATCH_KEYS_H

#include "match/facts.h"

static inline bool keys_have(struct match_keys keys, int64_t key)
{
    for (size_t i = 0; i < keys.count; i++)
        if (keys.at[i] == key)
            return true;
    return false;
}

static inline bool keys_share(struct match_keys a, struct match_keys b)
{
    for (size_t i = 0; i < a.count; i++)
        if (keys_have(b, a.at[i]))
            return true;
    return false;
}

#endif
