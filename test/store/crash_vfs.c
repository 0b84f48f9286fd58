#include "crash_vfs.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/base.h"

enum { FILES = 16, PATH = 256, SECTOR = 512 };

/* Something done to a file and not flushed. */
struct pending {
    struct pending *next;
    enum { WRITTEN, TRUNCATED, DELETED } what;
    sqlite3_int64 at; /* where, or to what length */
    int size;
    unsigned char bytes[];
};

/* What the disk knows of a file. */
struct kept {
    char path[PATH]; /* empty: no file */
    bool is_there;   /* its name is on the disk */
    unsigned char *bytes;
    size_t size, room;
    struct pending *first, **end;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static sqlite3_vfs *below;
static struct kept files[FILES];
static uint64_t state;
static int64_t operations, cut_at;
static bool is_cut, is_lying;
static struct {
    enum crash_kind kind;
    int left, code;
    bool is_for_ever, has_failed;
} failing;

/* ---- what is kept of a file ------------------------------------------------------------------ */

static uint64_t draw(void)
{
    uint64_t z = (state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

uint64_t crash_draw(uint64_t most)
{
    pthread_mutex_lock(&mutex);
    uint64_t drawn = draw() % most;
    pthread_mutex_unlock(&mutex);
    return drawn;
}

static void set_size(struct kept *file, size_t size)
{
    if (size > file->room) {
        file->room = size * 2;
        file->bytes = realloc(file->bytes, file->room);
        must(file->bytes != NULL);
    }
    if (size > file->size)
        memset(file->bytes + file->size, 0, size - file->size);
    file->size = size;
}

static void put(struct kept *file, sqlite3_int64 at, const unsigned char *bytes, size_t size)
{
    if ((size_t)at + size > file->size)
        set_size(file, (size_t)at + size);
    memcpy(file->bytes + at, bytes, size);
}

static void drop_pending(struct kept *file)
{
    while (file->first) {
        struct pending *pending = file->first;
        file->first = pending->next;
        free(pending);
    }
    file->end = &file->first;
}

static void load(struct kept *file)
{
    FILE *in = fopen(file->path, "rb");
    if (in == NULL)
        return;
    unsigned char piece[65536];
    for (size_t size; (size = fread(piece, 1, sizeof(piece), in)) > 0;)
        put(file, (sqlite3_int64)file->size, piece, size);
    fclose(in);
    file->is_there = true;
}

static struct kept *kept_of(const char *path)
{
    struct kept *free_one = NULL;
    for (int i = 0; i < FILES; i++) {
        if (strcmp(files[i].path, path) == 0)
            return &files[i];
        if (files[i].path[0] == '\0' && free_one == NULL)
            free_one = &files[i];
    }
    must(free_one != NULL && strlen(path) < PATH);
    strcpy(free_one->path, path);
    free_one->end = &free_one->first;
    load(free_one);
    return free_one;
}

static void add_pending(struct kept *file, int what, sqlite3_int64 at, const void *bytes, int size)
{
    struct pending *pending = malloc(sizeof(*pending) + (size_t)size);
    must(pending != NULL);
    pending->next = NULL;
    pending->what = what;
    pending->at = at;
    pending->size = size;
    if (size > 0)
        memcpy(pending->bytes, bytes, (size_t)size);
    *file->end = pending;
    file->end = &pending->next;
}

static void apply(struct kept *file, const struct pending *pending)
{
    if (pending->what == WRITTEN)
        put(file, pending->at, pending->bytes, (size_t)pending->size);
    else
        set_size(file, pending->what == TRUNCATED ? (size_t)pending->at : 0);
    file->is_there = pending->what != DELETED;
}

static void flush(struct kept *file)
{
    for (struct pending *pending = file->first; pending; pending = pending->next)
        apply(file, pending);
    file->is_there = true;
    drop_pending(file);
}

/* ---- when the power has gone ----------------------------------------------------------------- */

/* One sector of something written: there, missing, or the first part of it there. */
static void apply_sector(struct kept *file, const struct pending *pending, int from, int size,
                         uint64_t chance)
{
    if (draw() % 100 >= chance)
        return;
    bool is_torn = draw() % 8 == 0;
    put(file, pending->at + from, pending->bytes + from,
        is_torn ? draw() % (uint64_t)size : (size_t)size);
}

static void apply_by_chance(struct kept *file, const struct pending *pending, uint64_t chance)
{
    int from = 0;
    while (from < pending->size) {
        int left_in_sector = SECTOR - (int)((pending->at + from) % SECTOR);
        int size = pending->size - from < left_in_sector ? pending->size - from : left_in_sector;
        apply_sector(file, pending, from, size, chance);
        from += size;
    }
    file->is_there = true;
}

static void settle(struct kept *file)
{
    static const uint64_t chances[] = {0, 5, 50, 95, 100};
    uint64_t chance = chances[draw() % (sizeof(chances) / sizeof(chances[0]))];
    for (struct pending *pending = file->first; pending; pending = pending->next) {
        if (pending->what == WRITTEN) {
            apply_by_chance(file, pending, chance);
        } else if (draw() % 100 < chance) {
            apply(file, pending);
        } else if (pending->what == DELETED) {
            break; /* the old file is there again; what came after was another file */
        }
    }
    drop_pending(file);
}

static void write_out(const struct kept *file)
{
    unlink(file->path);
    if (!file->is_there)
        return;
    FILE *out = fopen(file->path, "wb");
    must(out != NULL);
    must(file->size == 0 || fwrite(file->bytes, 1, file->size, out) == file->size);
    must(fclose(out) == 0);
}

static void forget(struct kept *file)
{
    drop_pending(file);
    free(file->bytes);
    *file = (struct kept){0};
}

void crash_restore(void)
{
    char index[PATH + 8];
    pthread_mutex_lock(&mutex);
    for (int i = 0; i < FILES; i++) {
        if (files[i].path[0] == '\0')
            continue;
        settle(&files[i]);
        write_out(&files[i]);
        /* the memory that connections share was never on a disk */
        snprintf(index, sizeof(index), "%s-shm", files[i].path);
        unlink(index);
        forget(&files[i]);
    }
    is_cut = false;
    cut_at = 0;
    pthread_mutex_unlock(&mutex);
}

void crash_forget(void)
{
    pthread_mutex_lock(&mutex);
    for (int i = 0; i < FILES; i++)
        if (files[i].path[0] != '\0')
            forget(&files[i]);
    pthread_mutex_unlock(&mutex);
}

/* ---- what is asked of the disk --------------------------------------------------------------- */

void crash_cut_at(int operation)
{
    pthread_mutex_lock(&mutex);
    cut_at = operation == 0 ? 0 : operations + operation;
    pthread_mutex_unlock(&mutex);
}

bool crash_is_cut(void)
{
    pthread_mutex_lock(&mutex);
    bool is = is_cut;
    pthread_mutex_unlock(&mutex);
    return is;
}

void crash_lie(bool lies)
{
    is_lying = lies;
}

void crash_fail(enum crash_kind kind, int operation, int code, bool is_for_ever)
{
    pthread_mutex_lock(&mutex);
    failing.kind = kind;
    failing.left = operation;
    failing.code = code;
    failing.is_for_ever = is_for_ever;
    failing.has_failed = false;
    pthread_mutex_unlock(&mutex);
}

bool crash_has_failed(void)
{
    pthread_mutex_lock(&mutex);
    bool has = failing.has_failed;
    pthread_mutex_unlock(&mutex);
    return has;
}

int64_t crash_operations(void)
{
    pthread_mutex_lock(&mutex);
    int64_t count = operations;
    pthread_mutex_unlock(&mutex);
    return count;
}

/* Under the mutex. SQLITE_OK: go on. */
static int fails(enum crash_kind kind)
{
    if (failing.kind != kind || failing.left == 0)
        return SQLITE_OK;
    if (failing.left > 1) {
        failing.left--;
        return SQLITE_OK;
    }
    failing.left = failing.is_for_ever ? 1 : 0;
    failing.has_failed = true;
    return failing.code;
}

/* Under the mutex: counts something that changes the disk. */
static int change(enum crash_kind kind)
{
    operations++;
    if (cut_at > 0 && operations >= cut_at)
        is_cut = true;
    return is_cut ? SQLITE_IOERR : fails(kind);
}

/* ---- a file of SQLite ------------------------------------------------------------------------ */

struct crash_file {
    sqlite3_file base;
    struct kept *kept; /* NULL: not of interest */
    sqlite3_file *real; /* behind this struct */
};

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((struct crash_file *)file)->real;
}

static int crash_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int crash_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 at)
{
    pthread_mutex_lock(&mutex);
    int code = fails(CRASH_READ);
    pthread_mutex_unlock(&mutex);
    if (code != SQLITE_OK)
        return code;
    return real_of(file)->pMethods->xRead(real_of(file), bytes, size, at);
}

static int crash_write(sqlite3_file *base, const void *bytes, int size, sqlite3_int64 at)
{
    struct crash_file *file = (struct crash_file *)base;
    pthread_mutex_lock(&mutex);
    bool was_cut = is_cut;
    int code = change(CRASH_WRITE);
    if (code == SQLITE_OK)
        code = file->real->pMethods->xWrite(file->real, bytes, size, at);
    if (file->kept && (code == SQLITE_OK || (is_cut && !was_cut)))
        add_pending(file->kept, WRITTEN, at, bytes, size);
    pthread_mutex_unlock(&mutex);
    return code;
}

static int crash_truncate(sqlite3_file *base, sqlite3_int64 size)
{
    struct crash_file *file = (struct crash_file *)base;
    pthread_mutex_lock(&mutex);
    int code = change(CRASH_TRUNCATE);
    if (code == SQLITE_OK)
        code = file->real->pMethods->xTruncate(file->real, size);
    if (code == SQLITE_OK && file->kept)
        add_pending(file->kept, TRUNCATED, size, NULL, 0);
    pthread_mutex_unlock(&mutex);
    return code;
}

/* The real file is not flushed: this disk is made of memory, and it is as quick. */
static int crash_sync(sqlite3_file *base, int flags)
{
    (void)flags;
    struct crash_file *file = (struct crash_file *)base;
    pthread_mutex_lock(&mutex);
    int code = change(CRASH_FLUSH);
    if (code == SQLITE_OK && file->kept && !is_lying)
        flush(file->kept);
    pthread_mutex_unlock(&mutex);
    return code;
}

#define REAL(file) (real_of(file)->pMethods)

static int crash_size(sqlite3_file *file, sqlite3_int64 *out_size)
{
    return REAL(file)->xFileSize(real_of(file), out_size);
}
static int crash_lock(sqlite3_file *file, int lock)
{
    return REAL(file)->xLock(real_of(file), lock);
}
static int crash_unlock(sqlite3_file *file, int lock)
{
    return REAL(file)->xUnlock(real_of(file), lock);
}
static int crash_check_lock(sqlite3_file *file, int *out_is)
{
    return REAL(file)->xCheckReservedLock(real_of(file), out_is);
}
static int crash_control(sqlite3_file *file, int operation, void *with)
{
    return REAL(file)->xFileControl(real_of(file), operation, with);
}
static int crash_sector(sqlite3_file *file)
{
    return REAL(file)->xSectorSize(real_of(file));
}
static int crash_traits(sqlite3_file *file)
{
    return REAL(file)->xDeviceCharacteristics(real_of(file));
}
static int crash_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
    return REAL(file)->xShmMap(real_of(file), page, size, extend, out);
}
static int crash_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return REAL(file)->xShmLock(real_of(file), offset, count, flags);
}
static void crash_shm_barrier(sqlite3_file *file)
{
    REAL(file)->xShmBarrier(real_of(file));
}
static int crash_shm_unmap(sqlite3_file *file, int is_deleting)
{
    return REAL(file)->xShmUnmap(real_of(file), is_deleting);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = crash_close,
    .xRead = crash_read,
    .xWrite = crash_write,
    .xTruncate = crash_truncate,
    .xSync = crash_sync,
    .xFileSize = crash_size,
    .xLock = crash_lock,
    .xUnlock = crash_unlock,
    .xCheckReservedLock = crash_check_lock,
    .xFileControl = crash_control,
    .xSectorSize = crash_sector,
    .xDeviceCharacteristics = crash_traits,
    .xShmMap = crash_shm_map,
    .xShmLock = crash_shm_lock,
    .xShmBarrier = crash_shm_barrier,
    .xShmUnmap = crash_shm_unmap,
};

static int crash_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags,
                      int *out_flags)
{
    (void)vfs;
    struct crash_file *file = (struct crash_file *)base;
    int interesting = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;
    file->base.pMethods = NULL;
    file->real = (sqlite3_file *)(file + 1);
    file->kept = NULL;
    pthread_mutex_lock(&mutex);
    int code = is_cut ? SQLITE_CANTOPEN : SQLITE_OK;
    if (code == SQLITE_OK && path != NULL && (flags & interesting))
        file->kept = kept_of(path); /* before the file is made: was it there? */
    pthread_mutex_unlock(&mutex);
    if (code == SQLITE_OK)
        code = below->xOpen(below, path, file->real, flags, out_flags);
    if (code == SQLITE_OK)
        file->base.pMethods = &methods;
    return code;
}

static int crash_delete(sqlite3_vfs *vfs, const char *path, int is_flushed)
{
    (void)vfs;
    pthread_mutex_lock(&mutex);
    int code = change(CRASH_NONE);
    if (code == SQLITE_OK)
        code = below->xDelete(below, path, 0);
    if (code == SQLITE_OK) {
        struct kept *file = kept_of(path);
        add_pending(file, DELETED, 0, NULL, 0);
        if (is_flushed && !is_lying) {
            flush(file);
            file->is_there = false;
        }
    }
    pthread_mutex_unlock(&mutex);
    return code;
}

static int crash_access(sqlite3_vfs *vfs, const char *path, int flags, int *out_is)
{
    (void)vfs;
    return below->xAccess(below, path, flags, out_is);
}

static int crash_full_path(sqlite3_vfs *vfs, const char *path, int size, char *out_path)
{
    (void)vfs;
    return below->xFullPathname(below, path, size, out_path);
}

void crash_vfs_install(uint64_t seed)
{
    static sqlite3_vfs vfs;
    state = seed;
    if (below != NULL)
        return;
    below = sqlite3_vfs_find("unix");
    must(below != NULL);
    vfs = *below;
    vfs.zName = "crash";
    vfs.szOsFile = (int)sizeof(struct crash_file) + below->szOsFile;
    vfs.pNext = NULL;
    vfs.xOpen = crash_open;
    vfs.xDelete = crash_delete;
    vfs.xAccess = crash_access;
    vfs.xFullPathname = crash_full_path;
    sqlite3_vfs_register(&vfs, 1);
}
