/* refusal.h - what was refused is written down, and too much of it is told (ASVS 5.0 V16.3.2).
 *
 * Who, when to the minute, to read or to write, what kind of thing the path names, and why. Never
 * which thing, nor whether it exists: that somebody may not see a record and that there is none is
 * one reason. A flood cannot fill the disk: a minute has one row for each account, reason and kind,
 * which counts up to REFUSALS_COUNTED and is then only read; and one line in the log.
 *
 * Past what refusal_rules says there is an alarm: a row that the guardian sees until she has looked
 * into it, a line "warned" in the log, and "haven: alarm refusals" on standard error.
 */
#ifndef GUARD_REFUSAL_H
#define GUARD_REFUSAL_H

#include "guard/job.h"

#define REFUSAL_LIST(REFUSAL)                                                                    \
    REFUSAL(not_there)   /* 404: it is not there, or not for the asker */                         \
    REFUSAL(forged_form) /* a form without its token, or from another site */                     \
    REFUSAL(too_many)    /* past a limit: tries, addresses, openings */                           \
    REFUSAL(sign_in)     /* a wrong password or code */

#define LISTED(name) REFUSAL_##name,
enum refusal_reason { REFUSAL_NONE, REFUSAL_LIST(LISTED) REFUSAL_COUNT };
#undef LISTED
const char *refusal_reason_name(enum refusal_reason reason);

enum { REFUSALS_COUNTED = 100, REFUSALS_KEPT_DAYS = 90 };

/* So many within so many minutes are an alarm. */
struct refusal_rule {
    enum refusal_reason reason;
    bool is_nobodys; /* of all together who are not signed in; else of one account */
    int64_t times;
    int32_t minutes;
};
extern const struct refusal_rule refusal_rules[];
extern const size_t refusal_rule_count;

struct refusal {
    enum refusal_reason reason;
    struct staff_id staff; /* 0: nobody is signed in */
    struct str kind;       /* "person"; empty: no kind of record */
    bool is_write;
};
/* A write of its own; what the job had for the log and did not commit is dropped. An error is no
 * reason to answer otherwise. */
CHECKED enum err refusal_note(struct job *job, const struct refusal *refusal);
/* As part of a write that has its own line in the log. */
CHECKED enum err refusal_add(struct job *job, const struct refusal *refusal);

/* Alarms that nobody has looked into: how many; the newest first; looked into by the asker.
 * ERR_NOT_FOUND: there is no such alarm, or it is about the asker. */
CHECKED enum err refusal_waiting(struct job *job, int64_t *out_number);
struct refusal_alarm {
    struct staff_id staff;
    struct str staff_name, reason;
    struct instant at;
    int64_t times;
};
struct refusal_alarms {
    const struct refusal_alarm *at;
    size_t count;
};
CHECKED enum err refusal_alarms_list(struct job *job, int32_t limit,
                                     struct refusal_alarms *out_alarms);
CHECKED enum err refusal_seen(struct job *job, struct staff_id staff, struct str reason);

/* Of the last hours, summed: the most frequent first. */
struct refusal_sum {
    struct str staff_name, role, reason, kind;
    int64_t times;
    struct instant last_at;
};
struct refusal_sums {
    const struct refusal_sum *at;
    size_t count;
};
CHECKED enum err refusal_sums_list(struct job *job, int32_t hours, int32_t limit,
                                   struct refusal_sums *out_sums);

#endif
