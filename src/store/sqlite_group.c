/* The shared transaction of all writers (store.h).
 *
 * Liveness: a thread is counted in `waiting` before it asks for the mutex and taken out after it
 * has it. Every thread that leaves the group's door looks at the count while it holds the mutex. If
 * it is zero it settles the group. If not, the thread that was counted will hold the mutex after
 * it and look in its turn, whether its own work succeeded, failed or never began. So a group is
 * open only while somebody is still to come, and the last to come settles it.
 */
#include <semaphore.h>

#include "store/sqlite_inner.h"

/* So many writes share one flush at most: the first of them waits for the work of the others. */
enum { GROUP_LIMIT = 128 };

/* So many writes of a bulk share one transaction. */
enum { BULK_LIMIT = 10000 };

/* Pages of 4 KiB. The log is copied back each thousand pages, as SQLite itself would; when readers
 * that never pause have kept it from starting over, the writer waits for them a moment. */
enum { CHECKPOINT_PAGES = 1000, RESTART_PAGES = 16000, RESTART_WAIT_MS = 100 };

struct member {
    struct member *next;
    enum err result;
    sem_t settled;
};

static void wait_until_settled(struct member *member)
{
    while (sem_wait(&member->settled) != 0)
        continue;
}

/* ---- ending a group ------------------------------------------------------------------------ */

/* Tells every member; a member is gone from its stack once its semaphore is up. */
static void wake_members(struct sqlite_store *store, enum err outcome)
{
    struct member *member = store->members;
    while (member) {
        struct member *next = member->next;
        if (outcome != OK)
            member->result = outcome;
        must(sem_post(&member->settled) == 0);
        member = next;
    }
    store->members = NULL;
    store->member_count = 0;
    store->kept_count = 0;
    store->is_group_open = false;
}

/* Nothing of the group can be kept. What a bulk lost with it was answered already: nobody may go on
 * with such a database. */
static void lose_group(struct sqlite_store *store)
{
    must(store->bulk_count == 0);
    if (!sqlite3_get_autocommit(store->writer.handle))
        must(sqlite_word(&store->writer, WORD_ROLLBACK) == OK);
    wake_members(store, ERR_BUSY);
}

static void checkpoint_when_due(struct sqlite_store *store)
{
    if (store->log_pages < CHECKPOINT_PAGES)
        store->checkpoint_at = CHECKPOINT_PAGES;
    if (store->log_pages < store->checkpoint_at)
        return;
    bool is_long = store->log_pages >= RESTART_PAGES;
    sqlite3 *handle = store->writer.handle;
    if (is_long)
        sqlite3_busy_timeout(handle, RESTART_WAIT_MS);
    /* what cannot be copied back yet stays in the log and is tried again further on */
    sqlite3_wal_checkpoint_v2(handle, NULL,
                              is_long ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE,
                              NULL, NULL);
    sqlite3_busy_timeout(handle, BUSY_WAIT_MS);
    store->checkpoint_at = store->log_pages + CHECKPOINT_PAGES;
}

/* A bulk answers before its transaction ends. */
static bool is_bulk_going_on(struct sqlite_store *store)
{
    if (!store->is_bulk)
        return false;
    store->bulk_count += store->kept_count;
    if (store->bulk_count >= BULK_LIMIT)
        return false;
    wake_members(store, OK);
    store->is_group_open = true;
    return true;
}

static void settle(struct sqlite_store *store)
{
    if (is_bulk_going_on(store))
        return;
    if (store->kept_count == 0) {
        lose_group(store);
        return;
    }
    int64_t started = clock_microseconds();
    enum err err = store_take_commit_fault(&store->base) ? ERR_BUSY
                                                         : sqlite_word(&store->writer, WORD_COMMIT);
    if (err != OK) {
        lose_group(store);
        return;
    }
    store->bulk_count = 0;
    store_count_flush(&store->base, store->kept_count, started);
    wake_members(store, OK);
    checkpoint_when_due(store);
}

/* ---- entering a group ---------------------------------------------------------------------- */

static enum err open_group(struct sqlite_store *store)
{
    if (store->is_group_open)
        return OK;
    enum err err = sqlite_word(&store->writer, WORD_BEGIN);
    store->is_group_open = err == OK;
    return err == OK ? OK : ERR_BUSY;
}

static enum err undo(struct sqlite_store *store, enum err err)
{
    struct sqlite_connection *writer = &store->writer;
    if (!sqlite3_get_autocommit(writer->handle) && sqlite_word(writer, WORD_ROLLBACK_TO) == OK &&
        sqlite_word(writer, WORD_RELEASE) == OK)
        return err;
    lose_group(store);
    return ERR_BUSY;
}

/* The task as a savepoint of the open group. Some errors of SQLite (a full disk among them) end the
 * whole transaction: then is_group_open is false afterwards. */
static enum err run_in_group(struct sqlite_store *store, const struct write_task *task)
{
    if (sqlite_word(&store->writer, WORD_SAVEPOINT) != OK)
        return undo(store, ERR_BUSY);
    enum err err = task_run(task, &store->writer_db.base);
    if (err == OK && sqlite3_get_autocommit(store->writer.handle))
        err = ERR_BUSY;
    if (err == OK && sqlite_word(&store->writer, WORD_RELEASE) != OK)
        err = ERR_BUSY;
    return err == OK ? OK : undo(store, err);
}

/* True when the caller must wait for the group. A refusal waits as well when others were before it:
 * it may rest on their rows ("this was already done"), which are not durable yet. */
static bool join(struct sqlite_store *store, struct member *member)
{
    if (!store->is_group_open)
        return false;
    if (member->result == OK)
        store->kept_count++;
    else if (store->kept_count == 0)
        return false;
    must(sem_init(&member->settled, 0, 0) == 0);
    member->next = store->members;
    store->members = member;
    store->member_count++;
    return true;
}

enum err sqlite_write(struct store *base, const struct write_task *task)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    struct member member = {0};
    atomic_fetch_add(&store->waiting, 1);
    must(pthread_mutex_lock(&store->write_mutex) == 0);
    atomic_fetch_sub(&store->waiting, 1);
    member.result = open_group(store);
    if (member.result == OK)
        member.result = run_in_group(store, task);
    bool is_member = join(store, &member);
    bool is_last = atomic_load(&store->waiting) == 0 || store->member_count >= GROUP_LIMIT;
    if (store->is_group_open && (is_last || store->is_alone))
        settle(store);
    must(pthread_mutex_unlock(&store->write_mutex) == 0);
    if (is_member) {
        wait_until_settled(&member);
        sem_destroy(&member.settled);
    }
    return member.result;
}
