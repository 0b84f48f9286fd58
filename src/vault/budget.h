/* budget.h - inner header of the vault: how many addresses may still be opened.
 *
 * Whatever the program that asks says: so many for one member of staff within 24 hours, and so many
 * for everybody within an hour. What was opened stands in a file that only grows (each line with a
 * proof under the vault's key, over the line before it too), so that a restart forgets nothing and a
 * line that was changed or taken out of the middle is seen. A missing or damaged file is an alarm.
 *
 * Time is the vault's own: it starts with the machine's clock, never before the last line, and runs
 * on by the clock that nobody sets.
 *
 * What it does not see: lines cut off the end, or an older copy of the whole file put back, while
 * the vault does not run. The log of the database has a line for each address opened too.
 */
#ifndef VAULT_BUDGET_H
#define VAULT_BUDGET_H

#include "vault/core.h"

/* file: open for reading and appending, or -1: nothing outlives the process. */
struct budget *budget_make(const struct core *core, int file, int staff_limit, int all_limit);
void budget_drop(struct budget *budget);

/* Takes one address out of the budgets; durable before it returns. ERR_TOO_MANY: one of them is used
 * up. ERR_BUSY: it cannot be written down, so it is not given. */
CHECKED enum err budget_take(const struct core *core, int64_t staff);

/* Takes one comparison of what leaves (vault_compare) out of the hour's, which are counted in memory.
 * ERR_TOO_MANY: used up. */
CHECKED enum err budget_compare(const struct core *core);

/* A line for whoever watches the server: "haven: alarm WORD". Never a name or an id. */
void alarm_tell(const char *word);

/* True for what only a reveal opens. */
bool is_address(const struct vault_item *item);

#endif
