/* referral_asking_web.h - which questions a page asks, and each question as a field or a value.
 *
 * The questions are data (law/questionnaire.h); a page asks a part of them: one section, what
 * tonight needs, or a child's. Inner header of referral_section_web.c and referral_check_web.c.
 */
#ifndef ROOMS_REFERRAL_REFERRAL_ASKING_WEB_H
#define ROOMS_REFERRAL_REFERRAL_ASKING_WEB_H

#include "referral_view.h"
#include "rooms/referral/referral.h"
#include "web/request.h"

/* Which questions a page asks. */
struct asking_part {
    const struct questionnaire *questionnaire;
    struct person_id child;         /* or 0 */
    const struct question *section; /* NULL: all sections */
    bool is_tonight;                /* only what tonight needs */
};

struct asking {
    struct job *job;
    size_t language; /* of the request: index in language_table */
    const struct referral_answers *answers;
    struct asking_part part;
    struct referral_sheet sheet;
};

/* Texts that it gives live as long as the job's arena. */
struct asking asking_begin(struct job *job, const struct request *request,
                           const struct referral_answers *answers, struct asking_part part);

/* Is the question at that index of the questionnaire asked here, as far as was answered? */
bool asking_asks(const struct asking *asking, size_t index);

/* The answer as it is kept: codes, several with commas, a date as 1998-03-27; empty: none. */
struct str asking_raw(const struct asking *asking, const struct question *question);

/* The same in words, for reading. */
struct str asking_shown(const struct asking *asking, const struct question *question);

/* The kind of field that the question is typed into: a case of question_field.html. */
const char *asking_form_of(const struct question *question);

/* The question with its answer as that field. */
struct referral_question_view asking_field(const struct asking *asking,
                                           const struct question *question);

#endif
