/* The tree against the definitions of RFC 9162 written down naively, and proofs that are forged. */
#include "guard_fixture.h"
#include "guard_tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/sha.h>

#include "guard/tree.h"

enum { LEAVES = 70, FORGED = 10000 };

static struct tree_hash leaf_of(int64_t number)
{
    char text[32];
    int size = snprintf(text, sizeof(text), "entry %lld", (long long)number);
    return tree_leaf((struct str){text, (size_t)size});
}

/* MTH of RFC 9162, 2.1.1, word for word. */
static struct tree_hash defined_root(int64_t from, int64_t to)
{
    struct tree_hash root;
    if (to == from) {
        SHA256((const unsigned char *)"", 0, root.at);
        return root;
    }
    if (to - from == 1)
        return leaf_of(from);
    int64_t cut = 1;
    while (cut * 2 < to - from)
        cut *= 2;
    unsigned char text[65] = {1};
    struct tree_hash left = defined_root(from, from + cut), right = defined_root(from + cut, to);
    memcpy(text + 1, left.at, 32);
    memcpy(text + 33, right.at, 32);
    SHA256(text, sizeof(text), root.at);
    return root;
}

static enum err range(void *with, int64_t from, int64_t to, struct tree_hash *out_root)
{
    struct tree tree = {0};
    (void)with;
    for (int64_t i = from; i < to; i++)
        tree_add(&tree, leaf_of(i));
    *out_root = tree_root(&tree);
    return OK;
}

static const struct tree_source source = {range, NULL};

/* The first root of the standard's own test vectors (RFC 6962's reference tree of one empty
 * leaf). */
void test_tree_is_the_standards(void **state)
{
    static const unsigned char empty_leaf[4] = {0x6e, 0x34, 0x0b, 0x9c};
    struct tree tree = {0};
    (void)state;
    struct tree_hash leaf = tree_leaf(STR(""));
    assert_memory_equal(leaf.at, empty_leaf, sizeof(empty_leaf));
    for (int64_t size = 0; size <= LEAVES; size++) {
        struct tree_hash root = tree_root(&tree), defined = defined_root(0, size);
        assert_memory_equal(root.at, defined.at, 32);
        tree_add(&tree, leaf_of(size));
    }
}

void test_tiles_make_the_same_tree(void **state)
{
    struct tree whole = {0}, tiled = {0};
    (void)state;
    for (int64_t i = 0; i < 3 * TREE_TILE + 5; i++) {
        tree_add(&whole, leaf_of(i));
        if (whole.size % TREE_TILE == 0)
            tree_add_tile(&tiled, whole.tile);
    }
    for (int64_t i = 3 * TREE_TILE; i < 3 * TREE_TILE + 5; i++)
        tree_add(&tiled, leaf_of(i));
    struct tree_hash one = tree_root(&whole), other = tree_root(&tiled);
    assert_memory_equal(one.at, other.at, 32);
}

void test_every_proof_holds_for_its_own_alone(void **state)
{
    struct tree_proof proof;
    (void)state;
    for (int64_t size = 1; size <= LEAVES; size++) {
        struct tree_hash root = defined_root(0, size);
        for (int64_t index = 0; index < size; index++) {
            struct tree_hash leaf = leaf_of(index), other = leaf_of(index + 1);
            assert_int_equal(tree_prove_entry(&source, index, size, &proof), OK);
            assert_true(tree_has_entry(&proof, index, size, &leaf, &root));
            assert_false(tree_has_entry(&proof, index, size, &other, &root));
            assert_false(tree_has_entry(&proof, index + 1, size, &leaf, &root));
        }
        for (int64_t first = 1; first <= size; first++) {
            struct tree_hash older = defined_root(0, first), other = defined_root(1, first + 1);
            assert_int_equal(tree_prove_growth(&source, first, size, &proof), OK);
            assert_true(tree_has_grown(&proof, first, size, &older, &root));
            assert_false(tree_has_grown(&proof, first, size, &other, &root));
            if (first > 1) {
                struct tree_hash shorter = defined_root(0, first - 1);
                assert_false(tree_has_grown(&proof, first - 1, size, &shorter, &root) &&
                             !tree_hash_equal(&shorter, &older) && proof.count == 0);
            }
        }
    }
}

/* A size of 10^7 without its leaves: every hash the same, so only counts are looked at. */
static enum err nothing(void *with, int64_t from, int64_t to, struct tree_hash *out_root)
{
    (void)with, (void)from, (void)to;
    memset(out_root, 0, sizeof(*out_root));
    return OK;
}

void test_proofs_are_small(void **state)
{
    static const struct tree_source empty = {nothing, NULL};
    const int64_t size = 10000000;
    struct tree_proof proof;
    (void)state;
    for (int64_t at = 1; at < size; at += 999983) {
        assert_int_equal(tree_prove_entry(&empty, at, size, &proof), OK);
        assert_true(proof.count * TREE_HASH_BYTES <= 800);
        assert_int_equal(tree_prove_growth(&empty, at, size, &proof), OK);
        assert_true(proof.count * TREE_HASH_BYTES <= 800);
    }
}

/* One change to a right proof: a bit, a hash more or less, two hashes swapped. False: none was
 * made. */
static bool forge(struct tree_proof *proof)
{
    size_t at = (size_t)rand() % (proof->count + 1);
    switch (rand() % 4) {
    case 0:
        if (at < proof->count)
            proof->at[at].at[rand() % 32] ^= (unsigned char)(1 << rand() % 8);
        return at < proof->count;
    case 1:
        memmove(&proof->at[at + 1], &proof->at[at], (proof->count - at) * sizeof(proof->at[0]));
        proof->at[at] = leaf_of(rand());
        proof->count++;
        return true;
    case 2:
        if (at == proof->count)
            return false;
        memmove(&proof->at[at], &proof->at[at + 1],
                (--proof->count - at) * sizeof(proof->at[0]));
        return true;
    default:
        if (at + 1 >= proof->count)
            return false;
        struct tree_hash kept = proof->at[at];
        proof->at[at] = proof->at[at + 1];
        proof->at[at + 1] = kept;
        return true;
    }
}

void test_forged_proofs_are_refused(void **state)
{
    int forged = 0;
    (void)state;
    srand(5);
    while (forged < FORGED) {
        int64_t size = 2 + rand() % LEAVES, index = rand() % size, first = 1 + rand() % size;
        struct tree_hash root = defined_root(0, size), leaf = leaf_of(index);
        struct tree_hash older = defined_root(0, first);
        struct tree_proof entry, growth;
        assert_int_equal(tree_prove_entry(&source, index, size, &entry), OK);
        assert_int_equal(tree_prove_growth(&source, first, size, &growth), OK);
        for (int i = 0; i < 20; i++) {
            struct tree_proof one = entry, other = growth;
            if (forge(&one)) {
                forged++;
                assert_false(tree_has_entry(&one, index, size, &leaf, &root));
            }
            if (forge(&other)) {
                forged++;
                assert_false(tree_has_grown(&other, first, size, &older, &root));
            }
        }
    }
}
