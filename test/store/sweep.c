/* sweep.c - every write of a test is first made with a statement of it failing.
 *
 * Linked into a test with -Wl,--wrap=store_write (sweep_dep), and asleep there unless HAVEN_SWEEP
 * names a file. Then each statement that is begun inside a write fails with each class of error of
 * the engine, once and for ever, wherever in the test it first comes; the write is made again until
 * nothing of it is due any more, and then in earnest: the test goes on and checks what it always
 * checks, also that nothing of the tries stayed in the memory of the process. (A write may be run
 * again from its start: store.h promises so for PostgreSQL's sake.)
 *
 * Each failed try must be refused, and must leave the database as it was. What the store tries
 * again by itself must have been tried again; it is then undone, so that all else can be tried in
 * the same write, and at the end such a failure once comes in earnest and must be made up for. At
 * its end the process writes the file, which test/sweep/run.mjs adds to those of the other tests:
 *     statement NAME TRIED      of every writing statement; TRIED has a bit for each class, twice
 *     tries N
 *     problem TEXT
 * HAVEN_SWEEP_BEFORE may name such a file, of the tests before: what takes half a second (what the
 * store tries again, for ever) is not tried again when it stands there.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "sql_all.h"
#include "store/sqlite_inner.h"
#include "store/store_test.h"

enum { STATEMENTS = 1024, PROBLEMS_SHOWN = 20 };

/* A class of error: what the engine does to the transaction, and what it answers. */
struct error_class {
    const char *name, *script; /* run on the connection first, or NULL */
    enum err err;              /* OK: what the script gave */
    bool is_disk;              /* the store notes that the disk takes nothing */
    bool is_retried;           /* the store tries again by itself */
};

/* SQLite may or may not have rolled back after the middle three; that it has is the worse case. */
static const struct error_class sqlite_classes[] = {
    {"busy", NULL, ERR_BUSY, false, false},
    {"full", "rollback", ERR_BUSY, true, false},
    {"I/O error", "rollback", ERR_BUSY, true, false},
    {"no memory", "rollback", ERR_BUSY, false, false},
    {"constraint", NULL, ERR_CONFLICT, false, false},
};

#define RAISE(state) "do $$ begin raise exception 'planted' using errcode = '" state "'; end $$"
static const struct error_class postgres_classes[] = {
    {"53100 disk_full", RAISE("53100"), OK, false, false},
    {"58030 io_error", RAISE("58030"), OK, false, false},
    {"53200 out_of_memory", RAISE("53200"), OK, false, false},
    {"23505 unique_violation", RAISE("23505"), OK, false, false},
    {"40001 serialization_failure", RAISE("40001"), OK, false, true},
    {"40P01 deadlock_detected", RAISE("40P01"), OK, false, true},
    {"connection cut", "select pg_terminate_backend(pg_backend_pid())", OK, false, true},
};

static struct {
    const char *ledger; /* NULL: asleep */
    pid_t process;      /* whose children leave none */
    bool is_postgres;
    const struct error_class *classes;
    unsigned class_count;
    unsigned tried[STATEMENTS], before[STATEMENTS];
    long tries;
    int problem_count;
    char problems[PROBLEMS_SHOWN][400];
    atomic_int under_way;
} all;

/* One try of a call of store_write. */
struct write {
    enum err (*work)(struct db *db, void *with);
    void *with;
    int runs;                             /* of the work; more than one: the store tried again */
    const struct store_statement *failed; /* NULL: none in this try */
    const struct error_class *class;
    bool is_for_ever;
    bool is_after_retries; /* a try before it failed with what the store tries again */
    bool is_last;          /* in earnest, after such tries: it must be kept in spite of one more */
    bool is_undone;        /* the work came to its end, and nothing of it is to be kept */
};
static struct write *now; /* the one under way; two at once are never tried */

/* ---- failing --------------------------------------------------------------------------------- */

static size_t number_of(const struct store_statement *statement)
{
    size_t i = 0;
    while (i < sql_statement_count && sql_statements[i] != statement)
        i++;
    return i;
}

/* What the store tries again for half a second each time. */
static bool is_slow(unsigned turn)
{
    return all.classes[turn / 2].is_retried && turn % 2 == 1;
}

static bool take_turn(const struct store_statement *statement)
{
    size_t number = number_of(statement);
    if (number == sql_statement_count)
        return false; /* the store's own */
    for (unsigned turn = 0; turn < 2 * all.class_count; turn++) {
        if (all.tried[number] & 1U << turn)
            continue;
        all.tried[number] |= 1U << turn;
        if (is_slow(turn) && all.before[number] & 1U << turn)
            continue;
        now->failed = statement;
        now->class = &all.classes[turn / 2];
        now->is_for_ever = turn % 2 == 1;
        return true;
    }
    return false;
}

static enum err fail(struct db *db)
{
    enum err err = OK;
    if (now->class->script != NULL)
        err = db->store->engine->run_script(db, now->class->script);
    if (now->class->is_disk)
        store_note_refused(db->store);
    return now->class->err != OK ? now->class->err : err != OK ? err : ERR_BUSY;
}

static const struct error_class *first_retried(void)
{
    const struct error_class *class = all.classes;
    while (!class->is_retried)
        class++;
    return class;
}

static enum err hook(struct db *db, const struct store_statement *statement)
{
    if (now == NULL || !statement->is_writing)
        return OK;
    if (now->is_last && now->failed == NULL) {
        now->failed = statement;
        now->class = first_retried();
        return fail(db);
    }
    if (now->failed != NULL)
        return now->is_for_ever ? fail(db) : OK;
    return take_turn(statement) ? fail(db) : OK;
}

/* ---- looking --------------------------------------------------------------------------------- */

static void problem(enum err err, const char *what)
{
    if (all.problem_count < PROBLEMS_SHOWN)
        snprintf(all.problems[all.problem_count], sizeof(all.problems[0]), "%s, %s%s: %s (%s)",
                 now->failed->name, now->class->name, now->is_for_ever ? " for ever" : "", what,
                 err_name(err));
    all.problem_count++;
}

static void check_refused(enum err err, bool is_same)
{
    bool is_conflict = now->class->err == ERR_CONFLICT || all.is_postgres;
    if (!is_same)
        problem(err, "refused, and yet something was kept");
    if (err != ERR_BUSY && !is_conflict)
        problem(err, "another refusal");
}

/* What may fail without harm is declared so in the statement's head. */
static void check_kept(void)
{
    if (!now->class->is_retried && !now->failed->is_fallible)
        problem(OK, "kept although it failed");
}

/* ---- the write ------------------------------------------------------------------------------- */

enum err __real_store_write(struct store *store, struct arena *arena,
                            enum err (*work)(struct db *db, void *with), void *with);
enum err __wrap_store_write(struct store *store, struct arena *arena,
                            enum err (*work)(struct db *db, void *with), void *with);

/* Faults that the test itself planted are the test's; and a bulk that fails ends the process. */
static bool is_other(struct store *store)
{
    bool is_bulk = !store_is_postgres(store) && ((struct sqlite_store *)store)->is_bulk;
    return is_bulk || store_is_postgres(store) != all.is_postgres ||
           atomic_load(&store->statements_until_fault) > 0 || atomic_load(&store->is_commit_fault);
}

/* Everything that another connection could see of the database, as a number: SQLite counts what
 * was kept; of a database in memory there is no other connection. */
struct look {
    sqlite3 *handle;
    int64_t seen;
};

static int64_t data_version(sqlite3 *handle)
{
    sqlite3_stmt *statement;
    int64_t number = -1;
    must(sqlite3_prepare_v2(handle, "pragma data_version", -1, &statement, NULL) == SQLITE_OK);
    if (sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

static struct look look_begin(struct store *store)
{
    struct look look = {0};
    const struct sqlite_store *file = (const struct sqlite_store *)store;
    if (all.is_postgres || file->is_memory)
        return look;
    must(sqlite3_open_v2(file->path, &look.handle, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK);
    must(sqlite3_db_config(look.handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) == SQLITE_OK);
    look.seen = data_version(look.handle);
    return look;
}

static bool look_is_same(struct look *look)
{
    return look->handle == NULL || data_version(look->handle) == look->seen;
}

static enum err work_and_undo(struct db *db, void *with)
{
    struct write *write = with;
    write->runs++;
    enum err err = write->work(db, write->with);
    if (err != OK || db->broken != OK || write->is_last)
        return err;
    bool is_retried = write->failed != NULL && write->class->is_retried;
    write->is_undone = is_retried || (write->failed == NULL && write->is_after_retries);
    return write->is_undone ? ERR_BUSY : OK;
}

static void judge(const struct write *write, enum err err, bool is_again, struct look *look)
{
    if (write->class->is_retried && write->runs < 2)
        problem(err, "not tried again");
    if (is_again)
        check_refused(err, look_is_same(look));
    else if (!write->is_last)
        check_kept();
    else if (err != OK)
        problem(err, "tried again, and yet not kept");
}

/* One try; true when another must follow. */
static bool try_once(struct store *store, struct arena *arena, struct write *write,
                     struct look *look, enum err *out_err)
{
    now = write;
    enum err err = __real_store_write(store, arena, work_and_undo, write);
    bool has_failed = write->failed != NULL;
    bool is_again = write->is_undone || (has_failed && err != OK && !write->is_last);
    all.tries += has_failed;
    if (has_failed)
        judge(write, err, is_again, look);
    now = NULL;
    *out_err = err;
    return is_again;
}

static enum err try_until_kept(struct store *store, struct arena *arena,
                               enum err (*work)(struct db *db, void *with), void *with)
{
    struct look look = look_begin(store);
    struct write write = {.work = work, .with = with};
    enum err err;
    while (try_once(store, arena, &write, &look, &err)) {
        bool was_retried = write.failed != NULL && write.class->is_retried;
        write = (struct write){.work = work,
                               .with = with,
                               .is_after_retries = write.is_after_retries || was_retried,
                               .is_last = write.failed == NULL};
    }
    if (look.handle != NULL)
        sqlite3_close(look.handle);
    return err;
}

enum err __wrap_store_write(struct store *store, struct arena *arena,
                            enum err (*work)(struct db *db, void *with), void *with)
{
    if (all.ledger == NULL)
        return __real_store_write(store, arena, work, with);
    if (all.classes == NULL) {
        all.is_postgres = store_is_postgres(store);
        all.classes = all.is_postgres ? postgres_classes : sqlite_classes;
        all.class_count = all.is_postgres ? COUNT_OF(postgres_classes) : COUNT_OF(sqlite_classes);
    }
    bool is_alone = atomic_fetch_add(&all.under_way, 1) == 0;
    enum err err = is_alone && !is_other(store) ? try_until_kept(store, arena, work, with)
                                                : __real_store_write(store, arena, work, with);
    atomic_fetch_sub(&all.under_way, 1);
    return err;
}

/* ---- the ledger ------------------------------------------------------------------------------ */

static void leave_ledger(void)
{
    FILE *file = getpid() == all.process ? fopen(all.ledger, "w") : NULL;
    if (file == NULL)
        return;
    for (size_t i = 0; i < sql_statement_count; i++)
        if (sql_statements[i]->is_writing)
            fprintf(file, "statement %s %u\n", sql_statements[i]->name, all.tried[i]);
    fprintf(file, "tries %ld\n", all.tries);
    for (int i = 0; i < all.problem_count && i < PROBLEMS_SHOWN; i++)
        fprintf(file, "problem %s\n", all.problems[i]);
    fclose(file);
}

static void read_before(const char *path)
{
    FILE *file = path != NULL ? fopen(path, "r") : NULL;
    char name[100];
    unsigned tried;
    while (file != NULL && fscanf(file, "statement %99s %u\n", name, &tried) == 2)
        for (size_t i = 0; i < sql_statement_count; i++)
            if (strcmp(sql_statements[i]->name, name) == 0)
                all.before[i] = tried;
    if (file != NULL)
        fclose(file);
}

__attribute__((constructor)) static void wake(void)
{
    all.ledger = getenv("HAVEN_SWEEP");
    if (all.ledger == NULL)
        return;
    must(sql_statement_count <= STATEMENTS);
    all.process = getpid();
    read_before(getenv("HAVEN_SWEEP_BEFORE"));
    store_fault(hook);
    atexit(leave_ledger);
}
