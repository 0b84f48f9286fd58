/* What a killed process has said is true: every acknowledged write is found again. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
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
        assert_true(mark.thread / THREADS == round && mark.number == out_told[mark.thread % THREADS]);
        out_told[mark.thread % THREADS]++;
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
