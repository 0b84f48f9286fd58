/* referral_asking_web.c - which questions a page asks, and a question as a field. */
#include "rooms/referral/referral_asking_web.h"

#include "law/list.h"
#include "rooms/referral/referral_in_words_web.h"
#include "web/words.h"

enum { SLOTS_FREE = 3 }; /* empty selects after those in use, of a long list with several answers */

static struct str sentence(const struct asking *asking, struct str word)
{
    return word_text(asking->job->arena, asking->language, word_find(word), NULL, 0);
}

struct str asking_raw(const struct asking *asking, const struct question *question)
{
    return referral_answer_of(asking->answers, asking->part.child,
                              str_c(asking->job->arena, question->id));
}

struct asking asking_begin(struct job *job, const struct request *request,
                           const struct referral_answers *answers, struct asking_part part)
{
    struct referral_sheet sheet =
        referral_sheet(job->arena, part.questionnaire, answers, part.child);
    return (struct asking){job, words_choose(request->languages), answers, part, sheet};
}

/* ---- which ----------------------------------------------------------------------------------- */

/* "City 7" is asked when city 5 or 6 is there: ten lists at once help nobody. */
static bool is_in_reach(const struct asking *asking, const struct question *question)
{
    size_t dash = question->id.size;
    while (dash > 0 && question->id.at[dash - 1] != '-')
        dash--;
    int64_t number;
    struct str digits = str_slice(question->id, dash, question->id.size - dash);
    if (digits.size > 2 || str_to_i64(digits, &number) != OK || number <= 2 ||
        asking_raw(asking, question).size > 0)
        return true;
    for (int64_t before = number - 2; before < number; before++) {
        struct str id = str_format(asking->job->arena, "%.*s%lld", (int)dash, question->id.at,
                                   (long long)before);
        if (referral_answer_of(asking->answers, asking->part.child,
                               str_c(asking->job->arena, id)).size > 0)
            return true;
    }
    return false;
}

bool asking_asks(const struct asking *asking, size_t index)
{
    const struct asking_part *part = &asking->part;
    const struct question *question = &part->questionnaire->questions[index];
    if (question->kind == QUESTION_GROUP || question->kind == QUESTION_DISPLAY)
        return false;
    if (part->is_tonight && !question->is_tonight)
        return false;
    if (part->section != NULL && question_section(part->questionnaire, question) != part->section)
        return false;
    return asking->sheet.enabled[index] && is_in_reach(asking, question);
}

/* ---- a question as a field ------------------------------------------------------------------- */

const char *asking_form_of(const struct question *question)
{
    switch (question->kind) {
    case QUESTION_CHOICE:
        if (question->list.size > 0 && !str_equal_c(question->list, "region"))
            return question->is_repeated ? "picks" : "pick";
        return question->is_repeated ? "boxes" : "radios";
    case QUESTION_INTEGER: return "number";
    case QUESTION_TEXT: return "lines";
    case QUESTION_DATE: return "date";
    case QUESTION_BOOLEAN: return "flag";
    case QUESTION_GROUP:
    case QUESTION_DISPLAY:
    case QUESTION_STRING: break;
    }
    return "line";
}

static void fill_options(const struct asking *asking, const struct question *question,
                         struct referral_question_view *view)
{
    struct arena *arena = asking->job->arena;
    const char *language = language_table[asking->language].code;
    struct list_codes codes = {0};
    if (question->list.size > 0)
        codes = list_codes(arena, question->list, language);
    size_t count = question->list.size > 0 ? codes.count : question->option_count;
    struct referral_option_view *options = ARENA_MANY(arena, struct referral_option_view, count);
    for (size_t i = 0; i < count; i++) {
        struct str code = codes.count > 0 ? codes.at[i] : question->options[i].code;
        options[i].code = code;
        options[i].label = referral_in_words(arena, asking->language, question, code);
        options[i].is_on = str_has_part(view->value, ',', code);
    }
    view->options.at = options;
    view->options.count = count;
}

static void fill_slots(const struct asking *asking, struct referral_question_view *view)
{
    size_t used = view->value.size > 0;
    for (size_t i = 0; i < view->value.size; i++)
        used += view->value.at[i] == ',';
    struct referral_slot_view *slots =
        ARENA_MANY(asking->job->arena, struct referral_slot_view, used + SLOTS_FREE);
    struct str rest = view->value;
    for (size_t i = 0; i < used; i++)
        slots[i].chosen = str_cut(&rest, ',');
    view->slots.at = slots;
    view->slots.count = used + SLOTS_FREE;
}

/* A draft that is wrong says so beside its hint, until it is right. */
static struct str hint_of(const struct asking *asking, const struct question *question,
                          struct str value)
{
    struct arena *arena = asking->job->arena;
    struct str key = str_format(arena, "%.*s_hint", STR_ARGS(question->word));
    struct str hint = sentence(asking, key);
    if (hint.size == 0 && question->kind == QUESTION_DATE)
        hint = sentence(asking, STR("referral_date_hint"));
    int fault = referral_fault(question, value);
    if (fault == 0)
        return hint;
    struct str wrong = word_text(arena, asking->language, fault, NULL, 0);
    return str_format(arena, "%.*s%s%.*s", STR_ARGS(wrong), hint.size > 0 ? " " : "",
                      STR_ARGS(hint));
}

struct referral_question_view asking_field(const struct asking *asking,
                                           const struct question *question)
{
    struct referral_question_view view = {
        .id = question->id,
        .form = str_of(asking_form_of(question)),
        .label = sentence(asking, question->word),
        .value = asking_raw(asking, question),
    };
    view.hint = hint_of(asking, question, view.value);
    if (question->kind == QUESTION_CHOICE)
        fill_options(asking, question, &view);
    if (str_equal_c(view.form, "picks"))
        fill_slots(asking, &view);
    if (question->kind == QUESTION_DATE)
        view.value = asking_shown(asking, question);
    return view;
}

struct str asking_shown(const struct asking *asking, const struct question *question)
{
    return referral_in_words(asking->job->arena, asking->language, question,
                             asking_raw(asking, question));
}
