/* referral.h - a call becomes a record: the questions, answered in any order, each saved at once.
 *
 * The questions are data (law-data/referral.json, law/questionnaire.h): every field of the Home
 * Office form (standards.md 4) with its branches, plus what that form lacks and inspectors asked for
 * (seeds/002). "Only what tonight needs" shows those without which nobody can be placed safely. A
 * question that matters and has no answer is a gap with an owner, never a silent blank. The safe
 * house is explained and offered; "asylum accommodation" or "friends" is never preselected as
 * suitable, and "no safe house" needs a reason (seeds/000 Rec 2).
 */
#ifndef ROOMS_REFERRAL_REFERRAL_H
#define ROOMS_REFERRAL_REFERRAL_H

#include "guard/job.h"
#include "rooms/person/person.h"

/* Starts a referral for a new person, or for one that is there already (person.value != 0, after a
 * match). Writes person, household, referral, and ties all of them to the desk. */
struct referral_new {
    struct person_id person;
    struct person_facts facts; /* of a new person */
    bool is_tonight;
    struct instant needed_at;
};
CHECKED enum err referral_start(struct job *job, const struct referral_new *referral,
                                struct referral_id *out_referral, struct str *out_ref);

/* Adds a child (born or unborn) to the referral's household. */
CHECKED enum err referral_add_person(struct job *job, struct referral_id referral,
                                     const struct person_facts *facts, struct str relation,
                                     struct person_id *out_person);

/* Saves one answer at once, also an invalid one (a draft keeps what was typed); the problems say
 * what is still wrong with it. person 0: the referral as a whole. */
struct referral_answer {
    struct person_id person;
    struct str question; /* linkId of law-data/referral.json */
    struct str value;
};
CHECKED enum err referral_save(struct job *job, struct referral_id referral,
                               const struct referral_answer *answers, size_t count,
                               struct problems *problems);

/* All answers, opened. */
struct referral_answers {
    const struct referral_answer *at;
    size_t count;
};
CHECKED enum err referral_answers(struct job *job, struct referral_id referral,
                                  struct referral_answers *out_answers);
/* The value of one, or the empty text. */
struct str referral_answer_of(const struct referral_answers *answers, struct person_id person,
                              const char *question);

struct referral {
    struct referral_id referral;
    struct str ref;
    struct household_id household;
    struct person_id person;
    struct str state; /* codes referral_state: unplaced, held, offered, placed, unable, closed */
    bool is_tonight;
    int64_t urgency;
    struct instant needed_at, created_at, changed_at;
    struct staff_id taken_by;
    struct str unable_reason;
    int64_t version;
};
CHECKED enum err referral_get(struct job *job, struct referral_id referral,
                              struct referral *out_referral);
CHECKED enum err referral_find_ref(struct db *db, struct arena *arena, struct str ref,
                                   struct referral_id *out_referral);

/* Moves the state and the desk's kept counts with it. Inside job_write. */
CHECKED enum err referral_set_state(struct job *job, struct referral_id referral,
                                    struct str state);

/* "Unable to place" with a reason (codes unable_reason) is a first-class end, counted. */
CHECKED enum err referral_unable(struct job *job, struct referral_id referral, struct str reason);

/* What placing needs to know, gathered from people and answers; unknown stays unknown. */
struct match_household;
CHECKED enum err referral_match_facts(struct job *job, struct referral_id referral,
                                      struct match_household *out_facts);

/* The Home Office form's payload names (standards.md 4): out as JSON, in with every problem at its
 * row. Import then export gives every name back. */
CHECKED enum err referral_export(struct job *job, struct referral_id referral, struct str *out_json);
CHECKED enum err referral_import(struct job *job, struct str json, bool is_dry_run,
                                 struct problems *problems, int64_t *out_count);

#endif
