/* fairness.h - who gets a room, how soon and how near, by group; whom each rule keeps out today.
 *
 * Three figures of the report that Haven is built from stand above all others (seeds/000): the
 * share of women placed (once 2% of one centre's), mothers placed a year (once 12.5), the share of
 * all placed (20-25%). Opportunity comes before outcome: how many rooms suit somebody at all is not
 * the matcher's doing (placement.md 7).
 *
 * Sex, nationality and an asylum claim are sealed, and placing does not know them. To compare
 * groups they are opened for everybody at once: slow, and sensitive. So it is done once a day, or
 * when somebody asks for it, never for a page; a line of the log says so before (verb counted,
 * purpose oversight); and what is kept are numbers, no person. What is small is kept back when it
 * is read (fairness_figure.h).
 *
 * What this does not do: judge. An interval that does not reach everyone's share is a question to
 * somebody, not an answer.
 */
#ifndef ROOMS_FAIRNESS_FAIRNESS_H
#define ROOMS_FAIRNESS_FAIRNESS_H

#include "guard/job.h"
#include "match/rule.h"
#include "rooms/fairness/fairness_figure.h"

/* Calls of the last so many days are compared. */
enum { FAIRNESS_DAYS = 365 };

/* Counts now and keeps it as today's. ERR_BUSY: counted in the last ten minutes, or being counted
 * by this process: what is there is new enough. Not inside a transaction. 1,221 calls and 88 who
 * wait among 601 rooms: 0.5 s. */
CHECKED enum err fairness_count(struct job *job);
/* For the server's timer: counts when nothing was counted today. */
CHECKED enum err fairness_count_daily(struct job *job);

/* When was counted last, and over how many. */
struct fairness_day {
    struct date day;
    struct instant counted_at;
    int64_t referrals, waiting, rooms;
};
/* ERR_NOT_FOUND: nothing was counted yet. out_table has its small numbers hidden. */
CHECKED enum err fairness_last(struct job *job, struct fairness_day *out_day);
CHECKED enum err fairness_table(struct job *job, struct date day,
                                struct fairness_table *out_table);

/* Whom a rule kept out that day, as counted: a page keeps small numbers back from who may not see
 * those who wait, and those of secret rules from everybody. Of a secret rule only rooms count that
 * would suit otherwise. */
struct fairness_rule {
    int64_t households, rooms, alone, asked;
};
CHECKED enum err fairness_rules(struct job *job, struct date day,
                                struct fairness_rule out_rules[MATCH_RULES]);

#endif
