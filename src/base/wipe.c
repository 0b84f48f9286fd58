/* wipe.c - what is given back to the heap is wiped first, whoever gives it back.
 *
 * Arenas wipe themselves (arena.h). But a request also passes through libraries: jansson copies
 * every text of a JSON body, libmicrohttpd keeps a connection's head, SQLite and libpq what is
 * bound. They free without wiping, and a name would stay in this process for hours, for whoever
 * reads its memory. So this file takes the place of the C library's free() and realloc() in the
 * program (not in the tests: sanitizers and valgrind put theirs there), for all libraries that it
 * loads; the C library provides for that, and keeps its own under the names below.
 */
#include <malloc.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

void __libc_free(void *at);
void *__libc_realloc(void *at, size_t size);

void free(void *at)
{
    if (at != NULL)
        explicit_bzero(at, malloc_usable_size(at));
    __libc_free(at);
}

/* What grows moves, so that nothing stays where it was; what shrinks stays, without its end. */
void *realloc(void *at, size_t size)
{
    if (at == NULL)
        return malloc(size);
    size_t had = malloc_usable_size(at);
    if (size == 0 || size > had) {
        void *moved = size == 0 ? NULL : malloc(size);
        if (moved != NULL)
            memcpy(moved, at, had);
        if (moved != NULL || size == 0)
            free(at);
        return moved;
    }
    explicit_bzero((char *)at + size, had - size);
    return __libc_realloc(at, size);
}
