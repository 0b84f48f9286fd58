/* person_sealed.h - inner header: a person's facts as sealed columns, and back.
 */
#ifndef ROOMS_PERSON_PERSON_SEALED_H
#define ROOMS_PERSON_PERSON_SEALED_H

#include "rooms/person/person.h"

enum {
    SEALED_CALLED,
    SEALED_BORN,
    SEALED_GENDER,
    SEALED_NATIONALITY,
    SEALED_LANGUAGES,
    SEALED_FEELS_SAFE,
    SEALED_HELPS,
    SEALED_COLUMNS
};

struct person_sealed {
    struct str columns[SEALED_COLUMNS];
    struct name_id *name_ids; /* one for each name of the facts, like the rest */
    struct str *names;
    struct record_id *phone_ids;
    struct str *numbers, *notes;
};

/* Seals all facts in one call of the vault; draws the ids that the sealed values are bound to. What
 * is STR_UNREADABLE keeps its id, and person_leave_unreadable has to put what stands there back. */
CHECKED enum err person_seal(struct job *job, struct person_id person, struct str wrapped_key,
                             const struct person_facts *facts, struct person_sealed *out_sealed);

/* In place of what is STR_UNREADABLE in the facts, what stands in the database. *is_presumed_child
 * stays true while her birth is. ERR_CONFLICT: a name or a number does not stand there any more. */
CHECKED enum err person_leave_unreadable(struct job *job, struct person_id person,
                                         const struct person_facts *facts,
                                         struct person_sealed *sealed, bool *is_presumed_child);

#endif
