/* step.h - what a person does to a running clock: pause, let run again, extend, end, cancel,
 * reopen.
 *
 * The law's clocks run by themselves. A person steps in where the authority or the law lets her:
 * the Department extends support in Northern Ireland (2015 Act s18), a court holds an ending up, a
 * clock was started by mistake. Steps are facts like others: dated, never changed, applied in the
 * order of their days to the last day of the period. What a decision does to the clock comes
 * afterwards, so a negative conclusive grounds decision ends a clock that was extended.
 *
 *   paused     stands still from .on until .until_on, or until it is resumed; the days between are
 *              added to what is left (working days to a clock of working days). Without an end it
 *              has no day, only "not before". A period that is over cannot stand still.
 *   resumed    runs again from .on
 *   extended   lasts until .until_on, when that is later than where it led; hours become that day
 *   ended      over on .on, for a reason of its own
 *   cancelled  was never to run: out of the count from .on
 *   reopened   takes back what ended or cancelled it
 */
#ifndef LAW_STEP_H
#define LAW_STEP_H

#include "law/book.h"

enum law_step_kind {
    LAW_STEP_PAUSED,
    LAW_STEP_RESUMED,
    LAW_STEP_EXTENDED,
    LAW_STEP_ENDED,
    LAW_STEP_CANCELLED,
    LAW_STEP_REOPENED,
    LAW_STEP_KINDS
};

struct law_step {
    struct str rule; /* of the clock */
    size_t trigger;  /* index of the fact that started it */
    enum law_step_kind kind;
    struct date on;
    struct date until_on; /* DATE_NONE: none */
};

struct law_steps {
    const struct law_step *at; /* in the order of their days; of one day in the order given */
    size_t count;
};

/* Where the steps of one clock leave it. */
struct law_stepped {
    struct date period_on;   /* its last day after them */
    int32_t moved_days;      /* by which pauses have moved it, in days of the calendar */
    bool is_extended;        /* period_on was given by an extension */
    struct date paused_on;   /* stands still since; DATE_NONE: it runs */
    struct date ended_on;    /* DATE_NONE: it was not ended */
    struct date cancelled_on;
};

/* Applies steps, all of one clock, to the last day that the count alone leads to. */
struct law_stepped law_steps_apply(const struct law_rule *rule, enum law_nation nation,
                                   struct date counted_on, struct law_steps steps);

#endif
