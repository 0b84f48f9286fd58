/* clock_step.h - what people do to one running clock: pause, let run again, extend, end, cancel,
 * reopen (law/step.h says what each does to its day).
 *
 * A step is a row that is never changed; it tells the day from which it holds, the day on which
 * Haven came to know it, a reason and, for an extension, whose authority it rests on. What was
 * stepped into by mistake is taken back by the opposite step. A clock that stands still without an
 * end has no alarm, so a pause without one leaves a follow-up with whoever paused it.
 *
 * A step stays with its clock when the day of what started it is corrected. Where the correction
 * puts the clock under another row of the law, the step stays in the list and does nothing there.
 */
#ifndef ROOMS_CLOCK_CLOCK_STEP_H
#define ROOMS_CLOCK_CLOCK_STEP_H

#include "rooms/clock/clock.h"

struct clock_step {
    struct str rule;
    struct decision_id decision; /* which started the clock; 0: a fact did */
    struct str fact_kind;
    struct instant fact_at;
    struct str kind; /* codes clock_step_kind: pause, resume, extend, end, cancel, reopen */
    struct date happened_on;
    struct date until_on;  /* DATE_NONE: none */
    struct str reason;     /* codes clock_step_reason */
    struct str authority;  /* codes clock_authority; empty: none */
    struct str note;       /* sealed where it is kept */
    struct instant known_at;
};
struct clock_steps {
    const struct clock_step *at;
    size_t count;
};

/* By the day from which each holds; known_at: only what was known then (INSTANT_NONE: all). Notes
 * are opened only when asked for. */
CHECKED enum err clock_step_list(struct job *job, struct person_id person, struct instant known_at,
                                 bool with_notes, struct clock_steps *out_steps);

/* Which steps the clock is open to as it stands now, in the order of the code list. */
struct str_list clock_step_kinds(struct arena *arena, const struct clock *clock);

/* What a person wants to do to a clock of clock_list. */
struct clock_step_new {
    const struct clock *clock;
    struct str kind, reason, authority, note;
    struct date happened_on, until_on;
};

/* Checks and adds every problem: a step that the clock is not open to; a day in the future, before
 * the clock started or before an earlier step; a pause of a period that is over, or that ends
 * before it begins; an extension without a later day or without an authority. ERR_INVALID when
 * there are any; ERR_CONFLICT: somebody took a step of this clock since it was read. A transaction
 * of its own: the step, the clocks computed again, a follow-up for a pause without an end, the
 * log's line. */
CHECKED enum err clock_step_add(struct job *job, struct person_id person,
                                const struct clock_step_new *step, struct problems *problems);

#endif
