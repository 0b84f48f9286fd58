/* progress.h - what a command that takes long says meanwhile: a line every two seconds.
 */
#ifndef APP_PROGRESS_H
#define APP_PROGRESS_H

#include <stdatomic.h>
#include <stdio.h>

#include "base/base.h"

struct progress {
    FILE *out; /* NULL: nobody looks */
    const atomic_bool *is_stopped; /* NULL: nobody stops it */
    const char *what;
    int64_t told_ms;
};
struct progress progress_begin(FILE *out);

/* How many of what there are by now: "120000 rows copied". NULL is allowed. */
void progress_tell(struct progress *progress, const char *what, int64_t count);

/* The same of progress->what, for who is handed a function and a pointer. False: it is to stop. */
bool progress_count(void *progress, int64_t count);

#endif
