/* clock.h - which clocks run for a person, when they end, and why on that day.
 *
 * The law is law/clock.h over law-data/; this room gathers the facts of one person (decisions, and
 * what else happened), keeps the result so that a worker's day is one indexed read, and turns each
 * clock into plain sentences: the rule, its source, its nation, the days counted.
 */
#ifndef ROOMS_CLOCK_CLOCK_H
#define ROOMS_CLOCK_CLOCK_H

#include "guard/job.h"
#include "law/explain.h"
#include "rooms/decision/decision.h"

/* ---- what happened -------------------------------------------------------------------------- */

/* Something that happened and starts or ends clocks without being a decision. kind: an event code
 * of law-data/events.csv; another is a bug. Known already: OK, and nothing changes. Computes no
 * clock: clock_refresh does, once, after all facts. Inside job_write; the log's line is the
 * caller's. */
CHECKED enum err clock_fact_add(struct job *job, struct person_id person, struct str kind,
                                struct instant happened_at);
/* The same where only the day is known: such a fact starts no clock that counts hours. */
CHECKED enum err clock_fact_add_day(struct job *job, struct person_id person, struct str kind,
                                    struct date happened_on);

struct clock_fact {
    struct str kind;
    struct instant happened_at;
    bool is_day;
    struct instant known_at;
};
struct clock_facts {
    const struct clock_fact *at;
    size_t count;
};
/* In the order in which they happened; what was corrected since is told as it was. known_at: only
 * what was known then; INSTANT_NONE: all. */
CHECKED enum err clock_fact_list(struct job *job, struct person_id person, struct instant known_at,
                                 struct clock_facts *out_facts);

/* The day on which the competent authority received the first referral of the person; DATE_NONE
 * when that is not known. A decision before it cannot be (decision_add). */
CHECKED enum err clock_referred_on(struct job *job, struct person_id person,
                                   struct date *out_referred_on);

/* What the clocks are computed from, decisions too, as it was known at an instant (INSTANT_NONE:
 * all that is); it lives in the arena. Reads through job->db, so inside job_write it sees what was
 * just written. */
CHECKED enum err clock_case(struct job *job, struct person_id person, struct instant known_at,
                            struct law_case *out_case);

/* A worker writes down a fact. ERR_INVALID, with the problem: it lies in the future, or so far back
 * that the year must be wrong. A transaction of its own: fact, clocks computed again, what other
 * rooms do then (EVENT_fact_recorded), the log's
 * line. */
CHECKED enum err clock_fact_record(struct job *job, struct person_id person,
                                   const struct clock_fact *fact, struct problems *problems);

/* A fact was written down wrongly: it happened on another day, or (DATE_NONE) not at all. The old
 * row stays, and what was known before can still be asked for. Problems as above; ERR_CONFLICT:
 * somebody corrected it at this moment. A transaction of its own. */
CHECKED enum err clock_fact_mend(struct job *job, struct person_id person,
                                 const struct clock_fact *wrong, struct date right_on,
                                 struct problems *problems);

/* Stands for one fact or one clock of a person in a URL, and says nothing of it. */
int64_t clock_fact_key(struct person_id person, const struct clock_fact *fact);
/* A worker writes down a decision, and with it the day on which the authority received the referral
 * (DATE_NONE: nothing new is said of it): a woman who is found today may have been referred, and
 * decided about, months ago by somebody else. The day becomes the fact referral_received, unless an
 * earlier one is known. Problems as decision_add tells them, and of the field "referred_on". One
 * transaction. */
CHECKED enum err clock_decision_record(struct job *job, const struct decision *decision,
                                       struct date referred_on, struct problems *problems,
                                       struct decision_id *out_decision);

/* ---- the clocks ----------------------------------------------------------------------------- */

/* Computes all clocks of a person again from facts and decisions, and keeps them. Inside
 * job_write. */
CHECKED enum err clock_refresh(struct job *job, struct person_id person);

struct clock {
    int64_t key;              /* stands for it in a URL; clock_list only */
    struct str rule;          /* 'REC-EW-30S' */
    const struct law_rule *law; /* its row: effect, source, nation, grade, doubt */
    struct date started_on;
    struct date due_on;       /* DATE_NONE: open, or nothing to count */
    struct instant due_at;    /* of clocks that count hours; else INSTANT_NONE */
    struct date not_before_on; /* of an open clock; else DATE_NONE */
    struct date closed_on;    /* met, ended, superseded; else DATE_NONE */
    bool is_silent;           /* grade C or a proposal: shown, never an alarm */
    bool is_alarm;
    int32_t days_left;        /* from the job's today to the due day; negative: over. 0 when open */
    int32_t hours_left;       /* of clocks that count hours, rounded down; negative: over */
    int32_t part_gone;        /* of the time from start to due (open: not before), 0 to 100 */
    struct str state;         /* codes clock_state */
    int title;                /* enum word: what ends or is due; 0: the row's effect says it */
    const struct law_clock *computed; /* with its explanation; clock_list only, else NULL */
    const struct law_explanation *why;
};
struct clocks {
    const struct clock *at;
    size_t count;
};

/* Everything, computed now, with its explanation: what runs towards a day first, soonest first;
 * then open and paused ones, those that have passed or closed, and facts. */
CHECKED enum err clock_list(struct job *job, struct person_id person, struct clocks *out_clocks);

/* The same from what was known at an instant, as it looked then; INSTANT_NONE: now. Under the law
 * in force now: what the law's rows said on the day of each trigger is in them. */
CHECKED enum err clock_list_known(struct job *job, struct person_id person, struct instant known_at,
                                  struct clocks *out_clocks);

/* What Haven showed, each time that changed, newest first; of the kept clocks, at most limit. */
struct clock_change {
    struct instant known_at;
    struct str rule;
    struct str state; /* codes clock_change_state */
    struct date started_on, due_on, not_before_on, closed_on;
    struct instant due_at;
};
struct clock_changes {
    const struct clock_change *at;
    size_t count;
};
CHECKED enum err clock_change_list(struct job *job, struct person_id person, size_t limit,
                                   struct clock_changes *out_changes);

/* What a strip shows, from what is kept: clocks that run, are open or stand still, and are not
 * silent; in the order of clock_list. One statement. */
CHECKED enum err clock_running(struct job *job, struct person_id person,
                               struct clocks *out_clocks);

/* enum word of what a rule's clock is ("Recovery period ends"); 0: none, its effect says it. */
int clock_title(struct str rule);

/* What the rule does in its source's words; the rule's name when the law has it no more. */
struct str clock_effect(struct str rule);

/* Codes clock_state of a day to come or gone: due_today, running, and after it overdue for what
 * must be or is expected to be done, passed for the rest. meaning: as in the table. */
struct str clock_state_on(struct str meaning, struct date due_on, struct instant due_at,
                          struct instant now);

#endif
