/* audit_line.h - one line of the log as text, and the hashes that cover it; within guard/ only.
 *
 * The text is what is hashed, exported and proven (doc/audit.md). It holds ids and codes. A line
 * without a detail is written as ever ("haven audit 1"); one with a detail ends in the commitment
 * to it ("haven audit 2").
 */
#ifndef GUARD_AUDIT_LINE_H
#define GUARD_AUDIT_LINE_H

#include "guard/audit.h"
#include "guard/tree.h"
#include "guard_sql.h"

enum { AUDIT_HASH_BYTES = 32, AUDIT_TEXT_BYTES = 640 };

struct line {
    int64_t writer, number, staff, session, record;
    struct instant at;
    struct str role, verb, kind, purpose;
    struct str commitment; /* empty: there is no detail */
};

/* Each word is preceded by its length, so that moving a letter to the next column changes the
 * text. ERR_INVALID: a line so long, or with such a commitment, was never written. */
struct line_text {
    char at[AUDIT_TEXT_BYTES];
    size_t size;
};
CHECKED enum err line_text(const struct line *line, struct line_text *out_text);

/* The hash in the chain covers the hash before it (a chain's first line: zeros) and the text. */
void line_chain_hash(const unsigned char before[AUDIT_HASH_BYTES], const struct line_text *text,
                     unsigned char out_hash[AUDIT_HASH_BYTES]);

/* What a line commits to: the sealed detail, whose nonce is random, so that nothing can be guessed
 * from the commitment once the detail is gone. */
void detail_commitment(struct str sealed, unsigned char out_commitment[AUDIT_HASH_BYTES]);

/* A detail as the vault seals and opens it; in: the words, or what was sealed. */
struct vault_item detail_item(const struct audit_owner *owner, int64_t detail, struct str in);

/* Lines of a chain in their order, each checked against the one before. */
struct walk {
    struct db *db;
    struct arena *arena; /* of one part */
    int64_t writer;
    int64_t number;      /* of the last line that was whole */
    unsigned char hash[AUDIT_HASH_BYTES];
    /* what to do with a line that is whole; NULL: nothing */
    enum err (*take)(void *with, const struct line *line, const struct line_text *text);
    void *with;
};

/* The next lines, up to a number; out_count 0 at the end. ERR_INVALID: the line walk->number + 1 is
 * not as it was written. */
CHECKED enum err walk_part(struct walk *walk, int64_t until, size_t *out_count);

enum { AUDIT_PART_LINES = 2000 };

/* How many lines a chain says it has. */
CHECKED enum err chain_length(struct db *db, struct arena *arena, int64_t writer,
                              int64_t *out_length);

#endif
