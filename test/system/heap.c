/* heap.c - preloaded into the real server: the heap gives nothing when the test says so.
 *
 * The file that HAVEN_HEAP names is shared with the test (heap.mjs): which process, how many
 * allocations still succeed in it, and whether one fails or all from it on. The program's own
 * realloc() (src/base/wipe.c) asks malloc() here; in a build with AddressSanitizer there is none,
 * and what does not fail is given by the sanitizer's heap, which watches it.
 */
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_memalign(size_t align, size_t size);
void *__libc_realloc(void *at, size_t size);

/* The sanitizer's; NULL in a program without. */
#define WEAK __attribute__((weak))
WEAK void *__interceptor_malloc(size_t size);
WEAK void *__interceptor_calloc(size_t count, size_t size);
WEAK void *__interceptor_memalign(size_t align, size_t size);
WEAK void *__interceptor_realloc(void *at, size_t size);
#define GIVEN_BY(name) (__interceptor_##name ? __interceptor_##name : __libc_##name)

static struct control {
    atomic_int process; /* 0: nothing fails */
    atomic_int left;    /* allocations until the one that fails */
    atomic_int is_for_ever;
    atomic_int failed;
} *control;

__attribute__((constructor)) static void share(void)
{
    const char *path = getenv("HAVEN_HEAP");
    int file = path == NULL ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (file < 0)
        return;
    void *at = mmap(NULL, sizeof(*control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (at != MAP_FAILED)
        control = at;
}

static int gives_nothing(void)
{
    if (control == NULL || atomic_load(&control->process) != getpid())
        return 0;
    int left = atomic_fetch_sub(&control->left, 1);
    if (left > 1 || (left < 1 && !atomic_load(&control->is_for_ever)))
        return 0;
    atomic_fetch_add(&control->failed, 1);
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size)
{
    return gives_nothing() ? NULL : GIVEN_BY(malloc)(size);
}

void *calloc(size_t count, size_t size)
{
    return gives_nothing() ? NULL : GIVEN_BY(calloc)(count, size);
}

void *realloc(void *at, size_t size)
{
    return gives_nothing() ? NULL : GIVEN_BY(realloc)(at, size);
}

void *memalign(size_t align, size_t size)
{
    return gives_nothing() ? NULL : GIVEN_BY(memalign)(align, size);
}

void *aligned_alloc(size_t align, size_t size)
{
    return memalign(align, size);
}

int posix_memalign(void **out, size_t align, size_t size)
{
    void *at = memalign(align, size);
    if (at == NULL)
        return ENOMEM;
    *out = at;
    return 0;
}
