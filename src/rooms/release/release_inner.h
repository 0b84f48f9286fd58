/* release_inner.h - inner header of the room. */
#ifndef ROOMS_RELEASE_RELEASE_INNER_H
#define ROOMS_RELEASE_RELEASE_INNER_H

#include "rooms/release/release.h"

/* Asked or approved: it may still become something. */
bool release_is_open(const struct release *release);
bool release_is_own(const struct job *job, const struct release *release); /* the asker asked */

/* release_gate_words.c: adds a problem to field for each kind; the log's line, committed. */
CHECKED enum err release_stopped(struct job *job, struct person_id person, uint32_t kinds,
                                 struct str field, struct problems *problems);

/* Which kinds the gate stops, of those it found. */
uint32_t release_stops(const struct release_new *is, uint32_t kinds);

#endif
