/* held_reading.h - PDFs that are being read and do not come to an end: their processes are stopped.
 *
 *     struct held_readings held;
 *     held_readings_begin(&held);    as many as are read at once
 *     ...
 *     held_readings_end(&held);      each goes on, and was read
 */
#ifndef TEST_HELD_READING_H
#define TEST_HELD_READING_H

#include <pthread.h>
#include <sys/types.h>

#include "cleaner/cleaner.h"

/* The cleaners that this program has started and that run, up to `most`. */
size_t held_processes(pid_t *out_processes, size_t most);

/* A page that takes a while to be read. */
struct str held_page(struct arena *arena);

struct held_readings {
    struct held_reading {
        pthread_t thread;
        struct str page;
        enum err err;
    } at[CLEANER_READS_AT_ONCE];
    pid_t processes[CLEANER_READS_AT_ONCE];
    struct arena arena;
};
void held_readings_begin(struct held_readings *held);
void held_readings_end(struct held_readings *held);

#endif
