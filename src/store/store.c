#include "store/store.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/store_inner.h"
#include "store/store_test.h"

static _Thread_local char reason[400];

void reason_set(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof(reason), format, arguments);
    va_end(arguments);
    size_t size = strcspn(reason, "\n");
    reason[size] = '\0';
}

const char *reason_text(void)
{
    return reason;
}

static void reason_out(enum err err, const char **out_reason)
{
    if (err != OK && out_reason)
        *out_reason = reason;
}

/* ---- opening and closing ------------------------------------------------------------------- */

enum err store_open(const struct store_settings *settings, struct store **out_store,
                    const char **out_reason)
{
    must(settings->reader_limit >= 1 && settings->writer_limit >= 1);
    struct str url = str_of(settings->url);
    bool is_postgres = str_starts(url, STR("postgresql://")) ||
                       str_starts(url, STR("postgres://"));
    const struct engine *engine = is_postgres ? &postgres_engine : &sqlite_engine;
    reason_set("the database cannot be opened");
    struct store *store;
    enum err err = engine->open(settings, &store);
    reason_out(err, out_reason);
    if (err != OK)
        return err;
    store->statements = settings->statements;
    store->statement_count = settings->statement_count;
    *out_store = store;
    return OK;
}

void store_close(struct store *store)
{
    store->engine->close(store);
}

bool store_is_postgres(const struct store *store)
{
    return store->engine->which == STORE_POSTGRES;
}

enum err store_check_one(struct store *store, const struct store_statement *statement,
                         const char **out_reason)
{
    struct db *db;
    enum err err = store_read_begin(store, &db);
    if (err != OK)
        return err;
    err = store->engine->check(db, statement);
    reason_out(err, out_reason);
    store_read_end(store, db);
    return err;
}

enum err store_check(struct store *store, const char **out_name, const char **out_reason)
{
    for (size_t i = 0; i < store->statement_count; i++) {
        enum err err = store_check_one(store, store->statements[i], out_reason);
        if (err != OK) {
            *out_name = store->statements[i]->name;
            return err;
        }
    }
    return OK;
}

/* ---- migrations ---------------------------------------------------------------------------- */

static const struct store_statement is_migrated = {
    .name = "is_migrated",
    .sql = "select count(*) from store_migration where name = $1",
    .parameter_count = 1,
    .column_count = 1,
    .parameter_kinds = (const enum column_kind[]){COLUMN_TEXT},
    .column_kinds = (const enum column_kind[]){COLUMN_INTEGER},
};

static const struct store_statement mark_migrated = {
    .name = "mark_migrated",
    .sql = "insert into store_migration (name) values ($1)",
    .parameter_count = 1,
    .parameter_kinds = (const enum column_kind[]){COLUMN_TEXT},
    .is_writing = true,
};

/* The lock lets several processes start on one PostgreSQL database at once. */
const char store_migration_table[] =
    "@POSTGRES@ " LOCK_TABLES ";\n"
    "create table if not exists store_migration (name @TEXT@ not null primary key) @ROWS_BY_KEY@;";

static enum err run_script(struct db *db, const char *sql)
{
    char *expanded = token_expand(sql, db->store->engine->which);
    enum err err = db->store->engine->run_script(db, expanded);
    free(expanded);
    return err;
}

static enum err has_run(struct db *db, const struct store_value *name, bool *out_has_run)
{
    struct store_cursor *cursor;
    enum err err = store_begin(db, &is_migrated, name, &cursor);
    if (err != OK)
        return err;
    err = store_step(cursor);
    if (err == OK)
        *out_has_run = store_row(cursor)[0].integer > 0;
    store_end(cursor);
    return err;
}

static enum err mark(struct db *db, const struct store_value *name)
{
    struct store_cursor *cursor;
    enum err err = store_begin(db, &mark_migrated, name, &cursor);
    if (err != OK)
        return err;
    err = store_step(cursor);
    store_end(cursor);
    return err == ERR_NOT_FOUND ? OK : err;
}

enum err store_migrate_in(struct db *db, const struct store_migration *migration)
{
    struct store_value name = {.bytes = str_of(migration->name)};
    bool has = false;
    enum err err = run_script(db, store_migration_table);
    if (err == OK)
        err = has_run(db, &name, &has);
    if (err != OK || has)
        return err;
    err = run_script(db, migration->sql);
    return err == OK ? mark(db, &name) : err;
}

static enum err migrate_one(struct db *db, void *with)
{
    return store_migrate_in(db, with);
}

enum err store_migrate(struct store *store, const struct store_migration *migrations, size_t count,
                       const char **out_reason)
{
    enum err err = OK;
    for (size_t i = 0; i < count && err == OK; i++) {
        struct store_migration migration = migrations[i];
        reason_set("migration %s cannot be written", migration.name);
        err = store_write(store, NULL, migrate_one, &migration);
    }
    reason_out(err, out_reason);
    return err;
}

/* ---- is the disk writable? ----------------------------------------------------------------- */

static const struct store_statement touch = {
    .name = "touch",
    .sql = "update store_migration set name = name",
    .is_writing = true,
};

static enum err run_touch(struct db *db, void *with)
{
    (void)with;
    struct store_cursor *cursor;
    enum err err = store_begin(db, &touch, NULL, &cursor);
    if (err != OK)
        return err;
    err = store_step(cursor);
    store_end(cursor);
    return err == ERR_NOT_FOUND ? OK : err;
}

enum err store_try(struct store *store)
{
    return store_write(store, NULL, run_touch, NULL);
}

/* ---- reading and writing ------------------------------------------------------------------- */

enum err store_read_begin(struct store *store, struct db **out_db)
{
    return store->engine->read_begin(store, out_db);
}

void db_end_cursors(struct db *db)
{
    while (db->open)
        store_end(db->open);
}

void store_read_end(struct store *store, struct db *db)
{
    must(!db->is_writing);
    db_end_cursors(db);
    store->engine->read_end(store, db);
}

static _Thread_local bool is_thread_writing;

enum err store_write(struct store *store, struct arena *arena,
                     enum err (*work)(struct db *db, void *with), void *with)
{
    must(!is_thread_writing);
    struct write_task task = {arena, work, with};
    is_thread_writing = true;
    enum err err = store->engine->write(store, &task);
    is_thread_writing = false;
    return err;
}

/* A frame of its own: nothing here changes between setjmp and the jump. */
static enum err run_caught(const struct write_task *task, struct db *db, jmp_buf *landing)
{
    if (setjmp(*landing) != 0)
        return ERR_TOO_LARGE;
    return task->work(db, task->with);
}

enum err task_run(const struct write_task *task, struct db *db)
{
    db->broken = OK;
    enum err err;
    if (task->arena) {
        jmp_buf landing;
        jmp_buf *outer = task->arena->overflow;
        task->arena->overflow = &landing;
        err = run_caught(task, db, &landing);
        task->arena->overflow = outer;
    } else {
        err = task->work(db, task->with);
    }
    db_end_cursors(db);
    return err == OK ? db->broken : err;
}

void *db_take_along(struct db *db)
{
    must(db->is_writing);
    return db->store->engine->take_along == NULL ? NULL : db->store->engine->take_along(db);
}

bool db_is_writing(const struct db *db)
{
    return db->is_writing;
}

int db_writer(const struct db *db)
{
    must(db->is_writing);
    return db->writer;
}

enum err store_cut_log(struct store *store)
{
    return store->engine->cut_log(store);
}

static store_cut_watch *_Atomic watch;
static _Atomic(void *) watch_with;

void store_watch_cut(store_cut_watch *look, void *with)
{
    atomic_store(&watch_with, with);
    atomic_store(&watch, look);
}

void store_look_at_cut(void)
{
    store_cut_watch *look = atomic_load(&watch);
    if (look != NULL)
        look(atomic_load(&watch_with));
}

struct store_figures store_figures(struct store *store)
{
    return (struct store_figures){
        .writes = atomic_load(&store->writes),
        .flushes = atomic_load(&store->flushes),
        .flush_microseconds = atomic_load(&store->flush_microseconds),
    };
}

int64_t clock_microseconds(void)
{
    struct timespec now;
    must(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void store_note_refused(struct store *store)
{
    atomic_store(&store->is_refused, true);
}

bool store_is_refused(const struct store *store)
{
    return atomic_load_explicit(&store->is_refused, memory_order_relaxed);
}

void store_count_flush(struct store *store, int writes, int64_t started)
{
    atomic_store(&store->is_refused, false);
    atomic_fetch_add(&store->writes, writes);
    atomic_fetch_add(&store->flushes, 1);
    atomic_fetch_add(&store->flush_microseconds, clock_microseconds() - started);
}

/* ---- statements ---------------------------------------------------------------------------- */

/* PostgreSQL refuses text that is not UTF-8 and SQLite does not: neither gets it. */
static bool are_texts_utf8(const struct store_statement *statement,
                           const struct store_value *values)
{
    for (int i = 0; i < statement->parameter_count; i++)
        if (statement->parameter_kinds[i] == COLUMN_TEXT && !values[i].is_null &&
            !str_is_utf8(values[i].bytes))
            return false;
    return true;
}

static _Atomic(store_fault_hook *) fault_hook;

void store_fault(store_fault_hook *hook)
{
    atomic_store(&fault_hook, hook);
}

static enum err planted_fault(struct db *db, const struct store_statement *statement)
{
    store_fault_hook *hook = atomic_load_explicit(&fault_hook, memory_order_relaxed);
    enum err err = hook != NULL ? hook(db, statement) : OK;
    if (err != OK)
        return err;
    struct store *store = db->store;
    int left = atomic_load(&store->statements_until_fault);
    while (left > 0)
        if (atomic_compare_exchange_weak(&store->statements_until_fault, &left, left - 1))
            return left == 1 ? (enum err)atomic_load(&store->statement_fault) : OK;
    return OK;
}

/* Inside a write a failed statement spoils the rest, on SQLite as it does on PostgreSQL. */
static enum err spoil(struct db *db, const struct store_statement *statement, enum err err)
{
    if (err != OK && db->is_writing && db->broken == OK && !statement->is_fallible)
        db->broken = err;
    return err;
}

static _Atomic(store_observer *) observer;

void store_observe(store_observer *observe)
{
    atomic_store(&observer, observe);
}

/* Who observes what is read wants to see all of it. */
void *db_kept(struct db *db, size_t size)
{
    bool is_kept = !db->is_writing && db->store->engine->kept != NULL &&
                   atomic_load_explicit(&observer, memory_order_relaxed) == NULL;
    return is_kept ? db->store->engine->kept(db, size) : NULL;
}

enum err store_begin(struct db *db, const struct store_statement *statement,
                     const struct store_value *values, struct store_cursor **out_cursor)
{
    must(statement->parameter_count <= STORE_VALUES && statement->column_count <= STORE_VALUES);
    must(!statement->is_writing || db->is_writing);
    store_observer *observe = atomic_load(&observer);
    if (observe != NULL)
        observe(statement);
    if (db->broken != OK)
        return db->broken;
    enum err err = are_texts_utf8(statement, values) ? OK : ERR_INVALID;
    if (err == OK && db->is_writing)
        err = planted_fault(db, statement);
    struct store_cursor *cursor = NULL;
    if (err == OK)
        err = db->store->engine->begin(db, statement, values, &cursor);
    if (err != OK)
        return spoil(db, statement, err);
    cursor->db = db;
    cursor->statement = statement;
    cursor->is_open = true;
    cursor->next_open = db->open;
    db->open = cursor;
    *out_cursor = cursor;
    return OK;
}

enum err store_step(struct store_cursor *cursor)
{
    enum err err = cursor->db->store->engine->step(cursor);
    return err == ERR_NOT_FOUND ? err : spoil(cursor->db, cursor->statement, err);
}

const struct store_value *store_row(struct store_cursor *cursor)
{
    cursor->db->store->engine->row(cursor, cursor->db->row);
    return cursor->db->row;
}

int64_t store_changed(struct store_cursor *cursor)
{
    return cursor->db->store->engine->changed(cursor);
}

void store_end(struct store_cursor *cursor)
{
    struct store_cursor **link = &cursor->db->open;
    while (*link != cursor)
        link = &(*link)->next_open;
    *link = cursor->next_open;
    cursor->is_open = false;
    cursor->db->store->engine->end(cursor);
}

/* ---- planted faults ------------------------------------------------------------------------ */

void store_inject(struct store *store, int nth_statement, enum err err)
{
    if (nth_statement <= 0) {
        atomic_store(&store->is_commit_fault, nth_statement == INJECT_COMMIT);
        atomic_store(&store->statements_until_fault, 0);
        return;
    }
    atomic_store(&store->statement_fault, (int)err);
    atomic_store(&store->statements_until_fault, nth_statement);
}

bool store_take_commit_fault(struct store *store)
{
    return atomic_load_explicit(&store->is_commit_fault, memory_order_relaxed) &&
           atomic_exchange(&store->is_commit_fault, false);
}

int store_waiting(struct store *store)
{
    return store->engine->waiting(store);
}
