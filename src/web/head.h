/* head.h - the head of an HTTP request: what is refused before anything is read, and what it says.
 *
 * libmicrohttpd 0.9.75 accepts several Content-Length, Content-Length beside Transfer-Encoding, and
 * names that are no tokens ("Content-Length : 3"); behind a proxy each of them can hide a second
 * request in the first (RFC 9112 section 11.2). So every head is judged here first, by rules
 * stricter than the RFC where nobody honest is hurt (threats.md M5, M6). Pure: knows no socket.
 */
#ifndef WEB_HEAD_H
#define WEB_HEAD_H

#include "web/request.h"

enum { HEAD_BYTES_LIMIT = 16 * 1024, HEAD_FIELDS_LIMIT = 100, TARGET_BYTES_LIMIT = 4096 };

struct head {
    struct str method, target, version;
    struct str cookie, authorization, content_type, languages, encodings, autosave, expect,
        fetch_site;
    struct str host, length, transfer; /* Content-Length and Transfer-Encoding as sent */
    size_t field_count, bytes;
    bool is_broken; /* a name that is no token, control characters, or a field sent twice */
};

struct head head_make(struct str method, struct str target, struct str version);

/* One more field; both texts must live as long as the head. */
void head_add(struct head *head, struct str name, struct str value);

/* Is it /api/v1 or below, where programs ask? */
bool head_is_program(struct str path);

/* 0 when the request may be read, else the status that it is refused with, and the connection must
 * close: 400, 405, 413 (longer than body_most), 414, 417, 431. */
int head_status(const struct head *head, size_t body_most);

/* Bytes of the body as declared; 0 when there is none or it comes in chunks. Only after
 * head_status gave 0. */
size_t head_length(const struct head *head);
bool head_has_body(const struct head *head);
bool head_has_file(const struct head *head); /* its body is a form that may carry a file */
bool head_takes_gzip(const struct head *head);

/* Everything of the request but its fields. ERR_MALFORMED: the target cannot be decoded. */
CHECKED enum err head_read(const struct head *head, struct arena *arena,
                           struct request *out_request);

/* The fields: the body as a form (application/x-www-form-urlencoded, or multipart.h with a file),
 * or under /api/v1 as JSON. Any other kind of body is ERR_MALFORMED. */
CHECKED enum err head_read_body(const struct head *head, struct arena *arena, struct str body,
                                struct request *request);

#endif
