#include "vault/tree_growth.h"

#include <sodium.h>
#include <string.h>

struct tree_hash tree_join(const struct tree_hash *left, const struct tree_hash *right)
{
    struct tree_hash hash;
    unsigned char covered[1 + 2 * TREE_HASH_BYTES] = {1};
    memcpy(covered + 1, left->at, TREE_HASH_BYTES);
    memcpy(covered + 1 + TREE_HASH_BYTES, right->at, TREE_HASH_BYTES);
    crypto_hash_sha256(hash.at, covered, sizeof(covered));
    return hash;
}

bool tree_hash_equal(const struct tree_hash *a, const struct tree_hash *b)
{
    return memcmp(a->at, b->at, TREE_HASH_BYTES) == 0;
}

bool tree_has_grown(const struct tree_proof *proof, int64_t first, int64_t size,
                    const struct tree_hash *first_root, const struct tree_hash *root)
{
    if (first <= 0 || first > size)
        return false;
    if (first == size)
        return proof->count == 0 && tree_hash_equal(first_root, root);
    int64_t place = first - 1, last = size - 1;
    for (; place & 1; place >>= 1)
        last >>= 1;
    size_t at = place == 0 ? 0 : 1; /* a power of two begins with its own root */
    if (proof->count < at)
        return false;
    struct tree_hash older = place == 0 ? *first_root : proof->at[0], newer = older;
    for (; at < proof->count; at++) {
        if (last == 0)
            return false;
        if ((place & 1) || place == last) {
            older = tree_join(&proof->at[at], &older);
            newer = tree_join(&proof->at[at], &newer);
            for (; !(place & 1) && place != 0; place >>= 1)
                last >>= 1;
        } else {
            newer = tree_join(&newer, &proof->at[at]);
        }
        place >>= 1;
        last >>= 1;
    }
    return last == 0 && tree_hash_equal(&older, first_root) && tree_hash_equal(&newer, root);
}
