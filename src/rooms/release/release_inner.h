/* release_inner.h - inner header of the room. */
#ifndef ROOMS_RELEASE_RELEASE_INNER_H
#define ROOMS_RELEASE_RELEASE_INNER_H

#include "rooms/document/document.h"
#include "rooms/release/release.h"

/* Asked or approved: it may still become something. */
bool release_is_open(const struct release *release);
bool release_is_own(const struct job *job, const struct release *release); /* the asker asked */

/* release_gate_words.c: adds a problem to field for each kind; the log's line, committed. */
CHECKED enum err release_stopped(struct job *job, struct person_id person, uint32_t kinds,
                                 struct str field, struct problems *problems);

/* What the gate finds in a document of hers, as a set of kinds, and how much of it could be read:
 * codes release_reading. ERR_CONFLICT with the problem: too many PDFs are being read just now.
 * ERR_BUSY: the vault is away, or no process starts. Gives the connection for reading back
 * meanwhile. */
CHECKED enum err release_read(struct job *job, const struct release *release,
                              const struct document *document, struct str bytes,
                              struct problems *problems, uint32_t *out_kinds,
                              struct str *out_reading);

/* Which kinds the gate stops, of those it found. */
uint32_t release_stops(const struct release_new *is, uint32_t kinds);

/* release_approved.c: what the approvers read. release_seen() of lines that were collected; the
 * mark of the asker's own yes to it, which is kept inside that yes's write; and whether everybody
 * of whom the database says that they said yes did, and had these lines before them. */
CHECKED enum err release_approved_print(struct job *job, const struct release *release,
                                        const struct release_lines *lines, struct str *out_seen);
CHECKED enum err release_approved_mark(struct job *job, const struct release *release,
                                       struct str seen, struct str *out_mark);
CHECKED enum err release_approved_keep(struct job *job, struct release_id release,
                                       struct str mark);
CHECKED enum err release_approved_same(struct job *job, const struct release *release,
                                       const struct release_lines *lines, bool *out_is_same);

#endif
