/* remembered.h - what guard worked out of the database, until the database changes. Inside guard
 * only.
 *
 * Each request asks who sends it and what she is to the record, each answer with its proof
 * (proof.h): seven statements and four hashes. What came of it is remembered with the connection
 * that read it (db_kept), and forgotten there as soon as anything is written by anybody, also by
 * another program: a session that was ended, a role, a tie, a forged row is met by the very next
 * request, as if nothing were remembered.
 *   - What the time decides is not remembered but asked anew: a session's end and idleness, the end
 *     of a tie stand here as times and are held against job->now.
 *   - Only what the database holds unsealed stands here, and no refusal: what is forged is found
 *     out again by each request, with its alarm.
 *   - On PostgreSQL, where others write unseen, rights are remembered for one reading of one job,
 *     and sessions not at all. Inside a write nothing is.
 */
#ifndef GUARD_REMEMBERED_H
#define GUARD_REMEMBERED_H

#include "guard/job.h"
#include "guard_sql.h"

/* The place of a subject's proof, and of what the asker is to it where it is a record: another's
 * may stand there, which gives way. NULL: inside a write. */
struct found_right *remembered_right(struct job *job, enum proof_kind kind, int64_t subject);

/* Does it stand there, for this asker and this time? Its proof may still be to be checked. */
bool remembered_fits(const struct job *job, const struct found_right *found, enum proof_kind kind,
                     int64_t subject);

/* The row of a session by its fingerprint, its end not yet held against the time, its name in the
 * job's arena. ERR_NOT_FOUND: not remembered. */
CHECKED enum err remembered_session(struct job *job, struct str fingerprint,
                                    struct session_asker_row *out_row);
void remember_session(struct job *job, struct str fingerprint,
                      const struct session_asker_row *row);

#endif
