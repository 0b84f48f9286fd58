/* disclosure.h - does this text say something that must not leave? Pure: text in, places out.
 *
 * The documented way in which a safe address reaches an abuser is paperwork (threats.md 0.1): a
 * court bundle, a report that was not redacted. So whatever leaves Haven is compared with what is
 * protected, in every way in which it can be written (spelling.h), and besides:
 *   - an address as its line with the number, in figures or words, with Road or Rd; its house's
 *     name; its street next to its town; its postcode, with or without the space
 *   - a phone by its last ten digits: 0, +44, spaces, words ("double nine")
 *   - a name in both orders, and each of its words that is long enough to be told from others
 * A name that is also a common word stops a text in which that word stands: who asked decides.
 *
 * Addresses of houses are not known here: their patterns are made when one is typed, sealed, and
 * compared inside the vault (vault_search).
 *
 * What it does not find: what was turned into a picture, another language's description of a
 * place, or a cipher. It guards against hurry and habit; the log guards against the rest.
 */
#ifndef GUARD_DISCLOSURE_H
#define GUARD_DISCLOSURE_H

#include "base/base.h"
#include "vault/vault.h"

#define PROTECTED_LIST(KIND)                                                                     \
    KIND(address) KIND(postcode) KIND(house_name) KIND(phone) KIND(name)
#define LISTED(kind) PROTECTED_##kind,
enum protected_kind { PROTECTED_LIST(LISTED) PROTECTED_KINDS };
#undef LISTED
const char *protected_name(enum protected_kind kind);

/* An address is given whole: "14 Quiet Close, Sampleton, ZZ99 7QQ"; its parts follow from it. A
 * house_name is the alias by which insiders know a house. */
struct protected_value {
    enum protected_kind kind; /* address, house_name, phone or name */
    struct str text;
};

/* A text as it is compared: each of its readings (as it stands; as a page shows it; other scripts
 * in Latin letters), one after the other, with a break between them that no pattern crosses.
 * Several texts are read as one, with breaks too. */
struct disclosure_reading {
    struct str letters, marks;       /* as vault_search takes them (vault/search.h) */
    const struct disclosure_span *spans; /* where each stood, and in which text */
    size_t span_count;
};
struct disclosure_reading disclosure_read(struct arena *arena, const struct str *texts,
                                          size_t count);

/* Every way of writing the values, but phones, as vault_search has them sealed. ERR_TOO_LARGE: more
 * than can be sealed. */
CHECKED enum err disclosure_patterns(struct arena *arena, const struct protected_value *values,
                                     size_t count, struct str *out_patterns);

/* What is protected and may be known here, made ready for comparing. Holds it in the arena, folded:
 * the arena is the request's and wiped with it. spared: names whose words are no secret in this
 * text (whose text it is). */
struct disclosure;
struct disclosure *disclosure_make(struct arena *arena, const struct protected_value *values,
                                   size_t count, struct str_list spared);

struct disclosure_hit {
    enum protected_kind kind;
    size_t text;        /* of those that were read */
    size_t from, until; /* bytes of it */
};
struct disclosure_hits {
    struct disclosure_hit *at;
    size_t count, room;
};
/* Adds what is found, in no order; may overlap. */
void disclosure_find(struct arena *arena, const struct disclosure *disclosure,
                     const struct disclosure_reading *reading, struct disclosure_hits *hits);

/* Adds one that the vault has found between two letters of the reading. */
void disclosure_hit_add(struct arena *arena, const struct disclosure_reading *reading,
                        const struct vault_hit *hit, struct disclosure_hits *hits);

/* The text of that number with every hit in it replaced; masks[kind] is what then stands there.
 * Puts the hits in order. */
struct str disclosure_redact(struct arena *arena, struct disclosure_hits *hits, size_t number,
                             struct str text, const struct str masks[PROTECTED_KINDS]);

#endif
