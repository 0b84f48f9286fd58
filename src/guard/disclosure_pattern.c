/* The ways of writing one protected value, as rows of plain letters. */
#include <ctype.h>
#include <string.h>

#include "guard/disclosure_inner.h"
#include "guard/spelling.h"

enum { WAYS = 24, WORDS = 12, LINES = 8 };
enum { LONG_LETTERS = 10, WHOLE_NAME = 5, NAME_WORD = 3, SURE_WORD = 5, HOUSE_NAME = 6 };

struct ways {
    struct str at[WAYS];
    size_t count;
};

static struct str fold(struct arena *arena, struct str text)
{
    return spelling_letters(arena, text, SPELLING_LATIN);
}

/* Of a very long line its beginning tells enough. */
static void add(struct arena *arena, struct disclosure *disclosure, enum protected_kind kind,
                struct str letters, unsigned how)
{
    if (letters.size > PATTERN_MOST) {
        letters.size = PATTERN_MOST;
        how &= ~(unsigned)PATTERN_ENDS_WORD;
    }
    how |= (unsigned)kind * PATTERN_KIND;
    if (letters.size < PATTERN_LEAST)
        return;
    const struct made_pattern *p = disclosure->patterns;
    for (; p != disclosure->before; p = p->before)
        if (p->pattern.how == how && str_equal(p->pattern.letters, letters))
            return;
    struct made_pattern *made = ARENA_NEW(arena, struct made_pattern);
    *made = (struct made_pattern){{letters, (uint8_t)how}, disclosure->patterns};
    disclosure->patterns = made;
}

/* ---- numbers --------------------------------------------------------------------------------- */

static const char *const ones[] = {
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen"};
static const char *const tens[] = {"", "", "twenty", "thirty", "forty", "fifty", "sixty",
                                   "seventy", "eighty", "ninety"};

static void say_small(struct buf *out, int64_t number)
{
    if (number < 20) {
        buf_add_c(out, number > 0 ? ones[number] : "");
        return;
    }
    buf_add_c(out, tens[number / 10]);
    buf_add_c(out, number % 10 > 0 ? ones[number % 10] : "");
}

static struct str say(struct arena *arena, int64_t number, const char *and)
{
    struct buf out = buf_make(arena, 64);
    if (number >= 100) {
        buf_add_c(&out, ones[number / 100]);
        buf_add_c(&out, "hundred");
        buf_add_c(&out, number % 100 > 0 ? and : "");
    }
    say_small(&out, number % 100);
    return fold(arena, buf_text(&out));
}

static struct str say_digits(struct arena *arena, struct str digits, const char *zero)
{
    struct buf out = buf_make(arena, 64);
    for (size_t i = 0; i < digits.size; i++)
        buf_add_c(&out, digits.at[i] == '0' ? zero : ones[digits.at[i] - '0']);
    return fold(arena, buf_text(&out));
}

size_t number_words(struct arena *arena, int64_t number, struct str *out_words)
{
    size_t count = 0;
    struct str digits = str_format(arena, "%lld", (long long)number);
    if (number <= 0 || number > 999)
        return 0;
    out_words[count++] = say(arena, number, "");
    if (number > 100)
        out_words[count++] = say(arena, number, "and");
    if (number > 9) {
        out_words[count++] = say_digits(arena, digits, "zero");
        out_words[count++] = say_digits(arena, digits, "oh");
    }
    return count;
}

/* ---- one word of a line ---------------------------------------------------------------------- */

/* Each row: the ways to write one word of an address. */
static const char *const short_forms[][4] = {
    {"road", "rd"},          {"street", "st", "str"},  {"saint", "st"},
    {"avenue", "ave", "av"}, {"lane", "ln"},           {"close", "cl"},
    {"drive", "dr", "drv"},  {"court", "ct", "crt"},   {"place", "pl"},
    {"square", "sq"},        {"crescent", "cres"},     {"terrace", "terr", "ter"},
    {"gardens", "gdns"},     {"grove", "gr"},          {"park", "pk"},
    {"house", "hse"},        {"mount", "mt"},          {"way", "wy"},
    {"walk", "wlk"},         {"view", "vw"},           {"green", "grn"},
    {"cottage", "cott"},     {"cottages", "cotts"},    {"buildings", "bldgs"},
    {"apartment", "apt"},    {"north", "n"},           {"south", "s"},
    {"upper", "upr"},        {"lower", "lwr"},         {"great", "gt"},
    {"the", ""}};

static struct ways ways_of_word(struct arena *arena, struct str word)
{
    struct ways ways = {.count = 0};
    struct str letters = fold(arena, word);
    int64_t number;
    ways.at[ways.count++] = letters;
    if (str_to_i64(word, &number) == OK)
        ways.count += number_words(arena, number, ways.at + ways.count);
    for (size_t row = 0; row < COUNT_OF(short_forms); row++)
        for (size_t i = 0; i < 4 && short_forms[row][i] != NULL; i++) {
            if (!str_equal(fold(arena, str_of(short_forms[row][i])), letters))
                continue;
            for (size_t k = 0; k < 4 && short_forms[row][k] != NULL && ways.count < 5; k++)
                if (k != i)
                    ways.at[ways.count++] = fold(arena, str_of(short_forms[row][k]));
            return ways;
        }
    return ways;
}

/* Every way of a line: each word in each of its ways, as far as there is room. */
static struct ways ways_of_line(struct arena *arena, const struct str *words, size_t count)
{
    struct ways ways = {.at = {STR_NONE}, .count = 1};
    for (size_t i = 0; i < count; i++) {
        struct ways word = ways_of_word(arena, words[i]), longer = {.count = 0};
        for (size_t k = 0; k < word.count; k++)
            for (size_t w = 0; w < ways.count && longer.count < WAYS; w++)
                longer.at[longer.count++] = str_format(arena, "%.*s%.*s", STR_ARGS(ways.at[w]),
                                                       STR_ARGS(word.at[k]));
        ways = longer;
    }
    return ways;
}

/* ---- addresses ------------------------------------------------------------------------------- */

static size_t words_of(struct str line, struct str *out_words, size_t limit)
{
    size_t count = 0;
    for (size_t i = 0; i < line.size && count < limit;) {
        size_t from = i;
        while (i < line.size && ((unsigned char)line.at[i] >= 0x80 ||
                                 isalnum((unsigned char)line.at[i]) || line.at[i] == '\''))
            i++;
        if (i > from)
            out_words[count++] = str_slice(line, from, i - from);
        else
            i++;
    }
    return count;
}

static bool has_digit(struct str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (isdigit((unsigned char)text.at[i]))
            return true;
    return false;
}

/* A9 9AA to AA9A 9AA, at the end of a line. from: where it begins. */
static bool find_postcode(struct str line, size_t *out_from)
{
    char shape[8];
    size_t place[8], count = 0;
    for (size_t i = line.size; i > 0 && count < 7; i--) {
        unsigned char c = (unsigned char)line.at[i - 1];
        if (c == ' ' && count == 3)
            continue;
        if (!isalnum(c))
            break;
        shape[count] = isdigit(c) ? '9' : 'A';
        place[count++] = i - 1;
    }
    if (count < 5 || memcmp(shape, "AA9", 3) != 0)
        return false;
    for (size_t i = count; i >= 5; i--) {
        bool is_start = place[i - 1] == 0 || !isalnum((unsigned char)line.at[place[i - 1] - 1]);
        if (shape[i - 1] == 'A' && is_start && (shape[3] == '9' || shape[4] == '9')) {
            *out_from = place[i - 1];
            return true;
        }
    }
    return false;
}

/* The outward part is a number said whole or by its digits; the inward part by its digit. */
static void add_postcode(struct arena *arena, struct disclosure *disclosure, struct str postcode)
{
    struct ways ways = {.at = {STR_NONE}, .count = 1};
    for (size_t i = 0; i < postcode.size; i++) {
        char c = postcode.at[i];
        struct ways longer = {.count = 0};
        if (!isalnum((unsigned char)c))
            continue;
        struct str one = fold(arena, str_slice(postcode, i, 1));
        for (size_t w = 0; w < ways.count; w++)
            longer.at[longer.count++] = str_format(arena, "%.*s%.*s", STR_ARGS(ways.at[w]),
                                                   STR_ARGS(one));
        if (isdigit((unsigned char)c))
            for (size_t w = 0; w < ways.count && longer.count < WAYS; w++)
                longer.at[longer.count++] =
                    str_format(arena, "%.*s%.*s", STR_ARGS(ways.at[w]),
                               STR_ARGS(say_digits(arena, str_slice(postcode, i, 1), "zero")));
        ways = longer;
    }
    for (size_t w = 0; w < ways.count; w++)
        add(arena, disclosure, PROTECTED_postcode, ways.at[w], PATTERN_NEEDS_DIGIT);
}

/* What holds for a whole street or house name holds written without gaps too; a short form could
 * be the beginning of another word. */
static void add_line_ways(struct arena *arena, struct disclosure *disclosure,
                          const struct ways *ways, unsigned how)
{
    for (size_t i = 0; i < ways->count; i++) {
        bool is_whole = i == 0 && ways->at[i].size >= LONG_LETTERS;
        add(arena, disclosure, PROTECTED_address, ways->at[i],
            is_whole ? how : how | PATTERN_ENDS_WORD);
    }
}

/* A flat's or a room's number alone says nothing. */
static bool is_only_part(const struct str *words, size_t count)
{
    static const char *const parts[] = {"flat", "unit", "room", "floor", "apartment", "apt",
                                        "first", "ground", "second"};
    for (size_t i = 0; i < count; i++) {
        bool is_part = words[i].size < 3 || has_digit(words[i]);
        for (size_t k = 0; k < COUNT_OF(parts) && !is_part; k++)
            is_part = strlen(parts[k]) == words[i].size &&
                      strncasecmp(parts[k], words[i].at, words[i].size) == 0;
        if (!is_part)
            return false;
    }
    return true;
}

/* A line with its number; its street next to the town; a line without a number is a house's name
 * when it is not the town. */
static void add_line(struct arena *arena, struct disclosure *disclosure, struct str line,
                     struct str town)
{
    struct str words[WORDS];
    size_t count = words_of(line, words, WORDS - 2);
    if (count == 0 || is_only_part(words, count))
        return;
    struct ways ways = ways_of_line(arena, words, count);
    if (!has_digit(line)) {
        if (!str_equal(line, town) && ways.at[0].size >= HOUSE_NAME)
            add_line_ways(arena, disclosure, &ways, PATTERN_STARTS_WORD);
        return;
    }
    add_line_ways(arena, disclosure, &ways, 0);
    size_t named = 0; /* after the number, which may follow "Flat 2" */
    for (size_t i = 0; i < count; i++)
        named = has_digit(words[i]) ? i + 1 : named;
    size_t street = count - named;
    size_t all = street + words_of(town, words + count, WORDS - count);
    if (street == 0 || all == street)
        return;
    ways = ways_of_line(arena, words + named, all);
    add_line_ways(arena, disclosure, &ways, PATTERN_STARTS_WORD);
}

/* The town is the last line before the postcode. */
static void add_address(struct arena *arena, struct disclosure *disclosure, struct str address)
{
    struct str lines[LINES], rest = address;
    size_t count = 0, from;
    while (rest.size > 0 && count < LINES) {
        size_t end = 0;
        while (end < rest.size && strchr(",;\n\r", rest.at[end]) == NULL)
            end++;
        struct str line = str_trim(str_slice(rest, 0, end));
        rest = str_slice(rest, end + 1, rest.size);
        if (find_postcode(line, &from)) {
            add_postcode(arena, disclosure, str_slice(line, from, line.size));
            line = str_trim(str_slice(line, 0, from));
        }
        if (line.size > 0)
            lines[count++] = line;
    }
    struct str town = count > 1 ? lines[count - 1] : STR_NONE;
    for (size_t i = 0; i < count; i++)
        add_line(arena, disclosure, lines[i], town);
}

/* ---- names and phones ------------------------------------------------------------------------ */

static bool is_spared(const struct disclosure *disclosure, struct str letters)
{
    for (size_t i = 0; i < disclosure->spared.count; i++)
        if (str_equal(disclosure->spared.at[i], letters))
            return true;
    return false;
}

static void add_whole(struct arena *arena, struct disclosure *disclosure, enum protected_kind kind,
                      struct str letters)
{
    unsigned how = letters.size >= LONG_LETTERS ? 0 : PATTERN_STARTS_WORD | PATTERN_ENDS_WORD;
    if (letters.size >= WHOLE_NAME && !is_spared(disclosure, letters))
        add(arena, disclosure, kind, letters, how);
}

/* "bin", "al", "van": part of many names, and no name alone. */
static bool is_particle(struct str word)
{
    static const char *const particles[] = {"bin", "ben", "ibn", "abu", "van", "von", "der", "den",
                                            "dos", "das", "del", "the", "and", "mrs", "thi"};
    for (size_t i = 0; i < COUNT_OF(particles); i++)
        if (word.size == 3 && strncasecmp(word.at, particles[i], 3) == 0)
            return true;
    return false;
}

static void add_name(struct arena *arena, struct disclosure *disclosure, struct str name)
{
    struct str words[WORDS];
    size_t count = words_of(name, words, WORDS), strange = 0;
    struct buf forward = buf_make(arena, 64), backward = buf_make(arena, 64);
    for (size_t i = 0; i < count; i++) {
        struct str word = fold(arena, words[i]);
        strange += !is_spared(disclosure, word);
        buf_add(&forward, word);
        buf_add(&backward, fold(arena, words[(i + count - 1) % count]));
        unsigned how = PATTERN_STARTS_WORD | PATTERN_ENDS_WORD |
                       (word.size < SURE_WORD ? PATTERN_UNBROKEN : 0);
        if (word.size >= NAME_WORD && !is_particle(words[i]) && !is_spared(disclosure, word))
            add(arena, disclosure, PROTECTED_name, word, how);
    }
    if (count < 2 || strange == 0)
        return;
    add_whole(arena, disclosure, PROTECTED_name, buf_text(&forward));
    add_whole(arena, disclosure, PROTECTED_name, buf_text(&backward)); /* the last word first */
}

static void add_phone(struct arena *arena, struct disclosure *disclosure, struct str phone)
{
    struct buf digits = buf_make(arena, 24);
    for (size_t i = 0; i < phone.size; i++)
        if (isdigit((unsigned char)phone.at[i]))
            buf_add_char(&digits, phone.at[i]);
    struct str number = buf_text(&digits);
    if (str_starts(number, STR("00")))
        number = str_slice(number, 2, number.size);
    if (str_starts(number, STR("44")))
        number = str_slice(number, 2, number.size);
    while (str_starts(number, STR("0")))
        number = str_slice(number, 1, number.size);
    if (number.size < 7)
        return;
    struct phone_pattern *pattern = ARENA_NEW(arena, struct phone_pattern);
    *pattern = (struct phone_pattern){number, disclosure->phones};
    disclosure->phones = pattern;
}

void disclosure_add(struct arena *arena, struct disclosure *disclosure,
                    const struct protected_value *value)
{
    disclosure->before = disclosure->patterns;
    switch (value->kind) {
    case PROTECTED_address: add_address(arena, disclosure, value->text); break;
    case PROTECTED_postcode: add_postcode(arena, disclosure, value->text); break;
    case PROTECTED_house_name:
        add_whole(arena, disclosure, PROTECTED_house_name, fold(arena, value->text));
        break;
    case PROTECTED_phone: add_phone(arena, disclosure, value->text); break;
    case PROTECTED_name: add_name(arena, disclosure, value->text); break;
    case PROTECTED_KINDS: must(false);
    }
}
