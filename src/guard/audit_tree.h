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

/* The newest checkpoint of a chain that this key signed. ERR_NOT_FOUND: none. */
CHECKED enum err audit_newest(struct job *job, int64_t writer, struct audit_signed *out_signed);

/* That line number (from 1) is in the tree of so many lines, and the line's text; that a tree of
 * so many lines begins with the first ones. ERR_NOT_FOUND: the chain is not so long. */
CHECKED enum err audit_prove_line(struct job *job, int64_t writer, int64_t number, int64_t size,
                                  struct tree_proof *out_proof, struct str *out_text);
CHECKED enum err audit_prove_growth(struct job *job, int64_t writer, int64_t first, int64_t size,
                                    struct tree_proof *out_proof);

/* Every chain's lines as text, one after the other (doc/audit.md): what is hashed, without the
 * details. take is called for each piece. */
CHECKED enum err audit_export(struct job *job, void (*take)(void *with, struct str piece),
                              void *with);

/* The checkpoints kept in the database, as notes one after the other. */
CHECKED enum err audit_notes(struct job *job, struct str *out_notes);

#endif
