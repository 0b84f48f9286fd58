/* http.h - HTTP in and out; the only file that calls libmicrohttpd.
 *
 * A thread per connection (at most 512) so that a request may wait for the flush. Before anything
 * is read a request is refused (400, connection closed) unless it has exactly one Host, at most one
 * Content-Length, never Content-Length with Transfer-Encoding, Transfer-Encoding exactly "chunked",
 * and method and header names that are tokens: libmicrohttpd 0.9.75 accepts duplicates, and a
 * request could be smuggled behind a proxy (architecture 3, threats.md M5). Slow clients are reaped.
 * Stopping quiesces, answers everything under way with "Connection: close", then returns.
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
    struct str cookies[2];
    size_t cookie_count;
    struct str file_name;
    bool is_public;   /* an asset: may be cached for ever; otherwise no-store */
    bool is_gzip;
    struct str allow; /* for 405 */
};

struct http_settings {
    const char *address; /* "127.0.0.1" */
    int port;
    size_t body_limit;      /* bytes: 413 above */
    int header_seconds, body_seconds;
    bool is_behind_tls;     /* adds HSTS and Secure cookies */
    /* Called on the connection's thread; arena belongs to this request and is wiped after the
     * answer has been sent. */
    void (*answer)(void *with, struct arena *arena, const struct request *request,
                   struct http_answer *out_answer);
    void *with;
};

CHECKED enum err http_start(const struct http_settings *settings, struct http **out_http,
                            const char **out_reason);
int http_port(const struct http *http); /* the one in use, when 0 was asked for */
void http_stop(struct http *http);

#endif
