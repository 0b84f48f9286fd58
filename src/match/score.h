/* score.h - how well a suitable room fits, in integer points, every term kept apart.
 *
 * The weights are dated rows with an owner and a reason, so that a person can be asked why a wish
 * counts for more than a language, and a list of last year can be told with last year's weights.
 * A day of waiting counts without limit (for a hundred years), so that nobody waits for ever;
 * urgency (a tier) stands above every score. Wishes and needs count (000 Rec 3b, 3e, 3f);
 * nationality and immigration status are not known here. There is no prediction of outcomes.
 */
#ifndef MATCH_SCORE_H
#define MATCH_SCORE_H

#include "match/facts.h"
#include "match/rule.h"

/* Each term is shown by itself; the total is their sum. A missing fact adds nothing. */
enum match_term {
    MATCH_TERM_AREA,           /* the house is where she wishes to live */
    MATCH_TERM_LANGUAGE,       /* a language is shared */
    MATCH_TERM_SPECIALISM,     /* for each need among the specialisms, up to a most */
    MATCH_TERM_PROVIDER,       /* the same provider goes on supporting her */
    MATCH_TERM_SIZE,           /* less for each bed that would stay empty */
    MATCH_TERM_SELF_CONTAINED, /* a self-contained room for a family */
    MATCH_TERM_CATERED,        /* catered, as she wishes */
    MATCH_TERM_WAITING,        /* days waited: counts between households, not between rooms */
    MATCH_TERM_BASE,           /* being housed at all */
    MATCH_TERM_SCHOOL,         /* near the children's school, in bands (match_near) */
    MATCH_TERM_TREATMENT,      /* near who treats her */
    MATCH_TERM_SOLICITOR,      /* near her solicitor */
    MATCH_TERM_COMMUNITY,      /* near her people, her place of worship, her friends */
    MATCH_TERM_FLOOR,          /* of a plan for everyone alone: the floor for complex needs
                                * (rooms/plan/plan_floor.h); 0 where one household is looked at */
    MATCH_TERMS
};

extern const char *const match_term_words[MATCH_TERMS]; /* keys of words/ */

struct match_score {
    int32_t total;
    int32_t terms[MATCH_TERMS];
};

/* One weight: a fact about what matters, with somebody who answers for it. */
struct match_weight {
    enum match_term term;
    struct date_parts from; /* in force from this day until a later row of the same term */
    int32_t points;         /* for the fact; SIZE: for no empty bed; WAITING: for a day; FLOOR: the
                             * step in which the bonus is looked for, 0: there is no floor */
    int32_t step;           /* SIZE: taken off for each empty bed; ties: for each band; else 0 */
    int32_t most;           /* not more than this; 0: without limit */
    enum match_owner owner; /* who answers for it */
    const char *reason_word; /* key of words/ */
};

extern const struct match_weight match_weight_rows[];
extern const size_t match_weight_row_count;

/* The weights in force on one day; term n at index n. */
struct match_weights {
    struct match_weight of[MATCH_TERMS];
};

/* From the dated rows. Before the first row of a term the term weighs nothing. */
struct match_weights match_weights_on(struct date day);
/* How many rows had come into force by that day: a number of the weights that only grows. */
size_t match_weights_version(struct date day);

/* The definition that the engine must equal. */
struct match_score match_score(const struct match_household *household,
                               const struct match_house *house, const struct match_room *room,
                               const struct match_weights *weights);

/* The same in three parts, for an engine that asks once a house and once a kind of room: each adds
 * its own terms and to the total. Together they are match_score(). */
void match_score_house(const struct match_household *household, const struct match_house *house,
                       const struct match_weights *weights, struct match_score *score);
void match_score_room(const struct match_household *household, const struct match_room *room,
                      const struct match_weights *weights, struct match_score *score);
void match_score_household(const struct match_household *household,
                           const struct match_weights *weights, struct match_score *score);

#endif
