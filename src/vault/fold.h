/* fold.h - inner header of the vault: a name in any script as few plain words.
 *
 * Out come lower-case words of a-z that sound about as the name does: letters whose sound a plain
 * ASCII form would lose are spelled out (sh for s with caron, kh for Arabic khah), all other marks
 * are dropped, articles and the parts of "Abd al-Rahman" are brought to one form. Latin, Cyrillic
 * and Arabic letters come from a list here, every other script from a table made at build
 * (tool/foldc).
 */
#ifndef VAULT_FOLD_H
#define VAULT_FOLD_H

#include "base/base.h"

enum { FOLD_WORDS = 8, FOLD_LETTERS = 23 };

struct fold_word {
    char letters[FOLD_LETTERS + 1]; /* a-z, zero-ended; ' parts two that are not one sound */
    uint8_t size;
    bool is_abjad; /* from a script that leaves vowels out */
};

struct folded {
    struct fold_word words[FOLD_WORDS];
    size_t count;
};

/* Bytes that are not UTF-8 and words past the limits are passed over. */
void fold_name(struct str text, struct folded *out);

/* "bin", "thi", "mrs": a word that says next to nothing about who it is. */
bool fold_is_particle(const char *letters);

#endif
