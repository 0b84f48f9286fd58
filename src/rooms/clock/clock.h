/* clock.h - which clocks run for a person, when they end, and why on that day.
 *
 * The law is law/clock.h over law-data/; this room gathers the facts of one person, keeps the
 * result (so that a worker's day is one indexed read) and turns each into a plain sentence: the
 * rule, its source, its nation, the days counted.
 */
#ifndef ROOMS_CLOCK_CLOCK_H
#define ROOMS_CLOCK_CLOCK_H

#include "guard/job.h"

/* Something that happened and starts clocks without being a decision; codes clock_fact_kind:
 * referral_received, need_identified, entered_support, arrived. Inside job_write. */
CHECKED enum err clock_fact_add(struct job *job, struct person_id person, struct str kind,
                                struct instant happened_at);

/* Computes all clocks of a person again from its facts and decisions. Inside job_write. */
CHECKED enum err clock_refresh(struct job *job, struct person_id person);

struct clock {
    struct str rule;        /* 'REC-EW-30S' */
    struct date started_on;
    struct date due_on;     /* DATE_NONE: open */
    struct instant due_at;  /* of clocks that count hours; else INSTANT_NONE */
    struct date not_before_on;
    bool is_silent;
    int32_t days_left;      /* from the job's today; negative: overdue; meaningless when open */
    struct str state;       /* codes clock_state: open, running, due_today, overdue, silent */
    int title;              /* enum word: what ends or is due */
    struct str why;         /* the sentence "why this date", in the language of words index */
    struct str source, nation;
};
struct clocks {
    const struct clock *at;
    size_t count;
};
/* Soonest first. The sentences are in English here; pages use clock_why with their language. */
CHECKED enum err clock_list(struct job *job, struct person_id person, struct clocks *out_clocks);

#endif
