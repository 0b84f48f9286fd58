/* store_fixture.h - a fresh database on the engine under test, and its test functions. */
#ifndef TEST_STORE_FIXTURE_H
#define TEST_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture_sql.h"
#include "store/store.h"
#include "store/store_test.h"

struct fixture {
    struct store *store;
    struct arena arena;
    struct db *db; /* between fixture_look and fixture_look_away */
};

enum tested { TESTED_FILE, TESTED_MEMORY, TESTED_POSTGRES };
extern enum tested tested;

/* Set-up and tear-down of one test: an empty database with the fixture's tables. */
int fixture_set_up(void **state);
int fixture_tear_down(void **state);

/* Closes the store and opens the same database again. */
void fixture_close(struct fixture *fixture);
void fixture_open(struct fixture *fixture);

/* How many marks a thread has left, read anew. */
int64_t fixture_marks(struct fixture *fixture, int64_t thread);

/* A work for store_write that leaves one mark. */
struct mark {
    int64_t thread, number;
};
enum err mark_work(struct db *db, void *with);

void test_every_type_comes_back(void **state);
void test_none_is_null(void **state);
void test_rows_come_in_order(void **state);
void test_no_row_is_not_found(void **state);
void test_wrong_head_is_told(void **state);
void test_changed_rows_are_counted(void **state);
void test_returning_gives_the_number(void **state);
void test_constraints_refuse(void **state);
void test_failed_work_is_undone(void **state);
void test_ignored_failure_spoils(void **state);
void test_fallible_failure_does_not_spoil(void **state);
void test_nth_statement_fails(void **state);
void test_failed_commit_keeps_nothing(void **state);
void test_overflow_ends_the_write(void **state);
void test_open_cursors_are_ended(void **state);
void test_bad_text_is_refused(void **state);
void test_reading_is_a_snapshot(void **state);
void test_memory_is_kept_until_a_write(void **state);
void test_who_cannot_tell_keeps_no_memory(void **state);
void test_a_reader_may_write(void **state);
void test_migrations_run_once(void **state);
void test_failed_migration_leaves_nothing(void **state);
void test_check_finds_wrong_statements(void **state);

void test_many_writers_lose_nothing(void **state);
void test_alike_are_written_at_once(void **state);
void test_failed_alike_are_written_alone(void **state);
void test_failed_commit_refuses_all(void **state);
void test_failed_last_settles_the_others(void **state);
void test_refusal_waits_for_what_it_rests_on(void **state);
void test_lost_transaction_refuses_all(void **state);
void test_deadlock_is_retried(void **state);
void test_cut_connection_is_retried(void **state);
void test_cut_reader_reads_again(void **state);
void test_killed_keeps_what_it_said(void **state);
void test_full_disk_is_busy(void **state);

#endif
