/* http.h - HTTP in and out; all that calls libmicrohttpd stands behind it.
 *
 * A thread per connection (at most 512) so that a request may wait for the flush. Before anything
 * is read, head.h judges the head, and a request that two programs could read in two ways is
 * refused and the connection closed (architecture 3, threats.md M5). Slow clients are reaped: head,
 * body and the taking of the answer each have their time, however often a byte arrives.
 * Stopping quiesces, answers everything under way with "Connection: close", then returns.
 *
 * The files of tool/embed (asset_table) are answered in here, to anybody, packed where the browser
 * takes that, and may be kept for ever. Everything else may never be kept. Every answer carries the
 * headers that forbid foreign scripts, frames, referrers and robots.
 */
#ifndef WEB_HTTP_H
#define WEB_HTTP_H

#include "base/base.h"
#include "web/reply.h"
#include "web/request.h"

struct http;

/* A finished answer, ready for the wire. */
struct http_answer {
    int status;
    struct str content_type;
    struct str body;
    struct str location;
    struct str refresh;    /* after so many seconds the browser goes there by itself */
    struct str cookies[2]; /* whole Set-Cookie values */
    size_t cookie_count;
    struct str file_name; /* letters, digits, ".", "-", "_": the browser saves the body */
    bool is_public;   /* an asset: may be cached for ever; otherwise no-store */
    bool is_gzip;
    bool is_farewell; /* a session ended: the browser is to keep nothing of it */
    struct str allow; /* for 405 */
};

struct http_settings {
    const char *address; /* "127.0.0.1" */
    int port;
    size_t body_limit;      /* bytes: 413 above */
    size_t file_limit;      /* the same of a form that carries a file and was let in; 0: none is */
    int files_at_once;      /* such forms and large answers under way; whoever comes then is
                             * ERR_BUSY */
    int header_seconds, body_seconds;
    bool is_behind_tls;     /* adds HSTS and Secure cookies */
    /* Called on the connection's thread; arena belongs to this request and is wiped after the
     * answer has been sent. Whoever holds something open while it runs sets arena->overflow. */
    void (*answer)(void *with, struct arena *arena, const struct request *request,
                   struct http_answer *out_answer);
    /* Before the body of a form that carries a file is read: may it be sent? Anything but OK is why
     * not: the body is read to its end, dropped, and refused with it. */
    enum err (*let_in)(void *with, struct arena *arena, const struct request *request);
    /* Will the answer be as large as a file? NULL: none is. */
    bool (*is_large)(void *with, const struct request *request);
    /* The same for a request whose body is too large, unreadable (ERR_TOO_LARGE, ERR_MALFORMED) or
     * not let in: it has no fields and nothing may be done, only told. NULL: the bare words of the
     * status. */
    void (*refuse)(void *with, struct arena *arena, const struct request *request, enum err why,
                   struct http_answer *out_answer);
    void *with;
};

/* ERR_BUSY when the address cannot be had; *out_reason then says why in a few words. */
CHECKED enum err http_start(const struct http_settings *settings, struct http **out_http,
                            const char **out_reason);
int http_port(const struct http *http); /* the one in use, when 0 was asked for */

/* Loses no request that has begun to arrive; returns when the last connection is closed, or after
 * a minute. */
void http_stop(struct http *http);

#endif
