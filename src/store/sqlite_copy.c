/* Copies of a database in use, and the pages of its write-ahead log since (copy.h).
 *
 * The log is SQLite's file format ("WAL file format" in fileformat2.html): a head of 32 bytes, of
 * which bytes 16 to 23 are its salt; then frames of 24 bytes and a page: page number, the length of
 * the database for the last frame of a commit (else 0), the salt again. How many frames are
 * committed is what SQLite tells at each COMMIT (log_pages). A log that starts over has another
 * salt; it can only start over after a checkpoint, and before each checkpoint it is collected. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/copy.h"
#include "store/sqlite_inner.h"

enum { LOG_HEAD = 32, FRAME_HEAD = 24, SALT_AT = 16, FRAME_SALT_AT = 8, SALT_BYTES = 8 };

/* Page numbers and their newest bytes; slots point into the bytes. */
struct collected {
    bool is_gap;
    unsigned char salt[SALT_BYTES];
    int frames; /* of the log with this salt that are collected */
    int page_size;
    uint32_t database_pages;
    size_t count, room;
    uint32_t *numbers;
    unsigned char *bytes;
    uint32_t *slots; /* hash: index + 1 */
    size_t slot_count;
};

static uint32_t big_endian(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void *grow(void *at, size_t bytes)
{
    void *grown = realloc(at, bytes);
    must(grown != NULL);
    return grown;
}

static void forget_pages(struct collected *collected)
{
    free(collected->numbers);
    free(collected->bytes);
    free(collected->slots);
    collected->numbers = NULL;
    collected->bytes = NULL;
    collected->slots = NULL;
    collected->count = collected->room = collected->slot_count = 0;
    collected->database_pages = 0;
}

void sqlite_collect_free(struct sqlite_store *store)
{
    if (store->collected == NULL)
        return;
    forget_pages(store->collected);
    free(store->collected);
    store->collected = NULL;
}

static uint32_t *slot_of(struct collected *collected, uint32_t number)
{
    size_t at = (number * UINT32_C(2654435761)) & (collected->slot_count - 1);
    while (collected->slots[at] != 0 && collected->numbers[collected->slots[at] - 1] != number)
        at = (at + 1) & (collected->slot_count - 1);
    return &collected->slots[at];
}

static void make_room(struct collected *collected)
{
    if (collected->count < collected->room)
        return;
    collected->room = collected->room ? 2 * collected->room : 256;
    collected->numbers = grow(collected->numbers, collected->room * sizeof(uint32_t));
    collected->bytes = grow(collected->bytes, collected->room * (size_t)collected->page_size);
    collected->slot_count = 2 * collected->room;
    collected->slots = grow(collected->slots, collected->slot_count * sizeof(uint32_t));
    memset(collected->slots, 0, collected->slot_count * sizeof(uint32_t));
    for (size_t i = 0; i < collected->count; i++)
        *slot_of(collected, collected->numbers[i]) = (uint32_t)i + 1;
}

/* Where the page's bytes go; NULL: too much is collected. */
static unsigned char *place_of(struct collected *collected, uint32_t number)
{
    make_room(collected);
    uint32_t *slot = slot_of(collected, number);
    if (*slot == 0) {
        if ((collected->count + 1) * (size_t)collected->page_size > COLLECT_LIMIT)
            return NULL;
        collected->numbers[collected->count++] = number;
        *slot = (uint32_t)collected->count;
    }
    return collected->bytes + (*slot - 1) * (size_t)collected->page_size;
}

static bool read_at(int file, unsigned char *bytes, size_t size, int64_t at)
{
    return pread(file, bytes, size, at) == (ssize_t)size;
}

static bool take_frame(struct collected *collected, int log, int frame)
{
    unsigned char head[FRAME_HEAD];
    int64_t at = LOG_HEAD + (int64_t)frame * (FRAME_HEAD + collected->page_size);
    if (!read_at(log, head, sizeof(head), at) ||
        memcmp(head + FRAME_SALT_AT, collected->salt, SALT_BYTES) != 0)
        return false;
    unsigned char *place = place_of(collected, big_endian(head));
    if (place == NULL || !read_at(log, place, (size_t)collected->page_size, at + FRAME_HEAD))
        return false;
    if (big_endian(head + 4) != 0)
        collected->database_pages = big_endian(head + 4);
    return true;
}

/* A log with another salt started over after it was collected whole. */
static bool read_head(struct collected *collected, int log)
{
    unsigned char head[LOG_HEAD];
    if (!read_at(log, head, sizeof(head), 0))
        return false;
    collected->page_size = (int)big_endian(head + 8);
    if (memcmp(head + SALT_AT, collected->salt, SALT_BYTES) != 0)
        collected->frames = 0;
    memcpy(collected->salt, head + SALT_AT, SALT_BYTES);
    return true;
}

static int open_log(const struct sqlite_store *store)
{
    char *path = sqlite3_mprintf("%s-wal", store->path);
    must(path != NULL);
    int log = open(path, O_RDONLY | O_CLOEXEC);
    sqlite3_free(path);
    return log;
}

bool sqlite_each_page(struct sqlite_store *store, void (*each)(void *with, uint32_t number),
                      void *with)
{
    unsigned char head[LOG_HEAD];
    if (store->log_pages == 0)
        return true;
    int log = open_log(store);
    bool is_read = log >= 0 && read_at(log, head, sizeof(head), 0);
    int64_t frame_size = is_read ? FRAME_HEAD + (int64_t)big_endian(head + 8) : 0;
    for (int frame = 0; is_read && frame < store->log_pages; frame++) {
        is_read = read_at(log, head, FRAME_HEAD, LOG_HEAD + frame * frame_size);
        if (is_read)
            each(with, big_endian(head));
    }
    if (log >= 0)
        close(log);
    return is_read;
}

void sqlite_collect(struct sqlite_store *store)
{
    struct collected *collected = store->collected;
    if (collected == NULL || collected->is_gap || store->log_pages == 0)
        return;
    int log = open_log(store);
    bool is_whole = log >= 0 && read_head(collected, log);
    while (is_whole && collected->frames < store->log_pages)
        is_whole = take_frame(collected, log, collected->frames++);
    if (log >= 0)
        close(log);
    if (is_whole)
        return;
    forget_pages(collected);
    collected->is_gap = true;
}

/* ---- the copy ------------------------------------------------------------------------------ */

static struct sqlite_store *shared_file(struct store *base)
{
    if (base->engine != &sqlite_engine)
        return NULL;
    struct sqlite_store *store = (struct sqlite_store *)base;
    return store->is_alone ? NULL : store;
}

/* Under the mutex: collecting begins where the log ends now. A fresh process knows the length of a
 * log that it found only by asking. */
static bool begin_collecting(struct sqlite_store *store)
{
    int frames = 0;
    int code = sqlite_checkpoint(store, SQLITE_CHECKPOINT_PASSIVE, BUSY_WAIT_MS, &frames);
    if (code != SQLITE_OK || frames < 0)
        return false;
    store->log_pages = frames;
    sqlite_collect_free(store);
    store->collected = calloc(1, sizeof(*store->collected));
    must(store->collected != NULL);
    int log = open_log(store);
    bool has_head = log >= 0 && read_head(store->collected, log);
    if (log >= 0)
        close(log);
    store->collected->frames = has_head ? frames : 0;
    return frames == 0 || has_head;
}

/* The reader's snapshot is the moment at which collecting begins. */
static enum err begin_together(struct sqlite_store *store, struct db *db, enum copy_use use)
{
    sqlite3 *handle = ((struct sqlite_db *)db)->connection->handle;
    must(pthread_mutex_lock(&store->file_mutex) == 0);
    must(pthread_mutex_lock(&store->write_mutex) == 0);
    bool is_begun = (use == COPY_ONLY || begin_collecting(store)) &&
                    sqlite3_exec(handle, "select count(*) from sqlite_schema", NULL, NULL,
                                 NULL) == SQLITE_OK;
    must(pthread_mutex_unlock(&store->write_mutex) == 0);
    must(pthread_mutex_unlock(&store->file_mutex) == 0);
    return is_begun ? OK : ERR_BUSY;
}

static enum err copy_snapshot(struct db *db, const char *path)
{
    sqlite3 *target = NULL;
    int code = sqlite3_open_v2(path, &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    sqlite3_backup *backup = NULL;
    if (code == SQLITE_OK)
        backup = sqlite3_backup_init(target, "main",
                                     ((struct sqlite_db *)db)->connection->handle, "main");
    if (backup != NULL) {
        code = sqlite3_backup_step(backup, -1);
        if (sqlite3_backup_finish(backup) != SQLITE_OK)
            code = SQLITE_IOERR;
    }
    bool is_done = backup != NULL && code == SQLITE_DONE;
    sqlite3_close(target);
    return is_done ? OK : ERR_BUSY;
}

enum err store_copy(struct store *base, const char *path, enum copy_use use)
{
    struct sqlite_store *store = shared_file(base);
    struct db *db;
    if (store == NULL)
        return ERR_DENIED;
    enum err err = store_read_begin(base, &db);
    if (err != OK)
        return err;
    err = begin_together(store, db, use);
    if (err == OK)
        err = copy_snapshot(db, path);
    store_read_end(base, db);
    if (err != OK && use == COPY_AND_COLLECT)
        store_collect_stop(base);
    return err;
}

/* ---- what changed -------------------------------------------------------------------------- */

static int compare_numbers(const void *a, const void *b, void *with)
{
    const uint32_t *numbers = with;
    uint32_t left = numbers[*(const uint32_t *)a], right = numbers[*(const uint32_t *)b];
    return left < right ? -1 : left > right;
}

/* In order of their numbers, in one piece of memory of its own. */
static void give_pages(struct collected *collected, struct store_pages *out_pages)
{
    size_t count = collected->count, size = (size_t)collected->page_size;
    uint32_t *order = grow(NULL, (2 * count + 1) * sizeof(uint32_t));
    uint32_t *numbers = order + count;
    unsigned char *bytes = grow(NULL, count * size + 1);
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)i;
    qsort_r(order, count, sizeof(*order), compare_numbers, collected->numbers);
    for (size_t i = 0; i < count; i++) {
        numbers[i] = collected->numbers[order[i]];
        memcpy(bytes + i * size, collected->bytes + order[i] * size, size);
    }
    memmove(order, numbers, count * sizeof(uint32_t));
    *out_pages = (struct store_pages){.page_size = collected->page_size,
                                      .database_pages = collected->database_pages,
                                      .count = count, .numbers = order, .bytes = bytes};
}

enum err store_collect(struct store *base, struct store_pages *out_pages)
{
    struct sqlite_store *store = shared_file(base);
    struct collected taken = {.is_gap = true};
    if (store == NULL)
        return ERR_DENIED;
    must(pthread_mutex_lock(&store->write_mutex) == 0);
    sqlite_collect(store);
    struct collected *collected = store->collected;
    if (collected != NULL && !collected->is_gap) {
        taken = *collected;
        collected->numbers = NULL;
        collected->bytes = NULL;
        collected->slots = NULL;
        forget_pages(collected);
    }
    must(pthread_mutex_unlock(&store->write_mutex) == 0);
    if (taken.is_gap)
        return ERR_CONFLICT;
    *out_pages = (struct store_pages){0};
    if (taken.count > 0)
        give_pages(&taken, out_pages);
    forget_pages(&taken);
    return OK;
}

void store_pages_free(struct store_pages *pages)
{
    free((void *)pages->numbers);
    free((void *)pages->bytes);
    *pages = (struct store_pages){0};
}

void store_collect_stop(struct store *base)
{
    struct sqlite_store *store = shared_file(base);
    if (store == NULL)
        return;
    must(pthread_mutex_lock(&store->write_mutex) == 0);
    sqlite_collect_free(store);
    must(pthread_mutex_unlock(&store->write_mutex) == 0);
}
