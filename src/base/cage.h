/* cage.h - what a process that reads hostile or secret bytes may still ask of the kernel.
 *
 * A process shuts itself in, in this order: cage_hide before it holds anything, cage_leave_files
 * once everything is open, cage_close last. Nothing gives back what was given up: no new file, no
 * network, no other program, no memory that can be run, no look from outside (ptrace, core file).
 * The vault and the cleaner are shut in so.
 *
 * A program that was built with AddressSanitizer (script/sanitize) is only hidden: what watches it
 * asks the kernel for more than any list. Nothing at run time opens the cage of one that was not.
 */
#ifndef BASE_CAGE_H
#define BASE_CAGE_H

#include <stdbool.h>
#include <stddef.h>

/* No core files, nobody may look in, no rights may be gained. */
bool cage_hide(void);

/* No path of the file system, for this thread and those it starts later. False: the kernel has no
 * Landlock. A list of system calls has none that opens a file, so it can be done without. */
bool cage_leave_files(void);

/* Nothing of these folders and files, for this thread and those it starts later: neither read nor
 * written, renamed nor taken away, nor through another process outside. Everything else stays as it
 * was, but for what is made later beside one of them or beside a folder that it lies in: that opens
 * for nobody here, and such a folder is listed no more. So a file that is still to be made can be
 * left too. Once in a process. False: the folder of one is not there (the others are left), one of
 * those above cannot be listed, or the kernel has no Landlock. */
enum { CAGE_PATHS_LIMIT = 8 };
bool cage_leave_paths(const char *const *paths, size_t count);

/* False: one lies in the other, or they are the same, so that who leaves one loses something of the
 * other. */
bool cage_is_apart(const char *path, const char *other);

/* From now on only these system calls (numbers of __NR_...; at most CAGE_CALLS_LIMIT), for every
 * thread there is; any other ends the process. Memory that mmap and mprotect give may never be run,
 * whether or not they are listed. False: the kernel refused. */
enum { CAGE_CALLS_LIMIT = 64 };
bool cage_close(const int *calls, size_t count);

/* False: this program was built with AddressSanitizer; cage_leave_files and cage_close say true and
 * give nothing up, and who asks should set no limit on memory either. */
bool cage_holds(void);

#endif
