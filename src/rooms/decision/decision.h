/* decision.h - what the competent authority decided, with every date that can start a clock.
 *
 * Reasonable grounds, conclusive grounds, reconsideration; made, dated, sent, received, reasons
 * received are different days with different consequences (rulebook.md B2; seeds/001 Rec 4).
 * Nothing is overwritten. A correction is a row that takes the place of one that was written down
 * wrongly, which then never counts; a reconsidered decision is one that takes the place of another
 * that did stand until then, and whose clocks end there (law/clock.h, superseded_by).
 */
#ifndef ROOMS_DECISION_DECISION_H
#define ROOMS_DECISION_DECISION_H

#include "guard/job.h"

/* In the order in which they can happen: made <= dated <= sent <= received <= reasons received. */
enum decision_date {
    DECISION_MADE,
    DECISION_DATED,
    DECISION_SENT,
    DECISION_RECEIVED,
    DECISION_REASONS_RECEIVED,
    DECISION_DATES
};

struct decision {
    struct decision_id decision;
    struct person_id person;
    struct str kind;    /* codes decision_kind: reasonable_grounds, conclusive_grounds,
                           reconsideration (a request for one) */
    struct str outcome; /* codes decision_outcome: positive, negative; of a request to reconsider:
                           asked, refused */
    /* DATE_NONE: not known */
    struct date made_on, dated_on, sent_on, received_on, reasons_received_on;
    struct decision_id replaces; /* 0: none */
    struct str replaces_why;     /* codes decision_change: corrected, reconsidered; empty: none */
    struct instant recorded_at;
    struct str state;                 /* codes decision_state: stands, reconsidered, corrected */
    struct decision_id superseded_by; /* of a reconsidered one: what stands in its place */
};
struct decisions {
    const struct decision *at;
    size_t count;
};

/* One of the dates, and the form field that it is typed into ("made_on"). */
struct date decision_on(const struct decision *decision, enum decision_date date);
const char *decision_date_field(enum decision_date date);

/* The day of a decision: the first of its dates that is known. DATE_NONE: none is. */
struct date decision_day(const struct decision *decision);

/* Checks against everything that is known of this person and adds every problem: no date at all; a
 * date in the future, before there was such an authority, before another that must come first, or
 * before referred_on (the day the authority received the referral; DATE_NONE: not known); a
 * conclusive grounds decision without a reasonable grounds decision on or before its day; two
 * decisions of one kind on one day; an
 * outcome that the kind cannot have; a place taken that is not there to be taken. ERR_INVALID when
 * there are any, also those that were there before (a form that could not be read whole is still
 * checked as far as it goes); ERR_CONFLICT when somebody replaced the same one at the same time.
 * Writes in a transaction of its own, in which app/after.c lets other rooms follow
 * (EVENT_decision_added); decision_store does all of it inside job_write, for who writes down more
 * than the decision. */
CHECKED enum err decision_add(struct job *job, const struct decision *decision,
                              struct date referred_on, struct problems *problems,
                              struct decision_id *out_decision);

CHECKED enum err decision_store(struct job *job, const struct decision *decision,
                                struct date referred_on, struct problems *problems,
                                struct decision_id *out_decision);

/* Those of a person that count, or did until they were reconsidered, by the day of the decision. */
CHECKED enum err decision_list(struct job *job, struct person_id person,
                               struct decisions *out_decisions);

/* All that was ever written down, corrected rows too. */
CHECKED enum err decision_history(struct job *job, struct person_id person,
                                  struct decisions *out_decisions);

/* The same as it was known at an instant; INSTANT_NONE: now. */
CHECKED enum err decision_history_known(struct job *job, struct person_id person,
                                        struct instant known_at, struct decisions *out_decisions);

/* The row of a history that says how a decision really was: its last correction, or itself. */
struct decision_id decision_mended(const struct decisions *history, struct decision_id decision);

#endif
