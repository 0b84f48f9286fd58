/* conflict_flag.h - a flag between a worker and a person, which keeps the one from the other.
 *
 * A relative, somebody used by the same exploiter, a former partner among the staff, an interpreter
 * of her community (threats.md 1.3 U1 U2, A9; seeds/001 4.7). It is recorded by who looks after the
 * person, read by the guardian, and by nobody else: not by the worker it is about, who is not told.
 * From that moment neither she, nor those she lives with, nor their calls exist for that worker
 * (guard/conflict.h), and it stays so for whoever joins her household and for every later call.
 *
 * Of a house where she lives and the flagged worker works it says nothing: that is for the people
 * who recorded it to mend.
 */
#ifndef ROOMS_CONFLICT_CONFLICT_FLAG_H
#define ROOMS_CONFLICT_CONFLICT_FLAG_H

#include "guard/job.h"

struct conflict_flag_new {
    struct person_id person;
    struct staff_id staff;
    struct str kind; /* codes conflict_kind */
    struct str note; /* sealed under her key */
};
/* A second flag between the same two is a flag of its own. One that keeps the last guardian from
 * the person is an alarm, and a line in the log. */
CHECKED enum err conflict_flag_add(struct job *job, const struct conflict_flag_new *flag);

/* ERR_NOT_FOUND: there is none, it has ended, or a flag keeps the asker from that person. */
CHECKED enum err conflict_flag_end(struct job *job, struct conflict_id flag);

struct conflict_flag {
    struct conflict_id flag;
    struct person_id person;
    struct str staff_name, role, ref, kind, note, recorded_by_name;
    struct instant recorded_at;
};
struct conflict_flags {
    const struct conflict_flag *at;
    size_t count;
    struct conflict_id next; /* what to pass as after for the page behind; 0: there is none */
};
/* Those that have no end, newest first, but about somebody from whom a flag keeps the asker; a page
 * of CONFLICT_ROWS. after: 0, or what the page before says. */
enum { CONFLICT_ROWS = 50 };
CHECKED enum err conflict_flag_list(struct job *job, struct conflict_id after,
                                    struct conflict_flags *out_flags);

/* Reactions (app/after.c): who joins a flagged person's household, and a new call about it, are
 * hidden too. Inside job_write. */
CHECKED enum err conflict_flag_follow_household(struct job *job, struct household_id household);
CHECKED enum err conflict_flag_follow_referral(struct job *job, struct referral_id referral);

#endif
