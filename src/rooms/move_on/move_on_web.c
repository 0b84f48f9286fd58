#include "rooms/move_on/move_on_web.h"

#include <stdlib.h>

#include "base/shape.h"
#include "move_on_page.h"
#include "rooms/clock/clock_words_web.h"
#include "rooms/move_on/council.h"
#include "web/words.h"

/* ---- the page -------------------------------------------------------------------------------- */

static void show_events(struct job *job, const struct move_on *move_on, struct move_on_view *view)
{
    const struct law_book *book = law_book();
    struct move_on_event_view *events =
        ARENA_MANY(job->arena, struct move_on_event_view, move_on->event_count);
    for (size_t i = 0; i < move_on->event_count; i++) {
        struct str key = str_format(job->arena, "law_event_%.*s",
                                    STR_ARGS(book->events[move_on->events[i].event].code));
        events[i] = (struct move_on_event_view){word_find(key), move_on->events[i].on};
    }
    view->events.at = events;
    view->events.count = move_on->event_count;
}

static struct move_on_clock_view clock_view(struct job *job, size_t language,
                                            const struct clock *clock)
{
    struct clock_sentence_view *why =
        ARENA_MANY(job->arena, struct clock_sentence_view, clock->why->why_count);
    for (size_t i = 0; i < clock->why->why_count; i++)
        why[i].text = clock_sentence(job->arena, language, &clock->why->sentences[i]);
    return (struct move_on_clock_view){
        .title = clock->title,
        .effect = clock->law->effect,
        .rule = clock->rule,
        .meaning = law_meaning_code(clock->law->meaning),
        .due_on = clock->due_on,
        .days = abs(clock->days_left),
        .is_over = clock->days_left < 0,
        .is_silent = clock->is_silent,
        .why = {why, clock->why->why_count},
        .source = law_rule_source(job->arena, law_book(), clock->law),
    };
}

static void show_clocks(struct job *job, size_t language, const struct move_on *move_on,
                        struct move_on_view *view)
{
    struct move_on_clock_view *clocks =
        ARENA_MANY(job->arena, struct move_on_clock_view, move_on->clocks.count);
    for (size_t i = 0; i < move_on->clocks.count; i++)
        clocks[i] = clock_view(job, language, &move_on->clocks.at[i]);
    view->clocks.at = clocks;
    view->clocks.count = move_on->clocks.count;
}

/* What the law's row adds to a step that is asked for. */
static void tell_due(struct job *job, const struct law_move_on_due *due,
                     struct move_on_step_view *view)
{
    const struct law_clock *before = due->before;
    view->is_asked = true;
    view->is_short = due->is_short;
    view->who = str_of(law_move_on_who_code(due->step->who));
    view->source = law_source_text(job->arena, law_book(), due->step->source);
    view->doubt = due->step->doubt;
    view->is_silent = due->step->grade == 'C' || (before != NULL && before->is_silent);
    view->lead_rule = due->lead == NULL ? STR_NONE : due->lead->rule;
    view->is_window = due->lead != NULL && due->lead->meaning == LAW_WINDOW;
    if (before == NULL)
        return;
    view->before = clock_title(before->rule->rule);
    view->before_rule = before->rule->rule;
}

static struct move_on_step_view step_view(struct job *job, const struct move_on_step *step)
{
    struct date today = date_in_london(job->now);
    struct move_on_step_view view = {
        .step = step->step,
        .due_on = step->due_on,
        .owner_name = step->owner_name,
        .is_mine = step->owner.value == job->asker.staff.value,
        .is_started = step->is_started,
        .done_at = step->done_at,
        .done_name = step->done_name,
    };
    if (date_is_some(step->due_on)) {
        view.days = abs(step->due_on.days - today.days);
        view.is_late = date_compare(step->due_on, today) < 0;
    }
    if (step->due != NULL)
        tell_due(job, step->due, &view);
    return view;
}

static void show_steps(struct job *job, const struct move_on *move_on, struct move_on_view *view)
{
    struct move_on_step_view *steps =
        ARENA_MANY(job->arena, struct move_on_step_view, move_on->step_count);
    bool has_nobody = false;
    for (size_t i = 0; i < move_on->step_count; i++) {
        steps[i] = step_view(job, &move_on->steps[i]);
        has_nobody |= !move_on->steps[i].is_started;
    }
    view->steps.at = steps;
    view->steps.count = move_on->step_count;
    view->may_start = view->may_write && has_nobody;
}

static void show_before(struct job *job, const struct council_answers *before,
                        struct council_line_view *line)
{
    struct council_before_view *rows =
        ARENA_MANY(job->arena, struct council_before_view, before->count);
    for (size_t i = 0; i < before->count; i++)
        if (before->at[i].council_referral.value == line->council_referral.value)
            rows[line->before.count++] = (struct council_before_view){
                before->at[i].answer, before->at[i].answered_on, before->at[i].replaced_at};
    line->before.at = rows;
}

static enum err show_councils(struct job *job, struct person_id person, struct move_on_view *view)
{
    struct council_referrals referrals;
    struct council_answers before;
    enum err err = council_list_readable(job, person, &referrals);
    if (err == OK)
        err = council_answers_before(job, person, &before);
    if (err != OK)
        return err;
    struct council_line_view *lines =
        ARENA_MANY(job->arena, struct council_line_view, referrals.count);
    for (size_t i = 0; i < referrals.count; i++) {
        const struct council_referral *referral = &referrals.at[i];
        lines[i] = (struct council_line_view){referral->council_referral, referral->council,
                                              referral->consent, referral->consent_on,
                                              referral->sent_on, referral->answer,
                                              referral->answered_on, {0}};
        show_before(job, &before, &lines[i]);
    }
    view->councils.at = lines;
    view->councils.count = referrals.count;
    return OK;
}

enum err move_on_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct person_id person = {job->target.id};
    struct move_on move_on;
    struct move_on_view *view = ARENA_NEW(job->arena, struct move_on_view);
    enum err err = move_on_of(job, person, &move_on);
    if (err == OK)
        err = show_councils(job, person, view);
    if (err != OK)
        return err;
    view->ref = job->target.ref;
    view->on = date_in_london(job->now);
    view->is_england = move_on.nation == NATION_ENGLAND;
    view->may_write = right_allows(job->asker.role, job->relations, RIGHT_move_on_write);
    view->may_record = right_allows(job->asker.role, job->relations, RIGHT_decision_write);
    show_events(job, &move_on, view);
    show_clocks(job, words_choose(request->languages), &move_on, view);
    show_steps(job, &move_on, view);
    move_on_draw(job, &move_on, &view->chart);
    reply_move_on(reply, view);
    return OK;
}

/* ---- what is done to it ---------------------------------------------------------------------- */

void move_on_go_back(struct job *job)
{
    job->location = str_format(job->arena, "/people/%.*s/move-on", STR_ARGS(job->target.ref));
}

enum err move_on_start_do(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    move_on_go_back(job);
    enum err err = move_on_start(job, (struct person_id){job->target.id});
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_move_on_started);
    return err;
}

/* The step that the path names; STR_NONE: there is no such step. */
static struct str step_named(const struct request *request)
{
    struct str step = request_path(request, "step");
    return move_on_step_word(step) == 0 ? STR_NONE : step;
}

enum err move_on_take_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct str step = step_named(request);
    if (step.size == 0)
        return ERR_NOT_FOUND;
    move_on_go_back(job);
    enum err err = move_on_take(job, (struct person_id){job->target.id}, step);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_move_on_taken);
    return err;
}

enum err move_on_tick_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct str step = step_named(request);
    if (step.size == 0)
        return ERR_NOT_FOUND;
    move_on_go_back(job);
    enum err err = move_on_tick(job, (struct person_id){job->target.id}, step);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_move_on_ticked);
    return err;
}

enum err move_on_reopen_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct str step = step_named(request);
    if (step.size == 0)
        return ERR_NOT_FOUND;
    move_on_go_back(job);
    enum err err = move_on_reopen(job, (struct person_id){job->target.id}, step);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_move_on_reopened);
    return err;
}
