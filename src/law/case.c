#include "law/clock.h"

#include <stdlib.h>

/* The facts of a case with their events looked up once, and the clocks found so far. */
struct search {
    const struct law_book *book;
    const struct law_case *facts;
    size_t *events; /* of each fact; LAW_EVENT_NONE where no rule knows it */
    enum law_nation nation_now;
    struct law_step *steps; /* of one clock behind the other */
    size_t step_count;
    struct law_clock *clocks;
    size_t count;
};

enum law_nation law_nation_on(const struct law_case *facts, struct date day)
{
    const struct law_move *last = NULL;
    for (size_t i = 0; i < facts->move_count; i++) {
        const struct law_move *move = &facts->moves[i];
        bool is_before = !date_is_some(day) || date_compare(move->from_on, day) <= 0;
        if (is_before && (last == NULL || date_compare(move->from_on, last->from_on) >= 0))
            last = move;
    }
    return last == NULL ? facts->nation : last->nation;
}

struct str law_state_code(enum law_clock_state state)
{
    static const char *const codes[] = {
        [LAW_CLOCK_RUNS] = "runs",
        [LAW_CLOCK_MET] = "met",
        [LAW_CLOCK_ENDED] = "ended",
        [LAW_CLOCK_CANCELLED] = "cancelled",
        [LAW_CLOCK_PAUSED] = "paused",
        [LAW_CLOCK_SUPERSEDED] = "superseded",
        [LAW_CLOCK_UNDECIDED] = "undecided",
        [LAW_CLOCK_FACT] = "fact",
    };
    return str_of(codes[state]);
}

static enum law_date_type known_type(const struct law_fact *fact, enum law_date_type wanted)
{
    if (wanted == LAW_REASONS_RECEIVED)
        return date_is_some(fact->on[wanted]) ? wanted : LAW_NO_DATE;
    for (int type = (int)wanted; type >= LAW_MADE; type--) {
        if (date_is_some(fact->on[type]))
            return (enum law_date_type)type;
    }
    for (int type = (int)wanted + 1; type <= LAW_RECEIVED; type++) {
        if (date_is_some(fact->on[type]))
            return (enum law_date_type)type;
    }
    return LAW_NO_DATE;
}

/* DATE_NONE when the fact has no day that could stand for this one. */
static struct date known_date(const struct law_fact *fact, enum law_date_type wanted)
{
    enum law_date_type type = known_type(fact, wanted);
    if (type == LAW_NO_DATE)
        return DATE_NONE;
    if (wanted != LAW_REASONS_RECEIVED)
        return fact->on[type];
    return date_later(fact->on[type], known_date(fact, LAW_RECEIVED));
}

struct date law_fact_day(const struct law_fact *fact)
{
    return known_date(fact, LAW_MADE);
}

/* Negative, zero, positive as a happened before, with, after b; by the minute if both know it. */
static int compare_facts(const struct law_fact *a, const struct law_fact *b)
{
    if (instant_is_some(a->at) && instant_is_some(b->at))
        return a->at.ms < b->at.ms ? -1 : a->at.ms > b->at.ms;
    return date_compare(known_date(a, LAW_MADE), known_date(b, LAW_MADE));
}

static bool is_among(size_t event, const size_t *events, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (events[i] == event)
            return true;
    }
    return false;
}

/* The first fact of some events on or after (of the trigger's own event: after) the trigger. */
static const struct law_fact *first_after(const struct search *search, size_t trigger,
                                          const size_t *events, size_t count, bool must_stand)
{
    const struct law_fact *facts = search->facts->facts, *first = NULL;
    for (size_t i = 0; i < search->facts->count; i++) {
        if (i == trigger || !is_among(search->events[i], events, count) ||
            !date_is_some(known_date(&facts[i], LAW_MADE)) ||
            (must_stand && facts[i].superseded_by != LAW_FACT_STANDS))
            continue;
        int order = compare_facts(&facts[i], &facts[trigger]);
        bool is_same_event = search->events[i] == search->events[trigger];
        if (order < 0 || (order == 0 && is_same_event))
            continue;
        if (first == NULL || compare_facts(&facts[i], first) < 0)
            first = &facts[i];
    }
    return first;
}

/* The last fact of an event that stands, or NULL. */
static const struct law_fact *last_of(const struct search *search, size_t event)
{
    const struct law_fact *facts = search->facts->facts, *last = NULL;
    for (size_t i = 0; i < search->facts->count; i++) {
        if (search->events[i] == event && facts[i].superseded_by == LAW_FACT_STANDS &&
            (last == NULL || compare_facts(&facts[i], last) >= 0))
            last = &facts[i];
    }
    return last;
}

static struct date date_of_last(const struct search *search, size_t event)
{
    const struct law_fact *fact = event == LAW_EVENT_NONE ? NULL : last_of(search, event);
    return fact == NULL ? DATE_NONE : known_date(fact, LAW_MADE);
}

/* The steps of the clock that a rule and a fact make. */
static struct law_steps steps_of(struct search *search, const struct law_rule *rule, size_t trigger)
{
    const struct law_steps *all = &search->facts->steps;
    struct law_step *steps = search->steps + search->step_count;
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++) {
        if (all->at[i].trigger == trigger && str_equal(all->at[i].rule, rule->rule))
            steps[count++] = all->at[i];
    }
    search->step_count += count;
    return (struct law_steps){steps, count};
}

static void decide(const struct search *search, size_t trigger, struct law_facts *facts)
{
    const size_t conclusive[] = {search->book->conclusive_positive,
                                 search->book->conclusive_negative};
    const struct law_fact *decision = first_after(search, trigger, conclusive, 2, true);
    if (decision == NULL)
        return;
    size_t at = (size_t)(decision - search->facts->facts);
    facts->conclusive_on = known_date(decision, LAW_MADE);
    facts->is_conclusive_negative = search->events[at] == search->book->conclusive_negative;
}

/* A conclusive decision had set the clock's end and was reconsidered: what took its place. */
static const struct law_fact *reopened_by(const struct search *search, const struct law_rule *rule,
                                          size_t trigger)
{
    const size_t conclusive[] = {search->book->conclusive_positive,
                                 search->book->conclusive_negative};
    if (rule->relation == LAW_ALONE)
        return NULL;
    const struct law_fact *first = first_after(search, trigger, conclusive, 2, false);
    if (first == NULL || first->superseded_by == LAW_FACT_STANDS)
        return NULL;
    must(first->superseded_by < search->facts->count);
    return &search->facts->facts[first->superseded_by];
}

static struct law_facts gather(struct search *search, const struct law_rule *rule, size_t trigger,
                               struct date trigger_on)
{
    enum law_nation nation = law_nation_on(search->facts, trigger_on);
    struct law_facts facts = law_facts_of(nation, trigger_on);
    facts.trigger_at = search->facts->facts[trigger].at;
    if (rule->relation != LAW_ALONE)
        decide(search, trigger, &facts);
    facts.in_force_on = date_of_last(search, rule->in_force_by);
    facts.floor_on = date_of_last(search, rule->floor_event);
    facts.steps = steps_of(search, rule, trigger);
    return facts;
}

static void close_on(struct law_clock *clock, enum law_clock_state state, struct date on)
{
    clock->state = state;
    clock->closed_on = on;
}

static void close_clock(const struct search *search, size_t trigger, struct law_clock *clock)
{
    const struct law_rule *rule = clock->rule;
    const struct law_stepped *stepped = &clock->due.stepped;
    const struct law_fact *met =
        rule->met_count == 0 ? NULL
                             : first_after(search, trigger, rule->met_by, rule->met_count, false);
    size_t successor = clock->trigger->superseded_by;
    if (date_is_some(stepped->cancelled_on)) {
        close_on(clock, LAW_CLOCK_CANCELLED, stepped->cancelled_on);
    } else if (met != NULL) {
        close_on(clock, LAW_CLOCK_MET, known_date(met, LAW_MADE));
    } else if (successor != LAW_FACT_STANDS) {
        must(successor < search->facts->count);
        close_on(clock, LAW_CLOCK_SUPERSEDED,
                 known_date(&search->facts->facts[successor], LAW_MADE));
    } else if (clock->due.decided_by == LAW_BY_NEGATIVE_CONCLUSIVE) {
        close_on(clock, LAW_CLOCK_ENDED, clock->due.due_on);
    } else if (date_is_some(stepped->ended_on)) {
        close_on(clock, LAW_CLOCK_ENDED, stepped->ended_on);
    } else if (date_is_some(stepped->paused_on)) {
        clock->state = LAW_CLOCK_PAUSED;
    }
}

static bool is_heard(const struct law_case *facts, const struct law_rule *rule)
{
    for (size_t i = 0; i < facts->heard_count; i++) {
        if (str_equal(facts->heard[i], rule->rule))
            return true;
    }
    return false;
}

/* A fact or a policy is shown while it is in force in the nation. */
static bool is_fact_here(const struct law_rule *rule, const struct law_facts *facts)
{
    return (rule->nations & NATION_BIT(facts->nation)) && law_is_in_force(rule, facts);
}

/* Would the rule be another, or count on another calendar, where the person lives now? */
static bool is_of_nation(const struct search *search, const struct law_rule *rule)
{
    return !(rule->nations & NATION_BIT(search->nation_now)) || rule->calendar == LAW_OF_NATION;
}

/* Adds the clock of a rule that one fact starts, if the rule applies. */
static void start_clock(struct search *search, const struct law_rule *rule, size_t trigger)
{
    const struct law_fact *fact = &search->facts->facts[trigger];
    struct date trigger_on = known_date(fact, rule->starts_on);
    if (!date_is_some(trigger_on))
        return;
    struct law_clock clock = {
        .rule = rule,
        .trigger = fact,
        .counted_from = known_type(fact, rule->starts_on),
        .facts = gather(search, rule, trigger, trigger_on),
        .closed_on = DATE_NONE,
        .reopened_by = reopened_by(search, rule, trigger),
        .is_silent = law_rule_is_silent(rule) && !is_heard(search->facts, rule),
    };
    clock.has_moved = clock.facts.nation != search->nation_now && is_of_nation(search, rule);
    bool is_undecided =
        rule->in_force_by != LAW_EVENT_NONE && !date_is_some(clock.facts.in_force_on);
    clock.due = law_due(rule, &clock.facts);
    if (is_undecided && (rule->nations & NATION_BIT(clock.facts.nation))) {
        clock.due = law_due_without_day(LAW_DUE_NOT_DATED);
        clock.state = LAW_CLOCK_UNDECIDED;
    } else if (clock.due.kind == LAW_DUE_NOT_DATED && is_fact_here(rule, &clock.facts)) {
        clock.state = LAW_CLOCK_FACT;
    } else if (date_is_some(clock.due.period_on)) {
        close_clock(search, trigger, &clock);
    } else {
        return;
    }
    search->clocks[search->count++] = clock;
}

static bool is_alarming(const struct law_clock *clock)
{
    enum law_meaning meaning = clock->rule->meaning;
    return clock->state == LAW_CLOCK_RUNS && !clock->is_silent &&
           date_is_some(clock->due.due_on) &&
           (meaning == LAW_ENDS || meaning == LAW_DEADLINE || meaning == LAW_EXPECTED);
}

/* Of two readings of one rule the alarm is on the earlier. */
static void set_alarms(struct search *search)
{
    for (size_t i = 0; i < search->count; i++)
        search->clocks[i].is_alarm = is_alarming(&search->clocks[i]);
    for (size_t i = 0; i < search->count; i++) {
        struct law_clock *clock = &search->clocks[i];
        if (clock->rule->other == NULL)
            continue;
        for (size_t j = 0; j < search->count && clock->is_alarm; j++) {
            const struct law_clock *other = &search->clocks[j];
            if (clock->rule->other != other->rule || other->trigger != clock->trigger ||
                !other->is_alarm)
                continue;
            int order = date_compare(other->due.due_on, clock->due.due_on);
            clock->is_alarm = order > 0 || (order == 0 && i < j);
        }
    }
}

/* A rule and a fact that starts it: the rule's place in the book, then the fact's in the case. */
struct start {
    uint32_t rule, fact;
};

static int compare_starts(const void *a, const void *b)
{
    const struct start *one = a, *other = b;
    if (one->rule != other->rule)
        return one->rule < other->rule ? -1 : 1;
    return one->fact < other->fact ? -1 : one->fact > other->fact;
}

struct starts {
    struct start *at;
    size_t count;
};

/* In the book's order. */
static struct starts find_starts(struct arena *arena, const struct search *search)
{
    const struct law_book *book = search->book;
    struct starts starts = {NULL, 0};
    size_t most = 0;
    for (size_t i = 0; i < search->facts->count; i++) {
        if (search->events[i] != LAW_EVENT_NONE)
            most += book->started_by[search->events[i]].count;
    }
    starts.at = ARENA_MANY(arena, struct start, most);
    for (size_t i = 0; i < search->facts->count; i++) {
        if (search->events[i] == LAW_EVENT_NONE)
            continue;
        const struct law_started *started = &book->started_by[search->events[i]];
        for (size_t r = 0; r < started->count; r++)
            starts.at[starts.count++] = (struct start){started->rules[r], (uint32_t)i};
    }
    if (starts.count > 1)
        qsort(starts.at, starts.count, sizeof(*starts.at), compare_starts);
    return starts;
}

struct law_clocks law_clocks(struct arena *arena, const struct law_book *book,
                             const struct law_case *facts)
{
    struct search search = {
        .book = book,
        .facts = facts,
        .events = ARENA_MANY(arena, size_t, facts->count),
        .nation_now = law_nation_on(facts, DATE_NONE),
        .steps = ARENA_MANY(arena, struct law_step, facts->steps.count),
    };
    for (size_t i = 0; i < facts->count; i++)
        search.events[i] = law_event_find(book, facts->facts[i].event);
    struct starts starts = find_starts(arena, &search);
    search.clocks = ARENA_MANY(arena, struct law_clock, starts.count);
    for (size_t i = 0; i < starts.count; i++)
        start_clock(&search, &book->rules[starts.at[i].rule], starts.at[i].fact);
    set_alarms(&search);
    return (struct law_clocks){search.clocks, search.count};
}
