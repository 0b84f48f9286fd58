#include "law/clock.h"

struct law_facts law_facts_of(enum law_nation nation, struct date trigger_on)
{
    return (struct law_facts){
        .nation = nation,
        .trigger_on = trigger_on,
        .trigger_at = INSTANT_NONE,
        .conclusive_on = DATE_NONE,
        .in_force_on = DATE_NONE,
        .floor_on = DATE_NONE,
    };
}

static struct law_due due_of_kind(enum law_due_kind kind)
{
    return (struct law_due){
        .kind = kind,
        .due_on = DATE_NONE,
        .due_at = INSTANT_NONE,
        .period_on = DATE_NONE,
        .first_on = DATE_NONE,
    };
}

static struct date later(struct date a, struct date b)
{
    return date_compare(a, b) < 0 ? b : a;
}

struct date law_ruled_on(const struct law_facts *facts)
{
    return date_is_some(facts->in_force_on) ? facts->in_force_on : facts->trigger_on;
}

static bool is_in_force(const struct law_rule *rule, const struct law_facts *facts)
{
    struct date on = law_ruled_on(facts);
    return !rule->is_future && (!date_is_some(rule->from) || date_compare(on, rule->from) >= 0) &&
           (!date_is_some(rule->to) || date_compare(on, rule->to) <= 0);
}

enum law_nation law_calendar_nation(const struct law_rule *rule, enum law_nation nation)
{
    return rule->calendar == LAW_ENGLAND_AND_WALES ? NATION_ENGLAND : nation;
}

/* Where the count leads when the day after the trigger is day 1. */
static struct date count_after(const struct law_rule *rule, enum law_nation nation,
                               struct date from)
{
    switch (rule->unit) {
    case LAW_WORKING_DAY:
        return date_add_working_days(rule->holidays, law_calendar_nation(rule, nation), from,
                                     rule->amount);
    case LAW_WEEK:
        return date_add_days(from, 7 * rule->amount);
    case LAW_MONTH:
        return date_add_months(from, rule->amount);
    case LAW_YEAR:
        return date_add_months(from, 12 * rule->amount);
    default:
        must(rule->unit == LAW_CALENDAR_DAY);
        return date_add_days(from, rule->amount);
    }
}

struct date law_period_end(const struct law_rule *rule, enum law_nation nation,
                           struct date trigger_on)
{
    int32_t earlier = (rule->convention == LAW_INCLUDING) + rule->minus_one_day;
    return date_add_days(count_after(rule, nation, trigger_on), -earlier);
}

/* Sets the day from the period's last day and the conclusive grounds decision. */
static void relate(const struct law_rule *rule, const struct law_facts *facts, struct law_due *due)
{
    bool is_decided = date_is_some(facts->conclusive_on);
    bool is_later = is_decided && date_compare(facts->conclusive_on, due->period_on) > 0;
    bool is_earlier = is_decided && date_compare(facts->conclusive_on, due->period_on) < 0;
    bool by_decision = false;
    switch (rule->relation) {
    case LAW_ALONE:
        break;
    case LAW_EARLIER_OF_DECISION:
        by_decision = is_earlier;
        break;
    case LAW_UNTIL_DECISION_WITH_MINIMUM:
    case LAW_LATER_OF_DECISION:
        due->kind = is_decided ? LAW_DUE_ON : LAW_DUE_OPEN;
        by_decision = is_later;
        break;
    }
    due->decided_by = by_decision ? LAW_BY_CONCLUSIVE : LAW_BY_PERIOD;
    if (rule->relation == LAW_UNTIL_DECISION_WITH_MINIMUM && is_decided &&
        facts->is_conclusive_negative)
        due->decided_by = LAW_BY_NEGATIVE_CONCLUSIVE;
    if (due->kind == LAW_DUE_ON)
        due->due_on = due->decided_by == LAW_BY_PERIOD ? due->period_on : facts->conclusive_on;
}

static struct law_due due_in_hours(const struct law_rule *rule, const struct law_facts *facts)
{
    struct law_due due = due_of_kind(LAW_DUE_AT);
    due.due_at = instant_add_ms(facts->trigger_at, rule->amount * MS_PER_HOUR);
    due.due_on = date_in_london(due.due_at);
    due.period_on = due.due_on;
    due.first_on = facts->trigger_on;
    return due;
}

struct law_due law_due(const struct law_rule *rule, const struct law_facts *facts)
{
    bool in_hours = rule->unit == LAW_HOUR;
    if (!law_rule_is_countable(rule) || (in_hours && !instant_is_some(facts->trigger_at)))
        return due_of_kind(LAW_DUE_NOT_DATED);
    if (!(rule->nations & NATION_BIT(facts->nation)))
        return due_of_kind(LAW_DUE_OTHER_NATION);
    if (!is_in_force(rule, facts))
        return due_of_kind(LAW_DUE_NOT_IN_FORCE);
    if (in_hours)
        return due_in_hours(rule, facts);
    struct law_due due = due_of_kind(LAW_DUE_ON);
    due.first_on = date_add_days(facts->trigger_on, rule->convention == LAW_INCLUDING ? 0 : 1);
    due.period_on = law_period_end(rule, facts->nation, facts->trigger_on);
    relate(rule, facts, &due);
    if (due.kind == LAW_DUE_ON && date_is_some(facts->floor_on)) {
        struct date floor = date_add_days(facts->floor_on, rule->floor_days);
        if (date_compare(floor, due.due_on) > 0) {
            due.due_on = floor;
            due.decided_by = LAW_BY_FLOOR;
        }
    }
    return due;
}

static void add_skipped(struct arena *arena, const struct law_rule *rule, enum law_nation nation,
                        const struct law_due *due, struct law_working *working)
{
    int32_t most = working->calendar_days - working->weekend_days;
    struct holiday *skipped = ARENA_MANY(arena, struct holiday, (size_t)most);
    int last_year = date_parts(due->period_on).year;
    for (int year = date_parts(due->first_on).year; year <= last_year; year++) {
        struct holiday holidays[HOLIDAYS_A_YEAR_MAX];
        size_t count = holidays_of_year(rule->holidays, nation, year, holidays);
        for (size_t i = 0; i < count; i++) {
            if (date_compare(holidays[i].on, due->first_on) >= 0 &&
                date_compare(holidays[i].on, due->period_on) <= 0 &&
                date_weekday(holidays[i].on) < SATURDAY)
                skipped[working->holiday_count++] = holidays[i];
        }
    }
    working->holidays = skipped;
}

struct law_working law_working(struct arena *arena, const struct law_rule *rule,
                               const struct law_facts *facts, const struct law_due *due)
{
    struct law_working working = {0};
    if (!date_is_some(due->period_on))
        return working;
    working.calendar_days = due->period_on.days - due->first_on.days + 1;
    if (rule->unit != LAW_WORKING_DAY)
        return working;
    for (struct date day = due->first_on; date_compare(day, due->period_on) <= 0;
         day = date_add_days(day, 1))
        working.weekend_days += date_weekday(day) >= SATURDAY;
    add_skipped(arena, rule, law_calendar_nation(rule, facts->nation), due, &working);
    return working;
}

struct law_fact law_fact_on(struct str event, struct date made_on)
{
    struct law_fact fact = {.event = event, .at = INSTANT_NONE, .superseded_by = LAW_FACT_STANDS};
    for (int type = 0; type < LAW_DATE_TYPES; type++)
        fact.on[type] = DATE_NONE;
    fact.on[LAW_MADE] = made_on;
    return fact;
}

struct law_fact law_fact_at(struct str event, struct instant at)
{
    struct law_fact fact = law_fact_on(event, date_in_london(at));
    fact.at = at;
    return fact;
}

/* The facts of a case with their events looked up once, and the clocks found so far. */
struct search {
    const struct law_book *book;
    const struct law_case *facts;
    size_t *events; /* of each fact; LAW_EVENT_NONE where no rule knows it */
    struct law_clock *clocks;
    size_t count;
};

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
    return later(fact->on[type], known_date(fact, LAW_RECEIVED));
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

static struct law_facts gather(const struct search *search, const struct law_rule *rule,
                               size_t trigger, struct date trigger_on)
{
    const struct law_fact *fact = &search->facts->facts[trigger];
    const size_t conclusive[] = {search->book->conclusive_positive,
                                 search->book->conclusive_negative};
    struct law_facts facts = law_facts_of(search->facts->nation, trigger_on);
    facts.trigger_at = fact->at;
    if (rule->relation != LAW_ALONE) {
        const struct law_fact *decision = first_after(search, trigger, conclusive, 2, true);
        if (decision != NULL) {
            size_t at = (size_t)(decision - search->facts->facts);
            facts.conclusive_on = known_date(decision, LAW_MADE);
            facts.is_conclusive_negative =
                search->events[at] == search->book->conclusive_negative;
        }
    }
    facts.in_force_on = date_of_last(search, rule->in_force_by);
    facts.floor_on = date_of_last(search, rule->floor_event);
    return facts;
}

static void close_clock(const struct search *search, size_t trigger, struct law_clock *clock)
{
    const struct law_rule *rule = clock->rule;
    const struct law_fact *met =
        rule->met_count == 0 ? NULL
                             : first_after(search, trigger, rule->met_by, rule->met_count, false);
    size_t successor = clock->trigger->superseded_by;
    if (met != NULL) {
        clock->state = LAW_CLOCK_MET;
        clock->closed_on = known_date(met, LAW_MADE);
    } else if (successor != LAW_FACT_STANDS) {
        must(successor < search->facts->count);
        clock->state = LAW_CLOCK_SUPERSEDED;
        clock->closed_on = known_date(&search->facts->facts[successor], LAW_MADE);
    } else if (clock->due.decided_by == LAW_BY_NEGATIVE_CONCLUSIVE) {
        clock->state = LAW_CLOCK_ENDED;
        clock->closed_on = clock->due.due_on;
    }
}

/* A fact or a policy is shown while it is in force in the nation. */
static bool is_fact_here(const struct law_rule *rule, const struct law_facts *facts)
{
    return (rule->nations & NATION_BIT(facts->nation)) && is_in_force(rule, facts);
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
        .is_silent = law_rule_is_silent(rule),
    };
    bool is_undecided =
        rule->in_force_by != LAW_EVENT_NONE && !date_is_some(clock.facts.in_force_on);
    clock.due = law_due(rule, &clock.facts);
    if (is_undecided && (rule->nations & NATION_BIT(clock.facts.nation))) {
        clock.due = due_of_kind(LAW_DUE_NOT_DATED);
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

struct law_clocks law_clocks(struct arena *arena, const struct law_book *book,
                             const struct law_case *facts)
{
    struct search search = {
        .book = book,
        .facts = facts,
        .events = ARENA_MANY(arena, size_t, facts->count),
    };
    size_t most = 0;
    for (size_t i = 0; i < facts->count; i++)
        search.events[i] = law_event_find(book, facts->facts[i].event);
    for (size_t r = 0; r < book->rule_count; r++) {
        for (size_t i = 0; i < facts->count; i++)
            most += is_among(search.events[i], book->rules[r].trigger_event,
                             book->rules[r].trigger_count);
    }
    search.clocks = ARENA_MANY(arena, struct law_clock, most);
    for (size_t r = 0; r < book->rule_count; r++) {
        const struct law_rule *rule = &book->rules[r];
        for (size_t i = 0; i < facts->count; i++) {
            if (is_among(search.events[i], rule->trigger_event, rule->trigger_count))
                start_clock(&search, rule, i);
        }
    }
    set_alarms(&search);
    return (struct law_clocks){search.clocks, search.count};
}
