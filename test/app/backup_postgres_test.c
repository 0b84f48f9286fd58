/* A database changes places by its backups, SQLite to PostgreSQL and back, and nothing is left
 * behind where that fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <libpq-fe.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <unistd.h>

#include "app/backup.h"
#include "app/backup_copies.h"
#include "app/backup_files.h"
#include "app/demo.h"
#include "app/restore.h"
#include "guard/audit.h"
#include "postgres_empty.h"

enum { PEOPLE = 40, HOUSES = 5, KEY_HEAD = 12 };

static const struct instant start = {INT64_C(1795600000000)};

static struct arena arena;
static const char *url;
static char root[64];
static const char *demo, *backups, *place, *second_place, *third_place;
static char secret[BACKUP_KEY_CHARS + 1], public_key[BACKUP_KEY_CHARS + 1];
static const char *reason;

static struct instant at_second(int second)
{
    return instant_add_ms(start, second * MS_PER_SECOND);
}

static struct instant at_day(int day)
{
    return instant_add_ms(start, day * MS_PER_DAY);
}

/* ---- a demo --------------------------------------------------------------------- */

static const char *path_of(const char *name)
{
    return str_format(&arena, "%s/%s", root, name).at;
}

static struct settings settings_of(const char *data, const char *database)
{
    return (struct settings){.data = data, .database = database, .key = "", .clock = "",
                             .address = "127.0.0.1", .law_key = "", .backup = "",
                             .backup_key = "", .duty_keys = ""};
}

static struct app app_of(const char *data, const char *database)
{
    struct settings settings = settings_of(data, database);
    struct app app;
    assert_int_equal(app_open(&settings, &app), OK);
    return app;
}

static void make_demo(void)
{
    const struct demo_size size = {.people = PEOPLE, .houses = HOUSES, .seed = 1,
                                   .now = INSTANT_NONE};
    FILE *nowhere = fopen("/dev/null", "w");
    strcpy(root, "/tmp/haven-moves-XXXXXX");
    assert_non_null(mkdtemp(root));
    arena = arena_make((size_t)1 << 30);
    demo = path_of("demo");
    backups = path_of("backups");
    place = path_of("place");
    second_place = path_of("second");
    third_place = path_of("third");
    struct settings settings = settings_of(demo, "");
    settings.is_bulk = true;
    assert_int_equal(demo_make(&settings, &size, nowhere), OK);
    fclose(nowhere);
    assert_int_equal(mkdir(backups, 0700), 0);
    backup_key_make(secret, public_key);
    assert_true(postgres_empty(url));
}

/* All but the one of that name. */
static void delete_backups(const char *kept)
{
    DIR *dir = opendir(backups);
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        if (kept == NULL || strncmp(entry->d_name, kept, strlen(kept)) != 0)
            unlinkat(dirfd(dir), entry->d_name, 0);
    closedir(dir);
}

static int remove_demo(void **state)
{
    (void)state;
    restore_delete(&arena, demo);
    restore_delete(&arena, place);
    delete_backups(NULL);
    rmdir(backups);
    rmdir(root);
    arena_free(&arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    delete_backups(backup_name(&arena, start).at);
    restore_delete(&arena, second_place);
    restore_delete(&arena, third_place);
    return 0;
}

/* ---- taking and restoring ------------------------------------------------------------------ */

static struct backup backup_of(struct app *app)
{
    return (struct backup){.app = app, .folder = backups, .public_key = str_of(public_key)};
}

static void back_up(const char *data, const char *database, struct instant at)
{
    struct app app = app_of(data, database);
    struct backup backup = backup_of(&app);
    enum err err = backup_take(&backup, COPY_ONLY, at);
    if (err != OK)
        fail_msg("%s: %s", err_name(err), backup.reason);
    backup_end(&backup);
    app_close(&app);
}

static enum err restore_with(const char *to, const char *database, struct instant until,
                             struct progress *progress)
{
    struct restored restored;
    struct restore_order order = {.from = backups, .secret = str_of(secret), .to = to,
                                  .until = until, .database = database, .progress = progress};
    return restore(&arena, &order, &restored, &reason);
}

static void restore_to(const char *to, const char *database, struct instant until)
{
    enum err err = restore_with(to, database, until, NULL);
    if (err != OK)
        fail_msg("%s: %s", err_name(err), reason);
}

static int64_t in_postgres(const char *sql)
{
    PGconn *handle = PQconnectdb(url);
    PGresult *result = PQexec(handle, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK)
        fail_msg("%s", PQerrorMessage(handle));
    int64_t number = PQntuples(result) > 0 ? strtoll(PQgetvalue(result, 0, 0), NULL, 10) : 0;
    PQclear(result);
    PQfinish(handle);
    return number;
}

static int64_t tables_there(void)
{
    return in_postgres("select count(*) from pg_class"
                       " where relnamespace = 'public'::regnamespace");
}

static size_t files_of_backups(void)
{
    size_t count = 0;
    DIR *dir = opendir(backups);
    while (readdir(dir) != NULL)
        count++;
    closedir(dir);
    return count - 2;
}

static bool is_there(const char *folder, const char *name)
{
    return access(str_format(&arena, "%s/%s", folder, name).at, F_OK) == 0;
}

static const char *file_of(const char *folder, const char *name)
{
    return str_format(&arena, "%s/%s", folder, name).at;
}

static void assert_no_copies(const char *folder)
{
    DIR *dir = opendir(file_of(folder, "record"));
    for (struct dirent *entry; (entry = readdir(dir));)
        if (strncmp(entry->d_name, "backup-", 7) == 0)
            fail_msg("%s is left", entry->d_name);
    closedir(dir);
}

/* The demo, its backup, and the database filled from it, in place: made once. */
static int begin(void **state)
{
    (void)state;
    make_demo();
    back_up(demo, "", start);
    restore_to(place, url, start);
    return 0;
}

/* ---- the same rows ------------------------------------------------------------------------- */

static int64_t number_of(sqlite3 *file, char *sql)
{
    sqlite3_stmt *row;
    assert_int_equal(sqlite3_prepare_v2(file, sql, -1, &row, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    sqlite3_free(sql);
    return number;
}

/* How many tables the files have, each with the same rows in both. */
static int same_tables(const char *left, const char *right)
{
    sqlite3 *file;
    sqlite3_stmt *names;
    int count = 0;
    assert_int_equal(sqlite3_open(left, &file), SQLITE_OK);
    char *attach = sqlite3_mprintf("attach %Q as other", right);
    assert_int_equal(sqlite3_exec(file, attach, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_free(attach);
    assert_int_equal(sqlite3_prepare_v2(file, "select name from main.sqlite_schema where type ="
                                        " 'table'", -1, &names, NULL), SQLITE_OK);
    for (; sqlite3_step(names) == SQLITE_ROW; count++) {
        const unsigned char *name = sqlite3_column_text(names, 0);
        int64_t differ = number_of(file, sqlite3_mprintf(
            "select (select count(*) from (select * from main.\"%w\" except select * from"
            " other.\"%w\")) + abs((select count(*) from main.\"%w\") - (select count(*) from"
            " other.\"%w\"))", name, name, name, name));
        if (differ != 0)
            fail_msg("%s is not the same", name);
    }
    sqlite3_finalize(names);
    sqlite3_close(file);
    return count;
}

static void test_every_table_comes_back(void **state)
{
    (void)state;
    assert_false(is_there(place, "record/haven.db"));
    assert_false(is_there(place, "record/readings.db"));
    assert_true(is_there(place, "vault/root.key"));
    back_up(place, url, at_second(1));
    assert_no_copies(place);
    restore_to(second_place, "", start);
    restore_to(third_place, "", at_second(1));
    int tables = same_tables(file_of(second_place, "record/haven.db"),
                             file_of(third_place, "record/haven.db"));
    assert_in_range(tables, 80, 500);
    tables = same_tables(file_of(second_place, "record/readings.db"),
                         file_of(third_place, "record/readings.db"));
    assert_int_equal(tables, 8);
}

/* ---- the log ------------------------------------------------------------------------------- */

static enum err write_nothing(struct job *job, void *with)
{
    (void)with;
    job_audit(job, VERB_noted, RECORD_database, 1);
    return OK;
}

/* A write, readings, and a look at the whole log. */
static int64_t go_on(const char *data, const char *database)
{
    struct app app = app_of(data, database);
    struct job job;
    struct audit_break broken;
    int64_t lines;
    assert_int_equal(app_job_begin(&app, &arena, &job), OK);
    assert_int_equal(job_write(&job, write_nothing, NULL), OK);
    for (int i = 0; i < 3; i++) {
        job_audit(&job, VERB_read, RECORD_database, 1);
        assert_int_equal(job_audit_commit(&job), OK);
    }
    assert_int_equal(audit_note_readings(&job), OK);
    app_job_end(&job);
    assert_int_equal(app_job_begin(&app, &arena, &job), OK);
    assert_int_equal(audit_verify(&job, &lines, &broken), OK);
    app_job_end(&job);
    app_close(&app);
    return lines;
}

/* Chains of SQLite, of PostgreSQL, and of SQLite once more. */
static void test_the_log_goes_on_wherever_it_is(void **state)
{
    (void)state;
    restore_to(second_place, "", INSTANT_NONE);
    int64_t lines = go_on(second_place, "");
    for (int round = 1; round < 4; round++) {
        const char *from = round % 2 ? "" : url, *to = round % 2 ? url : "";
        back_up(second_place, from, at_second(round));
        restore_delete(&arena, second_place);
        assert_true(to[0] == 0 || postgres_empty(url));
        restore_to(second_place, to, INSTANT_NONE);
        assert_int_equal(go_on(second_place, to), lines + 4 * round);
    }
}

/* ---- keys ---------------------------------------------------------------------------------- */

static int compare_heads(const void *a, const void *b)
{
    return memcmp(a, b, KEY_HEAD);
}

/* No wrapped key's first bytes stand anywhere in the data: not in a row, and not in what SQLite
 * moved about in its pages while they were filled. */
static size_t keys_looked_for(struct str name)
{
    struct str data, bytes;
    struct keys_part keys;
    struct key_row row;
    assert_int_equal(backup_read(&arena, backup_path(&arena, backups, name, "data"),
                                 str_of(secret), NULL, &data), OK);
    assert_int_equal(backup_read(&arena, backup_path(&arena, backups, name, "keys"),
                                 str_of(secret), NULL, &bytes), OK);
    assert_int_equal(keys_parse(bytes, &keys), OK);
    struct buf heads = buf_make(&arena, 1 << 16);
    while (keys.rows.size > 0) {
        assert_int_equal(key_row_take(&keys.rows, &row), OK);
        buf_add(&heads, (struct str){row.wrapped_key.at + 33, KEY_HEAD});
    }
    size_t count = heads.size / KEY_HEAD;
    qsort(heads.at, count, KEY_HEAD, compare_heads);
    for (size_t at = 0; at + KEY_HEAD <= data.size; at++)
        if (bsearch(data.at + at, heads.at, count, KEY_HEAD, compare_heads))
            fail_msg("a wrapped key stands in the data at %zu", at);
    return count;
}

static void test_the_data_holds_no_key(void **state)
{
    (void)state;
    back_up(place, url, at_second(1));
    size_t count = keys_looked_for(backup_name(&arena, start));
    assert_in_range(count, PEOPLE, 10 * PEOPLE);
    assert_int_equal(keys_looked_for(backup_name(&arena, at_second(1))), count);
}

/* ---- what goes wrong ----------------------------------------------------------------------- */

/* Progress that is told each time, and does something. */
struct watch {
    void (*act)(void);
    struct progress progress;
    int told;
};

static ssize_t act(void *with, const char *bytes, size_t size)
{
    struct watch *watch = with;
    (void)bytes;
    watch->progress.told_ms = 0;
    watch->told++;
    watch->act();
    return (ssize_t)size;
}

static void watch_begin(struct watch *watch, void (*do_this)(void))
{
    *watch = (struct watch){.act = do_this};
    watch->progress.out = fopencookie(watch, "w", (cookie_io_functions_t){.write = act});
    assert_non_null(watch->progress.out);
}

static void cut(void)
{
    in_postgres("select pg_terminate_backend(pid) from pg_stat_activity where"
                " datname = current_database() and pid <> pg_backend_pid()");
}

static void test_a_lost_connection_leaves_no_backup(void **state)
{
    struct watch watch;
    (void)state;
    struct app app = app_of(place, url);
    struct backup backup = backup_of(&app);
    watch_begin(&watch, cut);
    backup.progress = &watch.progress;
    assert_int_equal(backup_take(&backup, COPY_ONLY, at_second(1)), ERR_BUSY);
    fclose(watch.progress.out);
    app_close(&app);
    assert_no_copies(place);
    assert_int_equal(files_of_backups(), 2);
}

static void test_a_full_disk_leaves_nothing(void **state)
{
    struct rlimit kept, limit;
    (void)state;
    struct app app = app_of(place, url);
    struct backup backup = backup_of(&app);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &kept), 0);
    /* of the copies, of the second copy's journal, of the sealed file */
    for (rlim_t most = 1 << 16; most < (rlim_t)1 << 22; most *= 4) {
        limit = (struct rlimit){most, kept.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        enum err err = backup_take(&backup, COPY_ONLY, at_second(1));
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &kept), 0);
        if (err == OK)
            break;
        assert_int_equal(err, ERR_BUSY);
        assert_no_copies(place);
        assert_int_equal(files_of_backups(), 2);
    }
    app_close(&app);
}

static void look_at_copies(void)
{
    struct stat about;
    if (stat(file_of(place, "backup-exact"), &about) == 0)
        assert_int_equal(about.st_mode & 0777, 0600);
    if (stat(file_of(place, "backup-readings"), &about) == 0)
        assert_int_equal(about.st_mode & 0777, 0600);
}

static void test_copies_are_nobody_elses(void **state)
{
    struct watch watch;
    (void)state;
    struct app app = app_of(place, url);
    struct backup backup = backup_of(&app);
    watch_begin(&watch, look_at_copies);
    backup.progress = &watch.progress;
    assert_int_equal(backup_take(&backup, COPY_ONLY, at_second(1)), OK);
    assert_in_range(watch.told, 10, 100000);
    fclose(watch.progress.out);
    app_close(&app);
}

static void leave_a_copy(void)
{
    int file = open(file_of(place, "backup-exact"), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(file >= 0);
    close(file);
}

/* What a killed process left goes when the next starts, but not while another is at work there. */
static void test_left_copies_are_deleted(void **state)
{
    (void)state;
    struct settings settings = settings_of(place, url);
    leave_a_copy();
    int lock = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(flock(lock, LOCK_EX), 0);
    copies_clean(&settings);
    assert_true(is_there(place, "backup-exact"));
    close(lock);
    copies_clean(&settings);
    assert_no_copies(place);
}

/* ---- several processes --------------------------------------------------------------------- */

static void test_one_process_a_day_takes_it(void **state)
{
    (void)state;
    struct app app = app_of(place, url);
    struct backup first = backup_of(&app), second = backup_of(&app);
    assert_int_equal(backup_follow(&first, at_second(60)), OK); /* one of today is there */
    assert_int_equal(files_of_backups(), 2);
    PGconn *other = PQconnectdb(url);
    PQclear(PQexec(other, "select pg_advisory_lock(48267002)"));
    assert_int_equal(backup_follow(&first, at_day(1)), OK); /* another is at it */
    assert_int_equal(files_of_backups(), 2);
    assert_int_equal(backup_take(&first, COPY_ONLY, at_day(1)), ERR_BUSY);
    assert_non_null(strstr(first.reason, "another process"));
    PQclear(PQexec(other, "select pg_advisory_unlock(48267002)"));
    PQfinish(other);
    assert_int_equal(backup_follow(&first, at_day(1)), OK);
    assert_int_equal(files_of_backups(), 4);
    assert_int_equal(backup_follow(&second, instant_add_ms(at_day(1), 1)), OK);
    assert_int_equal(backup_follow(&first, instant_add_ms(at_day(2), -1)), OK);
    assert_int_equal(files_of_backups(), 4);
    assert_int_equal(backup_follow(&second, at_day(2)), OK);
    assert_int_equal(backup_follow(&first, instant_add_ms(at_day(2), 1)), OK);
    assert_int_equal(files_of_backups(), 6);
    app_close(&app);
    restore_to(second_place, "", INSTANT_NONE);
}

/* ---- what is not restored ------------------------------------------------------------------ */

static void test_a_database_in_use_is_not_filled(void **state)
{
    (void)state;
    assert_true(postgres_empty(url));
    in_postgres("create table person (theirs text)");
    assert_int_equal(restore_with(second_place, url, start, NULL), ERR_CONFLICT);
    assert_non_null(strstr(reason, "not empty"));
    assert_int_equal(access(second_place, F_OK), -1);
    assert_int_equal(in_postgres("select count(*) from pg_tables where schemaname = 'public'"), 1);
}

static void test_what_cannot_be_restored_leaves_nothing(void **state)
{
    struct watch watch;
    (void)state;
    assert_true(postgres_empty(url));
    watch_begin(&watch, cut);
    assert_int_equal(restore_with(second_place, url, start, &watch.progress), ERR_BUSY);
    fclose(watch.progress.out);
    assert_int_equal(access(second_place, F_OK), -1);
    assert_int_equal(tables_there(), 0);
    assert_int_equal(restore_with(second_place, "postgresql:///nowhere?host=/nowhere", start, NULL),
                     ERR_BUSY);
    assert_int_equal(access(second_place, F_OK), -1);
    backup_key_make(secret, public_key); /* another's key */
    assert_int_equal(restore_with(second_place, url, start, NULL), ERR_INVALID);
    assert_int_equal(access(second_place, F_OK), -1);
    assert_int_equal(tables_there(), 0);
}

#define TEST(name) cmocka_unit_test_teardown(name, tear_down)

/* The last three empty the database. */
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_table_comes_back),
        TEST(test_the_data_holds_no_key),
        TEST(test_a_lost_connection_leaves_no_backup),
        TEST(test_a_full_disk_leaves_nothing),
        TEST(test_copies_are_nobody_elses),
        TEST(test_left_copies_are_deleted),
        TEST(test_one_process_a_day_takes_it),
        TEST(test_the_log_goes_on_wherever_it_is),
        TEST(test_a_database_in_use_is_not_filled),
        TEST(test_what_cannot_be_restored_leaves_nothing),
    };
    url = getenv("HAVEN_TEST_POSTGRES");
    if (url == NULL) {
        puts("1..0 # SKIP HAVEN_TEST_POSTGRES names no database");
        return 0;
    }
    return cmocka_run_group_tests(tests, begin, remove_demo);
}
