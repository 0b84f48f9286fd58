/* history.h - inner header of the signer: how far each chain of the log was signed, so that the log
 * never gets a second history.
 *
 * Whatever the program that asks says: a chain is signed only as what begins, unchanged and in
 * order, with all that was signed of it before, which the asker must prove (tree_growth.h). Whoever
 * has taken over the web process and writes the log anew, or puts back an older copy of it, gets no
 * signature for that, and an alarm.
 *
 * What was signed last stands in a file and in memory that the supervisor holds, which counts: two
 * copies in each, written in turn and whole, each with its number and a proof under the root's key,
 * so that one of them is right whenever the process or the power goes. The file is flushed.
 *
 * LOG_CHAINS fit. On PostgreSQL each process of the server begins chains of its own; where
 * there are more, one that has rested for a week is forgotten. Where none has, no chain begins, so
 * that nobody can crowd out what she would like to write anew; a chain of SQLite is never
 * forgotten.
 *
 * What it does not see: the whole file put back or taken away while no supervisor runs, by somebody
 * who can. A missing file is an alarm.
 */
#ifndef VAULT_HISTORY_H
#define VAULT_HISTORY_H

#include "vault/core.h"
#include "vault/log_mark.h"

/* One copy: written up to its count. Zeros: none. */
struct history_copy {
    unsigned char proof[32];
    int64_t number, count;
    struct history_mark {
        struct log_mark mark;
        int64_t signed_at; /* seconds since 1970 */
    } at[LOG_CHAINS];
};

/* file: for reading and writing, or -1: nothing outlives the supervisor. kept: of the process
 * before, or zeros. key: KEY_BYTES; it and kept stay the caller's. A file that is not what was
 * written is an alarm, and nothing is signed. */
struct history *history_make(const unsigned char *key, int file, struct history_copy kept[2]);

/* May this be signed? It is noted before the answer. ERR_CONFLICT: it is not what grew out of the
 * last mark by this proof, or there is no room: an alarm, once a minute. */
CHECKED enum err history_grow(struct history *history, const struct log_mark *mark,
                              const struct tree_proof *proof);

/* How many marks there are, and all of them. */
void history_write(const struct history *history, struct writer *out);

#endif
