#include "cleaner/clean.h"

#include <string.h>

void clean_add(struct clean *clean, const void *bytes, size_t size)
{
    if (size > clean->out_room - clean->out_size) {
        clean->is_full = true;
        return;
    }
    if (size > 0)
        memcpy(clean->out + clean->out_size, bytes, size);
    clean->out_size += size;
}

uint32_t clean_number(const unsigned char *at, size_t size)
{
    uint32_t number = 0;
    for (size_t i = 0; i < size; i++)
        number = number << 8 | at[i];
    return number;
}

enum clean_verdict clean_points(uint32_t width, uint32_t height)
{
    if (width == 0 || height == 0)
        return CLEAN_DAMAGED;
    return (uint64_t)width * height > CLEAN_MOST_POINTS ? CLEAN_LARGE : CLEAN_TAKEN;
}

/* Beginnings of texts that other programs run or show as something else. */
static bool is_markup(struct str text)
{
    static const char *const beginnings[] = {"<", "{\\rtf", "%!", "%PDF-", "#!", "MIME-Version"};
    text = str_trim(text);
    for (size_t i = 0; i < COUNT_OF(beginnings); i++)
        if (str_starts(text, str_of(beginnings[i])))
            return true;
    return false;
}

static bool has_control(struct str text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f') || c == 0x7f)
            return true;
    }
    return false;
}

enum clean_verdict clean_text(struct clean *clean)
{
    struct str text = {(const char *)clean->in, clean->in_size};
    while (str_starts(text, STR("\xef\xbb\xbf"))) /* a mark of the byte order */
        text = str_slice(text, 3, text.size);
    if (!str_is_utf8(text) || has_control(text) || is_markup(text) || str_is_empty(str_trim(text)))
        return CLEAN_UNKNOWN;
    if (text.size > CLEAN_MOST_TEXT_BYTES)
        return CLEAN_LARGE;
    clean_add(clean, text.at, text.size);
    return CLEAN_TAKEN;
}

static const struct {
    const char *beginning;
    size_t size;
    enum clean_format format;
    enum clean_verdict (*clean)(struct clean *clean);
} formats[] = {
    {"%PDF-", 5, CLEAN_PDF, clean_pdf},
    {"\xff\xd8\xff", 3, CLEAN_JPEG, clean_jpeg},
    {"\x89PNG\r\n\x1a\n", 8, CLEAN_PNG, clean_png},
    {"", 0, CLEAN_TEXT, clean_text}, /* the last: begins with anything */
};

enum clean_verdict clean(struct clean *clean, enum clean_format *out_format)
{
    size_t which = 0;
    while (clean->in_size < formats[which].size ||
           memcmp(clean->in, formats[which].beginning, formats[which].size) != 0)
        which++;
    enum clean_verdict verdict = formats[which].clean(clean);
    if (verdict == CLEAN_TAKEN && clean->is_full)
        verdict = CLEAN_LARGE;
    if (verdict == CLEAN_TAKEN)
        *out_format = formats[which].format;
    return verdict;
}
