/* public.h - what belongs to no room: the way in, health, the API's description, languages.
 */
#ifndef APP_PUBLIC_H
#define APP_PUBLIC_H

#include "guard/job.h"
#include "web/reply.h"

enum err home_show(struct job *job, const struct request *request, struct reply *reply);
enum err health_show(struct job *job, const struct request *request, struct reply *reply);
enum err openapi_show(struct job *job, const struct request *request, struct reply *reply);
enum err language_choose(struct job *job, const struct request *request, struct reply *reply);

#endif
