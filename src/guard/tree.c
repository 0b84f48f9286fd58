#include "guard/tree.h"

#include <string.h>

#include <openssl/sha.h>

/* The one-call SHA256 of OpenSSL 3 finds the algorithm anew each time, which costs more than the
 * hash; the plain functions do not. */
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

struct tree_hash tree_leaf(struct str entry)
{
    static const unsigned char mark = 0;
    struct tree_hash hash;
    SHA256_CTX context;
    must(SHA256_Init(&context) == 1);
    must(SHA256_Update(&context, &mark, 1) == 1);
    must(SHA256_Update(&context, entry.at, entry.size) == 1);
    must(SHA256_Final(hash.at, &context) == 1);
    return hash;
}

/* Adding one is adding in binary: two peaks of one level make one of the next. */
static void add_at(struct tree *tree, struct tree_hash hash, int level)
{
    int64_t one = INT64_C(1) << level;
    must(tree->size % one == 0);
    int at = level;
    for (; tree->size >> at & 1; at++) {
        hash = tree_join(&tree->peaks[at], &hash);
        if (at + 1 == TREE_TILE_LEVEL)
            tree->tile = hash;
    }
    must(at < TREE_LEVELS);
    tree->peaks[at] = hash;
    tree->size += one;
}

void tree_add(struct tree *tree, struct tree_hash leaf)
{
    add_at(tree, leaf, 0);
}

void tree_add_tile(struct tree *tree, struct tree_hash tile)
{
    add_at(tree, tile, TREE_TILE_LEVEL);
}

struct tree_hash tree_root(const struct tree *tree)
{
    struct tree_hash root;
    bool is_some = false;
    for (int level = 0; level < TREE_LEVELS; level++) {
        if ((tree->size >> level & 1) == 0)
            continue;
        root = is_some ? tree_join(&tree->peaks[level], &root) : tree->peaks[level];
        is_some = true;
    }
    if (!is_some)
        SHA256((const unsigned char *)"", 0, root.at);
    return root;
}

/* ---- making proofs ------------------------------------------------------------------------- */

/* The largest power of two below size, which is at least 2: where the tree is cut in two. */
static int64_t cut_of(int64_t size)
{
    int64_t cut = 1;
    while (cut * 2 < size)
        cut *= 2;
    return cut;
}

/* Ranges found from the root down; a proof names them from the leaf up. */
struct ranges {
    size_t count;
    int64_t from[TREE_PROOF_HASHES], to[TREE_PROOF_HASHES];
};

static void note_range(struct ranges *ranges, int64_t from, int64_t to)
{
    must(ranges->count < TREE_PROOF_HASHES);
    ranges->from[ranges->count] = from;
    ranges->to[ranges->count++] = to;
}

static enum err prove(const struct tree_source *source, const struct ranges *ranges,
                      struct tree_proof *out_proof)
{
    struct tree_proof proof = {0};
    for (size_t i = ranges->count; i-- > 0;) {
        enum err err = source->root(source->with, ranges->from[i], ranges->to[i],
                                    &proof.at[proof.count++]);
        if (err != OK)
            return err;
    }
    *out_proof = proof;
    return OK;
}

enum err tree_prove_entry(const struct tree_source *source, int64_t index, int64_t size,
                          struct tree_proof *out_proof)
{
    struct ranges ranges = {0};
    int64_t from = 0, to = size;
    must(index >= 0 && index < size);
    while (to - from > 1) {
        int64_t middle = from + cut_of(to - from);
        if (index < middle) {
            note_range(&ranges, middle, to);
            to = middle;
        } else {
            note_range(&ranges, from, middle);
            from = middle;
        }
    }
    return prove(source, &ranges, out_proof);
}

enum err tree_prove_growth(const struct tree_source *source, int64_t first, int64_t size,
                           struct tree_proof *out_proof)
{
    struct ranges ranges = {0};
    int64_t from = 0, to = size;
    must(first > 0 && first <= size);
    while (first != to) {
        int64_t middle = from + cut_of(to - from);
        if (first <= middle) {
            note_range(&ranges, middle, to);
            to = middle;
        } else {
            note_range(&ranges, from, middle);
            from = middle;
        }
    }
    if (from > 0) /* else it is the older root itself, which who checks has */
        note_range(&ranges, from, to);
    return prove(source, &ranges, out_proof);
}

/* ---- checking proofs: RFC 9162, 2.1.3.2 and 2.1.4.2 ------------------------------------------ */

bool tree_has_entry(const struct tree_proof *proof, int64_t index, int64_t size,
                    const struct tree_hash *leaf, const struct tree_hash *root)
{
    if (index < 0 || index >= size)
        return false;
    int64_t place = index, last = size - 1;
    struct tree_hash hash = *leaf;
    for (size_t i = 0; i < proof->count; i++) {
        if (last == 0)
            return false;
        if ((place & 1) || place == last) {
            hash = tree_join(&proof->at[i], &hash);
            for (; !(place & 1) && place != 0; place >>= 1)
                last >>= 1;
        } else {
            hash = tree_join(&hash, &proof->at[i]);
        }
        place >>= 1;
        last >>= 1;
    }
    return last == 0 && tree_hash_equal(&hash, root);
}
