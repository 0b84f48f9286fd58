/* after.h - what one room must do when another changes: one table, in after.c.
 *
 * A reaction is part of the transaction. What is too slow for one is noted in it as due, and done
 * after the commit: by whoever caused it, else by the timer (serve.c).
 */
#ifndef APP_AFTER_H
#define APP_AFTER_H

#include "guard/event.h"

extern const struct event_reaction after_table[];
extern const size_t after_count;

/* Does what this job's reactions made due, as far as it can be done now; the rest stays due.
 * Outside job_write. */
void after_commit(struct job *job);

#endif
