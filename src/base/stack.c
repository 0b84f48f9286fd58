#include "base/stack.h"

#include <string.h>

enum { DEEPEST_BYTES = 128 * 1024 };

/* Not inlined: the bytes must lie below the caller's own. */
__attribute__((noinline)) void stack_wipe(void)
{
    char remains[DEEPEST_BYTES];
    explicit_bzero(remains, sizeof(remains));
}
