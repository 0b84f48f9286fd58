/* document.h - papers and pictures that belong to a person: a letter, a card, a report.
 *
 * Whatever is sent is first read and cleaned by a process of its own (cleaner/cleaner.h); what it
 * does not take is told to the sender in words. The name that the file had on the sender's machine
 * is not kept: the person who adds it types a title. Title and bytes are sealed under the person's
 * key, the bytes in pieces that are bound to their document, their place in it and the last of
 * them to being the last, so that none can be exchanged, turned round or left out. Erasing her
 * keys destroys them.
 *
 * Who may see and add them: RIGHT_document_read and _write (guard/right.c). Each opening stands in
 * the log. Removing takes the bytes out of the database; a copy in a backup is unreadable once her
 * key is gone (doc/retention.md).
 */
#ifndef ROOMS_DOCUMENT_DOCUMENT_H
#define ROOMS_DOCUMENT_DOCUMENT_H

#include "guard/opening.h"

/* Of one person; so nobody fills the disk by mistake. */
enum { DOCUMENTS_MOST = 200 };

struct document_new {
    struct person_id person;
    struct referral_id referral; /* the call it comes with, or 0 */
    struct str kind;             /* codes document_kind */
    struct str title;
    struct str bytes;            /* as they were sent; empty: none were */
};

/* Cleans, seals, then writes in a transaction of its own. ERR_INVALID: problems says at the field
 * "file" why it is not taken. Gives the connection for reading back while the file is cleaned. */
CHECKED enum err document_add(struct job *job, const struct document_new *document,
                              struct problems *problems, struct document_id *out_document);

/* The same for bytes that are clean already, in that format: a demo's. */
CHECKED enum err document_add_clean(struct job *job, const struct document_new *document,
                                    struct str format, struct document_id *out_document);

struct document {
    struct document_id document;
    struct str kind, format;
    struct str title;       /* empty once removed */
    int64_t most_kb;        /* it is no larger than that: how large it is, is not kept */
    struct instant added_at;
    struct str added_by;    /* display name */
    struct instant removed_at; /* INSTANT_NONE: it is there */
    struct str removed_by;
    struct str removed_reason; /* codes document_removed_reason */
};
struct documents {
    const struct document *at;
    size_t count;
};
/* Newest first, the removed ones too; the titles are there after opening_open. referral 0: all;
 * otherwise those that came with that call. */
CHECKED enum err document_list(struct opening *opening, struct person_id person,
                               struct referral_id referral, struct documents *out_documents);

/* How many there are, without those that were removed. */
CHECKED enum err document_count(struct job *job, struct person_id person,
                                struct referral_id referral, int64_t *out_count);

/* One of them with its title. ERR_NOT_FOUND: it was removed, or is not hers. */
CHECKED enum err document_get(struct job *job, struct person_id person,
                              struct document_id document, struct document *out_document);

/* Its bytes. ERR_NOT_FOUND as above; ERR_INVALID: pieces are missing or do not open. The log's line
 * is the route's. */
CHECKED enum err document_bytes(struct job *job, struct person_id person,
                                const struct document *document, struct str *out_bytes);

/* ERR_CONFLICT: somebody has removed it already. */
CHECKED enum err document_remove(struct job *job, struct person_id person,
                                 struct document_id document, struct str reason);

#endif
