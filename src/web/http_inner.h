/* http_inner.h - what http.c (connections, requests) and http_send.c (what is sent back) know of
 * each other. These two files are all that calls libmicrohttpd.
 */
#ifndef WEB_HTTP_INNER_H
#define WEB_HTTP_INNER_H

#include <microhttpd.h>

#include "web/head.h"
#include "web/http.h"
#include "web/visit.h"

/* A connection and the request under way on it. */
struct link {
    struct visit visit;
    struct http *http;
    struct arena arena; /* of the request */
    struct head head;
    struct str target;
    struct request request;
    struct buf body;
    enum err refusal; /* OK: none yet */
    size_t body_most;
    bool is_judged, has_slot;
};

struct asset_answers {
    struct MHD_Response *plain, *packed;
};

struct http {
    struct http_settings settings;
    struct MHD_Daemon *daemon;
    int port;
    struct asset_answers *assets;
    struct visits visits;
    _Atomic int files; /* forms with a file under way */
};

/* Sends the answer with the headers that every answer has. A header that cannot be sent, such as a
 * location with a line break in it, makes a 500 of it. is_last: the connection closes after it. */
enum MHD_Result http_send(struct link *link, struct MHD_Connection *connection,
                          const struct http_answer *answer, bool is_last);

/* The bare words of a status, to whoever does not speak HTTP as we do; as problem+json to a program
 * that came by /api/v1. */
struct http_answer http_bare_answer(struct link *link, int status);

/* The program's own files. Their answers are made once: each then costs no more than its bytes. */
void http_make_assets(struct http *http);
void http_drop_assets(struct http *http);
size_t http_find_asset(const struct link *link); /* the one the target names; else asset_count */
enum MHD_Result http_send_asset(struct link *link, struct MHD_Connection *connection, size_t index);

#endif
