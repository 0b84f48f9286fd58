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

/* A table and its rows by how many parts their patterns have: a path is compared with those only
 * that have as many. Made once; the table must live as long. stride is the size of a row in bytes;
 * every row begins with a struct route_pattern. */
enum { ROUTE_PARTS = 12, ROUTE_LIMIT = 512 };
struct route_index {
    const void *rows;
    size_t stride;
    size_t begin[ROUTE_PARTS + 2]; /* in at; of patterns with so many parts */
    uint16_t at[ROUTE_LIMIT];      /* numbers of rows */
};
void route_index_make(const void *rows, size_t stride, size_t count,
                      struct route_index *out_index);

enum { ROUTE_NONE = -1, ROUTE_OTHER_METHOD = -2 };

/* Number of the matching row, ROUTE_NONE (404), or ROUTE_OTHER_METHOD (405). Fills path names and
 * values. */
int route_find(const struct route_index *index, struct request *request);

/* The Allow header of a 405: the methods that the request's path has. */
struct str route_allow(const struct route_index *index, const struct request *request);

#endif
