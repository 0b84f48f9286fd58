/* route.h - from method and path to one row of a table.
 *
 * The table itself, which joins path, right and handler, is app/routes.c. A pattern is made of
 * literal parts and {named} parts: "/people/{person}/notes". A literal part wins over a named one.
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "web/request.h"

struct route_pattern {
    enum method method;
    const char *pattern;
};

enum { ROUTE_NONE = -1, ROUTE_OTHER_METHOD = -2 };

/* Index of the matching row, ROUTE_NONE (404), or ROUTE_OTHER_METHOD (405). stride is the size of
 * a row in bytes; every row begins with a struct route_pattern. Fills path names and values. */
int route_find(const void *rows, size_t stride, size_t count, struct request *request);

/* The Allow header of a 405: the methods that the request's path has. */
struct str route_allow(const void *rows, size_t stride, size_t count,
                       const struct request *request);

#endif
