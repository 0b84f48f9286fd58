/* referral_in_words_web.h - an answer as somebody reads it. */
#ifndef ROOMS_REFERRAL_REFERRAL_IN_WORDS_WEB_H
#define ROOMS_REFERRAL_REFERRAL_IN_WORDS_WEB_H

#include "law/questionnaire.h"

/* A value as it is kept (codes, several with commas; a date as 1998-03-27; true, false) in words of
 * a language of language_table (web/words.h); what was typed freely, and a code that is in no list,
 * as it is. In the arena. */
struct str referral_in_words(struct arena *arena, size_t language, const struct question *question,
                             struct str value);

#endif
