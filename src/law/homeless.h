/* homeless.h - what a council asks before it must house somebody, by nation and day.
 *
 * The four nations ask the same five questions differently, and one of them no longer asks one
 * (Housing Act 1996 Part 7; Housing (Wales) Act 2014 Part 2; Housing (Scotland) Act 1987 Part 2;
 * Housing (Northern Ireland) Order 1988). law-data/homelessness.csv has a row for each version of
 * each question, with what either answer leads to. It is guidance with its source: nothing here
 * decides, and no answer is a refusal.
 */
#ifndef LAW_HOMELESS_H
#define LAW_HOMELESS_H

#include "base/base.h"
#include "law/book.h"

/* In the order in which they are asked. */
enum homeless_question_kind {
    HOMELESS_ELIGIBLE,
    HOMELESS_HOMELESS, /* or threatened with it within rule's period */
    HOMELESS_PRIORITY_NEED,
    HOMELESS_INTENTIONAL,
    HOMELESS_LOCAL_CONNECTION,
    HOMELESS_QUESTIONS
};

/* A row; the column has the field's name unless said otherwise. Texts are English, as the law's. */
struct homeless_question {
    enum law_nation nation;
    enum homeless_question_kind kind; /* column question */
    struct date from, to;             /* both included; DATE_NONE: unlimited */
    bool is_future;                   /* column from says FUTURE: enacted, not commenced */
    struct str asks, yes, no;
    const struct law_rule *rule; /* the period it looks ahead; NULL */
    struct str source, doubt;
    char grade;
    size_t line;
};
struct homeless_questions {
    const struct homeless_question *at;
    size_t count;
};

/* Reads and checks the file: each nation has each question at most once a day. The rows live in the
 * arena. ERR_INVALID: *out_fault says where. */
CHECKED enum err homeless_load(struct arena *arena, struct str csv, const struct law_book *book,
                               struct homeless_questions *out_questions,
                               struct law_fault *out_fault);

/* Those of the built-in file, loaded once at first use; any thread may call. */
const struct homeless_questions *homeless_built_in(void);

/* The questions of a nation on a day, in their order, and behind them those enacted and not in
 * force. */
struct homeless_questions homeless_on(struct arena *arena,
                                      const struct homeless_questions *questions,
                                      enum law_nation nation, struct date on);

/* "priority_need": the word of the file. */
const char *homeless_question_code(enum homeless_question_kind kind);

#endif
