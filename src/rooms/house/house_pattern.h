/* house_pattern.h - what would give a house's address away, for the gate
 * (rooms/release/release_gate.h).
 *
 * When an address is typed, its patterns are made from it (guard/disclosure.h) and sealed beside
 * it. Nothing opens them again but the vault, inside, to look for them in what is about to leave:
 * so no address is opened because something leaves.
 *
 * A database from before there were patterns gets them when an address is next opened by the
 * house's own people, or all at once by `haven house patterns` while no server runs. Until each
 * house has some, nothing leaves.
 */
#ifndef ROOMS_HOUSE_HOUSE_PATTERN_H
#define ROOMS_HOUSE_HOUSE_PATTERN_H

#include "rooms/house/house.h"

/* Every house's alias, and its sealed patterns as vault_search takes them. ERR_BUSY: a house has
 * none, and what is not known cannot be guarded. Outside of transactions. */
struct house_patterns {
    const struct str *aliases;
    struct vault_item *items;
    size_t count;
};
CHECKED enum err house_patterns(struct job *job, struct house_patterns *out_patterns);

/* Makes those of a house from its address. ERR_TOO_LARGE: there are too many ways of writing it. */
CHECKED enum err house_pattern_seal(struct job *job, struct house_id house, struct str wrapped_key,
                                    struct str address, struct str *out_sealed);

/* The same, and keeps them, where the house has none. A transaction of its own. */
CHECKED enum err house_pattern_mend(struct job *job, struct house_id house, struct str wrapped_key,
                                    struct str address);

/* house.c: opens an address for a member of staff, or for this, with its line in the log committed
 * first; for whom and what for, the caller has checked. Errors as house_reveal_address. */
struct house_opened {
    struct str wrapped_key, address;
};
CHECKED enum err house_open_address(struct job *job, struct house_id house,
                                    struct house_opened *out_opened);

/* How many houses have none; and makes them all: opens the addresses one after the other, each a
 * line in the log. ERR_TOO_MANY: the vault's budget is used up (vault_reveal); what was made is
 * kept. */
CHECKED enum err house_pattern_left(struct job *job, int64_t *out_left);
CHECKED enum err house_pattern_mend_all(struct job *job);

#endif
