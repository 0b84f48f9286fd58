/* The shared transaction of all writers (store.h).
 *
 * A write stands in a queue until somebody runs it. Whoever finds nobody leading leads: she runs
 * what stands in the queue, her own write first, each as a savepoint of one transaction, on her own
 * thread, commits, and tells the others. So a thread sleeps once a write, and the writes of a group
 * follow each other without a change of thread between them.
 *
 * Liveness: somebody leads as long as the queue is not empty. A leader takes her own write with her
 * group, and before she goes she hands the lead to the first who has come meanwhile; nobody leads
 * for ever.
 */
#include <sched.h>
#include <semaphore.h>

#include "store/sqlite_inner.h"

/* So many writes share one flush at most: the first of them waits for the work of the others. */
enum { GROUP_LIMIT = 128 };

/* So many writes of a bulk share one transaction. */
enum { BULK_LIMIT = 10000 };

/* Pages of 4 KiB. The log is copied back each thousand pages, as SQLite itself would; when readers
 * that never pause have kept it from starting over, the writer waits for them a moment. */
enum { CHECKPOINT_PAGES = 1000, RESTART_PAGES = 16000 };

/* A write in the queue, on the stack of its thread. */
struct member {
    struct member *next;
    const struct write_task *task;
    enum err result;
    bool is_resting; /* on the group: its result is told only if the group is kept */
    bool is_leading; /* set before it is woken: it was not run, and runs the next group */
    sem_t woken;
};

struct group {
    struct member *first, **end;
    int count;
    int kept_count; /* whose work succeeded */
    const struct write_task *running;
};

/* ---- the transaction ----------------------------------------------------------------------- */

static void lose_transaction(struct sqlite_store *store)
{
    /* what a bulk lost with it was answered already: nobody may go on with such a database */
    must(store->bulk_count == 0);
    if (!sqlite3_get_autocommit(store->writer.handle))
        must(sqlite_word(&store->writer, WORD_ROLLBACK) == OK);
}

int sqlite_checkpoint(struct sqlite_store *store, int mode, int wait_ms, int *out_frames)
{
    sqlite3 *handle = store->writer.handle;
    sqlite_collect(store);
    sqlite_note_written(store);
    sqlite3_busy_timeout(handle, wait_ms);
    int code = sqlite3_wal_checkpoint_v2(handle, NULL, mode, out_frames, NULL);
    sqlite3_busy_timeout(handle, BUSY_WAIT_MS);
    return code;
}

void sqlite_checkpoint_when_due(struct sqlite_store *store)
{
    if (store->log_pages < CHECKPOINT_PAGES)
        store->checkpoint_at = CHECKPOINT_PAGES;
    if (store->log_pages < store->checkpoint_at)
        return;
    bool is_long = store->log_pages >= RESTART_PAGES;
    /* what cannot be copied back yet stays in the log and is tried again further on */
    enum err ignored = sqlite_err(sqlite_checkpoint(
        store, is_long ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE,
        is_long ? RESTART_WAIT_MS : BUSY_WAIT_MS, NULL));
    (void)ignored;
    store->checkpoint_at = store->log_pages + CHECKPOINT_PAGES;
}

static enum err begin_transaction(struct sqlite_store *store)
{
    if (!sqlite3_get_autocommit(store->writer.handle))
        return OK;
    return sqlite_word(&store->writer, WORD_BEGIN) == OK ? OK : ERR_BUSY;
}

/* ERR_BUSY: nothing of the transaction was kept. */
static enum err commit(struct sqlite_store *store, int writes)
{
    int64_t started = clock_microseconds();
    enum err err = store_take_commit_fault(&store->base) ? ERR_BUSY
                                                         : sqlite_word(&store->writer, WORD_COMMIT);
    if (err != OK) {
        lose_transaction(store);
        return ERR_BUSY;
    }
    store_count_flush(&store->base, writes, started);
    return OK;
}

/* Undoes one task and leaves the others; if that cannot be, the transaction is gone. */
static enum err undo(struct sqlite_store *store, enum err err)
{
    struct sqlite_connection *writer = &store->writer;
    if (!sqlite3_get_autocommit(writer->handle) && sqlite_word(writer, WORD_ROLLBACK_TO) == OK &&
        sqlite_word(writer, WORD_RELEASE) == OK)
        return err;
    lose_transaction(store);
    return ERR_BUSY;
}

/* The task as a savepoint of the open transaction. Some errors of SQLite (a full disk among them)
 * end the whole transaction: then none is open afterwards. */
static enum err run_task(struct sqlite_store *store, const struct write_task *task)
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

/* ---- the queue ----------------------------------------------------------------------------- */

/* True: the caller leads. False: it was told its result, or to lead. */
static bool enter(struct sqlite_store *store, struct member *member)
{
    must(pthread_mutex_lock(&store->queue_mutex) == 0);
    bool is_leading = !store->is_led;
    store->is_led = true;
    *store->queue_end = member;
    store->queue_end = &member->next;
    atomic_fetch_add(&store->waiting, 1);
    must(pthread_mutex_unlock(&store->queue_mutex) == 0);
    return is_leading;
}

/* The first of the queue leaves it for the group, if it has this work, or (NULL) whatever it has.
 * NULL: it has not, the queue is empty, or the group is full. */
static struct member *next_member(struct sqlite_store *store, struct group *group,
                                  enum err (*work)(struct db *, void *))
{
    if (group->count >= GROUP_LIMIT)
        return NULL;
    must(pthread_mutex_lock(&store->queue_mutex) == 0);
    struct member *member = store->queue;
    if (member && work && member->task->work != work)
        member = NULL;
    if (member) {
        store->queue = member->next;
        if (!store->queue)
            store->queue_end = &store->queue;
        atomic_fetch_sub(&store->waiting, 1);
    }
    must(pthread_mutex_unlock(&store->queue_mutex) == 0);
    if (member) {
        member->next = NULL;
        *group->end = member;
        group->end = &member->next;
        group->count++;
    }
    return member;
}

static void hand_over(struct sqlite_store *store)
{
    must(pthread_mutex_lock(&store->queue_mutex) == 0);
    struct member *next = store->queue;
    store->is_led = next != NULL;
    if (next)
        next->is_leading = true;
    must(pthread_mutex_unlock(&store->queue_mutex) == 0);
    if (next)
        must(sem_post(&next->woken) == 0);
}

/* Tells every member but the leader; a member is gone from its stack once it is woken. */
static void tell(struct group *group, const struct member *leader, enum err outcome)
{
    struct member *member = group->first;
    while (member) {
        struct member *next = member->next;
        if (outcome != OK && member->is_resting)
            member->result = outcome;
        if (member != leader)
            must(sem_post(&member->woken) == 0);
        member = next;
    }
}

/* ---- a group ------------------------------------------------------------------------------- */

/* The transaction was lost under a member's work: what the members before it did went with it. */
static void lose_members(struct group *group)
{
    for (struct member *member = group->first; member; member = member->next)
        if (member->is_resting)
            member->result = ERR_BUSY;
    group->kept_count = 0;
}

/* A refusal rests on the group as well when others were before it: it may be about their rows
 * ("this was already done"), which are not durable yet. */
static void run_alone(struct sqlite_store *store, struct group *group, struct member *member)
{
    member->result = begin_transaction(store);
    if (member->result == OK)
        member->result = run_task(store, member->task);
    if (sqlite3_get_autocommit(store->writer.handle)) {
        lose_members(group);
        return;
    }
    if (member->result == OK)
        group->kept_count++;
    member->is_resting = group->kept_count > 0;
}

/* Those that it took along stand behind it. Where they failed together, who it was is found by
 * running each alone. */
static void run_member(struct sqlite_store *store, struct group *group, struct member *member)
{
    group->running = member->task;
    store->group = group;
    run_alone(store, group, member);
    store->group = NULL;
    bool has_failed = member->result != OK && member->next;
    for (struct member *each = has_failed ? member : member->next; each; each = each->next) {
        if (has_failed) {
            run_alone(store, group, each);
        } else {
            each->result = OK;
            each->is_resting = true;
            group->kept_count++;
        }
    }
}

void *sqlite_take_along(struct db *db)
{
    struct sqlite_store *store = (struct sqlite_store *)db->store;
    struct group *group = store->group;
    struct member *taken = group ? next_member(store, group, group->running->work) : NULL;
    return taken ? taken->task->with : NULL;
}

static void lead(struct sqlite_store *store, struct member *leader)
{
    struct group group = {.end = &group.first};

    /* threads that wait for nothing but a processor may be about to write: they share this flush.
     * Where there are none it returns at once */
    sched_yield();
    must(pthread_mutex_lock(&store->write_mutex) == 0);
    for (struct member *member; (member = next_member(store, &group, NULL));)
        run_member(store, &group, member);
    enum err outcome = OK;
    if (group.kept_count > 0)
        outcome = commit(store, group.kept_count);
    else if (!sqlite3_get_autocommit(store->writer.handle))
        lose_transaction(store);
    tell(&group, leader, outcome);
    if (outcome == OK && store->written == NULL)
        sqlite_checkpoint_when_due(store);
    must(pthread_mutex_unlock(&store->write_mutex) == 0);
    hand_over(store);
}

/* ---- a store with one connection ----------------------------------------------------------- */

/* A bulk answers before its transaction ends. */
static enum err settle_alone(struct sqlite_store *store)
{
    if (!store->is_bulk)
        return commit(store, 1);
    if (++store->bulk_count < BULK_LIMIT)
        return OK;
    enum err err = commit(store, store->bulk_count);
    store->bulk_count = 0;
    return err;
}

static enum err write_alone(struct sqlite_store *store, const struct write_task *task)
{
    must(pthread_mutex_lock(&store->write_mutex) == 0);
    enum err err = begin_transaction(store);
    if (err == OK)
        err = run_task(store, task);
    if (err == OK)
        err = settle_alone(store);
    else if (store->bulk_count == 0)
        lose_transaction(store);
    must(pthread_mutex_unlock(&store->write_mutex) == 0);
    return err;
}

enum err sqlite_write(struct store *base, const struct write_task *task)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    if (store->is_alone)
        return write_alone(store, task);
    struct member member = {.task = task};
    must(sem_init(&member.woken, 0, 0) == 0);
    if (!enter(store, &member)) {
        while (sem_wait(&member.woken) != 0)
            continue;
        if (!member.is_leading) {
            sem_destroy(&member.woken);
            return member.result;
        }
    }
    lead(store, &member);
    sem_destroy(&member.woken);
    return member.result;
}
