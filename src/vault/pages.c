#include "vault/pages.h"

#include <string.h>
#include <sys/mman.h>

#include "base/base.h"

void *pages_grow(void *at, size_t old_bytes, size_t bytes)
{
    void *grown = at == NULL ? mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                             : mremap(at, old_bytes, bytes, MREMAP_MAYMOVE);
    must(grown != MAP_FAILED);
    must(madvise(grown, bytes, MADV_DONTDUMP) == 0);
    return grown;
}
