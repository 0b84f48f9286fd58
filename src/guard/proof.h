/* proof.h - rights that cannot be made in the database (threats.md C4, U10, U11).
 *
 * Who may write to the database, and holds no key, must not be able to give anybody a right. So
 * what decides over rights carries a proof: a keyed hash that the vault makes over the rows and a
 * version that rises with each change (vault_mac_make).
 *   staff    an account (name, role, organisation, circle, password, code, end) with its circles
 *   record   all ties of a record, ended or not, and the flags that keep workers from it
 *   session  a session or a token: whose, since when, until when
 * A row that was changed, added, taken away or put back as it once was does not fit its proof, nor
 * does it help to take a record's proof away with all its rows, as the log knows of its ties; then
 * nobody has any right to that record, or that worker is nobody, until the rows are as Haven left
 * them. Each time somebody comes upon it there is a line "forged" in the log and a line on standard
 * error ("haven: alarm forged_right").
 *
 * What is not told: a row put back together with its proof while both this program and the vault
 * were down, because versions seen are kept in memory.
 *
 * The proof is made inside the transaction, of what the work leaves behind: the one call of the
 * vault that is (doc/decisions/proven-rights.md).
 */
#ifndef GUARD_PROOF_H
#define GUARD_PROOF_H

#include "guard/job.h"

/* Before rows of the subject are changed, inside job_write: looks whether they are as their proof
 * says, and has them proven anew at the end of the write. ERR_NOT_FOUND: they are forged, and a
 * change would make them good. */
CHECKED enum err proof_touch(struct job *job, enum proof_kind kind, int64_t subject);

/* Keeps the subjects whose rows are as their proofs say, in order, at the front; with at most one
 * call of the vault, and none for rows that are as they were the last time. What this write has
 * changed itself is right. */
CHECKED enum err proof_filter(struct job *job, enum proof_kind kind, int64_t *subjects,
                              size_t count, size_t *out_count);

/* The same for one. ERR_NOT_FOUND: forged. */
CHECKED enum err proof_check(struct job *job, enum proof_kind kind, int64_t subject);

/* What the asker is to a record whose proof was found right in what is being read, by the very rows
 * that were proven: a set of enum relation with RELATION_any, and RELATION_NONE where a flag keeps
 * her away. ERR_NOT_FOUND: not remembered (remembered.h; inside a write nothing is). */
CHECKED enum err proof_relations(struct job *job, struct record_id record,
                                 uint32_t *out_relations);

/* Of job_write only: at the end of the work; when it is durable; when it has failed. */
CHECKED enum err proof_write(struct job *job);
void proof_written(struct job *job);
void proof_not_written(struct job *job);

/* Proves what a database holds from before there were proofs, once; a line "proven" in the log says
 * so. ERR_CONFLICT: it was done here before (was_begun), and the database, which is
 * not empty, does not know: somebody has taken the mark away. Outside of a write. */
CHECKED enum err proof_begin(struct job *job, bool was_begun);

#endif
