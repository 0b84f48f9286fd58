#include "web/words.h"

#include <string.h>

#include "web/tongue.h"

#define ISOLATE "\xE2\x81\xA8"     /* U+2068 */
#define ISOLATE_END "\xE2\x81\xA9" /* U+2069 */

/* ---- choosing a language */

size_t words_language(struct str code)
{
    for (size_t i = 0; i < language_count; i++)
        if (str_equal_c(code, language_table[i].code))
            return i;
    return language_count;
}

/* "ar-EG" is served with "ar", "en-GB" with "en". */
static size_t find_language_of_tag(struct str tag)
{
    struct str rest = tag;
    size_t language = words_language(tag);
    return language < language_count ? language : words_language(str_cut(&rest, '-'));
}

/* Thousandths, from ";q=0.8"; 1000 when nothing is said. */
static int quality_of(struct str parameters)
{
    size_t at = str_find(parameters, '=', 0);
    if (at == SIZE_MAX)
        return 1000;
    int quality = 0, unit = 1000;
    for (size_t i = at + 1; i < parameters.size && unit > 0; i++) {
        char c = parameters.at[i];
        if (c == '.')
            continue;
        if (c < '0' || c > '9')
            break;
        quality += (c - '0') * unit;
        unit /= 10;
    }
    return quality;
}

size_t words_choose(struct str languages)
{
    size_t best = 0;
    int best_quality = 0;
    while (languages.size > 0) {
        struct str parameters = str_cut(&languages, ',');
        struct str tag = str_trim(str_cut(&parameters, ';'));
        size_t language = find_language_of_tag(tag);
        int quality = quality_of(parameters);
        if (language < language_count && quality > best_quality) {
            best = language;
            best_quality = quality;
        }
    }
    return best;
}

const char *words_choose_code(struct str languages)
{
    return language_table[words_choose(languages)].code;
}

/* ---- keys */

int word_find(struct str key)
{
    for (size_t i = 1; i < word_count; i++)
        if (str_equal_c(key, word_names[i]))
            return (int)i;
    return WORD_NONE;
}

const char *word_key(int word)
{
    must(word >= 0 && (size_t)word < word_count);
    return word_names[word];
}

/* ---- sentences */

/* Lead bytes D6 to DF begin the letters of Hebrew, Arabic, Syriac and their like. */
static bool has_rtl_letters(struct str text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] >= 0xD6 && (unsigned char)text.at[i] <= 0xDF)
            return true;
    return false;
}

static void add_isolated(struct buf *out, size_t language, struct str value)
{
    bool is_isolated = language_table[language].is_rtl || has_rtl_letters(value);
    if (is_isolated)
        buf_add(out, STR(ISOLATE));
    buf_add(out, value);
    if (is_isolated)
        buf_add(out, STR(ISOLATE_END));
}

struct str word_isolated(struct arena *arena, size_t language, struct str text)
{
    if (text.size == 0 || !language_table[language].is_rtl)
        return text;
    return str_format(arena, ISOLATE "%.*s" ISOLATE_END, STR_ARGS(text));
}

static const struct str *find_argument(struct str name, const struct word_argument *arguments,
                                       size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal_c(name, arguments[i].name))
            return &arguments[i].value;
    return NULL;
}

static struct str between(const char *from, const char *to)
{
    return (struct str){from, (size_t)(to - from)};
}

static struct str fill(struct arena *arena, size_t language, struct str sentence,
                       const struct word_argument *arguments, size_t count)
{
    const char *at = sentence.at, *end = at + sentence.size, *close;
    const char *open = count == 0 ? NULL : memchr(at, '{', sentence.size);
    if (open == NULL)
        return sentence;
    struct buf out = buf_make(arena, sentence.size + 64);
    while (open != NULL && (close = memchr(open, '}', (size_t)(end - open))) != NULL) {
        const struct str *value = find_argument(between(open + 1, close), arguments, count);
        buf_add(&out, between(at, open));
        if (value != NULL)
            add_isolated(&out, language, *value);
        else
            buf_add(&out, between(open, close + 1));
        at = close + 1;
        open = memchr(at, '{', (size_t)(end - at));
    }
    buf_add(&out, between(at, end));
    return buf_text(&out);
}

/* The forms in the language or else in English; *language says which it became. */
static const char *const *forms_of(size_t *language, int word)
{
    must(word >= 0 && (size_t)word < word_count);
    const char *const *forms = word_forms(*language, (enum word)word);
    if (forms == NULL) {
        *language = 0;
        forms = word_forms(0, (enum word)word);
    }
    return forms;
}

/* The sentence filled, marked where it is English in another language's page. */
static struct str finish(struct arena *arena, size_t asked, size_t given, const char *form,
                         const struct word_argument *arguments, size_t count)
{
    struct str sentence = fill(arena, given, str_of(form), arguments, count);
    bool is_turned = asked != given && language_table[asked].is_rtl;
    return is_turned ? str_format(arena, ISOLATE "%.*s" ISOLATE_END, STR_ARGS(sentence))
                     : sentence;
}

struct str word_text(struct arena *arena, size_t language, int word,
                     const struct word_argument *arguments, size_t count)
{
    size_t given = language;
    const char *const *forms = forms_of(&given, word);
    if (forms == NULL)
        return STR_NONE;
    return count == 0 && given == language /* nine in ten */
               ? str_of(forms[0])
               : finish(arena, language, given, forms[0], arguments, count);
}

struct str word_text_count(struct arena *arena, size_t language, int word, int64_t number,
                           const struct word_argument *arguments, size_t count)
{
    size_t given = language;
    const char *const *forms = forms_of(&given, word);
    if (forms == NULL)
        return STR_NONE;
    size_t form = forms[1] == NULL ? 0 : tongue_plural(given, number);
    if (form > 0 && forms[form] == NULL)
        form = 0;
    struct word_argument *all = ARENA_MANY(arena, struct word_argument, count + 1);
    struct i64_digits digits;
    if (count > 0)
        memcpy(all, arguments, count * sizeof(*all));
    all[count] = (struct word_argument){"count", i64_text(number, &digits)};
    return finish(arena, language, given, forms[form], all, count + 1);
}

/* ---- dates */

/* A number below a hundred: a day, a month, an hour, a minute. */
static inline char *put_padded(char *at, int number, int digits)
{
    if (digits > 1 || number >= 10)
        return put_two_digits(at, (unsigned)number);
    *at = (char)('0' + number);
    return at + 1;
}

static inline char *put_year(char *at, int year)
{
    if (year >= 100)
        at = put_padded(at, year / 100, 1);
    return put_padded(at, year % 100, year >= 100 ? 2 : 1);
}

static inline char *put_name(char *at, const char name[TONGUE_NAME])
{
    memcpy(at, name, TONGUE_NAME);
    return at + strlen(name);
}

/* An instant taken apart, once for all fields. */
struct moment {
    struct wall_time time;
    struct date_parts parts;
};

static inline char *put_field(char *at, const struct tongue *tongue,
                              const struct date_piece *piece, const struct moment *moment)
{
    const struct date_parts *parts = &moment->parts;
    const struct wall_time *time = &moment->time;
    switch (piece->field) {
    case 'E':
        return put_name(at, tongue->weekdays[date_weekday(time->date)]);
    case 'd':
        return put_padded(at, parts->day, piece->letters);
    case 'M':
    case 'L':
        return piece->letters > 3    ? put_name(at, tongue->months[parts->month])
               : piece->letters == 3 ? put_name(at, tongue->short_months[parts->month])
                                     : put_padded(at, parts->month, piece->letters);
    case 'y':
        return put_year(at, parts->year);
    case 'H':
        return put_padded(at, time->hour, piece->letters);
    case 'm':
        return put_padded(at, time->minute, piece->letters);
    default:
        return at; /* no other field is asked for */
    }
}

static void add_piece(struct buf *out, const struct tongue *tongue,
                      const struct date_piece *piece, const struct moment *moment)
{
    char *start = buf_room(out, PIECE_TEXT + TONGUE_NAME);
    memcpy(start, piece->text, PIECE_TEXT);
    char *end = put_field(start + piece->text_size, tongue, piece, moment);
    out->size += (size_t)(end - start);
}

struct str word_date(struct arena *arena, size_t language, enum date_style style,
                     struct wall_time time)
{
    if (!date_is_some(time.date))
        return STR_NONE;
    const struct tongue *tongue = tongue_of(language);
    struct buf out = buf_make(arena, 3 * TONGUE_NAME);
    struct moment moment = {time, date_parts(time.date)};
    const struct date_piece *piece = tongue->dates[style];
    do {
        add_piece(&out, tongue, piece, &moment);
    } while (piece++->field != '\0');
    return buf_text(&out);
}
