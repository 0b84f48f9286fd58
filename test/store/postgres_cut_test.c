/* A wrapped key that was destroyed stands in no file of a database on PostgreSQL once it was cut,
 * by a role that owns the database and no more. Files are looked through byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <fts.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/store.h"
#include "store/store_test.h"

/* Short ones stand in their rows, long ones beside the table, as the locked keys of cold records
 * may. */
enum { SHORT = 400, LONG = 40, KEYS = SHORT + LONG, KEY_HEAD = 12 };

static const char *url; /* of somebody who may do everything */
static PGconn *all;     /* her connection to the database of the test */
static char owner[300], other[300], mighty[300];
static char keys[KEYS][KEY_HEAD];
static bool may_begin[1 << 16]; /* with these two bytes a key begins */

static void run(PGconn *handle, const char *sql)
{
    PGresult *result = PQexec(handle, sql);
    if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(handle));
    PQclear(result);
}

static void ask(const char *sql, char *out_text, size_t room)
{
    PGresult *result = PQexec(all, sql);
    if (PQntuples(result) != 1)
        fail_msg("%s: %s", sql, PQerrorMessage(all));
    snprintf(out_text, room, "%s", PQgetvalue(result, 0, 0));
    PQclear(result);
}

static int64_t number(const char *sql)
{
    char text[40];
    ask(sql, text, sizeof(text));
    return strtoll(text, NULL, 10);
}

/* ---- the database -------------------------------------------------------------------------- */

static void drop(PGconn *handle)
{
    run(handle, "set client_min_messages = error;");
    run(handle, "drop database if exists haven_cut with (force)");
    run(handle, "drop role if exists haven_cut_owner, haven_cut_other");
}

static int begin(void **state)
{
    (void)state;
    PGconn *handle = PQconnectdb(url);
    const char *host = PQhost(handle);
    drop(handle);
    run(handle, "create role haven_cut_owner login; create role haven_cut_other login");
    run(handle, "create database haven_cut owner haven_cut_owner template template0 encoding 'UTF8'"
                " locale 'C.UTF-8'");
    snprintf(owner, sizeof(owner), "postgresql:///haven_cut?host=%s&user=haven_cut_owner", host);
    snprintf(other, sizeof(other), "postgresql:///haven_cut?host=%s&user=haven_cut_other", host);
    snprintf(mighty, sizeof(mighty), "postgresql:///haven_cut?host=%s&user=%s", host,
             PQuser(handle));
    PQfinish(handle);
    all = PQconnectdb(mighty);
    return PQstatus(all) == CONNECTION_OK ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    PQfinish(all);
    PGconn *handle = PQconnectdb(url);
    drop(handle);
    PQfinish(handle);
    return 0;
}

static void run_as_owner(const char *sql)
{
    PGconn *handle = PQconnectdb(owner);
    run(handle, sql);
    PQfinish(handle);
}

static int compare(const void *a, const void *b)
{
    return memcmp(a, b, KEY_HEAD);
}

static size_t two_bytes(const char *at)
{
    return (size_t)(unsigned char)at[0] << 8 | (unsigned char)at[1];
}

/* How keys begin, for looking for them. */
static void note_keys(void)
{
    PGresult *rows = PQexecParams(all, "select substr(wrapped_key, 1, 12) from person union all"
                                  " select substr(wrapped_key, 1, 12) from cold_case", 0, NULL,
                                  NULL, NULL, NULL, 1);
    assert_int_equal(PQntuples(rows), KEYS);
    memset(may_begin, 0, sizeof(may_begin));
    for (int i = 0; i < KEYS; i++) {
        memcpy(keys[i], PQgetvalue(rows, i, 0), KEY_HEAD);
        may_begin[two_bytes(keys[i])] = true;
    }
    PQclear(rows);
    qsort(keys, KEYS, KEY_HEAD, compare);
}

/* Random bytes, of which hardly any repeat. */
#define BYTES(count)                                                                              \
    "(select decode(string_agg(md5(random()::text || g), ''), 'hex')"                             \
    " from generate_series(1, " count ") g where i > 0)"
#define DESTROYED "update person set wrapped_key = ''; update cold_case set wrapped_key = ''"

static int set_up(void **state)
{
    (void)state;
    run_as_owner("create table person (person bigint primary key, wrapped_key bytea not null,"
                 " rest bytea);"
                 "create table cold_case (person bigint primary key, wrapped_key bytea not null);"
                 "create index person_with_key on person (person) where length(wrapped_key) > 0;"
                 "create table note (note bigint primary key, words text);"
                 "grant all on person, cold_case, note to haven_cut_other;"
                 "grant usage on schema public to haven_cut_other;"
                 "insert into person select i, " BYTES("7") ", " BYTES("20")
                 " from generate_series(1, 400) i;"
                 "insert into cold_case select i, " BYTES("60") " from generate_series(1, 40) i");
    note_keys();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    /* a test that failed may have left one open, which the tables would wait for */
    run(all, "select pg_terminate_backend(pid) from pg_stat_activity"
             " where usename like 'haven_cut%'");
    run_as_owner("drop table person, cold_case, note");
    return 0;
}

/* ---- its files ----------------------------------------------------------------------------- */

static int keys_in_file(const char *path)
{
    struct stat about;
    int found = 0, file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) /* removed meanwhile */
        return 0;
    assert_int_equal(fstat(file, &about), 0);
    size_t size = (size_t)about.st_size;
    char *bytes = size > 0 ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0) : NULL;
    assert_ptr_not_equal(bytes, MAP_FAILED);
    for (size_t at = 0; at + KEY_HEAD <= size; at++)
        found += may_begin[two_bytes(bytes + at)] &&
                 bsearch(bytes + at, keys, KEYS, KEY_HEAD, compare) != NULL;
    if (bytes != NULL)
        munmap(bytes, size);
    close(file);
    return found;
}

/* How often keys stand in the files of a folder of the cluster, or in one file. */
static int keys_in(const char *folder)
{
    char root[200], path[300];
    int found = 0, files = 0;
    ask("select setting from pg_settings where name = 'data_directory'", root, sizeof(root));
    snprintf(path, sizeof(path), "%s/%s", root, folder);
    FTS *walk = fts_open((char *[]){path, NULL}, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    for (FTSENT *entry; (entry = fts_read(walk));)
        if (entry->fts_info == FTS_F) {
            found += keys_in_file(entry->fts_path);
            files++;
        }
    fts_close(walk);
    assert_in_range(files, 1, 100000);
    return found;
}

/* What the server has at hand goes to the files first. */
static int keys_in_base(void)
{
    run(all, "checkpoint");
    return keys_in("base");
}

static int keys_in_table(const char *name)
{
    char sql[100], path[100];
    snprintf(sql, sizeof(sql), "select pg_relation_filepath('%s')", name);
    ask(sql, path, sizeof(path));
    run(all, "checkpoint");
    return keys_in(path);
}

static enum err cut_as(const char *who)
{
    const struct store_settings settings = {.url = who, .reader_limit = 1, .writer_limit = 1};
    struct store *store;
    assert_int_equal(store_open(&settings, &store, NULL), OK);
    enum err err = store_cut_log(store);
    store_close(store);
    return err;
}

/* As the server's timer: who is kept waiting, also by PostgreSQL's own cleaning, comes again. */
static enum err cut_in_the_end_as(const char *who)
{
    enum err err = ERR_BUSY;
    for (int i = 0; i < 300 && err == ERR_BUSY; i++) {
        usleep(i > 0 ? 100000 : 0);
        err = cut_as(who);
    }
    return err;
}

#define LONG_STATISTICS "pg_toast.pg_toast_2619" /* the same in every database */

/* ---- the tests ----------------------------------------------------------------------------- */

/* That the others can fail, and what PostgreSQL leaves behind. */
static void test_keys_stay_in_the_files(void **state)
{
    (void)state;
    run_as_owner("analyze person, cold_case");
    assert_in_range(keys_in_table("pg_statistic") +
                    keys_in_table(LONG_STATISTICS), 50, KEYS);
    run_as_owner(DESTROYED);
    assert_in_range(keys_in_table("person"), SHORT, 2 * KEYS);
    assert_in_range(keys_in_base(), KEYS, 4 * KEYS);
    run_as_owner("vacuum person, cold_case");
    assert_in_range(keys_in_base(), 50, 4 * KEYS);
}

static void test_a_cut_leaves_none(void **state)
{
    (void)state;
    run_as_owner("analyze person, cold_case; " DESTROYED);
    assert_int_equal(cut_in_the_end_as(owner), OK);
    assert_int_equal(keys_in_base(), 0);
    assert_int_equal(number("select count(*) from person"), SHORT);
    assert_int_equal(number("select count(*) from cold_case"), LONG);
}

/* Also not of keys that are in use: statistics are not what anybody thinks of when they go. */
static void test_keys_are_not_counted(void **state)
{
    (void)state;
    assert_int_equal(cut_in_the_end_as(owner), OK);
    assert_in_range(keys_in_table("person"), SHORT, KEYS);
    run_as_owner("analyze person, cold_case");
    assert_int_equal(number("select count(*) from pg_stats where attname = 'wrapped_key'"), 0);
    assert_int_equal(number("select count(*) from pg_stats where attname = 'rest'"), 1);
    assert_int_equal(keys_in_table("pg_statistic"), 0);
    assert_int_equal(keys_in_table(LONG_STATISTICS), 0);
    run_as_owner("delete from person; delete from cold_case");
    assert_int_equal(cut_in_the_end_as(owner), OK);
    assert_int_equal(keys_in_base(), 0);
}

/* She need not have looked at the table yet. */
static void test_who_reads_an_older_state_is_waited_for(void **state)
{
    (void)state;
    PGconn *reader = PQconnectdb(owner);
    run(reader, "begin isolation level repeatable read; select count(*) from note");
    run_as_owner(DESTROYED);
    assert_int_equal(cut_as(owner), ERR_BUSY);
    assert_in_range(keys_in_base(), KEYS, 4 * KEYS);
    run(reader, "select count(*) from person where length(wrapped_key) > 0");
    assert_int_equal(cut_as(owner), ERR_BUSY);
    run(reader, "commit");
    assert_int_equal(cut_in_the_end_as(owner), OK);
    assert_int_equal(keys_in_base(), 0);
    PQfinish(reader);
}

/* A snapshot as of the first look: the server's own counting, say, which comes and goes. */
static void begin_to_read(void *with)
{
    PGconn **reader = with;
    if (*reader != NULL)
        return;
    *reader = PQconnectdb(owner);
    run(*reader, "begin isolation level repeatable read; select count(*) from note");
}

/* What was counted of keys goes in the cut itself; who began to read meanwhile may still see it. */
static void test_who_reads_what_was_counted_is_waited_for(void **state)
{
    (void)state;
    PGconn *reader = NULL;
    run_as_owner("analyze person, cold_case; " DESTROYED);
    assert_in_range(keys_in_table("pg_statistic") + keys_in_table(LONG_STATISTICS), 50, KEYS);
    store_watch_cut(begin_to_read, &reader);
    enum err err = ERR_BUSY;
    for (int i = 0; i < 300 && err == ERR_BUSY; i++) {
        PQfinish(reader); /* of a try before, which PostgreSQL's own cleaning kept waiting */
        reader = NULL;
        err = cut_as(owner);
    }
    store_watch_cut(NULL, NULL);
    assert_non_null(reader);
    assert_int_equal(err, OK);
    assert_int_equal(keys_in_base(), 0);
    PQfinish(reader);
}

static void test_one_server_at_a_time(void **state)
{
    (void)state;
    PGconn *another = PQconnectdb(owner);
    run(another, "select pg_advisory_lock(48267003)");
    run_as_owner(DESTROYED);
    assert_int_equal(cut_as(owner), ERR_BUSY);
    assert_in_range(keys_in_base(), KEYS, 4 * KEYS);
    run(another, "select pg_advisory_unlock_all()");
    assert_int_equal(cut_in_the_end_as(owner), OK);
    assert_int_equal(keys_in_base(), 0);
    PQfinish(another);
}

static void test_who_does_not_own_the_database_is_told(void **state)
{
    (void)state;
    run_as_owner(DESTROYED);
    assert_int_equal(cut_as(other), ERR_DENIED);
    assert_in_range(keys_in_base(), KEYS, 4 * KEYS);
}

/* Until the server has read its settings. It tells its processes before it makes another. */
static void wait_for_setting(const char *name, const char *value)
{
    char sql[80], found[40] = "";
    snprintf(sql, sizeof(sql), "show %s", name);
    for (int i = 0; i < 3000 && strcmp(found, value) != 0; i++) {
        usleep(10000);
        PGconn *asking = PQconnectdb(mighty);
        PGresult *result = PQexec(asking, sql);
        snprintf(found, sizeof(found), "%s", PQgetvalue(result, 0, 0));
        PQclear(result);
        PQfinish(asking);
    }
    assert_string_equal(found, value);
}

/* As doc/retention.md says. What is granted on functions is of this database, membership of all. */
static void test_segments_end_where_the_role_may(void **state)
{
    (void)state;
    assert_in_range(keys_in("pg_wal"), KEYS / 2, 100 * KEYS);
    run_as_owner(DESTROYED);
    run(all, "alter system set wal_recycle = off");
    run(all, "select pg_reload_conf()");
    run(all, "grant pg_checkpoint to haven_cut_owner;"
             "grant execute on function pg_switch_wal() to haven_cut_owner");
    wait_for_setting("wal_recycle", "off");
    assert_int_equal(cut_in_the_end_as(owner), OK);
    int found = keys_in("pg_wal");
    run(all, "alter system reset wal_recycle");
    run(all, "select pg_reload_conf()");
    run(all, "revoke pg_checkpoint from haven_cut_owner;"
             "revoke execute on function pg_switch_wal() from haven_cut_owner");
    assert_int_equal(found, 0);
    assert_int_equal(keys_in_base(), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_keys_stay_in_the_files),
        TEST(test_a_cut_leaves_none),
        TEST(test_keys_are_not_counted),
        TEST(test_who_reads_an_older_state_is_waited_for),
        TEST(test_who_reads_what_was_counted_is_waited_for),
        TEST(test_one_server_at_a_time),
        TEST(test_who_does_not_own_the_database_is_told),
        TEST(test_segments_end_where_the_role_may),
    };
    url = getenv("HAVEN_TEST_POSTGRES");
    if (url == NULL) {
        puts("1..0 # SKIP HAVEN_TEST_POSTGRES names no database");
        return 0;
    }
    return cmocka_run_group_tests(tests, begin, end);
}
