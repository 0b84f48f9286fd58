/* PDFs as strangers send them, asked what they say; what does not begin as one is a page's language
 * in a PDF that is sound, and its font's map: an answer for each, in UTF-8, within its room.
 * sources: base src/cleaner/read_array.c src/cleaner/read_font.c src/cleaner/read_letters.c
 * sources: src/cleaner/read_map.c src/cleaner/read_order.c src/cleaner/read_page.c
 * sources: src/cleaner/read_pdf.c src/cleaner/read_stream.c src/cleaner/read_tokens.c
 * sources: test/cleaner/made_pdf.c
 * libraries: -lqpdf -lm
 */
#include <stdlib.h>
#include <string.h>

#include "../cleaner/made_pdf.h"
#include "cleaner/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { ROOM = 1 << 16 };

static void read_whole(struct str pdf)
{
    struct reading reading = {.in = (const unsigned char *)pdf.at, .in_size = pdf.size,
                              .out = malloc(ROOM), .out_room = ROOM};
    must(reading.out != NULL);
    read_pdf(&reading);
    must(reading.out_size <= ROOM && reading.unread < 2 * UNREAD_ALL);
    must(str_is_utf8((struct str){reading.out, reading.out_size}));
    free(reading.out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena = arena_make((size_t)64 << 20);
    struct str sent = {(const char *)bytes, size};
    if (str_starts(sent, STR("%PDF-"))) {
        read_whole(sent);
    } else {
        char *page = str_c(&arena, sent);
        read_whole(sample_page(&arena, &(struct page_sample){
            .draws = page,
            .fonts = "/F<</Subtype/Type1/ToUnicode 10 0 R>>/G<</Subtype/Type0/Encoding/Identity-V"
                     "/ToUnicode 10 0 R/DescendantFonts[<</W[1[9 8]3 9 7]>>]>>",
            .resources = "/XObject<</X 11 0 R>>",
            .more = str_c(&arena, str_format(&arena, "%s%s",
                sample_map(&arena, 10, page),
                sample_stream(&arena, 11, "/Subtype/Form", page)))}));
    }
    arena_free(&arena);
    return 0;
}
