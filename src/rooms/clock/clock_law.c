#include "rooms/clock/clock_law.h"

#include "clock_sql.h"
#include "rooms/clock/clock.h"
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

/* What was reconsidered did stand until then. */
static void add_decisions(struct gathering *gathering, const struct decisions *decisions)
{
    for (size_t i = 0; i < decisions->count; i++)
        add_decision(gathering, &decisions->at[i]);
    for (size_t i = 0; i < decisions->count; i++) {
        size_t fact = index_of(gathering, decisions->at[i].decision);
        if (fact != LAW_FACT_STANDS && decisions->at[i].superseded_by.value != 0)
            gathering->facts[fact].superseded_by =
                index_of(gathering, decisions->at[i].superseded_by);
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

enum err clock_case(struct job *job, struct person_id person, struct law_case *out_case)
{
    struct clock_nation_row row;
    struct decisions decisions;
    struct clock_facts facts;
    enum law_nation nation;
    enum err err = sql_clock_nation(job->db, job->arena, person, &row);
    if (err == OK)
        err = decision_list(job, person, &decisions);
    if (err == OK)
        err = clock_fact_list(job, person, &facts);
    if (err == OK && nation_parse(row.nation, &nation) != OK)
        err = ERR_INTERNAL;
    if (err != OK)
        return err;
    struct gathering gathering = {
        ARENA_MANY(job->arena, struct law_fact, decisions.count + facts.count), 0};
    add_decisions(&gathering, &decisions);
    add_facts(&gathering, &facts);
    *out_case = (struct law_case){nation, gathering.facts, gathering.count};
    return OK;
}

enum err clock_compute(struct job *job, struct person_id person, struct law_clocks *out_clocks)
{
    struct law_case person_case;
    enum err err = clock_case(job, person, &person_case);
    if (err == OK)
        *out_clocks = law_clocks(job->arena, law_book_built_in(), &person_case);
    return err;
}
