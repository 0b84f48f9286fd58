/* json.h - JSON out (our own small writer over shapes) and JSON in (jansson, duplicates refused).
 */
#ifndef WEB_JSON_H
#define WEB_JSON_H

#include "base/problem.h"
#include "base/shape.h"
#include "web/request.h"

/* Writes a struct of that shape as a JSON object. Empty text and absent dates are null. So is a
 * text that cannot be read; an object with such members names them in one more, "unreadable". */
void json_write(struct buf *out, const struct shape *shape, const void *value);
void json_write_text(struct buf *out, struct str text);

/* A flat JSON object as pairs: strings as they are, numbers and booleans as text ("true"), arrays
 * of those as repeated pairs, null left out. Anything nested, duplicated or not UTF-8 is
 * ERR_MALFORMED. */
CHECKED enum err json_read_pairs(struct arena *arena, struct str body, struct pairs *out_pairs);

/* application/problem+json (RFC 9457): type, title, status, and the list of fields with sentences
 * in English. */
void json_write_problem(struct buf *out, enum err result, const struct problems *problems);

#endif
