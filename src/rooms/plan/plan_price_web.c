#include "plan_prices_page.h"
#include "rooms/plan/plan_price.h"
#include "rooms/plan/plan_view_web.h"
#include "rooms/plan/plan_web.h"
#include "words.h"

/* What is left out, as the table's row says it. */
static int sentence_of(enum plan_priced priced)
{
    static const int words[PLAN_PRICED] = {
        [PLAN_PRICED_TIERS] = WORD_plan_price_tiers,
        [PLAN_PRICED_WAITING] = WORD_plan_price_waiting,
        [PLAN_PRICED_FAMILY_ROOM] = WORD_plan_price_family_room,
        [PLAN_PRICED_FLOOR] = WORD_plan_price_floor,
        [PLAN_PRICED_LANGUAGE] = WORD_plan_price_language,
        [PLAN_PRICED_PROVIDER] = WORD_plan_price_provider,
        [PLAN_PRICED_AREA] = WORD_plan_price_area,
    };
    return words[priced];
}

static struct plan_difference_view difference(int64_t with, int64_t without)
{
    int64_t more = without - with;
    return (struct plan_difference_view){more > 0 ? more : 0, more < 0 ? -more : 0};
}

static int64_t all_of(const struct plan_tally *tally)
{
    int64_t all = 0;
    for (size_t tier = 0; tier < PLAN_TIERS; tier++)
        all += tally->housed[tier];
    return all;
}

static struct plan_price_view view_of(const struct plan_price_rule *rule,
                                      const struct plan_price *price)
{
    const struct plan_tally *with = &price->with, *without = &price->without;
#define STRATUM(name) difference(with->strata[PLAN_STRATUM_##name],                               \
                                 without->strata[PLAN_STRATUM_##name])
    return (struct plan_price_view){
        .name = str_of(rule->name),
        .sentence = sentence_of(rule->priced),
        .source = str_of(rule->source),
        .is_proven = price->is_proven,
        .urgent = difference(with->housed[0], without->housed[0]),
        .soon = difference(with->housed[1], without->housed[1]),
        .later = difference(with->housed[2], without->housed[2]),
        .all = difference(all_of(with), all_of(without)),
        .points = difference(with->points, without->points),
        .moved = price->moved,
        .complex = STRATUM(COMPLEX),
        .step_free = STRATUM(STEP_FREE),
        .children = STRATUM(CHILDREN),
    };
#undef STRATUM
}

static enum err fill_prices(const struct plan_today *plan, struct arena *arena,
                            struct plan_prices_view *view)
{
    struct plan_price_view *rules = ARENA_MANY(arena, struct plan_price_view, PLAN_PRICED);
    struct plan_price_view *proxies = ARENA_MANY(arena, struct plan_price_view, PLAN_PRICED);
    enum err err = OK;
    for (unsigned i = 0; err == OK && i < PLAN_PRICED; i++) {
        const struct plan_price_rule *rule = &plan_price_rules[i];
        struct plan_price price = {0};
        err = plan_price(plan, rule->priced, &price);
        if (rule->is_proxy)
            proxies[view->proxies.count++] = view_of(rule, &price);
        else
            rules[view->rules.count++] = view_of(rule, &price);
    }
    view->rules.at = rules;
    view->proxies.at = proxies;
    return err;
}

static void fill_floors(const struct plan_today *plan, struct arena *arena,
                        struct plan_prices_view *view)
{
    struct plan_floor_view *floors = ARENA_MANY(arena, struct plan_floor_view, PLAN_TIERS);
    for (unsigned tier = 0; tier < PLAN_TIERS; tier++) {
        const struct plan_floor *floor = &plan->floors[tier];
        floors[tier] = (struct plan_floor_view){
            .tier = plan_tier_code(tier),
            .complex = floor->complex,
            .complex_housed = floor->complex_housed,
            .complex_without = floor->complex_housed_without,
            .others = floor->others,
            .others_housed = floor->others_housed,
            .bonus = floor->bonus,
            .is_held = floor->holds,
        };
    }
    view->floors.at = floors;
    view->floors.count = PLAN_TIERS;
}

enum err plan_prices_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct plan_prices_view *view = ARENA_NEW(job->arena, struct plan_prices_view);
    struct plan_today plan;
    enum err err = plan_make(job, &plan);
    if (err == OK)
        err = fill_prices(&plan, job->arena, view);
    if (err != OK)
        return err;
    fill_floors(&plan, job->arena, view);
    view->made_at = job->now;
    view->facts = plan_facts_text(job->arena, plan.facts);
    view->waiting = (int64_t)plan.waiting.count;
    for (size_t tier = 0; tier < PLAN_TIERS; tier++)
        view->housed += plan.objective.housed[tier];
    view->is_cut = plan.waiting.is_cut;
    view->is_exact = plan.is_floor_exact;
    for (size_t i = 0; i < plan.waiting.count; i++)
        job_audit(job, VERB_read, RECORD_referral, plan.waiting.at[i].referral.value);
    reply_plan_prices(reply, view);
    return OK;
}
