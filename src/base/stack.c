#include "base/stack.h"

#include <string.h>

enum { DEEPEST_BYTES = 32 * 1024 };

/* Not inlined: the bytes must lie below the caller's own. Not initialized: the compiler would zero
 * them a first time (-ftrivial-auto-var-init). */
__attribute__((noinline)) void stack_wipe(void)
{
    __attribute__((uninitialized)) char remains[DEEPEST_BYTES];
    explicit_bzero(remains, sizeof(remains));
}
