/* questionnaire.h - a list of questions as data: the referral form, risk, needs, outcomes, checks.
 *
 * A questionnaire is FHIR R4 `Questionnaire` JSON (https://hl7.org/fhir/R4/questionnaire.html), the
 * part of it that Haven needs: group, choice, integer, text, string, date, boolean, display;
 * required, repeats, maxLength, enableWhen (exists, =, !=) with enableBehavior, answerOption with
 * ordinalValue, minValue and maxValue. What is not in this part is refused at load, not skipped.
 * Haven's own extensions (`extension` with this url):
 *   haven:tonight  valueBoolean  without this answer nobody can be placed safely tonight
 *   haven:payload  valueString   name of the field in the Home Office's payload, for export
 *   haven:owner    valueString   role that owns the gap while the question is unanswered
 *   haven:word     valueString   word key of the sentence; also on an answerOption
 *   haven:list     valueString   choice from a list too long to write down (countries, languages):
 *                                the caller offers it and checks membership, see question.list
 * Word keys when haven:word is absent: the linkId with `-` and `.` as `_`; of an option: the key of
 * the question, `_` and the code, in lower case, likewise.
 *
 * Answers are plain pairs of linkId and text, in one canonical form: a choice is its code, an
 * integer decimal digits, a date "2026-11-24", a boolean "true" or "false". An empty text is no
 * answer. A question that repeats has several pairs. Groups do not repeat: what is asked about each
 * child is a questionnaire of its own, answered once for each.
 *
 * Nothing here reads a clock, a database or a language; a loaded questionnaire never changes.
 */
#ifndef LAW_QUESTIONNAIRE_H
#define LAW_QUESTIONNAIRE_H

#include "base/base.h"

enum question_kind {
    QUESTION_GROUP,
    QUESTION_DISPLAY, /* a sentence without an answer */
    QUESTION_CHOICE,
    QUESTION_INTEGER,
    QUESTION_STRING, /* one line */
    QUESTION_TEXT,   /* several lines */
    QUESTION_DATE,
    QUESTION_BOOLEAN
};

struct question_option {
    struct str code;
    struct str text; /* English, as the file has it; a page shows .word */
    struct str word; /* word key */
    bool has_score;
    int64_t score; /* ordinalValue */
};

enum condition_kind { CONDITION_EXISTS, CONDITION_ABSENT, CONDITION_EQUALS, CONDITION_DIFFERS };

struct question_condition {
    enum condition_kind kind;
    size_t question;   /* index of an earlier question of the questionnaire */
    struct str answer; /* canonical text; empty for EXISTS and ABSENT */
};

#define QUESTION_TOP SIZE_MAX

/* More are refused at load. */
enum { QUESTIONNAIRE_QUESTIONS_MAX = 1000 };

struct question {
    struct str id; /* linkId */
    enum question_kind kind;
    size_t parent; /* index of the group it stands in; QUESTION_TOP */
    size_t depth;  /* 0 at the top */
    struct str text;
    struct str word;
    struct str payload; /* empty: not part of the Home Office's form */
    struct str owner;   /* empty: whoever takes the answers */
    struct str list;    /* "country", "language"; empty: .options are the whole list */
    bool is_required, is_repeated, is_tonight;
    int64_t least, most;    /* integers; INT64_MIN, INT64_MAX where open */
    size_t most_characters; /* string and text, in code points; 0: no limit of its own */
    const struct question_option *options;
    size_t option_count;
    const struct question_condition *conditions;
    size_t condition_count;
    bool is_any_enough; /* enableBehavior any; otherwise all conditions must hold */
};

struct questionnaire {
    struct str id, version, title;
    const struct question *questions; /* in the order of the file, a group before what it holds */
    size_t count;
};

struct answer {
    struct str question; /* linkId */
    struct str value;
};

struct answers {
    const struct answer *at;
    size_t count;
};

/* Reads and checks a whole file. The questionnaire lives in the arena, as long as that. On
 * ERR_INVALID *out_complaint is one English line for the operator that names the file and the
 * place ("referral.json: line 3, column 7: ..." or "referral.json: item 4.2 'x': ..."). */
CHECKED enum err questionnaire_load(struct arena *arena, struct str file_name, struct str json,
                                    const struct questionnaire **out_questionnaire,
                                    struct str *out_complaint);

/* The section a question stands in: the group at the top, which may be itself. */
const struct question *question_section(const struct questionnaire *questionnaire,
                                        const struct question *question);

/* The question with this linkId, or NULL. */
const struct question *question_find(const struct questionnaire *questionnaire, struct str id);

/* Fills out_enabled[questionnaire->count]: which questions are asked, given the answers. What
 * stands in a group that is not asked is not asked; the answer to a question that is not asked
 * counts as no answer. Answers to unknown questions are ignored. */
void questionnaire_enabled(const struct questionnaire *questionnaire, struct answers answers,
                           bool *out_enabled);

enum answer_fault {
    ANSWER_GOOD,
    ANSWER_NOT_ASKED_FOR, /* a group or a display takes no answer */
    ANSWER_NOT_AN_OPTION,
    ANSWER_NOT_A_NUMBER,
    ANSWER_TOO_SMALL, /* below question.least */
    ANSWER_TOO_LARGE, /* above question.most */
    ANSWER_TOO_LONG,  /* over question.most_characters */
    ANSWER_NOT_TEXT,  /* no UTF-8, or a control character; a line break in a QUESTION_STRING */
    ANSWER_NOT_A_DATE,
    ANSWER_NOT_A_BOOLEAN
};

/* Whether one value can stand as an answer. The empty value always can: it is no answer. Of a
 * choice with .list only the form of a code is checked here. */
enum answer_fault answer_check(const struct question *question, struct str value);

/* Value of the first answer to a question; empty when there is none. */
struct str answer_of(struct answers answers, struct str question);

/* The option with this code, or NULL. */
const struct question_option *question_option(const struct question *question, struct str code);

/* Sum of the scores (ordinalValue) of the chosen options of the asked questions inside a group
 * (its linkId; empty: the whole). answered of asked scored questions; a mean or a scale is the
 * caller's, as instruments treat missing answers differently. */
struct questionnaire_score {
    int64_t total;
    size_t answered, asked;
};
struct questionnaire_score questionnaire_score(const struct questionnaire *questionnaire,
                                               struct answers answers, struct str group);

#endif
