/* search.h - a row of plain letters, searched for patterns by one set of rules: inside the vault
 * for what addresses say, outside it for names and telephones (guard/disclosure.h).
 *
 * Letters are folded (guard/spelling.h), one byte each, with a byte of marks beside each. Pure, and
 * nothing is copied: letters, marks and patterns are the caller's.
 *
 * Sealed patterns are a byte SEARCH_FORMAT, then of each pattern what it must be (pattern.how, one
 * byte), its size (one byte) and its letters.
 */
#ifndef VAULT_SEARCH_H
#define VAULT_SEARCH_H

#include "base/base.h"

enum { SEARCH_DIGIT = 1, SEARCH_GAP = 2 }; /* marks: written as a digit; after a gap */
enum { SEARCH_FORMAT = 1, SEARCH_BUCKETS = 4096 };
#define SEARCH_END UINT32_MAX

enum {
    PATTERN_STARTS_WORD = 1,
    PATTERN_ENDS_WORD = 2,
    PATTERN_NEEDS_DIGIT = 4, /* or gaps at both ends: letters alone spell words by chance */
    PATTERN_UNBROKEN = 8,    /* in one word, or with a gap before every letter */
    PATTERN_KIND = 16        /* how / PATTERN_KIND is what it is of: the caller's numbers */
};
enum { PATTERN_LEAST = 3, PATTERN_MOST = 255 }; /* letters */

struct pattern {
    struct str letters;
    uint8_t how;
};

struct searched {
    struct str letters;
    const char *marks;
    uint32_t head[SEARCH_BUCKETS]; /* the first place of three letters; next: of each the next */
    uint32_t *next;
};

/* marks and next have as many members as letters has bytes. */
void search_make(struct searched *out, struct str letters, const char *marks, uint32_t *next);

/* The next place after `place` at which the pattern stands; from the beginning: SEARCH_END.
 * SEARCH_END: there is none. */
uint32_t search_next(const struct searched *in, const struct pattern *pattern, uint32_t place);

#endif
