/* held_json.h - a document of jansson that an arena holds: it is given back with the arena, wiped
 * as everything is (base/wipe.c), also where an overflow jumps over whoever was reading it. Nobody
 * calls json_decref on it.
 */
#ifndef BASE_HELD_JSON_H
#define BASE_HELD_JSON_H

#include <jansson.h>

#include "base/arena.h"
#include "base/str.h"

/* NULL: the text is not JSON, or has a name twice in one object; out_error, if it is not NULL, says
 * where. */
json_t *held_json_read(struct arena *arena, struct str text, json_error_t *out_error);

/* An empty array. */
json_t *held_json_array(struct arena *arena);

#endif
