/* One name in, plain words out. The text is decomposed once, then read code point by code point:
 * our own list of letters, or the table that tool/foldc makes. */
#include "vault/fold.h"

#include <stdlib.h>
#include <string.h>

#include "vault_fold.h"
#include "vault/fold_letters.h"

enum { TEXT_LIMIT = 512 }; /* code points read of one name */

struct codes {
    uint32_t at[TEXT_LIMIT];
    size_t count;
};

static int by_code(const void *a, const void *b)
{
    return *(const uint16_t *)a - ((const struct letter *)b)->code;
}

static const char *letters_of(uint32_t code, uint32_t mark)
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

/* ---- the table ---------------------------------------------------------------------------- */

static int by_entry_code(const void *a, const void *b)
{
    return *(const uint16_t *)a - ((const struct fold_entry *)b)->code;
}

/* The kind of the code point and after it the text it is read as; NULL: nothing of a name, or a
 * letter of ours. */
static const char *entry_of(uint32_t code)
{
    uint16_t key = (uint16_t)code;
    if (code < 0x80 || code > UINT16_MAX)
        return NULL;
    const struct fold_entry *found =
        bsearch(&key, fold_entries, fold_entry_count, sizeof(fold_entries[0]), by_entry_code);
    return found == NULL ? NULL : fold_texts + found->text;
}

static enum fold_kind kind_of(uint32_t code)
{
    const char *entry = entry_of(code);
    return entry == NULL ? 0 : (enum fold_kind)entry[0];
}

static bool is_foreign(uint32_t code)
{
    return kind_of(code) >= FOLD_LETTER;
}

/* The one code point that is both, or 0. */
static uint32_t pair_of(uint32_t first, uint32_t second)
{
    for (size_t i = 0; i < fold_pair_count; i++)
        if (fold_pairs[i].first == first && fold_pairs[i].second == second)
            return fold_pairs[i].both;
    return 0;
}

/* The next code point of UTF-8; what is none is a space. */
static uint32_t take_code(struct str *text)
{
    const unsigned char *at = (const unsigned char *)text->at;
    size_t more = at[0] < 0x80 ? 0 : at[0] >= 0xF0 ? 3 : at[0] >= 0xE0 ? 2 : 1;
    uint32_t code = more == 0 ? at[0] : at[0] & (0x3Fu >> more);
    size_t i = 1;
    while (i <= more && i < text->size && (at[i] & 0xC0) == 0x80)
        code = code << 6 | (at[i++] & 0x3F);
    bool is_whole = i > more && (more == 0 || at[0] >= 0xC2);
    *text = (struct str){text->at + i, text->size - i};
    return is_whole ? code : ' ';
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

/* code: decomposed; an ASCII letter may be a capital one. */
static void read_known(struct reader *reader, uint32_t code, uint32_t mark, bool is_abjad)
{
    if (code >= 'A' && code <= 'Z')
        code += 'a' - 'A';
    const char *letters = code < 0x80 && mark < 0x0300 ? NULL : letters_of(code, mark);
    if (letters != NULL)
        add_letters(reader, letters, is_abjad || (code >= 0x0620 && code < 0x0700));
    else if (code >= 'a' && code <= 'z')
        add_letters(reader, (const char[]){(char)code, 0}, is_abjad);
    else if (code != '\'' && kind_of(code) != FOLD_SILENT)
        end_word(reader);
}

static void read_spelled(struct reader *reader, const char *spelled, bool is_abjad)
{
    struct str text = str_of(spelled);
    while (text.size > 0) {
        uint32_t code = take_code(&text);
        struct str rest = text;
        read_known(reader, code, rest.size > 0 ? take_code(&rest) : 0, is_abjad);
    }
}

/* A consonant's own vowel is said unless a sign follows; at the end of a word it is written and not
 * said in the scripts of India. */
static bool has_own_vowel(const struct codes *codes, size_t at, bool is_first)
{
    uint32_t next = at + 1 < codes->count ? codes->at[at + 1] : 0;
    bool is_indic = codes->at[at] >= 0x0900 && codes->at[at] < 0x0E00;
    if (kind_of(next) == FOLD_SIGN || kind_of(next) == FOLD_VIRAMA)
        return false;
    return !is_indic || is_first || is_foreign(next) || kind_of(next) == FOLD_SILENT;
}

static void read_foreign(struct reader *reader, const struct codes *codes, size_t at)
{
    const char *entry = entry_of(codes->at[at]);
    bool is_hebrew = codes->at[at] >= 0x0590 && codes->at[at] < 0x0600;
    bool is_first = at == 0 || !is_foreign(codes->at[at - 1]);
    if (entry[0] == FOLD_WORD)
        end_word(reader);
    read_spelled(reader, entry + 1, is_hebrew);
    if (entry[0] == FOLD_CONSONANT && has_own_vowel(codes, at, is_first))
        add_letter(reader, 'a');
    if (entry[0] == FOLD_WORD)
        end_word(reader);
}

static void add_code(struct codes *codes, uint32_t code)
{
    if (codes->count < TEXT_LIMIT)
        codes->at[codes->count++] = code;
}

/* Thai and Lao write some vowels before the consonant they are said after. */
static bool is_written_before(uint32_t code)
{
    return (code >= 0x0E40 && code <= 0x0E44) || (code >= 0x0EC0 && code <= 0x0EC4);
}

/* The text as code points: foreign letters whole, all others as letter and marks. */
static void decompose(struct str text, struct codes *codes)
{
    codes->count = 0;
    while (text.size > 0) {
        uint32_t code = take_code(&text), both;
        struct str rest = text;
        uint32_t next = rest.size > 0 ? take_code(&rest) : 0;
        if (next >= 0x0300 && (both = pair_of(code, next)) != 0) {
            code = both;
            text = rest;
        } else if (is_written_before(code) && is_foreign(next)) {
            add_code(codes, next);
            text = rest;
        }
        if (kind_of(code) != FOLD_PLAIN) {
            add_code(codes, code);
            continue;
        }
        struct str plain = str_of(entry_of(code) + 1);
        while (plain.size > 0)
            add_code(codes, take_code(&plain));
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
    struct codes codes;
    decompose(text, &codes);
    for (size_t i = 0; i < codes.count; i++) {
        if (is_foreign(codes.at[i]))
            read_foreign(reader, &codes, i);
        else
            read_known(reader, codes.at[i], i + 1 < codes.count ? codes.at[i + 1] : 0, false);
    }
    explicit_bzero(&codes, sizeof(codes));
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
