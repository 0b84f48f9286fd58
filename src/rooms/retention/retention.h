/* retention.h - how long a record is kept, what holds it back, and its erasure by two people.
 *
 * law/retention.h says from which day a record may go. Nothing goes by itself: one person says so,
 * another in another role confirms it, and then her key is destroyed, which makes everything sealed
 * under it unreadable, also in older copies of the database whose keys are gone (threats.md 4.7,
 * C9, S11). Ids, codes and days stay: the log still verifies and the counts still hold.
 *
 * A hold keeps a record whatever the day: a claim before a court, an inquiry, the person's own
 * wish.
 */
#ifndef ROOMS_RETENTION_RETENTION_H
#define ROOMS_RETENTION_RETENTION_H

#include "guard/job.h"
#include "law/retention.h"

struct retention_holding {
    struct task_id hold;
    struct str reason, placed_by_name; /* codes hold_reason */
    struct instant placed_at, ended_at;
};
struct retention {
    struct person_id person;
    struct str ref;
    bool is_open;                        /* something is still to be done; she is not let go */
    struct instant cold_at;              /* INSTANT_NONE: her record is not cold (rooms/cold) */
    struct date last_activity_on, due_on; /* DATE_NONE: cannot be said (law/retention.h) */
    const struct law_retention_rule *rule; /* NULL with it */
    const struct retention_holding *holds;
    size_t hold_count, live_hold_count;
    /* erasure: reason empty while nobody has asked for it (codes erasure_reason) */
    struct str erasure_reason, first_by_name, first_role, second_by_name;
    struct staff_id first_by;
    struct instant first_at, erased_at, cut_at; /* INSTANT_NONE: not yet */
};
/* The caller has asked for the right. */
CHECKED enum err retention_get(struct job *job, struct person_id person,
                               struct retention *out_retention);

/* Whose day has come and who waits for the second person; not those with a hold. */
struct retention_line {
    struct person_id person;
    struct str ref, reason, first_by_name, first_role;
    struct date last_activity_on, due_on;
    const struct law_retention_rule *rule;
    struct instant first_at;
};
struct retention_lines {
    const struct retention_line *at;
    size_t count;
};
CHECKED enum err retention_due(struct job *job, size_t limit, struct retention_lines *out_lines);
CHECKED enum err retention_waiting_list(struct job *job, size_t limit,
                                        struct retention_lines *out_lines);

/* Placing a hold takes back what nobody has confirmed yet. ERR_CONFLICT: she is erased. */
CHECKED enum err retention_hold_place(struct job *job, struct person_id person, struct str reason);
CHECKED enum err retention_hold_lift(struct job *job, struct person_id person,
                                     struct task_id hold);

/* The first person's word. reason 'due': the day must have come; 'asked': she asked for it. Why not
 * is a problem on field reason; problems and ERR_INVALID. */
CHECKED enum err retention_propose(struct job *job, struct person_id person, struct str reason,
                                   struct problems *problems);
CHECKED enum err retention_withdraw(struct job *job, struct person_id person);

/* The second person's word, in another role: erases. Problems and ERR_INVALID as above; also while
 * others live with her whose call is hers: they go first. */
CHECKED enum err retention_confirm(struct job *job, struct person_id person,
                                   struct problems *problems);

/* Cuts the database's log of writes after an erasure, after records went cold or after the words of
 * old emergencies went (rooms/emergency), and notes it;
 * nothing where nothing is to be cut. Called after retention_confirm and by the timer. The job's
 * connection for reading is given back meanwhile. */
CHECKED enum err retention_cut(struct job *job);

#endif
