#include "base/base64.h"

#include <string.h>

#include "base/arena.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct str base64_write(struct arena *arena, const void *bytes, size_t size)
{
    const unsigned char *from = bytes;
    size_t length = (size + 2) / 3 * 4;
    char *text = arena_take(arena, length + 1);
    for (size_t i = 0, at = 0; i < size; i += 3, at += 4) {
        uint32_t three = (uint32_t)from[i] << 16;
        three |= i + 1 < size ? (uint32_t)from[i + 1] << 8 : 0;
        three |= i + 2 < size ? from[i + 2] : 0;
        for (int k = 0; k < 4; k++)
            text[at + (size_t)k] = digits[three >> (18 - 6 * k) & 63];
        if (i + 2 >= size)
            text[at + 3] = '=';
        if (i + 1 >= size)
            text[at + 2] = '=';
    }
    return (struct str){text, length};
}

static int digit_of(char c)
{
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* Four signs, of which the last may be padding; the bits that padding leaves over are zero. */
static bool read_four(const char four[4], size_t padding, unsigned char out_three[3])
{
    uint32_t bits = 0;
    for (size_t i = 0; i < 4; i++) {
        int digit = i < 4 - padding ? digit_of(four[i]) : 0;
        if (digit < 0)
            return false;
        bits = bits << 6 | (uint32_t)digit;
    }
    out_three[0] = (unsigned char)(bits >> 16);
    out_three[1] = (unsigned char)(bits >> 8);
    out_three[2] = (unsigned char)bits;
    return (padding < 1 || out_three[2] == 0) && (padding < 2 || out_three[1] == 0);
}

enum err base64_read(struct str text, void *out_bytes, size_t room, size_t *out_size)
{
    unsigned char *to = out_bytes;
    size_t padding = 0;
    if (text.size % 4 != 0)
        return ERR_INVALID;
    while (padding < 2 && padding < text.size && text.at[text.size - 1 - padding] == '=')
        padding++;
    size_t size = text.size / 4 * 3 - padding;
    if (size > room)
        return ERR_INVALID;
    for (size_t i = 0, at = 0; i < text.size; i += 4, at += 3) {
        unsigned char three[3];
        bool is_last = i + 4 == text.size;
        if (!read_four(text.at + i, is_last ? padding : 0, three))
            return ERR_INVALID;
        memcpy(to + at, three, is_last ? 3 - padding : 3);
    }
    *out_size = size;
    return OK;
}
