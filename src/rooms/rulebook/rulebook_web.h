/* rulebook_web.h - the rules and weights of placing, for who works with them to read. The rules of
 * the law are another matter: rooms/rule/rule.h.
 *
 * Every rule with its sentence, who can change it and where it comes from, and whom it keeps out
 * today: for how many of those who wait, from how many rooms. The numbers are those of the last
 * count over everybody (fairness/fairness.h). Of a secret rule (an area, a person to stay away
 * from) there are numbers only, and no small ones: else "one household, one room" would say who
 * fears whom.
 * Who cannot see those who wait is told no small number of any rule.
 *
 * Every weight with its history: from which day, how many points, who answers for it, why. Rules
 * and weights are part of the program (match/rule.h, match/score.h): who wants one changed asks the
 * owner named beside it.
 */
#ifndef ROOMS_RULEBOOK_RULEBOOK_WEB_H
#define ROOMS_RULEBOOK_RULEBOOK_WEB_H

#include "guard/job.h"
#include "web/reply.h"

enum err rulebook_show(struct job *job, const struct request *request, struct reply *reply);
enum err rulebook_weights_show(struct job *job, const struct request *request,
                               struct reply *reply);
/* Counts whom the rules keep out now, as fairness_count_do does, and for who may do that. */
enum err rulebook_count_do(struct job *job, const struct request *request, struct reply *reply);

#endif
