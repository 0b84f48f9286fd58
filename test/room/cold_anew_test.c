/* Fresh keys at a thaw: everything of hers opens under them, nothing under those of before, and
 * what breaks off in between leaves her cold and whole. */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cold_anew_sql.h"
#include "person_sql.h"
#include "rooms/contact/contact.h"
#include "rooms/emergency/emergency.h"
#include "rooms/person/person.h"
#include "rooms/retention/retention.h"
#include "words.h"
#include "cold_world.h"

static void test_everything_is_sealed_anew(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, MANY);
    struct cold_keys before = keys_of(fixture, person);
    struct str was, is, nothing;
    size_t count = open_under(fixture, person, &before, &was);
    put_away(fixture);
    thawed(fixture, person);
    struct cold_keys after = keys_of(fixture, person);
    assert_int_equal(after.count, before.count);
    for (size_t i = 0; i < after.count; i++)
        assert_false(str_equal(after.at[i].wrapped_key, before.at[i].wrapped_key));
    assert_int_equal(open_under(fixture, person, &after, &is), count);
    assert_true(str_equal(is, was));
    assert_int_equal(open_under(fixture, person, &before, &nothing), 0);
    assert_int_equal(fixture_lines(fixture, VERB_keys_drawn), 1);
    assert_int_equal(world_count(fixture, "select count(*) from sealed_anew"), 0);

    /* and it goes cold and comes back once more */
    size_t again;
    fixture_later(fixture, 15 * MS_PER_DAY);
    WELL(cold_end_thaws(fixture_later(fixture, 0), cold_world_key(), 10, &again));
    assert_int_equal(again, 1);
    thawed(fixture, person);
    struct cold_keys last = keys_of(fixture, person);
    assert_int_equal(open_under(fixture, person, &last, &is), count);
    assert_true(str_equal(is, was));
}

/* Of every column that is sealed under a person's key or a call's there was something. */
static void test_somebody_has_all(void **state)
{
    static const char *const all[] = {
        "select count(*) from person where length(called_sealed) > 0 and length(born_sealed) > 0"
        " and length(gender_sealed) > 0 and length(nationality_sealed) > 0"
        " and length(languages_sealed) > 0 and length(feels_safe_sealed) > 0"
        " and length(helps_sealed) > 0",
        "select count(*) from person_phone where length(note_sealed) > 0",
        "select count(*) from contact where length(text_sealed) > 0",
        "select count(*) from clock_step where length(note_sealed) > 0",
        "select count(*) from council_referral where length(council_sealed) > 0",
        "select count(*) from conflict_flag where length(note_sealed) > 0",
        "select count(*) from document where length(title_sealed) > 0 and piece_count = 2",
        "select count(*) from release where length(recipient_sealed) > 0"
        " and length(statement_sealed) > 0 and length(told_why_sealed) > 0"
        " and length(names_why_sealed) > 0",
        "select count(*) from release_part where length(part_sealed) > 0",
        "select count(*) from placement where length(wish_sealed) > 0",
        "select count(*) from referral_answer where length(answer_sealed) > 0"};
    struct fixture *fixture = *state;
    somebody(fixture, FEW);
    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (world_count(fixture, all[i]) == 0)
            fail_msg("none: %s", all[i]);
}

/* ---- what breaks off ------------------------------------------------------------------------- */

/* However far it has come, no key of hers stands in a row and nobody reads her; a server that was
 * killed in between goes on where it was. */
static void test_step_by_step(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, 2 * MANY);
    struct cold_keys before = keys_of(fixture, person);
    struct str was, is;
    struct thaw thaw;
    size_t all, count = open_under(fixture, person, &before, &was), steps = 1;
    put_away(fixture);
    struct task_id id = begun(fixture, person);
    for (; went_on(fixture); steps++) {
        assert_int_equal(keys_of(fixture, person).count, 0);
        assert_int_equal(tie_check(fixture_as(fixture, ROLE_support_worker, WORKER),
                                   (struct record_id){person.value}, RIGHT_person_read),
                         ERR_NOT_FOUND);
        assert_true(count_open(fixture, person, &before, &all, &is) <= count);
        assert_int_equal(all, count);
        WELL(cold_get(fixture_as(fixture, ROLE_guardian, GUARDIAN), id, &thaw));
        assert_true(thaw.is_being_opened && !thaw.is_cold && thaw.sealed.size == 0);
        assert_int_equal(thaw.piece_count, 2 * MANY);
        assert_false(instant_is_some(thaw.until_at));
    }
    assert_true(steps >= 5); /* the pieces of the document, the rest, and the end */
    WELL(cold_get(fixture_as(fixture, ROLE_guardian, GUARDIAN), id, &thaw));
    assert_true(!thaw.is_being_opened && instant_is_some(thaw.until_at));
    WELL(tie_check(fixture_as(fixture, ROLE_support_worker, WORKER),
                   (struct record_id){person.value}, RIGHT_person_read));
    struct cold_keys after = keys_of(fixture, person);
    assert_int_equal(open_under(fixture, person, &after, &is), count);
    assert_true(str_equal(is, was));
    assert_int_equal(open_under(fixture, person, &before, &is), 0);
    assert_int_equal(world_count(fixture, "select count(*) from sealed_anew"), 0);
    assert_int_equal(world_count(fixture, "select count(*) from thawing"), 0);
    assert_false(went_on(fixture));
}

/* Two askings for one person: the first that is confirmed opens her, the other finds nothing. */
static void test_two_askings(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    struct problems problems = problems_make(&fixture->arena);
    struct thaw is;
    bool is_open;
    put_away(fixture);
    struct task_id other = asked(fixture, person);
    fixture_later(fixture, MS_PER_MINUTE);
    struct str text = opened(fixture, other);
    WELL(cold_get(fixture_as(fixture, ROLE_guardian, GUARDIAN), other, &is));
    begun(fixture, person);
    assert_int_equal(cold_thaw_begin(fixture_as(fixture, ROLE_guardian, GUARDIAN), &is, text),
                     ERR_CONFLICT);
    assert_int_equal(cold_confirm(fixture_as(fixture, ROLE_guardian, GUARDIAN), other, text,
                                  &problems, &is_open), ERR_INVALID);
    assert_int_equal(problems.items[0].word, WORD_cold_nothing);
    while (went_on(fixture))
        ;
    assert_int_equal(fixture_lines(fixture, VERB_thawed), 1);
}

static enum err put_work(struct job *job, void *with)
{
    return cold_anew_put(job, with, &(struct cold_mends){0});
}

/* Something of hers is written while it is done: it is sealed anew too, or nothing opens. */
static void test_something_was_written_meanwhile(void **state)
{
    static const struct store_statement one_less =
        RAW("delete from sealed_anew where of_table = 'contact'");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    struct cold_keys before = keys_of(fixture, person);
    struct str was, is;
    size_t count = open_under(fixture, person, &before, &was);
    put_away(fixture);
    struct thawing thawing = {.person = person, .old = before, .fresh = before};
    thawing.thaw = begun(fixture, person);
    for (int i = 0; i < 2; i++)
        assert_true(went_on(fixture));
    assert_true(world_count(fixture, "select count(*) from sealed_anew") > 0);
    fixture_run(fixture, &one_less);
    thawing.step = world_count(fixture, "select step from thawing");
    assert_int_equal(job_write(fixture_later(fixture, 0), put_work, &thawing), ERR_BUSY);
    assert_int_equal(keys_of(fixture, person).count, 0);
    while (went_on(fixture))
        ;
    struct cold_keys after = keys_of(fixture, person);
    assert_int_equal(open_under(fixture, person, &after, &is), count);
    assert_true(str_equal(is, was));
}

/* A row that refuses what a step writes is a fault and told; a step of another server is none. */
static void test_a_step_that_a_row_refuses(void **state)
{
    static const struct store_statement damage =
        RAW("update contact set text_sealed = (select born_sealed from person limit 1)");
    static const struct store_statement in_the_way =
        RAW("insert into thaw_damage (thaw, owner, of_table, of_column, of_row, person, kind, "
            "found_at) select g.thaw, g.person, 'contact', 'text_sealed', c.contact, g.person, "
            "'damaged', 0 from thawing g join contact c on c.person = g.person");
    static const struct store_statement away = RAW("delete from thaw_damage");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, 0);
    bool is_more;
    fixture_run(fixture, &damage);
    put_away(fixture);
    begun(fixture, person);
    fixture_run(fixture, &in_the_way);
    assert_int_equal(cold_go_on(fixture_later(fixture, 0), 9, &is_more), ERR_INTERNAL);
    assert_int_equal(keys_of(fixture, person).count, 0);
    fixture_run(fixture, &away);
    while (went_on(fixture))
        ;
    assert_true(keys_of(fixture, person).count > 0);
}

/* Twenty-five that fail each time, all begun before a sound one: each waits behind whoever was not
 * tried for longer. */
static void test_failing_ones_keep_nobody_waiting(void **state)
{
    static const struct store_statement thaws =
        RAW("insert into thaw (thaw, person, ref, reason, asked_by, asked_role, asked_at)"
            " select p.person, p.person, p.ref, 'returned', 7, 'night_desk', 0 from person p"
            " where not exists (select 1 from cold_case c where c.person = p.person)");
    static const struct store_statement no_keys =
        RAW("insert into thawing (thaw, person, wrapped_key, step, at_document, at_piece,"
            " piece_done, piece_count, begun_at)"
            " select t.thaw, p.person, substr(p.wrapped_key, 1, 1), 0, 0, 0, 0, 0, 0"
            " from thaw t join person p on p.person = t.thaw");
    enum { FAILING = 25, ROUNDS = 12 };
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    bool is_more;
    put_away(fixture);
    begun(fixture, person);
    for (int i = 0; i < FAILING; i++)
        world_call(fixture, DESK, "Nora Sample");
    fixture_run(fixture, &thaws);
    fixture_run(fixture, &no_keys);
    assert_int_equal(world_count(fixture, "select count(*) from thawing"), FAILING + 1);
    for (int i = 0; i < ROUNDS && keys_of(fixture, person).count == 0; i++)
        assert_int_equal(cold_go_on(fixture_later(fixture, MS_PER_SECOND), 1, &is_more),
                         ERR_INVALID);
    assert_true(keys_of(fixture, person).count > 0);
    /* and of the failing ones none is tried less often than the others */
    assert_int_equal(world_count(fixture, "select count(*) from thawing"), FAILING);
    assert_int_equal(world_count(fixture, "select count(*) from thawing where tried_at is null"),
                     0);
    int64_t last = world_count(fixture, "select max(tried_at) from thawing");
    for (int i = 0; i < 2; i++)
        assert_int_equal(cold_go_on(fixture_later(fixture, MS_PER_SECOND), 1, &is_more),
                         ERR_INVALID);
    assert_true(world_count(fixture, "select min(tried_at) from thawing") > last);
}

/* Erased while it is done: the keys go too, nothing of hers is left beside, and nothing goes on. */
static void test_erased_meanwhile(void **state)
{
    static const struct store_statement damage =
        RAW("update contact set text_sealed = (select title_sealed from document limit 1)");
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    struct problems problems = problems_make(&fixture->arena);
    fixture_run(fixture, &damage);
    put_away(fixture);
    begun(fixture, person);
    for (int i = 0; i < 2; i++)
        assert_true(went_on(fixture));
    assert_int_equal(waiting(fixture), 1);
    WELL(retention_propose(fixture_as(fixture, ROLE_guardian, GUARDIAN), person, STR("asked"),
                           &problems));
    WELL(retention_confirm(fixture_as(fixture, ROLE_provider_manager, PROVIDER), person,
                           &problems));
    assert_int_equal(world_count(fixture, "select count(*) from sealed_anew"), 0);
    assert_int_equal(world_count(fixture, "select count(*) from thawing"), 0);
    assert_int_equal(waiting(fixture), 0);
    assert_false(went_on(fixture));
    assert_int_equal(keys_of(fixture, person).count, 0);
}

/* The words of an emergency are what the log commits to: their key comes back as it was. */
static void test_the_words_of_an_emergency_open(void **state)
{
    struct fixture *fixture = *state;
    struct person_id person = somebody(fixture, FEW);
    struct person read;
    struct emergencies lately;
    struct emergency emergency;
    WELL(person_get(fixture_later(fixture, 0), person, &read));
    struct str ref = str_copy(&fixture->arena, read.ref);
    WELL(emergency_open(fixture_as(fixture, ROLE_support_worker, WORKER), &(struct emergency_new){
        .typed = ref, .reason = STR("missing"), .words = STR("She is not back.")}));
    WELL(emergency_lately(fixture_as(fixture, ROLE_support_worker, WORKER), &lately));
    struct emergency_id id = lately.at[0].emergency;
    put_away(fixture);
    thawed(fixture, person);
    WELL(emergency_get(fixture_as(fixture, ROLE_guardian, GUARDIAN), id, &emergency));
    assert_true(str_equal_c(emergency.words, "She is not back."));
}

/* ---- no column is forgotten ------------------------------------------------------------------ */

static struct arena texts;
static char *statements;
static int columns_seen;

static char *read_whole(const char *path)
{
    FILE *file = fopen(path, "r");
    struct buf out = buf_make(&texts, 1 << 16);
    char part[4096];
    assert_non_null(file);
    for (size_t size; (size = fread(part, 1, sizeof(part), file)) > 0;)
        buf_add(&out, (struct str){part, size});
    fclose(file);
    return str_c(&texts, buf_text(&out));
}

/* Keys of their own: houses, accounts, emergencies; and what this room keeps. */
static bool is_of_others(const char *table)
{
    static const char *const others[] = {"house", "house_pattern", "account", "account_renewal",
                                         "emergency", "audit_detail"};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (strcmp(table, others[i]) == 0)
            return true;
    return false;
}

/* It stands in the table's own statement, up to the next empty line. */
static void look_at_column(const char *table, const char *column)
{
    char update[256], set[256];
    snprintf(update, sizeof(update), "\nupdate %s\n", table);
    snprintf(set, sizeof(set), " %s = ", column);
    char *from = strstr(statements, update);
    char *found = from == NULL ? NULL : strstr(from, set);
    char *end = from == NULL ? NULL : strstr(from, "\n\n");
    if (found == NULL || (end != NULL && found > end))
        fail_msg("%s.%s is not sealed anew", table, column);
    columns_seen++;
}

static int look_at_file(const char *path, const struct stat *about, int kind)
{
    (void)about;
    size_t size = strlen(path);
    if (kind != FTW_F || size < 11 || strcmp(path + size - 11, ".schema.sql") != 0)
        return 0;
    char table[128] = "";
    for (char *line = strtok(read_whole(path), "\n"); line != NULL; line = strtok(NULL, "\n")) {
        char word[128];
        if (sscanf(line, "create table %127[a-z_]", word) == 1)
            strcpy(table, word);
        else if (sscanf(line, " %127[a-z_]", word) == 1 && strstr(word, "_sealed") != NULL &&
                 strstr(line, "@BLOB@") != NULL && !is_of_others(table))
            look_at_column(table, word);
    }
    return 0;
}

static void test_no_column_is_forgotten(void **state)
{
    struct fixture *fixture = *state;
    char path[512];
    (void)fixture;
    texts = arena_make((size_t)64 << 20);
    snprintf(path, sizeof(path), "%s/src/rooms/cold/cold_anew.sql", getenv("HAVEN_SOURCE"));
    statements = read_whole(path);
    snprintf(path, sizeof(path), "%s/src", getenv("HAVEN_SOURCE"));
    columns_seen = 0;
    assert_int_equal(ftw(path, look_at_file, 8), 0);
    assert_true(columns_seen >= 20);
    arena_free(&texts);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, cold_world_set_up, fixture_tear_down)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        TEST(test_everything_is_sealed_anew),
        TEST(test_somebody_has_all),
        TEST(test_step_by_step),
        TEST(test_two_askings),
        TEST(test_something_was_written_meanwhile),
        TEST(test_a_step_that_a_row_refuses),
        TEST(test_failing_ones_keep_nobody_waiting),
        TEST(test_erased_meanwhile),
        TEST(test_the_words_of_an_emergency_open),
        TEST(test_no_column_is_forgotten),
    };
    return world_run(tests, COUNT_OF(tests), argc, argv);
}
