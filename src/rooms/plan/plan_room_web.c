/* Why not this room? */
#include "base/shape.h"
#include "plan_room_page.h"
#include "rooms/placement/placement_words.h"
#include "rooms/plan/plan_view_web.h"
#include "rooms/plan/plan_web.h"
#include "web/form.h"
#include "web/words.h"

/* One question: this household, this room. */
struct asking {
    struct plan_telling telling;
    uint32_t household, room;
    struct str seen; /* the facts of the plan that was seen; empty: none was */
    struct plan_room_view *view;
};

static struct str alias_of(const struct plan_today *plan, uint32_t room)
{
    return room == PLAN_NONE
               ? STR_NONE
               : plan->waiting.houses[plan->waiting.facts.rooms[room].house].alias;
}

static struct str name_of(const struct plan_today *plan, uint32_t room)
{
    return room == PLAN_NONE ? STR_NONE : plan->waiting.rooms[room].name;
}

/* Who else would be advised something else. */
static void fill_effects(const struct asking *asking, const struct plan_forced *forced)
{
    struct job *job = asking->telling.job;
    const struct plan_today *plan = asking->telling.plan;
    struct plan_effect_view *effects =
        ARENA_MANY(job->arena, struct plan_effect_view, plan->waiting.count);
    size_t count = 0;
    for (uint32_t i = 0; i < plan->waiting.count; i++) {
        uint32_t from = plan->lines[i].room, to = forced->room_of[i];
        if (i == asking->household || from == to)
            continue;
        effects[count++] = (struct plan_effect_view){
            .ref = plan->waiting.at[i].ref,
            .tier = plan_tier_code(plan->problem->households[i].tier),
            .from_alias = alias_of(plan, from),
            .from_name = name_of(plan, from),
            .to_alias = alias_of(plan, to),
            .to_name = name_of(plan, to),
        };
        job_audit(job, VERB_read, RECORD_referral, plan->waiting.at[i].referral.value);
    }
    asking->view->effects.at = effects;
    asking->view->effects.count = count;
}

static void fill_refused(const struct asking *asking, struct match_check check)
{
    struct plan_room_view *view = asking->view;
    struct arena *arena = asking->telling.job->arena;
    view->fails.at = plan_whys(arena, check.fails, placement_rule_word, &view->fails.count);
    view->is_withheld = check.fails != 0 && view->fails.count == 0;
    if (check.fails == 0)
        view->asks.at = plan_whys(arena, check.asks, placement_ask_word, &view->asks.count);
}

static enum err fill_forced(const struct asking *asking)
{
    const struct plan_today *plan = asking->telling.plan;
    const struct plan_line *line = &plan->lines[asking->household];
    struct plan_room_view *view = asking->view;
    struct plan_forced forced;
    enum err err = plan_force(asking->telling.job, plan, asking->household, asking->room, &forced);
    if (err != OK)
        return err;
    view->asked = plan_choice_of(&asking->telling, asking->room, &forced.score);
    view->is_possible = (forced.check.fails | forced.check.asks) == 0;
    if (!view->is_possible) {
        fill_refused(asking, forced.check);
        return OK;
    }
    int64_t more = view->has_room ? forced.score.total - line->score.total : 0;
    view->more = more > 0 ? more : 0;
    view->less = more < 0 ? -more : 0;
    view->cost = plan_cost_of(plan, &forced);
    fill_effects(asking, &forced);
    return OK;
}

static enum err fill_household(const struct asking *asking)
{
    const struct plan_today *plan = asking->telling.plan;
    const struct plan_line *line = &plan->lines[asking->household];
    struct plan_room_view *view = asking->view;
    view->is_waiting = true;
    view->place = plan_place_code(line->place);
    view->has_room = line->room != PLAN_NONE;
    view->is_advised = view->has_room && line->room == asking->room;
    if (view->has_room)
        view->advised = plan_choice_of(&asking->telling, line->room, &line->score);
    return line->place == PLAN_LATER ? OK : fill_forced(asking);
}

/* Another plan by now than the one that was seen is told, with what made it so. */
static enum err fill_changes(const struct asking *asking)
{
    struct plan_room_view *view = asking->view;
    view->is_stale = asking->seen.size > 0 && !str_equal(asking->seen, view->facts);
    return view->is_stale ? plan_changes_view(asking->telling.job, view->seen_at,
                                              &view->changes.at, &view->changes.count)
                          : OK;
}

static enum err make_view(struct job *job, const struct request *request, struct plan_seen seen,
                          struct plan_room_view *view)
{
    struct plan_today plan;
    struct room_id room;
    const struct match_score nothing = {0};
    if (id_parse(request_path(request, "room"), &room.value) != OK)
        return ERR_NOT_FOUND;
    enum err err = plan_make(job, &plan);
    if (err != OK)
        return err;
    const struct asking asking = {
        .telling = {job, &plan, words_choose(request->languages)},
        .household = plan_find_household(&plan, (struct referral_id){job->target.id}),
        .room = plan_find_room(&plan, room),
        .seen = seen.facts,
        .view = view,
    };
    if (asking.room == PLAN_NONE)
        return ERR_NOT_FOUND;
    view->ref = job->target.ref;
    view->made_at = job->now;
    view->made_ms = job->now.ms;
    view->facts = plan_facts_text(job->arena, plan.facts);
    view->seen_at = seen.at;
    view->advised = PLAN_CHOICE_NONE;
    view->asked = plan_choice_of(&asking.telling, asking.room, &nothing);
    if (asking.household != PLAN_NONE)
        err = fill_household(&asking);
    return err == OK ? fill_changes(&asking) : err;
}

enum err plan_room_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct plan_room_view *view = ARENA_NEW(job->arena, struct plan_room_view);
    int64_t at_ms;
    if (str_to_i64(pairs_get(request->query, "at"), &at_ms) != OK)
        at_ms = INTEGER_NONE;
    struct plan_seen seen = plan_seen_of(job, pairs_get(request->query, "facts"), at_ms);
    enum err err = make_view(job, request, seen, view);
    if (err == OK)
        reply_plan_room(reply, view);
    return err;
}

/* Whoever cannot have it sees why, and what changed. */
static enum err show_refused(struct job *job, const struct request *request, struct plan_seen seen,
                             const struct problems *problems, struct reply *reply)
{
    struct plan_room_view *view = ARENA_NEW(job->arena, struct plan_room_view);
    enum err err = make_view(job, request, seen, view);
    if (err == OK)
        reply_plan_room_problems(reply, view, problems);
    return err;
}

enum err plan_room_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems *problems = problems_new(job->arena);
    struct plan_hold_form form = {0};
    struct plan_today plan;
    struct placement_hold hold = {.referral = {job->target.id}};
    struct placement_id placement;
    if (id_parse(request_path(request, "room"), &hold.room.value) != OK)
        return ERR_NOT_FOUND;
    form_read(&shape_plan_hold_form, request->fields, problems, &form);
    enum err err = plan_make(job, &plan);
    if (err != OK)
        return err;
    err = problems_result(problems);
    if (err == OK && !str_equal(form.facts, plan_facts_text(job->arena, plan.facts))) {
        problems_add(problems, STR("facts"), WORD_plan_stale);
        err = ERR_CONFLICT;
    }
    hold.hours = form.hours;
    if (err == OK)
        err = placement_hold(job, &hold, problems, &placement);
    if (err == ERR_CONFLICT && problems->count == 0)
        problems_add(problems, STR("facts"), WORD_placement_taken);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_placement_held);
    if (err != ERR_CONFLICT && err != ERR_INVALID)
        return err;
    struct plan_seen seen = plan_seen_of(job, form.facts, form.at);
    enum err shown = show_refused(job, request, seen, problems, reply);
    return shown == OK ? err : shown;
}
