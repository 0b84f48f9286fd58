#include "web/page.h"

#include <assets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- escaping */

static const struct str entities[256] = {
    ['&'] = {"&amp;", 5}, ['<'] = {"&lt;", 4},   ['>'] = {"&gt;", 4},
    ['"'] = {"&quot;", 6}, ['\''] = {"&#39;", 5},
};

/* Sixteen characters at a time: what is looked for is rare. */
typedef unsigned char chunk __attribute__((vector_size(16)));
typedef uint64_t halves __attribute__((vector_size(16)));
enum { CHUNK = sizeof(chunk), HALF = CHUNK / 2 };

static inline chunk first_chunk(struct str text)
{
    chunk c;
    memcpy(&c, text.at, CHUNK);
    return c;
}

static inline struct str after_chunk(struct str text)
{
    return (struct str){text.at + CHUNK, text.size - CHUNK};
}

/* Fewer than eight characters; 'a' stands for those that are missing. */
static inline uint64_t read_few(struct str text)
{
    uint64_t few = (uint64_t)0x6161616161616161 << text.size * 8;
    if (text.size < 4) {
        for (size_t i = 0; i < text.size; i++)
            few |= (uint64_t)(unsigned char)text.at[i] << i * 8;
        return few;
    }
    uint32_t first, last;
    memcpy(&first, text.at, 4);
    memcpy(&last, text.at + text.size - 4, 4);
    return few | first | (uint64_t)last << (text.size - 4) * 8;
}

/* Fewer than sixteen: the first eight and the last, some of them twice. */
static inline chunk last_chunk(struct str text)
{
    uint64_t first, last;
    if (text.size < HALF) {
        first = last = read_few(text);
    } else {
        memcpy(&first, text.at, HALF);
        memcpy(&last, text.at + text.size - HALF, HALF);
    }
    return (chunk)(halves){first, last};
}

static inline bool is_found(chunk found)
{
    halves both = (halves)found;
    return (both[0] | both[1]) != 0;
}

static inline chunk find_entities(chunk c)
{
    return (chunk)((c == '&') | (c == '<') | (c == '>') | (c == '"') | (c == '\''));
}

/* Copies up to where something is to be escaped, and returns what is left: a chunk with such a
 * character in it. Of a few characters eight are written: what comes next is written over them. */
static inline struct str add_plain(struct buf *out, struct str text)
{
    char *start = buf_room(out, text.size + CHUNK), *at = start;
    chunk c;
    for (; text.size >= CHUNK; text = after_chunk(text), at += CHUNK) {
        c = first_chunk(text);
        if (is_found(find_entities(c)))
            break;
        memcpy(at, &c, CHUNK);
    }
    if (text.size > 0 && text.size < CHUNK && !is_found(find_entities(c = last_chunk(text)))) {
        size_t last = text.size > HALF ? text.size - HALF : 0;
        memcpy(at, &c, HALF);
        memcpy(at + last, (char *)&c + HALF, HALF);
        at += text.size;
        text.size = 0;
    }
    out->size += (size_t)(at - start);
    return text;
}

/* The first of a text, as many as a chunk; returns the others. */
static __attribute__((noinline)) struct str add_escaped(struct buf *out, struct str text)
{
    size_t size = text.size < CHUNK ? text.size : CHUNK;
    for (size_t i = 0; i < size; i++) {
        struct str entity = entities[(unsigned char)text.at[i]];
        if (entity.size > 0)
            buf_add(out, entity);
        else
            buf_add_char(out, text.at[i]);
    }
    return (struct str){text.at + size, text.size - size};
}

/* A text as it is read: of one that cannot be, the sentence that says so. */
static inline struct str readable(struct page *page, struct str text)
{
    return str_is_unreadable(text) ? page_word(page, WORD_unreadable, NULL, 0) : text;
}

void page_text(struct page *page, struct str text)
{
    text = readable(page, text);
    while ((text = add_plain(&page->out, text)).size > 0) /* rarely */
        text = add_escaped(&page->out, text);
}

void page_url_part(struct page *page, struct str text)
{
    url_encode(&page->out, text);
}

struct str page_encoded(struct page *page, struct str text)
{
    if (str_is_unreadable(text)) /* there is no address in it */
        return STR_NONE;
    if (url_is_plain(text)) /* references and ids are */
        return text;
    struct buf out = buf_make(page->arena, text.size * 3);
    url_encode(&out, text);
    return buf_text(&out);
}

/* Browsers drop control characters and take "\" for "/" in addresses: none may be in one. */
static inline chunk find_tricks(chunk c)
{
    return (chunk)((c <= ' ') | (c == '\\') | (c == 0x7f));
}

static bool has_trick(struct str url)
{
    struct str rest = url;
    for (; rest.size >= CHUNK; rest = after_chunk(rest))
        if (is_found(find_tricks(first_chunk(rest))))
            return true;
    return is_found(find_tricks(last_chunk(rest))) ||
           (url.size >= 2 && url.at[0] == '/' && url.at[1] == '/');
}

static bool is_allowed_url(struct str url)
{
    static const char *const schemes[] = {"http:", "https:", "mailto:", "tel:"};
    if (has_trick(url))
        return false;
    if (url.size > 0 && url.at[0] == '/') /* a path of ours */
        return true;
    for (size_t i = 0; i < COUNT_OF(schemes); i++)
        if (url.size >= strlen(schemes[i]) &&
            strncasecmp(url.at, schemes[i], strlen(schemes[i])) == 0)
            return true;
    /* relative: no colon before the first "/", "?" or "#" */
    for (size_t i = 0; i < url.size && strchr("/?#", url.at[i]) == NULL; i++)
        if (url.at[i] == ':')
            return false;
    return true;
}

void page_url(struct page *page, struct str url)
{
    page_text(page, is_allowed_url(url) ? url : STR("#"));
}

void page_token(struct page *page)
{
    buf_add(&page->out, STR("<input type=\"hidden\" name=\"csrf\" value=\""));
    page_attribute(page, page->csrf);
    buf_add(&page->out, STR("\"><input type=\"hidden\" name=\"once\" value=\""));
    page_attribute(page, page->once);
    buf_add(&page->out, STR("\">"));
}

/* ---- values */

/* Behind a name in Latin letters the day would be read as a part of it, and behind Arabic ones the
 * pound would stand on the wrong side. */
static struct str isolated(struct page *page, struct str value)
{
    return word_isolated(page->arena, page->language, value);
}

struct str page_show_str(struct page *page, struct str value)
{
    (void)page;
    return value;
}

struct str page_show_c(struct page *page, const char *value)
{
    (void)page;
    return str_of(value);
}

struct str page_show_i64(struct page *page, int64_t value)
{
    if (value == INTEGER_NONE)
        return STR_NONE;
    return i64_text(value, ARENA_NEW(page->arena, struct i64_digits));
}

struct str page_show_bool(struct page *page, bool value)
{
    return page_word(page, value ? WORD_answer_yes : WORD_answer_no, NULL, 0);
}

struct str page_show_date(struct page *page, struct date value)
{
    return isolated(page, word_date(page->arena, page->language, DATE_FULL,
                                    (struct wall_time){.date = value}));
}

struct str page_show_mark(struct page *page, struct date value)
{
    return word_date(page->arena, page->language, DATE_SHORT, (struct wall_time){.date = value});
}

/* The nearest day of that name needs no year. */
enum { HALF_A_YEAR_DAYS = 182 };

struct str page_show_day(struct page *page, struct date value)
{
    bool is_near = !date_is_some(value) || !instant_is_some(page->now) ||
                   abs(value.days - date_in_london(page->now).days) <= HALF_A_YEAR_DAYS;
    return isolated(page, word_date(page->arena, page->language, is_near ? DATE_SHORT : DATE_LONG,
                                    (struct wall_time){.date = value}));
}

struct str page_show_instant(struct page *page, struct instant value)
{
    if (!instant_is_some(value))
        return STR_NONE;
    return isolated(page,
                    word_date(page->arena, page->language, DATE_AND_TIME, london_time(value)));
}

struct str page_show_clock(struct page *page, struct instant value)
{
    if (!instant_is_some(value))
        return STR_NONE;
    struct wall_time time = london_time(value);
    return str_format(page->arena, "%02d:%02d", time.hour, time.minute);
}

struct str page_show_part(struct page *page, struct date value, enum page_date_part part)
{
    if (!date_is_some(value))
        return STR_NONE;
    struct date_parts parts = date_parts(value);
    return page_show_i64(page, part == PAGE_DAY     ? parts.day
                               : part == PAGE_MONTH ? parts.month
                                                    : parts.year);
}

struct str page_show_pounds(struct page *page, int64_t pence)
{
    if (pence == INTEGER_NONE)
        return STR_NONE;
    uint64_t size = pence < 0 ? 0 - (uint64_t)pence : (uint64_t)pence;
    char digits[24];
    int count = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)(size / 100));
    struct buf out = buf_make(page->arena, 40);
    buf_add(&out, pence < 0 ? STR("\xE2\x88\x92\xC2\xA3") : STR("\xC2\xA3")); /* minus, pound */
    for (int i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0)
            buf_add_char(&out, ',');
        buf_add_char(&out, digits[i]);
    }
    buf_format(&out, ".%02u", (unsigned)(size % 100));
    return isolated(page, buf_text(&out));
}

/* ---- sentences */

static const struct word_argument *readable_arguments(struct page *page,
                                                      const struct word_argument *arguments,
                                                      size_t count)
{
    bool is_any = false;
    for (size_t i = 0; i < count; i++)
        is_any |= str_is_unreadable(arguments[i].value);
    if (!is_any)
        return arguments;
    struct word_argument *all = ARENA_MANY(page->arena, struct word_argument, count);
    for (size_t i = 0; i < count; i++)
        all[i] = (struct word_argument){arguments[i].name, readable(page, arguments[i].value)};
    return all;
}

struct str page_word(struct page *page, int word, const struct word_argument *arguments,
                     size_t count)
{
    arguments = readable_arguments(page, arguments, count);
    return word_text(page->arena, page->language, word, arguments, count);
}

struct str page_word_count(struct page *page, int word, int64_t number,
                           const struct word_argument *arguments, size_t count)
{
    arguments = readable_arguments(page, arguments, count);
    return word_text_count(page->arena, page->language, word, number, arguments, count);
}

struct str page_code(struct page *page, const struct code_list *list, struct str code)
{
    const struct code *found = code_find(list, code);
    return found == NULL ? code : page_word(page, found->word, NULL, 0);
}

/* ---- pieces */

struct str page_join(struct page *page, const struct str *pieces, size_t count)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        size += readable(page, pieces[i]).size;
    char *joined = arena_take(page->arena, size), *at = joined;
    for (size_t i = 0; i < count; i++) {
        struct str piece = readable(page, pieces[i]);
        if (piece.size > 0)
            memcpy(at, piece.at, piece.size);
        at += piece.size;
    }
    return (struct str){joined, size};
}

struct str page_asset(struct page *page, struct str name)
{
    (void)page;
    for (size_t i = 0; i < asset_count; i++)
        if (str_equal_c(name, asset_table[i].name))
            return str_of(asset_table[i].url);
    must(!"an asset of that name");
    return STR_NONE;
}

/* ---- forms */

static bool is_refused(const struct page *page)
{
    return page->problems != NULL && page->problems->count > 0;
}

static const struct pair *find_typed(const struct page *page, struct str field)
{
    for (size_t i = 0; i < page->typed.count; i++)
        if (str_equal(page->typed.at[i].name, field))
            return &page->typed.at[i];
    return NULL;
}

struct str page_typed(struct page *page, struct str field, struct str value)
{
    const struct pair *typed = is_refused(page) ? find_typed(page, field) : NULL;
    if (typed != NULL)
        return typed->value;
    return str_is_unreadable(value) ? STR_NONE : value;
}

struct str page_hinted_str(struct page *page, struct str value, struct str hint)
{
    if (!str_is_unreadable(value))
        return hint;
    struct str says = page_word(page, WORD_unreadable_field, NULL, 0);
    return hint.size == 0 ? says
                          : str_format(page->arena, "%.*s %.*s", STR_ARGS(says), STR_ARGS(hint));
}

struct str page_hinted_list(struct page *page, struct str_list values, struct str hint)
{
    return page_hinted_str(page, values.count > 0 ? values.at[0] : STR_NONE, hint);
}

static bool is_typed(const struct page *page, struct str field, struct str code)
{
    for (size_t i = 0; i < page->typed.count; i++)
        if (str_equal(page->typed.at[i].name, field) && str_equal(page->typed.at[i].value, code))
            return true;
    return false;
}

bool page_chosen(struct page *page, struct str field, struct str code, struct str value)
{
    return is_refused(page) ? is_typed(page, field, code) : str_equal(code, value);
}

bool page_among(struct page *page, struct str field, struct str code, struct str_list values)
{
    if (is_refused(page))
        return is_typed(page, field, code);
    for (size_t i = 0; i < values.count; i++)
        if (str_equal(values.at[i], code))
            return true;
    return false;
}

bool page_on(struct page *page, struct str field, bool value)
{
    return is_refused(page) ? is_typed(page, field, STR("true")) : value;
}

struct str page_problem(struct page *page, struct str field)
{
    if (!is_refused(page))
        return STR_NONE;
    const struct problem *problem = problems_of(page->problems, field);
    if (problem == NULL)
        return STR_NONE;
    return page_word(page, problem->word,
                     &(struct word_argument){"detail", problem->detail}, 1);
}

struct str page_problem_called(struct page *page, struct str field, struct str called)
{
    struct str sentence = page_problem(page, field);
    if (str_is_empty(sentence))
        return sentence;
    if (page->called == NULL)
        page->called = ARENA_MANY(page->arena, struct str, page->problems->count);
    for (size_t i = 0; i < page->problems->count; i++)
        if (str_equal(page->problems->items[i].field, field))
            page->called[i] = called;
    return sentence;
}
