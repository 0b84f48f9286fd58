/* release_gate.h - the gate that everything passes which leaves Haven (guard/disclosure.h).
 *
 * It knows what is protected here: every house's address, and for what leaves about one person also
 * the houses' aliases, the others of her household by name and phone, her own phones unless they
 * are meant to go, the address and the contacts that the referral names. Houses' addresses are not
 * opened: what is to leave goes to the vault, folded, and the vault says where one stands in it
 * (vault_search). It fails closed: without the vault, with a house that has no patterns yet
 * (house_pattern.h), and for the rest of the hour in which too many houses were found.
 *
 * What is told of a hit is its kind and in which part it was: never which house, never the text.
 */
#ifndef ROOMS_RELEASE_RELEASE_GATE_H
#define ROOMS_RELEASE_RELEASE_GATE_H

#include "guard/disclosure.h"
#include "guard/job.h"

struct release_gate {
    struct disclosure *disclosure;   /* what may be known here */
    const struct vault_item *houses; /* patterns that may not */
    size_t house_count;
};

/* For files that are about nobody: houses' addresses only. Outside of transactions. */
CHECKED enum err release_gate_make(struct job *job, struct release_gate *out_gate);

/* For what leaves about one person. has_phones: her own phones are among the fields; is_hers: the
 * address and contacts that she gave are hers to have. */
struct release_about {
    struct person_id person;
    bool has_phones, is_hers;
};
CHECKED enum err release_gate_make_about(struct job *job, const struct release_about *about,
                                         struct release_gate *out_gate);

/* The kinds that were found in each text, as a set: bit n is enum protected_kind n. 0: nothing.
 * ERR_BUSY: the vault is away. ERR_TOO_MANY: too many houses were found within an hour. */
CHECKED enum err release_gate_check(struct job *job, const struct release_gate *gate,
                                    const struct str *texts, size_t count, uint32_t *out_kinds);

/* The same of one text of any length: it is read in pieces, in memory of its own. */
CHECKED enum err release_gate_check_long(struct job *job, const struct release_gate *gate,
                                         struct str text, uint32_t *out_kinds);

/* The texts with all that was found replaced by masks[kind]. Errors as release_gate_check. */
CHECKED enum err release_gate_redact(struct job *job, const struct release_gate *gate,
                                     struct str *texts, size_t count,
                                     const struct str masks[PROTECTED_KINDS]);

/* Names may leave when two approvers have read why; nothing else ever may. */
#define GATE_NAMES (UINT32_C(1) << PROTECTED_name)

#endif
