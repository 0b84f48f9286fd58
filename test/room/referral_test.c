/* The referral: branches, gaps, sealed drafts, facts for placing, states, the payload.
 *
 *     referral_test memory|file|postgres SAMPLE.json
 */
#include "guard_fixture.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guard/tie.h"
#include "law/list.h"
#include "match/facts.h"
#include "referral_sql.h"
#include "rooms/household/household.h"
#include "rooms/referral/referral.h"
#include "web/words.h"

static const char *sample_path;
enum { DESK = 7, OTHER_DESK = 8, MINUTE = 60000 };

static const struct person_id nobody = {0};

/* ---- small words of the tests ---------------------------------------------------------------- */

static enum err join_desk(struct job *job, void *with)
{
    (void)with;
    enum err err = circle_join(job, CIRCLE_DESK, (struct staff_id){DESK});
    return err == OK ? circle_join(job, CIRCLE_DESK, (struct staff_id){OTHER_DESK}) : err;
}

static struct job *desk(struct fixture *fixture)
{
    return fixture_as(fixture, ROLE_night_desk, DESK);
}

static struct referral_id start(struct fixture *fixture)
{
    static const struct person_name name = {.kind = {"given", 5},
                                            .text = {"Senait Habtemariam", 18}};
    struct referral_new call = {.facts = {.names = &name, .name_count = 1},
                                .is_tonight = true, .needed_at = INSTANT_NONE};
    struct referral_id referral;
    struct str ref;
    assert_int_equal(job_write(desk(fixture), join_desk, NULL), OK);
    assert_int_equal(referral_start(desk(fixture), &call, &referral, &ref), OK);
    assert_true(ref_is_valid(ref));
    return referral;
}

static size_t say_of(struct fixture *fixture, struct referral_id referral,
                     struct person_id person, const char *question, const char *value)
{
    struct job *job = desk(fixture);
    struct problems problems = problems_make(job->arena);
    struct referral_answer answer = {person, str_of(question), str_of(value), {0}};
    assert_int_equal(referral_save(job, referral, &answer, 1, &problems), OK);
    return problems.count;
}

static size_t say(struct fixture *fixture, struct referral_id referral, const char *question,
                  const char *value)
{
    return say_of(fixture, referral, nobody, question, value);
}

static struct referral_answers read(struct fixture *fixture, struct referral_id referral)
{
    struct referral_answers answers;
    assert_int_equal(referral_answers(desk(fixture), referral, &answers), OK);
    return answers;
}

static bool is_asked(struct fixture *fixture, struct referral_id referral, const char *id)
{
    struct referral_answers answers = read(fixture, referral);
    struct referral_sheet sheet =
        referral_sheet(&fixture->arena, referral_questions(), &answers, nobody);
    const struct question *question = question_find(referral_questions(), str_of(id));
    assert_non_null(question);
    return sheet.enabled[question - referral_questions()->questions];
}

static const struct referral_gap *gap_of(struct fixture *fixture, struct referral_id referral,
                                         enum gap_scope scope, const char *id)
{
    struct referral_answers answers = read(fixture, referral);
    struct referral_gaps gaps =
        referral_gaps(&fixture->arena, &answers, (struct referral_people){0}, scope);
    for (size_t i = 0; i < gaps.count; i++)
        if (str_equal_c(gaps.at[i].question->id, id))
            return &gaps.at[i];
    return NULL;
}

static struct match_household facts_of(struct fixture *fixture, struct referral_id referral)
{
    struct match_household facts;
    assert_int_equal(referral_match_facts(desk(fixture), referral, &facts), OK);
    return facts;
}

#define assert_says(answers, question, text)                                                     \
    assert_true(str_equal_c(referral_answer_of(&(answers), nobody, question), text))

/* ---- the questions --------------------------------------------------------------------------- */

static void check_words(const struct questionnaire *questionnaire)
{
    for (size_t i = 0; i < questionnaire->count; i++) {
        const struct question *question = &questionnaire->questions[i];
        if (word_find(question->word) == WORD_NONE)
            fail_msg("no sentence %.*s", STR_ARGS(question->word));
        for (size_t o = 0; o < question->option_count; o++)
            if (word_find(question->options[o].word) == WORD_NONE)
                fail_msg("no sentence %.*s", STR_ARGS(question->options[o].word));
        if (question->is_required && role_parse(question->owner) == ROLE_NONE)
            fail_msg("nobody owns %.*s", STR_ARGS(question->id));
        if (question->list.size > 0)
            assert_false(list_has(question->list, STR("no such code")));
    }
}

static void test_questions_have_words_and_owners(void **state)
{
    (void)state;
    check_words(referral_questions());
    check_words(child_questions());
    for (size_t language = 1; language < language_count; language++)
        for (size_t i = 0; i < referral_questions()->count; i++) {
            const struct question *question = &referral_questions()->questions[i];
            enum word word = (enum word)word_find(question->word);
            if (question->is_tonight && word_forms(language, word) == NULL)
                fail_msg("%s lacks %.*s", language_table[language].code,
                         STR_ARGS(question->word));
        }
}

static void test_tonight_is_short(void **state)
{
    struct fixture *fixture = *state;
    struct referral_answers none = {0};
    struct referral_gaps gaps =
        referral_gaps(&fixture->arena, &none, (struct referral_people){0}, GAPS_TONIGHT);
    assert_in_range(gaps.count, 9, 12);
    gaps = referral_gaps(&fixture->arena, &none, (struct referral_people){0}, GAPS_ALL);
    assert_in_range(gaps.count, 50, 120);
}

/* standards.md 4 gives these by name. */
static void test_payload_names_of_the_standard(void **state)
{
    (void)state;
    static const char *const names[] = {
        "AdultOrChild", "AdultOrChildDuringExploitation", "NRMOrDuty", "DTNReason", "NeedSupport",
        "PVCurrentCityTown", "PVCurrentCounty", "ExploiterDetails", "OtherVictims",
        "ReportedCase", "PoliceForce", "PoliceForceCRN", "SafeToEmail", "SafeToPostal",
        "WhoToSendDecisionTo", "PVStillInExploitativeSituation", "PVExploitersLastContact",
        "FirstChanceToReport", "EvidenceOfDishonesty", "ProfessionalsInvolved", "ExternalId",
        "City1", "City10", "Country1", "Country10", "ComponentWagesTaken"};
    const struct questionnaire *questionnaire = referral_questions();
    for (size_t n = 0; n < COUNT_OF(names); n++) {
        size_t found = 0;
        for (size_t i = 0; i < questionnaire->count; i++)
            found += str_equal_c(questionnaire->questions[i].payload, names[n]);
        if (found != 1)
            fail_msg("%s stands %zu times", names[n], found);
    }
}

static void test_lists(void **state)
{
    struct fixture *fixture = *state;
    struct arena *arena = &fixture->arena;
    assert_true(str_equal_c(list_name(arena, STR("country"), STR("ER"), "en"), "Eritrea"));
    assert_true(str_equal_c(list_name(arena, STR("country"), STR("ER"), "ar"), "إريتريا"));
    assert_true(str_equal_c(list_find(arena, STR("country"), STR("eritrea"), "en"), "ER"));
    assert_true(str_equal_c(list_find(arena, STR("language"), STR("Tigrinya"), "en"), "ti"));
    assert_true(str_equal_c(list_name(arena, STR("language"), STR("en"), "en"), "English"));
    assert_true(str_equal_c(list_name(arena, STR("language"), STR("ti"), "ar"), "التغرينية"));
    assert_true(str_equal_c(list_name(arena, STR("language"), STR("zu"), "en"), "Zulu"));
    assert_true(str_equal_c(list_name(arena, STR("language"), STR("tlh"), "en"), "tlh"));
    assert_true(str_equal_c(list_name(arena, STR("area"), STR("kent"), "en"), "Kent"));
    assert_int_equal(region_nation(STR("wales")), 'W');
    assert_int_equal(region_nation(STR("anywhere")), 0);
    assert_false(list_has(STR("area"), STR("atlantis")));
    struct list_codes countries = list_codes(arena, STR("country"), "en");
    assert_in_range(countries.count, 240, 260);
    for (size_t i = 0; i < countries.count; i++)
        assert_true(list_has(STR("country"), countries.at[i]));
}

/* ---- branches -------------------------------------------------------------------------------- */

static void test_a_child_needs_no_consent(void **state)
{
    struct fixture *fixture = *state;
    static const char council[] = "local-authority-contacted-about-child-local-authority-name";
    struct referral_id referral = start(fixture);
    assert_false(is_asked(fixture, referral, council));
    say(fixture, referral, "pv-under-age", "not-sure");
    assert_true(is_asked(fixture, referral, council));
    assert_false(is_asked(fixture, referral, "pv-want-to-submit-nrm"));
    say(fixture, referral, "pv-under-age", "no");
    assert_false(is_asked(fixture, referral, council));
    assert_true(is_asked(fixture, referral, "pv-want-to-submit-nrm"));
}

static void test_a_refusal_is_a_report_without_a_name(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id referral = start(fixture);
    say(fixture, referral, "pv-under-age", "no");
    say(fixture, referral, "pv-name-first-name", "Senait");
    say(fixture, referral, "pv-want-to-submit-nrm", "no");
    assert_true(is_asked(fixture, referral, "refuse-nrm"));
    assert_false(is_asked(fixture, referral, "does-pv-need-support"));
    assert_false(is_asked(fixture, referral, "pv-name-first-name"));
    struct str json;
    assert_int_equal(referral_export(desk(fixture), referral, &json), OK);
    assert_non_null(strstr(str_c(&fixture->arena, json), "\"NRMOrDuty\": \"DTN\""));
    assert_null(strstr(str_c(&fixture->arena, json), "Senait"));
    say(fixture, referral, "authorities-cooperation", "yes");
    assert_int_equal(referral_export(desk(fixture), referral, &json), OK);
    assert_non_null(strstr(str_c(&fixture->arena, json), "\"Customer.Forename1\": \"Senait\""));
}

static void test_a_safe_house_needs_a_reason_against_it(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id referral = start(fixture);
    struct referral_answers answers = read(fixture, referral);
    assert_says(answers, "accommodation-wanted", ""); /* nothing is preselected */
    assert_false(is_asked(fixture, referral, "no-safe-house-reason"));
    say(fixture, referral, "accommodation-wanted", "asylum-accommodation");
    const struct referral_gap *gap =
        gap_of(fixture, referral, GAPS_ALL, "no-safe-house-reason");
    assert_non_null(gap);
    assert_int_equal(gap->kind, GAP_MISSING);
    assert_true(str_equal_c(gap->question->owner, "night_desk"));
    say(fixture, referral, "accommodation-wanted", "safe-house");
    assert_null(gap_of(fixture, referral, GAPS_ALL, "no-safe-house-reason"));
}

static void test_letters_go_where_it_is_safe(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id referral = start(fixture);
    say(fixture, referral, "pv-under-age", "no");
    say(fixture, referral, "pv-want-to-submit-nrm", "yes");
    say(fixture, referral, "who-contact", "potential-victim");
    say(fixture, referral, "pv-contact-details", "email,post");
    assert_non_null(gap_of(fixture, referral, GAPS_ALL, "pv-contact-details-email-check"));
    assert_non_null(gap_of(fixture, referral, GAPS_ALL, "pv-contact-details-post-check"));
    say(fixture, referral, "pv-contact-details-email-check", "true");
    assert_null(gap_of(fixture, referral, GAPS_ALL, "pv-contact-details-email-check"));
    say(fixture, referral, "pv-contact-details", "post");
    assert_false(is_asked(fixture, referral, "pv-contact-details-email-input"));
}

/* ---- answers --------------------------------------------------------------------------------- */

static void test_answers_are_sealed(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id referral = start(fixture);
    say(fixture, referral, "mental-health", "She says the nights are the worst.");
    struct referral_answer_list_rows rows;
    struct job *job = desk(fixture);
    assert_int_equal(sql_referral_answer_list(job->db, job->arena, referral, &rows), OK);
    assert_int_equal(rows.count, 1);
    struct str sealed = rows.at[0].answer_sealed;
    assert_null(memmem(sealed.at, sealed.size, "nights", 6));
    struct referral_answers answers = read(fixture, referral);
    assert_says(answers, "mental-health", "She says the nights are the worst.");
    assert_int_equal(rows.at[0].answered_by.value, DESK);
}

/* A sealed answer that is moved to another question opens nowhere. */
static void test_a_moved_answer_does_not_open(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id referral = start(fixture);
    say(fixture, referral, "mental-health", "low");
    fixture_run(fixture, &(struct store_statement)RAW(
        "update referral_answer set question = 'health-details'"));
    struct referral_answers answers;
    assert_int_equal(referral_answers(desk(fixture), referral, &answers), ERR_INVALID);
}

static void test_a_draft_keeps_what_was_typed(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id referral = start(fixture);
    assert_int_equal(say(fixture, referral, "pv-dob", "30 feb 1999"), 1);
    struct referral_answers answers = read(fixture, referral);
    assert_says(answers, "pv-dob", "30 feb 1999");
    const struct referral_gap *gap = gap_of(fixture, referral, GAPS_ALL, "pv-dob");
    assert_non_null(gap);
    assert_int_equal(gap->kind, GAP_FAULTY);
    assert_int_equal(say(fixture, referral, "pv-dob", "1999-02-28"), 0);
    assert_null(gap_of(fixture, referral, GAPS_ALL, "pv-dob"));
    assert_int_equal(say(fixture, referral, "pv-nationality", "XX"), 1);
    assert_int_equal(say(fixture, referral, "feels-safe-houses", "women,castle"), 1);
    assert_int_equal(say(fixture, referral, "feels-safe-houses", "women,mixed"), 0);
}

static void test_an_unknown_question_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id referral = start(fixture);
    struct job *job = desk(fixture);
    struct problems problems = problems_make(job->arena);
    struct referral_answer answers[] = {{nobody, STR("food"), STR("rice"), {0}},
                                        {nobody, STR("no-such"), STR("x"), {0}}};
    assert_int_equal(referral_save(job, referral, answers, 2, &problems), ERR_INVALID);
    answers[1] = (struct referral_answer){nobody, STR("safety"), STR("x"), {0}};
    assert_int_equal(referral_save(job, referral, answers, 2, &problems), ERR_INVALID);
    assert_int_equal(read(fixture, referral).count, 0);
}

static void test_an_answer_can_be_taken_back(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id referral = start(fixture);
    say(fixture, referral, "step-free", "yes");
    assert_null(gap_of(fixture, referral, GAPS_TONIGHT, "step-free"));
    say(fixture, referral, "step-free", "");
    assert_non_null(gap_of(fixture, referral, GAPS_TONIGHT, "step-free"));
    assert_int_equal(read(fixture, referral).count, 0);
}

static void test_not_known_is_still_to_find_out(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id referral = start(fixture);
    say(fixture, referral, "risk-from-others", "not-known");
    const struct referral_gap *gap = gap_of(fixture, referral, GAPS_ALL, "risk-from-others");
    assert_non_null(gap);
    assert_int_equal(gap->kind, GAP_NOT_KNOWN);
    assert_non_null(gap_of(fixture, referral, GAPS_ALL, "risk-from-others-owner"));
}

/* Another worker's answer is not lost to a page that was opened before it. */
/* A day that is over means now. */
static void test_the_call_knows_when_it_is_needed(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id id = start(fixture);
    struct referral referral;
    say(fixture, id, "needed-from", "2026-12-01");
    assert_int_equal(referral_get(desk(fixture), id, &referral), OK);
    struct str day = date_text(&fixture->arena, date_in_london(referral.needed_at));
    assert_string_equal(str_c(&fixture->arena, day), "2026-12-01");
    say(fixture, id, "needed-from", "2026-11-01");
    assert_int_equal(referral_get(desk(fixture), id, &referral), OK);
    assert_true(referral.needed_at.ms == fixture->job.now.ms);
}

static void test_why_no_safe_house_is_kept(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id id = start(fixture);
    assert_int_equal(say(fixture, id, "no-safe-house-reason", "own-wish"), 0);
    struct referral_answers answers = read(fixture, id);
    assert_says(answers, "no-safe-house-reason", "own-wish");
}

static void test_a_stale_page_overwrites_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id referral = start(fixture);
    struct instant shown_at = fixture->job.now;
    fixture_later(fixture, MINUTE);
    struct job *job = fixture_as(fixture, ROLE_night_desk, OTHER_DESK);
    struct problems problems = problems_make(job->arena);
    struct referral_answer theirs = {nobody, STR("step-free"), STR("yes"), shown_at};
    assert_int_equal(referral_save(job, referral, &theirs, 1, &problems), OK);
    assert_int_equal(problems.count, 0);
    fixture_later(fixture, MINUTE);
    job = desk(fixture);
    struct referral_answer ours[] = {{nobody, STR("step-free"), STR("no"), shown_at},
                                     {nobody, STR("food"), STR("no pork"), shown_at}};
    problems = problems_make(job->arena);
    assert_int_equal(referral_save(job, referral, ours, 2, &problems), OK);
    assert_int_equal(problems.count, 1);
    assert_int_equal(problems.items[0].word, WORD_error_stale_form);
    struct referral_answers answers = read(fixture, referral);
    assert_says(answers, "step-free", "yes");
    assert_says(answers, "food", "no pork");
}

static void test_drafts_outlive_the_server(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id referral = start(fixture);
    say(fixture, referral, "what-happened", "She was locked in.");
    say(fixture, referral, "pv-dob", "spring of 99");
    fixture_restart(fixture);
    struct referral_answers answers = read(fixture, referral);
    assert_says(answers, "what-happened", "She was locked in.");
    assert_says(answers, "pv-dob", "spring of 99");
}

static void test_sections(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id referral = start(fixture);
    const struct question *section = question_find(referral_questions(), STR("safety"));
    struct arena *arena = &fixture->arena;
    struct referral_answers answers = read(fixture, referral);
    assert_int_equal(referral_section_state(arena, &answers, nobody, section),
                     SECTION_NOT_STARTED);
    say(fixture, referral, "safe-now", "no");
    answers = read(fixture, referral);
    assert_int_equal(referral_section_state(arena, &answers, nobody, section),
                     SECTION_IN_PROGRESS);
    say(fixture, referral, "danger-now", "A man waits outside; police are on the way.");
    answers = read(fixture, referral);
    assert_int_equal(referral_section_state(arena, &answers, nobody, section),
                     SECTION_COMPLETE);
}

/* ---- people ---------------------------------------------------------------------------------- */

static struct person person_in(struct fixture *fixture, struct referral_id referral_id)
{
    struct referral referral;
    struct person person;
    assert_int_equal(referral_get(desk(fixture), referral_id, &referral), OK);
    assert_int_equal(person_get(&fixture->job, referral.person, &person), OK);
    return person;
}

static bool has_name(const struct person *person, const char *text)
{
    for (size_t i = 0; i < person->facts.name_count; i++)
        if (str_equal_c(person->facts.names[i].text, text))
            return true;
    return false;
}

static void test_her_record_learns(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id referral = start(fixture);
    say(fixture, referral, "pv-gender", "female");
    say(fixture, referral, "fr-location", "scotland");
    say(fixture, referral, "pv-nationality", "ER");
    say(fixture, referral, "pv-interpreter-requirements-language", "ti");
    say(fixture, referral, "pv-dob", "1999-06-30");
    say(fixture, referral, "pv-name-nickname", "Seni");
    struct person person = person_in(fixture, referral);
    assert_true(str_equal_c(person.facts.gender, "female"));
    assert_true(str_equal_c(person.facts.nation, "S"));
    assert_true(str_equal_c(person.facts.nationality, "ER"));
    assert_true(str_equal_c(person.facts.languages, "ti:speaks"));
    assert_true(str_equal_c(person.facts.born, "1999-06-30"));
    assert_true(has_name(&person, "Senait Habtemariam") && has_name(&person, "Seni"));
    say(fixture, referral, "pv-name-nickname", "Senu");
    person = person_in(fixture, referral);
    assert_true(has_name(&person, "Senu") && !has_name(&person, "Seni"));
}

/* What her record says from elsewhere is not replaced by a call. */
static void test_her_record_is_not_overwritten(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id referral = start(fixture);
    struct person person = person_in(fixture, referral);
    person.facts.nationality = STR("ET");
    assert_int_equal(person_change(&fixture->job, person.person, person.version, &person.facts),
                     OK);
    say(fixture, referral, "pv-nationality", "ER");
    person = person_in(fixture, referral);
    assert_true(str_equal_c(person.facts.nationality, "ET"));
}

static struct person_id add(struct fixture *fixture, struct referral_id referral,
                            const char *kind, const char *sleeping)
{
    struct person_facts facts = {.kind = str_of(kind), .gender = STR("female")};
    struct person_id person;
    assert_int_equal(referral_add_person(desk(fixture), referral, &(struct referral_addition){
        .facts = &facts,
        .relation = str_equal_c(facts.kind, "adult") ? STR("other") : facts.kind,
        .sleeping = str_of(sleeping),
    }, &person), OK);
    return person;
}

static void test_a_child_has_gaps_of_its_own(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id referral = start(fixture);
    struct person_id child = add(fixture, referral, "child", "cot");
    struct referral_answers answers = read(fixture, referral);
    struct referral_gaps gaps = referral_gaps(&fixture->arena, &answers,
                                              (struct referral_people){&child, 1}, GAPS_TONIGHT);
    size_t of_child = 0;
    for (size_t i = 0; i < gaps.count; i++)
        if (gaps.at[i].person.value == child.value) {
            of_child++;
            assert_true(str_equal_c(gaps.at[i].question->id, "allergies"));
        }
    assert_int_equal(of_child, 1);
    say_of(fixture, referral, child, "allergies", "no");
    answers = read(fixture, referral);
    gaps = referral_gaps(&fixture->arena, &answers, (struct referral_people){&child, 1},
                         GAPS_TONIGHT);
    for (size_t i = 0; i < gaps.count; i++)
        assert_int_equal(gaps.at[i].person.value, 0);
    uint32_t relations;
    assert_int_equal(tie_relations(desk(fixture), (struct record_id){child.value}, &relations),
                     OK);
    assert_true(relations & RELATION_BIT(RELATION_desk));
}

/* ---- facts for placing ----------------------------------------------------------------------- */

static void test_what_nobody_said_is_unknown(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id referral = start(fixture);
    struct match_household facts = facts_of(fixture, referral);
    assert_false(facts.persons.is_known || facts.beds.is_known || facts.cots.is_known);
    assert_int_equal(facts.modes | facts.adults | facts.nations, 0);
    assert_int_equal(facts.is_family, MATCH_UNKNOWN);
    assert_int_equal(facts.step_free, MATCH_UNKNOWN);
    assert_int_equal(facts.night_admission, MATCH_UNKNOWN);
    assert_int_equal(facts.complex_needs, MATCH_UNKNOWN);
    assert_false(facts.regions.is_known || facts.avoid_areas.is_known);
    assert_false(facts.conflicts.is_known || facts.languages.is_known);
    say(fixture, referral, "step-free", "not-known");
    assert_int_equal(facts_of(fixture, referral).step_free, MATCH_UNKNOWN);
}

static void tell_the_night(struct fixture *fixture, struct referral_id referral)
{
    static const char *const told[][2] = {
        {"safe-now", "yes"}, {"comes-with", "with-others"}, {"pv-gender", "female"},
        {"regions-allowed", "north_west,yorkshire_and_humber,wales"}, {"avoid-any", "yes"},
        {"avoid-areas", "greater_manchester"}, {"night-admission", "yes"},
        {"medication-tonight", "no"}, {"feels-safe-houses", "women"}, {"step-free", "no"},
        {"complex-needs", "no"}, {"conflict-any", "no"},
        {"pv-interpreter-requirements", "yes"},
        {"pv-interpreter-requirements-language", "ti"}, {"languages-spoken", "ar,ti"}};
    for (size_t i = 0; i < COUNT_OF(told); i++)
        assert_int_equal(say(fixture, referral, told[i][0], told[i][1]), 0);
}

static void test_the_night_call(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id referral = start(fixture);
    tell_the_night(fixture, referral);
    assert_false(facts_of(fixture, referral).beds.is_known); /* the others are not there yet */
    add(fixture, referral, "child", "bed");
    add(fixture, referral, "child", "cot");
    add(fixture, referral, "unborn", "");
    struct match_household facts = facts_of(fixture, referral);
    assert_int_equal(facts.persons.value, 3);
    assert_int_equal(facts.beds.value, 2);
    assert_int_equal(facts.cots.value, 1);
    assert_int_equal(facts.adults, MATCH_WOMEN);
    assert_int_equal(facts.modes, MATCH_WOMEN_ONLY);
    assert_int_equal(facts.is_family, MATCH_YES);
    assert_int_equal(facts.nations, MATCH_ENGLAND | MATCH_WALES);
    assert_int_equal(facts.regions.count, 3);
    assert_int_equal(facts.night_admission, MATCH_YES);
    assert_int_equal(facts.avoid_areas.count, 1);
    assert_true(facts.avoid_areas.at[0] == referral_key(STR("greater_manchester")));
    assert_true(facts.conflicts.is_known && facts.conflicts.count == 0);
    assert_int_equal(facts.languages.count, 2);
    assert_true(facts.languages.at[0] == referral_key(STR("ti")));
    struct referral_answers answers = read(fixture, referral);
    assert_int_equal(referral_gaps(&fixture->arena, &answers, (struct referral_people){0},
                                   GAPS_TONIGHT).count, 0);
}

static void test_a_child_without_a_bed_is_asked_for(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id referral = start(fixture);
    tell_the_night(fixture, referral);
    add(fixture, referral, "child", "");
    struct match_household facts = facts_of(fixture, referral);
    assert_int_equal(facts.persons.value, 2);
    assert_false(facts.beds.is_known || facts.cots.is_known);
}

static void test_people_to_stay_away_from(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id first = start(fixture), second = start(fixture);
    struct str ref = person_in(fixture, first).ref;
    struct person_id other = person_in(fixture, first).person;
    say(fixture, second, "conflict-any", "yes");
    assert_false(facts_of(fixture, second).conflicts.is_known);
    say(fixture, second, "conflict-people", "ZZ-0000");
    assert_false(facts_of(fixture, second).conflicts.is_known);
    say(fixture, second, "conflict-people", str_c(&fixture->arena, ref));
    struct match_keys conflicts = facts_of(fixture, second).conflicts;
    assert_true(conflicts.is_known && conflicts.count == 1 && conflicts.at[0] == other.value);
}

static enum err leave_the_desk(struct job *job, void *with)
{
    const struct person_id *person = with;
    return tie_end(job, (struct record_id){person->value}, CIRCLE_DESK, RELATION_desk);
}

/* Which rooms are left tells where who was named lives: nobody names whom she may not read, and is
 * told no more than of a reference that leads to nobody. What somebody else wrote stays. */
static void test_nobody_names_whom_she_may_not_read(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id first = start(fixture), second = start(fixture), third = start(fixture);
    struct person_id other = person_in(fixture, first).person;
    char ref[16], both[40];
    snprintf(ref, sizeof(ref), "%.*s", STR_ARGS(person_in(fixture, first).ref));
    snprintf(both, sizeof(both), "%s, ZZ-0000", ref);
    say(fixture, second, "conflict-any", "yes");
    say(fixture, third, "conflict-any", "yes");
    assert_int_equal(say(fixture, second, "conflict-people", both), 1);
    assert_int_equal(say(fixture, second, "conflict-people", ref), 0);

    assert_int_equal(job_write(desk(fixture), leave_the_desk, &other), OK);
    assert_int_equal(say(fixture, third, "conflict-people", ref), 1);
    assert_false(facts_of(fixture, third).conflicts.is_known);
    assert_int_equal(say(fixture, third, "conflict-people", "ZZ-0000"), 1);

    for (char *c = ref; *c != '\0'; c++)
        *c = *c == '-' ? ' ' : *c;
    assert_int_equal(say(fixture, second, "conflict-people", ref), 0);
    assert_int_equal(facts_of(fixture, second).conflicts.at[0], other.value);
}

/* ---- states ---------------------------------------------------------------------------------- */

struct move {
    struct referral_id referral;
    const char *state;
};

static enum err move(struct job *job, void *with)
{
    const struct move *to = with;
    return referral_set_state(job, to->referral, str_of(to->state));
}

static int64_t counted(struct fixture *fixture, const char *state)
{
    struct referral_counts_rows rows;
    struct job *job = desk(fixture);
    assert_int_equal(sql_referral_counts(job->db, job->arena, &rows), OK);
    for (size_t i = 0; i < rows.count; i++)
        if (str_equal_c(rows.at[i].state, state))
            return rows.at[i].number;
    fail_msg("no count of %s", state);
    return -1;
}

static void test_counts_follow_the_states(void **state)
{
    struct fixture *fixture = *state;
    struct referral_id referral = start(fixture);
    start(fixture);
    assert_int_equal(counted(fixture, "unplaced"), 2);
    assert_int_equal(job_write(desk(fixture), move, &(struct move){referral, "held"}), OK);
    assert_int_equal(job_write(desk(fixture), move, &(struct move){referral, "held"}), OK);
    assert_int_equal(counted(fixture, "unplaced"), 1);
    assert_int_equal(counted(fixture, "held"), 1);
    assert_int_equal(referral_unable(desk(fixture), referral, STR("no_bed_in_time")),
                     ERR_CONFLICT);
    assert_int_equal(job_write(desk(fixture), move, &(struct move){referral, "unplaced"}), OK);
    assert_int_equal(referral_unable(desk(fixture), referral, STR("no_bed_in_time")), OK);
    struct referral got;
    assert_int_equal(referral_get(desk(fixture), referral, &got), OK);
    assert_true(str_equal_c(got.state, "unable"));
    assert_true(str_equal_c(got.unable_reason, "no_bed_in_time"));
    assert_int_equal(counted(fixture, "unable"), 1);
    assert_int_equal(counted(fixture, "held"), 0);
    assert_int_equal(job_write(desk(fixture), move, &(struct move){referral, "closed"}), OK);
    assert_int_equal(job_write(desk(fixture), move, &(struct move){referral, "unplaced"}),
                     ERR_CONFLICT);
}

/* ---- the payload ----------------------------------------------------------------------------- */

static struct str read_sample(struct arena *arena)
{
    FILE *file = fopen(sample_path, "rb");
    assert_non_null(file);
    char *text = arena_take(arena, 256 * 1024);
    size_t size = fread(text, 1, 256 * 1024, file);
    fclose(file);
    assert_in_range(size, 1000, 256 * 1024 - 1);
    return (struct str){text, size};
}

static enum err import(struct fixture *fixture, struct str json, bool is_dry_run,
                       struct problems *out_problems, int64_t *out_count)
{
    struct job *job = desk(fixture);
    *out_problems = problems_make(job->arena);
    return referral_import(job, json, is_dry_run, out_problems, out_count);
}

static size_t referrals(struct fixture *fixture, struct referral_ids_rows *out_rows)
{
    struct job *job = desk(fixture);
    assert_int_equal(sql_referral_ids(job->db, job->arena, out_rows), OK);
    return out_rows->count;
}

/* The exported row with this number of its own. */
static json_t *exported(struct fixture *fixture, const struct referral_ids_rows *ids,
                        const char *external)
{
    for (size_t i = 0; i < ids->count; i++) {
        struct str json;
        assert_int_equal(referral_export(desk(fixture), ids->at[i].referral, &json), OK);
        json_t *rows = json_loadb(json.at, json.size, JSON_REJECT_DUPLICATES, NULL);
        assert_int_equal(json_array_size(rows), 1);
        json_t *row = json_incref(json_array_get(rows, 0));
        json_decref(rows);
        if (strcmp(json_string_value(json_object_get(row, "ExternalId")), external) == 0)
            return row;
        json_decref(row);
    }
    fail_msg("%s was not exported", external);
    return NULL;
}

static void test_every_name_and_value_comes_back(void **state)
{
    struct fixture *fixture = *state;
    struct str sample = read_sample(&fixture->arena);
    struct problems problems;
    int64_t count;
    struct referral_ids_rows ids;
    enum err err = import(fixture, sample, false, &problems, &count);
    for (size_t i = 0; i < problems.count; i++)
        print_message("%.*s: %s\n", STR_ARGS(problems.items[i].field),
                      word_key(problems.items[i].word));
    assert_int_equal(err, OK);
    assert_int_equal(count, 5);
    assert_int_equal(referrals(fixture, &ids), 5);
    json_t *rows = json_loadb(sample.at, sample.size, 0, NULL);
    size_t compared = 0;
    for (size_t i = 0; i < json_array_size(rows); i++) {
        json_t *row = json_array_get(rows, i);
        const char *external = json_string_value(json_object_get(row, "ExternalId"));
        json_t *back = exported(fixture, &ids, external);
        const char *name;
        json_t *value;
        json_object_foreach(row, name, value) {
            const char *got = json_string_value(json_object_get(back, name));
            if (got == NULL || strcmp(got, json_string_value(value)) != 0)
                fail_msg("%s, %s: %s", external, name, got ? got : "missing");
            compared++;
        }
        json_object_foreach(back, name, value)
            if (json_object_get(row, name) == NULL)
                fail_msg("%s has %s more", external, name);
        json_decref(back);
    }
    json_decref(rows);
    assert_in_range(compared, 150, 400);
    assert_int_equal(fixture_lines(fixture, VERB_imported), 5);
    assert_int_equal(counted(fixture, "unplaced"), 5);
}

static void test_a_dry_run_writes_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct problems problems;
    int64_t count;
    struct referral_ids_rows ids;
    assert_int_equal(import(fixture, read_sample(&fixture->arena), true, &problems, &count), OK);
    assert_int_equal(count, 5);
    assert_int_equal(referrals(fixture, &ids), 0);
}

static void test_bad_rows_are_told_and_nothing_is_kept(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *json, *field;
        int word;
    } bad[] = {
        {"[{\"City1\":\"Hull\"},{\"Town\":\"Hull\"}]", "row 2, Town",
         WORD_referral_import_unknown},
        {"[{\"AdultOrChild\":\"adult\"}]", "row 1, AdultOrChild", WORD_error_not_a_choice},
        {"[{\"Customer.DOB\":\"1999-02-30\"}]", "row 1, Customer.DOB", WORD_error_not_a_date},
        {"[{\"Customer.Nationality\":\"Atlantis\"}]", "row 1, Customer.Nationality",
         WORD_error_not_a_choice},
        {"[{\"Customer.Custom10\":\"many\"}]", "row 1, Customer.Custom10",
         WORD_error_not_a_number},
        {"[{\"City1\":{\"name\":\"Hull\"}}]", "row 1, City1", WORD_referral_import_kind},
        {"[{\"NRMOrDuty\":\"NRM\",\"Type\":\"662265\"}]", "row 1, Type",
         WORD_referral_import_disagrees},
        {"[{\"AdultOrChild\":\"Child\",\"NRMOrDuty\":\"NRM\"}]", "row 1, NRMOrDuty",
         WORD_referral_import_not_asked},
        {"[{\"AdultOrChild\":\"Adult\",\"NRMOrDuty\":\"DTN\",\"Customer.Surname\":\"Hagos\"}]",
         "row 1, Customer.Surname", WORD_referral_import_not_asked},
        {"[{}]", "row 1", WORD_referral_import_empty},
        {"[1]", "row 1", WORD_referral_import_kind},
        {"{}", "line 1", WORD_referral_import_not_a_list},
        {"[{\"City1\":\"Hull\",\n\"City1\":\"York\"}]", "line 2", WORD_referral_import_not_json},
        {"[\n\n{]", "line 3", WORD_referral_import_not_json},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct problems problems;
        int64_t count = -1;
        struct referral_ids_rows ids;
        if (import(fixture, str_of(bad[i].json), false, &problems, &count) != ERR_INVALID)
            fail_msg("%s is taken", bad[i].json);
        assert_int_equal(count, -1);
        bool is_told = false;
        for (size_t p = 0; p < problems.count; p++)
            is_told |= str_equal_c(problems.items[p].field, bad[i].field) &&
                       problems.items[p].word == bad[i].word;
        if (!is_told)
            fail_msg("%s: %.*s %s", bad[i].json, STR_ARGS(problems.items[0].field),
                     word_key(problems.items[0].word));
        assert_int_equal(referrals(fixture, &ids), 0);
    }
}

/* All problems of a file at once. */
static void test_every_problem_is_told(void **state)
{
    struct fixture *fixture = *state;
    struct problems problems;
    int64_t count;
    struct str json = STR("[{\"AdultOrChild\":\"?\",\"Nonsense\":\"1\"},"
                          "{\"ReportedCase\":\"Perhaps\"}]");
    assert_int_equal(import(fixture, json, false, &problems, &count), ERR_INVALID);
    assert_int_equal(problems.count, 3);
}

/* An import makes people who can be found, and tells the matcher what it knows. */
static void test_imported_people_are_people(void **state)
{
    struct fixture *fixture = *state;
    struct problems problems;
    int64_t count;
    struct referral_ids_rows ids;
    struct str json = STR("[{\"Customer.Forename1\":\"Senait\","
                          "\"Customer.Surname\":\"Habtemariam\","
                          "\"Customer.Custom17\":\"Female\",\"step-free\":\"no\","
                          "\"feels-safe-houses\":[\"women\",\"mixed\"]}]");
    assert_int_equal(job_write(desk(fixture), join_desk, NULL), OK);
    assert_int_equal(import(fixture, json, false, &problems, &count), OK);
    assert_int_equal(referrals(fixture, &ids), 1);
    struct person person = person_in(fixture, ids.at[0].referral);
    assert_true(has_name(&person, "Senait Habtemariam"));
    assert_true(str_equal_c(person.facts.gender, "female"));
    struct match_household facts = facts_of(fixture, ids.at[0].referral);
    assert_int_equal(facts.step_free, MATCH_NO);
    assert_int_equal(facts.modes, MATCH_WOMEN_ONLY | MATCH_MIXED);
    struct job *job = desk(fixture);
    struct person_match match;
    size_t found;
    bool has_hidden;
    assert_int_equal(person_index_refresh(job), OK);
    assert_int_equal(person_search(job, &(struct person_query){.text = STR("senayt habtemaryam")},
                                   &match, 1, &found, &has_hidden), OK);
    assert_int_equal(found, 1);
    assert_int_equal(match.person.value, person.person.value);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

static const struct CMUnitTest tests[] = {
    TEST(test_questions_have_words_and_owners),
    TEST(test_tonight_is_short),
    TEST(test_payload_names_of_the_standard),
    TEST(test_lists),
    TEST(test_a_child_needs_no_consent),
    TEST(test_a_refusal_is_a_report_without_a_name),
    TEST(test_a_safe_house_needs_a_reason_against_it),
    TEST(test_letters_go_where_it_is_safe),
    TEST(test_answers_are_sealed),
    TEST(test_a_moved_answer_does_not_open),
    TEST(test_a_draft_keeps_what_was_typed),
    TEST(test_an_unknown_question_is_refused),
    TEST(test_an_answer_can_be_taken_back),
    TEST(test_not_known_is_still_to_find_out),
    TEST(test_the_call_knows_when_it_is_needed),
    TEST(test_why_no_safe_house_is_kept),
    TEST(test_a_stale_page_overwrites_nothing),
    TEST(test_sections),
    TEST(test_her_record_learns),
    TEST(test_her_record_is_not_overwritten),
    TEST(test_a_child_has_gaps_of_its_own),
    TEST(test_what_nobody_said_is_unknown),
    TEST(test_the_night_call),
    TEST(test_a_child_without_a_bed_is_asked_for),
    TEST(test_people_to_stay_away_from),
    TEST(test_nobody_names_whom_she_may_not_read),
    TEST(test_counts_follow_the_states),
    TEST(test_every_name_and_value_comes_back),
    TEST(test_a_dry_run_writes_nothing),
    TEST(test_bad_rows_are_told_and_nothing_is_kept),
    TEST(test_every_problem_is_told),
    TEST(test_imported_people_are_people),
    TEST(test_drafts_outlive_the_server), /* last: nothing in memory outlives anything */
};

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    tested = strcmp(argv[1], "memory") == 0 ? TESTED_MEMORY
             : strcmp(argv[1], "file") == 0 ? TESTED_FILE
                                            : TESTED_POSTGRES;
    sample_path = argv[2];
    if (tested == TESTED_POSTGRES && getenv("HAVEN_TEST_POSTGRES") == NULL) {
        puts("1..0 # SKIP HAVEN_TEST_POSTGRES names no database");
        return 0;
    }
    size_t count = COUNT_OF(tests) - (tested == TESTED_MEMORY);
    return _cmocka_run_group_tests("referral", tests, count, NULL, NULL);
}
