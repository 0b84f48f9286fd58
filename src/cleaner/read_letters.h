/* read_letters.h - inner header of the cleaner: which letter a code or a glyph's name stands for.
 */
#ifndef CLEANER_READ_LETTERS_H
#define CLEANER_READ_LETTERS_H

#include "base/base.h"

/* ISO 32000-1, annex D. */
enum letters_encoding { ENCODING_STANDARD, ENCODING_WIN, ENCODING_MAC };

/* 0: none. */
uint32_t letters_of_code(enum letters_encoding encoding, unsigned char code);

enum { LETTERS_MOST = 8 }; /* in one sign: ligatures */

/* "eacute", "uni00E9", "f_f_i", "a.sc"; how many letters were written. 0: nobody knows the name. */
size_t letters_of_name(struct str name, uint32_t out_letters[LETTERS_MOST]);

/* Is it a letter that a reader could name? Not those of private use, of nothing, of a fault. */
bool letters_is_known(uint32_t letter);

#endif
