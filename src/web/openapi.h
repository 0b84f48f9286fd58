/* openapi.h - the description of every route for programs, OpenAPI 3.1.
 *
 * Made from the table of routes and the shapes of their forms and views, so it cannot say what the
 * program does not do. Every path stands under /api/v1 and is answered by the handler that also
 * answers the page. A GET without a view gives a file; a POST that was done tells where its result
 * is ({"location": ...}); every refusal is application/problem+json (json_write_problem).
 */
#ifndef WEB_OPENAPI_H
#define WEB_OPENAPI_H

#include "base/shape.h"
#include "web/request.h"

struct openapi_route {
    enum method method;
    const char *pattern;      /* "/people/{person}/notes" */
    const char *summary;      /* one line */
    const struct shape *form; /* of a POST its body, of a GET its query; or NULL */
    const struct shape *view; /* of a GET its answer, or NULL: a file */
    bool is_public;           /* needs no token */
    bool takes_file;          /* of a POST: its body may also be multipart/form-data with "file" */
};

/* The whole document, in the arena. about gives the sentence for a part of a path by its name. */
struct str openapi_write(struct arena *arena, const struct openapi_route *routes, size_t count,
                         const char *(*about)(struct str path_name));

#endif
