/* page.h - what compiled pages write with.
 *
 * tool/pagec turns each .html file into C that calls these functions; every value is escaped for
 * the place it stands in, decided at build. There is no raw operator. Sentences come from words/.
 */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "base/base.h"
#include "base/problem.h"
#include "base/shape.h"
#include "web/request.h"

struct navigation_item {
    int word;
    struct str url;
    bool is_current;
};

/* Everything a page may need that is not in its view. */
struct page {
    struct buf out;
    struct arena *arena;
    size_t language;          /* index in language_table */
    struct str title;         /* set by {title}; goes to <title> and is never a name */
    struct str path;          /* of this page, for links back */
    struct str csrf;          /* token of the session; empty when nobody is signed in */
    struct str once;          /* fresh token for each form: a second submit is recognised */
    struct str staff_name;    /* shown in the header; empty when nobody is signed in */
    const struct navigation_item *navigation;
    size_t navigation_count;
    const struct problems *problems; /* NULL or what is wrong with what was sent */
    struct pairs typed;       /* what was sent, to be shown again beside a problem */
    int notice;               /* enum word shown once on top, or 0 */
    struct instant now;
    bool is_demo;
};

/* Text content, quoted attribute, and URL attribute (refuses schemes other than http, https, mailto,
 * tel and relative paths: writes "#"). */
void page_text(struct page *page, struct str text);
void page_attribute(struct page *page, struct str text);
void page_url(struct page *page, struct str url);
/* Part of a URL after its beginning: percent-encoded. */
void page_url_part(struct page *page, struct str text);

/* A value as text, whatever its type: str, int64_t, bool (yes/no word), date, instant, ids. */
struct str page_show_str(struct page *page, struct str value);
struct str page_show_i64(struct page *page, int64_t value);
struct str page_show_bool(struct page *page, bool value);
struct str page_show_date(struct page *page, struct date value);        /* Tuesday 24 November 2026 */
struct str page_show_instant(struct page *page, struct instant value);  /* 24 November 2026, 02:10 */
/* {date:x}, {instant:x}: machine form for <time datetime>: 2026-11-24, 2026-11-24T02:10:00Z */
/* {day:x}: "24 Nov"; {clock:x}: "02:10" in London */
struct str page_show_day(struct page *page, struct date value);
struct str page_show_clock(struct page *page, struct instant value);

/* A sentence in the page's language with named arguments. count chooses the plural form and is
 * itself the argument {count}. */
struct word_argument {
    const char *name;
    struct str value;
};
struct str page_word(struct page *page, int word, const struct word_argument *arguments,
                     size_t count);
struct str page_word_count(struct page *page, int word, int64_t number,
                           const struct word_argument *arguments, size_t count);

/* What belongs in a field: what was typed if this page answers a refused form, else value. */
struct str page_typed(struct page *page, struct str field, struct str value);
/* True when code is chosen in field, by what was typed or by value (a comma-separated list). */
bool page_chosen(struct page *page, struct str field, struct str code, struct str value);
/* The sentence of the field's first problem, or the empty text. */
struct str page_problem(struct page *page, struct str field);

/* Renders the whole document: frame, navigation, notice, error summary, content. */
struct str page_document(struct page *page, void (*render)(struct page *page, const void *view),
                         const void *view);

#endif
