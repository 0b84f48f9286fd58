/* Once its gaps are cleared and its keys are taken out, no key stands anywhere in a copy; nor in a
 * database in use, once its log was cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/copy.h"
#include "store/store.h"

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

static int tear_down(void **state)
{
    (void)state;
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

/* How often the first bytes of a key stand in the file. */
static int keys_in_file(void)
{
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC), found = 0;
    assert_int_equal(fstat(file, &about), 0);
    unsigned char *bytes = malloc((size_t)about.st_size);
    assert_int_equal(read(file, bytes, (size_t)about.st_size), about.st_size);
    close(file);
    qsort(keys, ROWS, KEY_BYTES, compare_heads);
    for (off_t at = 0; at + 8 <= about.st_size; at++)
        found += bsearch(bytes + at, keys, ROWS, KEY_BYTES, compare_heads) != NULL;
    free(bytes);
    return found;
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
        TEST(test_what_is_no_database_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
