/* answer.h - the second half of a request, for dispatch.c alone: what was found, or refused, as a
 * page, JSON or a file.
 *
 * Nothing here reads the database: what an asker may not see was not fetched.
 */
#ifndef APP_ANSWER_H
#define APP_ANSWER_H

#include "app/app.h"
#include "app/routes.h"
#include "web/http.h"

/* One request and all that is known of it. */
struct exchange {
    struct app *app;
    struct request request;
    const struct route *route;
    struct job job;
    struct reply reply;
    struct str csrf;
    bool is_sent_again;   /* the page's form is the one that came, with its once token */
    bool is_genuine;      /* the form's token was right, or there need be none */
    bool is_other_method; /* the path is there, but not for this method */
    int64_t waiting;      /* what the navigation says beside the day */
};

/* The handler's reply: a page or JSON, a file, or where to go on. */
void answer_done(struct exchange *exchange, struct http_answer *out_answer);

/* A refusal: the form with what is wrong with it, the door, a page that says what comes next, or
 * problem+json. */
void answer_refusal(struct exchange *exchange, enum err err, struct http_answer *out_answer);

/* Does the refusal come back with the form, to say what is wrong with it, or what is left? */
bool answer_is_form_back(const struct exchange *exchange, enum err err);

/* The session and the language that the handler has set, as cookies. */
void answer_cookies(struct exchange *exchange, struct http_answer *answer);

#endif
