/* crash_vfs.h - a disk for SQLite whose power can be cut, that can be full, and that can lie.
 *
 * A layer over SQLite's own "unix" files. Of each file it keeps what was flushed and, in order,
 * what was written since. When the power is cut, nothing reaches the disk any more; crash_restore
 * then makes the files what a disk may hold afterwards: of what was not flushed each sector is
 * there, is missing, or is torn in the middle, whatever came before or after it. A file deleted or
 * made since its last flush may be there again, or be missing.
 *
 * One disk for the whole process, all threads; what is drawn comes from the seed.
 */
#ifndef TEST_STORE_CRASH_VFS_H
#define TEST_STORE_CRASH_VFS_H

#include <stdbool.h>
#include <stdint.h>

/* From here on every database is on this disk. */
void crash_vfs_install(uint64_t seed);

/* A number from 0 to below most, from the seed. */
uint64_t crash_draw(uint64_t most);

/* The power goes before the n-th write, flush, truncation or deletion from here on (1: the next).
 * It may be that one which is torn. 0: it stays. */
void crash_cut_at(int operation);
bool crash_is_cut(void);

/* After everything is closed: the files as the disk holds them, and the power is back. Cut now, if
 * it was not. */
void crash_restore(void);

/* The disk says that it has flushed and has not. */
void crash_lie(bool is_lying);

/* The n-th operation of a kind from here on fails with SQLite's code (SQLITE_FULL,
 * SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC ...), once or from then on. kind NONE: no more failures.
 */
enum crash_kind { CRASH_NONE, CRASH_READ, CRASH_WRITE, CRASH_FLUSH, CRASH_TRUNCATE };
void crash_fail(enum crash_kind kind, int operation, int code, bool is_for_ever);
bool crash_has_failed(void);

/* Writes, flushes, truncations and deletions so far. */
int64_t crash_operations(void);

/* Forgets what is known of all files: they are gone. */
void crash_forget(void);

#endif
