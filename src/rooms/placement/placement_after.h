/* placement_after.h - who may still read a record after its people have left the house.
 *
 * The house itself reads no more from the departure on. The provider and its workers go on for as
 * long as support after a house lasts, and then no longer: what is kept multiplies harm (threats.md
 * 0.5), what is cut off too early leaves somebody alone with a running right. So the time is a
 * dated rule for each relation, in one table, and it does not end while a clock of the law runs or
 * something has still to be done for anybody of the household: then it goes on in steps of
 * AFTER_STEP_DAYS, until there is nothing left. Who takes over ends it; who comes back restores it.
 */
#ifndef ROOMS_PLACEMENT_PLACEMENT_AFTER_H
#define ROOMS_PLACEMENT_PLACEMENT_AFTER_H

#include "guard/job.h"

enum { AFTER_STEP_DAYS = 28 };

/* From a day on, ties of this relation last so many days from the departure. */
struct after_rule {
    struct date_parts from;
    enum relation relation;
    int32_t days;
    const char *source;
};
extern const struct after_rule after_rules[];
extern const size_t after_rule_count;

/* The rule for a departure on that day; NULL: the tie is not bounded by a departure. */
const struct after_rule *after_rule_on(enum relation relation, struct date departed_on);

/* Prolongs what would end within a day though something is open, and forgets what has ended; at
 * most limit rows. For a timer: a tie ends by itself. */
CHECKED enum err placement_after_tidy(struct job *job, int64_t limit, int64_t *out_count);

/* Whose right to read this record has an end, and when. */
struct placement_reader {
    enum relation relation;
    struct str name; /* of the worker, house or organisation; empty: the desk */
    struct instant until_at;
};
struct placement_readers {
    const struct placement_reader *at;
    size_t count;
};
CHECKED enum err placement_after_readers(struct job *job, struct record_id record,
                                         struct placement_readers *out_readers);

#endif
