/* rule_words_web.h - a rule of the law as a sentence in the reader's language.
 *
 * "Recovery period ends: 30 days, beginning with the day of the positive reasonable grounds
 * decision. It lasts until then or until the conclusive grounds decision, whichever is later."
 * Made from the columns of the row, so a new row of the law has its sentence at once. What a rule
 * does in its source's words (its effect) stays data, in English. /
 */
#ifndef ROOMS_RULE_RULE_WORDS_WEB_H
#define ROOMS_RULE_RULE_WORDS_WEB_H

#include "law/book.h"
#include "rule_view.h"

/* The sentence, or two or three where the period hangs on a decision. language as in
 * web/words.h. */
struct str rule_sentence(struct arena *arena, size_t language, const struct law_rule *rule);

/* "30 days"; empty for a rule that counts nothing. */
struct str rule_period(struct arena *arena, size_t language, const struct law_rule *rule);

/* "In force from 30 January 2023." and by which event's day, when that is not the trigger's. */
struct str rule_force(struct arena *arena, size_t language, const struct law_rule *rule);

/* The rule as a line of a list, its standing told for a day. */
struct rule_line_view rule_line(struct arena *arena, size_t language, const struct law_rule *rule,
                                struct date on);

#endif
