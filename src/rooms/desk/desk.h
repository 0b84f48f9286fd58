/* desk.h - the placement desk's queue: who waits for a room, and whose turn it is to act.
 *
 * Composes what other rooms keep (screens.md 8.1); writes nothing but who has taken a referral. A
 * page of 25 lines costs three statements and one call of the vault, however many wait: the tabs'
 * numbers are kept by the referral room, not counted. Only referrals that the asker is tied to are
 * listed; a line holds no name.
 */
#ifndef ROOMS_DESK_DESK_H
#define ROOMS_DESK_DESK_H

#include "guard/job.h"

enum { DESK_ROWS = 25 };

struct desk_row {
    struct referral_id referral;
    struct str ref, person_ref, state;
    struct instant waiting_since, needed_at;
    int64_t adults, children, unborn;
    /* opened answers, as the questions have them; codes separated by commas */
    struct str wish_areas, avoid_areas, feels_safe, language;
    bool is_avoiding, is_night, is_step_free, is_complex;
    bool is_unreadable; /* one of these answers cannot be read: nothing follows from its absence */
    struct str decision_kind, decision_outcome;
    struct str clock_rule;
    struct date clock_on;
    struct instant clock_at;
    struct staff_id owned_by;
    struct str owner;
    struct placement_id placement; /* 0: none */
    struct str placement_state;
    struct instant held_until_at;
    struct str alias, room_name;
    struct str unable_reason;
};
struct desk_page {
    const struct desk_row *at;
    size_t count;
    struct str next; /* what to pass as after for the page behind; empty: there is none */
};

/* One page of the referrals in a state (codes desk_tab): most needed first, or by the soonest alarm
 * of the referred person; what has an end stands newest first, whatever is asked (desk_has_order:
 * false). after: empty for the first page, else next of the page before; ERR_MALFORMED when it is
 * neither. */
enum desk_order { DESK_BY_NEED, DESK_BY_CLOCK };
bool desk_has_order(struct str state);
CHECKED enum err desk_page(struct job *job, struct str state, enum desk_order order,
                           struct str after, struct desk_page *out_page);

/* How many are in each state: kept, not counted. Of "placed": who arrived in the last days, as the
 * list shows them (DESK_DAYS_AFTER_ARRIVAL). */
struct desk_count {
    struct str state;
    int64_t number;
};
struct desk_counts {
    const struct desk_count *at;
    size_t count;
};
CHECKED enum err desk_counts(struct job *job, struct desk_counts *out_counts);

/* Takes a referral over. ERR_CONFLICT: it is not owned_by's any more. */
CHECKED enum err desk_take(struct job *job, struct referral_id referral, struct staff_id owned_by);

#endif
