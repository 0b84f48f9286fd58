/* Backups: every second comes back, every damage is told, and who was erased stays erased. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/backup.h"
#include "app/backup_files.h"
#include "app/pack.h"
#include "app/key_copy.h"
#include "app/restore.h"
#include "rooms/person/person.h"
#include "store/row.h"
#include "world.h"

enum { SECONDS = 6, SHORT_FLIPS = 200, LONG_FLIPS = 30000, FILLING = 6000 };

static const struct instant start = {INT64_C(1795600000000)};

static struct world world;
static struct arena arena;
static char folder[64], place[80], secret[BACKUP_KEY_CHARS + 1], public_key[BACKUP_KEY_CHARS + 1];
static struct backup backup;

static int set_up(void **state)
{
    (void)state;
    world_make(&world, WORLD_FILE);
    arena = arena_make((size_t)1 << 30);
    strcpy(folder, "/tmp/haven-backups-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(place, sizeof(place), "%s-restored", folder);
    backup_key_make(secret, public_key);
    backup = (struct backup){.app = &world.app, .folder = folder,
                             .public_key = str_of(public_key)};
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    backup_end(&backup);
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        unlinkat(dirfd(dir), entry->d_name, 0);
    closedir(dir);
    rmdir(folder);
    restore_delete(&arena, place);
    arena_free(&arena);
    world_end(&world);
    return 0;
}

static struct instant at_second(int second)
{
    return instant_add_ms(start, second * MS_PER_SECOND);
}

static struct instant at_day(int day)
{
    return instant_add_ms(start, day * MS_PER_DAY);
}

/* ---- what is written, and what came back --------------------------------------------------- */

static const struct store_statement insert_row = {
    .name = "insert_row",
    .sql = "insert into once (staff, token, location, at) values (1, $1, $2, 0)",
    .parameter_count = 2,
    .parameter_kinds = (const enum column_kind[]){COLUMN_TEXT, COLUMN_TEXT},
    .is_writing = true,
};

static const struct store_statement count_rows = {
    .name = "count_rows",
    .sql = "select count(*), coalesce(sum(length(location)), 0) from once where staff = 1",
    .column_count = 2,
    .column_kinds = (const enum column_kind[]){COLUMN_INTEGER, COLUMN_INTEGER},
};

static const struct store_statement destroy_key = {
    .name = "destroy_key",
    .sql = "update person set wrapped_key = zeroblob(113) where person = $1",
    .parameter_count = 1,
    .parameter_kinds = (const enum column_kind[]){COLUMN_INTEGER},
    .is_writing = true,
};

struct written {
    int from, to;
    size_t bytes;
};

static enum err run(struct db *db, const struct store_statement *statement,
                    const struct store_value *values)
{
    struct store_cursor *cursor;
    enum err err = store_begin(db, statement, values, &cursor);
    if (err != OK)
        return err;
    err = store_step(cursor);
    store_end(cursor);
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err insert_rows(struct job *job, void *with)
{
    const struct written *written = with;
    static char filling[FILLING];
    memset(filling, 'x', sizeof(filling));
    enum err err = OK;
    for (int i = written->from; err == OK && i < written->to; i++) {
        char token[16];
        snprintf(token, sizeof(token), "row %d", i);
        struct store_value values[] = {{.bytes = str_of(token)},
                                       {.bytes = {filling, written->bytes}}};
        err = run(job->db, &insert_row, values);
    }
    job_audit(job, VERB_noted, RECORD_database, written->to);
    return err;
}

static enum err write_rows(struct job *job, void *with)
{
    enum err err = job_write(job, insert_rows, with);
    if (err != OK)
        return err;
    job_audit(job, VERB_read, RECORD_database, 1);
    return job_audit_commit(job);
}

static struct app app_of(const char *data)
{
    struct settings settings = {.data = data, .database = "", .key = "", .clock = "",
                                .address = "127.0.0.1", .law_key = ""};
    struct app app;
    assert_int_equal(app_open(&settings, &app), OK);
    return app;
}

static struct written rows_in(struct app *app)
{
    struct db *db;
    struct store_cursor *cursor;
    assert_int_equal(store_read_begin(app->store, &db), OK);
    assert_int_equal(store_begin(db, &count_rows, NULL, &cursor), OK);
    assert_int_equal(store_step(cursor), OK);
    const struct store_value *row = store_row(cursor);
    struct written found = {.to = (int)row[0].integer, .bytes = (size_t)row[1].integer};
    store_end(cursor);
    store_read_end(app->store, db);
    return found;
}

static enum err restore_until(struct instant until, struct restored *out_restored)
{
    struct restore_order order = {.from = folder, .secret = str_of(secret), .to = place,
                                  .until = until};
    const char *reason = "";
    restore_delete(&arena, place);
    enum err err = restore(&arena, &order, out_restored, &reason);
    return err;
}

static struct written restored_rows(struct instant until)
{
    struct restored restored;
    assert_int_equal(restore_until(until, &restored), OK);
    struct app app = app_of(place);
    struct written found = rows_in(&app);
    app_close(&app);
    return found;
}

/* ---- tests --------------------------------------------------------------------------------- */

/* The third second writes more than the log's length at which it is copied back, twice over, so
 * that it starts over in the middle. */
static void test_every_second_comes_back(void **state)
{
    struct written at[SECONDS + 1] = {{0}};
    (void)state;
    assert_int_equal(backup_take(&backup, COPY_AND_COLLECT, start), OK);
    at[0] = rows_in(&world.app);
    int rows = 0;
    for (int second = 1; second <= SECONDS; second++) {
        int writes = second == 3 ? 40 : 2;
        for (int i = 0; i < writes; i++) {
            struct written written = {rows, rows + (second == 3 ? 50 : 3),
                                      second == 3 ? FILLING : 100};
            world_do(&world, write_rows, &written);
            rows = written.to;
        }
        assert_int_equal(backup_follow(&backup, at_second(second)), OK);
        at[second] = rows_in(&world.app);
        assert_int_equal(at[second].to, rows);
    }
    assert_int_equal(backup.number, SECONDS);
    for (int second = 0; second <= SECONDS; second++) {
        struct written found = restored_rows(at_second(second));
        assert_int_equal(found.to, at[second].to);
        assert_int_equal(found.bytes, at[second].bytes);
        found = restored_rows(instant_add_ms(at_second(second), 999));
        assert_int_equal(found.to, at[second].to);
    }
    assert_int_equal(restored_rows(INSTANT_NONE).to, rows);
    struct restored restored;
    assert_int_equal(restore_until(instant_add_ms(start, -1), &restored), ERR_NOT_FOUND);
}

static void write_second(int second)
{
    struct written written = {100 * second, 100 * second + 5, 50};
    world_do(&world, write_rows, &written);
    assert_int_equal(backup_follow(&backup, at_second(second)), OK);
}

/* A day later a new chain begins by itself; so it does after the program was opened again. */
static void test_a_chain_follows_another(void **state)
{
    (void)state;
    assert_int_equal(backup_take(&backup, COPY_AND_COLLECT, start), OK);
    write_second(1);
    struct written written = {1000, 1007, 10};
    world_do(&world, write_rows, &written);
    assert_int_equal(backup_follow(&backup, at_day(1)), OK);
    assert_int_equal(backup.number, 0);
    assert_int_equal(backup_follow(&backup, instant_add_ms(at_day(1), MS_PER_SECOND)), OK);
    assert_int_equal(restored_rows(at_second(1)).to, 5);
    assert_int_equal(restored_rows(at_day(1)).to, 12);
    backup_end(&backup);
    world_restart(&world);
    backup = (struct backup){.app = &world.app, .folder = folder,
                             .public_key = str_of(public_key)};
    written = (struct written){2000, 2003, 10};
    world_do(&world, write_rows, &written);
    assert_int_equal(backup_follow(&backup, at_day(2)), OK);
    assert_int_equal(restored_rows(INSTANT_NONE).to, 15);
}

static void test_a_gap_is_refused(void **state)
{
    struct restored restored;
    (void)state;
    assert_int_equal(backup_take(&backup, COPY_AND_COLLECT, start), OK);
    for (int second = 1; second <= 3; second++)
        write_second(second);
    struct str name = str_copy(&arena, str_of(backup.name));
    assert_int_equal(unlink(backup_pages_path(&arena, folder, name, 2)), 0);
    assert_int_equal(restore_until(INSTANT_NONE, &restored), ERR_INVALID);
    assert_int_not_equal(access(place, F_OK), 0); /* nothing is left that could be believed */
    /* a little later than the first file may already be the second; the very moment is not */
    assert_int_equal(restore_until(instant_add_ms(at_second(1), 1), &restored), ERR_INVALID);
    assert_int_equal(restored_rows(at_second(1)).to, 5);
    /* an end that is missing is known from the backup that comes after */
    assert_int_equal(backup_take(&backup, COPY_AND_COLLECT, at_second(10)), OK);
    assert_int_equal(unlink(backup_pages_path(&arena, folder, name, 3)), 0);
    assert_int_equal(restore_until(at_second(5), &restored), ERR_INVALID);
    assert_int_equal(restore_until(INSTANT_NONE, &restored), OK);
}

static void test_nothing_is_written_over(void **state)
{
    struct restored restored;
    struct restore_order order = {.from = folder, .secret = str_of(secret),
                                  .to = world.folder, .until = INSTANT_NONE};
    const char *reason;
    (void)state;
    assert_int_equal(backup_take(&backup, COPY_ONLY, start), OK);
    assert_int_equal(restore(&arena, &order, &restored, &reason), ERR_CONFLICT);
    assert_int_equal(backup_take(&backup, COPY_ONLY, start), ERR_CONFLICT);
    backup_key_make(secret, public_key); /* another's key */
    assert_int_equal(restore_until(INSTANT_NONE, &restored), ERR_INVALID);
}

/* ---- damage -------------------------------------------------------------------------------- */

static void flip(const char *file, off_t bit)
{
    unsigned char byte;
    int opened = open(file, O_RDWR | O_CLOEXEC);
    assert_int_equal(pread(opened, &byte, 1, bit / 8), 1);
    byte ^= (unsigned char)(1 << bit % 8);
    assert_int_equal(pwrite(opened, &byte, 1, bit / 8), 1);
    close(opened);
}

static void test_every_bit_of_a_backup_counts(void **state)
{
    struct restored restored;
    struct stat about;
    (void)state;
    assert_int_equal(backup_take(&backup, COPY_AND_COLLECT, start), OK);
    write_second(1);
    struct str name = str_of(backup.name);
    const char *files[] = {backup_path(&arena, folder, name, "data"),
                           backup_path(&arena, folder, name, "keys"),
                           backup_pages_path(&arena, folder, name, 1)};
    int flips = getenv("HAVEN_LONG") ? LONG_FLIPS : SHORT_FLIPS;
    srandom(20261124);
    for (int i = 0; i < flips; i++) {
        const char *file = files[i % 3];
        assert_int_equal(stat(file, &about), 0);
        off_t bit = random() % (8 * about.st_size);
        flip(file, bit);
        struct arena kept = arena;
        arena = arena_make((size_t)1 << 30);
        assert_int_equal(restore_until(INSTANT_NONE, &restored), ERR_INVALID);
        arena_free(&arena);
        arena = kept;
        flip(file, bit);
    }
    assert_int_equal(restore_until(INSTANT_NONE, &restored), OK);
}

/* ---- who was erased ------------------------------------------------------------------------ */

static struct person_id erased, stays;

static enum err add_people(struct job *job, void *with)
{
    struct person_name name = {.kind = STR("given"), .text = STR("Selamawit Canary")};
    struct person_facts facts = {.kind = STR("adult"), .birth_state = STR("not_known"),
                                 .nation = STR("E"), .names = &name, .name_count = 1};
    (void)with;
    enum err err = person_add(job, &facts, &erased);
    name.text = STR("Mirela Stays");
    return err == OK ? person_add(job, &facts, &stays) : err;
}

static enum err destroy(struct job *job, void *with)
{
    (void)with;
    return run(job->db, &destroy_key, &(struct store_value){.integer = erased.value});
}

static enum err erase(struct job *job, void *with)
{
    return job_write(job, destroy, with);
}

static bool does_open(struct app *app, struct person_id person)
{
    struct job job;
    struct person found;
    assert_int_equal(app_job_begin(app, &arena, &job), OK);
    enum err err = person_get(&job, person, &found);
    app_job_end(&job);
    return err == OK && found.facts.name_count == 1;
}

static bool opens_at(struct instant until, struct person_id person)
{
    struct restored restored;
    assert_int_equal(restore_until(until, &restored), OK);
    struct app app = app_of(place);
    bool is_open = does_open(&app, person);
    app_close(&app);
    return is_open;
}

/* Taken on the days 0, 1 and 2, erased after that of day 1. */
static void back_up_and_erase(void)
{
    world_do(&world, add_people, NULL);
    assert_int_equal(backup_take(&backup, COPY_AND_COLLECT, at_day(0)), OK);
    write_second(1);
    assert_int_equal(backup_take(&backup, COPY_AND_COLLECT, at_day(1)), OK);
    world_do(&world, erase, NULL);
    assert_int_equal(backup_follow(&backup, instant_add_ms(at_day(1), MS_PER_SECOND)), OK);
    assert_int_equal(backup_take(&backup, COPY_AND_COLLECT, at_day(2)), OK);
    assert_false(does_open(&world.app, erased));
    assert_true(does_open(&world.app, stays));
}

static void test_the_erased_are_gone_with_the_keys(void **state)
{
    struct backup_names data;
    (void)state;
    back_up_and_erase();
    /* before the keys have gone the older backups still open: that the rest can fail */
    assert_true(opens_at(at_day(0), erased));
    assert_true(opens_at(at_day(1), erased));
    assert_false(opens_at(at_day(2), erased));
    assert_int_equal(backup_take(&backup, COPY_AND_COLLECT, at_day(KEYS_DAYS + 1)), OK);
    assert_true(opens_at(at_day(1), erased)); /* just 35 days old, and no older */
    struct instant later = instant_add_ms(at_day(KEYS_DAYS + 1), 1000);
    assert_int_equal(backup_take(&backup, COPY_AND_COLLECT, later), OK);
    assert_int_equal(backup_list(&arena, folder, "data", &data), OK);
    assert_int_equal(data.count, 5);
    for (size_t i = 0; i < data.count; i++) {
        struct instant taken_at;
        assert_int_equal(backup_name_parse(data.at[i], &taken_at), OK);
        assert_false(opens_at(taken_at, erased));
        assert_true(opens_at(taken_at, stays));
    }
    int64_t pages;
    assert_int_equal(backup_pages_count(folder, data.at[0], &pages), OK);
    assert_int_equal(pages, 0);
}

static const struct store_statement read_key = {
    .name = "read_key",
    .sql = "select wrapped_key from person where person = $1",
    .parameter_count = 1,
    .parameter_kinds = (const enum column_kind[]){COLUMN_INTEGER},
    .column_count = 1,
    .column_kinds = (const enum column_kind[]){COLUMN_BLOB},
};

static void read_wrapped(unsigned char out[VAULT_WRAPPED_BYTES])
{
    struct db *db;
    struct store_cursor *cursor;
    assert_int_equal(store_read_begin(world.app.store, &db), OK);
    assert_int_equal(store_begin(db, &read_key, &(struct store_value){.integer = stays.value},
                                 &cursor), OK);
    assert_int_equal(store_step(cursor), OK);
    struct store_value value = store_row(cursor)[0];
    assert_int_equal(value.bytes.size, VAULT_WRAPPED_BYTES);
    memcpy(out, value.bytes.at, VAULT_WRAPPED_BYTES);
    store_end(cursor);
    store_read_end(world.app.store, db);
}

/* Whoever speaks for a server's web process names a key of her own. Older backups hold the text. */
static void test_the_root_key_is_sealed_to_whom_the_settings_name(void **state)
{
    struct settings settings = world.app.settings;
    struct str copy, text, older = STR("haven-root-key 2 real");
    char other_secret[BACKUP_KEY_CHARS + 1], other_public[BACKUP_KEY_CHARS + 1];
    (void)state;
    backup_key_make(other_secret, other_public);
    assert_int_equal(key_copy_take(&arena, &settings, str_of(public_key), &copy), OK);
    assert_null(memmem(copy.at, copy.size, "haven-root-key", 14));
    assert_int_equal(key_copy_read(&arena, copy, str_of(other_secret), &text), ERR_INVALID);
    assert_int_equal(key_copy_read(&arena, copy, str_of(secret), &text), OK);
    assert_true(str_starts(text, STR("haven-root-key 2 ")));
    assert_int_equal(key_copy_read(&arena, older, str_of(secret), &text), OK);
    assert_true(str_equal(older, text));
    settings.backup_key = public_key;
    settings.supervisor = 1; /* as in a web process, of which it uses nothing but what is there */
    settings.key_copy = key_copy_open();
    assert_int_equal(key_copy_take(&arena, &settings, str_of(public_key), &copy), ERR_BUSY);
    assert_int_equal(key_copy_seal(settings.key_copy, &settings, str_of(public_key)), OK);
    assert_int_equal(key_copy_take(&arena, &settings, str_of(public_key), &copy), OK);
    assert_int_equal(key_copy_take(&arena, &settings, str_of(other_public), &copy), ERR_DENIED);
    close(settings.key_copy);
}

static void test_the_data_holds_no_key(void **state)
{
    unsigned char wrapped[VAULT_WRAPPED_BYTES];
    struct str data, keys;
    (void)state;
    world_do(&world, add_people, NULL);
    assert_int_equal(backup_take(&backup, COPY_ONLY, start), OK);
    read_wrapped(wrapped);
    struct str name = str_of(backup.name);
    assert_int_equal(backup_read(&arena, backup_path(&arena, folder, name, "data"),
                                 str_of(secret), NULL, &data), OK);
    assert_int_equal(backup_read(&arena, backup_path(&arena, folder, name, "keys"),
                                 str_of(secret), NULL, &keys), OK);
    /* pieces of it too: the blob may lie on two pages */
    for (size_t at = 0; at + 16 <= sizeof(wrapped); at += 16)
        assert_null(memmem(data.at, data.size, wrapped + at, 16));
    assert_non_null(memmem(keys.at, keys.size, wrapped, sizeof(wrapped)));
}

static struct str packed(const char *path, const char *key)
{
    struct seal_for who = {.key = str_of(key), .name = STR("on-call pack")};
    struct str text;
    return backup_read_as(&arena, path, &who, &text) == OK ? text : STR_NONE;
}

/* Opened with nothing but the file and a holder's key; made anew when it is six hours old. */
static void test_the_pack_opens_for_who_is_on_duty(void **state)
{
    char second[BACKUP_KEY_CHARS + 1], second_public[BACKUP_KEY_CHARS + 1];
    struct stat about, again;
    (void)state;
    backup_key_make(second, second_public);
    const char *path = str_format(&arena, "%s/on-call.pack", folder).at;
    world.app.settings.backup = folder;
    world.app.settings.duty_keys =
        str_format(&arena, "%s,%s", public_key, second_public).at;
    struct instant now = app_real_now();
    assert_int_equal(pack_when_due(&world.app, now), OK);
    assert_true(str_starts(packed(path, secret), STR("WHO IS WHERE TONIGHT\n")));
    assert_true(str_starts(packed(path, second), STR("WHO IS WHERE TONIGHT\n")));
    assert_int_equal(packed(path, public_key).size, 0);
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(pack_when_due(&world.app, instant_add_ms(now, 5 * MS_PER_HOUR)), OK);
    assert_int_equal(stat(path, &again), 0);
    assert_int_equal(again.st_ino, about.st_ino);
    assert_int_equal(pack_when_due(&world.app, instant_add_ms(now, 7 * MS_PER_HOUR)), OK);
    assert_int_equal(stat(path, &again), 0);
    assert_int_not_equal(again.st_ino, about.st_ino);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_second_comes_back),
        TEST(test_a_chain_follows_another),
        TEST(test_a_gap_is_refused),
        TEST(test_nothing_is_written_over),
        TEST(test_every_bit_of_a_backup_counts),
        TEST(test_the_erased_are_gone_with_the_keys),
        TEST(test_the_data_holds_no_key),
        TEST(test_the_root_key_is_sealed_to_whom_the_settings_name),
        TEST(test_the_pack_opens_for_who_is_on_duty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
