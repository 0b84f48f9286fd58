#include "guard/spelling.h"

#include <pthread.h>
#include <string.h>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>
#include <unicode/utrans.h>

enum { UNITS = 32, WORD_UNITS = 256 };

static const UNormalizer2 *compatible;
static USpoofChecker *lookalike;
static UTransliterator *to_latin;
static pthread_mutex_t latin_lock = PTHREAD_MUTEX_INITIALIZER; /* one cannot serve two threads */

static void prepare(void)
{
    static const UChar id[] = u"Any-Latin; NFKD; Latin-ASCII";
    UErrorCode error = U_ZERO_ERROR;
    compatible = unorm2_getNFKDInstance(&error);
    lookalike = uspoof_open(&error);
    to_latin = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
    must(U_SUCCESS(error));
}

struct spelling_making {
    struct str text;
    struct spelled_letter *at;
    size_t count, room;
    bool is_gap;
};

/* ---- one letter ------------------------------------------------------------------------------ */

static char plain(char c)
{
    if (c >= 'A' && c <= 'Z')
        c = (char)(c - 'A' + 'a');
    switch (c) {
    case '0': return 'o';
    case '1': case 'l': return 'i';
    case '5': return 's';
    default: return c;
    }
}

static bool is_plain(UChar32 c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void add(struct spelling_making *making, char letter, bool is_digit, size_t from,
                size_t until)
{
    if (making->count == making->room)
        return;
    making->at[making->count++] = (struct spelled_letter){
        letter, is_digit, making->is_gap, (uint32_t)from, (uint32_t)until};
    making->is_gap = false;
}

/* A mark that joins a letter, or a character that shows nothing. */
static bool is_unseen(UChar32 c)
{
    int8_t type = u_charType(c);
    return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR ||
           u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

/* What it looks like in plain letters. False: like none. */
static bool add_lookalike(struct spelling_making *making, UChar32 c, size_t from, size_t until)
{
    UChar one[2], seen[UNITS];
    int32_t size = 0;
    UErrorCode error = U_ZERO_ERROR;
    U16_APPEND_UNSAFE(one, size, c);
    int32_t count = uspoof_getSkeleton(lookalike, 0, one, size, seen, UNITS, &error);
    bool is_found = false;
    for (int32_t i = 0; U_SUCCESS(error) && i < count && i < 4; i++)
        if (is_plain(seen[i])) {
            add(making, plain((char)seen[i]), false, from, until);
            is_found = true;
        }
    return is_found;
}

static void add_piece(struct spelling_making *making, UChar32 c, size_t from, size_t until)
{
    int32_t digit = u_charDigitValue(c);
    if (digit >= 0 && digit <= 9)
        add(making, plain((char)('0' + digit)), true, from, until);
    else if (is_plain(c))
        add(making, plain((char)c), false, from, until);
    else if (is_unseen(c))
        return;
    else if (u_isalnum(c)) {
        if (!add_lookalike(making, c, from, until) &&
            !add_lookalike(making, u_tolower(c), from, until))
            add(making, '?', false, from, until);
    } else
        making->is_gap = true;
}

/* One character of the text: taken apart first, so that "e with accent" is e and an accent. */
static void add_character(struct spelling_making *making, UChar32 c, size_t from, size_t until)
{
    if (c < 0x80) {
        add_piece(making, c, from, until);
        return;
    }
    UChar one[2], parts[UNITS];
    int32_t size = 0;
    UErrorCode error = U_ZERO_ERROR;
    U16_APPEND_UNSAFE(one, size, c);
    int32_t count = unorm2_normalize(compatible, one, size, parts, UNITS, &error);
    if (U_FAILURE(error)) {
        add(making, '?', false, from, until);
        return;
    }
    for (int32_t i = 0; i < count;) {
        UChar32 part;
        U16_NEXT(parts, i, count, part);
        add_piece(making, part, from, until);
    }
}

/* ---- one character of the text, as it was meant ---------------------------------------------- */

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* &#87; &#x57; &amp; &nbsp; at `at`; returns its end, or at when it is none. A name that is not
 * known stands for a mark. */
static size_t read_entity(struct str text, size_t at, UChar32 *out_c)
{
    size_t i = at + 1;
    UChar32 value = 0;
    bool is_number = i < text.size && text.at[i] == '#';
    int base = is_number && i + 1 < text.size && (text.at[i + 1] | 0x20) == 'x' ? 16 : 10;
    i += is_number ? (base == 16 ? 2 : 1) : 0;
    size_t first = i;
    for (; i < text.size && i < first + 10 && is_plain(text.at[i]); i++)
        if (is_number) {
            int digit = hex(text.at[i]);
            if (digit < 0 || digit >= base || value > 0x10ffff)
                return at;
            value = value * base + digit;
        }
    if (i == first || i == text.size || text.at[i] != ';' || value > 0x10ffff)
        return at;
    struct str name = str_slice(text, first, i - first);
    *out_c = is_number ? value
           : str_equal_c(name, "shy") || str_equal_c(name, "zwnj") || str_equal_c(name, "zwj")
               ? 0xad : ' ';
    return i + 1;
}

/* \n, \t and \u0057 of JSON and calendars. */
static size_t read_escape(struct str text, size_t at, UChar32 *out_c)
{
    char after = at + 1 < text.size ? text.at[at + 1] : 0;
    if (after == 'n' || after == 'r' || after == 't' || after == 'N') {
        *out_c = ' ';
        return at + 2;
    }
    if (after != 'u' || at + 6 > text.size)
        return at;
    UChar32 value = 0;
    for (size_t i = at + 2; i < at + 6; i++) {
        if (hex(text.at[i]) < 0)
            return at;
        value = value * 16 + hex(text.at[i]);
    }
    *out_c = value;
    return at + 6;
}

/* %57, several of which may be one character. */
static size_t read_percent(struct str text, size_t at, UChar32 *out_c)
{
    uint8_t bytes[4];
    int32_t count = 0, used = 0;
    size_t i = at;
    for (; count < 4 && i + 2 < text.size && text.at[i] == '%'; i += 3) {
        int high = hex(text.at[i + 1]), low = hex(text.at[i + 2]);
        if (high < 0 || low < 0)
            break;
        bytes[count++] = (uint8_t)(high * 16 + low);
    }
    if (count == 0)
        return at;
    U8_NEXT_OR_FFFD(bytes, used, count, *out_c);
    return at + 3 * (size_t)used;
}

static size_t read_character(struct str text, size_t at, UChar32 *out_c)
{
    size_t end = at;
    char c = text.at[at];
    if (c == '&')
        end = read_entity(text, at, out_c);
    else if (c == '\\')
        end = read_escape(text, at, out_c);
    else if (c == '%')
        end = read_percent(text, at, out_c);
    if (end != at)
        return end;
    U8_NEXT_OR_FFFD((const uint8_t *)text.at, end, text.size, *out_c);
    return end;
}

/* ---- words in other scripts ------------------------------------------------------------------ */

static bool is_foreign(UChar32 c)
{
    return c >= 0x370 && u_isalpha(c) && !u_hasBinaryProperty(c, UCHAR_ASCII_HEX_DIGIT) &&
           (c < 0x1d00 || c >= 0x2c00) && (c < 0x1e00 || c > 0x1eff) && c < 0x1d400 &&
           (c < 0xff00 || c > 0xffef);
}

/* The run of foreign letters that begins at `at`; returns its end. */
static size_t add_foreign(struct spelling_making *making, size_t at)
{
    UChar word[WORD_UNITS];
    int32_t size = 0;
    size_t end = at;
    while (end < making->text.size && size < WORD_UNITS / 4) {
        UChar32 c;
        size_t next = read_character(making->text, end, &c);
        if (!is_foreign(c) && !is_unseen(c) && u_charType(c) != U_COMBINING_SPACING_MARK)
            break;
        U16_APPEND_UNSAFE(word, size, c);
        end = next;
    }
    UErrorCode error = U_ZERO_ERROR;
    int32_t limit = size;
    must(pthread_mutex_lock(&latin_lock) == 0);
    utrans_transUChars(to_latin, word, &size, WORD_UNITS, 0, &limit, &error);
    must(pthread_mutex_unlock(&latin_lock) == 0);
    for (int32_t i = 0; U_SUCCESS(error) && i < size; i++)
        if (is_plain(word[i]))
            add(making, plain((char)word[i]), false, at, end);
    return end;
}

/* ---- the whole ------------------------------------------------------------------------------- */

static size_t skip_tag(struct spelling_making *making, size_t at)
{
    size_t end = str_find(making->text, '>', at);
    making->is_gap = true;
    return end == SIZE_MAX ? at + 1 : end + 1;
}

struct spelling spelling_of(struct arena *arena, struct str text, unsigned how)
{
    static pthread_once_t is_prepared = PTHREAD_ONCE_INIT;
    must(pthread_once(&is_prepared, prepare) == 0);
    must(text.size < UINT32_MAX);
    struct spelling_making making = {.text = text, .room = text.size * 2 + 16, .is_gap = true};
    making.at = ARENA_MANY(arena, struct spelled_letter, making.room);
    for (size_t at = 0; at < text.size;) {
        UChar32 c = 0;
        if ((how & SPELLING_VISIBLE) && text.at[at] == '<') {
            at = skip_tag(&making, at);
            continue;
        }
        size_t next = read_character(text, at, &c);
        if ((how & SPELLING_LATIN) && is_foreign(c)) {
            at = add_foreign(&making, at);
            continue;
        }
        add_character(&making, c, at, next);
        at = next;
    }
    return (struct spelling){making.at, making.count};
}

struct str spelling_letters(struct arena *arena, struct str text, unsigned how)
{
    struct spelling spelling = spelling_of(arena, text, how);
    char *letters = ARENA_MANY(arena, char, spelling.count + 1);
    for (size_t i = 0; i < spelling.count; i++)
        letters[i] = spelling.at[i].letter;
    return (struct str){letters, spelling.count};
}
