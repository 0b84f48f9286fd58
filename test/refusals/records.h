/* records.h - a person, a referral, a house and a placement for every way of standing to a record.
 *
 * There is one set of records for each relation, and one that nobody is tied to. Each role's first
 * worker (world_user_of) is tied to the set of a relation by that relation alone, through his own
 * circle; no other ties are left. So what a role may do under one relation is seen by itself.
 */
#ifndef TEST_REFUSALS_RECORDS_H
#define TEST_REFUSALS_RECORDS_H

#include "guard/right.h"
#include "world.h"

/* The records of one relation. Texts are in the world's arena. */
struct record_set {
    struct str person, child, referral, house; /* references; child: of the person's household */
    /* ids as in a URL */
    struct str placement, move, room, void_, follow_up, decision, clock, fact, payment;
    struct str council_referral, release, document;
    struct str name;  /* the person's, found nowhere else */
};

struct records {
    struct record_set sets[RELATION_COUNT]; /* RELATION_any: nobody is tied to it */
    struct record_set flagged;              /* everybody is tied in every way, and kept away */
    struct record_set absent;               /* of the right form, and never given to anybody */
    struct str staff;                       /* id of some worker */
    struct str emergency;                   /* opened by desk2 about nothing */
    struct str thaw;                        /* asked by desk2 about nothing */
    struct str owner;                       /* of a value that cannot be read */
    struct str token;                       /* of a worker's calendar link */
};

void records_make(struct world *world, struct records *out_records);

/* Made after everything else: a further set that nobody is tied to. */
void records_add_untied(struct world *world, struct record_set *out_set);

#endif
