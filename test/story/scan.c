#include "scan.h"

#include <string.h>

enum { FORMS_LIMIT = 800, BUTTONS_LIMIT = 1600, LINKS_LIMIT = 6000 };

/* One pass over the page. */
struct reading {
    struct arena *arena;
    struct str rest;
    struct buf text;
    struct scan *scan;
    size_t form;      /* in which we are, or SIZE_MAX */
    size_t link;      /* in which we are, or SIZE_MAX */
    size_t button;    /* in which we are, or SIZE_MAX */
    int select_count;
    struct str select; /* name of the select in which we are */
    bool is_select_many;
};

struct tag {
    struct str name, attributes;
    bool is_end;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* ---- entities and white space --------------------------------------------------------------- */

static void add_code_point(struct buf *out, int64_t c)
{
    if (c < 0x80) {
        buf_add_char(out, (char)c);
    } else if (c < 0x800) {
        buf_add_char(out, (char)(0xc0 | c >> 6));
        buf_add_char(out, (char)(0x80 | (c & 63)));
    } else {
        buf_add_char(out, (char)(0xe0 | c >> 12));
        buf_add_char(out, (char)(0x80 | (c >> 6 & 63)));
        buf_add_char(out, (char)(0x80 | (c & 63)));
    }
}

/* The length of the entity at the front of text, written out; 0 when there is none. */
static size_t add_entity(struct buf *out, struct str text)
{
    static const struct {
        struct str name, stands_for;
    } named[] = {
        {{"&amp;", 5}, {"&", 1}},   {{"&lt;", 4}, {"<", 1}},     {{"&gt;", 4}, {">", 1}},
        {{"&quot;", 6}, {"\"", 1}}, {{"&nbsp;", 6}, {" ", 1}},   {{"&apos;", 6}, {"'", 1}},
        {{"&hellip;", 8}, {"…", 3}}, {{"&ndash;", 7}, {"–", 3}},
    };
    for (size_t i = 0; i < COUNT_OF(named); i++) {
        if (str_starts(text, named[i].name)) {
            buf_add(out, named[i].stands_for);
            return named[i].name.size;
        }
    }
    size_t end = str_find(text, ';', 0);
    int64_t code_point;
    if (!str_starts(text, STR("&#")) || end > 8 ||
        str_to_i64(str_slice(text, 2, end - 2), &code_point) != OK)
        return 0;
    add_code_point(out, code_point);
    return end + 1;
}

static struct str decode(struct arena *arena, struct str text)
{
    struct buf out = buf_make(arena, text.size + 1);
    for (size_t i = 0; i < text.size;) {
        size_t taken = text.at[i] == '&' ? add_entity(&out, str_slice(text, i, text.size)) : 0;
        if (taken == 0)
            buf_add_char(&out, text.at[i]);
        i += taken ? taken : 1;
    }
    return buf_text(&out);
}

/* Adds text to the visible text, with one space for any white space. */
static void add_collapsed(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.size; i++) {
        bool is_gap = is_space(text.at[i]);
        bool has_gap = out->size == 0 || out->at[out->size - 1] == ' ';
        if (!is_gap || !has_gap)
            buf_add_char(out, is_gap ? ' ' : text.at[i]);
    }
}

static struct str collapsed(struct arena *arena, struct str text)
{
    struct buf out = buf_make(arena, text.size + 1);
    add_collapsed(&out, text);
    return str_trim(buf_text(&out));
}

size_t scan_find(struct str text, struct str part, size_t from)
{
    for (size_t i = from; i + part.size <= text.size; i++)
        if (memcmp(text.at + i, part.at, part.size) == 0)
            return i;
    return SIZE_MAX;
}

/* ---- tags ----------------------------------------------------------------------------------- */

/* The end of a tag: the first ">" outside of quotes. */
static size_t tag_end(struct str text)
{
    char quote = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = c;
        else if (c == '>')
            return i;
    }
    return text.size;
}

static struct tag read_tag(struct str inside)
{
    struct tag tag = {.is_end = inside.size > 0 && inside.at[0] == '/'};
    size_t from = tag.is_end ? 1 : 0, end = from;
    while (end < inside.size && !is_space(inside.at[end]) && inside.at[end] != '/')
        end++;
    tag.name = str_slice(inside, from, end - from);
    tag.attributes = str_slice(inside, end, inside.size);
    return tag;
}

/* Value of the attribute, empty when it has none; false when it is not there. */
static bool attribute(const struct reading *reading, const struct tag *tag, const char *name,
                      struct str *out_value)
{
    struct str rest = tag->attributes;
    while (rest.size > 0) {
        size_t end = 0;
        while (rest.size > 0 && (is_space(rest.at[0]) || rest.at[0] == '/'))
            rest = str_slice(rest, 1, rest.size);
        while (end < rest.size && !is_space(rest.at[end]) && rest.at[end] != '=')
            end++;
        struct str found = str_slice(rest, 0, end);
        rest = str_slice(rest, end, rest.size);
        struct str value = STR_NONE;
        if (rest.size > 1 && rest.at[0] == '=') {
            bool is_quoted = rest.at[1] == '"' || rest.at[1] == '\'';
            char quote = is_quoted ? rest.at[1] : ' ';
            rest = str_slice(rest, is_quoted ? 2 : 1, rest.size);
            value = str_cut(&rest, quote);
        }
        if (found.size > 0 && str_equal_c(found, name)) {
            *out_value = decode(reading->arena, value);
            return true;
        }
    }
    return false;
}

static struct str attribute_or(const struct reading *reading, const struct tag *tag,
                               const char *name, struct str otherwise)
{
    struct str value;
    return attribute(reading, tag, name, &value) ? value : otherwise;
}

static bool has(const struct reading *reading, const struct tag *tag, const char *name)
{
    struct str unused;
    return attribute(reading, tag, name, &unused);
}

/* The text up to the end tag of that name, tags left out, decoded; *rest moves behind it. */
static struct str take_inside(struct reading *reading, const char *name)
{
    struct buf out = buf_make(reading->arena, 64);
    while (reading->rest.size > 0) {
        buf_add(&out, str_cut(&reading->rest, '<'));
        size_t end = tag_end(reading->rest);
        struct tag tag = read_tag(str_slice(reading->rest, 0, end));
        reading->rest = str_slice(reading->rest, end + 1, reading->rest.size);
        if (tag.is_end && str_equal_c(tag.name, name))
            break;
    }
    return decode(reading->arena, buf_text(&out));
}

/* ---- forms ---------------------------------------------------------------------------------- */

static void add_field(struct reading *reading, const struct scan_field *field)
{
    if (reading->form == SIZE_MAX || field->name.size == 0)
        return;
    struct scan_form *form = &reading->scan->forms[reading->form];
    if (form->field_count == form->field_room) {
        size_t room = form->field_room ? 2 * form->field_room : 16;
        struct scan_field *fields = ARENA_MANY(reading->arena, struct scan_field, room);
        if (form->field_count > 0)
            memcpy(fields, form->fields, form->field_count * sizeof(*fields));
        form->fields = fields;
        form->field_room = room;
    }
    form->fields[form->field_count++] = *field;
}

static void begin_form(struct reading *reading, const struct tag *tag)
{
    struct scan *scan = reading->scan;
    must(scan->form_count < FORMS_LIMIT);
    reading->form = scan->form_count++;
    scan->forms[reading->form] = (struct scan_form){
        .action = attribute_or(reading, tag, "action", STR_NONE),
        .is_post = str_equal_c(attribute_or(reading, tag, "method", STR("get")), "post"),
    };
    reading->select_count = 0;
}

static void add_input(struct reading *reading, const struct tag *tag)
{
    struct str type = attribute_or(reading, tag, "type", STR("text"));
    bool is_box = str_equal_c(type, "checkbox"), is_radio = str_equal_c(type, "radio");
    struct scan_field field = {
        .name = attribute_or(reading, tag, "name", STR_NONE),
        .value = attribute_or(reading, tag, "value", is_box || is_radio ? STR("on") : STR_NONE),
        .kind = is_box || is_radio ? SCAN_CHOICE : SCAN_TEXT,
        .is_many = is_box,
        .is_on = has(reading, tag, "checked"),
        .is_hidden = str_equal_c(type, "hidden"),
    };
    add_field(reading, &field);
}

static void add_textarea(struct reading *reading, const struct tag *tag)
{
    struct scan_field field = {.name = attribute_or(reading, tag, "name", STR_NONE)};
    field.value = take_inside(reading, "textarea");
    if (field.value.size > 0 && field.value.at[0] == '\n')
        field.value = str_slice(field.value, 1, field.value.size);
    add_field(reading, &field);
}

static void add_option(struct reading *reading, const struct tag *tag)
{
    bool is_on = has(reading, tag, "selected"), has_value = has(reading, tag, "value");
    struct str value = attribute_or(reading, tag, "value", STR_NONE);
    struct str label = collapsed(reading->arena, take_inside(reading, "option"));
    struct scan_field field = {.name = reading->select,
                               .value = has_value ? value : label,
                               .label = label,
                               .kind = SCAN_OPTION,
                               .select = reading->select_count,
                               .is_many = reading->is_select_many,
                               .is_on = is_on};
    add_field(reading, &field);
}

/* A browser shows the first option when none is chosen. */
static void settle_select(struct reading *reading)
{
    if (reading->form == SIZE_MAX || reading->is_select_many)
        return;
    struct scan_form *form = &reading->scan->forms[reading->form];
    struct scan_field *first = NULL;
    for (size_t i = 0; i < form->field_count; i++) {
        struct scan_field *field = &form->fields[i];
        if (field->kind != SCAN_OPTION || field->select != reading->select_count)
            continue;
        if (field->is_on)
            return;
        first = first ? first : field;
    }
    if (first)
        first->is_on = true;
}

static void begin_button(struct reading *reading, const struct tag *tag)
{
    struct scan *scan = reading->scan;
    if (reading->form == SIZE_MAX)
        return;
    must(scan->button_count < BUTTONS_LIMIT);
    reading->button = scan->button_count++;
    scan->buttons[reading->button] = (struct scan_button){
        .name = attribute_or(reading, tag, "name", STR_NONE),
        .value = attribute_or(reading, tag, "value", STR_NONE),
        .form = reading->form,
        .at = reading->text.size,
    };
}

static void begin_link(struct reading *reading, const struct tag *tag)
{
    struct scan *scan = reading->scan;
    must(scan->link_count < LINKS_LIMIT);
    reading->link = scan->link_count++;
    scan->links[reading->link] = (struct scan_link){
        .url = attribute_or(reading, tag, "href", STR_NONE),
        .at = reading->text.size,
    };
}

/* ---- one pass ------------------------------------------------------------------------------- */

static void take_start(struct reading *reading, const struct tag *tag)
{
    struct str name = tag->name;
    if (str_equal_c(name, "script") || str_equal_c(name, "style")) {
        take_inside(reading, name.at[1] == 'c' ? "script" : "style");
    } else if (str_equal_c(name, "title")) {
        struct str title = take_inside(reading, "title");
        if (reading->scan->title.size == 0)
            reading->scan->title = collapsed(reading->arena, title);
    } else if (str_equal_c(name, "main")) {
        reading->scan->main_at = reading->text.size;
    } else if (str_equal_c(name, "form")) {
        begin_form(reading, tag);
    } else if (str_equal_c(name, "input")) {
        add_input(reading, tag);
    } else if (str_equal_c(name, "textarea")) {
        add_textarea(reading, tag);
    } else if (str_equal_c(name, "select")) {
        reading->select = attribute_or(reading, tag, "name", STR_NONE);
        reading->is_select_many = has(reading, tag, "multiple");
        reading->select_count++;
    } else if (str_equal_c(name, "option")) {
        add_option(reading, tag);
    } else if (str_equal_c(name, "button")) {
        begin_button(reading, tag);
    } else if (str_equal_c(name, "a")) {
        begin_link(reading, tag);
    }
}

static struct str text_since(const struct reading *reading, size_t at)
{
    struct str text = buf_text(&reading->text);
    return str_trim(str_copy(reading->arena, str_slice(text, at, text.size)));
}

static void take_end(struct reading *reading, struct str name)
{
    struct scan *scan = reading->scan;
    if (str_equal_c(name, "form")) {
        reading->form = SIZE_MAX;
    } else if (str_equal_c(name, "select")) {
        settle_select(reading);
    } else if (str_equal_c(name, "a") && reading->link != SIZE_MAX) {
        scan->links[reading->link].label = text_since(reading, scan->links[reading->link].at);
        reading->link = SIZE_MAX;
    } else if (str_equal_c(name, "button") && reading->button != SIZE_MAX) {
        struct scan_button *button = &scan->buttons[reading->button];
        button->label = text_since(reading, button->at);
        reading->button = SIZE_MAX;
    }
}

/* Words of one line of text stay together; everything else is set apart by a space. */
static bool is_inline(struct str name)
{
    static const char *const names[] = {"a",   "b",      "bdi",  "em",   "strong", "span",
                                        "abbr", "button", "time", "tspan", "mark",  "small"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_equal_c(name, names[i]))
            return true;
    return false;
}

static void take_markup(struct reading *reading)
{
    if (str_starts(reading->rest, STR("!--"))) {
        size_t end = scan_find(reading->rest, STR("-->"), 0);
        reading->rest = str_slice(reading->rest, end == SIZE_MAX ? reading->rest.size : end + 3,
                                  reading->rest.size);
        return;
    }
    size_t end = tag_end(reading->rest);
    struct tag tag = read_tag(str_slice(reading->rest, 0, end));
    reading->rest = str_slice(reading->rest, end + 1, reading->rest.size);
    if (!is_inline(tag.name))
        add_collapsed(&reading->text, STR(" "));
    if (tag.is_end)
        take_end(reading, tag.name);
    else
        take_start(reading, &tag);
}

struct scan *scan_page(struct arena *arena, struct str html)
{
    struct scan *scan = ARENA_NEW(arena, struct scan);
    scan->forms = ARENA_MANY(arena, struct scan_form, FORMS_LIMIT);
    scan->buttons = ARENA_MANY(arena, struct scan_button, BUTTONS_LIMIT);
    scan->links = ARENA_MANY(arena, struct scan_link, LINKS_LIMIT);
    struct reading reading = {.arena = arena, .rest = html, .scan = scan,
                              .text = buf_make(arena, html.size / 2 + 64),
                              .form = SIZE_MAX, .link = SIZE_MAX, .button = SIZE_MAX};
    while (reading.rest.size > 0) {
        size_t before = reading.rest.size;
        struct str text = str_cut(&reading.rest, '<');
        add_collapsed(&reading.text, decode(arena, text));
        if (text.size < before) /* it ended in "<", not at the end of the page */
            take_markup(&reading);
    }
    scan->text = str_trim(buf_text(&reading.text));
    return scan;
}

/* ---- filling and sending -------------------------------------------------------------------- */

static void add_pair(struct pair *pairs, size_t *count, struct str name, struct str value)
{
    pairs[(*count)++] = (struct pair){name, value};
}

struct pairs scan_sent(struct arena *arena, const struct scan *scan, size_t button)
{
    const struct scan_form *form = &scan->forms[scan->buttons[button].form];
    struct pair *pairs = ARENA_MANY(arena, struct pair, form->field_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < form->field_count; i++)
        if (form->fields[i].kind == SCAN_TEXT || form->fields[i].is_on)
            add_pair(pairs, &count, form->fields[i].name, form->fields[i].value);
    if (scan->buttons[button].name.size > 0)
        add_pair(pairs, &count, scan->buttons[button].name, scan->buttons[button].value);
    return (struct pairs){pairs, count};
}

static struct scan_field *find_choice(struct scan_form *form, struct str name, struct str value)
{
    for (size_t i = 0; i < form->field_count; i++) {
        struct scan_field *field = &form->fields[i];
        bool is_it = field->kind == SCAN_TEXT || value.size == 0 ||
                     str_equal(field->value, value) ||
                     (field->kind == SCAN_OPTION && str_equal(field->label, value));
        if (str_equal(field->name, name) && is_it)
            return field;
    }
    return NULL;
}

bool scan_fill(struct scan_form *form, struct str name, struct str value)
{
    struct scan_field *found = find_choice(form, name, value);
    if (found == NULL)
        return false;
    if (found->kind == SCAN_TEXT) {
        found->value = value;
        return true;
    }
    for (size_t i = 0; i < form->field_count; i++) {
        struct scan_field *field = &form->fields[i];
        bool is_rival = str_equal(field->name, name) && field->select == found->select;
        if (is_rival && (!found->is_many || value.size == 0))
            field->is_on = false;
    }
    found->is_on = value.size > 0 || found->kind == SCAN_OPTION;
    return true;
}

bool scan_value(struct arena *arena, const struct scan *scan, struct str name,
                struct str *out_value)
{
    struct buf out = buf_make(arena, 64);
    bool is_there = false;
    for (size_t f = 0; f < scan->form_count; f++) {
        for (size_t i = 0; i < scan->forms[f].field_count; i++) {
            const struct scan_field *field = &scan->forms[f].fields[i];
            if (!str_equal(field->name, name))
                continue;
            is_there = true;
            if ((field->kind == SCAN_TEXT || field->is_on) && field->value.size > 0) {
                buf_add_c(&out, out.size > 0 ? ", " : "");
                buf_add(&out, field->value);
            }
        }
    }
    *out_value = buf_text(&out);
    return is_there;
}
