#include "match/facts.h"

/* The lists are a handful of keys: reading them through beats any index. */
bool match_keys_have(struct match_keys keys, int64_t key)
{
    for (size_t i = 0; i < keys.count; i++)
        if (keys.at[i] == key)
            return true;
    return false;
}

bool match_keys_share(struct match_keys a, struct match_keys b)
{
    for (size_t i = 0; i < a.count; i++)
        if (match_keys_have(b, a.at[i]))
            return true;
    return false;
}
