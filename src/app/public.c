#include "app/public.h"

#include "app/routes.h"
#include "app/targets.h"
#include "web/openapi.h"
#include "web/words.h"

enum err home_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    if (job->asker.role == ROLE_NONE)
        return ERR_DENIED;
    reply_go(reply, str_of(route_home(job->asker.role)), 0);
    return OK;
}

/* Healthy is: a statement comes back from the database. The dispatcher has opened it by now. */
enum err health_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    must(job->db != NULL);
    reply_file(reply, STR("application/json"), STR_NONE, STR("{\"status\":\"ok\"}\n"));
    return OK;
}

enum err openapi_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct openapi_route *rows = ARENA_MANY(job->arena, struct openapi_route, route_count);
    for (size_t i = 0; i < route_count; i++)
        rows[i] = (struct openapi_route){
            .method = route_table[i].pattern.method,
            .pattern = route_table[i].pattern.pattern,
            .summary = route_table[i].summary,
            .form = route_table[i].form,
            .view = route_table[i].view,
            .takes_file = route_table[i].takes_file,
            .is_public = route_table[i].right == RIGHT_public,
        };
    reply_file(reply, STR("application/json"), STR_NONE,
               openapi_write(job->arena, rows, route_count, target_about));
    return OK;
}

enum err language_choose(struct job *job, const struct request *request, struct reply *reply)
{
    (void)job;
    struct str code = request_path(request, "language");
    if (words_language(code) == language_count)
        return ERR_NOT_FOUND;
    reply->set_language = code;
    struct str back = url_ours(pairs_get(request->query, "back"));
    reply_go(reply, back.size > 0 ? back : STR("/"), 0);
    return OK;
}
