#include "rooms/calendar/calendar_web.h"

#include "calendar_links_page.h"
#include "rooms/calendar/calendar.h"
#include "web/form.h"
#include "web/words.h"

static enum err fill(struct job *job, struct calendar_links_view *view)
{
    struct calendar_links links;
    enum err err = calendar_links(job, &links);
    if (err != OK)
        return err;
    struct calendar_link_view *rows =
        ARENA_MANY(job->arena, struct calendar_link_view, links.count);
    for (size_t i = 0; i < links.count; i++)
        rows[i] = (struct calendar_link_view){links.at[i].link, links.at[i].made_at,
                                              links.at[i].until_at, links.at[i].fetched_at};
    view->rows.at = rows;
    view->rows.count = links.count;
    return OK;
}

enum err calendar_links_show(struct job *job, const struct request *request, struct reply *reply)
{
    (void)request;
    struct calendar_links_view *view = ARENA_NEW(job->arena, struct calendar_links_view);
    enum err err = fill(job, view);
    if (err == OK)
        reply_calendar_links(reply, view);
    return err;
}

enum err calendar_link_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct calendar_links_view *view = ARENA_NEW(job->arena, struct calendar_links_view);
    struct problems *problems = problems_new(job->arena);
    struct str token;
    job->location = STR("/sessions/calendar");
    enum err err = calendar_link_make(job, &token);
    if (err != OK && err != ERR_TOO_MANY)
        return err;
    if (err == OK)
        view->url = str_format(job->arena, "%.*s/calendar/%.*s", STR_ARGS(request->origin),
                               STR_ARGS(token));
    else
        problems_add(problems, STR_NONE, WORD_calendar_problem_many);
    err = fill(job, view);
    if (err != OK)
        return err;
    if (problems->count > 0) {
        reply_calendar_links_problems(reply, view, problems);
        return ERR_INVALID;
    }
    reply_calendar_links(reply, view);
    return OK;
}

enum err calendar_end_do(struct job *job, const struct request *request, struct reply *reply)
{
    struct problems problems = problems_make(job->arena);
    struct calendar_end_form form = {0};
    form_read(&shape_calendar_end_form, request->fields, &problems, &form);
    job->location = STR("/sessions/calendar");
    enum err err = problems_result(&problems);
    if (err == OK)
        err = calendar_link_end(job, form.link);
    if (err == OK)
        reply_go(reply, job->location, WORD_notice_calendar_ended);
    return err;
}

enum err calendar_feed_show(struct job *job, const struct request *request, struct reply *reply)
{
    size_t language = words_choose(request->languages);
    struct calendar_events events;
    enum err err = calendar_open(job, request_path(request, "token"));
    if (err == OK)
        err = calendar_events(job, &events);
    if (err != OK) { /* whoever has the link is not told whose it is */
        job->asker = (struct asker){0};
        return err;
    }
    struct calendar calendar = {
        .name = word_text(job->arena, language, WORD_frame_service_name, NULL, 0),
        .title = word_text(job->arena, language, WORD_calendar_event, NULL, 0),
        .url = str_format(job->arena, "%.*s/today", STR_ARGS(request->origin)),
        .now = job->now,
        .events = events.at,
        .count = events.count,
    };
    reply_file(reply, STR("text/calendar; charset=utf-8"), STR("haven.ics"),
               calendar_text(job->arena, &calendar));
    return OK;
}
