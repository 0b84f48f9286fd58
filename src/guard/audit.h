/* audit.h - who did what, to which record, why: append-only, one hash chain per writing connection.
 *
 * A write's line is in its transaction; a reading's line is committed before the first byte leaves.
 * Lines hold ids and codes, never names or text. Each line's hash covers the line and the hash
 * before it, so a changed, missing or reordered line breaks the chain.
 *
 * On SQLite the readings have a file of their own (job->readings): there are many more of them than
 * writes, and each commit to a file empties what its readers keep at hand. The main file notes now
 * and then how long the readings' chain is, so a file that was taken away or put back is missed.
 */
#ifndef GUARD_AUDIT_H
#define GUARD_AUDIT_H

#include "guard/job.h"

/* Appends the job's lines; called by job_write as the last thing in its transaction. On SQLite
 * there is one chain of each, writes and readings, for the whole life of the database; on
 * PostgreSQL each writing connection of each process has its own. */
enum audit_chain { AUDIT_WRITES, AUDIT_READINGS };
CHECKED enum err audit_append(struct job *job, enum audit_chain chain);

/* Notes the length of the readings' chain beside the chain of writes; nothing to do where both are
 * in one store. Called at start and every minute. */
CHECKED enum err audit_note_readings(struct job *job);

/* Walks every chain: each line's hash, the numbers without a gap, the length that the chain says it
 * has; the readings' chain has at least the length last noted. ERR_INVALID: out_break says where
 * the first break is; out_lines, how many lines were whole up to there. Who can write to the
 * database can also write a whole chain anew: that is found by comparing with a copy kept
 * elsewhere, not here. */
struct audit_break {
    int64_t writer, number;
};
CHECKED enum err audit_verify(struct job *job, int64_t *out_lines, struct audit_break *out_break);

/* The newest lines about one record, or of one worker, or all (both 0), before a given time. */
struct audit_query {
    int64_t record;
    struct staff_id staff;
    struct instant before_at; /* INSTANT_NONE: from the newest */
    int64_t limit;
};
struct audit_entry {
    struct instant at;
    struct staff_id staff;
    struct str staff_name; /* empty: nobody was signed in */
    struct str role, verb, kind, purpose;
    int64_t record;
};
struct audit_entries {
    const struct audit_entry *at;
    size_t count;
};
CHECKED enum err audit_list(struct job *job, const struct audit_query *query,
                            struct audit_entries *out_entries);

#endif
