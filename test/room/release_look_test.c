/* Her documents in her own copy: who looks, what leaves, what a text gives away, who is handed
 * it. */
#include <string.h>

#include "base/shape.h"
#include "held_reading.h"
#include "made_pdf.h"
#include "rooms/person/person.h"
#include "rooms/release/release_look.h"
#include "words.h"
#include "world.h"

enum { WORKER = 7, OTHER_WORKER = 8, MANAGER = 9, PROVIDER = 10 };

static int set_up(void **state)
{
    static const struct {
        enum role role;
        int64_t staff;
    } accounts[] = {{ROLE_support_worker, WORKER}, {ROLE_support_worker, OTHER_WORKER},
                    {ROLE_house_manager, MANAGER}, {ROLE_provider_manager, PROVIDER}};
    int result = fixture_set_up(state);
    for (size_t i = 0; result == 0 && i < COUNT_OF(accounts); i++)
        fixture_account(*state, accounts[i].role, accounts[i].staff);
    return result;
}

static struct person_id somebody(struct fixture *fixture)
{
    const struct person_name names[] = {{.kind = STR("given"), .text = STR("Dora Sample")}};
    struct person_facts facts = {
        .kind = STR("adult"), .called = STR("Dora Sample"), .birth_state = STR("not_known"),
        .nation = STR("E"), .names = names, .name_count = 1};
    struct person_id person;
    WELL(person_add(fixture_as(fixture, ROLE_support_worker, WORKER), &facts, &person));
    return person;
}

static struct document_id handed_in(struct fixture *fixture, struct person_id person,
                                    const char *format, const char *bytes)
{
    struct document_id document;
    WELL(document_add_clean(fixture_as(fixture, ROLE_support_worker, WORKER),
                            &(struct document_new){
        .person = person, .kind = STR("medical"), .title = STR("A letter"),
        .bytes = str_of(bytes)}, str_of(format), &document));
    fixture_later(fixture, 1);
    return document;
}

static struct release_id asked(struct fixture *fixture, struct person_id person)
{
    struct job *job = fixture_as(fixture, ROLE_support_worker, WORKER);
    struct problems problems = problems_make(job->arena);
    struct release_id release;
    WELL(release_ask(job, &(struct release_new){
        .person = person, .template = STR("own_copy"), .recipient = STR("Dora"),
        .basis = STR("her_right"), .told = STR("told")}, &problems, &release));
    fixture_later(fixture, 1);
    return release;
}

static struct release read_release(struct job *job, struct release_id release)
{
    struct release is;
    WELL(release_get(job, release, &is));
    return is;
}

static struct release_documents documents_of(struct fixture *fixture, struct release_id release)
{
    struct job *job = fixture_as(fixture, ROLE_support_worker, WORKER);
    struct release is = read_release(job, release);
    struct release_documents documents;
    WELL(release_documents(job, &is, &documents));
    return documents;
}

/* The word that stands against it; 0: it is said. */
static int looked(struct fixture *fixture, enum role role, int64_t staff, struct release_id release,
                  struct document_id document, const char *verdict)
{
    struct job *job = fixture_as(fixture, role, staff);
    struct problems *problems = problems_new(job->arena);
    struct release is = read_release(job, release);
    enum err err = release_look(job, &is, document, str_of(verdict), problems);
    assert_true(err == OK || problems->count > 0);
    return problems->count > 0 ? problems->items[problems->count - 1].word : 0;
}

static int by_worker(struct fixture *fixture, struct release_id release,
                     struct document_id document, const char *verdict)
{
    return looked(fixture, ROLE_support_worker, WORKER, release, document, verdict);
}

static int said_yes(struct fixture *fixture, enum role role, int64_t staff,
                    struct release_id release)
{
    struct job *job = fixture_as(fixture, role, staff);
    struct problems problems = problems_make(job->arena);
    struct str seen;
    WELL(release_seen(job, release, &seen));
    enum err err = release_approve(job, release, (struct release_word){true, seen}, &problems);
    assert_true(err == OK || err == ERR_CONFLICT);
    return problems.count > 0 ? problems.items[0].word : 0;
}

static void written(struct fixture *fixture, struct release_id release)
{
    assert_int_equal(said_yes(fixture, ROLE_house_manager, MANAGER, release), 0);
    assert_int_equal(said_yes(fixture, ROLE_provider_manager, PROVIDER, release), 0);
    struct job *job = fixture_as(fixture, ROLE_support_worker, WORKER);
    struct problems problems = problems_make(job->arena);
    struct release is = read_release(job, release);
    struct release_lines lines;
    WELL(release_collect(job, &is, &lines));
    WELL(release_write(job, &is, &lines, STR("copy"), &problems));
}

static enum err handed_over(struct fixture *fixture, int64_t staff, struct release_id release,
                            struct document_id id, struct str *out_bytes, int *out_word)
{
    struct job *job = fixture_as(fixture, ROLE_support_worker, staff);
    struct problems *problems = problems_new(job->arena);
    struct release is = read_release(job, release);
    struct document document;
    int64_t number;
    enum err err = release_hand_over(job, &is, id, problems, &document, &number, out_bytes);
    if (err == OK)
        WELL(job_audit_commit(job));
    *out_word = problems->count > 0 ? problems->items[problems->count - 1].word : 0;
    return err;
}

/* ---- looking --------------------------------------------------------------------------------- */

static void test_each_is_looked_at_first(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    struct document_id picture = handed_in(fixture, person, "jpeg", "picture");
    struct document_id letter = handed_in(fixture, person, "pdf", "letter");
    struct release_id release = asked(fixture, person);
    assert_int_equal(documents_of(fixture, release).waiting_count, 2);
    assert_int_equal(said_yes(fixture, ROLE_house_manager, MANAGER, release),
                     WORD_release_look_problem_waiting);
    assert_int_equal(looked(fixture, ROLE_support_worker, OTHER_WORKER, release, picture, "clear"),
                     WORD_release_look_problem_not_yours);
    assert_int_equal(by_worker(fixture, release, picture, "clear"), 0);
    assert_int_equal(by_worker(fixture, release, letter, "left_out"), 0);
    assert_int_equal(by_worker(fixture, release, letter, "clear"),
                     WORD_release_look_problem_final);
    assert_int_equal(documents_of(fixture, release).waiting_count, 0);
    assert_int_equal(fixture_lines(fixture, VERB_document_checked), 2);
    assert_int_equal(said_yes(fixture, ROLE_house_manager, MANAGER, release), 0);
}

/* An approver leaves more out, never less; so what both have read can only become less. */
static void test_it_only_becomes_less(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    struct document_id first = handed_in(fixture, person, "jpeg", "picture");
    struct document_id second = handed_in(fixture, person, "pdf", "letter");
    struct release_id release = asked(fixture, person);
    struct str bytes;
    int word;
    assert_int_equal(by_worker(fixture, release, first, "clear"), 0);
    assert_int_equal(by_worker(fixture, release, second, "clear"), 0);
    assert_int_equal(said_yes(fixture, ROLE_house_manager, MANAGER, release), 0);
    assert_int_equal(looked(fixture, ROLE_provider_manager, PROVIDER, release, second,
                            "left_out"), 0);
    assert_int_equal(by_worker(fixture, release, second, "clear"),
                     WORD_release_look_problem_final);
    assert_int_equal(said_yes(fixture, ROLE_provider_manager, PROVIDER, release), 0);
    struct job *job = fixture_as(fixture, ROLE_support_worker, WORKER);
    struct problems problems = problems_make(job->arena);
    struct release is = read_release(job, release);
    struct release_lines lines;
    WELL(release_collect(job, &is, &lines));
    WELL(release_write(job, &is, &lines, STR("copy"), &problems));
    WELL(handed_over(fixture, WORKER, release, first, &bytes, &word));
    assert_int_equal(handed_over(fixture, WORKER, release, second, &bytes, &word), ERR_NOT_FOUND);
    assert_int_equal(looked(fixture, ROLE_provider_manager, PROVIDER, release, first, "left_out"),
                     WORD_release_problem_not_waiting);
}

/* A request of before somebody had to look: whoever has approved has not seen the documents. */
static void test_nothing_is_let_in_after_a_yes(void **state)
{
    static const struct store_statement yes =
        RAW("insert into release_approval (release, role, staff, is_yes, at)"
            " select release, 'house_manager', 9, 1, asked_at from release");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    struct document_id document = handed_in(fixture, person, "pdf", "letter");
    struct release_id release = asked(fixture, person);
    fixture_run(fixture, &yes);
    assert_int_equal(by_worker(fixture, release, document, "clear"),
                     WORD_release_look_problem_late);
    assert_int_equal(by_worker(fixture, release, document, "left_out"), 0);
}

static void test_who_may_open_it(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    struct document_id document = handed_in(fixture, person, "pdf", "letter");
    struct release_id release = asked(fixture, person);
    struct document read;
    struct str bytes;
    struct job *job = fixture_as(fixture, ROLE_house_manager, MANAGER);
    struct release is = read_release(job, release);
    struct problems problems = problems_make(&fixture->arena);
    assert_int_equal(release_look_open(job, &is, document, &problems, &read, &bytes),
                     ERR_NOT_FOUND);
    job = fixture_as(fixture, ROLE_support_worker, WORKER);
    WELL(release_look_open(job, &is, document, &problems, &read, &bytes));
    assert_true(str_equal_c(bytes, "letter"));
    assert_int_equal(by_worker(fixture, release, document, "clear"), 0);
    job = fixture_as(fixture, ROLE_house_manager, MANAGER);
    WELL(release_look_open(job, &is, document, &problems, &read, &bytes));
    /* another's document is not among them */
    struct document_id others = handed_in(fixture, somebody(fixture), "pdf", "another");
    job = fixture_as(fixture, ROLE_support_worker, WORKER);
    assert_int_equal(release_look_open(job, &is, others, &problems, &read, &bytes), ERR_NOT_FOUND);
}

/* Haven reads what it can: a text that gives a house away does not leave, whoever looked at it. */
static void test_a_text_is_read(void **state)
{
    struct fixture *fixture = *state;
    struct organisation organisation = world_organisation(fixture, STR("Alder"), "provider");
    struct house_facts facts = world_facts(STR("Rowan House"), organisation.organisation);
    struct person_id person = somebody(fixture);
    struct document_id letter =
        handed_in(fixture, person, "text", "Dora, come to fourteen QUIET close on Monday.");
    struct document_id good = handed_in(fixture, person, "text", "Dora, come on Monday.");
    struct release_id release = asked(fixture, person);
    struct str bytes;
    int word;
    /* it came to be protected after somebody had looked */
    assert_int_equal(by_worker(fixture, release, letter, "clear"), 0);
    assert_int_equal(by_worker(fixture, release, good, "clear"), 0);
    written(fixture, release);
    WELL(handed_over(fixture, WORKER, release, letter, &bytes, &word));
    world_house(fixture, &facts, 1);
    assert_int_equal(handed_over(fixture, WORKER, release, letter, &bytes, &word), ERR_CONFLICT);
    assert_int_equal(word, WORD_release_look_problem_found);
    WELL(handed_over(fixture, WORKER, release, good, &bytes, &word));
    /* and it is read when it is looked at */
    struct release_id again = asked(fixture, person);
    assert_int_equal(by_worker(fixture, again, letter, "clear"), WORD_release_look_problem_found);
    assert_int_equal(by_worker(fixture, again, letter, "left_out"), 0);
    assert_int_equal(by_worker(fixture, again, good, "clear"), 0);
    assert_int_equal(fixture_lines(fixture, VERB_stopped), 2);
}

/* ---- PDFs ------------------------------------------------------------------------------------ */

static const char *letter_pdf(struct fixture *fixture, const struct page_sample *sample)
{
    return str_c(&fixture->arena, sample_page(&fixture->arena, sample));
}

static struct str reading_of(struct fixture *fixture, struct release_id release, size_t which)
{
    return documents_of(fixture, release).at[which].reading;
}

/* Where the text of a PDF gives a house away it does not leave, however it was drawn. */
static void test_a_pdf_is_read(void **state)
{
    static const struct page_sample giving_away[] = {
        {.draws = "BT /F 12 Tf (Dora, come to 14 Quiet Close on Monday.) Tj ET"},
        {.draws = "BT /F 12 Tf [(Come to 14 Qu) 30 (iet)] TJ 0 -14 Td (Close) Tj ET"},
        {.draws = "BT /F 12 Tf 3 Tr (14 QUIET CLOSE) Tj ET"},
        {.draws = "BT /F 12 Tf (Come on Monday.) Tj ET",
         .page = "/Annots[<</Subtype/Text/Contents(ZZ99 7QQ)>>]"}};
    struct fixture *fixture = *state;
    struct organisation organisation = world_organisation(fixture, STR("Alder"), "provider");
    struct house_facts facts = world_facts(STR("Rowan House"), organisation.organisation);
    struct person_id person = somebody(fixture);
    struct document_id documents[COUNT_OF(giving_away)];
    world_house(fixture, &facts, 1);
    for (size_t i = 0; i < COUNT_OF(giving_away); i++)
        documents[i] = handed_in(fixture, person, "pdf", letter_pdf(fixture, &giving_away[i]));
    struct release_id release = asked(fixture, person);
    for (size_t i = 0; i < COUNT_OF(giving_away); i++) {
        assert_int_equal(by_worker(fixture, release, documents[i], "clear"),
                         WORD_release_look_problem_found);
        assert_int_equal(reading_of(fixture, release, i).size, 0);
        assert_int_equal(by_worker(fixture, release, documents[i], "left_out"), 0);
    }
    assert_int_equal(fixture_lines(fixture, VERB_stopped), COUNT_OF(giving_away));
}

/* Beside what was said of it stands how much Haven could read of it. */
static void test_how_much_was_read(void **state)
{
    static const struct {
        const char *format;
        struct page_sample sample;
        const char *reading;
    } cases[] = {
        {"pdf", {.draws = "BT /F 12 Tf (Dora, come on Monday.) Tj ET"}, "whole"},
        {"pdf", {.draws = "BT /F 12 Tf (Dora) Tj ET BI /W 1 /H 1 ID x EI"}, "pictures"},
        {"pdf", {.draws = "BI /W 1 /H 1 ID x EI"}, "none"},
        {"pdf", {.draws = "BT /F 12 Tf (Dora) Tj /None 9 Tf (x) Tj ET"}, "part"},
        {"jpeg", {.draws = "a picture"}, "none"},
        {"text", {.draws = "BT (Dora) Tj ET"}, "whole"}};
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    struct document_id documents[COUNT_OF(cases)];
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        documents[i] = handed_in(fixture, person, cases[i].format,
                                 letter_pdf(fixture, &cases[i].sample));
    struct release_id release = asked(fixture, person);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_int_equal(by_worker(fixture, release, documents[i], "clear"), 0);
        assert_string_equal(str_c(&fixture->arena, reading_of(fixture, release, i)),
                            cases[i].reading);
    }
}

/* Where others' are being read and none comes to an end she is told so, and nothing was said. */
static void test_too_many_are_read(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    struct document_id letter = handed_in(fixture, person, "pdf", letter_pdf(fixture,
        &(struct page_sample){.draws = "BT /F 12 Tf (Dora, come on Monday.) Tj ET"}));
    struct release_id release = asked(fixture, person);
    struct held_readings held;
    held_readings_begin(&held);
    int word = by_worker(fixture, release, letter, "clear");
    held_readings_end(&held);
    assert_int_equal(word, WORD_release_look_problem_many);
    assert_int_equal(documents_of(fixture, release).waiting_count, 1);
    assert_int_equal(by_worker(fixture, release, letter, "clear"), 0);
    assert_int_equal(documents_of(fixture, release).waiting_count, 0);
}

/* What came to be protected after somebody had looked is found when it is handed over. */
static void test_a_pdf_is_read_again(void **state)
{
    struct fixture *fixture = *state;
    struct organisation organisation = world_organisation(fixture, STR("Alder"), "provider");
    struct house_facts facts = world_facts(STR("Rowan House"), organisation.organisation);
    struct person_id person = somebody(fixture);
    struct document_id letter = handed_in(fixture, person, "pdf", letter_pdf(fixture,
        &(struct page_sample){.draws = "BT /F 12 Tf (Come to 14 Quiet Close.) Tj ET"}));
    struct release_id release = asked(fixture, person);
    struct str bytes;
    int word;
    assert_int_equal(by_worker(fixture, release, letter, "clear"), 0);
    written(fixture, release);
    WELL(handed_over(fixture, WORKER, release, letter, &bytes, &word));
    world_house(fixture, &facts, 1);
    assert_int_equal(handed_over(fixture, WORKER, release, letter, &bytes, &word), ERR_CONFLICT);
    assert_int_equal(word, WORD_release_look_problem_found);
}

/* Longer than one piece of what is compared, and the address where two of them meet. */
static void test_a_long_text_is_read_whole(void **state)
{
    enum { MIDDLE = 64 << 10, LONGER = 150 << 10 };
    struct fixture *fixture = *state;
    struct organisation organisation = world_organisation(fixture, STR("Alder"), "provider");
    struct house_facts facts = world_facts(STR("Rowan House"), organisation.organisation);
    struct person_id person = somebody(fixture);
    world_house(fixture, &facts, 1);
    static const size_t places[] = {0, MIDDLE - 8, LONGER - 20};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        char *text = arena_take(&fixture->arena, LONGER + 1);
        for (size_t k = 0; k < LONGER; k++)
            text[k] = "word "[k % 5];
        memcpy(text + places[i], " 14 Quiet Close ", 16);
        struct document_id document = handed_in(fixture, person, "text", text);
        struct release_id release = asked(fixture, person);
        assert_int_equal(by_worker(fixture, release, document, "clear"),
                         WORD_release_look_problem_found);
    }
}

/* ---- handing over ---------------------------------------------------------------------------- */

static void test_handed_over_in_its_time(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    struct document_id first = handed_in(fixture, person, "jpeg", "picture");
    struct document_id second = handed_in(fixture, person, "pdf", "letter");
    struct release_id release = asked(fixture, person);
    struct document_id later = handed_in(fixture, person, "pdf", "of the next copy");
    struct str bytes;
    int word;
    assert_int_equal(documents_of(fixture, release).count, 2);
    assert_int_equal(by_worker(fixture, release, first, "left_out"), 0);
    assert_int_equal(by_worker(fixture, release, second, "clear"), 0);
    assert_int_equal(handed_over(fixture, WORKER, release, second, &bytes, &word), ERR_CONFLICT);
    assert_int_equal(word, WORD_release_look_problem_unwritten);
    written(fixture, release);
    struct release is = read_release(fixture_as(fixture, ROLE_support_worker, WORKER), release);
    char *manifest = str_c(&fixture->arena, is.manifest);
    char *id = str_c(&fixture->arena, id_text(&fixture->arena, second.value));
    assert_non_null(strstr(manifest, id));
    char *other = str_c(&fixture->arena, id_text(&fixture->arena, first.value));
    assert_null(strstr(manifest, other));
    int64_t before = fixture_lines(fixture, VERB_exported);
    WELL(handed_over(fixture, WORKER, release, second, &bytes, &word));
    assert_true(str_equal_c(bytes, "letter"));
    assert_int_equal(fixture_lines(fixture, VERB_exported), before + 1);
    assert_int_equal(handed_over(fixture, OTHER_WORKER, release, second, &bytes, &word),
                     ERR_CONFLICT);
    assert_int_equal(handed_over(fixture, WORKER, release, first, &bytes, &word), ERR_NOT_FOUND);
    assert_int_equal(handed_over(fixture, WORKER, release, later, &bytes, &word), ERR_NOT_FOUND);
    fixture_later(fixture, RELEASE_DAYS * MS_PER_DAY);
    assert_int_equal(handed_over(fixture, WORKER, release, second, &bytes, &word), ERR_CONFLICT);
    assert_int_equal(word, WORD_release_look_problem_over);
}

/* A document that was removed is nowhere, and the others keep their numbers. */
static void test_the_numbers_stay(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture);
    struct document_id first = handed_in(fixture, person, "pdf", "first");
    struct document_id second = handed_in(fixture, person, "pdf", "second");
    struct release_id release = asked(fixture, person);
    assert_int_equal(by_worker(fixture, release, second, "clear"), 0);
    WELL(document_remove(fixture_as(fixture, ROLE_support_worker, WORKER), person, first,
                         STR("her_wish")));
    struct release_documents documents = documents_of(fixture, release);
    assert_int_equal(documents.count, 1);
    assert_int_equal(documents.at[0].number, 2);
    assert_int_equal(documents.waiting_count, 0);
    struct release is = read_release(fixture_as(fixture, ROLE_support_worker, WORKER), release);
    struct release_lines lines;
    WELL(release_collect(fixture_as(fixture, ROLE_support_worker, WORKER), &is, &lines));
    struct release_line line = lines.at[lines.count - 1];
    assert_int_equal(line.field, RELEASE_documents);
    assert_true(str_equal_c(line.key, "document_kind_medical"));
    assert_true(str_equal_c(line.more, "release_look_line_clear"));
}

/* A letter to somebody else has no documents, whatever was handed in. */
static void test_no_other_template_has_them(void **state)
{
    struct fixture *fixture = *state;
    (void)fixture;
    for (size_t i = 0; i < release_template_count; i++)
        assert_int_equal(release_has_field(&release_templates[i], RELEASE_documents),
                         release_templates[i].recipient == RECIPIENT_herself);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_each_is_looked_at_first),
        TEST(test_it_only_becomes_less),
        TEST(test_nothing_is_let_in_after_a_yes),
        TEST(test_who_may_open_it),
        TEST(test_a_text_is_read),
        TEST(test_a_pdf_is_read),
        TEST(test_how_much_was_read),
        TEST(test_too_many_are_read),
        TEST(test_a_pdf_is_read_again),
        TEST(test_a_long_text_is_read_whole),
        TEST(test_handed_over_in_its_time),
        TEST(test_the_numbers_stay),
        TEST(test_no_other_template_has_them),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
