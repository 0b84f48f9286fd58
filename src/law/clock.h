/* clock.h - when a clock ends, and which clocks run.
 *
 * Pure functions over the rows of law/book.h and dated facts: no wall clock, no database. Staff,
 * survivors and courts argue about these days, so every answer carries its working, and a past day
 * can be computed again under the law of that day. law/explain.h turns the answer into sentences.
 *
 * The conventions: "after" puts day 1 on the day after the trigger; "including" on the trigger's
 * day; months keep the day of the month or take its last; minus_one_day comes last.
 */
#ifndef LAW_CLOCK_H
#define LAW_CLOCK_H

#include "base/base.h"
#include "law/book.h"
#include "law/step.h"

/* What one computation looks at. */
struct law_facts {
    enum law_nation nation;
    struct date trigger_on;
    struct instant trigger_at; /* for hours; INSTANT_NONE otherwise */
    struct date conclusive_on; /* DATE_NONE: there is no conclusive grounds decision yet */
    bool is_conclusive_negative;
    struct date in_force_on; /* of rule->in_force_by; DATE_NONE: the trigger's day */
    struct date floor_on;    /* of rule->floor_event; DATE_NONE: none */
    struct law_steps steps;  /* what people did to the clock */
};

/* Facts with only what is always there. */
struct law_facts law_facts_of(enum law_nation nation, struct date trigger_on);

/* The day that says which version of the law applies, and whether the row is in force on it. */
struct date law_ruled_on(const struct law_facts *facts);
bool law_is_in_force(const struct law_rule *rule, const struct law_facts *facts);

enum law_due_kind {
    LAW_DUE_NOT_DATED,    /* a fact, or hours without an instant */
    LAW_DUE_OTHER_NATION,
    LAW_DUE_NOT_IN_FORCE,
    LAW_DUE_ON,   /* .due_on */
    LAW_DUE_OPEN, /* until the conclusive grounds decision, or as long as the clock is paused; not
                     before .period_on */
    LAW_DUE_AT    /* .due_at, hours; .due_on is that day in London */
};

/* What decided the day. */
enum law_decided_by {
    LAW_BY_PERIOD,
    LAW_BY_CONCLUSIVE,          /* the conclusive grounds decision */
    LAW_BY_NEGATIVE_CONCLUSIVE, /* a negative one, which ends the clock at once */
    LAW_BY_FLOOR                /* rule->floor_event */
};

struct law_due {
    enum law_due_kind kind;
    enum law_decided_by decided_by;
    struct date due_on;     /* DATE_NONE unless ON or AT */
    struct instant due_at;  /* INSTANT_NONE unless AT */
    struct date counted_on; /* where the count alone leads; DATE_NONE when nothing was computed */
    struct date period_on;  /* the same after what people did to the clock */
    struct date first_on;   /* day 1 of the counting */
    struct law_stepped stepped;
};

/* Of a kind that has no day. */
struct law_due law_due_without_day(enum law_due_kind kind);

/* The day of one rule on one set of facts. Whether the row applies is checked in the order:
 * countable, nation, in force. */
struct law_due law_due(const struct law_rule *rule, const struct law_facts *facts);

/* Last day of the period alone, from a day on. The rule must be countable in days. */
struct date law_period_end(const struct law_rule *rule, enum law_nation nation,
                           struct date trigger_on);

/* The calendar of bank holidays a rule in working days is counted on. */
enum law_nation law_calendar_nation(const struct law_rule *rule, enum law_nation nation);

/* Which days a count in working days stepped over, from the day after the trigger to the end. */
struct law_working {
    int32_t calendar_days; /* from day 1 to the end, both included */
    int32_t weekend_days;  /* skipped */
    const struct holiday *holidays; /* skipped, on weekdays */
    size_t holiday_count;
};
struct law_working law_working(struct arena *arena, const struct law_rule *rule,
                               const struct law_facts *facts, const struct law_due *due);

/* Something that happened, with the days on which it was made, dated, sent, received, and on which
 * its reasons were received; DATE_NONE where not known. */
struct law_fact {
    int64_t id; /* the caller's; carried through */
    struct str event;
    struct date on[LAW_DATE_TYPES];
    struct instant at;    /* INSTANT_NONE unless the minute is known */
    size_t superseded_by; /* index of the fact that took its place (a reconsidered decision);
                             LAW_FACT_STANDS */
};
#define LAW_FACT_STANDS SIZE_MAX

/* A fact of an event that happened (was made) on a day. */
struct law_fact law_fact_on(struct str event, struct date made_on);
/* At an instant; the day is London's. */
struct law_fact law_fact_at(struct str event, struct instant at);

/* The day on which it was made, or else the first that is known; DATE_NONE when none is. */
struct date law_fact_day(const struct law_fact *fact);

/* The person came to live in another nation. What ran keeps the row it runs under; what starts on
 * that day or afterwards takes the new nation's. */
struct law_move {
    struct date from_on;
    enum law_nation nation;
};

struct law_case {
    enum law_nation nation;       /* before the first move */
    const struct law_fact *facts; /* any order; events that no rule knows are ignored */
    size_t count;
    const struct law_move *moves; /* any order */
    size_t move_count;
    struct law_steps steps;      /* in the order of their days; of clocks there are not: ignored */
    const struct str *heard;     /* silent rules that were turned on: they alarm as others do */
    size_t heard_count;
};

/* The nation in which the person lives on a day; on the last day there is with DATE_NONE. */
enum law_nation law_nation_on(const struct law_case *facts, struct date day);

enum law_clock_state {
    LAW_CLOCK_RUNS,       /* whether its day has passed is the caller's to see */
    LAW_CLOCK_MET,        /* what it waited for was done, on .closed_on */
    LAW_CLOCK_ENDED,      /* by a person, or at once by a negative conclusive grounds decision */
    LAW_CLOCK_CANCELLED,  /* a person took it out of the count */
    LAW_CLOCK_PAUSED,     /* stands still until somebody lets it run again */
    LAW_CLOCK_SUPERSEDED, /* the decision that started it was replaced on .closed_on */
    LAW_CLOCK_UNDECIDED,  /* the day that says which row applies is not known */
    LAW_CLOCK_FACT        /* nothing to count: shown, never an alarm */
};

/* "runs", "met", ... "fact": the state as it is kept and shown. */
struct str law_state_code(enum law_clock_state state);

struct law_clock {
    const struct law_rule *rule;
    const struct law_fact *trigger;
    enum law_date_type counted_from; /* which of the trigger's days was there to count from */
    struct law_facts facts;          /* as given to law_due */
    struct law_due due;
    enum law_clock_state state;
    struct date closed_on; /* MET, ENDED, CANCELLED, SUPERSEDED; else DATE_NONE */
    bool has_moved;        /* the person lives in another nation now; the clock kept its row */
    const struct law_fact *reopened_by; /* the decision that took the place of the one which had set
                                           its end; NULL: none did */
    bool is_silent;        /* law_rule_is_silent, and not turned on */
    bool is_alarm; /* runs towards a day on which something ends, must be done or is expected, is
                      not silent, and no other reading of it that is not silent falls earlier */
};
struct law_clocks {
    const struct law_clock *at;
    size_t count;
};

/* Every clock the facts start in this nation, under the row that was in force, in the book's order.
 * A rule whose kind of day is not known counts from the nearest known day before it (received ->
 * sent -> dated -> made), else the nearest after it, so that an alarm is rather early than late;
 * reasons received is never guessed, and counts from the later of receipt and reasons. The
 * conclusive grounds decision of a clock is the first that stands on or after its trigger. */
struct law_clocks law_clocks(struct arena *arena, const struct law_book *book,
                             const struct law_case *facts);

#endif
