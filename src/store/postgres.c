/* PostgreSQL behind store.h: a pool of connections that read and a pool that write, so that a
 * thread which reads while it asks for a write never waits for itself.
 *
 * Parameters and columns travel in the binary format: integers as eight bytes, text and blobs as
 * they are. */
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/postgres_inner.h"

/* A transaction that others got in the way of is tried so often, each time a little later. */
enum { TRIES = 8, FIRST_PAUSE_MICROSECONDS = 2000 };

struct postgres_cursor {
    struct store_cursor base;
    char name[16]; /* of the prepared statement on its connection */
    PGresult *result;
    int row;
    bool is_checked; /* the columns' types have been compared with the declared ones */
};

/* ---- what went wrong ----------------------------------------------------------------------- */

static bool is_state(const char *state, const char *prefix)
{
    return strncmp(state, prefix, strlen(prefix)) == 0;
}

/* SQLSTATE classes (PostgreSQL manual, appendix A): 23 constraint, 40 transaction rollback, 53
 * resources (disk full), 55 lock not available, 57 operator intervention, 58 system error. */
static enum err err_of_state(const char *state)
{
    if (is_state(state, "23"))
        return ERR_CONFLICT;
    static const char *const busy[] = {"08", "25006", "40", "53", "55P03", "57", "58"};
    for (size_t i = 0; i < COUNT_OF(busy); i++)
        if (is_state(state, busy[i]))
            return ERR_BUSY;
    return ERR_INTERNAL;
}

enum err postgres_judge(struct connection *connection, const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return OK;
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    reason_set("PostgreSQL: %s", message ? message : PQerrorMessage(connection->handle));
    if (PQstatus(connection->handle) != CONNECTION_OK || !state) {
        connection->wants_retry = true;
        return ERR_BUSY;
    }
    if (is_state(state, "40001") || is_state(state, "40P01"))
        connection->wants_retry = true;
    /* disk_full, io_error; read_only_sql_transaction: a standby that was not promoted */
    if (is_state(state, "53100") || is_state(state, "58030") || is_state(state, "25006"))
        store_note_refused(connection->base.store);
    return err_of_state(state);
}

enum err postgres_run(struct connection *connection, const char *sql)
{
    PGresult *result = PQexec(connection->handle, sql);
    enum err err = postgres_judge(connection, result);
    PQclear(result);
    return err;
}

/* ---- connections --------------------------------------------------------------------------- */

/* A lock somebody holds for longer than this is answered with ERR_BUSY; a transaction whose program
 * has stopped in the middle is ended by the server. */
static const char settings_of_all[] =
    "set lock_timeout = '5s'; set idle_in_transaction_session_timeout = '30s'; "
    "set standard_conforming_strings = on; set synchronous_commit = on;";

static void ignore_notice(void *with, const PGresult *result)
{
    (void)with;
    (void)result;
}

static void forget_cursor(void *prepared)
{
    free(prepared);
}

static enum err greet(struct connection *connection)
{
    PGconn *handle = connection->handle;
    if (PQstatus(handle) != CONNECTION_OK) {
        reason_set("PostgreSQL: %s", PQerrorMessage(handle));
        return ERR_BUSY;
    }
    PQsetNoticeReceiver(handle, ignore_notice, NULL);
    const char *encoding = PQparameterStatus(handle, "server_encoding");
    if (!encoding || strcmp(encoding, "UTF8") != 0) {
        reason_set("PostgreSQL: the database's encoding must be UTF8");
        return ERR_INVALID;
    }
    if (PQsetClientEncoding(handle, "UTF8") != 0)
        return ERR_BUSY;
    enum err err = postgres_run(connection, settings_of_all);
    bool is_bulk = ((const struct postgres_store *)connection->base.store)->is_bulk;
    return err == OK && is_bulk ? postgres_run(connection, "set synchronous_commit = off") : err;
}

void postgres_disconnect(struct connection *connection)
{
    cache_clear(&connection->cache, forget_cursor);
    PQfinish(connection->handle);
    free(connection);
}

enum err postgres_connect(struct postgres_store *store, bool is_writing,
                          struct connection **out_connection)
{
    struct connection *connection = calloc(1, sizeof(*connection));
    must(connection != NULL);
    connection->base = (struct db){.store = &store->base, .is_writing = is_writing,
                                   .writer = atomic_fetch_add(&store->tried, 1)};
    connection->handle = PQconnectdb(store->url);
    enum err err = greet(connection);
    if (err != OK) {
        postgres_disconnect(connection);
        return err;
    }
    *out_connection = connection;
    return OK;
}

/* A connection that was lost while nobody looked is made anew; its statements are gone with it. */
static enum err revive(struct connection *connection)
{
    if (PQstatus(connection->handle) == CONNECTION_OK)
        return OK;
    must(connection->base.open == NULL);
    cache_clear(&connection->cache, forget_cursor);
    connection->prepared_count = 0;
    PQreset(connection->handle);
    return greet(connection);
}

/* ---- pools --------------------------------------------------------------------------------- */

static enum err take(struct postgres_store *store, struct pool *pool,
                     struct connection **out_connection)
{
    struct connection *connection = (struct connection *)pool_take(pool);
    enum err err = OK;
    if (!connection)
        err = postgres_connect(store, pool == &store->writers, &connection);
    if (err == OK)
        *out_connection = connection;
    else
        pool_give(pool, NULL);
    return err;
}

static void close_pool(struct pool *pool)
{
    struct connection *connection;
    while ((connection = (struct connection *)pool_end(pool)))
        postgres_disconnect(connection);
}

/* ---- the store ----------------------------------------------------------------------------- */

static void postgres_close(struct store *base)
{
    struct postgres_store *store = (struct postgres_store *)base;
    close_pool(&store->readers);
    close_pool(&store->writers);
    free(store->url);
    free(store);
}

static enum err postgres_open(const struct store_settings *settings, struct store **out_store)
{
    struct postgres_store *store = calloc(1, sizeof(*store));
    must(store != NULL);
    store->base.engine = &postgres_engine;
    store->is_bulk = settings->is_bulk;
    store->url = strdup(settings->url);
    must(store->url != NULL);
    pool_make(&store->readers, settings->reader_limit);
    pool_make(&store->writers, settings->writer_limit);
    struct connection *first;
    enum err err = take(store, &store->readers, &first);
    if (err != OK) {
        postgres_close(&store->base);
        return err;
    }
    pool_give(&store->readers, &first->base);
    *out_store = &store->base;
    return OK;
}

static enum err postgres_read_begin(struct store *base, struct db **out_db)
{
    struct postgres_store *store = (struct postgres_store *)base;
    struct connection *connection;
    enum err err = take(store, &store->readers, &connection);
    if (err != OK)
        return err;
    err = revive(connection);
    if (err == OK)
        *out_db = &connection->base;
    else
        pool_give(&store->readers, &connection->base);
    return err;
}

static void postgres_read_end(struct store *base, struct db *db)
{
    pool_give(&((struct postgres_store *)base)->readers, db);
}

/* ---- writing ------------------------------------------------------------------------------- */

/* COMMIT of a transaction that has failed answers ROLLBACK, and that without an error. */
static enum err commit(struct connection *connection)
{
    struct store *store = connection->base.store;
    if (store_take_commit_fault(store)) {
        enum err err = postgres_run(connection, "rollback");
        return err == OK ? ERR_BUSY : err;
    }
    int64_t started = clock_microseconds();
    PGresult *result = PQexec(connection->handle, "commit");
    enum err err = postgres_judge(connection, result);
    bool is_kept = err == OK && strcmp(PQcmdStatus(result), "COMMIT") == 0;
    PQclear(result);
    /* what became of a COMMIT whose answer was lost is not known: never run it a second time */
    if (PQstatus(connection->handle) != CONNECTION_OK)
        connection->wants_retry = false;
    if (!is_kept)
        return ERR_BUSY;
    store_count_flush(store, 1, started);
    return OK;
}

static enum err write_once(struct connection *connection, const struct write_task *task)
{
    connection->wants_retry = false;
    enum err err = revive(connection);
    if (err == OK)
        err = postgres_run(connection, "begin");
    if (err != OK)
        return err;
    err = task_run(task, &connection->base);
    if (err == OK)
        return commit(connection);
    if (PQstatus(connection->handle) == CONNECTION_OK && postgres_run(connection, "rollback") != OK)
        connection->wants_retry = true;
    return err;
}

static enum err postgres_write(struct store *base, const struct write_task *task)
{
    struct postgres_store *store = (struct postgres_store *)base;
    struct connection *connection;
    enum err err = take(store, &store->writers, &connection);
    if (err != OK)
        return err;
    err = write_once(connection, task);
    useconds_t pause = FIRST_PAUSE_MICROSECONDS;
    for (int tries = 1; connection->wants_retry && tries < TRIES; tries++) {
        usleep(pause + (useconds_t)(clock_microseconds() % pause)); /* not all at the same time */
        pause *= 2;
        err = write_once(connection, task);
    }
    if (connection->wants_retry)
        err = ERR_BUSY;
    pool_give(&store->writers, &connection->base);
    return err;
}

static enum err postgres_run_script(struct db *db, const char *sql)
{
    return postgres_run((struct connection *)db, sql);
}

static int postgres_waiting(struct store *store)
{
    (void)store;
    return 0;
}

/* ---- statements ---------------------------------------------------------------------------- */

static bool is_of_kind(Oid type, enum column_kind kind)
{
    switch (kind) {
    case COLUMN_INTEGER:
        return type == TYPE_INT8 || type == TYPE_INT4 || type == TYPE_INT2 || type == TYPE_BOOL;
    case COLUMN_TEXT:
        return type == TYPE_TEXT || type == TYPE_VARCHAR || type == TYPE_NAME;
    default:
        return type == TYPE_BYTEA;
    }
}

static enum err check_columns(const PGresult *result, const struct store_statement *statement)
{
    if (PQnfields(result) != statement->column_count) {
        reason_set("PostgreSQL: another number of columns than declared");
        return ERR_INTERNAL;
    }
    for (int i = 0; i < statement->column_count; i++)
        if (!is_of_kind(PQftype(result, i), statement->column_kinds[i])) {
            reason_set("PostgreSQL: column %s has another type than declared: cast it",
                       PQfname(result, i));
            return ERR_INTERNAL;
        }
    return OK;
}

static enum err prepare(struct connection *connection, const char *name,
                        const struct store_statement *statement)
{
    static const Oid types[] = {[COLUMN_INTEGER] = TYPE_INT8,
                                [COLUMN_TEXT] = TYPE_TEXT,
                                [COLUMN_BLOB] = TYPE_BYTEA};
    Oid parameters[STORE_VALUES];
    for (int i = 0; i < statement->parameter_count; i++)
        parameters[i] = types[statement->parameter_kinds[i]];
    char *sql = token_expand(statement->sql, STORE_POSTGRES);
    PGresult *result = PQprepare(connection->handle, name, sql, statement->parameter_count,
                                 parameters);
    free(sql);
    enum err err = postgres_judge(connection, result);
    PQclear(result);
    return err;
}

static enum err postgres_check(struct db *db, const struct store_statement *statement)
{
    struct connection *connection = (struct connection *)db;
    enum err err = prepare(connection, "", statement);
    if (err != OK)
        return err;
    PGresult *result = PQdescribePrepared(connection->handle, "");
    err = postgres_judge(connection, result);
    if (err == OK)
        err = check_columns(result, statement);
    PQclear(result);
    return err;
}

static enum err find_cursor(struct connection *connection,
                            const struct store_statement *statement,
                            struct postgres_cursor **out_cursor)
{
    struct postgres_cursor *cursor = cache_find(&connection->cache, statement);
    if (!cursor) {
        cursor = calloc(1, sizeof(*cursor));
        must(cursor != NULL);
        snprintf(cursor->name, sizeof(cursor->name), "s%d", connection->prepared_count);
        enum err err = prepare(connection, cursor->name, statement);
        if (err != OK) {
            free(cursor);
            return err;
        }
        connection->prepared_count++;
        cache_put(&connection->cache, statement, cursor);
    }
    *out_cursor = cursor;
    return OK;
}

static PGresult *execute(struct connection *connection, const struct postgres_cursor *cursor,
                         const struct store_statement *statement, const struct store_value *values)
{
    uint64_t integers[STORE_VALUES];
    const char *bytes[STORE_VALUES];
    int sizes[STORE_VALUES], formats[STORE_VALUES];
    for (int i = 0; i < statement->parameter_count; i++) {
        const struct store_value *value = &values[i];
        formats[i] = 1;
        if (statement->parameter_kinds[i] == COLUMN_INTEGER) {
            integers[i] = htobe64((uint64_t)value->integer);
            bytes[i] = (const char *)&integers[i];
            sizes[i] = sizeof(integers[i]);
        } else {
            must(value->is_null || value->bytes.size <= INT32_MAX);
            bytes[i] = value->bytes.at ? value->bytes.at : "";
            sizes[i] = value->is_null ? 0 : (int)value->bytes.size;
        }
        if (value->is_null)
            bytes[i] = NULL;
    }
    return PQexecPrepared(connection->handle, cursor->name, statement->parameter_count, bytes,
                          sizes, formats, 1);
}

/* Executes under a savepoint when the statement may fail without spoiling its transaction. */
static enum err execute_judged(struct connection *connection, struct postgres_cursor *cursor,
                               const struct store_statement *statement,
                               const struct store_value *values)
{
    bool is_guarded = statement->is_fallible && connection->base.is_writing;
    enum err err = is_guarded ? postgres_run(connection, "savepoint fallible") : OK;
    if (err != OK)
        return err;
    cursor->row = -1;
    cursor->result = execute(connection, cursor, statement, values);
    err = postgres_judge(connection, cursor->result);
    if (err == OK && !cursor->is_checked)
        err = check_columns(cursor->result, statement);
    cursor->is_checked = cursor->is_checked || err == OK;
    if (is_guarded) {
        enum err after = postgres_run(connection, err == OK ? "release fallible"
                                                   : "rollback to fallible; release fallible");
        if (after != OK)
            connection->base.broken = after;
    }
    if (err != OK) {
        PQclear(cursor->result);
        cursor->result = NULL;
    }
    return err;
}

static enum err find_and_execute(struct connection *connection,
                                 const struct store_statement *statement,
                                 const struct store_value *values,
                                 struct postgres_cursor **out_cursor)
{
    struct postgres_cursor *cursor;
    enum err err = find_cursor(connection, statement, &cursor);
    if (err != OK)
        return err;
    must(!cursor->base.is_open);
    err = execute_judged(connection, cursor, statement, values);
    if (err == OK)
        *out_cursor = cursor;
    return err;
}

static enum err postgres_begin(struct db *db, const struct store_statement *statement,
                               const struct store_value *values, struct store_cursor **out_cursor)
{
    struct connection *connection = (struct connection *)db;
    struct postgres_cursor *cursor;
    enum err err = find_and_execute(connection, statement, values, &cursor);
    /* a reader stands in no transaction: what a restart of the server cut off is asked again */
    bool is_lost = err != OK && PQstatus(connection->handle) != CONNECTION_OK;
    if (is_lost && !db->is_writing && !db->open && revive(connection) == OK)
        err = find_and_execute(connection, statement, values, &cursor);
    /* another of its errors has ended the transaction of a fallible statement */
    if (connection->wants_retry && db->is_writing && db->broken == OK && err != OK)
        db->broken = ERR_BUSY;
    if (err == OK)
        *out_cursor = &cursor->base;
    return err;
}

static enum err postgres_step(struct store_cursor *base)
{
    struct postgres_cursor *cursor = (struct postgres_cursor *)base;
    cursor->row++;
    return cursor->row < PQntuples(cursor->result) ? OK : ERR_NOT_FOUND;
}

static int64_t integer_of(const char *bytes, Oid type)
{
    uint64_t eight;
    uint32_t four;
    uint16_t two;
    switch (type) {
    case TYPE_INT8:
        memcpy(&eight, bytes, sizeof(eight));
        return (int64_t)be64toh(eight);
    case TYPE_INT4:
        memcpy(&four, bytes, sizeof(four));
        return (int32_t)be32toh(four);
    case TYPE_INT2:
        memcpy(&two, bytes, sizeof(two));
        return (int16_t)be16toh(two);
    default:
        return bytes[0] != 0;
    }
}

static struct store_value value_of(const struct postgres_cursor *cursor, int column,
                                   enum column_kind kind)
{
    const PGresult *result = cursor->result;
    if (PQgetisnull(result, cursor->row, column))
        return (struct store_value){.is_null = true, .bytes = STR_NONE};
    const char *bytes = PQgetvalue(result, cursor->row, column);
    if (kind == COLUMN_INTEGER)
        return (struct store_value){.integer = integer_of(bytes, PQftype(result, column))};
    size_t size = (size_t)PQgetlength(result, cursor->row, column);
    return (struct store_value){.bytes = {bytes, size}};
}

static void postgres_row(struct store_cursor *base, struct store_value *out_values)
{
    const struct store_statement *statement = base->statement;
    for (int i = 0; i < statement->column_count; i++)
        out_values[i] = value_of((const struct postgres_cursor *)base, i,
                                 statement->column_kinds[i]);
}

static int64_t postgres_changed(struct store_cursor *base)
{
    PGresult *result = ((struct postgres_cursor *)base)->result;
    return base->statement->is_writing ? strtoll(PQcmdTuples(result), NULL, 10) : 0;
}

static void postgres_end(struct store_cursor *base)
{
    struct postgres_cursor *cursor = (struct postgres_cursor *)base;
    PQclear(cursor->result);
    cursor->result = NULL;
}

const struct engine postgres_engine = {
    .which = STORE_POSTGRES,
    .open = postgres_open,
    .close = postgres_close,
    .read_begin = postgres_read_begin,
    .read_end = postgres_read_end,
    .write = postgres_write,
    .run_script = postgres_run_script,
    .check = postgres_check,
    .begin = postgres_begin,
    .step = postgres_step,
    .row = postgres_row,
    .changed = postgres_changed,
    .end = postgres_end,
    .waiting = postgres_waiting,
    .cut_log = postgres_cut_log,
};
