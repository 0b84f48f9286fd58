/* referral_form.c - what the questions make of the answers: which are asked, what is wrong, what
 * is missing, how far a section is. No database. */
#include <pthread.h>

#include "law/book.h"
#include "law/list.h"
#include "rooms/referral/referral.h"
#include "words.h"

static const struct questionnaire *loaded[2]; /* referral, child */
static pthread_once_t load_once = PTHREAD_ONCE_INIT;

/* The files are checked when the program is built, so a fault here is a bug. */
static const struct questionnaire *load(struct arena *arena, struct str name)
{
    const struct questionnaire *questionnaire;
    struct str complaint;
    must(questionnaire_load(arena, name, law_data(name), &questionnaire, &complaint) == OK);
    return questionnaire;
}

/* They live as long as the program. */
static void load_all(void)
{
    static struct arena arena;
    arena = arena_make((size_t)8 << 20);
    loaded[0] = load(&arena, STR("referral.json"));
    loaded[1] = load(&arena, STR("child.json"));
}

const struct questionnaire *referral_questions(void)
{
    pthread_once(&load_once, load_all);
    return loaded[0];
}

const struct questionnaire *child_questions(void)
{
    pthread_once(&load_once, load_all);
    return loaded[1];
}

/* ---- what is wrong with one ------------------------------------------------------------------ */

static int fault_word(enum answer_fault fault)
{
    switch (fault) {
    case ANSWER_GOOD: return 0;
    case ANSWER_NOT_ASKED_FOR:
    case ANSWER_NOT_A_BOOLEAN:
    case ANSWER_NOT_AN_OPTION: return WORD_error_not_a_choice;
    case ANSWER_NOT_A_NUMBER: return WORD_error_not_a_number;
    case ANSWER_TOO_SMALL:
    case ANSWER_TOO_LARGE: return WORD_ask_fault_number;
    case ANSWER_TOO_LONG: return WORD_ask_fault_long;
    case ANSWER_NOT_TEXT: return WORD_error_not_text;
    case ANSWER_NOT_A_DATE: return WORD_error_not_a_date;
    }
    return WORD_error_not_a_choice;
}

/* A reference that cannot be read would leave open, unseen, whom they must not meet. */
static int references_fault(struct str value)
{
    while (value.size > 0)
        if (!ref_is_typed(str_trim(str_cut(&value, ','))))
            return WORD_ask_fault_references;
    return 0;
}

int referral_fault(const struct question *question, struct str value)
{
    struct str rest = value;
    while (rest.size > 0) {
        struct str part = question->is_repeated ? str_cut(&rest, ',') : rest;
        if (!question->is_repeated)
            rest = STR_NONE;
        int word = fault_word(answer_check(question, part));
        if (word == 0 && question->list.size > 0 && part.size > 0 &&
            !list_has(question->list, part))
            word = WORD_error_not_a_choice;
        if (word != 0)
            return word;
    }
    return str_equal_c(question->id, "conflict-people") ? references_fault(value) : 0;
}

/* ---- the sheet ------------------------------------------------------------------------------- */

static size_t part_count(struct str value)
{
    size_t count = 1;
    for (size_t i = 0; i < value.size; i++)
        count += value.at[i] == ',';
    return count;
}

static void add_parts(struct answer *out, size_t *count, const struct question *question,
                      struct str value)
{
    struct str rest = value;
    if (!question->is_repeated)
        out[(*count)++] = (struct answer){question->id, value};
    while (question->is_repeated && rest.size > 0)
        out[(*count)++] = (struct answer){question->id, str_cut(&rest, ',')};
}

struct referral_sheet referral_sheet(struct arena *arena,
                                     const struct questionnaire *questionnaire,
                                     const struct referral_answers *answers,
                                     struct person_id person)
{
    size_t room = 0, count = 0;
    for (size_t i = 0; i < answers->count; i++)
        room += part_count(answers->at[i].value);
    struct answer *parts = ARENA_MANY(arena, struct answer, room);
    for (size_t i = 0; i < answers->count; i++) {
        const struct referral_answer *answer = &answers->at[i];
        const struct question *question = question_find(questionnaire, answer->question);
        if (answer->person.value == person.value && question != NULL && answer->value.size > 0 &&
            referral_fault(question, answer->value) == 0)
            add_parts(parts, &count, question, answer->value);
    }
    struct referral_sheet sheet = {questionnaire, {parts, count},
                                   ARENA_MANY(arena, bool, questionnaire->count)};
    questionnaire_enabled(questionnaire, sheet.answers, sheet.enabled);
    return sheet;
}

struct str referral_answer_of(const struct referral_answers *answers, struct person_id person,
                              const char *question)
{
    for (size_t i = 0; i < answers->count; i++)
        if (answers->at[i].person.value == person.value &&
            str_equal_c(answers->at[i].question, question))
            return answers->at[i].value;
    return STR_NONE;
}

/* ---- gaps ------------------------------------------------------------------------------------ */

static struct str raw_answer(const struct referral_answers *answers, struct person_id person,
                             const struct question *question)
{
    for (size_t i = 0; i < answers->count; i++)
        if (answers->at[i].person.value == person.value &&
            str_equal(answers->at[i].question, question->id))
            return answers->at[i].value;
    return STR_NONE;
}

static bool gap_of(const struct referral_sheet *sheet, const struct referral_answers *answers,
                   struct person_id person, size_t index, enum referral_gap_kind *out_kind)
{
    const struct question *question = &sheet->questionnaire->questions[index];
    if (!sheet->enabled[index] || question->kind == QUESTION_GROUP)
        return false;
    struct str raw = raw_answer(answers, person, question);
    struct str valid = answer_of(sheet->answers, question->id);
    if ((raw.size > 0 || str_is_unreadable(raw)) && valid.size == 0)
        *out_kind = GAP_FAULTY;
    else if (question->is_required && valid.size == 0)
        *out_kind = GAP_MISSING;
    else if (question->is_required && str_equal_c(valid, "not-known"))
        *out_kind = GAP_NOT_KNOWN;
    else
        return false;
    return true;
}

struct gap_list {
    struct referral_gap *at;
    size_t count;
};

static void add_gaps(struct arena *arena, const struct referral_answers *answers,
                     struct person_id person, enum gap_scope scope, struct gap_list *gaps)
{
    const struct questionnaire *questionnaire =
        person.value == 0 ? referral_questions() : child_questions();
    struct referral_sheet sheet = referral_sheet(arena, questionnaire, answers, person);
    for (size_t i = 0; i < questionnaire->count; i++) {
        const struct question *question = &questionnaire->questions[i];
        enum referral_gap_kind kind;
        if ((scope == GAPS_TONIGHT && !question->is_tonight) ||
            !gap_of(&sheet, answers, person, i, &kind))
            continue;
        gaps->at[gaps->count++] = (struct referral_gap){
            person, question, question_section(questionnaire, question), kind};
    }
}

struct referral_gaps referral_gaps(struct arena *arena, const struct referral_answers *answers,
                                   struct referral_people children, enum gap_scope scope)
{
    size_t room = referral_questions()->count + children.count * child_questions()->count;
    struct gap_list gaps = {ARENA_MANY(arena, struct referral_gap, room), 0};
    add_gaps(arena, answers, (struct person_id){0}, scope, &gaps);
    for (size_t i = 0; i < children.count; i++)
        add_gaps(arena, answers, children.at[i], scope, &gaps);
    return (struct referral_gaps){gaps.at, gaps.count};
}

enum section_state referral_section_state(struct arena *arena,
                                          const struct referral_answers *answers,
                                          struct person_id person,
                                          const struct question *section)
{
    const struct questionnaire *questionnaire =
        person.value == 0 ? referral_questions() : child_questions();
    struct referral_sheet sheet = referral_sheet(arena, questionnaire, answers, person);
    bool has_answer = false, has_gap = false;
    for (size_t i = 0; i < questionnaire->count; i++) {
        const struct question *question = &questionnaire->questions[i];
        if (section != NULL && question_section(questionnaire, question) != section)
            continue;
        enum referral_gap_kind kind;
        if (gap_of(&sheet, answers, person, i, &kind) && kind != GAP_NOT_KNOWN)
            has_gap = true;
        struct str raw = raw_answer(answers, person, question);
        if (raw.size > 0 || str_is_unreadable(raw))
            has_answer = true;
    }
    if (!has_answer)
        return SECTION_NOT_STARTED;
    return has_gap ? SECTION_IN_PROGRESS : SECTION_COMPLETE;
}
