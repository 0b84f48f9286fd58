/* book.h - the law as dated data: every rule that starts a clock, and what it hangs on.
 *
 * law-data/clocks.csv has one row for each version of each rule. A change of the law is a row with
 * its own from and to, never a change of a row: a clock that runs keeps the row that was in force
 * when it started. The files stand inside the program; they are checked when it is built and when
 * it starts. What a column means stands at its field below; the column has the field's name unless
 * said otherwise, and several values in one column are joined by ";".
 *
 * Grades: A legislation, official text or answer read; B secondary source read; C not verified. A
 * row of grade C and a row that is only a proposal are computed but silent: never an alarm until a
 * person turns them on.
 */
#ifndef LAW_BOOK_H
#define LAW_BOOK_H

#include "base/base.h"
#include "law/holiday.h"

/* What can happen: law-data/events.csv. An event is its place in that list. */
struct law_event {
    struct str code; /* "positive_reasonable_grounds" */
    struct str text; /* English: "the positive reasonable grounds decision" */
};
#define LAW_EVENT_NONE SIZE_MAX

/* The different days of one decision or letter (column starts_on). Made is also the day on which
 * something that is no decision happened; it is taken where the source names no other. */
enum law_date_type {
    LAW_MADE,
    LAW_DATED,
    LAW_SENT,
    LAW_RECEIVED,
    LAW_REASONS_RECEIVED,
    LAW_DATE_TYPES,
    LAW_NO_DATE = LAW_DATE_TYPES
};

enum law_unit {
    LAW_WORKING_DAY,
    LAW_CALENDAR_DAY,
    LAW_HOUR,
    LAW_WEEK,
    LAW_MONTH,
    LAW_YEAR,
    LAW_ON_A_DATE,   /* a date of its own, not a period */
    LAW_ON_AN_EVENT, /* an event, not a period */
    LAW_NO_UNIT
};

/* after: the day after the trigger is day 1. including: the trigger's own day is day 1. */
enum law_convention { LAW_AFTER, LAW_INCLUDING, LAW_NO_CONVENTION };

/* How the period stands to the conclusive grounds decision. */
enum law_relation {
    LAW_ALONE,                      /* none */
    LAW_LATER_OF_DECISION,          /* ends on the later of the period's last day and it */
    LAW_EARLIER_OF_DECISION,        /* ends on the earlier of them */
    LAW_UNTIL_DECISION_WITH_MINIMUM /* runs to the decision; after a positive one not shorter than
                                       the period, after a negative one it ends at once */
};

enum law_nature {
    LAW_EXACT,
    LAW_MINIMUM_THEN_ASSESSMENT, /* at least this long, then by a recovery needs assessment */
    LAW_MAXIMUM,
    LAW_PROMPTLY, /* at once, and at the latest then */
    LAW_QUARTERLY
};

/* What the day means for the person who reads it. */
enum law_meaning {
    LAW_ENDS,       /* a right, a period or support ends */
    LAW_DEADLINE,   /* something must be done by then */
    LAW_EXPECTED,   /* something is expected by then; nobody is bound */
    LAW_NOT_BEFORE, /* something may not be, or is not, done before */
    LAW_WINDOW,     /* a test looks this far */
    LAW_FACT        /* no day: a fact, a policy, a version of a test */
};

enum law_calendar { LAW_ENGLAND_AND_WALES, LAW_OF_NATION, LAW_NO_CALENDAR };

enum { LAW_EVENTS_A_RULE = 4 };

struct law_rule {
    struct str rule;    /* its name: "REC-EW-30S" */
    struct str trigger; /* in the source's words */
    size_t trigger_event[LAW_EVENTS_A_RULE]; /* any of them starts it */
    size_t trigger_count;
    enum law_date_type starts_on;
    int32_t amount; /* 0: none */
    enum law_unit unit;
    enum law_convention convention;
    enum law_relation relation;
    bool minus_one_day; /* the period ends a day earlier than it counts to */
    enum law_nature nature;
    bool extendable;
    struct str nation; /* as written: "E;W", "UK", "-" */
    unsigned nations;  /* NATION_BIT set; all four for UK and - */
    struct date from, to; /* in force, both days included; DATE_NONE: unlimited */
    bool is_future;       /* column from says FUTURE: enacted, not commenced */
    size_t in_force_by;   /* the event whose day decides if the row applies; LAW_EVENT_NONE: the
                             trigger's own day */
    enum law_calendar calendar; /* of working days */
    enum law_meaning meaning;   /* column due_means */
    size_t met_by[LAW_EVENTS_A_RULE]; /* any of them is what the clock waited for */
    size_t met_count;
    size_t floor_event; /* the clock never ends before floor_days after this event */
    int32_t floor_days;
    struct str other_reading; /* the rule that sources give instead; both stand */
    bool is_proposal;         /* column standing: proposal, not law */
    struct str effect, source, doubt;
    char grade; /* 'A', 'B', 'C' */

    const struct law_rule *other; /* the row of other_reading, or NULL */
    const struct holiday_book *holidays;
};

/* law-data/sources.csv: what the keys in the source column stand for. */
struct law_source {
    struct str key, what;
};

/* The rules that an event starts, by their place in the book. */
struct law_started {
    const uint32_t *rules;
    size_t count;
};

struct law_book {
    const struct law_rule *rules;
    size_t rule_count;
    const struct law_event *events;
    size_t event_count;
    const struct law_source *sources;
    size_t source_count;
    const struct holiday_book *holidays;
    size_t conclusive_positive, conclusive_negative; /* events that the relations look at */
    const struct law_started *started_by;            /* of each event */
    struct date edition_on;         /* of the newest file in it */
    struct date built_in_edition_on;
    const struct law_laid *laid; /* an operator's files in it */
    size_t laid_count;
    uint64_t digest; /* of all files: another number, another law */
    const uint32_t *event_places; /* a hash table of the events; see law_event_find */
    size_t event_mask;
};

/* A file that an operator laid beside the built-in one, and the edition that it was signed as. */
struct law_laid {
    struct str file; /* "clocks.csv" */
    struct date edition_on;
};

/* The texts of the files, so that an operator's file can stand in for a built-in one. editions.csv
 * is always the program's own. */
enum { LAW_LAID_MAX = 5 };
struct law_texts {
    struct str clocks, events, sources, holiday_rules, holiday_days;
    struct law_laid laid[LAW_LAID_MAX];
    size_t laid_count;
};

/* The text that a file of that name has in the texts ("clocks.csv"); NULL: it cannot be laid. */
struct str *law_text_of(struct law_texts *texts, struct str file);

/* A file of law-data/ as it stands inside the program ("clocks.csv", "referral.json"); empty when
 * there is none of that name. */
struct str law_data(struct str name);

/* The name of the index-th of these files; empty past the last. */
struct str law_data_name(size_t index);

struct law_texts law_texts_built_in(void);

/* Reads and checks everything; the book lives in the arena. ERR_INVALID: *out_fault says where. */
CHECKED enum err law_book_load(struct arena *arena, const struct law_texts *texts,
                               const struct law_book **out_book, struct law_fault *out_fault);

/* The law in force in this program: the built-in files, loaded once at first use and kept for the
 * life of the program, or the book that was put in their place. Any thread may call. */
const struct law_book *law_book(void);

/* Puts a book in force; NULL: the built-in one again. At the start, before anybody asks. */
void law_book_use(const struct law_book *book);

/* The digest as a text, to be kept beside what was computed under it. */
struct str law_book_digest(struct arena *arena, const struct law_book *book);

/* NULL when there is no such rule. */
const struct law_rule *law_rule_find(const struct law_book *book, struct str rule);

/* LAW_EVENT_NONE when there is no such event. */
size_t law_event_find(const struct law_book *book, struct str code);

/* "ends", "deadline", "expected", "not_before", "window", "fact": column due_means. */
struct str law_meaning_code(enum law_meaning meaning);

/* Computed, but never an alarm until a person turns it on: grade C, or a proposal. */
bool law_rule_is_silent(const struct law_rule *rule);

/* Whether a day can be computed: an amount in a unit of time. Hours count. */
bool law_rule_is_countable(const struct law_rule *rule);

/* What a rule rests on, in words ("Nationality and Borders Act 2022 ...; ..."): every part of the
 * source column with its key told. */
struct str law_rule_source(struct arena *arena, const struct law_book *book,
                           const struct law_rule *rule);

/* The same for the source column of any file of the law. */
struct str law_source_text(struct arena *arena, const struct law_book *book, struct str sources);

#endif
