/* placement_warning.h - what is learnt after a room was taken and speaks against it.
 *
 * A person to stay away from, an area to avoid, steps, a child more: such an answer may come after
 * the hold, the offer, the house's yes or the arrival (seeds/002: risk information missing at
 * placement). Then every live placement that it touches is looked at again under all rules of
 * match/rule.h: the household's own, and everybody's who is in the same house.
 *
 * The answer and the note that a look is due are one transaction. The look itself opens answers,
 * which is slow, and follows right after the commit; what a crash leaves undone the timer does. A
 * room that fails gets a warning: on its page, the desk, the house's arrivals and the person's
 * page, with a follow-up for the desk and, for who lives there already, the house and the key
 * worker. Before arrival nothing goes on without the desk; after it nobody is moved or loses a bed
 * by a warning.
 *
 * Whom or which area it is about is never told: "a safety reason that was learnt later". Where two
 * must not live together by the word of one, the other's house and key worker are told nothing at
 * all: he who is feared would learn by them that she has spoken. The desk, who decides, sees both.
 */
#ifndef ROOMS_PLACEMENT_PLACEMENT_WARNING_H
#define ROOMS_PLACEMENT_PLACEMENT_WARNING_H

#include "guard/job.h"
#include "match/match.h"
#include "placement_warning_sql.h"

/* Reactions (app/after.c), inside job_write: a look is due at every room that the answers of this
 * referral, the members of this household, or this person's record decide about. */
CHECKED enum err placement_look_at_referral(struct job *job, int64_t referral);
CHECKED enum err placement_look_at_household(struct job *job, int64_t household);
CHECKED enum err placement_look_at_person(struct job *job, int64_t person);

/* Does the looks that are due, the longest due first, at most limit of them; also those that a look
 * itself makes due. One that cannot be done now stays due and does not keep back the others; the
 * first such error is returned. Outside job_write. */
CHECKED enum err placement_look_again(struct job *job, int64_t limit, int64_t *out_count);

/* Rooms that wait for the desk's word, the longest first, at most limit; of who is feared only to a
 * role that places. */
CHECKED enum err placement_warnings(struct job *job, int64_t limit,
                                    struct placement_warnings_rows *out_rows);

/* A warning that stands. */
struct placement_warning {
    uint32_t rules; /* bits of match/rule.h that fail; secret ones included: not for a page */
    uint32_t asks;  /* bits whose question is open again */
    bool is_feared; /* the bit "conflict" is somebody else's word alone: for the desk */
    struct instant found_at;
    int64_t version; /* another one when there is news in it */
    struct str decision; /* codes warning_decision; empty: the desk has not decided */
    struct instant decided_at;
    struct str decided_by; /* name */
};
/* ERR_NOT_FOUND: nothing speaks against the room. */
CHECKED enum err placement_warning_get(struct job *job, struct placement_id placement,
                                       struct placement_warning *out_warning);

/* The desk decides (codes warning_decision). Ticks off the desk's follow-up. ERR_CONFLICT: there is
 * no warning, or it is decided, or there is news in it since the version that was shown: nobody
 * settles what she has not read. ERR_INVALID: before arrival a room that fails a rule which every
 * arrival must keep cannot be kept: it is given back, or the answer is corrected. */
CHECKED enum err placement_settle(struct job *job, struct placement_id placement, int64_t version,
                                  struct str decision, struct problems *problems);

#endif
