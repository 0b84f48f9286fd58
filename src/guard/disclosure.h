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
 * What it does not find: what was turned into a picture, another language's description of a
 * place, or a cipher. It guards against hurry and habit; the log guards against the rest.
 */
#ifndef GUARD_DISCLOSURE_H
#define GUARD_DISCLOSURE_H

#include "base/base.h"

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

/* Everything that is protected, made ready for comparing. Holds it in the arena, folded: the arena
 * is the request's and wiped with it. spared: names whose words are no secret in this text (whose
 * text it is). */
struct disclosure;
struct disclosure *disclosure_make(struct arena *arena, const struct protected_value *values,
                                   size_t count, struct str_list spared);

struct disclosure_hit {
    enum protected_kind kind;
    size_t from, until; /* bytes of the text */
};
struct disclosure_hits {
    const struct disclosure_hit *at;
    size_t count;
};
/* In the order of the text; may overlap. Reads what a page shows, and what stands in its tags. */
struct disclosure_hits disclosure_find(struct arena *arena, const struct disclosure *disclosure,
                                       struct str text);

/* The text with every hit replaced; masks[kind] is what then stands there. */
struct str disclosure_redact(struct arena *arena, const struct disclosure *disclosure,
                             struct str text, const struct str masks[PROTECTED_KINDS]);

#endif
