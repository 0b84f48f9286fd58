/* What many threads at once may expect of a store. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "store_fixture.h"

enum { MANY_THREADS = 32, WRITES_EACH = 100, GROUP = 8, PATIENCE_MS = 30000 };

/* One thread that writes once; result is read after the join. */
struct writer {
    struct fixture *fixture;
    struct mark mark;
    enum err (*work)(struct db *db, void *with);
    enum err result;
    atomic_int *first;  /* the thread that finds 0 here was first and waits for the others */
    int others;         /* for so many */
    atomic_bool is_in;  /* work has begun */
    int tries;          /* how often work was run */
    pthread_t thread;
};

static void *write_once(void *with)
{
    struct writer *writer = with;
    writer->result = store_write(writer->fixture->store, NULL, writer->work, writer);
    return NULL;
}

static void start(struct writer *writer)
{
    assert_int_equal(pthread_create(&writer->thread, NULL, write_once, writer), 0);
}

static void finish(struct writer *writer)
{
    assert_int_equal(pthread_join(writer->thread, NULL), 0);
}

/* Inside work: until so many others stand at the door. False when they do not come. */
static bool wait_for_others(struct fixture *fixture, int others)
{
    for (int i = 0; i < PATIENCE_MS; i++) {
        if (store_waiting(fixture->store) >= others)
            return true;
        usleep(1000);
    }
    return false;
}

static bool wait_until(atomic_bool *is_so)
{
    for (int i = 0; i < PATIENCE_MS && !atomic_load(is_so); i++)
        usleep(1000);
    return atomic_load(is_so);
}

/* ---- nothing is lost ----------------------------------------------------------------------- */

struct many {
    struct fixture *fixture;
    int thread, refused;
    pthread_t id;
};

static void *write_many(void *with)
{
    struct many *many = with;
    for (int i = 0; i < WRITES_EACH; i++) {
        struct mark mark = {many->thread, i};
        if (store_write(many->fixture->store, NULL, mark_work, &mark) != OK)
            many->refused++;
    }
    return NULL;
}

static void print_figures(const char *what, struct store_figures from, struct store_figures to)
{
    int64_t writes = to.writes - from.writes, flushes = to.flushes - from.flushes;
    print_message("# %s: %lld writes in %lld flushes, %.1f writes a flush, %.0f us a flush\n", what,
                  (long long)writes, (long long)flushes, (double)writes / (double)flushes,
                  (double)(to.flush_microseconds - from.flush_microseconds) / (double)flushes);
}

void test_many_writers_lose_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct store_figures before = store_figures(fixture->store);
    struct many alone = {.fixture = fixture, .thread = MANY_THREADS};
    write_many(&alone);
    assert_int_equal(alone.refused, 0);
    struct store_figures between = store_figures(fixture->store);
    print_figures("one thread", before, between);
    struct many many[MANY_THREADS];
    for (int i = 0; i < MANY_THREADS; i++) {
        many[i] = (struct many){.fixture = fixture, .thread = i};
        assert_int_equal(pthread_create(&many[i].id, NULL, write_many, &many[i]), 0);
    }
    for (int i = 0; i < MANY_THREADS; i++) {
        pthread_join(many[i].id, NULL);
        assert_int_equal(many[i].refused, 0);
    }
    struct store_figures after = store_figures(fixture->store);
    print_figures("32 threads", between, after);
    for (int i = 0; i < MANY_THREADS; i++)
        assert_int_equal(fixture_marks(fixture, i), WRITES_EACH);
    assert_true(after.writes - between.writes == MANY_THREADS * WRITES_EACH);
    if (tested == TESTED_FILE)
        assert_true(after.flushes - between.flushes < MANY_THREADS * WRITES_EACH / 2);
}

/* ---- one group, one fate ------------------------------------------------------------------- */

static enum err mark_in_group(struct db *db, void *with)
{
    struct writer *writer = with;
    if (atomic_fetch_add(writer->first, 1) == 0 &&
        !wait_for_others(writer->fixture, writer->others))
        return ERR_INTERNAL;
    return mark_work(db, &writer->mark);
}

void test_failed_commit_refuses_all(void **state)
{
    struct fixture *fixture = *state;
    struct writer writers[GROUP];
    atomic_int first = 0;
    store_inject(fixture->store, INJECT_COMMIT, ERR_BUSY);
    for (int i = 0; i < GROUP; i++) {
        writers[i] = (struct writer){.fixture = fixture, .mark = {1, i}, .work = mark_in_group,
                                     .first = &first, .others = GROUP - 1};
        start(&writers[i]);
    }
    for (int i = 0; i < GROUP; i++) {
        finish(&writers[i]);
        assert_int_equal(writers[i].result, ERR_BUSY);
    }
    assert_int_equal(fixture_marks(fixture, 1), 0);
    struct mark mark = {1, 0};
    assert_int_equal(store_write(fixture->store, NULL, mark_work, &mark), OK);
    assert_int_equal(fixture_marks(fixture, 1), 1);
}

/* The first of two: leaves its mark when the second stands at the door. */
static enum err mark_as_first(struct db *db, void *with)
{
    struct writer *writer = with;
    atomic_store(&writer->is_in, true);
    return wait_for_others(writer->fixture, 1) ? mark_work(db, &writer->mark) : ERR_INTERNAL;
}

/* Two writers in one group, the second after the first. */
static void run_two(struct fixture *fixture, enum err (*second_work)(struct db *db, void *with),
                    struct writer out_writers[2])
{
    out_writers[0] = (struct writer){.fixture = fixture, .mark = {1, 1}, .work = mark_as_first};
    out_writers[1] = (struct writer){.fixture = fixture, .mark = {1, 2}, .work = second_work};
    start(&out_writers[0]);
    assert_true(wait_until(&out_writers[0].is_in));
    start(&out_writers[1]);
    finish(&out_writers[0]);
    finish(&out_writers[1]);
}

/* ---- written along ------------------------------------------------------------------------- */

/* Each leaves a mark; a mark below 0 is refused. */
static enum err mark_along(struct db *db, void *with)
{
    struct writer *writer = with;
    writer->tries++;
    for (; writer != NULL; writer = db_take_along(db)) {
        enum err err = writer->mark.number < 0 ? ERR_INVALID : mark_work(db, &writer->mark);
        if (err != OK)
            return err;
    }
    return OK;
}

/* The first, whose work is another, holds the others up until all stand at the door. */
static void run_along(struct fixture *fixture, struct writer writers[GROUP])
{
    struct writer first = {.fixture = fixture, .mark = {1, 100}, .work = mark_in_group,
                           .others = GROUP};
    atomic_int count = 0;
    first.first = &count;
    start(&first);
    for (int i = 0; i < PATIENCE_MS && atomic_load(&count) == 0; i++)
        usleep(1000);
    for (int i = 0; i < GROUP; i++) {
        writers[i].fixture = fixture;
        writers[i].work = mark_along;
        start(&writers[i]);
        for (int ms = 0; ms < PATIENCE_MS && store_waiting(fixture->store) <= i; ms++)
            usleep(1000);
    }
    finish(&first);
    for (int i = 0; i < GROUP; i++)
        finish(&writers[i]);
    assert_int_equal(first.result, OK);
}

void test_alike_are_written_at_once(void **state)
{
    struct fixture *fixture = *state;
    struct writer writers[GROUP] = {0};
    for (int i = 0; i < GROUP; i++)
        writers[i].mark = (struct mark){1, i};
    run_along(fixture, writers);
    for (int i = 0; i < GROUP; i++) {
        assert_int_equal(writers[i].result, OK);
        assert_int_equal(writers[i].tries, i == 0 ? 1 : 0);
    }
    assert_int_equal(fixture_marks(fixture, 1), GROUP + 1);
}

void test_failed_alike_are_written_alone(void **state)
{
    enum { REFUSED = 3 };
    struct fixture *fixture = *state;
    struct writer writers[GROUP] = {0};
    for (int i = 0; i < GROUP; i++)
        writers[i].mark = (struct mark){1, i == REFUSED ? -1 : i};
    run_along(fixture, writers);
    for (int i = 0; i < GROUP; i++)
        assert_int_equal(writers[i].result, i == REFUSED ? ERR_INVALID : OK);
    assert_int_equal(fixture_marks(fixture, 1), GROUP);
}

/* ---- the last fails ------------------------------------------------------------------------ */

static enum err mark_and_fail(struct db *db, void *with)
{
    struct writer *writer = with;
    enum err err = mark_work(db, &writer->mark);
    return err == OK ? ERR_INVALID : err;
}

void test_failed_last_settles_the_others(void **state)
{
    struct fixture *fixture = *state;
    struct writer writers[2];
    run_two(fixture, mark_and_fail, writers);
    assert_int_equal(writers[0].result, OK);
    assert_int_equal(writers[1].result, ERR_INVALID);
    assert_int_equal(fixture_marks(fixture, 1), 1);
}

static enum err find_repeated(struct db *db, void *with)
{
    (void)with;
    return sql_fixture_mark_try(db, 1, 1) == ERR_CONFLICT ? ERR_REPEATED : ERR_INTERNAL;
}

/* "This was already done" must not be said of what the failed COMMIT then takes away. */
void test_refusal_waits_for_what_it_rests_on(void **state)
{
    struct fixture *fixture = *state;
    struct writer writers[2];
    store_inject(fixture->store, INJECT_COMMIT, ERR_BUSY);
    run_two(fixture, find_repeated, writers);
    assert_int_equal(writers[0].result, ERR_BUSY);
    assert_int_equal(writers[1].result, ERR_BUSY);
    assert_int_equal(fixture_marks(fixture, 1), 0);
}

static const struct store_statement insert_or_rollback = {
    .name = "insert_or_rollback",
    .sql = "insert or rollback into fixture_mark (thread, number) values (1, 1)",
    .is_writing = true,
    .is_fallible = true,
};

/* Ends the whole transaction as a full disk may, and goes on as if nothing had happened. */
static enum err lose_transaction(struct db *db, void *with)
{
    struct writer *writer = with;
    struct store_cursor *cursor;
    enum err err = store_begin(db, &insert_or_rollback, NULL, &cursor);
    if (err != OK)
        return err;
    err = store_step(cursor);
    store_end(cursor);
    if (err != ERR_CONFLICT)
        return ERR_INTERNAL;
    enum err ignored = mark_work(db, &writer->mark);
    (void)ignored;
    return OK;
}

void test_lost_transaction_refuses_all(void **state)
{
    struct fixture *fixture = *state;
    struct writer writers[2];
    run_two(fixture, lose_transaction, writers);
    assert_int_equal(writers[0].result, ERR_BUSY);
    assert_int_equal(writers[1].result, ERR_BUSY);
    assert_int_equal(fixture_marks(fixture, 1), 0);
    struct mark mark = {1, 1};
    assert_int_equal(store_write(fixture->store, NULL, mark_work, &mark), OK);
    assert_int_equal(fixture_marks(fixture, 1), 1);
}

/* ---- PostgreSQL: what is tried again ------------------------------------------------------- */

static enum err add_house(struct db *db, void *with)
{
    int64_t id = *(int64_t *)with;
    struct fixture_house_insert_in in = {.house_id = {id},
                                         .alias = {id == 1 ? "a" : "b", 1},
                                         .opened_on = DATE_NONE,
                                         .closed_at = INSTANT_NONE};
    return sql_fixture_house_insert(db, &in);
}

/* mark.thread is the house grown first, mark.number the second. */
static enum err grow_two(struct db *db, void *with)
{
    struct writer *writer = with;
    writer->tries++;
    enum err err = sql_fixture_house_grow(db, (struct house_id){writer->mark.thread});
    if (err != OK)
        return err;
    atomic_fetch_add(writer->first, 1);
    for (int i = 0; i < PATIENCE_MS && atomic_load(writer->first) < 2; i++)
        usleep(1000);
    return sql_fixture_house_grow(db, (struct house_id){writer->mark.number});
}

static int64_t rooms_of(struct fixture *fixture, int64_t id)
{
    struct db *db;
    struct fixture_house_lock_row row;
    assert_int_equal(store_read_begin(fixture->store, &db), OK);
    assert_int_equal(sql_fixture_house_lock(db, &fixture->arena, (struct house_id){id}, &row), OK);
    store_read_end(fixture->store, db);
    return row.room_count;
}

void test_deadlock_is_retried(void **state)
{
    struct fixture *fixture = *state;
    int64_t one = 1, two = 2;
    assert_int_equal(store_write(fixture->store, NULL, add_house, &one), OK);
    assert_int_equal(store_write(fixture->store, NULL, add_house, &two), OK);
    atomic_int grown = 0;
    struct writer writers[] = {
        {.fixture = fixture, .mark = {1, 2}, .work = grow_two, .first = &grown},
        {.fixture = fixture, .mark = {2, 1}, .work = grow_two, .first = &grown}};
    start(&writers[0]);
    start(&writers[1]);
    finish(&writers[0]);
    finish(&writers[1]);
    assert_int_equal(writers[0].result, OK);
    assert_int_equal(writers[1].result, OK);
    assert_true(writers[0].tries + writers[1].tries > 2);
    assert_int_equal(rooms_of(fixture, 1), 2);
    assert_int_equal(rooms_of(fixture, 2), 2);
}

static const struct store_statement cut_connection = {
    .name = "cut_connection",
    .sql = "select pg_terminate_backend(pg_backend_pid())",
    .column_count = 1,
    .column_kinds = (const enum column_kind[]){COLUMN_INTEGER},
};

static enum err cut(struct db *db)
{
    struct store_cursor *cursor;
    enum err err = store_begin(db, &cut_connection, NULL, &cursor);
    if (err == OK)
        store_end(cursor);
    return err;
}

static enum err mark_and_be_cut_once(struct db *db, void *with)
{
    struct writer *writer = with;
    enum err err = mark_work(db, &writer->mark);
    if (err == OK && writer->tries++ == 0)
        err = cut(db);
    return err;
}

void test_cut_connection_is_retried(void **state)
{
    struct fixture *fixture = *state;
    struct writer writer = {.mark = {1, 1}};
    assert_int_equal(store_write(fixture->store, NULL, mark_and_be_cut_once, &writer), OK);
    assert_int_equal(writer.tries, 2);
    assert_int_equal(fixture_marks(fixture, 1), 1);
}

void test_cut_reader_reads_again(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(fixture_marks(fixture, 1), 0);
    struct db *db, *other;
    assert_int_equal(store_read_begin(fixture->store, &db), OK);
    /* its own cut is tried once more, on the connection made anew, and cuts that as well */
    assert_int_equal(cut(db), ERR_BUSY);
    store_read_end(fixture->store, db);
    assert_int_equal(fixture_marks(fixture, 1), 0);
    assert_int_equal(store_read_begin(fixture->store, &other), OK);
    assert_ptr_equal(db, other); /* it was given back and works again */
    store_read_end(fixture->store, other);
}
