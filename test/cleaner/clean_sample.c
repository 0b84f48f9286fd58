#include "clean_sample.h"

#include <qpdf/qpdf-c.h>

static void add_bytes(struct buf *out, const char *bytes, size_t size)
{
    buf_add(out, (struct str){bytes, size});
}

static void add_number(struct buf *out, uint32_t number, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        buf_add_char(out, (char)(number >> 8 * i));
}

static void add_segment(struct buf *out, int marker, struct str content)
{
    buf_add_char(out, (char)0xff);
    buf_add_char(out, (char)marker);
    add_number(out, (uint32_t)content.size + 2, 2);
    buf_add(out, content);
}

static struct str exif(struct arena *arena, int way_up)
{
    struct buf out = buf_make(arena, 128);
    add_bytes(&out, "Exif\0\0II*\0\x08\0\0\0\x02\0", 16);
    add_bytes(&out, "\x25\x88\x04\0\x01\0\0\0\x26\0\0\0", 12); /* a place, elsewhere */
    add_bytes(&out, "\x12\x01\x03\0\x01\0\0\0", 8);
    buf_add_char(&out, (char)way_up);
    add_bytes(&out, "\0\0\0\0\0\0\0" SECRET, 15);
    return buf_text(&out);
}

struct str sample_jpeg(struct arena *arena, int way_up, uint32_t width, uint32_t height)
{
    struct buf out = buf_make(arena, 1024), frame = buf_make(arena, 32);
    buf_add_char(&frame, 8);
    add_number(&frame, height, 2);
    add_number(&frame, width, 2);
    add_bytes(&frame, "\x01\x01\x11\0", 4);
    add_bytes(&out, "\xff\xd8", 2);
    add_segment(&out, 0xe0, (struct str){"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01" SECRET, 22});
    add_segment(&out, 0xe1, exif(arena, way_up));
    add_segment(&out, 0xe1, STR("http://ns.adobe.com/xap/1.0/\0<x>" SECRET "</x>"));
    add_segment(&out, 0xe2, STR("ICC_PROFILE\0" SECRET));
    add_segment(&out, 0xed, STR("Photoshop 3.0\0" SECRET));
    add_segment(&out, 0xee, STR("Adobe\0\x64\0\0\0\0\x01" SECRET));
    add_segment(&out, 0xfe, STR("taken at " SECRET));
    add_segment(&out, 0xdb, STR("\0QUANTISATION"));
    add_segment(&out, 0xc0, buf_text(&frame));
    add_segment(&out, 0xc4, STR("\0HUFFMAN"));
    add_segment(&out, 0xda, STR("\x01\x01\0\0\x3f\0"));
    add_bytes(&out, "points\xff\0more\xff\xd0points", 20);
    add_bytes(&out, "\xff\xd9", 2);
    buf_add_c(&out, "a film behind the picture: " SECRET);
    return buf_text(&out);
}

static uint32_t check_of(struct str text)
{
    uint32_t check = UINT32_MAX;
    for (size_t i = 0; i < text.size; i++) {
        check ^= (unsigned char)text.at[i];
        for (int bit = 0; bit < 8; bit++)
            check = check & 1 ? UINT32_C(0xedb88320) ^ check >> 1 : check >> 1;
    }
    return ~check;
}

static void add_chunk(struct buf *out, const char *name, struct str content)
{
    add_number(out, (uint32_t)content.size, 4);
    size_t from = buf_text(out).size;
    buf_add_c(out, name);
    buf_add(out, content);
    struct str whole = buf_text(out);
    add_number(out, check_of(str_slice(whole, from, whole.size)), 4);
}

struct str sample_png(struct arena *arena, uint32_t width, uint32_t height)
{
    struct buf out = buf_make(arena, 1024), header = buf_make(arena, 32);
    add_number(&header, width, 4);
    add_number(&header, height, 4);
    add_bytes(&header, "\x08\0\0\0\0", 5);
    add_bytes(&out, "\x89PNG\r\n\x1a\n", 8);
    add_chunk(&out, "IHDR", buf_text(&header));
    add_chunk(&out, "tEXt", STR("Comment\0" SECRET));
    add_chunk(&out, "eXIf", STR("MM\0*" SECRET));
    add_chunk(&out, "iTXt", STR("XML:com.adobe.xmp\0\0\0\0\0" SECRET));
    add_chunk(&out, "tIME", STR("\x07\xea\x0b\x18\x02\x0a\0"));
    add_chunk(&out, "IDAT", STR("points"));
    add_chunk(&out, "IEND", STR_NONE);
    buf_add_c(&out, "a file behind the picture: " SECRET);
    return buf_text(&out);
}

struct str sample_pdf(struct arena *arena, const char *more)
{
    struct buf out = buf_make(arena, 4096);
    struct str picture = sample_jpeg(arena, 1, 1, 1);
    buf_format(&out, "%%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R%s>>\nendobj\n",
               more);
    buf_add_c(&out, "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
                    "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R"
                    "/Resources<</XObject<</I 7 0 R>>>>"
                    "/PieceInfo<</Writer<</LastModified(" SECRET ")>>>>>>\nendobj\n");
    struct str page = STR("BT (" SEEN ") Tj ET /I Do ");
    buf_format(&out, "4 0 obj\n<</Length %zu>>\nstream\n%.*s\nendstream\nendobj\n", page.size,
               STR_ARGS(page));
    buf_format(&out, "5 0 obj\n<</Type/Metadata/Subtype/XML/Length %zu>>\nstream\n%s\nendstream\n"
                     "endobj\n6 0 obj\n<</Author(" SECRET ")>>\nendobj\n",
               sizeof(SECRET) - 1, SECRET);
    buf_format(&out, "7 0 obj\n<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8"
                     "/ColorSpace/DeviceGray/Filter/DCTDecode/Length %zu>>\nstream\n",
               picture.size);
    buf_add(&out, picture);
    buf_add_c(&out, "\nendstream\nendobj\n8 0 obj\n(an earlier page: " SECRET ")\nendobj\n"
                    "trailer\n<</Root 1 0 R/Info 6 0 R/Size 9>>\n%%EOF\nbehind: " SECRET);
    return buf_text(&out);
}

struct str sample_locked_pdf(struct arena *arena)
{
    struct str open = sample_pdf(arena, "");
    qpdf_data pdf = qpdf_init();
    qpdf_silence_errors(pdf);
    qpdf_set_suppress_warnings(pdf, QPDF_TRUE);
    must(!(qpdf_read_memory(pdf, "open", open.at, open.size, NULL) & QPDF_ERRORS));
    must(!(qpdf_init_write_memory(pdf) & QPDF_ERRORS));
    qpdf_set_r6_encryption_parameters2(pdf, "word", "word", 1, 1, 1, 1, 1, 1, qpdf_r3p_full, 1);
    must(!(qpdf_write(pdf) & QPDF_ERRORS));
    struct str locked = str_copy(
        arena, (struct str){(const char *)qpdf_get_buffer(pdf), qpdf_get_buffer_length(pdf)});
    qpdf_cleanup(&pdf);
    return locked;
}
