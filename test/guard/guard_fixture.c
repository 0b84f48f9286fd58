#include "guard_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guard/proof.h"
#include "guard/totp.h"
#include "postgres_empty.h"
#include "sql_all.h"

enum tested tested;

/* 2026-11-24T02:10:00Z */
static const struct instant start = {INT64_C(1795486200000)};

static struct tie_copies ties = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static char folder[64], database[128], key[128];

static const char *url(void)
{
    if (tested == TESTED_MEMORY)
        return ":memory:";
    return tested == TESTED_FILE ? database : getenv("HAVEN_TEST_POSTGRES");
}

static struct store *open_store(void)
{
    struct store_settings settings = {.url = url(),
                                      .reader_limit = 4,
                                      .writer_limit = 4,
                                      .statements = sql_statements,
                                      .statement_count = sql_statement_count};
    const char *reason = "";
    struct store *store = NULL;
    enum err err = store_open(&settings, &store, &reason);
    if (err == OK)
        err = store_migrate(store, sql_migrations, sql_migration_count, &reason);
    if (err != OK)
        fail_msg("%s: %s", err_name(err), reason);
    return store;
}

const char *fixture_folder(void)
{
    return folder;
}

static void open_vault(struct fixture *fixture)
{
    const char *reason = "";
    if (vault_open(key, &fixture->vault, &reason) != OK)
        fail_msg("%s", reason);
}

int fixture_set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    strcpy(folder, "/tmp/guard-test-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(database, sizeof(database), "%s/haven.db", folder);
    snprintf(key, sizeof(key), "%s/root.key", folder);
    if (tested == TESTED_POSTGRES)
        assert_true(postgres_empty(url()));
    fixture->store = open_store();
    open_vault(fixture);
    fixture->arena = arena_make(ARENA_REQUEST_LIMIT);
    fixture->ties = &ties;
    tie_copies_forget(&ties);
    fixture->job.now = start;
    fixture_later(fixture, 0);
    *state = fixture;
    return 0;
}

int fixture_tear_down(void **state)
{
    struct fixture *fixture = *state;
    job_stop_reading(&fixture->job); /* what was tested may have done so */
    store_close(fixture->store);
    vault_close(fixture->vault);
    arena_free(&fixture->arena);
    free(fixture);
    char log[160], index[160];
    snprintf(log, sizeof(log), "%s-wal", database);
    snprintf(index, sizeof(index), "%s-shm", database);
    unlink(log);
    unlink(index);
    unlink(database);
    unlink(key);
    assert_int_equal(rmdir(folder), 0);
    return 0;
}

struct job *fixture_later(struct fixture *fixture, int64_t ms)
{
    struct job *job = &fixture->job;
    if (job->db != NULL)
        store_read_end(fixture->store, job->db);
    struct instant now = instant_add_ms(job->now, ms);
    *job = (struct job){
        .arena = &fixture->arena,
        .store = fixture->store,
        .ties = fixture->ties,
        .vault = fixture->vault,
        .now = now,
        .real_now = now,
        .purpose = PURPOSE_care,
        .seeded = fixture->seeded,
        .reactions = fixture->reactions,
        .reaction_count = fixture->reaction_count,
    };
    assert_int_equal(store_read_begin(fixture->store, &job->db), OK);
    return job;
}

struct job *fixture_restart(struct fixture *fixture)
{
    assert_int_not_equal(tested, TESTED_MEMORY);
    store_read_end(fixture->store, fixture->job.db);
    fixture->job.db = NULL;
    store_close(fixture->store);
    vault_close(fixture->vault);
    fixture->store = open_store();
    open_vault(fixture);
    return fixture_later(fixture, 0);
}

struct job *fixture_forget_in_vault(struct fixture *fixture)
{
    vault_close(fixture->vault);
    open_vault(fixture);
    return fixture_later(fixture, 0);
}

struct job *fixture_as(struct fixture *fixture, enum role role, int64_t staff)
{
    struct job *job = fixture_later(fixture, 0);
    job->asker = (struct asker){
        .staff = {staff},
        .role = role,
        .organisation = {5},
        .circle = {staff + 1000},
        .session = {staff + 2000},
        .name = STR("Worker"),
    };
    return job;
}

static enum err add(struct job *job, void *with)
{
    return account_add(job, with);
}

void fixture_account(struct fixture *fixture, enum role role, int64_t staff)
{
    struct job *job = fixture_later(fixture, 0);
    struct account_new account = {
        .staff = {staff},
        .user_name = str_format(job->arena, "worker-%d", (int)staff),
        .display_name = STR("Abeba Worker"),
        .role = role,
        .organisation = {5},
        .circle = {staff + 1000},
        .password = PASSWORD,
        .totp_secret = SECRET,
    };
    struct account_prepared *prepared;
    assert_int_equal(account_prepare(job, &account, &prepared), OK);
    assert_int_equal(job_write(job, add, prepared), OK);
    fixture_later(fixture, 0);
}

struct str fixture_code(struct fixture *fixture)
{
    return totp_code(&fixture->arena, SECRET, totp_step(fixture->job.now));
}

static enum err run_raw(struct db *db, void *with)
{
    struct store_cursor *cursor;
    enum err err = store_begin(db, with, NULL, &cursor);
    if (err != OK)
        return err;
    err = store_step(cursor);
    store_end(cursor);
    return err == ERR_NOT_FOUND ? OK : err;
}

static void run_in(struct store *store, const struct store_statement *statement)
{
    enum err err = store_write(store, NULL, run_raw, (void *)statement);
    if (err != OK)
        fail_msg("%s: %s", err_name(err), statement->sql);
}

void fixture_run(struct fixture *fixture, const struct store_statement *statement)
{
    run_in(fixture->store, statement);
}

void fixture_run_elsewhere(struct fixture *fixture, const struct store_statement *statement)
{
    (void)fixture;
    assert_int_not_equal(tested, TESTED_MEMORY);
    struct store *store = open_store();
    run_in(store, statement);
    store_close(store);
}

void fixture_prove(struct fixture *fixture)
{
    static const struct store_statement forget = RAW("delete from proof_begun");
    fixture_run(fixture, &forget);
    struct job *job = fixture_later(fixture, 0);
    job->real_now = instant_add_ms(job->real_now, MS_PER_HOUR); /* after every version there is */
    assert_int_equal(proof_begin(job, false), OK);
    fixture_later(fixture, 0);
}

int64_t fixture_lines(struct fixture *fixture, enum verb verb)
{
    struct job *job = fixture_later(fixture, 0);
    struct audit_entries entries;
    int64_t count = 0;
    assert_int_equal(audit_list(job, &(struct audit_query){.before_at = INSTANT_NONE,
                                                           .limit = 10000}, &entries), OK);
    for (size_t i = 0; i < entries.count; i++)
        count += verb == VERB_NONE || str_equal_c(entries.at[i].verb, verb_name(verb));
    return count;
}
