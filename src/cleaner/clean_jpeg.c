/* JPEG (ITU T.81), segment by segment. Kept is what a picture cannot be shown without; of Exif only
 * the way up, of JFIF and Adobe's own segment what colours and shape are read by. */
#include <string.h>

#include "cleaner/clean.h"

enum marker {
    BASELINE = 0xc0, EXTENDED = 0xc1, PROGRESSIVE = 0xc2, HUFFMAN = 0xc4,
    RESTART_0 = 0xd0, RESTART_7 = 0xd7, START = 0xd8, END = 0xd9, SCAN = 0xda, QUANTISATION = 0xdb,
    INTERVAL = 0xdd, JFIF = 0xe0, EXIF = 0xe1, ADOBE = 0xee, APPLICATION_15 = 0xef, COMMENT = 0xfe
};

struct jpeg {
    struct clean *clean;
    const unsigned char *at, *end;
    bool has_frame, has_scan, has_jfif, has_adobe, has_way_up;
};

/* The content of a segment, without its length. */
struct segment {
    int marker;
    const unsigned char *at;
    size_t size;
};

static void add_segment(struct jpeg *jpeg, int marker, const void *bytes, size_t size)
{
    const unsigned char head[] = {0xff, (unsigned char)marker, (unsigned char)((size + 2) >> 8),
                                  (unsigned char)(size + 2)};
    clean_add(jpeg->clean, head, sizeof(head));
    clean_add(jpeg->clean, bytes, size);
}

static bool begins(const struct segment *segment, const char *text, size_t size)
{
    return segment->size >= size && memcmp(segment->at, text, size) == 0;
}

/* Version, unit and shape of a point; a thumbnail that may follow is left out. */
static void add_jfif(struct jpeg *jpeg, const struct segment *segment)
{
    unsigned char kept[14];
    if (!begins(segment, "JFIF", 5) || segment->size < sizeof(kept) || jpeg->has_jfif)
        return;
    memcpy(kept, segment->at, sizeof(kept));
    kept[12] = kept[13] = 0;
    add_segment(jpeg, JFIF, kept, sizeof(kept));
    jpeg->has_jfif = true;
}

static void add_adobe(struct jpeg *jpeg, const struct segment *segment)
{
    if (!begins(segment, "Adobe", 5) || segment->size < 12 || jpeg->has_adobe)
        return;
    add_segment(jpeg, ADOBE, segment->at, 12);
    jpeg->has_adobe = true;
}

static uint32_t exif_number(const unsigned char *at, size_t size, bool is_little)
{
    unsigned char turned[4];
    for (size_t i = 0; i < size; i++)
        turned[i] = is_little ? at[size - 1 - i] : at[i];
    return clean_number(turned, size);
}

/* 1 to 8 as Exif has it (TIFF 6.0, tag 0x0112); 0: it does not say. */
static int way_up(const unsigned char *tiff, size_t size)
{
    bool is_little = size >= 8 && memcmp(tiff, "II*\0", 4) == 0;
    if (size < 8 || (!is_little && memcmp(tiff, "MM\0*", 4) != 0))
        return 0;
    size_t at = exif_number(tiff + 4, 4, is_little);
    if (at > size - 2)
        return 0;
    size_t count = exif_number(tiff + at, 2, is_little);
    for (at += 2; count > 0 && size - at >= 12; count--, at += 12)
        if (exif_number(tiff + at, 2, is_little) == 0x0112) {
            uint32_t way = exif_number(tiff + at + 8, 2, is_little);
            return way <= 8 ? (int)way : 0;
        }
    return 0;
}

static void add_way_up(struct jpeg *jpeg, const struct segment *segment)
{
    if (!begins(segment, "Exif\0", 6) || jpeg->has_way_up)
        return;
    unsigned char kept[] = {'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1,
                            0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
    kept[25] = (unsigned char)way_up(segment->at + 6, segment->size - 6);
    if (kept[25] <= 1)
        return;
    add_segment(jpeg, EXIF, kept, sizeof(kept));
    jpeg->has_way_up = true;
}

static enum clean_verdict add_frame(struct jpeg *jpeg, const struct segment *segment)
{
    if (segment->size < 6 || jpeg->has_frame)
        return CLEAN_DAMAGED;
    jpeg->has_frame = true;
    add_segment(jpeg, segment->marker, segment->at, segment->size);
    return clean_points(clean_number(segment->at + 3, 2), clean_number(segment->at + 1, 2));
}

/* The points themselves: up to the next marker that is no restart. */
static enum clean_verdict add_scan(struct jpeg *jpeg, const struct segment *segment)
{
    const unsigned char *from = jpeg->at;
    if (!jpeg->has_frame)
        return CLEAN_DAMAGED;
    while (jpeg->end - jpeg->at >= 2) {
        int next = jpeg->at[1];
        if (jpeg->at[0] == 0xff && next != 0 && (next < RESTART_0 || next > RESTART_7))
            break;
        jpeg->at += jpeg->at[0] == 0xff ? 2 : 1;
    }
    jpeg->has_scan = true;
    add_segment(jpeg, SCAN, segment->at, segment->size);
    clean_add(jpeg->clean, from, (size_t)(jpeg->at - from));
    return CLEAN_TAKEN;
}

static enum clean_verdict add(struct jpeg *jpeg, const struct segment *segment)
{
    switch (segment->marker) {
    case BASELINE: case EXTENDED: case PROGRESSIVE: return add_frame(jpeg, segment);
    case SCAN: return add_scan(jpeg, segment);
    case HUFFMAN: case QUANTISATION: case INTERVAL:
        add_segment(jpeg, segment->marker, segment->at, segment->size);
        return CLEAN_TAKEN;
    case JFIF: add_jfif(jpeg, segment); return CLEAN_TAKEN;
    case EXIF: add_way_up(jpeg, segment); return CLEAN_TAKEN;
    case ADOBE: add_adobe(jpeg, segment); return CLEAN_TAKEN;
    default:
        return (segment->marker > JFIF && segment->marker <= APPLICATION_15) ||
               segment->marker == COMMENT ? CLEAN_TAKEN : CLEAN_DAMAGED;
    }
}

/* False: there is none, or it is not whole. */
static bool next_segment(struct jpeg *jpeg, struct segment *out_segment)
{
    if (jpeg->at == jpeg->end || *jpeg->at != 0xff)
        return false;
    while (jpeg->at < jpeg->end && *jpeg->at == 0xff)
        jpeg->at++;
    if (jpeg->at == jpeg->end)
        return false;
    *out_segment = (struct segment){*jpeg->at++, jpeg->at, 0};
    if (out_segment->marker == END)
        return true;
    if (jpeg->end - jpeg->at < 2)
        return false;
    size_t size = clean_number(jpeg->at, 2);
    if (size < 2 || size > (size_t)(jpeg->end - jpeg->at))
        return false;
    *out_segment = (struct segment){out_segment->marker, jpeg->at + 2, size - 2};
    jpeg->at += size;
    return true;
}

enum clean_verdict clean_jpeg(struct clean *clean)
{
    static const unsigned char start[] = {0xff, START}, end[] = {0xff, END};
    struct jpeg jpeg = {.clean = clean, .at = clean->in + 2, .end = clean->in + clean->in_size};
    struct segment segment;
    clean_add(clean, start, sizeof(start));
    while (next_segment(&jpeg, &segment)) {
        if (segment.marker == END && !jpeg.has_scan)
            return CLEAN_DAMAGED;
        if (segment.marker == END) { /* whatever follows stays behind */
            clean_add(clean, end, sizeof(end));
            return CLEAN_TAKEN;
        }
        enum clean_verdict verdict = add(&jpeg, &segment);
        if (verdict != CLEAN_TAKEN)
            return verdict;
    }
    return CLEAN_DAMAGED;
}
