/* reply.h - what goes out: a value, made by a handler, sent once, after COMMIT.
 *
 * A handler fills a view (a struct from a .view file) and calls the generated reply function of its
 * page; whether that becomes HTML or JSON is decided by what was asked for. Nothing is sent while
 * a handler runs, so a failed COMMIT can still replace the whole reply.
 */
#ifndef WEB_REPLY_H
#define WEB_REPLY_H

#include "base/base.h"
#include "base/problem.h"
#include "base/shape.h"
#include "web/request.h"

struct page;

/* A page as tool/pagec makes it: how a view becomes HTML and what it is called. */
struct page_kind {
    const char *name;
    const struct shape *shape;
    void (*render)(struct page *page, const void *view);
};

struct reply {
    enum err result;
    const struct page_kind *page; /* with view, or NULL */
    const void *view;
    struct str location;          /* after a POST: where the browser goes (303) */
    const struct problems *problems;
    struct str content_type;      /* with body, for files: CSV, calendar, SVG */
    struct str body;
    struct str file_name;         /* neutral; asks the browser to save */
    struct str set_session;       /* token for the cookie, or "-" to clear it */
    struct str set_language;
    struct str refresh;           /* "300; url=/houses/SR-4821": what may not stay on the screen */
    int notice;                   /* enum word shown once on the next page, or 0 */
};

/* Shows view on page. view must live in the arena. */
void reply_page(struct reply *reply, const struct page_kind *page, const void *view);

/* The same page again with everything that is wrong; what was typed stays in its fields (422). */
void reply_problems(struct reply *reply, const struct page_kind *page, const void *view,
                    const struct problems *problems);

/* After a POST that was done: go there. notice is the word of "Saved", or 0. */
void reply_go(struct reply *reply, struct str location, int notice);

void reply_file(struct reply *reply, struct str content_type, struct str file_name,
                struct str body);

/* HTTP status of a result: OK 200, ERR_NOT_FOUND 404, ERR_INVALID 422, ... */
int reply_status(enum err result);

#endif
