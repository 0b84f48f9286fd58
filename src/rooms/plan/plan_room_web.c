/* Why not this room? */
#include "base/shape.h"
#include "plan_room_page.h"
#include "rooms/plan/plan_change.h"
#include "rooms/plan/plan_view_web.h"
#include "rooms/plan/plan_web.h"
#include "web/words.h"

/* One question: this household, this room. */
struct asking {
    struct plan_telling telling;
    uint32_t household, room;
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

/* Which plan was seen, if one was: another one by now is told, with what made it so. */
static enum err fill_changes(const struct asking *asking, const struct request *request)
{
    struct job *job = asking->telling.job;
    struct plan_room_view *view = asking->view;
    struct str seen = pairs_get(request->query, "facts");
    struct plan_changes changes;
    view->seen_at = INSTANT_NONE;
    if (seen.size == 0 || instant_parse(pairs_get(request->query, "at"), &view->seen_at) != OK)
        return OK;
    view->is_stale = !str_equal(seen, view->facts);
    if (!view->is_stale)
        return OK;
    enum err err = plan_changes(job, view->seen_at, &changes);
    if (err != OK)
        return err;
    struct plan_change_view *lines =
        ARENA_MANY(job->arena, struct plan_change_view, changes.count);
    for (size_t i = 0; i < changes.count; i++)
        lines[i] = (struct plan_change_view){changes.at[i].at, changes.at[i].change,
                                             changes.at[i].ref, changes.at[i].alias};
    view->changes.at = lines;
    view->changes.count = changes.count;
    return OK;
}

enum err plan_room_show(struct job *job, const struct request *request, struct reply *reply)
{
    struct plan_today plan;
    struct room_id room;
    struct asking asking = {
        .telling = {job, &plan, words_choose(request->languages)},
        .view = ARENA_NEW(job->arena, struct plan_room_view),
    };
    if (id_parse(request_path(request, "room"), &room.value) != OK)
        return ERR_NOT_FOUND;
    enum err err = plan_make(job, &plan);
    if (err != OK)
        return err;
    asking.household = plan_find_household(&plan, (struct referral_id){job->target.id});
    asking.room = plan_find_room(&plan, room);
    if (asking.room == PLAN_NONE)
        return ERR_NOT_FOUND;
    struct plan_room_view *view = asking.view;
    const struct match_score nothing = {0};
    view->ref = job->target.ref;
    view->made_at = job->now;
    view->facts = plan_facts_text(job->arena, plan.facts);
    view->advised = PLAN_CHOICE_NONE;
    view->asked = plan_choice_of(&asking.telling, asking.room, &nothing);
    if (asking.household != PLAN_NONE)
        err = fill_household(&asking);
    if (err == OK)
        err = fill_changes(&asking, request);
    if (err == OK)
        reply_plan_room(reply, view);
    return err;
}
