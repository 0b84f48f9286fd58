#include "made_pdf.h"

const char *sample_stream(struct arena *arena, int number, const char *head, const char *content)
{
    return str_c(arena, str_format(arena, "%d 0 obj\n<<%s/Length %zu>>\nstream\n%s\nendstream\n"
                                          "endobj\n", number, head, strlen(content), content));
}

const char *sample_map(struct arena *arena, int number, const char *lines)
{
    struct str map = str_format(arena, "/CIDInit /ProcSet findresource begin 12 dict begin\n"
                                       "begincmap\n/CMapType 2 def\n%s\nendcmap\nend end", lines);
    return sample_stream(arena, number, "", str_c(arena, map));
}

static const char *or_nothing(const char *text)
{
    return text ? text : "";
}

struct str sample_page(struct arena *arena, const struct page_sample *sample)
{
    struct buf out = buf_make(arena, 4096);
    const char *fonts = sample->fonts ? sample->fonts
        : "/F<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";
    buf_format(&out, "%%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R%s>>\nendobj\n",
               or_nothing(sample->catalogue));
    buf_format(&out, "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1/Resources<</Font<<%s>>%s>>>>\n"
                     "endobj\n", fonts, or_nothing(sample->resources));
    buf_format(&out, "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 800]/Contents 4 0 R%s>>\n"
                     "endobj\n", or_nothing(sample->page));
    buf_add_c(&out, sample_stream(arena, 4, "", sample->draws));
    buf_add_c(&out, or_nothing(sample->more));
    buf_add_c(&out, "trailer\n<</Root 1 0 R/Size 30>>\n%%EOF\n");
    return buf_text(&out);
}
