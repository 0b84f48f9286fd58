/* explain.h - why a clock ends on that day, as sentences without a language.
 *
 * An explanation is a short list of sentences. Each is a pattern and its arguments; a room turns it
 * into words with the key "law_" + law_sentence_code(pattern), whose placeholders are the names of
 * the arguments: {amount} {unit} {on} {other_on} {at} {other_at} {event} {text} {nation}. Dates and
 * numbers are the room's to write in its language; an event has the key "law_event_" + its code, a
 * unit "law_unit_" + its code. The English here is for the command line and the tests.
 */
#ifndef LAW_EXPLAIN_H
#define LAW_EXPLAIN_H

#include "law/clock.h"

enum law_sentence_pattern {
    LAW_SAYS_COUNTED_AFTER,       /* amount unit, event on; other_on = the period's last day */
    LAW_SAYS_COUNTED_INCLUDING,   /* the same, the trigger's own day being day 1 */
    LAW_SAYS_COUNTED_WORKING,     /* the same in working days */
    LAW_SAYS_COUNTED_HOURS,       /* amount, event; from at to other_at */
    LAW_SAYS_MINUS_ONE_DAY,       /* one day off: the last day is on */
    LAW_SAYS_WEEKENDS_SKIPPED,    /* amount = weekend days; no bank holiday was met */
    LAW_SAYS_HOLIDAYS_SKIPPED,    /* amount = weekend days; text = bank holidays and their days */
    LAW_SAYS_CALENDAR_EW,         /* a rule of the whole country, on England and Wales' calendar */
    LAW_SAYS_CALENDAR_NATION,     /* on the calendar of nation */
    LAW_SAYS_LATER_OPEN,          /* no decision yet: open, not before on */
    LAW_SAYS_LATER_PERIOD,        /* decision on other_on came within the period, which ends on */
    LAW_SAYS_LATER_DECISION,      /* decision on came after the period, which ended other_on */
    LAW_SAYS_EARLIER_NO_DECISION, /* ends on, or earlier with the decision */
    LAW_SAYS_EARLIER_PERIOD,      /* decision on other_on came after the period's end on */
    LAW_SAYS_EARLIER_DECISION,    /* decision on came before the period's end other_on */
    LAW_SAYS_UNTIL_OPEN,
    LAW_SAYS_UNTIL_PERIOD,
    LAW_SAYS_UNTIL_DECISION,
    LAW_SAYS_NEGATIVE_ENDS,       /* the negative decision on ends it at once */
    LAW_SAYS_PAUSED,              /* stood still from on, ran again on other_on */
    LAW_SAYS_PAUSED_OPEN,         /* stands still since on; no day, and not before other_on */
    LAW_SAYS_PAUSES_MOVED,        /* all pauses together moved the end by amount days to on */
    LAW_SAYS_EXTENDED,            /* on on it was extended to other_on */
    LAW_SAYS_ENDED_BY_PERSON,     /* ended on on */
    LAW_SAYS_CANCELLED,           /* taken out of the count on on */
    LAW_SAYS_REOPENED,            /* what had ended it was taken back on on */
    LAW_SAYS_RECONSIDERED,        /* the decision that had set its end was reconsidered; what was
                                     decided on on counts */
    LAW_SAYS_MOVED,               /* started in nation, and keeps its row after the move */
    LAW_SAYS_FLOOR,               /* never before amount days after event: on */
    LAW_SAYS_NOT_DATED,
    LAW_SAYS_OTHER_NATION,        /* text = the nations of the rule */
    LAW_SAYS_NOT_YET,             /* in force only from on */
    LAW_SAYS_NO_LONGER,           /* in force only until on */
    LAW_SAYS_FUTURE,              /* enacted, not commenced */
    LAW_SAYS_EXTENDABLE,
    LAW_SAYS_MINIMUM_THEN_ASSESSMENT,
    LAW_SAYS_MAXIMUM,
    LAW_SAYS_PROMPTLY,
    LAW_SAYS_OTHER_READING,       /* text = the other rule, on = its day */
    LAW_SAYS_EFFECT,              /* text = what ends or starts, in the source's words */
    LAW_SAYS_SOURCE,              /* text = what it rests on */
    LAW_SAYS_DOUBT,               /* text = what to check */
    LAW_SAYS_GRADE_C,             /* not verified: computed, no alarm */
    LAW_SAYS_PROPOSAL             /* not law: computed, no alarm */
};
enum { LAW_SENTENCE_PATTERNS = LAW_SAYS_PROPOSAL + 1, LAW_SENTENCES_MAX = 32 };

struct law_sentence {
    enum law_sentence_pattern pattern;
    int64_t amount;
    enum law_unit unit;
    struct date on, other_on;
    struct instant at, other_at;
    size_t event; /* of the book; LAW_EVENT_NONE */
    struct str text;
    int nation; /* enum law_nation; LAW_NATION_NONE */
};
#define LAW_NATION_NONE (-1)

struct law_explanation {
    struct law_sentence sentences[LAW_SENTENCES_MAX];
    size_t count;
    size_t why_count; /* the first why_count say why that day; the rest where the rule comes from */
};

/* "counted_after": the pattern's part of the word key. */
const char *law_sentence_code(enum law_sentence_pattern pattern);

/* "calendar_day": the unit's part of the word key. */
const char *law_unit_code(enum law_unit unit);

/* Why the clock of a rule falls where law_due() put it. */
struct law_explanation law_explain(struct arena *arena, const struct law_book *book,
                                   const struct law_rule *rule, const struct law_facts *facts);

/* The same, telling the trigger that counts when a rule has several. */
struct law_explanation law_explain_clock(struct arena *arena, const struct law_book *book,
                                         const struct law_clock *clock);

/* English: "Northern Ireland". */
struct str law_nation_english(enum law_nation nation);

/* English: "30 January 2024". */
struct str law_date_english(struct arena *arena, struct date date);

/* English, in London: "24 November 2026, 02:10". */
struct str law_instant_english(struct arena *arena, struct instant instant);

/* One sentence, or the first count of an explanation as one text. English. */
struct str law_sentence_english(struct arena *arena, const struct law_book *book,
                                const struct law_sentence *sentence);
struct str law_explanation_english(struct arena *arena, const struct law_book *book,
                                   const struct law_explanation *explanation, size_t count);

#endif
