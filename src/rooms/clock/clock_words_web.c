#include "rooms/clock/clock_words_web.h"

#include "web/words.h"
#include "words.h"

static const char *const nation_codes[NATION_COUNT] = {"england", "wales", "scotland",
                                                       "northern_ireland"};

int clock_word(struct arena *arena, const char *beginning, struct str code)
{
    int word = word_find(str_format(arena, "%s%.*s", beginning, STR_ARGS(code)));
    must(word != WORD_NONE);
    return word;
}

struct str clock_day_text(struct arena *arena, size_t language, struct date on)
{
    return word_date(arena, language, DATE_LONG, (struct wall_time){.date = on});
}

struct str clock_event_text(struct arena *arena, size_t language, size_t event)
{
    int word = event == LAW_EVENT_NONE
                   ? WORD_law_event_none
                   : clock_word(arena, "law_event_", law_book()->events[event].code);
    return word_text(arena, language, word, NULL, 0);
}

struct str clock_nation_code(enum law_nation nation)
{
    return str_of(nation_codes[nation]);
}

bool clock_nation_parse(struct str code, enum law_nation *out_nation)
{
    for (int nation = 0; nation < NATION_COUNT; nation++)
        if (str_equal_c(code, nation_codes[nation])) {
            *out_nation = (enum law_nation)nation;
            return true;
        }
    return false;
}

struct str_list clock_nation_codes(struct arena *arena, const struct law_rule *rule)
{
    struct str *nations = ARENA_MANY(arena, struct str, NATION_COUNT);
    size_t count = 0;
    for (int nation = 0; nation < NATION_COUNT; nation++)
        if (rule->nations & NATION_BIT(nation))
            nations[count++] = clock_nation_code((enum law_nation)nation);
    return (struct str_list){nations, count};
}

struct str clock_grade_code(const struct law_rule *rule)
{
    return rule->grade == 'A' ? STR("a") : rule->grade == 'B' ? STR("b") : STR("c");
}

static struct str instant_words(struct arena *arena, size_t language, struct instant at)
{
    return instant_is_some(at) ? word_date(arena, language, DATE_AND_TIME, london_time(at))
                               : STR_NONE;
}

/* "30 days" */
static struct str period_text(struct arena *arena, size_t language,
                              const struct law_sentence *sentence)
{
    if (sentence->unit == LAW_NO_UNIT)
        return str_format(arena, "%lld", (long long)sentence->amount);
    int word = clock_word(arena, "law_unit_", str_of(law_unit_code(sentence->unit)));
    return word_text_count(arena, language, word, sentence->amount, NULL, 0);
}

/* A text that ends a sentence: its own full stop would double. */
static struct str without_stop(struct str text)
{
    return str_ends(text, STR(".")) ? str_slice(text, 0, text.size - 1) : text;
}

static struct str nation_text(struct arena *arena, size_t language, int nation)
{
    static const int words[NATION_COUNT] = {WORD_clock_nation_england, WORD_clock_nation_wales,
                                            WORD_clock_nation_scotland,
                                            WORD_clock_nation_northern_ireland};
    return nation == LAW_NATION_NONE ? STR_NONE
                                     : word_text(arena, language, words[nation], NULL, 0);
}

struct str clock_sentence(struct arena *arena, size_t language, const struct law_sentence *sentence)
{
    const struct word_argument arguments[] = {
        {"amount", period_text(arena, language, sentence)},
        {"number", str_format(arena, "%lld", (long long)sentence->amount)},
        {"on", clock_day_text(arena, language, sentence->on)},
        {"other_on", clock_day_text(arena, language, sentence->other_on)},
        {"at", instant_words(arena, language, sentence->at)},
        {"other_at", instant_words(arena, language, sentence->other_at)},
        {"event", clock_event_text(arena, language, sentence->event)},
        {"text", without_stop(sentence->text)},
        {"nation", nation_text(arena, language, sentence->nation)},
    };
    int word = clock_word(arena, "law_", str_of(law_sentence_code(sentence->pattern)));
    return word_text(arena, language, word, arguments, COUNT_OF(arguments));
}

struct str clock_guess(struct arena *arena, size_t language, const struct law_clock *clock)
{
    static const int dates[] = {
        [LAW_MADE] = WORD_law_date_made,
        [LAW_DATED] = WORD_law_date_dated,
        [LAW_SENT] = WORD_law_date_sent,
        [LAW_RECEIVED] = WORD_law_date_received,
        [LAW_REASONS_RECEIVED] = WORD_law_date_reasons_received,
    };
    enum law_date_type wanted = clock->rule->starts_on, used = clock->counted_from;
    bool is_decision = clock->trigger->id != 0; /* other things have one day only */
    if (!is_decision || wanted == used || wanted >= LAW_DATE_TYPES || used >= LAW_DATE_TYPES)
        return STR_NONE;
    const struct word_argument arguments[] = {
        {"wanted", word_text(arena, language, dates[wanted], NULL, 0)},
        {"used", word_text(arena, language, dates[used], NULL, 0)},
    };
    return word_text(arena, language, WORD_law_guess, arguments, COUNT_OF(arguments));
}
