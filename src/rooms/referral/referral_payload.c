/* referral_payload.c - the Home Office form's payload, out and in.
 *
 * Names and values are those that the form sends to casework (UKHomeOffice/modern-slavery,
 * apps/nrm/models/submission.js). Where that file names no field for an answer, the form's own name
 * of the field is used (apps/nrm/fields/index.js). */
#include <string.h>

#include "base/held_json.h"
#include "law/list.h"
#include "rooms/referral/referral.h"
#include "rooms/referral/referral_inner.h"
#include "words.h"

/* How a code is written where that is not "Yes", "No" or the code itself. */
static const struct value_row {
    const char *name, *code, *value;
} values[] = {
    {"AdultOrChild", "yes", "Child"},
    {"AdultOrChild", "no", "Adult"},
    {"AdultOrChild", "not-sure", "Unknown"},
    {"AdultOrChildDuringExploitation", "yes", "Child"},
    {"AdultOrChildDuringExploitation", "no", "Adult"},
    {"AdultOrChildDuringExploitation", "not-sure", "Unknown"},
    {"NRMOrDuty", "yes", "NRM"},
    {"NRMOrDuty", "no", "DTN"},
    {"Type", "yes", "560734"},
    {"Type", "no", "662265"},
    {"Customer.Custom17", "female", "Female"},
    {"Customer.Custom17", "male", "Male"},
    {"Customer.Custom17", "unknown", "Other"},
    {"Customer.ContactMethod", "email", "Email"},
    {"Customer.ContactMethod", "post", "Post"},
    {"HowToNotify", "email", "Email"},
    {"HowToNotify", "post", "Post"},
    {"someone-else", "email", "Email"},
    {"someone-else", "post", "Post"},
    {"Case.Jurisdiction", "england", "ENGLAND"},
    {"Case.Jurisdiction", "wales", "WALES"},
    {"Case.Jurisdiction", "scotland", "SCOTLAND"},
    {"Case.Jurisdiction", "northern-ireland", "NORTHERNIRELAND"},
    {"Country", "england", "ENG"},
    {"Country", "wales", "WAL"},
    {"Country", "scotland", "SCOT"},
    {"Country", "northern-ireland", "NI"},
    {"CountryLabel", "england", "England"},
    {"CountryLabel", "wales", "Wales"},
    {"CountryLabel", "scotland", "Scotland"},
    {"CountryLabel", "northern-ireland", "Northern-ireland"},
    {"ExploitationLocationPresented", "uk", "UK"},
    {"ExploitationLocationPresented", "overseas", "OVERSEAS"},
    {"ExploitationLocationPresented", "uk-and-overseas", "BOTH"},
    {"WhoToSendDecisionTo", "potential-victim", "PV"},
    {"WhoToSendDecisionTo", "someone-else", "Someone else"},
    {"MultipleExploitationSituations", "i-dont-know", "DontKnow"},
    {"FirstChanceToReport", "not-sure", "Not sure"},
};

/* Names that say once more what another says. */
static const struct alias_row {
    const char *name, *question;
} aliases[] = {
    {"Type", "pv-want-to-submit-nrm"},
    {"Country", "fr-location"},
    {"CountryLabel", "fr-location"},
    {"HowToNotify", "pv-contact-details"},
    {"SupportProviderContactByPhone", "pv-phone-number-yes"},
};
/* "Yes" where there is a date of birth. */
static const char has_birth[] = "Customer.Custom7";

static bool is_yes_or_no(struct str code, const char **out_value)
{
    bool is_yes = str_equal_c(code, "yes") || str_equal_c(code, "true");
    *out_value = is_yes ? "Yes" : "No";
    return is_yes || str_equal_c(code, "no") || str_equal_c(code, "false");
}

static struct str value_of_code(struct str name, struct str code)
{
    const char *value;
    for (size_t i = 0; i < COUNT_OF(values); i++)
        if (str_equal_c(name, values[i].name) && str_equal_c(code, values[i].code))
            return str_of(values[i].value);
    return is_yes_or_no(code, &value) ? str_of(value) : code;
}

/* One code or text as the payload writes it. */
static struct str one_out(struct arena *arena, const struct question *question, struct str name,
                          struct str code)
{
    if (question->list.size > 0)
        return list_name(arena, question->list, code, "en");
    if (question->kind == QUESTION_CHOICE || question->kind == QUESTION_BOOLEAN)
        return value_of_code(name, code);
    return code;
}

static struct str value_out(struct arena *arena, const struct question *question, struct str name,
                            struct str value)
{
    struct buf out = buf_make(arena, 64);
    struct str rest = value;
    if (!question->is_repeated)
        return one_out(arena, question, name, value);
    while (rest.size > 0) {
        struct str part = one_out(arena, question, name, str_cut(&rest, ','));
        buf_format(&out, "%s%.*s", out.size > 0 ? ", " : "", STR_ARGS(part));
    }
    return buf_text(&out);
}

/* The code of one payload value; the empty text when there is none. */
static struct str one_in(struct arena *arena, const struct question *question, struct str name,
                         struct str value)
{
    if (question->list.size > 0)
        return list_find(arena, question->list, value, "en");
    if (question->kind == QUESTION_BOOLEAN)
        return str_equal_c(value, "Yes") ? STR("true")
               : str_equal_c(value, "No") ? STR("false")
                                          : STR_NONE;
    for (size_t i = 0; i < question->option_count; i++)
        if (str_equal(value_of_code(name, question->options[i].code), value))
            return question->options[i].code;
    return question->kind == QUESTION_CHOICE ? STR_NONE : value;
}

static struct str value_in(struct arena *arena, const struct question *question, struct str name,
                           struct str value)
{
    struct buf out = buf_make(arena, 64);
    struct str rest = value;
    if (!question->is_repeated)
        return one_in(arena, question, name, value);
    while (rest.size > 0) {
        struct str code = one_in(arena, question, name, str_trim(str_cut(&rest, ',')));
        if (code.size == 0)
            return STR_NONE;
        buf_format(&out, "%s%.*s", out.size > 0 ? "," : "", STR_ARGS(code));
    }
    return buf_text(&out);
}

/* ---- which branch ---------------------------------------------------------------------------- */

/* A file may leave out the answer that a branch hangs on; only what an answer that is there rules
 * out is not asked. */
enum branch { BRANCH_OPEN, BRANCH_ASKED, BRANCH_NOT_ASKED };

/* Silence is no consent: a name goes into a report of the duty to notify only when the person has
 * said that she talks to the police (Modern Slavery Act 2015 s52). */
static bool is_consent(struct str question)
{
    return str_equal_c(question, "authorities-cooperation");
}

static enum branch of_condition(const struct questionnaire *questionnaire, struct answers answers,
                                const enum branch *before,
                                const struct question_condition *condition)
{
    struct str question = questionnaire->questions[condition->question].id;
    bool is_out = before[condition->question] == BRANCH_NOT_ASKED;
    bool is_answered = !is_out && answer_of(answers, question).size > 0;
    if (condition->kind == CONDITION_ABSENT)
        return is_answered ? BRANCH_NOT_ASKED : BRANCH_ASKED;
    if (!is_answered)
        return is_out || is_consent(question) ? BRANCH_NOT_ASKED : BRANCH_OPEN;
    if (condition->kind == CONDITION_EXISTS)
        return BRANCH_ASKED;
    bool has_equal = false, has_other = false;
    for (size_t i = 0; i < answers.count; i++)
        if (str_equal(answers.at[i].question, question)) {
            bool is_equal = str_equal(answers.at[i].value, condition->answer);
            has_equal |= is_equal;
            has_other |= !is_equal;
        }
    bool holds = condition->kind == CONDITION_EQUALS ? has_equal : has_other;
    return holds ? BRANCH_ASKED : BRANCH_NOT_ASKED;
}

static enum branch of_question(const struct questionnaire *questionnaire, struct answers answers,
                               const enum branch *before, const struct question *question)
{
    size_t count[3] = {0};
    for (size_t i = 0; i < question->condition_count; i++)
        count[of_condition(questionnaire, answers, before, &question->conditions[i])]++;
    if (question->condition_count == 0)
        return BRANCH_ASKED;
    if (question->is_any_enough)
        return count[BRANCH_ASKED] > 0 ? BRANCH_ASKED
               : count[BRANCH_OPEN] > 0 ? BRANCH_OPEN
                                        : BRANCH_NOT_ASKED;
    return count[BRANCH_NOT_ASKED] > 0 ? BRANCH_NOT_ASKED
           : count[BRANCH_OPEN] > 0    ? BRANCH_OPEN
                                       : BRANCH_ASKED;
}

/* The branch of each question, in the order of the file. */
static enum branch *branches(struct arena *arena, const struct referral_answers *answers)
{
    const struct questionnaire *questionnaire = referral_questions();
    struct referral_sheet sheet =
        referral_sheet(arena, questionnaire, answers, (struct person_id){0});
    enum branch *all = ARENA_MANY(arena, enum branch, questionnaire->count);
    for (size_t i = 0; i < questionnaire->count; i++)
        all[i] = of_question(questionnaire, sheet.answers, all, &questionnaire->questions[i]);
    return all;
}

/* ---- out ------------------------------------------------------------------------------------- */

static struct str text_of(const struct referral_answers *answers, const struct question *question)
{
    for (size_t i = 0; i < answers->count; i++)
        if (answers->at[i].person.value == 0 &&
            str_equal(answers->at[i].question, question->id))
            return answers->at[i].value;
    return STR_NONE;
}

static void put(json_t *row, struct arena *arena, struct str name, struct str value)
{
    const char *key = str_c(arena, name); /* an overflow is here, before there is a value */
    if (value.size > 0)
        must(json_object_set_new(row, key, json_stringn(value.at, value.size)) == 0);
}

static void put_aliases(json_t *row, struct arena *arena, const struct question *question,
                        struct str value)
{
    for (size_t i = 0; i < COUNT_OF(aliases); i++)
        if (str_equal_c(question->id, aliases[i].question)) {
            struct str name = str_of(aliases[i].name);
            put(row, arena, name, value_out(arena, question, name, value));
        }
    if (str_equal_c(question->id, "pv-dob"))
        put(row, arena, str_of(has_birth), STR("Yes"));
}

/* Her record tells what the answers leave open; a partial date of birth is none for the form. */
static struct str from_person(struct arena *arena, const struct person_facts *facts,
                              const struct question *question)
{
    struct str given = STR_NONE, alias = STR_NONE;
    for (size_t i = facts->name_count; i-- > 0;) {
        if (str_equal_c(facts->names[i].kind, "given"))
            given = facts->names[i].text;
        if (str_equal_c(facts->names[i].kind, "alias"))
            alias = facts->names[i].text;
    }
    size_t space = given.size;
    while (space > 0 && given.at[space - 1] != ' ')
        space--;
    if (str_equal_c(question->id, "pv-name-first-name"))
        return str_trim(str_slice(given, 0, space > 0 ? space : given.size));
    if (str_equal_c(question->id, "pv-name-last-name"))
        return space > 0 ? str_slice(given, space, given.size - space) : STR_NONE;
    if (str_equal_c(question->id, "pv-name-nickname"))
        return alias;
    if (str_equal_c(question->id, "pv-dob"))
        return facts->born.size == 10 ? facts->born : STR_NONE;
    struct str countries = facts->nationality;
    if (str_equal_c(question->id, "pv-nationality"))
        return str_cut(&countries, ',');
    (void)arena;
    return STR_NONE;
}

static void add_row(struct job *job, json_t *rows, const struct referral_answers *answers,
                    const struct person_facts *facts, struct str ref)
{
    const struct questionnaire *questionnaire = referral_questions();
    enum branch *branch = branches(job->arena, answers);
    json_t *row = json_object();
    must(row != NULL && json_array_append_new(rows, row) == 0);
    for (size_t i = 0; i < questionnaire->count; i++) {
        const struct question *question = &questionnaire->questions[i];
        if (question->payload.size == 0 || branch[i] == BRANCH_NOT_ASKED)
            continue;
        struct str value = text_of(answers, question);
        if (value.size == 0)
            value = from_person(job->arena, facts, question);
        if (value.size == 0 && str_equal_c(question->id, "external-id"))
            value = ref;
        if (value.size == 0 || referral_fault(question, value) != 0)
            continue; /* a draft that cannot stand is not sent to anybody */
        put(row, job->arena, question->payload,
            value_out(job->arena, question, question->payload, value));
        put_aliases(row, job->arena, question, value);
    }
}

static int write_bytes(const char *bytes, size_t size, void *with)
{
    buf_add(with, (struct str){bytes, size});
    return 0;
}

enum err referral_export(struct job *job, struct referral_id referral_id, struct str *out_json)
{
    struct referral referral;
    struct referral_answers answers;
    struct person person;
    enum err err = referral_get(job, referral_id, &referral);
    if (err == OK)
        err = referral_answers(job, referral_id, &answers);
    if (err == OK)
        err = person_get(job, referral.person, &person);
    if (err != OK)
        return err;
    job_audit(job, VERB_read, RECORD_person, referral.person.value);
    struct buf out = buf_make(job->arena, 8 * 1024);
    json_t *rows = held_json_array(job->arena);
    add_row(job, rows, &answers, &person.facts, referral.ref);
    must(json_dump_callback(rows, write_bytes, &out, JSON_INDENT(2)) == 0);
    buf_add_char(&out, '\n');
    *out_json = buf_text(&out);
    return OK;
}

/* ---- in -------------------------------------------------------------------------------------- */

struct reading {
    struct job *job;
    struct problems *problems;
    size_t row;                       /* from 1, as people count */
    struct referral_answer *answers;
    size_t count;
};

static void wrong(struct reading *reading, const char *name, int word, struct str detail)
{
    struct str field = str_format(reading->job->arena, "row %zu%s%s", reading->row,
                                  name[0] ? ", " : "", name);
    problems_add_detail(reading->problems, field, word, detail);
}

/* By the payload's name, by a name that says it once more, by Haven's own id. */
static const struct question *find_name(struct str name, bool *out_is_payload)
{
    const struct questionnaire *questionnaire = referral_questions();
    *out_is_payload = true;
    for (size_t i = 0; i < questionnaire->count; i++)
        if (str_equal(questionnaire->questions[i].payload, name))
            return &questionnaire->questions[i];
    for (size_t i = 0; i < COUNT_OF(aliases); i++)
        if (str_equal_c(name, aliases[i].name))
            return question_find(questionnaire, str_of(aliases[i].question));
    *out_is_payload = false;
    const struct question *question = question_find(questionnaire, name);
    bool is_asked = question != NULL && question->kind != QUESTION_GROUP &&
                    question->kind != QUESTION_DISPLAY;
    return is_asked ? question : NULL;
}

static struct str scalar(struct arena *arena, const json_t *value)
{
    if (json_is_string(value))
        return str_copy(arena, (struct str){json_string_value(value), json_string_length(value)});
    if (json_is_integer(value))
        return str_format(arena, "%lld", (long long)json_integer_value(value));
    if (json_is_boolean(value))
        return json_is_true(value) ? STR("true") : STR("false");
    return STR_NONE;
}

/* Several answers may stand as a list. */
static bool read_text(struct arena *arena, const json_t *value, struct str *out_text)
{
    if (!json_is_array(value)) {
        *out_text = str_trim(scalar(arena, value));
        return !json_is_object(value) && !json_is_real(value);
    }
    struct buf out = buf_make(arena, 64);
    for (size_t i = 0; i < json_array_size(value); i++) {
        struct str part = scalar(arena, json_array_get(value, i));
        if (part.size == 0)
            return false;
        buf_format(&out, "%s%.*s", i > 0 ? "," : "", STR_ARGS(part));
    }
    *out_text = buf_text(&out);
    return true;
}

static void keep(struct reading *reading, const char *name, const struct question *question,
                 struct str code)
{
    for (size_t i = 0; i < reading->count; i++)
        if (str_equal(reading->answers[i].question, question->id)) {
            if (!str_equal(reading->answers[i].value, code))
                wrong(reading, name, WORD_referral_import_disagrees, question->payload);
            return;
        }
    reading->answers[reading->count++] =
        (struct referral_answer){.question = question->id, .value = code};
}

static void read_member(struct reading *reading, const char *name, const json_t *value)
{
    struct arena *arena = reading->job->arena;
    bool is_payload;
    struct str text;
    if (!str_is_utf8(str_of(name)) || strlen(name) > 100) {
        wrong(reading, "", WORD_referral_import_unknown, STR_NONE);
        return;
    }
    const struct question *question = find_name(str_of(name), &is_payload);
    bool is_birth = strcmp(name, has_birth) == 0;
    if (question == NULL && !is_birth) {
        wrong(reading, name, WORD_referral_import_unknown, STR_NONE);
        return;
    }
    if (!read_text(arena, value, &text)) {
        wrong(reading, name, WORD_referral_import_kind, STR_NONE);
        return;
    }
    if (text.size == 0 || is_birth)
        return;
    struct str code = is_payload ? value_in(arena, question, str_of(name), text) : text;
    int fault = code.size == 0 ? WORD_error_not_a_choice : referral_fault(question, code);
    if (code.size > ANSWER_LIMIT)
        fault = WORD_ask_fault_long;
    if (fault != 0)
        wrong(reading, name, fault, STR_NONE);
    else
        keep(reading, name, question, code);
}

/* An answer in a branch that another answer rules out would not come back. */
static void check_branches(struct reading *reading)
{
    const struct questionnaire *questionnaire = referral_questions();
    struct referral_answers answers = {reading->answers, reading->count};
    enum branch *branch = branches(reading->job->arena, &answers);
    for (size_t i = 0; i < reading->count; i++) {
        const struct question *question = question_find(questionnaire,
                                                        reading->answers[i].question);
        struct str name = question->payload.size > 0 ? question->payload : question->id;
        if (branch[question - questionnaire->questions] == BRANCH_NOT_ASKED)
            wrong(reading, str_c(reading->job->arena, name), WORD_referral_import_not_asked,
                  STR_NONE);
    }
}

static void read_row(struct reading *reading, json_t *row)
{
    const char *name;
    json_t *value;
    size_t before = reading->problems->count;
    if (!json_is_object(row)) {
        wrong(reading, "", WORD_referral_import_kind, STR_NONE);
        return;
    }
    reading->answers =
        ARENA_MANY(reading->job->arena, struct referral_answer, json_object_size(row));
    json_object_foreach(row, name, value)
        read_member(reading, name, value);
    if (reading->count == 0 && reading->problems->count == before)
        wrong(reading, "", WORD_referral_import_empty, STR_NONE);
    check_branches(reading);
}

/* ---- all or none ----------------------------------------------------------------------------- */

struct arrivals {
    struct referral_prepared *at;
    size_t count;
};

static enum err store_all(struct job *job, void *with)
{
    const struct arrivals *arrivals = with;
    enum err err = OK;
    for (size_t i = 0; err == OK && i < arrivals->count; i++) {
        struct str ref;
        err = referral_store(job, &arrivals->at[i], &ref);
        job_audit(job, VERB_imported, RECORD_referral, arrivals->at[i].key.referral.value);
    }
    return err;
}

static enum err prepare_all(struct job *job, const struct reading *readings,
                            struct arrivals *arrivals)
{
    enum err err = OK;
    for (size_t i = 0; err == OK && i < arrivals->count; i++) {
        struct referral_answers answers = {readings[i].answers, readings[i].count};
        err = referral_prepare(job, &(struct referral_new){
            .facts = facts_of_answers(job->arena, &answers),
            .needed_at = INSTANT_NONE,
            .answers = answers.at,
            .answer_count = answers.count,
        }, &arrivals->at[i]);
    }
    return err;
}

static enum err import_rows(struct job *job, json_t *rows, bool is_dry_run,
                            struct problems *problems, int64_t *out_count)
{
    size_t count = json_array_size(rows);
    struct reading *readings = ARENA_MANY(job->arena, struct reading, count);
    for (size_t i = 0; i < count; i++) {
        readings[i] = (struct reading){.job = job, .problems = problems, .row = i + 1};
        read_row(&readings[i], json_array_get(rows, i));
    }
    if (problems->count > 0)
        return ERR_INVALID;
    *out_count = (int64_t)count;
    if (is_dry_run || count == 0)
        return OK;
    struct arrivals arrivals = {ARENA_MANY(job->arena, struct referral_prepared, count), count};
    enum err err = prepare_all(job, readings, &arrivals);
    return err == OK ? job_write(job, store_all, &arrivals) : err;
}

enum err referral_import(struct job *job, struct str json, bool is_dry_run,
                         struct problems *problems, int64_t *out_count)
{
    json_error_t error;
    json_t *rows = held_json_read(job->arena, json, &error);
    if (rows == NULL) {
        problems_add_detail(problems, str_format(job->arena, "line %d", error.line),
                            WORD_referral_import_not_json, STR_NONE);
        return ERR_INVALID;
    }
    enum err err = ERR_INVALID;
    if (json_is_array(rows))
        err = import_rows(job, rows, is_dry_run, problems, out_count);
    else
        problems_add(problems, STR("line 1"), WORD_referral_import_not_a_list);
    return err;
}
