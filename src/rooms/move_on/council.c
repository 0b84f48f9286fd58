#include "rooms/move_on/council.h"

#include "move_on_council_sql.h"
#include "move_on_sql.h"
#include "rooms/clock/clock.h"
#include "rooms/contact/contact.h"
#include "rooms/move_on/move_on.h"
#include "rooms/person/person.h"
#include "words.h"

#define STEP STR("council_referral")

static struct vault_place council_place(struct council_referral_id referral)
{
    return (struct vault_place){"council_referral", "council_sealed", referral.value};
}

/* ---- sending it ------------------------------------------------------------------------------ */

struct sending {
    struct person_id person;
    const struct council_referral *referral;
    struct council_referral_id id;
    struct str sealed;
};

/* Sending it is doing the step, if the plan has it open. */
static enum err tick_step(struct job *job, struct person_id person)
{
    struct move_on_rows_rows rows;
    enum err err = sql_move_on_rows(job->db, job->arena, person, &rows);
    for (size_t i = 0; err == OK && i < rows.count; i++)
        if (str_equal(rows.at[i].step, STEP) && !instant_is_some(rows.at[i].done_at))
            err = follow_up_done(job, rows.at[i].follow_up);
    return err;
}

/* A fact that starts clocks, and the plan that follows them. */
static enum err add_fact(struct job *job, struct person_id person, const char *event,
                         struct date on)
{
    enum err err = clock_fact_add_day(job, person, str_of(event), on);
    if (err == OK)
        err = clock_refresh(job, person);
    return err == OK ? move_on_follow(job, person) : err;
}

static enum err send_work(struct job *job, void *with)
{
    const struct sending *sending = with;
    const struct council_referral *referral = sending->referral;
    enum err err = sql_council_referral_insert(job->db, &(struct council_referral_insert_in){
        .council_referral = sending->id,
        .person = sending->person,
        .council_sealed = sending->sealed,
        .consent = referral->consent,
        .consent_on = referral->consent_on,
        .sent_on = referral->sent_on,
        .now = job->now,
        .staff = job->asker.staff,
    });
    if (err == OK)
        err = add_fact(job, sending->person, "thought_homeless", referral->sent_on);
    if (err == OK)
        err = tick_step(job, sending->person);
    if (err == OK)
        job_audit(job, VERB_changed, RECORD_person, sending->person.value);
    return err;
}

static void check(struct job *job, const struct council_referral *referral, bool is_her_choice,
                  struct problems *problems)
{
    struct date today = date_in_london(job->now);
    bool has_consent = date_is_some(referral->consent_on);
    bool is_sent = date_is_some(referral->sent_on);
    if (!is_her_choice)
        problems_add(problems, STR("is_her_choice"), WORD_council_problem_choice);
    if (has_consent && date_compare(referral->consent_on, today) > 0)
        problems_add(problems, STR("consent_on"), WORD_council_problem_future);
    if (is_sent && date_compare(referral->sent_on, today) > 0)
        problems_add(problems, STR("sent_on"), WORD_council_problem_future);
    else if (is_sent && has_consent && date_compare(referral->sent_on, referral->consent_on) < 0)
        problems_add(problems, STR("sent_on"), WORD_council_problem_consent);
}

enum err council_refer(struct job *job, struct person_id person,
                       const struct council_referral *referral, bool is_her_choice,
                       struct problems *problems)
{
    check(job, referral, is_her_choice, problems);
    if (problems_result(problems) != OK)
        return ERR_INVALID;
    struct sending sending = {person, referral, {job_new_id(job)}, STR_NONE};
    enum err err = person_seal_text(job, person, council_place(sending.id), referral->council,
                                    &sending.sealed);
    return err == OK ? job_write(job, send_work, &sending) : err;
}

/* ---- reading --------------------------------------------------------------------------------- */

enum err council_ask(struct opening *opening, struct person_id person,
                     struct council_referrals *out_referrals)
{
    struct job *job = opening->job;
    struct council_referral_rows_rows rows;
    enum err err = sql_council_referral_rows(job->db, job->arena, person, &rows);
    if (err != OK)
        return err;
    struct council_referral *referrals =
        ARENA_MANY(job->arena, struct council_referral, rows.count);
    for (size_t i = 0; i < rows.count && err == OK; i++) {
        const struct council_referral_rows_row *row = &rows.at[i];
        referrals[i] = (struct council_referral){
            .council_referral = row->council_referral,
            .consent = row->consent,
            .consent_on = row->consent_on,
            .sent_on = row->sent_on,
            .answer = row->answer,
            .answered_on = row->answered_on,
        };
        err = person_ask_text(opening, person, council_place(row->council_referral),
                              row->council_sealed, &referrals[i].council);
    }
    if (err == OK)
        *out_referrals = (struct council_referrals){referrals, rows.count};
    return err;
}

enum err council_list_readable(struct job *job, struct person_id person,
                               struct council_referrals *out_referrals)
{
    struct opening opening = opening_make_readable(job);
    enum err err = council_ask(&opening, person, out_referrals);
    return err == OK ? opening_open(&opening) : err;
}

enum err council_answers_before(struct job *job, struct person_id person,
                                struct council_answers *out_answers)
{
    struct council_answers_before_rows rows;
    enum err err = sql_council_answers_before(job->db, job->arena, person, &rows);
    if (err != OK)
        return err;
    struct council_answer *answers = ARENA_MANY(job->arena, struct council_answer, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        answers[i] = (struct council_answer){rows.at[i].council_referral, rows.at[i].answer,
                                             rows.at[i].answered_on, rows.at[i].replaced_at};
    *out_answers = (struct council_answers){answers, rows.count};
    return OK;
}

/* ---- the answer ------------------------------------------------------------------------------ */

struct answering {
    struct person_id person;
    struct council_referral_id referral;
    struct str answer;
    struct date answered_on;
};

/* What an answer is in the law; NULL: nothing that a clock counts from. */
static const char *event_of(struct str answer)
{
    static const struct {
        const char *answer, *event;
    } events[] = {
        {"relief_duty", "homeless_and_eligible"},
        {"not_eligible", "adverse_homelessness_decision"},
        {"not_homeless", "adverse_homelessness_decision"},
        {"not_in_priority", "adverse_homelessness_decision"},
        {"on_purpose", "adverse_homelessness_decision"},
    };
    for (size_t i = 0; i < COUNT_OF(events); i++)
        if (str_equal_c(answer, events[i].answer))
            return events[i].event;
    return NULL;
}

static enum err answer_work(struct job *job, void *with)
{
    const struct answering *answering = with;
    const char *event = event_of(answering->answer);
    int64_t changed;
    enum err err = sql_council_answer_keep(job->db, answering->referral, job->now,
                                           job->asker.staff);
    if (err == OK)
        err = sql_council_referral_answer(job->db, &(struct council_referral_answer_in){
            .council_referral = answering->referral,
            .answer = answering->answer,
            .answered_on = answering->answered_on,
            .staff = job->asker.staff,
        }, &changed);
    if (err == OK && event != NULL)
        err = add_fact(job, answering->person, event, answering->answered_on);
    if (err == OK)
        job_audit(job, VERB_changed, RECORD_person, answering->person.value);
    return err;
}

/* ERR_NOT_FOUND: the person has no such referral. */
static enum err sent_on(struct job *job, struct person_id person,
                        struct council_referral_id referral, struct date *out_sent_on)
{
    struct council_referral_rows_rows rows;
    enum err err = sql_council_referral_rows(job->db, job->arena, person, &rows);
    for (size_t i = 0; err == OK && i < rows.count; i++)
        if (rows.at[i].council_referral.value == referral.value) {
            *out_sent_on = rows.at[i].sent_on;
            return OK;
        }
    return err == OK ? ERR_NOT_FOUND : err;
}

enum err council_answer(struct job *job, struct person_id person,
                        struct council_referral_id referral, struct str answer,
                        struct date answered_on, struct problems *problems)
{
    struct date sent = DATE_NONE;
    enum err err = sent_on(job, person, referral, &sent);
    if (err != OK)
        return err;
    bool is_some = date_is_some(answered_on);
    if (is_some && date_compare(answered_on, date_in_london(job->now)) > 0)
        problems_add(problems, STR("answered_on"), WORD_council_problem_future);
    else if (is_some && date_compare(answered_on, sent) < 0)
        problems_add(problems, STR("answered_on"), WORD_council_problem_answer);
    if (problems_result(problems) != OK)
        return ERR_INVALID;
    return job_write(job, answer_work,
                     &(struct answering){person, referral, answer, answered_on});
}
