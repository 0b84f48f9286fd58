#include "rooms/rule/rule_what_if.h"

#include "rooms/clock/clock.h"

enum err rule_known(struct job *job, struct person_id person, struct law_case *out_known)
{
    struct law_case known;
    enum err err = clock_case(job, person, INSTANT_NONE, &known);
    if (err != OK)
        return err;
    struct law_fact *facts = ARENA_MANY(job->arena, struct law_fact, known.count);
    for (size_t i = 0; i < known.count; i++) {
        facts[i] = known.facts[i];
        facts[i].id = (int64_t)i + 1;
    }
    known.facts = facts;
    *out_known = known;
    return OK;
}

static const struct law_clock *find(const struct law_clocks *clocks, const struct law_clock *like)
{
    for (size_t i = 0; i < clocks->count; i++)
        if (clocks->at[i].rule == like->rule && clocks->at[i].trigger->id == like->trigger->id)
            return &clocks->at[i];
    return NULL;
}

static bool is_same(const struct law_clock *a, const struct law_clock *b)
{
    return a->state == b->state && a->due.kind == b->due.kind &&
           a->due.due_on.days == b->due.due_on.days && a->due.due_at.ms == b->due.due_at.ms &&
           a->due.period_on.days == b->due.period_on.days &&
           a->closed_on.days == b->closed_on.days;
}

struct rule_pairs rule_what_if(struct arena *arena, const struct law_case *known,
                               const struct law_case *supposed)
{
    const struct law_book *book = law_book();
    struct law_clocks now = known ? law_clocks(arena, book, known) : (struct law_clocks){0};
    struct law_clocks then = law_clocks(arena, book, supposed);
    struct rule_pair *pairs = ARENA_MANY(arena, struct rule_pair, now.count + then.count);
    struct rule_pairs all = {.at = pairs};
    for (size_t i = 0; i < then.count; i++) {
        const struct law_clock *before = find(&now, &then.at[i]);
        bool is_changed = known && (before == NULL || !is_same(before, &then.at[i]));
        pairs[all.count++] = (struct rule_pair){before, &then.at[i], is_changed};
        all.changed += is_changed;
    }
    for (size_t i = 0; i < now.count; i++)
        if (find(&then, &now.at[i]) == NULL) {
            pairs[all.count++] = (struct rule_pair){&now.at[i], NULL, true};
            all.changed++;
        }
    return all;
}
