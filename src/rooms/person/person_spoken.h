/* person_spoken.h - which languages somebody speaks and which she reads.
 *
 * The record keeps both in one text, 'ti:speaks+reads,am:speaks', the preferred one first; a form
 * asks for them one after the other. Pure; the codes are not checked here (law/list.h).
 */
#ifndef ROOMS_PERSON_PERSON_SPOKEN_H
#define ROOMS_PERSON_PERSON_SPOKEN_H

#include "base/base.h"

/* 'ti,am': those that she speaks, or of which nothing is said; 'ti': those that she reads. */
struct str person_languages_spoken(struct arena *arena, struct str languages);
struct str person_languages_read(struct arena *arena, struct str languages);

/* Both in one again. That she writes a language is kept from before: no form asks for it. */
struct str person_languages_join(struct arena *arena, struct str spoken, struct str read,
                                 struct str before);

#endif
