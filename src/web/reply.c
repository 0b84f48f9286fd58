#include "web/reply.h"

void reply_page(struct reply *reply, const struct page_kind *page, const void *view)
{
    reply->result = OK;
    reply->page = page;
    reply->view = view;
}

void reply_problems(struct reply *reply, const struct page_kind *page, const void *view,
                    const struct problems *problems)
{
    must(problems->count > 0);
    reply->result = ERR_INVALID;
    reply->page = page;
    reply->view = view;
    reply->problems = problems;
}

void reply_go(struct reply *reply, struct str location, int notice)
{
    reply->result = OK;
    reply->location = location;
    reply->notice = notice;
}

void reply_file(struct reply *reply, struct str content_type, struct str file_name, struct str body)
{
    reply->result = OK;
    reply->content_type = content_type;
    reply->file_name = file_name;
    reply->body = body;
}

int reply_status(enum err result)
{
    switch (result) {
    case OK: return 200;
    case ERR_NOT_FOUND: return 404;
    case ERR_DENIED: return 401;
    case ERR_INVALID: return 422;
    case ERR_MALFORMED: return 400;
    case ERR_TOO_LARGE: return 413;
    case ERR_CONFLICT: return 409;
    case ERR_REPEATED: return 303;
    case ERR_BUSY: return 503;
    case ERR_LOCKED: return 503;
    case ERR_TOO_MANY: return 429;
    case ERR_INTERNAL: return 500;
    }
    return 500;
}
