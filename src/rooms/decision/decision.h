/* decision.h - what the competent authority decided, with every date that can start a clock.
 *
 * Reasonable grounds, conclusive grounds, reconsideration; made, dated, sent, received, reasons
 * received are different days with different consequences (rulebook.md B2; seeds/001 Rec 4). A
 * correction is a new row that replaces the old one; nothing is overwritten.
 */
#ifndef ROOMS_DECISION_DECISION_H
#define ROOMS_DECISION_DECISION_H

#include "guard/job.h"

struct decision {
    struct decision_id decision;
    struct person_id person;
    struct str kind;    /* codes decision_kind: reasonable_grounds, conclusive_grounds, reconsideration */
    struct str outcome; /* codes decision_outcome: positive, negative, asked, refused */
    struct date made_on, dated_on, sent_on, received_on, reasons_received_on; /* DATE_NONE: not known */
    struct decision_id replaces; /* 0: none */
    struct instant recorded_at;
};
struct decisions {
    const struct decision *at;
    size_t count;
};

/* Checks the dates (not in the future, not before the referral, in an order that can be) and adds
 * every problem; ERR_INVALID when there are any. Writes in a transaction of its own, in which
 * app/after.c lets other rooms follow (clocks are computed again, a negative decision opens tasks). */
CHECKED enum err decision_add(struct job *job, const struct decision *decision,
                              struct problems *problems, struct decision_id *out_decision);

/* Those that stand (not replaced), oldest first. */
CHECKED enum err decision_list(struct job *job, struct person_id person,
                               struct decisions *out_decisions);

#endif
