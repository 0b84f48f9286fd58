/* SQLite behind store.h: one connection that writes and checkpoints, a pool that reads. Statements
 * are in sqlite_statement.c.
 *
 * SQLite 3.40.1 can lose pages when two connections reset or checkpoint the write-ahead log at the
 * same time, so readers never do either, not even when they are closed. */
#include "store/sqlite_statement.h"

#include <stdlib.h>
#include <string.h>

static const char *const words[WORD_COUNT] = {
    [WORD_BEGIN] = "begin immediate",
    [WORD_BEGIN_READING] = "begin",
    [WORD_COMMIT] = "commit",
    [WORD_ROLLBACK] = "rollback",
    [WORD_SAVEPOINT] = "savepoint member",
    [WORD_ROLLBACK_TO] = "rollback to member",
    [WORD_RELEASE] = "release member",
    [WORD_VERSION] = "pragma data_version",
};

/* After a failed flush nobody knows what is on the disk: the kernel may have dropped what it could
 * not write, and say the next time that all is well. So nothing is tried again; the process ends,
 * and the next one reads what is really there. */
static bool is_flush_refused(int code)
{
    return code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC;
}

enum err sqlite_err(int code)
{
    must(!is_flush_refused(code));
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_DONE:
    case SQLITE_ROW:
        return OK;
    case SQLITE_CONSTRAINT:
        return ERR_CONFLICT;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
    case SQLITE_INTERRUPT:
    case SQLITE_NOMEM:
        return ERR_BUSY;
    default:
        return ERR_INTERNAL;
    }
}

enum err sqlite_note_err(struct sqlite_connection *connection, int code)
{
    int kind = code & 0xff;
    if (connection->written && (kind == SQLITE_FULL || kind == SQLITE_IOERR ||
                                kind == SQLITE_READONLY || kind == SQLITE_CANTOPEN))
        store_note_refused(connection->written);
    return sqlite_err(code);
}

enum err sqlite_word(struct sqlite_connection *connection, enum word word)
{
    sqlite3_step(connection->words[word]);
    return sqlite_note_err(connection, sqlite3_reset(connection->words[word]));
}

/* ---- opening a connection ------------------------------------------------------------------ */

/* "extra" is "full", and flushes the folder too when a rollback journal is deleted: the change to
 * the write-ahead log is made with one, and a journal that is there again after a power cut would
 * take back all that was written since. */
static const char pragmas_of_all[] =
    "pragma foreign_keys = on;"
    "pragma secure_delete = on;"
    "pragma cell_size_check = on;"
    "pragma temp_store = memory;"
    "pragma mmap_size = 0;"
    "pragma synchronous = extra;";

/* Nobody reads beside a bulk and nothing is kept of one that is cut off, so it needs no log; and a
 * cache as large as its hot pages. */
static const char pragmas_of_bulk[] =
    "pragma journal_mode = memory;"
    "pragma synchronous = off;"
    "pragma cache_size = -98304;"; /* KiB */

static bool configure(sqlite3 *handle)
{
    static const struct {
        int option, value;
    } options[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0}, /* "x" is never a text: it hides typing errors */
        {SQLITE_DBCONFIG_DQS_DDL, 0},
    };
    for (size_t i = 0; i < COUNT_OF(options); i++)
        if (sqlite3_db_config(handle, options[i].option, options[i].value, NULL) != SQLITE_OK)
            return false;
    return sqlite3_exec(handle, pragmas_of_all, NULL, NULL, NULL) == SQLITE_OK;
}

static int keep_first_letter(void *with, int count, char **texts, char **names)
{
    (void)names;
    *(char *)with = count == 1 && texts[0] ? texts[0][0] : '\0';
    return 0;
}

/* The journal mode is a property of the file; setting it may be refused, which is no error to
 * SQLite, only another answer than "wal". */
static bool use_log(sqlite3 *handle)
{
    char answer = '\0';
    return sqlite3_exec(handle, "pragma journal_mode = wal", keep_first_letter, &answer, NULL) ==
               SQLITE_OK &&
           answer == 'w';
}

static bool prepare_words(struct sqlite_connection *connection)
{
    for (int i = 0; i < WORD_COUNT; i++)
        if (sqlite3_prepare_v3(connection->handle, words[i], -1, SQLITE_PREPARE_PERSISTENT,
                               &connection->words[i], NULL) != SQLITE_OK)
            return false;
    return true;
}

static void close_connection(struct sqlite_connection *connection)
{
    cache_clear(&connection->cache, sqlite_forget_cursor);
    for (int i = 0; i < WORD_COUNT; i++)
        sqlite3_finalize(connection->words[i]);
    must(sqlite3_close(connection->handle) == SQLITE_OK);
    *connection = (struct sqlite_connection){0};
}

static bool open_handle(const char *path, int flags, sqlite3 **out_handle)
{
    int code = sqlite3_open_v2(path, out_handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
    must(*out_handle != NULL);
    sqlite3_busy_timeout(*out_handle, BUSY_WAIT_MS);
    sqlite3_extended_result_codes(*out_handle, 1);
    return code == SQLITE_OK && configure(*out_handle);
}

static int note_log_pages(void *with, sqlite3 *handle, const char *name, int pages)
{
    (void)handle;
    (void)name;
    ((struct sqlite_store *)with)->log_pages = pages;
    return SQLITE_OK;
}

static enum err open_writer(struct sqlite_store *store)
{
    struct sqlite_connection *writer = &store->writer;
    bool is_open = open_handle(store->path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                               &writer->handle) &&
                   (store->is_alone || use_log(writer->handle)) && prepare_words(writer);
    if (!is_open) {
        reason_set("SQLite: %s", sqlite3_errmsg(writer->handle));
        close_connection(writer);
        return ERR_BUSY;
    }
    writer->written = &store->base;
    sqlite3_wal_hook(writer->handle, note_log_pages, store);
    if (store->is_bulk)
        must(sqlite3_exec(writer->handle, pragmas_of_bulk, NULL, NULL, NULL) == SQLITE_OK);
    return OK;
}

/* Each reader's share of what may be kept at hand; SQLite takes a negative number for KiB. */
static bool set_cache(const struct sqlite_store *store, sqlite3 *handle)
{
    char text[64];
    if (store->cache_mib == 0)
        return true;
    sqlite3_snprintf(sizeof(text), text, "pragma cache_size = %d",
                     -store->cache_mib * 1024 / store->readers.limit);
    return sqlite3_exec(handle, text, NULL, NULL, NULL) == SQLITE_OK;
}

static enum err open_reader(struct sqlite_store *store, struct sqlite_connection *reader)
{
    bool is_open =
        open_handle(store->path, SQLITE_OPEN_READWRITE, &reader->handle) &&
        sqlite3_db_config(reader->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) ==
            SQLITE_OK &&
        sqlite3_wal_autocheckpoint(reader->handle, 0) == SQLITE_OK &&
        sqlite3_exec(reader->handle, "pragma query_only = on", NULL, NULL, NULL) == SQLITE_OK &&
        set_cache(store, reader->handle) &&
        prepare_words(reader);
    if (is_open)
        return OK;
    close_connection(reader);
    return ERR_BUSY;
}

/* ---- the store ----------------------------------------------------------------------------- */

static void make_write_mutex(struct sqlite_store *store)
{
    pthread_mutexattr_t attributes;
    must(pthread_mutexattr_init(&attributes) == 0);
    /* with one connection a thread that reads holds the mutex and may begin a write */
    int type = store->is_alone ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL;
    must(pthread_mutexattr_settype(&attributes, type) == 0);
    must(pthread_mutex_init(&store->write_mutex, &attributes) == 0);
    pthread_mutexattr_destroy(&attributes);
}

static void close_readers(struct sqlite_store *store)
{
    struct sqlite_db *reader;
    while ((reader = (struct sqlite_db *)pool_end(&store->readers))) {
        close_connection(reader->connection);
        free(reader->connection);
        free(reader->kept);
        free(reader);
    }
}

static void forget_store(struct sqlite_store *store)
{
    sqlite_collect_free(store);
    pthread_mutex_destroy(&store->file_mutex);
    pthread_mutex_destroy(&store->write_mutex);
    pthread_mutex_destroy(&store->queue_mutex);
    free(store->path);
    free(store);
}

/* Pages that each connection keeps at hand: a commit by the writer empties the readers' caches, and
 * a page of Haven touches some seventy. */
enum { PAGES_AT_HAND = 256 };

/* Counting every allocation takes a mutex that all connections share; nobody reads the count. No
 * connection is used by two threads at once, so none needs a mutex of its own. All are refused, and
 * left as they are, when somebody has begun to use SQLite before. */
static void configure_memory(void)
{
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_PAGECACHE, NULL, 0, PAGES_AT_HAND);
}

static enum err sqlite_open(const struct store_settings *settings, struct store **out_store)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    must(pthread_once(&once, configure_memory) == 0);
    struct sqlite_store *store = calloc(1, sizeof(*store));
    must(store != NULL);
    store->base.engine = &sqlite_engine;
    store->path = strdup(settings->url);
    must(store->path != NULL);
    store->is_memory = strcmp(settings->url, ":memory:") == 0;
    store->is_bulk = settings->is_bulk;
    store->is_alone = store->is_memory || store->is_bulk;
    pool_make(&store->readers, settings->reader_limit);
    store->cache_mib = settings->cache_mib;
    store->writer_db = (struct sqlite_db){
        .base = {.store = &store->base, .is_writing = true}, .connection = &store->writer};
    store->alone_reader =
        (struct sqlite_db){.base = {.store = &store->base}, .connection = &store->writer};
    make_write_mutex(store);
    must(pthread_mutex_init(&store->file_mutex, NULL) == 0);
    must(pthread_mutex_init(&store->queue_mutex, NULL) == 0);
    store->queue_end = &store->queue;
    enum err err = open_writer(store);
    if (err != OK) {
        close_readers(store);
        forget_store(store);
        return err;
    }
    *out_store = &store->base;
    return OK;
}

/* Setting the journal's mode writes the file's head, and at synchronous = extra that flushes the
 * file. A disk that refuses the last flush of a bulk has refused the whole bulk. */
static void flush_all(struct sqlite_store *store)
{
    sqlite3 *handle = store->writer.handle;
    if (!sqlite3_get_autocommit(handle))
        must(sqlite_word(&store->writer, WORD_COMMIT) == OK);
    must(sqlite3_exec(handle, "pragma synchronous = extra", NULL, NULL, NULL) == SQLITE_OK);
    must(use_log(handle));
}

static void sqlite_close(struct store *base)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    close_readers(store);
    if (store->is_bulk && !store->is_memory)
        flush_all(store);
    close_connection(&store->writer);
    forget_store(store);
}

/* ---- reading -------------------------------------------------------------------------------- */

static enum err add_reader(struct sqlite_store *store, struct sqlite_db **out_reader)
{
    struct sqlite_db *reader = calloc(1, sizeof(*reader));
    struct sqlite_connection *connection = calloc(1, sizeof(*connection));
    must(reader && connection);
    reader->base.store = &store->base;
    reader->connection = connection;
    enum err err = open_reader(store, connection);
    if (err == OK) {
        *out_reader = reader;
        return OK;
    }
    free(connection);
    free(reader);
    return err;
}

static enum err take_reader(struct sqlite_store *store, struct sqlite_db **out_reader)
{
    struct sqlite_db *reader = (struct sqlite_db *)pool_take(&store->readers);
    enum err err = reader ? OK : add_reader(store, &reader);
    if (err == OK)
        *out_reader = reader;
    else
        pool_give(&store->readers, NULL);
    return err;
}

static enum err sqlite_read_begin(struct store *base, struct db **out_db)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    if (store->is_alone) {
        must(pthread_mutex_lock(&store->write_mutex) == 0);
        *out_db = &store->alone_reader.base;
        return OK;
    }
    struct sqlite_db *reader;
    enum err err = take_reader(store, &reader);
    if (err != OK)
        return err;
    err = sqlite_word(reader->connection, WORD_BEGIN_READING);
    reader->is_kept_valid = false;
    if (err == OK)
        *out_db = &reader->base;
    else
        pool_give(&store->readers, &reader->base);
    return err;
}

static void sqlite_read_end(struct store *base, struct db *db)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    if (store->is_alone) {
        must(pthread_mutex_unlock(&store->write_mutex) == 0);
        return;
    }
    struct sqlite_db *reader = (struct sqlite_db *)db;
    if (!sqlite3_get_autocommit(reader->connection->handle))
        must(sqlite_word(reader->connection, WORD_ROLLBACK) == OK);
    pool_give(&store->readers, &reader->base);
}

/* SQLite counts for each connection how often it found the database changed by another one. To ask
 * begins the snapshot, so the number is that of all that is read until the end. */
static bool read_version(struct sqlite_connection *connection, int64_t *out_version)
{
    sqlite3_stmt *statement = connection->words[WORD_VERSION];
    bool is_read = sqlite3_step(statement) == SQLITE_ROW;
    if (is_read)
        *out_version = sqlite3_column_int64(statement, 0);
    return sqlite3_reset(statement) == SQLITE_OK && is_read;
}

static void *sqlite_kept(struct db *db, size_t size)
{
    struct sqlite_db *reader = (struct sqlite_db *)db;
    int64_t version;
    if (((struct sqlite_store *)db->store)->is_alone)
        return NULL;
    if (reader->is_kept_valid)
        return reader->kept;
    if (!read_version(reader->connection, &version))
        return NULL;
    if (reader->kept == NULL) {
        reader->kept = calloc(1, size);
        must(reader->kept != NULL);
    } else if (version != reader->kept_version) {
        memset(reader->kept, 0, size);
    }
    reader->kept_version = version;
    reader->is_kept_valid = true;
    return reader->kept;
}

static int sqlite_waiting(struct store *store)
{
    return atomic_load(&((struct sqlite_store *)store)->waiting);
}

const struct engine sqlite_engine = {
    .which = STORE_SQLITE,
    .open = sqlite_open,
    .close = sqlite_close,
    .read_begin = sqlite_read_begin,
    .read_end = sqlite_read_end,
    .write = sqlite_write,
    .run_script = sqlite_run_script,
    .check = sqlite_check,
    .begin = sqlite_begin,
    .step = sqlite_step,
    .row = sqlite_row,
    .changed = sqlite_changed,
    .end = sqlite_end,
    .waiting = sqlite_waiting,
    .cut_log = sqlite_cut_log,
    .kept = sqlite_kept,
    .take_along = sqlite_take_along,
};
