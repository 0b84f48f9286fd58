/* routes.h - the one table of routes: path, right, handler, the words of the audit.
 *
 * A row without a right does not compile: ROUTE() has no way to leave it out, and RIGHT_public is
 * written out where a page is for everybody. /openapi.json is made from this table.
 */
#ifndef APP_ROUTES_H
#define APP_ROUTES_H

#include "guard/job.h"
#include "web/reply.h"
#include "web/route.h"

typedef enum err route_handler(struct job *job, const struct request *request,
                               struct reply *reply);

/* What a file that a route replies with is to the gate (rooms/release/release_gate.h). A route that
 * says nothing replies with no file. */
enum route_file {
    FILE_none,
    FILE_leaves,
    FILE_kept, /* as somebody handed it in, back to the circle it is kept for: the gate reads a
                * text; a picture or PDF it cannot read. Few at once (http_settings) */
    FILE_same_for_all
};

struct route {
    struct route_pattern pattern;    /* first: the index wants it there */
    enum right right;
    route_handler *handler;
    enum verb verb;                  /* what the log says; VERB_NONE: nothing about a person */
    enum purpose purpose;
    const char *summary;             /* one line for /openapi.json */
    const struct shape *form;        /* what a POST takes, or NULL */
    const struct shape *view;        /* what a GET shows, or NULL */
    enum route_file file;
    bool takes_file;                 /* the form of a POST may carry one */
    bool takes_secret;               /* it holds a password, a code or an opened key: typed again,
                                      * never sent back in a page */
};

extern const struct route route_table[];
extern const size_t route_count;
const struct route_index *routes(void); /* to look them up */

/* Navigation, shown to whoever has the right. */
struct navigation_entry {
    int word;
    const char *url;
    enum right right;
};
extern const struct navigation_entry navigation_table[];
extern const size_t navigation_count;

/* Where a role begins after signing in. */
const char *route_home(enum role role);

#endif
