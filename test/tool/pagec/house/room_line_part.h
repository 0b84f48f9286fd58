/* Made by tool/pagec.c from room_line.html. */
#pragma once

#include "web/page.h"
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

