/* release_look.h - a person's documents in her own copy: each is looked at before it may leave.
 *
 * A copy of "everything that Haven has of her" holds the papers and pictures that were handed in
 * (rooms/document; UK GDPR article 15). They may name or show somebody else, whom her right does
 * not reach (Data Protection Act 2018 schedule 2 paragraph 16). Haven reads what is text, in a PDF
 * too, the hidden text with it (cleaner/cleaner.h), and the gate stops what it finds there. What is
 * in a picture, or drawn in letters that nobody names, it cannot read and does not pretend to. So
 * who asked for the copy looks at each document and says either that nobody else is in it, or that
 * it is left out; beside that stands how much of it Haven could read, for her and the approvers.
 * Until all were looked at nobody can approve; the approvers may open what is to leave, and may
 * leave more of it out, never less. Left out is final for this request: what the approvers have
 * read can only become less.
 *
 * The copy says of each document its kind, its day and whether it leaves. Those that do are handed
 * over one by one, by who asked, once the copy is written and until the request expires; each time
 * is a line in the log. What was added after the request is for the next one.
 */
#ifndef ROOMS_RELEASE_RELEASE_LOOK_H
#define ROOMS_RELEASE_RELEASE_LOOK_H

#include "rooms/document/document.h"
#include "rooms/release/release.h"

struct release_document {
    struct document_id document;
    int64_t number; /* its place among hers, from 1; the file is called after it */
    struct str kind, format;
    struct instant added_at;
    struct str look; /* codes release_look: clear, left_out; empty: nobody has looked */
    struct str looked_by_name;
    struct str reading; /* codes release_reading; empty: it was not said to be clear */
};
struct release_documents {
    const struct release_document *at;
    size_t count;
    size_t waiting_count; /* nobody has looked at them */
};
/* Oldest first; none where the template has no documents. */
CHECKED enum err release_documents(struct job *job, const struct release *release,
                                   struct release_documents *out_documents);

/* verdict: codes release_look. Clear: only by who asked, before anybody approved, and only when
 * the gate finds nothing in what can be read of it. ERR_CONFLICT or ERR_INVALID with the problem;
 * ERR_NOT_FOUND: it is not among them; ERR_BUSY: nothing can be read just now. A transaction of its
 * own; gives the connection for reading back while a PDF is read. The caller has asked for the
 * right to ask or, to leave out, to approve. */
CHECKED enum err release_look(struct job *job, const struct release *release,
                              struct document_id document, struct str verdict,
                              struct problems *problems);

/* To look at it: who asked each of them, others what is to leave. ERR_NOT_FOUND: it is not among
 * them; ERR_CONFLICT with the problem: the request waits for nobody any more. The log's line is the
 * route's. */
CHECKED enum err release_look_open(struct job *job, const struct release *release,
                                   struct document_id document, struct problems *problems,
                                   struct document *out_document, struct str *out_bytes);

/* To be handed over; its place is its file's name. ERR_CONFLICT with the problem: not written, too
 * late, by another, or the gate stopped it; ERR_NOT_FOUND: it does not leave. Adds the log's
 * line. */
CHECKED enum err release_hand_over(struct job *job, const struct release *release,
                                   struct document_id document, struct problems *problems,
                                   struct document *out_document, int64_t *out_number,
                                   struct str *out_bytes);

#endif
