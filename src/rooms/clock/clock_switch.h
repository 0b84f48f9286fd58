/* clock_switch.h - which silent rules of the law an administrator turned on, and the law in force.
 *
 * A rule that nobody verified (grade C) or that is only proposed is computed and silent. Who knows
 * better may turn it on, for everybody, and answers for it by name and date; turning it off again
 * is another row. The kept clocks follow in the background (clock_recompute).
 */
#ifndef ROOMS_CLOCK_CLOCK_SWITCH_H
#define ROOMS_CLOCK_CLOCK_SWITCH_H

#include "guard/job.h"
#include "law/book.h"

struct clock_switch {
    struct str rule;
    bool is_on;
    struct str staff_name;
    struct instant known_at;
};
struct clock_switches {
    const struct clock_switch *at;
    size_t count;
};
/* The newest of each rule that was ever switched, as known at that instant (INSTANT_NONE: now). */
CHECKED enum err clock_switch_list(struct job *job, struct instant known_at,
                                   struct clock_switches *out_switches);

/* The names of those that are on, as the law takes them. */
CHECKED enum err clock_switch_heard(struct job *job, struct instant known_at,
                                    const struct str **out_rules, size_t *out_count);

/* ERR_NOT_FOUND: there is no such silent rule. ERR_CONFLICT: it is like that already. A transaction
 * of its own, with the log's line; all kept clocks are computed again from then on. */
CHECKED enum err clock_switch_set(struct job *job, struct str rule, bool is_on);

/* ---- all kept clocks again ------------------------------------------------------------------ */

/* Marks that all are to be computed again. Inside job_write. */
CHECKED enum err clock_recompute_begin(struct job *job);

/* At the start: marks it when the law in force is not the one that the kept clocks were computed
 * under. */
CHECKED enum err clock_recompute_check(struct job *job);

/* How many people there are still to do; 0: all are done. */
CHECKED enum err clock_recompute_left(struct job *job, int64_t *out_left);

/* Computes the clocks of the next people, at most limit of them, in one transaction. out_done: how
 * many; 0: nothing is left to do. ERR_CONFLICT: another server did these. */
CHECKED enum err clock_recompute_some(struct job *job, size_t limit, size_t *out_done);

#endif
