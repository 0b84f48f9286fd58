/* read_order.h - inner header of the cleaner: letters that stand somewhere on a page become text.
 */
#ifndef CLEANER_READ_ORDER_H
#define CLEANER_READ_ORDER_H

#include "cleaner/read.h"

enum {
    LETTER_REPLACED = 1, /* something else is to be read in its place: not where it was written */
    LETTER_INSTEAD = 2,  /* and this is it: not where it is seen */
    LETTER_JOINED = 4    /* to the one before, in one sign: a ligature */
};
struct placed {
    uint32_t letter;
    int16_t angle;                       /* in which its line runs, in degrees */
    uint16_t how;
    float along, across, width, height;  /* in its line's direction, and up from it */
};
struct page_letters {
    struct arena *arena;
    struct placed *at;
    size_t count, room;
};

void order_add(struct page_letters *letters, const struct placed *placed);

/* As text, to reading, in each of the orders that differ. */
void order_write(struct page_letters *letters, struct reading *reading);

#endif
