// foldc: every letter of every script, and how it sounds in plain Latin letters, as one table.
//
//     foldc FOLD.c FOLD.h
//
// The vault folds names without ICU: what ICU knows of letters is asked here, once for each code
// point, and written down (src/vault/fold.c says how it is read; the first byte of a text is its
// kind, src/vault/fold_letters.h). In scripts where a consonant carries a vowel until a sign takes
// it away, the consonant is asked with and without.

#include "file.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#include "vault/fold_letters.h"

enum { LIMIT = 0x10000, TEXT = 64, SCRIPTS = 256, NAMED = 256 };

// Of each script: what its signs are asked with.
struct script {
    UChar32 virama, consonant;
};

static UTransliterator *to_latin;
static const UNormalizer2 *decomposer;
static struct script scripts[SCRIPTS];

static void check(UErrorCode error)
{
    if (U_FAILURE(error)) {
        fprintf(stderr, "foldc: %s\n", u_errorName(error));
        exit(1);
    }
}

static bool is_known(UChar32 code)
{
    for (size_t i = 0; i < sizeof(LETTERS) / sizeof(LETTERS[0]); i++)
        if (LETTERS[i].code == code)
            return true;
    return false;
}

// A letter that Latin letters have to be found for.
static bool is_foreign(UChar32 code)
{
    return code >= 0x0370 && u_isalpha(code) && !is_known(u_tolower(code));
}

static bool is_mark(UChar32 code)
{
    int kind = u_charType(code);
    return kind == U_NON_SPACING_MARK || kind == U_COMBINING_SPACING_MARK;
}

static bool is_silent(UChar32 code)
{
    int kind = u_charType(code);
    return kind == U_NON_SPACING_MARK || kind == U_MODIFIER_LETTER || kind == U_MODIFIER_SYMBOL ||
           kind == U_ENCLOSING_MARK || kind == U_FORMAT_CHAR || code == 0x2019 || code == 0x2018;
}

// One or two code points in Latin letters and marks over them, decomposed. "": there are none.
static void spell(UChar32 first, UChar32 second, char out[TEXT])
{
    UChar text[TEXT], latin[TEXT];
    int32_t size = 0, limit, bytes = 0;
    UErrorCode error = U_ZERO_ERROR;
    U16_APPEND_UNSAFE(text, size, first);
    if (second != 0)
        U16_APPEND_UNSAFE(text, size, second);
    limit = size;
    utrans_transUChars(to_latin, text, &size, TEXT, 0, &limit, &error);
    size = unorm2_normalize(decomposer, text, limit, latin, TEXT, &error);
    check(error);
    u_strToLower(latin, TEXT, latin, size, "", &error);
    for (int32_t i = 0; i < size; i++)
        if (latin[i] >= 0x0370 || latin[i] == 0xFFFD)
            size = 0; // ICU does not know this letter
    u_strToUTF8(out, TEXT, &bytes, latin, size, &error);
    check(error);
    out[bytes] = 0;
}

static int script_of(UChar32 code)
{
    UErrorCode error = U_ZERO_ERROR;
    int script = uscript_getScript(code, &error);
    return script >= 0 && script < SCRIPTS ? script : 0;
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

// A consonant that says "a" unless a virama takes that away: its text without the vowel.
static bool bare_of(UChar32 code, char out[TEXT])
{
    char whole[TEXT], with_vowel[TEXT + 1];
    UChar32 virama = scripts[script_of(code)].virama;
    if (virama == 0 || u_charType(code) != U_OTHER_LETTER)
        return false;
    spell(code, 0, whole);
    spell(code, virama, out);
    snprintf(with_vowel, sizeof with_vowel, "%sa", out);
    return out[0] != 0 && strcmp(whole, with_vowel) == 0;
}

static void find_scripts(void)
{
    char bare[TEXT];
    for (UChar32 code = 0x0590; code < LIMIT; code++)
        if (u_getCombiningClass(code) == 9 && scripts[script_of(code)].virama == 0)
            scripts[script_of(code)].virama = code;
    for (UChar32 code = 0x0590; code < LIMIT; code++) {
        struct script *script = &scripts[script_of(code)];
        if (script->consonant == 0 && u_charType(code) == U_OTHER_LETTER && script_of(code) > 1
            && (script->virama == 0 || bare_of(code, bare)))
            script->consonant = code;
    }
}

// A sign is what it makes of a consonant.
static char sign_of(UChar32 code, char out[TEXT])
{
    char bare[TEXT], whole[TEXT], with[TEXT];
    const struct script *script = &scripts[script_of(code)];
    if (script->consonant == 0)
        return FOLD_SILENT;
    if (code == script->virama)
        return FOLD_VIRAMA;
    spell(script->consonant, 0, whole);
    spell(script->consonant, code, with);
    if (begins(with, whole)) {
        strcpy(out, with + strlen(whole));
        return out[0] == 0 ? FOLD_SILENT : FOLD_LETTER;
    }
    if (!bare_of(script->consonant, bare) || !begins(with, bare))
        return FOLD_SILENT;
    strcpy(out, with + strlen(bare));
    return FOLD_SIGN;
}

// What the code point is, or 0: nothing of a name; out: the text it is read as.
static char entry_of(UChar32 code, char out[TEXT])
{
    UChar text[8], lower[TEXT];
    int32_t size = 0, at = 0, bytes = 0;
    UErrorCode error = U_ZERO_ERROR;
    out[0] = 0;
    if (u_charType(code) == U_SURROGATE || u_charType(code) == U_PRIVATE_USE_CHAR)
        return 0;
    if (is_mark(code) && code >= 0x0590 && !is_known(code))
        return sign_of(code, out);
    U16_APPEND_UNSAFE(text, size, u_tolower(code));
    size = unorm2_normalize(decomposer, text, size, lower, TEXT, &error);
    check(error);
    bool is_one = size == 1 && lower[0] == code;
    while (at < size) {
        UChar32 part;
        U16_NEXT(lower, at, size, part);
        if (!is_foreign(part))
            continue;
        if (bare_of(code, out))
            return FOLD_CONSONANT;
        spell(code, 0, out);
        int kind = script_of(code) == USCRIPT_HAN ? FOLD_WORD : FOLD_LETTER;
        return out[0] ? (char)kind : 0;
    }
    if (is_one)
        return is_silent(code) && !is_known(code) ? FOLD_SILENT : 0;
    if (size > 16)
        return 0;
    u_strToUTF8(out, TEXT, &bytes, lower, size, &error);
    check(error);
    out[bytes] = 0;
    return FOLD_PLAIN;
}

// ---- writing

static char *pool;
static size_t pool_size;
static uint32_t heads[1 << 16];

static uint32_t hash(const char *text)
{
    uint32_t value = 2166136261u;
    for (; *text; text++)
        value = (value ^ (unsigned char)*text) * 16777619u;
    return value & 0xFFFF;
}

// Where the text stands in the pool; each is there once.
static uint32_t keep(const char *text)
{
    uint32_t place = hash(text);
    while (heads[place] != 0 && strcmp(pool + heads[place] - 1, text) != 0)
        place = (place + 1) & 0xFFFF;
    if (heads[place] == 0) {
        heads[place] = (uint32_t)pool_size + 1;
        strcpy(pool + pool_size, text);
        pool_size += strlen(text) + 1;
    }
    return heads[place] - 1;
}

static size_t write_entries(FILE *out)
{
    size_t count = 0;
    fprintf(out, "const struct fold_entry fold_entries[] = {\n");
    for (UChar32 code = 0x80; code < LIMIT; code++) {
        char text[TEXT + 1];
        text[0] = entry_of(code, text + 1);
        if (text[0] == 0)
            continue;
        fprintf(out, "{%d,%u},%s", code, keep(text), count % 8 == 7 ? "\n" : "");
        count++;
    }
    fprintf(out, "\n};\n");
    return count;
}

// A foreign letter and its mark, written as two where there is one code point for both.
static size_t write_pairs(FILE *out)
{
    size_t count = 0;
    fprintf(out, "const struct fold_pair fold_pairs[] = {\n");
    for (UChar32 code = 0x0370; code < LIMIT; code++) {
        UChar text[TEXT];
        UErrorCode error = U_ZERO_ERROR;
        bool is_hangul = code >= 0xAC00 && code <= 0xD7A3;
        int32_t size = unorm2_getRawDecomposition(decomposer, code, text, TEXT, &error);
        UErrorCode canonical = U_ZERO_ERROR;
        const UNormalizer2 *nfd = unorm2_getNFDInstance(&canonical);
        if (is_hangul || size != 2 || !is_foreign(code) ||
            unorm2_isNormalized(nfd, text, 2, &error) == 0)
            continue;
        fprintf(out, "{%d,%d,%d},%s", text[0], text[1], code, count % 8 == 7 ? "\n" : "");
        count++;
    }
    fprintf(out, "\n};\n");
    return count;
}

int main(int argc, char **argv)
{
    static const UChar id[] = u"Any-Latin";
    UErrorCode error = U_ZERO_ERROR;
    if (argc != 3) {
        fprintf(stderr, "usage: foldc OUT.c OUT.h\n");
        return 2;
    }
    to_latin = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
    decomposer = unorm2_getNFKDInstance(&error);
    check(error);
    pool = file_memory(LIMIT, TEXT);
    find_scripts();
    FILE *out = file_create(argv[1]);
    fprintf(out, "#include \"%s\"\n\n", file_name(argv[2]));
    size_t entries = write_entries(out), pairs = write_pairs(out);
    fprintf(out, "const size_t fold_entry_count = %zu, fold_pair_count = %zu;\n", entries, pairs);
    fprintf(out, "const char fold_texts[] =\n");
    file_write_literal(out, pool, pool_size);
    fprintf(out, ";\n");
    file_close(out, argv[1]);
    out = file_create(argv[2]);
    fprintf(out, "#include <stddef.h>\n#include <stdint.h>\n\n"
                 "struct fold_entry { uint16_t code; uint32_t text; };\n"
                 "struct fold_pair { uint16_t first, second, both; };\n"
                 "extern const struct fold_entry fold_entries[]; /* by code */\n"
                 "extern const struct fold_pair fold_pairs[];\n"
                 "extern const size_t fold_entry_count, fold_pair_count;\n"
                 "extern const char fold_texts[];\n");
    file_close(out, argv[2]);
    return 0;
}
