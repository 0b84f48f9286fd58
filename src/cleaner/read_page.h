/* read_page.h - inner header of the cleaner: a page's language is followed, and what it writes is
 * put down with its place (ISO 32000-1, 7.8, 8.10, 9 and 14.6).
 */
#ifndef CLEANER_READ_PAGE_H
#define CLEANER_READ_PAGE_H

#include <qpdf/qpdf-c.h>

#include "cleaner/read.h"
#include "cleaner/read_tokens.h"

struct read_font;

enum { FORM_READ = 1, FORM_OPEN = 2 }; /* it was drawn; it is being drawn */

/* A document while it is read. */
struct document_reading {
    struct reading *reading;
    struct arena *arena;
    qpdf_data pdf;
    unsigned char *forms;  /* by the number of the object: FORM_... */
    size_t object_count;
    struct read_font *fonts;
    struct token *operands; /* of the word that comes */
    size_t operand_count, operand_room;
    long steps_left, letters_left;
    struct buf *beside;  /* texts that stand beside what is drawn */
};

/* All of what a page draws; text is added to the reading. */
void page_read(struct document_reading *document, qpdf_oh page);

/* The same of a form, a pattern or a note's picture that no page has drawn. */
void page_read_form(struct document_reading *document, qpdf_oh form);

/* A text of a PDF as UTF-8; empty: it is none that anybody reads. */
struct str page_text(struct document_reading *document, struct str bytes);

#endif
