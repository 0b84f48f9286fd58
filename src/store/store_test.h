/* store_test.h - what only tests may ask of a store: planted faults and a look at the queue.
 *
 * Compiled in always, so that tests run the very code that is shipped; no other file includes it.
 */
#ifndef STORE_STORE_TEST_H
#define STORE_STORE_TEST_H

#include "store/store.h"

/* Fails the n-th statement begun inside a write from here on (1: the next one) with err, or with
 * INJECT_COMMIT the next COMMIT, whose writers then all get ERR_BUSY. Happens once. */
enum { INJECT_COMMIT = 0, INJECT_NOTHING = -1 }; /* the last takes back what did not happen yet */
void store_inject(struct store *store, int nth_statement, enum err err);

/* From here on every statement that is to begin inside a write, on any store and thread, is first
 * put to the hook, and fails with what that returns unless it is OK; NULL: no longer. The hook may
 * do to the connection what the fault would do (store_inner.h: the engine's run_script). */
typedef enum err store_fault_hook(struct db *db, const struct store_statement *statement);
void store_fault(store_fault_hook *hook);

/* From here on every statement begun, on any store and thread, is told to observe; NULL: no longer.
 * For the report of what each role can reach (tool/reach). */
typedef void store_observer(const struct store_statement *statement);
void store_observe(store_observer *observe);

/* From here on whoever cuts a database's log calls look now and then while others may write: on
 * SQLite before the file is swept, and after each slice and round; on PostgreSQL before the tables
 * are written anew, and when they are. NULL: no longer. */
typedef void store_cut_watch(void *with);
void store_watch_cut(store_cut_watch *look, void *with);

/* SQLite: threads that want to write and have not yet entered the group. PostgreSQL: 0. */
int store_waiting(struct store *store);

/* store_check of one statement, so that a test can tell of each that is wrong. */
CHECKED enum err store_check_one(struct store *store, const struct store_statement *statement,
                                 const char **out_reason);

#endif
