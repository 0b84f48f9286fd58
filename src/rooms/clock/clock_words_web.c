#include "rooms/clock/clock_words_web.h"

#include "web/words.h"
#include "words.h"

/* The word of a key made of two parts; a missing one is a bug that the tests find first. */
static int word_of(struct arena *arena, const char *beginning, const char *code)
{
    int word = word_find(str_format(arena, "%s%s", beginning, code));
    must(word != WORD_NONE);
    return word;
}

static struct str day_text(struct arena *arena, size_t language, struct date on)
{
    return word_date(arena, language, DATE_LONG, (struct wall_time){.date = on});
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
    int word = word_of(arena, "law_unit_", law_unit_code(sentence->unit));
    return word_text_count(arena, language, word, sentence->amount, NULL, 0);
}

static struct str event_text(struct arena *arena, size_t language, size_t event)
{
    if (event == LAW_EVENT_NONE)
        return word_text(arena, language, WORD_law_event_none, NULL, 0);
    char *code = str_c(arena, law_book()->events[event].code);
    return word_text(arena, language, word_of(arena, "law_event_", code), NULL, 0);
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
        {"on", day_text(arena, language, sentence->on)},
        {"other_on", day_text(arena, language, sentence->other_on)},
        {"at", instant_words(arena, language, sentence->at)},
        {"other_at", instant_words(arena, language, sentence->other_at)},
        {"event", event_text(arena, language, sentence->event)},
        {"text", without_stop(sentence->text)},
        {"nation", nation_text(arena, language, sentence->nation)},
    };
    int word = word_of(arena, "law_", law_sentence_code(sentence->pattern));
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
