#include "rooms/audit/audit_refusals_web.h"

#include "audit_refusals_page.h"
#include "audit_view.h"
#include "guard/refusal.h"
#include "web/form.h"
#include "words.h"

enum { HOURS = 24, ROWS_MOST = 200, ALARMS_MOST = 50 };

static enum err fill_alarms(struct job *job, struct audit_refusals_view *view)
{
    struct refusal_alarms alarms;
    enum err err = refusal_alarms_list(job, ALARMS_MOST, &alarms);
    if (err != OK)
        return err;
    struct refusal_alarm_view *rows =
        ARENA_MANY(job->arena, struct refusal_alarm_view, alarms.count);
    for (size_t i = 0; i < alarms.count; i++)
        rows[i] = (struct refusal_alarm_view){
            .staff = alarms.at[i].staff,
            .staff_name = alarms.at[i].staff_name,
            .may_settle = right_opens(job->asker.role, RIGHT_refusals_review) &&
                          alarms.at[i].staff.value != job->asker.staff.value,
            .reason = alarms.at[i].reason,
            .at = alarms.at[i].at,
            .times = alarms.at[i].times,
        };
    view->alarms.at = rows;
    view->alarms.count = alarms.count;
    return OK;
}

static enum err fill_sums(struct job *job, struct audit_refusals_view *view)
{
    struct refusal_sums sums;
    enum err err = refusal_sums_list(job, HOURS, ROWS_MOST, &sums);
    if (err != OK)
        return err;
    struct refusal_row_view *rows = ARENA_MANY(job->arena, struct refusal_row_view, sums.count);
    for (size_t i = 0; i < sums.count; i++)
        rows[i] = (struct refusal_row_view){sums.at[i].staff_name, sums.at[i].role,
                                            sums.at[i].reason, sums.at[i].kind,
                                            sums.at[i].times, sums.at[i].last_at};
    view->rows.at = rows;
    view->rows.count = sums.count;
    return OK;
}

static void fill_rules(struct job *job, struct audit_refusals_view *view)
{
    struct refusal_rule_view *rules =
        ARENA_MANY(job->arena, struct refusal_rule_view, refusal_rule_count);
    for (size_t i = 0; i < refusal_rule_count; i++)
        rules[i] = (struct refusal_rule_view){
            str_of(refusal_reason_name(refusal_rules[i].reason)), refusal_rules[i].is_nobodys,
            refusal_rules[i].times, refusal_rules[i].minutes};
    view->rules.at = rules;
    view->rules.count = refusal_rule_count;
}

enum err refusals_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct audit_refusals_view *view = ARENA_NEW(job->arena, struct audit_refusals_view);
    fill_rules(job, view);
    enum err err = fill_alarms(job, view);
    if (err == OK)
        err = fill_sums(job, view);
    if (err == OK)
        reply_audit_refusals(reply, view);
    return err;
}

enum err refusal_seen_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems problems = problems_make(job->arena);
    struct refusal_seen_form form = {0};
    form_read(&shape_refusal_seen_form, request->fields, &problems, &form);
    job->location = STR("/refusals");
    enum err err = problems_result(&problems);
    if (err == OK)
        err = refusal_seen(job, form.staff, form.reason);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_refusals_seen);
    return err;
}
