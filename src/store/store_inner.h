/* store_inner.h - what store.c and the two engines share, and nobody else sees. */
#ifndef STORE_STORE_INNER_H
#define STORE_STORE_INNER_H

#include <stdatomic.h>

#include "store/store.h"
#include "store/token.h"

/* One call of store_write. */
struct write_task {
    struct arena *arena;
    enum err (*work)(struct db *db, void *with);
    void *with;
};

/* Whoever makes tables on PostgreSQL holds this lock until the end of the transaction, and who
 * takes a backup the other; the numbers are any that nothing else there locks. */
#define LOCK_TABLES "select pg_advisory_xact_lock(48267001)"
#define TRY_LOCK_BACKUP "select pg_try_advisory_lock(48267002)"

/* What a connection holds ends with it, but the server notices a little later that it has ended:
 * who is done gives back what it holds, so that the next one finds it free. */
#define UNLOCK_ALL "select pg_advisory_unlock_all()"

/* What an engine must be able to do. Each function means what its namesake in store.h says; the
 * checks that do not depend on the engine have been made before. */
struct engine {
    enum store_engine which;
    enum err (*open)(const struct store_settings *settings, struct store **out_store);
    void (*close)(struct store *store);
    enum err (*read_begin)(struct store *store, struct db **out_db);
    void (*read_end)(struct store *store, struct db *db);
    enum err (*write)(struct store *store, const struct write_task *task);
    enum err (*run_script)(struct db *db, const char *sql); /* several statements, no rows */
    enum err (*check)(struct db *db, const struct store_statement *statement);
    enum err (*begin)(struct db *db, const struct store_statement *statement,
                      const struct store_value *values, struct store_cursor **out_cursor);
    enum err (*step)(struct store_cursor *cursor);
    void (*row)(struct store_cursor *cursor, struct store_value *out_values);
    int64_t (*changed)(struct store_cursor *cursor);
    void (*end)(struct store_cursor *cursor);
    int (*waiting)(struct store *store);
    enum err (*cut_log)(struct store *store);
    void *(*kept)(struct db *db, size_t size); /* NULL: no connection can tell */
    void *(*take_along)(struct db *db);        /* NULL: writes have no queue */
};
extern const struct engine sqlite_engine, postgres_engine;

/* One migration inside a write, if the database has not seen it. */
enum err store_migrate_in(struct db *db, const struct store_migration *migration);
extern const char store_migration_table[]; /* the text of the table of their names */

/* First member of each engine's own store, connection and cursor. */
struct store {
    const struct engine *engine;
    const struct store_statement *const *statements;
    size_t statement_count;
    atomic_llong writes, flushes, flush_microseconds;
    atomic_int statements_until_fault; /* 0: none planted */
    atomic_int statement_fault;        /* enum err */
    atomic_bool is_commit_fault;
    atomic_bool is_refused; /* store_is_refused */
};

struct db {
    struct store *store;
    bool is_writing;
    int writer;                /* number among the writing connections */
    enum err broken;           /* inside a write: why nothing of it can be kept; else OK */
    struct store_cursor *open; /* begun and not ended */
    struct store_value row[STORE_VALUES]; /* store_row */
    struct db *next_free;      /* in its pool (pool.h) */
};

struct store_cursor {
    struct db *db;
    const struct store_statement *statement;
    struct store_cursor *next_open;
    bool is_open;
};

/* Runs the task's work; ERR_TOO_LARGE when its arena overflows. Cursors left open are ended. The
 * result is that of work, or why the transaction is broken. */
enum err task_run(const struct write_task *task, struct db *db);

/* Ends every open cursor of a connection. */
void db_end_cursors(struct db *db);

/* Notes that the disk refused a write, for store_is_refused. */
void store_note_refused(struct store *store);

/* Counts a COMMIT of some writes that began at started (clock_microseconds). */
void store_count_flush(struct store *store, int writes, int64_t started);
int64_t clock_microseconds(void);

/* True once after a COMMIT fault was planted. */
bool store_take_commit_fault(struct store *store);

/* Whoever watches a cut looks (store_watch_cut). */
void store_look_at_cut(void);

/* Keeps the sentence for out_reason; the text is cut to a line. */
const char *reason_text(void);
void reason_set(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The prepared form of statements on one connection, found by the statement's address. */
struct cache {
    struct cache_slot {
        const struct store_statement *statement;
        void *prepared;
    } *slots;
    size_t room; /* 0 or a power of two, at most half of it used */
    size_t count;
};
void *cache_find(const struct cache *cache, const struct store_statement *statement);
void cache_put(struct cache *cache, const struct store_statement *statement, void *prepared);

/* Hands every prepared form to forget and empties the cache. */
void cache_clear(struct cache *cache, void (*forget)(void *prepared));

#endif
