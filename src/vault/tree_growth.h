/* tree_growth.h - that a log's tree only grew: the part of guard/tree.h which the vault itself
 * must check before it signs (RFC 9162, section 2.1.4).
 */
#ifndef VAULT_TREE_GROWTH_H
#define VAULT_TREE_GROWTH_H

#include "base/base.h"

enum { TREE_HASH_BYTES = 32, TREE_LEVELS = 48 };

struct tree_hash {
    unsigned char at[TREE_HASH_BYTES];
};

/* A proof: up to 24 hashes (768 bytes) of inclusion and 25 (800 bytes) of consistency for a tree of
 * 10^7 entries. */
enum { TREE_PROOF_HASHES = 2 * TREE_LEVELS };
struct tree_proof {
    size_t count;
    struct tree_hash at[TREE_PROOF_HASHES];
};

/* SHA-256(0x01, left, right): the node above two. */
struct tree_hash tree_join(const struct tree_hash *left, const struct tree_hash *right);
bool tree_hash_equal(const struct tree_hash *a, const struct tree_hash *b);

/* That the tree of size entries begins with the first ones, unchanged and in their order. False for
 * every input that is not exactly such a proof. */
bool tree_has_grown(const struct tree_proof *proof, int64_t first, int64_t size,
                    const struct tree_hash *first_root, const struct tree_hash *root);

#endif
