/* Made by tool/pagec.c from room_line.html. */
#include "room_line_part.h"

#include "web/page.h"
#include "words.h"

void part_room_line(struct page *page, const struct part_room_line *p)
{
    (void)page;
    (void)p;
    buf_add(&page->out, STR(
    "\012<p class=\042room"));
#line 2 "house/room_line.html"
    if (page_is(p->is_small)) {
    buf_add(&page->out, STR(
    " room--small"));
    }
    buf_add(&page->out, STR(
    "\042>"));
#line 2 "house/room_line.html"
    page_text(page, page_show(page, p->number));
    buf_add(&page->out, STR(
    " "));
#line 2 "house/room_line.html"
    page_text(page, p->label);
    buf_add(&page->out, STR(
    " <b>"));
#line 2 "house/room_line.html"
    page_text(page, page_show(page, p->room->name));
    buf_add(&page->out, STR(
    "</b> "));
#line 2 "house/room_line.html"
    page_text(page, p->note);
#line 2 "house/room_line.html"
    if (page_is(p->on)) {
    buf_add(&page->out, STR(
    " "));
#line 2 "house/room_line.html"
    page_text(page, page_show(page, p->on));
    }
    buf_add(&page->out, STR(
    "</p>\012"));
}
