/* vault.h - what the vault does for the rest of Haven. The only place with key material.
 *
 * Names, contacts, addresses, dates of birth, notes and free text are sealed per person (or per
 * house): XChaCha20-Poly1305 under the person's key, with additional data that binds table,
 * column and row, so a sealed value copied elsewhere does not open. The person's key is wrapped by
 * the organisation's key, that by the root key. Erasing a person is destroying the wrapped key.
 * A stolen database, backup or administrator reads nothing (threats.md 4.2; architecture 3).
 *
 * The vault is a process of its own (ARCHITECTURE.md): no network, no files, under 25 system calls,
 * nothing but libsodium. What stands here runs in the program that asks, which never holds a key;
 * it sends one message for a call and waits. The vault has no database: wrapped keys travel with
 * the call. Calls are made in batches, one a page, and never inside a write transaction. Every
 * function may be called from any number of threads at once.
 *
 * Every call fails with ERR_BUSY while the vault is away: its process has ended and the next is not
 * there yet (with a supervisor within a second; without one for ever). Nothing was changed then.
 *
 * Keys:  root key (file) -> wrapping key -> key of one owner -> key of one table -> sealed value.
 * An owner's key is wrapped by the root or by an organisation whose own key the root wraps; it may
 * be wrapped several times, once for each organisation with a live relationship. The vault holds
 * the root, so it can open both kinds: the organisation's wrap adds that who deletes an
 * organisation's key takes away exactly what was shared with it.
 *
 * What it does not do: a whole sealed value put back by its own older version, at the same place,
 * opens; what must not be put back has a proof with a version (vault_mac_check). An empty text is
 * not hidden: it seals to an empty text.
 */
#ifndef VAULT_VAULT_H
#define VAULT_VAULT_H

#include "vault/item.h"
#include "vault/log_mark.h"

struct vault;

/* How a vault is started. */
struct vault_settings {
    const char *key_path;    /* the root key's file: plain, or sealed with a passphrase */
    const char *phrase_path; /* the passphrase's file; NULL: it is asked on the terminal */
    const char *budget_path; /* what was opened of the addresses; NULL: ends with the process */
    const char *history_path; /* how far the log was signed; NULL: ends with the process */
    bool is_credential;      /* key_path was handed over by systemd, whose folder guards it */
    bool is_demo;            /* a demo has its own key, refused by real data; and the reverse */
    bool has_begun;          /* there is a database written with a key: none is made */
    int staff_limit;         /* addresses for one member of staff in 24 hours; 0: 5 */
    int all_limit;           /* addresses for everybody in an hour; 0: 20 (threats.md C5) */
    int kept;                /* of a supervisor: from vault_keep_make; 0: none */
};

/* Starts the vault's process and waits until it holds the key. It ends with the vault that is
 * returned, or with this process. The key file is read, or made (mode 0600) when it is absent and
 * nothing has begun; two processes starting together on a missing file end with the same key.
 * ERR_INVALID: the file is readable by others, not ours, not a plain file, damaged, or of the other
 * kind of data; or the passphrase is wrong. ERR_BUSY: it cannot be read or written just now.
 * ERR_INTERNAL: memory cannot be locked, or the process cannot be started.
 * out_reason (set on failure only) says which, in English, for the operator's terminal; it stays
 * until the thread's next call.
 * A caller with a database keeps vault_fingerprint(vault, "root", STR_NONE) in it and refuses to
 * start on another: a key file that was lost and made again opens nothing that was sealed. */
CHECKED enum err vault_start(const struct vault_settings *settings, struct vault **out_vault,
                             const char **out_reason);

/* vault_start with only a key's path: of data that is no demo, with budgets in memory. */
CHECKED enum err vault_open(const char *key_path, struct vault **out_vault,
                            const char **out_reason);

/* Lets the connections go; the process ends by itself, and all keys and the name index with it. No
 * other call may be running. NULL is allowed. */
void vault_close(struct vault *vault);

/* Writes the root key's file anew, sealed with a passphrase: the one in phrase_path, or asked on
 * the terminal twice. As vault_start. */
CHECKED enum err vault_seal_key(const struct vault_settings *settings, const char **out_reason);

/* ---- for a supervisor ---------------------------------------------------------------------- */

/* Starts the process and keeps its connections apart: files that another process can be given. */
enum { VAULT_FILES = 17 };
CHECKED enum err vault_spawn(const struct vault_settings *settings, int out_files[VAULT_FILES],
                             int *out_process, const char **out_reason);

/* Memory without a name in which a vault whose passphrase was typed leaves its key for the one that
 * follows it, unread by whoever holds it. */
int vault_keep_make(void);

/* A vault over connections that were received; they are its own from then on. */
struct vault *vault_join(const int files[VAULT_FILES]);

/* The connections of a vault's next process, in place of those of the one that ended. */
void vault_rejoin(struct vault *vault, const int files[VAULT_FILES]);

/* Which process answers: a number no other of this program's vaults ever has, new with
 * vault_rejoin. What was told to one of them, the next does not know. */
int vault_generation(struct vault *vault);

/* ---- keys and sealed values --------------------------------------------------------------- */

/* Draws a new key for one owner and wraps it under the root. The wrapped key is kept in the
 * database beside its owner; destroying that row makes everything sealed under it unreadable. */
CHECKED enum err vault_key_make(struct vault *vault, struct arena *arena, enum vault_owner kind,
                                int64_t owner, struct str *out_wrapped);

/* Wraps an owner's key once more, for an organisation. Both hold the same key: what was sealed
 * through one opens through the other. ERR_INVALID: one of the keys does not open, or the key to
 * share is an organisation's own (the chain is never longer than root, organisation, owner). */
CHECKED enum err vault_key_share(struct vault *vault, struct arena *arena,
                                 const struct vault_share *share, struct str *out_wrapped);

/* Seals or opens a page's worth of items. The call fails only as a whole when the vault is away
 * (ERR_BUSY); each item carries its own result. Plain text lives in the arena and is wiped with it.
 * Sealed values are padded to 64, 256, 1K, 4K, 16K or 64K (threats.md C3) and 41 bytes longer.
 * Items that follow each other with the same key cost one unwrapping. */
CHECKED enum err vault_seal(struct vault *vault, struct arena *arena, struct vault_item *items,
                            size_t count);
CHECKED enum err vault_open_all(struct vault *vault, struct arena *arena,
                                struct vault_item *items, size_t count);

/* The first result that is not OK, or OK. */
enum err vault_first_result(const struct vault_item *items, size_t count);

/* Opens the address of a house for a member of staff: the only call that does (vault_open_all gives
 * ERR_DENIED for each address in its batch, and for patterns of addresses, which nothing opens).
 * The vault counts, by its own clock and over restarts:
 * so many for one member of staff within 24 hours, so many for everybody within an hour.
 * ERR_TOO_MANY: used up; the vault has told whoever watches the server (a line "haven: alarm ..."),
 * the caller writes the log. ERR_INVALID: does not open. ERR_DENIED: it is no address. */
CHECKED enum err vault_reveal(struct vault *vault, struct arena *arena, int64_t staff,
                              struct vault_item *item);

/* Searches letters (vault/search.h) for the sealed patterns of houses: what would give an address
 * away, however it is written. The vault opens the patterns itself and never shows them: the answer
 * is which of the items was found, as what, and between which letters. marks has a byte for each.
 *
 * Who asks often enough learns from the answers where a house is, so houses are counted as
 * addresses are: so many different ones in an hour are found (all_limit), over restarts.
 * ERR_TOO_MANY: used up, and until the hour is over nothing more is searched; the vault has told
 * whoever watches the server. ERR_INVALID: an item is no pattern of a house, or does not open:
 * nothing may leave then. ERR_TOO_LARGE: found too often to be told. */
struct vault_hit {
    size_t item;
    unsigned kind;      /* pattern.how / PATTERN_KIND */
    size_t first, last; /* letters */
};
struct vault_hits {
    const struct vault_hit *at; /* in no order; may overlap, or be told twice */
    size_t count;
};
CHECKED enum err vault_search(struct vault *vault, struct arena *arena,
                              const struct vault_item *items, size_t count, struct str letters,
                              struct str marks, struct vault_hits *out_hits);

/* A keyed fingerprint (BLAKE2b, 32 bytes) for what must be compared but never read back: passwords,
 * user names. purpose (at most 255 bytes) separates the uses. */
CHECKED enum err vault_fingerprint(struct vault *vault, const char *purpose, struct str value,
                                   unsigned char out_fingerprint[32]);

/* The same for a token of 32 random bytes or more, which nobody can guess: asked once, then
 * remembered here under a hash of the token (never the token itself), because every request brings
 * one. */
CHECKED enum err vault_fingerprint_token(struct vault *vault, const char *purpose,
                                         struct str token, unsigned char out_fingerprint[32]);

/* Proofs for rows of the database that decide what somebody may do: a keyed hash over purpose,
 * record, version and text (the row's content, written so that no two rows give the same bytes).
 * Checking keeps the highest version seen of each record, in memory: ERR_INVALID: forged.
 * ERR_CONFLICT: the proof is right and a later version was seen, so an older row was put back.
 * Check only what is committed: a version that is undone would make the one before it look old; and
 * read again before believing ERR_CONFLICT, because a snapshot may be older than another's. */
CHECKED enum err vault_mac_make(struct vault *vault, const char *purpose, struct vault_mac *macs,
                                size_t count);
CHECKED enum err vault_mac_check(struct vault *vault, const char *purpose, struct vault_mac *macs,
                                 size_t count);

/* The same, and no version is kept: of what may still be undone. */
CHECKED enum err vault_mac_look(struct vault *vault, const char *purpose, struct vault_mac *macs,
                                size_t count);

/* Proofs found right, remembered where they are asked for, because every request brings the same
 * ones: of each record the last. OK: this very proof over this very text was found right.
 * ERR_CONFLICT: a later version was. ERR_NOT_FOUND: it is not remembered; ask vault_mac_check. */
CHECKED enum err vault_mac_recall(struct vault *vault, const char *purpose,
                                  const struct vault_mac *mac);
void vault_mac_remember(struct vault *vault, const char *purpose, const struct vault_mac *mac);

/* Signs a checkpoint of the log, the text of log_mark.h: Ed25519 under a key that is derived from
 * the root and used for nothing else. grown: that the chain grew out of its mark in the history
 * (none is needed when it has no mark). ERR_CONFLICT: that is not so, or the history is damaged: it
 * is not signed, and the vault raises an alarm. at: to the second, LOG_AT_CHARS letters. */
CHECKED enum err vault_log_sign(struct vault *vault, const struct log_mark *mark, struct str at,
                                const struct tree_proof *grown, unsigned char out_signature[64]);

/* How far each chain has been signed, in no order; kept by the vault over restarts. */
struct log_marks {
    const struct log_mark *at;
    size_t count;
};
CHECKED enum err vault_log_history(struct vault *vault, struct arena *arena,
                                   struct log_marks *out_marks);

/* The public half, by which anybody checks the signatures (sign_check_bytes in vault/sign.h). */
CHECKED enum err vault_log_key(struct vault *vault, unsigned char out_public[32]);

/* Random bytes from the kernel. */
void vault_random(void *out_bytes, size_t size);

/* ---- the name index: in the vault's memory only, nothing searchable on disk ---------------- */

/* Adds or replaces what is known of one person. names: every name, alias and spelling, one text
 * each, in any script; the first 32 with a letter in them count, 8 words of each. birth_year 0 =
 * not known. phones: digits as typed. A person without names is taken out, phones and all.
 * In memory are folded words and numbers, in pages that are never dumped; a word that nobody bears
 * any longer is wiped. 100,000 people with two names each: about 25 MB, half a second to put. */
CHECKED enum err names_put(struct vault *vault, const struct name_entry *entry);

/* The same for many people from what is sealed: the vault opens it itself, so that names do not
 * pass through this process. The items of one person (its owner) follow each other and take the
 * place of what was known of that person; an item that does not open is left out. born: a date
 * whose first four digits are the year. */
struct name_sealed {
    enum name_is is;
    struct vault_item item;
};
CHECKED enum err names_load(struct vault *vault, const struct name_sealed *items, size_t count);

/* Everybody has been told to the process of this generation: before that nobody is found, and a
 * search fails with ERR_BUSY. ERR_BUSY: it is another process by now. */
CHECKED enum err names_ready(struct vault *vault, int generation);

/* Of everybody: up to limit candidates (never over NAMES_FOUND_LIMIT), best first, by sound and by
 * spelling across scripts, word order free. score is 1-1000; at or over NAMES_STRONG it is worth
 * asking "is this the same person?", and never more than asking. The caller filters by right before
 * anything is counted or shown.
 *   - words missing on one side cost little, words that contradict each other much, most of all a
 *     first name; one word alone, or one and initials, is never strong unless it is all there is
 *   - of a name said to be the same, up to 960 points are the name's and 40 the year of birth's
 *   - the same phone is strong whatever the name (families share one, and so do those who hold
 *     people): 07700 900123 is +44 7700 900123 */
CHECKED enum err names_find(struct vault *vault, const struct name_query *query,
                            struct name_hit *out_hits, size_t limit, size_t *out_count);

/* Of the people in among only: with the scores of names_find, and nobody of them left out, however
 * common the name; at most NAMES_AMONG_LIMIT. An id that the index does not know is passed over.
 * The cost grows with among and with the number of different words, not with the number of people.
 * out_has_strong_other: would anybody else be a strong hit? NULL: not asked, which is cheaper. */
CHECKED enum err names_find_among(struct vault *vault, const struct name_query *query,
                                  struct name_hit *out_hits, size_t limit, size_t *out_count,
                                  bool *out_has_strong_other);
CHECKED enum err names_count(struct vault *vault, size_t *out_count);

#endif
