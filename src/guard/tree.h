/* tree.h - the Merkle tree of RFC 9162 (section 2.1) over the entries of a log, with SHA-256.
 *
 * A leaf's hash is SHA-256(0x00, entry), a node's SHA-256(0x01, left, right); an empty tree's root
 * is SHA-256 of nothing. Whoever has a root has, in 32 bytes, every entry up to it: a proof of
 * inclusion shows that an entry is in it, a proof of consistency that an older root's entries all
 * are, unchanged and in their order. Pure functions; no database, no keys.
 *
 * A tree that only grows is kept as its peaks, the roots of the whole subtrees of which it is made,
 * one for each bit of its size. Every TREE_TILE entries there is a tile; kept aside, tiles spare
 * reading the whole log again.
 */
#ifndef GUARD_TREE_H
#define GUARD_TREE_H

#include "vault/tree_growth.h"

enum { TREE_TILE_LEVEL = 10, TREE_TILE = 1 << TREE_TILE_LEVEL };

/* {0} is the empty tree. */
struct tree {
    int64_t size;                         /* entries */
    struct tree_hash peaks[TREE_LEVELS];  /* peaks[n] counts where bit n of size is set */
    struct tree_hash tile;                /* of the last tile that became whole by tree_add */
};

struct tree_hash tree_leaf(struct str entry);
void tree_add(struct tree *tree, struct tree_hash leaf);

/* Adds a whole tile; the tree's size is a multiple of TREE_TILE. */
void tree_add_tile(struct tree *tree, struct tree_hash tile);

struct tree_hash tree_root(const struct tree *tree);

/* The root of the tree over the entries [from, to) of a log alone. */
struct tree_source {
    enum err (*root)(void *with, int64_t from, int64_t to, struct tree_hash *out_root);
    void *with;
};

/* index counts from 0 and is below size; 0 < first <= size. */
CHECKED enum err tree_prove_entry(const struct tree_source *source, int64_t index, int64_t size,
                                  struct tree_proof *out_proof);
CHECKED enum err tree_prove_growth(const struct tree_source *source, int64_t first, int64_t size,
                                   struct tree_proof *out_proof);

/* False for every input that is not exactly such a proof. */
bool tree_has_entry(const struct tree_proof *proof, int64_t index, int64_t size,
                    const struct tree_hash *leaf, const struct tree_hash *root);

#endif
