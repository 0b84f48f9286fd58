/* made_pdf.h - PDFs of one page, as different writers of PDF make them.
 */
#ifndef TEST_MADE_PDF_H
#define TEST_MADE_PDF_H

#include "base/base.h"

/* Objects of more begin with number 10 and stand as they are: "10 0 obj ... endobj". */
struct page_sample {
    const char *draws;     /* in the page's language */
    const char *fonts;     /* of its resources: "/F 10 0 R"; NULL: /F is Helvetica in WinAnsi */
    const char *resources; /* the others */
    const char *page;      /* what else the page says */
    const char *catalogue;
    const char *more;
};
struct str sample_page(struct arena *arena, const struct page_sample *sample);

/* A stream as an object: head without its length. */
const char *sample_stream(struct arena *arena, int number, const char *head, const char *content);

/* "<</ToUnicode ...>>" needs such a map: lines between begincmap and endcmap. */
const char *sample_map(struct arena *arena, int number, const char *lines);

#endif
