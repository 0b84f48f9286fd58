/* move_on.h - the days before support ends: every clock that competes, and what must be done by
 * whom before which day.
 *
 * A letter comes and she must go to the council the same day with children and luggage (001 §4.2);
 * Dora was granted status, evicted at once and dispersed (seeds/000). The steps are law/move_on.h
 * over law-data/move-on.csv, their days the law's clocks. A started plan gives each step an owner
 * and a follow-up, so that it stands on the owner's day when it is due; ticking the one is ticking
 * the other. When the facts change, the days of the open steps change with them (app/after.c).
 *
 * Asking a council is the other file, council.h.
 */
#ifndef ROOMS_MOVE_ON_MOVE_ON_H
#define ROOMS_MOVE_ON_MOVE_ON_H

#include "guard/job.h"
#include "law/move_on.h"
#include "rooms/clock/clock.h"

struct move_on_step {
    struct str step;                   /* codes move_on_step */
    const struct law_move_on_due *due; /* NULL: the facts no longer ask for it */
    struct date due_on;                /* DATE_NONE: as soon as possible, or no longer asked for */
    bool is_started;                   /* it has an owner */
    struct task_id follow_up;          /* 0: not started */
    struct staff_id owner;
    struct str owner_name;
    struct instant done_at; /* INSTANT_NONE: open */
    struct str done_name;
};

/* Something that happened and that steps follow. */
struct move_on_event {
    size_t event; /* of the book */
    struct date on;
};

struct move_on {
    enum law_nation nation;
    const struct move_on_event *events; /* one for each, by their day */
    size_t event_count;
    struct clocks clocks; /* with a day since the first event, neither met, ended nor replaced;
                             soonest first */
    const struct move_on_step *steps; /* by day; what is no longer asked for last */
    size_t step_count;
    bool is_started;
};
CHECKED enum err move_on_of(struct job *job, struct person_id person, struct move_on *out_move_on);

/* Opens every step that the facts ask for, owned by the asker. ERR_CONFLICT: nothing asks for a
 * step yet, or all of them have an owner. A transaction of its own, with the log's line. */
CHECKED enum err move_on_start(struct job *job, struct person_id person);

/* The asker takes an open step over. ERR_NOT_FOUND: it was not started. ERR_CONFLICT: it is done. A
 * transaction of its own, with the log's line. */
CHECKED enum err move_on_take(struct job *job, struct person_id person, struct str step);

/* Ticks a step: its follow-up is done (rooms/contact), and what has happened by it becomes a fact
 * of today. The refusals of move_on_take. A transaction of its own. */
CHECKED enum err move_on_tick(struct job *job, struct person_id person, struct str step);

/* A step was ticked by mistake: it is open again, on the asker's list. What had become a fact stays
 * one until it is corrected. ERR_NOT_FOUND: it was not started. ERR_CONFLICT: it is open. A
 * transaction of its own, with the log's line. */
CHECKED enum err move_on_reopen(struct job *job, struct person_id person, struct str step);

/* ---- when others change something; inside job_write ------------------------------------------ */

/* A plan that was started follows the facts: new steps are opened for the owner of the first, open
 * ones move to their new day. Nothing without a plan. */
CHECKED enum err move_on_follow(struct job *job, struct person_id person);

/* A follow-up was ticked off somewhere: if it is a step, what has happened by it becomes a fact of
 * today, and the clocks and the plan follow. */
CHECKED enum err move_on_ticked(struct job *job, struct task_id follow_up);

/* ---- for the day's list ---------------------------------------------------------------------- */

/* enum word of a step ("Claim universal credit"); 0: there is no such step. */
int move_on_step_word(struct str step);

#endif
