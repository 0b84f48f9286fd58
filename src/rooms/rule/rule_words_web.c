#include "rooms/rule/rule_words_web.h"

#include "law/explain.h"
#include "rooms/clock/clock.h"
#include "rooms/clock/clock_words_web.h"
#include "rooms/rule/rule.h"
#include "web/words.h"

static struct str plain(struct arena *arena, size_t language, int word)
{
    return word_text(arena, language, word, NULL, 0);
}

static struct str period_of(struct arena *arena, size_t language, int64_t amount,
                            enum law_unit unit)
{
    int word = clock_word(arena, "law_unit_", str_of(law_unit_code(unit)));
    return word_text_count(arena, language, word, amount, NULL, 0);
}

struct str rule_period(struct arena *arena, size_t language, const struct law_rule *rule)
{
    return law_rule_is_countable(rule) ? period_of(arena, language, rule->amount, rule->unit)
                                       : STR_NONE;
}

/* "a or b": any of the events starts the clock. */
static struct str events_of(struct arena *arena, size_t language, const size_t *events,
                            size_t count)
{
    struct buf names = buf_make(arena, 128);
    struct str or = plain(arena, language, WORD_rule_or);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_format(&names, " %.*s ", STR_ARGS(or));
        buf_add(&names, clock_event_text(arena, language, events[i]));
    }
    return count > 0 ? buf_text(&names) : plain(arena, language, WORD_law_event_none);
}

static int counted_word(const struct law_rule *rule)
{
    if (!law_rule_is_countable(rule))
        return rule->trigger_count > 0 ? WORD_rule_says_fact : WORD_rule_says_fact_alone;
    if (rule->unit == LAW_HOUR)
        return WORD_rule_says_hours;
    if (rule->unit == LAW_WORKING_DAY)
        return WORD_rule_says_working;
    return rule->convention == LAW_INCLUDING ? WORD_rule_says_including : WORD_rule_says_after;
}

/* Which of the days of a decision or letter counts; of what has only one nothing is said. */
static int date_word(const struct law_rule *rule)
{
    static const int words[LAW_DATE_TYPES] = {
        [LAW_DATED] = WORD_rule_from_dated,
        [LAW_SENT] = WORD_rule_from_sent,
        [LAW_RECEIVED] = WORD_rule_from_received,
        [LAW_REASONS_RECEIVED] = WORD_rule_from_reasons_received,
    };
    bool is_counted = law_rule_is_countable(rule) && rule->starts_on < LAW_DATE_TYPES;
    return is_counted ? words[rule->starts_on] : 0;
}

static int relation_word(const struct law_rule *rule)
{
    static const int words[] = {
        [LAW_ALONE] = 0,
        [LAW_LATER_OF_DECISION] = WORD_rule_relation_later,
        [LAW_EARLIER_OF_DECISION] = WORD_rule_relation_earlier,
        [LAW_UNTIL_DECISION_WITH_MINIMUM] = WORD_rule_relation_until,
    };
    return words[rule->relation];
}

static int nature_word(const struct law_rule *rule)
{
    static const int words[] = {
        [LAW_EXACT] = 0,
        [LAW_MINIMUM_THEN_ASSESSMENT] = WORD_law_minimum_then_assessment,
        [LAW_MAXIMUM] = WORD_law_maximum,
        [LAW_PROMPTLY] = WORD_law_promptly,
        [LAW_QUARTERLY] = 0,
    };
    return words[rule->nature];
}

static void add(struct buf *sentence, struct arena *arena, size_t language, int word,
                const struct word_argument *arguments, size_t count)
{
    if (word == 0)
        return;
    if (sentence->size > 0)
        buf_add_char(sentence, ' ');
    buf_add(sentence, word_text(arena, language, word, arguments, count));
}

struct str rule_sentence(struct arena *arena, size_t language, const struct law_rule *rule)
{
    int title = clock_title(rule->rule);
    int what = title ? title : clock_word(arena, "rule_meaning_", law_meaning_code(rule->meaning));
    const struct word_argument arguments[] = {
        {"what", plain(arena, language, what)},
        {"period", rule_period(arena, language, rule)},
        {"event", events_of(arena, language, rule->trigger_event, rule->trigger_count)},
    };
    const struct word_argument floor[] = {
        {"period", period_of(arena, language, rule->floor_days, LAW_CALENDAR_DAY)},
        {"event", clock_event_text(arena, language, rule->floor_event)},
    };
    struct buf sentence = buf_make(arena, 256);
    add(&sentence, arena, language, counted_word(rule), arguments, COUNT_OF(arguments));
    add(&sentence, arena, language, date_word(rule), NULL, 0);
    add(&sentence, arena, language, rule->minus_one_day ? WORD_rule_minus_one_day : 0, NULL, 0);
    add(&sentence, arena, language, relation_word(rule), NULL, 0);
    if (rule->floor_event != LAW_EVENT_NONE)
        add(&sentence, arena, language, WORD_rule_floor, floor, COUNT_OF(floor));
    add(&sentence, arena, language, nature_word(rule), NULL, 0);
    add(&sentence, arena, language, rule->extendable ? WORD_law_extendable : 0, NULL, 0);
    return buf_text(&sentence);
}

static int force_word(const struct law_rule *rule)
{
    if (rule->is_proposal)
        return WORD_rule_force_proposal;
    if (rule->is_future)
        return WORD_rule_force_future;
    if (date_is_some(rule->from))
        return date_is_some(rule->to) ? WORD_rule_force_between : WORD_rule_force_from;
    return date_is_some(rule->to) ? WORD_rule_force_until : WORD_rule_force_always;
}

struct str rule_force(struct arena *arena, size_t language, const struct law_rule *rule)
{
    const struct word_argument arguments[] = {
        {"from", clock_day_text(arena, language, rule->from)},
        {"to", clock_day_text(arena, language, rule->to)},
        {"event", clock_event_text(arena, language, rule->in_force_by)},
    };
    struct buf text = buf_make(arena, 128);
    add(&text, arena, language, force_word(rule), arguments, COUNT_OF(arguments));
    if (rule->in_force_by != LAW_EVENT_NONE)
        add(&text, arena, language, WORD_rule_force_by, arguments, COUNT_OF(arguments));
    return buf_text(&text);
}

struct rule_line_view rule_line(struct arena *arena, size_t language, const struct law_rule *rule,
                                struct date on)
{
    return (struct rule_line_view){
        .rule = rule->rule,
        .sentence = rule_sentence(arena, language, rule),
        .effect = rule->effect,
        .meaning = law_meaning_code(rule->meaning),
        .standing = rule_standing(rule, on),
        .force = rule_force(arena, language, rule),
        .nations = clock_nation_codes(arena, rule),
        .grade = clock_grade_code(rule),
    };
}
