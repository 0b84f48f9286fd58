/* release_gate.h - the gate that everything passes which leaves Haven (guard/disclosure.h).
 *
 * It knows what is protected here: every house's address, and for what leaves about one person also
 * the houses' aliases, the others of her household by name and phone, her own phones unless they
 * are meant to go, the address and the contacts that the referral names. The addresses are opened
 * in one call of the vault, folded into the job's arena and wiped with it; nobody is shown them.
 *
 * What is told of a hit is its kind and in which part it was: never which house, never the text.
 */
#ifndef ROOMS_RELEASE_RELEASE_GATE_H
#define ROOMS_RELEASE_RELEASE_GATE_H

#include "guard/disclosure.h"
#include "guard/job.h"

struct release_gate {
    struct disclosure *disclosure;
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

/* The kinds that were found, as a set: bit n is enum protected_kind n. 0: nothing. */
uint32_t release_gate_check(struct job *job, const struct release_gate *gate, struct str text);

/* Names may leave when two approvers have read why; nothing else ever may. */
#define GATE_NAMES (UINT32_C(1) << PROTECTED_name)

#endif
