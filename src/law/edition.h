/* edition.h - the law as the program carries it, whatever an operator laid beside it.
 *
 * For commands and tests that ask for exactly that; everybody else asks law_book() of law/book.h,
 * the law in force.
 */
#ifndef LAW_EDITION_H
#define LAW_EDITION_H

#include "law/book.h"

/* Loaded once at first use and kept for the life of the program; any thread may call. */
const struct law_book *law_book_built_in(void);

#endif
