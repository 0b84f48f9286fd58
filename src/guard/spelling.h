/* spelling.h - a text as the row of letters that a reader would see, however it was written.
 *
 * Upper and lower case, accents, full-width and mathematical letters, letters of another alphabet
 * that look alike, characters without width, HTML entities, %20, and \n become one plain form;
 * 0 and o, 1 and i and l, 5 and s are one letter each. Spaces and punctuation are left out, and
 * each letter knows whether there was a gap before it, and where it stood in the text as given.
 * Pure: no database, no keys.
 */
#ifndef GUARD_SPELLING_H
#define GUARD_SPELLING_H

#include "base/base.h"

struct spelled_letter {
    char letter;            /* a-z, 2-9 but 5; '?' a letter that looks like none of these */
    bool is_digit;          /* as it was written */
    bool is_after_gap;      /* a space, a mark or a line break stands before it */
    uint32_t from, until;   /* bytes of the text as given */
};
struct spelling {
    const struct spelled_letter *at;
    size_t count;
};

enum {
    SPELLING_VISIBLE = 1, /* HTML: what stands between < and > is left out, as a gap */
    SPELLING_LATIN = 2    /* words in other scripts by their sound, in Latin letters */
};

/* Lives in the arena; text may be anything at all. */
struct spelling spelling_of(struct arena *arena, struct str text, unsigned how);

/* The letters alone, for comparing. */
struct str spelling_letters(struct arena *arena, struct str text, unsigned how);

#endif
