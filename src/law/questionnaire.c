#include "law/questionnaire.h"

#include <string.h>

const struct question *question_section(const struct questionnaire *questionnaire,
                                        const struct question *question)
{
    while (question->parent != QUESTION_TOP)
        question = &questionnaire->questions[question->parent];
    return question;
}

const struct question *question_find(const struct questionnaire *questionnaire, struct str id)
{
    for (size_t i = 0; i < questionnaire->count; i++) {
        if (str_equal(questionnaire->questions[i].id, id))
            return &questionnaire->questions[i];
    }
    return NULL;
}

struct str answer_of(struct answers answers, struct str question)
{
    for (size_t i = 0; i < answers.count; i++) {
        if (str_equal(answers.at[i].question, question) && !str_is_empty(answers.at[i].value))
            return answers.at[i].value;
    }
    return STR_NONE;
}

const struct question_option *question_option(const struct question *question, struct str code)
{
    for (size_t i = 0; i < question->option_count; i++) {
        if (str_equal(question->options[i].code, code))
            return &question->options[i];
    }
    return NULL;
}

static bool has_answer(struct answers answers, struct str question, struct str value)
{
    for (size_t i = 0; i < answers.count; i++) {
        if (str_equal(answers.at[i].question, question) && str_equal(answers.at[i].value, value))
            return true;
    }
    return false;
}

/* As FHIR reads it: of several answers it is enough that one equals, or one differs; without an
 * answer neither holds. */
static bool holds(const struct questionnaire *questionnaire, struct answers answers,
                  const bool *enabled, const struct question_condition *condition)
{
    struct str question = questionnaire->questions[condition->question].id;
    bool is_answered =
        enabled[condition->question] && !str_is_empty(answer_of(answers, question));
    switch (condition->kind) {
    case CONDITION_EXISTS:
        return is_answered;
    case CONDITION_ABSENT:
        return !is_answered;
    case CONDITION_EQUALS:
        return is_answered && has_answer(answers, question, condition->answer);
    case CONDITION_DIFFERS:
        break;
    }
    for (size_t i = 0; is_answered && i < answers.count; i++) {
        if (str_equal(answers.at[i].question, question) && !str_is_empty(answers.at[i].value) &&
            !str_equal(answers.at[i].value, condition->answer))
            return true;
    }
    return false;
}

static bool is_enabled(const struct questionnaire *questionnaire, struct answers answers,
                       const bool *enabled, const struct question *question)
{
    if (question->parent != QUESTION_TOP && !enabled[question->parent])
        return false;
    size_t held = 0;
    for (size_t i = 0; i < question->condition_count; i++)
        held += holds(questionnaire, answers, enabled, &question->conditions[i]);
    return question->is_any_enough && question->condition_count > 0
               ? held > 0
               : held == question->condition_count;
}

void questionnaire_enabled(const struct questionnaire *questionnaire, struct answers answers,
                           bool *out_enabled)
{
    /* parents and the questions of conditions stand before, so one pass is enough */
    for (size_t i = 0; i < questionnaire->count; i++)
        out_enabled[i] =
            is_enabled(questionnaire, answers, out_enabled, &questionnaire->questions[i]);
}

static enum answer_fault check_choice(const struct question *question, struct str value)
{
    if (str_is_empty(question->list))
        return question_option(question, value) == NULL ? ANSWER_NOT_AN_OPTION : ANSWER_GOOD;
    for (size_t i = 0; i < value.size; i++) {
        char c = value.at[i];
        bool is_code = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        if (!is_code || i >= 64)
            return ANSWER_NOT_AN_OPTION;
    }
    return ANSWER_GOOD;
}

/* Canonical digits only: "+7", "07" and "-0" are other texts for the same number. */
static enum answer_fault check_integer(const struct question *question, struct str value)
{
    int64_t number;
    if (str_to_i64(value, &number) != OK)
        return ANSWER_NOT_A_NUMBER;
    size_t sign = value.at[0] == '-';
    if (value.at[sign] == '0' && value.size > 1)
        return ANSWER_NOT_A_NUMBER;
    if (number < question->least)
        return ANSWER_TOO_SMALL;
    return number > question->most ? ANSWER_TOO_LARGE : ANSWER_GOOD;
}

static enum answer_fault check_words(const struct question *question, struct str value)
{
    if (!str_is_utf8(value))
        return ANSWER_NOT_TEXT;
    for (size_t i = 0; i < value.size; i++) {
        unsigned char c = (unsigned char)value.at[i];
        bool is_space = c == '\t' || c == '\n' || c == '\r';
        if (c == 127 || (c < 32 && (!is_space || question->kind == QUESTION_STRING)))
            return ANSWER_NOT_TEXT;
    }
    bool is_long = question->most_characters > 0 && str_length(value) > question->most_characters;
    return is_long ? ANSWER_TOO_LONG : ANSWER_GOOD;
}

enum answer_fault answer_check(const struct question *question, struct str value)
{
    struct date date;
    if (question->kind == QUESTION_GROUP || question->kind == QUESTION_DISPLAY)
        return ANSWER_NOT_ASKED_FOR;
    if (str_is_empty(value))
        return ANSWER_GOOD;
    switch (question->kind) {
    case QUESTION_CHOICE:
        return check_choice(question, value);
    case QUESTION_INTEGER:
        return check_integer(question, value);
    case QUESTION_DATE:
        return date_parse(value, &date) == OK ? ANSWER_GOOD : ANSWER_NOT_A_DATE;
    case QUESTION_BOOLEAN:
        return str_equal_c(value, "true") || str_equal_c(value, "false") ? ANSWER_GOOD
                                                                         : ANSWER_NOT_A_BOOLEAN;
    default:
        return check_words(question, value);
    }
}

static bool is_scored(const struct question *question)
{
    for (size_t i = 0; i < question->option_count; i++) {
        if (question->options[i].has_score)
            return true;
    }
    return false;
}

static bool is_inside(const struct questionnaire *questionnaire, size_t question, struct str group)
{
    for (size_t i = question; i != QUESTION_TOP; i = questionnaire->questions[i].parent) {
        if (str_equal(questionnaire->questions[i].id, group))
            return true;
    }
    return str_is_empty(group);
}

struct questionnaire_score questionnaire_score(const struct questionnaire *questionnaire,
                                               struct answers answers, struct str group)
{
    struct questionnaire_score score = {0};
    bool enabled[QUESTIONNAIRE_QUESTIONS_MAX];
    questionnaire_enabled(questionnaire, answers, enabled);
    for (size_t i = 0; i < questionnaire->count; i++) {
        const struct question *question = &questionnaire->questions[i];
        if (!enabled[i] || !is_scored(question) || !is_inside(questionnaire, i, group))
            continue;
        score.asked++;
        bool is_answered = false;
        for (size_t o = 0; o < question->option_count; o++) {
            const struct question_option *option = &question->options[o];
            if (option->has_score && has_answer(answers, question->id, option->code)) {
                score.total += option->score;
                is_answered = true;
            }
        }
        score.answered += is_answered;
    }
    return score;
}
