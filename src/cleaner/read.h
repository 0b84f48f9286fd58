/* read.h - inner header of the cleaner: from a PDF to what it says.
 *
 * Pure: knows no process and no file. What stands on the pages is given in the order in which it
 * was written and, where that is another, in the order in which it is seen; lines in scripts that
 * run from right to left once more with their letters turned round, because writers of PDF place
 * them either way. Then every text that stands beside the pages: notes, fields, titles, links.
 */
#ifndef CLEANER_READ_H
#define CLEANER_READ_H

#include "cleaner/cleaner.h"

enum {
    READ_MOST_LETTERS = 400000,       /* on all pages */
    READ_MOST_STEPS = 8000000,        /* signs of the page's language, and letters drawn */
    READ_MEMORY = 128 << 20,
    READ_SHAPES = 100 /* so many strokes of figures that are no boxes could be letters */
};

struct reading {
    const unsigned char *in;
    size_t in_size;
    char *out; /* UTF-8 */
    size_t out_size, out_room;
    unsigned unread; /* UNREAD_... */
};

/* Whatever it is: what cannot be read is told in unread, never by its end. */
void read_pdf(struct reading *reading);

/* Text that does not fit is cut at a letter and told as UNREAD_REST. */
void read_add(struct reading *reading, const char *at, size_t size);

/* A letter as UTF-8, written at four bytes; its size. 0: no letter at all. */
size_t read_utf8(uint32_t letter, char *at);

#endif
