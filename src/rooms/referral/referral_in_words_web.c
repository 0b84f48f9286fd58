#include "rooms/referral/referral_in_words_web.h"

#include "law/list.h"
#include "web/words.h"

static struct str sentence(struct arena *arena, size_t language, struct str word)
{
    return word_text(arena, language, word_find(word), NULL, 0);
}

/* Names of regions are sentences of ours; the other lists have names of their own. */
static struct str code_in_words(struct arena *arena, size_t language,
                                const struct question *question, struct str code)
{
    if (str_equal_c(question->list, "region") && list_has(question->list, code))
        return sentence(arena, language, str_format(arena, "region_%.*s", STR_ARGS(code)));
    if (question->list.size > 0)
        return list_name(arena, question->list, code, language_table[language].code);
    const struct question_option *option = question_option(question, code);
    return option ? sentence(arena, language, option->word) : code;
}

/* 27 3 1998, as people write it. */
static struct str date_in_words(struct arena *arena, struct str value)
{
    struct date date;
    if (date_parse(value, &date) != OK)
        return value;
    struct date_parts parts = date_parts(date);
    return str_format(arena, "%d %d %d", parts.day, parts.month, parts.year);
}

struct str referral_in_words(struct arena *arena, size_t language, const struct question *question,
                             struct str value)
{
    if (str_is_unreadable(value))
        return value;
    if (question->kind == QUESTION_DATE)
        return date_in_words(arena, value);
    if (question->kind == QUESTION_BOOLEAN && value.size > 0)
        return sentence(arena, language,
                        str_equal_c(value, "true") ? STR("answer_yes") : STR("answer_no"));
    if (question->kind != QUESTION_CHOICE)
        return value;
    struct buf out = buf_make(arena, 64);
    while (value.size > 0) {
        struct str name = code_in_words(arena, language, question, str_cut(&value, ','));
        buf_format(&out, "%s%.*s", out.size > 0 ? ", " : "", STR_ARGS(name));
    }
    return buf_text(&out);
}
