/* store.h - the database behind one small interface; SQLite or PostgreSQL.
 *
 * One SQL text serves both engines: placeholders are $1, $2 ...; tokens in migrations and in
 * statements (token.h: @ID@ @INTEGER@ @TEXT@ @BLOB@ @STRICT@ ...) are replaced per engine.
 * Rooms do not call this header: they call the functions that tool/sqlc makes from their .sql
 * files, and open transactions through guard/job.h.
 *
 * Durability (architecture 3): on SQLite there is one connection that writes. Writers stand in one
 * queue; each is run as a savepoint of a shared transaction, perhaps on another writer's thread,
 * and they share one flush; nobody is answered before it. If the COMMIT fails every member gets
 * ERR_BUSY and nothing is kept. On PostgreSQL each writer has a connection of its own and the
 * server groups the flushes; serialisation failures (40001, 40P01) and a connection lost before
 * COMMIT are retried in here. A connection lost during COMMIT is ERR_BUSY too, although the server
 * may have kept the write: the once token of a form (guard/job.h) tells the two apart when the
 * person sends it again.
 *
 * Both engines treat an error alike: a statement that fails inside a write, unless its head says
 * `fallible`, spoils the transaction, whatever work returns after it.
 *
 * Nothing slow happens inside a write: no vault call, no password hashing, no file, no socket.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/base.h"

struct store; /* the database; shared by all threads */
struct db;    /* one connection in use by one thread: reading, or inside a write */

struct store_settings {
    const char *url;            /* "postgresql://..." or the path of an SQLite file, ":memory:" */
    int reader_limit;           /* connections for reading; at least 1 */
    int writer_limit;           /* connections for writing; at least 1. SQLite has always one */
    int cache_mib;              /* SQLite: pages at hand of all readers together; 0: 2 each */
    bool is_bulk;               /* only for making a database that can be made again. SQLite:
                                   nothing is kept before store_close, which then flushes all; one
                                   connection, so a thread that reads keeps the others waiting.
                                   PostgreSQL: the server flushes within a second */
    const struct store_statement *const *statements; /* prepared on use; checked by store_check */
    size_t statement_count;
};

/* Opens (and for SQLite creates) the database. out_reason (may be NULL) gets a sentence without
 * personal data when it cannot, valid until this thread's next call of store_open, store_migrate or
 * store_check. A PostgreSQL database must be UTF8; with the locale C.UTF-8 it sorts as SQLite does.
 * Each ":memory:" store is a database of its own with one connection: meant for tests, a thread
 * that reads keeps the others waiting until store_read_end. */
CHECKED enum err store_open(const struct store_settings *settings, struct store **out_store,
                            const char **out_reason);
void store_close(struct store *store);
bool store_is_postgres(const struct store *store);

/* Applies the migrations that this database has not seen, in order, each in one transaction. */
struct store_migration {
    const char *name; /* "001_staff" */
    const char *sql;  /* with tokens */
};
CHECKED enum err store_migrate(struct store *store, const struct store_migration *migrations,
                               size_t count, const char **out_reason);

/* Prepares every statement of the settings once, and on PostgreSQL compares the columns' types
 * with what the head comments declare; the name of the first that fails in *out_name. */
CHECKED enum err store_check(struct store *store, const char **out_name, const char **out_reason);

/* A connection for reading; give it back with store_read_end. Waits when all are in use. On SQLite
 * what it reads between the two is one snapshot: it does not see a write made meanwhile, also not
 * one by the same thread. */
CHECKED enum err store_read_begin(struct store *store, struct db **out_db);
void store_read_end(struct store *store, struct db *db);

/* Memory of a connection for reading, for what was worked out of what is read: of this size, which
 * is the same in every call, and all zero again as soon as anything in the database has changed, by
 * whomever, also by another program. So what stands in it is what reading would lead to now. NULL:
 * the connection cannot tell (PostgreSQL; a store with one connection; inside a write), or somebody
 * observes what is read (store_test.h). */
void *db_kept(struct db *db, size_t size);

/* Runs work inside a transaction and returns after it is durable. work may be called again from
 * the start (40001), so it changes nothing but the database and its own output. When it returns
 * anything but OK its changes are undone and that result is returned; also such a refusal is given
 * only after what it may rest on (the rows of those just before it) is durable. ERR_BUSY: not
 * durable, nothing kept.
 *
 * arena (may be NULL) is the one work takes memory from: its overflow inside work ends the write
 * as ERR_TOO_LARGE instead of jumping past the open transaction. One write never holds another. */
CHECKED enum err store_write(struct store *store, struct arena *arena,
                             enum err (*work)(struct db *db, void *with), void *with);

/* Inside a write's work: what the next write in the queue was given, if its work is this very
 * function. It is done by this call too, and kept or undone with it; when this call fails it is run
 * again on its own. NULL: there is none. On PostgreSQL there never is. */
void *db_take_along(struct db *db);

/* The disk takes no writes: the last one failed because it is full, must not be written to, or is
 * broken. Every write is tried all the same, and the first that is kept ends this. What can be read
 * is read as ever. (A disk that refuses to flush is another thing: then nobody knows what it holds,
 * and the process ends.) */
bool store_is_refused(const struct store *store);

/* Writes next to nothing, durably, to see whether the disk takes writes again. */
CHECKED enum err store_try(struct store *store);

/* What was deleted or overwritten before the call is in no file of the database afterwards. Others
 * go on. A caller gives its own connection for reading back first. ERR_BUSY: somebody reads an
 * older state, or (PostgreSQL) another server is at it: try again.
 *
 * SQLite: the log of writes is copied back and cut to nothing, and zeros are written wherever no
 * row has a byte. Who writes waits for the log, not for the file to be read.
 *
 * PostgreSQL: wrapped keys are in no file of its tables, their indexes and what it counts of them;
 * each table with a column of that name (copy.h) is written anew, and who needs it waits meanwhile.
 * What other tables deleted stays until the server uses the place again: it was sealed under such
 * a key. Segments of its log end with a checkpoint, which is asked for, and done if the role may;
 * archives and older copies are the operator's (doc/retention.md). ERR_DENIED: the role is not the
 * owner of the database. */
CHECKED enum err store_cut_log(struct store *store);

/* How many writes shared how many flushes since start, and the flushes' total time. */
struct store_figures {
    int64_t writes, flushes, flush_microseconds;
};
struct store_figures store_figures(struct store *store);

/* True inside store_write's work. */
bool db_is_writing(const struct db *db);

/* Which of the writing connections this is: always 0 on SQLite, counted from 0 on PostgreSQL. Two
 * writes under way at the same time never have the same number. Inside store_write only. */
int db_writer(const struct db *db);

/* ---- what generated statements use (through row.h) ----------------------------------------- */

enum column_kind { COLUMN_INTEGER, COLUMN_TEXT, COLUMN_BLOB };

struct store_statement {
    const char *name;
    const char *sql; /* with $n and tokens */
    int parameter_count; /* at most STORE_VALUES */
    int column_count;    /* at most STORE_VALUES */
    const enum column_kind *parameter_kinds;
    const enum column_kind *column_kinds;
    bool is_writing;  /* refused outside store_write: a bug */
    bool is_fallible; /* its failure leaves the transaction usable */
};
enum { STORE_VALUES = 64 };

/* A bound value or a column read. is_null wins over the rest. */
struct store_value {
    bool is_null;
    bool is_wrong; /* a column: not of the kind that the statement declares; row.h refuses it */
    int64_t integer;
    struct str bytes; /* text or blob */
};

/* One statement under way. Use: begin, step until ERR_NOT_FOUND, end. The bytes of values must live
 * until the end. A statement is not begun again on a connection before its end. Cursors that a
 * jump left open are ended by store_read_end and store_write. ERR_INVALID: a text that is not
 * UTF-8. */
struct store_cursor;
CHECKED enum err store_begin(struct db *db, const struct store_statement *statement,
                             const struct store_value *values, struct store_cursor **out_cursor);
/* OK: a row stands ready. ERR_NOT_FOUND: no more. ERR_CONFLICT: a constraint refused. */
CHECKED enum err store_step(struct store_cursor *cursor);
/* The row that stands ready: a value for each column, valid until the next call of store_row or
 * store_step on this connection. */
const struct store_value *store_row(struct store_cursor *cursor);
/* Rows inserted, updated or deleted; asked after the last step. */
int64_t store_changed(struct store_cursor *cursor);
void store_end(struct store_cursor *cursor);

#endif
