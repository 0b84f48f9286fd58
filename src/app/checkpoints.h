/* checkpoints.h - each second the log is signed and shown to its witnesses.
 *
 * The checkpoints stand in the database, in the file "checkpoints" of the data folder, and with
 * every witness of the settings: a path is a file that is appended to (a disk of another machine, a
 * pipe to a printer), host:port a `haven witness`.
 *
 * No log, no data: when the log has not been signed and written to every file for STALE_SECONDS
 * (a full or frozen disk), checkpoints_are_stale, and the dispatcher shows nothing that would have
 * needed a line. A witness over the network that is away, or refuses, is an alarm and stops nobody.
 */
#ifndef APP_CHECKPOINTS_H
#define APP_CHECKPOINTS_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>

#include "app/app.h"
#include "guard/audit_tree.h"

enum { CHECKPOINT_FILES = 8, CHECKPOINT_HOSTS = 8, STALE_SECONDS = 10 };

struct checkpoints {
    struct app *app;
    pthread_t thread;
    sem_t stop;
    atomic_llong good_ms; /* CLOCK_MONOTONIC, when all was last signed and written */
    struct audit_trees trees;
    struct arena arena;         /* of pending and names */
    struct buf pending;         /* notes that not every file has */
    struct checkpoint_file {
        const char *path;
        size_t written;         /* of pending */
    } files[CHECKPOINT_FILES];
    struct checkpoint_host {
        const char *where;
        int rest;               /* seconds until it is tried again */
        bool is_away;
        int64_t shown[AUDIT_TREES_AT_HAND];
    } hosts[CHECKPOINT_HOSTS];
    size_t file_count, host_count;
    atomic_llong alarmed_ms;    /* when an alarm was last told */
};

/* Signs what is there already, then begins a thread. checkpoints belongs to the caller and stays
 * where it is until checkpoints_stop, which signs once more. */
CHECKED enum err checkpoints_start(struct app *app, struct checkpoints *checkpoints);
void checkpoints_stop(struct checkpoints *checkpoints);

/* One look, as the thread does each second. */
void checkpoints_look(struct checkpoints *checkpoints);

/* False for NULL: where no server runs, nobody is shown anything. True is told on standard error,
 * once a minute. */
bool checkpoints_are_stale(struct checkpoints *checkpoints);

#endif
