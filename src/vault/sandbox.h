/* sandbox.h - inner header of the vault: what its process may still ask of the kernel.
 *
 * Entered once everything is open and every thread runs; nothing gives it back. From then on: no new
 * file, no network, no other program, no memory that can be run, no look from outside (ptrace, core
 * file). Whatever is not in the list ends the process.
 */
#ifndef VAULT_SANDBOX_H
#define VAULT_SANDBOX_H

#include "base/base.h"

/* Before keys are read: no core files, nobody may look in. */
CHECKED bool sandbox_hide(void);

/* No path of the file system, for this thread and those it starts later. False: the kernel has no
 * Landlock. The list of system calls has none that opens a file. */
bool sandbox_leave_files(void);

/* The list, for every thread there is. False: the kernel refused. */
CHECKED bool sandbox_close(void);

/* For tests: the allowed numbers. */
extern const int sandbox_calls[];
extern const size_t sandbox_call_count;

#endif
