/* disclosure_inner.h - inner header of disclosure: ways of writing one protected value. */
#ifndef GUARD_DISCLOSURE_INNER_H
#define GUARD_DISCLOSURE_INNER_H

#include "guard/disclosure.h"
#include "vault/search.h"

struct made_pattern {
    struct pattern pattern;
    struct made_pattern *before;
};

/* The letters of one reading of one text: from this one on in the whole. */
struct disclosure_span {
    size_t first, text;
    const struct spelled_letter *at;
};

struct phone_pattern {
    struct str digits; /* without the 0 or 44 in front */
    struct phone_pattern *next;
};

struct disclosure {
    struct made_pattern *patterns; /* the last first */
    const struct made_pattern *before; /* the last of the value before this one */
    struct phone_pattern *phones;
    struct str_list spared; /* words, folded */
};

/* disclosure_pattern.c: adds every way of writing value. */
void disclosure_add(struct arena *arena, struct disclosure *disclosure,
                    const struct protected_value *value);

/* "twelve", "onetwo": the words for a number under 1000, folded; out_words has room for 4. */
size_t number_words(struct arena *arena, int64_t number, struct str *out_words);

#endif
