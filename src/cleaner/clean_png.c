/* PNG (W3C, third edition), chunk by chunk. Kept is what the points and their colours are read by;
 * texts, times, Exif, thumbnails, profiles and animations are not. */
#include <string.h>

#include "cleaner/clean.h"

enum { SIGNATURE = 8, HEAD = 8, CHECK = 4, HEADER_SIZE = 13 };

static const char *const kept[] = {"IHDR", "PLTE", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "IDAT",
                                   "IEND"};

static bool is_kept(const unsigned char *name)
{
    for (size_t i = 0; i < COUNT_OF(kept); i++)
        if (memcmp(name, kept[i], 4) == 0)
            return true;
    return false;
}

/* CRC-32 of ISO 3309, as PNG's annex D has it. */
static uint32_t check_of(const unsigned char *at, size_t size)
{
    static uint32_t table[256];
    if (table[1] == 0)
        for (uint32_t i = 0; i < COUNT_OF(table); i++) {
            table[i] = i;
            for (int bit = 0; bit < 8; bit++)
                table[i] = table[i] & 1 ? UINT32_C(0xedb88320) ^ table[i] >> 1 : table[i] >> 1;
        }
    uint32_t check = UINT32_MAX;
    for (size_t i = 0; i < size; i++)
        check = table[(check ^ at[i]) & 0xff] ^ check >> 8;
    return ~check;
}

struct png {
    struct clean *clean;
    const unsigned char *at;
    size_t left;
    bool has_header, has_points, is_ended;
};

static enum clean_verdict note(struct png *png, const unsigned char *name, size_t size)
{
    bool is_header = memcmp(name, "IHDR", 4) == 0;
    if (is_header == png->has_header)
        return CLEAN_DAMAGED; /* the first, and only once */
    png->has_points |= memcmp(name, "IDAT", 4) == 0;
    png->is_ended = memcmp(name, "IEND", 4) == 0;
    if (!is_header)
        return CLEAN_TAKEN;
    png->has_header = true;
    if (size != HEADER_SIZE)
        return CLEAN_DAMAGED;
    return clean_points(clean_number(name + 4, 4), clean_number(name + 8, 4));
}

static enum clean_verdict next_chunk(struct png *png)
{
    if (png->left < HEAD + CHECK)
        return CLEAN_DAMAGED;
    size_t size = clean_number(png->at, 4), whole = HEAD + size + CHECK;
    const unsigned char *name = png->at + 4;
    if (size > INT32_MAX || whole > png->left ||
        clean_number(name + 4 + size, CHECK) != check_of(name, 4 + size))
        return CLEAN_DAMAGED;
    enum clean_verdict verdict = note(png, name, size);
    if (verdict != CLEAN_TAKEN)
        return verdict;
    if (is_kept(name))
        clean_add(png->clean, png->at, whole);
    png->at += whole;
    png->left -= whole;
    return CLEAN_TAKEN;
}

enum clean_verdict clean_png(struct clean *clean)
{
    struct png png = {.clean = clean, .at = clean->in + SIGNATURE,
                      .left = clean->in_size - SIGNATURE};
    enum clean_verdict verdict = CLEAN_TAKEN;
    clean_add(clean, clean->in, SIGNATURE);
    while (verdict == CLEAN_TAKEN && !png.is_ended)
        verdict = next_chunk(&png);
    return verdict == CLEAN_TAKEN && !png.has_points ? CLEAN_DAMAGED : verdict;
}
