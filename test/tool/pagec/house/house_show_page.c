/* Made by tool/pagec.c from house_show.html. */
#include "house_show_page.h"

#include "web/page.h"
#include "words.h"
#include "house_view.h"

struct part_room_line {
    const struct house_room_view *room;
    int64_t number;
    struct str label;
    bool is_small;
    struct str note;
    struct date on;
};
void part_room_line(struct page *page, const struct part_room_line *p);

struct part_box {
    struct str title;
    struct str href;
    struct str_list kinds;
    const struct code_list * codes;
    int64_t best;
};
void part_box_open(struct page *page, const struct part_box *p);
void part_box_close(struct page *page, const struct part_box *p);

static void render(struct page *page, const void *view)
{
    const struct house_show_view *v = view;
    (void)v;
    buf_add(&page->out, STR(
    "\012"));
#line 2 "house/house_show.html"
    page->title = page_word(page, WORD_house_title, (const struct word_argument[]){{"alias", page_show(page, v->alias)}}, 1);
    buf_add(&page->out, STR(
    "\012"));
    buf_add(&page->out, STR(
    "\012<h1 class=\042govuk-heading-l\042>"));
#line 4 "house/house_show.html"
    page_text(page, page_word(page, WORD_house_title, (const struct word_argument[]){{"alias", page_join(page, (const struct str[]){page_show(page, v->alias), STR(
    " ("), page_show(page, v->reference), STR(
    ")")}, 4)}}, 1));
    buf_add(&page->out, STR(
    "</h1>\012<p>{literal brace}, "));
#line 5 "house/house_show.html"
    page_text(page, page_show(page, v->alias));
    buf_add(&page->out, STR(
    ", "));
#line 5 "house/house_show.html"
    page_text(page, page_show(page, v->beds));
    buf_add(&page->out, STR(
    ", "));
#line 5 "house/house_show.html"
    page_text(page, page_show(page, v->is_full));
    buf_add(&page->out, STR(
    ", "));
#line 5 "house/house_show.html"
    page_text(page, page_show(page, v->seen_at));
    buf_add(&page->out, STR(
    ", "));
#line 5 "house/house_show.html"
    page_text(page, page_show(page, v->best.free_on));
    buf_add(&page->out, STR(
    ", "));
#line 5 "house/house_show.html"
    page_text(page, page_show_pounds(page, v->rent_pence));
    buf_add(&page->out, STR(
    "</p>\012<p>"));
#line 6 "house/house_show.html"
    page_text(page, page_word(page, v->title, NULL, 0));
    buf_add(&page->out, STR(
    " "));
#line 6 "house/house_show.html"
    page_text(page, page_code(page, &codes_house_kind, page_show(page, v->kind)));
    buf_add(&page->out, STR(
    " "));
#line 6 "house/house_show.html"
    page_text(page, id_text(page->arena, (v->best.room).value));
    buf_add(&page->out, STR(
    " "));
#line 6 "house/house_show.html"
    page_text(page, page_show_day(page, v->best.free_on));
    buf_add(&page->out, STR(
    " "));
#line 6 "house/house_show.html"
    page_text(page, page_show_clock(page, v->seen_at));
    buf_add(&page->out, STR(
    "</p>\012<time datetime=\042"));
#line 7 "house/house_show.html"
    page_attribute(page, instant_text(page->arena, v->seen_at));
    buf_add(&page->out, STR(
    "\042 title='"));
#line 7 "house/house_show.html"
    page_attribute(page, page_show(page, v->alias));
    buf_add(&page->out, STR(
    "'>"));
#line 7 "house/house_show.html"
    page_text(page, date_text(page->arena, v->best.free_on));
    buf_add(&page->out, STR(
    "</time>\012<a href=\042"));
#line 8 "house/house_show.html"
    page_url(page, page_show(page, v->website));
    buf_add(&page->out, STR(
    "\042>1</a> <a href=\042/houses/"));
#line 8 "house/house_show.html"
    page_url_part(page, page_show(page, v->reference));
    buf_add(&page->out, STR(
    "/rooms\077of="));
#line 8 "house/house_show.html"
    page_url_part(page, page_show(page, v->alias));
    buf_add(&page->out, STR(
    "\042>2</a>\012<a href=\042"));
#line 9 "house/house_show.html"
    page_url(page, page_show(page, v->website));
    buf_add(&page->out, STR(
    "\077page="));
#line 9 "house/house_show.html"
    page_url_part(page, page_show(page, v->beds));
    buf_add(&page->out, STR(
    "\042>3</a> <a href=\042"));
#line 9 "house/house_show.html"
    if (page_is(v->is_full)) {
    buf_add(&page->out, STR(
    "/full"));
    }
#line 9 "house/house_show.html"
    page_url_part(page, page_show(page, v->reference));
    buf_add(&page->out, STR(
    "\042>4</a>\012<input type=\042checkbox\042 name=\042full\042"));
#line 10 "house/house_show.html"
    if (page_is(v->is_full)) {
    buf_add(&page->out, STR(
    " checked"));
    }
    buf_add(&page->out, STR(
    "><hr>\012<p class=\042a"));
#line 11 "house/house_show.html"
    if ((page_is(v->is_full) && !((((v->beds) > 3 || str_equal(page_show(page, v->kind), STR(
    "hotel"))))))) {
    buf_add(&page->out, STR(
    " b"));
    }
#line 11 "house/house_show.html"
    else if (!str_equal(page_show(page, v->kind), page_show(page, v->alias))) {
    buf_add(&page->out, STR(
    " c"));
    } else {
    buf_add(&page->out, STR(
    " d"));
    }
    buf_add(&page->out, STR(
    "\042>x</p>\012"));
#line 12 "house/house_show.html"
    for (size_t i1 = 0; i1 < v->rooms.count; i1++) {
    const __typeof__(*v->rooms.at) *l_room = &v->rooms.at[i1];
    (void)l_room;
    int64_t n_number = (int64_t)i1 + 1;
    (void)n_number;
    buf_add(&page->out, STR(
    "\012"));
#line 13 "house/house_show.html"
    part_room_line(page, &(const struct part_room_line){.room = &(*l_room), .number = n_number, .label = page_word(page, WORD_house_alias, NULL, 0), .is_small = ((n_number) > 1), .note = STR(
    "none"), .on = DATE_NONE});
    buf_add(&page->out, STR(
    "\012"));
#line 14 "house/house_show.html"
    for (size_t i2 = 0; i2 < l_room->kinds.count; i2++) {
    const __typeof__(*l_room->kinds.at) *l_kind = &l_room->kinds.at[i2];
    (void)l_kind;
    buf_add(&page->out, STR(
    "<i>"));
#line 14 "house/house_show.html"
    page_text(page, page_show(page, (*l_kind)));
    buf_add(&page->out, STR(
    "</i>"));
    }
    buf_add(&page->out, STR(
    "\012"));
    }
    if (v->rooms.count == 0) {
    buf_add(&page->out, STR(
    "\012<p>"));
#line 16 "house/house_show.html"
    page_text(page, page_word(page, WORD_house_no_rooms, NULL, 0));
    buf_add(&page->out, STR(
    "</p>\012"));
    }
    buf_add(&page->out, STR(
    "\012<p>"));
#line 18 "house/house_show.html"
    page_text(page, page_word_count(page, WORD_house_rooms, v->rooms.count, (const struct word_argument[]){{"alias", page_show(page, v->alias)}}, 1));
    buf_add(&page->out, STR(
    "</p>\012"));
#line 19 "house/house_show.html"
    {
    const struct part_box a3 = {.title = page_join(page, (const struct str[]){page_word(page, WORD_house_full, NULL, 0), STR(
    " "), page_show(page, v->beds)}, 3), .href = page_join(page, (const struct str[]){STR(
    "/houses/"), page_encoded(page, page_show(page, v->reference))}, 2), .kinds = v->best.kinds, .codes = &codes_house_kind, .best = INTEGER_NONE};
    part_box_open(page, &a3);
    buf_add(&page->out, STR(
    "\012<form method=\042post\042 action=\042/houses/"));
#line 20 "house/house_show.html"
    page_url_part(page, page_show(page, v->reference));
    buf_add(&page->out, STR(
    "\042>\012"));
    page_token(page);
    buf_add(&page->out, STR(
    "\012<textarea name=\042alias\042 rows=\0422\042>  "));
#line 22 "house/house_show.html"
    page_text(page, page_typed(page, STR(
    "alias"), page_show(page, v->alias)));
    buf_add(&page->out, STR(
    "\012</textarea>\012<svg viewBox=\0420 0 1 1\042><title>"));
#line 24 "house/house_show.html"
    page_text(page, page_show(page, v->alias));
    buf_add(&page->out, STR(
    "</title><path d=\042M"));
#line 24 "house/house_show.html"
    page_attribute(page, page_show(page, v->beds));
    buf_add(&page->out, STR(
    " 0\042/></svg>\012</form>\012"));
    part_box_close(page, &a3);
    }
    buf_add(&page->out, STR(
    "\012"));
}

const struct page_kind page_house_show = {"house_show", &shape_house_show_view, render};
