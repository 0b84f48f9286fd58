/* Reads FHIR R4 Questionnaire JSON into law/questionnaire.h, refusing all it does not know. */
#include "law/questionnaire.h"

#include <jansson.h>
#include <string.h>

/* Members of FHIR that say nothing to Haven's engine and may stand in a file. */
static const char *const root_members[] = {"resourceType", "id", "url", "version", "name", "title",
                                           "status", "date", "description", "language", "item"};
static const char *const item_members[] = {"linkId", "text", "type", "required", "repeats",
                                           "maxLength", "enableWhen", "enableBehavior",
                                           "answerOption", "extension", "item"};
static const char *const condition_members[] = {"question", "operator", "answerBoolean",
                                                "answerInteger", "answerDate", "answerString",
                                                "answerCoding"};
static const char *const option_members[] = {"valueCoding", "extension"};
static const char *const coding_members[] = {"system", "code", "display", "extension"};

struct load {
    struct arena *arena;
    struct str file;
    struct question *questions;
    struct questionnaire *questionnaire;
    struct str place; /* linkId of the item being read; empty: the root */
    bool is_faulty;
    struct str complaint;
};

/* Notes the first thing that is wrong. */
static void fault(struct load *load, const char *what, const char *detail)
{
    if (load->is_faulty)
        return;
    load->is_faulty = true;
    load->complaint =
        str_format(load->arena, "%.*s: %s%.*s%s%s%s%s", STR_ARGS(load->file),
                   str_is_empty(load->place) ? "" : "item '", STR_ARGS(load->place),
                   str_is_empty(load->place) ? "" : "': ", what, detail == NULL ? "" : ": ",
                   detail == NULL ? "" : detail);
}

static struct str text_of(struct load *load, const json_t *value)
{
    return str_copy(load->arena, (struct str){json_string_value(value), json_string_length(value)});
}

static bool is_member(const char *key, const char *const *members, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(key, members[i]) == 0)
            return true;
    }
    return false;
}

/* False, with a fault, when the value is no object or has a member that is not on the list. */
static bool is_known_object(struct load *load, json_t *value, const char *const *members,
                            size_t count)
{
    const char *key;
    json_t *member;
    if (!json_is_object(value)) {
        fault(load, "an object is expected", NULL);
        return false;
    }
    json_object_foreach(value, key, member) {
        if (!is_member(key, members, count))
            fault(load, "has a member that is not understood", str_c(load->arena, str_of(key)));
    }
    return !load->is_faulty;
}

/* The member's text; empty when it is absent and not required. */
static struct str text_member(struct load *load, json_t *object, const char *name,
                              bool is_required)
{
    json_t *value = json_object_get(object, name);
    if (value == NULL && !is_required)
        return STR_NONE;
    if (!json_is_string(value) || json_string_length(value) == 0) {
        fault(load, "must be a text that is not empty", name);
        return STR_NONE;
    }
    return text_of(load, value);
}

static bool flag_member(struct load *load, json_t *object, const char *name)
{
    json_t *value = json_object_get(object, name);
    if (value != NULL && !json_is_boolean(value))
        fault(load, "must be true or false", name);
    return json_is_true(value);
}

/* The member as a list; an empty or missing one gives NULL. */
static json_t *list_member(struct load *load, json_t *object, const char *name)
{
    json_t *value = json_object_get(object, name);
    if (value != NULL && (!json_is_array(value) || json_array_size(value) == 0))
        fault(load, "must be a list that is not empty", name);
    return json_is_array(value) ? value : NULL;
}

/* Letters, digits and inner marks: safe in a form field's name and in a word key. */
static bool is_code(struct str text, const char *marks, size_t most)
{
    if (text.size == 0 || text.size > most)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        bool is_inner = i > 0 && i + 1 < text.size && c != '\0' && strchr(marks, c) != NULL;
        if (!is_plain && !is_inner)
            return false;
    }
    return true;
}

/* A word key made from a linkId or a code: small letters, "_" for every mark. */
static struct str word_from(struct load *load, struct str before, struct str text)
{
    struct buf word = buf_make(load->arena, before.size + text.size + 1);
    buf_add(&word, before);
    if (before.size > 0)
        buf_add_char(&word, '_');
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        buf_add_char(&word, c == '-' || c == '.' ? '_'
                            : c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a')
                                                   : c);
    }
    return buf_text(&word);
}

/* One extension: { "url": ..., "<value_name>": ... } and nothing else. */
static json_t *extension_value(struct load *load, json_t *extension, const char *value_name)
{
    json_t *value = json_object_get(extension, value_name);
    if (value == NULL || json_object_size(extension) != 2)
        fault(load, "the extension must have url and this value only", value_name);
    return value;
}

static struct str extension_code(struct load *load, json_t *extension)
{
    json_t *value = extension_value(load, extension, "valueString");
    if (!json_is_string(value) || !is_code(text_of(load, value), "-_.", 64)) {
        fault(load, "the extension's valueString is no code", NULL);
        return STR_NONE;
    }
    return text_of(load, value);
}

static int64_t extension_integer(struct load *load, json_t *extension)
{
    json_t *value = extension_value(load, extension, "valueInteger");
    if (!json_is_integer(value))
        fault(load, "the extension's valueInteger is no whole number", NULL);
    return json_integer_value(value);
}

#define FHIR "http://hl7.org/fhir/StructureDefinition/"

static void read_item_extension(struct load *load, struct question *question, json_t *extension)
{
    const char *url = json_string_value(json_object_get(extension, "url"));
    if (url == NULL)
        fault(load, "an extension has no url", NULL);
    else if (strcmp(url, "haven:tonight") == 0)
        question->is_tonight = json_is_true(extension_value(load, extension, "valueBoolean"));
    else if (strcmp(url, "haven:payload") == 0)
        question->payload = extension_code(load, extension);
    else if (strcmp(url, "haven:owner") == 0)
        question->owner = extension_code(load, extension);
    else if (strcmp(url, "haven:word") == 0)
        question->word = extension_code(load, extension);
    else if (strcmp(url, "haven:list") == 0)
        question->list = extension_code(load, extension);
    else if (strcmp(url, FHIR "minValue") == 0 && question->kind == QUESTION_INTEGER)
        question->least = extension_integer(load, extension);
    else if (strcmp(url, FHIR "maxValue") == 0 && question->kind == QUESTION_INTEGER)
        question->most = extension_integer(load, extension);
    else
        fault(load, "has an extension that is not understood here",
              str_c(load->arena, str_of(url)));
}

static void read_option_extension(struct load *load, struct question_option *option,
                                  json_t *extension)
{
    const char *url = json_string_value(json_object_get(extension, "url"));
    if (url != NULL && strcmp(url, "haven:word") == 0) {
        option->word = extension_code(load, extension);
    } else if (url != NULL && strcmp(url, FHIR "ordinalValue") == 0) {
        json_t *value = extension_value(load, extension, "valueDecimal");
        double score = json_number_value(value);
        if (!json_is_number(value) || score < -1e6 || score > 1e6 ||
            score != (double)(int64_t)score)
            fault(load, "ordinalValue must be a whole number", NULL);
        else
            option->score = (int64_t)score;
        option->has_score = true;
    } else {
        fault(load, "an option has an extension that is not understood", NULL);
    }
}

static void read_option_extensions(struct load *load, struct question_option *option, json_t *of)
{
    json_t *extensions = list_member(load, of, "extension");
    for (size_t i = 0; extensions != NULL && i < json_array_size(extensions); i++)
        read_option_extension(load, option, json_array_get(extensions, i));
}

static void read_option(struct load *load, const struct question *question,
                        struct question_option *option, json_t *value)
{
    if (!is_known_object(load, value, option_members, COUNT_OF(option_members)))
        return;
    json_t *coding = json_object_get(value, "valueCoding");
    if (!is_known_object(load, coding, coding_members, COUNT_OF(coding_members)))
        return;
    option->code = text_member(load, coding, "code", true);
    option->text = text_member(load, coding, "display", true);
    if (!is_code(option->code, "-_.", 64))
        fault(load, "an option's code is not letters, digits, - _ .", NULL);
    read_option_extensions(load, option, value);
    read_option_extensions(load, option, coding);
    if (str_is_empty(option->word))
        option->word = word_from(load, question->word, option->code);
}

static void read_options(struct load *load, struct question *question, json_t *item)
{
    json_t *list = list_member(load, item, "answerOption");
    bool needs_options = question->kind == QUESTION_CHOICE && str_is_empty(question->list);
    if (needs_options != (list != NULL))
        fault(load, "answerOption stands exactly with a choice that has no haven:list", NULL);
    if (list == NULL || load->is_faulty)
        return;
    struct question_option *options =
        ARENA_MANY(load->arena, struct question_option, json_array_size(list));
    question->options = options;
    for (size_t i = 0; i < json_array_size(list); i++) {
        read_option(load, question, &options[i], json_array_get(list, i));
        if (question_option(question, options[i].code) != NULL)
            fault(load, "has two options with one code", str_c(load->arena, options[i].code));
        question->option_count++;
    }
}

/* The answer of a condition in canonical text, of the type its question has. */
static struct str condition_answer(struct load *load, const struct question *question,
                                   json_t *value)
{
    json_t *answer = NULL;
    switch (question->kind) {
    case QUESTION_CHOICE:
        answer = json_object_get(json_object_get(value, "answerCoding"), "code");
        break;
    case QUESTION_BOOLEAN:
        answer = json_object_get(value, "answerBoolean");
        return json_is_boolean(answer) ? (json_is_true(answer) ? STR("true") : STR("false"))
                                       : STR_NONE;
    case QUESTION_INTEGER:
        answer = json_object_get(value, "answerInteger");
        return json_is_integer(answer) ? str_format(load->arena, "%lld",
                                                    (long long)json_integer_value(answer))
                                       : STR_NONE;
    case QUESTION_DATE:
        answer = json_object_get(value, "answerDate");
        break;
    default:
        answer = json_object_get(value, "answerString");
        break;
    }
    return json_is_string(answer) ? text_of(load, answer) : STR_NONE;
}

static enum condition_kind condition_kind(struct load *load, json_t *value)
{
    const char *operator = json_string_value(json_object_get(value, "operator"));
    if (operator != NULL && strcmp(operator, "exists") == 0) {
        json_t *answer = json_object_get(value, "answerBoolean");
        if (!json_is_boolean(answer))
            fault(load, "exists needs an answerBoolean", NULL);
        return json_is_true(answer) ? CONDITION_EXISTS : CONDITION_ABSENT;
    }
    if (operator != NULL && strcmp(operator, "=") == 0)
        return CONDITION_EQUALS;
    if (operator == NULL || strcmp(operator, "!=") != 0)
        fault(load, "enableWhen has an operator other than exists, =, !=", NULL);
    return CONDITION_DIFFERS;
}

static void read_condition(struct load *load, struct question_condition *condition, json_t *value)
{
    if (!is_known_object(load, value, condition_members, COUNT_OF(condition_members)))
        return;
    if (json_object_size(value) != 3)
        fault(load, "enableWhen must have question, operator and one answer", NULL);
    struct str id = text_member(load, value, "question", true);
    const struct question *question = question_find(load->questionnaire, id);
    if (question == NULL || question->kind == QUESTION_GROUP ||
        question->kind == QUESTION_DISPLAY) {
        fault(load, "enableWhen must name a question before this one",
              str_c(load->arena, id));
        return;
    }
    condition->question = (size_t)(question - load->questions);
    condition->kind = condition_kind(load, value);
    if (condition->kind == CONDITION_EXISTS || condition->kind == CONDITION_ABSENT)
        return;
    condition->answer = condition_answer(load, question, value);
    if (str_is_empty(condition->answer) ||
        answer_check(question, condition->answer) != ANSWER_GOOD)
        fault(load, "enableWhen compares with an answer that question cannot have",
              str_c(load->arena, id));
}

static void read_conditions(struct load *load, struct question *question, json_t *item)
{
    json_t *list = list_member(load, item, "enableWhen");
    struct str behavior = text_member(load, item, "enableBehavior", false);
    size_t count = list == NULL ? 0 : json_array_size(list);
    question->is_any_enough = str_equal_c(behavior, "any");
    if (!str_is_empty(behavior) && !question->is_any_enough && !str_equal_c(behavior, "all"))
        fault(load, "enableBehavior is neither all nor any", NULL);
    if (count > 1 && str_is_empty(behavior))
        fault(load, "several enableWhen need an enableBehavior", NULL);
    struct question_condition *conditions =
        ARENA_MANY(load->arena, struct question_condition, count);
    for (size_t i = 0; i < count; i++)
        read_condition(load, &conditions[i], json_array_get(list, i));
    question->conditions = conditions;
    question->condition_count = count;
}

static enum question_kind read_kind(struct load *load, json_t *item)
{
    static const char *const types[] = {"group", "display", "choice", "integer",
                                        "string", "text", "date", "boolean"};
    struct str type = text_member(load, item, "type", true);
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (str_equal_c(type, types[i]))
            return (enum question_kind)i;
    }
    fault(load, "has a type that is not understood", str_c(load->arena, type));
    return QUESTION_GROUP;
}

static void read_limits(struct load *load, struct question *question, json_t *item)
{
    json_t *length = json_object_get(item, "maxLength");
    bool is_words = question->kind == QUESTION_STRING || question->kind == QUESTION_TEXT;
    bool is_asked = question->kind != QUESTION_GROUP && question->kind != QUESTION_DISPLAY;
    if (length != NULL && (!is_words || !json_is_integer(length) ||
                           json_integer_value(length) < 1 || json_integer_value(length) > 1000000))
        fault(load, "maxLength must be from 1 to 1000000, for string and text", NULL);
    else if (length != NULL)
        question->most_characters = (size_t)json_integer_value(length);
    if (question->least > question->most)
        fault(load, "minValue is above maxValue", NULL);
    if (!is_asked && (question->is_required || question->is_repeated))
        fault(load, "a group or display is neither required nor repeated", NULL);
    if (!str_is_empty(question->list) && question->kind != QUESTION_CHOICE)
        fault(load, "haven:list stands with a choice only", NULL);
}

static void read_items(struct load *load, json_t *list, size_t parent, size_t depth);

/* What every item has, and Haven's extensions of it. */
static void read_head(struct load *load, struct question *question, json_t *item)
{
    question->id = text_member(load, item, "linkId", true);
    if (!is_code(question->id, "-.", 64))
        fault(load, "linkId is not letters, digits, - .", NULL);
    if (question_find(load->questionnaire, question->id) != NULL)
        fault(load, "this linkId stands in the file before", NULL);
    question->kind = read_kind(load, item);
    question->text = text_member(load, item, "text", true);
    question->is_required = flag_member(load, item, "required");
    question->is_repeated = flag_member(load, item, "repeats");
    question->word = word_from(load, STR_NONE, question->id);
    json_t *extensions = list_member(load, item, "extension");
    for (size_t i = 0; extensions != NULL && i < json_array_size(extensions); i++)
        read_item_extension(load, question, json_array_get(extensions, i));
}

static void read_item(struct load *load, json_t *item, size_t parent, size_t depth)
{
    size_t index = load->questionnaire->count;
    if (index == QUESTIONNAIRE_QUESTIONS_MAX) {
        fault(load, "the questionnaire has over 1000 items", NULL);
        return;
    }
    load->place = STR("without a linkId");
    if (json_is_string(json_object_get(item, "linkId")))
        load->place = text_of(load, json_object_get(item, "linkId"));
    if (!is_known_object(load, item, item_members, COUNT_OF(item_members)))
        return;
    struct question *question = &load->questions[index];
    *question = (struct question){.parent = parent, .depth = depth, .least = INT64_MIN,
                                  .most = INT64_MAX};
    read_head(load, question, item);
    read_limits(load, question, item);
    read_conditions(load, question, item);
    read_options(load, question, item);
    load->questionnaire->count++;
    json_t *items = list_member(load, item, "item");
    if ((items != NULL) != (question->kind == QUESTION_GROUP))
        fault(load, "exactly a group has items", NULL);
    read_items(load, items, index, depth + 1);
}

static void read_items(struct load *load, json_t *list, size_t parent, size_t depth)
{
    if (depth > 8)
        fault(load, "groups stand more than 8 deep", NULL);
    for (size_t i = 0; list != NULL && !load->is_faulty && i < json_array_size(list); i++)
        read_item(load, json_array_get(list, i), parent, depth);
}

static void read_root(struct load *load, json_t *root)
{
    if (!is_known_object(load, root, root_members, COUNT_OF(root_members)))
        return;
    struct questionnaire *questionnaire = load->questionnaire;
    if (!str_equal_c(text_member(load, root, "resourceType", true), "Questionnaire"))
        fault(load, "resourceType is not Questionnaire", NULL);
    questionnaire->id = text_member(load, root, "id", true);
    questionnaire->version = text_member(load, root, "version", false);
    questionnaire->title = text_member(load, root, "title", false);
    (void)text_member(load, root, "status", true);
    json_t *items = list_member(load, root, "item");
    if (items == NULL)
        fault(load, "item is missing", NULL);
    read_items(load, items, QUESTION_TOP, 0);
}

enum err questionnaire_load(struct arena *arena, struct str file_name, struct str json,
                            const struct questionnaire **out_questionnaire,
                            struct str *out_complaint)
{
    json_error_t error;
    json_t *root = json_loadb(json.at, json.size, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        *out_complaint = str_format(arena, "%.*s: line %d, column %d: %s", STR_ARGS(file_name),
                                    error.line, error.column, error.text);
        return ERR_INVALID;
    }
    struct load load = {.arena = arena, .file = file_name};
    load.questions = ARENA_MANY(arena, struct question, QUESTIONNAIRE_QUESTIONS_MAX);
    load.questionnaire = ARENA_NEW(arena, struct questionnaire);
    load.questionnaire->questions = load.questions;
    read_root(&load, root);
    json_decref(root);
    if (load.is_faulty) {
        *out_complaint = load.complaint;
        return ERR_INVALID;
    }
    *out_questionnaire = load.questionnaire;
    return OK;
}
