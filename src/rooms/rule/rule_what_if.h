/* rule_what_if.h - what would the clocks be if these days were others, or the nation another?
 *
 * Two sets of facts are computed under the same book and set beside each other. Nothing is stored:
 * neither what was asked nor what came out.
 */
#ifndef ROOMS_RULE_RULE_WHAT_IF_H
#define ROOMS_RULE_RULE_WHAT_IF_H

#include "guard/job.h"
#include "law/explain.h"

/* One clock by the supposed facts and by the known ones. Either may be NULL, not both. */
struct rule_pair {
    const struct law_clock *now, *then;
    bool is_changed; /* its day, or how it stands */
};
struct rule_pairs {
    const struct rule_pair *at;
    size_t count;
    size_t changed;
};

/* Pairs the clocks of two cases: the same rule started by the fact of the same id (law_fact.id,
 * given by the caller, above 0). In the order of the supposed, then those that are known only.
 * known may be NULL: nothing to compare with, and nothing counts as changed. */
struct rule_pairs rule_what_if(struct arena *arena, const struct law_case *known,
                               const struct law_case *supposed);

/* What is known of a person: her nation, decisions and what else happened; ids are 1, 2, 3 ... */
CHECKED enum err rule_known(struct job *job, struct person_id person, struct law_case *out_known);

#endif
