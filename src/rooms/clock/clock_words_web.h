/* clock_words_web.h - the law's sentences in the reader's language.
 *
 * A sentence of law/explain.h is a pattern with arguments; its words stand under "law_" and the
 * pattern's code, its events under "law_event_", its periods under "law_unit_". What a rule does
 * and rests on is data of the law, in English, and is shown as such. /
 */
#ifndef ROOMS_CLOCK_CLOCK_WORDS_WEB_H
#define ROOMS_CLOCK_CLOCK_WORDS_WEB_H

#include "law/explain.h"

/* One sentence; language as in web/words.h. */
struct str clock_sentence(struct arena *arena, size_t language,
                          const struct law_sentence *sentence);

/* "The day it was received is not known. It is counted from the day it was made." Empty when the
 * clock counts from the day that the rule names, or from something that is no decision. */
struct str clock_guess(struct arena *arena, size_t language, const struct law_clock *clock);

#endif
