#include "store_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "postgres_empty.h"
#include "sql_all.h"

enum tested tested;

static char folder[64], path[128];

static const char *url(void)
{
    if (tested == TESTED_MEMORY)
        return ":memory:";
    return tested == TESTED_FILE ? path : getenv("HAVEN_TEST_POSTGRES");
}

void fixture_open(struct fixture *fixture)
{
    struct store_settings settings = {.url = url(),
                                      .reader_limit = 4,
                                      .writer_limit = 32,
                                      .statements = sql_statements,
                                      .statement_count = sql_statement_count};
    const char *reason = "";
    enum err err = store_open(&settings, &fixture->store, &reason);
    if (err != OK)
        fail_msg("%s: %s", err_name(err), reason);
    err = store_migrate(fixture->store, sql_migrations, sql_migration_count, &reason);
    if (err != OK)
        fail_msg("%s: %s", err_name(err), reason);
}

void fixture_close(struct fixture *fixture)
{
    store_close(fixture->store);
    fixture->store = NULL;
}

int fixture_set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    fixture->arena = arena_make(ARENA_REQUEST_LIMIT);
    if (tested == TESTED_FILE) {
        strcpy(folder, "/tmp/store-test-XXXXXX");
        assert_non_null(mkdtemp(folder));
        snprintf(path, sizeof(path), "%s/haven.db", folder);
    }
    if (tested == TESTED_POSTGRES)
        assert_true(postgres_empty(url()));
    fixture_open(fixture);
    *state = fixture;
    return 0;
}

static void remove_file(const char *ending)
{
    char name[160];
    snprintf(name, sizeof(name), "%s%s", path, ending);
    unlink(name);
}

int fixture_tear_down(void **state)
{
    struct fixture *fixture = *state;
    if (fixture->store)
        fixture_close(fixture);
    arena_free(&fixture->arena);
    free(fixture);
    if (tested == TESTED_FILE) {
        remove_file("");
        remove_file("-wal");
        remove_file("-shm");
        assert_int_equal(rmdir(folder), 0);
    }
    return 0;
}

int64_t fixture_marks(struct fixture *fixture, int64_t thread)
{
    struct db *db;
    assert_int_equal(store_read_begin(fixture->store, &db), OK);
    struct fixture_mark_count_row row;
    assert_int_equal(sql_fixture_mark_count(db, &fixture->arena, thread, &row), OK);
    store_read_end(fixture->store, db);
    return row.count;
}

enum err mark_work(struct db *db, void *with)
{
    const struct mark *mark = with;
    return sql_fixture_mark_insert(db, mark->thread, mark->number);
}

/* ---- which tests an engine runs ------------------------------------------------------------ */

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_set_up, fixture_tear_down)

#define TESTS_OF_ALL                                                                              \
    TEST(test_every_type_comes_back), TEST(test_none_is_null), TEST(test_rows_come_in_order),     \
        TEST(test_no_row_is_not_found), TEST(test_wrong_head_is_told),                            \
        TEST(test_changed_rows_are_counted), TEST(test_returning_gives_the_number),               \
        TEST(test_constraints_refuse), TEST(test_failed_work_is_undone),                          \
        TEST(test_ignored_failure_spoils), TEST(test_fallible_failure_does_not_spoil),            \
        TEST(test_nth_statement_fails), TEST(test_failed_commit_keeps_nothing),                   \
        TEST(test_overflow_ends_the_write), TEST(test_open_cursors_are_ended),                    \
        TEST(test_bad_text_is_refused), TEST(test_a_reader_may_write),                            \
        TEST(test_migrations_run_once), TEST(test_failed_migration_leaves_nothing),               \
        TEST(test_check_finds_wrong_statements), TEST(test_many_writers_lose_nothing),            \
        TEST(test_who_cannot_tell_keeps_no_memory)

static int run_file(void)
{
    tested = TESTED_FILE;
    const struct CMUnitTest tests[] = {
        TESTS_OF_ALL,
        TEST(test_reading_is_a_snapshot),
        TEST(test_memory_is_kept_until_a_write),
        TEST(test_alike_are_written_at_once),
        TEST(test_failed_alike_are_written_alone),
        TEST(test_failed_commit_refuses_all),
        TEST(test_failed_last_settles_the_others),
        TEST(test_refusal_waits_for_what_it_rests_on),
        TEST(test_lost_transaction_refuses_all),
        TEST(test_killed_keeps_what_it_said),
        TEST(test_full_disk_is_busy),
    };
    return cmocka_run_group_tests_name("store on an SQLite file", tests, NULL, NULL);
}

static int run_memory(void)
{
    tested = TESTED_MEMORY;
    const struct CMUnitTest tests[] = {TESTS_OF_ALL};
    return cmocka_run_group_tests_name("store in memory", tests, NULL, NULL);
}

static int run_postgres(void)
{
    tested = TESTED_POSTGRES;
    const struct CMUnitTest tests[] = {
        TESTS_OF_ALL,
        TEST(test_deadlock_is_retried),
        TEST(test_cut_connection_is_retried),
        TEST(test_cut_reader_reads_again),
        TEST(test_killed_keeps_what_it_said),
    };
    return cmocka_run_group_tests_name("store on PostgreSQL", tests, NULL, NULL);
}

/* store_test file|memory|postgres */
int main(int argc, char **argv)
{
    const char *engine = argc == 2 ? argv[1] : "";
    if (strcmp(engine, "file") == 0)
        return run_file();
    if (strcmp(engine, "memory") == 0)
        return run_memory();
    if (strcmp(engine, "postgres") != 0)
        return 2;
    if (getenv("HAVEN_TEST_POSTGRES"))
        return run_postgres();
    puts("1..0 # SKIP HAVEN_TEST_POSTGRES names no database");
    return 0;
}
