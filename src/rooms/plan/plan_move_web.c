/* One advice of moves: planned with her, or refused, by a person. */
#include "plan_move_page.h"
#include "rooms/plan/plan_move.h"
#include "rooms/plan/plan_view_web.h"
#include "rooms/plan/plan_web.h"
#include "web/form.h"
#include "web/words.h"

/* The advice whose first move is this stay's into this room, as the plan is now. */
struct looking {
    struct job *job;
    struct placement_id placement;
    struct room_id room;
    struct plan_today plan;
    struct plan_moves moves;
    const struct plan_advice *advice; /* NULL: it is not advised */
};

static enum err look(struct job *job, const struct request *request, struct looking *out_looking)
{
    struct looking looking = {.job = job, .placement = {job->target.id}};
    if (id_parse(request_path(request, "room"), &looking.room.value) != OK)
        return ERR_NOT_FOUND;
    enum err err = plan_make(job, &looking.plan);
    if (err == OK)
        err = plan_moves(job, &looking.plan, &looking.moves);
    if (err != OK)
        return err;
    *out_looking = looking;
    for (size_t i = 0; i < looking.moves.count; i++) {
        const struct plan_step *first = &out_looking->moves.at[i].steps[0];
        if (looking.plan.waiting.movers[first->mover].placement.value ==
                looking.placement.value &&
            looking.plan.waiting.facts.rooms[first->to].id == looking.room.value)
            out_looking->advice = &out_looking->moves.at[i];
    }
    return OK;
}

static enum err make_view(const struct request *request, struct looking *looking,
                          struct plan_seen seen, struct plan_move_view **out_view)
{
    struct job *job = looking->job;
    struct plan_move_view *view = ARENA_NEW(job->arena, struct plan_move_view);
    const struct plan_telling telling = {job, &looking->plan, words_choose(request->languages)};
    uint32_t room = plan_find_room(&looking->plan, looking->room);
    if (room == PLAN_NONE)
        return ERR_NOT_FOUND;
    const struct placement_queue *waiting = &looking->plan.waiting;
    *view = (struct plan_move_view){
        .placement = looking->placement,
        .room = looking->room,
        .alias = waiting->houses[waiting->facts.rooms[room].house].alias,
        .name = waiting->rooms[room].name,
        .made_at = job->now,
        .made_ms = job->now.ms,
        .facts = plan_facts_text(job->arena, looking->plan.facts),
        .seen_at = seen.at,
        .is_advised = looking->advice != NULL,
        .today_on = date_in_london(job->now),
    };
    if (looking->advice != NULL) {
        view->advice = plan_advice_of(&telling, looking->advice);
        view->ref = view->advice.steps.at[0].ref;
    }
    view->is_stale = seen.facts.size > 0 && !str_equal(seen.facts, view->facts);
    *out_view = view;
    return view->is_stale ? plan_changes_view(job, seen.at, &view->changes.at,
                                              &view->changes.count)
                          : OK;
}

enum err plan_move_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct looking looking;
    struct plan_move_view *view;
    int64_t at_ms;
    if (str_to_i64(pairs_get(request->query, "at"), &at_ms) != OK)
        at_ms = INTEGER_NONE;
    struct plan_seen seen = plan_seen_of(job, pairs_get(request->query, "facts"), at_ms);
    enum err err = look(job, request, &looking);
    if (err == OK)
        err = make_view(request, &looking, seen, &view);
    if (err == OK)
        reply_plan_move(reply, view);
    return err;
}

/* A decision is on the plan that was seen: if the facts are others by now, or the move is not
 * advised any more, that is told first. */
static enum err check_seen(struct looking *looking, struct str facts, struct problems *problems)
{
    struct str now = plan_facts_text(looking->job->arena, looking->plan.facts);
    if (looking->advice != NULL && str_equal(facts, now))
        return OK;
    problems_add(problems, STR("facts"), WORD_plan_stale);
    return ERR_CONFLICT;
}

static enum err show_again(struct job *job, const struct request *request, struct plan_seen seen,
                           const struct problems *problems, struct reply *reply, enum err err)
{
    struct looking looking;
    struct plan_move_view *view;
    if ((err != ERR_CONFLICT && err != ERR_INVALID) || problems->count == 0)
        return err;
    enum err shown = look(job, request, &looking);
    if (shown == OK)
        shown = make_view(request, &looking, seen, &view);
    if (shown != OK)
        return shown;
    reply_plan_move_problems(reply, view, problems);
    return err;
}

enum err plan_move_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct plan_move_form form = {0};
    struct looking looking;
    form_read(&shape_plan_move_form, request->fields, problems, &form);
    enum err err = look(job, request, &looking);
    if (err != OK)
        return err;
    err = problems_result(problems);
    if (err == OK)
        err = check_seen(&looking, form.facts, problems);
    if (err == OK)
        err = placement_move(job, &(struct placement_move){
            .placement = looking.placement,
            .room = looking.room,
            .on = form.on,
            .until_on = form.until_on,
            .has_consent = form.has_consent,
            .explanation = plan_move_explain(job, &looking.plan, looking.advice),
        }, problems);
    if (err == ERR_CONFLICT && problems->count == 0)
        problems_add(problems, STR("facts"), WORD_placement_taken);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_placement_move);
    return show_again(job, request, plan_seen_of(job, form.facts, form.at), problems, reply, err);
}

enum err plan_move_refuse_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct plan_move_refuse_form form = {0};
    struct looking looking;
    form_read(&shape_plan_move_refuse_form, request->fields, problems, &form);
    enum err err = look(job, request, &looking);
    if (err != OK)
        return err;
    err = problems_result(problems);
    if (err == OK)
        err = check_seen(&looking, form.facts, problems);
    if (err == OK)
        err = plan_move_refuse(job, &looking.plan, looking.advice, form.reason);
    if (err == OK)
        reply_go(reply, STR("/plan"), WORD_notice_plan_move_refused);
    return show_again(job, request, plan_seen_of(job, form.facts, form.at), problems, reply, err);
}
