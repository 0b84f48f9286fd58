/* tie.h - who is tied to which record.
 *
 * A circle is a set of workers: a worker's own, a house's, an organisation's, the desk's. A tie
 * joins a record (person, referral, house) to a circle under a relation, from when until when.
 * Rooms write ties as life changes them (an offer ties the house's circle, an arrival the house,
 * a departure ends it); guard only reads its own tables.
 */
#ifndef GUARD_TIE_H
#define GUARD_TIE_H

#include "guard/job.h"

/* The one circle of the placement desk. */
#define CIRCLE_DESK ((struct circle_id){1})

/* Until it is ended. */
#define TIE_OPEN ((struct instant){INT64_MAX})

/* Makes or renews a tie, and says so in the log. until_at INSTANT_NONE is TIE_OPEN. Inside
 * job_write only. */
struct tie {
    struct record_id record;
    struct circle_id circle;
    enum relation relation;
    struct instant until_at;
};
CHECKED enum err tie_make(struct job *job, const struct tie *tie);

/* The same, but a tie that lasts longer stays as it is, without a line in the log. */
CHECKED enum err tie_lengthen(struct job *job, const struct tie *tie);

/* Ends a tie now, and says so in the log; OK, and no line, when there was none. Inside job_write
 * only. */
CHECKED enum err tie_end(struct job *job, struct record_id record, struct circle_id circle,
                         enum relation relation);

/* Ends all of a record's now, for a record that is destroyed; the caller writes the log. Inside
 * job_write only. */
CHECKED enum err tie_end_all(struct job *job, struct record_id record);

/* The asker's live relations to the record, as a set; RELATION_any always in it. ERR_NOT_FOUND: a
 * conflict flag keeps the asker from the record (conflict.h), whatever else she is to it; or its
 * ties are forged (proof.h). */
CHECKED enum err tie_relations(struct job *job, struct record_id record, uint32_t *out_relations);

/* May the asker do this to that record? ERR_NOT_FOUND if not. */
CHECKED enum err tie_check(struct job *job, struct record_id record, enum right right);

/* Keeps the records that the asker has this right to, in order, at the front of records; out_count
 * says how many. One statement for every few dozen of them. */
CHECKED enum err tie_filter(struct job *job, enum right right, struct record_id *records,
                            size_t count, size_t *out_count);

/* The records that the asker has this right to, of every kind, in no order, some twice: where to
 * look, from memory where job->ties has it (tie_copy.h). What is shown of them is asked of
 * tie_filter first. ERR_TOO_LARGE: there are more than limit, or the right reaches everybody: ask
 * tie_filter. */
struct tied_records {
    const struct record_id *at;
    size_t count;
};
CHECKED enum err tie_records(struct job *job, enum right right, size_t limit,
                             struct tied_records *out_records);

/* Adds a worker to a circle, or takes him out. Inside job_write only. */
CHECKED enum err circle_join(struct job *job, struct circle_id circle, struct staff_id staff);
CHECKED enum err circle_leave(struct job *job, struct circle_id circle, struct staff_id staff);

#endif
