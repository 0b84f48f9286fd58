/* The forms for asking a council and for what it answered. */
#include "base/shape.h"
#include "council_answer_page.h"
#include "council_new_page.h"
#include "rooms/move_on/council.h"
#include "rooms/move_on/move_on_web.h"
#include "web/form.h"
#include "words.h"

/* ---- asking ---------------------------------------------------------------------------------- */

static enum err new_view(struct job *job, struct council_new_view **out_view)
{
    struct law_case of;
    struct council_new_view *view = ARENA_NEW(job->arena, struct council_new_view);
    enum err err = clock_case(job, (struct person_id){job->target.id}, INSTANT_NONE, &of);
    if (err != OK)
        return err;
    view->ref = job->target.ref;
    view->is_england = law_nation_on(&of, DATE_NONE) == NATION_ENGLAND;
    view->sent_on = date_in_london(job->now);
    *out_view = view;
    return OK;
}

enum err council_new_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct council_new_view *view;
    enum err err = new_view(job, &view);
    if (err == OK)
        reply_council_new(reply, view);
    return err;
}

enum err council_new_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct council_new_view *view;
    struct problems *problems = problems_new(job->arena);
    struct council_new_form form = {0};
    form_read(&shape_council_new_form, request->fields, problems, &form);
    struct council_referral referral = {.council = form.council, .consent = form.consent,
                                        .consent_on = form.consent_on, .sent_on = form.sent_on};
    move_on_go_back(job);
    enum err err = new_view(job, &view);
    if (err == OK)
        err = council_refer(job, (struct person_id){job->target.id}, &referral,
                            form.is_her_choice, problems);
    if (err == ERR_INVALID)
        reply_council_new_problems(reply, view, problems);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_council_sent);
    return err;
}

/* ---- the answer ------------------------------------------------------------------------------ */

/* ERR_NOT_FOUND: the path names no referral of this person. */
static enum err answer_view(struct job *job, const struct request *request,
                            struct council_answer_view **out_view)
{
    struct council_referrals referrals;
    struct council_answer_view *view = ARENA_NEW(job->arena, struct council_answer_view);
    if (id_parse(request_path(request, "council_referral"), &view->council_referral.value) != OK)
        return ERR_NOT_FOUND;
    enum err err = council_list_readable(job, (struct person_id){job->target.id}, &referrals);
    if (err != OK)
        return err;
    view->ref = job->target.ref;
    view->answered_on = date_in_london(job->now);
    *out_view = view;
    for (size_t i = 0; i < referrals.count; i++)
        if (referrals.at[i].council_referral.value == view->council_referral.value)
            return OK;
    return ERR_NOT_FOUND;
}

enum err council_answer_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct council_answer_view *view;
    enum err err = answer_view(job, request, &view);
    if (err == OK)
        reply_council_answer(reply, view);
    return err;
}

enum err council_answer_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct council_answer_view *view;
    struct problems *problems = problems_new(job->arena);
    struct council_answer_form form = {0};
    form_read(&shape_council_answer_form, request->fields, problems, &form);
    move_on_go_back(job);
    enum err err = answer_view(job, request, &view);
    if (err == OK)
        err = council_answer(job, (struct person_id){job->target.id}, view->council_referral,
                             form.answer, form.answered_on, problems);
    if (err == ERR_INVALID)
        reply_council_answer_problems(reply, view, problems);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_council_answered);
    return err;
}
