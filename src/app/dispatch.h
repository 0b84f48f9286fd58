/* dispatch.h - one request, from route to reply (architecture 2).
 *
 * route -> session -> CSRF -> record -> right -> handler -> rendering -> the reading's audit line,
 * committed -> answer. What goes wrong on the way becomes an error page or problem+json; what may
 * not be known is a 404.
 */
#ifndef APP_DISPATCH_H
#define APP_DISPATCH_H

#include "app/app.h"
#include "web/http.h"

/* For http_settings.answer; with is the struct app. */
void dispatch(void *with, struct arena *arena, const struct request *request,
              struct http_answer *out_answer);

/* For http_settings.let_in: whoever is signed in and may do what the route does may send a file
 * with it; nobody else's is even read. ERR_MALFORMED: the route takes none. */
enum err dispatch_let_in(void *with, struct arena *arena, const struct request *request);

/* For http_settings.is_large: is it a document that was handed in? */
bool dispatch_is_large(void *with, const struct request *request);

/* For http_settings.refuse: tells why, in Haven's own words. Nothing is read and nothing done. */
void dispatch_refuse(void *with, struct arena *arena, const struct request *request, enum err why,
                     struct http_answer *out_answer);

#endif
