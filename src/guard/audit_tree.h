/* audit_tree.h - the log's chains as Merkle trees, and the checkpoints that the vault signs.
 *
 * A chain finds a changed line; only a root that somebody else has finds a whole chain written
 * anew. Each second in which something was written every chain that grew gets a checkpoint
 * (guard/checkpoint.h): kept in the database, once an hour for good, and handed to the caller for
 * witnesses. Old databases need nothing: their lines are the first leaves.
 *
 * Writers know nothing of the tree: it is computed from the lines that are durable, by whoever
 * makes the checkpoint, so a write costs what it did and a write undone leaves no trace in it.
 */
#ifndef GUARD_AUDIT_TREE_H
#define GUARD_AUDIT_TREE_H

#include "guard/audit.h"
#include "guard/checkpoint.h"

/* The trees as far as they have been signed; begins as {0}, and is the caller's to keep from call
 * to call. What is not at hand (after a start) is made of tiles and of fewer than 1,024 lines. */
enum { AUDIT_TREES_AT_HAND = 32 };
struct audit_trees {
    size_t count, next;
    bool is_compared; /* with what the vault has signed */
    struct audit_tree {
        int64_t writer;
        struct tree tree;
        unsigned char hash[32]; /* of the last line */
    } at[AUDIT_TREES_AT_HAND];
};

struct audit_signed {
    struct checkpoint checkpoint;
    struct str note;
};
struct audit_signed_list {
    const struct audit_signed *at;
    size_t count;
};

/* Signs every chain that has grown, and keeps the checkpoints. The vault is shown that each grew
 * out of what it signed before (vault_log_history), and signs nothing else. Of one chain at most
 * AUDIT_SIGN_LINES lines are taken in at a time; out_is_more: there are others. Lines are checked
 * as they are read: ERR_INVALID, out_break as in audit_verify: somebody changed or took away what
 * was written, or put back an older log, and that chain is not signed; the others are. The first
 * call also looks whether all chains that the vault has signed are there. Not inside a write. */
enum { AUDIT_SIGN_LINES = 100000, AUDIT_CHAINS_AT_ONCE = 64 };
CHECKED enum err audit_sign(struct job *job, struct audit_trees *trees,
                            struct audit_signed_list *out_signed, bool *out_is_more,
                            struct audit_break *out_break);

#endif
