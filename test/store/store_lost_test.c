/* What a killed process, or one on a full disk, has said is true: every acknowledged write is found
 * again. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store_fixture.h"

enum { ROUNDS = 20, THREADS = 4 };

struct told {
    struct fixture *fixture;
    struct mark mark;
    int pipe;
};

/* Writes marks until it is killed, and tells each after store_write said that it is durable. */
static void *write_and_tell(void *with)
{
    struct told *told = with;
    for (;; told->mark.number++) {
        if (store_write(told->fixture->store, NULL, mark_work, &told->mark) != OK)
            _exit(1);
        if (write(told->pipe, &told->mark, sizeof(told->mark)) != sizeof(told->mark))
            _exit(1);
    }
    return NULL;
}

static _Noreturn void live_until_killed(int round, int to_parent)
{
    struct fixture fixture = {0};
    fixture_open(&fixture);
    struct told told[THREADS];
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        told[i] = (struct told){&fixture, {round * THREADS + i, 0}, to_parent};
        if (pthread_create(&threads[i], NULL, write_and_tell, &told[i]) != 0)
            _exit(1);
    }
    for (;;)
        pause();
}

/* How many marks each thread of the child told of. */
static void kill_one(int round, int64_t out_told[THREADS])
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        live_until_killed(round, ends[1]);
    }
    close(ends[1]);
    struct mark mark;
    bool is_killed = false;
    int64_t stop_after = 1 + random() % 200;
    while (read(ends[0], &mark, sizeof(mark)) == sizeof(mark)) {
        int64_t *told = &out_told[mark.thread % THREADS];
        assert_true(mark.thread / THREADS == round && mark.number == *told);
        ++*told;
        if (!is_killed && --stop_after == 0) {
            assert_int_equal(kill(child, SIGKILL), 0);
            is_killed = true;
        }
    }
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

void test_killed_keeps_what_it_said(void **state)
{
    struct fixture *fixture = *state;
    int64_t told_of_all = 0, kept_of_all = 0;
    srandom(20261121);
    for (int round = 0; round < ROUNDS; round++) {
        fixture_close(fixture); /* never two processes on one SQLite file */
        int64_t told[THREADS] = {0};
        kill_one(round, told);
        fixture_open(fixture);
        for (int i = 0; i < THREADS; i++) {
            int64_t kept = fixture_marks(fixture, round * THREADS + i);
            assert_true(kept >= told[i]);
            told_of_all += told[i];
            kept_of_all += kept;
        }
    }
    assert_true(told_of_all > ROUNDS);
    print_message("# %d kills: %lld writes told, %lld kept\n", ROUNDS, (long long)told_of_all,
                  (long long)kept_of_all);
}

/* ---- a full disk --------------------------------------------------------------------------- */

enum { BLOB_BYTES = 20000, DISK_BYTES = 500000, WRITES_LIMIT = 100 };

static enum err add_large_house(struct db *db, void *with)
{
    static const char zeros[BLOB_BYTES];
    int64_t id = *(int64_t *)with;
    char alias[24];
    int size = snprintf(alias, sizeof(alias), "House %lld", (long long)id);
    struct fixture_house_insert_in in = {.house_id = {id},
                                         .organisation_id = {1},
                                         .alias = {alias, (size_t)size},
                                         .opened_on = DATE_NONE,
                                         .closed_at = INSTANT_NONE,
                                         .sealed_address = {zeros, BLOB_BYTES}};
    return sql_fixture_house_insert(db, &in);
}

/* No file of this process may grow past the limit; a write beyond it fails as on a full disk. */
static void limit_disk(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static size_t houses(struct fixture *fixture)
{
    struct db *db;
    struct fixture_house_list_rows rows;
    assert_int_equal(store_read_begin(fixture->store, &db), OK);
    assert_int_equal(sql_fixture_house_list(db, &fixture->arena, (struct organisation_id){1}, 0,
                                            &rows),
                     OK);
    store_read_end(fixture->store, db);
    return rows.count;
}

void test_full_disk_is_busy(void **state)
{
    struct fixture *fixture = *state;
    signal(SIGXFSZ, SIG_IGN);
    limit_disk(DISK_BYTES);
    int64_t id = 1;
    enum err err = OK;
    while (err == OK && id < WRITES_LIMIT) {
        err = store_write(fixture->store, NULL, add_large_house, &id);
        id += err == OK;
    }
    assert_int_equal(err, ERR_BUSY);
    assert_true(id > 5);
    assert_int_equal(houses(fixture), id - 1);
    assert_int_equal(store_write(fixture->store, NULL, add_large_house, &id), ERR_BUSY);
    limit_disk(RLIM_INFINITY);
    assert_int_equal(store_write(fixture->store, NULL, add_large_house, &id), OK);
    fixture_close(fixture);
    fixture_open(fixture);
    assert_int_equal(houses(fixture), id);
}
