/* plain.h - the matcher once more, as the plainest loop that is still right.
 *
 * Written from the sentences of match/facts.h, rule.h and match.h, not from the engine: it shares
 * no function with src/match. It is the oracle of the tests and the yardstick of the measurement.
 */
#ifndef TEST_MATCH_PLAIN_H
#define TEST_MATCH_PLAIN_H

#include "match/match.h"

struct match_check plain_check(const struct match_household *household,
                               const struct match_house *house, const struct match_room *room);

/* The score with the weights of 2026-11-01, written out. */
struct match_score plain_score(const struct match_household *household,
                               const struct match_house *house, const struct match_room *room);

struct match_answer plain_rank(struct arena *arena, const struct match_facts *facts,
                               const struct match_household *household);

#endif
