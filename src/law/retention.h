/* retention.h - for how long a record is kept: dated rules, law-data/retention.csv.
 *
 * Of the rules that apply to a case the last day counts. No rule has been confirmed: all are grade
 * C and a page that shows a day says so. A day here never erases anything; it puts a person on a
 * list (rooms/retention).
 */
#ifndef LAW_RETENTION_H
#define LAW_RETENTION_H

#include "base/base.h"
#include "law/book.h"

struct law_retention_rule {
    struct str rule;       /* 'RET-CHILD' */
    bool is_supported, is_not_supported; /* which cases of a person; neither: is_of_words */
    bool is_of_words;      /* why a house or nothing was opened in an emergency */
    bool is_from_age_18;   /* else from the last activity; of words, from their review */
    bool is_from_opening;  /* of words that nobody has reviewed */
    int32_t years;
    struct date from, to;  /* valid; DATE_NONE: open */
    struct str source;
    char grade;
    struct str doubt;
};
struct law_retention {
    const struct law_retention_rule *at;
    size_t count;
};

CHECKED enum err law_retention_load(struct arena *arena, struct str csv,
                                    const struct law_retention **out_rules,
                                    struct law_fault *out_fault);
const struct law_retention *law_retention_built_in(void);

struct law_retention_case {
    bool is_supported;         /* she came to live in a safe house */
    struct date last_activity;
    bool was_child;            /* a child, or not yet born */
    struct date age_18_on;     /* the last day it can be; DATE_NONE: not known */
};
/* The day from which the record may be erased, and by which rule. DATE_NONE and NULL: it cannot be
 * said, because the birth of a child is not known. An adult whose birth is not known was none. */
struct date law_retention_until(const struct law_retention *rules,
                                const struct law_retention_case *of, struct date today,
                                const struct law_retention_rule **out_rule);

/* The day from which the words of an emergency that opened a house or nothing (rooms/emergency) are
 * erased: they may name somebody, and are in nobody's record to go with it. It is counted from
 * their review, or from the opening as long as nobody has reviewed it: that nobody looked is no
 * reason to keep them for ever. DATE_NONE and NULL: no rule is in force, and they are kept. */
struct law_retention_words {
    struct date opened_on;
    struct date reviewed_on; /* DATE_NONE: it was not */
};
struct date law_retention_words_until(const struct law_retention *rules,
                                      const struct law_retention_words *words, struct date today,
                                      const struct law_retention_rule **out_rule);

/* The fewest years after the last activity that any rule of a person says: nobody comes before. */
int32_t law_retention_least_years(const struct law_retention *rules);

#endif
