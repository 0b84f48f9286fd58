/* rate.h - what somebody is to be paid a week, by whom, and why: the rates as dated data.
 *
 * law-data/rates.csv has one row for each version of each rate. A change is a row with its own from
 * and to, never a change of a row. An entitlement is a pure function of the case and two days: the
 * day that is paid for and the day from which it is seen. A rate that a court struck down counts
 * while it is seen from before the judgment, and never from the judgment's day on: the difference
 * is the back-pay (rulebook C5; R (K and AM) [2018] EWHC 2951; R (PM) [2023] EWHC 1551).
 *
 * Grades as in law/book.h. A row of grade C is computed and told apart: not verified, never part of
 * a sum that somebody could hold another to.
 *
 * What it does not do: benefits, earnings, and rates that are in no source (Scotland's and Northern
 * Ireland's own). An age band counts the birthday that ends it ("up to the first birthday", P26).
 */
#ifndef LAW_RATE_H
#define LAW_RATE_H

#include "base/base.h"
#include "law/holiday.h"

#define RATE_BIT(value) (1u << (value))

enum rate_scheme { RATE_VICTIM_CARE, RATE_ASYLUM_SUPPORT, RATE_SCHEMES };

/* For whom. A young child's and a pregnancy's rates come on top of the child's and the mother's. */
enum rate_who {
    RATE_MAIN,
    RATE_FIRST_CHILD, /* the eldest */
    RATE_NEXT_CHILD,
    RATE_YOUNG_CHILD, /* by age_from_years and age_until_years */
    RATE_PREGNANT,
    RATE_MATERNITY, /* once, around a birth */
    RATE_WHOS
};

enum rate_accommodation {
    RATE_SAFE_HOUSE,
    RATE_OUTREACH,       /* her own place, friends, a council's: not the contract's, not asylum */
    RATE_ASYLUM_HOUSING, /* initial or dispersal, under section 95, 98 or 4 */
    RATE_ACCOMMODATIONS
};

/* What has been decided about her as a victim. */
enum rate_decision {
    RATE_UNDECIDED,
    RATE_REASONABLE, /* positive reasonable grounds, and support has not ended since */
    RATE_CONCLUSIVE, /* positive conclusive grounds, and support has not ended since */
    RATE_NEGATIVE,
    RATE_DECISIONS
};

/* How an amount stands to what asylum support pays to the same person. */
enum rate_counts {
    RATE_ALONE,
    RATE_WITH_ASYLUM_SUPPORT,  /* a total of both: what asylum support pays is taken off */
    RATE_BESIDE_ASYLUM_SUPPORT /* on top of it */
};

/* A row; the column has the field's name unless said otherwise. */
struct law_rate {
    struct str rate; /* its name: "VC-SELF" */
    enum rate_scheme scheme;
    struct str nation;    /* as written: "E;W", "UK" */
    unsigned nations;     /* NATION_BIT set */
    struct date from, to; /* in force, both days included; DATE_NONE: unlimited */
    unsigned who;         /* RATE_BIT sets, like the next four */
    unsigned accommodations;
    unsigned catered, asylum_support; /* RATE_BIT(false), RATE_BIT(true) or both ("any") */
    unsigned decisions;
    int32_t age_from_years, age_until_years; /* of RATE_YOUNG_CHILD; else 0 */
    int64_t amount_pence;
    bool is_once; /* column period: "once", or "week" */
    enum rate_counts counts;
    struct date struck_down_on; /* DATE_NONE: it stands */
    struct str effect, source, doubt;
    char grade;
    size_t line; /* of the file */
};

struct law_rates {
    const struct law_rate *at;
    size_t count;
};

/* Reads and checks the file; the rows live in the arena. Two rows that could both pay one person
 * under one scheme on one day are a fault, unless one of them was struck down. ERR_INVALID:
 * *out_fault says where. */
CHECKED enum err law_rates_load(struct arena *arena, struct str csv,
                                const struct law_rates **out_rates, struct law_fault *out_fault);

/* Those of the built-in file, loaded once at first use; any thread may call. */
const struct law_rates *law_rates_built_in(void);

/* NULL when there is no such rate. */
const struct law_rate *law_rate_find(const struct law_rates *rates, struct str rate);

enum { RATE_CHILDREN_MAX = 16 };

/* Whom it is about, as things stood on the day. */
struct rate_case {
    enum law_nation nation;
    enum rate_accommodation accommodation;
    bool is_catered, is_asylum_supported;
    enum rate_decision decision;
    struct date birth_due_on; /* DATE_NONE: not pregnant, or the day is not known */
    bool is_pregnant;
    struct date children[RATE_CHILDREN_MAX]; /* born on, eldest first; DATE_NONE, last: not known,
                                                then no rate that goes by age counts */
    size_t child_count;
};

/* Puts a child in its place, eldest first; DATE_NONE: the day is not known. One more than
 * RATE_CHILDREN_MAX is a bug. */
void rate_add_child(struct rate_case *of, struct date born_on);

/* One amount of an entitlement. */
struct rate_line {
    const struct law_rate *rate;
    enum rate_who who;
    size_t child;      /* 1 is the eldest; 0: the line is about no child */
    int64_t pence;     /* a week, or once */
    int64_t off_pence; /* of RATE_WITH_ASYLUM_SUPPORT: what asylum support pays of the total */
};

enum { RATE_LINES_MAX = 2 * (3 + 2 * RATE_CHILDREN_MAX) };

struct rate_entitlement {
    struct rate_line lines[RATE_LINES_MAX]; /* in the file's order of schemes and whos */
    size_t count;
    int64_t week_pence;            /* verified: grades A and B */
    int64_t week_unverified_pence; /* grade C, not in week_pence */
    int64_t once_pence, once_unverified_pence;
};

/* What the case is entitled to on a day, seen from another. No line: no rate is known. */
void rate_entitle(const struct law_rates *rates, const struct rate_case *of, struct date on,
                  struct date seen_on, struct rate_entitlement *out_entitlement);

/* A run of days on which the same was applied and the same is due, a week. */
struct rate_span {
    struct date from, to;         /* both included */
    int64_t applied_pence;        /* as the rates were seen on each day itself */
    int64_t due_pence;            /* as they are seen now */
    int64_t due_unverified_pence; /* not in due_pence */
};
struct rate_spans {
    struct rate_span *at;
    size_t count;
};

/* Day by day from one day to another, both included; weekly rates only. ERR_TOO_LARGE: more than
 * RATE_SPAN_DAYS. */
enum { RATE_SPAN_DAYS = 40 * 366 };
CHECKED enum err rate_over(struct arena *arena, const struct law_rates *rates,
                           const struct rate_case *of, struct date from, struct date to,
                           struct date seen_on, struct rate_spans *out_spans);

/* A day is a seventh of a week. So that no rounding adds up, amounts over days are kept in sevenths
 * of a penny and become pence once, at the end, rounded up in the person's favour. */
int64_t rate_span_days(const struct rate_span *span);
int64_t rate_pence_of_sevenths(int64_t sevenths);

/* What is due over all spans more than what was applied (negative: less). */
int64_t rate_back_pay_pence(const struct rate_spans *spans);

/* The words of the file: "main", "safe_house", "reasonable", "victim_care". _parse: false when it
 * is none. */
const char *rate_who_code(enum rate_who who);
const char *rate_scheme_code(enum rate_scheme scheme);
bool rate_accommodation_parse(struct str code, enum rate_accommodation *out_accommodation);
const char *rate_decision_code(enum rate_decision decision);
bool rate_decision_parse(struct str code, enum rate_decision *out_decision);
bool rate_is_verified(const struct law_rate *rate);

#endif
