/* The English of explanations, for the command line and the tests; see law/explain.h. */
#include "law/explain.h"

#include <string.h>

static const char *const patterns[LAW_SENTENCE_PATTERNS] = {
    [LAW_SAYS_COUNTED_AFTER] = "{amount} after {event} ({on}), that day not counted, lead to "
                               "{other_on}.",
    [LAW_SAYS_COUNTED_INCLUDING] = "{amount} beginning with the day of {event} ({on}) lead to "
                                   "{other_on}.",
    [LAW_SAYS_COUNTED_WORKING] = "{amount} after {event} ({on}) lead to {other_on}.",
    [LAW_SAYS_COUNTED_HOURS] = "{amount} after {event} ({at}) lead to {other_at}.",
    [LAW_SAYS_MINUS_ONE_DAY] = "One day is taken off: the last day is {on}.",
    [LAW_SAYS_WEEKENDS_SKIPPED] = "Weekend days skipped: {number}; no bank holiday.",
    [LAW_SAYS_HOLIDAYS_SKIPPED] = "Weekend days skipped: {number}; bank holidays skipped: {text}.",
    [LAW_SAYS_CALENDAR_EW] = "Bank holidays are those of England and Wales, because the rule is "
                             "for the whole United Kingdom.",
    [LAW_SAYS_CALENDAR_NATION] = "Bank holidays are those of {nation}.",
    [LAW_SAYS_LATER_OPEN] = "It lasts until then or until the conclusive grounds decision, "
                            "whichever is later; there is no decision yet, so it does not end "
                            "before {on}.",
    [LAW_SAYS_LATER_PERIOD] = "The conclusive grounds decision ({other_on}) was not later, so it "
                              "ends on {on}.",
    [LAW_SAYS_LATER_DECISION] = "The period alone ended on {other_on}; the conclusive grounds "
                                "decision was later, so it ends on {on}.",
    [LAW_SAYS_EARLIER_NO_DECISION] = "It ends on {on}, or earlier on the day of the conclusive "
                                     "grounds decision.",
    [LAW_SAYS_EARLIER_PERIOD] = "The conclusive grounds decision ({other_on}) was not earlier, so "
                                "it ends on {on}.",
    [LAW_SAYS_EARLIER_DECISION] = "The conclusive grounds decision came before the period's last "
                                  "day ({other_on}), so it ends on {on}.",
    [LAW_SAYS_UNTIL_OPEN] = "It lasts until the conclusive grounds decision; there is none yet. "
                            "After a positive one it does not end before {on}.",
    [LAW_SAYS_UNTIL_PERIOD] = "The conclusive grounds decision ({other_on}) was not later than "
                              "the minimum, so it ends on {on}.",
    [LAW_SAYS_UNTIL_DECISION] = "It lasts until the conclusive grounds decision, and the minimum "
                                "ended on {other_on}, so it ends on {on}.",
    [LAW_SAYS_NEGATIVE_ENDS] = "The negative conclusive grounds decision ended it at once on {on}.",
    [LAW_SAYS_PAUSED] = "From {on} until {other_on} it stands still.",
    [LAW_SAYS_PAUSED_OPEN] = "It stands still since {on}, until somebody lets it run again. It "
                             "does not end before {other_on}.",
    [LAW_SAYS_PAUSES_MOVED] = "That moves its last day by {amount} to {on}.",
    [LAW_SAYS_EXTENDED] = "On {on} it was extended to {other_on}.",
    [LAW_SAYS_ENDED_BY_PERSON] = "It was ended on {on}.",
    [LAW_SAYS_CANCELLED] = "It was cancelled on {on}: it should not have run.",
    [LAW_SAYS_REOPENED] = "On {on} that was taken back.",
    [LAW_SAYS_RECONSIDERED] = "An earlier conclusive grounds decision was reconsidered. The one of "
                              "{on} counts.",
    [LAW_SAYS_MOVED] = "It started in {nation} and keeps that nation's rule after the move.",
    [LAW_SAYS_FLOOR] = "It never ends before {amount} after {event}, so it ends on {on}.",
    [LAW_SAYS_NOT_DATED] = "This is not a dated clock.",
    [LAW_SAYS_OTHER_NATION] = "This rule holds elsewhere ({text}).",
    [LAW_SAYS_NOT_YET] = "On that day this rule was not in force yet; it is from {on}.",
    [LAW_SAYS_NO_LONGER] = "On that day this rule was no longer in force; it was until {on}.",
    [LAW_SAYS_FUTURE] = "This rule is enacted but not in force yet.",
    [LAW_SAYS_EXTENDABLE] = "It can be extended.",
    [LAW_SAYS_MINIMUM_THEN_ASSESSMENT] = "This is a minimum; a recovery needs assessment decides "
                                         "what follows.",
    [LAW_SAYS_MAXIMUM] = "This is a maximum.",
    [LAW_SAYS_PROMPTLY] = "It must be done promptly, and at the latest then.",
    [LAW_SAYS_OTHER_READING] = "Sources differ: by {text} it would be {on}.",
    [LAW_SAYS_EFFECT] = "What it is: {text}.",
    [LAW_SAYS_SOURCE] = "Source: {text}.",
    [LAW_SAYS_DOUBT] = "To be checked: {text}.",
    [LAW_SAYS_GRADE_C] = "Not verified: shown, but no alarm.",
    [LAW_SAYS_PROPOSAL] = "Proposed, not law: shown, but no alarm.",
};

struct str law_nation_english(enum law_nation nation)
{
    static const char *const names[NATION_COUNT] = {"England", "Wales", "Scotland",
                                                    "Northern Ireland"};
    must((int)nation < NATION_COUNT);
    return str_of(names[nation]);
}

struct str law_date_english(struct arena *arena, struct date date)
{
    static const char *const months[] = {"January", "February", "March", "April", "May", "June",
                                         "July", "August", "September", "October", "November",
                                         "December"};
    if (!date_is_some(date))
        return STR("no day");
    struct date_parts parts = date_parts(date);
    return str_format(arena, "%d %s %d", parts.day, months[parts.month - 1], parts.year);
}

/* "1 month", "9 working days", "30 days" */
static struct str period_english(struct arena *arena, const struct law_sentence *sentence)
{
    static const char *const units[] = {"working day", "day", "hour", "week", "month", "year"};
    must(sentence->unit < COUNT_OF(units));
    return str_format(arena, "%lld %s%s", (long long)sentence->amount, units[sentence->unit],
                      sentence->amount == 1 ? "" : "s");
}

/* A text that ends a sentence: its own full stop would double. */
static struct str without_stop(struct str text)
{
    return str_ends(text, STR(".")) ? str_slice(text, 0, text.size - 1) : text;
}

struct str law_instant_english(struct arena *arena, struct instant instant)
{
    struct wall_time london = london_time(instant);
    return str_format(arena, "%.*s, %02d:%02d", STR_ARGS(law_date_english(arena, london.date)),
                      london.hour, london.minute);
}

static struct str argument(struct arena *arena, const struct law_book *book,
                           const struct law_sentence *sentence, struct str name)
{
    if (str_equal_c(name, "amount"))
        return period_english(arena, sentence);
    if (str_equal_c(name, "number"))
        return str_format(arena, "%lld", (long long)sentence->amount);
    if (str_equal_c(name, "on"))
        return law_date_english(arena, sentence->on);
    if (str_equal_c(name, "other_on"))
        return law_date_english(arena, sentence->other_on);
    if (str_equal_c(name, "at"))
        return law_instant_english(arena, sentence->at);
    if (str_equal_c(name, "other_at"))
        return law_instant_english(arena, sentence->other_at);
    if (str_equal_c(name, "event"))
        return sentence->event == LAW_EVENT_NONE ? STR("the day it starts")
                                                 : book->events[sentence->event].text;
    if (str_equal_c(name, "nation"))
        return law_nation_english((enum law_nation)sentence->nation);
    must(str_equal_c(name, "text"));
    return without_stop(sentence->text);
}

static void add_english(struct buf *out, const struct law_book *book,
                        const struct law_sentence *sentence)
{
    struct str rest = str_of(patterns[sentence->pattern]);
    while (!str_is_empty(rest)) {
        buf_add(out, str_cut(&rest, '{'));
        if (!str_is_empty(rest))
            buf_add(out, argument(out->arena, book, sentence, str_cut(&rest, '}')));
    }
}

struct str law_sentence_english(struct arena *arena, const struct law_book *book,
                                const struct law_sentence *sentence)
{
    struct buf out = buf_make(arena, 256);
    add_english(&out, book, sentence);
    return buf_text(&out);
}

struct str law_explanation_english(struct arena *arena, const struct law_book *book,
                                   const struct law_explanation *explanation, size_t count)
{
    must(count <= explanation->count);
    struct buf out = buf_make(arena, 512);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_add_char(&out, ' ');
        add_english(&out, book, &explanation->sentences[i]);
    }
    return buf_text(&out);
}
