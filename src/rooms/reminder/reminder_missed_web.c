/* Missed clocks: the list with its owners, the form for what became of one, and the numbers. */
#include "guard/statistic.h"
#include "missed_answer_page.h"
#include "missed_counts_page.h"
#include "missed_list_page.h"
#include "rooms/clock/clock.h"
#include "rooms/person/person.h"
#include "rooms/reminder/reminder_missed.h"
#include "rooms/reminder/reminder_web.h"
#include "web/form.h"
#include "words.h"

/* ---- the list -------------------------------------------------------------------------------- */

static struct missed_line_view line_of(const struct job *job, const struct missed *missed)
{
    struct date today = date_in_london(job->now);
    return (struct missed_line_view){
        .ref = missed->ref,
        .rule = missed->rule,
        .title = clock_title(missed->rule),
        .effect = clock_effect(missed->rule),
        .state = missed->state,
        .due_on = missed->due_on,
        .due_at = missed->due_at,
        .closed_on = missed->closed_on,
        .owner = missed->owner,
        .owned_by = missed->owned_by,
        .next_step = missed->next_step,
        .next_on = missed->next_on,
        .days = today.days - missed->due_on.days,
    };
}

/* Each person once is opened and stands in the log; the same person may have several lines. */
static enum err name_people(struct job *job, const struct missed_page *page,
                            struct missed_line_view *lines)
{
    struct person_id *people = ARENA_MANY(job->arena, struct person_id, page->count);
    size_t *place = ARENA_MANY(job->arena, size_t, page->count);
    size_t count = 0;
    for (size_t i = 0; i < page->count; i++) {
        for (place[i] = 0; place[i] < count; place[i]++)
            if (people[place[i]].value == page->at[i].person.value)
                break;
        if (place[i] == count)
            people[count++] = page->at[i].person;
    }
    struct person *opened = ARENA_MANY(job->arena, struct person, count);
    enum err err = person_get_many_readable(job, PERSON_CALLED, people, count, opened);
    for (size_t i = 0; err == OK && i < page->count; i++)
        lines[i].called = person_called(&opened[place[i]]);
    for (size_t i = 0; err == OK && i < count; i++)
        job_audit(job, VERB_read, RECORD_person, people[i].value);
    return err;
}

enum err missed_list_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct missed_list_view *view = ARENA_NEW(job->arena, struct missed_list_view);
    struct str after = pairs_get(request->query, "after");
    struct missed_page page;
    enum err err = missed_page(job, after, &page);
    if (err == OK)
        err = missed_count(job, &view->open_count, &view->hand_count);
    if (err != OK)
        return err;
    struct missed_line_view *lines = ARENA_MANY(job->arena, struct missed_line_view, page.count);
    for (size_t i = 0; i < page.count; i++)
        lines[i] = line_of(job, &page.at[i]);
    err = name_people(job, &page, lines);
    if (err != OK)
        return err;
    view->may_answer = right_relations(job->asker.role, RIGHT_note_write) != 0;
    view->rows.at = lines;
    view->rows.count = page.count;
    if (after.size > 0)
        view->first = STR("/missed");
    if (page.next.size > 0)
        view->next = str_format(job->arena, "/missed?after=%.*s", STR_ARGS(page.next));
    reply_missed_list(reply, view);
    return OK;
}

/* ---- one ------------------------------------------------------------------------------------- */

static enum err fill(struct job *job, const struct missed_saying *saying,
                     struct missed_answer_view *view)
{
    struct missed_answers said;
    enum err err = missed_find(job, saying->person, saying->rule, saying->due_on,
                               &view->closed_on);
    if (err == OK)
        err = missed_said(job, saying->person, saying->rule, saying->due_on, &said);
    if (err != OK)
        return err;
    struct missed_answer_line_view *lines =
        ARENA_MANY(job->arena, struct missed_answer_line_view, said.count);
    for (size_t i = 0; i < said.count; i++)
        lines[i] = (struct missed_answer_line_view){
            said.at[i].outcome, said.at[i].reason,      said.at[i].next_step,
            said.at[i].next_on, said.at[i].answered_at, said.at[i].answered_by};
    view->ref = job->target.ref;
    view->rule = saying->rule;
    view->title = clock_title(saying->rule);
    view->effect = clock_effect(saying->rule);
    view->due_on = saying->due_on;
    view->next_on = DATE_NONE;
    view->before.at = lines;
    view->before.count = said.count;
    return OK;
}

static enum err which(struct job *job, const struct request *request,
                      struct missed_saying *out_saying)
{
    struct missed_saying saying = {{job->target.id}, request_path(request, "rule"), DATE_NONE,
                                   NULL};
    if (date_parse(request_path(request, "date"), &saying.due_on) != OK)
        return ERR_NOT_FOUND;
    *out_saying = saying;
    return OK;
}

enum err missed_answer_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct missed_answer_view *view = ARENA_NEW(job->arena, struct missed_answer_view);
    struct missed_saying saying;
    enum err err = which(job, request, &saying);
    if (err == OK)
        err = fill(job, &saying, view);
    if (err == OK)
        reply_missed_answer(reply, view);
    return err;
}

enum err missed_answer_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct missed_answer_view *view = ARENA_NEW(job->arena, struct missed_answer_view);
    struct problems *problems = problems_new(job->arena);
    struct missed_answer_form form = {0};
    struct missed_saying saying;
    enum err err = which(job, request, &saying);
    if (err != OK)
        return err;
    form_read(&shape_missed_answer_form, request->fields, problems, &form);
    saying.answer = &(struct missed_answer){.outcome = form.outcome, .reason = form.reason,
                                            .next_step = form.next_step,
                                            .next_on = form.next_on};
    job->location = STR("/today");
    err = missed_answer(job, &saying, problems);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_missed_answered);
    if (err == ERR_INVALID && fill(job, &saying, view) == OK)
        reply_missed_answer_problems(reply, view, problems);
    return err;
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* Who reads these is outside the circle of care: no number that could be somebody. */
static int64_t *told(struct job *job, const struct missed_number *numbers, size_t count,
                     int64_t *out_sum)
{
    int64_t *told = ARENA_MANY(job->arena, int64_t, count);
    for (size_t i = 0; i < count; i++)
        told[i] = numbers[i].number;
    statistic_tell(told, count, out_sum);
    for (size_t i = 0; i < count; i++)
        told[i] = told[i] == STATISTIC_HIDDEN ? INTEGER_NONE : told[i];
    return told;
}

enum err missed_counts_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct missed_counts_view *view = ARENA_NEW(job->arena, struct missed_counts_view);
    struct missed_numbers numbers;
    enum err err = missed_numbers(job, &numbers);
    if (err != OK)
        return err;
    struct missed_rule_count_view *rules =
        ARENA_MANY(job->arena, struct missed_rule_count_view, numbers.rule_count);
    struct missed_reason_count_view *reasons =
        ARENA_MANY(job->arena, struct missed_reason_count_view, numbers.reason_count);
    int64_t sum, said_sum;
    const int64_t *rules_told = told(job, numbers.rules, numbers.rule_count, &sum);
    const int64_t *said_told = told(job, numbers.reasons, numbers.reason_count, &said_sum);
    for (size_t i = 0; i < numbers.rule_count; i++)
        rules[i] = (struct missed_rule_count_view){
            numbers.rules[i].rule, clock_title(numbers.rules[i].rule), rules_told[i]};
    for (size_t i = 0; i < numbers.reason_count; i++)
        reasons[i] = (struct missed_reason_count_view){numbers.reasons[i].outcome,
                                                       numbers.reasons[i].reason, said_told[i]};
    view->number = sum == STATISTIC_HIDDEN ? INTEGER_NONE : sum;
    view->has_number = sum != STATISTIC_HIDDEN;
    view->rules.at = rules;
    view->rules.count = numbers.rule_count;
    view->reasons.at = reasons;
    view->reasons.count = numbers.reason_count;
    reply_missed_counts(reply, view);
    return OK;
}
