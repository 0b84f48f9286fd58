/* Documents, told through the room: what is taken and comes back as it was, what is refused with
 * which words, that no piece can be exchanged, turned round or left out, and that what is removed
 * is gone. */
#include <string.h>

#include "guard/opening.h"
#include "rooms/document/document.h"
#include "rooms/person/person.h"
#include "words.h"
#include "world.h"

enum { WORKER = 7, PIECE = VAULT_PLAIN_LIMIT };

static struct job *worker(struct fixture *fixture)
{
    return fixture_as(fixture, ROLE_support_worker, WORKER);
}

static struct person_id somebody(struct fixture *fixture, const char *name)
{
    struct person_facts facts = {.kind = STR("adult"), .called = str_of(name),
                                 .birth_state = STR("not_known"), .nation = STR("E")};
    struct person_id person;
    WELL(person_add(worker(fixture), &facts, &person));
    return person;
}

static int set_up(void **state)
{
    int result = fixture_set_up(state);
    if (result == 0)
        fixture_account(*state, ROLE_support_worker, WORKER);
    return result;
}

static struct document_new letter(struct person_id person, struct str bytes)
{
    return (struct document_new){.person = person, .kind = STR("medical"),
                                 .title = STR("Letter of the surgery"), .bytes = bytes};
}

static struct document_id added(struct fixture *fixture, struct person_id person, struct str bytes)
{
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct document_new is = letter(person, bytes);
    struct document_id id = {0};
    WELL(document_add(job, &is, &problems, &id));
    return id;
}

static enum err read_back(struct fixture *fixture, struct person_id person, struct document_id id,
                          struct str *out_bytes)
{
    struct job *job = worker(fixture);
    struct document document;
    enum err err = document_get(job, person, id, &document);
    return err == OK ? document_bytes(job, person, &document, out_bytes) : err;
}

/* A text of so many bytes, every line another. */
static struct str long_text(struct arena *arena, size_t size)
{
    struct buf out = buf_make(arena, size + 32);
    for (int i = 0; buf_text(&out).size < size; i++)
        buf_format(&out, "line %d of a long report\n", i);
    return str_slice(buf_text(&out), 0, size);
}

static struct documents listed(struct job *job, struct person_id person,
                               struct referral_id referral)
{
    struct opening opening = opening_make(job);
    struct documents documents;
    WELL(document_list(&opening, person, referral, &documents));
    WELL(opening_open(&opening));
    return documents;
}

static void test_comes_back_as_it_was(void **state)
{
    struct fixture *fixture = *state;
    static const size_t sizes[] = {1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7};
    struct arena arena = arena_make((size_t)1 << 20);
    struct person_id person = somebody(fixture, "Dora");
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct str sent = long_text(&arena, sizes[i]), got;
        struct document_id id = added(fixture, person, sent);
        WELL(read_back(fixture, person, id, &got));
        assert_true(str_equal(sent, got));
    }
    struct documents documents = listed(worker(fixture), person, (struct referral_id){0});
    assert_int_equal(documents.count, COUNT_OF(sizes));
    assert_true(str_equal_c(documents.at[0].title, "Letter of the surgery"));
    assert_true(str_equal_c(documents.at[0].format, "text"));
    assert_int_equal(fixture_lines(fixture, VERB_document_added), COUNT_OF(sizes));
    arena_free(&arena);
}

static void test_of_one_call(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, "Dora");
    struct job *job = worker(fixture);
    struct document_new is = letter(person, STR("came with the call"));
    struct document_id id;
    int64_t count;
    is.referral = (struct referral_id){77};
    WELL(document_add_clean(job, &is, STR("text"), &id));
    added(fixture, person, STR("came later"));
    assert_int_equal(listed(worker(fixture), person, (struct referral_id){77}).count, 1);
    assert_int_equal(listed(worker(fixture), person, (struct referral_id){78}).count, 0);
    WELL(document_count(worker(fixture), person, (struct referral_id){77}, &count));
    assert_int_equal(count, 1);
}

/* The word of the problem with it, 0: it was taken. */
static int problem_with(struct fixture *fixture, struct person_id person, struct str bytes)
{
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct document_new is = letter(person, bytes);
    struct document_id id;
    enum err err = document_add(job, &is, &problems, &id);
    assert_int_equal(err, problems.count > 0 ? ERR_INVALID : OK);
    if (problems.count > 0)
        assert_true(str_equal_c(problems.items[0].field, "file"));
    return problems.count > 0 ? problems.items[0].word : 0;
}

static void test_refused_in_words(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, "Dora");
    struct arena arena = arena_make((size_t)1 << 20);
    assert_int_equal(problem_with(fixture, person, STR_NONE), WORD_document_problem_none);
    assert_int_equal(problem_with(fixture, person, STR("MZ\x90")), WORD_document_problem_unknown);
    assert_int_equal(problem_with(fixture, person, STR("<svg onload=a()>")),
                     WORD_document_problem_unknown);
    assert_int_equal(problem_with(fixture, person, STR("%PDF-1.7")), WORD_document_problem_damaged);
    assert_int_equal(problem_with(fixture, person, long_text(&arena, (256 << 10) + 1)),
                     WORD_document_problem_large);
    struct job *job = worker(fixture);
    struct problems problems = problems_make(job->arena);
    struct document_new is = letter(person, STR("a long letter"));
    struct document_id id;
    job->file_most = 5;
    assert_int_equal(document_add(job, &is, &problems, &id), ERR_INVALID);
    assert_int_equal(problems.items[0].word, WORD_document_problem_large);
    assert_int_equal(listed(worker(fixture), person, (struct referral_id){0}).count, 0);
    assert_int_equal(fixture_lines(fixture, VERB_document_added), 0);
    arena_free(&arena);
}

static void test_so_many_and_no_more(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, "Dora");
    struct document_new is = letter(person, STR("one of many"));
    struct document_id id;
    for (int i = 0; i < DOCUMENTS_MOST; i++)
        WELL(document_add_clean(worker(fixture), &is, STR("text"), &id));
    assert_int_equal(problem_with(fixture, person, STR("one more")), WORD_document_problem_many);
    WELL(document_remove(worker(fixture), person, id, STR("duplicate")));
    assert_int_equal(problem_with(fixture, person, STR("one more")), 0);
}

/* Somebody writes in the database beside Haven. */
static void test_pieces_cannot_be_moved(void **state)
{
    static const struct store_statement done[] = {
        RAW("update document_piece set number = -1 - number where number < 2"),
        RAW("update document_piece set number = 2 + number where number < 0"),
        RAW("delete from document_piece where number = 3"),
    };
    struct fixture *fixture = *state;
    struct arena arena = arena_make((size_t)1 << 20);
    struct person_id person = somebody(fixture, "Dora"), other = somebody(fixture, "Selam");
    struct str text = long_text(&arena, 3 * PIECE + 7), got;
    struct document_id id = added(fixture, person, text);
    WELL(read_back(fixture, person, id, &got));
    assert_int_equal(read_back(fixture, other, id, &got), ERR_NOT_FOUND);
    fixture_run(fixture, &done[0]); /* the first two change places */
    fixture_run(fixture, &done[1]);
    assert_int_equal(read_back(fixture, person, id, &got), ERR_INVALID);
    fixture_run(fixture, &done[0]);
    fixture_run(fixture, &done[1]);
    WELL(read_back(fixture, person, id, &got));
    fixture_run(fixture, &done[2]); /* the last is left out */
    assert_int_equal(read_back(fixture, person, id, &got), ERR_INVALID);
    arena_free(&arena);
}

/* One document of a person is put in the place of another of hers. */
static void test_documents_cannot_be_exchanged(void **state)
{
    static const struct store_statement exchange = RAW(
        "update document_piece set bytes_sealed = (select p.bytes_sealed from document_piece p"
        " where p.document <> document_piece.document)"
        " where document = (select max(document) from document)");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, "Dora");
    struct document_id first = added(fixture, person, STR("the first"));
    struct document_id second = added(fixture, person, STR("the second"));
    struct document_id exchanged = first.value > second.value ? first : second;
    struct str got;
    WELL(read_back(fixture, person, exchanged, &got));
    fixture_run(fixture, &exchange);
    assert_int_equal(read_back(fixture, person, exchanged, &got), ERR_INVALID);
}

static void test_removed(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, "Dora"), other = somebody(fixture, "Selam");
    struct document_id id = added(fixture, person, STR("of somebody else"));
    struct str got;
    assert_int_equal(document_remove(worker(fixture), other, id, STR("other")), ERR_NOT_FOUND);
    WELL(document_remove(worker(fixture), person, id, STR("wrong_person")));
    assert_int_equal(read_back(fixture, person, id, &got), ERR_NOT_FOUND);
    assert_int_equal(document_remove(worker(fixture), person, id, STR("other")), ERR_CONFLICT);
    struct documents documents = listed(worker(fixture), person, (struct referral_id){0});
    assert_int_equal(documents.count, 1);
    assert_true(instant_is_some(documents.at[0].removed_at));
    assert_true(str_equal_c(documents.at[0].removed_reason, "wrong_person"));
    assert_int_equal(documents.at[0].title.size, 0);
    assert_int_equal(fixture_lines(fixture, VERB_document_removed), 1);
}

/* Whoever destroys her key destroys what was sealed with it. */
static void test_without_her_key(void **state)
{
    static const struct store_statement destroy = RAW("update person set wrapped_key = x''");
    static const struct store_statement destroy_postgres =
        RAW("update person set wrapped_key = ''::bytea");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, "Dora");
    struct document_id id = added(fixture, person, STR("hers"));
    struct str got;
    fixture_run(fixture, tested == TESTED_POSTGRES ? &destroy_postgres : &destroy);
    assert_int_equal(read_back(fixture, person, id, &got), ERR_NOT_FOUND);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_comes_back_as_it_was),
        TEST(test_of_one_call),
        TEST(test_refused_in_words),
        TEST(test_so_many_and_no_more),
        TEST(test_pieces_cannot_be_moved),
        TEST(test_documents_cannot_be_exchanged),
        TEST(test_removed),
        TEST(test_without_her_key),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
