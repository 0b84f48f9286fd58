/* reminder_missed.h - a clock whose day has passed: whose turn it is, and what comes next.
 *
 * Missed is what had to be done or was expected by a day that has passed and is still not done;
 * what ends by itself is never missed. It stays on its owner's day until somebody says what became
 * of it: it is in hand (then with the next step and its day, on which it comes back), was done
 * late, cannot or need not be done. A deadline that was met after its day waits for its reason for
 * 30 days.
 *
 * The owner is the person's worker (tie by caseload); without one the provider's manager; without
 * a provider the desk.
 */
#ifndef ROOMS_REMINDER_REMINDER_MISSED_H
#define ROOMS_REMINDER_REMINDER_MISSED_H

#include "guard/job.h"

enum { MISSED_ROWS = 50, MISSED_LATE_DAYS = 30, MISSED_STEP_DAYS = 28, MISSED_COUNT_DAYS = 365 };

struct missed {
    struct person_id person;
    struct str ref, rule;
    struct str state;         /* codes missed_state */
    struct date due_on;
    struct instant due_at;
    struct date closed_on;    /* of what was met late; DATE_NONE */
    struct str owner;         /* the worker's name; empty: nobody yet */
    struct str owned_by;      /* codes missed_owner */
    struct str next_step;     /* codes missed_step; empty */
    struct date next_on;
};
struct missed_page {
    const struct missed *at;
    size_t count;
    struct str next; /* what to pass as after for the page behind; empty: there is none */
};

/* The missed clocks of the asker's people, oldest first. after: empty, or next of the page before;
 * ERR_MALFORMED when it is neither. */
CHECKED enum err missed_page(struct job *job, struct str after, struct missed_page *out_page);

/* Of all the asker's people: how many wait for the next step, how many are in hand. */
CHECKED enum err missed_count(struct job *job, int64_t *out_open, int64_t *out_in_hand);

/* Deadlines met late that wait for their reason, newest first; without references and owners. */
CHECKED enum err missed_late(struct job *job, size_t most, struct missed_page *out_page);

/* One that waits for an answer, by its rule and day. ERR_CONFLICT: there is none (any more). */
CHECKED enum err missed_find(struct job *job, struct person_id person, struct str rule,
                             struct date due_on, struct date *out_closed_on);

struct missed_answer {
    struct str outcome, reason; /* codes missed_outcome, missed_reason */
    struct str next_step;       /* codes missed_step; only of what is in hand */
    struct date next_on;
    struct instant answered_at;
    struct str answered_by; /* display name */
};
struct missed_answers {
    const struct missed_answer *at;
    size_t count;
};
/* What was said of it, newest first. */
CHECKED enum err missed_said(struct job *job, struct person_id person, struct str rule,
                             struct date due_on, struct missed_answers *out_answers);

/* Says what became of it. ERR_INVALID with the problems: what is in hand needs a next step, and a
 * day for it from today to 28 days on; what is not, neither. ERR_CONFLICT: as missed_find. A
 * transaction of its own. */
struct missed_saying {
    struct person_id person;
    struct str rule;
    struct date due_on;
    const struct missed_answer *answer;
};
CHECKED enum err missed_answer(struct job *job, const struct missed_saying *saying,
                               struct problems *problems);

/* Numbers only, of everybody: what waits for an answer, and what was said within a year. */
struct missed_number {
    struct str rule;            /* of what waits */
    struct str outcome, reason; /* of what was said */
    int64_t number;
};
struct missed_numbers {
    const struct missed_number *rules, *reasons;
    size_t rule_count, reason_count;
};
CHECKED enum err missed_numbers(struct job *job, struct missed_numbers *out_numbers);

#endif
