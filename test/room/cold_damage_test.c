/* What does not open at a thaw: it takes nothing else of hers along, what was moved within the
 * record is put back, and the guardian is told. */
#include "rooms/contact/contact.h"
#include "rooms/document/document.h"
#include "rooms/person/person.h"
#include "cold_world.h"

static struct cold_damages damages_of(struct fixture *fixture, struct task_id thaw)
{
    struct cold_damages damages;
    WELL(cold_damage_list(fixture_as(fixture, ROLE_guardian, GUARDIAN), thaw, 10, &damages));
    return damages;
}

static struct task_id last_thaw(struct fixture *fixture)
{
    struct thaws mine;
    WELL(cold_mine(fixture_as(fixture, ROLE_support_worker, WORKER), &mine));
    return mine.at[0].thaw;
}

/* One value was damaged long ago: the rest of her comes back under fresh keys, its place is empty,
 * and the guardian is told until she has looked into it. */
static void test_what_is_damaged_takes_nothing_along(void **state)
{
    static const struct store_statement damage =
        RAW("update contact set text_sealed = (select born_sealed from person limit 1)");
    static const struct store_statement lost =
        RAW("update person set born_sealed = helps_sealed");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    struct cold_keys before = keys_of(fixture, person);
    struct person read;
    struct contacts contacts;
    struct str unused;
    size_t all, opened;
    fixture_run(fixture, &damage);
    fixture_run(fixture, &lost);
    put_away(fixture);
    assert_int_equal(waiting(fixture), 0);
    thawed(fixture, person);
    assert_int_equal(fixture_lines(fixture, VERB_keys_drawn), 1);
    assert_int_equal(fixture_lines(fixture, VERB_not_opened), 1);
    struct cold_keys after = keys_of(fixture, person);
    for (size_t i = 0; i < after.count; i++)
        assert_false(str_equal(after.at[i].wrapped_key, before.at[i].wrapped_key));
    opened = count_open(fixture, person, &after, &all, &unused);
    assert_int_equal(opened, all); /* what is empty is not counted */
    assert_int_equal(count_open(fixture, person, &before, &all, &unused), 0);
    WELL(person_get(fixture_later(fixture, 0), person, &read));
    assert_true(str_equal_c(read.facts.called, "Dora"));
    assert_true(str_equal_c(read.facts.helps, "A light at night."));
    struct opening opening = opening_make(fixture_later(fixture, 0));
    WELL(contact_ask(&opening, person, 10, &contacts));
    WELL(opening_open(&opening));
    assert_int_equal(contacts.count, 1);
    assert_int_equal(contacts.at[0].text.size, 0);

    /* what stood in the note was her day of birth, and where that stood was what helps */
    struct task_id thaw = last_thaw(fixture);
    struct cold_damages damages = damages_of(fixture, thaw);
    assert_int_equal(damages.count, 2);
    assert_true(str_equal_c(damages.at[0].of_table, "contact"));
    assert_true(str_equal_c(damages.at[0].of_column, "text_sealed"));
    assert_true(str_equal_c(damages.at[0].kind, "moved"));
    assert_true(str_equal_c(damages.at[1].of_column, "born_sealed"));
    assert_true(str_equal_c(damages.at[1].kind, "put_back"));
    assert_true(str_equal_c(read.facts.born, "1994-03-02"));
    assert_int_equal(waiting(fixture), 1);
    assert_int_equal(cold_damage_see(fixture_as(fixture, ROLE_guardian, GUARDIAN),
                                     (struct task_id){1}), ERR_NOT_FOUND);
    WELL(cold_damage_see(fixture_as(fixture, ROLE_guardian, GUARDIAN), thaw));
    assert_int_equal(cold_damage_see(fixture_as(fixture, ROLE_guardian, GUARDIAN), thaw),
                     ERR_CONFLICT);
    assert_int_equal(waiting(fixture), 0);
}

/* Two values that somebody exchanged by hand are back where they belong. */
static void test_what_was_exchanged_is_put_back(void **state)
{
    static const struct store_statement exchange =
        RAW("update person set helps_sealed = gender_sealed, gender_sealed = helps_sealed");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    struct cold_keys before = keys_of(fixture, person);
    struct str was, is;
    size_t count = open_under(fixture, person, &before, &was);
    fixture_run(fixture, &exchange);
    put_away(fixture);
    thawed(fixture, person);
    struct cold_keys after = keys_of(fixture, person);
    assert_int_equal(open_under(fixture, person, &after, &is), count);
    assert_true(str_equal(is, was));
    struct cold_damages damages = damages_of(fixture, last_thaw(fixture));
    assert_int_equal(damages.count, 2);
    for (size_t i = 0; i < damages.count; i++)
        assert_true(str_equal_c(damages.at[i].kind, "put_back"));
}

/* A document of which a piece is damaged does not pass for whole, now or later; another opens. */
static void test_a_damaged_document(void **state)
{
    static const struct store_statement damage =
        RAW("update document_piece set bytes_sealed = (select title_sealed from document limit 1)"
            " where number = 1 and document = (select min(document) from document)");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    struct documents documents;
    struct opening opening = opening_make(fixture_later(fixture, 0));
    struct str bytes;
    size_t whole = 0, broken = 0;
    a_document(fixture, person, FEW);
    fixture_run(fixture, &damage);
    put_away(fixture);
    thawed(fixture, person);
    assert_int_equal(fixture_lines(fixture, VERB_keys_drawn), 1);
    struct cold_damages damages = damages_of(fixture, last_thaw(fixture));
    assert_int_equal(damages.count, 1);
    assert_true(str_equal_c(damages.at[0].of_column, "bytes_sealed 1 last"));
    assert_true(str_equal_c(damages.at[0].kind, "damaged"));
    opening = opening_make(fixture_later(fixture, 0));
    WELL(document_list(&opening, person, (struct referral_id){0}, &documents));
    assert_int_equal(documents.count, 2);
    for (size_t i = 0; i < documents.count; i++) {
        enum err err = document_bytes(opening.job, person, &documents.at[i], &bytes);
        whole += err == OK && bytes.size == (size_t)FEW * VAULT_PLAIN_LIMIT;
        broken += err == ERR_INVALID;
    }
    assert_int_equal(whole, 1);
    assert_int_equal(broken, 1);
}

/* Another call about her with the same questions: its answers were copied there by hand. */
static void another_call(struct fixture *fixture)
{
    static const struct store_statement call =
        RAW("insert into referral (referral, ref, household, person, wrapped_key, state,"
            " is_tonight, urgency, needed_at, taken_by, created_at, changed_at, unable_reason,"
            " version) select 4711, 'ZZ-4711', household, person, substr(wrapped_key, 1, 0), state,"
            " is_tonight, urgency, needed_at, taken_by, created_at, changed_at, unable_reason,"
            " version from referral");
    static const struct store_statement answers =
        RAW("insert into referral_answer (referral, person, question, answer_sealed, answered_at,"
            " answered_by) select 4711, person, question, answer_sealed, answered_at, answered_by"
            " from referral_answer");
    fixture_run(fixture, &call);
    fixture_run(fixture, &answers);
}

/* Of two calls what is said of one answer is not said of the other. */
static void test_the_same_question_of_another_call(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    struct str unused;
    size_t all;
    int64_t answers = world_count(fixture, "select count(*) from referral_answer");
    assert_in_range(answers, 1, 10);
    another_call(fixture);
    put_away(fixture);
    thawed(fixture, person);
    struct cold_damages damages = damages_of(fixture, last_thaw(fixture));
    assert_int_equal(damages.count, answers);
    for (size_t i = 0; i < damages.count; i++)
        assert_true(str_equal_c(damages.at[i].kind, "moved"));
    struct cold_keys after = keys_of(fixture, person);
    size_t opened = count_open(fixture, person, &after, &all, &unused);
    assert_int_equal(opened, all);
    assert_int_equal(world_count(fixture, "select count(*) from referral_answer"
                                          " where length(answer_sealed) > 0"), answers);
}

static void test_the_same_question_is_damaged_twice(void **state)
{
    static const struct store_statement damage =
        RAW("update referral_answer set answer_sealed ="
            " (select title_sealed from document limit 1)");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    another_call(fixture);
    fixture_run(fixture, &damage);
    put_away(fixture);
    thawed(fixture, person);
    assert_int_equal(world_count(fixture, "select count(*) from thaw_damage"),
                     world_count(fixture, "select count(*) from referral_answer"));
}

#define PIECE "(select bytes_sealed from document_piece where number = 0 limit 1)"

/* Somebody has laid the largest value there is over all others: looking where each belongs takes
 * no more memory than a request has. */
static void test_much_that_is_large_does_not_open(void **state)
{
    static const struct store_statement damage[] = {
        RAW("update person set called_sealed = " PIECE ", born_sealed = " PIECE ", gender_sealed = "
            PIECE ", nationality_sealed = " PIECE ", languages_sealed = " PIECE
            ", feels_safe_sealed = " PIECE ", helps_sealed = " PIECE),
        RAW("update person_name set name_sealed = " PIECE),
        RAW("update person_phone set number_sealed = " PIECE ", note_sealed = " PIECE),
        RAW("update contact set text_sealed = " PIECE),
        RAW("update clock_step set note_sealed = " PIECE),
        RAW("update council_referral set council_sealed = " PIECE),
        RAW("update release set recipient_sealed = " PIECE ", statement_sealed = " PIECE),
        RAW("update referral_answer set answer_sealed = " PIECE)};
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    for (size_t i = 0; i < COUNT_OF(damage); i++)
        fixture_run(fixture, &damage[i]);
    put_away(fixture);
    thawed(fixture, person);
    assert_true(damages_of(fixture, last_thaw(fixture)).count == 10);
    assert_int_equal(fixture_lines(fixture, VERB_keys_drawn), 1);
}

/* A piece that somebody has deleted by hand stops nothing; its document is not whole, here too. */
static void test_a_piece_that_is_missing(void **state)
{
    static const struct store_statement loss =
        RAW("delete from document_piece where number = 1");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW + 1);
    struct documents documents;
    struct str bytes;
    fixture_run(fixture, &loss);
    put_away(fixture);
    thawed(fixture, person);
    struct opening opening = opening_make(fixture_later(fixture, 0));
    WELL(document_list(&opening, person, (struct referral_id){0}, &documents));
    WELL(opening_open(&opening));
    assert_int_equal(documents.count, 1);
    assert_int_equal(document_bytes(opening.job, person, &documents.at[0], &bytes), ERR_INVALID);
}

/* Nor does a letter: of its parts none is empty, for an empty one would leave a hole unseen. */
static void test_a_damaged_letter(void **state)
{
    static const struct store_statement damage =
        RAW("update release_part set part_sealed = (select title_sealed from document limit 1)");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    fixture_run(fixture, &damage);
    put_away(fixture);
    thawed(fixture, person);
    assert_int_equal(fixture_lines(fixture, VERB_keys_drawn), 1);
    struct cold_damages damages = damages_of(fixture, last_thaw(fixture));
    assert_int_equal(damages.count, 1);
    assert_true(str_equal_c(damages.at[0].of_table, "release_part"));
    assert_true(str_equal_c(damages.at[0].kind, "moved")); /* a title is no part of a letter */
    assert_true(world_count(fixture, "select count(*) from release_part"
                                     " where length(part_sealed) > 0") > 0);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, cold_world_set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_what_is_damaged_takes_nothing_along),
        TEST(test_what_was_exchanged_is_put_back),
        TEST(test_a_damaged_document),
        TEST(test_the_same_question_of_another_call),
        TEST(test_the_same_question_is_damaged_twice),
        TEST(test_much_that_is_large_does_not_open),
        TEST(test_a_piece_that_is_missing),
        TEST(test_a_damaged_letter),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
