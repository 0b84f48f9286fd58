/* Made by tool/pagec.c from box.html. */
#pragma once

#include "web/page.h"

struct part_box {
    struct str title;
    struct str href;
    struct str_list kinds;
    const struct code_list * codes;
    int64_t best;
};
void part_box_open(struct page *page, const struct part_box *p);
void part_box_close(struct page *page, const struct part_box *p);

