#include "rooms/clock/clock_law.h"

#include "clock_sql.h"
#include "rooms/clock/clock.h"
#include "rooms/clock/clock_move.h"
#include "rooms/clock/clock_step.h"
#include "rooms/clock/clock_switch.h"
#include "rooms/decision/decision.h"

/* A request for reconsideration that was refused starts nothing: the decision it was about
 * stands. */
static struct str event_of(const struct decision *decision)
{
    static const struct {
        const char *kind, *outcome, *event;
    } events[] = {
        {"reasonable_grounds", "positive", "positive_reasonable_grounds"},
        {"reasonable_grounds", "negative", "negative_reasonable_grounds"},
        {"conclusive_grounds", "positive", "positive_conclusive_grounds"},
        {"conclusive_grounds", "negative", "negative_conclusive_grounds"},
        {"reconsideration", "asked", "reconsideration_asked"},
    };
    for (size_t i = 0; i < COUNT_OF(events); i++)
        if (str_equal_c(decision->kind, events[i].kind) &&
            str_equal_c(decision->outcome, events[i].outcome))
            return str_of(events[i].event);
    return STR_NONE;
}

/* What one case is made of while it is gathered. */
struct gathering {
    struct law_fact *facts;
    size_t count;
    struct decisions history; /* corrected rows too */
    struct clock_mends mends;
};

static void add_decision(struct gathering *gathering, const struct decision *decision)
{
    struct law_fact fact = law_fact_on(event_of(decision), decision->made_on);
    fact.id = decision->decision.value;
    fact.on[LAW_DATED] = decision->dated_on;
    fact.on[LAW_SENT] = decision->sent_on;
    fact.on[LAW_RECEIVED] = decision->received_on;
    fact.on[LAW_REASONS_RECEIVED] = decision->reasons_received_on;
    gathering->facts[gathering->count++] = fact;
}

static size_t index_of(const struct gathering *gathering, struct decision_id decision)
{
    for (size_t i = 0; i < gathering->count; i++)
        if (gathering->facts[i].id == decision.value)
            return i;
    return LAW_FACT_STANDS;
}

/* Corrected ones never counted; what was reconsidered did stand until then. */
static void add_decisions(struct gathering *gathering)
{
    const struct decisions *all = &gathering->history;
    for (size_t i = 0; i < all->count; i++)
        if (!str_equal_c(all->at[i].state, "corrected"))
            add_decision(gathering, &all->at[i]);
    for (size_t i = 0; i < all->count; i++) {
        size_t fact = index_of(gathering, all->at[i].decision);
        if (fact != LAW_FACT_STANDS && all->at[i].superseded_by.value != 0)
            gathering->facts[fact].superseded_by = index_of(gathering, all->at[i].superseded_by);
    }
}

static void add_facts(struct gathering *gathering, const struct clock_facts *facts)
{
    for (size_t i = 0; i < facts->count; i++) {
        const struct clock_fact *fact = &facts->at[i];
        gathering->facts[gathering->count++] =
            fact->is_day ? law_fact_on(fact->kind, date_in_london(fact->happened_at))
                         : law_fact_at(fact->kind, fact->happened_at);
    }
}

struct instant clock_fact_at(const struct law_fact *fact)
{
    return instant_is_some(fact->at) ? fact->at : london_midnight(fact->on[LAW_MADE]);
}

/* A step stays with its clock when the day of what started it is corrected. */
static size_t trigger_of(const struct gathering *gathering, const struct clock_step *step)
{
    if (step->decision.value != 0)
        return index_of(gathering, decision_mended(&gathering->history, step->decision));
    struct instant at = clock_mended_at(&gathering->mends, step->fact_kind, step->fact_at);
    for (size_t i = 0; i < gathering->count; i++) {
        const struct law_fact *fact = &gathering->facts[i];
        if (fact->id == 0 && str_equal(fact->event, step->fact_kind) &&
            clock_fact_at(fact).ms == at.ms)
            return i;
    }
    return LAW_FACT_STANDS;
}

static enum law_step_kind step_kind(struct str code)
{
    static const char *const codes[LAW_STEP_KINDS] = {
        [LAW_STEP_PAUSED] = "pause",   [LAW_STEP_RESUMED] = "resume",
        [LAW_STEP_EXTENDED] = "extend", [LAW_STEP_ENDED] = "end",
        [LAW_STEP_CANCELLED] = "cancel", [LAW_STEP_REOPENED] = "reopen",
    };
    for (int kind = 0; kind < LAW_STEP_KINDS; kind++)
        if (str_equal_c(code, codes[kind]))
            return (enum law_step_kind)kind;
    must(false);
}

static struct law_steps steps_of(struct arena *arena, const struct gathering *gathering,
                                 const struct clock_steps *steps)
{
    struct law_step *of_law = ARENA_MANY(arena, struct law_step, steps->count);
    size_t count = 0;
    for (size_t i = 0; i < steps->count; i++) {
        const struct clock_step *step = &steps->at[i];
        size_t trigger = trigger_of(gathering, step);
        if (trigger != LAW_FACT_STANDS)
            of_law[count++] = (struct law_step){step->rule, trigger, step_kind(step->kind),
                                                step->happened_on, step->until_on};
    }
    return (struct law_steps){of_law, count};
}

static void add_moves(struct arena *arena, const struct clock_moves *moves, struct law_case *of)
{
    struct law_move *of_law = ARENA_MANY(arena, struct law_move, moves->count);
    of->nation = moves->at[0].nation;
    for (size_t i = 1; i < moves->count; i++)
        of_law[i - 1] = (struct law_move){moves->at[i].from_on, moves->at[i].nation};
    of->moves = of_law;
    of->move_count = moves->count - 1;
}

static enum err gather(struct job *job, struct person_id person, struct instant known_at,
                       struct gathering *gathering)
{
    struct clock_facts facts;
    enum err err = decision_history_known(job, person, known_at, &gathering->history);
    if (err == OK)
        err = clock_fact_list(job, person, known_at, &facts);
    if (err == OK)
        err = clock_mend_list(job, person, known_at, &gathering->mends);
    if (err != OK)
        return err;
    gathering->facts =
        ARENA_MANY(job->arena, struct law_fact, gathering->history.count + facts.count);
    add_decisions(gathering);
    add_facts(gathering, &facts);
    return OK;
}

enum err clock_case(struct job *job, struct person_id person, struct instant known_at,
                    struct law_case *out_case)
{
    struct gathering gathering = {0};
    struct clock_moves moves;
    struct clock_steps steps;
    struct law_case of = {0};
    enum err err = gather(job, person, known_at, &gathering);
    if (err == OK)
        err = clock_move_list(job, person, known_at, &moves);
    if (err == OK)
        err = clock_step_list(job, person, known_at, false, &steps);
    if (err == OK)
        err = clock_switch_heard(job, known_at, &of.heard, &of.heard_count);
    if (err != OK)
        return err;
    of.facts = gathering.facts;
    of.count = gathering.count;
    of.steps = steps_of(job->arena, &gathering, &steps);
    add_moves(job->arena, &moves, &of);
    *out_case = of;
    return OK;
}

enum err clock_compute(struct job *job, struct person_id person, struct instant known_at,
                       struct law_clocks *out_clocks)
{
    struct law_case of;
    enum err err = clock_case(job, person, known_at, &of);
    if (err == OK)
        *out_clocks = law_clocks(job->arena, law_book(), &of);
    return err;
}

struct instant clock_known_by(struct instant known_at)
{
    return instant_is_some(known_at) ? known_at : (struct instant){INT64_MAX};
}

/* FNV-1a; from random decision ids and instants, so that two clocks of a person hardly meet. */
static uint64_t hash(uint64_t state, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++)
        state = (state ^ at[i]) * UINT64_C(1099511628211);
    return state;
}

int64_t clock_key(struct person_id person, struct str rule, int64_t decision, struct str kind,
                  struct instant happened_at)
{
    uint64_t state = hash(UINT64_C(14695981039346656037), &person.value, sizeof(person.value));
    state = hash(state, rule.at, rule.size);
    state = hash(state, &decision, sizeof(decision));
    if (decision == 0) {
        state = hash(state, kind.at, kind.size);
        state = hash(state, &happened_at.ms, sizeof(happened_at.ms));
    }
    return state == 0 ? 1 : (int64_t)state;
}

int64_t clock_key_of(struct person_id person, const struct law_clock *clock)
{
    const struct law_fact *trigger = clock->trigger;
    struct instant at = trigger->id == 0 ? clock_fact_at(trigger) : INSTANT_NONE;
    return clock_key(person, clock->rule->rule, trigger->id, trigger->event, at);
}
