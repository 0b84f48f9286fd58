/* multipart.h - a form that carries a file (multipart/form-data, RFC 7578), read strictly.
 *
 * Texts become the request's fields as those of any other form; at most one part may be a file. Of
 * the file only its bytes are taken: the name that the sender's machine gave it and the kind it
 * claims to be are passed over unread, so they can be no path, no header and no lie (threats.md
 * U16). Pure: the whole body lies in memory.
 */
#ifndef WEB_MULTIPART_H
#define WEB_MULTIPART_H

#include "web/request.h"

enum { MULTIPART_PARTS_LIMIT = 100 };

/* Is this the content type of such a form? */
bool multipart_is(struct str content_type);

/* Sets fields and file of the request; their texts point into body. ERR_MALFORMED: it is not such a
 * form, a name has other signs than a form's names (small letters, digits, "-", "_"), a text is not
 * UTF-8, or there is a second file. ERR_TOO_LARGE: over MULTIPART_PARTS_LIMIT parts. A file field
 * that was left empty is as if it had not been sent. */
CHECKED enum err multipart_read(struct arena *arena, struct str content_type, struct str body,
                                struct request *request);

#endif
