/* The memory that SQLite works in: a thread keeps small blocks that are given back, for the next
 * that are asked for. SQLite does so itself (lookaside), but Debian's is built without: there every
 * cursor and every text of a row is a malloc() and a free(), some 150 a page.
 *
 * What is kept is wiped first; what is not, by the program's own free() (base/wipe.c). */
#include <stdlib.h>
#include <string.h>

#include "store/sqlite_inner.h"

/* Sizes are rounded up to steps; of each a thread keeps no more than so many bytes. What is larger
 * than these is mostly pages of the file, which stay. */
enum { STEP = 64, LARGEST = 16 * STEP, KEPT_BYTES = 8 * 1024 };

/* The head of a block. */
struct block {
    size_t size;        /* of what follows */
    struct block *next; /* while it is kept */
};

struct list {
    struct block *first;
    size_t bytes;
};

static _Thread_local struct {
    struct list lists[LARGEST / STEP]; /* by size, the smallest first */
    bool is_freed_at_end;
} kept;

static pthread_key_t thread_end;

/* NULL: blocks of this size are not kept. */
static struct list *list_of(size_t size)
{
    return size <= LARGEST ? &kept.lists[size / STEP - 1] : NULL;
}

static int rounded(int size)
{
    return (size + STEP - 1) / STEP * STEP;
}

static void *take_new(size_t size)
{
    struct block *block = malloc(sizeof(*block) + size);
    if (block == NULL)
        return NULL;
    block->size = size;
    return block + 1;
}

static void *take(int wanted)
{
    size_t size = (size_t)rounded(wanted);
    struct list *list = list_of(size);
    struct block *block = list != NULL ? list->first : NULL;
    if (block == NULL)
        return take_new(size);
    list->first = block->next;
    list->bytes -= size;
    return block + 1;
}

static void give_back(void *bytes)
{
    struct block *block = (struct block *)bytes - 1;
    size_t size = block->size;
    struct list *list = list_of(size);
    if (list == NULL || list->bytes + size > KEPT_BYTES) {
        free(block);
        return;
    }
    explicit_bzero(bytes, size);
    block->next = list->first;
    list->first = block;
    list->bytes += size;
    if (!kept.is_freed_at_end)
        kept.is_freed_at_end = pthread_setspecific(thread_end, &kept) == 0;
}

static int size_of(void *bytes)
{
    return (int)((struct block *)bytes - 1)->size;
}

static void *resize(void *bytes, int wanted)
{
    int had = size_of(bytes);
    void *moved = take(wanted);
    if (moved == NULL)
        return NULL;
    memcpy(moved, bytes, (size_t)(had < wanted ? had : wanted));
    give_back(bytes);
    return moved;
}

static void free_kept(void *unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT_OF(kept.lists); i++)
        for (struct block *block = kept.lists[i].first, *next; block != NULL; block = next) {
            next = block->next;
            free(block);
        }
    memset(&kept, 0, sizeof(kept));
}

static int begin(void *unused)
{
    (void)unused;
    return pthread_key_create(&thread_end, free_kept) == 0 ? SQLITE_OK : SQLITE_NOMEM;
}

static void end(void *unused)
{
    (void)unused;
    pthread_key_delete(thread_end);
}

void sqlite_keep_blocks(void)
{
    static const sqlite3_mem_methods methods = {
        .xMalloc = take,
        .xFree = give_back,
        .xRealloc = resize,
        .xSize = size_of,
        .xRoundup = rounded,
        .xInit = begin,
        .xShutdown = end,
    };
/* sanitizers and valgrind (script/valgrind) watch each block */
#if !defined(__SANITIZE_ADDRESS__) && !defined(BLOCKS_WATCHED)
    sqlite3_config(SQLITE_CONFIG_MALLOC, &methods);
#else
    (void)methods;
#endif
}
