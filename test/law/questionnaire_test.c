/* The questionnaire engine on a small form: what is asked, what is missing, what is valid. */
#include "law_test.h"

#include <stdlib.h>
#include <string.h>

#include "law/questionnaire.h"

static struct arena form_arena;
static char *form_json;
static const struct questionnaire *form;

static void read_form(const char *folder)
{
    char path[4096];
    size_t size;
    snprintf(path, sizeof(path), "%s/night.json", folder);
    FILE *in = fopen(path, "rb");
    if (in == NULL || getdelim(&form_json, &size, '\0', in) < 0)
        exit(1);
    fclose(in);
}

static int load_form(void **state)
{
    (void)state;
    struct str complaint = STR_NONE;
    form_arena = arena_make((size_t)4 << 20);
    enum err err = questionnaire_load(&form_arena, STR("night.json"), str_of(form_json), &form,
                                      &complaint);
    if (err != OK)
        fail_msg("%.*s", STR_ARGS(complaint));
    return 0;
}

static int free_form(void **state)
{
    (void)state;
    arena_free(&form_arena);
    return 0;
}

static const struct question *question(const char *id)
{
    const struct question *found = question_find(form, str_of(id));
    if (found == NULL)
        fail_msg("no question %s", id);
    return found;
}

static void the_file_is_read(void **state)
{
    (void)state;
    assert_int_equal(form->count, 12);
    const struct question *safe = question("safety.safe-now");
    assert_int_equal(safe->kind, QUESTION_CHOICE);
    assert_true(safe->is_required && safe->is_tonight && !safe->is_repeated);
    assert_true(str_equal_c(safe->word, "safety_safe_now"));
    assert_true(str_equal_c(safe->owner, "night_desk"));
    assert_true(str_equal_c(form->questions[safe->parent].id, "safety"));
    assert_int_equal(safe->depth, 1);
    assert_int_equal(safe->option_count, 3);
    assert_true(str_equal_c(safe->options[0].word, "answer_yes"));
    assert_true(str_equal_c(safe->options[2].word, "safety_safe_now_not_sure"));
    assert_true(safe->options[2].has_score);
    assert_int_equal(safe->options[2].score, 2);
    assert_true(str_equal_c(question("children")->payload, "HasChildren"));
    assert_true(str_equal_c(question("language")->word, "person_language"));
    assert_true(str_equal_c(question("language")->list, "language"));
    assert_int_equal(question("children-number")->least, 1);
    assert_int_equal(question("children-number")->most, 20);
    assert_int_equal(question("safety.danger")->most_characters, 20);
    assert_true(question("needs")->is_repeated);
    assert_null(question_find(form, STR("nothing")));
}

/* Answers written "question=value" and joined by spaces. */
struct given {
    struct answer at[16];
    size_t count;
};

static struct answers answers_of(struct given *given, const char *text)
{
    struct str rest = str_of(text);
    given->count = 0;
    while (!str_is_empty(rest)) {
        struct str value = str_cut(&rest, ' ');
        struct str id = str_cut(&value, '=');
        given->at[given->count++] = (struct answer){id, value};
    }
    return (struct answers){given->at, given->count};
}

static void what_is_asked_follows_the_answers(void **state)
{
    (void)state;
    static const struct {
        const char *answers, *question;
        bool is_enabled;
    } cases[] = {
        {"", "safety.safe-now", true},
        {"", "safety.danger", false},
        {"safety.safe-now=yes", "safety.danger", false},
        {"safety.safe-now=no", "safety.danger", true},
        {"safety.safe-now=not-sure", "safety.danger", true},
        {"", "children-group", false},
        {"", "children-number", false},
        {"children=false", "children-number", false},
        {"children=true", "children-number", true},
        {"children=true", "children-names", false},
        {"children=true children-number=2", "children-names", true},
        /* an answer left behind in a group that is not asked counts for nothing */
        {"children=false children-number=2", "children-names", false},
        {"", "why-none", false},
        {"safety.safe-now=yes", "why-none", true},
        {"safety.safe-now=no", "why-none", false},
        {"safety.safe-now=yes needs=cot", "why-none", false},
        {"safety.safe-now=yes needs=", "why-none", true},
        {"unknown=1", "thanks", true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct given given;
        bool enabled[QUESTIONNAIRE_QUESTIONS_MAX];
        questionnaire_enabled(form, answers_of(&given, cases[i].answers), enabled);
        if (enabled[question(cases[i].question) - form->questions] != cases[i].is_enabled)
            fail_msg("%s after \"%s\"", cases[i].question, cases[i].answers);
    }
}

static void an_answer_is_valid_or_told_why_not(void **state)
{
    (void)state;
    static const struct {
        const char *question, *value;
        enum answer_fault fault;
    } cases[] = {
        {"safety.safe-now", "yes", ANSWER_GOOD},
        {"safety.safe-now", "", ANSWER_GOOD},
        {"safety.safe-now", "Yes", ANSWER_NOT_AN_OPTION},
        {"safety", "yes", ANSWER_NOT_ASKED_FOR},
        {"thanks", "", ANSWER_NOT_ASKED_FOR},
        {"children", "true", ANSWER_GOOD},
        {"children", "yes", ANSWER_NOT_A_BOOLEAN},
        {"children-number", "1", ANSWER_GOOD},
        {"children-number", "20", ANSWER_GOOD},
        {"children-number", "0", ANSWER_TOO_SMALL},
        {"children-number", "-3", ANSWER_TOO_SMALL},
        {"children-number", "21", ANSWER_TOO_LARGE},
        {"children-number", "two", ANSWER_NOT_A_NUMBER},
        {"children-number", "07", ANSWER_NOT_A_NUMBER},
        {"children-number", "1.5", ANSWER_NOT_A_NUMBER},
        {"children-number", "99999999999999999999", ANSWER_NOT_A_NUMBER},
        {"safety.danger", "12345678901234567890", ANSWER_GOOD},
        {"safety.danger", "ኣብዚ ገዛ ሰብ ኣሎ ይፈርሕ", ANSWER_GOOD}, /* 20 letters, 50 bytes */
        {"safety.danger", "123456789012345678901", ANSWER_TOO_LONG},
        {"safety.danger", "a\nb", ANSWER_GOOD},
        {"safety.danger", "a\x01", ANSWER_NOT_TEXT},
        {"safety.danger", "a\xff", ANSWER_NOT_TEXT},
        {"children-names", "a\nb", ANSWER_NOT_TEXT},
        {"children-names", "Mariam", ANSWER_GOOD},
        {"expected-on", "2028-02-29", ANSWER_GOOD},
        {"expected-on", "2027-02-29", ANSWER_NOT_A_DATE},
        {"expected-on", "29/02/2028", ANSWER_NOT_A_DATE},
        {"language", "ti", ANSWER_GOOD},
        {"language", "tig rinya", ANSWER_NOT_AN_OPTION},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        enum answer_fault fault =
            answer_check(question(cases[i].question), str_of(cases[i].value));
        if (fault != cases[i].fault)
            fail_msg("%s \"%s\": %d instead of %d", cases[i].question, cases[i].value, fault,
                     cases[i].fault);
    }
}

static void scores_are_summed(void **state)
{
    (void)state;
    struct given given;
    struct answers answers = answers_of(&given, "safety.safe-now=no needs=cot needs=step-free");
    struct questionnaire_score score = questionnaire_score(form, answers, STR_NONE);
    assert_int_equal(score.total, 5);
    assert_int_equal(score.asked, 2);
    assert_int_equal(score.answered, 2);
    score = questionnaire_score(form, answers, STR("safety"));
    assert_int_equal(score.total, 3);
    assert_int_equal(score.asked, 1);
    score = questionnaire_score(form, (struct answers){0}, STR_NONE);
    assert_int_equal(score.answered, 0);
    assert_int_equal(score.asked, 2);
}

static void answers_are_found(void **state)
{
    (void)state;
    struct given given;
    struct answers answers = answers_of(&given, "needs= needs=cot children=true");
    assert_true(str_equal_c(answer_of(answers, STR("needs")), "cot"));
    assert_true(str_is_empty(answer_of(answers, STR("language"))));
    assert_true(str_equal_c(question_option(question("needs"), STR("cot"))->text, "A cot"));
    assert_null(question_option(question("needs"), STR("bed")));
}

/* A fault planted in the good form, and the words that name it. */
static void a_wrong_file_names_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *old, *by, *complaint;
    } cases[] = {
        {"\"id\": \"night\",", "\"id\": \"night\", \"id\": \"day\",", "night.json: line 3, column"},
        {"\"status\": \"active\",", "", "night.json: must be a text that is not empty: status"},
        {"\"active\",", "\"active\"", "night.json: line 7, column"},
        {"\"Questionnaire\"", "\"Patient\"", "night.json: resourceType is not Questionnaire"},
        {"\"type\": \"boolean\"", "\"type\": \"decimal\"",
         "night.json: item 'children': has a type that is not understood: decimal"},
        {"\"linkId\": \"needs\"", "\"linkId\": \"children\"",
         "night.json: item 'children': this linkId stands in the file before"},
        {"\"linkId\": \"needs\"", "\"linkId\": \"need s\"",
         "night.json: item 'need s': linkId is not letters, digits, - ."},
        {"\"repeats\": true,", "\"repeats\": \"yes\",",
         "night.json: item 'children-names': must be true or false: repeats"},
        {"\"maxLength\": 20", "\"maxLength\": 0",
         "night.json: item 'safety.danger': maxLength must be from 1 to 1000000, for string and "
         "text"},
        {"\"maxLength\": 20", "\"initial\": 20",
         "night.json: item 'safety.danger': has a member that is not understood: initial"},
        {"{\"code\": \"not-sure\"}}\n", "{\"code\": \"maybe\"}}\n",
         "night.json: item 'safety.danger': enableWhen compares with an answer that question "
         "cannot have: safety.safe-now"},
        {"\"question\": \"children\"", "\"question\": \"needs\"",
         "night.json: item 'children-group': enableWhen must name a question before this one: "
         "needs"},
        {"\"question\": \"children\"", "\"question\": \"safety\"",
         "night.json: item 'children-group': enableWhen must name a question before this one: "
         "safety"},
        {"\"operator\": \"exists\"", "\"operator\": \">\"",
         "night.json: item 'children-names': enableWhen has an operator other than exists, =, !="},
        {"\"enableBehavior\": \"any\",", "",
         "night.json: item 'safety.danger': several enableWhen need an enableBehavior"},
        {"\"valueInteger\": 20", "\"valueInteger\": 0",
         "night.json: item 'children-number': minValue is above maxValue"},
        {"\"valueDecimal\": 2.0", "\"valueDecimal\": 2.5",
         "night.json: item 'safety.safe-now': ordinalValue must be a whole number"},
        {"\"code\": \"no\", ", "\"code\": \"yes\", ",
         "night.json: item 'safety.safe-now': has two options with one code: yes"},
        {"{\"url\": \"haven:list\", \"valueString\": \"language\"},", "",
         "night.json: item 'language': answerOption stands exactly with a choice that has no "
         "haven:list"},
        {"haven:owner", "haven:keeper",
         "night.json: item 'safety.safe-now': has an extension that is not understood here: "
         "haven:keeper"},
        {"\"type\": \"date\"", "\"type\": \"group\"",
         "night.json: item 'expected-on': exactly a group has items"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena arena = arena_make((size_t)4 << 20);
        const char *place = strstr(form_json, cases[i].old);
        assert_non_null(place);
        struct str json = str_format(&arena, "%.*s%s%s", (int)(place - form_json), form_json,
                                     cases[i].by, place + strlen(cases[i].old));
        const struct questionnaire *loaded = NULL;
        struct str complaint = STR_NONE;
        enum err err = questionnaire_load(&arena, STR("night.json"), json, &loaded, &complaint);
        if (err != ERR_INVALID || loaded != NULL ||
            !str_starts(complaint, str_of(cases[i].complaint)))
            fail_msg("%s: \"%.*s\"", cases[i].complaint, STR_ARGS(complaint));
        arena_free(&arena);
    }
}

int main(int argument_count, char **arguments)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_is_read),
        cmocka_unit_test(what_is_asked_follows_the_answers),
        cmocka_unit_test(an_answer_is_valid_or_told_why_not),
        cmocka_unit_test(scores_are_summed),
        cmocka_unit_test(answers_are_found),
        cmocka_unit_test(a_wrong_file_names_its_place),
    };
    read_form(argument_count > 1 ? arguments[1] : ".");
    int failed = cmocka_run_group_tests(tests, load_form, free_form);
    free(form_json);
    return failed;
}
