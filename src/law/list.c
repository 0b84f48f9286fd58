#include "law/list.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucol.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include "law/area.h"

/* Nationality may be none, or not known; neither is a country. */
static const char *const no_countries[] = {"stateless", "not-known"};
static const char *const no_country_names[] = {"Stateless", "Not known"};

/* Demand first (screens.md 12: NRM 2025 and those who enter support), then by code. */
static const char *const languages[] = {
    "en", "ti", "so", "sq", "vi", "ar", "am", "ro", "pl", "fa", "prs", "ps", "ur", "bn", "cy",
    "ckb", "ku", "zh", "yue", "pa", "hi", "fil", "pt", "es", "fr", "yo", "ig", "ha", "sw", "bg",
    "hu", "lt", "uk", "ru", "tr", "th", "af", "ak", "as", "az", "be", "bem", "bfi", "bo", "bs",
    "ca", "ceb", "cs", "da", "de", "dyu", "ee", "el", "et", "ff", "fi", "ga", "gaa", "gd", "gu",
    "he", "hr", "hy", "id", "ilo", "it", "ja", "jv", "ka", "kk", "km", "kn", "ko", "kri", "ky",
    "lg", "ln", "lo", "lv", "mg", "mk", "ml", "mn", "mr", "ms", "my", "ne", "nl", "no", "ny", "om",
    "rn", "rom", "rw", "sd", "si", "sk", "sl", "sn", "sr", "ss", "st", "sv", "ta", "te", "tg", "tk",
    "tn", "tpi", "ts", "tw", "ug", "uz", "wo", "xh", "yi", "zu",
};

static const struct region {
    const char *code;
    char nation;
    const char *name;
} regions[] = {
    {"anywhere", 0, "Anywhere"},
    {"north_east", 'E', "North East"},
    {"north_west", 'E', "North West"},
    {"yorkshire_and_humber", 'E', "Yorkshire and the Humber"},
    {"east_midlands", 'E', "East Midlands"},
    {"west_midlands", 'E', "West Midlands"},
    {"east_of_england", 'E', "East of England"},
    {"london", 'E', "London"},
    {"south_east", 'E', "South East"},
    {"south_west", 'E', "South West"},
    {"wales", 'W', "Wales"},
    {"scotland", 'S', "Scotland"},
    {"northern_ireland", 'N', "Northern Ireland"},
};

static const struct region *region_find(struct str code)
{
    for (size_t i = 0; i < COUNT_OF(regions); i++)
        if (str_equal_c(code, regions[i].code))
            return &regions[i];
    return NULL;
}

char region_nation(struct str region)
{
    const struct region *found = region_find(region);
    return found ? found->nation : 0;
}

/* ---- which codes ----------------------------------------------------------------------------- */

static bool is_among(struct str code, const char *const *codes, size_t count)
{
    for (size_t i = 0; i < count && codes[i] != NULL; i++)
        if (str_equal_c(code, codes[i]))
            return true;
    return false;
}

bool list_has(struct str list, struct str code)
{
    if (str_equal_c(list, "country"))
        return is_among(code, uloc_getISOCountries(), SIZE_MAX) ||
               is_among(code, no_countries, COUNT_OF(no_countries));
    if (str_equal_c(list, "language"))
        return is_among(code, languages, COUNT_OF(languages));
    if (str_equal_c(list, "area"))
        return area_find(code) != NULL;
    must(str_equal_c(list, "region"));
    return region_find(code) != NULL;
}

/* ---- names ----------------------------------------------------------------------------------- */

enum { NAME_UNITS = 160 };

static struct str from_icu(struct arena *arena, const UChar *units, int32_t length)
{
    char bytes[NAME_UNITS * 3 + 1];
    int32_t size = 0;
    UErrorCode error = U_ZERO_ERROR;
    u_strToUTF8(bytes, sizeof(bytes), &size, units, length, &error);
    return U_FAILURE(error) ? STR_NONE : str_copy(arena, (struct str){bytes, (size_t)size});
}

static struct str country_name(struct arena *arena, struct str code, const char *language)
{
    for (size_t i = 0; i < COUNT_OF(no_countries); i++)
        if (str_equal_c(code, no_countries[i]))
            return str_of(no_country_names[i]);
    UChar units[NAME_UNITS];
    UErrorCode error = U_ZERO_ERROR;
    const char *locale = str_c(arena, str_format(arena, "und_%.*s", STR_ARGS(code)));
    int32_t length = uloc_getDisplayCountry(locale, language, units, NAME_UNITS, &error);
    return U_FAILURE(error) ? code : from_icu(arena, units, length);
}

/* Sign language and the two Persian languages have no name of their own in every ICU. */
static struct str ask_language_name(struct arena *arena, const char *code, const char *language)
{
    bool is_dari = strcmp(code, "prs") == 0;
    if (strcmp(code, "bfi") == 0)
        return STR("British Sign Language");
    UChar units[NAME_UNITS];
    UErrorCode error = U_ZERO_ERROR;
    int32_t length = uloc_getDisplayLanguage(is_dari ? "fa_AF" : code, language, units, NAME_UNITS,
                                             &error);
    if (U_FAILURE(error))
        return str_of(code);
    struct str name = from_icu(arena, units, length);
    return is_dari ? str_format(arena, "%.*s (Dari)", STR_ARGS(name)) : name;
}

/* Names of languages in each language that they are asked for in: asked once, because they stand on
 * many pages and ICU opens its tables for each. */
enum { READ_IN = 64, CODE_BYTES = 16, LANGUAGES = COUNT_OF(languages) };
static struct names {
    char language[CODE_BYTES];
    struct str names[LANGUAGES];
} known_names[READ_IN];
static size_t known_count;
static struct arena known_arena;
static pthread_mutex_t known_lock = PTHREAD_MUTEX_INITIALIZER;

/* A language among known_names, whose names are then there; nothing of it changes after. */
static const struct names *names_in(const char *language)
{
    size_t place = 0;
    must(pthread_mutex_lock(&known_lock) == 0);
    while (place < known_count && strcmp(known_names[place].language, language) != 0)
        place++;
    if (place == known_count) {
        if (known_count == 0)
            known_arena = arena_make(1 << 20);
        must(known_count < READ_IN && strlen(language) < CODE_BYTES);
        memcpy(known_names[place].language, language, strlen(language) + 1);
        for (size_t i = 0; i < LANGUAGES; i++)
            known_names[place].names[i] = ask_language_name(&known_arena, languages[i], language);
        known_count++;
    }
    must(pthread_mutex_unlock(&known_lock) == 0);
    return &known_names[place];
}

static struct str language_name(struct str code, const char *language)
{
    size_t place = 0;
    while (place + 1 < LANGUAGES && !str_equal_c(code, languages[place]))
        place++;
    return names_in(language)->names[place];
}

struct str list_name(struct arena *arena, struct str list, struct str code, const char *language)
{
    if (!list_has(list, code))
        return code;
    if (str_equal_c(list, "country"))
        return country_name(arena, code, language);
    if (str_equal_c(list, "language"))
        return language_name(code, language);
    if (str_equal_c(list, "area"))
        return area_find(code)->name;
    return str_of(region_find(code)->name);
}

/* ---- all of a list --------------------------------------------------------------------------- */

struct named {
    struct str code, name;
    unsigned char key[128];
};

static int by_key(const void *a, const void *b)
{
    return strcmp((const char *)((const struct named *)a)->key,
                  (const char *)((const struct named *)b)->key);
}

static void make_key(const UCollator *collator, struct named *named)
{
    UChar units[NAME_UNITS];
    int32_t length = 0;
    UErrorCode error = U_ZERO_ERROR;
    u_strFromUTF8(units, NAME_UNITS, &length, named->name.at, (int32_t)named->name.size, &error);
    if (U_SUCCESS(error) && collator)
        ucol_getSortKey(collator, units, length, named->key, sizeof(named->key) - 1);
}

/* In the order of the alphabet that the reader uses. While the collator is open nothing is taken
 * from the arena: where that is full the caller is left by a jump, and nobody would close it. */
static void sort_by_name(struct arena *arena, struct str list, const char *language,
                         struct str *codes, size_t count)
{
    struct named *named = ARENA_MANY(arena, struct named, count);
    for (size_t i = 0; i < count; i++) {
        named[i].code = codes[i];
        named[i].name = list_name(arena, list, codes[i], language);
    }
    UErrorCode error = U_ZERO_ERROR;
    UCollator *collator = ucol_open(language, &error);
    for (size_t i = 0; i < count; i++)
        make_key(collator, &named[i]);
    if (collator)
        ucol_close(collator);
    qsort(named, count, sizeof(named[0]), by_key);
    for (size_t i = 0; i < count; i++)
        codes[i] = named[i].code;
}

static struct list_codes country_codes(struct arena *arena, const char *language)
{
    const char *const *countries = uloc_getISOCountries();
    size_t count = 0;
    while (countries[count] != NULL)
        count++;
    struct str *codes = ARENA_MANY(arena, struct str, count + COUNT_OF(no_countries));
    for (size_t i = 0; i < count; i++)
        codes[i] = str_of(countries[i]);
    sort_by_name(arena, STR("country"), language, codes, count);
    for (size_t i = 0; i < COUNT_OF(no_countries); i++)
        codes[count++] = str_of(no_countries[i]);
    return (struct list_codes){codes, count};
}

struct list_codes list_codes(struct arena *arena, struct str list, const char *language)
{
    if (str_equal_c(list, "country"))
        return country_codes(arena, language);
    struct areas areas = area_all();
    bool is_area = str_equal_c(list, "area"), is_language = str_equal_c(list, "language");
    size_t count = is_area       ? areas.count
                   : is_language ? COUNT_OF(languages)
                                 : COUNT_OF(regions);
    struct str *codes = ARENA_MANY(arena, struct str, count);
    for (size_t i = 0; i < count; i++)
        codes[i] = is_area       ? areas.at[i].code
                   : is_language ? str_of(languages[i])
                                 : str_of(regions[i].code);
    return (struct list_codes){codes, count};
}

static bool is_same(struct str a, struct str b)
{
    return a.size == b.size && strncasecmp(a.at, b.at, a.size) == 0;
}

/* What people say for what ICU calls otherwise. */
static const struct {
    const char *list, *name, *code;
} other_names[] = {
    {"language", "Bengali", "bn"},       {"language", "BSL", "bfi"},
    {"language", "Dari", "prs"},         {"language", "Farsi", "fa"},
    {"language", "Kurmanji", "ku"},      {"language", "Mandarin", "zh"},
    {"language", "Sorani", "ckb"},       {"language", "Tagalog", "fil"},
    {"language", "Tigrigna", "ti"},      {"country", "America", "US"},
    {"country", "Bosnia", "BA"},         {"country", "Britain", "GB"},
    {"country", "Burma", "MM"},          {"country", "Czech Republic", "CZ"},
    {"country", "DRC", "CD"},            {"country", "England", "GB"},
    {"country", "Great Britain", "GB"},  {"country", "Hong Kong", "HK"},
    {"country", "Ivory Coast", "CI"},    {"country", "Myanmar", "MM"},
    {"country", "Palestine", "PS"},      {"country", "Swaziland", "SZ"},
    {"country", "The Gambia", "GM"},     {"country", "Trinidad", "TT"},
    {"country", "Turkey", "TR"},         {"country", "UK", "GB"},
    {"country", "USA", "US"},
};

struct str list_find(struct arena *arena, struct str list, struct str name, const char *language)
{
    for (size_t i = 0; i < COUNT_OF(other_names); i++)
        if (str_equal_c(list, other_names[i].list) && is_same(name, str_of(other_names[i].name)))
            return str_of(other_names[i].code);
    struct list_codes codes = list_codes(arena, list, "en");
    for (size_t i = 0; i < codes.count; i++)
        if (is_same(codes.at[i], name) ||
            is_same(list_name(arena, list, codes.at[i], language), name) ||
            is_same(list_name(arena, list, codes.at[i], "en"), name))
            return codes.at[i];
    return STR_NONE;
}

/* ---- several, as somebody types them --------------------------------------------------------- */

struct str list_names(struct arena *arena, struct str list, struct str codes, const char *language)
{
    struct buf text = buf_make(arena, 256);
    while (codes.size > 0) {
        if (text.size > 0)
            buf_add_c(&text, ", ");
        buf_add(&text, list_name(arena, list, str_cut(&codes, ','), language));
    }
    return buf_text(&text);
}

/* The comma of Arabic and Persian parts as well as ours does. */
static struct str with_our_commas(struct arena *arena, struct str typed)
{
    struct buf text = buf_make(arena, typed.size + 1);
    for (size_t i = 0; i < typed.size; i++) {
        bool is_theirs = i + 1 < typed.size && typed.at[i] == '\xd8' && typed.at[i + 1] == '\x8c';
        buf_add_char(&text, is_theirs ? ',' : typed.at[i]);
        i += is_theirs;
    }
    return buf_text(&text);
}

bool list_read(struct arena *arena, struct str list, struct str typed, const char *language,
               struct str *out_codes, struct str *out_unknown)
{
    struct buf codes = buf_make(arena, 256);
    typed = with_our_commas(arena, typed);
    while (typed.size > 0) {
        struct str name = str_trim(str_cut(&typed, ','));
        struct str code = list_find(arena, list, name, language);
        if (code.size == 0 && name.size > 0) {
            *out_unknown = name;
            return false;
        }
        if (code.size == 0 || str_has_part(buf_text(&codes), ',', code))
            continue;
        buf_add_c(&codes, codes.size > 0 ? "," : "");
        buf_add(&codes, code);
    }
    *out_codes = buf_text(&codes);
    return true;
}
