/* unreadable.h - sealed values that do not open where they stand: damaged, or moved there by hand.
 *
 * A disk that rots, a restore that went wrong and somebody who writes in the database look alike
 * here. Whoever comes upon such a value (guard/opening.h), it is noted; when the work is done each
 * place is written down once, with a line "not_opened" in the log of the record, and an alarm
 * (record_damaged) is raised. The guardian sees the places on her page of cold records
 * (rooms/cold/cold_unreadable.h), where she also sees what a thaw could not open.
 */
#ifndef GUARD_UNREADABLE_H
#define GUARD_UNREADABLE_H

#include "guard/job.h"

/* The item did not open. Its place stays in the arena, and a hash of what stands there. */
void unreadable_note(struct job *job, const struct vault_item *item);

/* Writes down what was noted and is not written down yet, in a transaction of its own: never within
 * another, and whatever became of the work. The form's token stays unspent, and lines of readings
 * wait for their own commit. Where nothing can be written just now the alarm is raised all the
 * same, and again the next time. Written down is what the log has a line of: a row that somebody
 * laid there beforehand hides nothing. What is damaged once more after it was mended, or otherwise
 * than it was, is told again. */
void unreadable_tell(struct job *job);

/* The alarm only, for who has no memory left to tell more with. */
void unreadable_cry(struct job *job);

/* A line about the record that such a value is of. One of an emergency's words names none: who
 * reads the log need not learn whom it was about. */
void unreadable_audit(struct job *job, enum verb verb, enum vault_owner kind, int64_t owner);

#endif
