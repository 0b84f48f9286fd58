/* What SQLite gives back is wiped, kept by its thread, and gone with it. */
#include <malloc.h>
#include <pthread.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "store/store.h"

enum { SMALL = 100, LARGE = 1000, STEP = 64, SIZES = 16, EACH = 8 };

static void skip_where_blocks_are_watched(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(BLOCKS_WATCHED)
    skip();
#endif
}

static int open_once(void **state)
{
    static const struct store_settings settings = {
        .url = ":memory:", .reader_limit = 1, .writer_limit = 1};
    struct store *store;
    (void)state;
    assert_int_equal(store_open(&settings, &store, NULL), OK);
    store_close(store);
    return 0;
}

static void assert_wiped(const char *block)
{
    for (size_t i = 0; i < sqlite3_msize((void *)block); i++)
        assert_int_equal(block[i], 0);
}

static void test_what_is_given_back_is_kept_and_wiped(void **state)
{
    (void)state;
    skip_where_blocks_are_watched();
    char *block = sqlite3_malloc(SMALL);
    memset(block, 'x', sqlite3_msize(block));
    sqlite3_free(block);
    char *again = sqlite3_malloc(SMALL);
    assert_ptr_equal(again, block);
    assert_wiped(again);
    sqlite3_free(again);
}

static void test_what_grows_leaves_nothing_behind(void **state)
{
    (void)state;
    skip_where_blocks_are_watched();
    char *block = sqlite3_malloc(SMALL);
    memset(block, 'x', SMALL);
    char *grown = sqlite3_realloc(block, LARGE);
    for (size_t i = 0; i < SMALL; i++)
        assert_int_equal(grown[i], 'x');
    char *again = sqlite3_malloc(SMALL);
    assert_ptr_equal(again, block);
    assert_wiped(again);
    sqlite3_free(again);
    sqlite3_free(grown);
}

static void *use_many(void *unused)
{
    void *blocks[SIZES * EACH];
    (void)unused;
    for (int i = 0; i < SIZES * EACH; i++)
        blocks[i] = sqlite3_malloc(STEP * (1 + i % SIZES));
    for (int i = 0; i < SIZES * EACH; i++)
        sqlite3_free(blocks[i]);
    return NULL;
}

static void test_a_thread_that_ends_keeps_nothing(void **state)
{
    pthread_t thread;
    (void)state;
    skip_where_blocks_are_watched();
    size_t used = mallinfo2().uordblks;
    assert_int_equal(pthread_create(&thread, NULL, use_many, NULL), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_true(mallinfo2().uordblks < used + EACH * STEP * SIZES * SIZES / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_given_back_is_kept_and_wiped),
        cmocka_unit_test(test_what_grows_leaves_nothing_behind),
        cmocka_unit_test(test_a_thread_that_ends_keeps_nothing),
    };
    return cmocka_run_group_tests(tests, open_once, NULL);
}
