/* sqlite_gaps.h - bytes of a file of SQLite that belong to no row. Inside store/ only.
 *
 * Where rows were deleted, or moved between pages, their bytes stay behind in the pages. Zeros can
 * be written there at any time at which nobody else writes the file itself: who reads a page looks
 * at no byte of a gap, and a log beside the file may be written to.
 */
#ifndef STORE_SQLITE_GAPS_H
#define STORE_SQLITE_GAPS_H

#include "base/base.h"

/* Pages that are none of a b-tree begin with a page's number: the kinds of those that are, 2 to 13,
 * cannot be its first byte where there are fewer pages than this. */
enum { GAPS_PAGES_MOST = 1 << 24 };

/* A file, opened beside whoever else has it open in this process. ERR_BUSY: it cannot be read.
 * ERR_INVALID: it is none of SQLite, or auto_vacuum has pages of a kind of its own in it. */
struct gaps;
CHECKED enum err gaps_open(const char *path, struct gaps **out_gaps);
void gaps_close(struct gaps *gaps);

/* How many pages the file has. ERR_INVALID: too many to tell them apart. */
CHECKED enum err gaps_length(struct gaps *gaps, uint32_t *out_pages);

/* Writes zeros into the gaps of one page of those that there are, from 1. */
CHECKED enum err gaps_clear(struct gaps *gaps, uint32_t number);

/* What was written is on the disk afterwards. */
CHECKED enum err gaps_flush(struct gaps *gaps);

#endif
