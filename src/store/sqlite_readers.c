/* The connections that read (store.h): a few, each with its own pages at hand. Who finds none free
 * waits in a queue.
 */
#include <semaphore.h>
#include <stdlib.h>

#include "store/sqlite_inner.h"

/* Each reader's share of what may be kept at hand; SQLite takes a negative number for KiB. */
static bool set_cache(const struct sqlite_store *store, sqlite3 *handle)
{
    char text[64];
    if (store->cache_mib == 0)
        return true;
    sqlite3_snprintf(sizeof(text), text, "pragma cache_size = %d",
                     -store->cache_mib * 1024 / store->reader_limit);
    return sqlite3_exec(handle, text, NULL, NULL, NULL) == SQLITE_OK;
}

static enum err open_reader(struct sqlite_store *store, struct sqlite_connection *reader)
{
    bool is_open =
        sqlite_open_handle(store->path, SQLITE_OPEN_READWRITE, &reader->handle) &&
        sqlite3_db_config(reader->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) ==
            SQLITE_OK &&
        sqlite3_wal_autocheckpoint(reader->handle, 0) == SQLITE_OK &&
        sqlite3_exec(reader->handle, "pragma query_only = on", NULL, NULL, NULL) == SQLITE_OK &&
        set_cache(store, reader->handle) &&
        sqlite_prepare_words(reader);
    if (is_open)
        return OK;
    sqlite_close_connection(reader);
    return ERR_BUSY;
}

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

struct waiter {
    struct waiter *next;
    struct sqlite_db *reader; /* handed over before it is woken; NULL: the room for a new one */
    sem_t woken;
};

/* The pool's mutex is held, and given back. First come, first served: a reader that just anybody
 * could take would leave some waiting for very long. */
static struct sqlite_db *wait_for_reader(struct sqlite_store *store)
{
    struct waiter waiter = {.next = NULL};
    must(sem_init(&waiter.woken, 0, 0) == 0);
    *store->waiters_end = &waiter;
    store->waiters_end = &waiter.next;
    must(pthread_mutex_unlock(&store->pool_mutex) == 0);
    while (sem_wait(&waiter.woken) != 0)
        continue;
    sem_destroy(&waiter.woken);
    return waiter.reader;
}

/* Hands the reader, or where it is NULL the room for one, to the first who waits. */
void sqlite_give_back(struct sqlite_store *store, struct sqlite_db *reader)
{
    must(pthread_mutex_lock(&store->pool_mutex) == 0);
    struct waiter *waiter = store->waiters;
    if (waiter) {
        store->waiters = waiter->next;
        if (!store->waiters)
            store->waiters_end = &store->waiters;
        waiter->reader = reader;
    } else if (reader) {
        reader->next_free = store->free_readers;
        store->free_readers = reader;
    } else {
        store->reader_count--;
    }
    must(pthread_mutex_unlock(&store->pool_mutex) == 0);
    if (waiter) /* after it: who is woken goes on at once, and the waiter is gone */
        must(sem_post(&waiter->woken) == 0);
}

/* The reader used last, whose statements are prepared and whose pages are cached. NULL: a new one
 * is to be opened, and is counted. */
static struct sqlite_db *find_reader(struct sqlite_store *store)
{
    must(pthread_mutex_lock(&store->pool_mutex) == 0);
    struct sqlite_db *reader = store->free_readers;
    if (!reader && store->reader_count >= store->reader_limit)
        return wait_for_reader(store);
    if (reader)
        store->free_readers = reader->next_free;
    else
        store->reader_count++;
    must(pthread_mutex_unlock(&store->pool_mutex) == 0);
    return reader;
}

enum err sqlite_take_reader(struct sqlite_store *store, struct sqlite_db **out_reader)
{
    struct sqlite_db *reader = find_reader(store);
    enum err err = reader ? OK : add_reader(store, &reader);
    if (err == OK)
        *out_reader = reader;
    else
        sqlite_give_back(store, NULL);
    return err;
}
