/* reminder.h - who is reminded of which clock, how long before its day.
 *
 * Reminders stand inside Haven only: on the worker's day and as a number in the navigation; nothing
 * is sent. Lead times are rows that an administrator adds to, by what the clock's day means; where
 * nobody has set any, those of reminder_default hold. A reminder that its reader has seen is quiet
 * until the next lead time; a clock that moves to another day reminds anew.
 *
 * The worker is whoever is tied to the person by caseload, house or desk; the supervisor is the
 * provider manager of the organisation that the person is tied to.
 */
#ifndef ROOMS_REMINDER_REMINDER_H
#define ROOMS_REMINDER_REMINDER_H

#include "guard/job.h"

enum { REMINDER_LEADS_MOST = 5, REMINDER_DAYS_MOST = 60, REMINDER_WAITING_MOST = 100 };

/* Lead times: the longest first, ended by 0 or the end; in days, of clocks that count hours in
 * hours. */
struct reminder_leads {
    int32_t at[REMINDER_LEADS_MOST];
};

enum reminder_meaning { REMINDER_ENDS, REMINDER_DEADLINE, REMINDER_EXPECTED, REMINDER_HOURS,
                        REMINDER_MEANINGS };

struct reminder_lead {
    struct reminder_leads worker, manager;
    struct instant from_at; /* INSTANT_NONE: the default, which nobody has changed */
};

/* The lead times that hold now, by meaning. */
struct reminder_book {
    struct reminder_lead of[REMINDER_MEANINGS];
};

/* Codes reminder_meaning. */
struct str reminder_meaning_code(enum reminder_meaning meaning);

/* "7,3,1": whole numbers from 1 to 60, each less than the one before, at most five; empty: none.
 * ERR_INVALID otherwise. */
CHECKED enum err reminder_leads_parse(struct str text, struct reminder_leads *out_leads);
struct str reminder_leads_text(struct arena *arena, const struct reminder_leads *leads);

/* One statement. */
CHECKED enum err reminder_book_now(struct job *job, struct reminder_book *out_book);

/* A change from now on. ERR_INVALID with the problems. A transaction of its own. */
struct reminder_change {
    enum reminder_meaning meaning;
    struct str worker_leads, manager_leads;
};
CHECKED enum err reminder_lead_set(struct job *job, const struct reminder_change *change,
                                   struct problems *problems);

/* What reminders look at of a clock. meaning: as in the clock's table. */
struct reminder_clock {
    struct str meaning;
    struct date due_on;
    struct instant due_at;   /* INSTANT_NONE unless it counts hours */
    struct instant again_at; /* as seen: quiet until then; INSTANT_NONE: not seen */
};

/* Whether the asker (a manager, or a worker) is reminded now: a lead time has come, the day has
 * not passed, and this lead time was not seen. */
bool reminder_is_due(const struct reminder_book *book, enum role role,
                     const struct reminder_clock *clock, struct instant now);

/* When the next lead time after now comes; the day itself when there is none left. */
struct instant reminder_again_at(const struct reminder_book *book, enum role role,
                                 const struct reminder_clock *clock, struct instant now);

/* The asker has seen it. ERR_CONFLICT: the clock does not run towards that day (any more). A
 * transaction of its own. */
CHECKED enum err reminder_see(struct job *job, struct person_id person, struct str rule,
                              struct date due_on);

/* How much reminds the asker or was missed by now, at most REMINDER_WAITING_MOST. Two
 * statements. */
CHECKED enum err reminder_waiting(struct job *job, int64_t *out_number);

/* What comes up in the asker's organisation within a manager's lead times, soonest first. Nobody
 * but a provider manager has any. */
struct reminder_supervised {
    struct person_id person;
    struct str rule, meaning;
    struct date due_on;
    struct instant due_at;
    struct str owner; /* the worker; empty: nobody yet */
};
struct reminder_supervised_list {
    const struct reminder_supervised *at;
    size_t count;
};
CHECKED enum err reminder_supervised(struct job *job, size_t most,
                                     struct reminder_supervised_list *out_list);

#endif
