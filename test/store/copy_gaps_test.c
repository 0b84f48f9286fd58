/* Once its gaps are cleared and its keys are taken out, no key stands anywhere in a copy; nor in a
 * database in use, once its log was cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/copy.h"
#include "store/store.h"
#include "store/store_test.h"

enum { ROWS = 3000, KEY_BYTES = 113 };

static char path[64];
static unsigned char keys[ROWS][KEY_BYTES];

static void run(sqlite3 *file, const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(file, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s", message);
}

/* In an order that splits pages in their middle, and with rows that grow and go. */
static void fill(sqlite3 *file)
{
    sqlite3_stmt *insert;
    assert_int_equal(sqlite3_prepare_v2(file, "insert into person values (?1, ?2, zeroblob(?3))",
                                        -1, &insert, NULL), SQLITE_OK);
    for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < KEY_BYTES; j++)
            keys[i][j] = (unsigned char)random();
        sqlite3_bind_int64(insert, 1, (int64_t)i * 1000003 % 999983);
        sqlite3_bind_blob(insert, 2, keys[i], KEY_BYTES, SQLITE_STATIC);
        sqlite3_bind_int(insert, 3, i % 150);
        assert_int_equal(sqlite3_step(insert), SQLITE_DONE);
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    run(file, "update person set rest = zeroblob(300) where person % 7 = 0;"
              "delete from person where person % 11 = 0");
}

static int set_up(void **state)
{
    sqlite3 *file;
    (void)state;
    strcpy(path, "/tmp/haven-gaps-XXXXXX");
    close(mkstemp(path));
    srandom(20261126);
    assert_int_equal(sqlite3_open(path, &file), SQLITE_OK);
    run(file, "pragma synchronous = off; pragma secure_delete = on;"
              "create table person (person integer primary key, wrapped_key blob not null,"
              " rest blob) strict; begin");
    fill(file);
    run(file, "commit");
    sqlite3_close(file);
    return 0;
}

static const char *log_path(void)
{
    static char text[80];
    snprintf(text, sizeof(text), "%s-wal", path);
    return text;
}

static int tear_down(void **state)
{
    (void)state;
    store_watch_cut(NULL, NULL);
    return unlink(path);
}

static void forget(void *with, struct copy_key key)
{
    (void)key;
    ++*(int *)with;
}

static int compare_heads(const void *a, const void *b)
{
    return memcmp(a, b, 8);
}

/* For free. */
static unsigned char *read_all(int file, size_t *out_size)
{
    struct stat about;
    assert_int_equal(fstat(file, &about), 0);
    unsigned char *bytes = malloc((size_t)about.st_size + 1);
    assert_int_equal(pread(file, bytes, (size_t)about.st_size, 0), about.st_size);
    *out_size = (size_t)about.st_size;
    return bytes;
}

static unsigned char *read_file(const char *name, size_t *out_size)
{
    int file = open(name, O_RDONLY | O_CLOEXEC);
    unsigned char *bytes = read_all(file, out_size);
    close(file);
    return bytes;
}

/* How often the first bytes of a key stand in an open file. */
static int keys_in_open(int file)
{
    size_t size;
    int found = 0;
    unsigned char *bytes = read_all(file, &size);
    qsort(keys, ROWS, KEY_BYTES, compare_heads);
    for (size_t at = 0; at + 8 <= size; at++)
        found += bsearch(bytes + at, keys, ROWS, KEY_BYTES, compare_heads) != NULL;
    free(bytes);
    return found;
}

static int keys_in(const char *name)
{
    int file = open(name, O_RDONLY | O_CLOEXEC);
    int found = keys_in_open(file);
    close(file);
    return found;
}

static int keys_in_file(void)
{
    return keys_in(path);
}

static void take_keys(void)
{
    const char *reason = "";
    int count = 0;
    assert_int_equal(copy_take_keys(path, forget, &count, &reason), OK);
    assert_in_range(count, ROWS / 2, ROWS);
}

/* That the other test can fail. */
static void test_keys_stay_in_gaps(void **state)
{
    (void)state;
    take_keys();
    assert_in_range(keys_in_file(), 1, ROWS);
}

static void test_cleared_gaps_hold_none(void **state)
{
    const char *reason = "";
    sqlite3 *file;
    sqlite3_stmt *count;
    (void)state;
    int before = keys_in_file();
    assert_int_equal(copy_clear_gaps(path), OK);
    assert_in_range(keys_in_file(), ROWS / 2, before - 1);
    assert_int_equal(copy_check(path, &reason), OK);
    assert_int_equal(sqlite3_open(path, &file), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(file, "select count(*) from person where"
                                        " length(wrapped_key) = 113 and"
                                        " hex(wrapped_key) <> hex(zeroblob(113))", -1,
                                        &count, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(count), SQLITE_ROW);
    assert_in_range(sqlite3_column_int(count, 0), ROWS / 2, ROWS);
    sqlite3_finalize(count);
    sqlite3_close(file);
    take_keys();
    assert_int_equal(keys_in_file(), 0);
}

/* Bytes of the same number are written over the old ones, and nothing else on the page changes. */
static const struct store_statement new_keys = {
    .name = "new_keys",
    .sql = "update person set wrapped_key = randomblob(113)",
    .is_writing = true,
};

static enum err run_one(struct db *db, void *with)
{
    struct store_cursor *cursor;
    enum err err = store_begin(db, with, NULL, &cursor);
    if (err != OK)
        return err;
    err = store_step(cursor);
    store_end(cursor);
    return err == ERR_NOT_FOUND ? OK : err;
}

/* As much of a key as keys_in_file looks for into every gap that is large enough. */
static int plant(void)
{
    unsigned char page[4096];
    int planted = 0, file = open(path, O_RDWR | O_CLOEXEC);
    for (off_t at = sizeof(page); pread(file, page, sizeof(page), at) == sizeof(page);
         at += sizeof(page)) {
        int gap = 8 + 2 * (page[3] << 8 | page[4]), content = page[5] << 8 | page[6];
        if (page[0] == 0x0d && content - gap >= 8)
            planted += pwrite(file, keys[0], 8, at + gap) == 8;
    }
    close(file);
    return planted;
}

/* The pages that the writer has at hand must not bring keys back. */
static void test_a_cut_log_leaves_no_key(void **state)
{
    const struct store_settings settings = {.url = path, .reader_limit = 2, .writer_limit = 1};
    struct store *store;
    (void)state;
    assert_in_range(plant(), 10, ROWS);
    assert_int_equal(store_open(&settings, &store, NULL), OK);
    assert_int_equal(store_write(store, NULL, run_one, (void *)&new_keys), OK);
    assert_int_equal(store_cut_log(store), OK);
    assert_int_equal(keys_in_file(), 0);
    assert_int_equal(store_write(store, NULL, run_one, (void *)&new_keys), OK);
    store_close(store);
    assert_int_equal(keys_in_file(), 0);
    const char *reason = "";
    assert_int_equal(copy_check(path, &reason), OK);
}

/* ---- others write while the log is cut ------------------------------------------------------- */

static struct store *open_store(void)
{
    const struct store_settings settings = {.url = path, .reader_limit = 4, .writer_limit = 1};
    struct store *store;
    assert_int_equal(store_open(&settings, &store, NULL), OK);
    return store;
}

static void run_write(struct store *store, const struct store_statement *statement)
{
    assert_int_equal(store_write(store, NULL, run_one, (void *)statement), OK);
}

/* A page has a byte in its gaps exactly if clearing the gaps of the file changes it. */
static void assert_no_gaps(void)
{
    size_t before_size, after_size;
    const char *reason = "";
    unsigned char *before = read_file(path, &before_size);
    assert_int_equal(copy_clear_gaps(path), OK);
    unsigned char *after = read_file(path, &after_size);
    assert_int_equal(before_size, after_size);
    for (size_t at = 0; at < before_size; at++)
        if (before[at] != after[at])
            fail_msg("page %zu has a byte of no row at %zu", at / 4096 + 1, at % 4096);
    free(before);
    free(after);
    assert_int_equal(copy_check(path, &reason), OK);
}

struct writing {
    struct store *store;
    int looks, looks_most;
    int found_in_log;
};

/* Every page is read from the file and written to the log, with what stands in its gaps. */
static void write_all(void *with)
{
    struct writing *writing = with;
    if (writing->looks++ >= writing->looks_most)
        return;
    run_write(writing->store, &new_keys);
    writing->found_in_log += keys_in(log_path());
}

static void cut_while_all_is_written(int looks_most)
{
    struct writing writing = {.looks_most = looks_most};
    assert_in_range(plant(), 10, ROWS);
    writing.store = open_store();
    run_write(writing.store, &new_keys);
    store_watch_cut(write_all, &writing);
    assert_int_equal(store_cut_log(writing.store), OK);
    store_watch_cut(NULL, NULL);
    /* or nothing was shown: pages went to the log before they were swept */
    assert_in_range(writing.looks, looks_most, 100);
    assert_in_range(writing.found_in_log, 10, INT32_MAX);
    assert_int_equal(keys_in_file(), 0);
    assert_int_equal(keys_in(log_path()), 0);
    run_write(writing.store, &new_keys);
    store_close(writing.store);
    assert_int_equal(keys_in_file(), 0);
}

/* Before the file is swept; in the rounds after it too; and in more rounds than there are. */
static void test_a_page_written_meanwhile_is_swept(void **state)
{
    (void)state;
    cut_while_all_is_written(1);
}

static void test_pages_written_in_each_round_are_swept(void **state)
{
    (void)state;
    cut_while_all_is_written(2);
}

static void test_a_log_that_never_rests_is_cut(void **state)
{
    (void)state;
    cut_while_all_is_written(9);
}

/* Rows that come, grow and go leave gaps of their own behind. */
static const struct store_statement changes[] = {
    {.name = "come", .is_writing = true,
     .sql = "insert or replace into person select abs(random()) % 999983, randomblob(113),"
            " randomblob(abs(random()) % 300) from (values (1), (2), (3))"},
    {.name = "grow", .is_writing = true,
     .sql = "update person set rest = randomblob(abs(random()) % 900) where person in"
            " (select person from person where person > abs(random()) % 999983 limit 20)"},
    {.name = "go", .is_writing = true,
     .sql = "delete from person where person in"
            " (select person from person where person > abs(random()) % 999983 limit 3)"},
};

static atomic_bool is_over;

static void *keep_writing(void *with)
{
    for (int i = 0; !atomic_load(&is_over); i++)
        run_write(with, &changes[i % 3]);
    return NULL;
}

static const struct store_statement count_rows = {
    .name = "count_rows",
    .sql = "select count(*) from person",
    .column_count = 1,
    .column_kinds = (const enum column_kind[]){COLUMN_INTEGER},
};

static void *keep_reading(void *with)
{
    while (!atomic_load(&is_over)) {
        struct db *db;
        assert_int_equal(store_read_begin(with, &db), OK);
        assert_int_equal(run_one(db, (void *)&count_rows), OK);
        store_read_end(with, db);
    }
    return NULL;
}

static void test_cuts_among_writers_and_readers(void **state)
{
    enum { THREADS = 4, CUTS = 40 };
    pthread_t threads[THREADS];
    int done = 0;
    (void)state;
    struct store *store = open_store();
    atomic_store(&is_over, false);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, i % 2 ? keep_reading : keep_writing,
                                        store), 0);
    for (int i = 0; i < CUTS; i++) {
        enum err err = store_cut_log(store);
        assert_true(err == OK || err == ERR_BUSY);
        done += err == OK;
    }
    atomic_store(&is_over, true);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_in_range(done, 1, CUTS);
    assert_int_equal(store_cut_log(store), OK);
    store_close(store);
    assert_no_gaps();
}

/* She reads the state of before; when she is done the log can be cut. */
static void test_who_reads_an_older_state_is_not_cut_off(void **state)
{
    struct db *db;
    (void)state;
    struct store *store = open_store();
    assert_int_equal(store_read_begin(store, &db), OK);
    assert_int_equal(run_one(db, (void *)&count_rows), OK);
    run_write(store, &new_keys);
    assert_int_equal(store_cut_log(store), ERR_BUSY);
    assert_int_equal(run_one(db, (void *)&count_rows), OK);
    store_read_end(store, db);
    assert_int_equal(store_cut_log(store), OK);
    store_close(store);
    assert_int_equal(keys_in_file(), 0);
    assert_no_gaps();
}

/* ---- another process reads, and the log is copied back in part ------------------------------- */

/* What the other process is told to do; its answer is a number. */
enum order { BEGIN = 'b', LOOK = 'l', END = 'e' };

struct other {
    pid_t process;
    int orders, answers;
};

/* FNV-1a, over everything in the table. */
static uint64_t sum_rows(sqlite3 *file, const char *columns)
{
    uint64_t sum = UINT64_C(14695981039346656037);
    char sql[128];
    sqlite3_stmt *rows;
    snprintf(sql, sizeof(sql), "select %s from person order by person", columns);
    if (sqlite3_prepare_v2(file, sql, -1, &rows, NULL) != SQLITE_OK)
        return 0;
    int code;
    while ((code = sqlite3_step(rows)) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(rows); i++) {
            const unsigned char *at = sqlite3_column_blob(rows, i);
            for (int j = 0, size = sqlite3_column_bytes(rows, i); j < size; j++)
                sum = (sum ^ at[j]) * UINT64_C(1099511628211);
        }
    sqlite3_finalize(rows);
    return code == SQLITE_DONE ? sum : 0;
}

static const char all_columns[] = "person, wrapped_key, rest";

static void obey(int orders, int answers)
{
    sqlite3 *file;
    char order;
    bool is_well = sqlite3_open(path, &file) == SQLITE_OK &&
                   sqlite3_db_config(file, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) == SQLITE_OK;
    while (is_well && read(orders, &order, 1) == 1) {
        if (order != LOOK)
            is_well = sqlite3_exec(file, order == BEGIN ? "begin" : "commit", NULL, NULL, NULL) ==
                      SQLITE_OK;
        uint64_t sum = is_well ? sum_rows(file, all_columns) : 0;
        is_well = write(answers, &sum, sizeof(sum)) == sizeof(sum);
    }
    sqlite3_close(file);
    _exit(0);
}

/* While this process has no file of the database open yet: locks are a process's. */
static struct other start_other(void)
{
    int orders[2], answers[2];
    assert_int_equal(pipe2(orders, O_CLOEXEC) + pipe2(answers, O_CLOEXEC), 0);
    pid_t process = fork();
    if (process == 0) {
        close(orders[1]);
        obey(orders[0], answers[1]);
    }
    close(orders[0]);
    close(answers[1]);
    return (struct other){process, orders[1], answers[0]};
}

static uint64_t tell_other(const struct other *other, enum order order)
{
    uint64_t sum = 0;
    char byte = (char)order;
    assert_int_equal(write(other->orders, &byte, 1), 1);
    assert_int_equal(read(other->answers, &sum, sizeof(sum)), sizeof(sum));
    assert_true(sum != 0);
    return sum;
}

static void end_other(struct other *other)
{
    close(other->orders);
    close(other->answers);
    assert_int_equal(waitpid(other->process, NULL, 0), other->process);
}

/* More pages than are swept at once, so that others are looked at when those of the table, which
 * come first, have been swept already. */
static void add_pages(void)
{
    sqlite3 *file;
    assert_int_equal(sqlite3_open(path, &file), SQLITE_OK);
    run(file, "pragma synchronous = off; create table filling (bytes blob) strict;"
              "insert into filling values (zeroblob(40000000)), (zeroblob(8000000))");
    sqlite3_close(file);
}

static uint64_t sum_in_file(const char *columns)
{
    sqlite3 *file;
    assert_int_equal(sqlite3_open(path, &file), SQLITE_OK);
    uint64_t sum = sum_rows(file, columns);
    sqlite3_close(file);
    return sum;
}

/* What the log is copied back for, and one page of the table that was written since. */
static const struct store_statement more = {
    .name = "more", .sql = "update filling set bytes = randomblob(8000000) where rowid = 2",
    .is_writing = true};
static const struct store_statement one_new_key = {
    .name = "one_new_key", .is_writing = true,
    .sql = "update person set wrapped_key = randomblob(113) where person ="
           " (select min(person) from person)"};

enum { NEVER = 1000 }; /* a look that does not come */

struct reading {
    struct store *store;
    struct other other;
    struct db *db; /* an older state is read here too; NULL: it is not */
    int file; /* the database's, open from before until after: closing it would end its locks */
    int looks, ends_at; /* at which look those who read an older state end */
    uint64_t seen;
    int found_in_log, keys_back;
};

static void begin_older_state(struct reading *reading)
{
    run_write(reading->store, &new_keys);
    reading->found_in_log = keys_in(log_path());
    reading->seen = tell_other(&reading->other, BEGIN);
    assert_int_equal(store_read_begin(reading->store, &reading->db), OK);
    assert_int_equal(run_one(reading->db, (void *)&count_rows), OK);
    run_write(reading->store, &one_new_key);
    run_write(reading->store, &more);
}

static void end_older_state(struct reading *reading)
{
    assert_int_equal(run_one(reading->db, (void *)&count_rows), OK);
    store_read_end(reading->store, reading->db);
    reading->db = NULL;
    assert_true(tell_other(&reading->other, LOOK) == reading->seen);
    assert_true(tell_other(&reading->other, END) != reading->seen);
}

/* At the second look the table's pages have been swept, and the writer has them at hand as they
 * were: she writes, others begin to read that, she writes on, and what they may read is copied over
 * what was swept. */
static void look_while_others_read(void *with)
{
    struct reading *reading = with;
    reading->looks++;
    if (reading->looks == 2)
        begin_older_state(reading);
    if (reading->looks == 3)
        reading->keys_back = keys_in_open(reading->file);
    if (reading->db != NULL && reading->looks > 2)
        assert_true(tell_other(&reading->other, LOOK) == reading->seen);
    if (reading->db != NULL && reading->looks == reading->ends_at)
        end_older_state(reading);
}

static void begin_reading(struct reading *reading)
{
    assert_in_range(plant(), 10, ROWS);
    reading->other = start_other();
    reading->file = open(path, O_RDONLY | O_CLOEXEC);
    reading->store = open_store();
    run_write(reading->store, &new_keys);
    store_watch_cut(look_while_others_read, reading);
}

/* Nothing else is lost: what was not written over is as it was, and another process reads what
 * stands in the file. */
static void end_reading(struct reading *reading, uint64_t rest_before)
{
    store_watch_cut(NULL, NULL);
    /* or nothing was shown: no key came back to pages that had been swept */
    assert_in_range(reading->looks, 3, NEVER);
    assert_in_range(reading->found_in_log, 10, INT32_MAX);
    assert_in_range(reading->keys_back, 10, INT32_MAX);
    uint64_t seen = tell_other(&reading->other, LOOK);
    end_other(&reading->other);
    store_close(reading->store);
    close(reading->file);
    assert_int_equal(keys_in_file(), 0);
    assert_true(sum_in_file(all_columns) == seen);
    assert_true(sum_in_file("person, rest") == rest_before);
    assert_no_gaps();
}

static void test_what_is_copied_back_while_others_read_is_swept(void **state)
{
    struct reading reading = {.ends_at = 4};
    (void)state;
    add_pages();
    uint64_t rest_before = sum_in_file("person, rest");
    begin_reading(&reading);
    assert_int_equal(store_cut_log(reading.store), OK);
    end_reading(&reading, rest_before);
}

/* Who reads the older state to the end keeps the cut from being done, and is not disturbed. */
static void test_who_reads_on_keeps_it_from_being_cut(void **state)
{
    struct reading reading = {.ends_at = NEVER};
    (void)state;
    add_pages();
    uint64_t rest_before = sum_in_file("person, rest");
    begin_reading(&reading);
    assert_int_equal(store_cut_log(reading.store), ERR_BUSY);
    end_older_state(&reading);
    assert_int_equal(store_cut_log(reading.store), OK);
    end_reading(&reading, rest_before);
}

static void test_what_is_no_database_is_refused(void **state)
{
    (void)state;
    assert_int_equal(truncate(path, 50), 0);
    assert_int_equal(copy_clear_gaps(path), ERR_BUSY);
    assert_int_equal(truncate(path, 0), 0);
    assert_int_equal(truncate(path, 4096), 0);
    assert_int_equal(copy_clear_gaps(path), ERR_INVALID);
    assert_int_equal(copy_clear_gaps("/tmp/there-is-none"), ERR_BUSY);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_keys_stay_in_gaps),
        TEST(test_cleared_gaps_hold_none),
        TEST(test_a_cut_log_leaves_no_key),
        TEST(test_a_page_written_meanwhile_is_swept),
        TEST(test_pages_written_in_each_round_are_swept),
        TEST(test_a_log_that_never_rests_is_cut),
        TEST(test_cuts_among_writers_and_readers),
        TEST(test_who_reads_an_older_state_is_not_cut_off),
        TEST(test_what_is_copied_back_while_others_read_is_swept),
        TEST(test_who_reads_on_keeps_it_from_being_cut),
        TEST(test_what_is_no_database_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
