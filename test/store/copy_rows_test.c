/* Rows change places between the engines: every kind of value, and every way it can go wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <libpq-fe.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "postgres_empty.h"
#include "store/copy_rows.h"

enum { LARGE_BLOB = 3 << 20, MANY_ROWS = 5000 };

static const char log_tables[] =
    "create table log_line (writer @ID@ not null, number @ID@ not null,"
    " primary key (writer, number)) @ROWS_BY_KEY@;\n"
    "create table log_seed (one @INTEGER@ not null primary key, number @INTEGER@ not null)"
    " @STRICT@;\n"
    "insert into log_seed (one, number) values (1, 0);";

static const char all_tables[] =
    "create table every (every @ID@ not null primary key, number @INTEGER@, words @TEXT@,"
    " bytes @BLOB@) @STRICT@;\n"
    "create table word (language @TEXT@ not null, word @TEXT@ not null,"
    " primary key (word, language)) @ROWS_BY_KEY@;\n"
    "create table hash (hash @BLOB@ not null primary key) @ROWS_BY_KEY@;\n"
    "create table a_child (a_child @ID@ not null primary key, parent @ID@ references a_child"
    " (a_child), \"order\" @ID@ not null references every (every)) @STRICT@;\n"
    "create table numbered (numbered @SERIAL@, words @TEXT@) @STRICT@;\n"
    "create view child_words as select c.a_child, e.words from a_child c join every e"
    " on e.every = c.\"order\";\n";

static const struct store_migration migrations[] = {{"log", log_tables}, {"all", all_tables}};
static const struct store_migrations both = {migrations, COUNT_OF(migrations)};

static const struct copy_rule main_rules[] = {{"log_line", "writer <> 1"}, {"log_seed", NULL}};
static const struct copy_rule log_rules[] = {{"log_line", "writer = 1"}, {"log_seed", "true"},
                                             {"store_migration", NULL}};

/* A pair of files. */
struct pair {
    char main[96], log[96];
    struct copy_file files[2];
    struct copy_rows copy;
};

static char folder[64];
static struct pair from, to;
static struct store *postgres;
static const char *url;
static const char *reason;

static struct store *opened(const char *path)
{
    const struct store_settings settings = {.url = path, .reader_limit = 2, .writer_limit = 2};
    struct store *store;
    assert_int_equal(store_open(&settings, &store, &reason), OK);
    return store;
}

static void make_file(const char *path, const struct store_migration *at, size_t count)
{
    unlink(path);
    assert_int_equal(copy_make_file(path, &(struct store_migrations){at, count}, &reason), OK);
}

static void make_pair(struct pair *pair, const char *name)
{
    *pair = (struct pair){0};
    snprintf(pair->main, sizeof(pair->main), "%s/%s.db", folder, name);
    snprintf(pair->log, sizeof(pair->log), "%s/%s-log.db", folder, name);
    make_file(pair->main, migrations, COUNT_OF(migrations));
    make_file(pair->log, migrations, 1);
    pair->files[0] = (struct copy_file){pair->main, main_rules, COUNT_OF(main_rules), true};
    pair->files[1] = (struct copy_file){pair->log, log_rules, COUNT_OF(log_rules), false};
    pair->copy = (struct copy_rows){.files = pair->files, .file_count = 2};
}

static void in_file(const char *path, const char *sql)
{
    sqlite3 *file;
    char *message = NULL;
    assert_int_equal(sqlite3_open(path, &file), SQLITE_OK);
    if (sqlite3_exec(file, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s", message);
    sqlite3_close(file);
}

/* The first column of the first row as a number. */
static int64_t number_in_file(const char *path, const char *sql)
{
    sqlite3 *file;
    sqlite3_stmt *row;
    assert_int_equal(sqlite3_open(path, &file), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(file, sql, -1, &row, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(row, 0);
    sqlite3_finalize(row);
    sqlite3_close(file);
    return number;
}

/* A connection of its own. */
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

static const char tables_there[] =
    "select count(*) from pg_class where relnamespace = 'public'::regnamespace";

/* The ends of every kind, what looks like nothing, and text whose order differs by language. */
static void fill_files(void)
{
    char sql[4096];
    in_file(from.main,
            "insert into every values (1, 9223372036854775807, 'plain', x'00ff'),"
            " (2, -9223372036854775807 - 1, '', x''), (3, 0, null, null),"
            " (-4, null, 'a''b\"c\\d\te\nf', x'0000'), (9007199254740993, 1, 'ኣብረሀት عشة 𝄞', null),"
            " (-9223372036854775807, -1, '\\N', x'5c4e');"
            "insert into word values ('en', 'b'), ('en', 'B'), ('en', 'a'), ('cy', 'ä'),"
            " ('en', 'ä'), ('en', ''), ('', 'Z'), ('en', '_'), ('en', 'A b'), ('en', 'Ab'),"
            " ('en', 'ß');"
            "insert into hash values (x''), (x'00'), (x'80'), (x'ff00'), (x'ff');"
            "insert into a_child values (1, 3, 1), (2, null, 3), (3, 2, -4);"
            "insert into numbered values (7, 'seven'), (41, null);"
            "insert into log_line values (0, 1), (0, 2), (5, 1);");
    in_file(from.log, "insert into log_line values (1, 1), (1, 2), (1, 3);"
                      "update log_seed set number = 2;");
    snprintf(sql, sizeof(sql), "insert into every values (50, 1, null, randomblob(%d));"
             "with recursive n(n) as (select 100 union all select n + 1 from n where n < %d)"
             " insert into every select n, -n, 'row ' || n, randomblob(n %% 300) from n",
             LARGE_BLOB, 100 + MANY_ROWS - 1);
    in_file(from.main, sql);
}

static void assert_same_table(const char *left, const char *right, const char *table)
{
    char sql[512];
    snprintf(sql, sizeof(sql),
             "attach '%s' as other; ", right);
    sqlite3 *file;
    sqlite3_stmt *row;
    assert_int_equal(sqlite3_open(left, &file), SQLITE_OK);
    assert_int_equal(sqlite3_exec(file, sql, NULL, NULL, NULL), SQLITE_OK);
    snprintf(sql, sizeof(sql),
             "select (select count(*) from (select * from main.\"%s\" except select * from"
             " other.\"%s\")) + abs((select count(*) from main.\"%s\") - (select count(*) from"
             " other.\"%s\"))", table, table, table, table);
    assert_int_equal(sqlite3_prepare_v2(file, sql, -1, &row, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    if (sqlite3_column_int64(row, 0) != 0)
        fail_msg("%s is not the same", table);
    sqlite3_finalize(row);
    sqlite3_close(file);
}

static void assert_same_pairs(void)
{
    static const char *const tables[] = {"every", "word", "hash", "a_child", "numbered",
                                         "log_line", "log_seed", "store_migration"};
    for (size_t i = 0; i < COUNT_OF(tables); i++)
        assert_same_table(from.main, to.main, tables[i]);
    for (size_t i = 5; i < COUNT_OF(tables); i++)
        assert_same_table(from.log, to.log, tables[i]);
}

static int set_up(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/haven-rows-XXXXXX");
    assert_non_null(mkdtemp(folder));
    assert_true(postgres_empty(url));
    make_pair(&from, "from");
    make_pair(&to, "to");
    fill_files();
    postgres = opened(url);
    reason = "";
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    store_close(postgres);
    unlink(from.main);
    unlink(from.log);
    unlink(to.main);
    unlink(to.log);
    return rmdir(folder);
}

static enum err copy_in(void)
{
    return copy_rows_in(postgres, &both, &from.copy, &reason);
}

static enum err copy_out(void)
{
    return copy_rows_out(postgres, &to.copy, &reason);
}

/* ---- what changes places ------------------------------------------------------------------- */

static void test_every_row_comes_back(void **state)
{
    (void)state;
    assert_int_equal(copy_in(), OK);
    assert_int_equal(in_postgres("select count(*) from log_line"), 6);
    assert_int_equal(in_postgres("select number from log_seed"), 2);
    assert_int_equal(in_postgres("select number from every where every = 1"), INT64_MAX);
    assert_int_equal(in_postgres("select count(*) from child_words"), 3);
    assert_int_equal(copy_out(), OK);
    assert_same_pairs();
    assert_int_equal(number_in_file(to.log, "select count(*) from log_line"), 3);
    assert_int_equal(number_in_file(to.main, "select number from log_seed"), 0);
}

static void test_the_database_can_be_gone_on_with(void **state)
{
    (void)state;
    assert_int_equal(copy_in(), OK);
    assert_int_equal(in_postgres("insert into numbered (words) values ('next') returning numbered"),
                     42);
    assert_int_equal(in_postgres("select count(*) from pg_constraint where contype = 'f' and"
                                 " connamespace = 'public'::regnamespace"), 2);
    assert_int_equal(store_migrate(postgres, migrations, COUNT_OF(migrations), &reason), OK);
    assert_int_equal(copy_rows_undo(postgres, &from.copy, &reason), OK);
    assert_int_equal(in_postgres(tables_there), 0);
    assert_int_equal(copy_in(), OK);
}

static bool write_meanwhile(void *with, int64_t rows)
{
    bool *is_done = with;
    if (*is_done || rows < 100)
        return true;
    in_postgres("insert into word values ('en', 'late'); insert into every values (10, 1)");
    *is_done = true;
    return true;
}

static void test_a_copy_is_of_one_moment(void **state)
{
    bool is_done = false;
    (void)state;
    assert_int_equal(copy_in(), OK);
    to.copy.look = write_meanwhile;
    to.copy.with = &is_done;
    assert_int_equal(copy_out(), OK);
    assert_true(is_done);
    assert_same_pairs();
}

/* ---- what is refused ----------------------------------------------------------------------- */

static void test_a_database_in_use_is_not_filled(void **state)
{
    (void)state;
    in_postgres("create table hash (theirs text)");
    assert_int_equal(copy_in(), ERR_CONFLICT);
    assert_non_null(strstr(reason, "not empty"));
    assert_int_equal(in_postgres("select count(*) from pg_tables where schemaname = 'public'"), 1);
}

static void test_a_key_to_nothing_is_found(void **state)
{
    (void)state;
    in_file(from.main, "pragma foreign_keys = off; insert into a_child values (9, null, 999999)");
    assert_int_equal(copy_in(), ERR_CONFLICT);
    assert_non_null(strstr(reason, "foreign key"));
    assert_int_equal(in_postgres(tables_there), 0);
}

static bool cut_the_others(void *with, int64_t rows)
{
    const int64_t *at = with;
    if (rows >= *at)
        in_postgres("select pg_terminate_backend(pid) from pg_stat_activity"
                    " where datname = current_database() and pid <> pg_backend_pid()");
    return true;
}

static bool stop(void *with, int64_t rows)
{
    return rows < *(const int64_t *)with;
}

static void test_it_can_be_stopped(void **state)
{
    int64_t at = 2000;
    (void)state;
    from.copy.look = to.copy.look = stop;
    from.copy.with = to.copy.with = &at;
    assert_int_equal(copy_in(), ERR_BUSY);
    assert_int_equal(in_postgres(tables_there), 0);
    at = MANY_ROWS + 100;
    assert_int_equal(copy_in(), ERR_BUSY);
    assert_int_equal(in_postgres(tables_there), 0);
    at = INT64_MAX;
    assert_int_equal(copy_in(), OK);
    at = 2000;
    assert_int_equal(copy_out(), ERR_BUSY);
    assert_non_null(strstr(reason, "stopped"));
}

static void test_a_lost_connection_leaves_nothing(void **state)
{
    int64_t at = 2000;
    (void)state;
    from.copy.look = to.copy.look = cut_the_others;
    from.copy.with = to.copy.with = &at;
    assert_int_equal(copy_in(), ERR_BUSY);
    assert_int_equal(in_postgres(tables_there), 0);
    at = MANY_ROWS + 100; /* all is in the tables, and being compared */
    assert_int_equal(copy_in(), ERR_BUSY);
    assert_int_equal(in_postgres(tables_there), 0);
    at = INT64_MAX;
    assert_int_equal(copy_in(), OK);
    at = 2000;
    assert_int_equal(copy_out(), ERR_BUSY);
}

static void test_a_full_disk_is_told(void **state)
{
    struct rlimit kept, limit;
    (void)state;
    assert_int_equal(copy_in(), OK);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &kept), 0);
    limit = (struct rlimit){1 << 20, kept.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    enum err err = copy_out();
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &kept), 0);
    assert_int_equal(err, ERR_BUSY);
    assert_non_null(strstr(reason, "SQLite"));
}

static void migrate_postgres(const char *name, const char *sql)
{
    const struct store_migration one = {name, sql};
    assert_int_equal(store_migrate(postgres, &one, 1, &reason), OK);
}

static void test_another_version_is_refused(void **state)
{
    (void)state;
    assert_int_equal(copy_in(), OK);
    migrate_postgres("newer", "create table newer (newer @ID@ not null primary key) @STRICT@");
    assert_int_equal(copy_out(), ERR_INVALID);
    assert_non_null(strstr(reason, "another version"));
    in_postgres("delete from store_migration where name in ('newer', 'all')");
    assert_int_equal(copy_out(), ERR_INVALID);
}

/* Planted: the database changes what it is given. */
static void test_what_was_read_back_counts(void **state)
{
    static const char spoilt[] =
        "create function spoil() returns trigger language plpgsql as"
        " $f$ begin if new.every = 2050 then new.words = 'spoilt'; end if; return new; end $f$;"
        "create trigger spoil before insert on every for each row execute function spoil()";
    const struct store_migration more[] = {migrations[0], migrations[1], {"spoil", spoilt}};
    const struct store_migrations all = {more, COUNT_OF(more)};
    (void)state;
    in_file(from.main, "insert into store_migration values ('spoil')");
    assert_int_equal(copy_rows_in(postgres, &all, &from.copy, &reason), ERR_INVALID);
    assert_non_null(strstr(reason, "rows of every"));
    assert_int_equal(in_postgres(tables_there), 0);
}

static void test_a_column_of_another_type_is_refused(void **state)
{
    (void)state;
    assert_int_equal(copy_in(), OK);
    in_postgres("drop view child_words; alter table every alter number type numeric");
    assert_int_equal(copy_out(), ERR_INVALID);
    assert_non_null(strstr(reason, "another type"));
}

static void test_no_table_is_forgotten(void **state)
{
    (void)state;
    assert_int_equal(copy_in(), OK);
    in_file(to.log, "create table forgotten (one integer not null primary key)");
    assert_int_equal(copy_out(), ERR_INTERNAL);
    assert_non_null(strstr(reason, "forgotten"));
}

/* ---- the claim ----------------------------------------------------------------------------- */

static void test_one_process_has_the_claim(void **state)
{
    struct store_claim *claim, *second;
    struct store *file = opened(from.main);
    (void)state;
    assert_int_equal(store_claim(postgres, &claim), OK);
    assert_int_equal(store_claim(postgres, &second), ERR_CONFLICT);
    store_claim_end(claim);
    assert_int_equal(store_claim(postgres, &second), OK);
    store_claim_end(second);
    assert_int_equal(store_claim(file, &claim), OK);
    store_claim_end(claim);
    store_close(file);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_row_comes_back),
        TEST(test_the_database_can_be_gone_on_with),
        TEST(test_a_copy_is_of_one_moment),
        TEST(test_a_database_in_use_is_not_filled),
        TEST(test_a_key_to_nothing_is_found),
        TEST(test_a_lost_connection_leaves_nothing),
        TEST(test_it_can_be_stopped),
        TEST(test_a_full_disk_is_told),
        TEST(test_another_version_is_refused),
        TEST(test_what_was_read_back_counts),
        TEST(test_a_column_of_another_type_is_refused),
        TEST(test_no_table_is_forgotten),
        TEST(test_one_process_has_the_claim),
    };
    url = getenv("HAVEN_TEST_POSTGRES");
    if (url == NULL) {
        puts("1..0 # SKIP HAVEN_TEST_POSTGRES names no database");
        return 0;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
