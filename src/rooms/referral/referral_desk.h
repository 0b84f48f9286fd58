/* referral_desk.h - what the pages of one referral begin with: who, and what was answered.
 *
 * Inner header of the files of this room that answer requests.
 */
#ifndef ROOMS_REFERRAL_REFERRAL_DESK_H
#define ROOMS_REFERRAL_REFERRAL_DESK_H

#include "rooms/referral/referral.h"

/* Of the referral that the route names. */
struct referral_desk {
    struct referral referral;
    struct referral_answers answers;
    struct person *people; /* who lives together now, the person of the referral first */
    struct str *relations;
    size_t person_count;
};
CHECKED enum err referral_desk_read(struct job *job, struct referral_desk *out_desk);

/* Ids of those in it who are children, but for the person of the referral. */
struct referral_people referral_desk_children(struct arena *arena,
                                              const struct referral_desk *desk);

/* One of them; NULL: nobody there has that id. */
const struct person *referral_desk_person(const struct referral_desk *desk,
                                          struct person_id person);

/* What to call somebody of whom no name is known: the reference. */
struct str referral_called(const struct person *person);

#endif
