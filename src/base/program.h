/* program.h - a program that is carried inside this one and run from memory: there is no second
 * file to install or to exchange. The vault's process and the cleaner's are started so.
 */
#ifndef BASE_PROGRAM_H
#define BASE_PROGRAM_H

#include <stddef.h>

/* An open file without a name that holds the program and can no longer be changed; -1 when the
 * kernel gives none. It is closed where another program is run; run it as /proc/self/fd/N. */
int program_in_memory(const char *name, const unsigned char *bytes, size_t size);

/* The same open file under a number of 64 or more, so that it meets none of those that a new
 * process is given; the old number is closed. */
int program_move_up(int file);

#endif
