/* referral.h - a call becomes a record: the questions, answered in any order, each saved at once.
 *
 * The questions are data (law-data/referral.json, law/questionnaire.h): every field of the Home
 * Office form (standards.md 4) with its branches, plus what that form lacks and inspectors asked
 * for (seeds/002). "Only what tonight needs" shows those without which nobody can be placed
 * safely. A question that matters and has no answer is a gap with an owner, never a silent blank.
 * The safe house is explained and offered; "asylum accommodation" or "friends" is never
 * preselected as suitable, and "no safe house" needs a reason (seeds/000 Rec 2).
 *
 * Answers are sealed under the referral's own key, bound to question and person, a row each: what
 * was typed survives a killed server and a lost session. Sealing is slow work and happens before
 * the transaction. What tells who the person is (name, birth, gender, nationality, language,
 * nation) is also written to her record, where it is empty or says what this referral said before.
 */
#ifndef ROOMS_REFERRAL_REFERRAL_H
#define ROOMS_REFERRAL_REFERRAL_H

#include "guard/job.h"
#include "law/questionnaire.h"
#include "rooms/person/person.h"

/* The questions about the call, and those about each child; loaded once, never changed. */
const struct questionnaire *referral_questions(void);
const struct questionnaire *child_questions(void);

/* One answer. person 0: the referral as a whole, else the child it is about. Several codes of one
 * question stand in one value, separated by commas; an empty value takes the answer back. */
struct referral_answer {
    struct person_id person;
    struct str question;     /* linkId of law-data/referral.json, or child.json with a person */
    struct str value;
    struct instant shown_at; /* saving: when the page was made; 0 or INSTANT_NONE: not compared */
};

/* Starts a referral for a new person, or for one that is there already (person.value != 0, after a
 * match; the caller has checked RIGHT_person_read to her). Writes person, household, referral, and
 * ties all of them to the desk. A person in a household keeps it. */
struct referral_new {
    struct person_id person;
    struct person_facts facts; /* of a new person; kind, birth_state, nation may be empty */
    bool is_tonight;
    struct instant needed_at;  /* 0 or INSTANT_NONE: now */
    const struct referral_answer *answers; /* what is known at once, about the call as a whole */
    size_t answer_count;
};
CHECKED enum err referral_start(struct job *job, const struct referral_new *referral,
                                struct referral_id *out_referral, struct str *out_ref);

/* Adds somebody who comes along (a child, born or unborn, or an adult) to the household, read by
 * who reads the call. */
struct referral_addition {
    const struct person_facts *facts;
    struct str relation; /* codes household_relation */
    struct str sleeping; /* of a child: bed, cot, with_parent; empty: not known yet */
};
CHECKED enum err referral_add_person(struct job *job, struct referral_id referral,
                                     const struct referral_addition *addition,
                                     struct person_id *out_person);

/* Saves answers at once, also invalid ones (a draft keeps what was typed); the problems say what is
 * still wrong with each, under its question's id. An answer that cannot be read is left as it is by
 * an empty one. An answer that somebody else gave after shown_at
 * is not overwritten, and one that names people whom the asker may not read is not taken: a problem
 * says so. OK when all were saved, with or without problems; ERR_INVALID: no such question;
 * ERR_TOO_LARGE: longer than a draft can be. */
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
/* The same for who reads or mends them: a value that does not open is STR_UNREADABLE. */
CHECKED enum err referral_answers_readable(struct job *job, struct referral_id referral,
                                           struct referral_answers *out_answers);
/* The same for a page that opens more: the values are there after opening_open. */
CHECKED enum err referral_ask_answers(struct opening *opening, struct referral_id referral,
                                      struct referral_answers *out_answers);
/* Answers of several referrals as their rows have them, opened in one call of the vault: for a
 * list. out_values has room for count. The caller has checked the right to each. */
struct referral_sealed {
    struct referral_id referral;
    struct str wrapped_key; /* of the referral */
    struct person_id person;
    struct str question;
    struct str sealed;
};
CHECKED enum err referral_open_many(struct job *job, const struct referral_sealed *sealed,
                                    size_t count, struct str *out_values);
CHECKED enum err referral_open_many_readable(struct job *job,
                                             const struct referral_sealed *sealed, size_t count,
                                             struct str *out_values);
/* The value of one, or the empty text. */
struct str referral_answer_of(const struct referral_answers *answers, struct person_id person,
                              const char *question);

/* What is wrong with a value, as an enum word; 0: nothing. Knows the long lists too. */
int referral_fault(const struct question *question, struct str value);

/* What a questionnaire makes of the answers of one person (0: of the referral): only those that can
 * stand count. enabled has a flag for each question. */
struct referral_sheet {
    const struct questionnaire *questionnaire;
    struct answers answers; /* several codes as several answers */
    bool *enabled;
};
struct referral_sheet referral_sheet(struct arena *arena,
                                     const struct questionnaire *questionnaire,
                                     const struct referral_answers *answers,
                                     struct person_id person);

/* What keeps a question that matters from being settled. Not known is an answer, and still somebody
 * has to find out. */
enum referral_gap_kind { GAP_MISSING, GAP_FAULTY, GAP_NOT_KNOWN };
struct referral_gap {
    struct person_id person;         /* a child, or 0 */
    const struct question *question;
    const struct question *section;  /* the group it stands in */
    enum referral_gap_kind kind;     /* question->owner is the role that owns it */
};
struct referral_gaps {
    const struct referral_gap *at;
    size_t count;
};
enum gap_scope {
    GAPS_ALL,
    GAPS_TONIGHT /* only questions with haven:tonight */
};
/* children: those whose questions are asked too. Order of the file, then of the children. */
struct referral_people {
    const struct person_id *at;
    size_t count;
};
struct referral_gaps referral_gaps(struct arena *arena, const struct referral_answers *answers,
                                   struct referral_people children, enum gap_scope scope);

/* How far a section is, of the questions that are asked. Complete: no required one is missing and
 * none that was answered is wrong. person: a child, whose whole questionnaire is one section. */
enum section_state { SECTION_NOT_STARTED, SECTION_IN_PROGRESS, SECTION_COMPLETE };
enum section_state referral_section_state(struct arena *arena,
                                          const struct referral_answers *answers,
                                          struct person_id person,
                                          const struct question *section);

struct referral {
    struct referral_id referral;
    struct str ref;
    struct household_id household;
    struct person_id person;
    struct str state; /* codes referral_state: unplaced, held, offered, placed, unable, closed */
    bool is_tonight;
    int64_t urgency; /* tier 0, 1, 2 of placement.md 3.1; 0: tonight, or not safe now */
    struct instant needed_at, created_at, changed_at;
    struct staff_id taken_by;
    struct str unable_reason;
    int64_t version;
};
CHECKED enum err referral_get(struct job *job, struct referral_id referral,
                              struct referral *out_referral);
CHECKED enum err referral_find_ref(struct db *db, struct arena *arena, struct str ref,
                                   struct referral_id *out_referral);

/* Shows only what tonight needs, or all; the urgency follows. */
CHECKED enum err referral_set_tonight(struct job *job, struct referral_id referral,
                                      bool is_tonight);

/* Moves the state and the desk's kept counts with it. Inside job_write. ERR_CONFLICT: the referral
 * is closed. */
CHECKED enum err referral_set_state(struct job *job, struct referral_id referral,
                                    struct str state);

/* "Unable to place" with a reason (codes unable_reason) is a first-class end, counted.
 * ERR_CONFLICT: a room is held, offered or taken; release it first. */
CHECKED enum err referral_unable(struct job *job, struct referral_id referral, struct str reason);

/* What placing needs to know, gathered from people and answers; unknown stays unknown. Lists live
 * in the arena. Keys: referral_key() of a region's, area's, language's or need's code as law-
 * data/areas.csv, ISO 639 and codes house_specialism have it; of a person her id. */
struct match_household;
CHECKED enum err referral_match_facts(struct job *job, struct referral_id referral,
                                      struct match_household *out_facts);
/* A number for a code, the same in every run; 0 for the empty code. */
int64_t referral_key(struct str code);

/* The Home Office form's payload (standards.md 4): an array with one object a referral, out and
 * in. A name is the payload's; Haven's own questions may stand under their ids. Import takes all
 * rows or none; every problem is told as field "row 2, City1". Export gives back every name and
 * value that import took. A report of the duty to notify holds no name unless the person talks to
 * the police (Modern Slavery Act 2015 s52): what a branch of the form does not ask is not in the
 * file. */
CHECKED enum err referral_export(struct job *job, struct referral_id referral,
                                 struct str *out_json);
CHECKED enum err referral_import(struct job *job, struct str json, bool is_dry_run,
                                 struct problems *problems, int64_t *out_count);

#endif
