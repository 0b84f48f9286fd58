/* fairness_figure.h - which groups are compared in which figures, and the arithmetic of it.
 *
 * Pure: numbers in, numbers out. A group of people is called a party here, because "group" means
 * nothing in SQL but trouble. Needs come first: who needs a step-free room is compared with others
 * who need one (placement.md 7, "within need strata").
 *
 * A number from 1 to 4 is kept back, and so is one more wherever it could be worked out from a sum:
 * between the parties of one question, the strata of one party, a party and one within it
 * (screens.md 10).
 */
#ifndef ROOMS_FAIRNESS_FAIRNESS_FIGURE_H
#define ROOMS_FAIRNESS_FAIRNESS_FIGURE_H

#include "base/base.h"

/* Kinds of need; each referral stands in the first that is hers, and all of them in `all`. */
#define FAIRNESS_STRATUM_LIST(STRATUM)                                                           \
    STRATUM(all) STRATUM(complex) STRATUM(step_free) STRATUM(family) STRATUM(single)

/* Party and the question it is an answer to. */
#define FAIRNESS_PARTY_LIST(PARTY)                                                               \
    PARTY(everyone, everyone)                                                                     \
    PARTY(women, sex) PARTY(men, sex) PARTY(sex_not_said, sex)                                    \
    PARTY(with_children, children) PARTY(without_children, children)                              \
    PARTY(disabled, disability) PARTY(not_disabled, disability)                                   \
    PARTY(british, nationality) PARTY(european, nationality) PARTY(elsewhere, nationality)        \
    PARTY(nationality_not_said, nationality)                                                      \
    PARTY(asylum, asylum_claim) PARTY(no_asylum, asylum_claim)                                    \
    PARTY(asylum_not_said, asylum_claim)                                                          \
    PARTY(mothers, mothers) PARTY(foreign_mothers, foreign_mothers)

#define FAIRNESS_QUESTION_LIST(QUESTION)                                                         \
    QUESTION(everyone) QUESTION(sex) QUESTION(children) QUESTION(disability)                      \
    QUESTION(nationality) QUESTION(asylum_claim) QUESTION(mothers) QUESTION(foreign_mothers)

/* due_x: called at least so long ago, so that it can be told whether a room was found by then. */
#define FAIRNESS_FIGURE_LIST(FIGURE)                                                             \
    FIGURE(referred) FIGURE(placed)                                                               \
    FIGURE(due_24h) FIGURE(placed_24h) FIGURE(due_7d) FIGURE(placed_7d)                           \
    FIGURE(due_30d) FIGURE(placed_30d)                                                            \
    FIGURE(wait_median_hours) FIGURE(wait_low_hours) FIGURE(wait_high_hours) FIGURE(wait_90_hours) \
    FIGURE(house_no)     /* a house said no */                                                    \
    FIGURE(own_no)       /* the person said no */                                                 \
    FIGURE(wish_same) FIGURE(wish_beside) FIGURE(wish_region) FIGURE(wish_far)                    \
    FIGURE(moved)        /* planned moves; none is possible without consent */                    \
    FIGURE(waiting)      /* today */                                                              \
    FIGURE(waiting_none) /* no room suits them today */                                           \
    FIGURE(suitable_median)

#define LISTED(name) FAIRNESS_STRATUM_##name,
enum fairness_stratum { FAIRNESS_STRATUM_LIST(LISTED) FAIRNESS_STRATA };
#undef LISTED
#define LISTED(name, question) FAIRNESS_PARTY_##name,
enum fairness_party { FAIRNESS_PARTY_LIST(LISTED) FAIRNESS_PARTIES };
#undef LISTED
#define LISTED(name) FAIRNESS_QUESTION_##name,
enum fairness_question { FAIRNESS_QUESTION_LIST(LISTED) FAIRNESS_QUESTIONS };
#undef LISTED
#define LISTED(name) FAIRNESS_FIGURE_##name,
enum fairness_figure { FAIRNESS_FIGURE_LIST(LISTED) FAIRNESS_FIGURES };
#undef LISTED

extern const char *const fairness_stratum_names[FAIRNESS_STRATA];
extern const char *const fairness_party_names[FAIRNESS_PARTIES];
extern const char *const fairness_question_names[FAIRNESS_QUESTIONS];
extern const char *const fairness_figure_names[FAIRNESS_FIGURES];
extern const enum fairness_question fairness_question_of[FAIRNESS_PARTIES];

/* One referral, without anything that says whose. Bands as distances: 0 the wished area, 1 beside
 * it, 2 its region, 3 farther, -1 no wish or no room. */
struct fairness_case {
    uint32_t parties; /* bit n: party n, everyone among them */
    enum fairness_stratum stratum;
    struct instant called_at, arrived_at; /* INSTANT_NONE: no arrival */
    int32_t house_no, own_no, moved, band;
    int32_t suitable; /* rooms today; -1: not waiting */
};

struct fairness_table {
    int64_t number[FAIRNESS_STRATA][FAIRNESS_PARTIES][FAIRNESS_FIGURES];
    bool is_hidden[FAIRNESS_STRATA][FAIRNESS_PARTIES][FAIRNESS_FIGURES];
};

/* Counts the cases as of now; hides nothing. Sorts in memory of the arena. */
void fairness_tally(struct arena *arena, const struct fairness_case *cases, size_t count,
                    struct instant now, struct fairness_table *out_table);

/* Sets is_hidden: of what is small (guard/statistic.h). */
void fairness_hide_small(struct fairness_table *table);

/* Hides among `count` numbers that add up to a known sum: what is small, and the smallest others
 * until what is left of the sum is neither one number nor small itself. Noughts are told. True when
 * something was hidden that was not before. */
bool fairness_hide_in_sum(const int64_t *numbers, bool *is_hidden, size_t count);

/* A share with its 95% interval after Wilson (1927), in percent; all 0 when of is 0. */
struct fairness_share {
    int64_t number, of;
    int percent, low, high;
};
struct fairness_share fairness_share_of(int64_t number, int64_t of);

#endif
