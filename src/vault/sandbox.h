/* sandbox.h - inner header of the vault: the system calls that its process keeps.
 *
 * Entered once everything is open and every thread runs (base/cage.h says what it gives up).
 */
#ifndef VAULT_SANDBOX_H
#define VAULT_SANDBOX_H

#include "base/base.h"

/* The list, for every thread there is. False: the kernel refused. */
CHECKED bool sandbox_close(void);

/* For tests: the allowed numbers. */
extern const int sandbox_calls[];
extern const size_t sandbox_call_count;

#endif
