/* waiting.h - how much waits for a worker, as the navigation shows it on every page.
 *
 * Asking is a look at all of her people's clocks, so the number is kept for a minute, or until she
 * has changed something. It is a number beside "Today" and nothing hangs on it; the day itself is
 * read anew.
 */
#ifndef APP_WAITING_H
#define APP_WAITING_H

#include <pthread.h>

#include "guard/job.h"

enum { WAITING_SLOTS = 256 };

/* All zero is ready for use. */
struct waiting {
    pthread_mutex_t mutex;
    struct waiting_slot {
        struct staff_id staff;
        struct instant asked_at;
        int64_t number;
    } slots[WAITING_SLOTS];
};

/* The asker's number; 0 for who has no day, and when it cannot be read just now. Reads through
 * job->db. */
int64_t waiting_number(struct waiting *waiting, struct job *job);

/* She has changed something: it may be another number now. */
void waiting_forget(struct waiting *waiting, struct staff_id staff);

#endif
