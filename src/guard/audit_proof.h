/* audit_proof.h - what somebody outside needs to check the log by herself (doc/audit.md).
 *
 * Who holds a checkpoint has the root of a chain's tree. A proof shows that one line stands in that
 * tree, or that an older tree is its beginning, in a few dozen hashes and without any other line.
 * The export is every line as it was hashed: from it all roots can be computed again.
 *
 * A chain may stand in the readings' store; it is found by its writer.
 */
#ifndef GUARD_AUDIT_PROOF_H
#define GUARD_AUDIT_PROOF_H

#include "guard/audit_tree.h"

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
