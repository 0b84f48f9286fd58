/* conflict.h - from whom a worker is kept, whatever else she is to them (threats.md 4.4, A9).
 *
 * A relative, somebody used by the same exploiter, a former partner among the staff, an interpreter
 * of her community: a flag between a worker's account and a person subtracts. It beats every tie
 * and an opening in an emergency: to that worker the person does not exist, in pages, lists, search
 * and numbers, and nothing tells the worker why.
 *
 * The room conflict records flags and says which records each one hides (a person, those she lives
 * with, their calls); guard only subtracts. Statements do it by reading the view staff_tie, the
 * rest by tie.h, or by conflict_filter() where something is read of everybody.
 */
#ifndef GUARD_CONFLICT_H
#define GUARD_CONFLICT_H

#include "guard/job.h"

/* Hides a record from a worker because of a flag, and ends what a flag hid. Inside job_write only;
 * the caller writes the log. */
CHECKED enum err conflict_hide(struct job *job, struct conflict_id flag, struct staff_id staff,
                               struct record_id record);
CHECKED enum err conflict_end(struct job *job, struct conflict_id flag);

/* Keeps the records that are not hidden from the asker, in order, at the front; out_count says how
 * many. It gives no right to any of them. */
CHECKED enum err conflict_filter(struct job *job, struct record_id *records, size_t count,
                                 size_t *out_count);

/* Is anything hidden from the asker? */
CHECKED enum err conflict_has_any(struct job *job, bool *out_has_any);

#endif
