/* copy.h - copies of a database in use, and what has changed since; SQLite only.
 *
 * A copy is one moment of the database, page by page, taken while others read and write. From that
 * moment on the pages that commits change are collected in memory; whoever keeps the copy asks for
 * them about once a second. The copy with all pages collected up to a moment laid over it, in
 * order, is the database of that moment. Nothing of this waits for anything but memory and the
 * database's own files; a commit waits for neither.
 *
 * Collecting is done by the connection that writes, right before a checkpoint lets it overwrite its
 * log and when it is asked: nobody else may checkpoint (sqlite.c).
 *
 * Of files that nobody has open, the second part takes wrapped keys out and puts them back. A
 * wrapped key stands in a column called wrapped_key of a table whose primary key is one integer;
 * there is no list of these tables to forget one in.
 */
#ifndef STORE_COPY_H
#define STORE_COPY_H

#include "store/store.h"

/* Pages that changed, each once, as it last was; in ascending order of their numbers. */
struct store_pages {
    int page_size;
    uint32_t database_pages; /* the database's length; 0: nothing has changed */
    size_t count;
    const uint32_t *numbers;    /* from 1 */
    const unsigned char *bytes; /* count * page_size */
};

/* Writes a copy to a new file; with COPY_AND_COLLECT begins to collect from there, or begins anew.
 * One at a time. ERR_DENIED: a database in memory, a bulk, or PostgreSQL. ERR_BUSY: the copy cannot
 * be written; if it was to begin collecting, nothing is collected any longer. */
enum copy_use { COPY_ONLY, COPY_AND_COLLECT };
CHECKED enum err store_copy(struct store *store, const char *path, enum copy_use use);

/* Gives what changed since the last call, and forgets it: release with store_pages_free.
 * ERR_CONFLICT: there is a gap (nothing was being collected, or more than COLLECT_LIMIT bytes
 * changed before anybody asked): a new copy is needed. */
enum { COLLECT_LIMIT = 256 << 20 };
CHECKED enum err store_collect(struct store *store, struct store_pages *out_pages);
void store_pages_free(struct store_pages *pages);
void store_collect_stop(struct store *store);

/* ---- files of SQLite that nobody has open -------------------------------------------------- */

/* Writes zeros wherever no row has a byte: where SQLite moved rows between pages, their bytes stay
 * behind, and wrapped keys among them. Rows stay where they are. ERR_BUSY: the file cannot be read
 * or written. ERR_INVALID: it is none of SQLite, or its pages cannot be told apart (auto_vacuum,
 * more than 2^24 of them). */
CHECKED enum err copy_clear_gaps(const char *path);

/* Each wrapped key of the file is given to take and zeros are written in its place. */
struct copy_key {
    struct str table;
    int64_t owner;
    struct str wrapped_key;
};
CHECKED enum err copy_take_keys(const char *path, void (*take)(void *with, struct copy_key key),
                                void *with, const char **out_reason);

/* Where zeros stand for this owner's key the key is put; elsewhere nothing is done. */
struct copy_putting;
CHECKED enum err copy_put_begin(const char *path, struct copy_putting **out_putting,
                                const char **out_reason);
CHECKED enum err copy_put(struct copy_putting *putting, struct copy_key key);
/* out_missing: how many owners are left without a key. */
CHECKED enum err copy_put_end(struct copy_putting *putting, int64_t *out_missing);

/* SQLite's own look at every page and index, and every foreign key. ERR_INVALID with a reason. */
CHECKED enum err copy_check(const char *path, const char **out_reason);

#endif
