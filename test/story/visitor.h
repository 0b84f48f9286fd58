/* visitor.h - somebody at a browser without JavaScript, or a program with a token; no network.
 *
 * Requests are written as bytes of HTTP, read by web/head.h as the server reads them, and answered
 * by the dispatcher itself. What each request made the database do can be noted down (reach.h).
 */
#ifndef TEST_STORY_VISITOR_H
#define TEST_STORY_VISITOR_H

#include "scan.h"
#include "world.h"

struct seen {
    int status;
    struct str content_type, body, location;
};

struct visitor {
    struct world *world;
    struct arena *arena;  /* keeps everything that is seen; the caller's */
    struct str user_name; /* empty: nobody in particular */
    enum role role;       /* ROLE_NONE until somebody signs in */
    struct str session;   /* the cookie; empty: none */
    struct str token;     /* for programs; empty until visitor_token */
    struct str file;      /* that the next form carries along */

    struct str path;      /* of the page that is shown, with its query */
    struct seen answer; /* that was shown last */
    struct scan *page;
};

struct visitor visitor_make(struct world *world, struct arena *arena, struct str user_name);

/* One request and its answer, no more: redirects are not followed. fields NULL: GET. */
struct ask {
    struct str path;             /* with query; "/api/v1" in front asks for JSON */
    const struct pairs *fields;  /* of a POST */
    struct str json;             /* body of a POST under /api/v1 */
    struct str file;             /* of a POST: sent as the field "file"; empty: none */
    bool is_autosave;
    bool has_no_session;         /* leave the cookie and the token at home */
};
struct seen visitor_ask(struct visitor *visitor, const struct ask *ask);

/* The text as it stands in a query. */
struct str url_encoded(struct arena *arena, struct str text);

/* Shows a page, following redirects as a browser does. */
void visitor_go(struct visitor *visitor, struct str path);

/* Posts pairs to a path and shows what comes of it. */
void visitor_post(struct visitor *visitor, struct str path, struct pairs pairs);

/* Signs in through the page with password and code. False: it was refused, and is shown. */
bool visitor_sign_in(struct visitor *visitor);

/* The six digits that somebody's telephone shows next, to be typed in this browser. */
struct str visitor_code(struct visitor *visitor, struct str user_name);

/* Is the session still good? */
bool visitor_is_in(struct visitor *visitor);

/* Draws a token for programs, so that visitor_ask can use /api/v1. */
void visitor_token(struct visitor *visitor);

#endif
