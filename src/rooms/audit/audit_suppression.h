/* audit_suppression.h - lines kept from the list in which a person sees who looked at her record.
 *
 * The list shows every access (threats.md L6). A line may be missing only where telling her would
 * tip off an investigation or endanger somebody, on a ground of the closed list of law/ground.h:
 * what one role did on one day, on the word of two people in different roles, until a day of
 * review, after which it is shown again by itself. Nobody suppresses what her own role did. The
 * list says how many lines are missing wherever the ground lets it; where it does not, that the law
 * can let a line be left out stands above every such list, so that it says nothing of her.
 *
 * The log itself is never changed: who may read it reads these lines, and that they were
 * suppressed.
 */
#ifndef ROOMS_AUDIT_AUDIT_SUPPRESSION_H
#define ROOMS_AUDIT_AUDIT_SUPPRESSION_H

#include "guard/audit.h"
#include "guard/job.h"
#include "law/ground.h"

struct suppression {
    struct task_id suppression;
    struct date day, review_on;
    struct str role, ground; /* codes role, suppression_ground */
    struct staff_id first_by;
    struct str first_by_name, first_role, second_by_name;
    struct instant first_at, second_at, ended_at; /* INSTANT_NONE: not yet */
};
struct suppressions {
    const struct suppression *at;
    size_t count;
};
/* All of a person's, ended or not, the newest first. The caller has asked for the right. */
CHECKED enum err suppression_list(struct job *job, struct person_id person,
                                  struct suppressions *out_suppressions);

/* The first word. What stands against it is a problem on its field, and ERR_INVALID: a ground that
 * is not in force, a review in the past or later than the ground allows, the asker's own role. */
struct suppression_new {
    struct person_id person;
    struct date day, review_on;
    struct str role, ground;
};
CHECKED enum err suppression_ask(struct job *job, const struct suppression_new *suppression,
                                 struct problems *problems);

/* The second word. ERR_CONFLICT: the same person or role as the first, or it is over. */
CHECKED enum err suppression_confirm(struct job *job, struct person_id person,
                                     struct task_id suppression);
/* From now on the lines are shown. ERR_CONFLICT: it is over. */
CHECKED enum err suppression_end(struct job *job, struct person_id person,
                                 struct task_id suppression);

/* Takes out of the newest lines about a person what is suppressed today, and what the log says of
 * suppressing while something is suppressed or waits; the rest keeps its order. out_told: how many
 * are missing that she may be told of. */
CHECKED enum err suppression_take_out(struct job *job, struct person_id person,
                                      struct audit_entry *entries, size_t *count,
                                      int64_t *out_told);

#endif
