/* ground.h - on which legal grounds a line may be kept from the list of who looked at a record, and
 * whether the list may say that lines are missing: law-data/suppression-grounds.csv.
 *
 * A closed list. Everybody may know who looked at what is held about them (UK GDPR Article 15);
 * what may be kept from them are the exemptions of the Data Protection Act 2018. No row has been
 * confirmed: all are grade C.
 */
#ifndef LAW_GROUND_H
#define LAW_GROUND_H

#include "base/base.h"
#include "law/book.h"

struct law_ground {
    struct str rule, ground; /* 'SUPPRESS-CRIME', 'crime': codes suppression_ground */
    bool tells;              /* the list may say how many lines are missing */
    int32_t months;          /* the latest day of the review, counted from the first word */
    struct str law;          /* where it stands */
    struct date from, to;    /* valid; DATE_NONE: open */
    struct str source;
    char grade;
    struct str doubt;
};
struct law_grounds {
    const struct law_ground *at;
    size_t count;
};

CHECKED enum err law_grounds_load(struct arena *arena, struct str csv,
                                  const struct law_grounds **out_grounds,
                                  struct law_fault *out_fault);
const struct law_grounds *law_grounds_built_in(void);

/* NULL: no such ground is in force on that day. */
const struct law_ground *law_ground_on(const struct law_grounds *grounds, struct str ground,
                                       struct date today);

#endif
