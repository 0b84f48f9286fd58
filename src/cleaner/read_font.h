/* read_font.h - inner header of the cleaner: what the codes of a font say, and how wide they are.
 *
 * A code's letters come from the font's own map (ToUnicode), the names of its glyphs or its
 * encoding. Where a font says none of that its letters are guessed to be Latin and told as not
 * known: it may be a drawing of something else.
 */
#ifndef CLEANER_READ_FONT_H
#define CLEANER_READ_FONT_H

#include <qpdf/qpdf-c.h>

#include "base/base.h"

struct font;

struct font_sign {
    struct str before;   /* letters before the last, UTF-8 */
    uint32_t last;       /* 0: none */
    double width;        /* of the font's size */
    bool is_known, is_space;
};

/* Never NULL: of what is no font nothing is known. */
const struct font *font_read(struct arena *arena, qpdf_data pdf, qpdf_oh font);

/* Takes the first code off the text, which is not empty. */
struct font_sign font_next(const struct font *font, struct str *codes);

bool font_is_vertical(const struct font *font);

#endif
