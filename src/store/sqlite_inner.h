/* sqlite_inner.h - what sqlite.c (connections), sqlite_statement.c and sqlite_group.c (the shared
 * transaction) know of each other. */
#ifndef STORE_SQLITE_INNER_H
#define STORE_SQLITE_INNER_H

#include <pthread.h>
#include <sqlite3.h>

#include "store/pool.h"
#include "store/store_inner.h"

/* The words of a transaction, prepared once on every connection. */
enum word { WORD_BEGIN, WORD_BEGIN_READING, WORD_COMMIT, WORD_ROLLBACK,
            WORD_SAVEPOINT, WORD_ROLLBACK_TO, WORD_RELEASE, WORD_VERSION, WORD_COUNT };

struct sqlite_connection {
    sqlite3 *handle;
    sqlite3_stmt *words[WORD_COUNT];
    struct cache cache;
    struct store *written; /* of the one that writes; NULL: a reader's */
};

/* What a thread holds: a pooled reader with a connection of its own, or the writer's. */
struct sqlite_db {
    struct db base;
    struct sqlite_connection *connection;
    void *kept;           /* of a pooled reader (db_kept); NULL: not asked for yet */
    int64_t kept_version; /* of the database, as the memory was last seen to be of */
    bool is_kept_valid;   /* seen since reading began */
};

/* A write that waits to be run and committed, on the stack of its thread. */
struct member;

/* Writes that are run, and kept or lost, together. */
struct group;

struct sqlite_store {
    struct store base;
    char *path;
    bool is_memory;
    bool is_bulk;   /* store.h: one transaction for many groups, no log */
    bool is_alone;  /* either: one connection, also for reading, under write_mutex */

    pthread_mutex_t write_mutex; /* guards everything down to the blank line */
    struct sqlite_connection writer;
    struct sqlite_db writer_db;
    struct sqlite_db alone_reader;
    struct group *group; /* whose work runs; NULL: nothing is taken along just now */
    int bulk_count;    /* of a bulk: writes that the open transaction holds */
    int log_pages;     /* the write-ahead log's length, told by SQLite at each COMMIT */
    int checkpoint_at; /* its length from which it is worth copying back */
    struct collected *collected; /* pages that changed since a copy; NULL: nobody collects */
    struct page_set *written; /* pages of the log since a cut began; NULL: nobody cuts */

    pthread_mutex_t queue_mutex; /* guards the queue and is_led */
    struct member *queue, **queue_end; /* writes that nobody has run yet, in the order they came */
    bool is_led;                       /* somebody runs a group */
    atomic_int waiting;                /* how many writes stand in the queue */

    pthread_mutex_t file_mutex; /* taken before write_mutex: who is to find the database's own file
                                   unchanged but by her, and who copies the log into it unasked */

    struct pool readers;
    int cache_mib; /* of all readers together; 0: SQLite's own measure */
};

/* How long SQLite waits for a lock of another process (a backup). Threads of Haven wait for each
 * other on mutexes. */
enum { BUSY_WAIT_MS = 5000 };

/* How long all who write wait for those who read, so that the log can start over. */
enum { RESTART_WAIT_MS = 100 };

enum err sqlite_write(struct store *store, const struct write_task *task);
void *sqlite_take_along(struct db *db);
enum err sqlite_cut_log(struct store *store); /* sqlite_cut.c */

/* sqlite_copy.c: takes the log's pages into store->collected, if there is one. Under write_mutex,
 * and always before a checkpoint: after it the log may start over. */
void sqlite_collect(struct sqlite_store *store);
void sqlite_collect_free(struct sqlite_store *store);

/* Does for each page of the log, as it was committed; some more than once. False: it cannot be
 * read. Under write_mutex. */
bool sqlite_each_page(struct sqlite_store *store, void (*each)(void *with, uint32_t number),
                      void *with);

/* sqlite_cut.c: takes the numbers of the log's pages into store->written, if somebody cuts. Under
 * write_mutex, and always before a checkpoint. */
void sqlite_note_written(struct sqlite_store *store);

/* sqlite_group.c: a checkpoint, under write_mutex, that waits for readers for so long at most; what
 * SQLite said. out_frames may be NULL: how long the log is. While somebody cuts only she does
 * one. */
int sqlite_checkpoint(struct sqlite_store *store, int mode, int wait_ms, int *out_frames);
void sqlite_checkpoint_when_due(struct sqlite_store *store);

/* Runs one word of a transaction: OK or what SQLite said. */
enum err sqlite_word(struct sqlite_connection *connection, enum word word);

/* The code of Haven for a code of SQLite. A failed flush ends the process. */
enum err sqlite_err(int code);

/* The same, of a connection at work. Where the disk is full, must not be written to, or is broken,
 * the store notes it: it takes nothing, for longer than this one write. */
enum err sqlite_note_err(struct sqlite_connection *connection, int code);

#endif
