/* household.h - who is to live together: the unit that a room hosts (placement.md 3).
 */
#ifndef ROOMS_HOUSEHOLD_HOUSEHOLD_H
#define ROOMS_HOUSEHOLD_HOUSEHOLD_H

#include "guard/job.h"

struct household_member {
    struct person_id person;
    struct str relation; /* codes household_relation: head, partner, child, unborn, other */
    struct instant from_at;
    struct instant until_at; /* INSTANT_NONE: a member now */
};
struct household_members {
    const struct household_member *at;
    size_t count;
};

/* Inside job_write. A person already in another household leaves it now. */
CHECKED enum err household_make(struct job *job, struct household_id *out_household);
CHECKED enum err household_join(struct job *job, struct household_id household,
                                struct person_id person, struct str relation);
CHECKED enum err household_leave(struct job *job, struct household_id household,
                                 struct person_id person);

CHECKED enum err household_members(struct job *job, struct household_id household,
                                   struct household_members *out_members);
/* The household a person is in now. ERR_NOT_FOUND: none. */
CHECKED enum err household_of(struct job *job, struct person_id person,
                              struct household_id *out_household);
/* The same with those who are in it now, herself among them; 0 and nobody when she is in none. */
CHECKED enum err household_now(struct job *job, struct person_id person,
                               struct household_id *out_household,
                               struct household_members *out_members);

#endif
