/* clock_words_web.h - the law's sentences in the reader's language.
 *
 * A sentence of law/explain.h is a pattern with arguments; its words stand under "law_" and the
 * pattern's code, its events under "law_event_", its periods under "law_unit_". What a rule does
 * and rests on is data of the law, in English, and is shown as such. /
 */
#ifndef ROOMS_CLOCK_CLOCK_WORDS_WEB_H
#define ROOMS_CLOCK_CLOCK_WORDS_WEB_H

#include "law/explain.h"

/* The word of a key made of two parts ("law_unit_", "hour"). A missing one is a bug that the tests
 * find first. */
int clock_word(struct arena *arena, const char *beginning, struct str code);

/* "24 November 2026"; empty for DATE_NONE. */
struct str clock_day_text(struct arena *arena, size_t language, struct date on);

/* "the positive reasonable grounds decision"; LAW_EVENT_NONE has words of its own. */
struct str clock_event_text(struct arena *arena, size_t language, size_t event);

/* Codes clock_nation, "england" to "northern_ireland"; parse is false when the code is none. */
struct str clock_nation_code(enum law_nation nation);
bool clock_nation_parse(struct str code, enum law_nation *out_nation);
/* Those in which the rule is law. */
struct str_list clock_nation_codes(struct arena *arena, const struct law_rule *rule);

/* Codes clock_grade: how sure the rule's source is. */
struct str clock_grade_code(const struct law_rule *rule);

/* One sentence; language as in web/words.h. */
struct str clock_sentence(struct arena *arena, size_t language,
                          const struct law_sentence *sentence);

/* "The day it was received is not known. It is counted from the day it was made." Empty when the
 * clock counts from the day that the rule names, or from something that is no decision. */
struct str clock_guess(struct arena *arena, size_t language, const struct law_clock *clock);

#endif
