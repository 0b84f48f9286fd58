#include "law/explain.h"

static const char *const sentence_codes[LAW_SENTENCE_PATTERNS] = {
    [LAW_SAYS_COUNTED_AFTER] = "counted_after",
    [LAW_SAYS_COUNTED_INCLUDING] = "counted_including",
    [LAW_SAYS_COUNTED_WORKING] = "counted_working",
    [LAW_SAYS_COUNTED_HOURS] = "counted_hours",
    [LAW_SAYS_MINUS_ONE_DAY] = "minus_one_day",
    [LAW_SAYS_WEEKENDS_SKIPPED] = "weekends_skipped",
    [LAW_SAYS_HOLIDAYS_SKIPPED] = "holidays_skipped",
    [LAW_SAYS_CALENDAR_EW] = "calendar_ew",
    [LAW_SAYS_CALENDAR_NATION] = "calendar_nation",
    [LAW_SAYS_LATER_OPEN] = "later_open",
    [LAW_SAYS_LATER_PERIOD] = "later_period",
    [LAW_SAYS_LATER_DECISION] = "later_decision",
    [LAW_SAYS_EARLIER_NO_DECISION] = "earlier_no_decision",
    [LAW_SAYS_EARLIER_PERIOD] = "earlier_period",
    [LAW_SAYS_EARLIER_DECISION] = "earlier_decision",
    [LAW_SAYS_UNTIL_OPEN] = "until_open",
    [LAW_SAYS_UNTIL_PERIOD] = "until_period",
    [LAW_SAYS_UNTIL_DECISION] = "until_decision",
    [LAW_SAYS_NEGATIVE_ENDS] = "negative_ends",
    [LAW_SAYS_PAUSED] = "paused",
    [LAW_SAYS_PAUSED_OPEN] = "paused_open",
    [LAW_SAYS_PAUSES_MOVED] = "pauses_moved",
    [LAW_SAYS_EXTENDED] = "extended",
    [LAW_SAYS_ENDED_BY_PERSON] = "ended_by_person",
    [LAW_SAYS_CANCELLED] = "cancelled",
    [LAW_SAYS_REOPENED] = "reopened",
    [LAW_SAYS_RECONSIDERED] = "reconsidered",
    [LAW_SAYS_MOVED] = "moved",
    [LAW_SAYS_FLOOR] = "floor",
    [LAW_SAYS_NOT_DATED] = "not_dated",
    [LAW_SAYS_OTHER_NATION] = "other_nation",
    [LAW_SAYS_NOT_YET] = "not_yet",
    [LAW_SAYS_NO_LONGER] = "no_longer",
    [LAW_SAYS_FUTURE] = "future",
    [LAW_SAYS_EXTENDABLE] = "extendable",
    [LAW_SAYS_MINIMUM_THEN_ASSESSMENT] = "minimum_then_assessment",
    [LAW_SAYS_MAXIMUM] = "maximum",
    [LAW_SAYS_PROMPTLY] = "promptly",
    [LAW_SAYS_OTHER_READING] = "other_reading",
    [LAW_SAYS_EFFECT] = "effect",
    [LAW_SAYS_SOURCE] = "source",
    [LAW_SAYS_DOUBT] = "doubt",
    [LAW_SAYS_GRADE_C] = "grade_c",
    [LAW_SAYS_PROPOSAL] = "proposal",
};

const char *law_sentence_code(enum law_sentence_pattern pattern)
{
    return sentence_codes[pattern];
}

const char *law_unit_code(enum law_unit unit)
{
    static const char *const codes[] = {"working_day", "calendar_day", "hour", "week", "month",
                                        "year", "date", "event", "none"};
    return codes[unit];
}

/* One computation being told. */
struct telling {
    struct arena *arena;
    const struct law_book *book;
    const struct law_rule *rule;
    const struct law_facts *facts;
    struct law_due due;
    size_t event; /* that started it */
    const struct law_clock *clock; /* of a case; NULL for a rule on dates */
    struct law_explanation explanation;
};

/* A sentence to be filled in, at the end of the explanation. */
static struct law_sentence *say(struct telling *telling, enum law_sentence_pattern pattern)
{
    must(telling->explanation.count < LAW_SENTENCES_MAX);
    struct law_sentence *sentence =
        &telling->explanation.sentences[telling->explanation.count++];
    *sentence = (struct law_sentence){
        .pattern = pattern,
        .unit = LAW_NO_UNIT,
        .on = DATE_NONE,
        .other_on = DATE_NONE,
        .at = INSTANT_NONE,
        .other_at = INSTANT_NONE,
        .event = LAW_EVENT_NONE,
        .nation = LAW_NATION_NONE,
    };
    return sentence;
}

static void say_days(struct telling *telling, enum law_sentence_pattern pattern, struct date on,
                     struct date other_on)
{
    struct law_sentence *sentence = say(telling, pattern);
    sentence->on = on;
    sentence->other_on = other_on;
}

static void say_text(struct telling *telling, enum law_sentence_pattern pattern, struct str text)
{
    say(telling, pattern)->text = text;
}

static void say_skipped(struct telling *telling)
{
    struct law_working working =
        law_working(telling->arena, telling->rule, telling->facts, &telling->due);
    struct buf names = buf_make(telling->arena, 128);
    for (size_t i = 0; i < working.holiday_count; i++) {
        struct str on = date_text(telling->arena, working.holidays[i].on);
        buf_format(&names, "%s%.*s %.*s", i == 0 ? "" : ", ",
                   STR_ARGS(working.holidays[i].name), STR_ARGS(on));
    }
    struct law_sentence *sentence = say(telling, working.holiday_count == 0
                                                     ? LAW_SAYS_WEEKENDS_SKIPPED
                                                     : LAW_SAYS_HOLIDAYS_SKIPPED);
    sentence->amount = working.weekend_days;
    sentence->text = buf_text(&names);
}

static enum law_sentence_pattern counted_pattern(const struct law_rule *rule)
{
    if (rule->unit == LAW_HOUR)
        return LAW_SAYS_COUNTED_HOURS;
    if (rule->unit == LAW_WORKING_DAY)
        return LAW_SAYS_COUNTED_WORKING;
    return rule->convention == LAW_INCLUDING ? LAW_SAYS_COUNTED_INCLUDING
                                             : LAW_SAYS_COUNTED_AFTER;
}

static void say_counting(struct telling *telling)
{
    const struct law_rule *rule = telling->rule;
    struct law_sentence *sentence = say(telling, counted_pattern(rule));
    sentence->amount = rule->amount;
    sentence->unit = rule->unit;
    sentence->event = telling->event;
    sentence->on = telling->facts->trigger_on;
    sentence->other_on = date_add_days(telling->due.counted_on, rule->minus_one_day);
    sentence->at = telling->facts->trigger_at;
    if (rule->unit == LAW_HOUR)
        sentence->other_at =
            instant_add_ms(telling->facts->trigger_at, rule->amount * MS_PER_HOUR);
    if (rule->minus_one_day)
        say_days(telling, LAW_SAYS_MINUS_ONE_DAY, telling->due.counted_on, DATE_NONE);
    if (rule->unit == LAW_WORKING_DAY)
        say_skipped(telling);
    if (rule->calendar == LAW_ENGLAND_AND_WALES &&
        telling->facts->nation != NATION_ENGLAND && telling->facts->nation != NATION_WALES)
        say(telling, LAW_SAYS_CALENDAR_EW);
    if (rule->calendar == LAW_OF_NATION)
        say(telling, LAW_SAYS_CALENDAR_NATION)->nation = (int)telling->facts->nation;
}

/* The newest only: a clock that was stopped and started all its life still fits on a page. */
enum { STEPS_TOLD_MAX = 8 };

static void say_step(struct telling *telling, const struct law_step *step)
{
    static const enum law_sentence_pattern patterns[LAW_STEP_KINDS] = {
        [LAW_STEP_EXTENDED] = LAW_SAYS_EXTENDED,
        [LAW_STEP_ENDED] = LAW_SAYS_ENDED_BY_PERSON,
        [LAW_STEP_CANCELLED] = LAW_SAYS_CANCELLED,
        [LAW_STEP_REOPENED] = LAW_SAYS_REOPENED,
    };
    if (step->kind != LAW_STEP_PAUSED && step->kind != LAW_STEP_RESUMED)
        say_days(telling, patterns[step->kind], step->on, step->until_on);
}

/* A pause is told with its end: the step that let the clock run again, or the day that was said. */
static void say_pause(struct telling *telling, const struct law_steps *steps, size_t pause)
{
    struct date until = steps->at[pause].until_on;
    size_t next = pause + 1;
    while (next < steps->count && steps->at[next].kind != LAW_STEP_RESUMED)
        next++;
    if (next < steps->count &&
        (!date_is_some(until) || date_compare(steps->at[next].on, until) < 0))
        until = steps->at[next].on;
    if (date_is_some(until))
        say_days(telling, LAW_SAYS_PAUSED, steps->at[pause].on, until);
    else
        say_days(telling, LAW_SAYS_PAUSED_OPEN, steps->at[pause].on, telling->due.period_on);
}

static void say_steps(struct telling *telling)
{
    const struct law_steps *steps = &telling->facts->steps;
    const struct law_stepped *stepped = &telling->due.stepped;
    size_t first = steps->count > STEPS_TOLD_MAX ? steps->count - STEPS_TOLD_MAX : 0;
    for (size_t i = first; i < steps->count; i++) {
        if (steps->at[i].kind == LAW_STEP_PAUSED)
            say_pause(telling, steps, i);
        else
            say_step(telling, &steps->at[i]);
    }
    if (stepped->moved_days == 0)
        return;
    struct law_sentence *sentence = say(telling, LAW_SAYS_PAUSES_MOVED);
    sentence->amount = stepped->moved_days;
    sentence->unit = LAW_CALENDAR_DAY;
    sentence->on = telling->due.period_on;
}

/* Open, by the period or by the decision: three sentences for each relation, in that order. */
static void say_relation(struct telling *telling)
{
    static const enum law_sentence_pattern patterns[][3] = {
        [LAW_LATER_OF_DECISION] = {LAW_SAYS_LATER_OPEN, LAW_SAYS_LATER_PERIOD,
                                   LAW_SAYS_LATER_DECISION},
        [LAW_EARLIER_OF_DECISION] = {LAW_SAYS_EARLIER_NO_DECISION, LAW_SAYS_EARLIER_PERIOD,
                                     LAW_SAYS_EARLIER_DECISION},
        [LAW_UNTIL_DECISION_WITH_MINIMUM] = {LAW_SAYS_UNTIL_OPEN, LAW_SAYS_UNTIL_PERIOD,
                                             LAW_SAYS_UNTIL_DECISION},
    };
    const struct law_due *due = &telling->due;
    struct date decided_on = telling->facts->conclusive_on;
    bool stands_still = date_is_some(due->stepped.paused_on);
    if (telling->rule->relation == LAW_ALONE ||
        (stands_still && due->decided_by != LAW_BY_NEGATIVE_CONCLUSIVE))
        return;
    const enum law_sentence_pattern *of = patterns[telling->rule->relation];
    if (due->decided_by == LAW_BY_NEGATIVE_CONCLUSIVE)
        say_days(telling, LAW_SAYS_NEGATIVE_ENDS, decided_on, DATE_NONE);
    else if (!date_is_some(decided_on))
        say_days(telling, of[0], due->period_on, DATE_NONE);
    else if (due->decided_by == LAW_BY_CONCLUSIVE)
        say_days(telling, of[2], decided_on, due->period_on);
    else
        say_days(telling, of[1], due->period_on, decided_on);
}

static void say_floor(struct telling *telling)
{
    struct law_sentence *sentence = say(telling, LAW_SAYS_FLOOR);
    sentence->amount = telling->rule->floor_days;
    sentence->unit = LAW_CALENDAR_DAY;
    sentence->event = telling->rule->floor_event;
    sentence->on = telling->due.due_on;
}

static void say_not_in_force(struct telling *telling)
{
    const struct law_rule *rule = telling->rule;
    struct date on = law_ruled_on(telling->facts);
    if (rule->is_future)
        say(telling, LAW_SAYS_FUTURE);
    else if (date_is_some(rule->from) && date_compare(on, rule->from) < 0)
        say_days(telling, LAW_SAYS_NOT_YET, rule->from, DATE_NONE);
    else
        say_days(telling, LAW_SAYS_NO_LONGER, rule->to, DATE_NONE);
}

static void say_why(struct telling *telling)
{
    const struct law_rule *rule = telling->rule;
    switch (telling->due.kind) {
    case LAW_DUE_NOT_DATED:
        say(telling, LAW_SAYS_NOT_DATED);
        break;
    case LAW_DUE_OTHER_NATION:
        say_text(telling, LAW_SAYS_OTHER_NATION, rule->nation);
        break;
    case LAW_DUE_NOT_IN_FORCE:
        say_not_in_force(telling);
        break;
    case LAW_DUE_ON:
    case LAW_DUE_OPEN:
    case LAW_DUE_AT:
        say_counting(telling);
        say_steps(telling);
        say_relation(telling);
        if (telling->due.decided_by == LAW_BY_FLOOR)
            say_floor(telling);
        break;
    }
}

static void say_nature(struct telling *telling)
{
    static const enum law_sentence_pattern patterns[] = {
        [LAW_MINIMUM_THEN_ASSESSMENT] = LAW_SAYS_MINIMUM_THEN_ASSESSMENT,
        [LAW_MAXIMUM] = LAW_SAYS_MAXIMUM,
        [LAW_PROMPTLY] = LAW_SAYS_PROMPTLY,
    };
    enum law_nature nature = telling->rule->nature;
    if (nature != LAW_EXACT && nature != LAW_QUARTERLY)
        say(telling, patterns[nature]);
    if (telling->rule->extendable)
        say(telling, LAW_SAYS_EXTENDABLE);
}

static void say_other_reading(struct telling *telling)
{
    if (telling->rule->other == NULL)
        return;
    struct law_due other = law_due(telling->rule->other, telling->facts);
    if (!date_is_some(other.due_on))
        return;
    struct law_sentence *sentence = say(telling, LAW_SAYS_OTHER_READING);
    sentence->text = telling->rule->other_reading;
    sentence->on = other.due_on;
}

static void say_origin(struct telling *telling)
{
    const struct law_rule *rule = telling->rule;
    say_other_reading(telling);
    say_text(telling, LAW_SAYS_EFFECT, rule->effect);
    say_text(telling, LAW_SAYS_SOURCE, law_rule_source(telling->arena, telling->book, rule));
    if (!str_is_empty(rule->doubt))
        say_text(telling, LAW_SAYS_DOUBT, rule->doubt);
    if (rule->is_proposal)
        say(telling, LAW_SAYS_PROPOSAL);
    else if (rule->grade == 'C')
        say(telling, LAW_SAYS_GRADE_C);
}

/* What only the whole case tells about a clock. */
static void say_case(struct telling *telling)
{
    const struct law_clock *clock = telling->clock;
    if (clock == NULL)
        return;
    if (clock->reopened_by != NULL)
        say_days(telling, LAW_SAYS_RECONSIDERED, law_fact_day(clock->reopened_by), DATE_NONE);
    if (clock->has_moved)
        say(telling, LAW_SAYS_MOVED)->nation = (int)clock->facts.nation;
}

static struct law_explanation explain(struct telling telling)
{
    say_why(&telling);
    say_case(&telling);
    telling.explanation.why_count = telling.explanation.count;
    say_nature(&telling);
    say_origin(&telling);
    return telling.explanation;
}

struct law_explanation law_explain(struct arena *arena, const struct law_book *book,
                                   const struct law_rule *rule, const struct law_facts *facts)
{
    return explain((struct telling){
        .arena = arena,
        .book = book,
        .rule = rule,
        .facts = facts,
        .due = law_due(rule, facts),
        .event = rule->trigger_count > 0 ? rule->trigger_event[0] : LAW_EVENT_NONE,
    });
}

struct law_explanation law_explain_clock(struct arena *arena, const struct law_book *book,
                                         const struct law_clock *clock)
{
    return explain((struct telling){
        .arena = arena,
        .book = book,
        .rule = clock->rule,
        .facts = &clock->facts,
        .due = clock->due,
        .event = law_event_find(book, clock->trigger->event),
        .clock = clock,
    });
}
