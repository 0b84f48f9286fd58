/* clock_law.h - inner header: one person's decisions, facts, moves and steps as the law's case, and
 * their clocks. /
 */
#ifndef ROOMS_CLOCK_CLOCK_LAW_H
#define ROOMS_CLOCK_CLOCK_LAW_H

#include "guard/job.h"
#include "law/clock.h"

/* clock_case with the clocks computed. */
CHECKED enum err clock_compute(struct job *job, struct person_id person, struct instant known_at,
                               struct law_clocks *out_clocks);

/* For statements: an instant that nothing known is after. */
struct instant clock_known_by(struct instant known_at);

/* A number that stands for a clock or a fact of a person, never 0: from its rule (empty: a fact)
 * and what started it, a decision or a fact's kind and instant. */
int64_t clock_key(struct person_id person, struct str rule, int64_t decision, struct str kind,
                  struct instant happened_at);
int64_t clock_key_of(struct person_id person, const struct law_clock *clock);

/* The instant of the fact that started a clock, as it is kept. */
struct instant clock_fact_at(const struct law_fact *fact);

/* A fact is not what was written down: it happened at right_at, or (INSTANT_NONE) not. */
struct clock_mend {
    struct str kind;
    struct instant happened_at, right_at;
};
struct clock_mends {
    const struct clock_mend *at; /* in the order in which they became known */
    size_t count;
};
CHECKED enum err clock_mend_list(struct job *job, struct person_id person, struct instant known_at,
                                 struct clock_mends *out_mends);

/* When a fact that somebody named really happened; INSTANT_NONE: not at all. */
struct instant clock_mended_at(const struct clock_mends *mends, struct str kind,
                               struct instant happened_at);

#endif
