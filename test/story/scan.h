/* scan.h - what a person without a script finds on a page: text, links, forms and their buttons.
 *
 * A small tolerant reader of HTML for tests: it takes pages as a browser with JavaScript off shows
 * them, knows the elements that Haven's pages are made of, and passes over the rest. Every thing
 * remembers where in the visible text it stands, so that a test can say "the button after this".
 */
#ifndef TEST_STORY_SCAN_H
#define TEST_STORY_SCAN_H

#include "base/base.h"
#include "web/request.h"

enum scan_kind {
    SCAN_TEXT,   /* an input to write in, hidden ones too, and a textarea */
    SCAN_CHOICE, /* one radio or check box */
    SCAN_OPTION  /* one option of a select */
};

struct scan_field {
    struct str name, value;
    struct str label; /* of an option: it can be chosen by its value or by this */
    enum scan_kind kind;
    int select;   /* SCAN_OPTION: which select of the form, counted from 1 */
    bool is_many; /* check boxes: several of a name may be on */
    bool is_on;   /* choices and options: is it sent? */
    bool is_hidden;
};

struct scan_form {
    struct str action;
    bool is_post;
    struct scan_field *fields;
    size_t field_count, field_room;
};

struct scan_button {
    struct str label, name, value;
    size_t form; /* index */
    size_t at;   /* offset in the visible text */
};

struct scan_link {
    struct str label, url;
    size_t at;
};

struct scan {
    struct str title, text; /* white space collapsed, entities read */
    size_t main_at;         /* where in the text the page's own part begins */
    struct scan_form *forms;
    struct scan_button *buttons;
    struct scan_link *links;
    size_t form_count, button_count, link_count;
};

/* Reads a page; everything is in the arena. What is no HTML is one text. */
struct scan *scan_page(struct arena *arena, struct str html);

/* Offset of the text, white space collapsed, at or after from; SIZE_MAX when it is not there. */
size_t scan_find(struct str text, struct str part, size_t from);

/* What the form would send when that button of it is pressed. */
struct pairs scan_sent(struct arena *arena, const struct scan *scan, size_t button);

/* Puts a value into every field of that name, as a person would: writes it, chooses it, or ticks
 * the box; an empty value unticks all. False: the form has no such field, or no such choice. */
bool scan_fill(struct scan_form *form, struct str name, struct str value);

/* The values that stand in a field, separated by commas; false: the page has no such field. */
bool scan_value(struct arena *arena, const struct scan *scan, struct str name,
                struct str *out_value);

#endif
