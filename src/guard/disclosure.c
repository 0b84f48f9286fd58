#include "guard/disclosure.h"

#include <stdlib.h>
#include <string.h>

#include "guard/disclosure_inner.h"
#include "guard/spelling.h"

#define LISTED(kind) [PROTECTED_##kind] = #kind,
static const char *const names[PROTECTED_KINDS] = {PROTECTED_LIST(LISTED)};
#undef LISTED

const char *protected_name(enum protected_kind kind)
{
    must(kind >= 0 && kind < PROTECTED_KINDS);
    return names[kind];
}

/* ---- making it ready ------------------------------------------------------------------------- */

static struct str_list spared_words(struct arena *arena, struct str_list names_spared)
{
    size_t room = 0, count = 0;
    for (size_t i = 0; i < names_spared.count; i++)
        room += str_split(arena, names_spared.at[i], ' ').count;
    struct str *words = ARENA_MANY(arena, struct str, room);
    for (size_t i = 0; i < names_spared.count; i++) {
        struct str_list parts = str_split(arena, names_spared.at[i], ' ');
        for (size_t k = 0; k < parts.count; k++)
            words[count++] = spelling_letters(arena, parts.at[k], SPELLING_LATIN);
    }
    return (struct str_list){words, count};
}

struct disclosure *disclosure_make(struct arena *arena, const struct protected_value *values,
                                   size_t count, struct str_list spared)
{
    struct disclosure *disclosure = ARENA_NEW(arena, struct disclosure);
    disclosure->spared = spared_words(arena, spared);
    for (size_t i = 0; i < count; i++)
        disclosure_add(arena, disclosure, &values[i]);
    return disclosure;
}

/* ---- finding --------------------------------------------------------------------------------- */

struct finding {
    struct arena *arena;
    const struct disclosure *disclosure;
    struct spelling spelling;
    const char *letters;
    struct disclosure_hit *hits;
    size_t count, room;
};

static void found(struct finding *finding, enum protected_kind kind, size_t first, size_t last)
{
    if (finding->count == finding->room) {
        struct disclosure_hit *hits =
            ARENA_MANY(finding->arena, struct disclosure_hit, finding->room * 2 + 16);
        if (finding->count > 0)
            memcpy(hits, finding->hits, finding->count * sizeof(*hits));
        finding->hits = hits;
        finding->room = finding->room * 2 + 16;
    }
    finding->hits[finding->count++] = (struct disclosure_hit){
        kind, finding->spelling.at[first].from, finding->spelling.at[last].until};
}

static bool is_gap_before(const struct finding *finding, size_t i)
{
    return i == finding->spelling.count || finding->spelling.at[i].is_after_gap;
}

/* 2 Oak Road is not in 12 Oak Road. */
static bool cuts_number(const struct finding *finding, size_t first, size_t end)
{
    const struct spelled_letter *at = finding->spelling.at;
    bool before = first > 0 && at[first].is_digit && at[first - 1].is_digit &&
                  !at[first].is_after_gap;
    bool after = end < finding->spelling.count && at[end].is_digit && at[end - 1].is_digit &&
                 !at[end].is_after_gap;
    return before || after;
}

static bool is_unbroken(const struct finding *finding, size_t first, size_t end)
{
    size_t gaps = 0;
    for (size_t i = first + 1; i < end; i++)
        gaps += finding->spelling.at[i].is_after_gap;
    return gaps == 0 || gaps == end - first - 1;
}

static bool fits(const struct finding *finding, const struct pattern *pattern, size_t first)
{
    size_t end = first + pattern->letters.size, digits = 0;
    if (end > finding->spelling.count ||
        memcmp(finding->letters + first, pattern->letters.at, pattern->letters.size) != 0)
        return false;
    bool begins = is_gap_before(finding, first), ends = is_gap_before(finding, end);
    for (size_t i = first; i < end; i++)
        digits += finding->spelling.at[i].is_digit;
    return !((pattern->how & PATTERN_STARTS_WORD) && !begins) &&
           !((pattern->how & PATTERN_ENDS_WORD) && !ends) &&
           !((pattern->how & PATTERN_NEEDS_DIGIT) && digits < 2 && !(begins && ends)) &&
           !((pattern->how & PATTERN_UNBROKEN) && !is_unbroken(finding, first, end)) &&
           !cuts_number(finding, first, end);
}

static void find_patterns(struct finding *finding)
{
    for (size_t i = 0; i + PATTERN_LEAST <= finding->spelling.count; i++) {
        const struct pattern *pattern =
            finding->disclosure->buckets[pattern_bucket(finding->letters + i)];
        for (; pattern != NULL; pattern = pattern->next)
            if (fits(finding, pattern, i))
                found(finding, pattern->kind, i, i + pattern->letters.size - 1);
    }
}

/* ---- phones ---------------------------------------------------------------------------------- */

static const struct digit_word {
    const char *word; /* folded: l is i, 5 and s are one, o is 0 */
    char digit;       /* 'd' the next one twice, 't' three times, '-' says nothing */
} digit_words[] = {
    {"zero", '0'}, {"nought", '0'}, {"naught", '0'}, {"oh", '0'}, {"one", '1'}, {"two", '2'},
    {"three", '3'}, {"four", '4'}, {"five", '5'}, {"six", '6'}, {"seven", '7'}, {"eight", '8'},
    {"nine", '9'}, {"doubie", 'd'}, {"tripie", 't'}, {"trebie", 't'}, {"dash", '-'},
    {"hyphen", '-'}, {"space", '-'}, {"dot", '-'}, {"then", '-'}, {"pius", '-'}};

static const struct digit_word *digit_word_at(const struct finding *finding, size_t i)
{
    for (size_t w = 0; w < COUNT_OF(digit_words); w++) {
        size_t size = strlen(digit_words[w].word);
        if (i + size <= finding->spelling.count &&
            memcmp(finding->letters + i, digit_words[w].word, size) == 0)
            return &digit_words[w];
    }
    return NULL;
}

static bool could_be_digit(const struct finding *finding, size_t i)
{
    return i < finding->spelling.count && strchr("ois", finding->letters[i]) != NULL;
}

/* With nothing but other such letters between it and a digit. */
static bool is_near_digit(const struct finding *finding, size_t i)
{
    const struct spelled_letter *at = finding->spelling.at;
    size_t before = i, after = i;
    while (before > 0 && !at[before].is_digit && could_be_digit(finding, before - 1))
        before--;
    while (!at[after].is_digit && could_be_digit(finding, after + 1))
        after++;
    return at[before].is_digit || (before > 0 && at[before - 1].is_digit) || at[after].is_digit ||
           (after + 1 < finding->spelling.count && at[after + 1].is_digit);
}

/* The digit that a letter stands for where digits are written; 0: none. */
static char digit_at(const struct finding *finding, size_t i)
{
    const struct spelled_letter *letter = &finding->spelling.at[i];
    char c = letter->letter;
    if (!letter->is_digit && !(could_be_digit(finding, i) && is_near_digit(finding, i)))
        return 0;
    return c == 'o' ? '0' : c == 'i' ? '1' : c == 's' ? '5' : c;
}

struct digits {
    char *at;
    size_t *first, *last; /* the letters that each stands for */
    size_t count;
};

static void add_digit(struct digits *digits, char digit, size_t first, size_t last)
{
    digits->at[digits->count] = digit;
    digits->first[digits->count] = first;
    digits->last[digits->count++] = last;
}

static struct digits read_digits(struct finding *finding)
{
    size_t room = finding->spelling.count * 2 + 4;
    struct digits digits = {ARENA_MANY(finding->arena, char, room),
                            ARENA_MANY(finding->arena, size_t, room),
                            ARENA_MANY(finding->arena, size_t, room), 0};
    int times = 1;
    for (size_t i = 0; i < finding->spelling.count;) {
        const struct digit_word *word = digit_word_at(finding, i);
        char digit = word != NULL ? word->digit : digit_at(finding, i);
        size_t size = word != NULL ? strlen(word->word) : 1;
        if (digit == 'd' || digit == 't')
            times = digit == 'd' ? 2 : 3;
        else if (digit != '-') {
            for (int k = 0; k < times; k++)
                add_digit(&digits, digit == 0 ? ' ' : digit, i, i + size - 1);
            times = 1;
        }
        i += size;
    }
    return digits;
}

static void find_phones(struct finding *finding)
{
    if (finding->disclosure->phones == NULL)
        return;
    struct digits digits = read_digits(finding);
    const struct phone_pattern *phone = finding->disclosure->phones;
    for (; phone != NULL; phone = phone->next)
        for (size_t i = 0; i + phone->digits.size <= digits.count; i++)
            if (memcmp(digits.at + i, phone->digits.at, phone->digits.size) == 0)
                found(finding, PROTECTED_phone, digits.first[i],
                      digits.last[i + phone->digits.size - 1]);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static int by_place(const void *a, const void *b)
{
    const struct disclosure_hit *one = a, *other = b;
    return (one->from > other->from) - (one->from < other->from);
}

static void find_as(struct finding *finding, struct str text, unsigned how)
{
    finding->spelling = spelling_of(finding->arena, text, how);
    char *letters = ARENA_MANY(finding->arena, char, finding->spelling.count + 1);
    for (size_t i = 0; i < finding->spelling.count; i++)
        letters[i] = finding->spelling.at[i].letter;
    finding->letters = letters;
    find_patterns(finding);
    find_phones(finding);
}

static bool has_foreign(struct str text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] >= 0xcd || text.at[i] == '&' || text.at[i] == '\\' ||
            text.at[i] == '%')
            return true;
    return false;
}

struct disclosure_hits disclosure_find(struct arena *arena, const struct disclosure *disclosure,
                                       struct str text)
{
    struct finding finding = {.arena = arena, .disclosure = disclosure};
    bool has_tags = str_find(text, '<', 0) != SIZE_MAX;
    bool is_foreign = has_foreign(text);
    find_as(&finding, text, 0);
    if (has_tags)
        find_as(&finding, text, SPELLING_VISIBLE);
    if (is_foreign)
        find_as(&finding, text, SPELLING_LATIN | (has_tags ? SPELLING_VISIBLE : 0));
    if (finding.count > 0)
        qsort(finding.hits, finding.count, sizeof(*finding.hits), by_place);
    return (struct disclosure_hits){finding.hits, finding.count};
}

struct str disclosure_redact(struct arena *arena, const struct disclosure *disclosure,
                             struct str text, const struct str masks[PROTECTED_KINDS])
{
    struct disclosure_hits hits = disclosure_find(arena, disclosure, text);
    struct buf out = buf_make(arena, text.size + 64);
    size_t done = 0;
    for (size_t i = 0; i < hits.count; i++) {
        if (hits.at[i].from >= done) {
            buf_add(&out, str_slice(text, done, hits.at[i].from - done));
            buf_add(&out, masks[hits.at[i].kind]);
        }
        if (hits.at[i].until > done)
            done = hits.at[i].until;
    }
    buf_add(&out, str_slice(text, done, text.size));
    return buf_text(&out);
}
