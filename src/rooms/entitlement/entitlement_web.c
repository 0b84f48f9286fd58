#include "rooms/entitlement/entitlement_web.h"

#include "entitlement_page.h"
#include "law/book.h"
#include "rooms/entitlement/entitlement.h"

static struct str scheme_of(const struct rate_line *line)
{
    return str_of(rate_scheme_code(line->rate->scheme));
}

static void show_lines(struct job *job, const struct rate_entitlement *due,
                       struct entitlement_view *view)
{
    struct entitlement_line_view *lines =
        ARENA_MANY(job->arena, struct entitlement_line_view, due->count);
    for (size_t i = 0; i < due->count; i++) {
        const struct rate_line *line = &due->lines[i];
        lines[i] = (struct entitlement_line_view){
            .who = str_of(rate_who_code(line->who)),
            .child = (int64_t)line->child,
            .pence = line->pence,
            .is_once = line->rate->is_once,
            .is_verified = rate_is_verified(line->rate),
            .whole_pence = line->rate->amount_pence,
            .off_pence = line->off_pence,
            .scheme = scheme_of(line),
            .rate = line->rate->rate,
            .from_on = line->rate->from,
            .to_on = line->rate->to,
            .effect = line->rate->effect,
            .source = law_source_text(job->arena, law_book(), line->rate->source),
            .doubt = line->rate->doubt,
        };
    }
    view->lines.at = lines;
    view->lines.count = due->count;
    view->week_pence = due->week_pence;
    view->week_unverified_pence = due->week_unverified_pence;
    view->once_pence = due->once_pence;
}

static struct entitlement_period_view period_view(const struct entitlement_period *period)
{
    const struct rate_span *span = &period->span;
    int64_t days = rate_span_days(span);
    return (struct entitlement_period_view){
        .from_on = span->from,
        .to_on = span->to,
        .days = days,
        .accommodation = period->situation->accommodation,
        .is_catered = period->situation->is_catered,
        .is_asylum_supported = period->situation->is_asylum_supported,
        .decision = str_of(rate_decision_code(period->decision)),
        .applied_pence = span->applied_pence,
        .due_pence = span->due_pence,
        .unverified_pence = span->due_unverified_pence,
        .difference_pence = rate_pence_of_sevenths(days * (span->due_pence - span->applied_pence)),
        .total_pence = rate_pence_of_sevenths(days * span->due_pence),
    };
}

/* The newest first: the present is what is asked about. */
static void show_periods(struct job *job, const struct entitlement *entitlement,
                         struct entitlement_view *view)
{
    size_t count = entitlement->period_count;
    struct entitlement_period_view *periods =
        ARENA_MANY(job->arena, struct entitlement_period_view, count);
    for (size_t i = 0; i < count; i++)
        periods[i] = period_view(&entitlement->periods[count - 1 - i]);
    view->periods.at = periods;
    view->periods.count = count;
}

static enum err show_payments(struct job *job, struct person_id person,
                              struct entitlement_view *view)
{
    struct payments payments;
    enum err err = payment_list(job, person, &payments);
    if (err != OK)
        return err;
    struct payment_line_view *lines =
        ARENA_MANY(job->arena, struct payment_line_view, payments.count);
    for (size_t i = 0; i < payments.count; i++) {
        const struct payment *payment = &payments.at[i];
        lines[i] = (struct payment_line_view){payment->payment, payment->pence, payment->from_on,
                                              payment->to_on, payment->paid_on, payment->kind,
                                              payment->staff_name, payment->is_cancelled};
    }
    view->payments.at = lines;
    view->payments.count = payments.count;
    return OK;
}

static void show_situation(const struct situation *situation, struct entitlement_view *view)
{
    view->since_on = DATE_NONE;
    view->has_situation = situation != NULL;
    if (situation == NULL)
        return;
    view->accommodation = situation->accommodation;
    view->since_on = situation->from_on;
    view->is_catered = situation->is_catered;
    view->is_asylum_supported = situation->is_asylum_supported;
}

static void show_account(const struct entitlement *entitlement, struct entitlement_view *view)
{
    view->is_child = entitlement->is_child;
    view->decision = str_of(rate_decision_code(entitlement->today.decision));
    view->children = (int64_t)entitlement->today.child_count;
    view->is_pregnant = entitlement->today.is_pregnant;
    view->has_unknown_birth = entitlement->has_unknown_birth;
    view->hidden_count = (int64_t)entitlement->hidden_count;
    view->due_pence = entitlement->due_pence;
    view->unverified_pence = entitlement->unverified_pence;
    view->back_pay_pence = entitlement->back_pay_pence;
    view->paid_pence = entitlement->paid_pence;
    view->open_pence = entitlement->open_pence;
    view->open_unverified_pence = entitlement->open_unverified_pence;
}

enum err entitlement_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct person_id person = {job->target.id};
    struct entitlement *entitlement = ARENA_NEW(job->arena, struct entitlement);
    struct entitlement_view *view = ARENA_NEW(job->arena, struct entitlement_view);
    enum err err = entitlement_of(job, person, entitlement);
    if (err == OK)
        err = show_payments(job, person, view);
    if (err != OK)
        return err;
    view->ref = job->target.ref;
    view->on = date_in_london(job->now);
    view->may_write = right_allows(job->asker.role, job->relations, RIGHT_money_write);
    show_situation(entitlement->situation, view);
    show_account(entitlement, view);
    show_lines(job, &entitlement->due, view);
    show_periods(job, entitlement, view);
    reply_entitlement(reply, view);
    return OK;
}
