#include "cleaner/read_letters.h"

#include <stdlib.h>
#include <string.h>

/* Codes 128 to 255. Code 128 + i stands for the letter at i; 0: for none. */
static const uint16_t upper[][128] = {
    [ENCODING_STANDARD] = {
        0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000,
        0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000,
        0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000,
        0x00a1, 0x00a2, 0x00a3, 0x2044, 0x00a5, 0x0192, 0x00a7, 0x00a4, 0x0027, 0x201c, 0x00ab,
        0x2039, 0x203a, 0xfb01, 0xfb02, 0x0000, 0x2013, 0x2020, 0x2021, 0x00b7, 0x0000, 0x00b6,
        0x2022, 0x201a, 0x201e, 0x201d, 0x00bb, 0x2026, 0x2030, 0x0000, 0x00bf, 0x0000, 0x0060,
        0x00b4, 0x02c6, 0x02dc, 0x00af, 0x02d8, 0x02d9, 0x00a8, 0x0000, 0x02da, 0x00b8, 0x0000,
        0x02dd, 0x02db, 0x02c7, 0x2014, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000,
        0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x00c6, 0x0000,
        0x00aa, 0x0000, 0x0000, 0x0000, 0x0000, 0x0141, 0x00d8, 0x0152, 0x00ba, 0x0000, 0x0000,
        0x0000, 0x0000, 0x0000, 0x00e6, 0x0000, 0x0000, 0x0000, 0x0131, 0x0000, 0x0000,
        0x0142, 0x00f8, 0x0153, 0x00df, 0x0000, 0x0000, 0x0000, 0x0000},
    [ENCODING_WIN] = {
        0x20ac, 0x2022, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x2022, 0x017d, 0x2022, 0x2022, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x2022, 0x017e, 0x0178, 0x00a0,
        0x00a1, 0x00a2, 0x00a3, 0x00a4, 0x00a5, 0x00a6, 0x00a7, 0x00a8, 0x00a9, 0x00aa, 0x00ab,
        0x00ac, 0x00ad, 0x00ae, 0x00af, 0x00b0, 0x00b1, 0x00b2, 0x00b3, 0x00b4, 0x00b5, 0x00b6,
        0x00b7, 0x00b8, 0x00b9, 0x00ba, 0x00bb, 0x00bc, 0x00bd, 0x00be, 0x00bf, 0x00c0, 0x00c1,
        0x00c2, 0x00c3, 0x00c4, 0x00c5, 0x00c6, 0x00c7, 0x00c8, 0x00c9, 0x00ca, 0x00cb, 0x00cc,
        0x00cd, 0x00ce, 0x00cf, 0x00d0, 0x00d1, 0x00d2, 0x00d3, 0x00d4, 0x00d5, 0x00d6, 0x00d7,
        0x00d8, 0x00d9, 0x00da, 0x00db, 0x00dc, 0x00dd, 0x00de, 0x00df, 0x00e0, 0x00e1, 0x00e2,
        0x00e3, 0x00e4, 0x00e5, 0x00e6, 0x00e7, 0x00e8, 0x00e9, 0x00ea, 0x00eb, 0x00ec, 0x00ed,
        0x00ee, 0x00ef, 0x00f0, 0x00f1, 0x00f2, 0x00f3, 0x00f4, 0x00f5, 0x00f6, 0x00f7,
        0x00f8, 0x00f9, 0x00fa, 0x00fb, 0x00fc, 0x00fd, 0x00fe, 0x00ff},
    [ENCODING_MAC] = {
        0x00c4, 0x00c5, 0x00c7, 0x00c9, 0x00d1, 0x00d6, 0x00dc, 0x00e1, 0x00e0, 0x00e2, 0x00e4,
        0x00e3, 0x00e5, 0x00e7, 0x00e9, 0x00e8, 0x00ea, 0x00eb, 0x00ed, 0x00ec, 0x00ee, 0x00ef,
        0x00f1, 0x00f3, 0x00f2, 0x00f4, 0x00f6, 0x00f5, 0x00fa, 0x00f9, 0x00fb, 0x00fc, 0x2020,
        0x00b0, 0x00a2, 0x00a3, 0x00a7, 0x2022, 0x00b6, 0x00df, 0x00ae, 0x00a9, 0x2122, 0x00b4,
        0x00a8, 0x2260, 0x00c6, 0x00d8, 0x221e, 0x00b1, 0x2264, 0x2265, 0x00a5, 0x00b5, 0x2202,
        0x2211, 0x220f, 0x03c0, 0x222b, 0x00aa, 0x00ba, 0x03a9, 0x00e6, 0x00f8, 0x00bf, 0x00a1,
        0x00ac, 0x221a, 0x0192, 0x2248, 0x2206, 0x00ab, 0x00bb, 0x2026, 0x00a0, 0x00c0, 0x00c3,
        0x00d5, 0x0152, 0x0153, 0x2013, 0x2014, 0x201c, 0x201d, 0x2018, 0x2019, 0x00f7, 0x25ca,
        0x00ff, 0x0178, 0x2044, 0x20ac, 0x2039, 0x203a, 0xfb01, 0xfb02, 0x2021, 0x00b7, 0x201a,
        0x201e, 0x2030, 0x00c2, 0x00ca, 0x00c1, 0x00cb, 0x00c8, 0x00cd, 0x00ce, 0x00cf, 0x00cc,
        0x00d3, 0x00d4, 0xf8ff, 0x00d2, 0x00da, 0x00db, 0x00d9, 0x0131, 0x02c6, 0x02dc,
        0x00af, 0x02d8, 0x02d9, 0x02da, 0x00b8, 0x02dd, 0x02db, 0x02c7},
};

uint32_t letters_of_code(enum letters_encoding encoding, unsigned char code)
{
    if (code >= 0x80)
        return upper[encoding][code - 0x80];
    if (encoding == ENCODING_STANDARD && code == '\'')
        return 0x2019;
    if (encoding == ENCODING_STANDARD && code == '`')
        return 0x2018;
    return code >= 0x20 && code < 0x7f ? code : 0;
}

/* ---- names ----------------------------------------------------------------------------------- */

enum { NAME_MOST = 63 };

/* Names that no rule below gives. */
static const struct {
    const char *name;
    uint32_t letter;
} names[] = {
    {"space", ' '}, {"nbspace", 0xa0}, {"exclam", '!'}, {"quotedbl", '"'}, {"numbersign", '#'},
    {"dollar", '$'}, {"percent", '%'}, {"ampersand", '&'}, {"quotesingle", '\''},
    {"parenleft", '('}, {"parenright", ')'}, {"asterisk", '*'}, {"plus", '+'}, {"comma", ','},
    {"hyphen", '-'}, {"hyphenminus", '-'}, {"minus", 0x2212}, {"period", '.'}, {"slash", '/'},
    {"zero", '0'}, {"one", '1'}, {"two", '2'}, {"three", '3'}, {"four", '4'}, {"five", '5'},
    {"six", '6'}, {"seven", '7'}, {"eight", '8'}, {"nine", '9'}, {"colon", ':'},
    {"semicolon", ';'}, {"less", '<'}, {"equal", '='}, {"greater", '>'}, {"question", '?'},
    {"at", '@'}, {"bracketleft", '['}, {"backslash", '\\'}, {"bracketright", ']'},
    {"asciicircum", '^'}, {"underscore", '_'}, {"braceleft", '{'}, {"bar", '|'},
    {"braceright", '}'}, {"asciitilde", '~'}, {"exclamdown", 0xa1}, {"cent", 0xa2},
    {"sterling", 0xa3}, {"currency", 0xa4}, {"yen", 0xa5}, {"brokenbar", 0xa6},
    {"section", 0xa7}, {"copyright", 0xa9}, {"ordfeminine", 0xaa}, {"guillemotleft", 0xab},
    {"logicalnot", 0xac}, {"softhyphen", 0xad}, {"registered", 0xae}, {"degree", 0xb0},
    {"plusminus", 0xb1}, {"mu1", 0xb5}, {"paragraph", 0xb6}, {"periodcentered", 0xb7},
    {"middot", 0xb7}, {"ordmasculine", 0xba}, {"guillemotright", 0xbb}, {"onequarter", 0xbc},
    {"onehalf", 0xbd}, {"threequarters", 0xbe}, {"questiondown", 0xbf}, {"multiply", 0xd7},
    {"divide", 0xf7}, {"fraction", 0x2044}, {"endash", 0x2013}, {"emdash", 0x2014},
    {"quoteleft", 0x2018}, {"quoteright", 0x2019}, {"quotesinglbase", 0x201a},
    {"quotedblleft", 0x201c}, {"quotedblright", 0x201d}, {"quotedblbase", 0x201e},
    {"dagger", 0x2020}, {"daggerdbl", 0x2021}, {"bullet", 0x2022}, {"ellipsis", 0x2026},
    {"perthousand", 0x2030}, {"guilsinglleft", 0x2039}, {"guilsinglright", 0x203a},
    {"florin", 0x192}, {"lira", 0x20a4}, {"Euro", 0x20ac}, {"trademark", 0x2122},
    {"acute", 0xb4}, {"breve", 0x2d8}, {"caron", 0x2c7}, {"cedilla", 0xb8},
    {"circumflex", 0x2c6}, {"dieresis", 0xa8}, {"dotaccent", 0x2d9}, {"grave", '`'},
    {"hungarumlaut", 0x2dd}, {"macron", 0xaf}, {"ogonek", 0x2db}, {"ring", 0x2da},
    {"tilde", 0x2dc}, {"tonos", 0x384},
    {"AE", 0xc6}, {"ae", 0xe6}, {"OE", 0x152}, {"oe", 0x153}, {"IJ", 0x132}, {"ij", 0x133},
    {"Oslash", 0xd8}, {"oslash", 0xf8}, {"Lslash", 0x141}, {"lslash", 0x142}, {"Eth", 0xd0},
    {"eth", 0xf0}, {"Dcroat", 0x110}, {"dcroat", 0x111}, {"Dmacron", 0x110},
    {"dmacron", 0x111}, {"Thorn", 0xde}, {"thorn", 0xfe}, {"germandbls", 0xdf}, {"longs", 0x17f},
    {"Hbar", 0x126}, {"hbar", 0x127}, {"Tbar", 0x166}, {"tbar", 0x167}, {"Eng", 0x14a},
    {"eng", 0x14b}, {"Ldot", 0x13f}, {"ldot", 0x140}, {"kgreenlandic", 0x138},
    {"napostrophe", 0x149}, {"dotlessi", 0x131}, {"dotlessj", 0x237}, {"ff", 0xfb00},
    {"fi", 0xfb01}, {"fl", 0xfb02}, {"ffi", 0xfb03}, {"ffl", 0xfb04}, {"sigma1", 0x3c2},
};

/* "alpha" is the first of the small ones; of the great ones the name begins so. */
static const char *const greek[] = {
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "sigma1", "sigma", "tau", "upsilon", "phi",
    "chi", "psi", "omega"};

/* "afii10017" and on: letters of other scripts are numbered. */
static const struct {
    unsigned from, until;
    uint32_t first;
} numbered[] = {
    {10017, 10022, 0x410}, {10023, 10023, 0x401}, {10024, 10049, 0x416}, {10050, 10050, 0x490},
    {10051, 10061, 0x402}, {10062, 10062, 0x40e}, {10065, 10070, 0x430}, {10071, 10071, 0x451},
    {10072, 10097, 0x436}, {10098, 10098, 0x491}, {10099, 10109, 0x452}, {10110, 10110, 0x45e},
    {10145, 10145, 0x40f}, {10193, 10193, 0x45f}, {57388, 57388, 0x60c}, {57392, 57401, 0x660},
    {57403, 57403, 0x61b}, {57407, 57407, 0x61f}, {57409, 57434, 0x621}, {57440, 57458, 0x640},
    {57506, 57506, 0x67e}, {57507, 57507, 0x686}, {57508, 57508, 0x698}, {57509, 57509, 0x6af},
    {57511, 57511, 0x679}, {57512, 57512, 0x688}, {57513, 57513, 0x691}, {57514, 57514, 0x6ba},
    {57519, 57519, 0x6d2}, {57664, 57690, 0x5d0},
};

/* What stands on or under a letter, behind its name: "eacute". */
static const struct {
    const char *name;
    uint32_t mark;
} accents[] = {
    {"acute", 0x301}, {"grave", 0x300}, {"circumflex", 0x302}, {"tilde", 0x303},
    {"dieresis", 0x308}, {"macron", 0x304}, {"breve", 0x306}, {"dotaccent", 0x307},
    {"ring", 0x30a}, {"hungarumlaut", 0x30b}, {"caron", 0x30c}, {"commaaccent", 0x326},
    {"cedilla", 0x327}, {"ogonek", 0x328}, {"horn", 0x31b}, {"tonos", 0x301},
};

static uint32_t greek_letter(const char *name)
{
    char small[8];
    bool is_great = name[0] >= 'A' && name[0] <= 'Z';
    if (strlen(name) >= sizeof(small))
        return 0;
    strcpy(small, name);
    small[0] = (char)(is_great ? name[0] - 'A' + 'a' : name[0]);
    for (uint32_t i = 0; i < COUNT_OF(greek); i++)
        if (strcmp(small, greek[i]) == 0)
            return (is_great ? 0x391 : 0x3b1) + i;
    return 0;
}

static uint32_t numbered_letter(const char *name)
{
    char *end;
    if (strncmp(name, "afii", 4) != 0)
        return 0;
    unsigned long number = strtoul(name + 4, &end, 10);
    for (size_t i = 0; *end == 0 && i < COUNT_OF(numbered); i++)
        if (number >= numbered[i].from && number <= numbered[i].until)
            return numbered[i].first + (uint32_t)(number - numbered[i].from);
    return 0;
}

static uint32_t listed(const char *name)
{
    bool is_latin = (name[0] >= 'A' && name[0] <= 'Z') || (name[0] >= 'a' && name[0] <= 'z');
    if (is_latin && name[1] == 0)
        return (unsigned char)name[0];
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strcmp(name, names[i].name) == 0)
            return names[i].letter;
    uint32_t letter = greek_letter(name);
    return letter != 0 ? letter : numbered_letter(name);
}

/* A letter and its marks, the inner first; name is cut. 0: it is none. */
static size_t accented(char *name, size_t size, uint32_t *out_letters, size_t room)
{
    if (room == 0)
        return 0;
    if ((out_letters[0] = listed(name)) != 0)
        return 1;
    for (size_t i = 0; i < COUNT_OF(accents); i++) {
        size_t mark = strlen(accents[i].name);
        if (size <= mark || strcmp(name + size - mark, accents[i].name) != 0)
            continue;
        name[size - mark] = 0;
        size_t count = accented(name, size - mark, out_letters, room - 1);
        if (count > 0)
            out_letters[count++] = accents[i].mark;
        return count;
    }
    return 0;
}

/* "0041" to "10FFFF"; 0: it is no such number. */
static uint32_t hex_letter(const char *at, size_t size)
{
    uint32_t value = 0;
    for (size_t i = 0; i < size; i++) {
        bool is_digit = at[i] >= '0' && at[i] <= '9', is_letter = at[i] >= 'A' && at[i] <= 'F';
        if (!is_digit && !is_letter)
            return 0;
        value = value * 16 + (uint32_t)(is_digit ? at[i] - '0' : at[i] - 'A' + 10);
    }
    return value <= 0x10ffff ? value : 0;
}

static size_t add_hex(const char *name, size_t size, uint32_t *out_letters, size_t room)
{
    size_t count = 0;
    if (size >= 7 && strncmp(name, "uni", 3) == 0 && (size - 3) % 4 == 0) {
        for (size_t i = 3; i < size && count < room; i += 4)
            if ((out_letters[count] = hex_letter(name + i, 4)) != 0)
                count++;
        return count;
    }
    if (size >= 5 && size <= 7 && name[0] == 'u' &&
        (out_letters[0] = hex_letter(name + 1, size - 1)) != 0)
        return 1;
    return 0;
}

/* Small capitals and figures of an older style are the letters they look like. */
static size_t cut_style(char *name, size_t size)
{
    static const char *const styles[] = {"small", "oldstyle", "superior", "inferior"};
    for (size_t i = 0; i < COUNT_OF(styles); i++) {
        size_t style = strlen(styles[i]);
        if (size > style && strcmp(name + size - style, styles[i]) == 0)
            size -= style;
    }
    name[size] = 0;
    return size;
}

static size_t of_part(struct str part, uint32_t *out_letters, size_t room)
{
    char name[NAME_MOST + 1];
    if (part.size == 0 || part.size > NAME_MOST || room == 0)
        return 0;
    memcpy(name, part.at, part.size);
    name[part.size] = 0;
    size_t count = listed(name) == 0 ? add_hex(name, part.size, out_letters, room) : 0;
    return count > 0 ? count : accented(name, cut_style(name, part.size), out_letters, room);
}

size_t letters_of_name(struct str name, uint32_t out_letters[LETTERS_MOST])
{
    size_t point = str_find(name, '.', 1), count = 0;
    name = str_slice(name, 0, point);
    size_t whole = of_part(name, out_letters, LETTERS_MOST);
    if (whole > 0 || str_find(name, '_', 0) == SIZE_MAX)
        return whole;
    while (name.size > 0) {
        size_t more = of_part(str_cut(&name, '_'), out_letters + count, LETTERS_MOST - count);
        if (more == 0)
            return 0;
        count += more;
    }
    return count;
}

bool letters_is_known(uint32_t letter)
{
    return letter >= ' ' && letter != 0x7f && letter != 0xfffd && letter <= 0x10ffff &&
           (letter & 0xfffe) != 0xfffe && (letter < 0xd800 || letter > 0xf8ff) &&
           letter < 0xf0000;
}
