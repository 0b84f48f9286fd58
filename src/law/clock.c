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

struct law_due law_due_without_day(enum law_due_kind kind)
{
    return (struct law_due){
        .kind = kind,
        .due_on = DATE_NONE,
        .due_at = INSTANT_NONE,
        .counted_on = DATE_NONE,
        .period_on = DATE_NONE,
        .first_on = DATE_NONE,
        .stepped = {DATE_NONE, 0, false, DATE_NONE, DATE_NONE, DATE_NONE},
    };
}

struct date law_ruled_on(const struct law_facts *facts)
{
    return date_is_some(facts->in_force_on) ? facts->in_force_on : facts->trigger_on;
}

bool law_is_in_force(const struct law_rule *rule, const struct law_facts *facts)
{
    return !rule->is_future && date_is_within(law_ruled_on(facts), rule->from, rule->to);
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

/* Pauses move the hour by whole days; an extension gives a day, and the hour is gone. */
static void step_hours(struct law_due *due)
{
    if (due->stepped.is_extended) {
        due->kind = LAW_DUE_ON;
        due->due_at = INSTANT_NONE;
        due->due_on = due->period_on;
        return;
    }
    due->due_at = instant_add_ms(due->due_at, due->stepped.moved_days * MS_PER_DAY);
    due->due_on = due->period_on = date_in_london(due->due_at);
}

static void step(const struct law_rule *rule, const struct law_facts *facts, struct law_due *due)
{
    due->stepped = law_steps_apply(rule, facts->nation, due->counted_on, facts->steps);
    due->period_on = due->stepped.period_on;
    if (due->kind == LAW_DUE_AT)
        step_hours(due);
}

/* What stands still has no day. A negative decision that ends the clock does so all the same. */
static void hold(struct law_due *due)
{
    if (!date_is_some(due->stepped.paused_on) || due->decided_by == LAW_BY_NEGATIVE_CONCLUSIVE)
        return;
    due->kind = LAW_DUE_OPEN;
    due->due_on = DATE_NONE;
    due->due_at = INSTANT_NONE;
}

static struct law_due due_in_hours(const struct law_rule *rule, const struct law_facts *facts)
{
    struct law_due due = law_due_without_day(LAW_DUE_AT);
    due.due_at = instant_add_ms(facts->trigger_at, rule->amount * MS_PER_HOUR);
    due.due_on = date_in_london(due.due_at);
    due.counted_on = due.period_on = due.due_on;
    due.first_on = facts->trigger_on;
    if (facts->steps.count > 0) {
        step(rule, facts, &due);
        hold(&due);
    }
    return due;
}

static void keep_floor(const struct law_rule *rule, const struct law_facts *facts,
                       struct law_due *due)
{
    struct date floor = date_add_days(facts->floor_on, rule->floor_days);
    if (date_compare(floor, due->due_on) <= 0)
        return;
    due->due_on = floor;
    due->decided_by = LAW_BY_FLOOR;
}

struct law_due law_due(const struct law_rule *rule, const struct law_facts *facts)
{
    bool in_hours = rule->unit == LAW_HOUR;
    if (!law_rule_is_countable(rule) || (in_hours && !instant_is_some(facts->trigger_at)))
        return law_due_without_day(LAW_DUE_NOT_DATED);
    if (!(rule->nations & NATION_BIT(facts->nation)))
        return law_due_without_day(LAW_DUE_OTHER_NATION);
    if (!law_is_in_force(rule, facts))
        return law_due_without_day(LAW_DUE_NOT_IN_FORCE);
    if (in_hours)
        return due_in_hours(rule, facts);
    struct law_due due = law_due_without_day(LAW_DUE_ON);
    due.first_on = date_add_days(facts->trigger_on, rule->convention == LAW_INCLUDING ? 0 : 1);
    due.counted_on = law_period_end(rule, facts->nation, facts->trigger_on);
    due.period_on = due.counted_on;
    if (facts->steps.count > 0)
        step(rule, facts, &due);
    relate(rule, facts, &due);
    if (due.kind == LAW_DUE_ON && date_is_some(facts->floor_on))
        keep_floor(rule, facts, &due);
    hold(&due);
    return due;
}

static void add_skipped(struct arena *arena, const struct law_rule *rule, enum law_nation nation,
                        const struct law_due *due, struct law_working *working)
{
    int32_t most = working->calendar_days - working->weekend_days;
    struct holiday *skipped = ARENA_MANY(arena, struct holiday, (size_t)most);
    int last_year = date_parts(due->counted_on).year;
    for (int year = date_parts(due->first_on).year; year <= last_year; year++) {
        struct holiday holidays[HOLIDAYS_A_YEAR_MAX];
        size_t count = holidays_of_year(rule->holidays, nation, year, holidays);
        for (size_t i = 0; i < count; i++) {
            if (date_compare(holidays[i].on, due->first_on) >= 0 &&
                date_compare(holidays[i].on, due->counted_on) <= 0 &&
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
    if (!date_is_some(due->counted_on))
        return working;
    working.calendar_days = due->counted_on.days - due->first_on.days + 1;
    if (rule->unit != LAW_WORKING_DAY)
        return working;
    for (struct date day = due->first_on; date_compare(day, due->counted_on) <= 0;
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
