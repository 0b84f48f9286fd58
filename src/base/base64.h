/* base64.h - bytes as text of one line (RFC 4648, section 4: with "+", "/" and padding).
 */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/str.h"

struct str base64_write(struct arena *arena, const void *bytes, size_t size);

/* ERR_INVALID: not the one right spelling of any bytes (RFC 4648, 3.5), or more than room. */
CHECKED enum err base64_read(struct str text, void *out_bytes, size_t room, size_t *out_size);

#endif
