/* entitlement.h - what a person is to be paid, what was paid, and what is still open.
 *
 * The rates are law/rate.h over law-data/rates.csv; this room gathers one person's case from day to
 * day (where she lives, who feeds and supports her, her children, what was decided) and lays what
 * was written down as paid beside it. Where she lives is a situation: it counts from its day until
 * the next. Nothing is overwritten (rulebook C5, R137, R138; seeds/000 Rec 3k).
 *
 * After a negative decision the rates go on until the clock of the exit has run out. Children count
 * with the head of their household; a child's own page has no entitlement. Rates that nobody has
 * verified are told apart and never make anything "open".
 */
#ifndef ROOMS_ENTITLEMENT_ENTITLEMENT_H
#define ROOMS_ENTITLEMENT_ENTITLEMENT_H

#include "guard/job.h"
#include "law/rate.h"

/* ---- where she lives, and who feeds and supports her ----------------------------------------- */

struct situation {
    struct date from_on;
    struct str accommodation; /* codes situation_accommodation: safe_house, outreach,
                                 asylum_housing, none (support has ended) */
    bool is_catered;
    bool is_asylum_supported; /* section 95, 98 or 4 */
};
struct situations {
    const struct situation *at;
    size_t count;
};

/* ERR_INVALID, with every problem: a day in the future or more than 20 years ago, asylum housing
 * without asylum support, meals or asylum support where support has ended. A transaction of its
 * own, with the log's line. */
CHECKED enum err situation_add(struct job *job, struct person_id person,
                               const struct situation *situation, struct problems *problems);
/* Those that count, by their day. */
CHECKED enum err situation_list(struct job *job, struct person_id person,
                                struct situations *out_situations);

/* ---- what was paid --------------------------------------------------------------------------- */

struct payment {
    struct payment_id payment;
    int64_t pence;
    struct date from_on, to_on; /* for which days, both included */
    struct date paid_on;
    struct str kind;            /* codes payment_kind: cash, card, bank */
    struct str staff_name;      /* who wrote it down */
    bool is_cancelled;
};
struct payments {
    const struct payment *at;
    size_t count;
};

/* "65", "65.00", "£65.50" as pence. ERR_INVALID: no amount above nothing and up to £10,000. */
CHECKED enum err payment_read_amount(struct str typed, int64_t *out_pence);

/* ERR_INVALID, with every problem: days the wrong way round or over a year, a payment in the
 * future. A transaction of its own, with the log's line. */
CHECKED enum err payment_add(struct job *job, struct person_id person,
                             const struct payment *payment, struct problems *problems);
/* ERR_NOT_FOUND: not this person's. ERR_CONFLICT: somebody has cancelled it already. */
CHECKED enum err payment_cancel(struct job *job, struct person_id person,
                                struct payment_id payment);
/* All of them, the newest days first. */
CHECKED enum err payment_list(struct job *job, struct person_id person,
                              struct payments *out_payments);

/* ---- the account ----------------------------------------------------------------------------- */

/* A run of days in one situation at one rate. */
struct entitlement_period {
    const struct situation *situation;
    enum rate_decision decision;
    struct rate_span span;
};

struct entitlement {
    bool is_child;                     /* her money is part of a parent's: nothing else is filled */
    const struct situation *situation; /* today's; NULL: none is written down */
    struct rate_case today;
    struct rate_entitlement due;       /* today, seen today; empty without a situation */
    const struct entitlement_period *periods; /* from the first situation to today */
    size_t period_count;
    bool has_unknown_birth;    /* of a child: what goes by age is not counted */
    size_t hidden_count;       /* children whose record the asker may not read: not counted */
    int64_t due_pence;         /* over all periods, verified */
    int64_t unverified_pence;  /* what grade C would add */
    int64_t back_pay_pence;    /* part of due_pence: rates that were restored or struck down */
    int64_t paid_pence;        /* not cancelled */
    int64_t open_pence;        /* due_pence less paid_pence, not below 0 */
    int64_t open_unverified_pence; /* what is open beyond that if the unverified rates hold */
};
/* The asker's right to the person is the caller's to check; each child that is opened gets its line
 * in the log. */
CHECKED enum err entitlement_of(struct job *job, struct person_id person,
                                struct entitlement *out_entitlement);

#endif
