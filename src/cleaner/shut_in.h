/* shut_in.h - inner header of the cleaner: what its process gives up before it reads a byte.
 */
#ifndef CLEANER_SHUT_IN_H
#define CLEANER_SHUT_IN_H

/* Of base/cage.h everything, and: 384 MB of memory, five seconds of work, no new file or process.
 * Where the cage does not hold (a build with sanitizers) none of these limits. Ends the process
 * where the kernel refuses. */
void shut_in(void);

#endif
