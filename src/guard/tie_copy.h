/* tie_copy.h - the live ties of circles in memory, for who is tied to thousands of records.
 *
 * A search asks for everything its asker is tied to. The placement desk has thousands of ties, more
 * with each year, and reading them costs more than the search itself. So a circle's ties are read
 * once and then followed: each change of a tie is counted for its circle (table tie_mark) and names
 * its record (tie_change), in the transaction that makes it; who asks reads what has changed since.
 * Several processes may follow one database.
 *
 * A copy gives no right: it says where to look, and what is found is asked of the database, with
 * its proof (tie_filter), before it is shown. Marks and changes carry no proof of their own: who
 * tampers with them keeps records from being found, and makes none readable. From whom a conflict
 * flag keeps a worker is not copied.
 */
#ifndef GUARD_TIE_COPY_H
#define GUARD_TIE_COPY_H

#include <pthread.h>

#include "guard/tie.h"

/* Circles, each in a place that its number gives; two that share one take turns. A circle with more
 * live ties than a place holds has no copy. */
enum { TIE_COPY_PLACES = 64, TIE_COPY_LIMIT = 8192 };

struct copied_tie {
    struct record_id record;
    struct instant until_at;
    uint32_t relation; /* a bit */
};
struct tie_copy {
    bool is_kept;
    struct circle_id circle;
    int64_t number; /* the change up to which it is followed */
    size_t count;
    struct copied_tie ties[TIE_COPY_LIMIT];
};
struct tie_copies {
    pthread_mutex_t mutex; /* begins as PTHREAD_MUTEX_INITIALIZER */
    struct tie_copy places[TIE_COPY_PLACES];
};

/* Before they are used for another database. */
void tie_copies_forget(struct tie_copies *copies);

/* The records to which the asker has one of these relations, as tie_records. ERR_NOT_FOUND: one of
 * her circles has no copy. Outside of a write: what may still be undone is not copied. */
CHECKED enum err tie_copy_records(struct job *job, uint32_t relations, size_t limit,
                                  struct tied_records *out_records);

/* Counts a change of the record's ties to the circle, inside the job_write that makes it. */
CHECKED enum err tie_copy_note(struct job *job, struct record_id record, struct circle_id circle);

#endif
