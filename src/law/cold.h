/* cold.h - when a closed record goes cold, and for how long a thaw opens it: law-data/cold.csv.
 *
 * Neither figure has been confirmed: both are grade C, and a page that names one says so. What cold
 * means is rooms/cold's.
 */
#ifndef LAW_COLD_H
#define LAW_COLD_H

#include "base/base.h"
#include "law/book.h"

enum law_cold_what {
    LAW_COLD_CLOSED, /* after the last thing that was done, with nothing open */
    LAW_COLD_THAW,   /* from the second person's word */
    LAW_COLD_COUNT
};

struct law_cold_rule {
    struct str rule; /* 'COLD-AFTER' */
    enum law_cold_what what;
    int32_t number;
    bool is_months;         /* else days */
    struct date from, to;   /* valid; DATE_NONE: open */
    struct str source;
    char grade;
    struct str doubt;
};
struct law_cold {
    const struct law_cold_rule *at;
    size_t count;
};

/* A fault where a day has no rule or two of the same kind is not looked for: the first that is in
 * force counts; one of each kind without an end must be there. */
CHECKED enum err law_cold_load(struct arena *arena, struct str csv,
                               const struct law_cold **out_rules, struct law_fault *out_fault);
const struct law_cold *law_cold_built_in(void);

/* The rule in force on a day. */
const struct law_cold_rule *law_cold_rule(const struct law_cold *rules, enum law_cold_what what,
                                          struct date today);

/* So much before or after a day. */
struct date law_cold_before(const struct law_cold_rule *rule, struct date day);
struct date law_cold_after(const struct law_cold_rule *rule, struct date day);

#endif
