/* cold_inner.h - the keys of one record together, as cold.c seals them and cold_thawing.c takes
 * them back, and what is sealed anew under fresh ones. Inner header of rooms/cold. */
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

/* A thaw that two people have agreed on, as far as it has come (cold_thawing.schema.sql). */
struct thawing {
    struct task_id thaw;
    struct person_id person;
    struct cold_keys old, fresh;
    int64_t step;
    struct document_id at_document;
    int64_t at_piece, piece_done;
};

/* Fresh keys for those that were opened; an emergency's stays. ERR_BUSY: the vault is away. */
CHECKED enum err cold_anew_draw(struct job *job, const struct cold_keys *old,
                                struct cold_keys *out_fresh);

/* Seals the next some of hers anew, in a transaction of its own. *out_is_all: there was nothing
 * left. ERR_CONFLICT: another has taken this step, or she was erased. ERR_BUSY: the vault is away.
 * The job is as it was afterwards; its form's token is spent or none. */
CHECKED enum err cold_anew_step(struct job *job, const struct thawing *thawing, bool *out_is_all);

/* What did not open, and whether it does at another place of hers. */
struct cold_mended {
    struct vault_item item; /* the place */
    bool is_moved;          /* what stood there belongs to another place of hers */
    bool is_put_back;       /* what belongs there was found, and is in sealed under a fresh key */
    struct str sealed;
};
struct cold_mends {
    const struct cold_mended *at;
    size_t count;
};
CHECKED enum err cold_anew_mend(struct job *job, const struct thawing *thawing,
                                struct cold_mends *out_mends);

/* Inside the write that opens her: all that stands beside takes the place of the old, and the fresh
 * keys their rows. ERR_BUSY: something was written meanwhile. ERR_NOT_FOUND: as cold_key_put.
 * ERR_CONFLICT: as cold_anew_step. */
CHECKED enum err cold_anew_put(struct job *job, const struct thawing *thawing,
                               const struct cold_mends *mends);

/* ---- the second person's word ---------------------------------------------------------------- */

/* A problem where who answers is who asked, or in the same role. */
void cold_check_two(const struct job *job, const struct thaw *thaw, struct problems *problems);

/* Inside a write. ERR_CONFLICT: it is answered, or a conflict flag stands against it. */
CHECKED enum err cold_answer(struct job *job, const struct thaw *thaw, struct str outcome);

/* The bytes of what was pasted in base64: a terminal may have broken it into lines. */
CHECKED enum err cold_read_pasted(struct arena *arena, struct str pasted, struct str *out_bytes);

/* What the key opened (base64) is set going, to be done by cold_go_on. ERR_INVALID, ERR_NOT_FOUND:
 * not these keys. ERR_CONFLICT: answered already, or nothing is cold. */
CHECKED enum err cold_thaw_begin(struct job *job, const struct thaw *thaw, struct str opened);

/* The name index reads her again: finds her, or no longer. */
CHECKED enum err cold_tell_names(struct job *job, struct person_id person);

#endif
