/* crash_test - the power is cut in the middle of writing, thousands of times, and nothing that was
 * acknowledged is lost.
 *
 *     crash_test              200 cuts; with HAVEN_LONG 10,000
 *
 * Several threads write through the shared transaction of the real store, with the real tables:
 * forms (a spent token with where it led, two ties, three lines of the log) and readings (a line in
 * the file of readings). They keep a ledger of what store_write called durable. Then the disk of
 * crash_vfs.h is cut off at a drawn moment, also while the store is opened or closed; after each
 * cut the files are opened by the real code and everything in the ledger is there, every form is
 * whole, both files are sound and the log's chains verify.
 *
 * The same with a disk that lies about flushing must find losses, or the test is blind. Then each
 * single operation of the disk fails, and a failed flush ends the process.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include "crash_vfs.h"
#include "guard/audit.h"
#include "guard/job.h"
#include "guard/tie.h"
#include "guard_sql.h"
#include "sql_all.h"

enum { WRITERS = 4, EACH = 24, CUTS_A_DATABASE = 20, CUTS_SHORT = 200, CUTS_LONG = 10000,
       LIES = 200, OPERATIONS_A_RUN = 1600, LINES = 3, CHAIN_READINGS = 1 };

static char folder[] = "/tmp/haven-crash-XXXXXX";
static char main_path[64], readings_path[64];
static struct vault *vault; /* proves ties, and checks what the log is signed with */
static int failed, number;

static void say(bool is_good, const char *text)
{
    failed += !is_good;
    printf("%s %d - %s\n", is_good ? "ok" : "not ok", ++number, text);
    fflush(stdout);
}

/* ---- the stores ------------------------------------------------------------------------------ */

struct opened {
    struct store *store, *readings;
};

static const struct store_migration *readings_migrations(void)
{
    static struct store_migration found[AUDIT_READINGS_MIGRATIONS];
    for (size_t name = 0; name < AUDIT_READINGS_MIGRATIONS; name++) {
        size_t i = 0;
        while (strcmp(sql_migrations[i].name, audit_readings_migrations[name]) != 0)
            i++;
        found[name] = sql_migrations[i];
    }
    return found;
}

static enum err open_one(const char *path, const struct store_migration *migrations, size_t count,
                         struct store **out_store)
{
    struct store_settings settings = {.url = path, .reader_limit = 2, .writer_limit = 1};
    struct store *store;
    enum err err = store_open(&settings, &store, NULL);
    if (err != OK)
        return err;
    err = store_migrate(store, migrations, count, NULL);
    if (err == OK)
        *out_store = store;
    else
        store_close(store);
    return err;
}

static void close_all(struct opened *opened)
{
    if (opened->store)
        store_close(opened->store);
    if (opened->readings)
        store_close(opened->readings);
    *opened = (struct opened){0};
}

static enum err open_all(struct opened *out_opened)
{
    struct opened opened = {0};
    enum err err = open_one(main_path, sql_migrations, sql_migration_count, &opened.store);
    if (err == OK)
        err = open_one(readings_path, readings_migrations(), AUDIT_READINGS_MIGRATIONS,
                       &opened.readings);
    if (err == OK)
        *out_opened = opened;
    else
        close_all(&opened);
    return err;
}

static void remove_all(void)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    char path[96];
    crash_forget();
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        snprintf(path, sizeof(path), "%s%s", main_path, endings[i]);
        unlink(path);
        snprintf(path, sizeof(path), "%s%s", readings_path, endings[i]);
        unlink(path);
    }
}

/* ---- writing, and the ledger ----------------------------------------------------------------- */

/* What one thread was told. */
struct ledger {
    const struct opened *opened;
    int run, writer;
    bool is_form_told[EACH];
    int forms_told, readings_told;
    int refused;
    pthread_t thread;
};

static struct str token_of(struct arena *arena, int run, int writer, int i)
{
    return str_format(arena, "%d-%d-%d", run, writer, i);
}

static int64_t record_of(int run, int writer, int i)
{
    return ((int64_t)run * WRITERS + writer) * EACH + i + 1;
}

static enum err fill_form(struct job *job, void *with)
{
    const int64_t *record = with;
    struct tie tie = {.record = {*record}, .circle = {7}, .relation = RELATION_caseload,
                      .until_at = TIE_OPEN};
    enum err err = tie_make(job, &tie);
    tie.circle.value = 8;
    job->location = STR("/there");
    return err == OK ? tie_make(job, &tie) : err;
}

static struct job job_of(const struct ledger *ledger, struct arena *arena)
{
    return (struct job){.arena = arena, .vault = vault, .store = ledger->opened->store,
                        .readings = ledger->opened->readings, .now = {1000},
                        .asker = {.staff = {ledger->writer + 1}, .role = ROLE_night_desk},
                        .purpose = PURPOSE_care};
}

static enum err write_form(const struct ledger *ledger, struct arena *arena, int i)
{
    struct job job = job_of(ledger, arena);
    int64_t record = record_of(ledger->run, ledger->writer, i);
    job.once = token_of(arena, ledger->run, ledger->writer, i);
    job_audit(&job, VERB_changed, RECORD_person, record);
    return job_write(&job, fill_form, &record);
}

static enum err write_reading(const struct ledger *ledger, struct arena *arena, int i)
{
    struct job job = job_of(ledger, arena);
    job_audit(&job, VERB_read, RECORD_person, record_of(ledger->run, ledger->writer, i));
    return job_audit_commit(&job);
}

/* What the server does each minute: the one file notes how long the other's chain is. */
static enum err note_length(const struct ledger *ledger, struct arena *arena)
{
    struct job job = job_of(ledger, arena);
    enum err err = store_read_begin(job.store, &job.db);
    if (err != OK)
        return err;
    err = audit_note_readings(&job);
    if (job.db)
        store_read_end(job.store, job.db);
    return err;
}

static void *write_all(void *with)
{
    struct ledger *ledger = with;
    struct arena arena = arena_make(ARENA_REQUEST_LIMIT);
    for (int i = 0; i < EACH; i++) {
        bool is_reading = i % 4 == 3;
        enum err err = (is_reading ? write_reading : write_form)(ledger, &arena, i);
        ledger->refused += err != OK;
        ledger->readings_told += err == OK && is_reading;
        ledger->forms_told += err == OK && !is_reading;
        ledger->is_form_told[i] = err == OK && !is_reading;
        if (ledger->writer == 0 && i % 8 == 5 && note_length(ledger, &arena) != OK)
            ledger->refused++;
        arena_reset(&arena);
    }
    arena_free(&arena);
    return NULL;
}

static void write_with_all(struct ledger ledgers[WRITERS], const struct opened *opened, int run)
{
    for (int i = 0; i < WRITERS; i++) {
        ledgers[i] = (struct ledger){.opened = opened, .run = run, .writer = i};
        must(pthread_create(&ledgers[i].thread, NULL, write_all, &ledgers[i]) == 0);
    }
    for (int i = 0; i < WRITERS; i++)
        must(pthread_join(ledgers[i].thread, NULL) == 0);
}

/* ---- what is there afterwards ---------------------------------------------------------------- */

struct findings {
    int64_t lost, torn, unsound;
    char why[200];
};

static void find(struct findings *findings, int64_t *count, const char *what, int64_t is)
{
    ++*count;
    if (findings->why[0] == '\0')
        snprintf(findings->why, sizeof(findings->why), "%s (%lld)", what, (long long)is);
}

static int64_t ask(sqlite3 *handle, const char *sql)
{
    sqlite3_stmt *statement;
    int64_t answer = -1;
    if (sqlite3_prepare_v2(handle, sql, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        answer = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return answer;
}

/* The pragma's first row is "ok", or there is none. */
static bool is_silent(sqlite3 *handle, const char *pragma)
{
    sqlite3_stmt *statement;
    must(sqlite3_prepare_v2(handle, pragma, -1, &statement, NULL) == SQLITE_OK);
    int code = sqlite3_step(statement);
    bool is = code == SQLITE_DONE ||
              (code == SQLITE_ROW &&
               strcmp((const char *)sqlite3_column_text(statement, 0), "ok") == 0);
    sqlite3_finalize(statement);
    return is;
}

static void check_file(const char *path, struct findings *findings)
{
    sqlite3 *handle;
    must(sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (!is_silent(handle, "pragma integrity_check"))
        find(findings, &findings->unsound, "integrity_check", 0);
    if (!is_silent(handle, "pragma foreign_key_check"))
        find(findings, &findings->unsound, "foreign_key_check", 0);
    if (path == main_path) {
        int64_t forms = ask(handle, "select count(*) from once where location = '/there'");
        int64_t tokens = ask(handle, "select count(*) from once");
        int64_t ties = ask(handle, "select count(*) from tie");
        int64_t lines = ask(handle, "select count(*) from audit");
        if (tokens != forms || ties != 2 * forms || lines != LINES * forms)
            find(findings, &findings->torn, "forms that are not whole", forms);
    }
    sqlite3_close(handle);
}

static void check_told(struct job *job, const struct ledger *ledger, struct findings *findings)
{
    for (int i = 0; i < EACH; i++) {
        struct once_find_row row;
        struct str token = token_of(job->arena, ledger->run, ledger->writer, i);
        enum err err = sql_once_find(job->db, job->arena, (struct staff_id){ledger->writer + 1},
                                     token, &row);
        if (ledger->is_form_told[i] && err != OK)
            find(findings, &findings->lost, "an acknowledged form is not there", i);
    }
}

static void check_log(struct job *job, int64_t readings_told, struct findings *findings)
{
    struct audit_break broken;
    struct audit_length_row row = {0};
    struct db *db;
    int64_t lines = 0;
    if (audit_verify(job, &lines, &broken) != OK)
        find(findings, &findings->unsound, "the log does not verify", lines);
    must(store_read_begin(job->readings, &db) == OK);
    enum err err = sql_audit_length(db, job->arena, CHAIN_READINGS, &row);
    must(err == OK || err == ERR_NOT_FOUND);
    store_read_end(job->readings, db);
    if (row.line_count < readings_told)
        find(findings, &findings->lost, "acknowledged readings are not there", row.line_count);
}

/* Opens what the disk holds and looks at everything. */
static void check_all(const struct ledger ledgers[WRITERS], int64_t readings_told,
                      struct findings *findings)
{
    struct opened opened;
    if (open_all(&opened) != OK) {
        find(findings, &findings->unsound, "it does not open", 0);
        return;
    }
    struct arena arena = arena_make((size_t)256 << 20);
    struct job job = {.arena = &arena, .store = opened.store, .readings = opened.readings,
                      .vault = vault};
    must(store_read_begin(job.store, &job.db) == OK);
    for (int i = 0; i < WRITERS; i++)
        check_told(&job, &ledgers[i], findings);
    check_log(&job, readings_told, findings);
    store_read_end(job.store, job.db);
    check_file(main_path, findings);
    check_file(readings_path, findings);
    close_all(&opened);
    arena_free(&arena);
}

/* ---- cutting --------------------------------------------------------------------------------- */

struct sums {
    int64_t told, refused, cut_while_opening, cut_while_writing, cut_while_closing;
};

/* One run on what the run before left; false: something was found. */
static bool cut_once(int run, int64_t *readings_told, struct sums *sums, struct findings *findings)
{
    struct opened opened = {0};
    struct ledger ledgers[WRITERS] = {0};
    bool is_early = crash_draw(8) == 0;
    crash_cut_at(1 + (int)crash_draw(is_early ? 40 : OPERATIONS_A_RUN));
    enum err err = open_all(&opened);
    sums->cut_while_opening += crash_is_cut();
    if (err == OK) {
        bool was_cut = crash_is_cut();
        write_with_all(ledgers, &opened, run);
        sums->cut_while_writing += crash_is_cut() && !was_cut;
        was_cut = crash_is_cut();
        close_all(&opened);
        sums->cut_while_closing += crash_is_cut() && !was_cut;
    }
    for (int i = 0; i < WRITERS; i++) {
        sums->told += ledgers[i].forms_told + ledgers[i].readings_told;
        sums->refused += ledgers[i].refused;
        *readings_told += ledgers[i].readings_told;
    }
    crash_restore();
    check_all(ledgers, *readings_told, findings);
    return findings->lost + findings->torn + findings->unsound == 0;
}

/* Cuts until so many, or until something is found; how many. Each test has runs, and so records, of
 * its own: the vault outlives the databases here and remembers what was proven of each record. */
enum { RUNS_OF_CUTS = 0, RUNS_OF_LIES = CUTS_LONG, RUNS_OF_FAILURES = CUTS_LONG + LIES };
static int cut_often(int first, int cuts, struct sums *sums, struct findings *findings)
{
    int64_t readings_told = 0;
    for (int run = 0; run < cuts; run++) {
        if (run % CUTS_A_DATABASE == 0) {
            remove_all();
            readings_told = 0;
        }
        if (!cut_once(first + run, &readings_told, sums, findings))
            return run + 1;
    }
    return cuts;
}

static void test_cuts(void)
{
    int cuts = getenv("HAVEN_LONG") ? CUTS_LONG : CUTS_SHORT;
    struct sums sums = {0};
    struct findings findings = {0};
    char text[200];
    int done = cut_often(RUNS_OF_CUTS, cuts, &sums, &findings);
    printf("# %d cuts (%lld while opening, %lld writing, %lld closing): %lld acknowledged, %lld "
           "refused\n", done, (long long)sums.cut_while_opening, (long long)sums.cut_while_writing,
           (long long)sums.cut_while_closing, (long long)sums.told, (long long)sums.refused);
    if (findings.why[0])
        printf("# in cut %d: %s\n", done, findings.why);
    snprintf(text, sizeof(text), "%d power cuts, %lld acknowledged writes: none lost, none by half",
             done, (long long)sums.told);
    say(findings.lost + findings.torn + findings.unsound == 0, text);
    say(sums.cut_while_writing > cuts / 4 && sums.refused > 0 && sums.told > cuts,
        "most cuts fell in the middle of writing");
}

/* A test that cannot fail shows nothing: a disk that lies is found out. */
static void test_lies(void)
{
    struct sums sums = {0};
    struct findings findings = {0};
    char text[200];
    crash_lie(true);
    int done = cut_often(RUNS_OF_LIES, LIES, &sums, &findings);
    crash_lie(false);
    snprintf(text, sizeof(text), "a disk that lies about flushing is found out (in cut %d: %.100s)",
             done, findings.why);
    say(findings.lost + findings.torn + findings.unsound > 0, text);
}

/* ---- failing operations ---------------------------------------------------------------------- */

/* Forms one by one while the n-th operation fails: what is refused leaves nothing, what is told is
 * there, and afterwards all is as before. */
static bool fail_one(enum crash_kind kind, int code, int operation, bool is_for_ever,
                     struct findings *findings)
{
    static int run = RUNS_OF_FAILURES;
    struct opened opened;
    struct ledger ledgers[WRITERS] = {0};
    int64_t told = 0;
    remove_all();
    must(open_all(&opened) == OK);
    for (int i = 0; i < WRITERS; i++)
        ledgers[i] = (struct ledger){.opened = &opened, .run = run, .writer = i};
    run++;
    crash_fail(kind, operation, code, is_for_ever);
    write_all(&ledgers[0]);
    bool has_failed = crash_has_failed();
    crash_fail(CRASH_NONE, 0, 0, false);
    ledgers[1].opened = &opened;
    write_all(&ledgers[1]);
    if (ledgers[1].refused > 0)
        find(findings, &findings->torn, "refused when the disk was well again",
             ledgers[1].refused);
    if (store_is_refused(opened.store) || store_is_refused(opened.readings))
        find(findings, &findings->torn, "the disk is well again and nobody noticed", 0);
    told = ledgers[0].readings_told + ledgers[1].readings_told;
    sqlite3 *handle;
    must(sqlite3_open_v2(main_path, &handle, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK);
    int64_t forms = ask(handle, "select count(*) from once");
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_close(handle);
    if (forms != ledgers[0].forms_told + ledgers[1].forms_told)
        find(findings, &findings->torn, "a refused form is there", forms);
    close_all(&opened);
    check_all(ledgers, told, findings);
    return has_failed;
}

static void test_failures(void)
{
    static const struct {
        const char *name;
        enum crash_kind kind;
        int code;
    } failures[] = {
        {"the disk is full", CRASH_WRITE, SQLITE_FULL},
        {"a write fails", CRASH_WRITE, SQLITE_IOERR_WRITE},
        {"a read fails", CRASH_READ, SQLITE_IOERR_READ},
        {"the disk is read-only", CRASH_WRITE, SQLITE_READONLY},
    };
    int step = getenv("HAVEN_LONG") ? 1 : 13;
    for (size_t i = 0; i < COUNT_OF(failures); i++)
        for (int is_for_ever = 0; is_for_ever < 2; is_for_ever++) {
            struct findings findings = {0};
            char text[300];
            int n = 1;
            while (fail_one(failures[i].kind, failures[i].code, n, is_for_ever, &findings))
                n += step;
            snprintf(text, sizeof(text),
                     "%s, %s from each of %d operations on: refused or kept%s%s",
                     failures[i].name, is_for_ever ? "for ever" : "once", n,
                     findings.why[0] ? ": " : "", findings.why);
            say(findings.lost + findings.torn + findings.unsound == 0, text);
        }
}

/* Outside of the folder whose disk fails. */
static void open_vault(void)
{
    char path[] = "/tmp/haven-crash-key-XXXXXX";
    const char *reason;
    must(mkdtemp(path) != NULL);
    char key[sizeof(path) + 8];
    snprintf(key, sizeof(key), "%s/key", path);
    must(vault_open(key, &vault, &reason) == OK);
    must(unlink(key) == 0 && rmdir(path) == 0);
}

/* ---- a failed flush -------------------------------------------------------------------------- */

static _Noreturn void live_until_flush_fails(int nth)
{
    struct opened opened;
    struct ledger ledgers[WRITERS];
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    must(freopen("/dev/null", "w", stderr) != NULL);
    open_vault(); /* its own: who ends in the middle of a question leaves the answer to the next */
    if (open_all(&opened) != OK)
        _exit(2);
    crash_fail(CRASH_FLUSH, nth, SQLITE_IOERR_FSYNC, false);
    write_with_all(ledgers, &opened, 0);
    _exit(crash_has_failed() ? 1 : 0);
}

static void test_failed_flush(void)
{
    int ended = 0, nth = 1;
    for (;; nth += 3) {
        remove_all();
        pid_t child = fork();
        must(child >= 0);
        if (child == 0)
            live_until_flush_fails(nth);
        int status;
        must(waitpid(child, &status, 0) == child);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
            break; /* there are not so many flushes */
        if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGABRT)
            printf("# flush %d: the process went on (%d)\n", nth, status);
        else
            ended++;
    }
    char text[120];
    snprintf(text, sizeof(text), "a failed flush ends the process, whichever it is (%d)", ended);
    say(ended > 0 && ended == (nth - 1) / 3, text);
}

int main(int argc, char **argv)
{
    uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 20261121;
    must(mkdtemp(folder) != NULL);
    snprintf(main_path, sizeof(main_path), "%s/haven.db", folder);
    snprintf(readings_path, sizeof(readings_path), "%s/readings.db", folder);
    open_vault();
    crash_vfs_install(seed);
    test_cuts();
    test_lies();
    test_failures();
    test_failed_flush();
    remove_all();
    vault_close(vault);
    printf("1..%d\n", number);
    return rmdir(folder) != 0 || failed > 0;
}
