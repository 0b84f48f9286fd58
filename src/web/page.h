/* page.h - what compiled pages write with.
 *
 * tool/pagec turns each .html file into C that calls these functions; every value is escaped for
 * the place it stands in, decided at build. There is no raw operator. Sentences come from words/.
 * The language of the files is told in doc/pages.md.
 */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "base/base.h"
#include "base/problem.h"
#include "base/shape.h"
#include "web/request.h"
#include "web/words.h"

struct navigation_item {
    int word;
    struct str url;
    bool is_current;
    int64_t number; /* of what waits there; 0: nothing is said */
};

/* Everything a page may need that is not in its view. */
struct page {
    struct buf out;
    struct arena *arena;
    size_t language;          /* index in language_table */
    struct str title;         /* set by {title}; goes to <title> and is never a name */
    struct str path;          /* of this page, for links back; empty: it answers what was sent, so
                                 that another language cannot be chosen without losing that */
    struct str csrf;          /* token of the session; empty when nobody is signed in */
    struct str once;          /* fresh token for each form: a second submit is recognised */
    struct str staff_name;    /* shown in the header; empty when nobody is signed in */
    const struct navigation_item *navigation;
    size_t navigation_count;
    const struct problems *problems; /* NULL or what is wrong with what was sent */
    struct str *called;       /* by problem: what the page calls its field, once it is shown */
    struct pairs typed;       /* what was sent, to be shown again beside a problem */
    int notice;               /* enum word shown once on top, or 0 */
    struct instant now;
    bool is_demo;
    bool is_read_only;        /* nothing can be written just now */
};

/* ---- writing: text content; quoted attribute; a whole address in a URL attribute (schemes other
 * than http, https, mailto, tel, and what a browser could take for one, become "#"; "//host" too);
 * part of an address after its beginning, percent-encoded. Of a text that cannot be read
 * (STR_UNREADABLE) the sentence that says so is written, and nothing in an address. */
void page_text(struct page *page, struct str text);
static inline void page_attribute(struct page *page, struct str text)
{
    page_text(page, text); /* which escapes quotes too */
}
void page_url(struct page *page, struct str url);
void page_url_part(struct page *page, struct str text);

/* {form}: the session's token against forged requests, and the one against a second submit. */
void page_token(struct page *page);

/* ---- values as text. Dates and instants that are not there, and INTEGER_NONE, are empty. */
struct str page_show_str(struct page *page, struct str value);
struct str page_show_c(struct page *page, const char *value);
struct str page_show_i64(struct page *page, int64_t value);
struct str page_show_bool(struct page *page, bool value);              /* yes or no */
/* In a page from right to left days, instants and money are isolated, as words.h says. */
struct str page_show_date(struct page *page, struct date value);       /* Monday 2 November 2026 */
struct str page_show_instant(struct page *page, struct instant value); /* 24 November 2026, 02:10 */
struct str page_show_day(struct page *page, struct date value);        /* 24 Nov, 4 May 2024 */
struct str page_show_mark(struct page *page, struct date value);       /* 24 Nov, on an axis */
struct str page_show_clock(struct page *page, struct instant value);   /* 02:10 in London */
struct str page_show_pounds(struct page *page, int64_t pence);         /* £1,049.18 */

/* The day of an instant on the wall in London; DATE_NONE for INSTANT_NONE. */
static inline struct date page_london(struct instant value)
{
    return instant_is_some(value) ? date_in_london(value) : DATE_NONE;
}

enum page_date_part { PAGE_DAY, PAGE_MONTH, PAGE_YEAR };
struct str page_show_part(struct page *page, struct date value, enum page_date_part part);

/* Whatever the type. An id has no text of its own: {id:x} is meant. */
#define page_show(page, value)           \
    _Generic((value),                    \
        struct str: page_show_str,       \
        char *: page_show_c,             \
        const char *: page_show_c,       \
        bool: page_show_bool,            \
        int: page_show_i64,              \
        unsigned: page_show_i64,         \
        long: page_show_i64,             \
        unsigned long: page_show_i64,    \
        long long: page_show_i64,        \
        struct date: page_show_date,     \
        struct instant: page_show_instant)((page), (value))

/* ---- what {#if value} asks: is there something? */
static inline bool page_is_str(struct str value)
{
    return value.size > 0 || str_is_unreadable(value);
}
static inline bool page_is_c(const char *value)
{
    return value != NULL && *value != '\0';
}
static inline bool page_is_i64(int64_t value)
{
    return value != 0 && value != INTEGER_NONE;
}
static inline bool page_is_bool(bool value)
{
    return value;
}
#define page_is(value)                  \
    _Generic((value),                   \
        struct str: page_is_str,        \
        char *: page_is_c,              \
        const char *: page_is_c,        \
        bool: page_is_bool,             \
        int: page_is_i64,               \
        unsigned: page_is_i64,          \
        long: page_is_i64,              \
        unsigned long: page_is_i64,     \
        long long: page_is_i64,         \
        struct date: date_is_some,      \
        struct instant: instant_is_some)(value)

/* ---- sentences (words.h) in the page's language */
struct str page_word(struct page *page, int word, const struct word_argument *arguments,
                     size_t count);
struct str page_word_count(struct page *page, int word, int64_t number,
                           const struct word_argument *arguments, size_t count);

/* The sentence of a code; a code that is not on the list is shown as it is. */
struct str page_code(struct page *page, const struct code_list *list, struct str code);

/* ---- pieces of text put together; percent-encoded; the address of a file of web-assets/. */
struct str page_join(struct page *page, const struct str *pieces, size_t count);
struct str page_encoded(struct page *page, struct str text);
struct str page_asset(struct page *page, struct str name);

/* ---- forms */

/* What belongs in a field: what was typed if this page answers a refused form, else value; nothing
 * where that cannot be read, or the sentence would be sent back as hers. */
struct str page_typed(struct page *page, struct str field, struct str value);
/* A field's hint; where its value, or one of its values, cannot be read, after what says so. */
struct str page_hinted_str(struct page *page, struct str value, struct str hint);
struct str page_hinted_list(struct page *page, struct str_list values, struct str hint);
#define page_hinted(page, value, hint)                                                         \
    _Generic((value), struct str: page_hinted_str, struct str_list: page_hinted_list)(         \
        (page), (value), (hint))
/* Whether a choice of a field is chosen: by what was typed in a refused form, in which nothing sent
 * means nothing chosen; else by value, by one of values, or by a flag. */
bool page_chosen(struct page *page, struct str field, struct str code, struct str value);
bool page_among(struct page *page, struct str field, struct str code, struct str_list values);
bool page_on(struct page *page, struct str field, bool value);
/* The sentence of the field's first problem, or the empty text. Who says what the field is called
 * on the page has the summary say it too: many fields have the same problem. */
struct str page_problem(struct page *page, struct str field);
struct str page_problem_called(struct page *page, struct str field, struct str called);

/* ---- the whole document: frame, navigation, notice, error summary, content. */
struct str page_document(struct page *page, void (*render)(struct page *page, const void *view),
                         const void *view);

/* What the frame's own part (parts/frame.html) shows. */
struct language_link {
    struct str code, name, url;
    bool is_rtl, is_current;
};
struct problem_link {
    struct str url, sentence; /* url empty: the problem is of the form as a whole */
};

#endif
