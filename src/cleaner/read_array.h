/* read_array.h - inner header of the cleaner: arrays that grow and are put in order. */
#ifndef CLEANER_READ_ARRAY_H
#define CLEANER_READ_ARRAY_H

#include "base/base.h"

/* The array, with room for one more than count; *room is kept by the caller, 0 at first. */
void *read_array_more(struct arena *arena, void *at, size_t count, size_t size, size_t *room);

/* By merging, so that equals stay in order. The C library's own sorting may ask the kernel how much
 * memory there is, and in the cage such a question ends the process. spare: as large. */
void read_array_sort(void *at, void *spare, size_t count, size_t size,
                     bool (*is_before)(const void *a, const void *b));

#endif
