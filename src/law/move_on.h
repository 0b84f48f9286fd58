/* move_on.h - what must be done before support ends: steps as dated data, counted backwards.
 *
 * After a grant or a refusal several clocks compete: asylum support, notice to quit, the
 * homelessness test, the wait for universal credit (001 §4.2; seeds/000, Dora: evicted at once).
 * law-data/move-on.csv says which step follows which event, who does it and how long before which
 * clock. The day of the clock is law/clock.h's; a step's day is counted back from it: by days, or
 * by a rule's own period (a claim is made early enough when its five weeks are over by then).
 *
 * How many days ahead something is best done is practice, not law; the row's doubt says so.
 */
#ifndef LAW_MOVE_ON_H
#define LAW_MOVE_ON_H

#include "base/base.h"
#include "law/clock.h"

enum law_move_on_who {
    LAW_MOVE_ON_WORKER,
    LAW_MOVE_ON_HOUSE, /* whoever runs the house */
    LAW_MOVE_ON_PERSON,
    LAW_MOVE_ON_ADVISER, /* a legal adviser */
    LAW_MOVE_ON_WHOS
};

enum { LAW_MOVE_ON_LIST = 4 };

/* A row; the column has the field's name unless said otherwise. A list is joined by ";". */
struct law_move_on_step {
    struct str step; /* "credit_claim": codes move_on_step */
    struct str nation;
    unsigned nations;     /* NATION_BIT set */
    struct date from, to; /* of the event: in force, both included; DATE_NONE: unlimited */
    size_t after[LAW_MOVE_ON_LIST]; /* events of the book */
    size_t after_count;
    struct str before[LAW_MOVE_ON_LIST]; /* beginnings of rules' names: "ASY-GRANT-" */
    size_t before_count;
    int32_t lead_days; /* before the clock's day; 0: lead_rule says it */
    const struct law_rule *lead_rules[LAW_MOVE_ON_LIST]; /* column lead_rule: the one in force */
    size_t lead_count;
    enum law_move_on_who who;
    size_t ticked_is; /* the event that has happened when it is done; LAW_EVENT_NONE */
    struct str source, doubt;
    char grade;
};
struct law_move_on_steps {
    const struct law_move_on_step *at;
    size_t count;
};

/* Reads and checks the file; the rows live in the arena. ERR_INVALID: *out_fault says where. */
CHECKED enum err law_move_on_load(struct arena *arena, struct str csv, const struct law_book *book,
                                  const struct law_move_on_steps **out_steps,
                                  struct law_fault *out_fault);

/* Those of the built-in file, loaded once at first use; any thread may call. */
const struct law_move_on_steps *law_move_on_built_in(void);

/* "worker": the word of the file. */
const char *law_move_on_who_code(enum law_move_on_who who);

/* When a step must be done. */
struct law_move_on_due {
    const struct law_move_on_step *step;
    const struct law_fact *after;   /* what it follows */
    const struct law_clock *before; /* the clock it must precede; NULL: its day is not known yet */
    const struct law_rule *lead;    /* whose period was counted back; NULL: days */
    struct date due_on;             /* DATE_NONE: as soon as possible */
    bool is_short; /* counted back it would lie before the event: it falls on the event's day, and
                      there is less time than it takes */
};
struct law_move_on_dues {
    const struct law_move_on_due *at; /* by day; those without one first */
    size_t count;
};

/* The steps that the last fact of each event starts in this nation, each step once, on its earliest
 * day. Steps before a clock that had ended when a newer event came are history and left out.
 * clocks are those of the case (law_clocks). Facts that were superseded start nothing. */
struct law_move_on_dues law_move_on_of(struct arena *arena, const struct law_book *book,
                                       const struct law_move_on_steps *steps,
                                       const struct law_case *facts,
                                       const struct law_clocks *clocks);

/* The last day on which a period of the rule can begin and be over by a day. DATE_NONE: no version
 * in this nation was in force. */
struct date law_count_back(const struct law_rule *rule, enum law_nation nation, struct date by);

#endif
