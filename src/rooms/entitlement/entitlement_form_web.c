/* The forms for where somebody lives and what was paid. */
#include "base/shape.h"
#include "entitlement_view.h"
#include "payment_new_page.h"
#include "rooms/entitlement/entitlement.h"
#include "rooms/entitlement/entitlement_web.h"
#include "situation_new_page.h"
#include "web/form.h"
#include "words.h"

static void go_back_to(struct job *job)
{
    job->location = str_format(job->arena, "/people/%.*s/entitlement", STR_ARGS(job->target.ref));
}

/* ---- where she lives ------------------------------------------------------------------------- */

static struct situation_new_view *situation_view(struct job *job)
{
    struct situation_new_view *view = ARENA_NEW(job->arena, struct situation_new_view);
    view->ref = job->target.ref;
    view->from_on = DATE_NONE;
    return view;
}

enum err situation_new_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct situations situations;
    struct situation_new_view *view = situation_view(job);
    enum err err = situation_list(job, (struct person_id){job->target.id}, &situations);
    if (err != OK)
        return err;
    if (situations.count > 0) {
        const struct situation *now = &situations.at[situations.count - 1];
        view->accommodation = now->accommodation;
        view->is_catered = now->is_catered;
        view->is_asylum_supported = now->is_asylum_supported;
    }
    reply_situation_new(reply, view);
    return OK;
}

enum err situation_new_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct situation_new_form form = {0};
    form_read(&shape_situation_new_form, request->fields, problems, &form);
    struct situation situation = {form.from_on, form.accommodation, form.is_catered,
                                  form.is_asylum_supported};
    go_back_to(job);
    enum err err =
        situation_add(job, (struct person_id){job->target.id}, &situation, problems);
    if (err == ERR_INVALID)
        reply_situation_new_problems(reply, situation_view(job), problems);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_situation_saved);
    return err;
}

/* ---- what was paid --------------------------------------------------------------------------- */

static struct payment_new_view *payment_view(struct job *job)
{
    struct payment_new_view *view = ARENA_NEW(job->arena, struct payment_new_view);
    view->ref = job->target.ref;
    view->paid_on = date_in_london(job->now);
    return view;
}

enum err payment_new_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    reply_payment_new(reply, payment_view(job));
    return OK;
}

enum err payment_new_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct payment_new_form form = {0};
    form_read(&shape_payment_new_form, request->fields, problems, &form);
    struct payment payment = {.from_on = form.from_on, .to_on = form.to_on,
                              .paid_on = form.paid_on, .kind = form.kind};
    if (form.amount.size > 0 && payment_read_amount(form.amount, &payment.pence) != OK)
        problems_add(problems, STR("amount"), WORD_payment_problem_amount);
    go_back_to(job);
    enum err err = payment_add(job, (struct person_id){job->target.id}, &payment, problems);
    if (err == ERR_INVALID)
        reply_payment_new_problems(reply, payment_view(job), problems);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_payment_saved);
    return err;
}

enum err payment_cancel_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct payment_id payment;
    if (id_parse(request_path(request, "payment"), &payment.value) != OK)
        return ERR_NOT_FOUND;
    go_back_to(job);
    enum err err = payment_cancel(job, (struct person_id){job->target.id}, payment);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_payment_cancelled);
    return err;
}
