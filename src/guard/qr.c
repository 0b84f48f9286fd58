#include <qrencode.h>

#include "guard/account.h"

enum { QUIET = 4 }; /* modules of white around the code: ISO/IEC 18004 */

static bool is_dark(const QRcode *code, int x, int y)
{
    return (code->data[y * code->width + x] & 1) != 0;
}

/* One bar for each run of dark modules. */
static void add_row(struct buf *out, const QRcode *code, int y)
{
    for (int x = 0; x < code->width; x++) {
        int from = x;
        while (x < code->width && is_dark(code, x, y))
            x++;
        if (x > from)
            buf_format(out, "M%d %dh%dv1h-%dz", from + QUIET, y + QUIET, x - from, x - from);
    }
}

struct str account_qr_svg(struct arena *arena, struct str uri)
{
    QRcode *code = QRcode_encodeString8bit(str_c(arena, uri), 0, QR_ECLEVEL_M);
    must(code != NULL);
    int size = code->width + 2 * QUIET;
    struct buf out = buf_make(arena, 8 * 1024);
    buf_format(&out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
               "shape-rendering=\"crispEdges\"><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>"
               "<path fill=\"#000\" d=\"",
               size, size, size, size);
    for (int y = 0; y < code->width; y++)
        add_row(&out, code, y);
    buf_add_c(&out, "\"/></svg>\n");
    QRcode_free(code);
    return buf_text(&out);
}
