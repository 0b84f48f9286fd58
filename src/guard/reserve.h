/* reserve.h - room kept for the log of readings, for the hours in which the disk takes nothing.
 *
 * No log, no data: a page about a person leaves only when its line is durable. On a full disk the
 * log cannot grow, and then nobody could be shown where tonight's people are. So a file of fixed
 * length is written full of zeros while there is room; a line put into it needs no new space. When
 * it is used up too, nothing sensitive is shown. When the disk takes writes again the lines move
 * into the log, as of when they were read.
 *
 * Against a disk that must not be written to at all it helps only where it stands on another one
 * (HAVEN_RESERVE). A file system that never overwrites in place (btrfs, ZFS) may refuse a line even
 * so; then it is as if the reserve were used up.
 *
 * Lines hold ids and codes, as in the log. They are not chained before they have moved: who can
 * write to the disk in those hours can change them, which he can do with no line of the log. A
 * program stopped in the middle of moving them may move some twice; none is missed.
 */
#ifndef GUARD_RESERVE_H
#define GUARD_RESERVE_H

#include <pthread.h>

#include "guard/job.h"

enum { RESERVE_LINES = 8192, RESERVE_LINE_BYTES = 128 };

/* file -1: there is none, and every append is refused. */
struct reserve {
    pthread_mutex_t mutex;
    int file;
    int count; /* lines that have not moved yet */
};

/* Opens or makes the file and finds the lines left from before. ERR_BUSY: it can be neither opened
 * nor written full. ERR_LOCKED: another process has it. Then the reserve is none. */
CHECKED enum err reserve_open(const char *path, struct reserve *out_reserve);
void reserve_close(struct reserve *reserve);

/* The job's lines; they are durable on return. ERR_BUSY: there is no room for them. */
CHECKED enum err reserve_append(struct reserve *reserve, const struct job *job);

bool reserve_has_lines(struct reserve *reserve);

/* Moves all lines into the log of the job's stores. ERR_BUSY: the disk takes nothing yet. */
CHECKED enum err reserve_empty(struct reserve *reserve, const struct job *job);

#endif
