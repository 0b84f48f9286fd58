/* Made by tool/pagec.c from house_show.html. */
#pragma once

#include "web/reply.h"
#include "house_view.h"

extern const struct page_kind page_house_show;

/* view must live in the arena. */
static inline void reply_house_show(struct reply *reply, const struct house_show_view *view)
{
    reply_page(reply, &page_house_show, view);
}

static inline void reply_house_show_problems(struct reply *reply,
    const struct house_show_view *view, const struct problems *problems)
{
    reply_problems(reply, &page_house_show, view, problems);
}
