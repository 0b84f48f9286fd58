/* pages.h - inner header of the vault: memory for names in the clear.
 *
 * Whole pages from the kernel: never in a core dump, grown without leaving copies behind. Not
 * locked: an index of 100,000 people is over the usual limit of lockable
 * memory; swap is off on a machine that keeps Haven (threats.md C12).
 */
#ifndef VAULT_PAGES_H
#define VAULT_PAGES_H

#include <stddef.h>

/* at: what an earlier call returned for old_bytes, or NULL and 0. What is added is zero. */
void *pages_grow(void *at, size_t old_bytes, size_t bytes);

#endif
