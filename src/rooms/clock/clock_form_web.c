/* The forms for what starts clocks: decisions, and what else happened. */
#include "base/shape.h"
#include "clock_decision_page.h"
#include "clock_fact_page.h"
#include "rooms/clock/clock.h"
#include "rooms/clock/clock_web.h"
#include "rooms/decision/decision.h"
#include "web/form.h"
#include "words.h"

/* ---- decisions ----------------------------------------------------------------------------- */

static enum err decision_view(struct job *job, struct clock_decision_view **out_view)
{
    struct clock_decision_view *view = ARENA_NEW(job->arena, struct clock_decision_view);
    view->ref = job->target.ref;
    view->made_on = view->dated_on = view->sent_on = DATE_NONE;
    view->received_on = view->reasons_received_on = DATE_NONE;
    *out_view = view;
    return clock_referred_on(job, (struct person_id){job->target.id}, &view->known_referred_on);
}

/* A correction begins with what was written down; a reconsidered decision has days of its own. */
static void fill(struct clock_decision_view *view, const struct decision *replaced)
{
    view->kind = replaced->kind;
    if (!str_equal_c(view->replaces_why, "corrected"))
        return;
    view->outcome = replaced->outcome;
    view->made_on = replaced->made_on;
    view->dated_on = replaced->dated_on;
    view->sent_on = replaced->sent_on;
    view->received_on = replaced->received_on;
    view->reasons_received_on = replaced->reasons_received_on;
}

/* ?replaces= names a decision of this person, ?why= how. */
static enum err fill_replaced(struct job *job, const struct request *request,
                              struct clock_decision_view *view)
{
    struct decisions decisions;
    if (id_parse(pairs_get(request->query, "replaces"), &view->replaces.value) != OK)
        return ERR_NOT_FOUND;
    view->replaces_why = pairs_get(request->query, "why");
    if (code_find(&codes_decision_change, view->replaces_why) == NULL)
        return ERR_NOT_FOUND;
    enum err err = decision_list(job, (struct person_id){job->target.id}, &decisions);
    if (err != OK)
        return err;
    for (size_t i = 0; i < decisions.count; i++) {
        if (decisions.at[i].decision.value != view->replaces.value)
            continue;
        fill(view, &decisions.at[i]);
        return OK;
    }
    return ERR_NOT_FOUND;
}

enum err clock_decision_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct clock_decision_view *view;
    enum err err = decision_view(job, &view);
    if (err == OK && pairs_has(request->query, "replaces"))
        err = fill_replaced(job, request, view);
    if (err == OK)
        reply_clock_decision(reply, view);
    return err;
}

static struct decision decision_of(struct job *job, const struct clock_decision_form *form)
{
    return (struct decision){
        .person = {job->target.id},
        .kind = form->kind,
        .outcome = form->outcome,
        .made_on = form->made_on,
        .dated_on = form->dated_on,
        .sent_on = form->sent_on,
        .received_on = form->received_on,
        .reasons_received_on = form->reasons_received_on,
        .replaces = form->replaces,
        .replaces_why = form->replaces_why,
    };
}

enum err clock_decision_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct clock_decision_form form = {0};
    struct decision_id added;
    form_read(&shape_clock_decision_form, request->fields, problems, &form);
    struct decision decision = decision_of(job, &form);
    job->location = clock_all_url(job);
    enum err err =
        clock_decision_record(job, &decision, form.referred_on, problems, &added);
    if (err == ERR_INVALID) {
        struct clock_decision_view *view;
        err = decision_view(job, &view);
        if (err != OK)
            return err;
        err = ERR_INVALID;
        view->replaces = form.replaces;
        view->replaces_why = form.replaces_why;
        reply_clock_decision_problems(reply, view, problems);
    }
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_decision_saved);
    return err;
}

/* ---- what else happened -------------------------------------------------------------------- */

static struct clock_fact_view *fact_view(struct job *job)
{
    struct clock_fact_view *view = ARENA_NEW(job->arena, struct clock_fact_view);
    view->ref = job->target.ref;
    return view;
}

enum err clock_fact_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    reply_clock_fact(reply, fact_view(job));
    return OK;
}

enum err clock_fact_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct clock_fact_form form = {0};
    form_read(&shape_clock_fact_form, request->fields, problems, &form);
    job->location = clock_all_url(job);
    enum err err = problems_result(problems);
    if (err == OK) {
        struct clock_fact fact = {form.kind, london_midnight(form.happened_on), true, job->now};
        err = clock_fact_record(job, (struct person_id){job->target.id}, &fact, problems);
    }
    if (err == ERR_INVALID)
        reply_clock_fact_problems(reply, fact_view(job), problems);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_fact_saved);
    return err;
}
