/* disclosure_inner.h - inner header of disclosure: ways of writing one protected value. */
#ifndef GUARD_DISCLOSURE_INNER_H
#define GUARD_DISCLOSURE_INNER_H

#include "guard/disclosure.h"

enum {
    PATTERN_STARTS_WORD = 1,
    PATTERN_ENDS_WORD = 2,
    PATTERN_NEEDS_DIGIT = 4, /* or gaps at both ends: letters alone spell words by chance */
    PATTERN_UNBROKEN = 8     /* in one word, or with a gap before every letter */
};
enum { PATTERN_LEAST = 3, PATTERN_BUCKETS = 4096 };

struct pattern {
    struct str letters;
    enum protected_kind kind;
    unsigned how;
    struct pattern *next; /* in its bucket */
};

struct phone_pattern {
    struct str digits; /* without the 0 or 44 in front */
    struct phone_pattern *next;
};

struct disclosure {
    struct pattern *buckets[PATTERN_BUCKETS];
    struct phone_pattern *phones;
    struct str_list spared; /* words, folded */
};

unsigned pattern_bucket(const char *three_letters);

/* disclosure_pattern.c: adds every way of writing value. */
void disclosure_add(struct arena *arena, struct disclosure *disclosure,
                    const struct protected_value *value);

/* "twelve", "onetwo": the words for a number under 1000, folded; out_words has room for 4. */
size_t number_words(struct arena *arena, int64_t number, struct str *out_words);

#endif
