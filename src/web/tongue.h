/* tongue.h - what ICU knows of our languages, read once: plural rules, names of days and months,
 * the order of a date. Inner header of words.c.
 *
 * Read once because opening a formatter costs ICU a hundred times what using it does, and a thread
 * lives only as long as its connection. What is kept here is never written again, so that every
 * thread may read it.
 */
#ifndef WEB_TONGUE_H
#define WEB_TONGUE_H

#include "web/words.h"

enum { TONGUE_NAME = 48, TONGUE_NUMBERS = 400 /* ages, days of a year: what pages count */ };
enum { PIECES_OF_DATE = 8, PIECE_TEXT = 29 };

/* A piece of a date: text as it stands, and behind it a field. */
struct date_piece {
    char text[PIECE_TEXT];
    unsigned char text_size;
    char field; /* of CLDR: E d M y H m; none in the last piece */
    unsigned char letters; /* that stand for it: how long it is written */
};

struct tongue {
    const void *plural_rules;               /* UPluralRules */
    unsigned char plurals[TONGUE_NUMBERS];  /* forms of 0, 1, 2 ...: ICU takes its time for one */
    char weekdays[8][TONGUE_NAME];          /* by MONDAY to SUNDAY */
    char months[13][TONGUE_NAME];           /* 1 to 12 */
    char short_months[13][TONGUE_NAME];
    struct date_piece dates[DATE_STYLES][PIECES_OF_DATE];
};

/* Never NULL for a language of language_table. */
const struct tongue *tongue_of(size_t language);

/* Index of the plural form that number takes in the language. */
size_t tongue_plural(size_t language, int64_t number);

#endif
