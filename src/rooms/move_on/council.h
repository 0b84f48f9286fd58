/* council.h - asking a council to look at somebody's homelessness: only with her consent, and the
 * council that she chooses (Housing Act 1996 s213B; clocks.csv HRA-REFER: "with consent, to LA the
 * person chooses; not itself an application").
 *
 * Sending it is a fact of the law (thought_homeless), as is the answer that begins the relief duty
 * (homeless_and_eligible) or is against her (adverse_homelessness_decision), so that the clocks of
 * 56 days and of the review start. The council's name is sealed: where she wants to live is hers to
 * tell. The duty is England's; elsewhere it is a request, and the same care holds.
 */
#ifndef ROOMS_MOVE_ON_COUNCIL_H
#define ROOMS_MOVE_ON_COUNCIL_H

#include "guard/opening.h"
#include "guard/job.h"

struct council_referral {
    struct council_referral_id council_referral;
    struct str council;
    struct str consent; /* codes council_consent: in_writing, spoken */
    struct date consent_on, sent_on;
    struct str answer;  /* codes council_answer; empty: none yet */
    struct date answered_on;
};
struct council_referrals {
    const struct council_referral *at;
    size_t count;
};

/* ERR_INVALID, with every problem: a day in the future, sent before she consented, a council that
 * she did not choose. Seals, then writes in a transaction of its own: the referral, the fact, the
 * clocks, the tick of the plan's step if it is open, the log's line. */
CHECKED enum err council_refer(struct job *job, struct person_id person,
                               const struct council_referral *referral, bool is_her_choice,
                               struct problems *problems);

/* Writes down what the council answered; an answer before it is kept. ERR_INVALID: a day in the
 * future or before it was sent. ERR_NOT_FOUND: not this person's. A transaction of its own, with
 * the fact and the log's line. */
CHECKED enum err council_answer(struct job *job, struct person_id person,
                                struct council_referral_id referral, struct str answer,
                                struct date answered_on, struct problems *problems);

/* What was answered before it was answered otherwise, of all her referrals, newest first. */
struct council_answer {
    struct council_referral_id council_referral;
    struct str answer; /* codes council_answer */
    struct date answered_on;
    struct instant replaced_at;
};
struct council_answers {
    const struct council_answer *at;
    size_t count;
};
CHECKED enum err council_answers_before(struct job *job, struct person_id person,
                                        struct council_answers *out_answers);

/* The newest first; the councils' names are there after opening_open. */
CHECKED enum err council_ask(struct opening *opening, struct person_id person,
                             struct council_referrals *out_referrals);
/* The same, opened for who reads them: a name that does not open is STR_UNREADABLE. */
CHECKED enum err council_list_readable(struct job *job, struct person_id person,
                                       struct council_referrals *out_referrals);

#endif
