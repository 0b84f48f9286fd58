/* One name in, plain words out. The text is decomposed (NFKD) once, then read code point by code
 * point: table, or ICU for runs of a script the tables do not know. */
#include "vault/fold.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { TEXT_LIMIT = 512 }; /* UTF-16 units read of one name */

/* The sound of a letter that has no a-z form of its own. Sorted by code point. */
struct letter {
    uint16_t code;
    char letters[5];
};

static const struct letter LETTERS[] = {
    /* Latin: letters without a decomposition */
    {0x00DF, "ss"}, {0x00E6, "e"}, {0x00F0, "d"}, {0x00F8, "o"}, {0x00FE, "th"}, {0x0111, "d"},
    {0x0127, "h"}, {0x0131, "i"}, {0x0142, "l"}, {0x014B, "ng"}, {0x0153, "e"}, {0x0167, "t"},
    {0x0180, "b"}, {0x0199, "k"}, {0x01B4, "y"}, {0x01DD, ""}, {0x0253, "b"}, {0x0254, "o"},
    {0x0256, "d"}, {0x0257, "d"}, {0x0259, "a"}, {0x025B, "e"}, {0x0260, "g"}, {0x0269, "i"},
    {0x028B, "v"},
    /* Cyrillic */
    {0x0430, "a"}, {0x0431, "b"}, {0x0432, "v"}, {0x0433, "g"}, {0x0434, "d"}, {0x0435, "e"},
    {0x0436, "zh"}, {0x0437, "z"}, {0x0438, "i"}, {0x0439, "y"}, {0x043A, "k"}, {0x043B, "l"},
    {0x043C, "m"}, {0x043D, "n"}, {0x043E, "o"}, {0x043F, "p"}, {0x0440, "r"}, {0x0441, "s"},
    {0x0442, "t"}, {0x0443, "u"}, {0x0444, "f"}, {0x0445, "kh"}, {0x0446, "ts"}, {0x0447, "ch"},
    {0x0448, "sh"}, {0x0449, "shch"}, {0x044A, ""}, {0x044B, "y"}, {0x044C, ""}, {0x044D, "e"},
    {0x044E, "yu"}, {0x044F, "ya"}, {0x0452, "dj"}, {0x0454, "ye"}, {0x0455, "dz"},
    {0x0456, "i"}, {0x0458, "y"}, {0x0459, "l"}, {0x045A, "n"}, {0x045B, "ch"}, {0x045F, "dj"},
    {0x0491, "g"}, {0x0493, "g"}, {0x049B, "k"}, {0x04A3, "n"}, {0x04AF, "u"}, {0x04B1, "u"},
    {0x04BB, "h"}, {0x04D9, "a"}, {0x04E9, "o"},
    /* Arabic, and what Persian, Kurdish, Urdu and Pashto add to it */
    {0x0621, ""}, {0x0627, "a"}, {0x0628, "b"}, {0x0629, "a"}, {0x062A, "t"}, {0x062B, "th"},
    {0x062C, "j"}, {0x062D, "h"}, {0x062E, "kh"}, {0x062F, "d"}, {0x0630, "dh"}, {0x0631, "r"},
    {0x0632, "z"}, {0x0633, "s"}, {0x0634, "sh"}, {0x0635, "s"}, {0x0636, "dh"}, {0x0637, "t"},
    {0x0638, "z"}, {0x0639, "a"}, {0x063A, "gh"}, {0x0640, ""}, {0x0641, "f"}, {0x0642, "q"},
    {0x0643, "k"}, {0x0644, "l"}, {0x0645, "m"}, {0x0646, "n"}, {0x0647, "h"}, {0x0648, "w"},
    {0x0649, "a"}, {0x064A, "y"}, {0x064E, "a"}, {0x064F, "u"}, {0x0650, "i"}, {0x0671, "a"},
    {0x0679, "t"}, {0x067C, "t"}, {0x067E, "p"}, {0x0681, "dz"}, {0x0685, "ts"}, {0x0686, "ch"},
    {0x0688, "d"}, {0x0689, "d"}, {0x0691, "r"}, {0x0693, "r"}, {0x0695, "r"}, {0x0696, "zh"},
    {0x0698, "zh"}, {0x069A, "sh"}, {0x06A4, "v"}, {0x06A9, "k"}, {0x06AB, "g"}, {0x06AD, "ng"},
    {0x06AF, "g"}, {0x06B5, "l"}, {0x06BA, "n"}, {0x06BC, "n"}, {0x06BE, "h"}, {0x06C1, "h"},
    {0x06C6, "o"}, {0x06C7, "u"}, {0x06CC, "y"}, {0x06CE, "e"}, {0x06D0, "e"}, {0x06D2, "e"},
    {0x06D5, "e"},
};

/* A letter and the mark after it that make a sound of their own. */
struct marked {
    uint16_t base, mark;
    char letters[3];
};

static const struct marked MARKED[] = {
    {'s', 0x030C, "sh"}, {'s', 0x0327, "sh"}, {'s', 0x0326, "sh"}, {'s', 0x0323, "sh"},
    {'s', 0x0301, "sh"}, {'c', 0x030C, "ch"}, {'c', 0x0327, "ch"}, {'c', 0x0301, "ch"},
    {'t', 0x0327, "ts"}, {'t', 0x0326, "ts"}, {'z', 0x030C, "zh"}, {'z', 0x0307, "zh"},
    {'n', 0x0303, "ny"}, {0x0438, 0x0306, "y"}, {0x0435, 0x0308, "yo"}, {0x0456, 0x0308, "yi"},
    {0x0443, 0x0306, "u"},
};

static int by_code(const void *a, const void *b)
{
    return *(const uint16_t *)a - ((const struct letter *)b)->code;
}

static const char *letters_of(UChar32 code, UChar32 mark)
{
    for (size_t i = 0; i < COUNT_OF(MARKED); i++) {
        if (MARKED[i].base == code && MARKED[i].mark == mark)
            return MARKED[i].letters;
    }
    if (code > UINT16_MAX)
        return NULL;
    uint16_t key = (uint16_t)code;
    const struct letter *found =
        bsearch(&key, LETTERS, COUNT_OF(LETTERS), sizeof(LETTERS[0]), by_code);
    return found == NULL ? NULL : found->letters;
}

/* ---- ICU ---------------------------------------------------------------------------------- */

static pthread_once_t prepared = PTHREAD_ONCE_INIT;
static pthread_mutex_t to_latin_mutex = PTHREAD_MUTEX_INITIALIZER;
static UTransliterator *to_latin;
static const UNormalizer2 *decomposer;

static void prepare(void)
{
    static const UChar id[] = u"Any-Latin";
    UErrorCode error = U_ZERO_ERROR;
    to_latin = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
    decomposer = unorm2_getNFKDInstance(&error);
    must(U_SUCCESS(error));
}

void fold_prepare(void)
{
    must(pthread_once(&prepared, prepare) == 0);
}

/* size units of text to Latin, decomposed, in place. 0 units when ICU cannot. */
static int32_t latin_of(UChar *text, int32_t size)
{
    UChar latin[TEXT_LIMIT];
    int32_t limit = size;
    UErrorCode error = U_ZERO_ERROR;
    memcpy(latin, text, (size_t)size * sizeof(*text));
    pthread_mutex_lock(&to_latin_mutex);
    utrans_transUChars(to_latin, latin, &size, TEXT_LIMIT, 0, &limit, &error);
    pthread_mutex_unlock(&to_latin_mutex);
    size = U_SUCCESS(error)
               ? unorm2_normalize(decomposer, latin, limit, text, TEXT_LIMIT, &error)
               : 0;
    explicit_bzero(latin, sizeof(latin));
    return U_SUCCESS(error) ? size : 0;
}

/* ---- words -------------------------------------------------------------------------------- */

static bool is_in(const char *letters, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(letters, list[i]) == 0)
            return true;
    }
    return false;
}

bool fold_is_particle(const char *letters)
{
    static const char *const particles[] = {
        "abu", "abou", "ben", "bin", "bint", "binti", "da", "de", "del", "der", "dos", "dr",
        "haj", "haji", "hajji", "ibn", "la", "miss", "mr", "mrs", "ms", "ould", "sheikh", "thi",
        "umm", "van", "von", "wald", "weld",
    };
    return is_in(letters, particles, COUNT_OF(particles));
}

/* The Arabic article and what it becomes before d, n, r, s, sh, t, z. "an" is left out: it is a
 * Vietnamese name. */
static bool is_article(const char *letters)
{
    static const char *const articles[] = {
        "ad", "al", "ar", "as", "ash", "at", "az", "ed", "el", "er", "es", "ud", "ul", "ur", "us",
    };
    return is_in(letters, articles, COUNT_OF(articles));
}

static bool is_vowel(char letter)
{
    return letter != 0 && strchr("aeiouy", letter) != NULL;
}

static void keep_from(struct fold_word *word, size_t from)
{
    memmove(word->letters, word->letters + from, word->size - from + 1);
    word->size = (uint8_t)(word->size - from);
}

/* "alhassan" is "hassan"; four letters must remain and begin with a consonant, so that Alexander,
 * Almaz and Elena stay whole. */
static void strip_article(struct fold_word *word)
{
    const char *at = word->letters;
    if (word->size >= 6 && (at[0] == 'a' || at[0] == 'e') && at[1] == 'l' && !is_vowel(at[2]))
        keep_from(word, 2);
    else if (word->is_abjad && word->size >= 5 && at[0] == 'a' && at[1] == 'l')
        keep_from(word, 2);
}

/* Abdul Rahman, Abdurrahman, Abd el-Rahman, Abdirahman: all "abdrahman". The first part is "abd"
 * ("cabd" in Somali), then a vowel, then l or the doubled letter it became. */
static void strip_servant(struct fold_word *word)
{
    char *at = word->letters;
    if (at[0] == 'c' && strncmp(at + 1, "abd", 3) == 0)
        keep_from(word, 1);
    if (strncmp(at, "abd", 3) != 0 || word->size < 6)
        return;
    size_t from = 3;
    while (is_vowel(at[from]))
        from++;
    if (at[from] == 'l' && word->size - from >= 4)
        from++;
    else if (at[from] == at[from + 1] && word->size - from >= 4)
        from++;
    if (word->size - from < 2)
        return;
    memmove(at + 3, at + from, word->size - from + 1);
    word->size = (uint8_t)(word->size - (from - 3));
}

static bool is_servant(const struct fold_word *word)
{
    return strcmp(word->letters, "abd") == 0 || strcmp(word->letters, "abdul") == 0 ||
           strcmp(word->letters, "abdel") == 0 || strcmp(word->letters, "cabd") == 0;
}

/* "abd" + "rahman" */
static void join_servant(struct fold_word *word, const struct fold_word *next)
{
    strcpy(word->letters, "abd");
    word->size = 3;
    for (size_t i = 0; i < next->size && word->size < FOLD_LETTERS; i++)
        word->letters[word->size++] = next->letters[i];
    word->letters[word->size] = 0;
}

/* Forms of Muhammad that leave nothing to hear. */
static void write_out(struct fold_word *word)
{
    static const char *const short_forms[] = {"md", "mhd", "mohd", "muhd"};
    if (is_in(word->letters, short_forms, COUNT_OF(short_forms)))
        word->size = (uint8_t)strlen(strcpy(word->letters, "mohammed"));
}

/* Articles go, servants of God become one word. */
static void settle_words(struct folded *out)
{
    size_t kept = 0;
    for (size_t i = 0; i < out->count; i++) {
        struct fold_word *word = &out->words[i];
        if (is_article(word->letters) && i + 1 < out->count)
            continue;
        strip_article(word);
        if (kept > 0 && is_servant(&out->words[kept - 1])) {
            join_servant(&out->words[kept - 1], word);
            continue;
        }
        out->words[kept++] = *word;
    }
    out->count = kept;
    for (size_t i = 0; i < kept; i++) {
        strip_servant(&out->words[i]);
        write_out(&out->words[i]);
    }
}

/* ---- reading ------------------------------------------------------------------------------ */

/* The word being read is words[count]; it counts once it has a letter and ends. */
struct reader {
    struct folded *out;
    bool is_open;
};

static void end_word(struct reader *reader)
{
    if (reader->is_open)
        reader->out->count++;
    reader->is_open = false;
}

static void add_letter(struct reader *reader, char letter)
{
    if (reader->out->count == FOLD_WORDS)
        return;
    struct fold_word *word = &reader->out->words[reader->out->count];
    if (!reader->is_open)
        *word = (struct fold_word){0};
    reader->is_open = true;
    if (word->size < FOLD_LETTERS)
        word->letters[word->size++] = letter;
}

/* In a script without vowels letters meet that are not one sound: t and s in Ibtisam. */
static bool is_chance(const struct fold_word *word, char letter)
{
    return word->size > 0 && strchr("hsz", letter) != NULL &&
           strchr("cdgkpstz", word->letters[word->size - 1]) != NULL;
}

/* letters: of one letter of the name. */
static void add_letters(struct reader *reader, const char *letters, bool is_abjad)
{
    struct fold_word *word = &reader->out->words[reader->out->count];
    if (*letters == 0 || reader->out->count == FOLD_WORDS)
        return;
    if (is_abjad && reader->is_open && letters[1] == 0 && is_chance(word, letters[0]))
        add_letter(reader, '\'');
    for (; *letters; letters++)
        add_letter(reader, *letters);
    word->is_abjad |= is_abjad;
}

/* Marks over letters, apostrophes and the signs that stand for ayn and hamza: not heard. */
static bool is_silent(UChar32 code)
{
    int kind = u_charType(code);
    return kind == U_NON_SPACING_MARK || kind == U_MODIFIER_LETTER || kind == U_MODIFIER_SYMBOL ||
           kind == U_ENCLOSING_MARK || kind == U_FORMAT_CHAR || code == '\'' || code == 0x2019 ||
           code == 0x2018;
}

static void read_known(struct reader *reader, UChar32 code, UChar32 mark, bool is_abjad)
{
    code = u_tolower(code);
    if (code >= 'a' && code <= 'z' && mark < 0x0300) {
        add_letters(reader, (const char[]){(char)code, 0}, is_abjad);
        return;
    }
    const char *letters = letters_of(code, mark);
    if (letters != NULL)
        add_letters(reader, letters, is_abjad || (code >= 0x0620 && code < 0x0700));
    else if (code >= 'a' && code <= 'z')
        add_letters(reader, (const char[]){(char)code, 0}, is_abjad);
    else if (!is_silent(code))
        end_word(reader);
}

static UChar32 next_of(const UChar *text, int32_t at, int32_t size)
{
    UChar32 code = 0;
    if (at < size)
        U16_NEXT(text, at, size, code);
    return code;
}

static void read_run(struct reader *reader, const UChar *text, int32_t size, bool is_abjad)
{
    for (int32_t at = 0; at < size;) {
        UChar32 code;
        U16_NEXT(text, at, size, code);
        read_known(reader, code, next_of(text, at, size), is_abjad);
    }
}

static bool is_foreign(UChar32 code)
{
    return code >= 0x0370 && u_isalpha(code) && letters_of(u_tolower(code), 0) == NULL;
}

/* A run of a script the tables do not know, with its marks, read through ICU. Returns its end. */
static int32_t read_foreign(struct reader *reader, const UChar *text, int32_t at, int32_t size)
{
    UChar run[TEXT_LIMIT];
    int32_t end = at;
    bool is_hebrew = text[at] >= 0x0590 && text[at] < 0x0600;
    while (end < size) {
        int32_t after = end;
        UChar32 code;
        U16_NEXT(text, after, size, code);
        if (!is_foreign(code) && !(u_charType(code) == U_NON_SPACING_MARK) &&
            !(u_charType(code) == U_COMBINING_SPACING_MARK))
            break;
        end = after;
    }
    bool is_indic = text[at] >= 0x0900 && text[at] < 0x0E00;
    memcpy(run, text + at, (size_t)(end - at) * sizeof(*text));
    int32_t latin = latin_of(run, end - at);
    /* the last consonant's own vowel is written by ICU and not said; a long one has its mark */
    if (is_indic && latin > 2 && run[latin - 1] == 'a')
        latin--;
    read_run(reader, run, latin, is_hebrew);
    explicit_bzero(run, sizeof(run));
    return end;
}

static void read_decomposed(struct reader *reader, const UChar *text, int32_t size)
{
    for (int32_t at = 0; at < size;) {
        UChar32 code = next_of(text, at, size);
        if (is_foreign(code)) {
            at = read_foreign(reader, text, at, size);
            continue;
        }
        U16_FWD_1(text, at, size);
        read_known(reader, code, next_of(text, at, size), false);
    }
}

static bool is_ascii(struct str text)
{
    for (size_t i = 0; i < text.size; i++) {
        if ((unsigned char)text.at[i] >= 0x80)
            return false;
    }
    return true;
}

static void read_text(struct reader *reader, struct str text)
{
    UChar raw[TEXT_LIMIT], decomposed[TEXT_LIMIT];
    int32_t size = 0;
    UErrorCode error = U_ZERO_ERROR;
    fold_prepare();
    /* a code point gives one to four bytes and one or two units: a quarter always fits, and a
     * name is not longer */
    int32_t bytes = (int32_t)(text.size < TEXT_LIMIT / 2 ? text.size : TEXT_LIMIT / 2);
    u_strFromUTF8WithSub(raw, TEXT_LIMIT, &size, text.at, bytes, 0x20, NULL, &error);
    if (U_SUCCESS(error))
        size = unorm2_normalize(decomposer, raw, size, decomposed, TEXT_LIMIT, &error);
    if (U_SUCCESS(error))
        read_decomposed(reader, decomposed, size);
    explicit_bzero(raw, sizeof(raw));
    explicit_bzero(decomposed, sizeof(decomposed));
}

void fold_name(struct str text, struct folded *out)
{
    struct reader reader = {.out = out};
    out->count = 0;
    if (is_ascii(text)) {
        for (size_t i = 0; i < text.size && i < TEXT_LIMIT; i++)
            read_known(&reader, (unsigned char)text.at[i], 0, false);
    } else {
        read_text(&reader, text);
    }
    end_word(&reader);
    settle_words(out);
}
