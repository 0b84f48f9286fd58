/* What the program does with a data folder that is not as it was left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/app.h"
#include "app/demo.h"

static char folder[64], path[160];
static struct settings settings;

static const char *file(const char *name)
{
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

static int set_up(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/haven-folder-XXXXXX");
    settings = (struct settings){.data = folder, .database = "", .key = "", .clock = "",
                                 .address = "127.0.0.1"};
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    static const char *const files[] = {"haven.db", "haven.db-wal", "haven.db-shm", "readings.db",
                                        "readings.db-wal", "readings.db-shm", "root.key",
                                        "addresses-opened", "log-signed",
                                        "rights-proven", "demo", "lock",
                                        "reserve", "kept.key"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(files); i++)
        unlink(file(files[i]));
    return rmdir(folder);
}

static enum err open_and_close(void)
{
    struct app app;
    enum err err = app_open(&settings, &app);
    if (err == OK)
        app_close(&app);
    return err;
}

static void touch(const char *name)
{
    int made = open(file(name), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(made >= 0);
    close(made);
}

static void read_key(char out[256])
{
    memset(out, 0, 256);
    FILE *key = fopen(file("root.key"), "rb");
    assert_non_null(key);
    assert_true(fread(out, 1, 255, key) > 0);
    fclose(key);
}

static void test_a_lost_key_is_not_made_anew(void **state)
{
    (void)state;
    assert_int_equal(open_and_close(), OK);
    assert_int_equal(unlink(file("root.key")), 0);
    assert_int_equal(open_and_close(), ERR_INVALID);
    assert_int_not_equal(access(file("root.key"), F_OK), 0);
}

static void test_another_key_is_refused(void **state)
{
    char kept[160];
    (void)state;
    assert_int_equal(open_and_close(), OK);
    strcpy(kept, file("kept.key"));
    assert_int_equal(rename(file("root.key"), kept), 0);
    struct vault *other;
    const char *reason = "";
    assert_int_equal(vault_open(file("root.key"), &other, &reason), OK);
    vault_close(other);
    assert_int_equal(open_and_close(), ERR_CONFLICT);
    assert_int_equal(rename(kept, file("root.key")), 0);
    assert_int_equal(open_and_close(), OK);
}

static void test_a_marker_makes_no_demo(void **state)
{
    (void)state;
    assert_int_equal(open_and_close(), OK);
    touch("demo");
    assert_int_equal(open_and_close(), ERR_INVALID);
}

/* Everybody's codes stand on a page of the demo. */
static void test_a_demo_is_not_for_the_network(void **state)
{
    (void)state;
    touch("demo");
    assert_int_equal(open_and_close(), OK);
    settings.address = "0.0.0.0";
    assert_int_equal(open_and_close(), ERR_INVALID);
    assert_int_equal(unlink(file("demo")), 0);
    /* without the marker it would be real people's, and a demo's key never opens that */
    assert_int_equal(open_and_close(), ERR_INVALID);
}

/* A database that is away for an hour, to be put back: its key must still be there then. */
static void test_a_demo_never_takes_the_place_of_a_key(void **state)
{
    static const struct demo_size small = {.people = 2, .houses = 1, .seed = 1,
                                           .now = {INT64_MIN}};
    char before[256], after[256];
    (void)state;
    assert_int_equal(open_and_close(), OK);
    read_key(before);
    assert_int_equal(unlink(file("haven.db")), 0);
    unlink(file("haven.db-wal"));
    unlink(file("haven.db-shm"));
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    enum err err = demo_make(&settings, &small, out);
    fclose(out);
    assert_string_equal(err_name(err), "conflict");
    read_key(after);
    assert_string_equal(before, after);
    assert_int_not_equal(access(file("demo"), F_OK), 0);
}

/* Whoever opens the folder, a command as well as the server, leaves nothing that others can
 * read. */
static void test_nothing_is_readable_by_others(void **state)
{
    static const char *const files[] = {"haven.db", "readings.db", "reserve", "root.key", "lock",
                                        "addresses-opened", "log-signed", "rights-proven"};
    (void)state;
    mode_t before = umask(022);
    assert_int_equal(open_and_close(), OK);
    umask(before);
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        struct stat about;
        assert_int_equal(stat(file(files[i]), &about), 0);
        assert_int_equal(about.st_mode & 077, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_lost_key_is_not_made_anew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_another_key_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_marker_makes_no_demo, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_demo_is_not_for_the_network, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_demo_never_takes_the_place_of_a_key, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_nothing_is_readable_by_others, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
