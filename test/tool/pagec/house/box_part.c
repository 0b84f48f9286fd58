/* Made by tool/pagec.c from box.html. */
#include "box_part.h"

#include "web/page.h"
#include "words.h"

void part_box_open(struct page *page, const struct part_box *p)
{
    (void)page;
    (void)p;
    buf_add(&page->out, STR(
    "\012<section>\012<h2>"));
#line 3 "house/box.html"
    if (page_is(p->href)) {
    buf_add(&page->out, STR(
    "<a href=\042"));
#line 3 "house/box.html"
    page_url(page, p->href);
    buf_add(&page->out, STR(
    "\042>"));
#line 3 "house/box.html"
    page_text(page, p->title);
    buf_add(&page->out, STR(
    "</a>"));
    } else {
#line 3 "house/box.html"
    page_text(page, p->title);
    }
    buf_add(&page->out, STR(
    "</h2>\012"));
#line 4 "house/box.html"
    for (size_t i1 = 0; i1 < (p->codes)->count; i1++) {
    const __typeof__(*(p->codes)->codes) *l_code = &(p->codes)->codes[i1];
    (void)l_code;
    buf_add(&page->out, STR(
    "\012<label><input type=\042checkbox\042 value=\042"));
#line 5 "house/box.html"
    page_attribute(page, page_show(page, l_code->code));
    buf_add(&page->out, STR(
    "\042"));
#line 5 "house/box.html"
    if (page_among(page, STR(
    "kinds"), page_show(page, l_code->code), p->kinds)) {
    buf_add(&page->out, STR(
    " checked"));
    }
    buf_add(&page->out, STR(
    ">"));
#line 5 "house/box.html"
    page_text(page, page_word(page, l_code->word, NULL, 0));
    buf_add(&page->out, STR(
    "</label>\012"));
    }
    buf_add(&page->out, STR(
    "\012"));
#line 7 "house/box.html"
    if (p->kinds.count > 0) {
    buf_add(&page->out, STR(
    "<p>"));
#line 7 "house/box.html"
    page_text(page, page_show(page, p->best));
    buf_add(&page->out, STR(
    "</p>"));
    }
    buf_add(&page->out, STR(
    "\012"));
}
void part_box_close(struct page *page, const struct part_box *p)
{
    (void)page;
    (void)p;
    buf_add(&page->out, STR(
    "\012</section>\012"));
}
