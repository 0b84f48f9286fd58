#include "rooms/emergency/emergency_web.h"

#include "base/shape.h"
#include "emergency_list_page.h"
#include "emergency_mine_page.h"
#include "emergency_new_page.h"
#include "emergency_review_page.h"
#include "emergency_view.h"
#include "guard/audit.h"
#include "rooms/emergency/emergency.h"
#include "web/form.h"
#include "words.h"

enum { LIST_MOST = 100 };

/* ---- opening --------------------------------------------------------------------------------- */

static struct emergency_new_view *new_view(struct job *job, enum err standing)
{
    struct emergency_new_view *view = ARENA_NEW(job->arena, struct emergency_new_view);
    *view = (struct emergency_new_view){
        .minutes = EMERGENCY_MINUTES,
        .hours = EMERGENCY_REVIEW_HOURS,
        .a_day = EMERGENCIES_A_DAY,
        .is_suspended = standing == ERR_CONFLICT,
        .is_too_many = standing == ERR_TOO_MANY,
    };
    return view;
}

static bool is_standing(enum err err)
{
    return err == OK || err == ERR_CONFLICT || err == ERR_TOO_MANY;
}

enum err emergency_new_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    enum err err = emergency_may_open(job);
    if (!is_standing(err))
        return err;
    reply_emergency_new(reply, new_view(job, err));
    return OK;
}

/* What was typed comes back with the reason why it cannot be done, also to a program. */
static enum err come_back(struct job *job, enum err err, struct problems *problems,
                          struct reply *reply)
{
    if (err == ERR_CONFLICT)
        problems_add(problems, STR("reference"), WORD_emergency_suspended);
    if (err == ERR_TOO_MANY)
        problems_add(problems, STR("reference"), WORD_emergency_too_many);
    if (problems->count == 0)
        return err;
    reply_emergency_new_problems(reply, new_view(job, err), problems);
    return ERR_INVALID;
}

enum err emergency_open_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct emergency_open_form form = {0};
    form_read(&shape_emergency_open_form, request->fields, problems, &form);
    if (problems->count > 0)
        return come_back(job, OK, problems, reply);
    enum err err = emergency_open(job, &(struct emergency_new){
        .typed = form.reference, .reason = form.reason, .words = form.words});
    if (err != OK)
        return come_back(job, err, problems, reply);
    reply_go(reply, job->location, 0);
    return OK;
}

enum err emergency_mine_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct emergencies list;
    enum err err = emergency_lately(job, &list);
    if (err != OK)
        return err;
    struct emergency_opened_view *rows =
        ARENA_MANY(job->arena, struct emergency_opened_view, list.count);
    for (size_t i = 0; i < list.count; i++)
        rows[i] = (struct emergency_opened_view){
            .kind = list.at[i].kind,
            .ref = list.at[i].ref,
            .is_open = job->now.ms < list.at[i].until_at.ms,
            .opened_at = list.at[i].opened_at,
            .until_at = list.at[i].until_at,
            .review_by_at = list.at[i].review_by_at,
        };
    struct emergency_mine_view *view = ARENA_NEW(job->arena, struct emergency_mine_view);
    view->rows.at = rows;
    view->rows.count = list.count;
    reply_emergency_mine(reply, view);
    return OK;
}

/* ---- the guardian's list --------------------------------------------------------------------- */

static struct emergency_line_view line_of(const struct job *job, const struct emergency *emergency)
{
    const struct law_retention_rule *rule;
    struct date today = date_in_london(job->now);
    struct date until = emergency_words_until(emergency, today, &rule);
    return (struct emergency_line_view){
        .emergency = emergency->emergency,
        .staff_name = emergency->staff_name,
        .role = emergency->role,
        .kind = emergency->kind,
        .ref = emergency->ref,
        .reason = emergency->reason,
        .opened_at = emergency->opened_at,
        .review_by_at = emergency->review_by_at,
        .reviewed_at = emergency->reviewed_at,
        .outcome = emergency->outcome,
        .is_late = !instant_is_some(emergency->reviewed_at) &&
                   emergency->review_by_at.ms <= job->now.ms,
        .words_until_on = date_compare(until, today) > 0 ? until : DATE_NONE,
    };
}

enum err emergency_list_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct emergencies list;
    enum err err = emergency_list(job, LIST_MOST, &list);
    if (err != OK)
        return err;
    struct emergency_line_view *lines =
        ARENA_MANY(job->arena, struct emergency_line_view, list.count);
    size_t waiting = 0;
    for (size_t i = 0; i < list.count; i++) {
        lines[i] = line_of(job, &list.at[i]);
        waiting += !instant_is_some(list.at[i].reviewed_at);
    }
    struct emergency_list_view *view = ARENA_NEW(job->arena, struct emergency_list_view);
    view->waiting.at = lines;
    view->waiting.count = waiting;
    view->done.at = lines + waiting;
    view->done.count = list.count - waiting;
    reply_emergency_list(reply, view);
    return OK;
}

/* ---- the review ------------------------------------------------------------------------------ */

/* What the log has of this worker and this record within the hour, newest first: all that was done,
 * however often a page was looked at afterwards. */
static enum err show_lines(struct job *job, const struct emergency *emergency,
                           struct emergency_review_view *view)
{
    const struct audit_span span = {emergency->record.value, emergency->staff,
                                    emergency->opened_at,
                                    instant_add_ms(emergency->until_at, 1)};
    struct audit_entries entries;
    if (emergency->record.value == 0)
        return OK;
    enum err err = audit_done(job, &span, &entries);
    if (err != OK)
        return err;
    struct audit_row_view *lines = ARENA_MANY(job->arena, struct audit_row_view, entries.count);
    for (size_t i = 0; i < entries.count; i++)
        lines[i] = (struct audit_row_view){.at = entries.at[i].at,
                                           .verb = entries.at[i].verb,
                                           .kind = entries.at[i].kind,
                                           .purpose = entries.at[i].purpose};
    view->lines.at = lines;
    view->lines.count = entries.count;
    return OK;
}

static enum err asked_for(struct job *job, const struct request *request,
                          struct emergency *out_emergency)
{
    struct emergency_id emergency;
    if (id_parse(request_path(request, "emergency"), &emergency.value) != OK)
        return ERR_NOT_FOUND;
    return emergency_get(job, emergency, out_emergency);
}

/* Until when the words are kept, and by which rule. */
static void say_how_long(struct job *job, const struct emergency *emergency,
                         struct emergency_review_view *view)
{
    const struct law_retention_rule *rule;
    view->words_until_on = emergency_words_until(emergency, date_in_london(job->now), &rule);
    view->words_years = INTEGER_NONE;
    if (rule == NULL)
        return;
    view->words_rule = rule->rule;
    view->words_years = rule->years;
    view->words_doubt = rule->doubt;
}

static enum err review_view(struct job *job, const struct request *request,
                            struct emergency_review_view **out_view)
{
    struct emergency emergency;
    enum err err = asked_for(job, request, &emergency);
    if (err != OK)
        return err;
    struct emergency_review_view *view = ARENA_NEW(job->arena, struct emergency_review_view);
    *view = (struct emergency_review_view){
        .emergency = emergency.emergency,
        .staff_name = emergency.staff_name,
        .role = emergency.role,
        .kind = emergency.kind,
        .ref = emergency.ref,
        .typed = emergency.typed,
        .reason = emergency.reason,
        .words = emergency.words,
        .opened_at = emergency.opened_at,
        .until_at = emergency.until_at,
        .review_by_at = emergency.review_by_at,
        .reviewed_at = emergency.reviewed_at,
        .reviewed_by_name = emergency.reviewed_by_name,
        .outcome = emergency.outcome,
        .review_words = emergency.review_words,
        .forgotten_at = emergency.forgotten_at,
        .may_review = !instant_is_some(emergency.reviewed_at) &&
                      emergency.staff.value != job->asker.staff.value,
    };
    say_how_long(job, &emergency, view);
    err = show_lines(job, &emergency, view);
    if (err == OK && str_equal_c(emergency.kind, "person"))
        job_audit(job, VERB_read, RECORD_person, emergency.record.value);
    if (err == OK)
        *out_view = view;
    return err;
}

enum err emergency_review_show(struct job *job, const struct request *request,
                               struct reply *reply)
{
    struct emergency_review_view *view;
    enum err err = review_view(job, request, &view);
    if (err == OK)
        reply_emergency_review(reply, view);
    return err;
}

enum err emergency_review_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct emergency_review_form form = {0};
    struct emergency_review_view *view;
    form_read(&shape_emergency_review_form, request->fields, problems, &form);
    enum err err = review_view(job, request, &view);
    if (err != OK)
        return err;
    if (problems->count > 0) {
        reply_emergency_review_problems(reply, view, problems);
        return ERR_INVALID;
    }
    job->location = STR("/emergencies");
    err = emergency_review(job, view->emergency, form.outcome, form.words);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_emergency_reviewed);
    return err;
}
