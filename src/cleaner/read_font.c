#include "cleaner/read_font.h"

#include <string.h>

#include "cleaner/read.h"
#include "cleaner/read_letters.h"
#include "cleaner/read_map.h"
#include "cleaner/read_stream.h"

enum { CODES = 256, WIDTHS_MOST = 70000 };

struct wide_widths { /* of codes from..until: at, one for each; or all of them `width` */
    uint32_t from, until;
    const float *at;
    double width;
};

struct font {
    struct letter_map map;    /* to letters */
    struct letter_map lengths; /* of a wide font: how long its codes are */
    bool is_wide, is_vertical;
    bool is_utf16;  /* its codes are letters */
    bool is_marks;  /* bullets, ticks: none of them is a letter */
    bool is_guessed; /* nobody says what its codes stand for */
    struct {
        uint32_t letters[LETTERS_MOST];
        struct str before; /* all but the last */
        size_t count;      /* SIZE_MAX: it has a name that nobody knows */
    } named[CODES];
    enum letters_encoding encoding;
    double widths[CODES], other_width;
    struct wide_widths *wide;
    size_t wide_count;
};

/* qpdf's own bytes: until it is asked for the next name or text. */
static struct str name_of(qpdf_data pdf, qpdf_oh object)
{
    return qpdf_oh_is_name(pdf, object) ? str_of(qpdf_oh_get_name(pdf, object)) : STR_NONE;
}

static struct str name_at(qpdf_data pdf, qpdf_oh dict, const char *key)
{
    return name_of(pdf, qpdf_oh_get_key_if_dict(pdf, dict, key));
}

static double number_at(qpdf_data pdf, qpdf_oh dict, const char *key, double otherwise)
{
    double value;
    qpdf_oh number = qpdf_oh_get_key_if_dict(pdf, dict, key);
    return qpdf_oh_get_value_as_number(pdf, number, &value) ? value : otherwise;
}

static bool has_part(struct str text, const char *part)
{
    return text.size > 0 && memmem(text.at, text.size, part, strlen(part)) != NULL;
}

/* ---- letters --------------------------------------------------------------------------------- */

static void read_map_at(struct arena *arena, qpdf_data pdf, qpdf_oh dict, const char *key,
                        struct letter_map *out_map)
{
    struct stream_bytes bytes;
    if (stream_read(arena, pdf, qpdf_oh_get_key_if_dict(pdf, dict, key), &bytes))
        map_read(arena, bytes.at, bytes.size, out_map);
}

/* False: it is none of those whose letters are agreed. */
static bool read_base(struct font *font, struct str name)
{
    static const struct {
        const char *name;
        enum letters_encoding encoding;
    } bases[] = {{"/WinAnsiEncoding", ENCODING_WIN}, {"/PDFDocEncoding", ENCODING_WIN},
                 {"/MacRomanEncoding", ENCODING_MAC}, {"/StandardEncoding", ENCODING_STANDARD}};
    for (size_t i = 0; i < COUNT_OF(bases); i++)
        if (str_equal_c(name, bases[i].name)) {
            font->encoding = bases[i].encoding;
            return true;
        }
    return false;
}

static void name_code(struct arena *arena, struct font *font, long long code, struct str name)
{
    char before[4 * LETTERS_MOST];
    size_t size = 0;
    uint32_t *letters = font->named[code].letters;
    size_t count = letters_of_name(str_slice(name, 1, name.size), letters);
    for (size_t i = 0; i + 1 < count; i++)
        size += read_utf8(letters[i], before + size);
    font->named[code].before = str_copy(arena, (struct str){before, size});
    font->named[code].count = count > 0 ? count : SIZE_MAX;
}

static void read_differences(struct arena *arena, qpdf_data pdf, qpdf_oh list, struct font *font)
{
    int count = qpdf_oh_is_array(pdf, list) ? qpdf_oh_get_array_n_items(pdf, list) : 0;
    long long code = 0;
    for (int i = 0; i < count && i < 2 * CODES; i++) {
        qpdf_oh item = qpdf_oh_get_array_item(pdf, list, i);
        if (qpdf_oh_is_integer(pdf, item))
            code = qpdf_oh_get_int_value(pdf, item);
        else if (code >= 0 && code < CODES)
            name_code(arena, font, code++, name_of(pdf, item));
    }
}

static void read_encoding(struct arena *arena, qpdf_data pdf, qpdf_oh dict, struct font *font)
{
    qpdf_oh encoding = qpdf_oh_get_key_if_dict(pdf, dict, "/Encoding");
    qpdf_oh described = qpdf_oh_get_key_if_dict(pdf, dict, "/FontDescriptor");
    bool is_carried = qpdf_oh_is_dictionary(pdf, described) &&
                      (qpdf_oh_has_key(pdf, described, "/FontFile") ||
                       qpdf_oh_has_key(pdf, described, "/FontFile2") ||
                       qpdf_oh_has_key(pdf, described, "/FontFile3"));
    qpdf_oh flags = qpdf_oh_get_key_if_dict(pdf, described, "/Flags");
    bool is_symbolic = (qpdf_oh_is_integer(pdf, flags) && qpdf_oh_get_int_value(pdf, flags) & 4) ||
                       has_part(name_at(pdf, dict, "/BaseFont"), "Symbol");
    bool is_type3 = str_equal_c(name_at(pdf, dict, "/Subtype"), "/Type3");
    bool is_based = read_base(font, name_of(pdf, encoding)) ||
                    read_base(font, name_at(pdf, encoding, "/BaseEncoding"));
    font->is_guessed = !is_based && (is_carried || is_symbolic || is_type3);
    read_differences(arena, pdf, qpdf_oh_get_key_if_dict(pdf, encoding, "/Differences"), font);
}

static void read_wide_encoding(struct arena *arena, qpdf_data pdf, qpdf_oh dict, struct font *font)
{
    qpdf_oh encoding = qpdf_oh_get_key_if_dict(pdf, dict, "/Encoding");
    struct str name = name_of(pdf, encoding);
    if (qpdf_oh_is_stream(pdf, encoding))
        read_map_at(arena, pdf, dict, "/Encoding", &font->lengths);
    font->is_utf16 = has_part(name, "UCS2") || has_part(name, "UTF16");
    font->is_vertical = str_ends(name, STR("-V"));
    font->is_guessed = !font->is_utf16;
    if (font->lengths.space_count == 0 && !has_part(name, "Identity") && !font->is_utf16)
        font->lengths = font->map; /* of codes that are not all of two bytes */
}

/* ---- widths ---------------------------------------------------------------------------------- */

enum { THOUSAND = 1000 }; /* widths are thousandths of the font's size */

static void read_widths(qpdf_data pdf, qpdf_oh dict, struct font *font)
{
    qpdf_oh list = qpdf_oh_get_key_if_dict(pdf, dict, "/Widths");
    bool is_type3 = str_equal_c(name_at(pdf, dict, "/Subtype"), "/Type3");
    double unit = 1.0 / THOUSAND, first = number_at(pdf, dict, "/FirstChar", 0);
    qpdf_oh matrix = qpdf_oh_get_key_if_dict(pdf, dict, "/FontMatrix");
    if (is_type3 && qpdf_oh_is_array(pdf, matrix) && qpdf_oh_get_array_n_items(pdf, matrix) == 6)
        unit = qpdf_oh_get_numeric_value(pdf, qpdf_oh_get_array_item(pdf, matrix, 0));
    bool is_fixed = has_part(name_at(pdf, dict, "/BaseFont"), "Courier");
    for (int code = 0; code < CODES; code++) /* about those of the fonts that every reader has */
        font->widths[code] = is_fixed ? 0.6 : code == ' ' || strchr("il.,'jftI", code) ? 0.28
                           : strchr("mwMW", code) ? 0.83 : code >= 'A' && code <= 'Z' ? 0.68 : 0.52;
    int count = qpdf_oh_is_array(pdf, list) ? qpdf_oh_get_array_n_items(pdf, list) : 0;
    if (!(first >= 0 && first < CODES))
        return;
    for (int i = 0; i < count && i + (int)first < CODES; i++)
        font->widths[i + (int)first] =
            qpdf_oh_get_numeric_value(pdf, qpdf_oh_get_array_item(pdf, list, i)) * unit;
}

/* [1 [500 600] 10 20 700]: code 1 and 2; codes 10 to 20. */
static void read_wide_widths(struct arena *arena, qpdf_data pdf, qpdf_oh dict, struct font *font)
{
    qpdf_oh list = qpdf_oh_get_key_if_dict(pdf, dict, "/W");
    int count = qpdf_oh_is_array(pdf, list) ? qpdf_oh_get_array_n_items(pdf, list) : 0;
    font->other_width = number_at(pdf, dict, "/DW", THOUSAND) / THOUSAND;
    if (count > WIDTHS_MOST)
        count = WIDTHS_MOST;
    font->wide = ARENA_MANY(arena, struct wide_widths, (size_t)count);
    for (int i = 0; i + 1 < count;) {
        int from = qpdf_oh_get_int_value_as_int(pdf, qpdf_oh_get_array_item(pdf, list, i));
        qpdf_oh next = qpdf_oh_get_array_item(pdf, list, i + 1);
        int more = qpdf_oh_is_array(pdf, next) ? qpdf_oh_get_array_n_items(pdf, next) : 0;
        struct wide_widths *to = &font->wide[font->wide_count++];
        if (!qpdf_oh_is_array(pdf, next)) {
            *to = (struct wide_widths){
                (uint32_t)from, qpdf_oh_get_uint_value_as_uint(pdf, next), NULL,
                qpdf_oh_get_numeric_value(pdf, qpdf_oh_get_array_item(pdf, list, i + 2)) /
                    THOUSAND};
            i += 3;
            continue;
        }
        float *each = ARENA_MANY(arena, float, (size_t)more);
        for (int k = 0; k < more && k < WIDTHS_MOST; k++)
            each[k] = (float)(qpdf_oh_get_numeric_value(
                                  pdf, qpdf_oh_get_array_item(pdf, next, k)) / THOUSAND);
        *to = (struct wide_widths){(uint32_t)from, (uint32_t)from + (uint32_t)more - 1, each, 0};
        if (more == 0)
            font->wide_count--;
        i += 2;
    }
}

static double wide_width(const struct font *font, uint32_t code)
{
    for (size_t i = 0; i < font->wide_count; i++) {
        const struct wide_widths *is = &font->wide[i];
        if (code >= is->from && code <= is->until)
            return is->at ? is->at[code - is->from] : is->width;
    }
    return font->other_width;
}

/* ---- the font -------------------------------------------------------------------------------- */

const struct font *font_read(struct arena *arena, qpdf_data pdf, qpdf_oh dict)
{
    struct font *font = ARENA_NEW(arena, struct font);
    font->is_guessed = true;
    if (!qpdf_oh_is_dictionary(pdf, dict))
        return font;
    struct str name = name_at(pdf, dict, "/BaseFont");
    font->is_marks = has_part(name, "Wingdings") || has_part(name, "Dingbats") ||
                     has_part(name, "Webdings");
    font->is_wide = str_equal_c(name_at(pdf, dict, "/Subtype"), "/Type0");
    read_map_at(arena, pdf, dict, "/ToUnicode", &font->map);
    if (font->is_wide) {
        qpdf_oh below = qpdf_oh_get_key_if_dict(pdf, dict, "/DescendantFonts");
        if (qpdf_oh_is_array(pdf, below) && qpdf_oh_get_array_n_items(pdf, below) > 0)
            below = qpdf_oh_get_array_item(pdf, below, 0);
        read_wide_encoding(arena, pdf, dict, font);
        read_wide_widths(arena, pdf, below, font);
    } else {
        read_encoding(arena, pdf, dict, font);
        read_widths(pdf, dict, font);
    }
    return font;
}

bool font_is_vertical(const struct font *font)
{
    return font->is_vertical;
}

/* ---- a sign ---------------------------------------------------------------------------------- */

/* A code of a font of marks, as Word writes it: bullets, ticks, or a letter that nobody is told. */
static bool is_mark_code(uint32_t letter)
{
    return letter >= 0xf000 && letter <= 0xf0ff;
}

static struct font_sign mapped(const struct map_range *range, uint32_t code)
{
    struct font_sign sign = {.before = range->before, .last = range->last, .is_known = true};
    if (sign.last == 0)
        return sign;
    sign.last += code - range->from;
    if (is_mark_code(sign.last)) {
        sign.last &= 0xff;
        sign.is_known = sign.last >= 0x80;
        sign.last = sign.is_known ? ' ' : sign.last;
    } else if (sign.last < ' ')
        sign.last = ' ';
    else
        sign.is_known = letters_is_known(sign.last);
    return sign;
}

static struct font_sign of_code(const struct font *font, unsigned char code)
{
    struct font_sign sign = {.last = letters_of_code(font->encoding, code)};
    size_t count = font->named[code].count;
    sign.is_known = sign.last != 0 && !font->is_guessed;
    if (count > 0 && count != SIZE_MAX) {
        sign.last = font->named[code].letters[count - 1];
        sign.before = font->named[code].before;
        sign.is_known = letters_is_known(sign.last);
    } else if (count == SIZE_MAX)
        sign.is_known = false;
    return sign;
}

static unsigned code_bytes(const struct font *font, struct str codes)
{
    if (!font->is_wide)
        return 1;
    unsigned bytes = map_code_bytes(&font->lengths, codes);
    if (bytes == 0)
        bytes = font->is_utf16 && codes.size >= 4 && ((unsigned char)codes.at[0] & 0xfc) == 0xd8
            ? 4 : 2;
    return bytes > codes.size ? (unsigned)codes.size : bytes;
}

static uint32_t utf16(uint32_t code, unsigned bytes)
{
    return bytes < 4 ? code
         : 0x10000 + ((code >> 16 & 0x3ff) << 10) + (code & 0x3ff);
}

struct font_sign font_next(const struct font *font, struct str *codes)
{
    unsigned bytes = code_bytes(font, *codes);
    uint32_t code = map_number(str_slice(*codes, 0, bytes));
    const struct map_range *range = map_find(&font->map, code, bytes);
    struct font_sign sign = {.is_known = false};
    *codes = str_slice(*codes, bytes, codes->size);
    if (range == NULL && !font->is_wide) /* some maps have two bytes for codes of one */
        range = map_find(&font->map, code, 2);
    if (range != NULL)
        sign = mapped(range, code);
    if (!sign.is_known && !font->is_wide) {
        struct font_sign other = of_code(font, (unsigned char)code);
        sign = other.is_known || range == NULL ? other : sign;
    } else if (range == NULL && font->is_utf16) {
        sign.last = utf16(code, bytes);
        sign.is_known = letters_is_known(sign.last);
    }
    if (font->is_marks)
        sign = (struct font_sign){.last = ' ', .is_known = true};
    sign.width = font->is_wide ? (font->is_vertical ? 1 : wide_width(font, code))
                               : font->widths[code & 0xff];
    sign.is_space = bytes == 1 && code == ' ';
    return sign;
}
