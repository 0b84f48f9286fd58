/* emergency.h - opening a record in an emergency, for a reason, for an hour.
 *
 * A worker who is not tied to a person, or has no right to a house's address, opens it because
 * somebody is in danger: life at risk, missing, medical, a child, a court's order (threats.md 4.4,
 * A6; seeds/002, confidentiality). It needs nobody else to be awake. What is written down first,
 * and durably, is who, why and what was asked for; only then is anything shown. The guardian is
 * told at once and says within 72 hours whether it was right; until then this worker opens at most
 * three a day, and when the 72 hours have passed without a word, none at all.
 *
 * A record that cannot be seen can only be found by its speakable reference, as the police or the
 * house says it on the phone. A reference that stands for nothing, or for somebody whom a conflict
 * flag keeps from the worker, is answered like any other, counts like any other and is reviewed.
 *
 * What was written down about it in words stays until its day (law/retention.h), where a house or
 * nothing was opened: then what was typed, why, and what the review said are erased, in the log
 * too. Who, when, which reason of the list and what the review found stay; the log verifies. Words
 * about a person go when her record is erased (rooms/retention). What nobody has reviewed goes too,
 * some years after the opening; that it was never reviewed stays, and so does what that means for
 * who opened it.
 *
 * It gives RELATION_emergency (right.c): of a person what care needs now, of a house its address.
 */
#ifndef ROOMS_EMERGENCY_EMERGENCY_H
#define ROOMS_EMERGENCY_EMERGENCY_H

#include "guard/job.h"
#include "law/retention.h"

enum {
    EMERGENCY_MINUTES = 60,      /* how long the record stays open */
    EMERGENCY_REVIEW_HOURS = 72, /* threats.md A6 */
    EMERGENCIES_A_DAY = 3        /* threats.md A6; in any 24 hours, wrong references too */
};

/* May the asker open one now? OK, or ERR_TOO_MANY: three in 24 hours; ERR_CONFLICT: one of hers has
 * waited for its review for more than 72 hours. */
CHECKED enum err emergency_may_open(struct job *job);

/* Writes it down, makes the tie, tells the guardian's list. ERR_TOO_MANY, ERR_CONFLICT: as above,
 * and nothing is written. OK says nothing about whether the reference stands for anything:
 * emergency_lately() does. job->location: where that is shown. */
struct emergency_new {
    struct str typed;  /* the reference as it was said; need not be one */
    struct str reason; /* codes emergency_reason */
    struct str words;  /* why, in the worker's words; sealed beside the log's line */
};
CHECKED enum err emergency_open(struct job *job, const struct emergency_new *emergency);

struct emergency {
    struct emergency_id emergency;
    struct staff_id staff;
    struct str staff_name, role;
    struct str kind; /* 'person', 'house', 'nothing' */
    struct record_id record;
    struct str ref;  /* of what was opened; empty: nothing */
    struct str reason, typed, words;
    struct instant opened_at, until_at, review_by_at;
    struct instant reviewed_at; /* INSTANT_NONE: waits for its review */
    struct str reviewed_by_name, outcome, review_words;
    struct instant forgotten_at; /* its words are erased since; INSTANT_NONE: they are not */
};
/* With its sealed words opened, for who may review it. ERR_NOT_FOUND also where it is about
 * somebody whom a conflict flag keeps from the asker. */
CHECKED enum err emergency_get(struct job *job, struct emergency_id emergency,
                               struct emergency *out_emergency);

/* Those that wait for a review, most urgent first, then the newest of the others; without words. */
struct emergencies {
    const struct emergency *at;
    size_t count;
};
CHECKED enum err emergency_list(struct job *job, size_t limit, struct emergencies *out_emergencies);

/* What the asker opened in the last 24 hours, newest first; without reason and words. */
CHECKED enum err emergency_lately(struct job *job, struct emergencies *out_emergencies);

/* How many wait for the asker's review. */
CHECKED enum err emergency_waiting(struct job *job, int64_t *out_number);

/* outcome: codes emergency_outcome. What was not right is closed at once, where its hour still
 * lasts, also to whom opened the same record once more. ERR_NOT_FOUND: the asker opened it;
 * ERR_CONFLICT: it has been reviewed. */
CHECKED enum err emergency_review(struct job *job, struct emergency_id emergency,
                                  struct str outcome, struct str words);

/* The day on which the words will be erased, and by which rule; of what nobody has reviewed, as
 * long as nobody does. DATE_NONE and NULL: it has none, as it is about a person, or no rule is in
 * force. */
struct date emergency_words_until(const struct emergency *emergency, struct date today,
                                  const struct law_retention_rule **out_rule);

/* Erases the words of up to limit of those whose day has come, each in a transaction of its own.
 * The timer's; their key is nowhere once the log of writes is cut (retention_cut). */
CHECKED enum err emergency_forget_old(struct job *job, int64_t limit, int64_t *out_count);

#endif
