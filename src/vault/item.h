/* item.h - what the vault and whoever asks it both know: keys, sealed values and their places,
 * proofs, names. What is done with them stands in vault.h.
 */
#ifndef VAULT_ITEM_H
#define VAULT_ITEM_H

#include "base/base.h"

/* What a key is for; bound into its wrapping and into everything sealed under it. */
enum vault_owner { VAULT_PERSON = 1, VAULT_HOUSE, VAULT_STAFF, VAULT_ORGANISATION, VAULT_SESSION,
                   VAULT_REFERRAL, VAULT_EMERGENCY };

/* Bytes of every wrapped key. */
enum { VAULT_WRAPPED_BYTES = 113 };

/* An owner's key to be wrapped for an organisation (vault_key_share). */
struct vault_share {
    enum vault_owner kind;
    int64_t owner;
    struct str wrapped_key;      /* as in vault_item */
    struct str wrapper_key;      /* as in vault_item */
    int64_t organisation;        /* not 0 */
    struct str organisation_key; /* that organisation's own key, wrapped by the root */
};

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

/* A row that decides what somebody may do, and its proof (vault_mac_check). */
struct vault_mac {
    int64_t record;
    int64_t version;
    struct str text;
    unsigned char mac[32];
    enum err result; /* of checking, per row */
};

/* What is known of one person (names_put, names_load). */
struct name_entry {
    int64_t person;
    const struct str *names;
    size_t name_count;
    int birth_year;
    const struct str *phones;
    size_t phone_count;
};
enum name_is { NAME_IS_NAME = 1, NAME_IS_BORN, NAME_IS_PHONE };

/* Who is looked for (names_find). */
enum { NAMES_STRONG = 700, NAMES_FOUND_LIMIT = 512, NAMES_AMONG_LIMIT = 8192 };
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

#endif
