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

/* For http_settings.refuse: tells why, in Haven's own words. Nothing is read and nothing done. */
void dispatch_refuse(void *with, struct arena *arena, const struct request *request, enum err why,
                     struct http_answer *out_answer);

#endif
