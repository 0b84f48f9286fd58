/* What leaves, told through the room: who may ask, approve and write; what the gate stops; that the
 * gate is what stops it; that nothing in any language is for immigration enforcement. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rooms/house/house_pattern.h"
#include "rooms/person/person.h"
#include "rooms/release/release.h"
#include "rooms/release/release_gate.h"
#include "rooms/release/release_web.h"
#include "web/words.h"
#include "world.h"

enum { WORKER = 7, OTHER_WORKER = 8, MANAGER = 9, OTHER_MANAGER = 10, PROVIDER = 11,
       GUARDIAN = 12 };

static struct person_id somebody(struct fixture *fixture, const char *name)
{
    const struct person_name names[] = {{.kind = STR("given"), .text = str_of(name)}};
    const struct person_phone phones[] = {{.number = STR("07700 900456")}};
    struct person_facts facts = {
        .kind = STR("adult"), .called = str_of(name), .birth_state = STR("not_known"),
        .nation = STR("E"), .names = names, .name_count = 1, .phones = phones, .phone_count = 1};
    struct person_id person;
    WELL(person_add(fixture_as(fixture, ROLE_support_worker, WORKER), &facts, &person));
    return person;
}

static void a_house(struct fixture *fixture)
{
    struct organisation organisation = world_organisation(fixture, STR("Alder"), "provider");
    struct house_facts facts = world_facts(STR("Rowan House"), organisation.organisation);
    world_house(fixture, &facts, 1);
}

static struct release_new letter(struct person_id person, const char *statement)
{
    return (struct release_new){
        .person = person, .template = STR("letter_doctor"), .recipient = STR("Dr Sample"),
        .statement = str_of(statement), .basis = STR("consent"), .told = STR("consented")};
}

static enum err ask(struct fixture *fixture, const struct release_new *is, int *out_word,
                    struct release_id *out_release)
{
    struct job *job = fixture_as(fixture, ROLE_support_worker, WORKER);
    struct problems problems = problems_make(job->arena);
    enum err err = release_ask(job, is, &problems, out_release);
    *out_word = problems.count > 0 ? problems.items[0].word : 0;
    return err;
}

static int set_up(void **state)
{
    static const struct {
        enum role role;
        int64_t staff;
    } accounts[] = {{ROLE_support_worker, WORKER}, {ROLE_support_worker, OTHER_WORKER},
                    {ROLE_house_manager, MANAGER}, {ROLE_house_manager, OTHER_MANAGER},
                    {ROLE_provider_manager, PROVIDER}};
    int result = fixture_set_up(state);
    for (size_t i = 0; result == 0 && i < COUNT_OF(accounts); i++)
        fixture_account(*state, accounts[i].role, accounts[i].staff);
    return result;
}

static struct release_id asked(struct fixture *fixture, const char *statement)
{
    int word;
    struct release_id release = {0};
    struct release_new is = letter(somebody(fixture, "Dora Sample"), statement);
    WELL(ask(fixture, &is, &word, &release));
    return release;
}

static int said(struct fixture *fixture, enum role role, int64_t staff, struct release_id release,
                bool is_yes)
{
    struct job *job = fixture_as(fixture, role, staff);
    struct problems problems = problems_make(job->arena);
    struct str seen;
    WELL(release_seen(job, release, &seen));
    enum err err = release_approve(job, release, (struct release_word){is_yes, seen}, &problems);
    assert_true(err == OK || err == ERR_CONFLICT);
    return problems.count > 0 ? problems.items[0].word : 0;
}

static int written(struct fixture *fixture, int64_t staff, struct release_id release,
                   const char *document)
{
    struct job *job = fixture_as(fixture, ROLE_support_worker, staff);
    struct problems problems = problems_make(job->arena);
    struct release is;
    struct release_lines lines;
    WELL(release_get(job, release, &is));
    WELL(release_collect(job, &is, &lines));
    enum err err = release_write(job, &is, &lines, str_of(document), &problems);
    assert_true(err == OK || problems.count > 0);
    return problems.count > 0 ? problems.items[0].word : 0;
}

/* ---- two of different roles ------------------------------------------------------------------ */

static void test_two_of_different_roles(void **state)
{
    struct fixture *fixture = *state;
    struct release_id release = asked(fixture, "Please see her.");
    assert_int_equal(written(fixture, WORKER, release, "letter"),
                     WORD_release_problem_not_approved);
    assert_int_equal(said(fixture, ROLE_support_worker, WORKER, release, true),
                     WORD_release_problem_own);
    assert_int_equal(said(fixture, ROLE_house_manager, MANAGER, release, true), 0);
    assert_int_equal(said(fixture, ROLE_house_manager, OTHER_MANAGER, release, true),
                     WORD_release_problem_same_role);
    assert_int_equal(written(fixture, WORKER, release, "letter"),
                     WORD_release_problem_not_approved);
    assert_int_equal(said(fixture, ROLE_provider_manager, PROVIDER, release, true), 0);
    assert_int_equal(written(fixture, OTHER_WORKER, release, "letter"),
                     WORD_release_problem_not_yours);
    assert_int_equal(written(fixture, WORKER, release, "letter"), 0);
    assert_int_equal(written(fixture, WORKER, release, "another"),
                     WORD_release_problem_not_approved);
}

/* Who asked may write in her record, also after the others have read what would leave of it. */
static void test_what_is_written_is_what_was_approved(void **state)
{
    struct fixture *fixture = *state;
    struct release_id release = asked(fixture, "Please see her.");
    struct release is;
    struct person person;
    assert_int_equal(said(fixture, ROLE_house_manager, MANAGER, release, true), 0);
    WELL(release_get(fixture_as(fixture, ROLE_support_worker, WORKER), release, &is));
    WELL(person_get(fixture_as(fixture, ROLE_support_worker, WORKER), is.is.person, &person));
    struct person_facts facts = person.facts;
    facts.helps = STR("She was held for three years and has told us of it.");
    WELL(person_change(fixture_as(fixture, ROLE_support_worker, WORKER), is.is.person,
                       person.version, &facts));
    assert_int_equal(said(fixture, ROLE_provider_manager, PROVIDER, release, true), 0);
    assert_int_equal(written(fixture, WORKER, release, "letter"), WORD_release_problem_changed);
    WELL(person_change(fixture_as(fixture, ROLE_support_worker, WORKER), is.is.person,
                       person.version + 1, &person.facts));
    assert_int_equal(written(fixture, WORKER, release, "letter"), WORD_release_problem_changed);
}

static void change_helps(struct fixture *fixture, struct release_id release, const char *helps)
{
    struct job *job = fixture_as(fixture, ROLE_support_worker, WORKER);
    struct release is;
    struct person person;
    WELL(release_get(job, release, &is));
    WELL(person_get(job, is.is.person, &person));
    person.facts.helps = str_of(helps);
    WELL(person_change(job, is.is.person, person.version, &person.facts));
}

/* Who asked writes on while the approver reads: a yes is to what stood on the page. */
static void test_a_yes_is_to_what_was_read(void **state)
{
    struct fixture *fixture = *state;
    struct release_id release = asked(fixture, "Please see her.");
    struct problems problems = problems_make(&fixture->arena);
    struct job *job = fixture_as(fixture, ROLE_house_manager, MANAGER);
    struct str read;
    char seen[65];
    WELL(release_seen(job, release, &read));
    snprintf(seen, sizeof(seen), "%.*s", STR_ARGS(read)); /* outlives the next job's arena */
    change_helps(fixture, release, "She was held for three years.");
    job = fixture_as(fixture, ROLE_house_manager, MANAGER);
    assert_int_equal(release_approve(job, release, (struct release_word){true, str_of(seen)},
                                     &problems), ERR_CONFLICT);
    assert_int_equal(problems.items[0].word, WORD_release_problem_not_seen);
    problems.count = 0;
    assert_int_equal(release_approve(job, release, (struct release_word){true, STR_NONE},
                                     &problems), ERR_CONFLICT);
    assert_int_equal(said(fixture, ROLE_house_manager, MANAGER, release, true), 0);
}

/* Who may write in the database writes two approvals, or one beside a true one. */
static void test_a_yes_that_nobody_said(void **state)
{
    static const struct store_statement two[] = {
        RAW("insert into release_approval select release, 'house_manager', 9, 1, 0 from release"),
        RAW("insert into release_approval select release, 'provider_manager', 11, 1, 0 "
            "from release")};
    static const struct store_statement another[] = {
        RAW("delete from release_approval where role = 'provider_manager'"),
        RAW("delete from release_approved where role = 'provider_manager'"),
        RAW("insert into release_approval select release, 'provider_manager', 11, 1, 0 "
            "from release"),
        RAW("insert into release_approved select release, 'provider_manager', lines "
            "from release_approved")};
    struct fixture *fixture = *state;
    struct release_id release = asked(fixture, "Please see her.");
    for (size_t i = 0; i < COUNT_OF(two); i++)
        fixture_run(fixture, &two[i]);
    assert_int_equal(written(fixture, WORKER, release, "letter"), WORD_release_problem_changed);

    static const struct store_statement none = RAW("delete from release_approval");
    fixture_run(fixture, &none);
    assert_int_equal(said(fixture, ROLE_house_manager, MANAGER, release, true), 0);
    for (size_t i = 0; i < COUNT_OF(another); i++)
        fixture_run(fixture, &another[i]);
    assert_int_equal(written(fixture, WORKER, release, "letter"), WORD_release_problem_changed);
}

/* A day, and what is due on it, stand beside a line's text. */
static void test_a_day_is_approved_too(void **state)
{
    struct fixture *fixture = *state;
    struct release_id release = asked(fixture, "Please see her.");
    struct release is;
    struct release_lines lines;
    assert_int_equal(said(fixture, ROLE_house_manager, MANAGER, release, true), 0);
    assert_int_equal(said(fixture, ROLE_provider_manager, PROVIDER, release, true), 0);
    struct job *job = fixture_as(fixture, ROLE_support_worker, WORKER);
    WELL(release_get(job, release, &is));
    WELL(release_collect(job, &is, &lines));
    struct release_line *others = ARENA_MANY(job->arena, struct release_line, lines.count);
    lines.at = memcpy(others, lines.at, lines.count * sizeof(*others));
    const struct release_line before = others[0];
    for (int i = 0; i < 2; i++) {
        struct problems problems = problems_make(job->arena);
        others[0] = before;
        if (i == 0)
            others[0].on = date_add_days(date_in_london(job->now), 7);
        else
            others[0].title = WORD_clock_title_rg;
        assert_int_equal(release_write(job, &is, &lines, STR("letter"), &problems), ERR_CONFLICT);
        assert_int_equal(problems.items[0].word, WORD_release_problem_changed);
    }
}

static void test_written_once_with_its_manifest(void **state)
{
    struct fixture *fixture = *state;
    struct release_id release = asked(fixture, "Please see her.");
    size_t size = 100 * 1024; /* more than a sealed value holds */
    char *document = ARENA_MANY(&fixture->arena, char, size + 1);
    memset(document, 'x', size);
    said(fixture, ROLE_house_manager, MANAGER, release, true);
    said(fixture, ROLE_provider_manager, PROVIDER, release, true);
    assert_int_equal(written(fixture, WORKER, release, document), 0);
    struct job *job = fixture_as(fixture, ROLE_support_worker, WORKER);
    struct release is;
    struct str kept;
    WELL(release_get(job, release, &is));
    WELL(release_document(job, &is, &kept));
    assert_true(str_equal_c(kept, document));
    char *manifest = str_c(&fixture->arena, is.manifest);
    assert_non_null(strstr(manifest, str_c(&fixture->arena, release_digest(job->arena, kept))));
    assert_null(strstr(manifest, "Dora"));
    assert_null(strstr(manifest, "Dr Sample"));
    job = fixture_as(fixture, ROLE_house_manager, MANAGER);
    assert_int_equal(release_document(job, &is, &kept), ERR_CONFLICT);
}

static void test_a_no_and_time_end_it(void **state)
{
    struct fixture *fixture = *state;
    struct release_id refused = asked(fixture, ""), late = asked(fixture, "");
    assert_int_equal(said(fixture, ROLE_house_manager, MANAGER, refused, false), 0);
    assert_int_equal(said(fixture, ROLE_provider_manager, PROVIDER, refused, true),
                     WORD_release_problem_not_waiting);
    assert_int_equal(said(fixture, ROLE_house_manager, MANAGER, late, true), 0);
    assert_int_equal(said(fixture, ROLE_provider_manager, PROVIDER, late, true), 0);
    fixture_later(fixture, RELEASE_DAYS * MS_PER_DAY);
    assert_int_equal(written(fixture, WORKER, late, "letter"), WORD_release_problem_not_approved);
}

/* The guardian, tied to nobody, is one of the two where a request names her; of others she knows
 * nothing, and of this one nothing when its time is over. */
static void test_the_guardian_approves_where_she_is_named(void **state)
{
    struct fixture *fixture = *state;
    struct release_id unnamed = asked(fixture, "Please see her."), release;
    struct person_id hers, others;
    struct release_new is = letter(somebody(fixture, "Ella Sample"), "Please see her.");
    uint32_t relations;
    int word;
    is.asks_guardian = true;
    assert_int_equal(ask(fixture, &is, &word, &release), ERR_INVALID);
    assert_int_equal(word, WORD_release_problem_no_guardian);
    fixture_account(fixture, ROLE_guardian, GUARDIAN);
    world_join(fixture, GUARDIAN, (struct circle_id){GUARDIAN + 1000});
    WELL(ask(fixture, &is, &word, &release));
    struct job *job = fixture_as(fixture, ROLE_guardian, GUARDIAN);
    WELL(release_person(job, release, &hers));
    WELL(release_person(job, unnamed, &others));
    WELL(tie_check(job, (struct record_id){hers.value}, RIGHT_release_approve));
    assert_int_equal(tie_check(job, (struct record_id){hers.value}, RIGHT_person_read),
                     ERR_NOT_FOUND);
    assert_int_equal(tie_check(job, (struct record_id){others.value}, RIGHT_release_read),
                     ERR_NOT_FOUND);
    struct releases waiting;
    WELL(release_waiting(job, &waiting));
    assert_int_equal(waiting.count, 1);
    assert_int_equal(waiting.at[0].release.value, release.value);
    assert_int_equal(said(fixture, ROLE_guardian, GUARDIAN, release, true), 0);
    assert_int_equal(said(fixture, ROLE_house_manager, MANAGER, release, true), 0);
    assert_int_equal(written(fixture, WORKER, release, "letter"), 0);
    job = fixture_later(fixture, RELEASE_DAYS * MS_PER_DAY);
    job = fixture_as(fixture, ROLE_guardian, GUARDIAN);
    WELL(tie_relations(job, (struct record_id){hers.value}, &relations));
    assert_int_equal(relations, RELATION_BIT(RELATION_any));
}

/* ---- the gate -------------------------------------------------------------------------------- */

static void test_the_gate_stops(void **state)
{
    struct fixture *fixture = *state;
    struct release_id release;
    int word;
    a_house(fixture);
    struct person_id person = somebody(fixture, "Dora Sample");
    static const struct {
        const char *statement;
        int word;
    } cases[] = {
        {"fourteen quiet close", WORD_gate_found_address},
        {"z z 9 9 7 q q", WORD_gate_found_postcode},
        {"at ROWAN HOUSE", WORD_gate_found_house_name},
        {"ring +44 7700 900 456", WORD_gate_found_phone}, /* nobody may ring her there */
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct release_new is = letter(person, cases[i].statement);
        is.names_why = STR("It must."); /* a reason lets names through, and nothing else */
        assert_int_equal(ask(fixture, &is, &word, &release), ERR_INVALID);
        assert_int_equal(word, cases[i].word);
    }
    struct release_new is = letter(person, "Please see her.");
    is.recipient = STR("The manager, 14 Quiet Cl");
    assert_int_equal(ask(fixture, &is, &word, &release), ERR_INVALID);
    assert_int_equal(word, WORD_gate_found_address);
}

/* What came to be protected, or was typed, after two had said yes. */
static void test_the_gate_stops_the_document(void **state)
{
    struct fixture *fixture = *state;
    struct release_id release = asked(fixture, "Please see her at 14 Quiet Close.");
    said(fixture, ROLE_house_manager, MANAGER, release, true);
    said(fixture, ROLE_provider_manager, PROVIDER, release, true);
    a_house(fixture);
    assert_int_equal(written(fixture, WORKER, release, "<title>14&nbsp;Quiet Close</title>"),
                     WORD_gate_found_address);
    assert_int_equal(written(fixture, WORKER, release, "Please see her."), 0);
}

/* A planted fault: a gate that knows of nothing stops nothing, so it is the gate that stops. */
static void test_without_the_gate_it_would_leave(void **state)
{
    struct fixture *fixture = *state;
    struct job *job = fixture_as(fixture, ROLE_support_worker, WORKER);
    a_house(fixture);
    struct release_gate gate, blind;
    struct str address = ADDRESS;
    uint32_t kinds;
    WELL(release_gate_make(job, &gate));
    blind = gate;
    blind.house_count = 0;
    WELL(release_gate_check(job, &gate, &address, 1, &kinds));
    assert_true(kinds != 0);
    WELL(release_gate_check(job, &blind, &address, 1, &kinds));
    assert_true(kinds == 0);
}

/* Addresses that were typed before there were patterns: nothing leaves until they are made, by the
 * next who goes to the house or for all of them at once. */
static void test_a_house_without_patterns_lets_nothing_leave(void **state)
{
    static const struct store_statement no_patterns = RAW("delete from house_pattern");
    struct fixture *fixture = *state;
    struct instant until_at;
    struct str address;
    int64_t left;
    a_house(fixture);
    struct organisation organisation = world_organisation(fixture, STR("Birch"), "provider");
    struct house_facts facts = world_facts(STR("Quince"), organisation.organisation);
    facts.address = STR("3 Loud Lane, Sampleton, ZZ99 8QQ");
    struct house_id quince = world_house(fixture, &facts, 1);
    for (int all = 0; all < 2; all++) {
        fixture_run(fixture, &no_patterns);
        struct job *job = fixture_as(fixture, ROLE_night_desk, WORKER);
        struct reply clean = {.body = STR("alias,beds\n"), .file_name = STR("rooms.csv")};
        assert_int_equal(release_gate_pass(job, &clean), ERR_BUSY);
        if (all) {
            WELL(house_pattern_mend_all(fixture_as(fixture, ROLE_administrator, PROVIDER)));
        } else {
            job = fixture_as(fixture, ROLE_house_manager, MANAGER);
            job->purpose = PURPOSE_visit;
            WELL(house_reveal_address(job, quince, &address, &until_at));
            job = fixture_later(fixture, 0);
            WELL(house_pattern_left(job, &left));
            assert_int_equal(left, 1);
            assert_int_equal(release_gate_pass(job, &clean), ERR_BUSY);
        }
    }
    struct job *job = fixture_as(fixture, ROLE_night_desk, WORKER);
    struct reply clean = {.body = STR("alias,beds\n"), .file_name = STR("rooms.csv")};
    WELL(release_gate_pass(job, &clean));
    struct reply told = {.body = STR("three loud ln"), .file_name = STR("rooms.csv")};
    WELL(release_gate_pass(job, &told));
    assert_int_equal(told.result, ERR_CONFLICT);
}

/* Every file of every route passes here (app/dispatch.c). */
static void test_a_file_is_stopped(void **state)
{
    struct fixture *fixture = *state;
    struct job *job = fixture_as(fixture, ROLE_night_desk, WORKER);
    a_house(fixture);
    struct reply clean = {.body = STR("alias,beds\nRowan House,4\n"),
                          .file_name = STR("rooms.csv")};
    WELL(release_gate_pass(job, &clean));
    assert_true(clean.page == NULL && clean.body.size > 0);
    struct reply text = {.body = STR("Rowan House;14 QUIET CLOSE"), .file_name = STR("rooms.csv")};
    WELL(release_gate_pass(job, &text));
    assert_int_equal(text.result, ERR_CONFLICT);
    assert_int_equal(text.body.size, 0);
    struct reply named = {.body = STR("nothing"), .file_name = STR("14-quiet-close.csv")};
    WELL(release_gate_pass(job, &named));
    const struct release_stopped_view *view = named.view;
    assert_int_equal(view->hits.count, 1);
    assert_string_equal(str_c(&fixture->arena, view->hits.at[0].part), "file_name");
}

/* ---- the table ------------------------------------------------------------------------------- */

/* Fields of a class stand only in templates that may hold it; sealed and legal ones in none. */
/* In Arabic the pound would stand behind the figure. */
static void test_a_payment_reads_right_in_arabic(void **state)
{
    struct fixture *fixture = *state;
    struct job *job = fixture_as(fixture, ROLE_support_worker, WORKER);
    struct release_line line = {.on = date_in_london(job->now), .text = STR("\xc2\xa3" "35.00")};
    struct str english = release_line_text(job, words_language(STR("en")), &line);
    struct str arabic = release_line_text(job, words_language(STR("ar")), &line);
    assert_non_null(strstr(str_c(job->arena, english), ": \xc2\xa3" "35.00"));
    assert_non_null(strstr(str_c(job->arena, arabic),
                           ": \xe2\x81\xa8\xc2\xa3" "35.00\xe2\x81\xa9"));
}

static void test_templates_hold_what_they_may(void **state)
{
    (void)state;
    for (size_t i = 0; i < release_template_count; i++)
        for (int field = 0; field < RELEASE_FIELDS; field++) {
            const struct release_template *template = &release_templates[i];
            enum release_class class = release_field_class((enum release_field)field);
            bool has = release_has_field(template, (enum release_field)field);
            assert_false(has && (class == CLASS_LEGAL || class == CLASS_SEALED));
            assert_false(has && class == CLASS_IMMIGRATION &&
                         template->recipient != RECIPIENT_solicitor &&
                         template->recipient != RECIPIENT_herself);
            assert_false(has && class == CLASS_WHEREABOUTS &&
                         template->recipient != RECIPIENT_council &&
                         template->recipient != RECIPIENT_herself);
        }
}

static struct str read_whole(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "r");
    struct buf out = buf_make(arena, 1 << 20);
    char part[4096];
    assert_non_null(file);
    for (size_t size; (size = fread(part, 1, sizeof(part), file)) > 0;)
        buf_add(&out, (struct str){part, size});
    fclose(file);
    return buf_text(&out);
}

/* The sentences of these lists, in every language: what they are for is none of it. */
static void is_not_enforcement(struct arena *arena, const char *path)
{
    static const char *const lists[] = {"msgid \"purpose_", "msgid \"release_template_",
                                        "msgid \"release_recipient_", "msgid \"release_basis_"};
    static const char *const words[] = {"immigration", "enforcement", "border", "detention",
                                        "الهجرة", "إنفاذ", "الحدود", "احتجاز"};
    char *text = str_c(arena, read_whole(arena, path));
    size_t entries = 0;
    for (size_t i = 0; i < COUNT_OF(lists); i++)
        for (char *at = text; (at = strstr(at, lists[i])) != NULL; at++) {
            char *end = strstr(at, "\n\n");
            struct str entry = {at, end == NULL ? strlen(at) : (size_t)(end - at)};
            char *lower = str_c(arena, entry);
            for (char *c = lower; *c != '\0'; c++)
                *c = *c >= 'A' && *c <= 'Z' ? (char)(*c | 0x20) : *c;
            for (size_t w = 0; w < COUNT_OF(words); w++)
                if (strstr(lower, words[w]) != NULL)
                    fail_msg("%s: %s", path, lower);
            entries++;
        }
    assert_true(entries > 20);
}

static void test_no_purpose_is_immigration_enforcement(void **state)
{
    struct fixture *fixture = *state;
    static const char *const files[] = {"words/en.po", "words/ar.po"};
    for (size_t i = 0; i < COUNT_OF(files); i++)
        is_not_enforcement(&fixture->arena,
                           str_c(&fixture->arena, str_format(&fixture->arena, "%s/%s",
                                                             getenv("HAVEN_SOURCE"), files[i])));
    for (int purpose = PURPOSE_NONE + 1; purpose < PURPOSE_COUNT; purpose++)
        assert_null(strstr(purpose_name((enum purpose)purpose), "immigration"));
    for (int recipient = 0; recipient < RECIPIENTS; recipient++)
        assert_null(strstr(release_recipient_name((enum release_recipient)recipient),
                           "enforcement"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_two_of_different_roles),
        TEST(test_what_is_written_is_what_was_approved),
        TEST(test_a_day_is_approved_too),
        TEST(test_a_payment_reads_right_in_arabic),
        TEST(test_a_yes_is_to_what_was_read),
        TEST(test_a_yes_that_nobody_said),
        TEST(test_written_once_with_its_manifest),
        TEST(test_a_no_and_time_end_it),
        TEST(test_the_guardian_approves_where_she_is_named),
        TEST(test_the_gate_stops),
        TEST(test_the_gate_stops_the_document),
        TEST(test_without_the_gate_it_would_leave),
        TEST(test_a_house_without_patterns_lets_nothing_leave),
        TEST(test_a_file_is_stopped),
        TEST(test_templates_hold_what_they_may),
        TEST(test_no_purpose_is_immigration_enforcement),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
