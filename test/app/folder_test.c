/* What the program does with a data folder that is not as it was left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/apart.h"
#include "app/app.h"
#include "app/demo.h"
#include "app/folder.h"
#include "app/restore.h"

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
                                 .address = "127.0.0.1", .witnesses = "", .backup = "",
                                 .backup_key = "", .reserve = ""};
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    struct arena arena = arena_make(1 << 16);
    (void)state;
    unlink(file("kept.key"));
    unlink(file("haven.ini"));
    restore_delete(&arena, folder);
    arena_free(&arena);
    return access(folder, F_OK) == 0; /* nothing else is left behind */
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
    FILE *key = fopen(file("vault/root.key"), "rb");
    assert_non_null(key);
    assert_true(fread(out, 1, 255, key) > 0);
    fclose(key);
}

static void test_a_lost_key_is_not_made_anew(void **state)
{
    (void)state;
    assert_int_equal(open_and_close(), OK);
    assert_int_equal(unlink(file("vault/root.key")), 0);
    assert_int_equal(open_and_close(), ERR_INVALID);
    assert_int_not_equal(access(file("vault/root.key"), F_OK), 0);
}

static void test_another_key_is_refused(void **state)
{
    char kept[160];
    (void)state;
    assert_int_equal(open_and_close(), OK);
    strcpy(kept, file("kept.key"));
    assert_int_equal(rename(file("vault/root.key"), kept), 0);
    struct vault *other;
    const char *reason = "";
    assert_int_equal(vault_open(file("vault/root.key"), &other, &reason), OK);
    vault_close(other);
    assert_int_equal(open_and_close(), ERR_CONFLICT);
    assert_int_equal(rename(kept, file("vault/root.key")), 0);
    assert_int_equal(open_and_close(), OK);
}

static void test_a_marker_makes_no_demo(void **state)
{
    (void)state;
    assert_int_equal(open_and_close(), OK);
    touch("record/demo");
    assert_int_equal(open_and_close(), ERR_INVALID);
}

/* Everybody's codes stand on a page of the demo. */
static void test_a_demo_is_not_for_the_network(void **state)
{
    (void)state;
    assert_int_equal(folder_make(&settings), OK);
    touch("record/demo");
    assert_int_equal(open_and_close(), OK);
    settings.address = "0.0.0.0";
    assert_int_equal(open_and_close(), ERR_INVALID);
    assert_int_equal(unlink(file("record/demo")), 0);
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
    assert_int_equal(unlink(file("record/haven.db")), 0);
    unlink(file("record/haven.db-wal"));
    unlink(file("record/haven.db-shm"));
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    enum err err = demo_make(&settings, &small, out);
    fclose(out);
    assert_string_equal(err_name(err), "conflict");
    read_key(after);
    assert_string_equal(before, after);
    assert_int_not_equal(access(file("record/demo"), F_OK), 0);
}

/* Whoever opens the folder, a command as well as the server, leaves nothing that others can
 * read. */
static void test_nothing_is_readable_by_others(void **state)
{
    static const char *const files[] = {"record", "vault", "record/haven.db", "record/readings.db",
                                        "record/reserve", "record/lock", "record/rights-proven",
                                        "vault/root.key", "vault/addresses-opened",
                                        "vault/log-signed"};
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

/* ---- what the web process may open --------------------------------------------------------- */

static bool is_shut(const char *name)
{
    int opened = open(name, O_RDONLY | O_CLOEXEC);
    return opened < 0 && errno == EACCES;
}

/* A web process as the server's, which asks its supervisor for the vault. */
static int be_web(const struct settings *web)
{
    struct app app;
    char key[160];
    strcpy(key, web->key[0] ? web->key : file("vault/root.key"));
    if (folder_make(web) != OK || apart_check(web) != OK)
        return 1;
    apart_leave(web);
    if (app_open(web, &app) != OK)
        return 2;
    bool is_kept = is_shut(key) && is_shut(file("vault/addresses-opened")) &&
                   is_shut(file("vault/log-signed")) &&
                   is_shut(file("haven.ini")) && truncate(key, 0) != 0 && unlink(key) != 0 &&
                   open(file("vault/made"), O_CREAT | O_WRONLY | O_CLOEXEC, 0600) < 0;
    int made = open(file("record/made"), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    bool is_left = made >= 0 && unlink(file("record/made")) == 0 &&
                   !is_shut(file("record/haven.db"));
    app_close(&app);
    return !is_kept ? 3 : !is_left ? 4 : 0;
}

static int end_of_server(void)
{
    int status;
    pid_t child = fork();
    if (child == 0)
        _exit(supervise(&settings, be_web));
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The vault makes both files after the web process has left their folder. */
static void test_the_key_opens_for_the_vault_alone(void **state)
{
    char key[160];
    (void)state;
    if (getenv("HAVEN_INSTRUMENTED")) { /* script/tests-in-c: valgrind knows no Landlock */
        print_message("# not here: valgrind cannot live in the cage\n");
        return; /* cmocka writes a test that is skipped as "not ok" */
    }
    touch("haven.ini");
    assert_int_equal(end_of_server(), 0);
    assert_int_equal(end_of_server(), 0);
    assert_int_equal(access(file("vault/root.key"), F_OK), 0);
    strcpy(key, file("kept.key"));
    assert_int_equal(rename(file("vault/root.key"), key), 0);
    settings.key = key;
    assert_int_equal(end_of_server(), 0);
    assert_int_equal(access(key, F_OK), 0);
}

/* Its folder could not be left without leaving the record. */
static void test_a_key_in_the_record_is_refused(void **state)
{
    char key[160];
    (void)state;
    strcpy(key, file("record/my.key"));
    settings.key = key;
    assert_int_equal(end_of_server(), 1);
    assert_int_not_equal(access(key, F_OK), 0);
    settings.key = "";
    settings.backup = folder; /* the vault's half lies in it */
    assert_int_equal(end_of_server(), 1);
}

/* ---- from when all lay side by side -------------------------------------------------------- */

/* In the order in which it happens, this many renames are let through; then the process is killed.
 * Below zero: all are. */
static int renames_left = -1;

int rename(const char *from, const char *to)
{
    if (renames_left == 0)
        raise(SIGKILL);
    renames_left -= renames_left > 0;
    return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

static const char *const olds[] = {"haven.db", "readings.db", "reserve", "rights-proven", "lock",
                                   "root.key", "addresses-opened", "log-signed", "haven.db-wal",
                                   "checkpoints", "backup-exact", "law"};
enum { OLDS = COUNT_OF(olds), VAULT_FROM = 5, VAULT_TO = 7, EMPTY_FROM = 8, EMPTY_TO = 10 };

static const char *new_place(size_t i)
{
    static char place[64];
    bool is_the_vaults = i >= VAULT_FROM && i <= VAULT_TO;
    snprintf(place, sizeof(place), "%s/%s", is_the_vaults ? "vault" : "record", olds[i]);
    return place;
}

/* The numbers of the files, which they keep wherever they are moved to. */
static void make_old(ino_t out_numbers[OLDS])
{
    char to[160];
    renames_left = -1;
    assert_int_equal(open_and_close(), OK);
    for (size_t i = 0; i < OLDS; i++) {
        struct stat about;
        strcpy(to, file(olds[i]));
        if (i >= EMPTY_FROM && i <= EMPTY_TO)
            touch(olds[i]);
        else if (strcmp(olds[i], "law") == 0)
            assert_int_equal(mkdir(to, 0700), 0);
        else
            assert_int_equal(rename(file(new_place(i)), to), 0);
        assert_int_equal(stat(to, &about), 0);
        out_numbers[i] = about.st_ino;
    }
    touch("law/laid-here");
    touch("kept.key"); /* of which nobody knows */
    assert_int_equal(rmdir(file("record")) | rmdir(file("vault")), 0);
}

static void assert_carried(const ino_t numbers[OLDS])
{
    struct stat about;
    for (size_t i = 0; i < OLDS; i++) {
        assert_int_equal(stat(file(new_place(i)), &about), 0);
        assert_int_equal(about.st_ino, numbers[i]);
        assert_int_not_equal(access(file(olds[i]), F_OK), 0);
    }
    assert_int_equal(access(file("record/law/laid-here"), F_OK), 0);
    assert_int_equal(access(file("kept.key"), F_OK), 0);
}

static void drop_what_is_made_here(void)
{
    assert_int_equal(unlink(file("record/law/laid-here")) | rmdir(file("record/law")), 0);
    assert_int_equal(unlink(file("record/backup-exact")), 0);
}

/* Without the line that tells so, which is none of this test's. */
static enum err carry(void)
{
    int kept = dup(STDOUT_FILENO), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    fflush(stdout);
    assert_true(kept >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0);
    enum err err = folder_carry_over(&settings);
    assert_true(dup2(kept, STDOUT_FILENO) >= 0);
    close(kept);
    close(nowhere);
    return err;
}

/* True: it was killed before the end. */
static bool carry_and_die(int renames)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        renames_left = renames;
        _exit(carry() == OK ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return WIFSIGNALED(status);
}

/* Wherever it is cut off, whoever opens it next goes on. */
static void test_an_old_folder_is_carried_over(void **state)
{
    int killed = 0;
    for (bool was_killed = true; was_killed; killed += was_killed) {
        ino_t numbers[OLDS];
        make_old(numbers);
        was_killed = carry_and_die(killed);
        assert_int_equal(carry(), OK);
        assert_carried(numbers);
        assert_int_equal(open_and_close(), OK);
        drop_what_is_made_here();
        assert_int_equal(tear_down(state) | set_up(state), 0);
    }
    assert_int_equal(killed, OLDS); /* before each of them */
}

static void test_nothing_is_moved_onto_another(void **state)
{
    ino_t numbers[OLDS];
    struct stat about;
    (void)state;
    make_old(numbers);
    assert_int_equal(mkdir(file("record"), 0700), 0);
    touch("record/haven.db");
    assert_int_equal(carry(), ERR_CONFLICT);
    assert_int_equal(stat(file("haven.db"), &about), 0);
    assert_int_equal(about.st_ino, numbers[0]);
    assert_int_equal(unlink(file("record/haven.db")), 0);
    assert_int_equal(carry(), OK);
    assert_carried(numbers);
    drop_what_is_made_here();
}

static void test_nothing_is_moved_under_a_server(void **state)
{
    ino_t numbers[OLDS];
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)state;
    make_old(numbers);
    int lock = open(file("lock"), O_RDWR | O_CLOEXEC);
    assert_int_equal(flock(lock, LOCK_EX | LOCK_NB), 0);
    assert_int_equal(carry(), ERR_LOCKED);
    close(lock);
    int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    strcpy(address.sun_path, file("control")); /* all that a server on PostgreSQL has */
    assert_int_equal(bind(listening, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(listening, 1), 0);
    assert_int_equal(carry(), ERR_LOCKED);
    assert_int_equal(access(file("root.key"), F_OK) | access(file("haven.db"), F_OK), 0);
    close(listening);
    assert_int_equal(carry(), OK);
    assert_carried(numbers);
    assert_int_equal(unlink(file("record/control")), 0);
    drop_what_is_made_here();
}

static void test_what_a_setting_names_stays(void **state)
{
    ino_t numbers[OLDS];
    char key[160];
    (void)state;
    make_old(numbers);
    strcpy(key, file("root.key"));
    settings.key = key;
    assert_int_equal(carry(), OK);
    assert_int_equal(open_and_close(), OK);
    assert_int_equal(access(file("root.key"), F_OK), 0);
    settings.key = "";
    assert_int_equal(carry(), OK);
    assert_int_equal(open_and_close(), OK); /* with its own key, from its place */
    assert_int_equal(access(file("vault/root.key"), F_OK), 0);
    drop_what_is_made_here();
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
        cmocka_unit_test_setup_teardown(test_the_key_opens_for_the_vault_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_key_in_the_record_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_an_old_folder_is_carried_over, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nothing_is_moved_onto_another, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nothing_is_moved_under_a_server, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_a_setting_names_stays, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
