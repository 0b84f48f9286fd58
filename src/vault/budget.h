/* budget.h - inner header of the vault: how many addresses may still be opened, and how many houses
 * found in what is searched.
 *
 * Whatever the program that asks says: so many for one member of staff within 24 hours, and so many
 * for everybody within an hour. What was opened stands in a file that only grows (each line with a
 * proof under the vault's key, over the line before it too), so that a restart forgets nothing and
 * a line that was changed or taken out of the middle is seen. A missing or damaged file is an
 * alarm.
 *
 * Time is the vault's own: it starts with the machine's clock, never before the last line, and runs
 * on by the clock that nobody sets.
 *
 * Whoever writes to the file while Haven runs, as one who has taken over the web process may, and
 * then ends the vault, gains nothing: the proof of the last line is kept by the supervisor too, and
 * a file without it gives nothing.
 *
 * What it does not see: lines cut off the end, or an older copy of the whole file put back, while
 * no supervisor runs. The log of the database has a line for each address opened too.
 */
#ifndef VAULT_BUDGET_H
#define VAULT_BUDGET_H

#include "vault/core.h"

/* file: open for reading and appending, or -1: nothing outlives the process. kept: the proof of the
 * last line, in memory that outlives the process, zeros before the first; or NULL. */
enum { BUDGET_PROOF_BYTES = 32 };
struct budget *budget_make(const struct core *core, int file, int staff_limit, int all_limit,
                           unsigned char *kept);

/* Takes one address out of the budgets; durable before it returns. ERR_TOO_MANY: one of them is
 * used up. ERR_BUSY: it cannot be written down, so it is not given. */
CHECKED enum err budget_take(const struct core *core, int64_t staff);

/* Takes houses that a search has found out of the hour's, each once in an hour; durable before it
 * returns. None, before a search: may there be one? ERR_TOO_MANY, ERR_BUSY: nothing may be told. */
CHECKED enum err budget_found(const struct core *core, const int64_t *houses, size_t count);

/* What is never opened for who asks but by a reveal: addresses; or not even so: patterns of
 * them. */
enum address { ADDRESS_NONE, ADDRESS_WHOLE, ADDRESS_PATTERNS };
enum address address_of(const struct vault_item *item);

#endif
