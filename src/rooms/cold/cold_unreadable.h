/* cold_unreadable.h - what could not be read in records that are in use, for whoever looks into it.
 *
 * Somebody came upon it (guard/unreadable.h). It stands on the page of cold records, beside what a
 * thaw could not open, for the same people: what kind of thing it is and where it stands, never
 * what it said. Nothing of a record that a conflict flag keeps from the asker.
 */
#ifndef ROOMS_COLD_COLD_UNREADABLE_H
#define ROOMS_COLD_COLD_UNREADABLE_H

#include "guard/job.h"

struct unreadable_value {
    struct record_id record; /* a person, a call, an opening in an emergency, a house */
    struct str kind;         /* codes unreadable_kind: person, referral, emergency, house */
    struct str ref;          /* of an emergency, of whom it is about; empty: nobody */
    struct str of_table, of_column; /* "contact", "text_sealed" */
    int64_t of_row;
    struct instant found_at;
};
struct unreadable_values {
    const struct unreadable_value *at; /* those of one record follow each other */
    size_t count;
};

/* What nobody has looked into, at most limit. */
CHECKED enum err unreadable_list(struct job *job, int64_t limit,
                                 struct unreadable_values *out_values);

/* How many records it is in. */
CHECKED enum err unreadable_waiting(struct job *job, int64_t *out_number);

/* The asker has looked into all of a record's. ERR_NOT_FOUND: there is none, or a flag keeps the
 * record from the asker; ERR_CONFLICT: another has. */
CHECKED enum err unreadable_see(struct job *job, struct record_id record);

#endif
