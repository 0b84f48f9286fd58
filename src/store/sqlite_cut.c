/* store_cut_log of SQLite: nothing that was deleted or overwritten is left in the database's file
 * or its log, while others write.
 *
 * SQLite moves bytes of no row only within a page, or to pages that it writes in the same
 * transaction. So such bytes from before a cut began can stand in three places: in pages of the
 * file that were not swept yet, in pages that were written to the log since, and in what the writer
 * has at hand. And the file itself is changed by nobody: the log is copied into it by a checkpoint,
 * and while a cut is under way only she who cuts does one.
 *
 * Hence: the log is cut to nothing. The file is swept page by page, and nobody waits. Pages that
 * the log has brought to the file meanwhile are swept again, in rounds that become shorter, until
 * few are left; for those all who write wait, once the log is empty and the writer has nothing at
 * hand. Then there is no fourth place. */
#include <stdlib.h>
#include <string.h>

#include "store/sqlite_gaps.h"
#include "store/sqlite_inner.h"

/* Of 4 KiB: swept between two looks at the log's length; and for so few writers wait. A log that
 * grows faster than its pages are swept ends the rounds too. */
enum { SLICE_PAGES = 4096, FEW_PAGES = 64, ROUNDS_MOST = 8 };

struct page_set {
    bool is_lost; /* the log could not be read: pages are missing */
    size_t count;
    uint64_t bits[GAPS_PAGES_MOST / 64];
};

struct cutting {
    struct sqlite_store *store;
    struct gaps *gaps;
    struct page_set *taken; /* to be swept now; store->written is filled meanwhile */
};

/* ---- which pages the log has --------------------------------------------------------------- */

static void put_page(void *with, uint32_t number)
{
    struct page_set *pages = with;
    if (number >= GAPS_PAGES_MOST) {
        pages->is_lost = true;
        return;
    }
    uint64_t bit = UINT64_C(1) << number % 64, *bits = &pages->bits[number / 64];
    pages->count += (*bits & bit) == 0;
    *bits |= bit;
}

void sqlite_note_written(struct sqlite_store *store)
{
    if (store->written != NULL && !sqlite_each_page(store, put_page, store->written))
        store->written->is_lost = true;
}

static struct page_set *make_pages(void)
{
    struct page_set *pages = calloc(1, sizeof(*pages));
    must(pages != NULL);
    return pages;
}

/* ---- sweeping ------------------------------------------------------------------------------ */

/* Others write: between slices the log is kept as short as ever. */
static void let_look(struct cutting *cutting)
{
    struct sqlite_store *store = cutting->store;
    store_look_at_cut();
    must(pthread_mutex_lock(&store->write_mutex) == 0);
    sqlite_checkpoint_when_due(store);
    must(pthread_mutex_unlock(&store->write_mutex) == 0);
}

/* What a checkpoint adds to the file's end meanwhile was in the log. */
static enum err sweep_file(struct cutting *cutting)
{
    uint32_t pages = 0;
    enum err err = gaps_length(cutting->gaps, &pages);
    for (uint32_t number = 1; err == OK && number <= pages; number++) {
        if (number % SLICE_PAGES == 1)
            let_look(cutting);
        err = gaps_clear(cutting->gaps, number);
    }
    return err;
}

/* Pages that are still in the log alone are past the file's end. */
static enum err sweep_pages(struct cutting *cutting, struct page_set *pages)
{
    uint32_t length = 0;
    enum err err = pages->is_lost ? ERR_BUSY : gaps_length(cutting->gaps, &length);
    for (uint32_t number = 1; err == OK && number <= length; number++) {
        uint64_t bits = pages->bits[number / 64];
        if (bits == 0)
            number |= 63;
        else if (bits >> number % 64 & 1)
            err = gaps_clear(cutting->gaps, number);
    }
    memset(pages, 0, sizeof(*pages));
    return err;
}

/* ---- the log ------------------------------------------------------------------------------- */

/* Under write_mutex. ERR_BUSY: somebody reads an older state, and it is copied back in part. */
static enum err empty_log(struct sqlite_store *store, int wait_ms)
{
    enum err err = sqlite_err(sqlite_checkpoint(store, SQLITE_CHECKPOINT_TRUNCATE, wait_ms, NULL));
    if (err == OK)
        store->log_pages = 0;
    return err == OK ? OK : ERR_BUSY;
}

static enum err begin_cutting(struct cutting *cutting)
{
    struct sqlite_store *store = cutting->store;
    must(pthread_mutex_lock(&store->write_mutex) == 0);
    enum err err = empty_log(store, RESTART_WAIT_MS);
    if (err == OK)
        store->written = make_pages();
    must(pthread_mutex_unlock(&store->write_mutex) == 0);
    return err;
}

/* False: so few were written that the end can wait for them. */
static bool take_written(struct cutting *cutting)
{
    struct sqlite_store *store = cutting->store;
    must(pthread_mutex_lock(&store->write_mutex) == 0);
    enum err ignored = empty_log(store, 0); /* what is left in the log is taken with the next */
    (void)ignored;
    struct page_set *written = store->written;
    bool is_many = written->count > FEW_PAGES;
    if (is_many) {
        store->written = cutting->taken;
        cutting->taken = written;
    }
    must(pthread_mutex_unlock(&store->write_mutex) == 0);
    return is_many;
}

static enum err sweep_rounds(struct cutting *cutting)
{
    enum err err = OK;
    for (int round = 0; err == OK && round < ROUNDS_MOST && take_written(cutting); round++) {
        err = sweep_pages(cutting, cutting->taken);
        let_look(cutting);
    }
    return err;
}

/* What the writer has at hand is forgotten: written again, it would bring gaps back. */
static enum err end_cutting(struct cutting *cutting, enum err err)
{
    struct sqlite_store *store = cutting->store;
    must(pthread_mutex_lock(&store->write_mutex) == 0);
    if (err == OK)
        err = empty_log(store, RESTART_WAIT_MS);
    if (err == OK) {
        sqlite3_db_release_memory(store->writer.handle);
        err = sweep_pages(cutting, store->written);
    }
    free(store->written);
    store->written = NULL;
    must(pthread_mutex_unlock(&store->write_mutex) == 0);
    return err;
}

static enum err cut(struct cutting *cutting)
{
    enum err err = begin_cutting(cutting);
    if (err != OK)
        return err;
    err = sweep_file(cutting);
    if (err == OK)
        err = sweep_rounds(cutting);
    err = end_cutting(cutting, err);
    enum err flushed = gaps_flush(cutting->gaps);
    return err == OK ? flushed : err;
}

enum err sqlite_cut_log(struct store *base)
{
    struct sqlite_store *store = (struct sqlite_store *)base;
    struct cutting cutting = {.store = store};
    if (store->is_alone)
        return OK;
    must(pthread_mutex_lock(&store->file_mutex) == 0);
    enum err err = gaps_open(store->path, &cutting.gaps);
    if (err == OK) {
        cutting.taken = make_pages();
        err = cut(&cutting);
        free(cutting.taken);
        gaps_close(cutting.gaps);
    }
    must(pthread_mutex_unlock(&store->file_mutex) == 0);
    return err;
}
