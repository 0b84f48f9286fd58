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

enum err disclosure_patterns(struct arena *arena, const struct protected_value *values,
                             size_t count, struct str *out_patterns)
{
    const struct disclosure *made = disclosure_make(arena, values, count, (struct str_list){0});
    struct buf out = buf_make(arena, 1024);
    buf_add_char(&out, SEARCH_FORMAT);
    for (const struct made_pattern *p = made->patterns; p != NULL; p = p->before) {
        buf_add_char(&out, (char)p->pattern.how);
        buf_add_char(&out, (char)p->pattern.letters.size);
        buf_add(&out, p->pattern.letters);
    }
    if (out.size > VAULT_PLAIN_LIMIT)
        return ERR_TOO_LARGE;
    *out_patterns = buf_text(&out);
    return OK;
}

/* ---- reading --------------------------------------------------------------------------------- */

static bool has_foreign(struct str text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.at[i] >= 0xcd || text.at[i] == '&' || text.at[i] == '\\' ||
            text.at[i] == '%')
            return true;
    return false;
}

enum { READINGS = 3 };

static size_t spell(struct arena *arena, struct str text, struct spelling out[READINGS])
{
    size_t count = 0;
    bool has_tags = str_find(text, '<', 0) != SIZE_MAX;
    out[count++] = spelling_of(arena, text, 0);
    if (has_tags)
        out[count++] = spelling_of(arena, text, SPELLING_VISIBLE);
    if (has_foreign(text))
        out[count++] =
            spelling_of(arena, text, SPELLING_LATIN | (has_tags ? SPELLING_VISIBLE : 0));
    return count;
}

/* A letter that none is: no pattern has it, so nothing is found across it. */
enum { BREAK = '\n' };

static void add_letters(struct disclosure_reading *reading, const struct spelling *spelling,
                        char *letters, char *marks)
{
    for (size_t i = 0; i < spelling->count; i++) {
        const struct spelled_letter *letter = &spelling->at[i];
        letters[i] = letter->letter;
        marks[i] = (char)((letter->is_digit ? SEARCH_DIGIT : 0) |
                          (letter->is_after_gap ? SEARCH_GAP : 0));
    }
    letters[spelling->count] = BREAK;
    marks[spelling->count] = SEARCH_GAP;
    reading->letters.size += spelling->count + 1;
}

struct disclosure_reading disclosure_read(struct arena *arena, const struct str *texts,
                                          size_t count)
{
    struct disclosure_span *spans = ARENA_MANY(arena, struct disclosure_span, count * READINGS);
    struct spelling *spellings = ARENA_MANY(arena, struct spelling, count * READINGS);
    size_t span_count = 0, room = 0;
    for (size_t i = 0; i < count; i++) {
        size_t more = spell(arena, texts[i], spellings + span_count);
        for (; more > 0; more--, span_count++) {
            spans[span_count] = (struct disclosure_span){room, i, spellings[span_count].at};
            room += spellings[span_count].count + 1;
        }
    }
    char *letters = ARENA_MANY(arena, char, room), *marks = ARENA_MANY(arena, char, room);
    struct disclosure_reading reading = {{letters, 0}, {marks, room}, spans, span_count};
    for (size_t i = 0; i < span_count; i++)
        add_letters(&reading, &spellings[i], letters + spans[i].first, marks + spans[i].first);
    return reading;
}

/* ---- finding --------------------------------------------------------------------------------- */

struct finding {
    struct arena *arena;
    const struct disclosure *disclosure;
    const struct disclosure_reading *in;
    struct disclosure_hits *hits;
};

static void found(struct finding *finding, enum protected_kind kind, size_t first, size_t last)
{
    struct disclosure_hits *hits = finding->hits;
    const struct disclosure_reading *in = finding->in;
    if (hits->count == hits->room) {
        hits->room = hits->room * 2 + 16;
        struct disclosure_hit *larger =
            ARENA_MANY(finding->arena, struct disclosure_hit, hits->room);
        if (hits->count > 0)
            memcpy(larger, hits->at, hits->count * sizeof(*larger));
        hits->at = larger;
    }
    size_t i = in->span_count - 1;
    while (in->spans[i].first > first)
        i--;
    const struct disclosure_span *span = &in->spans[i];
    hits->at[hits->count++] = (struct disclosure_hit){
        kind, span->text, span->at[first - span->first].from, span->at[last - span->first].until};
}

void disclosure_hit_add(struct arena *arena, const struct disclosure_reading *reading,
                        const struct vault_hit *hit, struct disclosure_hits *hits)
{
    struct finding finding = {.arena = arena, .in = reading, .hits = hits};
    must(hit->kind < PROTECTED_KINDS && hit->last < reading->letters.size);
    found(&finding, (enum protected_kind)hit->kind, hit->first, hit->last);
}

static void find_patterns(struct finding *finding)
{
    const struct disclosure_reading *in = finding->in;
    struct searched *searched = ARENA_NEW(finding->arena, struct searched);
    search_make(searched, in->letters, in->marks.at,
                ARENA_MANY(finding->arena, uint32_t, in->letters.size));
    for (const struct made_pattern *p = finding->disclosure->patterns; p != NULL; p = p->before) {
        uint32_t at = SEARCH_END;
        while ((at = search_next(searched, &p->pattern, at)) != SEARCH_END)
            found(finding, (enum protected_kind)(p->pattern.how / PATTERN_KIND), at,
                  at + p->pattern.letters.size - 1);
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
        if (i + size <= finding->in->letters.size &&
            memcmp(finding->in->letters.at + i, digit_words[w].word, size) == 0)
            return &digit_words[w];
    }
    return NULL;
}

static bool could_be_digit(const struct finding *finding, size_t i)
{
    return i < finding->in->letters.size && strchr("ois", finding->in->letters.at[i]) != NULL;
}

static bool is_digit(const struct finding *finding, size_t i)
{
    return i < finding->in->marks.size && finding->in->marks.at[i] & SEARCH_DIGIT;
}

/* With nothing but other such letters between it and a digit. */
static bool is_near_digit(const struct finding *finding, size_t i)
{
    size_t before = i, after = i;
    while (before > 0 && !is_digit(finding, before) && could_be_digit(finding, before - 1))
        before--;
    while (!is_digit(finding, after) && could_be_digit(finding, after + 1))
        after++;
    return is_digit(finding, before) || (before > 0 && is_digit(finding, before - 1)) ||
           is_digit(finding, after) || is_digit(finding, after + 1);
}

/* The digit that a letter stands for where digits are written; 0: none. */
static char digit_at(const struct finding *finding, size_t i)
{
    char c = finding->in->letters.at[i];
    if (!is_digit(finding, i) && !(could_be_digit(finding, i) && is_near_digit(finding, i)))
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
    size_t room = finding->in->letters.size * 2 + 4;
    struct digits digits = {ARENA_MANY(finding->arena, char, room),
                            ARENA_MANY(finding->arena, size_t, room),
                            ARENA_MANY(finding->arena, size_t, room), 0};
    int times = 1;
    for (size_t i = 0; i < finding->in->letters.size;) {
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

static bool is_before(const struct digits *digits, size_t i, const char *written)
{
    size_t size = strlen(written);
    return i >= size && memcmp(digits->at + i - size, written, size) == 0;
}

/* A number begins with the 0, 44 or 0044 in front of what every writing of it has. */
static size_t begin_of_phone(const struct digits *digits, size_t i)
{
    if (is_before(digits, i, "0"))
        i--;
    if (is_before(digits, i, "44"))
        i -= is_before(digits, i - 2, "00") ? 4 : 2;
    return i;
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
                found(finding, PROTECTED_phone, digits.first[begin_of_phone(&digits, i)],
                      digits.last[i + phone->digits.size - 1]);
}

/* ---- the whole ------------------------------------------------------------------------------- */

void disclosure_find(struct arena *arena, const struct disclosure *disclosure,
                     const struct disclosure_reading *reading, struct disclosure_hits *hits)
{
    struct finding finding = {arena, disclosure, reading, hits};
    find_patterns(&finding);
    find_phones(&finding);
}

static int by_place(const void *a, const void *b)
{
    const struct disclosure_hit *one = a, *other = b;
    if (one->text != other->text)
        return one->text > other->text ? 1 : -1;
    return (one->from > other->from) - (one->from < other->from);
}

struct str disclosure_redact(struct arena *arena, struct disclosure_hits *hits, size_t number,
                             struct str text, const struct str masks[PROTECTED_KINDS])
{
    struct buf out = buf_make(arena, text.size + 64);
    size_t done = 0;
    if (hits->count > 0)
        qsort(hits->at, hits->count, sizeof(*hits->at), by_place);
    for (size_t i = 0; i < hits->count; i++) {
        const struct disclosure_hit *hit = &hits->at[i];
        if (hit->text != number)
            continue;
        if (hit->from >= done) {
            buf_add(&out, str_slice(text, done, hit->from - done));
            buf_add(&out, masks[hit->kind]);
        }
        if (hit->until > done)
            done = hit->until;
    }
    buf_add(&out, str_slice(text, done, text.size));
    return buf_text(&out);
}
