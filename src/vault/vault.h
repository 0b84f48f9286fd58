/* vault.h - the only place with key material.
 *
 * Names, contacts, addresses, dates of birth, notes and free text are sealed per person (or per
 * house): XChaCha20-Poly1305 under the person's key, with additional data that binds table,
 * column and row, so a sealed value copied elsewhere does not open. The person's key is wrapped by
 * the organisation's key, that by the root key. Erasing a person is destroying the wrapped key.
 * A stolen database, backup or administrator reads nothing (threats.md 4.2; architecture 3).
 *
 * The vault has no database: wrapped keys travel with the call. Calls are made in batches, one a
 * page, and never inside a write transaction, so that the vault can live in a process of its own.
 * Every function may be called from any number of threads at once.
 *
 * Keys:  root key (file) -> wrapping key -> key of one owner -> key of one table -> sealed value.
 * An owner's key is wrapped by the root or by an organisation whose own key the root wraps; it may
 * be wrapped several times, once for each organisation with a live relationship. This first vault
 * holds the root, so it can open both kinds: the organisation's wrap adds that who deletes an
 * organisation's key takes away exactly what was shared with it. Withholding the organisation's
 * key from the running process is the work of the vault as a process of its own.
 *
 * What it does not do: a whole sealed value put back by its own older version, at the same place,
 * opens; only the audit log tells. An empty text is not hidden: it seals to an empty text.
 */
#ifndef VAULT_VAULT_H
#define VAULT_VAULT_H

#include "base/base.h"

struct vault;

/* Opens the root key file, or makes one (mode 0600) when it is absent. Memory of keys is locked,
 * not dumped. Two processes starting together on a missing file end with the same key.
 * ERR_INVALID: the file is readable by others, not ours, not a plain file, or damaged.
 * ERR_BUSY: it cannot be read or written just now. ERR_INTERNAL: memory cannot be locked.
 * out_reason (set on failure only) says which, in English, for the operator's terminal.
 * A caller with a database keeps vault_fingerprint(vault, "root", STR_NONE) in it and refuses to
 * start on another: a key file that was lost and made again opens nothing that was sealed. */
CHECKED enum err vault_open(const char *key_path, struct vault **out_vault,
                            const char **out_reason);

/* Wipes keys and index. No other call may be running. NULL is allowed. */
void vault_close(struct vault *vault);

/* What a key is for; bound into its wrapping and into everything sealed under it. */
enum vault_owner { VAULT_PERSON = 1, VAULT_HOUSE, VAULT_STAFF, VAULT_ORGANISATION, VAULT_SESSION,
                   VAULT_REFERRAL, VAULT_EMERGENCY };

/* Bytes of every wrapped key. */
enum { VAULT_WRAPPED_BYTES = 113 };

/* Draws a new key for one owner and wraps it under the root. The wrapped key is kept in the
 * database beside its owner; destroying that row makes everything sealed under it unreadable. */
CHECKED enum err vault_key_make(struct vault *vault, struct arena *arena, enum vault_owner kind,
                                int64_t owner, struct str *out_wrapped);

/* Wraps an owner's key once more, for an organisation. Both hold the same key: what was sealed
 * through one opens through the other. ERR_INVALID: one of the keys does not open, or the key to
 * share is an organisation's own (the chain is never longer than root, organisation, owner). */
struct vault_share {
    enum vault_owner kind;
    int64_t owner;
    struct str wrapped_key;      /* as in vault_item */
    struct str wrapper_key;      /* as in vault_item */
    int64_t organisation;        /* not 0 */
    struct str organisation_key; /* that organisation's own key, wrapped by the root */
};
CHECKED enum err vault_key_share(struct vault *vault, struct arena *arena,
                                 const struct vault_share *share, struct str *out_wrapped);

/* Where a sealed value stands. The same place must be named to open it. Names of table and column
 * have at most 255 bytes. */
struct vault_place {
    const char *table;
    const char *column;
    int64_t row;
};

struct vault_item {
    enum vault_owner kind;
    int64_t owner;
    struct str wrapped_key;
    struct str wrapper_key; /* the organisation's own key; empty where the root wrapped the key */
    struct vault_place place;
    struct str in;   /* plain to seal, sealed to open; an empty text seals to an empty text */
    struct str out;  /* filled by the call, in the arena; STR_NONE where result is not OK */
    enum err result; /* per item: ERR_INVALID: does not open; ERR_TOO_LARGE: over the limit */
};

/* Longest plain text of one item. */
enum { VAULT_PLAIN_LIMIT = 65535 };

/* Seals or opens a page's worth of items. The call fails only as a whole when the vault is away
 * (ERR_BUSY); each item carries its own result. Plain text lives in the arena and is wiped with it.
 * Sealed values are padded to 64, 256, 1K, 4K, 16K or 64K (threats.md C3) and 41 bytes longer.
 * Items that follow each other with the same key cost one unwrapping. */
CHECKED enum err vault_seal(struct vault *vault, struct arena *arena, struct vault_item *items,
                            size_t count);
CHECKED enum err vault_open_all(struct vault *vault, struct arena *arena,
                                struct vault_item *items, size_t count);

/* A keyed fingerprint (BLAKE2b, 32 bytes) for what must be compared but never read back: session
 * tokens, phones for the exact match. purpose (at most 255 bytes) separates the uses. */
void vault_fingerprint(struct vault *vault, const char *purpose, struct str value,
                       unsigned char out_fingerprint[32]);

/* Random bytes from the kernel. */
void vault_random(void *out_bytes, size_t size);

/* ---- the name index: in memory only, nothing searchable on disk --------------------------- */

/* Adds or replaces what is known of one person. names: every name, alias and spelling, one text
 * each, in any script; the first 32 with a letter in them count, 8 words of each. birth_year 0 =
 * not known. phones: digits as typed. A person without names is taken out, phones and all.
 * In memory are folded words and numbers, in pages that are never dumped; a word that nobody bears
 * any longer is wiped. 100,000 people with two names each: about 25 MB, half a second to put. */
struct name_entry {
    int64_t person;
    const struct str *names;
    size_t name_count;
    int birth_year;
    const struct str *phones;
    size_t phone_count;
};
void names_put(struct vault *vault, const struct name_entry *entry);

/* Of everybody: up to limit candidates (never over 512), best first, by sound and by spelling
 * across scripts, word order free; returns how many. score is 1-1000; at or over NAMES_STRONG it is
 * worth asking "is this the same person?", and never more than asking. The caller filters by right
 * before anything is counted or shown.
 *   - words missing on one side cost little, words that contradict each other much, most of all a
 *     first name; one word alone, or one and initials, is never strong unless it is all there is
 *   - of a name said to be the same, up to 960 points are the name's and 40 the year of birth's
 *   - the same phone is strong whatever the name (families share one, and so do those who hold
 *     people): 07700 900123 is +44 7700 900123 */
enum { NAMES_STRONG = 700 };
struct name_query {
    struct str text;
    int birth_year;   /* 0: not asked; otherwise ranks, never excludes by one year */
    struct str phone; /* empty: not asked */
    const int64_t *among; /* for names_find_among; in any order, twice is once */
    size_t among_count;
};
struct name_hit {
    int64_t person;
    int score;
};
size_t names_find(struct vault *vault, const struct name_query *query, struct name_hit *out_hits,
                  size_t limit);

/* Of the people in among only: with the scores of names_find, and nobody of them left out, however
 * common the name. An id that the index does not know is passed over. The cost grows with among
 * and with the number of different words, not with the number of people.
 * out_has_strong_other: would anybody else be a strong hit? NULL: not asked, which is cheaper. */
size_t names_find_among(struct vault *vault, const struct name_query *query,
                        struct name_hit *out_hits, size_t limit, bool *out_has_strong_other);
size_t names_count(const struct vault *vault);

#endif
