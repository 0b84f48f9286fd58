#include "rooms/cold/cold_web.h"

#include "base/shape.h"
#include "cold_ask_page.h"
#include "cold_list_page.h"
#include "cold_thaw_page.h"
#include "cold_view.h"
#include "rooms/cold/cold.h"
#include "rooms/cold/cold_unreadable.h"
#include "web/form.h"
#include "words.h"

enum { DAMAGES_MOST = 100 };

static int32_t number_of(const struct job *job, enum law_cold_what what)
{
    return law_cold_rule(law_cold_built_in(), what, date_in_london(job->now))->number;
}

static bool is_open(const struct job *job, const struct thaw *thaw)
{
    return instant_is_some(thaw->until_at) && job->now.ms < thaw->until_at.ms;
}

/* ---- asking ---------------------------------------------------------------------------------- */

static enum err ask_view(struct job *job, struct cold_ask_view **out_view)
{
    struct thaws thaws;
    enum err err = cold_mine(job, &thaws);
    if (err != OK)
        return err;
    struct cold_ask_view *view = ARENA_NEW(job->arena, struct cold_ask_view);
    struct cold_asked_view *rows = ARENA_MANY(job->arena, struct cold_asked_view, thaws.count);
    for (size_t i = 0; i < thaws.count; i++)
        rows[i] = (struct cold_asked_view){
            .thaw = thaws.at[i].thaw,
            .ref = thaws.at[i].ref,
            .reason = thaws.at[i].reason,
            .asked_at = thaws.at[i].asked_at,
            .outcome = thaws.at[i].outcome,
            .until_at = thaws.at[i].until_at,
            .is_open = is_open(job, &thaws.at[i]),
            .is_being_opened = thaws.at[i].is_being_opened,
        };
    view->days = number_of(job, LAW_COLD_THAW);
    view->asked.at = rows;
    view->asked.count = thaws.count;
    *out_view = view;
    return OK;
}

enum err cold_ask_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct cold_ask_view *view;
    enum err err = ask_view(job, &view);
    if (err == OK)
        reply_cold_ask(reply, view);
    return err;
}

static enum err ask_again(struct job *job, const struct problems *problems, struct reply *reply)
{
    struct cold_ask_view *view;
    enum err err = ask_view(job, &view);
    if (err != OK)
        return err;
    reply_cold_ask_problems(reply, view, problems);
    return ERR_INVALID;
}

enum err cold_ask_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct cold_ask_form form = {0};
    struct str ref;
    form_read(&shape_cold_ask_form, request->fields, problems, &form);
    if (form.reference.size > 0 && ref_parse(job->arena, form.reference, &ref) != OK)
        problems_add(problems, STR("reference"), WORD_cold_no_reference);
    if (problems->count > 0)
        return ask_again(job, problems, reply);
    enum err err = cold_ask(job, form.reference, form.reason);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_thaw_asked);
    return err;
}

static enum err asked_for(const struct request *request, struct task_id *out_thaw)
{
    return id_parse(request_path(request, "thaw"), &out_thaw->value) == OK ? OK : ERR_NOT_FOUND;
}

enum err cold_own_end_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct task_id thaw;
    enum err err = asked_for(request, &thaw);
    job->location = STR("/cold/ask");
    if (err == OK)
        err = cold_end(job, thaw, true);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_thaw_ended);
    return err;
}

/* ---- the list -------------------------------------------------------------------------------- */

static void fill_thaws(struct job *job, const struct thaws *thaws, struct cold_list_view *view)
{
    struct cold_thaw_line_view *lines =
        ARENA_MANY(job->arena, struct cold_thaw_line_view, thaws->count);
    size_t waiting = 0;
    for (size_t i = 0; i < thaws->count; i++) {
        lines[i] = (struct cold_thaw_line_view){
            .thaw = thaws->at[i].thaw,
            .ref = thaws->at[i].ref,
            .reason = thaws->at[i].reason,
            .asked_by_name = thaws->at[i].asked_by_name,
            .asked_role = thaws->at[i].asked_role,
            .asked_at = thaws->at[i].asked_at,
            .until_at = thaws->at[i].until_at,
            .is_being_opened = thaws->at[i].is_being_opened,
        };
        waiting += thaws->at[i].outcome.size == 0;
    }
    view->waiting.at = lines;
    view->waiting.count = waiting;
    view->open.at = lines + waiting;
    view->open.count = thaws->count - waiting;
}

static struct str place_text(struct arena *arena, struct str table, struct str column,
                             int64_t row)
{
    return str_format(arena, "%.*s.%.*s %lld", STR_ARGS(table), STR_ARGS(column),
                      (long long)row);
}

static enum err fill_damaged(struct job *job, struct cold_list_view *view)
{
    struct cold_damaged_list list;
    enum err err = cold_damaged(job, &list);
    if (err != OK)
        return err;
    struct cold_damaged_view *lines =
        ARENA_MANY(job->arena, struct cold_damaged_view, list.count);
    for (size_t i = 0; i < list.count; i++)
        lines[i] = (struct cold_damaged_view){list.at[i].thaw, list.at[i].ref,
                                              list.at[i].number};
    view->damaged.at = lines;
    view->damaged.count = list.count;
    return OK;
}

/* Values of one record follow each other. */
static enum err fill_unreadable(struct job *job, struct cold_list_view *view)
{
    struct unreadable_values values;
    enum err err = unreadable_list(job, DAMAGES_MOST, &values);
    if (err != OK)
        return err;
    struct cold_unreadable_view *lines =
        ARENA_MANY(job->arena, struct cold_unreadable_view, values.count);
    struct cold_unreadable_place_view *places =
        ARENA_MANY(job->arena, struct cold_unreadable_place_view, values.count);
    size_t count = 0;
    for (size_t i = 0; i < values.count; i++) {
        const struct unreadable_value *value = &values.at[i];
        if (count == 0 || lines[count - 1].owner.value != value->record.value) {
            lines[count] = (struct cold_unreadable_view){
                .owner = value->record, .kind = value->kind, .ref = value->ref};
            lines[count++].places.at = &places[i];
        }
        lines[count - 1].places.count++;
        places[i] = (struct cold_unreadable_place_view){
            .of_table = value->of_table,
            .place = place_text(job->arena, value->of_table, value->of_column, value->of_row),
            .found_at = value->found_at,
        };
    }
    view->unopened.at = lines;
    view->unopened.count = count;
    return OK;
}

enum err cold_list_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct str after = pairs_get(request->query, "after");
    struct cold_lines cold;
    struct thaws thaws;
    struct cold_list_view *view = ARENA_NEW(job->arena, struct cold_list_view);
    enum err err = cold_list(job, after, &cold);
    if (err == OK)
        err = cold_thaws(job, &thaws);
    if (err != OK)
        return err;
    struct cold_line_view *lines = ARENA_MANY(job->arena, struct cold_line_view, cold.count);
    for (size_t i = 0; i < cold.count; i++)
        lines[i] = (struct cold_line_view){cold.at[i].ref, cold.at[i].cold_at,
                                           cold.at[i].key_mark};
    view->cold.at = lines;
    view->cold.count = cold.count;
    view->total = cold.total;
    if (after.size > 0)
        view->first = STR("/cold");
    if (cold.next.size > 0)
        view->next = str_format(job->arena, "/cold?after=%.*s", STR_ARGS(cold.next));
    view->months = number_of(job, LAW_COLD_CLOSED);
    fill_thaws(job, &thaws, view);
    err = fill_damaged(job, view);
    if (err == OK)
        err = fill_unreadable(job, view);
    if (err == OK)
        reply_cold_list(reply, view);
    return err;
}

/* ---- one asking ------------------------------------------------------------------------------ */

static enum err fill_damages(struct job *job, struct task_id thaw, struct cold_thaw_view *view)
{
    struct cold_damages damages;
    enum err err = cold_damage_list(job, thaw, DAMAGES_MOST, &damages);
    if (err != OK)
        return err;
    struct cold_damage_view *lines =
        ARENA_MANY(job->arena, struct cold_damage_view, damages.count);
    for (size_t i = 0; i < damages.count; i++) {
        const struct cold_damage *damage = &damages.at[i];
        lines[i] = (struct cold_damage_view){
            .of_table = damage->of_table,
            .place = place_text(job->arena, damage->of_table, damage->of_column,
                                damage->of_row),
            .kind = damage->kind,
            .found_at = damage->found_at,
        };
        view->is_unseen = view->is_unseen || !instant_is_some(damage->seen_at);
    }
    view->damages.at = lines;
    view->damages.count = damages.count;
    return OK;
}

static enum err thaw_view(struct job *job, const struct request *request,
                          struct cold_thaw_view **out_view)
{
    struct task_id id;
    struct thaw thaw;
    enum err err = asked_for(request, &id);
    if (err == OK)
        err = cold_get(job, id, &thaw);
    if (err != OK)
        return err;
    struct cold_thaw_view *view = ARENA_NEW(job->arena, struct cold_thaw_view);
    bool is_answered = instant_is_some(thaw.answered_at);
    *view = (struct cold_thaw_view){
        .thaw = id,
        .ref = thaw.ref,
        .reason = thaw.reason,
        .asked_by_name = thaw.asked_by_name,
        .asked_role = thaw.asked_role,
        .asked_at = thaw.asked_at,
        .answered_by_name = thaw.answered_by_name,
        .answered_role = thaw.answered_role,
        .answered_at = thaw.answered_at,
        .outcome = thaw.outcome,
        .until_at = thaw.until_at,
        .sealed = is_answered ? STR_NONE : thaw.sealed,
        .key_mark = thaw.key_mark,
        .is_cold = thaw.is_cold,
        .is_open = is_open(job, &thaw),
        .is_own = thaw.asked_by.value == job->asker.staff.value ||
                  str_equal_c(thaw.asked_role, role_name(job->asker.role)),
        .days = number_of(job, LAW_COLD_THAW),
        .is_being_opened = thaw.is_being_opened,
        .piece_done = thaw.piece_done,
        .piece_count = thaw.piece_count,
    };
    err = fill_damages(job, id, view);
    if (err == OK)
        *out_view = view;
    return err;
}

enum err cold_thaw_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct cold_thaw_view *view;
    enum err err = thaw_view(job, request, &view);
    if (err == OK)
        reply_cold_thaw(reply, view);
    return err;
}

/* On to the list, or the page again with what stands against it. */
static enum err go_on(struct job *job, const struct request *request, enum err err, int notice,
                      const struct problems *problems, struct reply *reply)
{
    struct cold_thaw_view *view;
    if (err == OK)
        reply_go(reply, job->location, notice);
    if (err != ERR_INVALID || problems->count == 0)
        return err;
    err = thaw_view(job, request, &view);
    if (err != OK)
        return err;
    reply_cold_thaw_problems(reply, view, problems);
    return ERR_INVALID;
}

enum err cold_confirm_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct cold_confirm_form form = {0};
    struct task_id thaw;
    bool is_open = false;
    form_read(&shape_cold_confirm_form, request->fields, problems, &form);
    enum err err = problems_result(problems);
    if (err == OK)
        err = asked_for(request, &thaw);
    job->location = STR("/cold");
    if (err == OK)
        err = cold_confirm(job, thaw, form.opened, problems, &is_open);
    return go_on(job, request, err, is_open ? WORD_notice_thawed : WORD_notice_thaw_begun,
                 problems, reply);
}

enum err cold_refuse_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct task_id thaw;
    enum err err = asked_for(request, &thaw);
    job->location = STR("/cold");
    if (err == OK)
        err = cold_refuse(job, thaw, problems);
    return go_on(job, request, err, WORD_notice_thaw_refused, problems, reply);
}

enum err cold_end_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct task_id thaw;
    enum err err = asked_for(request, &thaw);
    job->location = STR("/cold");
    if (err == OK)
        err = cold_end(job, thaw, false);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_thaw_ended);
    return err;
}

enum err cold_seen_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct task_id thaw;
    enum err err = asked_for(request, &thaw);
    job->location = STR("/cold");
    if (err == OK)
        err = cold_damage_see(job, thaw);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_thaw_seen);
    return err;
}

enum err cold_unreadable_seen_do(struct job *job, const struct request *request,
                                 struct reply *reply)
{
    struct record_id record;
    job->location = STR("/cold");
    if (id_parse(request_path(request, "owner"), &record.value) != OK)
        return ERR_NOT_FOUND;
    enum err err = unreadable_see(job, record);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_thaw_seen);
    return err;
}
