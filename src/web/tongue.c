#include "web/tongue.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unicode/udat.h>
#include <unicode/udatpg.h>
#include <unicode/upluralrules.h>
#include <unicode/ustring.h>

enum { TONGUES = 64, UCHARS = TONGUE_NAME };

static struct tongue tongues[TONGUES];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void to_utf8(char *out, const UChar *text, int32_t size)
{
    UErrorCode status = U_ZERO_ERROR;
    u_strToUTF8(out, TONGUE_NAME - 1, NULL, text, size, &status);
    must(U_SUCCESS(status));
}

static void read_symbols(UDateFormat *format, UDateFormatSymbolType type, int count, int first,
                         char (*out)[TONGUE_NAME])
{
    for (int i = 0; i < count; i++) {
        UErrorCode status = U_ZERO_ERROR;
        UChar text[UCHARS];
        int32_t size = udat_getSymbols(format, type, first + i, text, UCHARS, &status);
        must(U_SUCCESS(status));
        to_utf8(out[i], text, size);
    }
}

static void read_names(struct tongue *tongue, const char *locale)
{
    UErrorCode status = U_ZERO_ERROR;
    UDateFormat *format =
        udat_open(UDAT_LONG, UDAT_LONG, locale, u"UTC", -1, NULL, 0, &status);
    must(U_SUCCESS(status));
    read_symbols(format, UDAT_MONTHS, 12, 0, &tongue->months[1]);
    read_symbols(format, UDAT_SHORT_MONTHS, 12, 0, &tongue->short_months[1]);
    /* ICU counts the days from Sunday, 1; ISO 8601 from Monday */
    read_symbols(format, UDAT_WEEKDAYS, 6, UCAL_MONDAY, &tongue->weekdays[MONDAY]);
    read_symbols(format, UDAT_WEEKDAYS, 1, UCAL_SUNDAY, &tongue->weekdays[SUNDAY]);
    udat_close(format);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Takes a pattern of CLDR apart: letters are fields, but not between apostrophes. */
static void read_pieces(const char *at, struct date_piece *pieces)
{
    struct date_piece *piece = pieces;
    for (bool is_quoted = false; *at != '\0';) {
        must(piece < pieces + PIECES_OF_DATE - 1 && piece->text_size < PIECE_TEXT);
        char c = *at;
        if (c == '\'') {
            is_quoted = !is_quoted;
            at++;
        } else if (is_quoted || !is_letter(c)) {
            piece->text[piece->text_size++] = c;
            at++;
        } else {
            piece->field = c;
            for (; *at == c; at++)
                piece->letters++;
            piece++;
        }
    }
}

static void read_patterns(struct tongue *tongue, const char *locale)
{
    static const UChar *const skeletons[DATE_STYLES] = {
        [DATE_FULL] = u"yMMMMEEEEd",
        [DATE_LONG] = u"yMMMMd",
        [DATE_SHORT] = u"MMMd",
        [DATE_MONTH] = u"yMMMM",
        [DATE_AND_TIME] = u"yMMMMdHmm",
    };
    UErrorCode status = U_ZERO_ERROR;
    UDateTimePatternGenerator *generator = udatpg_open(locale, &status);
    must(U_SUCCESS(status));
    for (int i = 0; i < DATE_STYLES; i++) {
        UChar wide[UCHARS];
        char pattern[TONGUE_NAME];
        int32_t size = udatpg_getBestPattern(generator, skeletons[i], -1, wide, UCHARS, &status);
        must(U_SUCCESS(status));
        to_utf8(pattern, wide, size);
        read_pieces(pattern, tongue->dates[i]);
    }
    udatpg_close(generator);
}

/* British order without commas, as the design system writes dates; ICU's "en" is American. */
static void set_english_patterns(struct tongue *tongue)
{
    static const char *const patterns[DATE_STYLES] = {
        [DATE_FULL] = "EEEE d MMMM y",
        [DATE_LONG] = "d MMMM y",
        [DATE_SHORT] = "d MMM",
        [DATE_MONTH] = "MMMM y",
        [DATE_AND_TIME] = "d MMMM y, HH:mm",
    };
    for (int i = 0; i < DATE_STYLES; i++)
        read_pieces(patterns[i], tongue->dates[i]);
}

/* Index of the plural form by the rules of the language. */
static size_t ask_plural(size_t language, int64_t number)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar wide[16];
    char category[16];
    double size = number < 0 ? -(double)number : (double)number;
    int32_t length =
        uplrules_select(tongues[language].plural_rules, size, wide, COUNT_OF(wide), &status);
    must(U_SUCCESS(status) && length < (int32_t)sizeof(category));
    u_UCharsToChars(wide, category, length);
    category[length] = '\0';
    const char *const *categories = language_table[language].categories;
    size_t last = 0;
    for (size_t i = 0; i < 6 && categories[i] != NULL; last = i++)
        if (strcmp(categories[i], category) == 0)
            return i;
    return last;
}

static void read_plurals(size_t language, const char *code)
{
    UErrorCode status = U_ZERO_ERROR;
    tongues[language].plural_rules = uplrules_open(code, &status);
    must(U_SUCCESS(status));
    for (int i = 0; i < TONGUE_NUMBERS; i++)
        tongues[language].plurals[i] = (unsigned char)ask_plural(language, i);
}

static void read_tongues(void)
{
    must(language_count <= TONGUES);
    for (size_t i = 0; i < language_count; i++) {
        char locale[64];
        const char *code = language_table[i].code;
        int size = snprintf(locale, sizeof(locale), "%s@calendar=gregorian;numbers=latn", code);
        must(size > 0 && (size_t)size < sizeof(locale));
        read_names(&tongues[i], locale);
        if (strcmp(code, "en") == 0)
            set_english_patterns(&tongues[i]);
        else
            read_patterns(&tongues[i], locale);
        read_plurals(i, code);
    }
}

const struct tongue *tongue_of(size_t language)
{
    must(language < language_count);
    must(pthread_once(&once, read_tongues) == 0);
    return &tongues[language];
}

size_t tongue_plural(size_t language, int64_t number)
{
    const struct tongue *tongue = tongue_of(language);
    bool is_kept = number >= 0 && number < TONGUE_NUMBERS;
    return is_kept ? tongue->plurals[number] : ask_plural(language, number);
}
