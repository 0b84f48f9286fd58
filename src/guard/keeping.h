/* keeping.h - which root key a database belongs to, and whether its people are invented.
 *
 * The first process that opens a database writes down the fingerprint of its root key and whether
 * it is a demo; every later one is compared with that. A root key file that was lost and made anew
 * would open nothing that was sealed, and would seal what comes under a key that nobody keeps a
 * copy of (vault.h). A demo shows everybody's sign-in codes, so a marker beside real people's data
 * must not make a demo of it (threats.md S12, U21).
 */
#ifndef GUARD_KEEPING_H
#define GUARD_KEEPING_H

#include "guard/job.h"

/* Has a root key been written down for this database? Asked before the vault is opened, which
 * makes a key where there is none. Reads through db. */
CHECKED enum err keeping_has_begun(struct db *db, struct arena *arena, bool *out_has_begun);

/* Compares the job's vault and is_demo with what was written down, or writes them down.
 * ERR_CONFLICT: another root key. ERR_INVALID: is_demo, but the database was not made as a demo.
 * A demo's database opened without is_demo is OK: it shows nothing that a demo shows. */
CHECKED enum err keeping_check(struct job *job);

#endif
