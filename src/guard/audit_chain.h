/* audit_chain.h - one chain of the log: its tree, and its newest checkpoint; within guard/ only.
 *
 * A tree is made of the tiles that are kept of whole stretches of 1,024 lines, and of the lines
 * after them, each checked against the one before. A tile is believed as far as the root that comes
 * of it, which is compared with one that was signed: here, or by who asked for a proof.
 */
#ifndef GUARD_AUDIT_CHAIN_H
#define GUARD_AUDIT_CHAIN_H

#include "guard/audit_line.h"
#include "guard/audit_tree.h"

/* A way along one chain that ends in a tree. */
struct folding {
    struct db *db;
    struct arena *arena; /* of the job */
    int64_t writer;
    struct tree tree;
    unsigned char hash[AUDIT_HASH_BYTES]; /* of the last line */
    const struct log_mark *expected;      /* NULL: none on the way */
    struct buf *tiles;                    /* those that became whole; NULL: not asked */
    int64_t signed_size;                  /* what the vault has signed; 0: nothing */
    struct tree at_signed;                /* the tree when it had that size */
    struct buf *leaves;                   /* 32 bytes of each line after it; NULL: not asked */
};

/* Folds the lines after from, up to to, into the tree: of tiles and of lines. *out_number: the last
 * line that is whole. ERR_INVALID: the next is not as it was written, or is away, or the root at
 * the expected size is another. */
CHECKED enum err chain_fold(struct folding *folding, int64_t from, int64_t to,
                            int64_t *out_number);

/* The same of lines alone, where the tree and the hash of line from are at hand. */
CHECKED enum err chain_fold_lines(struct folding *folding, int64_t from, int64_t to,
                                  int64_t *out_number);

/* Sets the hash to that of one line, 0: to what a chain begins with. ERR_INVALID: it is away. */
CHECKED enum err chain_hash(struct folding *folding, int64_t number);

/* The newest checkpoint kept in this database, and its note. ERR_NOT_FOUND: none, or it is of
 * another log's key. ERR_INVALID: it is not what our key signed. */
CHECKED enum err chain_newest(struct job *job, struct db *db, int64_t writer,
                              struct audit_signed *out_signed);

#endif
