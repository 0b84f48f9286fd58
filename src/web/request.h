/* request.h - what came in, already refused if it was not a request.
 *
 * web/http reads the bytes, web/route finds the row; what is left is text with names. The fields of
 * a form and the members of a JSON body look alike here, so a handler has one way to read both.
 * Everything is UTF-8, decoded, within the limits of threats.md M6, and in the request's arena.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base/base.h"

struct job; /* known to web/ by name only */

enum method { METHOD_GET, METHOD_POST }; /* HEAD arrives as GET; the body is left out on sending */

struct pair {
    struct str name;
    struct str value;
};

struct pairs {
    const struct pair *at;
    size_t count;
};

/* What a form carried along: whose field it was, and bytes of which nothing is known. */
struct request_file {
    struct str field;
    struct str bytes;
};

enum { PATH_VALUE_LIMIT = 4 };

struct request {
    enum method method;
    struct str path;      /* decoded, without the "/api/v1" in front */
    bool wants_json;      /* came under /api/v1 */
    bool is_autosave;     /* one field, from the page's script */
    bool is_from_elsewhere; /* the browser says that another site's page sent it */
    struct pairs query;   /* after the "?" */
    struct pairs fields;  /* of the form or JSON body */
    struct request_file file; /* of the form; without bytes: none was sent */
    struct str session;   /* token of the cookie; empty when there is none */
    struct str host_session; /* the same of "__Host-session", which no other host can set */
    struct str bearer;    /* token of the Authorization header */
    struct str host;      /* the Host header: letters, digits and .-_:[] */
    struct str origin;    /* "https://haven.example.org", set by the dispatcher; empty before */
    struct str languages; /* Accept-Language, or the cookie's choice in front of it */
    struct str path_names[PATH_VALUE_LIMIT];  /* "person" of "/people/{person}" */
    struct str path_values[PATH_VALUE_LIMIT]; /* "SR-4821" */
    size_t path_value_count;
};

/* Percent decoding, strict: every % is followed by two hexadecimal digits, and what comes out is
 * UTF-8 without U+0000; ERR_MALFORMED otherwise. is_form: + is a space. */
CHECKED enum err url_decode(struct arena *arena, struct str text, bool is_form,
                            struct str *out_text);

/* The text percent-encoded, as a part of a path or a value of a query. */
void url_encode(struct buf *out, struct str text);

/* Whether it stays as it is, encoded. */
bool url_is_plain(struct str text);

/* The path of a URL, decoded. ERR_MALFORMED also when a part is "." or ".." or empty (the last may
 * be), or when decoding brings forth a slash, backslash or control character: what one program
 * reads as two parts another must not read as one. */
CHECKED enum err url_decode_path(struct arena *arena, struct str path, struct str *out_path);

/* An address that came along, if it leads to a page of ours; the empty text otherwise. "//host" is
 * another site's, and so is "/<tab>/host": browsers leave out tabs and line ends, and read a
 * backslash as a slash. */
struct str url_ours(struct str url);

/* name=value&name=value of a query or form. ERR_TOO_LARGE over PAIRS_LIMIT. */
enum { PAIRS_LIMIT = 1000 };
CHECKED enum err pairs_read(struct arena *arena, struct str text, struct pairs *out_pairs);

/* Value of a cookie in a Cookie header, or the empty text. */
struct str cookie_get(struct str header, const char *name);

/* First value of that name; the empty text when there is none. */
struct str pairs_get(struct pairs pairs, const char *name);
bool pairs_has(struct pairs pairs, const char *name);

/* Value of a path part by its name; a name the route does not have is a bug. */
struct str request_path(const struct request *request, const char *name);

#endif
