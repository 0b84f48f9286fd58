/* words.h - the sentences of words/ at run time, and what else differs from language to language.
 *
 * tool/wordc compiles the .po files of words/ into tables; here a sentence is chosen, its plural
 * form found (CLDR's rules, by ICU) and its {arguments} put in. A language is known by its place in
 * language_table; 0 is English, which has every sentence: what another language lacks is shown in
 * English. Letters and texts to phones use this as pages do.
 *
 * Dates are Gregorian and written with the digits 0-9 in every language: they are compared with
 * letters and forms of the authorities (ICU's own choice for Arabic or Farsi would be others).
 */
#ifndef WEB_WORDS_H
#define WEB_WORDS_H

#include "base/base.h"

/* In angle brackets, or this file would find itself. */
#include <words.h>

/* One {name} of a sentence and what stands for it. */
struct word_argument {
    const char *name;
    struct str value;
};

/* The language that suits best an Accept-Language header or a plain code; English if none does. */
size_t words_choose(struct str languages);

/* Its code ("ar"). */
const char *words_choose_code(struct str languages);

/* The language with this very code; language_count: there is none. */
size_t words_language(struct str code);

/* The key's number, or WORD_NONE; a word's key as it stands in the files. */
int word_find(struct str key);
const char *word_key(int word);

/* The sentence with its arguments. An argument the sentence does not name is not used; a name
 * without argument stays as it is. In a right-to-left language, and around right-to-left text,
 * arguments are isolated (U+2068, U+2069) so that they do not turn their surroundings. */
struct str word_text(struct arena *arena, size_t language, int word,
                     const struct word_argument *arguments, size_t count);

/* The text isolated in a right-to-left language, as an argument is: a day or an amount behind a
 * name or a word. An empty text stays empty. */
struct str word_isolated(struct arena *arena, size_t language, struct str text);

/* number chooses the plural form and is the argument {count}. */
struct str word_text_count(struct arena *arena, size_t language, int word, int64_t number,
                           const struct word_argument *arguments, size_t count);

enum date_style {
    DATE_FULL,    /* Tuesday 24 November 2026 */
    DATE_LONG,    /* 24 November 2026 */
    DATE_SHORT,   /* 24 Nov */
    DATE_MONTH,   /* November 2026 */
    DATE_AND_TIME /* 24 November 2026, 02:10 */
};
enum { DATE_STYLES = DATE_AND_TIME + 1 };

/* Empty for DATE_NONE. time counts for DATE_AND_TIME only. */
struct str word_date(struct arena *arena, size_t language, enum date_style style,
                     struct wall_time time);

#endif
