/* cold_inner.h - the keys of one record together, as cold.c seals them and cold_thaw.c takes them
 * back. Inner header of rooms/cold. */
#ifndef ROOMS_COLD_COLD_INNER_H
#define ROOMS_COLD_COLD_INNER_H

#include "rooms/cold/cold.h"

struct cold_key {
    enum vault_owner kind; /* VAULT_PERSON, VAULT_REFERRAL, VAULT_EMERGENCY */
    int64_t owner;
    struct str wrapped_key; /* empty: taken out of its row */
};
struct cold_keys {
    struct cold_key *at;
    size_t count;
};

/* One after the other: kind 1, owner 8, wrapped key. */
struct str cold_keys_pack(struct arena *arena, const struct cold_keys *keys);
CHECKED enum err cold_keys_unpack(struct arena *arena, struct str packed,
                                  struct cold_keys *out_keys);

/* Those that stand in their rows now. */
CHECKED enum err cold_keys_live(struct job *job, struct person_id person,
                                struct cold_keys *out_keys);

/* Writes a key into the row it belongs to. ERR_NOT_FOUND: it is not this person's. */
CHECKED enum err cold_key_put(struct job *job, struct person_id person,
                              const struct cold_key *key);

/* Fresh keys in place of those that were opened (cold_anew.c): everything of hers sealed again under
 * them, beside, in transactions of its own. attempt 0: something of hers does not open, so the keys
 * are the old ones. ERR_BUSY: the vault is away. The job is as it was afterwards. */
struct cold_anew {
    struct task_id attempt;
    struct cold_keys keys; /* to stand in the rows */
};
CHECKED enum err cold_anew_seal(struct job *job, struct person_id person,
                                const struct cold_keys *old, struct cold_anew *out_anew);

/* Inside the write that thaws: puts all of it in the place of the old, and the keys into their
 * rows. ERR_BUSY: something was written meanwhile. ERR_NOT_FOUND: as cold_key_put. */
CHECKED enum err cold_anew_put(struct job *job, struct person_id person,
                               const struct cold_anew *anew);

/* The name index reads her again: finds her, or no longer. */
CHECKED enum err cold_tell_names(struct job *job, struct person_id person);

#endif
